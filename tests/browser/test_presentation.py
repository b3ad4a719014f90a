"""The projector rules, measured on every screen of the presentation, and a meeting that writes decisions down."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import BrowserContext, expect

from cchc_metrics.days import today
from cchc_metrics.workspace import Workspace
from tests.browser.conftest import SIZE, Visit, findings, served

pytestmark = pytest.mark.browser
SIZES = [(1920, 1080), (1366, 768), (1280, 720), (1024, 768)]
SMALLEST = 1 / 50
LEAST_CONTRAST = 7
# All screens of a year, at which axe-core looks too.
WHOLE = "?trinh-chieu=1&nam=2025"

# Every visible text with its height on the screen and its contrast against what lies behind it.
TEXTS = """(place) => {
  const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const rgb = (said) => (said.match(/[\\d.]+/g) || []).map(Number);
  // The colour behind an element: those of its ancestors over one another.
  const over = (layers) => layers.reduceRight(
    (ground, [r, g, b, a = 1]) => ground.map((low, at) => low * (1 - a) + [r, g, b][at] * a), [255, 255, 255]);
  const behind = (element) => {
    const layers = [];
    for (; element; element = element.parentElement) {
      const colour = rgb(getComputedStyle(element).backgroundColor);
      layers.push(colour);
      if (colour.length === 3) break;
    }
    return over(layers);
  };
  // Within a picture words lie on marks or on a halo of letters, not on their ancestors.
  const marked = (svg, text, box) => {
    if (getComputedStyle(text).stroke !== "none") return rgb(getComputedStyle(text).stroke);
    const mark = document.elementsFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2)
      .find(one => one !== text && svg.contains(one) && getComputedStyle(one).opacity > 0.5
        && (one.matches("text") ? getComputedStyle(one).stroke : one.matches("path, rect")
          && getComputedStyle(one).fill) !== "none" && one.matches("text, path, rect"));
    return mark ? rgb(getComputedStyle(mark)[mark.matches("text") ? "stroke" : "fill"]) : behind(svg);
  };
  const found = [];
  const walker = document.createTreeWalker(document.querySelector(place), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (!text || style.display === "none" || box.width < 2 || box.height < 2) continue;
    const svg = element.closest("svg");
    const edge = svg ? svg.getBoundingClientRect() : {left: 0, top: 0, right: innerWidth, bottom: innerHeight};
    const scale = svg ? svg.getBoundingClientRect().width && svg.getScreenCTM().a : 1;
    const ink = rgb(svg ? style.fill : style.color), ground = svg ? marked(svg, element, box) : behind(element);
    const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
    found.push({text: text.slice(0, 60), ours: !!element.closest(".block, .mark"),
                height: parseFloat(style.fontSize) * scale / innerHeight,
                contrast: (a + 0.05) / (b + 0.05),
                outside: box.left < edge.left - 1 || box.top < edge.top - 1
                  || box.right > edge.right + 1 || box.bottom > edge.bottom + 1});
  }
  return found;
}"""
OVERFLOW = """() => [document.querySelector(".slide"), ...document.querySelectorAll(".slide *")]
  .filter(box => !box.closest("svg") && getComputedStyle(box).display !== "inline")
  .filter(box => box.scrollHeight - box.clientHeight > 2 || box.scrollWidth - box.clientWidth > 2)
  .map(box => `${box.tagName}.${box.className}: ${box.scrollHeight}/${box.clientHeight}`)"""


@pytest.mark.parametrize(
    "way",
    [
        WHOLE,
        "?trinh-chieu=1&nam=2025&linh-vuc=tthc",
        "?trinh-chieu=1&nam=2023&nen=toi",
        "?trinh-chieu=1&don-vi=hung-yen&nam=2021",
        "?trinh-chieu=1&ke-hoach=tien-tien-2026-2030&nam=2026",
    ],
)
def test_every_screen_can_be_read_from_the_last_row(shared: Visit, way: str) -> None:
    visit = shared.open(way)
    place = visit.page.locator(".slide .filters span").last
    last = int(place.inner_text().split("/")[1])
    for number in range(1, last + 1):
        expect(place).to_have_text(f"{number}/{last}")
        visit.settled(60)
        title = visit.page.locator(".slide > h2").inner_text()
        for width, height in SIZES:
            assert unreadable(visit.resize(width, height)) == [], (title, width, height)
        assert way != WHOLE or findings(visit.resize(**SIZE)) == [], title
        visit.page.keyboard.press("ArrowRight")
    assert last >= 6
    visit.sound()


def test_no_finding_on_any_screen_of_an_area_in_the_dark(shared: Visit) -> None:
    visit = shared.open("?trinh-chieu=1&nam=2025&linh-vuc=tthc&nen=toi")
    place = visit.page.locator(".slide .filters span").last
    last = int(place.inner_text().split("/")[1])
    for number in range(1, last + 1):
        expect(place).to_have_text(f"{number}/{last}")
        assert findings(visit.settled(60)) == [], number
        visit.page.keyboard.press("ArrowRight")


def unreadable(visit: Visit) -> list[object]:
    """What is too small, too pale, or not wholly on the screen that is shown."""
    texts = visit.page.evaluate(TEXTS, ".slide")
    wrong = [
        text for text in texts if text["height"] < SMALLEST or text["contrast"] < LEAST_CONTRAST or text["outside"]
    ]
    return [*wrong, *visit.page.evaluate(OVERFLOW)] if texts else ["no text"]


def test_the_keys_move_through_the_sequence_and_leave_it(shared: Visit) -> None:
    visit = shared
    title = visit.open("?trinh-chieu=1&nam=2025").page.locator(".slide > h2")
    place = visit.page.locator(".slide .filters span").last
    first = title.inner_text()
    last = int(place.inner_text().split("/")[1])
    keys = [("ArrowRight", 2), ("ArrowLeft", 1), ("PageDown", 2), (" ", 3), ("PageUp", 2), ("End", last), ("Home", 1)]
    for key, number in keys:
        visit.page.keyboard.press(key)
        expect(place).to_contain_text(f"{number}/")
        visit.settled()
        assert (title.inner_text() == first) is (number == 1)

    visit.page.keyboard.press("ArrowUp")
    visit.at("nam=2024")

    visit.page.keyboard.press("Escape")
    expect(visit.page.locator(".slide")).to_have_count(0)
    visit.settled()
    assert "nam=2024" in visit.page.url
    assert "trinh-chieu" not in visit.page.url
    visit.sound()


def test_a_key_blanks_the_screen_and_brings_it_back(shared: Visit) -> None:
    visit = shared.open("?trinh-chieu=1&nam=2025")
    title = visit.page.locator(".slide > h2")
    expect(title).to_be_visible()

    for key in (".", "b", "B"):
        visit.page.keyboard.press(key)
        expect(title).to_be_hidden()
        visit.page.keyboard.press(key)
        expect(title).to_be_visible()
    visit.page.keyboard.press("b")
    visit.page.keyboard.press("PageDown")
    expect(visit.page.locator(".slide .filters span").last).to_contain_text("2/")
    expect(title).to_be_visible()
    visit.sound()


def test_back_leads_through_what_was_seen_and_nothing_in_between(visit: Visit) -> None:
    visit.open("linh-vuc?linh-vuc=tat-ca&nam=2024")
    addresses = [visit.page.url]
    visit.page.get_by_role("link", name="Trình chiếu").click()
    addresses.append(visit.at("trinh-chieu=1").page.url)
    for key in ("ArrowRight", "ArrowRight", "Escape"):
        visit.page.keyboard.press(key)
        visit.page.wait_for_url(lambda url: url not in addresses, wait_until="commit")
        addresses.append(visit.settled().page.url)
    assert "man=linh-vuc-tthc" in addresses[-2]

    for address in reversed(addresses[:-1]):
        visit.page.go_back(wait_until="commit")
        assert visit.settled().page.url == address
        assert visit.page.locator(".slide").count() == int("trinh-chieu=1" in address)
    for address in addresses[1:]:
        visit.page.go_forward(wait_until="commit")
        assert visit.settled().page.url == address
    visit.sound()


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("chi-so?chi-so=papi&don-vi=hung-yen&nam=2021&trinh-chieu=1", "PAPI 2021: 45,37 điểm, tăng 3,20 điểm."),
        ("linh-vuc?linh-vuc=tthc&nam=2023&trinh-chieu=1", "Cải cách thủ tục hành chính 2023"),
        ("?don-vi=hung-yen&nam=2021&trinh-chieu=1", "4 chỉ số năm 2021"),
    ],
)
def test_any_view_can_be_presented(shared: Visit, way: str, words: str) -> None:
    visit = shared.open(way)

    assert words in visit.page.locator(".slide > h2").inner_text().replace("\xa0", " ")
    assert ("SỐ LIỆU MINH HỌA" in visit.page.locator(".slide").inner_text()) is ("hung-yen" not in way)


def test_an_area_is_presented_alone_and_another_is_chosen_on_the_screen(visit: Visit) -> None:
    visit.open("linh-vuc?linh-vuc=tthc&nam=2025")
    visit.page.get_by_role("link", name="Trình chiếu").click()
    visit.at("trinh-chieu=1", "linh-vuc=tthc")
    place = visit.page.locator(".slide .filters span").last
    last = int(place.inner_text().split("/")[1])
    for number in range(1, last + 1):
        expect(place).to_have_text(f"{number}/{last}")
        # No index, no other area: a screen names the area or one of its targets.
        assert "PAR INDEX" not in visit.settled(60).page.locator(".slide > h2").inner_text()
        visit.page.keyboard.press("ArrowRight")

    visit.page.locator(".slide select").select_option(label="Chế độ công vụ")
    visit.at("trinh-chieu=1", "linh-vuc=cong-vu")
    expect(visit.page.locator(".slide > h2")).to_contain_text("công vụ")
    visit.page.keyboard.press("ArrowRight")
    expect(place).to_contain_text("2/")
    visit.sound()


def test_dark_is_an_option_that_stays(shared: Visit) -> None:
    visit = shared.open("?trinh-chieu=1")
    visit.page.get_by_role("link", name="Nền tối").click()
    expect(visit.page.locator(".slide.dark")).to_have_count(1)
    visit.page.keyboard.press("ArrowRight")

    expect(visit.page.locator(".slide.dark .filters")).to_contain_text("2/")


def test_the_sequence_goes_on_by_itself_when_asked(visit: Visit) -> None:
    visit.page.clock.install()
    title = visit.open("?trinh-chieu=1&tu-chuyen=1").page.locator(".slide > h2")
    first = title.inner_text()
    expect(visit.page.locator(".slide[data-seconds='15']")).to_have_count(1)
    # A moment before, nothing.
    visit.page.clock.fast_forward(10_000)
    expect(title).to_have_text(first)
    visit.page.clock.fast_forward(6_000)

    expect(title).not_to_have_text(first)


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("workspace")
    workspace = Workspace.open(folder)
    for number in range(12):
        workspace.decide(
            {
                # Long, and all in the widest letters: the worst that a form takes.
                "what": ("RÀ SOÁT HỒ SƠ " * 22)[:300] if number % 3 == 0 else f"Việc {number}",
                "owner_id": "lao-dong-tbxh",
                "decided": "2026-01-05",
                "due": dt.date(2026, 1, 10) + dt.timedelta(number),
            },
            unit_id="nhat-quang",
            by="An",
        )
    workspace.follow(2, {"state": "in_progress", "note": "đang chờ số liệu của các thôn " * 16}, by="An")
    with served("app.py", folder) as base:
        yield base


@pytest.fixture
def meeting_tab(context: BrowserContext, meeting: str) -> Iterator[Visit]:
    meeting_tab = Visit(context.new_page(), meeting)
    yield meeting_tab
    meeting_tab.page.close()


def test_decisions_however_long_can_be_read_from_the_last_row(meeting_tab: Visit) -> None:
    meeting_tab.open("nhiem-vu?trinh-chieu=1")
    for number in range(1, 5):
        expect(meeting_tab.page.locator(".slide > h2")).to_contain_text(f"({number}/4)")
        meeting_tab.settled(60)
        for width, height in SIZES:
            assert unreadable(meeting_tab.resize(width, height)) == [], (number, width, height)
        if number < 4:
            meeting_tab.page.keyboard.press("ArrowRight")
    expect(meeting_tab.page.locator(".slide")).to_contain_text("… và 1 việc nữa ở trang Nhiệm vụ.")
    meeting_tab.sound()


def test_a_decision_written_down_is_shown_by_the_presentation(meeting_tab: Visit) -> None:
    page = meeting_tab.open("nhiem-vu?don-vi=tien-tien").page
    page.get_by_text("Ghi việc cuộc họp giao").click()
    meeting_tab.settled()
    page.get_by_label("Việc cần làm").fill("Xin lỗi 14 người dân bằng văn bản")
    form = page.locator("[data-testid=stForm]").first
    form.locator("[data-testid=stSelectbox] input").first.press_sequentially("Địa chính", delay=30)
    page.get_by_role("option", name="Địa chính").click()
    day = form.locator("[data-testid=stDateInput]").first
    day.click()
    page.keyboard.type(f"{today():%d%m%Y}", delay=30)
    expect(day).to_contain_text(f"{today():%Y}")
    page.keyboard.press("Escape")
    meeting_tab.settled()
    page.get_by_role("button", name="Ghi việc", exact=True).click()
    expect(page.get_by_text("Đã ghi việc số 14.")).to_be_visible()
    decided = page.locator(".decided li")
    expect(decided).to_have_count(1)
    for part in ("Hạn hôm nay", "Xin lỗi 14 người dân", "Địa chính", "chưa có báo cáo"):
        expect(decided).to_contain_text(part)
    meeting_tab.settled()

    page.get_by_role("link", name="Trình chiếu").click()
    expect(page.locator(".slide > h2")).to_have_text("Còn mở 1 việc, không việc nào quá hạn.")
    expect(page.locator(".slide .decided")).to_contain_text("Xin lỗi 14 người dân bằng văn bản")
    # What was opened by a click is a link like any other, and the keys go on from it.
    meeting_tab.at("/nhiem-vu?", "trinh-chieu=1")
    page.keyboard.press("ArrowRight")
    meeting_tab.at("trinh-chieu=1", "man=tong-quan")
    page.keyboard.press("Home")
    meeting_tab.at("trinh-chieu=1", "man=viec-da-giao")
    expect(page.locator(".slide")).to_have_count(1)
    meeting_tab.sound()


def test_finding_by_keyboard_alone(meeting_tab: Visit) -> None:
    page = meeting_tab.open("?nam=2023").page
    field, result = page.locator(".finding input"), page.locator(".finding li a").first
    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("ho so dung han")
    expect(result).to_contain_text("đúng hạn")
    page.keyboard.press("ArrowDown")
    expect(result).to_be_focused()
    page.keyboard.press("Enter")
    meeting_tab.at("/linh-vuc?", "nam=2023", "chi-tieu=on-time")

    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("papi")
    page.keyboard.press("Enter")
    meeting_tab.at("/chi-so?", "chi-so=papi").sound()


def test_what_is_being_typed_into_the_bar_outlasts_a_run(meeting_tab: Visit) -> None:
    page = meeting_tab.open("?nam=2023").page
    field, name = page.locator(".finding input"), page.get_by_label("Tên cho cách xem này")
    page.locator(".saved > summary").click()
    name.fill("Họp tuần")
    field.press_sequentially("ho so dung han")
    expect(page.locator(".finding li a").first).to_be_visible()

    # As when the years change while somebody is looking for something: nobody has left the field.
    page.locator("[data-testid=stButtonGroup]").get_by_text("2021", exact=True).evaluate("year => year.click()")
    meeting_tab.at("nam=2021")

    expect(field).to_have_value("ho so dung han")
    expect(field).to_be_focused()
    expect(page.locator(".finding .panel")).to_be_visible()
    expect(name).to_have_value("Họp tuần")
    page.keyboard.press("Enter")
    meeting_tab.at("/linh-vuc?", "nam=2021", "chi-tieu=on-time").sound()


def test_a_view_is_saved_opened_renamed_and_deleted(meeting_tab: Visit) -> None:
    page = meeting_tab.open("linh-vuc?nam=2022&linh-vuc=tthc&chi-tieu=early").page
    before = meeting_tab.words()
    page.locator(".saved > summary").click()
    page.get_by_label("Tên cho cách xem này").fill("Họp <b>tháng</b>")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("link", name="Họp <b>tháng</b>")).to_be_visible()
    meeting_tab.load("/")

    page.locator(".saved > summary").click()
    page.get_by_role("link", name="Họp <b>tháng</b>").click()
    meeting_tab.at("/linh-vuc?", "nam=2022", "linh-vuc=tthc", "chi-tieu=early")
    assert meeting_tab.words() == before

    page.locator(".saved > summary").click()
    page.get_by_label("Đổi tên «Họp <b>tháng</b>»").click()
    page.get_by_label("Họp <b>tháng</b>", exact=True).fill("Họp quý")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Xóa «Họp quý»").click()
    expect(page.get_by_role("link", name="Họp quý")).to_have_count(0)
    meeting_tab.settled().sound()


def test_a_name_that_was_not_taken_stands_beside_the_reason(meeting_tab: Visit) -> None:
    page = meeting_tab.open("?nam=2022").page
    name = page.get_by_label("Tên cho cách xem này")
    page.locator(".saved > summary").click()
    name.fill("   ")
    page.get_by_role("button", name="Lưu", exact=True).click()

    expect(page.locator(".saved [role=alert]")).to_be_visible()
    expect(name).to_have_value("   ")
    meeting_tab.settled().sound()


def test_the_bar_stays_on_one_line(meeting_tab: Visit) -> None:
    bar = meeting_tab.open("nhiem-vu").page.locator(".st-key-top")
    expect(bar.locator(".saved > summary")).to_be_visible()

    boxes = bar.locator(".ways a, .finding input, .saved > summary, [data-testid=stPopover] button")
    for width in (1366, 1280):
        meeting_tab.resize(width, 768)
        places = boxes.evaluate_all("""all => all.map(box => box.getBoundingClientRect()).map(
          (box) => [(box.top + box.bottom) / 2, box.left, box.right])""")
        middles = [middle for middle, _, _ in places]
        assert max(middles) - min(middles) < 12, width
        assert max(right for _, _, right in places) <= width
        assert all(right <= left + 1 for (_, _, right), (_, left, _) in pairwise(places)), width
