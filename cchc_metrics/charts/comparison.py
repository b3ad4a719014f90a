"""What made a change, as a waterfall; and where a unit stands among its peers."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
import pandas as pd
from pandas import DataFrame

from cchc_metrics.charts import look
from cchc_metrics.charts.trend import domain, value_axis
from cchc_metrics.text import formats, words
from cchc_metrics.text.rows import ChangeRow, RankRow, records

# The room around the whole picture, and between a bar and what stands beside it.
EDGE, BESIDE = 6, 8
# So many ranked units have room for a name each.
FEW = 12


def waterfall(rows: DataFrame, size: look.Size = look.HALF, *, unit: str, from_year: int, to_year: int) -> Any:
    """From the total of one year to that of another, a step a part (or a group's rate and mix), the remainder last."""
    total = rows.iloc[-1]
    steps = _mix_as_one(rows)
    steps = steps[steps["change"].abs() > 0]
    at = float(total["from_value"])
    data: list[dict[str, Any]] = [_pillar(str(from_year), at, unit)]
    for row in records(steps, ChangeRow):
        data.append(
            {
                "step": _step(row),
                "from": at,
                "to": at + row["change"],
                "label": formats.change(row["change"], unit),
                "description": look.description(
                    row["part_id"] or row["effect"],
                    f"{_step(row)}: {formats.change(row['change'], unit)}",
                ),
                "tone": look.TONES["good" if row["change"] > 0 else "bad"],
            }
        )
        at += row["change"]
    data.append(_pillar(str(to_year), float(total["to_value"]), unit))
    names = _names_beside(row["step"] for row in data)
    # To see whether a name is too long, Vega measures every name again and again.
    limit = 0 if names < look.WIDTH_OF_LABELS else look.WIDTH_OF_LABELS
    base = alt.Chart(look.Rows(DataFrame(data))).encode(
        y=alt.Y("step:N", title=None, sort=None, axis=alt.Axis(ticks=False, labelLimit=limit))
    )
    ends = [value for row in data for value in (row["from"], row["to"])]
    room = (max(ends) - min(ends) or 1) * 0.12
    # The pillars are points, not bars, so this axis need not start at 0; the steps are what is compared.
    first, last = min(ends) - room, max(ends) + 3 * room
    scale = alt.Scale(zero=False, domain=[first, last])
    x = alt.X("from:Q", title=None, axis=None, scale=scale)
    thick = size.row(len(data), 38)
    layers = [
        base.mark_bar(size=thick * 0.6).encode(
            x=x, x2=alt.X2("to:Q"), color=alt.Color("tone:N", scale=None), description=alt.Description("description:N")
        ),
        base.transform_filter("datum.from == datum.to")
        .mark_tick(thickness=5, size=thick * 0.7, color=look.INK)
        .encode(x=x),
        base.transform_calculate(right="max(datum.from, datum.to)")
        .mark_text(align="left", dx=BESIDE)
        .encode(x=alt.X("right:Q", axis=None), text=alt.Text("label:N")),
    ]
    texts = [((max(row["from"], row["to"]) - first) / (last - first), row["label"]) for row in data]
    margins = _margins(size, min(names, look.WIDTH_OF_LABELS), texts)
    return look.frame(look.layers(*layers), size, height=38 * len(data), margins=margins)


def _names_beside(names: Iterable[str]) -> float:
    """The room that names to the left of bars take."""
    return max(look.width(name) for name in names) + EDGE


def _margins(size: look.Size, left: float, texts: Iterable[tuple[float, str]]) -> look.Margins:
    """The margins of bars with texts at their right ends, each at a share of the plot."""
    room = size.inner - left
    plot = look.plot_width(room, [(share, BESIDE + look.width(text, look.LABEL)) for share, text in texts])
    return look.Margins(left, EDGE, right=room - plot)


def _mix_as_one(rows: DataFrame) -> DataFrame:
    """Shares of groups only move together, so a reader gets their effect as one step; the table has each."""
    mix = rows["effect"] == "mix"
    if not mix.any():
        return rows
    one = rows[mix].head(1).assign(change=round(rows.loc[mix, "change"].sum(), 12), name=None)
    return pd.concat([rows[rows["effect"] == "rate"], one, rows[rows["effect"] == "remainder"]])


def ranking(rows: DataFrame, size: look.Size = look.WIDE, *, unit: str, measure_unit: str) -> Any:
    """Every ranked unit as a bar from best to last, the chosen one dark.

    A few have their names, ranks and values beside them; of many, whose bars are thin, the chosen one has.
    """
    data = rows[rows["rank"].notna()][["unit_id", "name", "value", "rank"]].astype({"rank": "int64"})
    data["text"] = _distinct(data["value"].tolist(), measure_unit)
    data["description"] = [
        look.description(row["unit_id"], f"{row['name']}: hạng {row['rank']} trên {len(data)}, {text}")
        for row, text in zip(records(data, RankRow), data["text"], strict=True)
    ]
    if len(data) <= FEW:
        return _short_ranking(data, size, unit)
    data["position"] = range(1, len(data) + 1)
    data["label"] = [
        f"{row['name']} · {row['rank']}/{len(data)} · {text}" if row["unit_id"] == unit else ""
        for row, text in zip(records(data, RankRow), data["text"], strict=True)
    ]
    data["late"] = data["position"] > len(data) / 2
    base = alt.Chart(look.Rows(data)).encode(x=alt.X("position:O", axis=None))
    bars = base.mark_bar().encode(
        y=alt.Y(
            "value:Q",
            title=None,
            scale=alt.Scale(domain=[0, float(data["value"].max()) * 1.15]),
            axis=alt.Axis(tickCount=4),
        ),
        description=alt.Description("description:N"),
        color=alt.ColorValue(look.FAINT, condition={"test": "datum.label != ''", "value": look.TONES["good"]}),
    )
    # The name stands over its bar, towards the middle of the picture.
    names = [
        base.transform_filter(f"datum.late == {str(late).lower()}")
        .mark_text(align="right" if late else "left", dy=-12, fontWeight="bold")
        .encode(y=alt.Y("value:Q"), text=alt.Text("label:N"))
        for late in (False, True)
    ]
    return look.frame(look.layers(bars, *names), size, height=230)


def _distinct(values: Sequence[float], unit: str) -> list[str]:
    """The values in words; each has as many decimals as it takes that units of different ranks do not read alike."""
    texts = [formats.value(value, unit) for value in values]
    if len(set(texts)) == len(set(values)):
        return texts
    digits = formats.distinct_digits(values, unit)
    return [formats.value(value, unit, digits=digits) for value in values]


def _short_ranking(data: DataFrame, size: look.Size, unit: str) -> Any:
    lines = [
        {
            "name": row["name"],
            "value": row["value"],
            "label": f"{row['rank']} · {text}",
            "description": description,
            "tone": look.TONES["good"] if row["unit_id"] == unit else look.FAINT,
        }
        for row, text, description in zip(records(data, RankRow), data["text"], data["description"], strict=True)
    ]
    names = _names_beside(line["name"] for line in lines)
    base = alt.Chart(look.Rows(DataFrame(lines))).encode(
        y=alt.Y("name:N", title=None, sort=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=0))
    )
    last = max(line["value"] for line in lines) * 1.3 or 1.0
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, last]))
    bars = base.mark_bar(size=size.row(len(lines), 30) * 0.7).encode(
        x=x, color=alt.Color("tone:N", scale=None), description=alt.Description("description:N")
    )
    values = base.mark_text(align="left", dx=BESIDE).encode(x=x, text=alt.Text("label:N"))
    margins = _margins(size, names, [(line["value"] / last, line["label"]) for line in lines])
    return look.frame(look.layers(bars, values), size, height=30 * len(lines), margins=margins)


