"""Chấm điểm: the Chỉ số CCHC criterion by criterion, what was lost and why, and what more would give."""

import streamlit as st

from cchc_metrics.text import words
from pages.parts import address, data, score_forms, scoring
from pages.parts.block import block

chosen = data.choice()
store = str(data.store().path)
names = scoring.sets_of(store, chosen.unit)
if not names:
    st.info("Không có bộ tiêu chí nào cho cấp của đơn vị này.")
    data.stop()

criteria = address.chosen(scoring.SET, names, default=next(iter(names)))
standing = address.chosen(scoring.STANDING, words.STANDINGS, default=next(iter(words.STANDINGS)))
typed = address.pick_words(
    "Tìm tiêu chí",
    "tim-tieu-chi",
    placeholder="Tìm tiêu chí, không cần dấu: so hoa",
    width=420,
    label_visibility="collapsed",
)
choices = scoring.choices(names, criteria, standing)
shown = scoring.shown(
    store,
    chosen.unit,
    criteria,
    chosen.year,
    chosen.area,
    standing,
    typed,
    scoring.files(chosen.unit, criteria, chosen.year),
)
if shown is None:
    block(f"{choices}<p>{words.NO_SET_IN_YEAR.format(year=chosen.year)}</p>", "scoring")
    data.stop()

block(choices + shown, "scoring")
score_forms.told()
# What was known on an earlier day is looked at, not added to.
if address.as_known() is None:
    score_forms.entry(unit=chosen.unit, criteria=criteria, year=chosen.year)
    score_forms.way(unit=chosen.unit, criteria=criteria, year=chosen.year)
