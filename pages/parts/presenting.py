"""Trình chiếu: one message a screen, in letters that the last row can read; keys and links move through the"""

import datetime as dt
import re
from html import escape

import streamlit as st

from cchc_metrics.charts import look
from cchc_metrics.days import today
from cchc_metrics.text import words
from cchc_metrics.text.rows import AreaRow, VerdictRow, records
from cchc_metrics.views import VIEWS
from cchc_metrics.views.meeting import (
    AREA,
    AREAS,
    ATTENTION,
    DECISIONS,
    FEEDBACK,
    INDEX,
    INDICES,
    TARGET,
    WORST,
    YEARS,
    Screen,
    sequence,
)
from cchc_metrics.views.targets import legend
from pages.parts import address, data, html, meeting
from pages.parts.html import block

ON = "trinh-chieu"
SECONDS = 15
# A chart is drawn smaller than the screen and scaled up, which makes its letters larger. Fewer rows leave room for
# still larger ones.
SIZE, FULL, LARGE = look.Size(1000, 380), look.Size(980, 385), look.Size(825, 300)
FEW_ROWS = 4


def is_requested() -> bool:
    """True when the address asks for the presentation instead of the page."""
    return st.query_params.get(ON) == "1"


def present(page: str) -> None:
    """Show the screen that the address names, or the one that shows the same as the page at that address."""
    address.read_screen(ON)
    query = st.query_params.to_dict()
    address.select_ledger(query, latest=today())
    if (name := query.get(address.PLAN)) and name not in (plans := data.plans()):
        raise address.UnknownName(address.PLAN, name, plans)
    plan = data.catalog()
    names = data.unit_names()
    unit = query.get("don-vi", plan.plan.unit)
    if unit not in names:
        raise address.UnknownName("don-vi", unit, names)
    years, newest = data.years_of(unit)
    if query.get("nam", str(newest)) not in map(str, years):
        raise address.UnknownName("nam", query["nam"], {str(year): str(year) for year in years})
    year = int(query.get("nam", newest))
    areas = {data.ALL: "Tất cả lĩnh vực"} | {area.slug: area.short for area in plan.areas.values()}
    slug = query.get("linh-vuc", data.ALL)
    if slug not in areas:
        raise address.UnknownName("linh-vuc", slug, areas)
    area = next((area.id for area in plan.areas.values() if area.slug == slug), None) if plan.binds(unit) else None
    data.settle(data.Choice(unit, year, area))
    sequence = _sequence(data.fingerprint(), unit, year, data.day_asked(), area)
    screen_id = query.get("man") or _screen_of(page, query)
    # Where nothing is open, the last screen says how matters stand with decisions.
    instead = len(sequence) - 1 if screen_id == DECISIONS else 0
    if screen_id and not _is_screen(screen_id):
        raise address.UnknownName("man", screen_id, {screen.id: screen.title for screen in sequence})
    at = next((number for number, screen in enumerate(sequence) if screen.id == screen_id), instead)
    dark, automatic = query.get("nen") == "toi", query.get("tu-chuyen") == "1"
    ledger = words.store_in_view(address.as_known(), approved_only=address.approved_only())
    content, source = _content(data.fingerprint(), sequence[at], ledger)
    mark = _mark(unit, ledger)
    options = ({"nen": "toi"} if dark else {}) | ({"tu-chuyen": "1"} if automatic else {})
    filters: dict[str, object] = {ON: "1", "don-vi": unit, "nam": year, "man": sequence[at].id} | options
    if area:
        filters["linh-vuc"] = slug
    links = _links(sequence, at, filters, years)
    # Other screens come with another area: its first one.
    start = {key: value for key, value in filters.items() if key != "man"}
    choice = html.menu(words.FILTERS["area"], "./", "linh-vuc", areas, slug, start) if plan.binds(unit) else ""
    block(
        f'<section class="slide{" dark" if dark else ""}" data-seconds="{SECONDS if automatic else 0}">'
        f'<p class="filters"><span>{escape(plan.units[unit].name)} · {words.FILTERS["year"]} {year} {mark}</span>'
        f"{choice}<span>{at + 1}/{len(sequence)}</span></p><h2>{escape(sequence[at].title)}</h2>"
        f'<div class="shown">{content}</div>'
        f"<footer><p>{escape(source)}</p><nav>{links}</nav></footer></section>",
        "slide",
    )


