"""Lists of dossiers in their containers: the sheets of a workbook, text, Parquet."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import Column, DossierList
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.dossiers import ListReader, Period
from cchc_metrics.intake.headers import Header, find_header
from cchc_metrics.intake.letters import sixteen_bits, text_of
from cchc_metrics.intake.observations import (
    Read,
)
from cchc_metrics.intake.periods import last_day_above, no_period, period_above, period_in_name
from cchc_metrics.intake.questions import NO_ANSWERS, Answers
from cchc_metrics.intake.sheets import Lines, Sheet, lines
from cchc_metrics.intake.tables import is_numbering
from cchc_metrics.rollup import (
    DAYS,
    Broken,
    WrongType,
    of_cells,
    of_parquet,
    of_text,
)

PARQUET = b"PAR1"
HEAD = 100_000
ENOUGH = 0.6


class DossierSheets:
    """Lists of dossiers on the sheets of a workbook."""

    title = "Danh sách hồ sơ"
    looked_for = "tiêu đề có mã hồ sơ, lĩnh vực, trạng thái, ngày tiếp nhận, ngày hẹn trả; mỗi dòng một hồ sơ"

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when a sheet has most columns of a list."""
        return any(list_on(sheet, catalog) for sheet in sheets)

    def read(
        self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None, answers: Answers = NO_ANSWERS
    ) -> Read:
        """The figures of the first sheet that is a list."""
        shown = [sheet for sheet in sheets if not sheet.hidden] or sheets
        lists = [(sheet, found) for sheet in (*shown, *sheets) if (found := list_on(sheet, catalog))]
        sheet, (spec, header) = lists[0]
        period = _ready(sheet, spec, header, answers)
        width = max(len(row) for row in sheet.rows)
        numbers = [at for at in range(header.last + 1, len(sheet.rows)) if _is_dossier(sheet.rows[at], header)]
        days = {at for name, at in header.columns.items() if name in DAYS}
        cells = [
            [_text(cell, day=column in days) for column, cell in enumerate((*sheet.rows[at], *[""] * width))][:width]
            for at in numbers
        ]
        if not cells:
            raise FaultsFound(
                [
                    Fault(
                        "empty-list",
                        sheet.whole,
                        "danh sách không có hồ sơ nào",
                        "mỗi hồ sơ một dòng",
                        "nộp danh sách có hồ sơ",
                    )
                ]
            )
        reader = ListReader(
            spec, catalog, unit_id or catalog.plan.unit, sheet.whole, lambda number: sheet.place(numbers[number - 1], 0)
        )
        with of_cells(cells, header.columns) as dossiers:
            return reader.read(dossiers, period, sheet.place(header.last, 0))


def list_on(sheet: Sheet, catalog: Catalog) -> tuple[DossierList, Header] | None:
    """The list that a sheet is, with its header; None when it is none."""
    for spec in catalog.dossier_lists.values():
        header = find_header(sheet, spec.column)
        required = [column.id for column in spec.column if column.required]
        if header and sum(name in header.columns for name in required) >= ENOUGH * len(required):
            return spec, header
    return None


def head_of(name: str, data: bytes) -> Lines:
    """The first lines of a text file.

    Raises: FaultsFound when their letters cannot be read.
    """
    head = data[:HEAD]
    if len(head) < len(data):
        end = {"utf-16-le": b"\n\0", "utf-16-be": b"\0\n"}.get(sixteen_bits(data) or "", b"\n")
        head = head[: head.rfind(end) + len(end)] if end in head else head
    return lines(name, head)


def read_text(
    name: str, data: bytes, head: Lines, catalog: Catalog, unit_id: str | None, answers: Answers = NO_ANSWERS
) -> Read:
    """The figures of a list in a text file whose first lines are `head`.

    Raises: FaultsFound with every fault of the list.
    """
    _small_enough(name, data)
    found = list_on(head, catalog)
    if found is None:
        raise ValueError("the head of the file is no list of dossiers")
    spec, header = found
    period = _ready(head, spec, header, answers)
    try:
        data.decode("utf-8")
        encoded = data.removeprefix(b"\xef\xbb\xbf")
    except UnicodeDecodeError:
        if len(data) > unpacking.BYTES:
            raise unpacking.too_large(
                name, "danh sách không ở mã UTF-8", f"{unpacking.BYTES // unpacking.MEGABYTE} MB, hoặc mã UTF-8"
            ) from None
        encoded = text_of(name, data)[0].encode()
    below = head.numbers[header.last]
    reader = ListReader(
        spec, catalog, unit_id or catalog.plan.unit, name, _LineOf(name, encoded, head.separator, below)
    )
    try:
        with of_text(
            encoded, separator=head.separator, header=below, width=len(head.rows[header.last]), columns=header.columns
        ) as dossiers:
            return reader.read(dossiers, period, head.place(header.last, 0))
    except Broken as error:
        raise _unread(name if error.line is None else f"{name}, dòng {error.line}") from error


