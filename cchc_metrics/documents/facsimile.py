"""The pages of a document as pictures in a browser, drawn from the very file that is taken away.

No office program is needed. Words, tables, pictures, letters and their sizes are those of the file; where a page of
text ends is reckoned from the widths of letters, so that Word may break a line or a page elsewhere.
"""

import base64
import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from pptx import Presentation

# The width of a letter as a share of its height, in a serif font, on the average of Vietnamese text.
LETTER = 0.45
LINE = 1.15
POINTS = 12700
ALIGN = {
    WD_ALIGN_PARAGRAPH.CENTER: "center",
    WD_ALIGN_PARAGRAPH.RIGHT: "right",
    WD_ALIGN_PARAGRAPH.JUSTIFY: "justify",
}
EDGE = {"docx": "1px solid #555", "pptx": "1px solid #888", "xlsx": "1px solid #888"}
# A sheet on a page of A4 on its side: the edge in points, and the width in points of a unit of a column's width.
SIDE, UNIT = 28, 5.6


@dataclass(frozen=True)
class Page:
    """One page: its width and height in points, and what stands on it as HTML."""

    width: float
    height: float
    html: str

    @property
    def picture(self) -> str:
        """The page as an element whose letters shrink with its width, so that it looks the same at every size."""
        style = f"aspect-ratio:{self.width:.0f}/{self.height:.0f};container-type:inline-size"
        return f'<section class="sheet" style="{style}">{self.html}</section>'


def pages(data: bytes, form: str) -> list[Page]:
    """The pages of a .docx, .pptx or .xlsx file."""
    return list({"docx": _document, "pptx": _slides, "xlsx": _sheets}[form](data))


def _size(points: float, width: float) -> str:
    """A length as a share of the width of its page."""
    return f"{100 * points / width:.3f}cqw"


