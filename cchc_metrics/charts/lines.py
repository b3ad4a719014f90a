"""Several series over the years, each with its value at its end."""

from typing import Any

import altair as alt
from pandas import DataFrame

from cchc_metrics.charts import look
from cchc_metrics.text import formats

# Four series at most; each has its dash beside its colour, so that no series is known by colour alone.
COLOURS = (look.TONES["good"], look.TONES["bad"], look.TONES["doubtful"], look.TONES["quiet"])
DASHES = ([1, 0], [8, 4], [2, 3], [10, 3, 2, 3])
MOST = len(COLOURS)
# The least distance between two values at the ends of lines, as a share of the height.
APART = 0.09


def lines(frame: DataFrame, size: look.Size = look.WIDE) -> Any:
    """A line a series of `frame` (series, year, shown, direction), cut at breaks and missing years.

    The names stand above with a piece of their line; the last point of each carries its value.
    """
    starts = frame["direction"].isin(["no_data", "not_comparable"]) | frame["shown"].isna()
    drawn = frame.assign(stretch=starts.groupby(frame["series"]).cumsum().astype(str))
    order = list(dict.fromkeys(frame["series"]))[:MOST]
    drawn = drawn[drawn["series"].isin(order) & drawn["shown"].notna()]
    low, high = float(drawn["shown"].min()), float(drawn["shown"].max())
    room = (high - low or abs(high) or 1.0) * 0.1
    scale = alt.Scale(zero=False, nice=False, domain=[low - room, high + room])
    ends = _apart(drawn.groupby("series", sort=False).tail(1), APART * (high - low + 2 * room))
    key = alt.Legend(orient="top", direction="vertical", title=None, symbolType="stroke", symbolSize=900,
                     symbolStrokeWidth=look.LINE, labelLimit=size.width - 80)
    colour = alt.Color("series:N", scale=alt.Scale(domain=order, range=COLOURS[:len(order)]), legend=key)
    dash = alt.StrokeDash("series:N", scale=alt.Scale(domain=order, range=DASHES[:len(order)]), legend=key)
    years = sorted(int(year) for year in frame["year"].unique())
    x = look.years_axis().scale(alt.Scale(domain=years))
    base = alt.Chart(drawn).encode(x=x, y=alt.Y("shown:Q", title=None, scale=scale, axis=alt.Axis(tickCount=5)))
    values = alt.Chart(ends).mark_text(align="left", dx=12, fontSize=look.LABEL, fontWeight="bold", color=look.INK)
    layers = [
        base.mark_line(strokeWidth=look.LINE).encode(color=colour, strokeDash=dash, detail="stretch:N"),
        base.mark_point(size=look.POINT * 0.7, filled=True, opacity=1).encode(color=colour),
        values.encode(x=x, y=alt.Y("beside:Q", scale=scale), text="label:N"),
    ]
    return look.framed(alt.layer(*layers), size, height=400)


def _apart(ends: DataFrame, least: float) -> DataFrame:
    """The last point of each series with its value, moved up where two values would meet."""
    placed = ends.sort_values("shown").copy()
    beside: list[float] = []
    for value in placed["shown"]:
        beside.append(value if not beside else max(value, beside[-1] + least))
    placed["beside"] = beside
    placed["label"] = [formats.number(row.shown, 2) for row in placed.itertuples()]
    return placed
