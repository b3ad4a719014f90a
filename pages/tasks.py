"""Nhiệm vụ: what meetings decided and is still open, then the tasks of the plan, by owner and state."""

import streamlit as st

from cchc_metrics.charts import look
from cchc_metrics.days import today
from cchc_metrics.text import words
from cchc_metrics.views import Asked
from pages.parts import address, data, meeting, rights, view

chosen = data.choice()
plan = data.catalog()
data.stop_unless_bound(chosen.unit)

posts = {data.ALL: "Mọi người"} | {owner.id: owner.name for owner in plan.owners.values()}
states = {data.ALL: "Mọi tình trạng"} | words.DECISION_STATES
left, right, _ = st.columns([3, 2, 4])
with left:
    owner = address.pick(words.OWNER, "phu-trach", posts, default=data.ALL)
with right:
    state = address.pick(words.FIELDS["state"], "tinh-trang", states, default=data.ALL)
asked = Asked(
    chosen.unit,
    chosen.year,
    area=chosen.area,
    owner=None if owner == data.ALL else owner,
    state=None if state == data.ALL else state,
    on=address.as_known() or today(),
)

one = address.named("viec", meeting.known(asked))
if one is not None:
    meeting.in_full(one, asked)
meeting.decided(asked)
# What was known on an earlier day is looked at, not added to.
if address.as_known() is None and rights.may("nhập"):
    meeting.forms(asked, one)
view.show("nhiem-vu", asked, look.WIDE, opened=True)