def _mark(unit: str, ledger: str) -> str:
    """What a reader must know of the figures: there is room for what each mark begins with, the pages say the rest."""
    illustrative = words.ILLUSTRATIVE if data.fact("illustrative", unit) else ""
    texts = (data.catalog().plan.notice, illustrative, ledger, *data.damage_lines())
    marks = [text.split(" — ")[0] for text in texts if text]
    return f'<strong class="mark">{" · ".join(marks)}</strong>' if marks else ""


def _links(sequence: list[Screen], at: int, query: dict[str, object], years: list[int]) -> str:
    """The links beneath a screen; block.js follows each when its key is pressed."""
    automatic, year = "tu-chuyen" in query, int(str(query["nam"]))

    def link(key: str, text: str, *without: str, **other: object) -> str:
        filters = {name: value for name, value in (query | other).items() if name not in without}
        return f'<a href="{html.link("./", **filters)}" data-key="{key}">{text}</a>'

    def screen(number: int) -> str:
        return sequence[number % len(sequence) if automatic else min(max(number, 0), len(sequence) - 1)].id

    links = [
        link("ArrowLeft", "← Trước", man=screen(at - 1)),
        link("ArrowRight", "Tiếp →", man=screen(at + 1)),
        link("Home", "Về đầu", man=sequence[0].id),
        link("End", "Về cuối", man=sequence[-1].id),
        link("", "Nền sáng", "nen") if "nen" in query else link("", "Nền tối", nen="toi"),
        link("", "Dừng tự chuyển", "tu-chuyen") if automatic else link("", "Tự chuyển", **{"tu-chuyen": "1"}),
        '<button type="button" data-blank>Tắt hình (B)</button>',
        f'<a href="{_page_of(sequence[at])}" data-key="Escape">Thoát</a>',
    ]
    # The arrows up and down answer the question "and the year before?".
    links += [
        link(key, f"{arrow} {other}", nam=other)
        for key, arrow, other in (("ArrowUp", "↑", year - 1), ("ArrowDown", "↓", year + 1))
        if other in years
    ]
    return "".join(links)


@st.cache_data(max_entries=500, show_spinner=False)
def _sequence(store: str, unit: str, year: int, on: dt.date, area: str | None) -> list[Screen]:  # noqa: ARG001 - cache key
    return sequence(data.store(), data.catalog(), unit=unit, year=year, on=on, area=area)


@st.cache_data(max_entries=500, show_spinner=False)
def _content(store: str, screen: Screen, ledger: str) -> tuple[str, str]:  # noqa: ARG001 - part of the cache key
    """What a screen shows as HTML, and the line that names its source."""
    request = screen.request
    lines = "".join(f"<p>{escape(line)}</p>" for line in screen.notes if line)
    if screen.view is None:
        return _list_html(screen) + lines, data.freshness(request.unit, request.year)
    view = VIEWS[screen.view](data.store(), data.catalog(), request)
    content = f'<p class="alone">{escape(view.text)}</p>'
    if view.draw is not None:
        size = SIZE if screen.view != "chi-tieu" else LARGE if len(view.rows) <= FEW_ROWS else FULL
        content = f"<figure>{look.inline_svg(look.svg(view.draw(size)), view.text, accent=str(request.year))}</figure>"
        # What the marks in the picture mean.
        marks = " ".join(line if line.endswith(".") else f"{line}." for line in view.notes if line not in screen.notes)
        lines += f'<p class="marks">{escape(marks)}</p>' if marks else ""
    return content + lines, view.source or data.freshness(request.unit, request.year)


