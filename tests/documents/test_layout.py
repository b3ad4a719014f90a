"""The periodic report read back: laid out as official documents are, and every number as the metrics give it."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length
from openpyxl import load_workbook

from cchc_metrics import metrics
from cchc_metrics.text import formats, words
from cchc_metrics.workspace import Workspace
from tests.documents.conftest import UNIT

SECTIONS = [
    "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH CẢI CÁCH HÀNH CHÍNH",
    "II. KẾT QUẢ THỰC HIỆN CÁC LĨNH VỰC",
    "1. Cải cách thể chế", "2. Cải cách thủ tục hành chính", "3. Cải cách tổ chức bộ máy",
    "4. Cải cách chế độ công vụ", "5. Cải cách tài chính công", "6. Xây dựng chính quyền điện tử, chính quyền số",
    "III. ĐÁNH GIÁ CHUNG", "1. Kết quả đạt được", "2. Tồn tại, hạn chế", "3. Nguyên nhân",
    "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ SAU", "V. KIẾN NGHỊ, ĐỀ XUẤT",
]


@pytest.fixture(scope="module")
def report(make: Callable[..., bytes]) -> Any:
    return Document(io.BytesIO(make("nam", 2024)))


def mm(length: Length | None) -> float:
    assert length is not None
    return round(length.mm, 1)


def text_of(cell: Any) -> list[str]:
    return [paragraph.text for paragraph in cell.paragraphs if paragraph.text]


def test_the_pages_are_a4_with_the_margins_of_official_documents(report: Any) -> None:
    upright, lying = report.sections

    assert (mm(upright.page_width), mm(upright.page_height)) == (210, 297)
    assert (mm(lying.page_width), mm(lying.page_height)) == (297, 210)
    assert lying.orientation == WD_ORIENT.LANDSCAPE
    for section in report.sections:
        assert 20 <= mm(section.top_margin) <= 25
        assert 20 <= mm(section.bottom_margin) <= 25
        assert 30 <= mm(section.left_margin) <= 35
        assert 15 <= mm(section.right_margin) <= 20


def test_every_letter_is_in_times_new_roman_and_black(report: Any) -> None:
    named = {fonts.get(qn("w:ascii")) for part in (report.element, report.styles["Normal"].element)
             for fonts in part.iter(qn("w:rFonts"))}
    colours = {colour.get(qn("w:val")) for colour in report.element.body.iter(qn("w:color"))}

    assert named == {"Times New Roman"}
    assert colours <= {"000000"}


def test_the_head_says_who_where_and_when(report: Any) -> None:
    head = report.tables[0]

    assert text_of(head.cell(0, 0)) == ["ỦY BAN NHÂN DÂN", "XÃ NHẬT QUANG"]
    assert text_of(head.cell(0, 1)) == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert text_of(head.cell(1, 0)) == ["Số:          /BC-UBND"]
    # The newest figure of 2024 was known on 10/02/2025; day and month have a zero where the rule asks for one.
    assert text_of(head.cell(1, 1)) == ["Nhật Quang, ngày 10 tháng 02 năm 2025"]
    sizes = [(run.font.size.pt, run.bold) for cell in (head.cell(0, 0), head.cell(0, 1))
             for paragraph in cell.paragraphs for run in paragraph.runs]
    assert sizes == [(13, True), (13, True), (13, True), (14, True)]
    assert head.cell(1, 1).paragraphs[0].runs[0].italic


def test_the_title_and_the_body(report: Any) -> None:
    title = next(paragraph for paragraph in report.paragraphs if paragraph.text == "BÁO CÁO")
    about = next(paragraph for paragraph in report.paragraphs if paragraph.text.startswith("Kết quả công tác"))
    body = next(paragraph for paragraph in report.paragraphs if paragraph.text.startswith("Thực hiện Kế hoạch"))

    assert about.text == "Kết quả công tác cải cách hành chính năm 2024"
    for paragraph in (title, about):
        assert paragraph.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert (paragraph.runs[0].font.size.pt, paragraph.runs[0].bold) == (14, True)
    assert body.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert 10 <= mm(body.paragraph_format.first_line_indent) <= 12.7
    assert body.paragraph_format.space_before.pt >= 6
    assert 1 <= body.paragraph_format.line_spacing <= 1.5
    assert 13 <= body.runs[0].font.size.pt <= 14


def test_the_sections_stand_in_their_order(report: Any) -> None:
    headings = [paragraph.text for paragraph in report.paragraphs if paragraph.style.name.startswith("Heading")]
    said = [paragraph.text for paragraph in report.paragraphs]

    assert headings == SECTIONS
    assert said.index(SECTIONS[-1]) < next(at for at, line in enumerate(said) if line.endswith("./."))


def test_pages_are_numbered_at_the_top_in_the_middle_from_the_second_on(report: Any) -> None:
    for section in report.sections:
        number = section.header.paragraphs[0]
        assert [code.text.strip() for code in number._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert number.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert {run.font.size.pt for run in number.runs} <= {13, 14}
    first = report.sections[0]
    assert first.different_first_page_header_footer
    assert not list(first.first_page_header._element.iter(qn("w:instrText")))
    assert not report.sections[1].different_first_page_header_footer


def test_the_foot_names_receivers_and_who_signs(report: Any) -> None:
    foot = report.tables[1]

    assert text_of(foot.cell(0, 0)) == [
        "Nơi nhận:", "- UBND huyện;", "- Phòng Nội vụ;", "- Lãnh đạo UBND xã;", "- Lưu: VT."]
    assert text_of(foot.cell(0, 1)) == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]
    assert [run.font.size.pt for run in foot.cell(0, 0).paragraphs[0].runs] == [12]


def test_the_head_of_the_annex_is_repeated_on_every_page(report: Any) -> None:
    annex = report.tables[-1]

    assert annex.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in annex.rows)


def test_every_number_of_the_annex_is_that_of_the_metrics(report: Any, shipped: Workspace) -> None:
    store = shipped.store
    rows = [*metrics.indices(store, unit=UNIT, year=2024).to_dict("records"),
            *metrics.targets(store, unit=UNIT, year=2024).to_dict("records")]
    printed = [[cell.text for cell in row.cells] for row in report.tables[-1].rows]
    listed = {cells[1]: cells for cells in printed if cells[0].isdigit()}

    assert len(listed) == len(rows) == 30
    for row in rows:
        cells = listed[row["name"]]
        assert plain(cells[5]) == pytest.approx(row["value"], abs=0.005), row["name"]
        assert cells[3:5] == [formats.count(row[key]) if row[key] == row[key] else ""
                              for key in ("numerator", "denominator")]
        assert cells[8] == words.LEVELS[row["level"]].word


def plain(printed: str) -> float:
    """A printed figure as a number, read without the program's own formats."""
    digits = printed.split("\N{NO-BREAK SPACE}")[0]
    return float(digits.replace(".", "").replace(",", "."))


