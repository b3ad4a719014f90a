"""The ledger on the screen, and what may be done with its entries: undo, approve, lock, unlock."""

import datetime as dt
from typing import Any

import streamlit as st
from pandas import DataFrame

from cchc_metrics.faults import FaultsFound
from cchc_metrics.text import formats, handing_in
from cchc_metrics.workspace import Preview
from pages import _handing_in, _parts, _rights
from pages._handing_in import TOLD
from pages._tables import line, table


def entries(chosen: _parts.Choice) -> None:
    """Every entry that is about a unit, the newest first."""
    if done := st.session_state.pop(TOLD, None):
        st.success(done)
    rows = _of(chosen.unit)
    if rows.empty:
        st.info(handing_in.NO_ENTRIES)
        return
    table(handing_in.PARTS["so"], handing_in.LOG_COLUMNS.values(),
          ([_cell(column, row[column]) for column in handing_in.LOG_COLUMNS] for row in rows.to_dict("records")),
          note=handing_in.SAVED_AS)


def acts(chosen: _parts.Choice) -> None:
    """Withdraw or approve an entry; close or open a period. Each with who does it, and a reason."""
    if not _rights.may("nhập"):
        st.info(handing_in.MAY_NOT.format(act="nhập"))
        return
    left, right = st.columns(2)
    rows = _of(chosen.unit)
    open_ = rows[(rows["action"] != "withdraw") & (rows["state"] != "withdrawn")].set_index("number")
    with left:
        if len(open_):
            _entry(open_)
    with right:
        if _rights.may("duyệt"):
            _period(chosen.unit)


def _entry(rows: DataFrame) -> None:
    number = st.selectbox(handing_in.ENTRY, rows.index, key="but-toan",
                          format_func=lambda one: handing_in.named_entry({"number": one, **rows.loc[one].to_dict()}))
    why = st.text_input(handing_in.REASON, key="ly-do")
    waits = rows.loc[number, "state"] == "waiting"
    with st.container(horizontal=True):
        undo = st.button(handing_in.UNDO, icon=":material/undo:")
        approve = waits and _rights.may("duyệt") and st.button(handing_in.APPROVE, icon=":material/verified:")
    act = "nhập" if rows.loc[number, "action"] == "submit" else "duyệt"
    if undo and not why.strip():
        st.error(handing_in.NEEDS_REASON)
    elif undo:
        _done(_parts.workspace().undo(number, by=_rights.require(act), why=why.strip()))
    elif approve:
        _done(_parts.workspace().approve(number, by=_rights.require("duyệt")))
    if rows.loc[number, "action"] == "submit":
        try:
            _handing_in.show(_undone(str(_parts.workspace().store.path), number))
        except FaultsFound as found:
            line(str(found.faults[0]))


@st.cache_data(max_entries=20, show_spinner=False)
def _undone(store: str, number: int) -> Preview:  # noqa: ARG001 - the path of the store is its fingerprint
    return _parts.workspace().preview_undo(number)


def _period(unit: str) -> None:
    period = st.text_input(handing_in.PERIOD, key="ky")
    why = st.text_input(handing_in.REASON, key="ly-do-khoa")
    with st.container(horizontal=True):
        lock = st.button(handing_in.LOCK, icon=":material/lock:")
        unlock = st.button(handing_in.UNLOCK, icon=":material/lock_open:")
    if (lock or unlock) and not why.strip():
        st.error(handing_in.NEEDS_REASON)
    elif lock or unlock:
        _done(_parts.workspace().lock(period.strip(), unit_id=unit, by=_rights.require("duyệt"), why=why.strip(),
                                      unlock=unlock))


def _done(entry: Any) -> None:
    st.session_state[TOLD] = handing_in.DONE.format(number=entry.number, action=handing_in.ACTIONS[entry.action])
    st.rerun()


def _of(unit: str) -> DataFrame:
    """The entries of a unit and those that are about them, the newest first."""
    rows = _parts.workspace().log()
    own = rows["unit_id"] == unit
    return rows[own | rows["target"].isin(rows.loc[own, "number"])].iloc[::-1]


def _cell(column: str, value: Any) -> str:
    if formats.missing(value):
        return ""
    match column:
        case "at":
            return formats.moment(dt.datetime.fromisoformat(value))
        case "action":
            return handing_in.ACTIONS.get(value, value)
        case "state":
            return handing_in.STATES_OF_ENTRIES[value]
    return str(value)
