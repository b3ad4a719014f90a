"""Vì sao?: shows the rule, the inputs and the arithmetic of one verdict, then every figure handed in for it.

Asks which index or target; `o` in the address opens the file of a figure at its cell.
"""

from html import escape

import streamlit as st

from cchc_metrics.text import words
from cchc_metrics.text.rows import SubmissionRow, VerdictRow
from cchc_metrics.text.statements import statistical_line
from cchc_metrics.views import ViewRequest
from cchc_metrics.views.view import piece
from pages.parts import address, data, html, view
from pages.parts.html import block

choice = data.choice()
plan = data.catalog()
names = {row.id: row.name for row in plan.indices.values()}
if plan.binds(choice.unit):
    names |= {row.id: row.name for row in plan.targets.values()}
indicator = address.pick("Chỉ số hoặc chỉ tiêu", "cua", names, default=next(iter(names)))

request = ViewRequest(choice.unit, choice.year, indicator=indicator)
reasons = view.reasons(request)
if reasons is None:
    st.info(f"Kế hoạch không xét năm {choice.year} cho mục này.")
else:
    steps = "".join(f"<li>{escape(step)}</li>" for step in reasons.steps)
    arithmetic = (
        f'<ol class="steps">{steps}</ol><p>Tính trên số chưa làm tròn; chỉ làm tròn khi viết ra.</p>'
        if steps
        else "<p>Chưa có giá trị nên không có phép tính nào.</p>"
    )
    status = f"{html.status(reasons.level)} · " if reasons.level else ""
    block(
        f'<p class="says">{status}{escape(reasons.sentence)}</p><div class="halves">'
        f'<section class="view"><h2>{words.WHY}</h2>{piece("facts", reasons.facts)}</section>'
        f'<section class="view"><h2>Phép tính</h2>{arithmetic}</section></div>',
        "reasons",
    )
rows = data.rows("history", SubmissionRow, unit=choice.unit, indicator=indicator)
cell = address.optional("o", [f"{row['entry']}:{row['place']}" for row in rows])
if cell is not None:
    entry, place = cell.split(":", 1)
    block(html.excerpt(place, data.workspace().excerpt(int(entry), place)), "cell")
if indicator in plan.indices:
    in_plan = [
        row for row in data.rows("indices", VerdictRow, unit=choice.unit, index=indicator) if row["year"] in plan.years
    ]
    if line := statistical_line(in_plan):
        block(f'<p class="says">{escape(line)}</p>', "statistics")
view.show("lich-su", request, is_open=True)
