"""A running dashboard and a real Chromium, the system's own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, WebSocket, expect, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from cchc_metrics.workspace import APP, Workspace

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# A laptop without Chromium may still run the other tests; the continuous integration may not.
REQUIRED = os.environ.get("CCHC_BROWSER") == "required"
# How long whatever must come may take, in seconds: a machine that does much else is slow, not wrong.
PATIENCE = 60
expect.set_options(timeout=1000 * PATIENCE)
# What every page has when it can be used: the bar with its keys, a slide, or why there is neither.
READY = ".bar .finding input, .slide, [data-testid=stException], [data-testid=stAlert]"
SIZE = {"width": 1366, "height": 768}
# What Chromium would ask of its maker's servers is no request of the dashboard.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A tab behind another one goes on as if it were in front.
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-background-timer-throttling",
]


class Visit:
    """A tab on the dashboard that remembers every request and every error."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.outside: list[str] = []
        self.errors: list[str] = []
        # True while a run that the page has asked for has not come to its end.
        self.runs = True
        # What has been asked of the server and has not come: a widget is drawn when its script is there.
        self.coming: set[Request] = set()
        page.on("websocket", self._connected)
        page.on("request", self._asked)
        page.on("requestfinished", self._came)
        page.on("requestfailed", self._came)
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("response", lambda got: self.errors.append(f"{got.status} {got.url}") if got.status >= 400 else None)

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.outside.append(request.url)
        if request.resource_type in ("script", "stylesheet", "font", "fetch", "xhr"):
            self.coming.add(request)

    def _came(self, request: Request) -> None:
        self.coming.discard(request)

    def _connected(self, socket: WebSocket) -> None:
        self.runs = True
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._got)

    def _sent(self, message: bytes | str) -> None:
        if isinstance(message, bytes) and BackMsg.FromString(message).WhichOneof("type") == "rerun_script":
            self.runs = True

    def _got(self, message: bytes | str) -> None:
        forward = ForwardMsg.FromString(message) if isinstance(message, bytes) else ForwardMsg()
        if forward.WhichOneof("type") == "new_session":
            self.runs = True
        elif forward.WhichOneof("type") == "script_finished":
            self.runs = forward.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def load(self, address: str) -> "Visit":
        """Load an address of the dashboard as whoever opens a link does, and wait for the finished picture."""
        self.coming.clear()
        self.page.goto(f"{self.base}/{address.lstrip('/')}")
        return self.ready()

    def open(self, address: str) -> "Visit":
        """Be at an address and see the finished picture: loaded the first time, then as the back button leads there."""
        if not self.page.url.startswith(self.base):
            return self.load(address)
        self.runs = True
        self.page.evaluate(TURN, f"/{address.lstrip('/')}")
        return self.settled()

    def ready(self) -> "Visit":
        """Wait until a page that is being loaded can be used and has come to rest."""
        self.page.locator(READY).first.wait_for(state="attached", timeout=1000 * PATIENCE)
        return self.settled()

    def at(self, *parts: str) -> "Visit":
        """Wait until the address has all these parts, and the page has come to rest there."""
        self.page.wait_for_url(
            lambda url: all(part in url for part in parts), wait_until="commit", timeout=1000 * PATIENCE
        )
        return self.settled()

    def settled(self, quiet: int = 120) -> "Visit":
        """Wait until nothing is under way, no run and no request, and nothing has changed for a while (ms)."""
        began = time.monotonic()
        while time.monotonic() < began + PATIENCE:
            still = self.page.evaluate(STILL, quiet)
            if still and not self.runs and not self.coming:
                return self
        raise AssertionError(f"the picture never comes to rest: {[one.url for one in self.coming] or 'it runs'}")

    def resize(self, width: int, height: int) -> "Visit":
        """Give the window another size, and wait until the page is laid out in it."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate(DRAWN)
        return self

    def words(self) -> str:
        """Everything that can be read on the page, inside charts too."""
        return self.page.locator("[data-testid=stMain]").inner_text() + " ".join(
            self.page.locator("[data-testid=stMain] svg text").all_text_contents()
        )

    def sound(self) -> "Visit":
        """Assert that nothing went wrong and nothing left the machine."""
        assert self.page.locator("[data-testid=stException]").count() == 0, self.words()
        assert self.page.get_by_role("dialog").count() == 0, "Streamlit says that there is no such page"
        assert self.outside == []
        assert self.errors == []
        return self


# As the back button does: another address in the bar, and the news of it.
TURN = """(address) => {
  history.pushState(null, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
}"""
# Whether Streamlit says that it is done, and the page has stood still for so long (ms) when it has time to spare.
STILL = """(quiet) => {
  if (!window.__watching) {
    window.__changed = performance.now();
    window.__watching = new MutationObserver(() => window.__changed = performance.now());
    window.__watching.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  }
  const began = performance.now();
  return new Promise((done) => {
    const look = () => requestIdleCallback(() => {
      const now = performance.now();
      if (now - Math.max(window.__changed, began) >= quiet)
        done(!!document.querySelector("[data-test-script-state=notRunning]"));
      else if (now - began > 1000) done(false);
      else setTimeout(look, 20);
    }, {timeout: 200});
    look();
  });
}"""
# Two pictures later; a tab that lies behind another one draws none, and is laid out all the same.
DRAWN = """() => new Promise((done) => {
  setTimeout(done, 500);
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""


def log_of(folder: Path) -> Path:
    """What the server of a working folder writes to its screen."""
    return folder / "server.log"


@contextmanager
def served(app: str, folder: Path, *options: str) -> Iterator[str]:
    """The address of a Streamlit app while it is served, with more options of Streamlit."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.port", str(port), *options]
    environment = {**os.environ, "CCHC_WORKSPACE": str(folder)}
    base = f"http://127.0.0.1:{port}"
    with (
        log_of(folder).open("wb") as log,
        subprocess.Popen(command, cwd=APP, env=environment, stdout=log, stderr=log) as server,
    ):
        try:
            _wait_for(f"{base}/_stcore/health", server)
            yield base
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def working_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    Workspace.open(folder).build()
    return folder


@pytest.fixture(scope="session")
def address(working_folder: Path) -> Iterator[str]:
    with served("app.py", working_folder) as base:
        yield base


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert server.poll() is None, "the dashboard stopped while starting"
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - an address of this machine
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the dashboard does not answer")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if CHROMIUM is None:
        if REQUIRED:
            pytest.fail("Chromium is required and not installed")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Another browser, for contexts that differ from that of the tabs."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def context(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """One for all tabs: what the first has fetched and compiled, the next ones have.

    It has a folder of its own, without which Chromium keeps no compiled scripts: to load a page takes twice as long.
    """
    folder = tmp_path_factory.mktemp("chromium")
    context = playwright.chromium.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=FLAGS, viewport=SIZE, locale="vi-VN"
    )
    context.set_default_timeout(1000 * PATIENCE)
    yield context
    context.close()


@pytest.fixture
def visit(context: BrowserContext, address: str) -> Iterator[Visit]:
    """A tab of its own, on a session of its own."""
    visit = Visit(context.new_page(), address)
    yield visit
    visit.page.close()


@pytest.fixture(scope="module")
def tab(context: BrowserContext, address: str) -> Iterator[Visit]:
    visit = Visit(context.new_page(), address)
    yield visit
    visit.page.close()


@pytest.fixture
def shared(tab: Visit) -> Visit:
    """The tab of a module, on which one test after another looks; for those that type nothing and open nothing."""
    tab.page.bring_to_front()
    tab.resize(**SIZE)
    # The last key of the test before may still be under way, and would turn the page of this one.
    if tab.page.url.startswith(tab.base):
        tab.settled()
    tab.errors.clear()
    return tab


# Streamlit draws its lists and calendars outside every landmark, and names a box that it calls a mere presentation.
OF_STREAMLIT = {"region": "st-emotion", "presentation-role-conflict": "stFileUploaderDropzone"}


def findings(visit: Visit) -> list[tuple[str, list[str]]]:
    """What axe-core finds on the page, with the elements."""
    # What is loaded once stays in a tab for as long as no other page is loaded.
    axe = Axe("null") if visit.page.evaluate("'axe' in window") else Axe()
    result = {
        one["id"]: [node["html"] for node in one["nodes"] if OF_STREAMLIT.get(one["id"], "-") not in node["html"]]
        for one in axe.run(visit.page).response["violations"]
    }
    return [(name, nodes) for name, nodes in result.items() if nodes]
