"""Chấm điểm: the Chỉ số CCHC criterion by criterion, what was lost and why, and what more would give."""

import streamlit as st

from cchc_metrics.text import scoring
from pages import _address, _parts, _score_entry, _score_way, _scoring
from pages._block import block

chosen = _parts.choice()
store = str(_parts.store().path)
names = _scoring.sets_of(store, chosen.unit)
if not names:
    st.info(scoring.NO_SETS)
    _parts.stop()

criteria = _address.chosen(_scoring.SET, names, default=next(iter(names)))
standing = _address.chosen(_scoring.STANDING, scoring.STANDINGS, default=next(iter(scoring.STANDINGS)))
typed = _address.pick_words(scoring.SEARCH, "tim-tieu-chi", placeholder=scoring.SEARCH_HELP, width=420,
                            label_visibility="collapsed")
choices = _scoring.choices(names, criteria, standing)
shown = _scoring.shown(store, chosen.unit, criteria, chosen.year, chosen.area, standing, typed,
                       _scoring.files(chosen.unit, criteria, chosen.year))
if shown is None:
    block(f"{choices}<p>{scoring.NO_SET_IN_YEAR.format(year=chosen.year)}</p>", "scoring")
    _parts.stop()

block(choices + shown, "scoring")
_score_way.told()
# What was known on an earlier day is looked at, not added to.
if _address.as_known() is None:
    _score_entry.entry(unit=chosen.unit, criteria=criteria, year=chosen.year)
    _score_way.way(unit=chosen.unit, criteria=criteria, year=chosen.year)
