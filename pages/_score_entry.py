"""Entering the result of one criterion, its evidence, and the appraised score, each a ledger entry."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from cchc_metrics.criteria import steps
from cchc_metrics.text import formats, scoring
from pages import _parts, _rights, _score_way
from pages._tables import line

Row = Mapping[Any, Any]


def entry(*, unit: str, criteria: str, year: int) -> None:
    """The form for one criterion, for whoever may enter results; drawn when it is opened, and nothing for others."""
    if not _rights.may("nhập"):
        return
    box = st.expander(scoring.ENTER_HEAD, key="score-entry", on_change="rerun")
    if not box.open:
        return
    tree = _parts.ask("scored_tree", unit=unit, criteria=criteria, year=year)
    leaves = {row["criterion_id"]: row for row in tree[tree["is_leaf"]].to_dict("records") if row["kind"] != "tracked"}
    with box:
        fresh = _score_way.fresh()
        chosen = st.selectbox(scoring.CRITERION, list(leaves), key="score-criterion",
                              format_func=lambda key: f"{leaves[key]['number']} {leaves[key]['name']}")
        # A form that was at fault keeps what was typed; one that was taken in begins anew.
        with st.form(f"score-entry {chosen} {fresh}", enter_to_submit=False):
            _form(leaves[chosen], unit, criteria, year)


def _form(row: Row, unit: str, criteria: str, year: int) -> None:
    line(f"{scoring.EVIDENCE}: {row['evidence_asked'] or scoring.NOT_ASKED}")
    left, middle, right = st.columns(3)
    with left:
        said = _result(row)
        out = st.text_input(scoring.NOT_APPLICABLE)
    with middle:
        document = st.text_input(scoring.DOCUMENT)
        date = st.date_input(scoring.DOCUMENT_DATE, value=None, format="DD/MM/YYYY")
        file = st.file_uploader(scoring.FILE)
    with right:
        explanation = st.text_input(scoring.EXPLANATION)
        appraised = st.number_input(scoring.APPRAISED, value=None) if _rights.may("duyệt") else None
        reason = st.text_input(scoring.REASON) if _rights.may("duyệt") else ""
        why = st.text_input(scoring.WHY).strip()
    if not st.form_submit_button(scoring.SAVE):
        return
    given = {key: value for key, value in {**said, "not_applicable": out.strip() or None,
                                           "explanation": explanation.strip() or None}.items() if value is not None}
    evidence = _evidence(document.strip(), date, file.name if file else None)
    scores = {"criterion": row["criterion_id"], "kind": "survey" if row["kind"] == "survey" else "appraised",
              "points": appraised, "reason": reason.strip() or None}

    def take(by: str) -> str:
        about, taken = {"set_id": criteria, "year": year}, list[steps.Step]()
        if given or evidence:
            result = {"criterion": row["criterion_id"], **given, "evidence": evidence}
            taken.append(steps.step_of("enter", about | {"results": (result,)}))
        if appraised is not None:
            taken.append(steps.step_of("appraise", about | {"scores": (scores,)}))
        if not taken:
            raise steps.fault(str(row["number"]), scoring.NOTHING_SAID, scoring.SOMETHING, scoring.SAY_SOMETHING)
        entries = _parts.workspace().assessments.take_together(
            taken, unit_id=unit, by=by, why=why, files=[(file.name, file.getvalue())] if file else ())
        return scoring.taken(entries)

    _score_way.attempt("duyệt" if appraised is not None else "nhập", take)


def _result(row: Row) -> dict[str, Any]:
    """The widgets that a rule asks for; a criterion whose figure is handed in already needs none."""
    if row["origin"] == "figure":
        st.write(f"{scoring.FROM_FIGURES}: {formats.asked(round(row['result'], 2), 'ratio')}")
        return {}
    match row["kind"]:
        case "yes-no":
            answer = st.segmented_control(scoring.DONE, ["có", "không"])
            done_on = st.date_input(scoring.DONE_ON, value=None, format="DD/MM/YYYY")
            return {"done": None if answer is None else answer == "có", "done_on": done_on}
        case "steps" | "bonus" | "deduction":
            return {"counted": st.number_input(scoring.COUNTED.format(what=row["what"]), value=None, min_value=0)}
        case "unknown":
            return {"points": st.number_input(scoring.POINTS, value=None)}
        case "survey":
            return {"value": st.number_input(scoring.SURVEYED, value=None, min_value=0.0)}
    return {"numerator": st.number_input(scoring.NUMERATOR, value=None, min_value=0),
            "denominator": st.number_input(scoring.DENOMINATOR, value=None, min_value=0)}


def _evidence(document: str, date: dt.date | None, file: str | None) -> tuple[dict[str, Any], ...]:
    given: list[dict[str, Any]] = []
    if document or date:
        given.append({"document": document or None, "date": date})
    if file:
        given.append({"file": file})
    return tuple(given)
