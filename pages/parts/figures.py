"""What is there on Số liệu: the ledger with its acts, which figures are there, who owes the others, the sources."""

import datetime as dt
from functools import partial
from typing import Any, cast

import streamlit as st
from pandas import DataFrame

from cchc_metrics.faults import FaultError
from cchc_metrics.rights import SCORING, Act
from cchc_metrics.text import formats, ledger_words, words
from cchc_metrics.text.rows import CoverageStateRow, records
from cchc_metrics.text.sentence import owner
from cchc_metrics.views import ViewRequest
from cchc_metrics.views.targets import coverage_rows, debts
from cchc_metrics.views.view import newest_day, orders, piece, sort_coverage, with_posts_of_day
from cchc_metrics.workspace import Preview
from pages.parts import acts, address, data, html, view
from pages.parts.hand_in import preview_by_unit, show_figures, show_preview
from pages.parts.html import block, line, table

LOG_COLUMNS = {
    "number": "Bút toán",
    "at": "Lúc",
    "by": "Người làm",
    "action": "Việc",
    "files": "Tệp",
    "target": "Về bút toán",
    "period": "Kỳ",
    "why": "Lý do",
    "state": "Tình trạng",
}
REASON = "Lý do"
NEEDS_REASON = "Cần ghi lý do."


def entries(choice: data.Choice) -> None:
    """The table of the entries about a unit, newest first."""
    acts.message()
    rows = _entries(choice.unit)
    if rows.empty:
        st.info("Sổ chưa có bút toán nào.")
        return
    table(
        words.PARTS["so"],
        LOG_COLUMNS.values(),
        ([_entry_cell(column, row[column]) for column in LOG_COLUMNS] for row in rows.to_dict("records")),
        note=words.SAVED_AS,
    )


def act_forms(choice: data.Choice) -> None:
    """The forms for acts, for whoever may do them: on one entry, and on one period."""
    if not acts.may("nhập", choice.unit):
        st.info(words.MAY_NOT.format(act="nhập"))
        return
    left, right = st.columns(2)
    rows = _entries(choice.unit)
    active = rows[(rows["action"] != "withdraw") & (rows["state"] != "withdrawn")].set_index("number")
    may_approve = acts.may("duyệt", choice.unit)
    with left:
        if len(active):
            # What waits for an approval is what somebody comes for.
            waits = may_approve and "waiting" in set(active["state"])
            head = "Rút hoặc duyệt một bút toán" if may_approve else "Rút một bút toán"
            acts.fold(head, "entry", partial(_entry_acts, active), is_open=waits)
    with right:
        if may_approve:
            acts.fold("Khóa hoặc mở khóa một kỳ", "period", partial(_period_acts, choice.unit))


def _entry_acts(rows: DataFrame, *, with_preview: bool = True) -> None:
    by_number = {row["number"]: row for row in records(rows.reset_index(), ledger_words.EntryRow)}
    number = st.selectbox(
        "Bút toán",
        rows.index,
        key="but-toan",
        format_func=lambda number: ledger_words.named_entry(by_number[number]),
    )
    why = st.text_input(REASON, key="ly-do").strip()
    units = str(rows.loc[number, "units"]).split(", ") if rows.loc[number, "units"] else []
    pending = rows.loc[number, "state"] == "waiting"
    with st.container(horizontal=True):
        undo = st.button("Rút", icon=":material/undo:")
        approve = pending and acts.may("duyệt", *units) and st.button("Duyệt", icon=":material/verified:")
    action = str(rows.loc[number, "action"])
    act: Act = "nhập" if action == "submit" else "duyệt"
    # Whoever takes back a step of scoring may take it.
    beside = [SCORING[step] for step in [action.removeprefix("score-")] if step in SCORING]
    if undo and not why:
        st.error(NEEDS_REASON)
    elif undo:
        acts.attempt(
            act,
            units,
            "",
            lambda by: _number_in_ledger(data.workspace().undo(number, by=by, why=why)),
            beside=beside,
        )
    elif approve:
        acts.attempt("duyệt", units, "", lambda by: _number_in_ledger(data.workspace().approve(number, by=by)))
    if with_preview and rows.loc[number, "action"] == "submit":
        try:
            preview = _undo_preview(str(data.workspace().store.path), number)
            if len(preview.units) > 1:
                preview_by_unit(preview, number)
            else:
                show_preview(preview, number)
                show_figures(preview, is_folded=False)
        except FaultError as faults:
            line(str(faults.faults[0]))


