"""The pages as worked with: in sight, large enough, for everyone, by keyboard, in Vietnamese, on many units too."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, expect

from cchc_metrics.workspace import Workspace
from tests.browser.conftest import SIZE, Visit, findings, serve, unreadable

pytestmark = pytest.mark.browser
OVER = """() => ["stMain", "stAppViewContainer"].map(name => document.querySelector(`[data-testid=${name}]`))
  .concat(document.scrollingElement).flatMap(box => [box.scrollHeight - box.clientHeight,
                                                     box.scrollWidth - box.clientWidth])"""
# Texts smaller than 16 px, apart from hidden ones.
SMALL = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, style = getComputedStyle(element);
    const size = parseFloat(style.fontSize), box = element.getBoundingClientRect();
    if (walker.currentNode.textContent.trim() && box.width > 2 && size > 0 && size < 16 && !element.closest("svg")
        && !/material|icon/i.test(style.fontFamily) && !["SCRIPT", "STYLE"].includes(element.tagName))
      found.push(`${walker.currentNode.textContent.trim().slice(0, 30)}: ${size}`);
  }
  return found;
}"""
CURRENT = """() => {
  const list = document.querySelector(".long"), row = list.querySelector("tr[aria-current]");
  const [place, at] = [list.getBoundingClientRect(), row.getBoundingClientRect()];
  return [row.innerText.split("\\t")[0].trim(), at.top >= place.top && at.bottom <= place.bottom + 1];
}"""


# The pairs of links and fields of the bar and the filters that overlap; those inside one another do not count.
OVERLAPS = """() => {
  const all = [...document.querySelectorAll(
    ".st-key-top :is(a, input, button, summary), .st-key-filters :is(label, button, [data-testid=stSelectbox] > div)")]
    .filter(one => one.getClientRects().length && one.getBoundingClientRect().width > 2);
  const own = all.filter(one => !all.some(other => other !== one && other.contains(one)));
  const crossed = [];
  own.forEach((one, at) => own.slice(at + 1).forEach(other => {
    const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    // A link has a little air above and below its words.
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 5 && b.top < a.bottom - 5)
      crossed.push(`${one.innerText || one.tagName} / ${other.innerText || other.tagName}`);
  }));
  return crossed;
}"""
# On paper: what can be pressed, and tables of which a part is out of sight.
PAPER = """() => [
  [...document.querySelectorAll("button, input, select, summary, .st-key-top a, .take a")]
    .filter(one => one.getClientRects().length && one.getBoundingClientRect().height > 2).map(one => one.outerHTML),
  [...document.querySelectorAll(".block div[role=region]")].filter(
    one => one.getClientRects().length && one.scrollHeight > one.clientHeight + 1).map(one => one.ariaLabel),
  document.querySelector(".printed").getClientRects().length]"""
# All labels, titles and placeholders, those of Streamlit too.
LABELS = """() => [...document.querySelectorAll("[aria-label], [title], [placeholder]")]
  .flatMap(thing => [thing.ariaLabel, thing.title, thing.placeholder]).filter(Boolean)"""
ENGLISH = {
    "Open",
    "Close",
    "Choose an option",
    "Choose options",
    "Clear all",
    "No results",
    "Remove",
    "Selected",
    "Dismiss",
    "Running",
    "Select",
}
# The gap between the filters of Chấm điểm and what is beneath them, in px.
GAP = """() => {
  const filters = document.querySelector(".choices");
  return filters.nextElementSibling.getBoundingClientRect().top - filters.getBoundingClientRect().bottom;
}"""
# How large the smallest letters of each picture are on the screen, in px.
LETTERS = """() => [...document.querySelectorAll("figure svg")].map(svg =>
  Math.min(...[...svg.querySelectorAll("text")].map(
    text => parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a)))"""
