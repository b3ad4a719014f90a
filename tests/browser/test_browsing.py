"""Browsing: requests, errors, the address bar, ten questions of leaders, downloads."""

import csv
import io
import re
import struct
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Playwright, Route, expect

from cchc_metrics.documents import exports
from cchc_metrics.text import formats, words
from cchc_metrics.workspace import Workspace
from tests.browser.conftest import CHROMIUM, FLAGS, Visit, log_of, serve

pytestmark = pytest.mark.browser
PAGES = ("", "chi-so", "linh-vuc", "so-sanh", "nhiem-vu", "vi-sao", "so-lieu")


@pytest.mark.parametrize("page", PAGES)
def test_nothing_leaves_the_machine_and_nothing_fails(common_tab: Visit, page: str) -> None:
    visit = common_tab.load(f"{page}?don-vi=nhat-quang").sound()
    assert visit.page.evaluate("document.documentElement.lang") == "vi"
    icon = visit.page.locator("link[rel*=icon]").first.get_attribute("href") or ""
    assert not icon.startswith("http") or icon.startswith(visit.base)
    for unit in ("hung-yen", "ca-nuoc"):
        visit.open(f"{page}?don-vi={unit}").sound()


@pytest.mark.parametrize("unit", ["nhat-quang", "hung-yen"])
def test_the_overview_fits_without_scrolling(common_tab: Visit, unit: str) -> None:
    for year in (2021, 2023, 2025):
        common_tab.open(f"?don-vi={unit}&nam={year}")

        over = common_tab.page.locator("[data-testid=stMain]").evaluate(
            "box => [box.scrollHeight - box.clientHeight, box.scrollWidth - box.clientWidth]"
        )
        assert max(over) <= 0, year


def test_a_click_on_a_year_stands_in_the_address_and_on_every_page(common_tab: Visit) -> None:
    visit = common_tab.open("/")
    visit.page.get_by_role("radio", name="2022").or_(visit.page.get_by_role("button", name="2022")).first.click()
    visit.at("nam=2022")

    visit.page.get_by_role("link", name="Lĩnh vực").first.click()
    visit.at("/linh-vuc", "nam=2022")

    assert "Chỉ tiêu năm 2022" in visit.words()
    visit.sound()


# Clicks on one thing and, after a pause in ms, on another: before, during and after the run that the first one starts.
CLICKS = """([first, second, pause]) => {
  const find = (said) => said.startsWith("2")
    ? [...document.querySelectorAll("[data-testid=stButtonGroup] :is(button, [role=radio])")]
        .find((year) => year.innerText.trim() === said)
    : document.querySelector(said);
  find(first).click();
  // A row of buttons is drawn anew now and then: what is not there for a moment cannot be clicked by anybody.
  const click = (done) => find(second) ? done(find(second).click()) : setTimeout(click, 5, done);
  return new Promise((done) => setTimeout(click, pause, done));
}"""
CHOICE = "[data-testid=stButtonGroup] :is([aria-checked=true], [data-selected=true])"


@pytest.mark.parametrize("first", ["2021", "nav.tabs a:nth-child(2)", ".ways a"])
def test_the_last_click_wins_however_soon_it_comes(visit: Visit, first: str) -> None:
    for pause in (0, 20, 50, 100, 200, 400):
        visit.load("chi-so?don-vi=hung-yen&nam=2023")
        visit.page.evaluate(CLICKS, [first, "2022", pause])
        visit.at("nam=2022")
        expect(visit.page.locator(CHOICE)).to_have_text("2022")
        if "/chi-so" in visit.page.url:
            expect(visit.page.locator(".says").first).to_contain_text("năm 2022")
    visit.sound()


# The server of a test runs this file when it starts. While the file `held` is there, one call of a function of
# address.py does not return.
LATE = """
import sys, threading, time
from pathlib import Path

folder, calls = Path(__file__).parent, []

def hold():
    while not hasattr(address := sys.modules.get("pages.parts.address"), "write"):
        time.sleep(0.01)
    function = address.{name}
    def late(*values):
        result = function(*values)
        if (folder / "held").exists():
            calls.append(1)
            if len(calls) == {call}:
                (folder / "reached").touch()
                while (folder / "held").exists():
                    time.sleep(0.01)
        return result
    address.{name} = late

threading.Thread(target=hold, daemon=True).start()
"""


