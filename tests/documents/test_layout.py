"""The periodic report read back: its layout is that of official documents, its numbers are those of the metrics."""

import datetime as dt
import html
import io
import json
import math
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length
from openpyxl import load_workbook
from pptx import Presentation

from cchc_metrics import metrics
from cchc_metrics.cli.command import main
from cchc_metrics.documents import facsimile, reports
from cchc_metrics.documents.sheets import result
from cchc_metrics.text import formats, words
from cchc_metrics.workspace import Workspace
from tests.documents.conftest import UNIT

SECTIONS = [
    "TÓM TẮT KẾT QUẢ",
    "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH CẢI CÁCH HÀNH CHÍNH",
    "II. KẾT QUẢ THỰC HIỆN CÁC LĨNH VỰC",
    "1. Cải cách thể chế",
    "2. Cải cách thủ tục hành chính",
    "3. Cải cách tổ chức bộ máy",
    "4. Cải cách chế độ công vụ",
    "5. Cải cách tài chính công",
    "6. Xây dựng chính quyền điện tử, chính quyền số",
    "III. ĐÁNH GIÁ CHUNG",
    "1. Kết quả đạt được",
    "2. Tồn tại, hạn chế",
    "3. Nguyên nhân",
    "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ SAU",
    "V. KIẾN NGHỊ, ĐỀ XUẤT",
]

# Half of the last printed decimal, and what binary fractions add to it.
HALF = 0.00501


@pytest.fixture(scope="module")
def report(make: Callable[..., bytes]) -> Any:
    return Document(io.BytesIO(make("nam", 2024)))


def mm(length: Length | None) -> float:
    assert length is not None
    return round(length.mm, 1)


def text_of(cell: Any) -> list[str]:
    return [paragraph.text for paragraph in cell.paragraphs if paragraph.text]


@pytest.mark.slow
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
    names = {
        fonts.get(qn("w:ascii"))
        for part in (report.element, report.styles["Normal"].element)
        for fonts in part.iter(qn("w:rFonts"))
    }
    colours = {colour.get(qn("w:val")) for colour in report.element.body.iter(qn("w:color"))}

    assert names == {"Times New Roman"}
    assert colours <= {"000000"}


def test_the_head_says_who_where_and_when(report: Any) -> None:
    head = report.tables[0]

    assert text_of(head.cell(0, 0)) == ["ỦY BAN NHÂN DÂN", "XÃ NHẬT QUANG"]
    assert text_of(head.cell(0, 1)) == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert text_of(head.cell(1, 0)) == ["Số:          /BC-UBND"]
    # The newest figure of 2024 was known on 10/02/2025; day and month have a zero where the rule asks for one.
    assert text_of(head.cell(1, 1)) == ["Nhật Quang, ngày 10 tháng 02 năm 2025"]
    sizes = [
        (run.font.size.pt, run.bold)
        for cell in (head.cell(0, 0), head.cell(0, 1))
        for paragraph in cell.paragraphs
        for run in paragraph.runs
    ]
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
    paragraphs = [paragraph.text for paragraph in report.paragraphs]

    assert headings == SECTIONS
    assert paragraphs.index(SECTIONS[-1]) < next(at for at, line in enumerate(paragraphs) if line.endswith("./."))


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
        "Nơi nhận:",
        "- UBND huyện;",
        "- Phòng Nội vụ;",
        "- Thường trực Đảng ủy xã;",
        "- Thường trực HĐND xã;",
        "- Lãnh đạo UBND xã;",
        "- Lưu: VT.",
    ]
    assert text_of(foot.cell(0, 1)) == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "[cần bổ sung: họ tên người ký]"]
    assert [run.font.size.pt for run in foot.cell(0, 0).paragraphs[0].runs] == [12]


def test_the_head_of_the_annex_is_repeated_on_every_page(report: Any) -> None:
    annex = report.tables[-1]

    assert annex.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in annex.rows)