# Of the notes beneath a list of targets: whether they have words, and how far they reach out of the box that moves.
NOTES = """() => [...document.querySelectorAll(".shows > .long + *")].map(notes => {
  const last = [...notes.parentElement.children].at(-1).getBoundingClientRect();
  return [notes.innerText.trim() !== "", last.bottom - notes.parentElement.getBoundingClientRect().bottom];
})"""
# How high the rows of a table are, and the part of its box that is left beneath its heads.
ROWS = """() => {
  const box = document.querySelector(".st-key-view-lich-su div[role=region]");
  return [Math.max(...[...box.querySelectorAll("tbody tr")].map(row => row.offsetHeight)),
          box.clientHeight - box.querySelector("thead").offsetHeight];
}"""
# How many whole rows of a list of targets are in sight, above the notes that stay beneath it.
IN_SIGHT = """() => {
  const notes = document.querySelector(".shows > .long + .notes").getBoundingClientRect().top;
  const rows = [...document.querySelectorAll(".long tbody tr")];
  return rows.filter(row => row.getBoundingClientRect().bottom <= notes).length;
}"""
WIDE = "() => [...document.querySelectorAll('.long')].every(list => list.scrollWidth <= list.clientWidth)"
# How far each table that moves reaches beyond its box.
CUT = """() => [...document.querySelectorAll('div[role=region], .view table')].filter(box => box.checkVisibility())
  .map(box => box.scrollWidth - box.clientWidth).filter(hidden => hidden > 0)"""
# The pictures that reach beyond their frames, and do not say that they are moved sideways.
CUT_PICTURES = """() => [...document.querySelectorAll('.view figure')].filter(box => box.checkVisibility()
  && box.scrollWidth > box.clientWidth && !getComputedStyle(box, '::before').content.includes('Kéo'))
  .map(box => box.innerText)"""
GROUND = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
# 1366 × 768 at 125 % and at 200 %, an old projector, a phone.
NARROW = ((1093, 614), (683, 384), (1024, 768), (390, 844))


def meeting(visit: Visit) -> None:
    """What a meeting looks at is in sight and large enough at the sizes of small projectors."""
    for width, height in ((1366, 768), (1280, 720)):
        visit.resize(width, height)
        assert max(visit.page.evaluate(OVER)) <= 0, (width, height)
        assert visit.page.evaluate(SMALL) == [], (width, height)
        assert visit.page.evaluate(WIDE), (width, height)
    sideways(visit)


def register(visit: Visit) -> None:
    """The table beneath a picture of feedback shows its last column, without being moved sideways."""
    visit.page.locator(".pair summary").first.click()
    table = visit.rest().page.locator(".pair .rows div[role=region]").first
    assert table.evaluate("table => table.scrollWidth - table.clientWidth") <= 0
    assert table.locator("th").last.is_visible()


def sideways(visit: Visit) -> None:
    """A narrow window moves nothing sideways but tables."""
    assert max(visit.resize(480, 800).page.evaluate(OVER)[1::2]) <= 0


def narrow(visit: Visit) -> None:
    """A narrow window folds the bar and moves nothing sideways."""
    for width, height in NARROW:
        visit.resize(width, height)
        assert width < 1000 or visit.page.evaluate(OVERLAPS) == [], (width, height)
        assert max(visit.page.evaluate(OVER)[1::2]) <= 0, (width, height)
        assert visit.page.evaluate(SMALL) == [], (width, height)


def phone(visit: Visit) -> None:
    """On a phone and with letters twice as large the bar is one line, which keys unfold to the filters and back."""
    bar, filters = visit.page.locator(".st-key-top"), visit.page.locator(".st-key-filters")
    for width, height in ((683, 384), (390, 844)):
        visit.resize(width, height)
        box = bar.bounding_box()
        assert box is not None
        assert box["height"] < 48, (width, height, box)
        assert not filters.is_visible(), (width, height)
        assert "Tổng quan · 2025 · Xã Nhật Quang" in bar.inner_text()
        visit.page.locator(".fold summary").press("Enter")
        expect(filters).to_be_visible()
        expect(visit.page.get_by_role("link", name="Trình chiếu")).to_be_visible()
        assert max(visit.page.evaluate(OVER)[1::2]) <= 0, (width, height)
        assert findings(visit) == []
        visit.page.locator(".fold summary").press("Enter")
        expect(filters).to_be_hidden()


