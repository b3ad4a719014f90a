"""The bar above every page: links, search, saved views, the ledger's day, filters; what an unknown link gets."""

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from cchc_metrics.days import today
from cchc_metrics.faults import FaultError, nearest_name
from cchc_metrics.text import words
from cchc_metrics.text.rows import FeedbackRow
from cchc_metrics.views.meeting import FEEDBACK
from cchc_metrics.views.view import piece
from pages.parts import acts, address, data, html
from pages.parts.address import PAGE_FILES, UnknownName
from pages.parts.html import block, follow

FIND = "Tìm (phím /)"
# A mark of more letters takes several lines on an old projector.
LINE = 120

JS = Path(__file__).parents[1] / "assets" / "bar.js"
# Pages on which every figure belongs to an area. The others have no filter for it, but keep it for these.
AREA_PAGES = ("linh-vuc", "nhiem-vu", "cac-xa")
# The page that shows all units at once, so that none is chosen on it.
MANY_UNITS = "cac-xa"
# A plan that asks for no feedback has no way to its page.
FEEDBACK_PAGE = "y-kien"
KEY, PAGE, FAULT = "bar", "the page of this run", "why a view was not saved"


def top_bar(pages: Sequence[st.Page], page: st.Page) -> None:
    """The bar above `page`: every link in it keeps the filters.

    Raises UnknownName, after the bar is drawn, for a link with a unit, year or area that is not offered.
    """
    address.read()
    bar = st.container(horizontal=True, key="top")
    links, ledger = bar.container(width="stretch"), bar.container(width="content")
    with ledger, st.popover("Xem như tại ngày…"):
        address.pick_day("Xem số liệu như đã biết đến hết ngày", address.LEDGER_KEYS[0], latest=today())
        address.pick_switch("Chỉ số liệu đã duyệt", address.LEDGER_KEYS[1])
        st.html("<p>Số liệu đi kèm chương trình cũng chỉ tính đến ngày ấy.</p>")
        _plans(page)
    _filters(page)
    with links:
        _links_search_and_views(pages, page)
    address.end_bar()


def _plans(page: st.Page) -> None:
    """Links to the other plans; units, years and areas are others there, so a link keeps the day and no filter."""
    plans = data.plans()
    choice = address.optional(address.PLAN, plans)
    own = data.workspace_of("").plan_folder.name
    ledger = {key: value for key, value in address.ledger_selection().items() if key != address.PLAN}
    if len(plans) > 1:
        st.html("<p>Kế hoạch:</p>")
        for plan, title in plans.items():
            here = plan == (choice or own)
            query = ledger if plan == own else {**ledger, address.PLAN: plan}
            st.page_link(
                page, label=title, query_params=query, icon=":material/check:" if here else None, disabled=here
            )


def title_of(page: st.Page) -> str:
    """The name of a page; that of many units says what the plan calls them."""
    plan = data.catalog() if page.url_path == MANY_UNITS else None
    return page.title if plan is None else f"Các {plan.levels[plan.plan.level].name.lower()}"


def _links(pages: Sequence[st.Page], page: st.Page) -> str:
    """The ways to the pages and to the presentation; a page that the plan has no use for is left out."""
    plan, filters = data.catalog(), address.selection()
    useless = {FEEDBACK_PAGE: plan.feedback is None, MANY_UNITS: not plan.is_for_many}
    ways = [
        {
            "href": html.safe(html.exact_link(other.url_path or "./", filters)),
            "name": "Ý kiến" if other.url_path == FEEDBACK_PAGE else title_of(other),
            "chosen": other == page,
        }
        for other in pages
        if not useless.get(other.url_path)
    ]
    presentation = html.safe(html.exact_link(page.url_path or "./", _presentation(page) | {"trinh-chieu": "1"}))
    return piece("ways", ways, presentation)


def _presentation(page: st.Page) -> dict[str, str]:
    """The filters of the presentation: those that the page shows. An area that is only kept for others is none."""
    selection = address.page_selection()
    return selection if page.url_path in AREA_PAGES else {key: selection[key] for key in selection if key != "linh-vuc"}


def _filters(page: st.Page) -> None:
    plan = data.catalog()
    areas = {data.ALL: "Tất cả lĩnh vực"} | {area.slug: area.short for area in plan.areas.values()}
    left, middle, right = st.container(key="filters").columns([3, 5, 3])
    if page.url_path == MANY_UNITS and plan.is_for_many:
        address.carry("don-vi", data.unit_names())
        unit, (years, newest) = plan.plan.unit, data.years_of_all()
    else:
        with left:
            unit = address.pick(words.FILTERS["unit"], "don-vi", data.unit_names(), default=plan.plan.unit)
        years, newest = data.years_of(unit)
    with middle:
        year = address.pick_year(words.FILTERS["year"], "nam", years, default=newest)
    slug = data.ALL
    if page.url_path in AREA_PAGES:
        with right:
            slug = address.pick(words.FILTERS["area"], "linh-vuc", areas, default=data.ALL)
    else:
        address.carry("linh-vuc", areas)
    area = next((area.id for area in plan.areas.values() if area.slug == slug), None)
    data.settle(data.Choice(unit, year, area), of_all=page.url_path == MANY_UNITS)
    _head(page, unit, year, areas[slug])


