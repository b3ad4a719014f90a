"""Vì sao?: shows the rule, the inputs and the arithmetic of one verdict, then every figure handed in for it.

Asks which index or target; `o` in the address opens the file of a figure at its cell.
"""

import streamlit as st

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
    block(piece("reasons", reasons.level, reasons.sentence, reasons.facts, reasons.steps), "reasons")
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
        block(piece("says", line), "statistics")
view.show("lich-su", request, is_open=True)