def hand(visit: Visit) -> None:
    """On a phone a list of targets has each value beside its verdict; a picture that is cut says that it moves.

    Names at the ends of lines are in sight.
    """
    visit.resize(390, 844)
    values = visit.page.locator("table.targets:not(.heat) td:nth-child(4)")
    assert visit.page.evaluate(CUT_PICTURES) == []
    for name in visit.page.locator(".beside figure text", has_text="PAR INDEX").all():
        place = name.bounding_box()
        assert place is not None
        assert place["x"] + place["width"] <= 375, place
    for box in (values.nth(at).bounding_box() for at in range(values.count())):
        assert box is not None
        assert box["x"] + box["width"] <= 375, box


def old_projector(visit: Visit) -> None:
    """An old projector shows list and target without scrolling the page."""
    visit.resize(1024, 768)
    assert max(visit.page.evaluate(OVER)) <= 0
    assert [size for size in visit.page.evaluate(LETTERS) if size < 15.9] == []


def overview(visit: Visit) -> None:
    """The overview has nothing small on an old projector, either."""
    old_projector(visit)
    assert visit.page.evaluate(SMALL) == []


def scoring_filters(visit: Visit) -> None:
    """The filters of Chấm điểm stand clear of what is beneath them."""
    assert visit.page.evaluate(GAP) == pytest.approx(8, abs=0.5)
    assert max(visit.page.evaluate(OVER)) <= 0


def notes(visit: Visit) -> None:
    """No line beneath a list of targets is cut by what stands below it."""
    for width, height in ((1366, 768), (1280, 720), (1024, 768)):
        visit.resize(width, height)
        [(has_words, below)] = visit.page.evaluate(NOTES)
        assert has_words
        assert below <= 0.5, (width, height)


def whole_columns(visit: Visit) -> None:
    """An old projector shows every column of what is there and of what is owed."""
    visit.resize(1024, 768)
    assert visit.page.evaluate(CUT) == []


def in_sight(visit: Visit) -> None:
    """Low and old projectors show a list of targets, or what is owed, without scrolling the page."""
    for width, height in ((1366, 768), (1280, 720), (1024, 768)):
        visit.resize(width, height)
        assert max(visit.page.evaluate(OVER)) <= 0, (width, height)


def several_targets(visit: Visit) -> None:
    """Beneath a long mark, too, an old projector shows six targets at once."""
    visit.resize(1024, 768)
    assert visit.page.evaluate(IN_SIGHT) >= 6


def rows(visit: Visit) -> None:
    """Whole rows of what was handed in are in sight, and what ships with the program is named."""
    for width, height in ((1366, 768), (1280, 720), (1024, 768)):
        visit.resize(width, height)
        highest, room = visit.page.evaluate(ROWS)
        assert highest <= room, (width, height)
    assert "đi kèm chương trình" in visit.page.locator(".st-key-view-lich-su").inner_text()


def one_line(visit: Visit) -> None:
    """What opens the forms is named in one line each."""
    for width, height in ((1366, 768), (1280, 720), (1024, 768)):
        visit.resize(width, height)
        heights = visit.page.evaluate(
            "() => [...document.querySelectorAll('.st-key-forms summary')].map(e => e.offsetHeight)"
        )
        assert len(heights) == 5
        assert len(set(heights)) == 1, (width, height)


def paper(visit: Visit) -> None:
    """On paper there are whole tables, the filters in words, and nothing to press."""
    visit.page.emulate_media(media="print")
    try:
        assert visit.page.evaluate(PAPER) == [[], [], 1]
        # As wide as an upright A4 sheet within its margins.
        assert visit.resize(703, 1000).page.evaluate(CUT) == []
        assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    finally:
        visit.page.emulate_media(media="screen")


def contrast(visit: Visit) -> None:
    """Words keep their contrast."""
    assert unreadable(visit) == []


def light(visit: Visit) -> None:
    """A page is light where nobody asks for a dark one, and words keep their contrast."""
    contrast(visit)
    assert visit.page.evaluate(GROUND) == "rgb(239, 243, 248)"


def one_choice(visit: Visit) -> None:
    """Of the visible links to the views of an index one is marked."""
    for width, name in ((1366, "Vì sao thay đổi"), (1024, "Diễn biến")):
        visit.resize(width, 768)
        assert visit.page.locator(".turns nav a[aria-current]:visible").all_inner_texts() == [name], width


