"""Every page through app.py; the last click counts, whatever address it comes with."""

import datetime as dt
import functools
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents.request import FilledBlanks, Request
from cchc_metrics.workspace import APP, Workspace
from pages.parts import address
from pages.parts.address import PAGE_FILES, page_file
from tests.conftest import write_figures
from tests.pages.conftest import at, sound, turn_to, ways, words_of

PAGES = [page_file(address) for address in PAGE_FILES]
COMMUNE = "nhat-quang"
DAYS: dict[str, dict[str, str]] = {"today": {}, "then": {"tai_ngay": "2025-06-30"}}


@functools.cache
def plan() -> Catalog:
    """The shipped plan; to read it takes as long as to show a page."""
    return Workspace.open().catalog


def units() -> list[str]:
    return list(plan().units)


def areas() -> list[str]:
    return ["tat-ca", *(area.slug for area in plan().areas.values())]


@functools.cache
def pairwise() -> dict[str, list[tuple[str, str, str]]]:
    """Unit, year and area of each visit to a page.

    Any two of page, kind of unit, year and area meet in one of the visits, and every unit is visited; the full product
    is in tests/truth/everything.py. Units of one kind are of one level, all have figures of the plan's years or all
    have none, and were all there from the first day or to the last, or not.
    """
    store = Workspace.open().store
    kinds: dict[object, list[str]] = {}
    for unit in plan().units.values():
        span = metrics.span(store, unit=unit.id)
        has_figures = span.last_year is not None and span.last_year in plan().years
        kind = (unit.level, has_figures, unit.valid_from is None, unit.valid_to is None)
        kinds.setdefault(kind, []).append(unit.id)
    visits: dict[str, list[tuple[str, str, str]]] = {page: [] for page in PAGES}
    for number, units in enumerate(kinds.values()):
        # Each page sees each kind; what is left of a large kind goes round the pages.
        for turn in range(max(len(PAGES), len(units))):
            unit = units[turn % len(units)]
            since = plan().units[unit].valid_from
            years = [year for year in plan().years if since is None or year >= since.year]
            year = years[(turn + 2 * number) % len(years)]
            area = areas()[(turn + number) % len(areas())]
            visits[PAGES[turn % len(PAGES)]].append((unit, str(year), area))
    return visits


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_pairs_of_page_unit_year_and_area(app: AppTest, page: str) -> None:
    turn_to(app, page)
    for unit, year, area in pairwise()[page]:
        at(app, don_vi=unit, nam=year, linh_vuc=area)
        assert app.get("button_group")[0].value == year


@pytest.mark.parametrize("page", PAGES)
def test_every_page(app: AppTest, page: str) -> None:
    turn_to(app, page)
    for unit in (COMMUNE, "hung-yen", "tien-tien"):
        years = at(app, don_vi=unit).get("button_group")[0].options
        # The merged commune is there from 01/7/2025 only.
        assert years == ["2025"] if unit == "tien-tien" else len(years) >= 5


@pytest.mark.slow
def test_every_index_and_every_target(app: AppTest) -> None:
    turn_to(app, "pages/indices.py")
    others = cycle(("hung-yen", "da-nang", "ca-nuoc"))
    for index in plan().indices:
        for unit in (COMMUNE, next(others)):
            at(app, don_vi=unit, chi_so=index)
    app.switch_page("pages/areas.py")
    for target in plan().targets:
        at(app, chi_tieu=target)
    app.switch_page("pages/why.py")
    for indicator in plan().indicators:
        at(app, cua=indicator)


def test_the_default_view_is_the_commune_and_says_that_its_figures_are_illustrative(app: AppTest) -> None:
    sound(app.run())

    assert app.selectbox[0].value == COMMUNE
    assert "SỐ LIỆU MINH HỌA" in words_of(app)
    assert "hung-yen" in words_of(app)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_real_figures_are_not_marked(app: AppTest, page: str) -> None:
    turn_to(app, page)
    at(app, don_vi="hung-yen")

    assert "MINH HỌA" not in words_of(app)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("year", ["2023", "2025"])
def test_no_screen_gives_work_to_a_post_that_has_ended(app: AppTest, page: str, year: str) -> None:
    """The posts of the commune ended on 30/6/2025; the plan names a successor of one of them only."""
    turn_to(app, page)
    part = {"phan": "co"} if page == "pages/figures.py" else {}
    texts = {day: words_of(at(app, nam=year, **part, **query)) for day, query in DAYS.items()}

    ended = r"(?<!thay )Công chức (?:Văn phòng – Thống kê|Tài chính – Kế toán|Tư pháp – Hộ tịch)(?! \(đến hết ngày)"
    assert re.findall(rf".{{0,90}}{ended}", texts["today"]) == []
    # As known on a day on which they were there they are named, unless the page names nobody.
    assert not re.search("ai thay", texts["then"])


