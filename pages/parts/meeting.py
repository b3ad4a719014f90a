"""What meetings decided, as lists that can be read across a room, and one task or decision in full."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.text import formats, words
from cchc_metrics.text.words import Status
from cchc_metrics.views import Asked
from cchc_metrics.views.meeting import chosen_decisions
from pages.parts import data, html, rights, view
from pages.parts.block import block

Row = Mapping[Any, Any]
WAY = "nhiem-vu"


def known(asked: Asked) -> list[str]:
    """What an address may name: tasks by their id, decisions by the number of their entry."""
    decisions = data.rows("decisions", unit=asked.unit, on=asked.on)
    return [*data.catalog().tasks, *(str(row["entry"]) for row in decisions)]


def decided(asked: Asked) -> None:
    """How many decisions the filters leave, their table to take out, and the same to be read, overdue first."""
    view.show("viec-da-giao", asked)
    if rows := chosen(asked):
        block(listed(rows, {"don-vi": asked.unit, "nam": asked.year}), "decided")


def chosen(asked: Asked) -> list[Row]:
    """The decisions that the filters leave, as `views.meeting.chosen_decisions`."""
    return _chosen(str(data.store().path), asked)


@st.cache_data(max_entries=500, show_spinner=False)
def _chosen(store: str, asked: Asked) -> list[Row]:  # noqa: ARG001 - the path of the store is its fingerprint
    return list(chosen_decisions(data.store(), asked).to_dict("records"))


def listed(rows: Iterable[Row], filters: Mapping[str, object]) -> str:
    """Decisions, each with its standing, who does it by when, and what was last reported."""
    lines = "".join(
        f"<li>{_standing(words.standing(row))} "
        f'<a href="{html.link(WAY, **filters, viec=row["entry"])}"><strong>{escape(row["what"])}</strong></a>'
        f"<p>{escape(words.answers(row))}</p></li>"
        for row in rows
    )
    return f'<ul class="decided">{lines}</ul>'


def in_full(one: str, asked: Asked) -> None:
    """One task or decision: everything that is known of it, and every report on a decision."""
    rows = data.rows("decisions", unit=asked.unit, on=asked.on)
    row = next((row for row in rows if str(row["entry"]) == one), None)
    if row is None:
        row = next(row for row in data.rows("tasks", unit=asked.unit) if row["task_id"] == one)
        area = data.catalog().areas[row["area_id"]].name
        facts = {
            words.OWNER: row["owner"],
            words.DECISION_COLUMNS["area"]: area,
            words.DUE: words.NO_DUE if formats.missing(row["due"]) else formats.day(row["due"]),
            words.FIELDS["state"]: words.DECISION_STATES[_said(row["state"]) or "no_report"],
            words.FIELDS["note"]: row["note"],
            words.CITED: row["cite"],
        }
        block(_facts(row["name"], facts), "one")
        return
    facts = {
        words.OWNER: row["owner"],
        words.DUE: formats.day(row["due"]),
        words.FIELDS["decided"]: formats.day(row["decided"]),
        words.DECISION_COLUMNS["area"]: row["area"],
        words.FIELDS["indicator_id"]: row["indicator"],
        words.DECISION_COLUMNS["evidence"]: row["evidence"],
        words.DECISION_COLUMNS["decision"]: f"{row['entry']} · {words.BY.format(by=row['recorded_by'])}",
    }
    reports = data.rows("decision_reports", decision=int(one))
    block(_facts(row["what"], facts, [_report(report) for report in reports]), "one")


def _report(row: Row) -> str:
    by = words.BY.format(by=row["reported_by"])
    parts = [words.DECISION_STATES[row["state"]], row["note"], row["evidence"], by]
    return f"{formats.day(row['reported'])}: " + " – ".join(part for part in parts if part)


def _facts(title: str, facts: Mapping[str, object], reports: Sequence[str] = ()) -> str:
    shown = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>" for name, fact in facts.items() if (said := _said(fact))
    )
    lines = "".join(f"<li>{escape(line)}</li>" for line in reports)
    told = f"<h3>Các lần báo cáo</h3><ol>{lines}</ol>" if lines else ""
    return f'<section class="view one"><h2>{escape(title)}</h2><dl class="facts">{shown}</dl>{told}</section>'


def _said(fact: object) -> str:
    return "" if formats.missing(fact) else str(fact)


def _standing(shown: Status) -> str:
    return f'<span class="status {shown.tone}"><b aria-hidden="true">{shown.shape}</b> {escape(shown.word)}</span>'


# What a form says when it was taken in; a new number gives the form new, empty fields.
TOLD, FRESH = "what the form of a meeting says", "how often a form of a meeting was taken in"
FIELDS = words.FIELDS
DAY = "DD/MM/YYYY"


def forms(asked: Asked, one: str | None) -> None:
    """The forms for a new decision and for one that stands; `one` is the decision that the address names."""
    told = st.session_state.pop(TOLD, None)
    if told:
        st.success(told)
    left, right = st.columns(2, gap="medium")
    with left, st.expander("Ghi việc cuộc họp giao"):
        _new(asked)
    standing = data.rows("decisions", unit=asked.unit, on=asked.on)
    if standing:
        with right, st.expander("Báo cáo về một việc", expanded=one is not None and not one.strip("0123456789")):
            _old({str(row["entry"]): f"{row['entry']}. {row['what']}" for row in standing}, one)


def _new(asked: Asked) -> None:
    plan, fresh = data.catalog(), st.session_state.get(FRESH, 0)
    posts = {owner.id: owner.name for owner in plan.owners.values() if owner.assigned}
    areas = {area.id: area.short for area in plan.areas.values()}
    names = {row.id: row.short for row in plan.indicators.values()}
    with st.form(f"decision {fresh}", enter_to_submit=False, border=False):
        what = st.text_area(FIELDS["what"], key=f"what {fresh}", height=68)
        first, second, third = st.columns(3)
        owner = first.selectbox(
            FIELDS["owner_id"], posts, index=None, format_func=posts.get, placeholder="", key=f"owner {fresh}"
        )
        due = second.date_input(FIELDS["due"], None, format=DAY, key=f"due {fresh}")
        decided = third.date_input(FIELDS["decided"], asked.on, format=DAY, key=f"decided {fresh}")
        first, second = st.columns(2)
        area = first.selectbox(
            FIELDS["area_id"],
            areas,
            index=None,
            format_func=areas.get,
            placeholder=words.NOTHING_NAMED,
            key=f"area {fresh}",
        )
        indicator = second.selectbox(
            FIELDS["indicator_id"],
            names,
            index=None,
            format_func=names.get,
            placeholder=words.NOTHING_NAMED,
            key=f"indicator {fresh}",
        )
        evidence = st.text_input(FIELDS["evidence"], key=f"evidence {fresh}")
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
            _try(lambda by: f"Đã ghi việc số {data.workspace().decide(details, unit_id=asked.unit, by=by).number}.")


def _old(standing: Mapping[str, str], one: str | None) -> None:
    fresh = st.session_state.get(FRESH, 0)
    with st.form(f"report {fresh}", enter_to_submit=False, border=False):
        listed = list(standing)
        which = st.selectbox(
            "Việc",
            listed,
            index=listed.index(one) if one in listed else 0,
            format_func=standing.get,
            key=f"which {one} {fresh}",
        )
        states = {state: words.DECISION_STATES[state] for state in ("not_started", "in_progress", "done")}
        state = st.segmented_control(FIELDS["state"], states, format_func=states.get, key=f"state {fresh}")
        note = st.text_input(FIELDS["note"], key=f"note {fresh}")
        evidence = st.text_input(FIELDS["evidence"], key=f"shown {fresh}")
        st.html("<p>Rút thì ghi lý do ở «Nói thêm».</p>")
        reported, withdrawn = st.columns(2)
        if reported.form_submit_button("Ghi báo cáo", type="primary"):
            details = {"state": state, "note": note, "evidence": evidence}
            _try(lambda by: _follow(int(which), details, by))
        if withdrawn.form_submit_button("Rút việc này"):
            _try(lambda by: _withdraw(int(which), note, by))


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


def _try(act: Callable[[str], str]) -> None:
    """Do it and show the page anew with empty forms; or list every fault beneath a form that keeps what was typed."""
    try:
        told = act(rights.require("nhập"))
    except FaultsFound as found:
        st.error("  \n".join(str(fault).replace("*", "\\*") for fault in found.faults))
        return
    st.session_state[TOLD] = told
    st.session_state[FRESH] = st.session_state.get(FRESH, 0) + 1
    st.rerun()
