"""The workbook to fill in, as bytes with the name of their file."""

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet

from cchc_metrics.catalog import Catalog, load
from cchc_metrics.catalog.models import Source
from cchc_metrics.documents import sheets
from cchc_metrics.documents.cells import put
from cchc_metrics.documents.workbook.content import Content, Page, Request, used
from cchc_metrics.documents.workbook.sheet import draw, guide
from cchc_metrics.faults import Fault, FaultsFound, nearest
from cchc_metrics.intake.workbook import HIDDEN, LOCKED, ORIGINALS, ROW_ID, SUM, Stamp, catalog_version, period_label
from cchc_metrics.text import words
from cchc_metrics.workspace import Workspace


@dataclass(frozen=True)
class File:
    """A file to take away: its name and its bytes."""

    name: str
    data: bytes


def template(workspace: Workspace, *, unit: str, year: int, owner: str | None = None, filled: bool = False) -> File:
    """The workbook of a unit and a year, of one post or of all; `filled` has the unit's own figures in its cells.

    Handing in a filled one unchanged changes no figure.
    Raises: FaultsFound for an unknown unit or post, a year in which the unit did not exist, a post with nothing to say.
    """
    catalog = workspace.catalog
    pages = _pages(workspace, Request(unit, year, owner, filled))
    # A commune takes its figures from the sources of the plan, not from those of published indices.
    sources = {
        **load(workspace.plan_folder).sources,
        **{name: catalog.sources[name] for name in used(pages, "source_id") if name in catalog.sources},
    }
    lists = _lists(catalog, sources)
    stamp = Stamp(plan=catalog.plan.id, unit=unit, year=year, owner=owner or "", catalog=catalog_version(catalog))
    data = _book(catalog, stamp, pages, lists)
    return File(_named(unit, year, owner), data)


def name_of(workspace: Workspace, *, unit: str, year: int, owner: str | None = None) -> str:
    """The name of the workbook that `template` would make, without the work of making it.

    Raises: as for `template`.
    """
    _pages(workspace, Request(unit, year, owner, filled=False))
    return _named(unit, year, owner)


def _named(unit: str, year: int, owner: str | None) -> str:
    return "so-lieu-{unit}-{year}{owner}.xlsx".format(unit=unit, year=year, owner=f"-{owner}" if owner else "")


def _pages(workspace: Workspace, request: Request) -> list[Page]:
    _asked_well(workspace.catalog, request.unit, request.year, request.owner)
    pages = Content(workspace.store, workspace.catalog, request).pages()
    if not pages:
        raise FaultsFound(
            [
                Fault(
                    "empty-list",
                    f"chức danh «{request.owner}»",
                    f"không có số liệu nào để điền cho «{request.unit}»",
                    "chức danh phụ trách ít nhất một chỉ số, chỉ tiêu hoặc nhiệm vụ",
                    "chọn chức danh khác",
                )
            ]
        )
    return pages


def _asked_well(catalog: Catalog, unit: str, year: int, owner: str | None) -> None:
    if unit not in catalog.units:
        raise FaultsFound(
            [
                Fault(
                    "unknown-unit",
                    f"đơn vị «{unit}»",
                    f"không có đơn vị nào mã như vậy{nearest(unit, catalog.units)}",
                    "mã đơn vị có trong kế hoạch",
                    "sửa mã",
                )
            ]
        )
    first, last = catalog.units[unit].days_of(year)
    if first > last:
        raise FaultsFound(
            [
                Fault(
                    "lifetime",
                    f"năm {year}",
                    f"{catalog.units[unit].name} không tồn tại trong năm này",
                    "năm mà đơn vị tồn tại",
                    "chọn năm khác hoặc đơn vị khác",
                )
            ]
        )
    if owner is not None and owner not in catalog.owners:
        raise FaultsFound(
            [
                Fault(
                    "unknown-id",
                    f"chức danh «{owner}»",
                    f"không có chức danh nào mã như vậy{nearest(owner, catalog.owners)}",
                    "mã chức danh có trong kế hoạch",
                    "sửa mã",
                )
            ]
        )


def _lists(catalog: Catalog, sources: Mapping[str, Source]) -> Mapping[str, Mapping[str, str]]:
    """The labels of each list by their ids; two rows of the same name are told apart by their ids."""

    def unlike(names: Mapping[str, str]) -> Mapping[str, str]:
        said = list(names.values())
        return {key: name if said.count(name) == 1 else f"{name} ({key})" for key, name in names.items()}

    return {
        "source_id": unlike({name: source.title for name, source in sources.items()}),
        "method": unlike({name: method.label for name, method in catalog.methods.items()}),
        "flag": words.FLAGS,
        "state": words.STATES,
    }


def _periods(catalog: Catalog, stamp: Stamp) -> list[str]:
    """The whole year, then the periods of reports."""
    said = [period_label(*catalog.units[stamp.unit].days_of(stamp.year))]
    for period in catalog.periods.values():
        if period.covers == "days":
            dates = period.dates(stamp.year)
            said.append(period_label(dates.first_day, dates.last_day, period.name))
    return said


def _book(catalog: Catalog, stamp: Stamp, pages: list[Page], lists: Mapping[str, Mapping[str, str]]) -> bytes:
    book = sheets.workbook()
    named = list(zip(sheets.titles(page.title for page in pages), pages, strict=True))
    guide(book.create_sheet(words.GUIDE), catalog, stamp, named)
    hidden = book.create_sheet(HIDDEN)
    ranges = _hide(hidden, stamp, lists, _periods(catalog, stamp))
    for title, page in named:
        draw(book.create_sheet(title, len(book.worksheets) - 1), page, catalog, stamp, lists, ranges)
    _repeat(book.create_sheet(ORIGINALS), pages)
    for name in (HIDDEN, ORIGINALS):
        book[name].sheet_state = "hidden"
        book[name].protection.enable()
    book.security = WorkbookProtection(lockStructure=True)
    return sheets.data(book)


def _hide(sheet: Worksheet, stamp: Stamp, lists: Mapping[str, Mapping[str, str]], periods: list[str]) -> dict[str, str]:
    """Write the stamp and the lists to the hidden sheet; where each list stands, by its key."""
    for number, (key, value) in enumerate(stamp.cells(), start=1):
        put(sheet.cell(number, 1), key)
        put(sheet.cell(number, 2), value)
    ranges = {}
    column = 4
    for key, labels in {**lists, "period": dict.fromkeys(periods)}.items():
        said = list(labels) if key == "period" else list(labels.values())
        put(sheet.cell(1, column), key)
        for number, (name, label) in enumerate(zip(labels, said, strict=True), start=2):
            put(sheet.cell(number, column), label)
            put(sheet.cell(number, column + 1), name)
        letter = get_column_letter(column)
        ranges[key] = f"{HIDDEN}!${letter}$2:${letter}${len(said) + 1}"
        column += 3
    return ranges


def _repeat(sheet: Worksheet, pages: list[Page]) -> None:
    """Write every locked cell once more, by the id of its row."""
    for column, key in enumerate((ROW_ID, *LOCKED), start=1):
        put(sheet.cell(1, column), key)
    rows = {line.row_id: line.told for page in pages for line in page.lines if line.row_id not in ("", SUM)}
    for number, (row_id, told) in enumerate(rows.items(), start=2):
        for column, text in enumerate((row_id, *(told.get(key, "") for key in LOCKED)), start=1):
            put(sheet.cell(number, column), text)
