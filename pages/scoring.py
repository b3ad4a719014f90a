"""Chấm điểm: shows a criteria set with the points of every criterion, what was lost and why, and what to gain next.

Asks which set, which criteria (all, owing evidence, …) and a text to find one. Forms record results and steps.
"""

import streamlit as st

from cchc_metrics.text import words
from pages.parts import acts, address, data, score_entry, scoring
from pages.parts.html import block

NO_SET = (
    "Chưa có bộ tiêu chí nào cho cấp của đơn vị này. Cấp trên ban hành bộ tiêu chí thì người quản trị đưa tệp "
    "Excel vào ở đây; sau đó điểm và phần còn thiếu hiện ở đây."
)

choice = data.choice()
store = data.fingerprint()
names = scoring.sets_of(store, choice.unit)
if not names:
    st.info(NO_SET)
    acts.message()
    score_entry.set_form()
    data.stop()

criteria = address.option(scoring.SET, names, default=next(iter(names)))
state = address.option(scoring.STATE, words.STANDINGS, default=next(iter(words.STANDINGS)))
text = address.text(scoring.FIND)
options = scoring.options(names, criteria, state, text)
content = scoring.content(
    store,
    choice.unit,
    criteria,
    choice.year,
    state,
    text,
    scoring.files(choice.unit, criteria, choice.year),
)
if content is None:
    block(f"{options}<p>Bộ tiêu chí này chưa áp dụng cho năm {choice.year}.</p>", "scoring")
    data.stop()

block(options + content, "scoring")
acts.message()
# Nothing is recorded while an earlier day is looked at.
if address.as_known() is None:
    with st.container(key="forms"):
        score_entry.table_form(unit=choice.unit, criteria=criteria, year=choice.year)
        scoring.criterion_form(unit=choice.unit, criteria=criteria, year=choice.year)
        score_entry.workbook_form(unit=choice.unit, criteria=criteria, year=choice.year)
        scoring.step_form(unit=choice.unit, criteria=criteria, year=choice.year)
        score_entry.set_form()
