"""A figure over the years: cut at breaks, a step line for the target, whiskers where the sample is known."""

from typing import Any

import altair as alt
import pandas as pd
from pandas import DataFrame

from cchc_metrics.charts import look
from cchc_metrics.text import formats

COLUMNS = 4


def trend(frame: DataFrame, size: look.Size = look.HALF, *, with_target: bool) -> Any:
    """The rows of one indicator, by year, as a line.

    The line is cut at every break, which is named, and at every missing year; a figure that is not final is hollow;
    a target that is the year before is not drawn.
    """
    drawn = _drawn(frame)
    drawn["short_of"] = (drawn["value"] < drawn["target"]) & with_target
    domain = [int(year) for year in drawn["year"]]
    x = look.years_axis().scale(alt.Scale(domain=domain))
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False, domain=_domain(drawn, with_target=with_target)),
              axis=alt.Axis(labels=False, ticks=False, domain=False, tickCount=5))
    base = alt.Chart(drawn).encode(x=x)
    layers = [
        base.transform_filter("isValid(datum.value)")
        .mark_line(strokeWidth=look.LINE, color=look.TONES["good"]).encode(y=y, detail="stretch:N"),
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=2, color=look.TONES["quiet"]).encode(y=alt.Y("low:Q"), y2="high:Q"),
        base.transform_filter("isValid(datum.value)")
        .mark_point(size=look.POINT, filled=True, opacity=1, strokeWidth=2.5, stroke=look.TONES["good"])
        .encode(y=y, fill=alt.condition("datum.final", alt.value(look.TONES["good"]), alt.value("white"))),
        base.transform_filter("isValid(datum.value)")
        .transform_filter("!datum.short_of")
        .mark_text(dy=-16, fontSize=look.LABEL, fontWeight="bold", color=look.INK)
        .encode(y=alt.Y("top:Q"), text="label:N"),
        # Under its point where the target stands over it, so that the two numbers do not meet.
        base.transform_filter("isValid(datum.value) && datum.short_of")
        .mark_text(dy=18, fontSize=look.LABEL, fontWeight="bold", color=look.INK)
        .encode(y=alt.Y("bottom:Q"), text="label:N"),
        base.transform_filter("!isValid(datum.value)")
        .mark_text(fontSize=look.TEXT, color=look.INK, y=alt.ExprRef("height - 14")).encode(text="absent:N"),
        base.transform_filter("isValid(datum.break_title)")
        .mark_rule(strokeDash=[5, 4], strokeWidth=2, color=look.BREAK, xOffset=alt.ExprRef("-bandwidth('x') / 2")),
        base.transform_filter("isValid(datum.break_title)")
        .mark_text(align="left", dx=5, fontSize=look.TEXT, color=look.INK, xOffset=alt.ExprRef("-bandwidth('x') / 2"))
        .encode(y=alt.value(12), text="break_title:N"),
    ]
    if with_target:
        layers += _target(base)
    return look.framed(alt.layer(*layers), size, height=320)


def small_multiples(frame: DataFrame, size: look.Size = look.WIDE, *, year: int) -> Any:
    """The parts of an index, a small line each, all on one scale; the chosen year carries its value."""
    drawn = frame[["year", "value", "short", "direction"]].copy()
    drawn["label"] = [formats.number(value, 2) if at == year and not formats.missing(value) else ""
                      for value, at in zip(drawn["value"], drawn["year"], strict=True)]
    drawn["stretch"] = _stretches(drawn, by=["short"])
    years = drawn["year"]
    order = list(dict.fromkeys(frame["short"]))
    lines = -(-len(order) // COLUMNS)
    height = 100 if size.height is None else size.height / lines - 75
    low, high = drawn["value"].min(), drawn["value"].max()
    scale = alt.Scale(domain=[low - (high - low) * 0.15, high + (high - low) * 0.35], nice=False)
    base = alt.Chart(drawn).transform_filter("isValid(datum.value)").encode(
        # There is room for the first and the last year only.
        x=look.years_axis().axis(values=[int(years.min()), int(years.max())], labelAngle=0),
        y=alt.Y("value:Q", title=None, scale=scale, axis=alt.Axis(tickCount=3)),
    )
    layers = alt.layer(
        base.mark_line(strokeWidth=2, color=look.TONES["good"]).encode(detail="stretch:N"),
        base.mark_point(size=45, filled=True, opacity=1, color=look.TONES["good"]),
        base.mark_text(dy=-12, fontSize=look.TEXT, fontWeight="bold", color=look.INK).encode(text="label:N"),
    ).properties(width=size.width / COLUMNS - 62, height=height)
    return look.typed(layers.facet(facet=alt.Facet("short:N", title=None, sort=order), columns=COLUMNS, spacing=18))


def _drawn(frame: DataFrame) -> DataFrame:
    drawn = frame.sort_values("year")[["year", "value", "target", "break_title"]].copy()
    unit = frame["measure_unit"].iloc[0]
    drawn["label"] = [formats.value(row.value, unit, against=[row.target]).replace(formats.UNIT_WORDS[unit], "")
                      for row in frame.itertuples()]
    # A target that stays the same is named once, under its line where the figure is above it.
    new = frame["target"].ne(frame["target"].shift())
    drawn["target_label"] = [formats.asked(target, unit) if first else "" for target, first in
                             zip(frame["target"], new, strict=True)]
    drawn["absent"] = [formats.NO_ACTIVITY if row.no_activity else formats.MISSING_SHORT for row in frame.itertuples()]
    drawn["final"] = frame["flag"].eq("final").tolist()
    drawn["low"] = (frame["value"] - frame["margin_below"]).tolist()
    drawn["high"] = (frame["value"] + frame["margin_above"]).tolist()
    drawn["top"] = (frame["value"] + frame["margin_above"].fillna(0)).tolist()
    drawn["bottom"] = (frame["value"] - frame["margin_below"].fillna(0)).tolist()
    drawn["stretch"] = _stretches(frame)
    return drawn


def _stretches(frame: DataFrame, by: list[str] | None = None) -> list[str]:
    """A name for each run of years that may be joined: a break or a missing year starts another."""
    starts = frame["direction"].isin(["no_data", "not_comparable"])
    number = starts.groupby([frame[key] for key in by]).cumsum() if by else starts.cumsum()
    return number.astype(str).tolist()


def _domain(drawn: DataFrame, *, with_target: bool) -> list[float]:
    columns = ["value", "low", "high", *(["target"] if with_target else [])]
    seen = pd.concat([drawn[column] for column in columns]).dropna()
    if seen.empty:
        return [0.0, 1.0]
    low, high = float(seen.min()), float(seen.max())
    room = (high - low or abs(high) or 1.0) * 0.25
    # Room below for the words of a missing year, above for the values and the name of a break.
    return [low - room, high + 1.4 * room]


def _target(base: alt.Chart) -> list[alt.Chart]:
    asked = base.transform_filter("isValid(datum.target)")
    named = [
        asked.transform_filter(f"datum.short_of == {str(short).lower()}")
        .mark_text(dy=-10 if short else 16, fontSize=look.TEXT, color=look.TONES["bad"])
        .encode(y=alt.Y("target:Q"), text="target_label:N")
        for short in (False, True)
    ]
    line = asked.mark_line(interpolate="step", strokeWidth=2, strokeDash=[2, 3], color=look.TONES["bad"])
    return [line.encode(y=alt.Y("target:Q")), *named]