@pytest.mark.parametrize("page", ["pages/areas.py", "pages/tasks.py", "pages/scoring.py", "pages/why.py"])
def test_who_has_the_work_of_a_post_that_has_ended_is_told_or_that_it_is_not_known(app: AppTest, page: str) -> None:
    turn_to(app, page)
    screen_text = words_of(at(app, nam="2025", cua="qualified-staff")).replace("&amp;", "&")

    assert "chưa rõ ai thay Công chức Văn phòng – Thống kê" in screen_text
    if page != "pages/why.py":
        assert "Văn phòng HĐND và UBND" in screen_text


def test_every_way_to_a_page_keeps_the_filters(app: AppTest) -> None:
    at(app, don_vi="hung-yen", nam="2021")

    # The page of many units is there where a plan binds several at once, which this one does not.
    assert len(ways(app)) == len([*PAGES, "the presentation"]) - len(["pages/communes.py"])
    assert all("don-vi=hung-yen&nam=2021" in way for way in ways(app).values())


def test_an_address_means_the_same_whatever_was_looked_at_before(app: AppTest) -> None:
    fresh = words_of(at(app))
    at(app, don_vi="hung-yen", nam="2021")

    assert words_of(at(app)) == fresh


@pytest.mark.parametrize("fields", [{"don-vi": "khong-co"}, {"nam": "1066"}, {"nam": "x"}, {"cua": "<script>"}])
def test_an_address_that_means_nothing_is_told_and_never_written_as_it_is(app: AppTest, fields: dict[str, str]) -> None:
    turn_to(app, "pages/why.py")
    app.query_params.update(fields)
    sound(app.run())

    assert "ở đây không có" in words_of(app)
    assert "<script>" not in words_of(app)


def test_faults_are_listed_in_place_of_the_figures(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_PLAN", "khong-co-ke-hoach")
    from pages.parts import data

    data.workspace_of.clear()
    app.run()
    data.workspace_of.clear()

    assert not app.exception
    assert "lỗi cần sửa" in app.error[0].value


# What opens the lists of So sánh, which are drawn only then.
LISTS = "lists"


def pickers(app: AppTest) -> dict[str, Any]:
    """The filters of a page by their names in the address; what stands in a form to be handed in is none."""
    answers = [*app.selectbox, *app.multiselect, *app.get("button_group")]
    return {picker.key: picker for picker in answers if picker.key in app.session_state[address.VISIT].selection}


def pick_another(picker: Any) -> None:
    if picker.type == "multiselect":
        picker.set_value([])
    elif picker.type == "selectbox":
        picker.select_index((picker.index + 2) % len(picker.options))
    else:
        picker.set_value(picker.options[1])


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_whatever_is_picked_comes_back_from_the_address_alone(app: AppTest, page: str) -> None:
    turn_to(app, page)
    app.session_state[LISTS] = True
    # The unit last: another one may offer other choices, or none.
    for key in sorted(pickers(sound(app.run())), key="don-vi".__eq__):
        if key == "don-vi":
            assert opened_afresh(app, page) == (values(app), words_of(app))
        pick_another(pickers(app)[key])
        sound(app.run())
    assert opened_afresh(app, page) == (values(app), words_of(app))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_has_nothing_of_a_unit_has_an_address_too(app: AppTest, page: str) -> None:
    turn_to(app, page)
    sound(app.run()).selectbox(key="don-vi").set_value("hung-yen").run()

    assert app.query_params["don-vi"] in ("hung-yen", ["hung-yen"])


def opened_afresh(app: AppTest, page: str) -> tuple[dict[str, Any], str]:
    fresh = AppTest.from_file(str(APP / "app.py"), default_timeout=60)
    turn_to(fresh, page)
    fresh.session_state[LISTS] = True
    fresh.query_params.update(
        {name: words[0] if isinstance(words, list) else words for name, words in app.query_params.items()}
    )
    sound(fresh.run())
    return values(fresh), words_of(fresh)


def values(app: AppTest) -> dict[str, Any]:
    return {name: picker.value for name, picker in pickers(app).items()}


@pytest.mark.slow
def test_html_in_a_name_or_a_note_does_nothing(app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_WORKSPACE", str(tmp_path / "workspace"))
    evil = "<img src=x onerror=alert(1)>"
    file = write_figures(
        tmp_path / f"{evil}.csv",
        [
            {
                "unit_id": COMMUNE,
                "source_id": "mot-cua",
                "indicator_id": "early",
                "year": 2024,
                "numerator": 8,
                "denominator": 10,
                "note": evil,
            }
        ],
    )
    Workspace.open().submit([file], unit_id=COMMUNE, by=evil)

    for page in PAGES:
        turn_to(app, page)
        at(app, don_vi=COMMUNE, nam="2024", cua="early", chi_tieu="early")
        raw = [json.loads(block.proto.json)["html"] for block in app.get("bidi_component")]
        assert evil not in " ".join([*raw, *(text.proto.body for text in app.get("html"))])
        # Markdown shows HTML as text unless a page asks otherwise.
        assert not any(words.proto.allow_html for words in app.markdown if evil in words.value)


def year_of(app: AppTest) -> tuple[str, str]:
    """The year in the address, and the one that the filter shows."""
    year = app.query_params["nam"]
    return (year if isinstance(year, str) else year[0]), app.get("button_group")[0].value


def click(app: AppTest, year: str) -> AppTest:
    app.get("button_group")[0].set_value(year)
    return sound(app.run())


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("areas", {"cua": "qualified-staff"}),
        ("tasks", {}),
        ("scoring", {}),
        ("why", {"cua": "qualified-staff"}),
        ("figures", {"phan": "co"}),
        ("overview", {}),
    ],
)
def test_who_was_filled_into_a_document_for_a_post_stands_on_every_screen(
    folder: Path, open_page: Callable[[str], AppTest], page: str, query: dict[str, str]
) -> None:
    """The office of another unit says nothing of this one."""
    store, post = FilledBlanks(folder), "Công chức Văn phòng – Thống kê"
    app = open_page(page)
    before = words_of(at(app, nam="2025", **query))
    for unit, name in ((COMMUNE, "Phòng Văn hóa – Xã hội."), ("hung-yen", "Sở Nội vụ")):
        document = Request(unit, "nam", 2025, dt.date(2025, 12, 15))
        store.keep(document, {f"nơi phụ trách thay {post}": name})

    after = words_of(at(app, nam="2025", **query)).replace("&amp;", "&")

    assert f"ai thay {post}" in before or page == "overview"
    assert f"ai thay {post}" not in after
    assert ("Phòng Văn hóa – Xã hội" in after) != ("Phòng Văn hóa – Xã hội" in before)
    assert "Phòng Văn hóa – Xã hội." not in after


