"""The ledger on Số liệu: its entries, and the acts on them: withdraw, approve, lock and unlock a period."""

import datetime as dt
from typing import Any

import streamlit as st
from pandas import DataFrame

from cchc_metrics.faults import FaultsFound
from cchc_metrics.text import formats, ledger_words, words
from cchc_metrics.workspace import Preview
from pages.parts import data, rights
from pages.parts.hand_in import preview_by_unit, show_preview
from pages.parts.html import line, table

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

MESSAGE = "the entry that was written, shown after the page is drawn again"


def entries(choice: data.Choice) -> None:
    """The table of the entries about a unit, newest first."""
    if message := st.session_state.pop(MESSAGE, None):
        st.success(message)
    rows = _entries(choice.unit)
    if rows.empty:
        st.info("Sổ chưa có bút toán nào.")
        return
    table(
        words.PARTS["so"],
        LOG_COLUMNS.values(),
        ([_cell(column, row[column]) for column in LOG_COLUMNS] for row in rows.to_dict("records")),
        note=words.SAVED_AS,
    )


def acts(choice: data.Choice) -> None:
    """The forms for acts, for whoever may do them: on one entry, and on one period."""
    if not rights.may("nhập", choice.unit):
        st.info(words.MAY_NOT.format(act="nhập"))
        return
    left, right = st.columns(2)
    rows = _entries(choice.unit)
    active = rows[(rows["action"] != "withdraw") & (rows["state"] != "withdrawn")].set_index("number")
    with left:
        if len(active):
            _entry_acts(active)
    with right:
        if rights.may("duyệt", choice.unit):
            _period_acts(choice.unit)


def _entry_acts(rows: DataFrame) -> None:
    number = st.selectbox(
        "Bút toán",
        rows.index,
        key="but-toan",
        format_func=lambda one: ledger_words.named_entry({"number": one, **rows.loc[one].to_dict()}),
    )
    why = st.text_input(REASON, key="ly-do").strip()
    units = str(rows.loc[number, "units"]).split(", ") if rows.loc[number, "units"] else []
    pending = rows.loc[number, "state"] == "waiting"
    with st.container(horizontal=True):
        undo = st.button("Rút", icon=":material/undo:")
        approve = pending and rights.may("duyệt", *units) and st.button("Duyệt", icon=":material/verified:")
    act = "nhập" if rows.loc[number, "action"] == "submit" else "duyệt"
    if undo and not why:
        st.error(NEEDS_REASON)
    elif undo:
        _report(data.workspace().undo(number, by=rights.require(act, *units), why=why))
    elif approve:
        _report(data.workspace().approve(number, by=rights.require("duyệt", *units)))
    if rows.loc[number, "action"] == "submit":
        try:
            preview = _undo_preview(str(data.workspace().store.path), number)
            (preview_by_unit if len(preview.units) > 1 else show_preview)(preview)
        except FaultsFound as faults:
            line(str(faults.faults[0]))


@st.cache_data(max_entries=20, show_spinner=False)
def _undo_preview(store: str, number: int) -> Preview:  # noqa: ARG001 - the path of the store is its fingerprint
    return data.workspace().preview_undo(number)


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
        _report(
            data.workspace().lock(
                period.strip(), unit_id=unit, by=rights.require("duyệt", unit), why=why.strip(), unlock=unlock
            )
        )


def _report(entry: Any) -> None:
    st.session_state[MESSAGE] = f"Đã ghi bút toán {entry.number}: {ledger_words.ACTIONS[entry.action]}."
    st.rerun()


def _entries(unit: str) -> DataFrame:
    """The entries of a unit, and the entries about those, newest first."""
    rows = data.workspace().log()
    own = rows["units"].map(lambda units: unit in units.split(", "))
    return rows[own | rows["target"].isin(rows.loc[own, "number"])].iloc[::-1]


def _cell(column: str, value: Any) -> str:
    if formats.missing(value):
        return ""
    match column:
        case "at":
            return formats.moment(dt.datetime.fromisoformat(value))
        case "action":
            return ledger_words.action(value)
        case "by":
            return ledger_words.person(value)
        case "state":
            return ledger_words.STATES_OF_ENTRIES[value]
    return str(value)
