"""The projector rules, measured on every screen of the presentation, and a meeting that writes decisions down."""

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

import pytest
from playwright.sync_api import BrowserContext, expect

from cchc_metrics.days import today
from cchc_metrics.documents import facsimile, reports
from cchc_metrics.workspace import Workspace
from tests.browser.conftest import SIZE, Visit, findings, unreadable

pytestmark = pytest.mark.browser
SIZES = [(1366, 768), (1920, 1080), (1280, 720), (1024, 768)]
SMALLEST = 1 / 50
# All screens of a year.
WHOLE = "?trinh-chieu=1&nam=2025"
# Sequences with a screen of each kind, at which axe-core looks too; the others are made of the same kinds.
KINDS = (WHOLE, "?trinh-chieu=1&nam=2025&linh-vuc=tthc&nen=toi", "?trinh-chieu=1&don-vi=hung-yen&nam=2021")
SEQUENCES = (
    *KINDS,
    "?trinh-chieu=1&nam=2025&linh-vuc=tthc",
    "?trinh-chieu=1&nam=2023&nen=toi",
    "?trinh-chieu=1&ke-hoach=tien-tien-2026-2030&nam=2026",
)
# Decisions as long and wide as a form takes them.
LONG_DECISIONS = "nhiem-vu?trinh-chieu=1&don-vi=dinh-cao"
PICTURE = ".slide .shown :is(figure svg, .bar-of, .bullet, .years-line)"
OVERFLOW = """() => [document.querySelector(".slide"), ...document.querySelectorAll(".slide *")]
  .filter(box => !box.closest("svg") && getComputedStyle(box).display !== "inline")
  .filter(box => box.scrollHeight - box.clientHeight > 2 || box.scrollWidth - box.clientWidth > 2)
  .map(box => `${box.tagName}.${box.className}: ${box.scrollHeight}/${box.clientHeight}`)"""


@pytest.mark.parametrize("way", SEQUENCES)
def test_every_screen_can_be_read_from_the_last_row(common_tab: Visit, way: str) -> None:
    """Each screen at some sizes; everything.py has every screen at every size."""
    for number in screens(common_tab.open(way)):
        # The three wide sizes are alike: each screen has one of them in turn, and that of an old projector.
        legible(common_tab, SIZES if way == WHOLE else (SIZES[number % 3], SIZES[3]))
        assert way not in KINDS or findings(common_tab.resize(**SIZE)) == [], number
        assert way != WHOLE or common_tab.page.locator(PICTURE).count(), number
    common_tab.sound()


def screens(visit: Visit) -> Iterator[int]:
    """The numbers of the screens of a presentation, while each is shown."""
    place = visit.page.locator(".slide .filters span").last
    last = int(place.inner_text().split("/")[1])
    assert last >= 4
    for number in range(1, last + 1):
        expect(place).to_have_text(f"{number}/{last}")
        yield visit.rest(60) and number
        visit.page.keyboard.press("ArrowRight")


def legible(visit: Visit, sizes: Sequence[tuple[int, int]]) -> None:
    """Nothing on a screen is too small, too pale or cut off at these sizes, and its mark stands on one line."""
    for width, height in sizes:
        visit.resize(width, height)
        faults = unreadable(visit, ".slide", others=7, smallest=SMALLEST, whole=True)
        title = visit.page.locator(".slide > h2").inner_text()
        assert [*faults, *visit.page.evaluate(OVERFLOW)] == [], (title, width, height)
        lines = visit.page.locator(".slide .mark").evaluate_all("all => all.map(one => one.getClientRects().length)")
        assert lines in ([], [1]), (title, width, height)


def test_the_keys_move_through_the_sequence_and_leave_it(common_tab: Visit) -> None:
    visit = common_tab
    title = visit.open("?trinh-chieu=1&nam=2025").page.locator(".slide > h2")
    place = visit.page.locator(".slide .filters span").last
    first = title.inner_text()
    last = int(place.inner_text().split("/")[1])
    keys = [("ArrowRight", 2), ("ArrowLeft", 1), ("PageDown", 2), (" ", 3), ("PageUp", 2), ("End", last), ("Home", 1)]
    for key, number in keys:
        visit.page.keyboard.press(key)
        expect(place).to_contain_text(f"{number}/")
        visit.rest()
        assert (title.inner_text() == first) is (number == 1)

    visit.page.keyboard.press("ArrowUp")
    visit.at("nam=2024")

    visit.page.keyboard.press("Escape")
    expect(visit.page.locator(".slide")).to_have_count(0)
    visit.rest()
    assert "nam=2024" in visit.page.url
    assert "trinh-chieu" not in visit.page.url
    visit.sound()


