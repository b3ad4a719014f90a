"""The workbook that the program makes for officers: its columns and cells, and the stamp that says what it is for."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, nearest
from cchc_metrics.intake import numbers
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.unpacking import ERRORS
from cchc_metrics.text import formats, letters
from cchc_metrics.text.words import HEADERS, WHOLE_YEAR

STAMP_SHEET, ORIGINALS = "_cchc", "_goc"
ROW_ID, RATIO = "row_id", "ratio"
# The id of a locked row that only adds up the groups above or below it.
SUM = "sum"
TASK = "task:"
LOCKED_COLUMNS = ("name", "definition", "unit", "target", "last_year", "owner", "due", "last_state")
NUMBERS = ("numerator", "denominator", "value", "reported_value", "sample_size", "reported_rank", "reported_of")
# Cells that are chosen from a list, which is kept in the workbook with the id of each label.
LISTS = ("source_id", "flag", "method", "state")
SPENT = "spent"
INPUTS = ("period", *NUMBERS, "method", "source_id", "as_of", "flag", "state", SPENT, "evidence", "note")

DATES = re.compile(r"(\d{1,2}/\d{1,2}/\d{4})\D+(\d{1,2}/\d{1,2}/\d{4})")
SERIES = re.compile(
    r"(?P<indicator>[a-z0-9-]+)(/(?P<part>[a-z0-9-]+))?"
    r"(@(?P<breakdown>[a-z0-9-]+)/(?P<group>[a-z0-9-]+))?"
)


@dataclass(frozen=True)
class Series:
    """What a row is about: an indicator, a part of it, or a group of a breakdown of it."""

    indicator_id: str
    part_id: str | None = None
    breakdown_id: str | None = None
    group_id: str | None = None

    def __str__(self) -> str:
        part = f"/{self.part_id}" if self.part_id else ""
        group = f"@{self.breakdown_id}/{self.group_id}" if self.breakdown_id else ""
        return self.indicator_id + part + group

    @classmethod
    def of(cls, row_id: str) -> "Series | None":
        """The series of a row's id, None when the id names none."""
        match = SERIES.fullmatch(row_id)
        return cls(match["indicator"], match["part"], match["breakdown"], match["group"]) if match else None


def report_id(task_id: str) -> str:
    """The id of the row that reports on a task."""
    return f"{TASK}{task_id}"


def day(text: str) -> dt.date:
    """The day that dd/mm/yyyy names.

    Raises: ValueError when there is no such day.
    """
    number, month, year = text.split("/")
    return dt.date(int(year), int(month), int(number))


def period_label(first: dt.date, last: dt.date, name: str = "") -> str:
    """How a period stands in its cell: the whole year by its name, any other with its two days."""
    if (first, last) == (dt.date(first.year, 1, 1), dt.date(first.year, 12, 31)):
        return WHOLE_YEAR
    days = f"{formats.day(first)} – {formats.day(last)}"
    return f"{name} ({days})" if name else days


def period_of_cell(text: str) -> tuple[dt.date, dt.date] | None:
    """The two days of a period's cell; None for the whole year.

    Raises: ValueError when the cell names no period.
    """
    if not text or text == WHOLE_YEAR:
        return None
    match = DATES.search(text)
    if match is None:
        raise ValueError(text)
    return day(match[1]), day(match[2])


WHOLE_NUMBERS = ("sample_size", "reported_rank", "reported_of")
COUNTS = ("numerator", "denominator")
VALUES = ("value", "reported_value")
DAY = "ngày dạng ngày/tháng/năm, ví dụ 15/12/2024"


class Unreadable(Exception):
    """A cell that does not hold what its column asks for: problem, expected, remedy."""


@dataclass(frozen=True)
class Line:
    """One row of a sheet by the keys of its columns; faults gather in `faults`."""

    sheet: Sheet
    row: int
    columns: Mapping[str, int]
    faults: list[Fault] = field(default_factory=list)

    def place(self, key: str) -> str:
        """The name of the cell in the column `key`."""
        return self.sheet.place(self.row, self.columns.get(key, 0))

    def cell(self, key: str) -> Any:
        """What stands in the column `key`; "" where there is no such column or nothing in it."""
        cells = self.sheet.rows[self.row]
        at = self.columns.get(key)
        result = cells[at] if at is not None and at < len(cells) else ""
        return result.strip() if isinstance(result, str) and key != "note" else result

    def text(self, key: str) -> str:
        """A cell as it reads; a whole number without the decimals that Excel keeps."""
        result = self.cell(key)
        return str(int(result)) if isinstance(result, float) and result.is_integer() else str(result)

    def keys_with_text(self, *keys: str) -> list[str]:
        """Those of the columns in which something stands."""
        return [key for key in keys if self.text(key).strip() != ""]

    def fault(self, kind: str, key: str, problem: str, expected: str, remedy: str) -> None:
        """Keep a fault of the cell in the column `key`."""
        self.faults.append(Fault(kind, self.place(key), problem, expected, remedy))

    def read(
        self, lists: Mapping[str, Mapping[str, str]], *, whole_counts: bool, answers: Sequence[str] | None = None
    ) -> dict[str, Any]:
        """The input cells as values; what is empty is left out, what is wrong becomes a fault and is left out.

        `answers` are the words for 1 and 0 of a yes or no.
        """
        result: dict[str, Any] = {}
        for key in self.keys_with_text(*INPUTS):
            try:
                if answers and key in VALUES:
                    result[key] = answer(self.cell(key), answers)
                    continue
                result[key] = self._value(key, lists, whole=key in WHOLE_NUMBERS or (whole_counts and key in COUNTS))
            except Unreadable as why:
                self.fault("not-a-number" if key in (*NUMBERS, SPENT) else "unusable-value", key, *why.args)
        return result

    def _value(self, key: str, lists: Mapping[str, Mapping[str, str]], *, whole: bool) -> Any:
        cell = self.cell(key)
        if key in (*NUMBERS, SPENT):
            return number(cell, whole=whole)
        if key in LISTS:
            return choice(str(cell), lists.get(key, {}), HEADERS[key].lower())
        return READERS[key](self.text(key) if key in ("note", "evidence", "period") else cell)


