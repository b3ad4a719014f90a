"""A view as a file: its picture as PNG or SVG, its rows as CSV or XLSX."""

import io
from collections.abc import Callable, Mapping

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from pandas import DataFrame
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

from cchc_metrics.catalog import Catalog
from cchc_metrics.charts import look, picture
from cchc_metrics.days import today
from cchc_metrics.documents.cells import put
from cchc_metrics.text import formats, meeting, screens, words
from cchc_metrics.text.handing_in import counted
from cchc_metrics.text.records import harmless
from cchc_metrics.views import Asked, View
from cchc_metrics.views.table import table

WIDEST = 60
PICTURE = look.Size(1000)


def taken_out(kind: str, catalog: Catalog, asked: Asked, view: View) -> bytes:
    """The bytes of a view as `kind`, one of KINDS.

    A picture carries its title, filters, source and date; a sheet has exactly the rows of the screen, as numbers.
    Raises: KeyError for an unknown kind, ValueError for a picture of a view that has none.
    """
    return KINDS[kind][1](catalog, asked, view)


def filters(catalog: Catalog, asked: Asked) -> str:
    """The filters of a view in words."""
    said = [catalog.units[asked.unit].name, f"{words.FILTERS['year']} {asked.year}"]
    if asked.area is not None:
        said.append(catalog.areas[asked.area].name)
    if asked.from_year is not None and asked.to_year is not None:
        said.append(f"{asked.from_year} → {asked.to_year}")
    if counts := counted(asked.as_known, approved_only=asked.approved_only):
        said.append(counts)
    if asked.owner is not None:
        said.append(catalog.owners[asked.owner].name)
    if asked.state is not None:
        said.append(meeting.STATES[asked.state])
    if asked.breakdown is not None:
        said.append(f"{words.BREAKDOWN}: {catalog.breakdowns[asked.breakdown].name}")
    said += [catalog.units[unit].name for unit in asked.units if unit != asked.unit]
    said += [catalog.indicators[indicator].short for indicator in asked.indicators]
    if asked.beside is not None:
        said.append(f"{screens.REFERENCE}: {catalog.units[asked.beside].name}")
    return " · ".join(said)


def _svg(catalog: Catalog, asked: Asked, view: View) -> bytes:
    return _picture(catalog, asked, view).encode()


def _png(catalog: Catalog, asked: Asked, view: View) -> bytes:
    return picture.png(_picture(catalog, asked, view))


def _picture(catalog: Catalog, asked: Asked, view: View) -> str:
    if view.draw is None:
        raise ValueError(view.title)
    source = f"{view.source or words.SOURCE_UNKNOWN} · {screens.TAKEN['day']}: {formats.day(today())}"
    caption = picture.Caption(view.title, filters(catalog, asked), source, view.mark, view.notes)
    return picture.file(picture.drawn(view.draw(PICTURE)), caption)


def _csv(catalog: Catalog, asked: Asked, view: View) -> bytes:
    """The rows, each of which says which table it is of: lines above the heading would keep programs from reading."""
    rows = table(catalog, view)
    told = {"title": view.title, "filters": filters(catalog, asked), "source": view.source, "day": formats.day(today())}
    for name, said in told.items():
        rows[screens.TAKEN[name]] = said
    for column in rows:
        if not is_numeric_dtype(rows[column]) and not is_datetime64_any_dtype(rows[column]):
            rows[column] = rows[column].map(harmless)
    # With the mark that tells Excel that the file is UTF-8.
    return rows.to_csv(index=False).encode("utf-8-sig")


def _xlsx(catalog: Catalog, asked: Asked, view: View) -> bytes:
    rows = table(catalog, view)
    book = Workbook()
    sheet = book.create_sheet(words.TABLE)
    book.remove(book.worksheets[0])
    head = [line for line in (view.title, filters(catalog, asked), view.mark, view.source,
                              f"{screens.TAKEN['day']}: {formats.day(today())}") if line]
    for number, line in enumerate(head, start=1):
        put(sheet.cell(number, 1), line)
    sheet["A1"].font = Font(bold=True, size=14)
    top = len(head) + 2
    for column, name in enumerate(rows.columns, start=1):
        named = put(sheet.cell(top, column), name)
        named.font, named.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(rows.itertuples(index=False), start=top + 1):
        for column, value in enumerate(row, start=1):
            put(sheet.cell(number, column), None if formats.missing(value) else value)
    _fit(sheet, rows)
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fit(sheet: Worksheet, rows: DataFrame) -> None:
    for number, column in enumerate(rows.columns, start=1):
        longest = max([len(str(column)), *(len(str(cell)) for cell in rows[column])])
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 2, WIDEST)


KINDS: Mapping[str, tuple[str, Callable[[Catalog, Asked, View], bytes]]] = {
    "png": ("image/png", _png),
    "svg": ("image/svg+xml", _svg),
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
}
