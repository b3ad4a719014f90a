"""Lĩnh vực: the targets of an area in one year and over the years, one of them in full, and the area's tasks."""

import streamlit as st

from cchc_metrics import charts
from cchc_metrics.text import words
from cchc_metrics.text.sentence import sentence
from pages import _address, _parts, _views

chosen = _parts.choice()
plan = _parts.catalog()
unit = plan.units[chosen.unit]
tasks = _parts.ask("tasks", unit=chosen.unit, area=chosen.area)
if unit.level != plan.plan.level:
    st.info(words.NOT_BOUND.format(unit=unit.name, level=words.LEVELS_OF_UNITS[plan.plan.level]))
    st.stop()

rows = _parts.ask("targets", unit=chosen.unit, area=chosen.area)
if rows.empty:
    st.info(words.NO_TARGETS)
    _views.tasks(tasks)
    st.stop()

now = rows[rows["year"] == chosen.year]
left, right = st.columns([9, 8], gap="medium")
with left:
    st.subheader(words.TARGETS_HEAD.format(year=chosen.year))
    if len(now):
        st.altair_chart(charts.bullet(now), theme=None, alt=_views.targets_in_words(now))
        _views.note(words.LEGEND.format(year=chosen.year))
        _parts.show_table(now)
with right:
    st.subheader(words.YEARS_HEAD)
    st.altair_chart(charts.heat(rows), theme=None, alt=_views.targets_in_words(rows))

names = dict(zip(rows["indicator_id"], rows["name"], strict=True))
target = _address.pick(words.ONE_TARGET, "chi-tieu", names, default=next(iter(names)))
one = rows[rows["indicator_id"] == target]
at = one[one["year"] == chosen.year]
if len(at):
    _views.says(sentence(at.iloc[0]))
first, second = st.columns(2, gap="medium")
with first:
    if one["value"].notna().any():
        with_target = plan.targets[target].kind not in ("falling", "rising")
        st.altair_chart(charts.trend(one, with_target=with_target), theme=None, alt=_views.series_in_words(one))
        _views.breaks(one)
        _parts.show_table(one)
with second:
    _views.definition(target, at)
_views.mix(chosen.unit, target, one, chosen.year)
_views.tasks(tasks)
_views.sources(at)
