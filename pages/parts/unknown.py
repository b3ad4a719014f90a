"""What is shown for a link that names something unknown: what the link says, and what it may have meant."""

from html import escape

import streamlit as st

from cchc_metrics.faults import nearest_name
from pages.parts import html
from pages.parts.address import UnknownName
from pages.parts.block import block

NAMES = {
    "don-vi": "đơn vị",
    "nam": "năm",
    "linh-vuc": "lĩnh vực",
    "chi-so": "chỉ số",
    "chi-tieu": "chỉ tiêu",
    "cua": "chỉ số, chỉ tiêu",
    "viec": "nhiệm vụ hoặc việc đã giao",
    "phu-trach": "người phụ trách",
    "loai": "loại văn bản",
    "bo-tieu-chi": "bộ tiêu chí",
    "cac-don-vi": "đơn vị",
    "cac-chi-so": "chỉ số, chỉ tiêu",
}


def show(fault: UnknownName, page: str) -> None:
    """Say that the link names something that is not here; offer the nearest name, and the page without it."""
    query = {key: value for key, value in st.query_params.to_dict().items() if key != fault.key}
    name = NAMES.get(fault.key, "mục")
    links = [f'<a href="{html.exact_link(page or "./", query)}">Mở trang này không kèm {name} đó</a>']
    if close := _closest(fault):
        href = html.exact_link(page or "./", query | {fault.key: close})
        links.insert(0, f'Có phải là <a href="{href}"><strong>{escape(fault.options[close])}</strong></a>?')
    block(
        f'<section class="view" role="alert"><h2>Liên kết nêu {name} «{escape(fault.value)}», ở đây không có</h2>'
        f"<p>{' '.join(links)}</p><p>Hoặc chọn ở thanh phía trên.</p></section>",
        "unknown",
    )


def _closest(fault: UnknownName) -> str | None:
    """The id that is spelt most like the unknown one, or the nearest year."""
    if fault.value.isdecimal() and all(option.isdecimal() for option in fault.options):
        return min(fault.options, key=lambda option: abs(int(option) - int(fault.value)), default=None)
    return nearest_name(fault.value, fault.options)
