"""Ý kiến người dân: what waits for an answer as a list, and the forms to record a piece of feedback and its answer."""

import datetime as dt
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import streamlit as st

from cchc_metrics.days import today
from cchc_metrics.faults import FaultsFound
from cchc_metrics.text import feedback_words, formats
from cchc_metrics.views import ViewRequest
from pages.parts import data, html, rights

MESSAGE, FORM = "what the last form of feedback recorded", "number of the form: a new number gives empty fields"
FIELDS = feedback_words.FIELDS
DAY = "DD/MM/YYYY"
ASKED = {"": "Chưa hỏi", "yes": "Hài lòng", "no": "Không hài lòng"}
PAGE = "y-kien"
MOST = 60

Row = Mapping[Any, Any]


def waiting_html(rows: Iterable[Row], filters: Mapping[str, object]) -> str:
    """What waits for an answer as a list, the longest overdue first; each line leads to its form."""
    listed = list(rows)
    lines = "".join(
        f"<li>{html.signal(feedback_words.status(row))} "
        f'<a href="{html.link(PAGE, **filters, ma=row["code"])}">'
        f"<strong>{escape(row['subject'] or row['kind'])}</strong></a>"
        f"<p>{escape(feedback_words.details(row))}</p></li>"
        for row in listed[:MOST]
    )
    more = f"<p>… và {formats.count(len(listed) - MOST)} ý kiến nữa trong bảng.</p>" if len(listed) > MOST else ""
    body = f'<ul class="decided">{lines}</ul>{more}' if listed else "<p>Không còn ý kiến nào chờ trả lời.</p>"
    title = f"Chờ trả lời ({formats.count(len(listed))})"
    return (
        f'<section class="view"><h2>{title}</h2><div class="waiting" tabindex="0" role="region" '
        f'aria-label="{title}">{body}</div></section>'
    )


def forms(request: ViewRequest, code: str | None) -> None:
    """Show the forms for a new piece of feedback, and for the answer to the one that the address names."""
    if message := st.session_state.pop(MESSAGE, None):
        st.success(message)
    left, right = st.columns(2, gap="medium")
    with left, st.expander("Ghi một phản ánh, kiến nghị"):
        _new(request)
    waiting = data.rows("open_feedback", unit=request.unit, on=request.on)
    codes = {row["code"]: f"{row['code']} · {row['subject']}" for row in waiting}
    if code is not None and code not in codes:
        codes[code] = code
    if codes:
        with right, st.expander("Ghi trả lời", expanded=code is not None):
            _answer(request, codes, code)


def last_day(request: ViewRequest) -> dt.date:
    """The day of the request, or the last one of a unit that ended before."""
    day, ended = request.on or today(), data.catalog().units[request.unit].valid_to
    return min(day, ended) if ended else day


def _new(request: ViewRequest) -> None:
    register, number = data.catalog().feedback, st.session_state.get(FORM, 0)
    if register is None:
        return
    kinds, channels, fields = (
        {group.id: group.name for group in groups} for groups in (register.kind, register.channel, register.field)
    )
    places = [place.name for place in register.place if place.unit == request.unit]
    with st.form(f"feedback {number}", enter_to_submit=False, border=False):
        subject = st.text_input(FIELDS["subject"], key=f"subject {number}", max_chars=160, help=feedback_words.PRIVACY)
        first, second, third = st.columns(3)
        kind = first.selectbox(FIELDS["kind"], kinds, format_func=kinds.get, key=f"kind {number}")
        received = second.date_input(FIELDS["received"], last_day(request), format=DAY, key=f"received {number}")
        due = third.date_input(FIELDS["due"], None, format=DAY, key=f"due {number}")
        first, second, third = st.columns(3)
        channel = first.selectbox(FIELDS["channel"], channels, format_func=channels.get, key=f"channel {number}")
        field = second.selectbox(FIELDS["field"], fields, format_func=fields.get, key=f"field {number}")
        if places:
            place = third.selectbox(FIELDS["place"], places, index=None, placeholder="", key=f"place {number}")
        else:
            place = third.text_input(FIELDS["place"], key=f"place {number}", placeholder="Thôn …")
        code = st.text_input(f"{FIELDS['code']} (để trống thì tự đặt)", key=f"code {number}")
        st.html(f"<p>{escape(feedback_words.PRIVACY)}</p>")
        if st.form_submit_button("Ghi vào sổ", type="primary"):
            details = {
                "code": code,
                "kind": kind,
                "received": received,
                "channel": channel,
                "field": field,
                "place": place,
                "subject": subject,
                "due": due,
            }
            _record(request.unit, details, "Đã ghi phản ánh, kiến nghị vào sổ.")


def _answer(request: ViewRequest, codes: Mapping[str, str], code: str | None) -> None:
    number, listed = st.session_state.get(FORM, 0), list(codes)
    with st.form(f"answer {number}", enter_to_submit=False, border=False):
        which = st.selectbox(
            "Phản ánh, kiến nghị",
            listed,
            index=listed.index(code) if code in codes else 0,
            format_func=codes.get,
            key=f"which {code} {number}",
        )
        first, second, third = st.columns(3)
        states = feedback_words.STATES
        state = first.selectbox(
            FIELDS["state"], states, index=list(states).index("answered"), format_func=states.get, key=f"state {number}"
        )
        answered = second.date_input(FIELDS["answered"], last_day(request), format=DAY, key=f"answered {number}")
        opinion = third.selectbox(FIELDS["opinion"], ASKED, format_func=ASKED.get, key=f"opinion {number}")
        if st.form_submit_button("Ghi trả lời", type="primary"):
            details = {
                "code": which,
                "state": state,
                "answered": answered if state == "answered" else None,
                "opinion": opinion,
            }
            _record(request.unit, details, "Đã ghi trả lời vào sổ.")


def _record(unit: str, details: Mapping[str, Any], message: str) -> None:
    """Act and draw the page again with empty forms; or list every fault beneath the form, which keeps its text."""
    try:
        data.workspace().record_feedback(details, unit_id=unit, by=rights.require("nhập", unit))
    except FaultsFound as faults:
        st.error("  \n".join(str(fault).replace("*", "\\*") for fault in faults.faults))
        return
    st.session_state[MESSAGE] = message
    st.session_state[FORM] = st.session_state.get(FORM, 0) + 1
    st.rerun()