def everyone(visit: Visit) -> None:
    """Nothing for axe-core to find."""
    assert findings(visit) == []


def words(visit: Visit) -> None:
    """No English anywhere; every picture is said in words, and beside every picture of a page stands its table."""
    assert [name for name in visit.page.evaluate(LABELS) if ENGLISH & {name, name.split()[0]}] == []
    pictures = visit.page.locator("figure svg")
    assert all((pictures.nth(at).get_attribute("aria-label") or "").strip() for at in range(pictures.count()))
    if "trinh-chieu" not in visit.page.url:
        figures = visit.page.locator("section.view:has(figure)").count()
        assert visit.page.locator("section.view:has(figure) details table").count() == figures


# The checks of each page, which is opened once for all of them.
LOOKS: dict[str, tuple[Callable[[Visit], None], ...]] = {
    "": (everyone, words, light, meeting, overview, narrow, phone, paper),
    "chi-so": (everyone, words, light, one_choice, meeting, narrow, hand, paper),
    "chi-so?don-vi=hung-yen&xem=vi-tri&chi-so=papi": (everyone, words),
    "linh-vuc?linh-vuc=tthc": (everyone, words, light, meeting, narrow, old_projector),
    "linh-vuc?linh-vuc=tthc&xem=qua-cac-nam": (everyone, words),
    "linh-vuc?linh-vuc=tthc&xem=theo-nhom&nam=2024": (everyone, words),
    "so-sanh": (everyone, words, light, meeting, narrow, hand, old_projector, paper),
    "vi-sao?cua=on-time": (everyone, words, rows),
    "?trinh-chieu=1": (everyone, words),
    "linh-vuc?linh-vuc=tthc&trinh-chieu=1&nen=toi": (everyone, words),
    "linh-vuc": (everyone, meeting, hand, old_projector, paper),
    "linh-vuc?ke-hoach=tien-tien-2026-2030&don-vi=tien-tien": (everyone, in_sight, light, notes, several_targets),
    "linh-vuc?linh-vuc=tthc&xem=so-ho-so": (everyone,),
    "linh-vuc?linh-vuc=chi-dao": (everyone,),
    "linh-vuc?xem=so-viec": (everyone, in_sight, light),
    "so-sanh?don-vi=hung-yen&nam=2023&cac-don-vi=hung-yen,ha-noi&cac-chi-so=papi": (everyone,),
    "nhiem-vu": (everyone, light, meeting, narrow, paper),
    "nhiem-vu?viec=tthc-01": (everyone,),
    "nhiem-vu?giao=on-time": (everyone,),
    "y-kien": (everyone, light),
    "y-kien?don-vi=tien-tien-cu&nam=2024": (everyone, meeting, old_projector, register),
    "cham-diem": (everyone, one_line, light, meeting, narrow, old_projector, paper),
    "so-lieu": (everyone, light, sideways, narrow),
    "so-lieu?phan=so": (everyone, light, sideways),
    "so-lieu?phan=co": (everyone, whole_columns, in_sight, light, sideways, paper),
    "so-lieu?phan=nguon": (everyone, light, sideways),
    "bao-cao": (everyone, light, meeting),
    "vi-sao?don-vi=hung-yen&nam=2021&cua=papi": (everyone,),
    "?don-vi=khong-co": (everyone,),
    "linh-vuc?xem=qua-cac-nam": (light, meeting, old_projector),
    "vi-sao": (light, meeting, paper),
    "chi-so?chi-so=satisfaction": (meeting,),
    "chi-so?don-vi=hung-yen&chi-so=papi&nam=2021&xem=thanh-phan": (meeting,),
    "linh-vuc?linh-vuc=bo-may": (meeting, old_projector),
    "linh-vuc?xem=nhiem-vu": (meeting,),
    "linh-vuc?linh-vuc=tthc&xem=theo-nhom": (meeting,),
    "cham-diem?bo-tieu-chi=par-xa-minh-hoa": (scoring_filters,),
    "cham-diem?bo-tieu-chi=bo-766": (scoring_filters,),
}

