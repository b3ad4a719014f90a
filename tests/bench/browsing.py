"""From a click on a year to the finished picture, on every page, against a bare page with the same filters."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from cchc_metrics.text import words
from cchc_metrics.workspace import Workspace
from pages.parts.address import PAGE_FILES
from tests.bench.result import Result
from tests.browser.conftest import CHROMIUM, FLAGS, Visit, served

AIM = 1.3
YEARS = ("2021", "2022", "2023", "2024", "2025")
UNITS = ("nhat-quang", "hung-yen")


def results() -> Iterator[Result]:
    """A result for each page; every year is clicked once before anything about it is kept, then once again."""
    with tempfile.TemporaryDirectory() as folder:
        Workspace.open(Path(folder)).build()
        with (
            served("app.py", Path(folder)) as ours,
            # What the dashboard turns off for itself, Streamlit does by default.
            served("tests/bench/bare.py", Path(folder), "--runner.postScriptGC", "true") as bare,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            size = {"width": 1366, "height": 768}
            plain = Visit(browser.new_page(viewport=size), bare)
            plain.page.goto(bare)
            plain.page.get_by_role("button", name="2021").or_(plain.page.get_by_role("radio", name="2021")).wait_for()
            plain.settled()
            for way, name in PAGE_FILES.items():
                times: dict[str, list[float]] = {"ours": [], "bare": []}
                shown = Visit(browser.new_page(viewport=size), ours)
                for unit in UNITS:
                    shown.open(f"{way}?don-vi={unit}&nam=2020")
                    for year in (*YEARS, *YEARS):
                        # By turns, so that whatever else the machine does slows both.
                        times["ours"].append(_click(shown, year))
                        times["bare"].append(_click(plain, year))
                shown.page.close()
                yield Result(
                    f"{words.PAGES[name]}: click on a year → finished picture",
                    median(times["ours"]),
                    median(times["bare"]),
                    AIM,
                    "a bare Streamlit page with the same filters",
                )


def _click(visit: Visit, year: str) -> float:
    """Seconds from the click to the last change of the page."""
    visit.settled(100)
    button = visit.page.locator("[data-testid=stButtonGroup]").get_by_text(year, exact=True)
    button.evaluate("(it) => { window.__clicked = performance.now(); it.click(); }")
    visit.settled(300)
    return float(visit.page.evaluate("() => window.__changed - window.__clicked")) / 1000
