"""A figure over the years: cut at breaks, a step line for the target, whiskers where the sample is known."""

import math
import textwrap
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

import altair as alt
import pandas as pd
from pandas import DataFrame

from cchc_metrics.charts import look
from cchc_metrics.text import formats, words
from cchc_metrics.text.rows import VerdictRow, records
from cchc_metrics.text.sentence import change_words, not_begun, required_value

COLUMNS = 4
# The width of a bold letter, for names above small pictures.
LETTER = 9
# The height of a picture that has none of its own, of the years beneath it with the edge over it, of a line of letters.
HEIGHT, AXIS, LINE = 320, 38, 26
# The edge over a picture, for the half of a number; what stands between an axis, its numbers and its title.
EDGE, GAP = 10, 6
# How far the words of the way ahead go beyond its last year.
END = 24
# The least range of an axis: points of a percentage, and the share of the greatest value of any other measure.
LEAST_SPAN, LEAST_SHARE = 10.0, 0.1


def trend(
    frame: DataFrame,
    size: look.Size = look.HALF,
    *,
    with_target: bool,
    year: int | None = None,
    peer: DataFrame | None = None,
) -> Any:
    """The rows of one indicator, by year, as a line.

    The line is cut at every break, which is named, and at every missing year; a figure that is not final is hollow;
    a target that is the year before is not drawn. `year` asks for the way ahead from that year, where it has one;
    `peer` (year, value, stretch, label, under) is drawn thin, also in years that `frame` does not have.
    """
    lines = records(frame, VerdictRow)
    data = _rows(frame, lines)
    ahead = _ahead(lines, year)
    data["beneath"] = _under_point(data, ahead, with_target=with_target)
    if peer is not None:
        # Where the other line is named, over its point or under it, a value stands on the other side.
        under, over = ({*peer[(peer["label"] != "") & peer["under"].eq(side)]["year"]} for side in (True, False))
        data["beneath"] |= data["year"].isin(over - under)
        data["beneath"] &= ~data["year"].isin(under - over)
    years = pd.concat([data["year"], *([] if peer is None else [peer["year"]])]).astype(int)
    domain = list(range(years.min(), years.max() + 1))
    x = look.years_axis().scale(alt.Scale(domain=domain))
    height = size.height or HEIGHT
    unit = str(frame["measure_unit"].iloc[0])
    bounds = _domain(data, [ahead, peer], height, unit, with_target=with_target)
    if bounds[0] == 0.0:
        # Beneath a point near the ground there is no room for letters.
        data["beneath"] &= data["value"] >= 2 * LINE * bounds[1] / max(height - AXIS, LINE)
    title = _better(frame.get("operator"))
    y = alt.Y(
        "value:Q",
        title=title,
        scale=alt.Scale(zero=False, nice=False, domain=bounds),
        axis=value_axis(bounds, unit),
    )
    rows = look.Rows(data)
    base = alt.Chart(rows).encode(x=x)
    figures = base.transform_filter("isValid(datum.value)")
    layers = [
        *(_target(data, base, domain) if with_target else []),
        *_peer(peer, x, y),
        *_line(data, base, figures, x, y),
        *_values(figures, y, domain[-1]),
        *_gaps_and_breaks(data, base),
        *_projection(ahead, data, x, y),
        look.bands(rows, x),
    ]
    left = max(look.width(text) for text in _axis_labels(bounds, unit).values()) + GAP
    left += look.TEXT + GAP if title else 0
    texts = [*_texts(data, domain), *_texts_beside(ahead, peer, domain)]
    room = size.inner - left
    margins = look.Margins(left, AXIS - EDGE, right=room - look.plot_width(room, texts), over=EDGE)
    return look.frame(look.layers(*layers), size, height=HEIGHT, margins=margins)


def _texts(data: DataFrame, domain: list[int]) -> list[tuple[float, float]]:
    """Where in the plot the words of each year begin, as a share of it, and how far to the right they go."""
    band = 1 / len(domain)
    words_of = []
    for row in records(data, dict[str, Any]):
        begin = (row["year"] - domain[0]) * band
        texts = [look.width(row["label"], look.LABEL, bold=True), look.width(row["target_label"])]
        words_of.append((begin + band / 2, max(texts) / 2))
        if not formats.is_missing(row["break_title"]):
            words_of.append((begin, look.width(row["break_title"]) + GAP))
    return words_of