# The buttons of each page that open something over it.
LAYERS = {
    "": ("[data-testid=stPopoverButton]", ".saved > summary", "[data-testid=stSelectbox] button"),
    "nhiem-vu": ("[data-testid=stExpander] summary",),
    "cham-diem": ("[data-testid=stExpander] summary",),
    "y-kien": ("[data-testid=stExpander] summary",),
    "so-lieu": ("[data-testid=stSelectbox] button",),
    "linh-vuc?linh-vuc=chi-dao": ("[data-testid=stExpander] summary",),
    "linh-vuc?xem=so-viec": ("[data-testid=stExpander] summary",),
    "bao-cao": ("[data-testid=stDateInput] button", "[data-testid=stExpander] summary"),
    "chi-so": (".view summary",),
    "so-sanh": (".st-key-lists summary",),
}


@pytest.mark.parametrize("way", LOOKS)
def test_a_page_is_in_sight_large_enough_and_for_everyone(common_tab: Visit, way: str) -> None:
    visit = common_tab.open(way)
    faults = {}
    for look in LOOKS[way]:
        visit.resize(**SIZE)
        try:
            look(visit)
        except AssertionError as fault:
            faults[look.__doc__] = str(fault)
    visit.resize(**SIZE)
    for button in layers(visit, LAYERS.get(way, ())):
        faults |= {f"{button}: {name}": "; ".join(nodes) for name, nodes in findings(visit)}

    assert faults == {}
    visit.sound()


def layers(visit: Visit, buttons: Iterable[str], *, every: bool = False) -> Iterator[str]:
    """Open what lies over a page, by the first button of each kind or by every one; gives the name of what is open."""
    for kind in buttons:
        for number in range(visit.page.locator(kind).count() if every else 1):
            button = visit.page.locator(kind).nth(number)
            button.click()
            yield visit.rest() and f"{kind} {number}"
            # A summary folds what it unfolded; whatever else lies over the page goes with Escape.
            if "summary" in kind:
                button.click()
            else:
                visit.page.keyboard.press("Escape")
            visit.rest()


def test_words_keep_their_contrast_in_the_dark(visit: Visit) -> None:
    visit.page.emulate_media(color_scheme="dark")
    for way in [way for way, looks in LOOKS.items() if light in looks]:
        contrast(visit.open(way))
        assert visit.page.evaluate(GROUND) == "rgb(16, 21, 31)", way


def test_a_long_list_stays_where_it_was_when_a_target_of_it_is_chosen(common_tab: Visit) -> None:
    visit = common_tab
    visit.open("linh-vuc?nam=2025")
    visit.page.locator(".long tbody a", has_text="Thư công vụ").click()
    visit.rest()

    assert visit.page.evaluate(CURRENT) == ["Thư công vụ", True]
    assert "thư điện tử công vụ" in visit.page.locator(".detail").inner_text()


def test_a_browser_that_speaks_english_names_months_in_vietnamese(visit: Visit) -> None:
    visit.open("bao-cao?nam=2025&loai=quy-1")
    visit.page.get_by_role("button", name="Chọn ngày").or_(
        visit.page.locator("[data-testid=stDateInput] button")
    ).first.click()

    visit.page.get_by_text("Tháng 3", exact=True).first.wait_for()
    assert "March" not in visit.page.locator("[role=dialog]").inner_text()
    # What a field tells those who hear it, too: a day that is chosen, its month, the day marked in the calendar.
    heard = visit.page.evaluate("""() => [...document.querySelectorAll(
      "[data-testid=stDateInput] [aria-valuetext], [role=dialog] [aria-label], [id^=react-aria-description]")].map(
      (told) => told.getAttribute("aria-valuetext") || told.getAttribute("aria-label") || told.textContent)""")
    assert any("tháng 3" in words for words in heard)
    assert any(words.endswith(", đang chọn") for words in heard)
    assert [words for words in heard if re.search(r"March|elected|Today|Empty|Date", words)] == []
    assert visit.errors == []


