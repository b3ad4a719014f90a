"""Chấm điểm: the tree of criteria with points, the answers for a meeting, the forms for results and steps."""

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from pandas import DataFrame

from cchc_metrics.criteria import steps
from cchc_metrics.criteria.results import form_numbers
from cchc_metrics.faults import FaultError
from cchc_metrics.rights import SCORING
from cchc_metrics.text import formats, ledger_words, score_sentence, words
from cchc_metrics.text.rows import CriteriaSetRow, CriterionRow, ScoreTotalRow, records
from cchc_metrics.views import scoring as views
from cchc_metrics.views.view import piece
from cchc_metrics.workspace import ScorePreview
from pages.parts import acts, address, data, html
from pages.parts.html import line, table

TREE_COLUMNS = (
    "",
    "Tiêu chí",
    "Tối đa",
    "Tự chấm",
    "Thẩm định",
    "Khảo sát",
    "Tính",
    "Mất",
    "Phụ trách, tài liệu kiểm chứng",
)

# The address of the page, and its parameters for the set, for which criteria are listed, and for a text in them.
PAGE, SET, STATE, FIND = "cham-diem", "bo-tieu-chi", "tinh-trang", "tim-tieu-chi"


@st.cache_data(max_entries=200, show_spinner=False)
def sets_of(store: str, unit: str) -> dict[str, str]:  # noqa: ARG001 - the path of the store is its fingerprint
    """Id and name of the criteria sets that score a unit in some year."""
    return {row["set_id"]: row["short"] for row in data.rows("criteria_sets", CriteriaSetRow, unit=unit)}


def options(names: Mapping[str, str], criteria: str, state: str, text: str) -> str:
    """The choices of the page: which criteria are listed, a text to find in them, and the set."""
    filters = address.selection()
    tabs = html.tabs("Tình trạng", PAGE, STATE, words.STANDINGS, state, filters)
    finder = html.finder("Tìm tiêu chí, không cần dấu: so hoa", PAGE, FIND, text, filters)
    return html.choices(tabs, finder, html.menu(words.SET, PAGE, SET, names, criteria, filters))


@st.cache_data(max_entries=300, show_spinner=False)
def content(store: str, unit: str, criteria: str, year: int, state: str, text: str, files: str) -> str | None:
    """Head, tree and answers; None where the set does not score the year."""
    rows = data.ask("criteria_sets", unit=unit)
    rows = rows[(rows["set_id"] == criteria) & (rows["year"] == year)]
    if rows.empty:
        return None
    totals = data.ask("score_totals", unit=unit, criteria=criteria)
    now = records(totals[totals["year"] == year], ScoreTotalRow)
    row = records(rows, CriteriaSetRow)[0]
    return piece(
        "scoring",
        _head(row, now[0] if now else None, files),
        html.safe(_tree(unit, criteria, year, state, text)),
        html.safe(_beside(store, unit, criteria, year)),
    )


def _head(set_row: CriteriaSetRow, total: ScoreTotalRow | None, files: str) -> dict[str, Any]:
    """The total of the set, how many criteria have points, and the links to its files, as their piece shows them."""
    progress = (
        ""
        if total is None
        else "Đã có điểm {scored}/{criteria} tiêu chí · {owing} tiêu chí nợ tài liệu kiểm chứng".format(
            scored=int(total["scored"]), criteria=int(total["criteria"]), owing=int(total["owing"])
        )
    )
    closed = total is not None and not formats.is_missing(total["document"]) and not score_sentence.reopening(total)
    return {
        "mark": words.ILLUSTRATIVE_SET if set_row["illustrative_set"] else "",
        "sentence": words.NO_SCORES if total is None else score_sentence.total(total),
        "closed": closed,
        "progress": progress,
        "criteria": 0 if total is None else int(total["criteria"]),
        "scored": 0 if total is None else int(total["scored"]),
        "files": html.safe(files),
        "cautions": list(set_row["cautions"]),
    }