def _texts_beside(ahead: DataFrame | None, peer: DataFrame | None, domain: list[int]) -> list[tuple[float, float]]:
    """The same of the way ahead, whose words end at its end, and of another line."""
    band = 1 / len(domain)
    ends: list[tuple[int, float]] = [] if ahead is None else [(ahead["year"].iloc[-1], END)]
    if peer is not None:
        ends += [(year, look.width(label) / 2) for year, label in zip(peer["year"], peer["label"], strict=True)]
    return [((year - domain[0] + 0.5) * band, wide) for year, wide in ends]


def _line(data: DataFrame, base: alt.Chart, figures: alt.Chart, x: alt.X, y: alt.Y) -> list[Any]:
    """The line with its points and whiskers; a figure that is not final is hollow, the line beside it dashed."""
    line: dict[str, Any] = {"strokeWidth": look.LINE, "color": look.TONES["good"]}
    whiskers = (
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=2, color=look.TONES["quiet"])
        .encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    )
    return [
        figures.transform_filter("datum.final").mark_line(**line).encode(y=y, detail=alt.Detail("firm:N")),
        *(
            alt.Chart(look.Rows(piece)).mark_line(strokeDash=[4, 4], **line).encode(x=x, y=y)
            for piece in _doubtful(data)
        ),
        *([whiskers] if data["low"].notna().any() else []),
        figures.mark_point(size=look.POINT, filled=True, opacity=1, strokeWidth=2.5, stroke=look.TONES["good"]).encode(
            y=y, fill=alt.FillValue("white", condition={"test": "datum.final", "value": look.TONES["good"]})
        ),
    ]


def _gaps_and_breaks(data: DataFrame, base: alt.Chart) -> list[Any]:
    """What stands in the place of a missing figure, and each break with its name."""
    at_start = alt.ExprRef("-bandwidth('x') / 2")
    at_break = base.transform_filter("isValid(datum.break_title)")
    gaps = [
        base.transform_filter("!isValid(datum.value)")
        .mark_text(fontSize=look.TEXT, color=look.INK, y=alt.ExprRef("height - 14"))
        .encode(text=alt.Text("absent:N"))
    ]
    breaks = [
        at_break.mark_rule(strokeDash=[5, 4], strokeWidth=2, color=look.BREAK, xOffset=at_start),
        at_break.mark_text(align="left", dx=5, fontSize=look.TEXT, color=look.INK, xOffset=at_start).encode(
            y=alt.YValue(10), text=alt.Text("break_title:N")
        ),
    ]
    # A layer takes its time to be drawn, with nothing in it too.
    return [*(gaps if data["value"].isna().any() else []), *(breaks if data["break_title"].notna().any() else [])]


