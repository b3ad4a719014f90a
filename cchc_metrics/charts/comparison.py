"""What made a change, as a waterfall; and where a unit stands among its peers."""

from typing import Any

import altair as alt
import pandas as pd
from pandas import DataFrame

from cchc_metrics.charts import look
from cchc_metrics.text import formats, words


def waterfall(rows: DataFrame, size: look.Size = look.HALF, *, unit: str, from_year: int, to_year: int) -> Any:
    """From the total of one year to that of another, a step a part (or a group's rate and mix), the remainder last."""
    total = rows.iloc[-1]
    steps = _mix_as_one(rows)
    steps = steps[steps["change"].abs() > 0]
    at = float(total["from_value"])
    drawn: list[dict[str, Any]] = [_pillar(str(from_year), at, unit)]
    for row in steps.to_dict("records"):
        drawn.append({
            "step": _step(row), "from": at, "to": at + row["change"], "label": formats.change(row["change"], unit),
            "tone": look.TONES["good" if row["change"] > 0 else "bad"],
        })
        at += row["change"]
    drawn.append(_pillar(str(to_year), float(total["to_value"]), unit))
    base = alt.Chart(look.Rows(DataFrame(drawn))).encode(
        y=alt.Y("step:N", title=None, sort=None, axis=alt.Axis(ticks=False)))
    ends = [value for row in drawn for value in (row["from"], row["to"])]
    room = (max(ends) - min(ends) or 1) * 0.12
    # The pillars are points, not bars, so this axis need not start at 0; the steps are what is compared.
    scale = alt.Scale(zero=False, domain=[min(ends) - room, max(ends) + 3 * room])
    x = alt.X("from:Q", title=None, axis=None, scale=scale)
    thick = size.row(len(drawn), 38)
    layers = [
        base.mark_bar(size=thick * 0.6).encode(x=x, x2=alt.X2("to:Q"), color=alt.Color("tone:N", scale=None)),
        base.transform_filter("datum.from == datum.to").mark_tick(thickness=5, size=thick * 0.7, color=look.INK)
        .encode(x=x),
        base.transform_calculate(right="max(datum.from, datum.to)").mark_text(align="left", dx=8)
        .encode(x=alt.X("right:Q", axis=None), text=alt.Text("label:N")),
    ]
    return look.framed(alt.layer(*layers), size, height=38 * len(drawn))


def _mix_as_one(rows: DataFrame) -> DataFrame:
    """Shares of groups only move together, so a reader gets their effect as one step; the table has each."""
    mix = rows["effect"] == "mix"
    if not mix.any():
        return rows
    one = rows[mix].head(1).assign(change=round(rows.loc[mix, "change"].sum(), 12), name=None)
    return pd.concat([rows[rows["effect"] == "rate"], one, rows[rows["effect"] == "remainder"]])


def ranking(rows: DataFrame, size: look.Size = look.WIDE, *, unit: str, measure_unit: str) -> Any:
    """Every ranked unit as a thin bar from best to last; the chosen one dark, with its name, rank and value."""
    drawn = rows[rows["rank"].notna()][["unit_id", "name", "value", "rank"]].astype({"rank": "int64"})
    drawn["position"] = range(1, len(drawn) + 1)
    drawn["label"] = [
        f"{row['name']} · {row['rank']}/{len(drawn)} · {formats.value(row['value'], measure_unit)}"
        if row["unit_id"] == unit else ""
        for row in drawn.to_dict("records")
    ]
    drawn["late"] = drawn["position"] > len(drawn) / 2
    base = alt.Chart(look.Rows(drawn)).encode(x=alt.X("position:O", axis=None))
    bars = base.mark_bar().encode(
        y=alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, float(drawn["value"].max()) * 1.15]),
                axis=alt.Axis(tickCount=4)),
        color=alt.ColorValue(look.FAINT, condition={"test": "datum.label != ''", "value": look.TONES["good"]}),
    )
    # The name stands over its bar, towards the middle of the picture.
    names = [
        base.transform_filter(f"datum.late == {str(late).lower()}")
        .mark_text(align="right" if late else "left", dy=-12, fontWeight="bold")
        .encode(y=alt.Y("value:Q"), text=alt.Text("label:N"))
        for late in (False, True)
    ]
    return look.framed(alt.layer(bars, *names), size, height=230)


def _pillar(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"step": name, "from": value, "to": value, "label": formats.value(value, unit), "tone": look.INK}


def _step(row: Any) -> str:
    if row["effect"] in ("remainder", "mix"):
        said = words.EFFECTS[row["effect"]]
        return said[0].upper() + said[1:]
    return row["name"] if row["effect"] == "part" else f"{row['name']}: {words.EFFECTS_SHORT[row['effect']]}"
