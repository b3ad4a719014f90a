"""Whoever clicks about at random always sees what the address says, with the figures the library gives for it."""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Error

from cchc_metrics import metrics
from cchc_metrics.text import formats, words
from cchc_metrics.text.sentence import figure, sentence
from cchc_metrics.text.statements import areas_line
from cchc_metrics.views.view import cell_text, decimals
from cchc_metrics.workspace import Workspace
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
# 500 clicks in all, in parts that the cores of a machine can share.
PARTS, CLICKS = 4, 125
PATIENCE, AT_REST = 30.0, 4
# Another number is another walk.
SEED = int(os.environ.get("CCHC_WALK", "0"))
# What stands on a page, or should, by name.
Seen = dict[Any, Any]
STARTS = ("", "chi-so?don-vi=hung-yen", "linh-vuc?linh-vuc=tthc", "so-sanh")

# The address, the filters as the bar shows them, and what each kind of page shows of figures.
SEEN = """() => {
  const texts = (what) => [...document.querySelectorAll(what)].map((one) => one.innerText.replace(/\\s+/g, " ").trim());
  const boxes = [...document.querySelectorAll("[data-testid=stSelectbox] input")].map((one) => one.value);
  const year = document.querySelector(
    "[data-testid=stButtonGroup] [aria-checked=true], [data-testid=stButtonGroup] [data-selected=true]");
  const running = !document.querySelector("[data-test-script-state=notRunning]");
  return {running, url: location.href, unit: boxes[0], year: year && year.innerText.trim(),
          broken: document.querySelectorAll("[data-testid=stException]").length,
          values: texts(".tile .value"), areas: [...document.querySelectorAll(".areas li")].map((li) => [
            li.querySelector("a").innerText, (li.querySelector(".unseen") || li.querySelector("span")).innerText
          ].join(" ")),
          says: texts(".says")[0] || "",
          reasons: (texts(".says")[0] || "").split(" · ").slice(-1)[0],
          targets: texts("table.targets tbody tr:not(.area) td.number:nth-of-type(3)").sort(),
          compared: texts(".beside table tbody td:nth-of-type(3)")};
}"""
LINKS = 'document.querySelectorAll(".block a[href]:not([download])")'
WAYS = f'() => [...{LINKS}].map((one) => one.getAttribute("href"))'
# A link in a picture knows no click() of its own.
CLICK = f'(at) => {LINKS}[at].dispatchEvent(new MouseEvent("click", {{bubbles: true, cancelable: true}}))'


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(tmp_path_factory.mktemp("workspace") / Path("walk"))


@pytest.mark.parametrize("part", range(PARTS))
def test_a_walk_keeps_address_filters_and_figures_together(visit: Visit, known: Workspace, part: int) -> None:
    chance = random.Random(SEED * PARTS + part)
    visit.open(STARTS[part])
    _agrees(visit, known, lambda _: True, "opening")
    for number in range(CLICKS):
        thing, came = _click(visit, chance)
        _agrees(visit, known, came, f"click {number}: {thing}")
    visit.sound()


def _click(visit: Visit, chance: random.Random) -> tuple[str, Callable[[str], bool]]:
    """Click on something; what it was, and how an address shows that the click has come through."""
    page, now = visit.page, visit.page.url
    turn = chance.random()
    if turn < 0.35:
        years = page.locator("[data-testid=stButtonGroup]").first
        year = chance.choice(years.locator("button, [role=radio]").all_inner_texts()).strip()
        years.get_by_text(year, exact=True).click()
        return f"year {year}", lambda url: _said(url).get("nam", year) == year
    if turn < 0.45:
        ways = page.locator(".ways a").filter(has_not_text="Trình chiếu")
        at = chance.randrange(ways.count())
        way = ways.nth(at).get_attribute("href") or ""
        ways.nth(at).click()
        return f"page {way}", lambda url: urlsplit(url).path.strip("/") == urlsplit(way).path.strip("./")
    if turn < 0.5 and now != visit.base:
        page.reload()
        page.wait_for_selector("h1", state="attached")
        return "reload", lambda _: True
    hrefs = page.evaluate(WAYS)
    ats = [at for at, href in enumerate(hrefs) if "trinh-chieu" not in href]
    if not ats:
        return "nothing to click on", lambda _: True
    at = chance.choice(ats)
    page.evaluate(CLICK, at)
    wanted = _said(hrefs[at])
    return hrefs[at], lambda url: wanted.items() <= _said(url).items()


