"""Trình chiếu: one message a screen, as large as the projector allows; keys and links move through the sequence."""

import datetime as dt
from html import escape

import streamlit as st

from cchc_metrics.charts import look, picture
from cchc_metrics.days import today
from cchc_metrics.text import handing_in, meeting, words
from cchc_metrics.views import VIEWS, screens
from cchc_metrics.views.screens import Screen
from pages import _address, _cards, _meeting, _parts
from pages._block import block

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
    _address.arrive(ON)
    said = st.query_params.to_dict()
    _address.pin(said)
    plan = _parts.catalog()
    unit = said["don-vi"] if said.get("don-vi") in _parts.unit_names() else plan.plan.unit
    years, newest = _parts.years_of(unit)
    year = int(said["nam"]) if said.get("nam") in map(str, years) else newest
    shown = _sequence(str(_parts.store().path), unit, year, _address.as_known() or today())
    wanted = said.get("man") or _same_as(page, said)
    at = next((number for number, screen in enumerate(shown) if screen.id == wanted), 0)
    dark, alone = said.get("nen") == "toi", said.get("tu-chuyen") == "1"
    here = {ON: "1", "don-vi": unit, "nam": year, "man": shown[at].id} | (
        {"nen": "toi"} if dark else {}) | ({"tu-chuyen": "1"} if alone else {})

    def way(key: str, word: str, *without: str, **other: object) -> str:
        kept = {name: value for name, value in (here | other).items() if name not in without}
        return f'<a href="{_cards.link("./", **kept)}" data-key="{key}">{word}</a>'

    def screen(number: int) -> str:
        return shown[number % len(shown) if alone else min(max(number, 0), len(shown) - 1)].id

    nav = [
        way("ArrowLeft", words.BEFORE, man=screen(at - 1)),
        way("ArrowRight", words.NEXT, man=screen(at + 1)),
        way("Home", words.FIRST, man=shown[0].id),
        way("", words.LIGHT, "nen") if dark else way("", words.DARK, nen="toi"),
        way("", words.BY_HAND, "tu-chuyen") if alone else way("", words.ALONE, **{"tu-chuyen": "1"}),
        f'<a href="{_back(shown[at])}" data-key="Escape">{words.LEAVE}</a>',
    ]
    # The years before and after are on the arrows up and down, for the question "and the year before?".
    nav += [way(key, f"{arrow} {other}", nam=other)
            for key, arrow, other in (("ArrowUp", "↑", year - 1), ("ArrowDown", "↓", year + 1)) if other in years]
    counts = handing_in.counted(_address.as_known(), approved_only=_address.approved_only())
    content, source = _content(str(_parts.store().path), shown[at], counts)
    marks = [words.ILLUSTRATIVE] if _parts.ask("illustrative", unit=unit) else []
    marks += [counts] if counts else []
    mark = f'<strong class="mark">{" · ".join(marks)}</strong>' if marks else ""
    place = words.SCREEN_OF.format(number=at + 1, all=len(shown))
    block(
        f'<section class="slide{" dark" if dark else ""}" data-seconds="{SECONDS if alone else 0}">'
        f'<p class="filters"><span>{escape(plan.units[unit].name)} · {words.FILTERS["year"]} {year} {mark}</span>'
        f"<span>{place}</span></p><h2>{escape(shown[at].title)}</h2>"
        f'<div class="shown">{content}</div>'
        f'<footer><p>{escape(source)}</p><nav>{"".join(nav)}</nav></footer></section>',
        "slide",
    )


@st.cache_data(max_entries=500, show_spinner=False)
def _sequence(store: str, unit: str, year: int, on: dt.date) -> list[Screen]:  # noqa: ARG001 - the path of the store is its fingerprint
    return screens.sequence(_parts.store(), _parts.catalog(), unit=unit, year=year, on=on)


@st.cache_data(max_entries=500, show_spinner=False)
def _content(store: str, screen: Screen, counts: str) -> tuple[str, str]:  # noqa: ARG001 - its links carry `counts`
    """What a screen shows and the line that says where it comes from."""
    asked, plan = screen.asked, _parts.catalog()
    lines = "".join(f"<p>{escape(line)}</p>" for line in screen.notes if line)
    if screen.view is None:
        return _listed(screen) + lines, _parts.freshness(asked.unit, asked.year)
    view = VIEWS[screen.view](_parts.store(), plan, asked)
    drawn = f'<p class="alone">{escape(view.said)}</p>'
    if view.draw is not None:
        # Few rows get larger letters instead of thicker bars.
        size = SIZE if screen.view != "chi-tieu" else LARGE if len(view.rows) <= FEW else FULL
        drawn = f"<figure>{picture.inside_a_page(picture.drawn(view.draw(size)), view.said)}</figure>"
        # What the marks of the picture mean, and why it is cut where it is.
        marks = " ".join(line if line.endswith(".") else f"{line}." for line in view.notes if line not in screen.notes)
        lines += f'<p class="marks">{escape(marks)}</p>' if marks else ""
    return drawn + lines, view.source or _parts.freshness(asked.unit, asked.year)


def _listed(screen: Screen) -> str:
    asked, plan = screen.asked, _parts.catalog()
    filters = {"don-vi": asked.unit, "nam": asked.year, ON: "1"}
    if screen.id == screens.INDICES:
        return _cards.tiles(_parts.rows("indices", unit=asked.unit), asked.year, plan.years, filters)
    if screen.id == screens.AREAS:
        hrefs = {area.id: _cards.link("linh-vuc", **filters, **{"linh-vuc": area.slug})
                 for area in plan.areas.values()}
        return _cards.areas(_parts.rows("area_counts", unit=asked.unit, year=asked.year), hrefs)
    if screen.id.startswith(screens.DECISIONS):
        shown = [row for row in _meeting.chosen(asked) if row["entry"] in screen.entries]
        if not shown:
            return f'<p class="alone">{escape(meeting.RECORDED_ON)}</p>'
        # Who opens one wants to see it in full or to say how far it is, which slides cannot.
        return _meeting.listed(shown, {"don-vi": asked.unit, "nam": asked.year})
    rows = _parts.rows("attention", unit=asked.unit, year=asked.year)
    if not rows:
        # The title has said that nothing was missed; how much is known says what that is worth.
        return f'<p class="alone">{escape(_parts.freshness(asked.unit, asked.year))}</p>'
    return _cards.attention(rows, 0)


def _same_as(page: str, said: dict[str, str]) -> str:
    if page == "chi-so":
        return screens.INDEX + said.get("chi-so", next(iter(_parts.catalog().indices)))
    if page == "linh-vuc":
        area = said.get("linh-vuc", _parts.ALL)
        return screens.AREAS if area == _parts.ALL else screens.AREA + area
    if page == _meeting.WAY:
        return screens.DECISIONS
    return screens.INDICES


def _back(screen: Screen) -> str:
    """The working page that shows the same."""
    asked = screen.asked
    filters: dict[str, object] = {"don-vi": asked.unit, "nam": asked.year}
    if asked.indicator:
        return _cards.link("chi-so", **filters, **{"chi-so": asked.indicator})
    if asked.area:
        return _cards.link("linh-vuc", **filters, **{"linh-vuc": _parts.catalog().areas[asked.area].slug})
    return _cards.link(_meeting.WAY if screen.id.startswith(screens.DECISIONS) else "./", **filters)
