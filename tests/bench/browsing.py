"""From a click on a year to the finished picture, on every page, against a bare page with the same filters.

First clicks and repeated ones are told apart. What native tiles, a chart and a table take stands beside them.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from cchc_metrics.text import words
from cchc_metrics.workspace import Workspace
from pages.parts.address import PAGE_FILES
from tests.bench.library import Result
from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE, SIZE, Visit, serve

AIM = 1.3
YEARS = ("2021", "2022", "2023", "2024", "2025")
UNITS = ("nhat-quang", "hung-yen")
AGAINST = "a bare Streamlit page with the same filters"
# A click on a year for the first time, and every one after it.
FIRST, AGAIN = "first click", "again"


def results(pages: Iterable[str] = PAGE_FILES) -> Iterator[Result]:
    """Two results for each page, then what native elements take on a page of Streamlit."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        Workspace.open(folder).build()
        ours = stack.enter_context(serve("app.py", folder))
        # The dashboard turns this option off; the bare page keeps Streamlit's default.
        bare = stack.enter_context(serve("tests/bench/bare.py", folder, "--runner.postScriptGC", "true"))
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        plain, native = (_plain(browser, bare, address) for address in (bare, f"{bare}/?native"))
        for way in pages:
            visit = Visit(browser.new_page(viewport=SIZE), ours)
            pairs: dict[str, list[tuple[float, float]]] = {FIRST: [], AGAIN: []}
            for unit in UNITS:
                visit.open(f"{way}?don-vi={unit}&nam=2020")
                for turn, clicks in pairs.items():
                    clicks += _clicks(visit, plain, YEARS if turn == FIRST else YEARS * 2)
            visit.page.close()
            for turn, clicks in pairs.items():
                yield _result(f"{words.PAGES[PAGE_FILES[way]]}: click on a year → finished picture, {turn}", clicks)
        yield _result("Streamlit's own tiles, chart and table: the same click", _clicks(native, plain, YEARS * 4))


def _plain(browser: Browser, base: str, address: str) -> Visit:
    visit = Visit(browser.new_page(viewport=SIZE), base)
    visit.page.goto(address)
    year = visit.page.get_by_role("button", name="2021").or_(visit.page.get_by_role("radio", name="2021"))
    year.wait_for(timeout=1000 * PATIENCE)
    return visit.rest()


def _clicks(one: Visit, plain: Visit, years: Iterable[str]) -> list[tuple[float, float]]:
    """The seconds of clicks on both pages, by turns: whatever else the machine does slows both."""
    return [(_click(one, year), _click(plain, year)) for year in years]


def _result(what: str, clicks: list[tuple[float, float]]) -> Result:
    one, plain = zip(*clicks, strict=True)
    return Result(what, median(one), median(plain), AIM, AGAINST)


def _click(visit: Visit, year: str) -> float:
    """Seconds from the click to the last change of the page."""
    visit.rest(100)
    button = visit.page.locator("[data-testid=stButtonGroup]").get_by_text(year, exact=True)
    button.evaluate("(it) => { window.__clicked = performance.now(); it.click(); }")
    visit.rest(300)
    return float(visit.page.evaluate("() => window.__changed - window.__clicked")) / 1000