def way_out() -> None:
    """Where entries contradict each other, so that no page has figures: withdraw one, or open its period first."""
    try:
        rows, contradictions = data.workspace().log(), data.workspace().contradictions()
    except FaultError:
        # No withdrawal mends a fault of the plan or of the ledger itself.
        return
    rows = rows[(rows["action"] == "submit") & (rows["state"] != "withdrawn")].iloc[::-1].set_index("number")
    units = sorted({unit for text in rows["units"] for unit in text.split(", ")})
    if rows.empty or not contradictions:
        return
    acts.message()
    st.write(words.WAY_OUT)
    if not acts.may("nhập", *units):
        st.info(words.MAY_NOT.format(act="nhập"))
        return
    left, right = st.columns(2)
    with left:
        _entry_acts(rows, with_preview=False)
    with right:
        names = data.catalog().units
        unit = acts.choose(st, words.FILTERS["unit"], {unit: names[unit].name for unit in units}, "don-vi-cua-ky")
        if acts.may("duyệt", unit):
            _period_acts(unit)


@st.cache_data(max_entries=20, show_spinner=False)
def _undo_preview(store: str, number: int) -> Preview:  # noqa: ARG001 - the path of the store is its fingerprint
    # A store that is there has no contradictions, so that there is a preview.
    return cast(Preview, data.workspace().preview_undo(number))


def _period_acts(unit: str) -> None:
    period = st.text_input(
        "Kỳ: một năm (2025), một kỳ báo cáo (quy-1-2025), hoặc hai ngày (2025-01-01..2025-03-31)", key="ky"
    )
    why = st.text_input(REASON, key="ly-do-khoa")
    with st.container(horizontal=True):
        lock = st.button("Khóa kỳ", icon=":material/lock:")
        unlock = st.button("Mở khóa kỳ", icon=":material/lock_open:")
    if (lock or unlock) and not why.strip():
        st.error(NEEDS_REASON)
    elif lock or unlock:
        about: dict[str, Any] = {"unit_id": unit, "why": why.strip(), "unlock": bool(unlock)}
        acts.attempt(
            "duyệt", unit, "", lambda by: _number_in_ledger(data.workspace().lock(period.strip(), by=by, **about))
        )


def _number_in_ledger(entry: Any) -> str:
    return f"Đã ghi bút toán {entry.number}: {ledger_words.ACTIONS[entry.action]}."


def _entries(unit: str) -> DataFrame:
    """The entries of a unit, and the entries about those, newest first."""
    rows = data.workspace().log()
    own = rows["units"].map(lambda units: unit in units.split(", "))
    return rows[own | rows["target"].isin(rows.loc[own, "number"])].iloc[::-1]


def _entry_cell(column: str, value: Any) -> str:
    if formats.is_missing(value):
        return ""
    match column:
        case "at":
            return formats.moment(dt.datetime.fromisoformat(value))
        case "action":
            return ledger_words.action(value)
        case "by":
            return formats.person(value)
        case "state":
            return ledger_words.STATES_OF_ENTRIES[value]
    return str(value)


OWED_COLUMNS = {
    "owner": "Phụ trách",
    "name": "Chỉ số, chỉ tiêu",
    "year": "Năm",
    "covered": "Tình trạng",
    "periods": "Kỳ đã có",
    "due": "Hạn gửi",
    "days": "Quá hạn (ngày)",
}


