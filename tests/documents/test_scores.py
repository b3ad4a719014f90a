"""Documents of a criteria set: the table of its scores, and the self-assessment."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from openpyxl import load_workbook

from cchc_metrics import metrics
from cchc_metrics.criteria import steps
from cchc_metrics.documents import reports, scores
from cchc_metrics.documents.request import FilledBlanks, Request
from cchc_metrics.documents.scores import criteria_table, score_table
from cchc_metrics.documents.template import SELF_ASSESSMENT_FIELDS
from cchc_metrics.faults import FaultError
from cchc_metrics.workspace import Workspace
from tests.conftest import write_figures
from tests.documents.conftest import UNIT, template_with

SET = {"unit": UNIT, "criteria": "par-xa-minh-hoa"}


def document_of(workspace: Workspace, year: int) -> bytes:
    return reports.document(workspace, reports.request(workspace, kind="tu-danh-gia", **SET, year=year), "docx")


@pytest.fixture(scope="module")
def report(default_workspace: Workspace) -> Any:
    return Document(io.BytesIO(document_of(default_workspace, 2023)))


def text_of(cell: Any) -> list[str]:
    return [paragraph.text for paragraph in cell.paragraphs if paragraph.text]


def test_it_is_headed_and_signed_as_other_reports_are(report: Any) -> None:
    head, foot = report.tables[0], report.tables[1]

    assert text_of(head.cell(0, 0)) == ["ỦY BAN NHÂN DÂN", "XÃ NHẬT QUANG"]
    assert text_of(head.cell(0, 1)) == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert text_of(head.cell(1, 0)) == ["Số:          /BC-UBND"]
    # The newest figure of 2023 was known on 15/01/2024.
    assert text_of(head.cell(1, 1)) == ["Nhật Quang, ngày 15 tháng 01 năm 2024"]
    assert text_of(foot.cell(0, 0))[0] == "Nơi nhận:"
    assert text_of(foot.cell(0, 0))[-2:] == ["- Lãnh đạo UBND xã;", "- Lưu: VT."]
    assert text_of(foot.cell(0, 1)) == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "[cần bổ sung: họ tên người ký]"]


def test_what_nobody_said_is_a_yellow_blank_and_nothing_else_is(report: Any) -> None:
    runs = [
        run for paragraph in [*report.paragraphs, *report.tables[1].cell(0, 0).paragraphs] for run in paragraph.runs
    ]
    yellow = [run.text for run in runs if run.font.highlight_color == WD_COLOR_INDEX.YELLOW]

    assert yellow == [
        "[cần bổ sung: nguyên nhân mất điểm ở các tiêu chí trên]",
        "[cần bổ sung: giải pháp, người thực hiện, thời hạn]",
        "[cần bổ sung: nơi nhận ở cấp trên, theo văn bản của tỉnh]",
    ]
    assert "".join(run.text for run in runs).count("[cần bổ sung") == len(yellow)


def test_it_says_what_was_lost_and_whose_set_it_is(report: Any) -> None:
    paragraphs = [paragraph.text for paragraph in report.paragraphs]
    sections = [paragraph for paragraph in report.paragraphs if paragraph.style.name == "Heading 1"]

    assert any(line.startswith("BỘ TIÊU CHÍ MINH HỌA") for line in paragraphs)
    assert any(line.startswith("- 6.1 Giải ngân vốn đầu tư công: mất") for line in paragraphs)
    assert [paragraph.text.split(".")[0] for paragraph in sections] == ["I", "II", "III", "IV", "V"]
    # No heading ends a page.
    assert report.styles["Heading 1"].paragraph_format.keep_with_next
    assert "SỐ LIỆU MINH HỌA" in "".join(p.text for p in report.sections[0].first_page_header.paragraphs)


def test_it_says_how_the_result_compares_with_the_year_before(default_workspace: Workspace) -> None:
    text = "\n".join(p.text for p in Document(io.BytesIO(document_of(default_workspace, 2024))).paragraphs)

    # 86,71 less 75,08.
    assert "Tăng 11,63 điểm % so với năm 2023 (75,08%)." in text.replace("\N{NO-BREAK SPACE}", " ")


def test_an_assessment_without_a_result_says_why_not_and_where_to_bring_one(default_workspace: Workspace) -> None:
    # Tiên Tiến is scored by the set of 2025 and has no result of it.
    request = reports.request(default_workspace, kind="tu-danh-gia", unit="tien-tien", year=2025)

    with pytest.raises(FaultError) as refusal:
        reports.document(default_workspace, request, "docx")

    assert str(refusal.value) == (
        "Tự đánh giá, chấm điểm năm 2025: xã Tiên Tiến chưa có kết quả của tiêu chí nào, cần nộp ở trang Chấm điểm."
    )


def test_evidence_of_criteria_without_a_result_is_not_said_to_be_there(tmp_path: Path) -> None:
    """One target is one criterion's result; nothing is known of the evidence of the other criteria."""
    workspace = Workspace.open(tmp_path)
    figure = {"unit_id": UNIT, "indicator_id": "on-time", "year": 2024, "numerator": 990, "denominator": 1000}
    own = write_figures(tmp_path / "so.csv", [figure | {"source_id": "mot-cua"}])
    workspace.submit([own], unit_id=UNIT, by="An")

    text = "\n".join(p.text for p in Document(io.BytesIO(document_of(workspace, 2024))).paragraphs)

    section = text.split("III. TIÊU CHÍ CÒN NỢ TÀI LIỆU KIỂM CHỨNG\n")[1].split("\nIV.")[0]
    assert section == "- Không tiêu chí nào còn nợ tài liệu kiểm chứng trong số đã có điểm."


