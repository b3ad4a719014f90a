"""Chấm điểm: filters, search, and the entry of a result, as a visitor of the page meets them."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cchc_metrics.workspace import APP, Workspace
from tests.pages.test_pages import AsServed, at, sound, turn_to, words_of


def told(app: AppTest) -> str:
    return words_of(app).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Workspace.open(tmp_path).build()
    return tmp_path


@pytest.fixture
def app(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    from pages import _parts

    monkeypatch.setenv("CCHC_WORKSPACE", str(folder))
    monkeypatch.chdir(APP)
    monkeypatch.setattr("streamlit.testing.v1.app_test.PagesManager", AsServed)
    _parts.workspace.clear()
    app = AppTest.from_file(str(APP / "app.py"), default_timeout=60)
    turn_to(app, "pages/scoring.py")
    return app


def test_search_needs_no_diacritics_and_filters_stay_in_the_address(app: AppTest) -> None:
    said = told(at(app, nam="2023", tim_tieu_chi="so hoa"))

    assert "Số hóa kết quả" in said
    assert "3,5 điểm" in said
    assert "Họp giao ban có nội dung" not in said.split('class="sides"')[0]
    assert app.query_params["tim-tieu-chi"] == "so hoa"


def test_what_is_illustrative_says_so_and_what_is_not_known_too(app: AppTest) -> None:
    assert "BỘ TIÊU CHÍ MINH HỌA" in words_of(at(app, nam="2024"))
    said = told(at(app, nam="2024", bo_tieu_chi="bo-766"))
    assert "BỘ TIÊU CHÍ MINH HỌA" not in said
    assert "chưa xác định" in said


def test_who_owes_evidence_is_found_by_the_filter(app: AppTest) -> None:
    said = told(at(app, nam="2025", tinh_trang="no-minh-chung")).split('class="sides"')[0]

    assert "Giải ngân vốn đầu tư công" in said
    assert "Họp giao ban" not in said


def test_a_result_entered_is_in_the_ledger_and_on_the_page(app: AppTest, folder: Path) -> None:
    at(app, nam="2025")
    criterion = next(box for box in app.selectbox if box.key == "score-criterion")
    criterion.set_value("giao-ban")
    sound(app.run())
    next(box for box in app.number_input if box.label == "Số kỳ họp").set_value(12)
    next(box for box in app.text_input if box.label == "Giải trình (khi không có tài liệu)").set_value("sổ họp")
    next(button for button in app.button if button.label == "Ghi vào sổ").click()
    sound(app.run())

    entries = Workspace.open(folder).ledger.entries()
    assert [entry.action for entry in entries] == ["score-enter"]
    assert "Có 12 kỳ họp: 4 điểm trên 4 điểm" in told(app)
