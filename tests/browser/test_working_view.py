"""The pages as worked with: in sight, large enough, for everyone, by keyboard, in Vietnamese, on many units too."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, expect

from cchc_metrics.workspace import Workspace
from tests.browser.conftest import Visit, served
from tests.browser.test_presentation import TEXTS
from tests.conftest import DATA

pytestmark = pytest.mark.browser
SIZES = ((1366, 768), (1280, 720))
IN_SIGHT = (
    "",
    "chi-so",
    "chi-so?chi-so=satisfaction",
    "chi-so?don-vi=hung-yen&chi-so=papi&nam=2021&xem=thanh-phan",
    "linh-vuc",
    "linh-vuc?linh-vuc=tthc",
    "linh-vuc?linh-vuc=bo-may",
    "linh-vuc?xem=qua-cac-nam",
    "linh-vuc?xem=nhiem-vu",
    "linh-vuc?linh-vuc=tthc&xem=theo-nhom",
    "so-sanh",
    "nhiem-vu",
    "cham-diem",
    "vi-sao",
    "bao-cao",
)
OVER = """() => ["stMain", "stAppViewContainer"].map(name => document.querySelector(`[data-testid=${name}]`))
  .concat(document.scrollingElement).flatMap(box => [box.scrollHeight - box.clientHeight,
                                                     box.scrollWidth - box.clientWidth])"""
# Text smaller than 16 px, but for what is there for nobody to see.
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


@pytest.mark.parametrize("way", IN_SIGHT)
def test_what_a_meeting_looks_at_is_in_sight_and_large_enough(shared: Visit, way: str) -> None:
    visit = shared.open(way)
    for width, height in SIZES:
        visit.resize(width, height)
        assert max(visit.page.evaluate(OVER)) <= 0, (width, height)
        assert visit.page.evaluate(SMALL) == [], (width, height)
        assert visit.page.evaluate(
            "() => [...document.querySelectorAll('.long')].every(list => list.scrollWidth <= list.clientWidth)"
        ), (width, height)
    visit.resize(480, 800)
    assert max(visit.page.evaluate(OVER)[1::2]) <= 0, "sideways"
    visit.sound()


def test_the_overview_fits_an_old_projector(shared: Visit) -> None:
    visit = shared.open("?nam=2025").resize(1024, 768)
    assert max(visit.page.evaluate(OVER)) <= 0
    assert visit.page.evaluate(SMALL) == []


def test_the_filters_of_scoring_stand_clear_of_what_is_beneath_them(shared: Visit) -> None:
    visit = shared
    for way in ("cham-diem?bo-tieu-chi=par-xa-minh-hoa", "cham-diem?bo-tieu-chi=bo-766"):
        visit.open(way)
        gap = visit.page.evaluate("""() => {
          const filters = document.querySelector(".choices");
          return filters.nextElementSibling.getBoundingClientRect().top - filters.getBoundingClientRect().bottom;
        }""")
        assert gap == pytest.approx(8, abs=0.5), way
        assert max(visit.page.evaluate(OVER)) <= 0, way
    visit.sound()


@pytest.mark.parametrize("part", ["", "?phan=so", "?phan=co", "?phan=nguon"])
def test_a_narrow_window_moves_nothing_sideways_but_tables(shared: Visit, part: str) -> None:
    visit = shared.open(f"so-lieu{part}").resize(480, 800)
    assert max(visit.page.evaluate(OVER)[1::2]) <= 0


def test_a_long_list_stays_where_it_was_when_a_target_of_it_is_chosen(shared: Visit) -> None:
    visit = shared
    visit.open("linh-vuc?nam=2025")
    visit.page.locator(".long tbody a", has_text="Thư công vụ").click()
    visit.settled()

    assert visit.page.evaluate(CURRENT) == ["Thư công vụ", True]
    assert "thư điện tử công vụ" in visit.page.locator(".detail").inner_text()


def test_a_browser_that_speaks_english_names_months_in_vietnamese(visit: Visit) -> None:
    english = visit.page.context.browser.new_context(locale="en-US")
    other = Visit(english.new_page(), visit.base).open("bao-cao?nam=2025&loai=quy-1")
    other.page.get_by_role("button", name="Chọn ngày").or_(
        other.page.locator("[data-testid=stDateInput] button")
    ).first.click()

    other.page.get_by_text("Tháng 3", exact=True).first.wait_for()
    assert "March" not in other.page.locator("[role=dialog]").inner_text()
    # What a field tells those who hear it, too: a day that is chosen, its month, the day marked in the calendar.
    heard = other.page.evaluate("""() => [...document.querySelectorAll(
      "[data-testid=stDateInput] [aria-valuetext], [role=dialog] [aria-label], [id^=react-aria-description]")].map(
      (told) => told.getAttribute("aria-valuetext") || told.getAttribute("aria-label") || told.textContent)""")
    assert any("tháng 3" in words for words in heard)
    assert any(words.endswith(", đang chọn") for words in heard)
    assert [words for words in heard if re.search(r"March|elected|Today|Empty|Date", words)] == []
    assert other.errors == []
    english.close()


def test_an_address_that_is_no_page_says_so_and_leads_back(visit: Visit) -> None:
    visit.page.goto(f"{visit.base}/khong-co")
    assert visit.page.get_by_role("heading").inner_text() == "Không có trang này"

    visit.page.get_by_role("link").click()
    visit.page.wait_for_selector(".tile")


# What can be pressed or filled in, with its box; what is inside another of them counts once.
CROSSED = """() => {
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
# 1366 × 768 at 125 % and at 200 %, an old projector, a phone.
NARROW = ((1093, 614), (683, 384), (1024, 768), (390, 844))


@pytest.mark.slow
@pytest.mark.parametrize("way", ["", "chi-so", "linh-vuc?linh-vuc=tthc", "so-sanh", "nhiem-vu", "cham-diem", "so-lieu"])
def test_a_narrow_window_folds_the_bar_and_moves_nothing_sideways(shared: Visit, way: str) -> None:
    visit = shared.open(way)
    for width, height in NARROW:
        visit.resize(width, height)
        assert width < 1000 or visit.page.evaluate(CROSSED) == [], (width, height)
        assert max(visit.page.evaluate(OVER)[1::2]) <= 0, (width, height)
        assert visit.page.evaluate(SMALL) == [], (width, height)


@pytest.mark.slow
@pytest.mark.parametrize(
    "way",
    ["linh-vuc", "linh-vuc?linh-vuc=bo-may", "linh-vuc?linh-vuc=tthc", "linh-vuc?xem=qua-cac-nam", "so-sanh"],
)
def test_an_old_projector_shows_list_and_target_without_scrolling_the_page(shared: Visit, way: str) -> None:
    visit = shared.open(way).resize(1024, 768)
    assert max(visit.page.evaluate(OVER)) <= 0
    lettered = visit.page.evaluate("""() => [...document.querySelectorAll("figure svg")].map(svg =>
      Math.min(...[...svg.querySelectorAll("text")].map(
        text => parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a)))""")
    assert all(size >= 15.9 for size in lettered)


# On paper: what can be pressed, and tables of which a part is out of sight.
PAPER = """() => [
  [...document.querySelectorAll("button, input, select, summary, .st-key-top a, .take a")]
    .filter(one => one.getClientRects().length && one.getBoundingClientRect().height > 2).map(one => one.outerHTML),
  [...document.querySelectorAll(".block div[role=region]")].filter(
    one => one.getClientRects().length && one.scrollHeight > one.clientHeight + 1).map(one => one.ariaLabel),
  document.querySelector(".printed").getClientRects().length]"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "way", ["", "chi-so", "linh-vuc", "so-sanh", "nhiem-vu", "cham-diem", "so-lieu?phan=co", "vi-sao"]
)
def test_paper_has_whole_tables_the_filters_in_words_and_nothing_to_press(visit: Visit, way: str) -> None:
    visit.open(way).page.emulate_media(media="print")
    pressed, cut, filters = visit.page.evaluate(PAPER)

    assert pressed == []
    assert cut == []
    assert filters == 1


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_keep_their_contrast_in_light_and_in_dark(visit: Visit, scheme: Literal["light", "dark"]) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    grounds = set()
    for way in (
        "",
        "chi-so",
        "linh-vuc?linh-vuc=tthc",
        "linh-vuc?xem=qua-cac-nam",
        "so-sanh",
        "nhiem-vu",
        "cham-diem",
        "so-lieu?phan=co",
        "vi-sao",
    ):
        visit.open(way)
        grounds.add(visit.page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor"))
        texts = visit.page.evaluate(TEXTS, "[data-testid=stMain]")
        assert [text for text in texts if text["contrast"] < (7 if text["ours"] else 4.5)] == [], way
    assert grounds == {"rgb(239, 243, 248)" if scheme == "light" else "rgb(16, 21, 31)"}


@pytest.mark.slow
def test_who_looks_turns_the_pages_dark_and_light_again(visit: Visit) -> None:
    scheme = "() => getComputedStyle(document.querySelector('.stApp')).colorScheme"
    visit.page.emulate_media(color_scheme="light")
    visit.open("chi-so?nam=2023")
    visit.page.get_by_role("searchbox").fill("ho so")
    visit.page.get_by_role("button", name="Nền sáng, tối; in").click()
    for name, wanted in (("Tối", "dark"), ("Sáng", "light")):
        visit.page.get_by_role("menuitemradio", name=name).click()
        visit.page.wait_for_function(f"() => ({scheme})() === '{wanted}'")
        # What was typed is still there.
        assert visit.page.get_by_role("searchbox").input_value() == "ho so"
    # It holds when the dashboard is opened again.
    visit.load("linh-vuc")
    assert visit.page.evaluate(scheme) == "light"
    visit.sound()


SCREENS = (
    "",
    "chi-so",
    "chi-so?don-vi=hung-yen&xem=vi-tri&chi-so=papi",
    "linh-vuc?linh-vuc=tthc",
    "linh-vuc?linh-vuc=tthc&xem=qua-cac-nam",
    "linh-vuc?linh-vuc=tthc&xem=theo-nhom&nam=2024",
    "so-sanh",
    "vi-sao?cua=on-time",
    "?trinh-chieu=1",
    "linh-vuc?linh-vuc=tthc&trinh-chieu=1&nen=toi",
)
# Everything that is said of a thing to those who do not see it, of Streamlit's own things too.
NAMED = """() => [...document.querySelectorAll("[aria-label], [title], [placeholder]")]
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


# Every other page and part of a page, and what lies over a page when it is opened: by name only, they take minutes.
OTHERS = (
    "linh-vuc",
    "linh-vuc?linh-vuc=tthc&xem=so-ho-so",
    "linh-vuc?linh-vuc=chi-dao",
    "so-sanh?don-vi=hung-yen&nam=2023&cac-don-vi=hung-yen,ha-noi&cac-chi-so=papi",
    "nhiem-vu",
    "nhiem-vu?viec=tthc-01",
    "nhiem-vu?giao=on-time",
    "y-kien",
    "cham-diem",
    "so-lieu",
    "so-lieu?phan=so",
    "so-lieu?phan=co",
    "so-lieu?phan=nguon",
    "bao-cao",
    "vi-sao?don-vi=hung-yen&nam=2021&cua=papi",
    "?don-vi=khong-co",
)
OPENED = (
    ("", "[data-testid=stPopoverButton]"),
    ("", ".saved > summary"),
    ("", "[data-testid=stSelectbox] button"),
    ("nhiem-vu", "[data-testid=stExpander] summary"),
    ("cham-diem", "[data-testid=stExpander] summary"),
    ("bao-cao", "[data-testid=stDateInput] button"),
    ("chi-so", ".view summary"),
)


# Streamlit draws its lists and calendars outside every landmark, and names a box that it calls a mere presentation.
OF_STREAMLIT = {"region": "st-emotion", "presentation-role-conflict": "stFileUploaderDropzone"}


def findings(visit: Visit) -> list[tuple[str, list[str]]]:
    """What axe-core finds on the page, with the elements."""
    result = {
        one["id"]: [node["html"] for node in one["nodes"] if OF_STREAMLIT.get(one["id"], "-") not in node["html"]]
        for one in Axe().run(visit.page).response["violations"]
    }
    return [(name, nodes) for name, nodes in result.items() if nodes]


@pytest.mark.parametrize("way", SCREENS)
def test_no_finding_and_no_english(shared: Visit, way: str) -> None:
    visit = shared.open(way)

    assert findings(visit) == []
    named = visit.page.evaluate(NAMED)
    assert [name for name in named if ENGLISH & {name, name.split()[0]}] == []
    # Every picture is said in words, and beside every picture of a page stands its table.
    pictures = visit.page.locator("figure svg")
    assert all((pictures.nth(at).get_attribute("aria-label") or "").strip() for at in range(pictures.count()))
    if "trinh-chieu" not in way:
        figures = visit.page.locator("section.view:has(figure)").count()
        assert visit.page.locator("section.view:has(figure) details table").count() == figures
    visit.sound()


@pytest.mark.slow
@pytest.mark.parametrize("way", OTHERS)
def test_no_finding_on_any_other_page(shared: Visit, way: str) -> None:
    assert findings(shared.open(way)) == []


@pytest.mark.slow
@pytest.mark.parametrize(("way", "button"), OPENED)
def test_no_finding_where_something_lies_open(visit: Visit, way: str, button: str) -> None:
    visit.open(way).page.locator(button).first.click()

    assert findings(visit.settled()) == []


@pytest.mark.slow
@pytest.mark.parametrize("way", ["?trinh-chieu=1&nam=2025", "?trinh-chieu=1&nam=2025&linh-vuc=tthc&nen=toi"])
def test_no_finding_on_any_screen_of_the_presentation(shared: Visit, way: str) -> None:
    visit = shared.open(way)
    place = visit.page.locator(".slide .filters span").last
    last = int(place.inner_text().split("/")[1])
    for number in range(1, last + 1):
        expect(place).to_have_text(f"{number}/{last}")
        assert findings(visit.settled(60)) == [], number
        visit.page.keyboard.press("ArrowRight")


def test_words_of_the_frame_come_in_vietnamese(visit: Visit) -> None:
    visit.open("so-sanh")
    visit.page.locator("[data-testid=stMultiSelect] input").first.press_sequentially("zzz")

    # A long list is searched without diacritics too, so that it offers to look for what was typed.
    expect(visit.page.get_by_text("Tìm: zzz")).to_be_visible()


def test_keys_alone_lead_to_another_index_and_unfold_its_table(visit: Visit) -> None:
    visit.open("chi-so")
    visit.page.locator("nav.tabs a").nth(1).focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_text("Thành phần", exact=True)).to_be_visible()
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


@pytest.fixture(scope="module")
def province(context: BrowserContext, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A tab on the dashboard of a province of twelve communes."""
    folder = tmp_path_factory.mktemp("province")
    (folder / "data" / "plans").mkdir(parents=True)
    (folder / "data" / "plans" / "tinh").symlink_to(DATA / "plans" / "tinh")
    Workspace.open(folder, "tinh").build()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CCHC_PLAN", "tinh")
        with served("app.py", folder) as base:
            visit = Visit(context.new_page(), base)
            yield visit
            visit.page.close()


@pytest.mark.parametrize("topic", ["", "?xem=xep-hang", "?xem=toan-bo", "?xem=con-no", "?xem=ban-do"])
def test_no_finding_nothing_small_and_nothing_sideways(province: Visit, topic: str) -> None:
    visit = province.open(f"cac-xa{topic}")

    assert findings(visit) == []
    for width, height in ((1366, 768), (1024, 768), (390, 844)):
        visit.resize(width, height)
        assert max(visit.page.evaluate(OVER)[1::2]) <= 0, (width, height)
        assert visit.page.evaluate(SMALL) == [], (width, height)
    visit.resize(1366, 768).sound()
