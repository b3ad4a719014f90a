"""Lĩnh vực: the targets of an area in one year and over the years, one of them in full, and the area's tasks."""

import streamlit as st

from cchc_metrics.charts import look
from cchc_metrics.text import words
from cchc_metrics.views import Asked
from pages import _address, _facts, _parts, _views

chosen = _parts.choice()
plan = _parts.catalog()
unit = plan.units[chosen.unit]
if unit.level != plan.plan.level:
    st.info(words.NOT_BOUND.format(unit=unit.name, level=words.LEVELS_OF_UNITS[plan.plan.level]))
    st.stop()

tasks = _parts.ask("tasks", unit=chosen.unit, area=chosen.area)
rows = _parts.ask("targets", unit=chosen.unit, area=chosen.area)
if rows.empty:
    st.info(words.NO_TARGETS)
    _facts.tasks(tasks)
    st.stop()

asked = Asked(chosen.unit, chosen.year, area=chosen.area)
left, right = st.columns(2, gap="medium")
with left:
    _views.show("chi-tieu", asked)
with right:
    _views.show("qua-cac-nam", asked)

names = dict(zip(rows["indicator_id"], rows["name"], strict=True))
target = _address.pick(words.ONE_TARGET, "chi-tieu", names, default=next(iter(names)))
one = rows[rows["indicator_id"] == target]
at = one[one["year"] == chosen.year]
if len(at):
    _views.says(at.iloc[0])
first, second = st.columns(2, gap="medium")
with first:
    _views.show("dien-bien-chi-tieu", Asked(chosen.unit, chosen.year, indicator=target))
with second:
    _facts.definition(target, at)

breakdowns = {key: plan.breakdowns[key].name for key in _parts.ask("breakdowns", unit=chosen.unit, indicator=target)}
before = one[one["year"] == chosen.year - 1]
if breakdowns and len(before) and before["value"].notna().all():
    by = _address.pick(words.BREAKDOWN, "chia-theo", breakdowns, default=next(iter(breakdowns)))
    asked = Asked(chosen.unit, chosen.year, indicator=target, breakdown=by)
    first, second = st.columns(2, gap="medium")
    with first:
        _views.show("thay-doi", asked, look.HALF)
    with second:
        _views.show("theo-nhom", asked, opened=True)
_facts.tasks(tasks)
