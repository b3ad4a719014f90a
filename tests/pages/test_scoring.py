"""Chấm điểm: filters, search, the entry of a result, and the links to its report and table."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from docx import Document
from openpyxl import load_workbook
from pandas import DataFrame
from starlette.requests import Request
from starlette.responses import Response
from streamlit.testing.v1 import AppTest

from cchc_metrics.documents import reports
from cchc_metrics.documents.scores import score_workbook
from cchc_metrics.workspace import Workspace
from tests.documents.conftest import template_with
from tests.pages.conftest import at, sound, widget, words_of

OF_2025 = {"unit": "nhat-quang", "criteria": "par-xa-minh-hoa", "year": 2025}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page_text(app: AppTest) -> str:
    """What the page says, the faults beneath a form too."""
    return " ".join([words_of(app), *(error.value for error in app.error)]).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def app(open_page: Callable[[str], AppTest]) -> AppTest:
    return open_page("scoring")


def test_search_needs_no_diacritics_and_filters_stay_in_the_address(app: AppTest) -> None:
    text = page_text(at(app, nam="2023", tim_tieu_chi="so hoa"))

    assert "Số hóa kết quả" in text
    assert "3,5 điểm" in text
    assert "Họp giao ban có nội dung" not in text.split('class="sides"')[0]
    assert app.query_params["tim-tieu-chi"] == "so hoa"


def test_what_is_illustrative_says_so_and_what_is_not_known_too(app: AppTest) -> None:
    assert "BỘ TIÊU CHÍ MINH HỌA" in words_of(at(app, nam="2024"))
    text = page_text(at(app, nam="2024", bo_tieu_chi="bo-766"))
    assert "BỘ TIÊU CHÍ MINH HỌA" not in text
    assert "chưa xác định" in text


def test_who_owes_evidence_is_found_by_the_filter(app: AppTest) -> None:
    text = page_text(at(app, nam="2025", tinh_trang="no-minh-chung")).split('class="sides"')[0]

    assert "Giải ngân vốn đầu tư công" in text
    assert "Họp giao ban" not in text


def at_the_forms(app: AppTest) -> AppTest:
    """The page in 2025 with both forms open."""
    app.session_state["score-entry"] = app.session_state["score-way"] = True
    return at(app, nam="2025")


def of_key(app: AppTest, key: str) -> Any:
    return next(box for box in app.selectbox if box.key == key)


def save(app: AppTest, *, step: bool = True) -> AppTest:
    widget(app, "button", "Ghi vào sổ", last=step).click()
    app.run()
    assert not app.exception, app.exception
    return app


def take(app: AppTest, step: str) -> None:
    of_key(app, "score-step").set_value(step)
    sound(app.run())


def why(app: AppTest, text: str, *, step: bool = True) -> None:
    widget(app, "text_input", "Lý do làm trước bước khác, hoặc mở lại", last=step).set_value(text)


@pytest.mark.slow
def test_forms_are_drawn_when_they_are_opened(app: AppTest) -> None:
    at(app, nam="2025")
    assert not [button for button in app.button if button.label == "Ghi vào sổ"]

    at_the_forms(app)
    assert len([button for button in app.button if button.label == "Ghi vào sổ"]) == 2
    # The view of an earlier day is read-only.
    at(app, nam="2025", tai_ngay="2025-06-30")
    assert not [button for button in app.button if button.label == "Ghi vào sổ"]


@pytest.mark.slow
def test_a_result_entered_is_in_the_ledger_and_on_the_page(app: AppTest, folder: Path) -> None:
    at_the_forms(app)
    of_key(app, "score-criterion").set_value("giao-ban")
    sound(app.run())
    widget(app, "text_input", "Số kỳ họp").set_value("12")
    widget(app, "text_input", "Giải trình (khi không có tài liệu)").set_value("sổ họp")
    save(app, step=False)
    assert "chưa mở đợt đánh giá" in page_text(app)
    assert Workspace.open(folder).ledger.entries() == []

    why(app, "chấm thử", step=False)
    save(app, step=False)

    entries = Workspace.open(folder).ledger.entries()
    assert [(entry.action, entry.why) for entry in entries] == [("score-enter", "chấm thử")]
    assert "Có 12 kỳ họp: 4 điểm trên 4 điểm" in page_text(app)
    assert "chấm thử" in page_text(app)


@pytest.mark.slow
def test_what_is_typed_into_one_form_outlasts_what_another_records(app: AppTest, folder: Path) -> None:
    """A browser keeps what is typed into a form as long as its fields are the same ones."""

    def field_of_criterion() -> str:
        return str(widget(app, "text_input", "Giải trình (khi không có tài liệu)").proto.id)

    at_the_forms(app)
    of_key(app, "score-criterion").set_value("giao-ban")
    sound(app.run())
    before = field_of_criterion()
    take(app, "open")
    save(app)
    assert [entry.action for entry in Workspace.open(folder).ledger.entries()] == ["score-open"]
    assert field_of_criterion() == before

    # The form that records is empty afterwards.
    widget(app, "text_input", "Số kỳ họp").set_value("12")
    widget(app, "text_input", "Giải trình (khi không có tài liệu)").set_value("sổ họp")
    save(app, step=False)
    assert len(Workspace.open(folder).ledger.entries()) == 2
    assert field_of_criterion() != before


@pytest.mark.slow
def test_an_assessment_goes_its_way_on_the_page(app: AppTest, folder: Path) -> None:
    at_the_forms(app)
    take(app, "assign")
    widget(app, "multiselect", "Các tiêu chí").set_value(["giao-ban"])
    widget(app, "selectbox", "Người phụ trách").set_value("tu-phap-ho-tich")
    save(app)
    assert "bước «Mở đợt đánh giá» đứng trước bước «Phân công»" in page_text(app)

    take(app, "open")
    widget(app, "date_input", "Hạn").set_value(dt.date(2026, 1, 15))
    save(app)
    assert "bút toán 1: Mở đợt đánh giá" in app.success[0].value

    take(app, "assign")
    save(app)
    assert "chưa chọn tiêu chí" in page_text(app)
    widget(app, "multiselect", "Các tiêu chí").set_value(["giao-ban"])
    widget(app, "selectbox", "Người phụ trách").set_value("tu-phap-ho-tich")
    save(app)

    take(app, "publish")
    widget(app, "text_input", "Số quyết định công bố").set_value("12/QĐ-UBND")
    save(app)
    assert "thiếu số hoặc ngày quyết định" in page_text(app)
    take(app, "peers")
    save(app)
    assert "chưa chọn tệp" in page_text(app)

    entries = Workspace.open(folder).ledger.entries()
    assert [(entry.action, entry.details.get("owner")) for entry in entries] == [
        ("score-open", None),
        ("score-assign", "tu-phap-ho-tich"),
    ]
    assert "Phân công" in page_text(app)


def test_half_a_document_is_told_and_nothing_of_the_form_is_taken(app: AppTest, folder: Path) -> None:
    at_the_forms(app)
    of_key(app, "score-criterion").set_value("giao-ban")
    sound(app.run())
    save(app, step=False)
    assert "chưa ghi gì" in page_text(app)

    widget(app, "text_input", "Số văn bản").set_value("12/BC-UBND")
    save(app, step=False)
    assert "có số văn bản «12/BC-UBND» mà chưa có ngày văn bản" in page_text(app)
    assert "điền ngày văn bản; chưa có văn bản thì xóa ô số và ghi giải trình" in page_text(app)

    widget(app, "date_input", "Ngày văn bản").set_value(dt.date(2025, 3, 1))
    widget(app, "text_input", "Điểm thẩm định hoặc khảo sát").set_value("99")
    save(app, step=False)
    assert "từ 0 đến 4 điểm" in page_text(app)
    widget(app, "text_input", "Điểm thẩm định hoặc khảo sát").set_value("3,5 hoặc 4")
    save(app, step=False)
    assert "mục 4.3, cột «Điểm thẩm định hoặc khảo sát»: «3,5 hoặc 4» không phải số" in page_text(app)
    assert Workspace.open(folder).ledger.entries() == []


@pytest.mark.slow
def test_the_workbook_is_taken_out_filled_in_and_handed_in_on_the_page(app: AppTest) -> None:
    app.session_state["score-workbook"] = True
    at(app, nam="2025")
    assert [button.label for button in app.get("download_button")] == ["Tải sổ chấm điểm năm 2025"]
    office = Workspace.open()
    book = load_workbook(io.BytesIO(score_workbook(office.store, office.catalog, **OF_2025)))  # type: ignore[arg-type]
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if row[0].value == "Số")
    columns = {cell.value: cell.column for cell in head}
    leaf = next(row[0].row for row in sheet.iter_rows(min_row=head[0].row + 1) if row[columns["Cách tính"] - 1].value)
    sheet.cell(leaf, columns["Thẩm định"]).value = 0.5
    sheet.cell(leaf, columns["Lý do thẩm định khác"]).value = "thiếu biên bản"
    out = io.BytesIO()
    book.save(out)

    next(box for box in app.get("file_uploader") if box.label.startswith("Sổ đã điền")).upload(
        "cham-diem.xlsx", out.getvalue(), XLSX
    )
    app.run()
    # Nobody opened the assessment, so that a reason is asked for.
    assert "đứng trước bước" in page_text(app)

    assert "Lý do làm trước bước khác, hoặc mở lại" in [box.label for box in app.text_input]
    next(box for box in app.text_input if (box.key or "").startswith("score-why")).set_value("thẩm định thử")
    sound(app.run())
    assert "1 điểm thay đổi; tổng điểm 82,44/93" in page_text(app)
    widget(app, "button", "Ghi vào sổ").click()
    sound(app.run())
    assert "Thẩm định" in " ".join(box.value for box in app.success)


Cells = dict[str, dict[str, object]]


@pytest.fixture
def cells(monkeypatch: pytest.MonkeyPatch) -> Cells:
    """What somebody types into the table of results, by criterion and column; the driver of the tests cannot type."""
    entries: Cells = {}

    def editor(frame: DataFrame, **_: object) -> DataFrame:
        return frame.apply(lambda row: row.where(~row.index.isin(own := entries.get(row["Số"], {}))).fillna(own), 1)

    monkeypatch.setattr("streamlit.data_editor", editor)
    return entries


@pytest.mark.slow
def test_results_of_many_criteria_are_typed_into_one_table_and_its_faults_stand_at_their_rows(
    app: AppTest, folder: Path, cells: Cells
) -> None:
    app.session_state["score-table"] = True
    at(app, nam="2025")
    widget(app, "button", "Xem điểm sẽ thay đổi").click()
    sound(app.run())
    assert "Chưa điền ô nào." in page_text(app)

    # Four ways of being wrong: neither yes nor no, no day, no number, a day without its document.
    cells |= {
        "1.3": {"Kết quả": "đang làm", "Giải trình": "sổ kiểm tra"},
        "1.5": {"Kết quả": "có, cuối năm", "Giải trình": "sổ kiểm tra"},
        "4.3": {"Kết quả": "chục"},
        "5.3": {"Kết quả": "19/20", "Ngày tài liệu": dt.date(2025, 12, 1)},
    }
    widget(app, "button", "Xem điểm sẽ thay đổi").click()
    app.run()
    text = page_text(app)
    assert "mục 1.3, cột «Kết quả»" in text
    assert "mục 1.5, cột «Kết quả»" in text
    assert "mục 4.3, cột «Kết quả»" in text
    assert "mục 5.3" in text
    assert "Ghi vào sổ" not in [button.label for button in app.button]

    # 12 meetings bring 4 points where 6 brought 2; 20 of 20 bring 4 where 19 of 20 brought 3,8.
    cells |= {
        "1.3": {"Kết quả": "có", "Giải trình": "sổ kiểm tra"},
        "1.5": {},
        "4.3": {"Kết quả": "12", "Tài liệu kiểm chứng": "12/BC-UBND", "Ngày tài liệu": "1-12-2025"},
        "5.3": {"Kết quả": "20/20", "Giải trình": "bằng cấp"},
    }
    widget(app, "button", "Xem điểm sẽ thay đổi").click()
    app.run()
    assert "đứng trước bước" in page_text(app)
    next(box for box in app.text_input if (box.key or "").startswith("score-why")).set_value("chấm thử")
    sound(app.run())
    assert "2 điểm thay đổi; tổng điểm 82,44/93" in page_text(app)
    assert "84,64/93" in page_text(app)
    assert Workspace.open(folder).ledger.entries() == []

    widget(app, "button", "Ghi vào sổ").click()
    sound(app.run())
    (entry,) = Workspace.open(folder).ledger.entries()
    assert (entry.action, len(entry.details["results"])) == ("score-enter", 3)
    evidence = [row["evidence"] for row in entry.details["results"] if row["evidence"]]
    assert evidence == [[{"document": "12/BC-UBND", "date": "2025-12-01"}]]
    assert "Có 12 kỳ họp: 4 điểm trên 4 điểm" in page_text(app)


@pytest.mark.slow
def test_what_is_typed_for_one_unit_is_not_offered_for_another(app: AppTest, cells: Cells) -> None:
    cells["4.3"] = {"Kết quả": "12", "Giải trình": "sổ"}
    app.session_state["score-table"] = True
    at(app, don_vi="nhat-quang", nam="2025")
    widget(app, "button", "Xem điểm sẽ thay đổi").click()
    app.run()
    assert "đứng trước bước" in page_text(app)

    at(app, don_vi="tien-tien", nam="2025")

    assert "đứng trước bước" not in page_text(app)


@pytest.mark.slow
def test_what_a_publication_changes_is_said_before_it_is_done(app: AppTest) -> None:
    at_the_forms(app)
    take(app, "publish")

    # The shipped figure adds up its eight parts as printed, with four decimals; the score is 82,4422 of 93 points.
    assert "88,6476 % → 88,6475 %; không kết luận nào thay đổi" in page_text(app).replace("\N{NO-BREAK SPACE}", " ")
    assert "88,65 % → 88,65 %" not in page_text(app)


FILE_QUERY = {"don-vi": "nhat-quang", "bo-tieu-chi": "par-xa-minh-hoa", "nam": "2024"}

Files = Callable[..., Response]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    from pages.parts import server

    monkeypatch.setenv("CCHC_WORKSPACE", str(tmp_path))
    monkeypatch.setattr(server, "view_refusal", lambda _: None)
    server.workspace_of.clear()

    def file_of(name: str, **query: str) -> Response:
        scope = {"type": "http", "path_params": {"name": name}}
        return server.answer_score_file(Request({**scope, "query_string": urlencode({**FILE_QUERY, **query}).encode()}))

    return file_of


@pytest.mark.slow
def test_a_file_says_how_much_of_the_ledger_it_tells(files: Files) -> None:
    request = {"da-duyet": "1", "tai-ngay": "2025-06-01"}

    report = Document(io.BytesIO(bytes(files("bao-cao.docx", **request).body)))
    table = load_workbook(io.BytesIO(bytes(files("bang-diem.xlsx", **request).body))).worksheets[0]

    counts = "XEM NHƯ TẠI NGÀY 01/06/2025 · CHỈ SỐ LIỆU ĐÃ DUYỆT"
    # A paper writes days as official documents do: 01/6/2025.
    assert counts.replace("/06/", "/6/") in report.sections[0].first_page_header.paragraphs[0].text
    assert counts in str(table["A2"].value)


def test_a_template_at_fault_is_told(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template_with("tu-danh-gia.docx", tmp_path, "in mat_diem", "in mat_dem")
    monkeypatch.setattr(reports, "TEMPLATES", tmp_path)

    answer = files("bao-cao.docx")

    assert answer.status_code == 409
    assert "có phải là «mat_diem»" in bytes(answer.body).decode()


@pytest.mark.parametrize("wrong", [{"nam": "2019"}, {"nam": "x"}, {"bo-tieu-chi": "khac"}])
def test_an_address_that_names_nothing_gives_nothing(files: Files, wrong: dict[str, str]) -> None:
    assert files("bao-cao.docx", **wrong).status_code == 404


@pytest.mark.slow
def test_a_publication_is_withdrawn_with_a_reason_and_another_set_and_year_have_a_way_of_their_own(
    app: AppTest, folder: Path
) -> None:
    here = Workspace.open(folder).assessments
    about = {"criteria": "par-xa-minh-hoa", "unit_id": "nhat-quang", "year": 2025, "by": "an", "why": "chấm thử"}
    here.total(**about)  # type: ignore[arg-type]
    here.publish(**about, document="12/QĐ-UBND", date=dt.date(2026, 1, 20))  # type: ignore[arg-type]
    at_the_forms(app)
    assert "12/QĐ-UBND" in page_text(app)

    take(app, "reopen")
    save(app)
    assert [entry.action for entry in Workspace.open(folder).ledger.entries()] == ["score-total", "score-publish"]
    why(app, "quyết định ghi sai điểm")
    save(app)
    last = Workspace.open(folder).ledger.entries()[-1]
    assert (last.action, last.why) == ("score-reopen", "quyết định ghi sai điểm")
    assert "quyết định ghi sai điểm" in page_text(app)

    for query in ({"nam": "2025", "bo_tieu_chi": "bo-766"}, {"nam": "2024"}, {"nam": "2025", "don_vi": "tien-tien"}):
        assert "quyết định ghi sai điểm" not in page_text(at(app, **query)), query
    assert "quyết định ghi sai điểm" in page_text(at(app, nam="2025"))
