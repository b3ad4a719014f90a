"""The forms of the page Nhiệm vụ: a decision is recorded, reported on, or withdrawn; each is a line of the ledger."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.text import meeting
from cchc_metrics.views import Asked
from pages import _parts, _rights

# What a form says when it was taken in; a new number gives the form new, empty fields.
TOLD, FRESH = "what the form of a meeting says", "how often a form of a meeting was taken in"
FIELDS = meeting.FIELDS
DAY = "DD/MM/YYYY"


def forms(asked: Asked, one: str | None) -> None:
    """The forms for a new decision and for one that stands; `one` is the decision that the address names."""
    told = st.session_state.pop(TOLD, None)
    if told:
        st.success(told)
    left, right = st.columns(2, gap="medium")
    with left, st.expander(meeting.NEW):
        _new(asked)
    standing = _parts.rows("decisions", unit=asked.unit, on=asked.on)
    if standing:
        with right, st.expander(meeting.FOLLOW, expanded=one is not None and not one.strip("0123456789")):
            _old({str(row["entry"]): f"{row['entry']}. {row['what']}" for row in standing}, one)


def _new(asked: Asked) -> None:
    plan, fresh = _parts.catalog(), st.session_state.get(FRESH, 0)
    posts = {owner.id: owner.name for owner in plan.owners.values() if owner.assigned}
    areas = {area.id: area.short for area in plan.areas.values()}
    names = {row.id: row.short for row in plan.indicators.values()}
    with st.form(f"decision {fresh}", enter_to_submit=False, border=False):
        what = st.text_area(FIELDS["what"], key=f"what {fresh}", height=68)
        first, second, third = st.columns(3)
        owner = first.selectbox(FIELDS["owner_id"], posts, index=None, format_func=posts.get, placeholder="",
                                key=f"owner {fresh}")
        due = second.date_input(FIELDS["due"], None, format=DAY, key=f"due {fresh}")
        decided = third.date_input(FIELDS["decided"], asked.on, format=DAY, key=f"decided {fresh}")
        first, second = st.columns(2)
        area = first.selectbox(FIELDS["area_id"], areas, index=None, format_func=areas.get,
                               placeholder=meeting.NOTHING_NAMED, key=f"area {fresh}")
        indicator = second.selectbox(FIELDS["indicator_id"], names, index=None, format_func=names.get,
                                     placeholder=meeting.NOTHING_NAMED, key=f"indicator {fresh}")
        evidence = st.text_input(FIELDS["evidence"], key=f"evidence {fresh}")
        if st.form_submit_button(meeting.RECORD, type="primary"):
            details = {"what": what, "owner_id": owner, "due": due, "decided": decided, "area_id": area,
                       "indicator_id": indicator, "evidence": evidence}
            _try(lambda by: meeting.RECORDED.format(number=_parts.workspace().decide(
                details, unit_id=asked.unit, by=by).number))


def _old(standing: Mapping[str, str], one: str | None) -> None:
    fresh = st.session_state.get(FRESH, 0)
    with st.form(f"report {fresh}", enter_to_submit=False, border=False):
        listed = list(standing)
        which = st.selectbox(meeting.WHICH, listed, index=listed.index(one) if one in listed else 0,
                             format_func=standing.get, key=f"which {one} {fresh}")
        states = {state: meeting.STATES[state] for state in ("not_started", "in_progress", "done")}
        state = st.segmented_control(FIELDS["state"], states, format_func=states.get, key=f"state {fresh}")
        note = st.text_input(FIELDS["note"], key=f"note {fresh}")
        evidence = st.text_input(FIELDS["evidence"], key=f"shown {fresh}")
        st.html(f"<p>{meeting.WHY_WITHDRAWN}</p>")
        reported, withdrawn = st.columns(2)
        if reported.form_submit_button(meeting.REPORT, type="primary"):
            details = {"state": state, "note": note, "evidence": evidence}
            _try(lambda by: _follow(int(which), details, by))
        if withdrawn.form_submit_button(meeting.WITHDRAW):
            _try(lambda by: _withdraw(int(which), note, by))


def _follow(number: int, details: Mapping[str, Any], by: str) -> str:
    _parts.workspace().follow(number, details, by=by)
    return meeting.REPORTED_NOW


def _withdraw(number: int, why: str, by: str) -> str:
    if not why.strip():
        raise FaultsFound([Fault(FIELDS["note"], meeting.NO_REASON, "một lý do", "ghi lý do rồi rút")])
    _parts.workspace().undo(number, by=by, why=why.strip())
    return meeting.WITHDRAWN


def _try(act: Callable[[str], str]) -> None:
    """Do it and show the page anew with empty forms; or list every fault beneath a form that keeps what was typed."""
    try:
        told = act(_rights.require("nhập"))
    except FaultsFound as found:
        st.error("  \n".join(str(fault).replace("*", "\\*") for fault in found.faults))
        return
    st.session_state[TOLD] = told
    st.session_state[FRESH] = st.session_state.get(FRESH, 0) + 1
    st.rerun()
