"""A document before it is taken: what it lacks, its blanks with a place to fill them, its pages as pictures."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from pandas import DataFrame

from cchc_metrics.documents import facsimile, reports
from cchc_metrics.documents.request import FilledBlanks, Request, check_request, figures, without_figures
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.text import words
from pages.parts import acts, address, data
from pages.parts.html import line


@dataclass(frozen=True)
class Outlook:
    """What is known of a document before it is made.

    `faults` say why it cannot be made, `figures` are its rows, `debts` the missing ones with their owners.
    """

    document: Request
    faults: tuple[Fault, ...]
    figures: DataFrame
    debts: DataFrame


def outlook(kind: str, unit: str, year: int, day: dt.date | None = None) -> Outlook:
    """The outlook of a document from the figures of this run; without a day it has its usual date."""
    result: Outlook = _outlook(str(data.store().path), kind=kind, unit=unit, year=year, day=day, **_ledger())
    return result


def _ledger() -> dict[str, Any]:
    return {"as_known": address.as_known(), "approved_only": address.approved_only()}


@st.cache_data(max_entries=500, show_spinner=False)
def _open_blanks(fingerprint: str, **fields: Any) -> list[str]:  # noqa: ARG001 - part of the cache key
    """What a document asks of the office; the whole text is written for it."""
    office = data.workspace()
    return reports.open_blanks(office, reports.request(office, **fields))


@st.cache_data(max_entries=500, show_spinner=False)
def _outlook(fingerprint: str, **fields: Any) -> Outlook:  # noqa: ARG001 - part of the cache key
    office, plan, store = data.workspace(), data.catalog(), data.store()
    document = reports.request(office, **fields)
    rows = figures(store, plan, document)
    try:
        check_request(store, plan, document, rows)
    except FaultError as faults:
        return Outlook(document, tuple(faults.faults), DataFrame(), DataFrame())
    return Outlook(document, (), rows, without_figures(rows))


LOOK = """
<style>
.sheets {display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1rem}
.sheet {position: relative; background: #fff; color: #1a202c; border: 1px solid #a0aec0; overflow: hidden}
</style>
"""


def blanks(document: Request) -> None:
    """The blanks of a document in a form, drawn while it is open; what is filled in is kept for the next document."""
    acts.message()
    box = st.expander("Chỗ cần điền: người ký, số văn bản, nguyên nhân …", key="blanks", on_change="rerun")
    if not box.open:
        return
    store = FilledBlanks(data.workspace().folder)
    if store.damage():
        box.info("Chưa điền được: sửa tệp nêu ở đầu trang trước, để không mất những gì đã điền.")
        return
    answers = store.of(document)
    fields = {"kind": document.kind, "unit": document.unit, "year": document.year, "day": document.day}
    open_blanks = _open_blanks(str(data.store().path), **fields, **_ledger())
    with box:
        if not open_blanks or not acts.may("nhập", document.unit):
            st.info(words.MAY_NOT.format(act="nhập") if open_blanks else "Văn bản này không có chỗ nào phải điền.")
            return
        rest = sum(not answers.get(blank) for blank in open_blanks)
        line(f"Còn {rest} trên {len(open_blanks)} chỗ." if rest else f"Đã điền đủ {len(open_blanks)} chỗ.")
        scope = f"{document.kind} {document.unit} {document.year}"
        with st.form(f"điền {scope}", border=False):
            texts = {
                blank: st.text_area(
                    blank[0].upper() + blank[1:], answers.get(blank, ""), height=68, key=f"{blank} {scope}"
                )
                for blank in open_blanks
            }
            click = st.form_submit_button("Giữ những gì đã điền")
        if click:
            acts.require("nhập", document.unit)
            try:
                store.keep(document, texts)
            except FaultError as faults:
                data.show_faults(faults, "Không giữ được những gì đã điền")
                return
            acts.finish("Đã giữ. Văn bản lập từ bây giờ có những chỗ này; để trống thì còn dấu vàng.")


def pages(content: bytes, form: str) -> None:
    """Every page of a file as a picture, the first ones in sight."""
    sheets = facsimile.pages(content, form)
    st.caption(
        f"Xem trước {len(sheets)} trang, vẽ từ chính tệp sẽ tải về: chữ, bảng, hình đúng như trong tệp; Word có thể "
        "ngắt dòng, ngắt trang hơi khác."
    )
    st.html(f'{LOOK}<div class="sheets">{"".join(page.picture for page in sheets)}</div>')


def template(kind: str, path: Path) -> None:
    """The template of a kind of document to take away, and the fields that it may use."""
    st.write("Tải mẫu, sửa trong Word rồi nhờ người quản trị đặt thay mẫu cũ, giữ tên tệp; trường lạ sẽ bị nêu lỗi.")
    st.download_button(
        f"Tải về {path.name}",
        path.read_bytes(),
        path.name,
        reports.MEDIA["docx"],
        on_click="ignore",
        key="template",
    )
    st.dataframe(DataFrame(reports.fields_of(kind), columns=["Trường", "Thành gì"]), hide_index=True)
