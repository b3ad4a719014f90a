"""Chỉ số: one index over the years, its parts, what made a change between two years, its place among peers."""

import streamlit as st

from cchc_metrics import charts
from cchc_metrics.text import words
from cchc_metrics.text.sentence import chain_sentence, sentence
from pages import _address, _parts, _views

chosen = _parts.choice()
plan = _parts.catalog()

left, right = st.columns([5, 8], vertical_alignment="bottom")
with left:
    index = _address.pick(words.FILTERS["index"], "chi-so", {row.id: row.short for row in plan.indices.values()},
                          default=next(iter(plan.indices)))
rows = _parts.ask("indices", unit=chosen.unit, index=index)
now = rows[rows["year"] == chosen.year]
with right:
    if len(now):
        _views.says(sentence(now.iloc[0]))

known = rows[rows["value"].notna()]
first, second = st.columns(2, gap="medium")
with first:
    st.subheader(words.INDEX_VIEWS[0])
    if known.empty:
        st.write(words.NO_FIGURES.format(unit=plan.units[chosen.unit].name))
    else:
        shown = rows[rows["year"].between(known["year"].min(), max(known["year"].max(), plan.plan.last_year))]
        links = rows[rows["year"].isin(plan.years)].to_dict("records")
        said = chain_sentence(links) if plan.indices[index].headline else plan.indices[index].about
        st.altair_chart(charts.trend(shown, with_target=False), theme=None, alt=_views.series_in_words(shown))
        _views.note(said)
        _views.breaks(shown)
        _parts.show_table(shown)
with second:
    st.subheader(words.INDEX_VIEWS[2])
    _views.change(chosen.unit, index, rows, chosen.year)

st.subheader(words.INDEX_VIEWS[3])
_views.place(chosen.unit, index, chosen.year)
st.subheader(words.INDEX_VIEWS[1])
parts = _parts.ask("parts", unit=chosen.unit, index=index)
if parts["value"].notna().any():
    said = _views.parts_in_words(parts, chosen.year)
    st.altair_chart(charts.small_multiples(parts, year=chosen.year), theme=None, alt=said)
    _parts.show_table(parts)
else:
    st.write(words.NO_PARTS)
_views.sources(now)