def files(unit: str, criteria: str, year: int) -> str:
    """The links to the report and the table as files."""
    # The files count as much of the ledger as the page does.
    ledger = {"tai-ngay": address.as_known(), "da-duyet": "1" if address.approved_only() else None}
    ledger |= {address.PLAN: address.plan()}
    query = {"don-vi": unit, "nam": year, "bo-tieu-chi": criteria} | {
        key: value for key, value in ledger.items() if value
    }
    query_text = escape(urlencode(query))
    return piece("score_files", html.safe(query_text))


def _tree(unit: str, criteria: str, year: int, state: str, text: str) -> str:
    """The table of the criteria that the filters leave, with their groups."""
    lines = [
        {
            "line": line,
            "number": row["number"] + (f" ({row['code']})" if row["code"] != row["number"] else ""),
            "notes": [part for part in (line.explanation, line.differs, *row["cautions"]) if part],
            "points": [views.cell(row, key) for key in views.POINTS],
            "owner": views.owner(row) if row["is_leaf"] else "",
        }
        for line in views.lines(_score_tree(unit, criteria, year), state=state, text=text)
        for row in [line.row]
    ]
    return piece("scored", TREE_COLUMNS, lines, "Chấm điểm")


def _score_tree(unit: str, criteria: str, year: int) -> DataFrame:
    """The tree of a set in a year; one question serves every year."""
    return views.of_year(data.ask("score_tree", unit=unit, criteria=criteria), year)


@st.cache_data(max_entries=300, show_spinner=False)
def _beside(store: str, unit: str, criteria: str, year: int) -> str:  # noqa: ARG001 - as above
    """What a meeting asks about the set, answer beneath answer."""
    tree = _score_tree(unit, criteria, year)
    about: dict[str, Any] = {"unit": unit, "criteria": criteria, "year": year, "on": data.day_asked()}
    sides = views.sides(data.store(), data.catalog(), tree, **about)
    sides.append(views.way(data.ask("score_steps", unit=unit, criteria=criteria), year))
    return piece("sides", sides, "Cuộc họp hỏi gì")


STEP_REASON = "Lý do làm trước bước khác, hoặc mở lại"
SAVE = "Ghi vào sổ"
STEP_DUE, CRITERIA = "Hạn", "Các tiêu chí"
STEP_HELP = {
    "open": "Ghi rằng năm này được chấm theo bộ tiêu chí đang chọn, và hạn của đợt.",
    "assign": "Ghi ai nộp kết quả của những tiêu chí nào, hạn khi nào.",
    "approve": "Ghi rằng lãnh đạo đã duyệt kết quả tự chấm; tiêu chí còn nợ tài liệu kiểm chứng thì chưa duyệt được.",
    "total": "Ghi tổng điểm như đang tính; còn tiêu chí chưa có điểm thì chưa tổng hợp được.",
    "publish": "Ghi kết quả đã có quyết định công bố; chỉ số của năm lấy theo kết quả này, các bước khác đóng lại.",
    "peers": "Nộp bảng điểm các đơn vị của cấp trên (.xlsx) để biết vị trí của đơn vị mình.",
    "reopen": "Mở lại kết quả đã công bố để chấm lại, có lý do; chỉ số là số tạm thời cho đến khi công bố lại.",
}


def receipt(entries: Sequence[Any]) -> str:
    """The message after recording: which entries were made."""
    steps_words = (
        f"bút toán {entry.number}: {words.ASSESSMENT_STEPS[entry.action.removeprefix('score-')]}" for entry in entries
    )
    return f"Đã ghi {'; '.join(steps_words)}"


# Results, appraisal and survey are in the form for a criterion.
STEPS = ("open", "assign", "approve", "total", "publish", "peers", "reopen")


def may_score(unit: str) -> tuple[bool, bool]:
    """Whether this visitor may enter results, and whether they may say what appraisers or a survey gave."""
    return acts.may(SCORING["enter"], unit), acts.may(SCORING["appraise"], unit)


