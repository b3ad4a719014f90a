"""What can only be seen in a browser: requests, errors, room on the screen, and the address bar."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import CHROMIUM, FLAGS, Visit, log_of

pytestmark = pytest.mark.browser
PAGES = ("", "chi-so", "linh-vuc", "so-sanh", "nhiem-vu", "vi-sao", "so-lieu")


@pytest.mark.parametrize("page", PAGES)
def test_nothing_leaves_the_machine_and_nothing_fails(visit: Visit, page: str) -> None:
    visit.load(f"{page}?don-vi=nhat-quang").sound()

    assert visit.page.evaluate("document.documentElement.lang") == "vi"
    icon = visit.page.locator("link[rel*=icon]").first.get_attribute("href") or ""
    assert not icon.startswith("http") or icon.startswith(visit.base)
    for unit in ("hung-yen", "ca-nuoc"):
        visit.open(f"{page}?don-vi={unit}").sound()


@pytest.mark.parametrize("unit", ["nhat-quang", "hung-yen"])
def test_the_overview_fits_without_scrolling(shared: Visit, unit: str) -> None:
    for year in (2021, 2023, 2025):
        shared.open(f"?don-vi={unit}&nam={year}")

        over = shared.page.locator("[data-testid=stMain]").evaluate(
            "box => [box.scrollHeight - box.clientHeight, box.scrollWidth - box.clientWidth]"
        )
        assert max(over) <= 0, year


def test_a_click_on_a_year_stands_in_the_address_and_on_every_page(visit: Visit) -> None:
    visit.open("/")
    visit.page.get_by_role("radio", name="2022").or_(visit.page.get_by_role("button", name="2022")).first.click()
    visit.at("nam=2022")

    visit.page.get_by_role("link", name="Lĩnh vực").first.click()
    visit.at("/linh-vuc", "nam=2022")

    assert "Chỉ tiêu năm 2022" in visit.words()
    visit.sound()


# Clicks on one thing after another, so many milliseconds apart: before, within and after the run of the first.
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
CHECKED = "[data-testid=stButtonGroup] :is([aria-checked=true], [data-selected=true])"


@pytest.mark.parametrize("first", ["2021", "nav.tabs a:nth-child(2)", ".ways a"])
def test_the_last_click_wins_however_soon_it_comes(visit: Visit, first: str) -> None:
    for pause in (0, 20, 50, 100, 200, 400):
        visit.load("chi-so?don-vi=hung-yen&nam=2023")
        visit.page.evaluate(CLICKS, [first, "2022", pause])
        visit.at("nam=2022")
        expect(visit.page.locator(CHECKED)).to_have_text("2022")
        if "/chi-so" in visit.page.url:
            expect(visit.page.locator(".says").first).to_contain_text("năm 2022")
    visit.sound()


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
def test_a_link_opens_the_same_figures_in_another_browser(shared: Visit, link: str, visit: Visit) -> None:
    first = shared.open(link)
    copied = first.page.url
    second = visit.load(copied.removeprefix(visit.base))

    assert all(part in copied for part in link.split("?")[1].split("&"))
    assert second.page.url == copied
    assert second.words() == first.words()


def test_figures_stand_in_their_style_however_late_other_pieces_come(visit: Visit) -> None:
    late: list[Route] = []
    for piece in ("Html", "Selectbox"):
        visit.page.route(f"**/{piece}.*.js", lambda route: late.append(route))
    visit.page.goto(f"{visit.base}/chi-so?nam=2023", wait_until="commit")
    visit.page.locator(".tabs").first.wait_for()
    style = "() => [...document.querySelectorAll('.tabs')].map((tabs) => getComputedStyle(tabs).display)"
    assert set(visit.page.evaluate(style)) == {"flex"}
    assert len(late) == 2
    for route in late:
        route.continue_()

    assert "Đơn vị" in visit.ready().words()
    visit.sound()


def test_the_back_button_brings_the_filters_back(visit: Visit) -> None:
    visit.open("?don-vi=hung-yen&nam=2021")
    before, address = visit.words(), visit.page.url
    visit.page.locator(".tile h3 a").nth(1).click()
    visit.at("chi-so=papi")
    assert "45,37" in visit.words()

    visit.page.go_back()
    visit.at(address)

    assert "/chi-so" not in visit.page.url
    assert visit.words() == before


def test_one_click_leads_from_the_commune_to_the_province(visit: Visit) -> None:
    visit.open("/")
    assert "SỐ LIỆU MINH HỌA" in visit.words()

    visit.page.get_by_role("link", name="Số liệu thật của").click()
    visit.at("don-vi=hung-yen")

    assert "MINH HỌA" not in visit.words()
    assert visit.page.get_by_role("dialog").count() == 0


def test_three_clicks_lead_from_a_tile_to_the_line_of_the_file(visit: Visit) -> None:
    visit.open("?don-vi=hung-yen&nam=2021")
    # The plan of the commune does not bind the province: the tile has no verdict, its index says why.
    visit.page.locator(".tile", has_text="PAPI").locator("h3 a").click()
    visit.at("/chi-so", "chi-so=papi").page.locator(".says a", has_text="Vì sao?").click()
    visit.at("/vi-sao")
    expect(visit.page.locator(".says").first).to_contain_text("45,37\N{NO-BREAK SPACE}điểm")
    visit.page.get_by_role("link", name="published/papi.csv").first.click()
    expect(visit.page.locator("#cell tr[aria-current]")).to_have_count(1)
    visit.settled()

    line = visit.page.locator("#cell tr[aria-current]").inner_text()
    assert "45.3659" in line
    assert "2021" in line
    visit.sound()


# Newer browsers keep a page elsewhere from this machine themselves; what is tried here is the server.
OLDER = "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessChecks"
# What a page elsewhere tries: a websocket, an upload and the routes; open or a status where it is answered at all.
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


def test_a_page_elsewhere_reaches_nothing_and_writes_nothing(
    chromium: Browser, address: str, working_folder: Path, visit: Visit
) -> None:
    """A name of its own that leads to this machine (DNS rebinding), another server here, and a stranger's address."""
    port = urlsplit(address).port

    def written() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in working_folder.rglob("*") if path != log_of(working_folder)}

    before = written()
    hostile = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=[*FLAGS, "--host-resolver-rules=MAP evil.example 127.0.0.1", OLDER]
    )
    try:
        for page, request in (
            (f"http://evil.example:{port}", f"http://evil.example:{port}"),
            ("http://localhost:9999", address),
            ("http://127.0.0.1:9999", address),
            ("http://evil.example", f"http://localhost:{port}"),
        ):
            tab = hostile.new_page()
            tab.route(f"{page}/page.html", lambda route: route.fulfill(body="<p>Xin chào", content_type="text/html"))
            tab.goto(f"{page}/page.html")

            answers = tab.evaluate(HOSTILE, request)

            # The same origin may read that it was refused; another one may read nothing.
            assert answers == ["refused", *([403] * 4 if page == request else ["refused"] * 4)], page
            tab.close()
        assert hostile.new_page().goto(f"http://evil.example:{port}/").status == 403  # type: ignore[union-attr]
    finally:
        hostile.close()

    assert written() == before
    # The same from the dashboard's own page is answered: what was refused above is there.
    assert visit.load("/").page.evaluate(HOSTILE, address)[0] == "open"


def test_the_log_of_the_server_names_nobody(visit: Visit, working_folder: Path) -> None:
    """Who looked for whom, and what an address carries, stands in no log."""
    visit.load("?don-vi=nhat-quang")
    statuses = visit.page.evaluate(
        """() => Promise.all(["/tim?q=Nguyen+Van+An+0912345678", "/tai-ve/0912345678", "/_stcore/health"]
          .map((path) => fetch(path, {headers: {"X-Name": "0912345678"}}).then((got) => got.status)))"""
    )

    assert statuses[::2] == [200, 200]
    assert "0912345678" not in log_of(working_folder).read_text(encoding="utf-8")
