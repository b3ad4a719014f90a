"""Chỉ số: one index over the years, its parts, what made a change between two years, its place among peers."""

import streamlit as st

from cchc_metrics.charts import look
from cchc_metrics.text import words
from cchc_metrics.views import Asked
from pages import _address, _parts, _views

chosen = _parts.choice()
plan = _parts.catalog()
indices = {row.id: row.short for row in plan.indices.values()}

first, second, third, right = st.columns([3, 2, 2, 10])
with first:
    index = _address.pick(words.FILTERS["index"], "chi-so", indices, default=next(iter(indices)))
rows = _parts.ask("indices", unit=chosen.unit, index=index)
have = [int(year) for year in rows.loc[rows["value"].notna(), "year"]]
from_year = to_year = None
if len(have) > 1:
    years = {str(year): str(year) for year in have}
    to_default = chosen.year if chosen.year in have[1:] else have[-1]
    with second:
        from_year = int(_address.pick(words.FROM_YEAR, "tu-nam", years,
                                      default=str(max(year for year in have if year < to_default))))
    with third:
        to_year = int(_address.pick(words.TO_YEAR, "den-nam", years, default=str(to_default)))
now = rows[rows["year"] == chosen.year]
if len(now):
    with right:
        _views.says(now.iloc[0])

asked = Asked(chosen.unit, chosen.year, indicator=index, from_year=from_year, to_year=to_year)
left, right = st.columns(2, gap="medium")
with left:
    _views.show("dien-bien", asked)
with right:
    if from_year is None:
        st.html(f"<p>{words.NO_TWO_YEARS}</p>")
    else:
        _views.show("thay-doi", asked)
_views.show("vi-tri", asked, look.WIDE)
_views.show("thanh-phan", asked, look.WIDE)
