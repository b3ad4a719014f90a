"""Nhiệm vụ: shows the open decisions of meetings, then the tasks of the plan.

Asks for owner, state and the order of the tasks (by a click on a head); `viec` in the address opens one in full.
Forms record decisions and what became of them.
"""

from dataclasses import replace
from html import escape

import streamlit as st

from cchc_metrics.charts import look
from cchc_metrics.days import today
from cchc_metrics.text import ledger_words, words
from cchc_metrics.views import ViewRequest
from cchc_metrics.views.meeting import TASK_ORDERS
from cchc_metrics.views.view import orders
from pages.parts import acts, address, data, meeting, view
from pages.parts.html import block

choice = data.choice()
plan = data.catalog()
data.stop_outside_plan(choice.unit)

on = data.day_of(choice)
# Those of the plan; of a post that has ended its last day is told.
names = {owner.id: owner.name for owner in plan.owners.values()} | plan.post_names(on)
posts = {data.ALL: "Mọi người"} | names
states = {data.ALL: "Mọi tình trạng"} | ledger_words.DECISION_STATES
with st.container(key="cua", horizontal=True):
    owner = address.pick(words.OWNER, "phu-trach", posts, default=data.ALL)
    state = address.pick(ledger_words.FIELDS["state"], "tinh-trang", states, default=data.ALL)
request = ViewRequest(
    choice.unit,
    choice.year,
    area=choice.area,
    owner=None if owner == data.ALL else owner,
    state=None if state == data.ALL else state,
    on=on,
)

task = address.optional("viec", meeting.ids(request))
if task is not None:
    meeting.in_full(task, request)
meeting.overview(request)
# Nothing is recorded while an earlier day is looked at.
if on == today() and acts.may("nhập", choice.unit):
    meeting.decision_forms(request, task)
# A year that is over ends for tasks by their own rule.
order = address.option("xep", orders(TASK_ORDERS.values()), default="tinh-trang")
tasks_request = replace(request, on=data.day_asked(), order=order)
summary = f"{meeting.task_bar(tasks_request)}<p>{escape(view.view_of('nhiem-vu', tasks_request).text)}</p>"
shown = view.view_html("nhiem-vu", tasks_request, look.WIDE, is_open=True, instead=summary, page="nhiem-vu")
block(shown, "view nhiem-vu")
