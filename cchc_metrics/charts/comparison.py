"""What made a change, as a waterfall; and where a unit stands among its peers."""

from typing import Any

import altair as alt
from pandas import DataFrame

from cchc_metrics.charts import look
from cchc_metrics.text import formats, words


def waterfall(rows: DataFrame, *, unit: str, from_year: int, to_year: int) -> Any:
    """From the total of one year to that of another, a step a part (or a group's rate and mix), the remainder last."""
    total = rows.iloc[-1]
    steps = rows[rows["change"].abs() > 0]
    at = float(total["from_value"])
    drawn: list[dict[str, Any]] = [_pillar(str(from_year), at, unit)]
    for row in steps.to_dict("records"):
        drawn.append({
            "step": _step(row), "from": at, "to": at + row["change"], "label": formats.change(row["change"], unit),
            "tone": look.TONES["good" if row["change"] > 0 else "bad"],
        })
        at += row["change"]
    drawn.append(_pillar(str(to_year), float(total["to_value"]), unit))
    base = alt.Chart(DataFrame(drawn)).encode(y=alt.Y("step:N", title=None, sort=None, axis=alt.Axis(ticks=False)))
    ends = [value for row in drawn for value in (row["from"], row["to"])]
    room = (max(ends) - min(ends) or 1) * 0.12
    # The pillars are points, not bars, so this axis need not start at 0; the steps are what is compared.
    x = alt.X("from:Q", title=None, axis=None, scale=alt.Scale(zero=False, domain=[min(ends) - room, max(ends) + 3 * room]))
    layers = [
        base.mark_bar(size=22).encode(x=x, x2="to:Q", color=alt.Color("tone:N", scale=None)),
        base.transform_filter("datum.from == datum.to").mark_tick(thickness=5, size=26, color=look.INK)
        .encode(x=x),
        base.transform_calculate(right="max(datum.from, datum.to)").mark_text(align="left", dx=8)
        .encode(x=alt.X("right:Q", axis=None), text="label:N"),
    ]
    return look.framed(alt.layer(*layers), height=38 * len(drawn))


def ranking(rows: DataFrame, *, unit: str, measure_unit: str, height: int = 260) -> Any:
    """Every ranked unit as a thin bar from best to last; the chosen one dark, with its name, rank and value."""
    drawn = rows[rows["rank"].notna()][["unit_id", "name", "value", "rank"]].copy()
    drawn["position"] = range(1, len(drawn) + 1)
    drawn["chosen"] = drawn["unit_id"] == unit
    ends = {0, len(drawn) - 1}
    drawn["label"] = [
        f"{name} · {rank}/{len(drawn)} · {formats.value(value, measure_unit)}" if chosen or place in ends else ""
        for place, (name, rank, value, chosen) in enumerate(
            zip(drawn["name"], drawn["rank"], drawn["value"], drawn["chosen"], strict=True))
    ]
    drawn["side"] = ["right" if place > len(drawn) * 0.7 else "left" for place in drawn["position"]]
    drawn = drawn.astype({"rank": "int64"})
    base = alt.Chart(drawn).encode(x=alt.X("position:O", axis=None))
    layers: list[alt.Chart] = [
        base.mark_bar().encode(
            y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=4, format=",.2~f")),
            color=alt.condition("datum.chosen", alt.value(look.TONES["good"]), alt.value(look.FAINT)),
        ),
    ]
    for side, chosen in (("left", True), ("right", True), ("left", False), ("right", False)):
        layers.append(
            base.transform_filter(f"datum.side == '{side}' && datum.chosen == {str(chosen).lower()} && datum.label != ''")
            .mark_text(align=side, dy=-30 if chosen else -10, fontWeight="bold" if chosen else "normal", color=look.INK)
            .encode(y="value:Q", text="label:N")
        )
    return look.framed(alt.layer(*layers), height=height)


def _pillar(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"step": name, "from": value, "to": value, "label": formats.value(value, unit), "tone": look.INK}


def _step(row: Any) -> str:
    if row["effect"] == "remainder":
        return words.EFFECTS["remainder"]
    return row["name"] if row["effect"] == "part" else f"{row['name']}: {words.EFFECTS[row['effect']]}"