def test_every_number_of_the_annex_is_that_of_the_metrics(report: Any, default_workspace: Workspace) -> None:
    store = default_workspace.store
    rows = [
        *metrics.indices(store, unit=UNIT, year=2024).to_dict("records"),
        *metrics.targets(store, unit=UNIT, year=2024).to_dict("records"),
    ]
    lines = [[cell.text for cell in row.cells] for row in report.tables[2].rows]
    texts = {cells[1]: cells for cells in lines if cells[0].isdigit()}

    assert len(texts) == len(rows) == 30
    for row in rows:
        cells = texts[row["name"]]
        assert plain(cells[5]) == pytest.approx(row["value"], abs=HALF), row["name"]
        assert cells[3:5] == [
            formats.count(row[key]) if row[key] == row[key] else "" for key in ("numerator", "denominator")
        ]
        assert cells[8] == words.LEVELS[row["level"]].word
        if row["kind"] != "rising" and row["kind"] != "falling":
            assert plain(cells[6]) == pytest.approx(row["target"]), row["name"]
        if not formats.is_missing(row["previous"]):
            assert plain(cells[7]) == pytest.approx(row["previous"], abs=HALF), row["name"]


def test_each_source_stands_once_below_the_annex_and_rows_name_its_number(make: Callable[..., bytes]) -> None:
    # The illustration of 2025 has five sources, all of the first half of the year.
    document = Document(io.BytesIO(make("nam", 2025)))
    sources = [line.text for line in document.paragraphs if line.text[:2] in {f"({n}" for n in "123456789"}]
    marks = {row.cells[9].text.split(";")[0] for row in document.tables[2].rows if row.cells[0].text.isdigit()}

    assert [line[:4] for line in sources] == ["(1) ", "(2) ", "(3) ", "(4) ", "(5) "]
    assert all(line.endswith("; 01/01/2025–30/6/2025.") for line in sources)
    assert marks == {"(1)", "(2)", "(3)", "(4)", "(5)", ""}


def test_the_year_before_stands_in_the_annex_although_nothing_is_compared_with_it(make: Callable[..., bytes]) -> None:
    # Of the illustration of 2024: 1 of 1 act, PAPI 44,40, 18 of 20 officials; in 2025 0 of 0, nothing and nothing.
    table = Document(io.BytesIO(make("nam", 2025))).tables[2]
    before = {row.cells[1].text: row.cells[7].text for row in table.rows if row.cells[0].text.isdigit()}

    acts, papi, officials = (
        next(text for name, text in before.items() if word in name)
        for word in ("ban hành đúng trình tự", "(PAPI)", "đạt chuẩn trình độ")
    )
    assert (acts, papi.replace("\N{NO-BREAK SPACE}", " "), officials) == ("100%", "44,40 điểm", "90%")


def test_a_year_before_that_is_itself_asked_has_the_decimals_it_has_elsewhere(make: Callable[..., bytes]) -> None:
    """PAR INDEX of 2022 is 79,1506 %, printed as 79,15 %; 2023 has 75,08 % and had to be higher."""
    table = Document(io.BytesIO(make("nam", 2023))).tables[2]
    [document] = [[cell.text for cell in row.cells] for row in table.rows if "(PAR INDEX)" in row.cells[1].text]
    sheet = load_workbook(io.BytesIO(make("phu-luc", 2023, "xlsx")))["Phụ lục"]
    [book] = [row for row in sheet.iter_rows() if "(PAR INDEX)" in str(row[1].value)]

    assert (document[5], document[7]) == ("75,08%", "79,15%")
    assert all(book[at].number_format.endswith(";#,##0.00") for at in (5, 7, 8, 9))


