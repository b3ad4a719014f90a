"""Nhiệm vụ: decisions of meetings as a list, one task or decision in full, and the forms to record and report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.text import formats, ledger_words, words
from cchc_metrics.views import ViewRequest
from cchc_metrics.views.meeting import decision_rows
from pages.parts import data, html, rights, view
from pages.parts.block import block

BY = "{by} ghi"
NOTHING_NAMED = "không nêu"

Row = Mapping[Any, Any]
PAGE = "nhiem-vu"


def ids(request: ViewRequest) -> list[str]:
    """What `viec` in an address may be: the id of a task, or the entry number of a decision."""
    decisions = data.rows("decisions", unit=request.unit, on=request.on)
    return [*data.catalog().tasks, *(str(row["entry"]) for row in decisions)]


def overview(request: ViewRequest) -> None:
    """Show how many decisions the filters leave, their table to download, and the list, overdue ones first."""
    view.show("viec-da-giao", request)
    if rows := matches(request):
        block(list_html(rows, {"don-vi": request.unit, "nam": request.year}), "decided")


def matches(request: ViewRequest) -> list[Row]:
    """The decisions that the filters leave, with the columns of `views.meeting.chosen_decisions`."""
    return _matches(str(data.store().path), request)


@st.cache_data(max_entries=500, show_spinner=False)
def _matches(store: str, request: ViewRequest) -> list[Row]:  # noqa: ARG001 - the path of the store is its fingerprint
    return list(decision_rows(data.store(), request).to_dict("records"))


def list_html(rows: Iterable[Row], filters: Mapping[str, object]) -> str:
    """Nhiệm vụ: decisions of meetings as a list, one task or decision in full, and the forms to record and report."""
    lines = "".join(
        f"<li>{html.signal(ledger_words.deadline_status(row))} "
        f'<a href="{html.link(PAGE, **filters, viec=row["entry"])}"><strong>{escape(row["what"])}</strong></a>'
        f"<p>{escape(ledger_words.details(row))}</p></li>"
        for row in rows
    )
    return f'<ul class="decided">{lines}</ul>'


def in_full(task: str, request: ViewRequest) -> None:
    """Show one task or decision with all its fields, and every report on a decision."""
    rows = data.rows("decisions", unit=request.unit, on=request.on)
    row = next((row for row in rows if str(row["entry"]) == task), None)
    if row is None:
        row = next(row for row in data.rows("tasks", unit=request.unit) if row["task_id"] == task)
        area = data.catalog().areas[row["area_id"]].name
        facts = {
            words.OWNER: row["owner"],
            ledger_words.DECISION_COLUMNS["area"]: area,
            words.DUE: words.NO_DUE if formats.missing(row["due"]) else formats.day(row["due"]),
            ledger_words.FIELDS["state"]: ledger_words.DECISION_STATES[_text(row["state"]) or "no_report"],
            ledger_words.FIELDS["note"]: row["note"],
            words.CITED: row["cite"],
        }
        block(_facts(row["name"], facts), "one")
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
    reports = data.rows("decision_reports", decision=int(task))
    block(_facts(row["what"], facts, [_report(report) for report in reports]), "one")


def _report(row: Row) -> str:
    by = BY.format(by=row["reported_by"])
    parts = [ledger_words.DECISION_STATES[row["state"]], row["note"], row["evidence"], by]
    return f"{formats.day(row['reported'])}: " + " – ".join(part for part in parts if part)


def _facts(title: str, facts: Mapping[str, object], reports: Sequence[str] = ()) -> str:
    terms = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, fact in facts.items() if (text := _text(fact))
    )
    lines = "".join(f"<li>{escape(line)}</li>" for line in reports)
    history = f"<h3>Các lần báo cáo</h3><ol>{lines}</ol>" if lines else ""
    return f'<section class="view one"><h2>{escape(title)}</h2><dl class="facts">{terms}</dl>{history}</section>'


def _text(fact: object) -> str:
    return "" if formats.missing(fact) else str(fact)


MESSAGE, FORM = "what the last form recorded", "number of the form: a new number gives empty fields"
FIELDS = ledger_words.FIELDS
DAY = "DD/MM/YYYY"


def forms(request: ViewRequest, task: str | None) -> None:
    """Show the forms for a new decision, and for a report on the decision that the address names."""
    if message := st.session_state.pop(MESSAGE, None):
        st.success(message)
    left, right = st.columns(2, gap="medium")
    with left, st.expander("Ghi việc cuộc họp giao"):
        _decision_form(request)
    rows = data.rows("decisions", unit=request.unit, on=request.on)
    if rows:
        with right, st.expander("Báo cáo về một việc", expanded=task is not None and task.isdecimal()):
            _report_form({str(row["entry"]): f"{row['entry']}. {row['what']}" for row in rows}, task)


def _decision_form(request: ViewRequest) -> None:
    plan, number = data.catalog(), st.session_state.get(FORM, 0)
    posts = {owner.id: owner.name for owner in plan.owners.values() if owner.assigned}
    areas = {area.id: area.short for area in plan.areas.values()}
    names = {row.id: row.short for row in plan.indicators.values()}
    with st.form(f"decision {number}", enter_to_submit=False, border=False):
        what = st.text_area(FIELDS["what"], key=f"what {number}", height=68)
        first, second, third = st.columns(3)
        owner = first.selectbox(
            FIELDS["owner_id"], posts, index=None, format_func=posts.get, placeholder="", key=f"owner {number}"
        )
        due = second.date_input(FIELDS["due"], None, format=DAY, key=f"due {number}")
        decided = third.date_input(FIELDS["decided"], request.on, format=DAY, key=f"decided {number}")
        first, second = st.columns(2)
        area = first.selectbox(
            FIELDS["area_id"],
            areas,
            index=None,
            format_func=areas.get,
            placeholder=NOTHING_NAMED,
            key=f"area {number}",
        )
        indicator = second.selectbox(
            FIELDS["indicator_id"],
            names,
            index=None,
            format_func=names.get,
            placeholder=NOTHING_NAMED,
            key=f"indicator {number}",
        )
        evidence = st.text_input(FIELDS["evidence"], key=f"evidence {number}")
        if st.form_submit_button("Ghi việc", type="primary"):
            details = {
                "what": what,
                "owner_id": owner,
                "due": due,
                "decided": decided,
                "area_id": area,
                "indicator_id": indicator,
                "evidence": evidence,
            }
            _record(
                lambda by: f"Đã ghi việc số {data.workspace().decide(details, unit_id=request.unit, by=by).number}."
            )


def _report_form(decisions: Mapping[str, str], task: str | None) -> None:
    number = st.session_state.get(FORM, 0)
    with st.form(f"report {number}", enter_to_submit=False, border=False):
        numbers = list(decisions)
        which = st.selectbox(
            "Việc",
            numbers,
            index=numbers.index(task) if task in numbers else 0,
            format_func=decisions.get,
            key=f"which {task} {number}",
        )
        states = {state: ledger_words.DECISION_STATES[state] for state in ("not_started", "in_progress", "done")}
        state = st.segmented_control(FIELDS["state"], states, format_func=states.get, key=f"state {number}")
        note = st.text_input(FIELDS["note"], key=f"note {number}")
        evidence = st.text_input(FIELDS["evidence"], key=f"shown {number}")
        st.html("<p>Rút thì ghi lý do ở «Nói thêm».</p>")
        report, withdrawal = st.columns(2)
        if report.form_submit_button("Ghi báo cáo", type="primary"):
            details = {"state": state, "note": note, "evidence": evidence}
            _record(lambda by: _follow(int(which), details, by))
        if withdrawal.form_submit_button("Rút việc này"):
            _record(lambda by: _withdraw(int(which), note, by))


def _follow(number: int, details: Mapping[str, Any], by: str) -> str:
    data.workspace().follow(number, details, by=by)
    return "Đã ghi báo cáo."


def _withdraw(number: int, why: str, by: str) -> str:
    if not why.strip():
        raise FaultsFound(
            [Fault("missing-reason", FIELDS["note"], "chưa ghi lý do rút", "một lý do", "ghi lý do rồi rút")]
        )
    data.workspace().undo(number, by=by, why=why.strip())
    return "Đã rút; việc vẫn còn trong sổ."


def _record(act: Callable[[str], str]) -> None:
    """Act and draw the page again with empty forms; or list every fault beneath the form, which keeps its text."""
    try:
        message = act(rights.require("nhập", data.choice().unit))
    except FaultsFound as faults:
        st.error("  \n".join(str(fault).replace("*", "\\*") for fault in faults.faults))
        return
    st.session_state[MESSAGE] = message
    st.session_state[FORM] = st.session_state.get(FORM, 0) + 1
    st.rerun()