def _head(page: st.Page, unit: str, year: int, area: str) -> None:
    """The heading of the page, its filters for print, and what a reader must know of its figures."""
    name = data.catalog().units[unit].name
    plan = data.catalog().plan
    marks = [plan.title] if address.plan() else []
    marks += [plan.notice] if plan.notice else []
    marks += [words.ILLUSTRATIVE_LONG] if data.fact("illustrative", unit) else []
    if ledger := words.store_in_view(address.as_known(), approved_only=address.approved_only()):
        marks.append(ledger)
    # A register of feedback is no figure: its page says by itself what it has.
    has_register = page.url_path == FEEDBACK and data.rows("feedback", FeedbackRow, unit=unit, on=today(), by="total")
    marks += [] if has_register else _without_figures(unit, year)
    text = escape(" · ".join(marks))
    mark = f'<div class="mark{" long" if len(text) > LINE else ""}" role="note">{text}</div>' if marks else ""
    st.html(
        f'<h1 class="unseen">{escape(title_of(page))}</h1>'
        f'<p class="printed">{escape(f"{name} · Năm {year} · {area}")}</p>{mark}'
    )


def _without_figures(unit: str, year: int) -> list[str]:
    """That a unit has no figures, or none of a year, where that is so."""
    name, newest = data.catalog().units[unit].name, data.fact("span", unit).last_year
    if newest is None:
        return [f"Chưa có số liệu nào của {name}"]
    if not data.has_figures(unit, year):
        return [f"Năm {year} chưa có số liệu nào của {name}; năm gần nhất có số liệu là {newest}"]
    return []


def _links_search_and_views(pages: Sequence[st.Page], page: st.Page) -> None:
    """The links to the pages, the search field and the saved views: one element, for each one makes a click slower."""
    st.session_state[PAGE] = page.url_path
    fault = st.session_state.pop(FAULT, None)
    # The field never changes while the bar stands, only the address that it searches: typed letters outlast a run.
    content = {
        "html": piece("top_bar", FIND),
        "here": _here(page),
        "ways": _links(pages, page),
        "way": f"tim?{urlencode(address.selection())}",
        "saved": _saved_views(fault),
    }
    follow(_component()(key=KEY, data=content, on_go_change=lambda: None, on_act_change=_change_views).go)


def _here(page: st.Page) -> str:
    """What a folded bar says: the page, and the filters that it shows."""
    choice = data.choice()
    unit = [] if page.url_path == MANY_UNITS else [data.catalog().units[choice.unit].name]
    area = [data.catalog().areas[choice.area].short] if choice.area else []
    # What does not fit is cut at the end.
    return " · ".join([title_of(page), str(choice.year), *area, *unit])


def _saved_views(fault: str | None) -> str:
    views = [
        {"name": view.name, "href": html.safe(html.exact_link(view.page or "./", view.filters))}
        for view in data.workspace_of("").saved_views.all()
        if view.page in PAGE_FILES
    ]
    return piece("saved_views", views, fault, editable=acts.may("nhập"))


def _change_views() -> None:
    """Save, rename or delete a view; Streamlit calls this before the page is drawn again."""
    act = st.session_state[KEY].act or {}
    views, name, to = data.workspace_of("").saved_views, str(act.get("name", "")), str(act.get("to", ""))
    try:
        acts.require("nhập")
        if act.get("do") == "save":
            views.save(to, st.session_state[PAGE], address.selection())
        elif act.get("do") == "rename":
            views.rename(name, to)
        elif act.get("do") == "delete":
            views.delete(name)
    except FaultError as faults:
        st.session_state[FAULT] = str(faults)


@cache
def _component() -> Any:
    return st.components.v2.component("bar", js=JS.read_text(encoding="utf-8"), isolate_styles=False)


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
    "man": "màn hình",
    "tai-ngay": "ngày",
    "cac-don-vi": "đơn vị",
    "cac-chi-so": "chỉ số, chỉ tiêu",
}


def unknown_name(fault: UnknownName, page: str) -> None:
    """Say that the link names something that is not here; offer the nearest name, and the page without it."""
    query = {key: value for key, value in st.query_params.to_dict().items() if key != fault.key}
    name = NAMES.get(fault.key, "mục")
    links = [f'<a href="{html.exact_link(page or "./", query)}">Mở trang này không kèm {name} đó</a>']
    if close := _closest(fault):
        href = html.exact_link(page or "./", query | {fault.key: close})
        links.insert(0, f'Có phải là <a href="{href}"><strong>{escape(fault.options[close])}</strong></a>?')
    block(
        f'<section class="view" role="alert"><h2>Liên kết nêu {name} “{escape(fault.value)}”, ở đây không có</h2>'
        f"<p>{' '.join(links)}</p><p>Hoặc chọn ở thanh phía trên.</p></section>",
        "unknown",
    )


def _closest(fault: UnknownName) -> str | None:
    """The id that is spelt most like the unknown one, or the nearest year."""
    if fault.value.isdecimal() and all(option.isdecimal() for option in fault.options):
        return min(fault.options, key=lambda option: abs(int(option) - int(fault.value)), default=None)
    return nearest_name(fault.value, fault.options)