@contextmanager
def cut_short(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Runs that end before they write the address, as when another click comes."""
    with monkeypatch.context() as cut:
        cut.setattr(address, "write", lambda: None)
        yield


def test_a_click_sent_before_the_browser_heard_of_the_address_counts(app: AppTest) -> None:
    at(app, nam="2025")
    app.selectbox(key="don-vi").set_value("hung-yen")
    sound(app.run())
    behind = dict(app.query_params)
    click(app, "2023")

    app.query_params.clear()
    app.query_params.update(behind)
    click(app, "2021")

    assert year_of(app) == ("2021", "2021")
    assert app.selectbox(key="don-vi").value == "hung-yen"


def test_a_click_that_comes_with_a_link_is_kept_and_the_link_too(app: AppTest) -> None:
    at(app, nam="2025")

    app.query_params.clear()
    app.query_params.update({"don-vi": "hung-yen", "nam": "2025"})
    click(app, "2021")

    assert year_of(app) == ("2021", "2021")
    assert app.selectbox(key="don-vi").value == "hung-yen"


def test_going_back_without_a_click_shows_what_was_there(app: AppTest) -> None:
    at(app, nam="2025")
    click(app, "2023")

    at(app, nam="2025")

    assert year_of(app) == ("2025", "2025")


def test_a_click_before_the_first_picture_stands_in_the_address(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    with cut_short(monkeypatch):
        sound(app.run())

    click(app, "2021")

    assert year_of(app) == ("2021", "2021")


def test_a_click_that_cuts_another_short_leaves_both(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    at(app, nam="2025")
    with cut_short(monkeypatch):
        click(app, "2021")
    app.selectbox(key="don-vi").set_value("hung-yen")
    sound(app.run())

    assert year_of(app) == ("2021", "2021")
    assert app.query_params["don-vi"] in ("hung-yen", ["hung-yen"])


def test_a_way_keeps_the_filter_that_was_set_after_it_was_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    of = address.Visit(
        selection={"don-vi": "nhat-quang", "nam": "2021"}, complete={"don-vi": "nhat-quang", "nam": "2025"}
    )
    monkeypatch.setattr(address.st, "session_state", {address.VISIT: of})

    of.clicks = {"nam"}
    assert address.link_query("", {"nam": "2025", "chi-so": "papi"}) == {"nam": "2021", "chi-so": "papi"}
    # A link to another year counts as a click on that year.
    of.clicks = {"nam"}
    assert address.link_query("", {"nam": "2023"}) == {"nam": "2023"}


def test_a_link_to_where_one_was_before_and_a_click_that_comes_with_it_both_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    link = {"nam": "2023", "chi-so": "papi"}
    of = address.Visit(current={"nam": "2023"}, earlier=[link], selection={"nam": "2023"}, complete={"nam": "2023"})
    monkeypatch.setattr(address.st, "session_state", {address.VISIT: of})
    monkeypatch.setattr(address.st, "query_params", SimpleNamespace(to_dict=lambda: link))

    address.link_query("", link)
    # Streamlit puts a click that arrives before the page has turned into the run of the link.
    address._click("nam")
    address.read()

    assert of.current == link
    assert of.loose_keys == {"nam"}


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"don-vi": "hung-yenn", "nam": "2024"}, "“hung-yenn”"),
        ({"don-vi": "hung-yen", "nam": "1999"}, "“1999”"),
        ({"linh-vuc": "khong-co"}, "“khong-co”"),
    ],
)
def test_an_unknown_name_in_a_link_is_told_and_not_replaced(app: AppTest, query: dict[str, str], problem: str) -> None:
    turn_to(app, "pages/areas.py")
    at(app, **query)

    assert problem in words_of(app)
    assert "Chỉ tiêu năm" not in words_of(app)
    assert {key: app.query_params[key] for key in query} == query

    click(app, "2021")
    assert year_of(app)[1] == "2021"


@pytest.mark.slow
@pytest.mark.parametrize("page", address.PAGE_FILES)
def test_a_name_that_no_page_knows_is_told_on_each(app: AppTest, page: str) -> None:
    turn_to(app, address.page_file(page))
    # An area waits in the address of a page without that filter, as the test below says.
    filters = {"chi-so": ("chi-so",), "linh-vuc": ("chi-tieu",)}
    keys = ["ke-hoach", "nam", "linh-vuc", *filters.get(page, ())]
    # The page of many units is about no single one.
    keys += [] if page == "cac-xa" else ["don-vi"]

    for key in keys:
        app.query_params.clear()
        app.query_params.update({key: "khong-co"})
        app.run()
        assert not app.exception
        assert "“khong-co”" in words_of(app), key
        assert app.query_params[key] == "khong-co" or app.query_params[key] == ["khong-co"]


def test_the_nearest_name_is_offered(app: AppTest) -> None:
    at(app, don_vi="hung-yenn")

    assert 'href="./?don-vi=hung-yen"' in words_of(app)


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in address.PAGE_FILES if page != "cac-xa"])
def test_a_year_without_figures_says_so_on_each_page(app: AppTest, page: str) -> None:
    turn_to(app, address.page_file(page))
    at(app, don_vi="hung-yen", nam="2025")

    assert "Năm 2025 chưa có số liệu nào của" in words_of(app)
    # Of this one nobody has handed in anything yet.
    assert "Chưa có số liệu nào của Xã Tiên Tiến" in words_of(at(app, don_vi="tien-tien", nam="2025"))


def test_the_area_waits_in_the_address_where_a_page_does_not_show_it(app: AppTest) -> None:
    at(app, linh_vuc="tthc")
    click(app, "2023")

    assert app.query_params["linh-vuc"] in ("tthc", ["tthc"])
    assert not [box for box in app.selectbox if box.key == "linh-vuc"]


@pytest.mark.parametrize(
    ("text", "choice"), [("da nang", "da-nang"), ("tien", "tien-tien"), ("khong co", "hung-yen"), ("ha-noi", "ha-noi")]
)
def test_a_unit_is_found_by_its_name_without_diacritics(
    monkeypatch: pytest.MonkeyPatch, text: str, choice: str
) -> None:
    units = {"hung-yen": "Hưng Yên", "da-nang": "Đà Nẵng", "ha-noi": "Hà Nội", "tien-tien": "Xã Tiên Tiến"}
    state = {"don-vi": text}
    monkeypatch.setattr("streamlit.session_state", state)

    address._choose("don-vi", units, "hung-yen")

    assert state["don-vi"] == choice
    assert address.visit().clicks == {"don-vi"}


def test_several_units_are_found_by_their_names_without_diacritics(app: AppTest) -> None:
    turn_to(app, "pages/compare.py")
    # The lists are drawn while they are open; what the address names is compared without them, too.
    assert "Hà Nội" in words_of(at(app, don_vi="hung-yen", cac_don_vi="ha-noi"))
    assert not app.multiselect
    app.session_state[LISTS] = True
    sound(app.run())
    app.multiselect(key="cac-don-vi").set_value(["ha-noi", "hai phong", "xyz"])
    sound(app.run())

    assert app.multiselect(key="cac-don-vi").value == ["ha-noi", "hai-phong"]