@dataclass(frozen=True)
class Paper:
    """The paper of a section, in points."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def text_width(self) -> float:
        """How wide a line of text may be."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """How much of a page holds text."""
        return self.height - self.top - self.bottom


@dataclass(frozen=True)
class Piece:
    """What stays on one page: its HTML, its height in points, and whether the next piece stays with it."""

    html: str
    height: float
    keeps_next: bool = False


def _document(data: bytes) -> Iterator[Page]:
    document = Document(io.BytesIO(data))
    sections = list(document.sections)
    number = 0
    for at, blocks in enumerate(_by_section(document)):
        section = sections[min(at, len(sections) - 1)]
        edges = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
        sizes = (section.page_width, section.page_height, *edges)
        paper = Paper(*(0 if size is None else size.pt for size in sizes))
        for first, pieces in _paginate(_pieces(document, blocks, paper), paper):
            number += 1
            own = first and section.different_first_page_header_footer
            yield _page(paper, section.first_page_header if own else section.header, pieces, number)


def _paginate(pieces: Iterable[Piece], paper: Paper) -> Iterator[tuple[bool, list[Piece]]]:
    """The pieces of each page, and whether it is the first; no heading ends a page."""
    first, page = True, list[Piece]()
    for piece in pieces:
        if page and sum(one.height for one in page) + piece.height > paper.text_height:
            end = len(page)
            while end > 1 and page[end - 1].keeps_next:
                end -= 1
            yield first, page[:end]
            first, page = False, page[end:]
        page.append(piece)
    if page:
        yield first, page


def _by_section(document: Any) -> Iterator[list[Any]]:
    """The paragraphs and tables of each section, in order."""
    blocks: list[Any] = []
    for element in document.element.body:
        if element.tag == qn("w:sectPr"):
            continue
        blocks.append(element)
        if element.tag == qn("w:p") and element.pPr is not None and element.pPr.find(qn("w:sectPr")) is not None:
            yield blocks
            blocks = []
    yield blocks


def _page(paper: Paper, header: Any, pieces: Iterable[Piece], number: int) -> Page:
    # What stands in the file as the number of a page is only where Word writes it anew.
    above = "".join(
        f'<p style="margin:0;text-align:center;font-size:{_size(14, paper.width)}">{number}</p>'
        if one.text.strip().isdigit()
        else _paragraph(one, paper.width).html
        for one in header.paragraphs
        if one.text.strip()
    )
    edges = " ".join(_size(edge, paper.width) for edge in (paper.top, paper.right, paper.bottom, paper.left))
    top = f'<div style="position:absolute;top:{_size(paper.top / 3, paper.width)};left:0;right:0">{above}</div>'
    return Page(
        paper.width,
        paper.height,
        f"{top if above else ''}<div style=\"padding:{edges};font-family:'Times New Roman',Tinos,serif\">"
        f"{''.join(piece.html for piece in pieces)}</div>",
    )


def _pieces(document: Any, blocks: Iterable[Any], paper: Paper) -> Iterator[Piece]:
    """Each piece that stays on one page: a paragraph, or a row of a table."""
    for element in blocks:
        if element.tag == qn("w:p"):
            yield _paragraph(Paragraph(element, document), paper.width, paper.text_width)
        elif element.tag == qn("w:tbl"):
            yield from _table(Table(element, document), paper)


def _style_value(style: Any, name: str, part: str = "font") -> Any:
    while style is not None:
        value = getattr(getattr(style, part), name)
        if value is not None:
            return value
        style = style.base_style
    return None


def _letters(paragraph: Paragraph, run: Any) -> tuple[float, bool, bool]:
    """The size in points of a run, whether it is bold, and whether italic."""
    size = run.font.size or _style_value(run.style, "size") or _style_value(paragraph.style, "size")
    bold, italic = (
        getattr(run, name) if getattr(run, name) is not None else bool(_style_value(paragraph.style, name))
        for name in ("bold", "italic")
    )
    return (size.pt if size else 14.0), bold, italic


def _measure(paragraph: Paragraph, name: str) -> float:
    """A distance of a paragraph in points, as it or its style says."""
    own = getattr(paragraph.paragraph_format, name)
    value = own if own is not None else _style_value(paragraph.style, name, "paragraph_format")
    return value.pt if value is not None else 0.0


def _paragraph(paragraph: Paragraph, page: float, width: float | None = None) -> Piece:
    """A paragraph on a page of a width, all in points; `width` is that of a line."""
    pieces, letters, largest, pictures = [], 0.0, 0.0, 0.0
    for run in paragraph.runs:
        size, bold, italic = _letters(paragraph, run)
        for blip in run._element.iter(qn("a:blip")):
            part = paragraph.part.related_parts[blip.get(qn("r:embed"))]
            extent = next(run._element.iter(qn("wp:extent")))
            wide, high = int(extent.get("cx")) / POINTS, int(extent.get("cy")) / POINTS
            pieces.append(_image(part.blob, f"width:{_size(wide, page)}"))
            pictures += high
        if not run.text:
            continue
        style = f"font-size:{_size(size, page)}" + (";font-weight:bold" if bold else "")
        style += (";font-style:italic" if italic else "") + (";background:#ff0" if run.font.highlight_color else "")
        pieces.append(f'<span style="{style}">{escape(run.text)}</span>')
        letters, largest = letters + len(run.text) * size * LETTER * (1.15 if bold else 1), max(largest, size)
    before, after = (_measure(paragraph, name) for name in ("space_before", "space_after"))
    first, left = (_measure(paragraph, name) for name in ("first_line_indent", "left_indent"))
    spacing = paragraph.paragraph_format.line_spacing
    spacing = spacing if isinstance(spacing, float) else 1.0
    side = ALIGN.get(paragraph.alignment or _style_value(paragraph.style, "alignment", "paragraph_format"), "left")
    lines = max(1, math.ceil((letters + first) / max(width - left, 1))) if width else 1
    high = before + after + pictures + (lines * (largest or 14.0) * LINE * spacing if not pictures else 0)
    style = (
        f"margin:{_size(before, page)} 0 {_size(after, page)} {_size(left, page)};text-align:{side};"
        f"text-indent:{_size(first, page)};line-height:{LINE * spacing:.2f};white-space:pre-wrap;"
        f"font-size:{_size(largest or 14.0, page)}"
    )
    own = paragraph.paragraph_format.keep_with_next
    keeps = own if own is not None else _style_value(paragraph.style, "keep_with_next", "paragraph_format")
    return Piece(f'<p style="{style}">{"".join(pieces) or "&nbsp;"}</p>', high, bool(keeps))


def _table(table: Table, paper: Paper) -> Iterator[Piece]:
    """The rows of a table, each a table of its own, so that a page can end between them."""
    has_grid = table.style is not None and table.style.name == "Table Grid"
    border = EDGE["docx"] if has_grid else "0"
    for row in table.rows:
        cells, high, elements = [], 0.0, set()
        for cell in row.cells:
            if cell._tc in elements:
                continue
            elements.add(cell._tc)
            wide = cell.width.pt if cell.width else paper.text_width / len(table.columns)
            paragraphs = [_paragraph(one, paper.width, wide - 11) for one in cell.paragraphs]
            high = max(high, sum(piece.height for piece in paragraphs))
            share = 100 * wide / paper.text_width
            cells.append(
                f'<td style="width:{share:.2f}%;border:{border};padding:0 {_size(5.4, paper.width)};'
                f'vertical-align:top">{"".join(piece.html for piece in paragraphs)}</td>'
            )
        style = "width:100%;border-collapse:collapse;table-layout:fixed;margin:0 0 -1px"
        yield Piece(f'<table style="{style}"><tr>{"".join(cells)}</tr></table>', high)


def _image(blob: bytes, style: str, text: str = "") -> str:
    kind = "png" if blob.startswith(b"\x89PNG") else "jpeg"
    data = base64.b64encode(blob).decode("ascii")
    return f'<img alt="{escape(text)}" src="data:image/{kind};base64,{data}" style="{style}">'


def _slides(data: bytes) -> Iterator[Page]:
    deck = Presentation(io.BytesIO(data))
    width, height = (int(edge or 0) / POINTS for edge in (deck.slide_width, deck.slide_height))
    for slide in deck.slides:
        shapes = "".join(_shape(shape, width) for shape in slide.shapes)
        yield Page(width, height, f"<div style=\"font-family:Arial,'Liberation Sans',sans-serif\">{shapes}</div>")


def _shape(shape: Any, width: float) -> str:
    left, top, wide, high = (int(edge or 0) / POINTS for edge in (shape.left, shape.top, shape.width, shape.height))
    place = f"position:absolute;left:{_size(left, width)};top:{_size(top, width)};width:{_size(wide, width)};"
    if shape.shape_type is not None and hasattr(shape, "image"):
        return _image(shape.image.blob, place, shape._element.nvPicPr.cNvPr.get("descr") or "")
    if getattr(shape, "has_table", False):
        whole = sum(int(column.width) for column in shape.table.columns)
        rows = "".join(
            f'<tr style="height:{_size(int(row.height) / POINTS, width)}">'
            + "".join(
                f'<td style="width:{100 * int(column.width) / whole:.2f}%;border:{EDGE["pptx"]};'
                f'padding:0 {_size(6, width)};vertical-align:middle">{_frame(cell.text_frame, width)}</td>'
                for column, cell in zip(shape.table.columns, row.cells, strict=True)
            )
            + "</tr>"
            for row in shape.table.rows
        )
        return f'<table style="{place}border-collapse:collapse;table-layout:fixed">{rows}</table>'
    if not shape.has_text_frame:
        return ""
    dark = shape.fill.type == 1 if hasattr(shape, "fill") else False
    # The mark of illustrations stands in the middle of its box.
    colour = "background:#1b1b1b;color:#fff;display:grid;place-content:center;" if dark else ""
    style = f"{place}height:{_size(high, width)};{colour}overflow:hidden"
    return f'<div style="{style}">{_frame(shape.text_frame, width)}</div>'


def _frame(frame: Any, width: float) -> str:
    """The paragraphs of a text frame of a slide."""
    return "".join(
        f'<p style="margin:0;text-align:{"right" if str(paragraph.alignment).startswith("RIGHT") else "left"};'
        # A line is as high as its own letters, not as those of the page around the picture.
        f'line-height:{LINE};font-size:{_size(max(map(_points, paragraph.runs), default=18), width)}">'
        + "".join(
            f'<span style="font-size:{_size(_points(run), width)}'
            f'{";font-weight:bold" if run.font.bold else ""}">{escape(run.text)}</span>'
            for run in paragraph.runs
        )
        + "</p>"
        for paragraph in frame.paragraphs
    )


def _points(run: Any) -> float:
    return float(run.font.size.pt) if run.font.size else 18.0


def _sheets(data: bytes) -> Iterator[Page]:
    book = load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        columns = [sheet.column_dimensions[get_column_letter(at)].width for at in range(1, sheet.max_column + 1)]
        # The sheet is printed as wide as the page, so its rows and letters shrink with its columns.
        shrink = min((842 - 2 * SIDE) / (sum(columns) * UNIT), 1)
        room, page = (595 - 2 * SIDE) / shrink, list[int]()
        high = {row: sheet.row_dimensions[row].height or 15.0 for row in range(1, sheet.max_row + 1)}
        for row in high:
            if page and sum(high[one] for one in page) + high[row] > room:
                yield _sheet_page(sheet, page, columns, shrink)
                page = []
            page.append(row)
        yield _sheet_page(sheet, page, columns, shrink)


def _sheet_page(sheet: Worksheet, rows: Iterable[int], columns: list[float], shrink: float) -> Page:
    style = (
        f"width:{_size(sum(columns) * UNIT * shrink, 842)};border-collapse:collapse;table-layout:fixed;"
        f"font-family:'Times New Roman',Tinos,serif;font-size:{_size(11 * shrink, 842)};line-height:1.15"
    )
    html = "".join(_row(sheet, row, columns, sum(columns)) for row in rows)
    return Page(842, 595, f'<div style="padding:{_size(SIDE, 842)}"><table style="{style}">{html}</table></div>')


def _row(sheet: Worksheet, row: int, columns: list[float], whole: float) -> str:
    spans = {area.min_col: area.max_col for area in sheet.merged_cells.ranges if area.min_row == row}
    cells, at = [], 1
    while at <= len(columns):
        end = spans.get(at, at)
        cell = sheet.cell(row, at)
        lines = cell.border.left.style is not None
        border = EDGE["xlsx"] if lines else "0;white-space:nowrap"
        bold = ";font-weight:bold" if cell.font.bold else ""
        style = (
            f"width:{100 * sum(columns[at - 1 : end]) / whole:.2f}%;vertical-align:top;padding:0 {_size(2, 842)};"
            f"text-align:{cell.alignment.horizontal or 'left'};border:{border}{bold}"
        )
        cells.append(f'<td colspan="{end - at + 1}" style="{style}">{escape(_cell_text(sheet, cell))}</td>')
        at = end + 1
    return f"<tr>{''.join(cells)}</tr>"


def _cell_text(sheet: Worksheet, cell: Any) -> str:
    """What a spreadsheet program shows in a cell: numbers in the form of the cell, formulas with their result."""
    from cchc_metrics.documents.sheets import result
    from cchc_metrics.text import formats

    value = result(sheet, cell.value)
    if value is None:
        return ""
    if hasattr(value, "strftime"):
        return formats.day(value)
    if isinstance(value, int | float):
        form = cell.number_format
        digits = len(form.split(".")[1]) if form.startswith("#,##0.") else None
        return formats.count(value) if digits is None else formats.number(value, digits)
    return str(value)