def small_multiples(frame: DataFrame, size: look.Size = look.WIDE, *, year: int) -> Any:
    """The parts of an index, a small line each, all on one scale; the chosen year carries its value."""
    data = frame[["year", "value", "short", "direction"]].copy()
    data["label"] = [
        formats.number(value, 2) if at == year and not formats.is_missing(value) else ""
        for value, at in zip(data["value"], data["year"], strict=True)
    ]
    data["stretch"] = _stretches(data, by=["short"])
    years = data["year"]
    order = list(dict.fromkeys(frame["short"]))
    columns = min(COLUMNS, len(order))
    width = (size.width - 36) / columns - 18
    data["short"] = data["short"].map(lambda name: "|".join(_lines(name, int(width / LETTER))))
    order = list(dict.fromkeys(data["short"]))
    title_height = 20 * max(name.count("|") + 1 for name in order)
    lines = -(-len(order) // columns)
    height = 100 if size.height is None else max((size.height - 30) / lines - 20 - title_height, 40)
    low, high = data["value"].min(), data["value"].max()
    scale = alt.Scale(domain=[low - (high - low) * 0.15, high + (high - low) * 0.4], nice=False)
    base = (
        alt.Chart(look.Rows(data))
        .transform_filter("isValid(datum.value)")
        .encode(
            # There is room for the first and the last year only, each within its own picture.
            x=look.years_axis().axis(
                values=[int(years.min()), int(years.max())],
                labelAngle=0,
                labelAlign={
                    "condition": {"test": f"datum.value == {int(years.min())}", "value": "left"},
                    "value": "right",
                },
            ),
            y=alt.Y("value:Q", title=None, scale=scale, axis=alt.Axis(tickCount=3)),
        )
    )
    layers = alt.layer(
        base.mark_line(strokeWidth=2, color=look.TONES["good"]).encode(detail=alt.Detail("stretch:N")),
        base.mark_point(size=45, filled=True, opacity=1, color=look.TONES["good"]),
        *look.letters(base, text="label:N", dy=-13, fontSize=look.TEXT, fontWeight="bold"),
    ).properties(width=width, height=height)
    facet = alt.Facet("short:N", title=None, sort=order, header=alt.Header(labelExpr="split(datum.label, '|')"))
    return look.apply_type(layers.facet(facet=facet, columns=columns, spacing=18))


def _lines(name: str, most: int) -> list[str]:
    """A name in as few lines of `most` letters as it needs, none of them with a word left alone."""
    fewest = len(textwrap.wrap(name, most))
    return next(lines for width in range(1, most + 1) if len(lines := textwrap.wrap(name, width)) <= fewest)


def _rows(frame: DataFrame, lines: list[VerdictRow]) -> DataFrame:
    data = frame.sort_values("year")[["year", "value", "target", "break_title"]].copy()
    unit = frame["measure_unit"].iloc[0]
    data["label"] = [
        formats.value(row["value"], unit, against=[row["target"]]).replace(formats.scale(unit).after, "")
        for row in lines
    ]
    # A target that changes has its number at every year; one that stays is named once.
    changes = frame["target"].nunique() > 1
    new = frame["target"].ne(frame["target"].shift()) | changes
    data["target_label"] = [
        formats.target_value(target, unit) if first else "" for target, first in zip(frame["target"], new, strict=True)
    ]
    data["description"] = [
        look.description(int(row["year"]), f"{int(row['year'])}: {_description(row, label)}")
        for row, label in zip(lines, data["label"], strict=True)
    ]
    data["absent"] = [_gap_word(row) for row in lines]
    data["final"] = frame["flag"].eq("final").tolist()
    data["low"] = (frame["value"] - frame["margin_below"]).tolist()
    data["high"] = (frame["value"] + frame["margin_above"]).tolist()
    data["top"] = (frame["value"] + frame["margin_above"].fillna(0)).tolist()
    data["bottom"] = (frame["value"] - frame["margin_below"].fillna(0)).tolist()
    data["stretch"] = _stretches(frame)
    data["firm"] = (~data["final"]).cumsum().astype(str) + data["stretch"]
    return data


def _gap_word(row: VerdictRow) -> str:
    """What stands in the place of a figure; nothing in a year that has not begun."""
    if row["no_activity"]:
        return formats.NO_ACTIVITY
    return "" if not_begun(row) else formats.MISSING_SHORT


def _values(figures: alt.Chart, y: alt.Y, last: int) -> list[Any]:
    """The value of each year at its point; where a whisker runs through the point, beside it, within the picture."""
    plain, at_end = "!isValid(datum.low)", f"datum.year == {last}"
    return look.letters(
        figures,
        y=y,
        text="label:N",
        dx=alt.ExprRef(f"{plain} ? 0 : {at_end} ? -9 : 9"),
        align=alt.ExprRef(f"{plain} ? 'center' : {at_end} ? 'right' : 'left'"),
        dy=alt.ExprRef("datum.beneath ? 19 : -17"),
        fontSize=look.LABEL,
        fontWeight="bold",
    )


def _description(row: VerdictRow, label: str) -> str:
    """What a year answers when it is pointed at: its value, its change on the year before, what was asked."""
    if formats.is_missing(row["value"]):
        return "không phát sinh" if row["no_activity"] else formats.MISSING
    unit = row["measure_unit"]
    parts = [label + formats.scale(unit).after]
    if not formats.is_missing(row.get("change")):
        parts.append(change_words(row))
    if not formats.is_missing(row["target"]) and row.get("kind") not in words.YEAR_RULES and "operator" in row:
        parts.append(required_value(row))
    return ", ".join(parts)


def _better(operators: pd.Series | None) -> str | None:
    """On which side a figure is better, by the operators of its rows; None where nothing is asked of it.

    A title turned by a quarter: an arrow to the right points up.
    """
    signs = [] if operators is None else operators.dropna().tolist()
    if not signs:
        return None
    return "← tốt hơn" if signs[0] in ("<", "<=") else "tốt hơn →"


def value_axis(bounds: list[float], unit: str) -> alt.Axis:
    """An axis that says the first and the last value of its lines, so that a reader sees where it begins."""
    labels = _axis_labels(bounds, unit)
    cases = "".join(f"abs(datum.value - {tick}) < 1e-9 ? '{label}' : " for tick, label in labels.items())
    widest = max(look.width(label) for label in labels.values())
    return alt.Axis(
        values=list(labels),
        labelExpr=f"{cases}''",
        labelLimit=0,
        ticks=False,
        domain=False,
        # Where the title stands Vega would find out by measuring the numbers.
        titleX=-widest - 2 * GAP,
    )


def _axis_labels(bounds: list[float], unit: str) -> dict[float, str]:
    """The values that an axis marks, each with its number: the first and the last have one."""
    if formats.scale(unit).answers:
        return {tick: formats.value(tick, unit) for tick in (0.0, 1.0)}
    ticks = _ticks(bounds[0], bounds[1], whole=(0.0, 100.0) if formats.scale(unit).kind == "percent" else None)
    digits = next(digits for digits in range(7) if all(round(tick, digits) == tick for tick in ticks))
    return {tick: formats.number(tick, digits) if tick in (ticks[0], ticks[-1]) else "" for tick in ticks}


def _ticks(low: float, high: float, *, whole: tuple[float, float] | None = None) -> list[float]:
    """From two to six round values between two bounds, and within `whole`, beyond which there is nothing."""
    if whole is not None:
        low, high = max(low, whole[0]), min(high, whole[1])
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [round(step * at, 9) for at in range(first, math.floor(high / step + 1e-9) + 1)]


def domain(low: float, high: float, unit: str) -> tuple[float, float]:
    """A range at least so wide that a small move stays small: ten points of a percentage, a tenth of another value."""
    if formats.scale(unit).answers:
        return 0.0, 1.0
    least = LEAST_SPAN if formats.scale(unit).kind == "percent" else max(abs(low), abs(high)) * LEAST_SHARE
    room = max(least - (high - low), 0.0) / 2
    low, high = low - room, high + room
    if formats.scale(unit).kind == "percent":
        # Nothing lies beyond 100 %, nor below 0.
        shift = min(100.0 - high, 0.0) if high - room <= 100.0 else 0.0
        low, high = low + shift, high + shift
        shift = max(-low, 0.0) if low + room >= 0.0 else 0.0
        low, high = low + shift, high + shift
    return low, high


def _ahead(lines: list[VerdictRow], year: int | None) -> DataFrame | None:
    """The way from the chosen year to the due year at the pace so far; None where it may not be drawn."""
    row = next((row for row in lines if row["year"] == year and not formats.is_missing(row["projected"])), None)
    if row is None or formats.is_missing(row["due_year"]) or row["due_year"] <= row["year"]:
        return None
    projected = formats.value(row["projected"], row["measure_unit"], against=[row["target"]])
    text = f"nếu giữ nhịp: {projected}"
    return DataFrame(
        {
            "year": [int(row["year"]), int(row["due_year"])],
            "value": [row["value"], row["projected"]],
            "label": ["", text],
        }
    )


def _under_point(data: DataFrame, ahead: DataFrame | None, *, with_target: bool) -> pd.Series:
    """Whether a value is written under its point: where its target or its line would run through the letters."""
    value = data["value"]
    same_line = data["stretch"].eq(data["stretch"].shift())
    rises = (value - value.shift()).where(same_line).fillna(0.0)
    goes_on = rises.shift(-1).fillna(0.0)
    # How far the line climbs on either side of a point, and how far it falls.
    above, under = pd.concat([-rises, goes_on], axis=1).max(axis=1), pd.concat([rises, -goes_on], axis=1).max(axis=1)
    under_point = above > under
    if with_target:
        under_point = under_point.where(data["target"].isna(), value < data["target"])
    if ahead is not None:
        # Beside the way ahead a value stands on the other side of it.
        (first, last), (begins, ends) = ahead["year"], ahead["value"]
        way = begins + (data["year"] - first) / (last - first) * (ends - begins)
        under_point = under_point.mask(data["year"].between(first + 1, last), value <= way)
    return under_point


def _doubtful(data: DataFrame) -> list[DataFrame]:
    """The pairs of figures joined to each other of which one is not final."""
    points = data[data["value"].notna()].reset_index(drop=True)
    return [
        points.iloc[at - 1 : at + 1]
        for at in points.index[1:]
        if not (points["final"][at] and points["final"][at - 1]) and points["stretch"][at] == points["stretch"][at - 1]
    ]


def _stretches(frame: DataFrame, by: list[str] | None = None) -> list[str]:
    """A name for each run of years that may be joined: a break or a missing year starts another."""
    starts = frame["direction"].isin(["no_data", "no_previous", "not_comparable"])
    number = starts.groupby([frame[key] for key in by]).cumsum() if by else starts.cumsum()
    return number.astype(str).tolist()


def _domain(
    data: DataFrame, others: list[DataFrame | None], height: float, unit: str, *, with_target: bool
) -> list[float]:
    """The least and the greatest value of a picture of a height, so that whatever is written fits within it."""
    columns = ["value", "low", "high", *(["target"] if with_target else [])]
    values = pd.concat(
        [*(data[column] for column in columns), *(other["value"] for other in others if other is not None)]
    ).dropna()
    if values.empty:
        return [0.0, 1.0]
    low, high = domain(float(values.min()), float(values.max()), unit)
    letters = data["beneath"] | data["value"].isna()
    under = (2 if (letters & data["beneath"]).any() else 1 if letters.any() else 0.5) * LINE
    over = (2 if data["break_title"].notna().any() else 1) * LINE + LINE / 4
    one = (high - low or abs(high) or 1.0) / max(height - AXIS - under - over, height / 4)
    lowest, highest = low - under * one, high + over * one
    # No share is below 0, so its axis does not go on there.
    if formats.scale(unit).kind == "percent" and low >= 0:
        lowest = max(lowest, 0.0)
    # A round value close beneath is where the axis begins, so that it says so.
    ticks = _ticks(lowest, highest)
    step = ticks[1] - ticks[0]
    if lowest - (ticks[0] - step) <= step / 3 and ticks[0] - step >= min(low, 0.0):
        lowest = ticks[0] - step
    return [lowest, highest]


def _target(data: DataFrame, base: alt.Chart, domain: list[int]) -> list[Any]:
    """Each run of years with the same target as one line as wide as its years, and the steps between the runs."""
    line: dict[str, Any] = {"strokeWidth": 2, "strokeDash": [2, 3], "color": look.TONES["bad"]}
    pairs = zip(data["year"], data["target"], strict=True)
    targets = [(year, target) for year, target in pairs if not formats.is_missing(target)]
    runs = [
        {"first": years[0][0], "last": years[-1][0], "target": target}
        for target, group in groupby(targets, key=itemgetter(1))
        for years in [list(group)]
    ]
    steps = [{"year": run["first"], "from": last["target"], "to": run["target"]} for last, run in pairwise(runs)]
    scale = alt.Scale(domain=domain)
    layers: list[Any] = [
        alt.Chart(look.Rows(DataFrame(runs)))
        .mark_rule(**line)
        .encode(
            x=look.years_axis("first").scale(scale).bandPosition(0),
            x2=alt.X2("last:O", bandPosition=1),
            y=alt.Y("target:Q"),
        ),
        alt.Chart(look.Rows(DataFrame(steps)))
        .mark_rule(**line)
        .encode(x=look.years_axis().scale(scale).bandPosition(0), y=alt.Y("from:Q"), y2=alt.Y2("to:Q")),
    ]
    # In the first year the middle of a long label would stand over the numbers of the axis.
    is_first = f"datum.year == {domain[0]}"
    return layers + look.letters(
        base.transform_filter("isValid(datum.target)"),
        y=alt.Y("target:Q"),
        text="target_label:N",
        align=alt.ExprRef(f"{is_first} ? 'left' : 'center'"),
        xOffset=alt.ExprRef(f"{is_first} ? 4 - bandwidth('x') / 2 : 0"),
        dy=alt.ExprRef("datum.beneath ? -11 : 16"),
        fontSize=look.TEXT,
        color=look.TONES["bad"],
    )


def _peer(peer: DataFrame | None, x: alt.X, y: alt.Y) -> list[Any]:
    if peer is None:
        return []
    thin = alt.Chart(look.Rows(peer)).encode(x=x, y=y)
    return [
        thin.mark_line(strokeWidth=1.5, color=look.TONES["quiet"]).encode(detail=alt.Detail("stretch:N")),
        thin.mark_point(size=25, filled=True, opacity=1, color=look.TONES["quiet"]),
        *look.letters(
            thin,
            text="label:N",
            dy=alt.ExprRef("datum.under ? 16 : -14"),
            fontSize=look.TEXT,
            color=look.TONES["quiet"],
        ),
    ]


def _projection(ahead: DataFrame | None, data: DataFrame, x: alt.X, y: alt.Y) -> list[Any]:
    if ahead is None:
        return []
    came = data.loc[data["year"] == ahead["year"].iloc[-1], "value"]
    under = bool((came > ahead["value"].iloc[-1]).any())
    way = alt.Chart(look.Rows(ahead)).encode(x=x, y=y)
    end = way.transform_filter("datum.label != ''")
    return [
        way.mark_line(strokeWidth=2.5, strokeDash=[1, 6], strokeCap="round", color=look.INK),
        end.mark_point(
            shape="diamond",
            size=look.POINT * 1.2,
            fill="white",
            stroke=look.INK,
            strokeWidth=2,
            opacity=1,
            strokeDash=[2, 2],
        ),
        *look.letters(end, text="label:N", dy=19 if under else -17, align="right", dx=END, fontSize=look.TEXT),
    ]