@pytest.mark.slow
def test_a_day_and_a_number_typed_as_officers_write_them_are_stored_so(context: BrowserContext, tmp_path: Path) -> None:
    with serve("app.py", tmp_path) as base:
        page = context.new_page()
        visit = Visit(page, base).load("cham-diem?nam=2025")
        why = page.get_by_label("Lý do làm trước bước khác, hoặc mở lại")

        page.get_by_text("Nhập vào một bảng").click()
        visit.rest()

        def at(column: int) -> None:
            """Wait until a cell of the first row is drawn as the chosen one; the grid loses a key that comes before."""
            expect(page.get_by_test_id(f"glide-cell-{column}-0")).to_have_attribute("aria-selected", "true")

        # The cell of criterion 1.1.1 after its number; then the cells to the right of it, and what is typed there.
        page.locator(".dvn-scroller").click(position={"x": 90, "y": 52})
        at(column := 1)
        cell = page.locator(".gdg-input")
        for goal, text in ((5, "có, 15/03/2025"), (7, "01/KH"), (8, "15/03/2025"), (11, "0,5"), (12, "chậm")):
            while column < goal:
                page.keyboard.press("ArrowRight")
                at(column := column + 1)
            page.keyboard.press("Enter")
            cell.press_sequentially(text)
            cell.press("Tab")
            at(column := column + 1)
            expect(cell).to_have_count(0)
        page.get_by_role("button", name="Xem điểm sẽ thay đổi").click()
        visit.rest()
        why.fill("chấm thử")
        why.press("Tab")
        page.get_by_role("button", name="Ghi vào sổ").click()
        expect(page.get_by_text("Đã ghi")).to_be_visible()
        page.get_by_text("Nhập vào một bảng").click()
        visit.rest()

        page.get_by_text("Nhập một tiêu chí").click()
        visit.rest()
        for label in ("Ngày hoàn thành", "Ngày văn bản"):
            day = page.locator("[data-testid=stDateInput]", has_text=label)
            day.click()
            page.keyboard.type("15032025", delay=30)
            page.keyboard.press("Escape")
        for label, text in (
            ("Số văn bản", "02/KH"),
            ("Điểm thẩm định hoặc khảo sát", "0,5"),
            ("Lý do thẩm định khác", "muộn"),
        ):
            page.get_by_label(label).press_sequentially(text)
        page.get_by_text("có", exact=True).click()
        why.fill("chấm thử")
        visit.rest()
        page.get_by_role("button", name="Ghi vào sổ").last.click()
        visit.rest()
        page.close()

    details = [one.details for one in Workspace.open(tmp_path).ledger.entries()]
    results = [one["results"][0] for one in details if "results" in one]
    assert [(one["done_on"], one["evidence"][0]["date"]) for one in results] == [("2025-03-15", "2025-03-15")] * 2
    assert [one["scores"][0]["points"] for one in details if "scores" in one] == ["0.5", "0.5"]


def test_an_address_that_is_no_page_says_so_and_leads_back(visit: Visit) -> None:
    visit.page.goto(f"{visit.base}/khong-co")
    assert visit.page.get_by_role("heading").inner_text() == "Không có trang này"

    visit.page.get_by_role("link").click()
    visit.page.wait_for_selector(".tile")


@pytest.mark.slow
def test_who_looks_turns_the_pages_dark_and_light_again(visit: Visit) -> None:
    scheme = "() => getComputedStyle(document.querySelector('.stApp')).colorScheme"
    visit.page.emulate_media(color_scheme="light")
    visit.open("chi-so?nam=2023")
    visit.page.get_by_role("searchbox").fill("ho so")
    visit.page.get_by_role("button", name="Nền sáng, tối; in").click()
    for name, colours in (("Tối", "dark"), ("Sáng", "light")):
        visit.page.get_by_role("menuitemradio", name=name).click()
        visit.page.wait_for_function(f"() => ({scheme})() === '{colours}'")
        # What was typed is still there.
        assert visit.page.get_by_role("searchbox").input_value() == "ho so"
    # It holds when the dashboard is opened again.
    visit.load("linh-vuc")
    assert visit.page.evaluate(scheme) == "light"
    visit.sound()


def test_words_of_the_frame_come_in_vietnamese(visit: Visit) -> None:
    visit.open("so-sanh")
    visit.page.locator(".st-key-lists summary").click()
    visit.page.locator("[data-testid=stMultiSelect] input").first.press_sequentially("zzz")

    # A long list is searched without diacritics too, so that it offers to look for what was typed.
    expect(visit.page.get_by_text("Tìm: zzz")).to_be_visible()


