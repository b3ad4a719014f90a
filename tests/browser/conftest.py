"""A running dashboard and a real Chromium, the system's own."""

import datetime as dt
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
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page, Playwright, Request, Response, WebSocket, expect, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from cchc_metrics.workspace import APP, Workspace
from tests.conftest import DATA

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# A laptop without Chromium may still run the other tests; the continuous integration may not.
MUST_RUN = os.environ.get("CCHC_BROWSER") == "required"
# Seconds to wait for whatever must appear: a busy machine is slow, not wrong.
PATIENCE = 60
expect.set_options(timeout=1000 * PATIENCE)
# A page can be used when one of these is there: the search field of the bar, a slide, an error or a notice.
READY = ".bar .finding input, .slide, [data-testid=stException], [data-testid=stAlert]"
SIZE = {"width": 1366, "height": 768}
# How many decisions the meeting of Đình Cao took.
DECISIONS = 12
# A register of 2024 with something in every field: a third without an answer, some late, some without a deadline.
FIELDS = ("Môi trường", "Giao thông", "Đất đai", "Hộ tịch", "An ninh trật tự", "Thủ tục hành chính", "Khác")
REGISTER = "\n".join(
    [
        "Mã phản ánh;Thời gian tạo;Loại phản ánh;Lĩnh vực;Nội dung phản ánh;Tình trạng;Ngày hoàn thành;Hạn trả lời",
        *(
            f"PA-{number};2024-{1 + number % 9:02}-05;Phản ánh;{FIELDS[number % len(FIELDS)]};Đường liên thôn hỏng;"
            + (f"Hoàn thành;2024-{1 + number % 9:02}-09" if number % 3 else "Đang xử lý;")
            + (f";2024-{1 + number % 9:02}-07", ";", *(f";2024-{2 + number % 9:02}-01",) * 5)[number % 7]
            for number in range(30)
        ),
    ]
)
# They turn off what Chromium itself asks of its maker's servers; only requests of the dashboard are counted.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A tab behind another one keeps running at full speed.
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-background-timer-throttling",
]