def test_every_number_of_the_text_is_one_that_the_command_shows(report: Any, default_workspace: Workspace) -> None:
    targets, indices, tasks = (rows_of(default_workspace, question) for question in ("targets", "indices", "tasks"))
    now = [row for row in targets if row["year"] == 2024]
    texts = {number for row in [*targets, *indices] for number in numbers(row["sentence"])}
    texts |= {number for row in tasks for number in numbers(row["name"])} | {str(len(tasks))}
    texts |= {dt.date.fromisoformat(str(row["as_of"])[:10]).strftime("%d/%m/%Y") for row in tasks if row["as_of"]}
    # The counts: targets met of those with a verdict, and the others, in each area and in all.
    for rows in (now, *([row for row in now if row["area_id"] == area] for area in {row["area_id"] for row in now})):
        level = Counter(row["level"] for row in rows)
        good, bad = level["met"] + level["met_within_error"], level["missed"] + level["missed_within_error"]
        texts |= {f"{good}/{good + bad}", f"{bad}/{good + bad}", *map(str, level.values()), str(bad)}
        texts |= {str(good), str(good + bad), str(len(rows))}
    # Communication and inspection, which have no target.
    texts |= {str(int(row["cases"])) for row in rows_of(default_workspace, "tallies") if row["year"] == 2024}
    # The plan's number and day, its span, and the days of the report's period.
    texts |= {"09", "28/01/2022", "2021–2025", "15/12/2023", "14/12/2024", "31/12/2024"}
    paragraphs = [paragraph for paragraph in report.paragraphs if not paragraph.style.name.startswith("Heading")]
    end = next(at for at, paragraph in enumerate(paragraphs) if paragraph.text == "Phụ lục")

    read = {number: paragraph.text for paragraph in paragraphs[:end] for number in numbers(paragraph.text)}
    assert len(read) > 80
    assert {number: text for number, text in read.items() if number not in texts} == {}


def rows_of(workspace: Workspace, question: str) -> list[dict[str, Any]]:
    """What `cchc show` says of the commune."""
    result = CliRunner().invoke(
        main, ["show", question, "--unit", UNIT, "--format", "json", "--workspace", str(workspace.folder)]
    )
    assert result.exit_code == 0, result.output
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


def numbers(text: str) -> list[str]:
    """The numbers of a text: 2.484/2.671, 99,89, 01/01/2025–30/06/2025; a rate without zeros that say nothing."""
    result = re.findall(r"(\d+(?:[.,/–]\d+)*)(\s?(?:điểm\s)?%)?", text)
    return [re.sub(r",?0*$", "", number) if unit and "," in number else number for number, unit in result]


def test_every_number_of_a_quarter_is_counted_from_the_rows_of_its_days(
    make: Callable[..., bytes], default_workspace: Workspace
) -> None:
    table = Document(io.BytesIO(make("quy-1", 2024))).tables[2]
    texts = {row.cells[1].text: [cell.text for cell in row.cells] for row in table.rows if row.cells[0].text.isdigit()}
    rows = metrics.period_figures(default_workspace.store, unit=UNIT, period="quy-1", year=2024).to_dict("records")
    figures = [row for row in rows if not formats.is_missing(row["value"])]

    assert table.rows[0].cells[7].text == "Cùng kỳ năm trước"
    # Indicators with a verdict by the year and no figure in these days are left out.
    assert len(texts) == len(figures) == 4
    for row in figures:
        cells = texts[row["name"]]
        assert cells[3:5] == [formats.count(row["numerator"]), formats.count(row["denominator"])]
        assert plain(cells[5]) == pytest.approx(100 * row["numerator"] / row["denominator"], abs=HALF)
        assert plain(cells[7]) == pytest.approx(row["previous"], abs=HALF)


