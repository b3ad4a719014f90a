"""The published site in a browser without scripts: nothing leaves it, nothing is broken, everyone can read it."""

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from cchc_metrics.documents import site
from cchc_metrics.workspace import Workspace
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
# One page of each kind; the figures that ship are all there is to show.
PAGES = (
    "index.html",
    "chi-so/papi.html",
    "linh-vuc/tthc.html",
    "dinh-nghia.html",
    "du-lieu/index.html",
    "the/index.html",
    "the/nhat-quang/on-time.html",
)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        pass


@dataclass(frozen=True)
class Site:
    """A published site: its folder and the address at which it is served."""

    folder: Path
    address: str


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("published")
    workspace = Workspace.open(folder / "workspace")
    with workspace.publishable(on=dt.date(2026, 11, 25), illustrative=True) as publication:
        files = site.files(publication, workspace.catalog, site.Scope(("nhat-quang",)))
    site.install(files, folder / "site")
    handler = partial(Quiet, directory=str(folder / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Site(folder / "site", f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


def test_every_page_is_whole_and_asks_nothing_of_elsewhere(published: Site, chromium: Browser) -> None:
    # Scripts run here only so that axe can look; the pages have none, which the check before publishing holds.
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    visit = Visit(context.new_page(), published.address)
    serious: dict[str, list[str]] = {}
    for page in PAGES:
        visit.page.goto(f"{published.address}/{page}", wait_until="networkidle")
        result = Axe().run(visit.page).response["violations"]
        serious |= {page: [row["id"] for row in result]} if result else {}
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page
    context.close()

    assert serious == {}
    assert visit.outside == []
    assert visit.errors == []


def test_pictures_are_shown_and_all_is_said_in_words_without_scripts(published: Site, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{published.address}/chi-so/papi.html")
    pictures = page.locator("object").all()
    sizes = [picture.bounding_box() for picture in pictures]
    text = page.locator("main").inner_text()
    context.close()

    assert len(pictures) == 3
    assert [size for size in sizes if size is None or size["width"] > 360 or size["height"] < 80] == []
    assert "44,40\N{NO-BREAK SPACE}điểm" in text
    assert "SỐ LIỆU MINH HỌA" in text


def test_the_site_opens_from_a_folder_too(published: Site, chromium: Browser) -> None:
    page = chromium.new_page()
    failed: list[str] = []
    requests: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("request", lambda request: requests.append(request.url))
    page.goto((published.folder / "chi-so" / "papi.html").as_uri(), wait_until="networkidle")
    page.close()

    assert failed == []
    assert len(requests) > 4
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