def _pillar(name: str, value: float, unit: str) -> dict[str, Any]:
    return {
        "step": name,
        "from": value,
        "to": value,
        "label": formats.value(value, unit),
        "description": look.description(name, f"{name}: {formats.value(value, unit)}"),
        "tone": look.INK,
    }


def _step(row: ChangeRow) -> str:
    if row["effect"] in ("remainder", "mix"):
        text = words.EFFECTS[row["effect"]]
        return text[0].upper() + text[1:]
    return str(row["name"]) if row["effect"] == "part" else f"{row['name']}: tỷ lệ"


# Four series at most; each has its dash beside its colour, so that no series is known by colour alone.
COLOURS = (look.TONES["good"], look.TONES["bad"], look.TONES["doubtful"], look.TONES["quiet"])
DASHES = ([1, 0], [8, 4], [2, 3], [10, 3, 2, 3])
MOST = len(COLOURS)
# The height of a line of letters at the end of a line, and the share of the width that names leave to the lines.
LETTERS_HIGH, PLOT = 20, 0.5
# Letters take a deeper shade of amber than lines, to be read.
LETTERS = (look.TONES["good"], look.TONES["bad"], "#6B4000", look.INK)
# The width of a letter at the end of a line, what stands before it, and the room of the numbers and the years.
LETTER, GAP, AXIS, YEARS = 8.6, 20, 46, 30
# The line above a small picture of several, and the least height of one.
TITLE, LEAST_PANEL = 24, 40
# The height of a picture that has none of its own.
HEIGHT = 400
# How much of the picture around a point answers for it.
HIT_AREA = 500