def test_every_number_of_the_final_review_is_that_of_the_metrics(
    make: Callable[..., bytes], default_workspace: Workspace
) -> None:
    table = Document(io.BytesIO(make("tong-ket", 2025))).tables[-2]
    texts = {row.cells[1].text: [cell.text for cell in row.cells] for row in table.rows if row.cells[0].text.isdigit()}
    rows = [
        *metrics.indices(default_workspace.store, unit=UNIT).to_dict("records"),
        *metrics.targets(default_workspace.store, unit=UNIT).to_dict("records"),
    ]
    figures = [row for row in rows if row["year"] in range(2021, 2026) and not formats.is_missing(row["value"])]

    assert len(figures) > 130
    for row in figures:
        assert plain(texts[row["name"]][row["year"] - 2017]) == pytest.approx(row["value"], abs=HALF), row["name"]
    ladder = next(cells for name, cells in texts.items() if name.endswith("còn hiệu lực được số hóa"))
    assert ladder[3].replace("\N{NO-BREAK SPACE}", " ") == (
        "2021: 15% trở lên; 2022: 35% trở lên; 2023: 55% trở lên; 2024: 75% trở lên; 2025: 95% trở lên"
    )


def plain(text: str) -> float:
    """A printed figure as a number, read without the program's own formats."""
    digits = text.split("\N{NO-BREAK SPACE}")[0].split("%")[0]
    return float(digits.replace(".", "").replace(",", "."))


def test_the_workbook_holds_numbers_and_formulas(make: Callable[..., bytes], default_workspace: Workspace) -> None:
    sheet = load_workbook(io.BytesIO(make("phu-luc", 2024, "xlsx")))["Phụ lục"]
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=5) if str(row[0].value).isdigit()}

    on_time = next(row for name, row in rows.items() if name.endswith("trả kết quả đúng hạn"))
    assert (on_time[3].value, on_time[4].value) == (1095, 1100)
    assert on_time[5].value == f"=100*D{on_time[0].row}/E{on_time[0].row}"
    assert on_time[9].value == f"=F{on_time[0].row}-I{on_time[0].row}"
    for row in metrics.indices(default_workspace.store, unit=UNIT, year=2024).to_dict("records"):
        assert rows[row["name"]][5].value == row["value"]
    totals = {row[1].value: row[5].value for row in sheet.iter_rows() if str(row[5].value).startswith("=COUNT")}
    assert totals["Số dòng có kết quả"].startswith("=COUNT(F5:F")
    # The rows are indices and targets, so that no count of them may read as that of the targets alone.
    assert totals.keys() >= {"Số dòng đạt", "Số dòng chưa đạt"}
    assert all(name.startswith("Số dòng ") for name in totals)


def test_an_amount_keeps_its_decimals_in_the_workbook(tmp_path: Path) -> None:
    # 11.250,5 of 14.800 million were spent, 2.868 of 2.900 dossiers were on time.
    example = Workspace.open(tmp_path, "tien-tien-2026-2030")
    request = reports.request(example, kind="phu-luc", unit="tien-tien", year=2026)
    sheet = load_workbook(io.BytesIO(reports.document(example, request, "xlsx")))["Phụ lục"]
    forms = {row[3].value: (row[3].number_format, row[4].number_format) for row in sheet.iter_rows() if row[3].value}

    assert forms[11250.5] == ("#,##0.0", "#,##0")
    assert forms[2868] == ("#,##0", "#,##0")


def test_what_fell_has_its_sign_in_the_workbook(make: Callable[..., bytes]) -> None:
    """100 of 128 on the national portal in 2025 after 79,34 %: LibreOffice must write the fall with its sign."""
    sheet = load_workbook(io.BytesIO(make("phu-luc", 2025, "xlsx")))["Phụ lục"]
    row = next(row for row in sheet.iter_rows() if str(row[1].value).startswith("Thủ tục trực tuyến mức độ 3, 4"))

    assert row[9].value == f"=F{row[0].row}-I{row[0].row}"
    assert row[9].number_format == "+#,##0.00;-#,##0.00;#,##0.00"


def test_the_year_before_has_its_decimals_where_this_year_has_no_figure(make: Callable[..., bytes]) -> None:
    # Online payments of 2021: 38 of 690; of 2022 nobody handed in any.
    sheet = load_workbook(io.BytesIO(make("phu-luc", 2022, "xlsx")))["Phụ lục"]
    row = next(row for row in sheet.iter_rows() if str(row[1].value).startswith("Giao dịch thanh toán trực tuyến"))

    assert (row[5].value, row[8].value) == (None, pytest.approx(100 * 38 / 690))
    assert row[8].number_format.endswith("#,##0.00")


