"""Chấm điểm: the Chỉ số CCHC criterion by criterion, what was lost and why, and what more would give."""

import streamlit as st

from cchc_metrics.text import scoring
from pages import _address, _parts, _score_entry, _score_way, _scoring
from pages._block import block

chosen = _parts.choice()
names = _scoring.sets_of(chosen.unit)
if not names:
    st.info(scoring.NO_SETS)
    _parts.stop()

first, second, third = st.columns([4, 3, 4])
with first:
    criteria = _address.pick(scoring.SET, "bo-tieu-chi", names, default=next(iter(names)))
with second:
    standing = _address.pick(scoring.STANDING, "tinh-trang", scoring.STANDINGS, default="tat-ca")
with third:
    typed = _address.pick_words(scoring.SEARCH, "tim-tieu-chi", placeholder=scoring.SEARCH_HELP)

given = _scoring.in_force(chosen.unit, criteria, chosen.year)
if given is None:
    st.info(scoring.NO_SET_IN_YEAR.format(year=chosen.year))
    _parts.stop()

totals = _parts.ask("score_totals", unit=chosen.unit, criteria=criteria)
now = totals[totals["year"] == chosen.year].to_dict("records")
store = str(_parts.store().path)
head = _scoring.head(given, now[0] if now else None, _scoring.files(chosen.unit, criteria, chosen.year))
tree = _scoring.tree(store, chosen.unit, criteria, chosen.year, chosen.area, standing, typed)
beside = _scoring.beside(store, chosen.unit, criteria, chosen.year)
block(f'{head}<div class="scoring">{tree}<div class="sides">{beside}</div></div>', "scoring")
_score_way.told()
rows = _parts.ask("scored_tree", unit=chosen.unit, criteria=criteria, year=chosen.year)
_score_entry.entry(rows, unit=chosen.unit, criteria=criteria, year=chosen.year)
_score_way.way(rows, unit=chosen.unit, criteria=criteria, year=chosen.year)