def lines(frame: DataFrame, size: look.Size = look.WIDE) -> Any:
    """A line a series of `frame` (series, year, figure in figure_unit, description, direction, flag).

    It is cut at breaks and missing years. Each has its name and its last value at its end; each point its
    `description`.
    """
    chart = _lines(frame, size.inner, (size.height or HEIGHT) - YEARS)
    return look.frame(chart, size, height=HEIGHT, margins=look.Margins(_numbers_width(_points(frame)), YEARS))


def panels(frame: DataFrame, size: look.Size = look.WIDE) -> Any:
    """The lines of `lines` in one small picture for each `measure_unit`, under one another, over the same years."""
    groups = [group for _, group in frame.groupby("measure_unit", sort=False)]
    years = sorted(int(year) for year in frame["year"].unique())
    height = max(((size.height or HEIGHT) - TITLE * len(groups) - AXIS) / len(groups), LEAST_PANEL)
    names = max(_names_width(_ends(_points(group), size.width)) for group in groups)
    pictures = []
    for number, group in enumerate(groups):
        chart = _lines(group, size.width, height, years=years, names=names, with_years=number == len(groups) - 1)
        chart.width, chart.height = size.width - AXIS, height
        text = f"Đơn vị đo: {formats.scale(group['measure_unit'].iloc[0]).name}"
        chart.title = alt.TitleParams(text, anchor="start", fontSize=look.TEXT, color=look.INK, offset=2)
        pictures.append(chart)
    panels = alt.vconcat(*pictures, spacing=4)
    own: Any = "independent"
    return look.apply_type(panels.resolve_scale(y=own, color=own, stroke=own, strokeDash=own))


def _points(frame: DataFrame) -> DataFrame:
    """The points that are drawn, those of the first MOST series, each with the stretch of its line."""
    starts = frame["direction"].isin(["no_data", "no_previous", "not_comparable"]) | frame["figure"].isna()
    points = frame[["series", "year", "figure", "figure_unit", "flag", "description"]].assign(
        stretch=starts.groupby(frame["series"]).cumsum().astype(str)
    )
    order = list(dict.fromkeys(frame["series"]))[:MOST]
    return points[points["series"].isin(order) & points["figure"].notna()]


def _numbers_width(frame: DataFrame) -> float:
    """The room of the numbers of an axis, which have a decimal more than whole ones at most where they are long."""
    ends = (frame["figure"].min(), frame["figure"].max())
    return max(AXIS, *(look.width(formats.number(value, 1)) + EDGE for value in ends))


def _names_width(ends: DataFrame) -> float:
    return max(look.width(line, look.LABEL, bold=True) for label in ends["label"] for line in label.split("\n")) + GAP


def _at_end(figure: Any, unit: Any) -> str:
    """The last value of a line: a yes or no in its word."""
    return formats.value(figure, unit) if formats.scale(unit).answers else formats.number(figure, 2)


def _ends(points: DataFrame, width: float) -> DataFrame:
    """The last point of each series with its name and value, in as many lines as leave the half of `width` free."""
    ends = points.groupby("series", sort=False).tail(1).sort_values("figure").copy()
    last, most = ends["year"].max(), int((width * (1 - PLOT) - GAP) / LETTER)
    labels = [
        f"{row.series}: {_at_end(row.figure, row.figure_unit)}" + (f" ({row.year})" if row.year < last else "")
        for row in ends.itertuples()
    ]
    ends["label"] = ["\n".join(textwrap.wrap(label, most)) for label in labels]
    return ends


