"""Workbooks (.xlsx): one way to write cells, tables and headings, to print, to work out formulas, to save as bytes."""

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from textwrap import wrap
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from pandas import DataFrame

from cchc_metrics.text import formats
from cchc_metrics.text.formats import RUNS, plain

BLUE, INK = "0B5FA5", "1F2933"
# A font with Vietnamese letters that every office has.
LETTERS = "Arial"
EDGE = Border(*(Side(style="thin", color="C5CDD5"),) * 4)
COUNT, NUMBER, DAY = "#,##0", "#,##0.00", "dd/mm/yyyy"
# The longest name of a sheet that spreadsheet programs take, and the widest column that fits on a page.
LONGEST_TITLE, WIDEST = 31, 60
# The height of a line of text, in points.
LINE = 15
# Excel's numbers of sizes of paper.
A3, A4 = 8, 9
# XML has no place for these, whoever typed them.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its width in letters, the number format and the side of its cells."""

    head: str
    width: float
    number_format: str = "General"
    align: Literal["left", "center", "right"] | None = None
    indent: int = 0


@dataclass(frozen=True)
class Value:
    """A number, a missing value (None) or a formula of ours, with a number format of its own."""

    value: Any
    number_format: str


@dataclass(frozen=True)
class Style:
    """The look of a table: its letters, its edges, whether its head is white on blue or centred, how close it is set.

    `density` is the number of letters that go into a unit of a column's width. With `figures_apart`, figures stand to
    the right in one line, away from the text of the next cell.
    """

    letters: str = LETTERS
    size: int = 10
    ink: str | None = INK
    edge: Border | None = None
    head: Literal["plain", "blue", "centred"] = "plain"
    density: float = 1.0
    figures_apart: bool = False


SCREEN = Style()


def font(size: int = 10, *, color: str = INK, **look: Any) -> Font:
    """The letters of our workbooks; `look` is bold, italic or underline."""
    return Font(name=LETTERS, size=size, color=color, **look)


def workbook(*titles: str) -> Workbook:
    """A workbook with an empty sheet of each title, and no other."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title in titles:
        book.create_sheet(title)
    return book


def data(book: Workbook) -> bytes:
    """The .xlsx; the same cells give the same bytes whenever they are saved."""
    out = io.BytesIO()
    book.save(out)
    return deterministic(out.getvalue())


def heading(sheet: Worksheet, lines: Sequence[str | None], *, bold: Collection[str | None] = ()) -> int:
    """The lines above a table, the first as its title, and the row of the table's head; `bold` are set in bold."""
    for number, line in enumerate(lines, 1):
        title = number == 1
        put(sheet.cell(number, 1), line or None).font = font(14 if title else 10, bold=title or line in bold)
    return len(lines) + 2


def table(
    sheet: Worksheet,
    top: int,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    bold: Iterable[bool] | None = None,
    style: Style = SCREEN,
) -> None:
    """A head in row `top` and a row of cells beneath it for each of `rows`; the head stays in view.

    A missing value is an empty cell. Text is wrapped, and each row is as high as its longest text needs: not every
    program sees to that itself. `bold` says of each row whether it is set in bold.
    """
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    _cells(sheet, top, [column.head for column in columns], columns, style, bold=True)
    for cell in sheet[top]:
        if style.head == "blue" and isinstance(cell, Cell):
            blue(cell)
        elif style.head == "centred":
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    for number, (row, strong) in enumerate(zip(rows, bold or repeat(False), strict=False), top + 1):  # noqa: FBT003
        _cells(sheet, number, row, columns, style, bold=strong)
    sheet.freeze_panes = f"A{top + 1}"


def _cells(
    sheet: Worksheet, row: int, values: Sequence[Any], columns: Sequence[Column], style: Style, *, bold: bool
) -> None:
    """The cells of one row of a table."""
    lines = 1
    for number, (value, column) in enumerate(zip(values, columns, strict=True), 1):
        cell, form = sheet.cell(row, number), column.number_format
        if isinstance(value, Value):
            cell.value, form = value.value, value.number_format
        else:
            put(cell, None if formats.is_missing(value) else value)
        cell.font = Font(name=style.letters, size=style.size, bold=bold, color=style.ink)
        figure = style.figures_apart and cell.data_type in ("n", "f", "d")
        cell.alignment = Alignment(
            wrap_text=not figure,
            vertical="top",
            horizontal=column.align if not figure or column.align == "center" else "right",
            indent=1 if figure and column.align != "center" else column.indent,
        )
        if style.edge is not None:
            cell.border = style.edge
        if form != "General" and not isinstance(value, str):
            cell.number_format = form
        if isinstance(value, str):
            room = style.density * column.width
            lines = max(lines, sum(max(1, len(wrap(part, max(1, int(room))))) for part in value.split("\n")))
    sheet.row_dimensions[row].height = LINE * lines


def blue(cell: Cell, *, size: int = 10) -> None:
    """A cell of a head: white letters on blue."""
    cell.font = font(size, bold=True, color="FFFFFF")
    cell.fill, cell.border = PatternFill("solid", fgColor=BLUE), EDGE


def link(cell: Cell, title: str, place: str, *, size: int = 10) -> None:
    """Make a cell lead to a place of the sheet with this title."""
    cell.hyperlink = Hyperlink(
        ref=cell.coordinate, location=f"{sheet_reference(title)}!{place}", display=str(cell.value)
    )
    cell.font = font(size, color=BLUE, underline="single")


def sheet_reference(title: str) -> str:
    """The title of a sheet as formulas write it."""
    return "'" + title.replace("'", "''") + "'"