@pytest.mark.parametrize(("kind", "before"), [("phu-luc", "Năm trước"), ("quy-3", "Cùng kỳ năm trước")])
def test_the_workbook_is_printed_as_an_annex(make: Callable[..., bytes], kind: str, before: str) -> None:
    sheet = load_workbook(io.BytesIO(make(kind, 2024, "xlsx")))["Phụ lục"]
    body = [row for row in sheet.iter_rows(min_row=4) if row[0].value]

    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.print_title_rows) == (
        "landscape",
        1,
        "$4:$4",
    )
    for row in body:
        assert row[1].border.left.style == row[1].border.top.style == "thin"
        # 44 letters of 11 points stand in the column of names; a line is 15 points high.
        if str(row[0].value).isdigit():
            assert sheet.row_dimensions[row[0].row].height >= 15 * math.ceil(len(row[1].value) / 44)
    # A4 lying down is 297 mm wide; a unit of width is at most 2,17 mm. What is left of 11 points is 8,5 or more.
    margins = 25.4 * (sheet.page_margins.left + sheet.page_margins.right)
    widths = sum(column.width for column in sheet.column_dimensions.values())
    assert 11 * (297 - margins) / (2.17 * widths) >= 8.5
    assert sheet["I4"].value == before
    counts = [row[1].value for row in sheet.iter_rows() if str(row[5].value).startswith("=COUNT")]
    # A part of a year has no verdicts to count.
    assert (counts == ["Số dòng có kết quả"]) is (kind == "quy-3")


def test_no_page_holds_only_the_closing_sentence_and_the_signature(report: Any) -> None:
    before = report.tables[1]._element.getprevious()
    lines = []
    while before.pPr is not None and before.pPr.keepNext_val:
        lines.append("".join(text.text for text in before.iter(qn("w:t"))))
        before = before.getprevious()

    assert lines[:3] == [
        "",
        "Trên đây là báo cáo kết quả công tác cải cách hành chính năm 2024./.",
        "- [cần bổ sung: kiến nghị, đề xuất với cấp trên]",
    ]


@pytest.mark.parametrize("kind", ["nam", "tong-ket"])
def test_what_stands_below_a_table_is_not_parted_from_it(make: Callable[..., bytes], kind: str) -> None:
    paragraphs = Document(io.BytesIO(make(kind, 2025))).paragraphs
    [head] = [at for at, line in enumerate(paragraphs) if line.text == "Nguồn số liệu:"]
    table = paragraphs[head]._element.getprevious()
    below = paragraphs[head : [line.text for line in paragraphs].index("NHIỆM VỤ CỦA KẾ HOẠCH")]

    # Each line stays with the next one, the last row with the first line; the last line need not stay with the tasks.
    assert all(line.paragraph_format.keep_with_next for line in below[:-1])
    assert not below[-1].paragraph_format.keep_with_next
    assert below[-1].text.startswith("Mức tăng, giảm tính từ số chưa làm tròn")
    counts = [row.xpath("count(.//w:keepNext[not(@w:val)])") for row in table.tr_lst]
    assert counts[-1] == len(table.tr_lst[-1].tc_lst)
    assert counts[-2] == 0


def words_of(pages: list[facsimile.Page]) -> str:
    """The text of the pages without their heads and without white space."""
    bodies = [re.sub(r'<div style="position:absolute;top:[^>]*>.*?</div>', "", page.html, count=1) for page in pages]
    text = html.unescape(re.sub(r"<[^>]+>", "", "".join(bodies)))
    return "".join(text.split())