def test_the_annex_has_every_criterion_in_one_piece(report: Any, default_workspace: Workspace) -> None:
    annex = report.tables[-1]
    rows = {text_of(row.cells[0])[0]: [cell.text for cell in row.cells] for row in annex.rows[1:]}

    assert len(rows) == len(metrics.score_tree(default_workspace.store, **SET, year=2023))
    # 70 % × 4 ÷ 80 % is 3.5; the appraisal in data/criteria/ gave 3.
    assert rows["3.2"][2:7] == ["4", "3,5", "3", "", "3"]
    assert rows["3.2"][7].endswith(
        "3,5\N{NO-BREAK SPACE}điểm. Thẩm định −0,5\N{NO-BREAK SPACE}điểm so với tự chấm: "
        "Một phần kết quả số hóa chưa ký số"
    )
    assert annex.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in annex.rows)


def test_who_follows_a_unit_reports_for_it_and_says_so(default_workspace: Workspace) -> None:
    late = Document(io.BytesIO(document_of(default_workspace, 2025)))

    assert text_of(late.tables[0].cell(0, 0)) == ["ỦY BAN NHÂN DÂN", "XÃ TIÊN TIẾN"]
    # Decree 30/2020 writes a leading zero for days below 10 and for January and February only.
    text = (
        "Từ ngày 01/7/2025, xã Nhật Quang thuộc xã Tiên Tiến; báo cáo này tổng hợp số liệu của xã Nhật Quang đến hết "
        "ngày 30/6/2025."
    )
    assert text in [paragraph.text for paragraph in late.paragraphs]
    # The posts of the commune ended with it: none of them has a task in December.
    assert not any("Phụ trách: Công chức Tài chính – Kế toán." in paragraph.text for paragraph in late.paragraphs)


