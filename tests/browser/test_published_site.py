"""The published site in a browser: whole, with pictures, without scripts, from a server and from a folder."""

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from cchc_metrics.documents import site
from cchc_metrics.workspace import Workspace
from tests.browser.conftest import Visit, findings

pytestmark = pytest.mark.browser
# One page of each kind; the figures that ship are all there is to show.
SITE_PAGES = (
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
def public_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
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


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab for pages that are none of the dashboard."""
    page = context.new_page()
    yield page
    page.close()


def test_every_page_is_whole_and_asks_nothing_of_elsewhere(public_site: Site, page: Page) -> None:
    # Scripts run here only so that axe can look; the pages have none, which the check before publishing holds.
    visit = Visit(page, public_site.address)
    faults = {}
    for name in SITE_PAGES:
        page.goto(f"{public_site.address}/{name}", wait_until="networkidle")
        faults[name] = findings(visit)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name

    assert [name for name in faults if faults[name]] == [], faults
    assert visit.outside == []
    assert visit.errors == []


def test_pictures_are_shown_and_all_is_said_in_words_without_scripts(public_site: Site, page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{public_site.address}/chi-so/papi.html")
    pictures = page.locator("object").all()
    sizes = [picture.bounding_box() for picture in pictures]
    text = page.locator("main").inner_text()

    assert len(pictures) == 3
    assert [size for size in sizes if size is None or size["width"] > 360 or size["height"] < 80] == []
    assert "44,40\N{NO-BREAK SPACE}điểm" in text
    assert "SỐ LIỆU MINH HỌA" in text


def test_the_site_opens_from_a_folder_too(public_site: Site, page: Page) -> None:
    failures: list[str] = []
    requests: list[str] = []
    page.on("requestfailed", lambda request: failures.append(request.url))
    page.on("request", lambda request: requests.append(request.url))
    page.goto((public_site.folder / "chi-so" / "papi.html").as_uri(), wait_until="networkidle")

    assert failures == []
    assert len(requests) > 4
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
