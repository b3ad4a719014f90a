"""How the targets of each area stand, as one bar an area."""

from collections.abc import Mapping
from typing import Any

import altair as alt
from pandas import DataFrame

from cchc_metrics.charts import look
from cchc_metrics.text import words

# The states that a bar tells apart, in their order, with the colour of each and that of the number on it.
STATES = {
    "met": (words.LEVELS["met"].word, look.TONES["good"], "white"),
    "missed": (words.LEVELS["missed"].word, look.TONES["bad"], "white"),
    "no_data": (words.LEVELS["no_data"].word, "#A0AEC0", look.INK),
    "others": ("Còn lại", look.FAINT, look.INK),
}
ROW = 30


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
    listed = []
    for row in rows.to_dict("records"):
        start = 0
        for key, (name, tone, ink) in states.items():
            number = int(row[key])
            if number:
                cell = {"bar": row["bar"], "state": name, "from": start, "to": start + number, "tone": tone}
                listed.append(cell | {"middle": start + number / 2, "number": number, "ink": ink})
            start += number
    drawn = DataFrame(listed)
    names = [name for name, _, _ in states.values() if name in set(drawn["state"])]
    tones = {name: tone for name, tone, _ in states.values()}
    base = alt.Chart(look.Rows(drawn)).encode(
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
            legend=alt.Legend(title=None, orient="top", labelLimit=0),
        ),
    )
    numbers_on = base.mark_text(fontWeight="bold").encode(
        x="middle:Q", text="number:Q", color=alt.Color("ink:N", scale=None, legend=None)
    )
    return look.frame(alt.layer(bars, numbers_on).resolve_scale(color="independent"), size, height=ROW * len(rows))
