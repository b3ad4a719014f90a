"""The way of an assessment on the page: opened, assigned, approved, totalled, published, each a ledger entry."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from pandas import DataFrame

from cchc_metrics.criteria import steps
from cchc_metrics.faults import FaultsFound
from cchc_metrics.rights import Act
from cchc_metrics.text import formats, scoring, words
from pages import _parts, _rights
from pages._tables import line, table

# What each step asks of whoever takes it; results, appraisal and survey have a form of their own.
ACTS: Mapping[str, Act] = {"open": "duyệt", "assign": "duyệt", "approve": "duyệt", "total": "nhập", "publish": "duyệt",
                           "reopen": "duyệt", "peers": "nhập"}
# What a form says when it was taken in; a new number gives the form new, empty fields.
TOLD, FRESH = "what the forms of Chấm điểm say", "how often a form of Chấm điểm was taken in"
DAY = "DD/MM/YYYY"


def way(*, unit: str, criteria: str, year: int) -> None:
    """The form of one step, of those that whoever asks may take; drawn when it is opened, and nothing for others."""
    offered = {step: scoring.STEPS[step] for step, act in ACTS.items() if _rights.may(act)}
    if not offered:
        return
    box = st.expander(scoring.TAKE_STEP, key="score-way", on_change="rerun")
    if not box.open:
        return
    with box:
        step = str(st.selectbox(scoring.STEP, offered, format_func=offered.get, key="score-step"))
        with st.form(f"score-way {step} {fresh()}", enter_to_submit=False):
            line(scoring.STEP_HELP[step])
            said = _said(step, _parts.ask("scored_tree", unit=unit, criteria=criteria, year=year))
            why = st.text_input(scoring.WHY).strip()
            if st.form_submit_button(scoring.SAVE):
                about = {"unit_id": unit, "criteria": criteria, "year": year, "why": why}
                attempt(ACTS[step], lambda by: _take(step, said, by=by, **about))


def told() -> None:
    """What was taken in by the run before."""
    if done := st.session_state.pop(TOLD, None):
        st.success(done)


def fresh() -> int:
    """How often a form of this page was taken in."""
    return int(st.session_state.get(FRESH, 0))


def attempt(act: Act, take: Callable[[str], str]) -> None:
    """Do it and show the page anew with empty forms; or list every fault beneath a form that keeps what was typed."""
    try:
        done = take(_rights.require(act))
    except FaultsFound as found:
        st.error(scoring.FAULTS_FOUND.format(count=formats.count(len(found.faults))))
        table(words.FAULT_COLUMNS[1], words.FAULT_COLUMNS,
              ((fault.place, fault.problem, fault.expected, fault.remedy) for fault in found.faults))
        return
    st.session_state[TOLD] = done
    st.session_state[FRESH] = fresh() + 1
    st.rerun()


def _said(step: str, tree: DataFrame) -> dict[str, Any]:
    """The fields of a step."""
    plan = _parts.catalog()
    leaves = tree[tree["is_leaf"] & (tree["kind"] != "tracked")]
    names = {row["criterion_id"]: f"{row['number']} {row['name']}" for row in leaves.to_dict("records")}
    posts = {owner.id: owner.name for owner in plan.owners.values() if owner.assigned}
    match step:
        case "open":
            return {"due": st.date_input(scoring.DUE, None, format=DAY)}
        case "assign":
            return {"criteria": st.multiselect(scoring.CRITERIA, names, format_func=names.get, placeholder=""),
                    "owner": st.selectbox(scoring.OWNER, posts, None, format_func=posts.get, placeholder=""),
                    "due": st.date_input(scoring.DUE, None, format=DAY)}
        case "approve":
            return {"criteria": st.multiselect(scoring.CRITERIA, names, format_func=names.get,
                                               placeholder=scoring.ALL_CRITERIA)}
        case "publish":
            return {"document": st.text_input(scoring.PUBLISHED_BY).strip(),
                    "date": st.date_input(scoring.PUBLISHED_ON, None, format=DAY)}
        case "peers":
            return {"file": st.file_uploader(scoring.PEERS_TABLE, type=["xlsx", "xls", "ods"])}
    return {}


def _take(step: str, said: dict[str, Any], *, unit_id: str, criteria: str, year: int, by: str, why: str) -> str:
    here = _parts.workspace().assessments
    if step == "peers":
        if said["file"] is None:
            raise steps.fault(scoring.STEPS[step], *scoring.NO_TABLE)
        given = (said["file"].name, said["file"].getvalue())
        return scoring.taken([here.peers(given, criteria=criteria, unit_id=unit_id, year=year, by=by)])
    about = {"criteria": criteria, "unit_id": unit_id, "year": year, "by": by, "why": why}
    if step == "total":
        return scoring.taken([here.total(**about)])
    if step == "publish":
        if not said["document"] or said["date"] is None:
            raise steps.fault(scoring.STEPS[step], *scoring.NO_DECISION)
        return scoring.taken([here.publish(**about, **said)])
    if step == "assign" and (not said["criteria"] or said["owner"] is None):
        raise steps.fault(scoring.STEPS[step], *scoring.NOBODY_NAMED)
    said = {key: tuple(value) if key == "criteria" else value for key, value in said.items()}
    made = steps.step_of(step, {"set_id": criteria, "year": year, **said})
    return scoring.taken([here.take(made, unit_id=unit_id, by=by, why=why)])
