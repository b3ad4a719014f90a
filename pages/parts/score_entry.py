"""Chấm điểm: results of many criteria at once, typed into one table or handed in as the workbook of the set."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from cchc_metrics.documents import scores
from cchc_metrics.faults import FaultError, together
from cchc_metrics.rights import SCORING, Act
from cchc_metrics.text import formats, score_sentence, words
from cchc_metrics.text.rows import CriterionRow, records
from cchc_metrics.views import scoring as views
from cchc_metrics.workspace import ScorePreview
from pages.parts import acts, address, data
from pages.parts.html import line, show_cautions, table
from pages.parts.scoring import SAVE, STEP_REASON, may_score, receipt

ALL = {"": "tất cả"}
# What is typed beside each criterion, by its title in the workbook, and what only appraisers type. Points and days are
# typed as text: the widget for numbers drops a decimal comma, so that 1,5 became 15; where the browser speaks English,
# that for days puts the month first, so that 15/03/2025 became 03/12/2025.
DAY = "Ngày tài liệu"
INPUTS = (scores.ANSWER, "Tự chấm", "Tài liệu kiểm chứng", DAY, "Giải trình", "Không áp dụng vì")
APPRAISAL = ("Thẩm định", "Lý do thẩm định khác")
HELP = (
    "Chỉ điền tiêu chí nào có. Kết quả ghi như “có, 15/3/2025”, “12”, “45/50”, “92,5 %”. "
    "Đổi nhóm hay người phụ trách thì bảng trống trở lại."
)
# The columns in their order, and their widths: what is typed fits a screen of 1366 px beside its criterion.
WIDTHS = {
    "Số": 56,
    "Tiêu chí": 220,
    "Tối đa": 55,
    "Cách ghi": 165,
    "Năm trước": 150,
    scores.ANSWER: 105,
    "Tự chấm": 98,
    "Tài liệu kiểm chứng": 165,
    DAY: 122,
    "Giải trình": 110,
    "Không áp dụng vì": 150,
    "Thẩm định": 110,
    "Lý do thẩm định khác": 170,
    "Đang có": 260,
}


ADOPTION: Act = "quản trị"


def table_form(*, unit: str, criteria: str, year: int) -> None:
    """Show the table in which results of all criteria, of a group or of a post are typed; drawn while it is open."""
    may_enter, may_appraise = may_score(unit)
    if not (may_enter or may_appraise):
        return
    box = st.expander("Nhập vào một bảng", key="score-table", on_change="rerun")
    if not box.open:
        return
    tree, before = (data.ask("score_tree", unit=unit, criteria=criteria, year=at) for at in (year, year - 1))
    nodes = records(tree, CriterionRow)
    groups = ALL | {row["criterion_id"]: f"{row['number']} {row['name']}" for row in nodes if row["depth"] == 1}
    posts = ALL | {row["owner_id"]: views.owner(row) for row in nodes if row["is_leaf"] and row["owner_id"]}
    with box:
        left, right = st.columns(2)
        group = left.selectbox("Nhóm tiêu chí", groups, format_func=lambda one: groups[one], key="score-table-group")
        owner = right.selectbox("Phụ trách", posts, format_func=lambda one: posts[one], key="score-table-owner")
        key = f"{address.plan()} {unit} {criteria} {year} {group} {owner} {acts.number('table')}"
        with st.form(f"score-table {key}", enter_to_submit=False):
            line(HELP)
            rows = views.entry_rows(tree, before, group=group or None, owner=owner or None)
            cells = _cells(rows, (*(INPUTS if may_enter else ()), *(APPRAISAL if may_appraise else ())), key)
            if st.form_submit_button("Xem điểm sẽ thay đổi"):
                st.session_state[f"score-entries {key}"] = scores.answer_rows(cells)
        entries = st.session_state.get(f"score-entries {key}")
        if entries:
            about = {"unit_id": unit, "criteria": criteria, "year": year}
            _offer("table", (scores.ANSWER_FILE, scores.answer_table(entries)), about, entries)
        elif entries is not None:
            line("Chưa điền ô nào.")


def _cells(rows: Sequence[Mapping[str, Any]], inputs: Sequence[str], key: str) -> list[dict[str, Any]]:
    """Show the table; its rows with what was typed into them."""
    from pandas import DataFrame

    columns = [title for title in WIDTHS if title in (*views.ENTRY_LABELS, *inputs)]
    frame = DataFrame(rows, columns=columns).astype(dict.fromkeys(inputs, "object")).replace({float("nan"): None})
    settings: dict[str, Any] = {
        title: st.column_config.TextColumn(width=WIDTHS[title], pinned=title == "Số") for title in columns
    }
    table_now: DataFrame = st.data_editor(
        frame,
        hide_index=True,
        disabled=[*views.ENTRY_LABELS],
        column_config=settings,
        placeholder="",
        key=f"score-cells {key}",
        height=min(420, 38 * (len(frame) + 1)),
    )
    return [
        {**row, **dict(zip(columns, cells, strict=True))} for row, cells in zip(rows, table_now.to_numpy(), strict=True)
    ]


def workbook_form(*, unit: str, criteria: str, year: int) -> None:
    """Show the workbook of the set, to take out for one post or all, and to hand in again when it is filled in."""
    if not any(may_score(unit)):
        return
    box = st.expander("Sổ chấm điểm Excel", key="score-workbook", on_change="rerun")
    if not box.open:
        return
    with box:
        _offer_workbook(unit, criteria, year)
        key = f"score-file {address.plan()} {unit} {criteria} {year} {acts.number('workbook')}"
        upload = st.file_uploader("Sổ đã điền, hoặc một bảng kết quả (Excel, CSV)", key=key)
        if upload is not None:
            _offer("workbook", (upload.name, upload.getvalue()), {"unit_id": unit, "criteria": criteria, "year": year})


def _offer_workbook(unit: str, criteria: str, year: int) -> None:
    plan, store = data.catalog(), data.store()
    owners = {"": "mọi chức danh"} | plan.post_names(data.day_asked())

    def workbook_bytes() -> bytes:
        return scores.score_workbook(store, plan, unit=unit, criteria=criteria, year=year, owner=owner or None)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        owner = st.selectbox("Sổ của", owners, format_func=lambda one: owners[one], key="score-owner", width=420)
        name = "-".join(filter(None, ("cham-diem", unit, str(year), owner)))
        st.download_button(
            f"Tải sổ chấm điểm năm {year}",
            workbook_bytes,
            f"{name}.xlsx",
            icon=":material/download:",
            on_click="ignore",
        )


def set_form() -> None:
    """Offer to take in a criteria set. It scores every unit, so that only who administers all of them is asked."""
    units = data.catalog().bound_units
    if not acts.may(ADOPTION, *units):
        return
    box = st.expander("Nhận bộ tiêu chí mới", key="score-set", on_change="rerun")
    if not box.open:
        return
    with box:
        kinds = ["xlsx", "toml"]
        upload = st.file_uploader("Bộ tiêu chí (tệp Excel)", type=kinds, key=f"score-set-file {acts.number('set')}")
        if upload is not None and st.button("Nhận bộ này", key=f"score-set-save {acts.number('set')}", type="primary"):
            file, here = (upload.name, upload.getvalue()), data.workspace().assessments
            acts.attempt(ADOPTION, units, "set", lambda by: _of_set(here.adopt(file, by=by).details))


def _of_set(details: Mapping[str, Any]) -> str:
    return f"Đã nhận bộ tiêu chí {details['set_id']}, chấm từ năm {details['from_year']}."


def _offer(
    form: str, file: tuple[str, bytes], about: Mapping[str, Any], entries: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Show what a table of results would change, or its faults, and the button that records it.

    `form` offers it, and `entries` are the rows that were typed on the page, where the faults then stand.
    """
    why = st.text_input(STEP_REASON, key=f"score-why {file[0]} {acts.number(form)}").strip()
    try:
        preview = _preview(str(data.workspace().store.path), file, why=why, **about)
    except FaultError as error:
        faults = scores.at_rows(error.faults, entries) if entries else error.faults
        again = "Sửa từng chỗ rồi xem lại." if entries else "Sửa từng chỗ rồi chọn lại tệp."
        st.error(f"{formats.count(len(faults))} lỗi; chưa ghi gì. {again}")
        if not entries:
            from cchc_metrics.documents.fault_marks import mark_faults

            copy = mark_faults(*file, faults)
            st.download_button(f"Tải {file[0]} có đánh dấu lỗi ở từng ô", copy.data, copy.name, on_click="ignore")
        rows = ((one.place, one.problem, one.expected, one.remedy) for one in together(faults))
        table(words.FAULT_COLUMNS[1], words.FAULT_COLUMNS, rows)
        return
    changes = records(preview.criteria, score_sentence.PointChangeRow)
    line(score_sentence.total_change(preview.before, preview.after, len(changes)))
    show_cautions(preview.cautions)
    if changes:
        cells = map(score_sentence.point_cells, changes)
        table(f"Điểm sẽ thay đổi ({len(changes)})", score_sentence.POINT_COLUMNS, cells)
    if st.button(SAVE, key=f"score-save {file[0]} {acts.number(form)}", type="primary"):
        # Whoever enters what others gave must be allowed to appraise.
        first, *others = (SCORING[step] for step in preview.steps)
        here, unit = data.workspace().assessments, str(about["unit_id"])
        acts.attempt(first, unit, form, lambda by: receipt(here.submit(file, by=by, why=why, **about)), beside=others)


@st.cache_data(max_entries=10, show_spinner=False)
def _preview(store: str, file: tuple[str, bytes], **about: Any) -> ScorePreview:  # noqa: ARG001 - as above
    return data.workspace().assessments.preview(file, **about)
