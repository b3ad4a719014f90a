"""The projector rules, measured on every screen of the presentation."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
SIZES = [(1920, 1080), (1366, 768), (1280, 720), (1024, 768)]
SMALLEST = 1 / 50
LEAST_CONTRAST = 7

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
        "?trinh-chieu=1&nam=2025",
        "?trinh-chieu=1&nam=2025&linh-vuc=tthc",
        "?trinh-chieu=1&nam=2023&nen=toi",
        "?trinh-chieu=1&don-vi=hung-yen&nam=2021",
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
        visit.page.keyboard.press("ArrowRight")
    assert last >= 6
    visit.sound()


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
    seen = [visit.page.url]
    visit.page.get_by_role("link", name="Trình chiếu").click()
    seen.append(visit.at("trinh-chieu=1").page.url)
    for key in ("ArrowRight", "ArrowRight", "Escape"):
        visit.page.keyboard.press(key)
        visit.page.wait_for_url(lambda url: url not in seen, wait_until="commit")
        seen.append(visit.settled().page.url)
    assert "man=linh-vuc-tthc" in seen[-2]

    for address in reversed(seen[:-1]):
        visit.page.go_back(wait_until="commit")
        assert visit.settled().page.url == address
        assert visit.page.locator(".slide").count() == int("trinh-chieu=1" in address)
    for address in seen[1:]:
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