def test_its_blanks_are_filled_as_those_of_other_reports(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    request = reports.request(workspace, kind="tu-danh-gia", unit=UNIT, year=2024)
    cause = "nguyên nhân mất điểm ở các tiêu chí trên"

    assert cause in reports.open_blanks(workspace, request)
    FilledBlanks(workspace.folder).keep(request, {cause: "Chưa bố trí kinh phí."})

    text = [paragraph.text for paragraph in Document(io.BytesIO(document_of(workspace, 2024))).paragraphs]
    assert "- Chưa bố trí kinh phí." in text


@pytest.mark.slow
def test_its_day_is_when_it_is_due_unless_something_was_said_later(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    about = {"set_id": SET["criteria"], "year": 2099}
    request = Request(UNIT, "tu-danh-gia", 2099, dt.date(2099, 12, 31), criteria=SET["criteria"])

    assert scores.day_of(workspace.store, request) == dt.date(2099, 12, 31)
    workspace.assessments.take(steps.step_of("open", {**about, "due": dt.date(2099, 11, 30)}), unit_id=UNIT, by="An")
    assert scores.day_of(workspace.store, request) == dt.date(2099, 11, 30)


def test_the_same_figures_give_the_same_bytes(default_workspace: Workspace) -> None:
    first, second = (document_of(default_workspace, 2024) for _ in range(2))

    assert first == second


def test_the_list_of_fields_is_what_it_gives(default_workspace: Workspace) -> None:
    request = reports.request(default_workspace, kind="tu-danh-gia", **SET, year=2024)
    values = scores.content(default_workspace.store, default_workspace.catalog, request)

    assert set(values) == set(SELF_ASSESSMENT_FIELDS)
    assert {key for row in values["phu_luc"] for key in row} == set(SELF_ASSESSMENT_FIELDS["phu_luc"])


def test_a_template_at_fault_is_told_and_not_a_broken_page(
    default_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template_with("tu-danh-gia.docx", tmp_path, "in mat_diem", "in mat_dem")
    monkeypatch.setattr(reports, "TEMPLATES", tmp_path)

    with pytest.raises(FaultError, match="có phải là «mat_diem»"):
        document_of(default_workspace, 2024)


@pytest.mark.slow
def test_an_explanation_with_letters_that_word_cannot_hold_is_written_without_them(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    workspace.assessments.take(
        steps.step_of(
            "enter",
            {
                "set_id": SET["criteria"],
                "year": 2025,
                "results": ({"criterion": "giao-ban", "counted": 12, "explanation": "tách\x0bdòng"},),
            },
        ),
        unit_id=UNIT,
        by="An",
        why="thử",
    )

    report = Document(io.BytesIO(document_of(workspace, 2025)))

    assert any("táchdòng" in cell.text for table in report.tables for row in table.rows for cell in row.cells)


def test_the_table_has_the_points_as_numbers_and_nothing_for_what_is_missing(default_workspace: Workspace) -> None:
    book = load_workbook(io.BytesIO(score_table(default_workspace.store, default_workspace.catalog, **SET, year=2025)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    tree = metrics.score_tree(default_workspace.store, **SET, year=2025).set_index("number")

    cells_of = {row[0]: row for row in rows if row[0] in tree.index}

    assert len(cells_of) == len(tree)
    assert cells_of["4.3"][2:8] == (4, 2, None, None, 2, 2)
    assert any("BỘ TIÊU CHÍ MINH HỌA" in str(row[0]) for row in rows)
    # On paper no column falls on another page, and what is wrapped has room.
    sheet = book.worksheets[0]
    assert (sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("landscape", True)
    line_number = next(number for number, row in enumerate(rows, 1) if row[0] == "1.1.1")
    assert sheet.row_dimensions[line_number].height == 30


@pytest.mark.slow
def test_what_an_officer_wrote_is_not_run_by_a_spreadsheet(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    run = '=HYPERLINK("http://x")'
    workspace.assessments.take(
        steps.step_of(
            "enter",
            {
                "set_id": SET["criteria"],
                "year": 2025,
                "results": ({"criterion": "giao-ban", "counted": 12, "explanation": run},),
            },
        ),
        unit_id=SET["unit"],
        by="An",
        why="thử",
    )
    criteria_set = workspace.assessments.set_of(SET["criteria"], 2025)
    hostile = criteria_set.model_copy(
        update={"criteria": tuple(row.model_copy(update={"name": run}) for row in criteria_set.criteria)}
    )

    result = load_workbook(io.BytesIO(score_table(workspace.store, workspace.catalog, **SET, year=2025)))
    table = load_workbook(io.BytesIO(criteria_table(hostile)))

    cells = [cell for book in (result, table) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len([cell for cell in cells if cell.value == run]) == 1 + len(criteria_set.criteria)
    assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_a_year_that_the_set_does_not_score_has_no_file(default_workspace: Workspace) -> None:
    with pytest.raises(KeyError):
        score_table(default_workspace.store, default_workspace.catalog, **SET, year=2019)