def step_form(*, unit: str, criteria: str, year: int) -> None:
    """Show the form for a step, among those that this visitor may take; it is drawn only while it is open."""
    options = {step: words.ASSESSMENT_STEPS[step] for step in STEPS if acts.may(SCORING[step], unit)}
    if not options:
        return
    box = st.expander("Ghi bước đánh giá", key="score-way", on_change="rerun")
    if not box.open:
        return
    with box:
        step = str(st.selectbox("Bước", options, format_func=options.__getitem__, key="score-step"))
        with st.form(f"score-way {step} {criteria} {year} {acts.number('step')}", enter_to_submit=False):
            line(STEP_HELP[step])
            if step == "publish":
                _show_publication(unit=unit, criteria=criteria, year=year)
            fields = _step_fields(step, data.ask("score_tree", unit=unit, criteria=criteria, year=year))
            why = st.text_input(STEP_REASON).strip()
            if st.form_submit_button(SAVE):
                about: dict[str, Any] = {"unit_id": unit, "criteria": criteria, "year": year, "why": why}
                acts.attempt(SCORING[step], unit, "step", lambda by: _take(step, fields, by=by, **about))


def _show_publication(*, unit: str, criteria: str, year: int) -> None:
    """Say what publishing would change: the figure of the index with its parts, its verdicts, and what is closed."""
    try:
        preview = _publication(str(data.workspace().store.path), unit_id=unit, criteria=criteria, year=year)
    except FaultError as faults:
        st.warning("  \n".join(map(str, faults.faults)))
        return
    figures = records(preview.figures, ledger_words.FigureChangeRow)
    flips = records(preview.flips, ledger_words.FlipRow)
    changes = ledger_words.value_changes(figures)
    same = len(figures) - len(changes)
    if not changes and not flips:
        rest = f" ({same} số giữ nguyên giá trị, từ đó là số đã công bố)" if same else ""
        line(f"Công bố không làm thay đổi số nào của chỉ số{rest}; kết quả đóng lại, muốn sửa thì mở lại có lý do.")
        return
    names = data.catalog().names_within
    whole = [ledger_words.change_cells(row, names) for row in changes if row["part_id"] == ""]
    whole_words = "; ".join(f"{name}, {period}: {before} → {after}" for _, name, period, before, after, _ in whole)
    verdicts = f"{len(flips)} kết luận thay đổi" if flips else ledger_words.NO_FLIPS
    rest = f"; {same} số khác giữ nguyên giá trị" if same else ""
    line(f"Công bố sẽ thay đổi {whole_words or 'các thành phần của chỉ số'}{rest}; {verdicts}; kết quả đóng lại.")
    table(
        f"Số liệu sẽ thay đổi ({len(changes)})",
        ledger_words.CHANGE_COLUMNS,
        (ledger_words.change_cells(row, names) for row in changes),
    )
    if flips:
        table(f"Kết luận sẽ thay đổi ({len(flips)})", ledger_words.FLIP_COLUMNS, map(ledger_words.flip_cells, flips))


@st.cache_data(max_entries=20, show_spinner=False)
def _publication(store: str, **about: Any) -> ScorePreview:  # noqa: ARG001 - the path of the store is its fingerprint
    return data.workspace().assessments.preview_publication(**about)


def _step_fields(step: str, tree: DataFrame) -> dict[str, Any]:
    """Show the widgets of a step; their values by field name."""
    plan = data.catalog()
    leaves = tree[tree["is_leaf"] & (tree["kind"] != "tracked")]
    names = {row["criterion_id"]: f"{row['number']} {row['name']}" for row in records(leaves, CriterionRow)}
    posts = plan.post_names(data.day_asked())
    match step:
        case "open":
            return {"due": st.date_input(STEP_DUE, None, format=acts.DAY)}
        case "assign":
            return {
                "criteria": st.multiselect(CRITERIA, names, format_func=names.__getitem__, placeholder=""),
                "owner": st.selectbox("Người phụ trách", posts, None, format_func=posts.__getitem__, placeholder=""),
                "due": st.date_input(STEP_DUE, None, format=acts.DAY),
            }
        case "approve":
            return {
                "criteria": st.multiselect(
                    CRITERIA, names, format_func=names.__getitem__, placeholder="tất cả tiêu chí"
                )
            }
        case "publish":
            return {
                "document": st.text_input("Số quyết định công bố").strip(),
                "date": st.date_input("Ngày quyết định", None, format=acts.DAY),
            }
        case "peers":
            return {"file": st.file_uploader("Bảng điểm các đơn vị", type=["xlsx", "xls", "ods"])}
    return {}