# Two moments of a click: the browser does not know yet that the page turns; the other page runs and has no filter yet.
@pytest.mark.parametrize(("name", "call"), [("link_query", 1), ("read", 2)])
def test_a_link_and_a_click_that_comes_before_its_page_both_count(
    context: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: int
) -> None:
    """Streamlit forgets every widget when a link turns the page, until the other page draws it again.

    A click that the browser sends before it knows of the other page asks for the page before.
    """
    (tmp_path / "sitecustomize.py").write_text(LATE.format(name=name, call=call), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    Workspace.open(tmp_path).build()
    with serve("app.py", tmp_path) as base:
        visit = Visit(context.new_page(), base)
        visit.load("chi-so?don-vi=hung-yen&nam=2023")
        (tmp_path / "held").touch()
        visit.page.locator(".ways a").first.click()
        while not (tmp_path / "reached").exists():
            visit.page.wait_for_timeout(10)

        visit.page.locator("[data-testid=stButtonGroup]").get_by_text("2022", exact=True).click()
        visit.page.wait_for_timeout(300)
        (tmp_path / "held").unlink()

        visit.rest()
        assert visit.page.url == f"{base}/?don-vi=hung-yen&nam=2022"
        expect(visit.page.locator(CHOICE)).to_have_text("2022")
        visit.sound()
        visit.page.close()


@pytest.mark.parametrize(
    "link",
    [
        "?don-vi=hung-yen&nam=2021&linh-vuc=tat-ca",
        "chi-so?don-vi=hung-yen&nam=2021&linh-vuc=tat-ca&chi-so=papi&tu-nam=2020",
        "linh-vuc?don-vi=nhat-quang&nam=2023&linh-vuc=tthc",
        "nhiem-vu?nam=2024&linh-vuc=tthc&phu-trach=unassigned&tinh-trang=done&viec=tthc-02",
        "so-sanh?don-vi=hung-yen&nam=2023&cac-don-vi=hung-yen,ha-noi&cac-chi-so=papi&cach-so=gia-tri&tu-nam=2020",
    ],
)
def test_a_link_opens_the_same_figures_in_another_browser(common_tab: Visit, link: str, visit: Visit) -> None:
    first = common_tab.open(link)
    address = first.page.url
    second = visit.load(address.removeprefix(visit.base))

    assert all(part in address for part in link.split("?")[1].split("&"))
    assert second.page.url == address
    assert second.words() == first.words()


def test_figures_stand_in_their_style_however_late_other_pieces_come(visit: Visit) -> None:
    late: list[Route] = []
    for piece in ("Html", "Selectbox"):
        visit.page.route(f"**/{piece}.*.js", lambda route: late.append(route))
    visit.page.goto(f"{visit.base}/chi-so?nam=2023", wait_until="commit")
    visit.page.locator(".tabs").first.wait_for()
    style = "() => [...document.querySelectorAll('.tabs')].map((tabs) => getComputedStyle(tabs).display)"
    # There are two rows of links to the views of an index; the style hides one.
    assert set(visit.page.evaluate(style)) - {"none"} == {"flex"}
    while len(late) < 2:
        visit.page.wait_for_timeout(10)
    for route in late:
        route.continue_()

    assert "Đơn vị" in visit.ready().words()
    visit.sound()


def test_the_back_button_brings_the_filters_back(common_tab: Visit) -> None:
    visit = common_tab.open("?don-vi=hung-yen&nam=2021")
    before, address = visit.words(), visit.page.url
    visit.page.locator(".tile h3 a").nth(1).click()
    visit.at("chi-so=papi")
    assert "45,37" in visit.words()

    visit.page.go_back()
    visit.at(address)

    assert "/chi-so" not in visit.page.url
    assert visit.words() == before


def test_one_click_leads_from_the_commune_to_the_province(common_tab: Visit) -> None:
    visit = common_tab.open("/")
    assert "SỐ LIỆU MINH HỌA" in visit.words()

    visit.page.get_by_role("link", name="Số liệu của").click()
    visit.at("don-vi=hung-yen")

    assert "MINH HỌA" not in visit.words()
    assert visit.page.get_by_role("dialog").count() == 0


def test_three_clicks_lead_from_a_tile_to_the_line_of_the_file(common_tab: Visit) -> None:
    visit = common_tab.open("?don-vi=hung-yen&nam=2021")
    # The plan of the commune does not bind the province: the tile has no verdict, its index says why.
    visit.page.locator(".tile", has_text="PAPI").locator("h3 a").click()
    visit.at("/chi-so", "chi-so=papi").page.locator(".says a", has_text="Vì sao?").click()
    visit.at("/vi-sao")
    expect(visit.page.locator(".says").first).to_contain_text("45,37\N{NO-BREAK SPACE}điểm")
    visit.page.get_by_role("link", name="published/papi.csv").first.click()
    expect(visit.page.locator("#cell tr[aria-current]")).to_have_count(1)
    visit.rest()

    line = visit.page.locator("#cell tr[aria-current]").inner_text()
    assert "45.3659" in line
    assert "2021" in line
    visit.sound()


# Newer browsers themselves keep foreign pages from this machine; turned off here, so that the server is tested.
OLDER = "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessChecks"
# What a foreign page tries: a websocket, an upload and the routes. Each gives "open", a status or "refused".
HOSTILE = """async (address) => {
  const socket = (path) => new Promise((done) => {
    const one = new WebSocket(address.replace("http", "ws") + path, ["streamlit"]);
    one.onopen = () => done("open");
    one.onerror = one.onclose = () => done("refused");
  });
  const request = (path, options) => fetch(address + path, options).then((got) => got.status, () => "refused");
  return [
    await socket("/_stcore/stream"),
    await request("/_stcore/upload_file/a/b", {method: "PUT", body: "x"}),
    await request("/lay-ra/indices.csv"),
    await request("/tim?q=a"),
    await request("/_stcore/metrics"),
  ];
}"""

# A foreign page that shows the dashboard in a frame could lead somebody to click in it.
FRAME = """(address) => new Promise((done) => {
  const frame = document.createElement("iframe");
  frame.onload = () => done();
  frame.src = address;
  document.body.append(frame);
})"""


def test_a_page_elsewhere_reaches_nothing_and_writes_nothing(
    playwright: Playwright, address: str, working_folder: Path, visit: Visit
) -> None:
    """The page has a name that leads to this machine (DNS rebinding), or is on another server here or elsewhere."""
    port = urlsplit(address).port

    def times() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in working_folder.rglob("*") if path != log_of(working_folder)}

    before = times()
    hostile = playwright.chromium.launch(
        executable_path=CHROMIUM, args=[*FLAGS, "--host-resolver-rules=MAP evil.example 127.0.0.1", OLDER]
    )
    try:
        tab = hostile.new_page()
        for page, request in (
            (f"http://evil.example:{port}", f"http://evil.example:{port}"),
            ("http://localhost:9999", address),
            ("http://127.0.0.1:9999", address),
            ("http://evil.example", f"http://localhost:{port}"),
        ):
            tab.route(f"{page}/page.html", lambda route: route.fulfill(body="<p>Xin chào", content_type="text/html"))
            tab.goto(f"{page}/page.html")

            answers = tab.evaluate(HOSTILE, request)

            # A page of the same origin may read the refusal; one of another origin may read nothing.
            assert answers == ["refused", *([403] * 4 if page == request else ["refused"] * 4)], page
            with tab.expect_event(
                "framenavigated", lambda frame: frame.parent_frame is not None and bool(frame.url)
            ) as event:
                tab.evaluate(FRAME, address)
            assert event.value.url == "chrome-error://chromewebdata/", page
        assert tab.goto(f"http://evil.example:{port}/").status == 403  # type: ignore[union-attr]
    finally:
        hostile.close()

    assert times() == before
    # The dashboard's own page gets an answer: what was refused above exists.
    assert visit.load("/").page.evaluate(HOSTILE, address)[0] == "open"