class Visit:
    """A tab on the dashboard that remembers every request and every error."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        # Whether this tab has loaded the dashboard on a session of its own.
        self.is_loaded = False
        self.outside: list[str] = []
        self.errors: list[str] = []
        # Whether the server still runs the page for this tab.
        self.runs = True
        # Requests that have no answer yet: a widget appears only when its script has come.
        self.coming: set[Request] = set()
        page.on("websocket", self._watch_socket)
        page.on("request", self._note_request)
        page.on("requestfinished", self._note_end)
        page.on("requestfailed", self._note_end)
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("response", self._note_response)

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.outside.append(request.url)
        if request.resource_type in ("script", "stylesheet", "font", "fetch", "xhr"):
            self.coming.add(request)

    def _note_end(self, request: Request) -> None:
        self.coming.discard(request)

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self.errors.append(f"{response.status} {response.url}")

    def _watch_socket(self, socket: WebSocket) -> None:
        self.runs = True
        socket.on("framesent", self._note_message)
        socket.on("framereceived", self._note_answer)

    def _note_message(self, message: bytes | str) -> None:
        if isinstance(message, bytes) and BackMsg.FromString(message).WhichOneof("type") == "rerun_script":
            self.runs = True

    def _note_answer(self, message: bytes | str) -> None:
        forward = ForwardMsg.FromString(message) if isinstance(message, bytes) else ForwardMsg()
        if forward.WhichOneof("type") == "new_session":
            self.runs = True
        elif forward.WhichOneof("type") == "script_finished":
            self.runs = forward.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def load(self, address: str) -> "Visit":
        """Load an address of the dashboard as whoever opens a link does, and wait for the finished picture."""
        self.coming.clear()
        self.page.goto(f"{self.base}/{address.lstrip('/')}")
        self.is_loaded = True
        return self.ready()

    def open(self, address: str) -> "Visit":
        """Go to an address and wait for the finished picture: first by loading it, later as the back button does."""
        if not self.is_loaded:
            return self.load(address)
        self.runs = True
        self.page.evaluate(TURN, f"/{address.lstrip('/')}")
        return self.rest()

    def ready(self) -> "Visit":
        """Wait until a page that is being loaded can be used and has come to rest."""
        self.page.locator(READY).first.wait_for(state="attached", timeout=1000 * PATIENCE)
        return self.rest()

    def at(self, *parts: str) -> "Visit":
        """Wait until the address has all these parts, and the page has come to rest there."""
        self.page.wait_for_url(
            lambda url: all(part in url for part in parts), wait_until="commit", timeout=1000 * PATIENCE
        )
        return self.rest()

    def rest(self, quiet: int = 120) -> "Visit":
        """Wait until no run and no request is under way, and nothing has changed for so many ms."""
        began = time.monotonic()
        while time.monotonic() < began + PATIENCE:
            still = self.page.evaluate(STILL, quiet)
            if still and not self.runs and not self.coming:
                return self
        raise AssertionError(f"the picture never comes to rest: {[one.url for one in self.coming] or 'it runs'}")

    def resize(self, width: int, height: int) -> "Visit":
        """Give the window another size, and wait until the page is laid out in it."""
        if self.page.viewport_size != {"width": width, "height": height}:
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.evaluate(TWO_FRAMES)
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


# What the back button does: it puts another address into the bar and sends the event of that.
TURN = """(address) => {
  history.pushState(null, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
}"""
# True when Streamlit says that it is done, no element shows a skeleton in the place of its script, and an idle page has
# not changed for so many ms.
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
        done(!!document.querySelector("[data-test-script-state=notRunning]")
          && !document.querySelector("[data-testid=stSkeleton], [data-testid=stAppSkeleton]"));
      else if (now - began > 1000) done(false);
      else setTimeout(look, 20);
    }, {timeout: 200});
    look();
  });
}"""
# Waits for two frames. A tab behind another one draws no frames, but half a second is enough to lay it out.
TWO_FRAMES = """() => new Promise((done) => {
  setTimeout(done, 500);
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""


def log_of(folder: Path) -> Path:
    """The file with all that the server of a working folder writes to its screen."""
    return folder / "server.log"


@contextmanager
def serve(app: str, folder: Path, *options: str) -> Iterator[str]:
    """Serve a Streamlit app with these options of Streamlit; gives its address."""
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
    """A working folder with what ships, a province of twelve communes, a meeting that decided a lot, a register."""
    folder = tmp_path_factory.mktemp("workspace")
    shutil.copytree(APP / "data", folder / "data")
    shutil.copytree(DATA / "plans" / "tinh", folder / "data" / "plans" / "tinh")
    workspace = Workspace.open(folder)
    for number in range(DECISIONS):
        decision = {
            # As long as a form allows, and in the widest letters.
            "what": ("RÀ SOÁT HỒ SƠ " * 22)[:300] if number % 3 == 0 else f"Việc {number}",
            "owner_id": "lao-dong-tbxh",
            "decided": "2026-01-05",
            "due": dt.date(2026, 1, 10) + dt.timedelta(number),
        }
        workspace.decide(decision, unit_id="dinh-cao", by="An")
    workspace.submit([("phan-anh.csv", REGISTER.encode())], unit_id="tien-tien-cu", by="An")
    workspace.follow(2, {"state": "in_progress", "note": "đang chờ số liệu của các thôn " * 16}, by="An")
    workspace.build()
    return folder


@pytest.fixture(scope="session")
def address(working_folder: Path) -> Iterator[str]:
    with serve("app.py", working_folder) as base:
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
        if MUST_RUN:
            pytest.fail("Chromium is required and not installed")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def context(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """The browser. Its language is English: whatever is Vietnamese on a page is so because of the dashboard.

    It has a folder of its own, in which Chromium keeps compiled scripts; without it a page takes twice as long to load.
    """
    folder = tmp_path_factory.mktemp("chromium")
    context = playwright.chromium.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=FLAGS, viewport=SIZE, locale="en-US"
    )
    context.set_default_timeout(1000 * PATIENCE)
    yield context
    context.close()


# To open a tab costs as much as to load a page, so that all tests use these two.
@pytest.fixture(scope="session")
def tabs(context: BrowserContext, address: str) -> tuple[Visit, Visit]:
    return Visit(context.new_page(), address), Visit(context.new_page(), address)


@pytest.fixture
def common_tab(tabs: tuple[Visit, Visit]) -> Visit:
    """The tab that tests share which only look, and neither type nor open anything."""
    tab = fresh(tabs[0])
    # The last key of the test before may still be at work, and would turn the page of this test.
    if tab.is_loaded:
        tab.rest()
    return tab


@pytest.fixture
def visit(tabs: tuple[Visit, Visit]) -> Iterator[Visit]:
    """The tab that loads the dashboard anew, on a session of its own, for each test."""
    tab = fresh(tabs[1])
    tab.is_loaded = False
    yield tab
    tab.page.unroute_all()
    tab.page.emulate_media(media="screen", color_scheme="light")
    tab.page.evaluate("localStorage.clear()")


def fresh(tab: Visit) -> Visit:
    """A tab in front, in the usual size, that remembers nothing."""
    tab.page.bring_to_front()
    tab.resize(**SIZE)
    for memory in (tab.errors, tab.outside):
        memory.clear()
    return tab


# The texts beneath an element that cannot be read: their contrast is too small (blocks of the dashboard have a stricter
# limit than other texts), their letters are too small against the height of the screen, or a part is off the screen.
UNREADABLE = """({place, ours, others, smallest, whole}) => {
  const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const rgb = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const once = (answer, known = new Map()) => (key) => {
    if (!known.has(key)) known.set(key, answer(key));
    return known.get(key);
  };
  const over = ([r, g, b, a = 1], ground) => ground.map((low, at) => low * (1 - a) + [r, g, b][at] * a);
  // The colour behind an element: those of its ancestors over one another.
  const behind = once((element) => element
    ? over(rgb(getComputedStyle(element).backgroundColor), behind(element.parentElement)) : [255, 255, 255]);
  const veil = once((element) => element ? getComputedStyle(element).opacity * veil(element.parentElement) : 1);
  // Within a picture words lie on marks or on a halo of letters, not on their ancestors.
  const marked = (svg, text, box) => {
    if (getComputedStyle(text).stroke !== "none") return rgb(getComputedStyle(text).stroke);
    const mark = document.elementsFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2)
      .find(one => one !== text && svg.contains(one) && getComputedStyle(one).opacity > 0.5
        && (one.matches("text") ? getComputedStyle(one).stroke : one.matches("path, rect")
          && getComputedStyle(one).fill) !== "none" && one.matches("text, path, rect"));
    return mark ? rgb(getComputedStyle(mark)[mark.matches("text") ? "stroke" : "fill"]) : behind(svg);
  };
  let texts = 0;
  const found = [];
  const see = (text, element, style) => {
    const box = element.getBoundingClientRect();
    if (!text || box.width < 2 || box.height < 2 || style.display === "none" || style.visibility !== "visible"
        || !veil(element) || element.closest(":disabled, [aria-disabled=true]")) return;
    texts += 1;
    const svg = element.closest("svg");
    const edge = svg ? svg.getBoundingClientRect() : {left: 0, top: 0, right: innerWidth, bottom: innerHeight};
    const scale = svg ? edge.width && svg.getScreenCTM().a : 1;
    const ground = svg ? marked(svg, element, box) : behind(element);
    const [r, g, b, a = 1] = rgb(svg ? style.fill : style.color);
    const inks = [light(over([r, g, b, a * veil(element)], ground)), light(ground)];
    const contrast = (Math.max(...inks) + 0.05) / (Math.min(...inks) + 0.05);
    const height = parseFloat(style.fontSize) * scale / innerHeight;
    const outside = box.left < edge.left - 1 || box.top < edge.top - 1
      || box.right > edge.right + 1 || box.bottom > edge.bottom + 1;
    if (contrast < (element.closest(".block, .mark") ? ours : others) || height < smallest || (whole && outside))
      found.push(`${text.slice(0, 60)}: contrast ${contrast}, height ${height}, outside ${outside}`);
  };
  const root = document.querySelector(place), walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!element.closest("script, style")) see(walker.currentNode.data.trim(), element, getComputedStyle(element));
  }
  for (const field of root.querySelectorAll("input:not([type=checkbox], [type=radio]), textarea"))
    see(field.value || field.placeholder, field, getComputedStyle(field, field.value ? null : "::placeholder"));
  return texts ? found : ["no text"];
}"""


def unreadable(
    visit: Visit, place: str = "body", *, others: float = 4.5, smallest: float = 0, whole: bool = False
) -> list[str]:
    """The texts beneath an element that are too pale, smaller than a part of the screen's height, or not all on it."""
    rules = {"place": place, "ours": 7, "others": others, "smallest": smallest, "whole": whole}
    return list(visit.page.evaluate(UNREADABLE, rules))


# Findings about Streamlit's own elements: lists and calendars outside every landmark, and an upload box with a label
# although its role is presentation.
OF_STREAMLIT = {"region": "st-emotion", "presentation-role-conflict": "stFileUploaderDropzone"}
AXE = """(rules) => axe.run({resultTypes: ["violations"], rules}).then(
  (result) => result.violations.map(({id, nodes}) => [id, nodes.map((node) => node.html)]))"""


def findings(visit: Visit, *, pale: bool = False) -> list[tuple[str, list[str]]]:
    """What axe-core finds on the page, with the elements, and the texts that are too pale.

    axe-core can measure contrast too, which takes three quarters of its time and has lower limits than ours; `pale`
    turns that on.
    """
    # Once in a tab, axe-core stays until another page is loaded.
    if not visit.page.evaluate("'axe' in window"):
        visit.page.evaluate(AXE_SCRIPT)
    result = [("contrast", unreadable(visit))]
    for name, nodes in visit.page.evaluate(AXE, {"color-contrast": {"enabled": pale}}):
        result.append((name, [node for node in nodes if OF_STREAMLIT.get(name, "-") not in node]))
    return [(name, nodes) for name, nodes in result if nodes]
