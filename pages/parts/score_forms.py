"""Entering the result of one criterion, its evidence, and the appraised score, each a ledger entry."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from pandas import DataFrame

from cchc_metrics.criteria import steps
from cchc_metrics.faults import FaultsFound
from cchc_metrics.rights import Act
from cchc_metrics.text import formats, words
from pages.parts import data, rights
from pages.parts.html import line, table

# What each step asks of whoever takes it; results, appraisal and survey have a form of their own.
ACTS: Mapping[str, Act] = {
    "open": "duyệt",
    "assign": "duyệt",
    "approve": "duyệt",
    "total": "nhập",
    "publish": "duyệt",
    "reopen": "duyệt",
    "peers": "nhập",
}
# What a form says when it was taken in; a new number gives the form new, empty fields.
TOLD, FRESH = "what the forms of Chấm điểm say", "how often a form of Chấm điểm was taken in"
DAY = "DD/MM/YYYY"


def way(*, unit: str, criteria: str, year: int) -> None:
    """The form of one step, of those that whoever asks may take; drawn when it is opened, and nothing for others."""
    offered = {step: words.ASSESSMENT_STEPS[step] for step, act in ACTS.items() if rights.may(act)}
    if not offered:
        return
    box = st.expander("Ghi một bước của đợt đánh giá", key="score-way", on_change="rerun")
    if not box.open:
        return
    with box:
        step = str(st.selectbox("Bước", offered, format_func=offered.get, key="score-step"))
        with st.form(f"score-way {step} {fresh_step()}", enter_to_submit=False):
            line(words.STEP_HELP[step])
            said = _said(step, data.ask("scored_tree", unit=unit, criteria=criteria, year=year))
            why = st.text_input(words.STEP_REASON).strip()
            if st.form_submit_button(words.SAVE):
                about = {"unit_id": unit, "criteria": criteria, "year": year, "why": why}
                attempt(ACTS[step], lambda by: _take(step, said, by=by, **about))


def told() -> None:
    """What was taken in by the run before."""
    if done := st.session_state.pop(TOLD, None):
        st.success(done)


def fresh_step() -> int:
    """How often a form of this page was taken in."""
    return int(st.session_state.get(FRESH, 0))


def attempt(act: Act, take: Callable[[str], str]) -> None:
    """Do it and show the page anew with empty forms; or list every fault beneath a form that keeps what was typed."""
    try:
        done = take(rights.require(act))
    except FaultsFound as found:
        st.error(f"{formats.count(len(found.faults))} lỗi; chưa ghi gì vào sổ. Sửa từng chỗ rồi ghi lại.")
        table(
            words.FAULT_COLUMNS[1],
            words.FAULT_COLUMNS,
            ((fault.place, fault.problem, fault.expected, fault.remedy) for fault in found.faults),
        )
        return
    st.session_state[TOLD] = done
    st.session_state[FRESH] = fresh_step() + 1
    st.rerun()


def _said(step: str, tree: DataFrame) -> dict[str, Any]:
    """The fields of a step."""
    plan = data.catalog()
    leaves = tree[tree["is_leaf"] & (tree["kind"] != "tracked")]
    names = {row["criterion_id"]: f"{row['number']} {row['name']}" for row in leaves.to_dict("records")}
    posts = {owner.id: owner.name for owner in plan.owners.values() if owner.assigned}
    match step:
        case "open":
            return {"due": st.date_input(words.STEP_DUE, None, format=DAY)}
        case "assign":
            return {
                "criteria": st.multiselect(words.CRITERIA, names, format_func=names.get, placeholder=""),
                "owner": st.selectbox("Người phụ trách", posts, None, format_func=posts.get, placeholder=""),
                "due": st.date_input(words.STEP_DUE, None, format=DAY),
            }
        case "approve":
            return {
                "criteria": st.multiselect(words.CRITERIA, names, format_func=names.get, placeholder="tất cả tiêu chí")
            }
        case "publish":
            return {
                "document": st.text_input("Số quyết định công bố").strip(),
                "date": st.date_input("Ngày quyết định", None, format=DAY),
            }
        case "peers":
            return {"file": st.file_uploader("Bảng điểm các đơn vị", type=["xlsx", "xls", "ods"])}
    return {}


def _take(step: str, said: dict[str, Any], *, unit_id: str, criteria: str, year: int, by: str, why: str) -> str:
    here = data.workspace().assessments
    if step == "peers":
        if said["file"] is None:
            raise steps.fault("missing-file", words.ASSESSMENT_STEPS[step], *words.NO_TABLE)
        given = (said["file"].name, said["file"].getvalue())
        return words.taken([here.peers(given, criteria=criteria, unit_id=unit_id, year=year, by=by)])
    about = {"criteria": criteria, "unit_id": unit_id, "year": year, "by": by, "why": why}
    if step == "total":
        return words.taken([here.total(**about)])
    if step == "publish":
        if not said["document"] or said["date"] is None:
            raise steps.fault("missing-value", words.ASSESSMENT_STEPS[step], *words.NO_DECISION)
        return words.taken([here.publish(**about, **said)])
    if step == "assign" and (not said["criteria"] or said["owner"] is None):
        raise steps.fault("missing-value", words.ASSESSMENT_STEPS[step], *words.NOBODY_NAMED)
    said = {key: tuple(value) if key == "criteria" else value for key, value in said.items()}
    made = steps.step_of(step, {"set_id": criteria, "year": year, **said})
    return words.taken([here.take(made, unit_id=unit_id, by=by, why=why)])


Row = Mapping[Any, Any]


def entry(*, unit: str, criteria: str, year: int) -> None:
    """The form for one criterion, for whoever may enter results; drawn when it is opened, and nothing for others."""
    if not rights.may("nhập"):
        return
    box = st.expander("Nhập kết quả một tiêu chí", key="score-entry", on_change="rerun")
    if not box.open:
        return
    tree = data.ask("scored_tree", unit=unit, criteria=criteria, year=year)
    leaves = {row["criterion_id"]: row for row in tree[tree["is_leaf"]].to_dict("records") if row["kind"] != "tracked"}
    with box:
        fresh = fresh_step()
        chosen = st.selectbox(
            "Tiêu chí",
            list(leaves),
            key="score-criterion",
            format_func=lambda key: f"{leaves[key]['number']} {leaves[key]['name']}",
        )
        # A form that was at fault keeps what was typed; one that was taken in begins anew.
        with st.form(f"score-entry {chosen} {fresh}", enter_to_submit=False):
            _form(leaves[chosen], unit, criteria, year)


def _form(row: Row, unit: str, criteria: str, year: int) -> None:
    line(f"Tài liệu kiểm chứng: {row['evidence_asked'] or words.NOT_ASKED}")
    left, middle, right = st.columns(3)
    with left:
        said = _result(row)
        out = st.text_input("Không áp dụng, vì")
    with middle:
        document = st.text_input("Số văn bản")
        date = st.date_input("Ngày văn bản", value=None, format="DD/MM/YYYY")
        file = st.file_uploader("Hoặc tệp minh chứng")
    with right:
        explanation = st.text_input("Giải trình (khi không có tài liệu)")
        appraised = st.number_input("Điểm thẩm định hoặc khảo sát", value=None) if rights.may("duyệt") else None
        reason = st.text_input("Lý do khác với tự chấm") if rights.may("duyệt") else ""
        why = st.text_input(words.STEP_REASON).strip()
    if not st.form_submit_button(words.SAVE):
        return
    given = {
        key: value
        for key, value in {
            **said,
            "not_applicable": out.strip() or None,
            "explanation": explanation.strip() or None,
        }.items()
        if value is not None
    }
    evidence = _evidence(document.strip(), date, file.name if file else None)
    scores = {
        "criterion": row["criterion_id"],
        "kind": "survey" if row["kind"] == "survey" else "appraised",
        "points": appraised,
        "reason": reason.strip() or None,
    }

    def take(by: str) -> str:
        about, taken = {"set_id": criteria, "year": year}, list[steps.Step]()
        if given or evidence:
            result = {"criterion": row["criterion_id"], **given, "evidence": evidence}
            taken.append(steps.step_of("enter", about | {"results": (result,)}))
        if appraised is not None:
            taken.append(steps.step_of("appraise", about | {"scores": (scores,)}))
        if not taken:
            raise steps.fault(
                "missing-value",
                str(row["number"]),
                "chưa ghi gì",
                "kết quả, minh chứng, giải trình hoặc điểm thẩm định",
                "điền ít nhất một ô rồi ghi",
            )
        entries = data.workspace().assessments.take_together(
            taken, unit_id=unit, by=by, why=why, files=[(file.name, file.getvalue())] if file else ()
        )
        return words.taken(entries)

    attempt("duyệt" if appraised is not None else "nhập", take)


def _result(row: Row) -> dict[str, Any]:
    """The widgets that a rule asks for; a criterion whose figure is handed in already needs none."""
    if row["origin"] == "figure":
        st.write(f"{words.FROM_FIGURES}: {formats.asked(round(row['result'], 2), 'ratio')}")
        return {}
    match row["kind"]:
        case "yes-no":
            answer = st.segmented_control("Đã thực hiện?", ["có", "không"])
            done_on = st.date_input("Ngày hoàn thành", value=None, format="DD/MM/YYYY")
            return {"done": None if answer is None else answer == "có", "done_on": done_on}
        case "steps" | "bonus" | "deduction":
            return {"counted": st.number_input("Số {what}".format(what=row["what"]), value=None, min_value=0)}
        case "unknown":
            return {"points": st.number_input("Điểm theo văn bản", value=None)}
        case "survey":
            return {"value": st.number_input("Kết quả khảo sát", value=None, min_value=0.0)}
    return {
        "numerator": st.number_input("Tử số", value=None, min_value=0),
        "denominator": st.number_input("Mẫu số", value=None, min_value=0),
    }


def _evidence(document: str, date: dt.date | None, file: str | None) -> tuple[dict[str, Any], ...]:
    given: list[dict[str, Any]] = []
    if document or date:
        given.append({"document": document or None, "date": date})
    if file:
        given.append({"file": file})
    return tuple(given)