def test_a_key_blanks_the_screen_and_brings_it_back(common_tab: Visit) -> None:
    visit = common_tab.open("?trinh-chieu=1&nam=2025")
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


def test_back_leads_through_what_was_seen_and_nothing_in_between(common_tab: Visit) -> None:
    visit = common_tab.open("linh-vuc?linh-vuc=tat-ca&nam=2024")
    addresses = [visit.page.url]
    visit.page.get_by_role("link", name="Trình chiếu").click()
    addresses.append(visit.at("trinh-chieu=1").page.url)
    for key in ("ArrowRight", "ArrowRight", "Escape"):
        visit.page.keyboard.press(key)
        visit.page.wait_for_url(lambda url: url not in addresses, wait_until="commit")
        addresses.append(visit.rest().page.url)
    assert "man=linh-vuc-tthc" in addresses[-2]

    for address in reversed(addresses[:-1]):
        visit.page.go_back(wait_until="commit")
        assert visit.rest().page.url == address
        assert visit.page.locator(".slide").count() == int("trinh-chieu=1" in address)
    for address in addresses[1:]:
        visit.page.go_forward(wait_until="commit")
        assert visit.rest().page.url == address
    visit.sound()


# Goes back, waits for a pause in ms and clicks on a year as soon as it is there.
BACK = """([year, pause]) => {
  history.back();
  const find = () => [...document.querySelectorAll("[data-testid=stButtonGroup] :is(button, [role=radio])")]
    .find((button) => button.innerText.trim() === year);
  const click = (done) => find() ? done(find().click()) : setTimeout(click, 5, done);
  return new Promise((done) => setTimeout(click, pause, done));
}"""


def test_a_year_clicked_right_after_back_from_a_screen_counts(visit: Visit) -> None:
    for pause in (0, 20, 100, 400):
        visit.load("chi-so?don-vi=hung-yen&nam=2023")
        visit.page.get_by_role("link", name="Trình chiếu").click()
        visit.at("trinh-chieu=1")

        visit.page.evaluate(BACK, ["2022", pause])

        visit.at("/chi-so", "nam=2022")
        assert "trinh-chieu" not in visit.page.url
        expect(visit.page.locator(".says").first).to_contain_text("năm 2022")
    visit.sound()


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("chi-so?chi-so=papi&don-vi=hung-yen&nam=2021&trinh-chieu=1", "PAPI 2021: 45,37 điểm, tăng 3,20 điểm."),
        ("linh-vuc?linh-vuc=tthc&nam=2023&trinh-chieu=1", "Cải cách thủ tục hành chính 2023"),
        ("?don-vi=hung-yen&nam=2021&trinh-chieu=1", "4 chỉ số năm 2021"),
    ],
)
def test_any_view_can_be_presented(common_tab: Visit, way: str, words: str) -> None:
    visit = common_tab.open(way)

    assert words in visit.page.locator(".slide > h2").inner_text().replace("\xa0", " ")
    assert ("SỐ LIỆU MINH HỌA" in visit.page.locator(".slide").inner_text()) is ("hung-yen" not in way)


def test_an_area_is_presented_alone_and_another_is_chosen_on_the_screen(common_tab: Visit) -> None:
    visit = common_tab.open("linh-vuc?linh-vuc=tthc&nam=2025")
    visit.page.get_by_role("link", name="Trình chiếu").click()
    visit.at("trinh-chieu=1", "linh-vuc=tthc")
    for _ in screens(visit):
        # No index, no other area: a screen names the area or one of its targets.
        assert "PAR INDEX" not in visit.page.locator(".slide > h2").inner_text()

    visit.page.locator(".slide select").select_option(label="Chế độ công vụ")
    visit.at("trinh-chieu=1", "linh-vuc=cong-vu")
    expect(visit.page.locator(".slide > h2")).to_contain_text("công vụ")
    visit.page.keyboard.press("ArrowRight")
    expect(visit.page.locator(".slide .filters span").last).to_contain_text("2/")
    visit.sound()


