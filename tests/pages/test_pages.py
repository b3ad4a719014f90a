"""Every page through app.py, for every unit, year and area."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cchc_metrics.workspace import APP, Workspace

PAGES = ("pages/overview.py", "pages/indices.py", "pages/areas.py")
COMMUNE = "nhat-quang"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workspace")
    Workspace.open(path).build()
    return path


@pytest.fixture
def app(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("CCHC_WORKSPACE", str(folder))
    monkeypatch.chdir(APP)
    return AppTest.from_file(str(APP / "app.py"), default_timeout=60)


def words_of(app: AppTest) -> str:
    said = [element.value for kind in ("markdown", "subheader", "info") for element in getattr(app, kind)]
    return " ".join([*map(str, said), *(block.proto.body for block in app.get("html"))])


def sound(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    assert not app.error, app.error
    return app


def units() -> list[str]:
    return list(Workspace.open().catalog.units)


def areas() -> list[str]:
    return ["tat-ca", *(area.slug for area in Workspace.open().catalog.areas.values())]


@pytest.mark.parametrize("page", PAGES)
def test_every_unit(app: AppTest, page: str) -> None:
    sound(app.run())
    app.switch_page(page)
    for unit in units():
        app.session_state["don-vi"] = unit
        sound(app.run())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("unit", [COMMUNE, "hung-yen", "tien-tien"])
def test_every_year_and_area(app: AppTest, page: str, unit: str) -> None:
    app.query_params["don-vi"] = unit
    sound(app.run())
    app.switch_page(page)
    years = app.button_group[0].options if app.button_group else []
    for year in [option.content if hasattr(option, "content") else option for option in years]:
        for area in areas():
            app.session_state["nam"] = str(year)
            app.session_state["linh-vuc"] = area
            sound(app.run())


def test_every_index_and_every_target(app: AppTest) -> None:
    sound(app.run())
    app.switch_page("pages/indices.py")
    for unit in (COMMUNE, "hung-yen", "da-nang", "ca-nuoc"):
        for index in Workspace.open().catalog.indices:
            app.session_state["don-vi"] = unit
            app.session_state["chi-so"] = index
            sound(app.run())
    app.session_state["don-vi"] = COMMUNE
    app.switch_page("pages/areas.py")
    for target in Workspace.open().catalog.targets:
        app.session_state["chi-tieu"] = target
        sound(app.run())


def test_the_default_view_is_the_commune_and_says_that_its_figures_are_illustrative(app: AppTest) -> None:
    sound(app.run())

    assert app.selectbox[0].value == COMMUNE
    assert "SỐ LIỆU MINH HỌA" in words_of(app)
    assert "hung-yen" in words_of(app)


@pytest.mark.parametrize("page", PAGES)
def test_real_figures_are_not_marked(app: AppTest, page: str) -> None:
    app.query_params["don-vi"] = "hung-yen"
    sound(app.run())
    app.switch_page(page)
    app.session_state["don-vi"] = "hung-yen"
    sound(app.run())

    assert "MINH HỌA" not in words_of(app)


def test_filters_are_kept_across_pages(app: AppTest) -> None:
    app.query_params.update({"don-vi": "hung-yen", "nam": "2021"})
    sound(app.run())
    app.switch_page("pages/indices.py")
    app.session_state["chi-so"] = "papi"
    sound(app.run())

    assert app.selectbox[0].value == "hung-yen"
    assert "45,37" in words_of(app)


@pytest.mark.parametrize("said", [{"don-vi": "khong-co"}, {"nam": "1066"}, {"nam": "x"}, {"linh-vuc": "<script>"}])
def test_an_address_that_means_nothing_gives_the_default(app: AppTest, said: dict[str, str]) -> None:
    app.query_params.update(said)
    sound(app.run())

    assert app.selectbox[0].value == COMMUNE
    assert "<script>" not in words_of(app)


def test_faults_are_listed_in_place_of_the_figures(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_PLAN", "khong-co-ke-hoach")
    from pages import _parts

    _parts.workspace.clear()
    app.run()
    _parts.workspace.clear()

    assert not app.exception
    assert "lỗi cần sửa" in app.error[0].value
