"""Chấm điểm: filters, search, and the entry of a result, as a visitor of the page meets them."""

import datetime as dt
from pathlib import Path
from typing import Any

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


def field(app: AppTest, kind: str, label: str, *, last: bool = False) -> Any:
    found = [one for one in getattr(app, kind) if one.label == label]
    return found[-1] if last else found[0]


def save(app: AppTest, *, step: bool = True) -> AppTest:
    field(app, "button", "Ghi vào sổ", last=step).click()
    app.run()
    assert not app.exception, app.exception
    return app


def take(app: AppTest, step: str) -> None:
    next(box for box in app.selectbox if box.key == "score-step").set_value(step)
    sound(app.run())


def test_an_assessment_goes_its_way_on_the_page(app: AppTest, folder: Path) -> None:
    at(app, nam="2025")
    take(app, "open")
    field(app, "date_input", "Hạn").set_value(dt.date(2026, 1, 15))
    save(app)
    assert "bút toán 1: Mở đợt đánh giá" in app.success[0].value

    take(app, "assign")
    save(app)
    assert "chưa chọn tiêu chí" in told(app)
    field(app, "multiselect", "Các tiêu chí").set_value(["giao-ban"])
    field(app, "selectbox", "Người phụ trách").set_value("tu-phap-ho-tich")
    save(app)

    take(app, "publish")
    field(app, "text_input", "Số quyết định công bố").set_value("12/QĐ-UBND")
    save(app)
    assert "thiếu số hoặc ngày quyết định" in told(app)

    entries = Workspace.open(folder).ledger.entries()
    assert [(entry.action, entry.details.get("owner")) for entry in entries] == [
        ("score-open", None), ("score-assign", "tu-phap-ho-tich")]
    assert "Phân công" in told(app)


def test_who_may_enter_may_total_and_no_more_and_the_server_asks_again(
    app: AppTest, folder: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pages import _rights

    monkeypatch.setattr(_rights, "_here", lambda: False)
    monkeypatch.setattr(_rights, "_has_login", lambda: True)
    monkeypatch.setattr(_rights, "_email", lambda: "an@xa.example")
    rights = folder / "rights.toml"
    rights.write_text('[[person]]\nemail = "an@xa.example"\nrole = "xem"\n', encoding="utf-8")
    at(app, nam="2025")
    assert not [button for button in app.button if button.label == "Ghi vào sổ"]

    rights.write_text(rights.read_text().replace("xem", "nhập"), encoding="utf-8")
    at(app, nam="2025")
    assert next(box for box in app.selectbox if box.key == "score-step").options == ["Tổng hợp"]

    rights.write_text(rights.read_text().replace("nhập", "duyệt"), encoding="utf-8")
    at(app, nam="2025")
    take(app, "open")
    # Taken away between the picture and the click.
    monkeypatch.setattr(_rights, "may", lambda _: True)
    rights.write_text(rights.read_text().replace("duyệt", "nhập"), encoding="utf-8")
    save(app)

    assert "không có quyền «duyệt»" in told(app)
    assert Workspace.open(folder).ledger.entries() == []


def test_half_a_document_is_told_and_nothing_of_the_form_is_taken(app: AppTest, folder: Path) -> None:
    at(app, nam="2025")
    next(box for box in app.selectbox if box.key == "score-criterion").set_value("giao-ban")
    sound(app.run())
    save(app, step=False)
    assert "chưa ghi gì" in told(app)

    field(app, "text_input", "Số văn bản").set_value("12/BC-UBND")
    save(app, step=False)
    assert "số văn bản cùng ngày văn bản" in told(app)

    field(app, "date_input", "Ngày văn bản").set_value(dt.date(2025, 3, 1))
    field(app, "number_input", "Điểm thẩm định hoặc khảo sát").set_value(99.0)
    save(app, step=False)
    assert "từ 0 đến 4 điểm" in told(app)
    assert Workspace.open(folder).ledger.entries() == []
