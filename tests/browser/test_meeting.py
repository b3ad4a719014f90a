"""A meeting: a decision is written down, read from the last row, found by keyboard; views are saved by name."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import BrowserContext, expect

from cchc_metrics.days import today
from cchc_metrics.workspace import Workspace
from tests.browser.conftest import Visit, served
from tests.browser.test_presentation import SIZES, unreadable

pytestmark = pytest.mark.browser


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
def visit(context: BrowserContext, meeting: str) -> Iterator[Visit]:
    visit = Visit(context.new_page(), meeting)
    yield visit
    visit.page.close()


def test_decisions_however_long_can_be_read_from_the_last_row(visit: Visit) -> None:
    visit.open("nhiem-vu?trinh-chieu=1")
    for number in range(1, 5):
        expect(visit.page.locator(".slide > h2")).to_contain_text(f"({number}/4)")
        visit.settled(60)
        for width, height in SIZES:
            assert unreadable(visit.resize(width, height)) == [], (number, width, height)
        if number < 4:
            visit.page.keyboard.press("ArrowRight")
    expect(visit.page.locator(".slide")).to_contain_text("… và 1 việc nữa ở trang Nhiệm vụ.")
    visit.sound()


def test_a_decision_written_down_is_shown_by_the_presentation(visit: Visit) -> None:
    page = visit.open("nhiem-vu?don-vi=tien-tien").page
    page.get_by_text("Ghi việc cuộc họp giao").click()
    visit.settled()
    page.get_by_label("Việc cần làm").fill("Xin lỗi 14 người dân bằng văn bản")
    form = page.locator("[data-testid=stForm]").first
    form.locator("[data-testid=stSelectbox] input").first.press_sequentially("Địa chính", delay=30)
    page.get_by_role("option", name="Địa chính").click()
    day = form.locator("[data-testid=stDateInput]").first
    day.click()
    page.keyboard.type(f"{today():%d%m%Y}", delay=30)
    expect(day).to_contain_text(f"{today():%Y}")
    page.keyboard.press("Escape")
    visit.settled()
    page.get_by_role("button", name="Ghi việc", exact=True).click()
    expect(page.get_by_text("Đã ghi việc số 14.")).to_be_visible()
    decided = page.locator(".decided li")
    expect(decided).to_have_count(1)
    for part in ("Hạn hôm nay", "Xin lỗi 14 người dân", "Địa chính", "chưa có báo cáo"):
        expect(decided).to_contain_text(part)
    visit.settled()

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

    # As when the years change while somebody is looking for something: nobody has left the field.
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
    page.get_by_label("Đổi tên «Họp <b>tháng</b>»").click()
    page.get_by_label("Họp <b>tháng</b>", exact=True).fill("Họp quý")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Xóa «Họp quý»").click()
    expect(page.get_by_role("link", name="Họp quý")).to_have_count(0)
    visit.settled().sound()


def test_a_name_that_was_not_taken_stands_beside_the_reason(visit: Visit) -> None:
    page = visit.open("?nam=2022").page
    name = page.get_by_label("Tên cho cách xem này")
    page.locator(".saved > summary").click()
    name.fill("   ")
    page.get_by_role("button", name="Lưu", exact=True).click()

    expect(page.locator(".saved [role=alert]")).to_be_visible()
    expect(name).to_have_value("   ")
    visit.settled().sound()


def test_the_bar_stays_on_one_line(visit: Visit) -> None:
    bar = visit.open("nhiem-vu").page.locator(".st-key-top")
    expect(bar.locator(".saved > summary")).to_be_visible()

    boxes = bar.locator(".ways a, .finding input, .saved > summary, [data-testid=stPopover] button")
    for width in (1366, 1280):
        visit.resize(width, 768)
        places = boxes.evaluate_all("""all => all.map(box => box.getBoundingClientRect()).map(
          (box) => [(box.top + box.bottom) / 2, box.left, box.right])""")
        middles = [middle for middle, _, _ in places]
        assert max(middles) - min(middles) < 12, width
        assert max(right for _, _, right in places) <= width
        assert all(right <= left + 1 for (_, _, right), (_, left, _) in pairwise(places)), width
