"""The look at a document before it is taken: its blanks with a place to fill them, and its pages as pictures."""

from collections.abc import Sequence

import streamlit as st

from cchc_metrics.documents import facsimile
from cchc_metrics.documents.blanks import FilledBlanks
from cchc_metrics.documents.kinds import Request
from cchc_metrics.faults import FaultsFound
from cchc_metrics.text import words
from pages.parts import data, rights

KEPT = "what was kept of a form, shown after the page is drawn again"
LOOK = """
<style>
.sheets {display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1rem}
.sheet {position: relative; background: #fff; color: #1a202c; border: 1px solid #a0aec0; overflow: hidden}
</style>
"""


def blanks(document: Request, asked: Sequence[str]) -> None:
    """The blanks of a document in a form; what is filled in is kept in the working folder for the next document."""
    if not asked:
        return
    store = FilledBlanks(data.workspace().folder)
    answers = store.of(document)
    left = [blank for blank in asked if not answers.get(blank)]
    title = f"Chỗ cần điền: còn {len(left)} trên {len(asked)}" if left else f"Đã điền đủ {len(asked)} chỗ"
    if message := st.session_state.pop(KEPT, None):
        st.success(message)
    with st.expander(title):
        if not rights.may("nhập"):
            st.info(words.MAY_NOT.format(act="nhập"))
            return
        scope = f"{document.kind} {document.unit} {document.year}"
        with st.form(f"điền {scope}", border=False):
            typed = {
                blank: st.text_area(
                    blank[0].upper() + blank[1:], answers.get(blank, ""), height=68, key=f"{blank} {scope}"
                )
                for blank in asked
            }
            sent = st.form_submit_button("Giữ những gì đã điền")
        if sent:
            rights.require("nhập")
            try:
                store.keep(document, typed)
            except FaultsFound as faults:
                data.show_faults(faults)
                return
            st.session_state[KEPT] = "Đã giữ. Văn bản lập từ bây giờ có những chỗ này; để trống thì còn dấu vàng."
            st.rerun()


def pages(content: bytes, form: str) -> None:
    """Every page of a file as a picture, the first ones in sight."""
    shown = facsimile.pages(content, form)
    st.caption(
        f"Xem trước {len(shown)} trang, vẽ từ chính tệp sẽ tải về: chữ, bảng, hình đúng như trong tệp; Word có thể "
        "ngắt dòng, ngắt trang hơi khác."
    )
    st.html(f'{LOOK}<div class="sheets">{"".join(page.picture for page in shown)}</div>')