def read_parquet(name: str, data: bytes, catalog: Catalog, unit_id: str | None) -> Read:
    """The figures of a list in a Parquet file, its period in the file's name.

    Raises: FaultsFound with every fault of the list.
    """
    _small_enough(name, data)
    spec = next(iter(catalog.dossier_lists.values()), None)
    if spec is None:
        raise FaultsFound(
            [
                Fault(
                    "missing-part",
                    name,
                    "kế hoạch không mô tả danh sách hồ sơ nào",
                    "[[dossier_list]] trong kế hoạch",
                    "thêm vào forms.toml",
                )
            ]
        )
    periods: list[Period] = []

    def named(names: Sequence[str]) -> dict[str, int]:
        sheet = Lines(name, "", [list(names)], (), [1])
        header = find_header(sheet, spec.column)
        periods.append(_ready(sheet, spec, header or Header(0, 0, {}, (), [list(names)])))
        return dict(header.columns) if header else {}

    reader = ListReader(spec, catalog, unit_id or catalog.plan.unit, name, lambda number: f"{name}, dòng {number}")
    try:
        with of_parquet(data, named) as dossiers:
            return reader.read(dossiers, periods[0], name)
    except WrongType as error:
        raise FaultsFound(
            [
                Fault(
                    "unusable-value",
                    f"{name}, cột «{error.column}»",
                    f"cột kiểu {error.kind}",
                    "ngày, số hoặc chữ",
                    "xuất lại với đúng kiểu",
                )
            ]
        ) from error
    except Broken as error:
        raise _unread(name) from error


class _LineOf:
    """The lines on which the rows of a text file end, found out when the first of them is asked for.

    A cell may hold line breaks and a line may be empty, so that a row's number is not its line's.
    """

    def __init__(self, name: str, encoded: bytes, separator: str, header: int) -> None:
        self._name, self._encoded, self._separator, self._header = name, encoded, separator, header
        self._lines: list[int] | None = None

    def __call__(self, number: int) -> str:
        if self._lines is None:
            reader = csv.reader(io.StringIO(self._encoded.decode(), newline=""), delimiter=self._separator)
            self._lines = [reader.line_num for row in reader if row and reader.line_num > self._header]
        return f"{self._name}, dòng {self._lines[number - 1]}"


def _ready(sheet: Sheet, spec: DossierList, header: Header, answers: Answers = NO_ANSWERS) -> Period:
    """The period of a list, once its columns have been looked over.

    Raises: FaultsFound when a column or the period is missing.
    """
    faults = [
        Fault(
            "missing-column",
            sheet.place(header.last, 0),
            f"không thấy cột «{column.header[0]}»",
            f"các cột: {_names(spec.column)}",
            "thêm cột, hoặc sửa tên cột",
        )
        for column in spec.column
        if column.required and column.id not in header.columns
    ]
    if not {"done", "returned"} & set(header.columns):
        faults.append(
            Fault(
                "missing-column",
                sheet.place(header.last, 0),
                "không thấy cột ngày kết thúc của hồ sơ",
                "ngày xử lý xong, hoặc ngày trả kết quả",
                "xuất danh sách có một trong hai cột",
            )
        )
    faults += [
        Fault(
            "duplicate-column",
            sheet.cell(header.last, at),
            f"hai cột cùng đọc là «{header.words(header.columns[name])}»",
            "mỗi cột một lần",
            "bỏ một cột, hoặc sửa tên cột",
        )
        for name, at in header.twice
    ]
    if answers.period:
        first, last = map(dt.date.fromisoformat, answers.period)
        period: tuple[dt.date, dt.date, str] | None = (first, last, sheet.whole)
    else:
        period = period_above(sheet, header.first) or period_in_name(sheet.file)
    if period is None:
        faults.append(no_period(sheet.whole, last_day_above(sheet, header.first)))
    if faults or period is None:
        raise FaultsFound(faults)
    return Period(*period)


def _names(columns: Sequence[Column]) -> str:
    return ", ".join(column.header[0] for column in columns)


def _small_enough(name: str, data: bytes) -> None:
    if len(data) > unpacking.BYTES_OF_LIST:
        raise unpacking.too_large(
            name, f"{len(data) // unpacking.MEGABYTE} MB", f"{unpacking.BYTES_OF_LIST // unpacking.MEGABYTE} MB"
        )


def _unread(place: str) -> FaultsFound:
    return FaultsFound(
        [
            Fault(
                "unreadable-file",
                place,
                "không đọc được danh sách",
                "tệp CSV hoặc Parquet còn nguyên",
                "xuất lại danh sách từ hệ thống",
            )
        ]
    )


def _is_dossier(row: Sequence[Any], header: Header) -> bool:
    """True for a row below the header that is no numbering of columns, total, note or signature."""
    if is_numbering(row):
        return False
    marks = ("code", "status", "received", "due")
    return any(str(row[at]).strip() for name in marks if (at := header.columns.get(name, -1)) in range(len(row)))


# The days that Excel numbers so lie between 1927 and 2064; no count of a list stands in a column of days.
SERIAL = (10_000, 60_000)


def _text(cell: Any, *, day: bool = False) -> str:
    if day and isinstance(cell, (int, float)) and not isinstance(cell, bool) and SERIAL[0] < cell < SERIAL[1]:
        return (dt.datetime.fromisoformat("1899-12-30") + dt.timedelta(days=float(cell))).isoformat(timespec="seconds")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
