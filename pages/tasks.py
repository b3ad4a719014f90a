"""Nhiệm vụ: what meetings decided and is still open, then the tasks of the plan, by owner and state."""

import streamlit as st

from cchc_metrics.charts import look
from cchc_metrics.days import today
from cchc_metrics.text import meeting, words
from cchc_metrics.views import Asked
from pages import _address, _deciding, _meeting, _parts, _rights, _views

chosen = _parts.choice()
plan = _parts.catalog()
_parts.stop_unless_bound(chosen.unit)

posts = {_parts.ALL: meeting.EVERYONE} | {owner.id: owner.name for owner in plan.owners.values()}
states = {_parts.ALL: meeting.EVERY_STATE} | meeting.STATES
left, right, _ = st.columns([3, 2, 4])
with left:
    owner = _address.pick(words.OWNER, "phu-trach", posts, default=_parts.ALL)
with right:
    state = _address.pick(meeting.FIELDS["state"], "tinh-trang", states, default=_parts.ALL)
asked = Asked(chosen.unit, chosen.year, area=chosen.area, owner=None if owner == _parts.ALL else owner,
              state=None if state == _parts.ALL else state, on=_address.as_known() or today())

one = _address.named("viec", _meeting.known(asked))
if one is not None:
    _meeting.in_full(one, asked)
_meeting.decided(asked)
# What was known on an earlier day is looked at, not added to.
if _address.as_known() is None and _rights.may("nhập"):
    _deciding.forms(asked, one)
_views.show("nhiem-vu", asked, look.WIDE, opened=True)
