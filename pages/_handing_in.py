"""Handing in: the template, the files, every fault in its place, and what would change before anything is stored."""

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from cchc_metrics.documents import workbook
from cchc_metrics.documents.marked import marked
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.text import formats, handing_in, words
from cchc_metrics.workspace import Preview
from pages import _parts, _rights
from pages._tables import line, table

Files = tuple[tuple[str, bytes], ...]
ROUND = "how many times files were taken in, so that the next ones begin with an empty box"
TOLD = "what was done, told after the page is drawn anew"


def template(chosen: _parts.Choice) -> None:
    """The workbook to fill in, for one post or all, empty or with what is there."""
    plan = _parts.catalog()
    owners = {"": handing_in.ALL_OWNERS} | {owner.id: owner.name for owner in plan.owners.values() if owner.assigned}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        owner = st.selectbox(handing_in.TEMPLATE_OWNER, list(owners), format_func=owners.get, key="chuc-danh",
                             width=420)
        filled = st.toggle(handing_in.FILLED, key="dien-san")
        office, wanted = _parts.workspace(), {"unit": chosen.unit, "year": chosen.year, "owner": owner or None}
        try:
            name = _name(str(office.store.path), **wanted)
        except FaultsFound as found:
            line(" ".join(fault.problem for fault in found.faults))
            return
        # Made when it is asked for, so that the page waits for nothing.
        st.download_button(handing_in.TEMPLATE.format(year=chosen.year),
                           lambda: workbook.template(office, **wanted, filled=filled).data, name,
                           icon=":material/download:", on_click="ignore")


@st.cache_data(max_entries=50, show_spinner=False)
def _name(store: str, **wanted: Any) -> str:  # noqa: ARG001 - the path of the store is its fingerprint
    return workbook.name_of(_parts.workspace(), **wanted)


def files(chosen: _parts.Choice) -> None:
    """The box for files, and what handing them in would do, or every fault of them."""
    if done := st.session_state.pop(TOLD, None):
        st.success(done)
    if not _rights.may("nhập"):
        st.info(handing_in.MAY_NOT.format(act="nhập"))
        return
    number = st.session_state.setdefault(ROUND, 0)
    given = st.file_uploader(handing_in.FILES, accept_multiple_files=True, key=f"tep-{number}")
    if not given:
        line(handing_in.SAVED_AS)
        return
    handed: Files = tuple((file.name, file.getvalue()) for file in given)
    try:
        preview = _preview(str(_parts.workspace().store.path), chosen.unit, handed)
    except FaultsFound as found:
        _faults(found, handed)
        return
    show(preview)
    if preview.cautions:
        _marked(handing_in.MARKED_CAUTIONS, handed, (), preview.cautions)
    if not preview.empty and st.button(handing_in.COMMIT, type="primary", icon=":material/check:"):
        # What was previewed is checked again under the lock: the ledger may have grown meanwhile.
        entry = _parts.workspace().submit(handed, unit_id=chosen.unit, by=_rights.require("nhập"))
        st.session_state[ROUND] += 1
        st.session_state[TOLD] = handing_in.COMMITTED.format(number=entry.number) if entry else handing_in.NOTHING_NEW
        st.rerun()


@st.cache_data(max_entries=10, show_spinner=False)
def _preview(store: str, unit: str, handed: Files) -> Preview:  # noqa: ARG001 - the path of the store is its fingerprint
    return _parts.workspace().preview(handed, unit_id=unit)


def show(preview: Preview) -> None:
    """What would be otherwise: counts, cautions, verdicts, figures."""
    if preview.empty:
        st.info(handing_in.NOTHING_NEW)
        return
    said = [*handing_in.summary(preview.changes), *(handing_in.KNOWN.format(name=name) for name in preview.known)]
    st.html(f'<p class="says">{escape("; ".join(said))}. {handing_in.NO_FLIPS if preview.flips.empty else ""}</p>')
    cautions(preview.cautions)
    flips = preview.flips
    swapped = preview.changes["illustrative"] | preview.changes["illustrates"]
    if swapped.any():
        # Illustrative figures come and go together, which says nothing about the commune.
        real = preview.changes.loc[~swapped | preview.changes["kind"].eq("changed"), ["indicator_id", "year"]]
        told = set(real.itertuples(index=False, name=None))
        own = [(row.indicator_id, row.year) in told for row in flips.itertuples()]
        line(handing_in.GIVES_WAY.format(count=formats.count(len(own) - sum(own))))
        flips = flips[own]
    if not flips.empty:
        rows = [handing_in.flip_cells(row) for row in flips.to_dict("records")]
        table(handing_in.FLIPS_HEAD.format(count=len(rows)), handing_in.FLIP_COLUMNS, rows)
    names = _parts.catalog().names_within
    listed = [handing_in.change_cells(row, names) for number, row in enumerate(preview.changes.to_dict("records"))
              if not (swapped[number] and row["kind"] != "changed")]
    if listed:
        table(handing_in.CHANGES_HEAD.format(count=len(listed)), handing_in.CHANGE_COLUMNS, listed)


def cautions(told: Sequence[Fault]) -> None:
    """What its sender should look at again."""
    if told:
        table(handing_in.CAUTIONS_HEAD.format(count=len(told)), words.FAULT_COLUMNS, map(_cells, told))


def _faults(found: FaultsFound, handed: Files) -> None:
    st.error(handing_in.FAULTS_FOUND.format(count=formats.count(len(found.faults))))
    _marked(handing_in.MARKED, handed, found.faults, found.cautions)
    table(words.FAULT_COLUMNS[1], words.FAULT_COLUMNS, map(_cells, found.faults))
    cautions(found.cautions)


def _marked(label: str, handed: Files, faults: Sequence[Fault], told: Sequence[Fault]) -> None:
    """A button for each file with something to mark in it."""
    with st.container(horizontal=True):
        for number, (name, data) in enumerate(handed):
            own, also = ([fault for fault in some if fault.place.startswith(name)] for some in (faults, told))
            if own or also:
                made = marked(name, data, own, also)
                st.download_button(label.format(name=name), made.data, made.name, key=f"mark {number}",
                                   icon=":material/download:", on_click="ignore")


def _cells(fault: Fault) -> tuple[str, ...]:
    return fault.place, fault.problem, fault.expected, fault.remedy