def test_dark_is_an_option_that_stays(common_tab: Visit) -> None:
    visit = common_tab.open("?trinh-chieu=1")
    visit.page.get_by_role("link", name="Nền tối").click()
    expect(visit.page.locator(".slide.dark")).to_have_count(1)
    visit.page.keyboard.press("ArrowRight")

    expect(visit.page.locator(".slide.dark .filters")).to_contain_text("2/")


# Catches the function that is to run in fifteen seconds.
KEEP = """() => {
  const wait = window.setTimeout;
  window.setTimeout = (act, time, ...more) => time === 15000 ? (window.later = act, 0) : wait(act, time, ...more);
}"""


def test_the_sequence_goes_on_by_itself_when_asked(visit: Visit) -> None:
    visit.open("?trinh-chieu=1").page.evaluate(KEEP)
    title = visit.open("?trinh-chieu=1&tu-chuyen=1").page.locator(".slide > h2")
    first = title.inner_text()
    expect(visit.page.locator(".slide[data-seconds='15']")).to_have_count(1)
    visit.page.evaluate("() => window.later()")

    expect(title).not_to_have_text(first)


def test_decisions_however_long_can_be_read_from_the_last_row(common_tab: Visit) -> None:
    for _ in islice(screens(common_tab.open(LONG_DECISIONS)), 4):
        legible(common_tab, SIZES)
        assert findings(common_tab.resize(**SIZE)) == []
        expect(common_tab.page.locator(PICTURE).first).to_have_text("12 quá hạn")
    expect(common_tab.page.locator(".slide > h2")).to_contain_text("(4/4)")
    expect(common_tab.page.locator(".slide")).to_contain_text("… và 1 việc nữa ở trang Nhiệm vụ.")


def test_a_decision_written_down_is_shown_by_the_presentation(visit: Visit) -> None:
    page = visit.open("nhiem-vu?don-vi=tien-tien").page
    page.get_by_text("Ghi việc cuộc họp giao").click()
    visit.rest()
    page.get_by_label("Việc cần làm").fill("Xin lỗi 14 người dân bằng văn bản")
    form = page.locator("[data-testid=stForm]").first
    form.locator("[data-testid=stSelectbox] input").first.press_sequentially("Địa chính", delay=30)
    page.get_by_role("option", name="Địa chính").click()
    day = form.locator("[data-testid=stDateInput]").first
    day.click()
    page.keyboard.type(f"{today():%d%m%Y}", delay=30)
    expect(day).to_contain_text(f"{today():%Y}")
    page.keyboard.press("Escape")
    visit.rest()
    page.get_by_role("button", name="Ghi việc", exact=True).click()
    expect(page.get_by_text("Đã ghi việc số 15.")).to_be_visible()
    decisions = page.locator(".decided li")
    expect(decisions).to_have_count(1)
    for part in ("Hạn hôm nay", "Xin lỗi 14 người dân", "Địa chính", "chưa có báo cáo"):
        expect(decisions).to_contain_text(part)
    visit.rest()

    page.get_by_role("link", name="Trình chiếu").click()
    expect(page.locator(".slide > h2")).to_have_text("Còn mở 1 việc, không việc nào quá hạn.")
    expect(page.locator(".slide .decided")).to_contain_text("Xin lỗi 14 người dân bằng văn bản")
    # What was opened by a click is a link like any other, and the keys go on from it.
    visit.at("/nhiem-vu?", "trinh-chieu=1")
    page.keyboard.press("ArrowRight")
    visit.at("trinh-chieu=1", "man=tong-quan")
    page.keyboard.press("Home")
    visit.at("trinh-chieu=1", "man=viec-da-giao")
    expect(page.locator(".slide")).to_have_count(1)
    visit.sound()


def test_finding_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("?nam=2023").page
    field, result = page.locator(".finding input"), page.locator(".finding li a").first
    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("ho so dung han")
    expect(result).to_contain_text("đúng hạn")
    page.keyboard.press("ArrowDown")
    expect(result).to_be_focused()
    page.keyboard.press("Enter")
    visit.at("/linh-vuc?", "nam=2023", "chi-tieu=on-time")

    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("papi")
    page.keyboard.press("Enter")
    visit.at("/chi-so?", "chi-so=papi").sound()