FOCUS = "() => document.activeElement.textContent.trim()"


def press_on(visit: Visit, words: str) -> None:
    """Move on by Tab to the link with these words, as few steps as someone will take, and follow it."""
    for _ in range(25):
        if words in visit.page.evaluate(FOCUS) and visit.page.evaluate("() => document.activeElement.tagName") == "A":
            visit.page.keyboard.press("Enter")
            return
        visit.page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {words}")


def test_keys_alone_lead_from_the_overview_to_the_line_of_the_file_and_back(visit: Visit) -> None:
    page = visit.open("?don-vi=nhat-quang&nam=2025").page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    # The way to the content leads past the bar and the filters.
    expect(page.locator(".tile h3 a").first).to_be_focused()
    press_on(visit, "PAR INDEX")
    visit.at("/chi-so?", "chi-so=par-index")
    press_on(visit, "Vì sao?")
    visit.at("/vi-sao?", "cua=par-index")
    press_on(visit, "demo/indices.csv")
    visit.at("/vi-sao?", "o=")
    expect(page.locator("#cell tr[aria-current]")).to_be_in_viewport()

    for place in ("/vi-sao?", "/chi-so?", "/?don-vi=nhat-quang"):
        page.go_back(wait_until="commit")
        visit.at(place)
    expect(page.locator(".tile")).to_have_count(4)
    visit.sound()


def test_a_table_sorted_by_key_is_taken_out_in_the_same_order(visit: Visit) -> None:
    page = visit.open("linh-vuc?don-vi=nhat-quang&nam=2025").page
    for order, arrow in (("xep=gia-tri", "▲"), ("xep=-gia-tri", "▼")):
        head = page.locator(".targets thead a", has_text="Giá trị")
        head.focus()
        page.keyboard.press("Enter")
        expect(head).to_have_text(f"Giá trị {arrow}")
        visit.at(order)
        cells = " ".join(page.locator(".targets td:nth-child(4)").all_inner_texts())
        values = [float(text.replace(",", ".")) for text in re.findall(r"([\d,]+)\s%", cells)]
        assert values == sorted(values, reverse="=-" in order)
        for kind in ("csv", "xlsx"):
            href = page.locator(f"section.view a[href*='/chi-tieu.{kind}']").get_attribute("href")
            table = rows_of(kind, page.request.get(f"{visit.base}/{href}").body())
            assert table == pytest.approx(values, abs=0.006)


def rows_of(kind: str, content: bytes) -> list[float]:
    """The values of a table that was taken out, in its order."""
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        rows = [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]
    head = next(number for number, row in enumerate(rows) if "Giá trị" in row)
    at = rows[head].index("Giá trị")
    return [float(row[at]) for row in rows[head + 1 :] if row[at] not in (None, "")]


def test_keys_alone_lead_to_another_index_and_unfold_its_table(visit: Visit) -> None:
    visit.open("chi-so")
    visit.page.locator("nav.tabs a").nth(1).focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("link", name="Thành phần", exact=True)).to_be_visible()
    visit.at("chi-so=papi")
    # Whoever moves by keys stays where they were.
    assert visit.page.evaluate("() => document.activeElement.textContent") == "PAPI"

    visit.page.locator(".view summary").first.focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".view details[open] table").first).to_be_visible()

    year = visit.page.locator("[data-testid=stButtonGroup]").get_by_text("2022", exact=True)
    year.click()
    visit.at("nam=2022")
    assert "PAPI) năm 2022" in visit.words()
    assert visit.page.locator(".view details[open]").count() == 1


@pytest.mark.parametrize("topic", ["", "&xem=xep-hang", "&xem=toan-bo", "&xem=con-no", "&xem=ban-do"])
def test_no_finding_nothing_small_and_nothing_sideways(common_tab: Visit, topic: str) -> None:
    visit = common_tab.open(f"cac-xa?ke-hoach=tinh{topic}")

    assert findings(visit) == []
    for width, height in ((1366, 768), (1024, 768), (390, 844)):
        visit.resize(width, height)
        assert max(visit.page.evaluate(OVER)[1::2]) <= 0, (width, height)
        assert visit.page.evaluate(SMALL) == [], (width, height)
    visit.resize(1366, 768).sound()
