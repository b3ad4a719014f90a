"""Clicks at random: a page always shows what its address says, with the figures that the library gives for it."""

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
Content = dict[Any, Any]
STARTS = ("", "chi-so?don-vi=hung-yen", "linh-vuc?linh-vuc=tthc", "so-sanh")

# The address, the filters as the bar shows them, and what each kind of page shows of figures.
READ = """() => {
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
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(tmp_path_factory.mktemp("workspace") / Path("walk"))


@pytest.mark.parametrize("part", range(PARTS))
def test_a_walk_keeps_address_filters_and_figures_together(visit: Visit, workspace: Workspace, part: int) -> None:
    chance = random.Random(SEED * PARTS + part)
    visit.open(STARTS[part])
    _agrees(visit, workspace, lambda _: True, "opening")
    for number in range(CLICKS):
        thing, came = _click(visit, chance)
        _agrees(visit, workspace, came, f"click {number}: {thing}")
    visit.sound()


def _click(visit: Visit, chance: random.Random) -> tuple[str, Callable[[str], bool]]:
    """Click on something; gives what it was, and how to see from an address that the click has come through."""
    page, now = visit.page, visit.page.url
    turn = chance.random()
    if turn < 0.35:
        years = page.locator("[data-testid=stButtonGroup]").first
        year = chance.choice(years.locator("button, [role=radio]").all_inner_texts()).strip()
        years.get_by_text(year, exact=True).click()
        return f"year {year}", lambda url: _query_of(url).get("nam", year) == year
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
    query = _query_of(hrefs[at])
    return hrefs[at], lambda url: query.items() <= _query_of(url).items()


def _agrees(visit: Visit, workspace: Workspace, came: Callable[[str], bool], thing: str) -> None:
    """Wait until the page shows what its address says; fail with the difference when it does not in time."""
    wrong, rest, began = "nothing was read", 0, time.monotonic()
    while time.monotonic() < began + PATIENCE:
        try:
            content = visit.page.evaluate(READ)
        except Error:
            # The page is being loaded anew.
            continue
        wrong = _difference(content, workspace) if came(content["url"]) else "the click has not come through"
        # A click on a link of the bar starts two runs: the page is at rest when it shows the same a few times.
        rest = 0 if wrong or content["running"] else rest + 1
        if rest == AT_REST:
            return
        visit.page.wait_for_timeout(30)
    raise AssertionError(f"{thing}: {wrong}")


def _query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def _difference(content: Content, workspace: Workspace) -> str:
    """The difference between the page and what the library answers for its address; empty when both agree."""
    query, page = _query_of(content["url"]), urlsplit(content["url"]).path.strip("/")
    if content["broken"]:
        return "an exception"
    if "trinh-chieu" in query:
        return ""
    plan = workspace.catalog
    unit = query.get("don-vi", plan.plan.unit)
    span = metrics.span(workspace.store, unit=unit)
    year = int(query.get("nam", span.last_year or plan.plan.last_year))
    answer = {"unit": plan.units[unit].name, "year": str(year)}
    if page in ANSWERS:
        answer |= ANSWERS[page](workspace, query, unit, year)
    part = {name: content[name] for name in answer}
    return "" if _plain(part) == _plain(answer) else f"{content['url']} shows {part} instead of {answer}"


def _overview(workspace: Workspace, _query: dict[str, str], unit: str, year: int) -> Content:
    rows = metrics.indices(workspace.store, unit=unit, year=year).to_dict("records")
    values = [
        formats.MISSING_SHORT
        if formats.is_missing(row["value"])
        else formats.value(row["value"], row["measure_unit"], against=[row["previous"]])
        for row in rows
    ]
    if not _is_bound(workspace, unit):
        return {"values": values}
    counts = metrics.area_counts(workspace.store, unit=unit, year=year)
    return {"values": values, "areas": [f"{row['name']} {areas_line(row)}" for row in counts.to_dict("records")]}


def _index(workspace: Workspace, query: dict[str, str], unit: str, year: int) -> Content:
    index = query.get("chi-so", next(iter(workspace.catalog.indices)))
    rows = metrics.indices(workspace.store, unit=unit, year=year, index=index)
    return {"says": f"{sentence(rows.iloc[0])} Vì sao?" if len(rows) else ""}


def _reasons(workspace: Workspace, query: dict[str, str], unit: str, year: int) -> Content:
    rows = metrics.indices(
        workspace.store, unit=unit, year=year, index=query.get("cua", next(iter(workspace.catalog.indices)))
    )
    return {"reasons": sentence(rows.iloc[0])} if len(rows) else {}


def _targets(workspace: Workspace, query: dict[str, str], unit: str, year: int) -> Content:
    if not _is_bound(workspace, unit) or query.get("xem", "chi-tieu") != "chi-tieu":
        return {}
    rows = metrics.targets(workspace.store, unit=unit, year=year, area=_area(workspace, query))
    return {"targets": sorted(_plain(_value(row)) for row in rows.to_dict("records"))}


def _comparison(workspace: Workspace, query: dict[str, str], unit: str, year: int) -> Content:
    if "cac-chi-so" not in query:
        return {}
    span = metrics.span(workspace.store, unit=unit)
    first = min(workspace.catalog.plan.first_year, span.first_year or year)
    years = [int(query.get("tu-nam", min(first, year))), year]
    rows = metrics.compare(
        workspace.store,
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


# Of a page that is not here only the filters are compared.
ANSWERS: dict[str, Callable[[Workspace, dict[str, str], str, int], Content]] = {
    "": _overview,
    "chi-so": _index,
    "vi-sao": _reasons,
    "linh-vuc": _targets,
    "so-sanh": _comparison,
}


def _is_bound(workspace: Workspace, unit: str) -> bool:
    return workspace.catalog.units[unit].level == workspace.catalog.plan.level


def _area(workspace: Workspace, query: dict[str, str]) -> str | None:
    return next((row.id for row in workspace.catalog.areas.values() if row.slug == query.get("linh-vuc")), None)


def _value(row: Content) -> str:
    has_counts = not (formats.is_missing(row["numerator"]) or row["no_activity"])
    counts = f" ({formats.fraction(row['numerator'], row['denominator'])})" if has_counts else ""
    return figure(row, unknown=formats.MISSING_SHORT) + counts


def _plain(answer: Content) -> str:
    return str(answer).replace("\\xa0", " ").replace("\xa0", " ")