def _list_html(screen: Screen) -> str:
    """A screen without a picture: tiles, areas, decisions, or what needs attention."""
    request, plan = screen.request, data.catalog()
    filters = {"don-vi": request.unit, "nam": request.year, ON: "1"}
    if screen.id == INDICES:
        return html.tiles(
            data.rows("indices", VerdictRow, unit=request.unit),
            request.year,
            plan.years,
            lambda index, year: html.link("chi-so", **(filters | {"nam": year, "chi-so": index})),
        )
    if screen.id == AREAS:
        hrefs = {area.id: html.link("linh-vuc", **filters, **{"linh-vuc": area.slug}) for area in plan.areas.values()}
        targets = [row for row in data.rows("targets", VerdictRow, unit=request.unit) if row["year"] == request.year]
        return html.areas(data.rows("area_counts", AreaRow, unit=request.unit, year=request.year), targets, hrefs)
    if screen.id.startswith(DECISIONS):
        decisions = [row for row in meeting.matches(request) if row["entry"] in screen.entries]
        # A decision opens on its working page: a slide can neither show it in full nor take a report.
        own = {"linh-vuc": plan.areas[request.area].slug} if request.area else {}
        filters = {"don-vi": request.unit, "nam": request.year, **own}
        return meeting.decision_bar(request, filters) + meeting.decisions_html(decisions, filters)
    missed = data.ask("attention", unit=request.unit, year=request.year, area=request.area)
    rows = records(missed, VerdictRow)
    if not rows:
        # The title says that nothing was missed; how many figures there are says what that is worth.
        return f'<p class="alone">{escape(data.freshness(request.unit, request.year))}</p>'
    years: dict[str, list[VerdictRow]] = {}
    for question in ("indices", "targets"):
        for row in data.rows(question, VerdictRow, unit=request.unit):
            years.setdefault(row["indicator_id"], []).append(row)
    span = [row["year"] for row in years[rows[0]["indicator_id"]]]
    marks = f"{legend(missed.head(WORST), request.year)} Đường: các năm {min(span)}–{max(span)}."
    return f'{html.attention(rows, years=years)}<p class="marks">{escape(marks)}</p>'


def _is_screen(name: str) -> bool:
    """Whether a unit, a year or an area has a screen of this name; another year need not have it."""
    plan = data.catalog()
    if re.fullmatch(DECISIONS + r"(-\d+)?", name) or name in (INDICES, AREAS, ATTENTION, FEEDBACK, YEARS):
        return True
    names = {INDEX: plan.indices, TARGET: plan.targets, AREA: [area.slug for area in plan.areas.values()]}
    return any(name.startswith(kind) and name.removeprefix(kind) in ids for kind, ids in names.items())


def _screen_of(page: str, query: dict[str, str]) -> str:
    """The id of the screen that shows the same as a page."""
    if page == "chi-so":
        return INDEX + query.get("chi-so", next(iter(data.catalog().indices)))
    if page == "linh-vuc":
        area = query.get("linh-vuc", data.ALL)
        return AREAS if area == data.ALL else AREA + area
    if page == meeting.DECISIONS_PAGE:
        return DECISIONS
    if page == FEEDBACK:
        return FEEDBACK
    # The whole sequence, from what the last meeting decided.
    return ""


def _page_of(screen: Screen) -> str:
    """The link to the working page that shows the same as a screen."""
    request = screen.request
    filters: dict[str, object] = {"don-vi": request.unit, "nam": request.year}
    if request.indicator in data.catalog().targets:
        return html.link("linh-vuc", **filters, **{"chi-tieu": request.indicator})
    if request.indicator:
        return html.link("chi-so", **filters, **{"chi-so": request.indicator})
    if request.area:
        return html.link("linh-vuc", **filters, **{"linh-vuc": data.catalog().areas[request.area].slug})
    if screen.id == FEEDBACK:
        return html.link(FEEDBACK, **filters)
    return html.link(meeting.DECISIONS_PAGE if screen.id.startswith(DECISIONS) else "./", **filters)