def test_what_is_being_typed_into_the_bar_outlasts_a_run(visit: Visit) -> None:
    page = visit.open("?nam=2023").page
    field, name = page.locator(".finding input"), page.get_by_label("Tên cho cách xem này")
    page.locator(".saved > summary").click()
    name.fill("Họp tuần")
    field.press_sequentially("ho so dung han")
    expect(page.locator(".finding li a").first).to_be_visible()

    # The year changes while somebody types a search: the field keeps the focus.
    page.locator("[data-testid=stButtonGroup]").get_by_text("2021", exact=True).evaluate("year => year.click()")
    visit.at("nam=2021")

    expect(field).to_have_value("ho so dung han")
    expect(field).to_be_focused()
    expect(page.locator(".finding .panel")).to_be_visible()
    expect(name).to_have_value("Họp tuần")
    page.keyboard.press("Enter")
    visit.at("/linh-vuc?", "nam=2021", "chi-tieu=on-time").sound()


def test_a_view_is_saved_opened_renamed_and_deleted(visit: Visit) -> None:
    page = visit.open("linh-vuc?nam=2022&linh-vuc=tthc&chi-tieu=early").page
    before = visit.words()
    page.locator(".saved > summary").click()
    page.get_by_label("Tên cho cách xem này").fill("Họp <b>tháng</b>")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("link", name="Họp <b>tháng</b>")).to_be_visible()
    visit.load("/")

    page.locator(".saved > summary").click()
    page.get_by_role("link", name="Họp <b>tháng</b>").click()
    visit.at("/linh-vuc?", "nam=2022", "linh-vuc=tthc", "chi-tieu=early")
    assert visit.words() == before

    page.locator(".saved > summary").click()
    page.get_by_label("Đổi tên “Họp <b>tháng</b>”").click()
    page.get_by_label("Họp <b>tháng</b>", exact=True).fill("Họp quý")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Xóa “Họp quý”").click()
    expect(page.get_by_role("link", name="Họp quý")).to_have_count(0)
    visit.rest().sound()


def test_a_name_that_was_not_taken_stands_beside_the_reason(visit: Visit) -> None:
    page = visit.open("?nam=2022").page
    name = page.get_by_label("Tên cho cách xem này")
    page.locator(".saved > summary").click()
    name.fill("   ")
    page.get_by_role("button", name="Lưu", exact=True).click()

    expect(page.locator(".saved [role=alert]")).to_be_visible()
    expect(name).to_have_value("   ")
    visit.rest().sound()


def test_the_bar_stays_on_one_line(common_tab: Visit) -> None:
    bar = common_tab.open("nhiem-vu").page.locator(".st-key-top")
    expect(bar.locator(".saved > summary")).to_be_visible()

    boxes = bar.locator(".ways a, .finding input, .saved > summary, [data-testid=stPopover] button")
    for width in (1366, 1280):
        common_tab.resize(width, 768)
        places = boxes.evaluate_all("""all => all.map(box => box.getBoundingClientRect()).map(
          (box) => [(box.top + box.bottom) / 2, box.left, box.right])""")
        middles = [middle for middle, _, _ in places]
        assert max(middles) - min(middles) < 12, width
        assert max(end for _, _, end in places) <= width
        assert all(end <= start + 1 for (_, _, end), (_, start, _) in pairwise(places)), width


# What leaves its frame on a picture of a slide: text taller than its box, a table beyond the slide.
CUT = """() => [...document.querySelectorAll(".sheet")].flatMap((sheet, at) => {
  const edge = sheet.getBoundingClientRect().bottom + 1;
  return [...sheet.querySelectorAll("table, div > div, section > div")]
    .filter(box => box.scrollHeight > box.clientHeight + 2 || box.getBoundingClientRect().bottom > edge)
    .map(box => `${at + 1}: ${box.innerText.slice(0, 40)}`);
})"""


@pytest.fixture(scope="module")
def slides(default_workspace: Workspace) -> bytes:
    request = reports.request(default_workspace, kind="trinh-chieu", unit="nhat-quang", year=2025)
    return reports.document(default_workspace, request, "pptx")


@pytest.mark.parametrize("width", [400, 1100])
def test_pictures_of_slides_hold_all_their_words(context: BrowserContext, width: int, slides: bytes) -> None:
    sheets = "".join(page.picture for page in facsimile.pages(slides, "pptx"))
    tab = context.new_page()
    # The letters of a page are larger than those of a small picture on it.
    style = f"body {{font: 16px/1.6 sans-serif}} .sheet {{position: relative; overflow: hidden; width: {width}px}}"
    tab.set_content(f"<style>{style}</style>{sheets}")
    cut = tab.evaluate(CUT)
    tab.close()

    assert sheets.count('class="sheet"') > 20
    assert cut == []