def coverage_table(choice: data.Choice) -> None:
    """The table of indicators and years, to download too; then who owes what since when."""
    now = data.day_asked()
    rows = with_posts_of_day(coverage_rows(data.store(), data.catalog(), unit=choice.unit), data.catalog(), now)
    years = sorted(rows["year"].unique())
    columns = [
        (OWED_COLUMNS["name"], "ten"),
        (words.OWNER, "phu-trach"),
        *((str(year), str(year)) for year in years),
        ("Số mới nhất", "moi-nhat"),
    ]
    order = address.optional("xep", orders(name for _, name in columns))
    if order:
        rows = sort_coverage(rows, order)
    content = piece(
        "coverage",
        html.heads("so-lieu", columns, order or "", address.selection()),
        [_row(cells, years, now) for _, cells in rows.groupby("indicator_id", sort=False)],
    )
    block(
        view.view_html("do-phu", ViewRequest(choice.unit, choice.year, order=order), instead=content),
        "view do-phu",
    )
    overdue = debts(rows, today=now)
    if overdue.empty:
        st.info("Không có số liệu nào quá hạn.")
    else:
        table(
            "Ai còn nợ số liệu gì, từ ngày nào",
            OWED_COLUMNS.values(),
            ([_owed_cell(column, row[column]) for column in OWED_COLUMNS] for row in overdue.to_dict("records")),
        )


def sources(choice: data.Choice) -> None:
    """The sources of a unit's figures: title, the one that was printed, publisher, date, address."""
    rows = data.ask("coverage", unit=choice.unit)
    table(
        words.PARTS["nguon"],
        ("Mã", "Nguồn", words.ORIGINAL, "Nơi công bố", "Ngày", "Địa chỉ"),
        (
            [
                *(one.id, one.title, one.original, one.publisher),
                *(formats.day(one.published) if one.published else "", one.url),
            ]
            for one in data.catalog().sources_of(rows["source_id"])
        ),
    )
    plan = data.catalog()
    table(
        "Ai trả lời về việc gì",
        (words.OWNER, "Trả lời về", "Báo cáo", words.CITATION),
        (
            [row.name, "; ".join(row.answers_for), "; ".join(row.reports), plan.citation(row.cite)]
            for row in plan.owners.values()
            if row.assigned
        ),
    )
    if plan.systems:
        table(
            "Hệ thống mà kế hoạch nêu",
            ("Hệ thống", "Dùng để", words.CITATION),
            ([one.name, words.SYSTEM_ROLES[one.role], plan.citation(one.cite)] for one in plan.systems.values()),
        )


def _row(cells: DataFrame, years: list[int], now: dt.date) -> tuple[str, str, list[Any], str]:
    rows, newest = records(cells, CoverageStateRow), newest_day(cells)
    by_year = {row["year"]: row for row in rows}
    age = "" if newest is None else f"{formats.count(max((now - newest.date()).days, 0))} ngày trước"
    states = [_state(by_year[year], now) if year in by_year else None for year in years]
    return rows[0]["short"], owner(rows[0]), states, age


def _state(row: CoverageStateRow, now: dt.date) -> dict[str, Any]:
    owed = row["covered"] == "missing" and row["due"] is not None and row["due"] < now
    state = "owed" if owed else row["covered"]
    notes = [] if formats.is_missing(row["as_of"]) else [formats.day(row["as_of"])]
    if state == "partly":
        notes.append(row["periods"])
    if row["flag"] in ("provisional", "estimated", "low_reliability"):
        notes.append(words.FLAGS[row["flag"]])
    return {"look": words.COVERAGE_STATES[state], "href": html.safe(html.why(row)), "notes": notes}


def _owed_cell(column: str, value: Any) -> str:
    if formats.is_missing(value):
        return ""
    if column == "covered":
        return words.COVERAGE_STATES[value].word
    if column == "due":
        return formats.day(value)
    return formats.count(value) if column == "days" else str(value)
