"""Bars and cells: targets of a year, groups, areas, citizens' feedback, and a heat table over the years."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import altair as alt
from pandas import DataFrame, Series

from cchc_metrics.charts import look
from cchc_metrics.text import formats, sentence, words
from cchc_metrics.text.rows import GroupRow, VerdictRow, records

ROW = 40
# The room that each letter of the longest name and, with its many digits, of the longest verdict takes beside the bars;
# what stands between them, and what keeps a name apart from the outline of its bar.
LETTER, DIGIT, GAP, EDGE = 7.3, 7.8, 14, 8
# Points of the scale between two strokes of a hatched bar.
HATCH = 4
# What has white words or numbers on it is darker than a bar: they keep 7 to 1.
DEEP = "#084A82"


def bullet(frame: DataFrame, size: look.Size = look.HALF, *, spell: Callable[[str], str] = str) -> Any:
    """A bar a target for one year: the value solid, the year before light behind it, what is asked outlined.

    A value that is not final is hatched. Bars start at 0 and share the scale from 0 to 100 %; one that is no percentage
    is as long as its share of `fulls`, so that days or money fill no more room than they should. `spell` writes the
    words beside the bars as the paper does in which they stand.
    """
    data = frame[["short"]].copy()
    full = fulls(frame)
    for column in ("value", "target", "previous"):
        data[column] = 100 * frame[column] / full
    data["label"] = [spell(_label(row)) for row in records(frame, VerdictRow)]
    data["tone"] = [look.TONES[words.LEVELS[level].tone] for level in frame["level"]]
    data["description"] = [
        look.description(key, f"{short}: {label[2:]}")
        for key, short, label in zip(frame["indicator_id"], frame["short"], data["label"], strict=True)
    ]
    y = alt.Y("short:N", title=None, sort=data["short"].tolist(), axis=_names())
    # The words of the verdict stand to the right of 100 %.
    names = min(LETTER * max(map(len, data["short"])) + GAP, look.WIDTH_OF_LABELS) + EDGE
    verdicts = GAP + DIGIT * data["label"].str.len().max()
    bars = max(size.width - names - verdicts, size.width / 8)
    end = 100 * (bars + verdicts) / bars
    scale = alt.Scale(domain=[0, end])
    base = alt.Chart(look.Rows(data)).encode(y=y)
    x = alt.X("value:Q", title=None, scale=scale, axis=_percent_axis(frame["measure_unit"]))
    thick = size.row(len(data), ROW if size.height is None else 2 * ROW)
    layers = [
        base.mark_bar(size=thick * 0.62, color=look.LAST_YEAR).encode(x=alt.X("previous:Q", scale=scale)),
        base.mark_bar(size=thick * 0.34).encode(
            x=x, color=alt.Color("tone:N", scale=None), description=alt.Description("description:N")
        ),
        alt.Chart(look.Rows(_hatch(data.assign(flag=frame["flag"]))))
        .mark_tick(size=thick * 0.34, thickness=2.5, color="white")
        .encode(x=alt.X("at:Q", scale=scale), y=y),
        base.mark_bar(size=thick * 0.78, filled=False, stroke=look.INK, strokeWidth=2).encode(
            x=alt.X("target:Q", scale=scale)
        ),
        base.mark_text(align="left", x=alt.ExprRef(f"width * 100 / {end} + {GAP}")).encode(text=alt.Text("label:N")),
    ]
    return look.frame(look.layers(*layers), size, height=thick * max(len(data), 1) + 30)


def by_group(frame: DataFrame, size: look.Size = look.HALF, *, unit: str = "percent") -> Any:
    """A bar a group for one year, the year before light behind it; its counts, and its share of all, in words.

    `frame` has name, value, previous, numerator, denominator, share (in %). What is no percentage in `unit` is drawn
    against the greatest value of all groups.
    """
    data = frame[["name"]].copy()
    most = fulls(frame.assign(measure_unit=unit, target=None)).max()
    for column in ("value", "previous"):
        data[column] = 100 * frame[column] / most
    data["label"] = [
        sentence.group_figure(row, unit)
        + (
            ""
            if formats.is_missing(row["value"])
            else " · " + "{share} số hồ sơ".format(share=formats.value(share, "percent"))
        )
        for row, share in zip(records(frame, GroupRow), frame["share"], strict=True)
    ]
    data["description"] = [
        look.description(key, f"{name}: {label}")
        for key, name, label in zip(frame["group_id"], frame["name"], data["label"], strict=True)
    ]
    names = min(LETTER * max(map(len, data["name"])) + GAP, look.WIDTH_OF_LABELS) + EDGE
    label_width = GAP + DIGIT * data["label"].str.len().max()
    bars = max(size.width - names - label_width, size.width / 8)
    end = 100 * (bars + label_width) / bars
    scale = alt.Scale(domain=[0, end])
    base = alt.Chart(look.Rows(data)).encode(y=alt.Y("name:N", title=None, sort=data["name"].tolist(), axis=_names()))
    thick = size.row(len(data), ROW)
    x = alt.X("value:Q", title=None, scale=scale, axis=_percent_axis([unit]))
    layers = [
        base.mark_bar(size=thick * 0.62, color=look.LAST_YEAR).encode(x=alt.X("previous:Q", scale=scale)),
        base.mark_bar(size=thick * 0.34, color=look.TONES["good"]).encode(
            x=x, description=alt.Description("description:N")
        ),
        base.mark_text(align="left", x=alt.ExprRef(f"width * 100 / {end} + {GAP}")).encode(text=alt.Text("label:N")),
    ]
    return look.frame(look.layers(*layers), size, height=thick * max(len(data), 1) + 30)


def heat(frame: DataFrame, size: look.Size = look.HALF) -> Any:
    """Targets by years: in each cell a shape and the value; the colour only repeats the shape."""
    data = frame[["short", "year", "level"]].copy()
    data["label"] = [
        f"{words.LEVELS[row['level']].shape} {sentence.figure(row, unknown=formats.MISSING_SHORT)}"
        for row in records(frame, VerdictRow)
    ]
    data["description"] = [
        look.description(
            f"{row['indicator_id']}:{int(row['year'])}",
            f"{row['short']} {int(row['year'])}: {words.LEVELS[row['level']].word}, {label[2:]}",
        )
        for row, label in zip(records(frame, VerdictRow), data["label"], strict=True)
    ]
    data["fill"] = [FILLS[words.LEVELS[level].tone] for level in frame["level"]]
    data["ink"] = ["white" if words.LEVELS[level].tone in ("good", "bad") else look.INK for level in frame["level"]]
    base = alt.Chart(look.Rows(data)).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(orient="top", labelAngle=0, ticks=False, domain=False)),
        y=alt.Y("short:N", title=None, sort=data["short"].unique().tolist(), axis=alt.Axis(ticks=False, domain=False)),
    )
    cells = base.mark_rect(stroke="white", strokeWidth=3).encode(
        color=alt.Color("fill:N", scale=None), description=alt.Description("description:N")
    )
    texts = base.mark_text().encode(text=alt.Text("label:N"), color=alt.Color("ink:N", scale=None))
    return look.frame(
        look.layers(cells, texts).resolve_scale(color="independent"),
        size,
        height=ROW * max(data["short"].nunique(), 1) + 30,
    )


# The value at which a bar is full, by the kind of its scale; any other is full at its own greatest number.
FULL = {"percent": 100.0, "ratio": 1.0, "yes-no": 1.0}


def fulls(frame: DataFrame) -> Series:
    """The value at which the bar of each row is full: that of its scale, or the greatest of its numbers."""
    numbers = frame[["value", "target", "previous"]].itertuples(index=False)
    fills = [full(unit, *row) for unit, row in zip(frame["measure_unit"], numbers, strict=True)]
    return Series(fills, index=frame.index, dtype=float)


def full(unit: str, *numbers: float | None) -> float:
    """The value at which one bar is full: that of its scale, or the greatest of its numbers."""
    most = max((float(number) for number in numbers if number is not None and number == number), default=0.0)
    return FULL.get(formats.scale(unit).kind) or (most if most > 0 else 1.0)


def _percent_axis(units: Iterable[str]) -> alt.Axis:
    """An axis from 0 to 100 where every bar is a percentage; days or money beside it would be read against it."""
    values = [0, 50, 100] if all(formats.scale(unit).kind == "percent" for unit in units) else []
    return alt.Axis(values=values, domain=False)


def _names() -> alt.Axis:
    """The names of the rows, apart from the outlines of their bars."""
    return alt.Axis(ticks=False, domain=False, labelPadding=EDGE)


FILLS = {
    "good": DEEP,
    "doubtful": "#FCE3BC",
    "bad": look.TONES["bad"],
    "quiet": "#EDF2F7",
    "absent": "#FFFFFF",
}


def _hatch(frame: DataFrame) -> DataFrame:
    """Where the white strokes stand that hatch the bars of figures that are not final."""
    doubtful = frame[frame["value"].notna() & frame["flag"].ne("final")]
    return DataFrame(
        [
            {"short": short, "at": at}
            for short, value in zip(doubtful["short"], doubtful["value"], strict=True)
            for at in range(HATCH, int(min(value, 100)), HATCH)
        ],
        columns=["short", "at"],
    )


def _label(row: VerdictRow) -> str:
    status = words.LEVELS[row["level"]]
    if formats.is_missing(row["value"]):
        return f"{status.shape} {status.word}"
    limit = "" if formats.is_missing(row["target"]) else f", {sentence.required_value(row)}"
    return f"{status.shape} {status.word}: {sentence.figure(row)}{sentence.counts(row)}{limit}"


# The states that a bar tells apart, in their order, with the colour of each and that of the number on it.
STATES = {
    "met": (words.LEVELS["met"].word, DEEP, "white"),
    "missed": (words.LEVELS["missed"].word, look.TONES["bad"], "white"),
    "no_data": (words.LEVELS["no_data"].word, "#A0AEC0", look.INK),
    "others": ("Còn lại", look.FAINT, look.INK),
}
STACKED_ROW = 30


def area_bars(frame: DataFrame, size: look.Size = look.HALF) -> Any:
    """A bar an area from the rows of `metrics.area_counts`: met, missed, without figures, others, each with its number.

    Areas without targets are left out.
    """
    rows = frame[frame["total"] > 0]
    others = rows["total"] - rows[["met", "missed", "no_data"]].sum(axis="columns")
    return stacked_bars(rows.assign(bar=rows["name"], others=others), STATES, size)


def stacked_bars(rows: DataFrame, states: Mapping[str, tuple[str, str, str]], size: look.Size) -> Any:
    """A bar a row, named by its column `bar`, with a part for each state: the columns of counts are named by `states`.

    A state has its words, its colour and that of the number on it; a part of 0 is left out.
    """
    parts = []
    for row in rows.to_dict("records"):
        start = 0
        for key, (name, tone, ink) in states.items():
            number = int(row[key])
            if number:
                cell = {"bar": row["bar"], "state": name, "from": start, "to": start + number, "tone": tone}
                parts.append(cell | {"middle": start + number / 2, "number": number, "ink": ink})
            start += number
    data = DataFrame(parts)
    names = [name for name, _, _ in states.values() if name in set(data["state"])]
    tones = {name: tone for name, tone, _ in states.values()}
    base = alt.Chart(look.Rows(data)).encode(
        y=alt.Y(
            "bar:N",
            title=None,
            sort=rows["bar"].tolist(),
            axis=alt.Axis(labelLimit=size.width // 2, ticks=False, domain=False),
        )
    )
    bars = base.mark_bar(stroke="white", strokeWidth=1).encode(
        x=alt.X("from:Q", axis=None),
        x2="to:Q",
        color=alt.Color(
            "state:N",
            scale=alt.Scale(domain=names, range=[tones[name] for name in names]),
            # Many long names stand in two columns, where one line would be wider than the picture.
            legend=alt.Legend(
                title=None,
                orient="top",
                labelLimit=0,
                columns=2 if LETTER * sum(map(len, names)) > size.width / 2 else 0,
            ),
        ),
    )
    numbers_on = base.mark_text(fontWeight="bold").encode(
        x="middle:Q", text="number:Q", color=alt.Color("ink:N", scale=None, legend=None)
    )
    return look.frame(
        look.layers(bars, numbers_on).resolve_scale(color="independent"), size, height=STACKED_ROW * len(rows)
    )


# Numbers on the lighter amber, blue and grey are dark and keep 7 to 1.
ANSWERS = {
    "in_time": ("Đúng hạn", DEEP, "white"),
    "late": ("Trả lời muộn", "#E8A93A", look.INK),
    "overdue": ("Quá hạn, chưa trả lời", look.TONES["bad"], "white"),
    "answered_without_due": ("Đã trả lời, không ghi hạn", "#A9C4E0", look.INK),
    "waiting": ("Chưa trả lời, chưa quá hạn", look.FAINT, look.INK),
    "open_without_due": ("Chưa trả lời, không ghi hạn", "#A0AEC0", look.INK),
    "declined": ("Chuyển nơi khác", "#E8EDF3", look.INK),
}


def feedback_bars(frame: DataFrame, size: look.Size = look.HALF) -> Any:
    """A bar a group from the rows of `metrics.feedback`, with a part for each thing that became of the feedback."""
    answered_without_due = frame["answered"] - frame["in_time"] - frame["late"]
    open_without_due = frame["without_due"] - answered_without_due
    rows = frame.assign(
        answered_without_due=answered_without_due,
        open_without_due=open_without_due,
        waiting=frame["open"] - frame["overdue"] - open_without_due,
    )
    return stacked_bars(rows.rename(columns={"group": "bar"}), ANSWERS, size)
