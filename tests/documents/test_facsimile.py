"""The pages that are shown before a document is taken say what the document says, in its order."""

import html
import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from pptx import Presentation

from cchc_metrics.documents import facsimile
from cchc_metrics.documents.sheets import result


def words_of(pages: list[facsimile.Page]) -> str:
    """What stands on the pages without the heads of pages, white space left out."""
    bodies = [re.sub(r'<div style="position:absolute;top:[^>]*>.*?</div>', "", page.html, count=1) for page in pages]
    text = html.unescape(re.sub(r"<[^>]+>", "", "".join(bodies)))
    return "".join(text.split())


@pytest.mark.slow
def test_the_pages_of_a_report_have_its_words_in_its_order(make: Callable[..., bytes]) -> None:
    data = make("nam", 2024)
    shown = facsimile.pages(data, "docx")
    body = Document(io.BytesIO(data)).element.body
    words_of_body = "".join(text.text or "" for text in body.iter(qn("w:t")))

    assert words_of(shown) == "".join(words_of_body.split())
    # LibreOffice prints ten pages of it: seven upright, three on their side.
    assert 8 <= len(shown) <= 12
    assert {(round(page.width), round(page.height)) for page in shown} == {(595, 842), (842, 595)}
    # A blank is yellow, as in Word.
    assert "background:#ff0" in shown[0].html
    # The first page has no number, the second has its own.
    assert ">2</p>" in shown[1].html


@pytest.mark.slow
def test_the_one_page_is_one_page_with_its_picture(make: Callable[..., bytes]) -> None:
    (page,) = facsimile.pages(make("mot-trang", 2024), "docx")

    assert "data:image/png;base64," in page.html


@pytest.mark.slow
def test_slides_have_their_titles_pictures_and_tables(make: Callable[..., bytes]) -> None:
    data = make("trinh-chieu", 2024, "pptx")
    shown = facsimile.pages(data, "pptx")
    slides = Presentation(io.BytesIO(data)).slides

    assert len(shown) == len(slides)
    for page, slide in zip(shown, slides, strict=True):
        assert "".join(slide.shapes.title.text_frame.text.split()) in words_of([page])
        assert page.html.count("<img") == sum(shape.shape_type == 13 for shape in slide.shapes)
        assert page.html.count("<table") == sum(shape.has_table for shape in slide.shapes)


def test_a_sheet_shows_what_its_formulas_come_to() -> None:
    sheet = openpyxl.Workbook().active
    assert sheet is not None
    sheet.append([911, 912, "=100*A1/B1", 99.55, "=C1-D1", "Đạt"])
    sheet.append([None, 0, "=100*A2/B2", None, "=C2-D2", "Chưa đạt"])
    sheet.append(["=COUNT(C1:C2)", '=COUNTIF(F1:F2,"Đạt")', "=NOW()"])

    shown = [[result(sheet, cell.value) for cell in row] for row in sheet.iter_rows()]

    assert round(shown[0][2], 4) == 99.8904
    assert round(shown[0][4], 4) == 0.3404
    assert (shown[1][2], shown[1][4]) == (None, None)
    assert shown[2][:3] == [1, 1, "=NOW()"]
