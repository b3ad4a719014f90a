"""The first sheet of the workbook: what it is for, how to fill it in, and how far one has come."""

from collections.abc import Sequence

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from cchc_metrics.catalog import Catalog
from cchc_metrics.documents.cells import put
from cchc_metrics.documents.workbook.content import Page
from cchc_metrics.documents.workbook.sheet import BLUE, EDGE, HEAD, INK, LETTERS, QUIET, to_print
from cchc_metrics.intake.workbook import ROW_ID, SUM, Stamp
from cchc_metrics.text import words, workbook

WIDE = 84
LINE_HEIGHT = 14.5


def guide(sheet: Worksheet, catalog: Catalog, stamp: Stamp, pages: Sequence[tuple[str, Page]]) -> None:
    """Write the guide; `pages` are the other sheets by their titles."""
    unit, plan = catalog.units[stamp.unit].name, catalog.plan
    owner = workbook.OWNER_IS.format(owner=catalog.owners[stamp.owner].name) if stamp.owner else workbook.ALL_OWNERS
    for letter, width in zip("ABCD", (3, WIDE, 11, 11), strict=True):
        sheet.column_dimensions[letter].width = width
    title = Font(name=LETTERS, size=18, bold=True, color=BLUE)
    row = _lines(sheet, 1, [workbook.FULL_NAME.format(year=stamp.year)], title)
    row = _lines(sheet, row, [unit, owner, workbook.OF_PLAN.format(number=plan.number, title=plan.title)],
                 Font(name=LETTERS, size=11, color=INK))
    row = _head(sheet, row + 1, workbook.STEPS_HEAD)
    row = _lines(sheet, row, workbook.STEPS, Font(name=LETTERS, size=11, color=INK), numbered=True)
    row = _head(sheet, row + 1, *workbook.PAGE_COLUMNS)
    for name, page in pages:
        _page(sheet, row, name, page)
        row += 1
    with_targets = {target.area for target in catalog.targets.values()}
    without = [area.name for area in catalog.areas.values() if area.id not in with_targets]
    if without and not stamp.owner:
        said = workbook.NO_TARGETS.format(areas=", ".join(without), tasks=workbook.TASKS)
        row = _lines(sheet, row, [said], Font(name=LETTERS, size=10, italic=True, color=INK))
    row = _head(sheet, row + 1, workbook.FLAGS_HEAD)
    meanings = [f"{words.FLAGS[flag]}: {meaning}" for flag, meaning in workbook.FLAGS_MEAN.items()]
    row = _lines(sheet, row, meanings, Font(name=LETTERS, size=11, color=INK))
    stamped = workbook.STAMPED.format(version=stamp.version, plan=stamp.plan, unit=stamp.unit, year=stamp.year,
                                      owner=stamp.owner or "…", catalog=stamp.catalog)
    _lines(sheet, row + 1, [stamped], Font(name=LETTERS, size=8, color=QUIET))
    sheet.sheet_view.showGridLines = False
    sheet.protection.enable()
    to_print(sheet, "portrait")


def _lines(sheet: Worksheet, row: int, said: Sequence[str], font: Font, *, numbered: bool = False) -> int:
    """Write a line a row and give the next row."""
    for number, text in enumerate(said, start=1):
        if numbered:
            put(sheet.cell(row, 1), number).font = font
            sheet.cell(row, 1).alignment = Alignment(vertical="top", horizontal="center")
        cell = put(sheet.cell(row, 2), text)
        cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="top")
        size = font.size or 11
        sheet.row_dimensions[row].height = (1 + len(text) * size / 11 // (WIDE * 1.2)) * size * 1.4 + 2
        row += 1
    return row


def _head(sheet: Worksheet, row: int, *said: str) -> int:
    for column in range(2, 5):
        cell = put(sheet.cell(row, column), said[column - 2] if len(said) > column - 2 else None)
        cell.font = Font(name=LETTERS, size=11, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=BLUE)
        cell.alignment = Alignment(horizontal="left" if column == 2 else "center", vertical="center")
        sheet.row_dimensions[row].height = 1.4 * LINE_HEIGHT
    return row + 1


def _page(sheet: Worksheet, row: int, title: str, page: Page) -> None:
    """A link to a page, how many rows it has, and a formula that counts those filled in."""
    first, last = HEAD + 1, HEAD + len(page.lines)
    quoted = "'" + title.replace("'", "''") + "'"

    def column(key: str) -> str:
        letter = get_column_letter(list(page.keys).index(key) + 1)
        return f"{quoted}!{letter}{first}:{letter}{last}"

    shown = [column(key) for key in ("numerator", "value", "state") if key in page.keys]
    filled = "+".join(f'({cells}<>"")' for cells in shown)
    link, rows, done = (sheet.cell(row, number) for number in (2, 3, 4))
    put(link, title).hyperlink = Hyperlink(ref=link.coordinate, location=f"{quoted}!C{first}", display=title)
    rows.value = sum(line.row_id not in ("", SUM) for line in page.lines)
    done.value = f'=SUMPRODUCT(({column(ROW_ID)}<>"")*({column(ROW_ID)}<>"{SUM}")*(({filled})>0))'
    link.font = Font(name=LETTERS, size=11, color=BLUE, underline="single")
    for cell in (rows, done):
        cell.font, cell.alignment = Font(name=LETTERS, size=11, color=INK), Alignment(horizontal="center")
    for cell in (link, rows, done):
        cell.border = EDGE