def _take(step: str, fields: dict[str, Any], *, unit_id: str, criteria: str, year: int, by: str, why: str) -> str:
    here = data.workspace().assessments
    if step == "peers":
        if fields["file"] is None:
            raise steps.fault(
                "missing-file",
                words.ASSESSMENT_STEPS[step],
                "chưa chọn tệp",
                "bảng điểm các đơn vị, có cột “Đơn vị” và “Chỉ số”",
                "chọn tệp rồi ghi",
            )
        upload = (fields["file"].name, fields["file"].getvalue())
        return receipt([here.peers(upload, criteria=criteria, unit_id=unit_id, year=year, by=by)])
    about: dict[str, Any] = {"criteria": criteria, "unit_id": unit_id, "year": year, "by": by, "why": why}
    if step == "total":
        return receipt([here.total(**about)])
    if step == "publish":
        if not fields["document"] or fields["date"] is None:
            raise steps.fault(
                "missing-value",
                words.ASSESSMENT_STEPS[step],
                "thiếu số hoặc ngày quyết định",
                "số và ngày của quyết định công bố",
                "ghi đủ số và ngày",
            )
        return receipt([here.publish(**about, **fields)])
    if step == "assign" and (not fields["criteria"] or fields["owner"] is None):
        raise steps.fault(
            "missing-value",
            words.ASSESSMENT_STEPS[step],
            "chưa chọn tiêu chí hoặc người phụ trách",
            "ít nhất một tiêu chí và một người phụ trách",
            "chọn đủ rồi ghi",
        )
    fields = {key: tuple(value) if key == "criteria" else value for key, value in fields.items()}
    step_entry = steps.step_of(step, {"set_id": criteria, "year": year, **fields})
    return receipt([here.take(step_entry, unit_id=unit_id, by=by, why=why)])


def criterion_form(*, unit: str, criteria: str, year: int) -> None:
    """Show the form for one criterion, for whoever may enter results; it is drawn only while it is open."""
    if not any(may_score(unit)):
        return
    box = st.expander("Nhập một tiêu chí", key="score-entry", on_change="rerun")
    if not box.open:
        return
    tree = data.ask("score_tree", unit=unit, criteria=criteria, year=year)
    rows = records(tree[tree["is_leaf"]], CriterionRow)
    leaves = {row["criterion_id"]: row for row in rows if row["kind"] != "tracked"}
    with box:
        number = acts.number("criterion")
        criterion = st.selectbox(
            "Tiêu chí",
            list(leaves),
            key="score-criterion",
            format_func=lambda key: f"{leaves[key]['number']} {leaves[key]['name']}",
        )
        # A form with a fault keeps its text; after a record the number, and with it the form, is new.
        with st.form(f"score-entry {criterion} {criteria} {year} {number}", enter_to_submit=False):
            _criterion_fields(leaves[criterion], unit, criteria, year)