@pytest.mark.slow
def test_the_pages_of_a_report_have_its_words_in_its_order(make: Callable[..., bytes]) -> None:
    data = make("nam", 2024)
    pages = facsimile.pages(data, "docx")
    body = Document(io.BytesIO(data)).element.body
    words_of_body = "".join(text.text or "" for text in body.iter(qn("w:t")))

    assert words_of(pages) == "".join(words_of_body.split())
    # LibreOffice prints ten pages of it: seven upright, three on their side.
    assert 8 <= len(pages) <= 12
    assert {(round(page.width), round(page.height)) for page in pages} == {(595, 842), (842, 595)}
    # A blank is yellow, as in Word.
    assert "background:#ff0" in pages[0].html
    # The first page has no number, the second has its own.
    assert ">2</p>" in pages[1].html


@pytest.mark.slow
def test_the_one_page_is_one_page_with_its_picture(make: Callable[..., bytes]) -> None:
    (page,) = facsimile.pages(make("mot-trang", 2024), "docx")

    assert "data:image/png;base64," in page.html


@pytest.mark.slow
def test_slides_have_their_titles_pictures_and_tables(make: Callable[..., bytes]) -> None:
    data = make("trinh-chieu", 2024, "pptx")
    pages = facsimile.pages(data, "pptx")
    slides = Presentation(io.BytesIO(data)).slides

    assert len(pages) == len(slides)
    for page, slide in zip(pages, slides, strict=True):
        assert "".join(slide.shapes.title.text_frame.text.split()) in words_of([page])
        assert page.html.count("<img") == sum(shape.shape_type == 13 for shape in slide.shapes)
        assert page.html.count("<table") == sum(shape.has_table for shape in slide.shapes)


def test_a_sheet_shows_what_its_formulas_come_to() -> None:
    sheet = openpyxl.Workbook().active
    assert sheet is not None
    sheet.append([911, 912, "=100*A1/B1", 99.55, "=C1-D1", "Đạt"])
    sheet.append([None, 0, "=100*A2/B2", None, "=C2-D2", "Chưa đạt"])
    sheet.append(["=COUNT(C1:C2)", '=COUNTIF(F1:F2,"Đạt")', "=NOW()"])

    values = [[result(sheet, cell.value) for cell in row] for row in sheet.iter_rows()]

    assert round(values[0][2], 4) == 99.8904
    assert round(values[0][4], 4) == 0.3404
    assert (values[1][2], values[1][4]) == (None, None)
    assert values[2][:3] == [1, 1, "=NOW()"]


def test_what_is_to_be_mended_is_told_once_with_its_posts(make: Callable[..., bytes]) -> None:
    lines = [paragraph.text for paragraph in Document(io.BytesIO(make("nam", 2025))).paragraphs]
    mends = [line for line in lines if "khắc phục" in line.lower() and "đã nêu ở phần tồn tại, hạn chế" in line]

    # One sentence names the posts, one tells what nobody has.
    assert 1 <= len(mends) <= 2


def test_a_table_leaves_out_its_empty_columns(make: Callable[..., bytes]) -> None:
    table = Document(io.BytesIO(make("nam", 2025))).tables[-1]
    heads = [cell.text for cell in table.rows[0].cells]

    assert heads[0] == "STT"
    for column, head in enumerate(heads):
        assert any(row.cells[column].text.strip() for row in table.rows[1:]), head


def test_a_plan_that_nobody_issued_is_told_as_a_draft(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path, "tien-tien-2026-2030")
    request = reports.request(workspace, kind="nam", unit="tien-tien", year=2026)
    data = reports.document(workspace, request, "docx")
    document = Document(io.BytesIO(data))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)

    assert "Thực hiện Kế hoạch cải cách hành chính xã Tiên Tiến" in text
    assert "[cần bổ sung: số, ngày, cơ quan ban hành kế hoạch], UBND xã Tiên Tiến báo cáo" in text
    assert "không phải kế hoạch đã ban hành" in text
    assert not re.search("số ví dụ|không cơ quan", text)
    # If the mark takes two lines, LibreOffice makes pages that end with a heading.
    marks = [paragraph.text for section in document.sections for paragraph in section.header.paragraphs]
    assert "SỐ LIỆU MINH HỌA · KẾ HOẠCH VÍ DỤ" in marks
