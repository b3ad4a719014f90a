"""Trình chiếu: one message a screen, as large as the projector allows; keys and links move through the sequence."""

import datetime as dt
from html import escape

import streamlit as st

from cchc_metrics.charts import look, picture
from cchc_metrics.days import today
from cchc_metrics.text import words
from cchc_metrics.views import VIEWS, screens
from cchc_metrics.views.screens import Screen
from pages.parts import address, data, html, meeting
from pages.parts.block import block

ON = "trinh-chieu"
# A picture fills about two thirds of the height of a screen of 16:9: a smaller one has larger letters.
SIZE, FULL = look.Size(1100, 400), look.Size(980, 385)
LARGE, FEW = look.Size(825, 300), 4
SECONDS = 15


def asked_for() -> bool:
    """True when the address asks for the presentation of whatever it shows."""
    return st.query_params.get(ON) == "1"


def present(page: str) -> None:
    """The screen that the address names, or the one that shows the same as the page at that address."""
    address.arrive(ON)
    said = st.query_params.to_dict()
    address.pin(said)
    plan = data.catalog()
    unit = said["don-vi"] if said.get("don-vi") in data.unit_names() else plan.plan.unit
    years, newest = data.years_of(unit)
    year = int(said["nam"]) if said.get("nam") in map(str, years) else newest
    shown = _sequence(str(data.store().path), unit, year, address.as_known() or today())
    wanted = said.get("man") or _same_as(page, said)
    at = next((number for number, screen in enumerate(shown) if screen.id == wanted), 0)
    dark, alone = said.get("nen") == "toi", said.get("tu-chuyen") == "1"
    here = (
        {ON: "1", "don-vi": unit, "nam": year, "man": shown[at].id}
        | ({"nen": "toi"} if dark else {})
        | ({"tu-chuyen": "1"} if alone else {})
    )

    def way(key: str, word: str, *without: str, **other: object) -> str:
        kept = {name: value for name, value in (here | other).items() if name not in without}
        return f'<a href="{html.link("./", **kept)}" data-key="{key}">{word}</a>'

    def screen(number: int) -> str:
        return shown[number % len(shown) if alone else min(max(number, 0), len(shown) - 1)].id

    nav = [
        way("ArrowLeft", "← Trước", man=screen(at - 1)),
        way("ArrowRight", "Tiếp →", man=screen(at + 1)),
        way("Home", "Về đầu", man=shown[0].id),
        way("", "Nền sáng", "nen") if dark else way("", "Nền tối", nen="toi"),
        way("", "Dừng tự chuyển", "tu-chuyen") if alone else way("", "Tự chuyển", **{"tu-chuyen": "1"}),
        f'<a href="{_back(shown[at])}" data-key="Escape">Thoát</a>',
    ]
    # The years before and after are on the arrows up and down, for the question "and the year before?".
    nav += [
        way(key, f"{arrow} {other}", nam=other)
        for key, arrow, other in (("ArrowUp", "↑", year - 1), ("ArrowDown", "↓", year + 1))
        if other in years
    ]
    counts = words.store_in_view(address.as_known(), approved_only=address.approved_only())
    content, source = _content(str(data.store().path), shown[at], counts)
    marks = [words.ILLUSTRATIVE] if data.ask("illustrative", unit=unit) else []
    marks += [counts] if counts else []
    mark = f'<strong class="mark">{" · ".join(marks)}</strong>' if marks else ""
    place = f"{at + 1}/{len(shown)}"
    block(
        f'<section class="slide{" dark" if dark else ""}" data-seconds="{SECONDS if alone else 0}">'
        f'<p class="filters"><span>{escape(plan.units[unit].name)} · {words.FILTERS["year"]} {year} {mark}</span>'
        f"<span>{place}</span></p><h2>{escape(shown[at].title)}</h2>"
        f'<div class="shown">{content}</div>'
        f"<footer><p>{escape(source)}</p><nav>{''.join(nav)}</nav></footer></section>",
        "slide",
    )