def _criterion_fields(row: CriterionRow, unit: str, criteria: str, year: int) -> None:
    line(f"Tài liệu kiểm chứng: {row['evidence_request'] or 'không yêu cầu'}")
    may_enter, may_appraise = may_score(unit)
    left, middle, right = st.columns(3)
    result, out, document, date, file, explanation = {}, "", "", None, None, ""
    if may_enter:
        with left:
            result = _result(row)
            out = st.text_input("Không áp dụng, vì").strip()
        with middle:
            document = st.text_input("Số văn bản").strip()
            date = st.date_input("Ngày văn bản", value=None, format=acts.DAY)
            file = st.file_uploader("Hoặc tệp tài liệu kiểm chứng")
        explanation = right.text_input("Giải trình (khi không có tài liệu)").strip()
    with right:
        appraisal = _figure("Điểm thẩm định hoặc khảo sát") if may_appraise else ("", "")
        reason = st.text_input("Lý do thẩm định khác").strip() if may_appraise else ""
        why = st.text_input(STEP_REASON).strip()
    if not st.form_submit_button(SAVE):
        return
    evidence = _evidence(document, date, file.name if file else None)

    def record(by: str) -> str:
        values = {**_numbers(row, result), "not_applicable": out or None, "explanation": explanation or None}
        outcome = {key: value for key, value in values.items() if value is not None}
        score = {**_numbers(row, {"points": appraisal}), "reason": reason or None}
        entries = data.workspace().assessments.take_together(
            _steps(row, {"set_id": criteria, "year": year}, outcome, evidence, score),
            unit_id=unit,
            by=by,
            why=why,
            files=[(file.name, file.getvalue())] if file else (),
        )
        return receipt(entries)

    is_typed = [field[1].strip() if isinstance(field, tuple) else field is not None for field in result.values()]
    steps_of_form = ["enter"] if any([*is_typed, out, explanation, evidence]) else []
    steps_of_form += ["appraise"] if appraisal[1].strip() else []
    first, *others = (SCORING[step] for step in steps_of_form or ["enter"])
    acts.attempt(first, unit, "criterion", record, beside=others)


def _figure(label: str) -> tuple[str, str]:
    """A field for a number, with its label. It takes text: the widget for numbers drops a comma, so 0,5 became 5."""
    return label, st.text_input(label)


def _numbers(row: CriterionRow, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The values of fields, those of `_figure` as the numbers that officers write; None for an empty one.

    Raises: FaultError for each field that holds no number, or one that reads in two ways.
    """
    texts = {key: field for key, field in fields.items() if isinstance(field, tuple)}
    return {**fields, **form_numbers(f"mục {row['number']}", texts)}


def _steps(
    row: CriterionRow,
    about: dict[str, Any],
    outcome: dict[str, Any],
    evidence: tuple[dict[str, Any], ...],
    score: dict[str, Any],
) -> list[steps.Step]:
    rows = list[steps.Step]()
    criterion = row["criterion_id"]
    for item in evidence:
        gap = steps.gap_in_evidence(str(row["number"]), item.get("document"), item.get("date"))
        if gap is not None:
            raise FaultError([gap])
    if outcome or evidence:
        result = {"criterion": criterion, **outcome, "evidence": evidence}
        rows.append(steps.step_of("enter", about | {"results": (result,)}))
    if score["points"] is not None:
        appraisal = {"criterion": criterion, "kind": "survey" if row["kind"] == "survey" else "appraised", **score}
        rows.append(steps.step_of("appraise", about | {"scores": (appraisal,)}))
    if not rows:
        raise steps.fault(
            "missing-value",
            str(row["number"]),
            "chưa ghi gì",
            "kết quả, tài liệu kiểm chứng, giải trình hoặc điểm thẩm định",
            "điền ít nhất một ô rồi ghi",
        )
    return rows


def _result(row: CriterionRow) -> dict[str, Any]:
    """Show the widgets for a rule, none where figures give the points; their values by field name."""
    if row["origin"] == "figure":
        st.write(f"{words.FROM_FIGURES}: {formats.target_value(round(row['result'], 2), 'ratio')}")
        return {}
    match row["kind"]:
        case "yes-no":
            answer = st.segmented_control("Đã thực hiện?", ["có", "không"])
            done_on = st.date_input("Ngày hoàn thành", value=None, format=acts.DAY)
            return {"done": None if answer is None else answer == "có", "done_on": done_on}
        case "steps" | "bonus" | "deduction":
            return {"counted": _figure("Số {what}".format(what=row["what"]))}
        case "unknown":
            return {"points": _figure("Điểm theo văn bản")}
        case "survey":
            return {"value": _figure("Kết quả khảo sát")}
    return {"numerator": _figure("Tử số"), "denominator": _figure("Mẫu số")}


def _evidence(document: str, date: dt.date | None, file: str | None) -> tuple[dict[str, Any], ...]:
    items: list[dict[str, Any]] = []
    if document or date:
        items.append({"document": document or None, "date": date})
    if file:
        items.append({"file": file})
    return tuple(items)