def number(cell: Any, *, whole: bool) -> float | int:
    """The number of a cell. Raises: Unreadable for words, a day or a part of a whole."""
    if cell in ERRORS:
        raise Unreadable(f"công thức trong ô báo lỗi «{cell}»", "một số", "sửa công thức, hoặc gõ số vào ô này")
    if whole and isinstance(cell, float) and not cell.is_integer():
        looks_like_a_share = 0 < cell < 1
        text = str(float(cell)).replace(".", ",")
        raise Unreadable(
            f"«{text}» giống một tỷ lệ, không phải số đếm" if looks_like_a_share else f"«{text}» không phải số nguyên",
            "số đếm, là số nguyên",
            "gõ số đếm, không gõ tỷ lệ; xem dấu chấm hàng nghìn có bị đọc thành dấu thập phân không",
        )
    try:
        value = numbers.count(cell) if whole else numbers.measure(cell, numbers.Signs())
    except numbers.Unreadable as wrong:
        if wrong.kind == "two-readings" or (whole and not isinstance(cell, str) and not isinstance(cell, dt.date)):
            remedy = "gõ lại số vào ô này, không có dấu phân nghìn"
            raise Unreadable(wrong.problem, wrong.expected, remedy) from None
        value = None
    if value is None:
        text = formats.day(cell) if isinstance(cell, dt.date) else str(cell)
        raise Unreadable(
            f"«{text}» là chữ, không phải số" if isinstance(cell, str) else f"«{text}» không phải số",
            "một số" + _example(text),
            "gõ lại số vào ô này, không kèm chữ, dấu chấm hay dấu %",
        )
    return int(value) if whole else value


def _example(text: str) -> str:
    digits = numbers.plain(text).replace(".", "").replace(" ", "")
    return f", ví dụ {digits}" if digits.isdigit() and len(digits) < 16 else ""


def answer(cell: Any, answers: Sequence[str]) -> float:
    """1 for the first word of a yes or no, 0 for the second; the number itself may stand there too.

    Raises: Unreadable for anything else.

    >>> [answer(cell, ("có", "không")) for cell in ("Có", "1.0", "0,0", 1.0, "không")]
    [1.0, 1.0, 0.0, 1.0, 0.0]
    """
    yes, no = answers
    by_word = {letters.fold(yes): 1.0, letters.fold(no): 0.0, "1": 1.0, "0": 0.0}
    word = letters.fold(f"{cell:g}" if isinstance(cell, float) else str(cell))
    # A program that keeps every number with decimals writes 1.0.
    word = re.sub(r"(?<=^[01])[.,]00?$", "", word)
    if word not in by_word:
        raise Unreadable(f"«{cell}» không phải câu trả lời", f"«{yes}» hoặc «{no}»", "bấm mũi tên ở ô rồi chọn")
    return by_word[word]


def choice(cell: str, labels: Mapping[str, str], what: str) -> str:
    """The id of the label that a cell holds. Raises: Unreadable for a label that the list does not have."""
    if cell in labels:
        return labels[cell]
    raise Unreadable(
        f"«{cell}» không có trong danh sách {what}{nearest(cell, labels)}",
        "một giá trị trong danh sách của ô",
        "bấm mũi tên ở ô rồi chọn",
    )


