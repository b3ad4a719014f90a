"""What meetings decided, as lists that can be read across a room, and one task or decision in full."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from cchc_metrics.text import formats, meeting, words
from cchc_metrics.text.words import Status
from cchc_metrics.views import Asked
from cchc_metrics.views.meeting import chosen_decisions
from pages import _cards, _parts, _views
from pages._block import block

Row = Mapping[Any, Any]
WAY = "nhiem-vu"


def known(asked: Asked) -> list[str]:
    """What an address may name: tasks by their id, decisions by the number of their entry."""
    decisions = _parts.rows("decisions", unit=asked.unit, on=asked.on)
    return [*_parts.catalog().tasks, *(str(row["entry"]) for row in decisions)]


def decided(asked: Asked) -> None:
    """How many decisions the filters leave, their table to take out, and the same to be read, overdue first."""
    _views.show("viec-da-giao", asked)
    if rows := chosen(asked):
        block(listed(rows, {"don-vi": asked.unit, "nam": asked.year}), "decided")


def chosen(asked: Asked) -> list[Row]:
    """The decisions that the filters leave, as `views.meeting.chosen_decisions`."""
    return _chosen(str(_parts.store().path), asked)


@st.cache_data(max_entries=500, show_spinner=False)
def _chosen(store: str, asked: Asked) -> list[Row]:  # noqa: ARG001 - the path of the store is its fingerprint
    return list(chosen_decisions(_parts.store(), asked).to_dict("records"))


def listed(rows: Iterable[Row], filters: Mapping[str, object]) -> str:
    """Decisions, each with its standing, who does it by when, and what was last reported."""
    lines = "".join(
        f'<li>{_standing(meeting.standing(row))} '
        f'<a href="{_cards.link(WAY, **filters, viec=row["entry"])}"><strong>{escape(row["what"])}</strong></a>'
        f"<p>{escape(meeting.answers(row))}</p></li>"
        for row in rows
    )
    return f'<ul class="decided">{lines}</ul>'


def in_full(one: str, asked: Asked) -> None:
    """One task or decision: everything that is known of it, and every report on a decision."""
    rows = _parts.rows("decisions", unit=asked.unit, on=asked.on)
    row = next((row for row in rows if str(row["entry"]) == one), None)
    if row is None:
        row = next(row for row in _parts.rows("tasks", unit=asked.unit) if row["task_id"] == one)
        area = _parts.catalog().areas[row["area_id"]].name
        facts = {words.OWNER: row["owner"], meeting.COLUMNS["area"]: area,
                 words.DUE: words.NO_DUE if formats.missing(row["due"]) else formats.day(row["due"]),
                 meeting.FIELDS["state"]: meeting.STATES[_said(row["state"]) or "no_report"],
                 meeting.FIELDS["note"]: row["note"], words.CITED: row["cite"]}
        block(_facts(row["name"], facts), "one")
        return
    facts = {words.OWNER: row["owner"], words.DUE: formats.day(row["due"]),
             meeting.FIELDS["decided"]: formats.day(row["decided"]), meeting.COLUMNS["area"]: row["area"],
             meeting.FIELDS["indicator_id"]: row["indicator"], meeting.COLUMNS["evidence"]: row["evidence"],
             meeting.COLUMNS["decision"]: f"{row['entry']} · {meeting.BY.format(by=row['recorded_by'])}"}
    reports = _parts.rows("decision_reports", decision=int(one))
    block(_facts(row["what"], facts, [_report(report) for report in reports]), "one")


def _report(row: Row) -> str:
    by = meeting.BY.format(by=row["reported_by"])
    parts = [meeting.STATES[row["state"]], row["note"], row["evidence"], by]
    return f"{formats.day(row['reported'])}: " + " – ".join(part for part in parts if part)


def _facts(title: str, facts: Mapping[str, object], reports: Sequence[str] = ()) -> str:
    shown = "".join(f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>"
                    for name, fact in facts.items() if (said := _said(fact)))
    lines = "".join(f"<li>{escape(line)}</li>" for line in reports)
    told = f"<h3>{meeting.REPORTS_HEAD}</h3><ol>{lines}</ol>" if lines else ""
    return f'<section class="view one"><h2>{escape(title)}</h2><dl class="facts">{shown}</dl>{told}</section>'


def _said(fact: object) -> str:
    return "" if formats.missing(fact) else str(fact)


def _standing(shown: Status) -> str:
    return (f'<span class="status {shown.tone}"><b aria-hidden="true">{shown.shape}</b> '
            f"{escape(shown.word)}</span>")