def test_the_log_of_the_server_names_nobody(common_tab: Visit, working_folder: Path) -> None:
    """The log holds neither what somebody searched for nor what an address or a header carries."""
    visit = common_tab.load("?don-vi=nhat-quang")
    statuses = visit.page.evaluate(
        """() => Promise.all(["/tim?q=Nguyen+Van+An+0912345678", "/tai-ve/0912345678", "/_stcore/health"]
          .map((path) => fetch(path, {headers: {"X-Name": "0912345678"}}).then((got) => got.status)))"""
    )

    assert statuses[::2] == [200, 200]
    assert "0912345678" not in log_of(working_folder).read_text(encoding="utf-8")


COMMUNE, PROVINCE = "?don-vi=nhat-quang&nam=2025", "?don-vi=hung-yen&nam=2021"
SUCCESSOR = "?ke-hoach=tien-tien-2026-2030&nam=2026"
BAR, TABS = ".ways a", ".tabs a:visible"
# The question, the page where it is asked, the clicks (selector, label), and where the answer stands.
QUESTIONS = {
    "Vì sao PAR INDEX giảm năm 2023?": (
        COMMUNE,
        [(".tile:has-text('PAR INDEX') .years-line a", "2023")],
        (".block", "Điều gì làm PAR INDEX thay đổi, 2022 → 2023"),
    ),
    "Chức danh nào có nhiều chỉ tiêu chưa đạt nhất?": (
        COMMUNE,
        [(BAR, "Lĩnh vực")],
        (".block", "Chưa đạt theo người phụ trách: Chưa phân công"),
    ),
    "Bao nhiêu hồ sơ đất đai quá hạn?": (
        COMMUNE,
        [(".areas li a", "Cải cách thủ tục hành chính"), (TABS, "Số hồ sơ")],
        (".tallies", "Đất đai"),
    ),
    "Tỉnh ta đứng ở đâu so với các tỉnh khác?": (
        PROVINCE,
        [(".tile h3 a", "PAPI"), (TABS, "Vị trí")],
        (".block", "Hưng Yên: hạng"),
    ),
    "Chỉ tiêu nào xa mức cần đạt nhất, thiếu bao nhiêu?": (
        COMMUNE,
        [],
        (".attention", "thiếu 11,07"),
    ),
    "Ai phụ trách việc ấy?": (COMMUNE, [], (".attention", "Phụ trách")),
    "Nhiệm vụ nào chậm?": (COMMUNE, [(BAR, "Nhiệm vụ")], (".block", "đã xong")),
    "Con số này lấy ở đâu ra?": (
        PROVINCE,
        [(".tile h3 a", "PAPI"), (".says a", "Vì sao?"), (".block td a", "papi.csv")],
        ("#cell", "45.3659"),
    ),
    "Còn thiếu số liệu gì, ai nợ?": (
        COMMUNE,
        [(BAR, "Số liệu"), ("[data-testid=stButtonGroup] button", "Đã có và còn thiếu")],
        (".covered", "Hạn gửi"),
    ),
    "Làm thêm gì thì lên mức xếp loại?": (COMMUNE, [(BAR, "Chấm điểm")], (".side h2", "Lên “Mức 1”")),
    "Xã ta có hơn các xã khác không?": (
        COMMUNE,
        [(".tile h3 a", "PAR INDEX"), (TABS, "Vị trí")],
        (".view p", "Không có đơn vị cùng cấp nào có số liệu"),
    ),
    "Vì sao Phục vụ (766) tăng năm 2026?": (
        SUCCESSOR,
        [(".tile:has-text('Phục vụ (766)') .years-line a", "2026")],
        (".says", "Tăng nhiều nhất ở"),
    ),
    "Chức danh nào của Tiên Tiến có nhiều chỉ tiêu chưa đạt nhất?": (
        SUCCESSOR,
        [(BAR, "Lĩnh vực")],
        (".block", "Chưa đạt theo người phụ trách: Phòng Kinh tế 2"),
    ),
    "Bao nhiêu hồ sơ đất đai của Tiên Tiến không đúng hạn?": (
        SUCCESSOR,
        [(".areas li a", "Cải cách thủ tục hành chính"), (TABS, "Theo nhóm và kênh")],
        (".view svg text", "214/240"),
    ),
    "Chỉ tiêu nào của Tiên Tiến xa mức cần đạt nhất?": (
        SUCCESSOR,
        [(BAR, "Lĩnh vực")],
        (".targets tbody tr:first-child", "Giải ngân"),
    ),
    "Tiên Tiến cần chấm theo bộ tiêu chí nào?": (
        SUCCESSOR,
        [(BAR, "Chấm điểm")],
        (".stAlert", "Chưa có bộ tiêu chí nào"),
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_within_three_clicks(common_tab: Visit, question: str) -> None:
    start, clicks, answer = QUESTIONS[question]
    visit = common_tab.open(start)
    for what, label in clicks:
        visit.page.locator(what).filter(has_text=label).first.click()
        visit.rest()

    assert len(clicks) <= 3
    place, label = answer
    expect(visit.page.locator(place).filter(has_text=label).last).to_be_in_viewport()
    visit.sound()


TABLE = """(view) => [...view.querySelectorAll("details table tr")].map(
  (row) => [...row.cells].map((cell) => cell.textContent.trim()))"""


@pytest.mark.parametrize(
    ("way", "filters"),
    [
        ("chi-so?don-vi=hung-yen&nam=2021&chi-so=papi", "Hưng Yên · Năm 2021"),
        ("linh-vuc?linh-vuc=tthc&nam=2023", "Xã Nhật Quang · Năm 2023"),
        ("so-sanh?don-vi=hung-yen&nam=2023&cac-don-vi=hung-yen,ha-noi&cac-chi-so=papi&cach-so=gia-tri", "Hà Nội"),
    ],
)
def test_files_have_the_rows_of_the_screen(common_tab: Visit, way: str, filters: str) -> None:
    visit = common_tab.open(way)
    views = visit.page.locator("section.view:has(details)")
    expect(views).not_to_have_count(0)
    for at in range(views.count()):
        view = views.nth(at)
        title = view.locator("h2").first.inner_text()
        head, *rows = view.evaluate(TABLE)
        files = {
            kind: _download(visit, view.locator(f"a[href*='.{kind}']").get_attribute("href") or "")
            for kind in ("csv", "xlsx", "svg", "png")
        }

        csv_rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
        _alike([[row[name] for name in head] for row in csv_rows], rows)
        # All values of one indicator have the same number of decimals.
        values = [row[head.index(words.COLUMNS["value"])] for row in rows if words.COLUMNS["value"] in head]
        assert "papi" not in way or len({len(value.partition(",")[2]) for value in values if value}) < 2
        assert {row[exports.ORIGIN["title"]] for row in csv_rows} == {title}
        assert all(filters in row[exports.ORIGIN["filters"]] for row in csv_rows)
        assert all(row[exports.ORIGIN["source"]].startswith("Nguồn: ") for row in csv_rows)

        book = load_workbook(io.BytesIO(files["xlsx"]))
        sheet = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        top = next(number for number, row in enumerate(sheet) if set(head) <= set(row))
        columns = [sheet[top].index(name) for name in head]
        _alike([[row[column] for column in columns] for row in sheet[top + 1 :]], rows)
        above = " ".join(str(row[0]) for row in sheet[:top])
        assert all(text in above for text in (title, filters, "Nguồn: ", exports.ORIGIN["day"]))

        # Lines are broken to the width of the picture.
        labels = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", files["svg"].decode()))
        assert all(text in labels for text in (title.split(",")[0], "Nguồn: ", exports.ORIGIN["day"]))
        assert (b"MINH H" in files["svg"]) is ("hung-yen" not in way)
        width = float(re.search(r'width="([\d.]+)"', files["svg"].decode())[1])  # type: ignore[index]
        assert struct.unpack(">I", files["png"][16:20])[0] == pytest.approx(2 * width, abs=2)


def _download(visit: Visit, href: str) -> bytes:
    answer = visit.page.request.get(f"{visit.base}/{href}")
    assert answer.ok, href
    return answer.body()


def _alike(cells: list[list[Any]], rows: list[list[str]]) -> None:
    """The cells of a file read as those of the screen when numbers are rounded to the decimals of the screen."""
    assert len(cells) == len(rows)
    for row, parts in zip(cells, rows, strict=True):
        for cell, part in zip(row, parts, strict=True):
            assert part in _readings(cell, len(part.partition(",")[2])), (row, parts)


def _readings(cell: Any, decimals: int) -> list[str]:
    text = "" if cell is None else str(cell)
    if re.fullmatch(r"-?\d+(\.\d+(e-?\d+)?)?", text):
        # A year is written without a dot, a count with one.
        return [text, formats.number(float(text), decimals)]
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)( 00:00:00)?", text)
    return [f"{day[3]}/{day[2]}/{day[1]}" if day else text]