def test_the_workbook_holds_numbers_and_formulas(make: Callable[..., bytes], shipped: Workspace) -> None:
    sheet = load_workbook(io.BytesIO(make("phu-luc", 2024, "xlsx")))["Phụ lục"]
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=5) if str(row[0].value).isdigit()}

    on_time = next(row for name, row in rows.items() if name.endswith("trả kết quả đúng hạn"))
    assert (on_time[3].value, on_time[4].value) == (1095, 1100)
    assert on_time[5].value == f"=100*D{on_time[0].row}/E{on_time[0].row}"
    assert on_time[9].value == f"=F{on_time[0].row}-I{on_time[0].row}"
    for row in metrics.indices(shipped.store, unit=UNIT, year=2024).to_dict("records"):
        assert rows[row["name"]][5].value == row["value"]
    totals = {row[1].value: row[5].value for row in sheet.iter_rows() if str(row[5].value).startswith("=COUNT")}
    assert totals["Số dòng có kết quả"].startswith("=COUNT(F5:F")
    assert "Chưa đạt" in totals


def test_no_page_holds_only_the_closing_sentence_and_the_signature(report: Any) -> None:
    before = report.tables[1]._element.getprevious()
    kept = []
    while before.pPr is not None and before.pPr.keepNext_val:
        kept.append("".join(text.text for text in before.iter(qn("w:t"))))
        before = before.getprevious()

    assert kept[:3] == ["", "Trên đây là báo cáo kết quả công tác cải cách hành chính của UBND xã Nhật Quang./.",
                        "- [cần bổ sung: kiến nghị, đề xuất với cấp trên]"]