def _lines(
    frame: DataFrame,
    width: float,
    height: float,
    *,
    years: list[int] | None = None,
    names: float | None = None,
    with_years: bool = True,
) -> Any:
    """The layers of a picture of lines; `years` of the axis and the width of the `names` where others share them."""
    data = _points(frame)
    order = list(dict.fromkeys(data["series"]))
    low, high = domain(float(data["figure"].min()), float(data["figure"].max()), frame["figure_unit"].iloc[0])
    room = (high - low or abs(high) or 1.0) * 0.12
    low, high = low - room, high + room
    scale = alt.Scale(zero=False, nice=False, domain=[low, high])
    ends = _ends(data, width)
    ends["beside"] = _apart(ends, low, high, LETTERS_HIGH * (high - low) / height)
    # Names stand to the right of the last year, whichever year is the last of their own line.
    plot = width - (_names_width(ends) if names is None else names) - _numbers_width(data)
    x = alt.X(
        "year:O",
        title=None,
        scale=alt.Scale(domain=years or sorted(int(year) for year in frame["year"].unique()), range=[0, plot]),
        axis=alt.Axis(labelAngle=0, labelFontSize=look.TEXT, labelLimit=0, labels=with_years, ticks=with_years),
    )
    decimal_comma = "replace(datum.label, '.', ',')"
    unit = frame["figure_unit"].iloc[0]
    ticks = alt.Axis(tickCount=5 if years is None else 3, labelExpr=decimal_comma, labelLimit=0)
    axis = value_axis([low, high], unit) if formats.scale(unit).answers else ticks
    base = alt.Chart(look.Rows(data)).encode(x=x, y=alt.Y("figure:Q", title=None, scale=scale, axis=axis))
    to_names, names_at_end = _names(ends, order, x, scale, plot)
    layers = [to_names, *_series(base, order), names_at_end, _answers(base)]
    return look.layers(*layers).resolve_scale(color="independent")


def _series(base: alt.Chart, order: list[str]) -> list[Any]:
    """A line a series with its points; a figure that is not final is hollow, as in every other picture."""
    colour = alt.Color("series:N", scale=alt.Scale(domain=order, range=COLOURS[: len(order)]), legend=None)
    dash = alt.StrokeDash("series:N", scale=alt.Scale(domain=order, range=DASHES[: len(order)]), legend=None)
    return [
        base.mark_line(strokeWidth=look.LINE).encode(color=colour, strokeDash=dash, detail=alt.Detail("stretch:N")),
        base.transform_filter("datum.flag == 'final'")
        .mark_point(size=look.POINT * 0.7, filled=True, opacity=1)
        .encode(color=colour),
        base.transform_filter("datum.flag != 'final'")
        .mark_point(size=look.POINT * 0.7, filled=True, fill="white", opacity=1, strokeWidth=2.5)
        .encode(stroke=colour),
    ]


def _names(ends: DataFrame, order: list[str], x: alt.X, scale: alt.Scale, plot: float) -> tuple[Any, Any]:
    """The way from the last point of a line that ends early to its name, and the names beside the plot."""
    at_end = alt.Chart(look.Rows(ends))
    letters = alt.Color("series:N", scale=alt.Scale(domain=order, range=LETTERS[: len(order)]), legend=None)
    way = at_end.mark_rule(strokeWidth=1, color=look.TONES["quiet"], strokeDash=[1, 3]).encode(
        x=x, x2=alt.X2Value(plot), y=alt.Y("figure:Q", scale=scale), y2=alt.Y2("beside:Q")
    )
    several = ends["label"].str.contains("\n").any()
    in_lines: dict[str, Any] = {"lineBreak": "\n", "lineHeight": LETTERS_HIGH} if several else {}
    names = at_end.encode(y=alt.Y("beside:Q", scale=scale)).mark_text(
        align="left",
        x=plot + GAP / 2,
        # Vega sets the first of several lines at the value, where their middle belongs.
        dy=alt.ExprRef(f"{LETTERS_HIGH / 2} * (1 - length(split(datum.label, '\\n')))"),
        fontSize=look.LABEL,
        fontWeight="bold",
        **in_lines,
    )
    return way, names.encode(text=alt.Text("label:N"), color=letters)


def _answers(base: alt.Chart) -> Any:
    """An unseen square around each point, large enough to be hit, which answers when it is pointed at."""
    return base.mark_point(shape="square", size=HIT_AREA, filled=True, opacity=0, color=look.INK).encode(
        description=alt.Description("description:N")
    )


def _apart(ends: DataFrame, low: float, high: float, line: float) -> list[float]:
    """Where the labels of `ends` stand, lowest first: at their values, or moved apart, within the picture if they can.

    `line` is the height of a line of letters.
    """
    halves = [(label.count("\n") + 1) * line / 2 for label in ends["label"]]
    places: list[float] = []
    ground = low
    for value, half in zip(ends["figure"], halves, strict=True):
        places.append(max(value, ground + half))
        ground = places[-1] + half
    for at in reversed(range(len(places))):
        places[at] = min(places[at], high - halves[at])
        high = places[at] - halves[at]
    return places