def _agrees(visit: Visit, known: Workspace, came: Callable[[str], bool], thing: str) -> None:
    """Wait until the page shows what its address says; fail with the difference when it does not in time."""
    wrong, rest, began = "nothing was read", 0, time.monotonic()
    while time.monotonic() < began + PATIENCE:
        try:
            seen = visit.page.evaluate(SEEN)
        except Error:
            # The page is being loaded anew.
            continue
        wrong = _difference(seen, known) if came(seen["url"]) else "the click has not come through"
        # A click on a way makes two runs: only what stays as it is has come to rest.
        rest = 0 if wrong or seen["running"] else rest + 1
        if rest == AT_REST:
            return
        visit.page.wait_for_timeout(30)
    raise AssertionError(f"{thing}: {wrong}")


def _said(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def _difference(seen: Seen, known: Workspace) -> str:
    """What the page shows otherwise than the library answers for its address; empty when all agrees."""
    query, page = _said(seen["url"]), urlsplit(seen["url"]).path.strip("/")
    if seen["broken"]:
        return "an exception"
    if "trinh-chieu" in query:
        return ""
    plan = known.catalog
    unit = query.get("don-vi", plan.plan.unit)
    span = metrics.span(known.store, unit=unit)
    year = int(query.get("nam", span.last_year or plan.plan.last_year))
    wanted = {"unit": plan.units[unit].name, "year": str(year)}
    if page in EXPECTED:
        wanted |= EXPECTED[page](known, query, unit, year)
    shown = {name: seen[name] for name in wanted}
    return "" if _plain(shown) == _plain(wanted) else f"{seen['url']} shows {shown} instead of {wanted}"


def _overview(known: Workspace, _said: dict[str, str], unit: str, year: int) -> Seen:
    rows = metrics.indices(known.store, unit=unit, year=year).to_dict("records")
    values = [
        formats.MISSING_SHORT
        if formats.is_missing(row["value"])
        else formats.value(row["value"], row["measure_unit"], against=[row["previous"]])
        for row in rows
    ]
    if not _bound(known, unit):
        return {"values": values}
    counts = metrics.area_counts(known.store, unit=unit, year=year)
    return {"values": values, "areas": [f"{row['name']} {areas_line(row)}" for row in counts.to_dict("records")]}


def _index(known: Workspace, query: dict[str, str], unit: str, year: int) -> Seen:
    index = query.get("chi-so", next(iter(known.catalog.indices)))
    rows = metrics.indices(known.store, unit=unit, year=year, index=index)
    return {"says": f"{sentence(rows.iloc[0])} Vì sao?" if len(rows) else ""}


def _reasons(known: Workspace, query: dict[str, str], unit: str, year: int) -> Seen:
    rows = metrics.indices(known.store, unit=unit, year=year, index=query.get("cua", next(iter(known.catalog.indices))))
    return {"reasons": sentence(rows.iloc[0])} if len(rows) else {}


def _targets(known: Workspace, query: dict[str, str], unit: str, year: int) -> Seen:
    if not _bound(known, unit) or query.get("xem", "chi-tieu") != "chi-tieu":
        return {}
    rows = metrics.targets(known.store, unit=unit, year=year, area=_area(known, query))
    return {"targets": sorted(_plain(_value(row)) for row in rows.to_dict("records"))}


def _compared(known: Workspace, query: dict[str, str], unit: str, year: int) -> Seen:
    if "cac-chi-so" not in query:
        return {}
    span = metrics.span(known.store, unit=unit)
    first = min(known.catalog.plan.first_year, span.first_year or year)
    years = [int(query.get("tu-nam", min(first, year))), year]
    rows = metrics.compare(
        known.store,
        units=list(dict.fromkeys([unit, *filter(None, query["cac-don-vi"].split(","))])),
        indicators=query["cac-chi-so"].split(","),
        from_year=years[0],
        to_year=years[1],
    )
    return {
        "compared": [
            cell_text(value, words.COLUMNS["value"], digits)
            for value, digits in zip(rows["value"].astype(object), decimals(rows, None), strict=True)
        ]
    }


# A page that is not here is held to its filters alone.
EXPECTED: dict[str, Callable[[Workspace, dict[str, str], str, int], Seen]] = {
    "": _overview,
    "chi-so": _index,
    "vi-sao": _reasons,
    "linh-vuc": _targets,
    "so-sanh": _compared,
}


def _bound(known: Workspace, unit: str) -> bool:
    return known.catalog.units[unit].level == known.catalog.plan.level


def _area(known: Workspace, query: dict[str, str]) -> str | None:
    return next((row.id for row in known.catalog.areas.values() if row.slug == query.get("linh-vuc")), None)


def _value(row: Seen) -> str:
    has_counts = not (formats.is_missing(row["numerator"]) or row["no_activity"])
    counts = f" ({formats.fraction(row['numerator'], row['denominator'])})" if has_counts else ""
    return figure(row, unknown=formats.MISSING_SHORT) + counts


def _plain(answer: Seen) -> str:
    return str(answer).replace("\\xa0", " ").replace("\xa0", " ")
