"""The last click counts, whatever address it comes with and whatever it cuts short."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import address
from tests.pages.conftest import at, sound, turn_to, words_of


def year_of(app: AppTest) -> tuple[str, str]:
    """The year in the address, and the one that the filter shows."""
    year = app.query_params["nam"]
    return (year if isinstance(year, str) else year[0]), app.get("button_group")[0].value


def click(app: AppTest, year: str) -> AppTest:
    app.get("button_group")[0].set_value(year)
    return sound(app.run())


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
    assert address.link_query({"nam": "2025", "chi-so": "papi"}) == {"nam": "2021", "chi-so": "papi"}
    # A way to another year is a click on that year.
    of.clicks = {"nam"}
    assert address.link_query({"nam": "2023"}) == {"nam": "2023"}


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"don-vi": "hung-yenn", "nam": "2024"}, "«hung-yenn»"),
        ({"don-vi": "hung-yen", "nam": "1999"}, "«1999»"),
        ({"linh-vuc": "khong-co"}, "«khong-co»"),
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
    # What a page has no filter for waits in the address, as the test below says.
    filters = {"": (), "chi-so": ("chi-so",), "linh-vuc": ("linh-vuc", "chi-tieu"), "nhiem-vu": ("linh-vuc",)}
    keys = ["ke-hoach", "nam", *filters.get(page, ())]
    # The page of many units is about no single one.
    keys += [] if page == "cac-xa" else ["don-vi"]

    for key in keys:
        app.query_params.clear()
        app.query_params.update({key: "khong-co"})
        app.run()
        assert not app.exception
        assert "«khong-co»" in words_of(app), key
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


def test_the_area_waits_in_the_address_where_a_page_does_not_show_it(app: AppTest) -> None:
    at(app, linh_vuc="tthc")
    click(app, "2023")

    assert app.query_params["linh-vuc"] in ("tthc", ["tthc"])
    assert not [box for box in app.selectbox if box.key == "linh-vuc"]


@pytest.mark.parametrize(
    ("typed", "choice"), [("da nang", "da-nang"), ("tien", "tien-tien"), ("khong co", "hung-yen"), ("ha-noi", "ha-noi")]
)
def test_a_unit_is_found_by_its_name_without_diacritics(
    monkeypatch: pytest.MonkeyPatch, typed: str, choice: str
) -> None:
    units = {"hung-yen": "Hưng Yên", "da-nang": "Đà Nẵng", "ha-noi": "Hà Nội", "tien-tien": "Xã Tiên Tiến"}
    state = {"don-vi": typed}
    monkeypatch.setattr("streamlit.session_state", state)

    address._choose("don-vi", units, "hung-yen")

    assert state["don-vi"] == choice
    assert address.visit().clicks == {"don-vi"}


def test_several_units_are_found_by_their_names_without_diacritics(app: AppTest) -> None:
    turn_to(app, "pages/compare.py")
    at(app, don_vi="hung-yen", cac_don_vi="ha-noi")
    app.multiselect(key="cac-don-vi").set_value(["ha-noi", "hai phong", "xyz"])
    sound(app.run())

    assert app.multiselect(key="cac-don-vi").value == ["ha-noi", "hai-phong"]
