"""Vì sao?: the rule, the inputs and the arithmetic of one verdict, and the cell of the file that a figure came from."""

from html import escape

import streamlit as st

from cchc_metrics.text import words
from cchc_metrics.views import Asked
from pages.parts import address, data, html, view
from pages.parts.block import block

chosen = data.choice()
plan = data.catalog()
names = {row.id: row.name for row in plan.indices.values()}
if plan.binds(chosen.unit):
    names |= {row.id: row.name for row in plan.targets.values() if chosen.area is None or row.area == chosen.area}
indicator = address.pick("Chỉ số hoặc chỉ tiêu", "cua", names, default=next(iter(names)))

asked = Asked(chosen.unit, chosen.year, indicator=indicator)
reasons = view.reasons(asked)
if reasons is None:
    st.info(f"Kế hoạch không xét năm {chosen.year} cho mục này.")
else:
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>" for name, said in reasons.facts.items())
    steps = "".join(f"<li>{escape(step)}</li>" for step in reasons.steps)
    arithmetic = (
        f'<ol class="steps">{steps}</ol><p>Tính trên số chưa làm tròn; chỉ làm tròn khi viết ra.</p>'
        if steps
        else "<p>Chưa có giá trị nên không có phép tính nào.</p>"
    )
    status = f"{html.status(reasons.level)} · " if reasons.level else ""
    block(
        f'<p class="says">{status}{escape(reasons.said)}</p><div class="halves">'
        f'<section class="view"><h2>{words.WHY}</h2><dl class="facts">{facts}</dl></section>'
        f'<section class="view"><h2>Phép tính</h2>{arithmetic}</section></div>',
        "reasons",
    )
rows = data.rows("history", unit=chosen.unit, indicator=indicator)
cell = address.named("o", [f"{row['entry']}:{row['place']}" for row in rows])
if cell is not None:
    entry, place = cell.split(":", 1)
    block(html.excerpt(place, data.workspace().excerpt(int(entry), place)), "cell")
view.show("lich-su", asked, opened=True)