def when(cell: Any) -> dt.date:
    """The day of a cell, an Excel date or dd/mm/yyyy. Raises: Unreadable."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    try:
        return day(str(cell))
    except ValueError:
        raise Unreadable(f"«{cell}» không phải ngày", DAY, "gõ lại ngày") from None


def period(cell: str) -> tuple[dt.date, dt.date] | None:
    """The two days of a period, None for the whole year. Raises: Unreadable."""
    try:
        return period_of_cell(cell)
    except ValueError:
        raise Unreadable(
            f"«{cell}» không phải một kỳ",
            "«Cả năm», một kỳ trong danh sách, hoặc hai ngày của kỳ",
            "chọn kỳ trong danh sách, hoặc gõ như 01/01/2024 – 31/03/2024",
        ) from None


READERS: Mapping[str, Callable[[Any], Any]] = {"as_of": when, "period": period, "evidence": str, "note": str}


MARK = "cchc-workbook"
VERSION = 1
KEYS = ("version", "plan", "unit", "year", "owner", "catalog", "seal")


@dataclass(frozen=True)
class Stamp:
    """What a workbook was made for; `owner` is "" for every post, `catalog` names the plan's words of that day."""

    plan: str
    unit: str
    year: int
    owner: str
    catalog: str
    version: int = VERSION

    @property
    def seal(self) -> str:
        """What tells that the stamp, or a sheet that carries it, is the one that was written together with it."""
        text = json.dumps([self.version, self.plan, self.unit, self.year, self.owner, self.catalog])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def cells(self) -> list[tuple[str, str | int]]:
        """The rows of the hidden sheet that hold it, key and value."""
        return [(MARK, ""), *((key, getattr(self, key)) for key in KEYS)]


def catalog_version(catalog: Catalog) -> str:
    """A name for everything that a workbook quotes from the plan; it changes when any of it does."""
    lists_of_plan = (catalog.indices, catalog.targets, catalog.breakdowns, catalog.tasks, catalog.owners, catalog.areas)
    text = [[row.model_dump(mode="json") for row in rows.values()] for rows in lists_of_plan]
    return hashlib.sha256(json.dumps(text, sort_keys=True).encode()).hexdigest()[:12]


def read_stamp(sheet: Sheet, catalog: Catalog, unit_id: str | None) -> tuple[Stamp | None, list[Fault]]:
    """The stamp on a hidden sheet, or the faults for which nothing else of the workbook can be trusted."""
    cells, places = _cells(sheet)
    gaps = [key for key in KEYS if key not in cells]
    if gaps:
        return None, [
            Fault(
                "broken-seal",
                sheet.place(0, 0),
                "dấu của sổ mẫu không còn nguyên: thiếu " + ", ".join(gaps),
                "dấu như khi tạo sổ",
                "tải sổ mẫu mới rồi chép số liệu sang",
            )
        ]
    if _whole(cells["version"]) != VERSION:
        version = _whole(cells["version"]) or cells["version"]
        return None, [
            Fault(
                "unknown-version",
                places["version"],
                f"mẫu phiên bản «{version}» chương trình này không biết",
                f"mẫu phiên bản {VERSION}",
                "tải sổ mẫu mới rồi chép số liệu sang",
            )
        ]
    stamp = Stamp(
        plan=str(cells["plan"]),
        unit=str(cells["unit"]),
        year=_whole(cells["year"]) or 0,
        owner=str(cells["owner"]),
        catalog=str(cells["catalog"]),
    )
    faults = list(_faults(stamp, cells["seal"], places, catalog, unit_id))
    return (None if faults else stamp), faults


def _faults(
    stamp: Stamp, seal: object, places: Mapping[str, str], catalog: Catalog, unit_id: str | None
) -> Iterator[Fault]:
    if stamp.seal != seal:
        yield Fault(
            "broken-seal",
            places["seal"],
            "dấu của sổ mẫu đã bị sửa sau khi tạo",
            "dấu như khi tạo sổ",
            "tải sổ mẫu đúng đơn vị, đúng năm rồi chép số liệu sang",
        )
    if stamp.plan != catalog.plan.id:
        yield Fault(
            "other-plan",
            places["plan"],
            f"sổ của kế hoạch «{stamp.plan}»",
            f"sổ của kế hoạch «{catalog.plan.id}»",
            "tải sổ mẫu của kế hoạch này",
        )
    if stamp.unit not in catalog.units:
        yield Fault(
            "unknown-unit",
            places["unit"],
            f"không có đơn vị nào mã «{stamp.unit}»{nearest(stamp.unit, catalog.units)}",
            "mã đơn vị có trong kế hoạch",
            "tải sổ mẫu mới",
        )
    elif unit_id is not None and stamp.unit != unit_id:
        yield Fault(
            "other-unit",
            places["unit"],
            f"sổ của «{stamp.unit}»",
            f"sổ của «{unit_id}»",
            "chọn đúng đơn vị khi nộp, hoặc tải sổ mẫu của đơn vị này",
        )


def _cells(sheet: Sheet) -> tuple[dict[str, Any], dict[str, str]]:
    rows: Sequence[Sequence[Any]] = sheet.rows
    result = {str(cells[0]): (number, cells[1]) for number, cells in enumerate(rows) if len(cells) > 1}
    return (
        {key: value for key, (_, value) in result.items()},
        {key: sheet.place(number, 1) for key, (number, _) in result.items()},
    )


def _whole(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
