"""For everyone: no finding of axe-core, words for every picture, keys enough, and Vietnamese throughout."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
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
    visit.page.get_by_role("button", name="So với các đơn vị").click()
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
