"""Meetings and citizens: decisions, feedback, and the forms that record both and what became of them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from cchc_metrics.days import today
from cchc_metrics.decisions import without_owner
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.text import feedback_words, formats, ledger_words, words
from cchc_metrics.text.rows import DecisionDayRow, DecisionReportRow, DecisionRow, OpenFeedbackRow, TaskRow, records
from cchc_metrics.text.sentence import money, task_due, task_remark
from cchc_metrics.views import ViewRequest
from cchc_metrics.views.meeting import decision_rows
from cchc_metrics.views.view import piece, with_posts_of_day
from pages.parts import acts, address, data, html, view
from pages.parts.html import block, safe

BY = "{by} ghi"

DECISIONS_PAGE, FEEDBACK_PAGE = "nhiem-vu", "y-kien"
# The parameter of an address that opens the form for who answers.
APPOINTMENT = "giao"
OPINIONS = {"": "Chưa hỏi", "yes": "Hài lòng", "no": "Không hài lòng"}
# So many pieces of feedback stand in the list; the table has them all.
MOST = 60


def ids(request: ViewRequest) -> list[str]:
    """What `viec` in an address may be: the id of a task, or the entry number of a decision."""
    decisions = data.rows("decisions", DecisionRow, unit=request.unit, on=request.on)
    return [*data.catalog().tasks, *(str(row["entry"]) for row in decisions)]


def overview(request: ViewRequest) -> None:
    """Show how many decisions the filters leave, as a bar too, their table to download, and the list, overdue first."""
    others = {key: value for key, value in address.selection().items() if key != "tinh-trang"}
    text = f"<p>{escape(view.view_of('viec-da-giao', request).text)}</p>"
    shown = view.view_html("viec-da-giao", request, instead=decision_bar(request, others) + text)
    block(shown, "view viec-da-giao")
    if rows := matches(request):
        block(decisions_html(rows, {"don-vi": request.unit, "nam": request.year}), "decided")


def matches(request: ViewRequest) -> list[DecisionDayRow]:
    """The decisions that the filters leave, with the columns of `views.meeting.decision_rows`."""
    return _matches(data.fingerprint(), request)


@st.cache_data(max_entries=500, show_spinner=False)
def _matches(store: str, request: ViewRequest) -> list[DecisionDayRow]:  # noqa: ARG001 - the path of the store is its fingerprint
    rows = with_posts_of_day(decision_rows(data.store(), request), data.catalog(), data.day_asked())
    return records(rows, DecisionDayRow)


def decisions_html(rows: Iterable[DecisionDayRow], filters: Mapping[str, object]) -> str:
    """Decisions as a list: how they stand, what is to be done, who, by when; each leads to its report."""
    return piece(
        "to_do",
        [
            {
                "signal": ledger_words.deadline_status(row),
                "href": safe(html.link(DECISIONS_PAGE, **filters, viec=row["entry"])),
                "title": row["what"],
                "details": ledger_words.details(row),
            }
            for row in rows
        ],
    )


def task_bar(request: ViewRequest) -> str:
    """The tasks as one bar, a part a state; each part leads to its tasks."""
    every = replace(request, state=None)
    others = {key: value for key, value in address.selection().items() if key != "tinh-trang"}
    return _bar(view.view_of("nhiem-vu", every).rows["state"], "nhiệm vụ", others)


def decision_bar(request: ViewRequest, filters: Mapping[str, object]) -> str:
    """What meetings decided as one bar: overdue, open by what was last reported, done; each part leads to its own."""
    states = [
        ledger_words.standing(row)
        for row in data.rows("decisions", DecisionRow, unit=request.unit, on=request.on)
        if request.area in (None, row["area_id"]) and request.owner in (None, row["owner_id"])
    ]
    return _bar(states, "việc", filters, late="quá hạn")


def _bar(states: Iterable[str], noun: str, filters: Mapping[str, object], **others: str) -> str:
    """A bar with a part for each state that is there; `others` are the words of states that have their own here."""
    counts = Counter(states)
    parts = [
        {
            "count": counts[state],
            "words": others.get(state, look.word),
            "text": f"{counts[state]} {noun} {others.get(state, look.word)}",
            "look": "before" if look.tone == "doubtful" else look.tone,
            "href": safe(html.link(DECISIONS_PAGE, **filters, **{"tinh-trang": state})),
        }
        for state, look in ledger_words.TASK_STATUS.items()
        if state in counts
    ]
    return piece("bar", parts, 100)


def in_full(task: str, request: ViewRequest) -> None:
    """Show one task or decision with all its fields, and every report on a decision."""
    rows = data.rows("decisions", DecisionRow, unit=request.unit, on=request.on)
    row = next((row for row in rows if str(row["entry"]) == task), None)
    if row is None:
        day = data.day_asked()
        tasks = data.rows("tasks", TaskRow, unit=request.unit, year=request.year, on=day)
        of_plan = next(row for row in tasks if row["task_id"] == task)
        area = data.catalog().areas[of_plan["area_id"]].name
        facts = {
            words.OWNER: of_plan["owner"],
            ledger_words.DECISION_COLUMNS["area"]: area,
            ledger_words.DECISION_COLUMNS["helpers"]: of_plan["partners"],
            ledger_words.DECISION_COLUMNS["product"]: of_plan["product"],
            words.DUE: task_due(of_plan),
            ledger_words.DECISION_COLUMNS["budget"]: money(of_plan),
            ledger_words.FIELDS["state"]: ledger_words.DECISION_STATES[_text(of_plan["state"]) or "no_report"],
            ledger_words.DECISION_COLUMNS["shown_by"]: of_plan["evidence"],
            ledger_words.FIELDS["note"]: task_remark(of_plan),
            words.CITATION: of_plan["cite"],
        }
        block(_facts(of_plan["name"], facts), "one")
        return
    facts = {
        words.OWNER: row["owner"],
        words.DUE: formats.day(row["due"]),
        ledger_words.FIELDS["decided"]: formats.day(row["decided"]),
        ledger_words.DECISION_COLUMNS["area"]: row["area"],
        ledger_words.FIELDS["indicator_id"]: row["indicator"],
        ledger_words.DECISION_COLUMNS["evidence"]: row["evidence"],
        ledger_words.DECISION_COLUMNS["decision"]: f"{row['entry']} · {BY.format(by=row['recorded_by'])}",
    }
    reports = data.rows("decision_reports", DecisionReportRow, decision=int(task))
    block(_facts(row["what"], facts, [_report(report) for report in reports]), "one")


def _report(row: DecisionReportRow) -> str:
    by = BY.format(by=row["reported_by"])
    parts = [ledger_words.DECISION_STATES[row["state"]], row["note"], row["evidence"], by]
    return f"{formats.day(row['reported'])}: " + " – ".join(part for part in parts if part)


def _facts(title: str, facts: Mapping[str, object], reports: Sequence[str] = ()) -> str:
    terms = piece("facts", {name: text for name, fact in facts.items() if (text := _text(fact))})
    lines = "".join(f"<li>{escape(line)}</li>" for line in reports)
    history = f"<h3>Các lần báo cáo</h3><ol>{lines}</ol>" if lines else ""
    return f'<section class="view one"><h2>{escape(title)}</h2>{terms}{history}</section>'


def _text(fact: object) -> str:
    return "" if formats.is_missing(fact) else str(fact)


def decision_forms(request: ViewRequest, task: str | None) -> None:
    """Show the forms for a new decision, and for a report on the decision that the address names."""
    acts.message()
    left, middle, right = st.columns(3, gap="medium")
    with left:
        acts.fold("Ghi việc cuộc họp giao", "decide", lambda: _decision_form(request))
    free = without_owner(data.catalog())
    if free:
        subject = address.optional(APPOINTMENT, list(free))
        with middle:
            form = partial(_appointment_form, request, free, subject)
            acts.fold("Giao người phụ trách", f"appoint {subject}", form, is_open=subject is not None)
    rows = data.rows("decisions", DecisionRow, unit=request.unit, on=request.on)
    if rows:
        names = {str(row["entry"]): f"{row['entry']}. {row['what']}" for row in rows}
        with right:
            form = partial(_report_form, request.unit, names, task)
            acts.fold("Báo cáo về một việc", f"report {task}", form, is_open=task is not None and task.isdecimal())


def _decision_form(request: ViewRequest) -> None:
    plan, number, labels = data.catalog(), acts.number("decide"), ledger_words.FIELDS
    with st.form(number, enter_to_submit=False, border=False):
        what = st.text_area(labels["what"], key=f"what {number}", height=68)
        first, second, third = st.columns(3)
        owner = acts.choose_or_none(first, labels["owner_id"], _posts(), f"owner {number}")
        due = second.date_input(labels["due"], None, format=acts.DAY, key=f"due {number}")
        decided = third.date_input(labels["decided"], request.on, format=acts.DAY, key=f"decided {number}")
        first, second = st.columns(2)
        areas = {area.id: area.short for area in plan.areas.values()}
        names = {row.id: row.short for row in plan.indicators.values()}
        area = acts.choose_or_none(first, labels["area_id"], areas, f"area {number}", acts.NO_MENTION)
        indicator = acts.choose_or_none(second, labels["indicator_id"], names, f"indicator {number}", acts.NO_MENTION)
        first, second = st.columns(2)
        others = first.text_input(labels["others"], key=f"others {number}")
        evidence = second.text_input(labels["evidence"], key=f"evidence {number}")
        if st.form_submit_button("Ghi việc", type="primary"):
            details = {
                "what": what,
                "owner_id": owner,
                "others": others,
                "due": due,
                "decided": decided,
                "area_id": area,
                "indicator_id": indicator,
                "evidence": evidence,
            }

            def record(by: str) -> str:
                entry = data.workspace().decide(details, unit_id=request.unit, by=by)
                return f"Đã ghi việc số {entry.number}."

            acts.attempt("nhập", request.unit, "decide", record)


def _appointment_form(request: ViewRequest, free: Mapping[str, str], subject: str | None) -> None:
    number, labels = acts.number("appoint"), ledger_words.FIELDS
    with st.form(number, enter_to_submit=False, border=False):
        at = list(free).index(subject) if subject else None
        which = acts.choose(st, labels["subject"], free, f"subject {subject} {number}", index=at, placeholder="")
        first, second = st.columns(2)
        owner = acts.choose_or_none(first, labels["owner_id"], _posts(), f"answers {number}")
        decided = second.date_input(labels["decided"], request.on, format=acts.DAY, key=f"appointed {number}")
        evidence = st.text_input(labels["evidence"], key=f"appointment {number}")
        if st.form_submit_button("Giao", type="primary"):
            details = {"subject": which, "owner_id": owner, "decided": decided, "evidence": evidence}

            def record(by: str) -> str:
                entry = data.workspace().appoint(details, unit_id=request.unit, by=by)
                return f"Đã giao (bút toán {entry.number}); tên người phụ trách hiện ở mọi nơi nêu mục này."

            acts.attempt("nhập", request.unit, "appoint", record)


def _posts() -> dict[str, str]:
    """The posts of the plan that can answer for something; of one that has ended its last day stands beside it."""
    return data.catalog().post_names(data.day_asked())


def _report_form(unit: str, decisions: Mapping[str, str], task: str | None) -> None:
    number, labels = acts.number("report"), ledger_words.FIELDS
    with st.form(number, enter_to_submit=False, border=False):
        numbers = list(decisions)
        which = acts.choose(
            st, "Việc", decisions, f"which {task} {number}", index=numbers.index(task) if task in numbers else 0
        )
        states = {state: ledger_words.DECISION_STATES[state] for state in ("not_started", "in_progress", "done")}
        state = st.segmented_control(labels["state"], states, format_func=states.__getitem__, key=f"state {number}")
        note = st.text_input(labels["note"], key=f"note {number}")
        evidence = st.text_input(labels["evidence"], key=f"shown {number}")
        st.html("<p>Rút thì ghi lý do ở “Nói thêm”.</p>")
        report, withdrawal = st.columns(2)
        if report.form_submit_button("Ghi báo cáo", type="primary"):
            details = {"state": state, "note": note, "evidence": evidence}
            acts.attempt("nhập", unit, "report", lambda by: _follow(int(which), details, by))
        if withdrawal.form_submit_button("Rút việc này"):
            acts.attempt("nhập", unit, "report", lambda by: _withdraw(int(which), note, by))


def _follow(number: int, details: Mapping[str, Any], by: str) -> str:
    data.workspace().follow(number, details, by=by)
    return "Đã ghi báo cáo."


def _withdraw(number: int, why: str, by: str) -> str:
    if not why.strip():
        raise FaultError(
            [
                Fault(
                    "missing-reason",
                    ledger_words.FIELDS["note"],
                    "chưa ghi lý do rút",
                    "một lý do",
                    "ghi lý do rồi rút",
                )
            ]
        )
    data.workspace().undo(number, by=by, why=why.strip())
    return "Đã rút; việc vẫn còn trong sổ."


def waiting_html(rows: Iterable[OpenFeedbackRow], filters: Mapping[str, object]) -> str:
    """What waits for an answer as a list, the longest overdue first; each line leads to its form."""
    items = list(rows)
    lines = [
        {
            "signal": feedback_words.status(row),
            "href": safe(html.link(FEEDBACK_PAGE, **filters, ma=row["code"])),
            "title": row["subject"] or row["kind"],
            "details": feedback_words.details(row),
        }
        for row in items[:MOST]
    ]
    more = f"<p>… và {formats.count(len(items) - MOST)} ý kiến nữa trong bảng.</p>" if len(items) > MOST else ""
    body = f"{piece('to_do', lines)}{more}" if items else "<p>Không còn ý kiến nào chờ trả lời.</p>"
    title = f"Chờ trả lời ({formats.count(len(items))})"
    return (
        f'<section class="view"><h2>{title}</h2><div class="waiting" tabindex="0" role="region" '
        f'aria-label="{title}">{body}</div></section>'
    )


def feedback_forms(request: ViewRequest, code: str | None) -> None:
    """Show the forms for a new piece of feedback, and for the answer to the one that the address names."""
    acts.message()
    left, right = st.columns(2, gap="medium")
    with left:
        acts.fold("Ghi một phản ánh, kiến nghị", "feedback", lambda: _feedback_form(request))
    backlog = data.rows("open_feedback", OpenFeedbackRow, unit=request.unit, on=request.on)
    codes = {row["code"]: f"{row['code']} · {row['subject']}" for row in backlog}
    if code is not None and code not in codes:
        codes[code] = code
    if codes:
        with right:
            form = partial(_answer_form, request, codes, code)
            acts.fold("Ghi trả lời", f"answer {code}", form, is_open=code is not None)


def last_day(request: ViewRequest) -> dt.date:
    """The day of the request, or the last one of a unit that ended before."""
    day, end = request.on or today(), data.catalog().units[request.unit].valid_to
    return min(day, end) if end else day


def _feedback_form(request: ViewRequest) -> None:
    register, number, labels = data.catalog().feedback, acts.number("feedback"), feedback_words.FIELDS
    if register is None:
        return
    kinds, channels, fields = (
        {group.id: group.name for group in groups} for groups in (register.kind, register.channel, register.field)
    )
    places = {place.name: place.name for place in register.place if place.unit == request.unit}
    with st.form(number, enter_to_submit=False, border=False):
        subject = st.text_input(labels["subject"], key=f"subject {number}", max_chars=160, help=feedback_words.PRIVACY)
        first, second, third = st.columns(3)
        kind = acts.choose(first, labels["kind"], kinds, f"kind {number}")
        received = second.date_input(labels["received"], last_day(request), format=acts.DAY, key=f"received {number}")
        due = third.date_input(labels["due"], None, format=acts.DAY, key=f"due {number}")
        first, second, third = st.columns(3)
        channel = acts.choose(first, labels["channel"], channels, f"channel {number}")
        field = acts.choose(second, labels["field"], fields, f"field {number}")
        if places:
            place = acts.choose_or_none(third, labels["place"], places, f"place {number}")
        else:
            place = third.text_input(labels["place"], key=f"place {number}", placeholder="Thôn …")
        code = st.text_input(f"{labels['code']} (để trống thì tự đặt)", key=f"code {number}")
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
            _record_feedback(request.unit, "feedback", details, "Đã ghi phản ánh, kiến nghị vào sổ.")


def _answer_form(request: ViewRequest, codes: Mapping[str, str], code: str | None) -> None:
    number, keys, labels = acts.number("answer"), list(codes), feedback_words.FIELDS
    with st.form(number, enter_to_submit=False, border=False):
        which = acts.choose(
            st,
            "Phản ánh, kiến nghị",
            codes,
            f"which {code} {number}",
            index=keys.index(code) if code and code in codes else 0,
        )
        first, second, third = st.columns(3)
        states = feedback_words.STATES
        state = acts.choose(first, labels["state"], states, f"state {number}", index=list(states).index("answered"))
        day = second.date_input(labels["answered"], last_day(request), format=acts.DAY, key=f"answered {number}")
        opinion = acts.choose(third, labels["opinion"], OPINIONS, f"opinion {number}")
        if st.form_submit_button("Ghi trả lời", type="primary"):
            details = {
                "code": which,
                "state": state,
                "answered": day if state == "answered" else None,
                "opinion": opinion,
            }
            _record_feedback(request.unit, "answer", details, "Đã ghi trả lời vào sổ.")


def _record_feedback(unit: str, form: str, details: Mapping[str, Any], text: str) -> None:
    def record(by: str) -> str:
        data.workspace().record_feedback(details, unit_id=unit, by=by)
        return text

    acts.attempt("nhập", unit, form, record)