@st.cache_data(max_entries=500, show_spinner=False)
def _sequence(store: str, unit: str, year: int, on: dt.date) -> list[Screen]:  # noqa: ARG001 - the path of the store is its fingerprint
    return screens.sequence(data.store(), data.catalog(), unit=unit, year=year, on=on)


@st.cache_data(max_entries=500, show_spinner=False)
def _content(store: str, screen: Screen, counts: str) -> tuple[str, str]:  # noqa: ARG001 - its links carry `counts`
    """What a screen shows and the line that says where it comes from."""
    asked, plan = screen.asked, data.catalog()
    lines = "".join(f"<p>{escape(line)}</p>" for line in screen.notes if line)
    if screen.view is None:
        return _listed(screen) + lines, data.freshness(asked.unit, asked.year)
    view = VIEWS[screen.view](data.store(), plan, asked)
    drawn = f'<p class="alone">{escape(view.said)}</p>'
    if view.draw is not None:
        # Few rows get larger letters instead of thicker bars.
        size = SIZE if screen.view != "chi-tieu" else LARGE if len(view.rows) <= FEW else FULL
        drawn = f"<figure>{picture.inside_a_page(picture.drawn(view.draw(size)), view.said)}</figure>"
        # What the marks of the picture mean, and why it is cut where it is.
        marks = " ".join(line if line.endswith(".") else f"{line}." for line in view.notes if line not in screen.notes)
        lines += f'<p class="marks">{escape(marks)}</p>' if marks else ""
    return drawn + lines, view.source or data.freshness(asked.unit, asked.year)


def _listed(screen: Screen) -> str:
    asked, plan = screen.asked, data.catalog()
    filters = {"don-vi": asked.unit, "nam": asked.year, ON: "1"}
    if screen.id == screens.INDICES:
        return html.tiles(data.rows("indices", unit=asked.unit), asked.year, plan.years, filters)
    if screen.id == screens.AREAS:
        hrefs = {area.id: html.link("linh-vuc", **filters, **{"linh-vuc": area.slug}) for area in plan.areas.values()}
        return html.areas(data.rows("area_counts", unit=asked.unit, year=asked.year), hrefs)
    if screen.id.startswith(screens.DECISIONS):
        shown = [row for row in meeting.chosen(asked) if row["entry"] in screen.entries]
        if not shown:
            return f'<p class="alone">{escape(words.RECORDED_ON)}</p>'
        # Who opens one wants to see it in full or to say how far it is, which slides cannot.
        return meeting.listed(shown, {"don-vi": asked.unit, "nam": asked.year})
    rows = data.rows("attention", unit=asked.unit, year=asked.year)
    if not rows:
        # The title has said that nothing was missed; how much is known says what that is worth.
        return f'<p class="alone">{escape(data.freshness(asked.unit, asked.year))}</p>'
    return html.attention(rows, 0)


def _same_as(page: str, said: dict[str, str]) -> str:
    if page == "chi-so":
        return screens.INDEX + said.get("chi-so", next(iter(data.catalog().indices)))
    if page == "linh-vuc":
        area = said.get("linh-vuc", data.ALL)
        return screens.AREAS if area == data.ALL else screens.AREA + area
    if page == meeting.WAY:
        return screens.DECISIONS
    return screens.INDICES


def _back(screen: Screen) -> str:
    """The working page that shows the same."""
    asked = screen.asked
    filters: dict[str, object] = {"don-vi": asked.unit, "nam": asked.year}
    if asked.indicator:
        return html.link("chi-so", **filters, **{"chi-so": asked.indicator})
    if asked.area:
        return html.link("linh-vuc", **filters, **{"linh-vuc": data.catalog().areas[asked.area].slug})
    return html.link(meeting.WAY if screen.id.startswith(screens.DECISIONS) else "./", **filters)
