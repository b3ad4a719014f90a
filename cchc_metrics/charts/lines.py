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
APART = 0.075
# Letters take a deeper shade of amber than lines, to be read.
LETTERS = (look.TONES["good"], look.TONES["bad"], "#6B4000", look.INK)
# The width of a letter at the end of a line, what stands before it, and the room of the numbers of the axis.
LETTER, GAP, AXIS = 8.6, 20, 46


def lines(frame: DataFrame, size: look.Size = look.WIDE) -> Any:
    """A line a series of `frame` (series, year, shown, direction, flag), cut at breaks and missing years.

    Each has its name and its last value at its end.
    """
    starts = frame["direction"].isin(["no_data", "not_comparable"]) | frame["shown"].isna()
    drawn = frame[["series", "year", "shown", "flag"]].assign(
        stretch=starts.groupby(frame["series"]).cumsum().astype(str))
    order = list(dict.fromkeys(frame["series"]))[:MOST]
    drawn = drawn[drawn["series"].isin(order) & drawn["shown"].notna()]
    low, high = float(drawn["shown"].min()), float(drawn["shown"].max())
    room = (high - low or abs(high) or 1.0) * 0.12
    scale = alt.Scale(zero=False, nice=False, domain=[low - room, high + room])
    ends = _apart(drawn.groupby("series", sort=False).tail(1), APART * (high - low + 2 * room))
    colour = alt.Color("series:N", scale=alt.Scale(domain=order, range=COLOURS[:len(order)]), legend=None)
    dash = alt.StrokeDash("series:N", scale=alt.Scale(domain=order, range=DASHES[:len(order)]), legend=None)
    years = sorted(int(year) for year in frame["year"].unique())
    # Names stand to the right of the last year, whichever year is the last of their own line.
    names = LETTER * max(map(len, ends["label"])) + GAP
    plot = size.width - names - AXIS
    x = alt.X("year:O", title=None, scale=alt.Scale(domain=years, range=[0, plot]),
              axis=alt.Axis(labelAngle=0, labelFontSize=look.TEXT))
    base = alt.Chart(look.Rows(drawn)).encode(
        x=x, y=alt.Y("shown:Q", title=None, scale=scale, axis=alt.Axis(tickCount=5)))
    at_end = look.Rows(ends)
    beside = alt.Chart(at_end).encode(y=alt.Y("beside:Q", scale=scale))
    layers = [
        # From the last point of a line that ends early to its name.
        alt.Chart(at_end).mark_rule(strokeWidth=1, color=look.TONES["quiet"], strokeDash=[1, 3])
        .encode(x=x, x2=alt.X2Value(plot), y=alt.Y("shown:Q", scale=scale), y2=alt.Y2("beside:Q")),
        base.mark_line(strokeWidth=look.LINE).encode(color=colour, strokeDash=dash, detail=alt.Detail("stretch:N")),
        base.transform_filter("datum.flag == 'final'").mark_point(size=look.POINT * 0.7, filled=True, opacity=1)
        .encode(color=colour),
        # A figure that is not final is hollow, as in every other picture.
        base.transform_filter("datum.flag != 'final'")
        .mark_point(size=look.POINT * 0.7, filled=True, fill="white", opacity=1, strokeWidth=2.5).encode(stroke=colour),
        beside.mark_text(align="left", x=plot + GAP / 2, fontSize=look.LABEL, fontWeight="bold")
        .encode(text=alt.Text("label:N"), color=alt.Color(
            "series:N", scale=alt.Scale(domain=order, range=LETTERS[:len(order)]), legend=None)),
    ]
    return look.framed(alt.layer(*layers).resolve_scale(color="independent"), size, height=400)


def _apart(ends: DataFrame, least: float) -> DataFrame:
    """The last point of each series with its name and value, moved up where two would meet."""
    last = ends["year"].max()
    placed = ends.sort_values("shown").copy()
    beside: list[float] = []
    for value in placed["shown"]:
        beside.append(value if not beside else max(value, beside[-1] + least))
    placed["beside"] = beside
    placed["label"] = [f"{row.series}: {formats.number(row.shown, 2)} ({row.year})" if row.year < last else
                       f"{row.series}: {formats.number(row.shown, 2)}" for row in placed.itertuples()]
    return placed
