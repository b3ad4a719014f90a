"""The bar above every page: the way to each page, the filters, the search field."""

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from cchc_metrics.days import today
from cchc_metrics.faults import FaultsFound
from cchc_metrics.text import words
from cchc_metrics.workspace import SavedView
from pages.parts import address, data, html, rights
from pages.parts.block import WAYS, follow

JS = Path(__file__).parents[1] / "assets" / "bar.js"
KEY, HERE, FAULT = "bar", "the page of this run", "why a view was not saved"
FIELD = (
    f'<div class="finding"><input type="search" aria-label="{words.FIND}" placeholder="{words.FIND}" '
    f'title="Tìm, ví dụ: ho so dung han" autocomplete="off" spellcheck="false">'
    f'<ul class="panel" aria-live="polite" hidden></ul></div>'
    f'<details class="saved"><summary>Đã lưu</summary><div class="panel"></div></details>'
)


def show(page: str) -> None:
    """The field and the saved views; `page` is the address of the page beneath."""
    st.session_state[HERE] = page
    fault = st.session_state.pop(FAULT, None)
    # The field stays as it is for as long as the bar stands: only where it looks changes with the filters.
    data = {"html": FIELD, "way": f"tim?{urlencode(address.filters())}", "saved": _saved(fault)}
    follow(_mounted()(key=KEY, data=data, on_go_change=lambda: None, on_act_change=_act).go)


def _saved(fault: str | None) -> str:
    views = [view for view in data.workspace().saved.all() if view.page in WAYS]
    mine = rights.may("nhập")
    lines = "".join(f"<li>{_line(view, mine=mine)}</li>" for view in views)
    listed = f"<ul>{lines}</ul>" if lines else "<p>Chưa lưu cách xem nào.</p>"
    told = f'<p role="alert">{escape(fault)}</p>' if fault else ""
    form = (
        (
            f'<form data-do="save"><input name="name" maxlength="80" required aria-label="{words.SAVED_NAME}" '
            f'placeholder="{words.SAVED_NAME}"><button>Lưu</button></form>'
        )
        if mine
        else ""
    )
    return f"{listed}{told}{form}"


def _line(view: SavedView, *, mine: bool) -> str:
    name = escape(view.name)
    way = f'<a href="{html.exact_link(view.page or "./", view.filters)}">{name}</a>'
    if not mine:
        return way
    return way + "".join(
        f'<button data-do="{act}" data-name="{name}" aria-label="{escape(said.format(name=view.name))}">{word}</button>'
        for act, word, said in (("rename", "Đổi tên", "Đổi tên «{name}»"), ("delete", "Xóa", "Xóa «{name}»"))
    )


def _act() -> None:
    """Save, rename or delete, before the page is drawn again."""
    asked = st.session_state[KEY].act or {}
    saved, name = data.workspace().saved, str(asked.get("name", ""))
    try:
        rights.require("nhập")
        if asked.get("do") == "save":
            saved.save(name, st.session_state[HERE], address.filters())
        elif asked.get("do") == "rename":
            saved.rename(name, str(asked.get("to", "")))
        elif asked.get("do") == "delete":
            saved.delete(name)
    except FaultsFound as found:
        st.session_state[FAULT] = str(found)


@cache
def _mounted() -> Any:
    return st.components.v2.component("bar", js=JS.read_text(encoding="utf-8"), isolate_styles=False)


def top_bar(pages: Sequence[st.Page], here: st.Page) -> None:
    """The way to every page and to the presentation of this one, and the filters, which every way keeps."""
    address.adopt()
    bar = st.container(horizontal=True, key="top")
    ways = bar.container(horizontal=True, width="stretch", key="ways")
    finding, ledger = bar.container(width="content"), bar.container(width="content")
    with ledger, st.popover("Xem như tại ngày…"):
        address.pick_day("Xem số liệu như đã biết đến hết ngày", address.PINNED[0], latest=today())
        address.pick_whether("Chỉ số liệu đã duyệt", address.PINNED[1])
        st.html("<p>Số liệu công bố đi kèm chương trình luôn được tính.</p>")
    _filters()
    for page in pages:
        ways.page_link(page, query_params=address.filters())
    ways.page_link(
        here, label="Trình chiếu", icon=":material/slideshow:", query_params=address.view() | {"trinh-chieu": "1"}
    )
    with finding:
        show(here.url_path)


def _filters() -> None:
    plan = data.catalog()
    areas = {data.ALL: "Tất cả lĩnh vực"} | {area.slug: area.short for area in plan.areas.values()}
    names = data.unit_names()
    left, middle, right = st.container(key="filters").columns([3, 5, 3])
    with left:
        unit = address.pick(words.FILTERS["unit"], "don-vi", names, default=plan.plan.unit)
    years, newest = data.years_of(unit)
    with middle:
        year = address.pick_year(words.FILTERS["year"], "nam", years, default=newest)
    with right:
        slug = address.pick(words.FILTERS["area"], "linh-vuc", areas, default=data.ALL)
    area = next((area.id for area in plan.areas.values() if area.slug == slug), None)
    st.session_state["choice"] = data.Choice(unit, year, area)
    told = [words.ILLUSTRATIVE_LONG] if data.ask("illustrative", unit=unit) else []
    if counted := words.store_in_view(address.as_known(), approved_only=address.approved_only()):
        told.append(counted)
    if told:
        st.html(f'<div class="mark" role="note">{" · ".join(told)}</div>')