def fit(frame: DataFrame) -> list[Column]:
    """The columns of a frame, each as wide as its longest cell up to WIDEST."""
    return [
        Column(str(name), min(max([len(str(name)), *(len(str(cell)) for cell in frame[name])]) + 2, WIDEST))
        for name in frame.columns
    ]


def titles(names: Iterable[str]) -> list[str]:
    """Names that a spreadsheet program takes for sheets, in their order, each once."""
    titles: list[str] = []
    for name in names:
        clean = "".join(" " if letter in "[]:*?/\\" else letter for letter in name).strip(" '")[:LONGEST_TITLE] or "…"
        number, title = 2, clean
        while title.casefold() in {other.casefold() for other in titles}:
            title = f"{clean[: LONGEST_TITLE - 4]} ({number})"
            number += 1
        titles.append(title)
    return titles


def print_setup(sheet: Worksheet, orientation: Literal["portrait", "landscape"], head: int | None = None) -> None:
    """Printed on A4, as wide as the paper and as long as it takes; row `head` stands at the top of every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = orientation, A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if head is not None:
        sheet.print_title_rows = f"{head}:{head}"


def edge(**parts: str) -> HeaderFooterItem:
    """The line above or below each printed page, by its places left, center and right; «&P» is the page's number.

    A place without text has no code, which some readers of workbooks cannot take apart.
    """
    return HeaderFooterItem(**{place: _HeaderFooterPart(text) for place, text in parts.items() if text})


def literal(text: str) -> str:
    """A text as it must be written into `edge`, where an ampersand begins a code."""
    return text.replace("&", "&&")


def frames(tables: Mapping[str, DataFrame]) -> bytes:
    """Tables as the sheets of one workbook, numbers as numbers; the same tables give the same bytes.

    Each column is as wide as what it holds, and each table as wide as a sheet of A3 on its side.
    """
    book = Workbook(write_only=True)
    for name, frame in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A3
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        for number, (column, values) in enumerate(frame.items(), 1):
            longest = max((len(str(value)) for value in values.dropna()), default=0)
            width = min(max(longest, len(str(column))), WIDEST) + 2
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([_in_table(sheet, column, Font(bold=True)) for column in frame.columns])
        for row in frame.itertuples(index=False):
            sheet.append([_in_table(sheet, plain(value)) for value in row])
    return data(book)


def _in_table(sheet: Any, value: Any, font: Font | None = None) -> Cell:
    cell = put(WriteOnlyCell(sheet), value)
    if font is not None:
        cell.font = font
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str) and len(value) > WIDEST)
    return cell


def printable(text: str) -> str:
    """The text without letters that no office file can hold."""
    return UNPRINTABLE.sub("", text)


def put(cell: Cell | MergedCell, value: Any) -> Cell:
    """The cell with a value in it; text from data never runs as a formula, also when somebody presses Enter in it.

    Raises: TypeError for a cell under a merged one, which can hold nothing.
    """
    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} lies under a merged cell")
    if isinstance(value, str):
        value = printable(value)
    cell.value = value
    if isinstance(value, str) and value.startswith(RUNS):
        cell.data_type, cell.quotePrefix = "s", True
    return cell


# The earliest day that a zip file can name.
EARLIEST = (1980, 1, 1, 0, 0, 0)
STAMP = b"1980-01-01T00:00:00Z"
STAMPS = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
PROPERTIES = "docProps/core.xml"


def deterministic(office_file: bytes) -> bytes:
    """The same .docx, .xlsx or .pptx with one fixed hour in place of those of its making."""
    with zipfile.ZipFile(io.BytesIO(office_file)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    if PROPERTIES in parts:
        parts[PROPERTIES] = STAMPS.sub(rb"\g<1>" + STAMP + rb"\g<3>", parts[PROPERTIES])
    return archive_of(parts)


def archive_of(parts: Mapping[str, bytes]) -> bytes:
    """A zip file of parts by their paths, in the order of the mapping."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            # What the file says of the system it was made on would differ between systems.
            info.create_system = 3
            package.writestr(info, data)
    return out.getvalue()


RATIO = re.compile(r"=(100\*)?([A-Z]+\d+)/([A-Z]+\d+)")
DIFFERENCE = re.compile(r"=([A-Z]+\d+)-([A-Z]+\d+)")
COUNT_OF_NUMBERS = re.compile(r"=COUNT\(([A-Z]+\d+:[A-Z]+\d+)\)")
COUNT_OF_A_WORD = re.compile(r'=COUNTIF\(([A-Z]+\d+:[A-Z]+\d+),"([^"]*)"\)')


def result(sheet: Worksheet, value: Any) -> Any:
    """What a spreadsheet program makes of the value of a cell, for the few formulas that our own workbooks hold.

    A formula of another kind stays as it is written.
    """
    if not isinstance(value, str) or not value.startswith("="):
        return value
    if match := RATIO.fullmatch(value):
        above, below = (_number(sheet, place) for place in match.groups()[1:])
        return None if above is None or not below else (100 if match[1] else 1) * above / below
    if match := DIFFERENCE.fullmatch(value):
        first, second = (_number(sheet, place) for place in match.groups())
        return None if first is None or second is None else first - second
    if match := COUNT_OF_NUMBERS.fullmatch(value):
        return sum(_is_number(result(sheet, cell.value)) for cell in _range(sheet, match[1]))
    if match := COUNT_OF_A_WORD.fullmatch(value):
        return sum(cell.value == match[2] for cell in _range(sheet, match[1]))
    return value


def _range(sheet: Worksheet, area: str) -> Iterator[Any]:
    rows: Any = sheet[area]
    return (cell for row in rows for cell in row)


def _number(sheet: Worksheet, place: str) -> float | None:
    value = result(sheet, sheet[place].value)
    return float(value) if _is_number(value) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
