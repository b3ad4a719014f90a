"""Lists whose first row names the columns as the program does: figures, counts, states of tasks."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.keys import expected_words
from cchc_metrics.catalog.models import Indicator, Target
from cchc_metrics.days import today
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.intake import unpacking, workbook
from cchc_metrics.intake.checks import cautions_of, faults_of_figure, faults_of_names
from cchc_metrics.intake.content import DatedRow, FileContent, FileRow, Observation, Tally, TaskReport, repetitions
from cchc_metrics.intake.names import UnitNames, unit_names
from cchc_metrics.intake.numbers import PARTS, Signs, numbers_of_row, signs_of
from cchc_metrics.intake.periods import day_in
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold
from cchc_metrics.text.words import FLAGS, STATES

KINDS: tuple[type[FileRow], ...] = (Observation, Tally, TaskReport)
COUNTS = ("sample_size", "reported_rank", "reported_of", "cases")
DAYS_OF_ROW = {"as_of", "period_start", "period_end"}
NUMBERS = (*COUNTS, *PARTS, "value", "reported_value", "spent")
REQUIRED = {kind: {name for name, field in kind.model_fields.items() if field.is_required()} for kind in KINDS}
ENOUGH = 3
# Ids of flags and states, and the words that the screens use for them.
WORDS: Mapping[str, Mapping[str, str]] = {"flag": FLAGS, "state": STATES}
WORDS_OF_IDS = {name: {fold(word): id_ for id_, word in words.items()} for name, words in WORDS.items()}
# The columns that name something of the plan.
NAMES = {"indicator_id", "part_id", "tally_id", "task_id", "method", "breakdown_id", "group_id", "source_id"}


class RowFiles:
    """Lists whose first row names the columns as the program does."""

    title = "Danh sách số liệu hoặc nhiệm vụ"

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:  # noqa: ARG002 - columns are the program's own
        """True when the first row of the first sheet has some of the columns."""
        header = header_of(sheets[0]) if sheets else []
        return any(len(set(kind.model_fields) & set(header)) >= ENOUGH for kind in KINDS)

    def read(self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None) -> FileContent:
        """The rows of the first sheet in their order; its header tells which kind they are."""
        sheet = sheets[0]
        package = PackageRows(catalog) if set(PACKAGE) <= set(header_of(sheet)) else None
        sheet = sheet if package is None else package.of_plan(sheet)
        header = header_of(sheet)
        kind = _kind(sheet, header)
        signs = _signs(sheet, header)
        faults: list[Fault] = []
        result: list[tuple[str, FileRow]] = []
        names = unit_names(catalog)
        for at, cells in enumerate(sheet.rows[1:], 1):
            if len(faults) > unpacking.FAULTS:
                break
            if not any(_text(cell) for cell in cells):
                continue
            place = sheet.place(at, 0)
            row = _row(kind, place, header, cells, catalog, signs, faults, names)
            if row is not None:
                row = _with_unit_id(place, row, names, faults)
                faults += _faults_of_row(place, row, catalog, unit_id)
                result.append((place, row))
        faults += repetitions(result)
        observations = tuple((place, row) for place, row in result if isinstance(row, Observation))
        cautions = (*sheet.cautions, *cautions_of(observations, catalog))
        if package is not None:
            cautions = (*package.omissions(sheet, is_used=bool(result or faults)), *cautions)
        if faults:
            raise FaultError(faults, cautions)
        return FileContent(
            observations=observations,
            task_reports=tuple((place, row) for place, row in result if isinstance(row, TaskReport)),
            tallies=tuple((place, row) for place, row in result if isinstance(row, Tally)),
            cautions=cautions,
        )


# Columns that only the list of figures of a hand-over package has.
PACKAGE = ("entry", "withdrawn", "place", "use", "mark")


class PackageRows:
    """The lists of figures and of counts of a hand-over package, as far as this plan knows what their rows name."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._unknown: dict[str, Counter[str]] = {}
        self._other: Counter[str] = Counter()
        self._kind: type[FileRow] = Observation

    def of_plan(self, sheet: Sheet) -> Sheet:
        """The sheet with the columns of a list, and each row that this plan does not take emptied."""
        header = header_of(sheet)
        self._kind = Tally if "tally_id" in header else Observation
        columns = [at for at, name in enumerate(header) if name in self._kind.model_fields]
        rows: list[tuple[Any, ...]] = [tuple(header[at] for at in columns)]
        for cells in sheet.rows[1:]:
            row = dict(zip(header, map(_text, cells), strict=False))
            fits = any(row.values()) and self._takes(row)
            # A package has the ratio beside its counts, a list either of them.
            has_counts = bool(row.get("numerator"))
            rows.append(
                tuple("" if not fits or (has_counts and header[at] == "value") else cells[at] for at in columns)
                if len(cells) == len(header)
                else tuple(cells)
            )
        return replace(sheet, rows=tuple(rows))

    def _takes(self, row: Mapping[str, str]) -> bool:
        if row.get("mark", ""):
            self._other["là số minh họa"] += 1
        elif row.get("use", "") != "in_use":
            self._other["đã rút hoặc đã có số mới thay"] += 1
        elif (unknown := self._unknown_name(row)) is not None:
            what, name = unknown
            self._unknown.setdefault(what, Counter())[name] += 1
        else:
            return True
        return False

    def _unknown_name(self, row: Mapping[str, str]) -> tuple[str, str] | None:
        """What a row names that this plan does not have, and its id; None where it has all of it."""
        catalog = self._catalog
        index = catalog.indices.get(row.get("indicator_id", ""))
        breakdown = catalog.breakdowns.get(row.get("breakdown_id", ""))
        for what, name, ids in (
            ("đơn vị", row.get("unit_id", ""), catalog.units),
            ("chỉ số, chỉ tiêu", row.get("indicator_id", ""), catalog.indicators),
            ("số đếm", row.get("tally_id", ""), catalog.tallies),
            ("thành phần", row.get("part_id", ""), [part.id for part in index.part] if index else []),
            ("cách chia nhóm", row.get("breakdown_id", ""), catalog.breakdowns),
            ("nhóm", row.get("group_id", ""), [group.id for group in breakdown.group] if breakdown else []),
            ("cách tính", row.get("method", ""), catalog.methods),
            ("nguồn", row.get("source_id", ""), catalog.sources),
        ):
            if name and name not in ids:
                return what, name
        return None

    def omissions(self, sheet: Sheet, *, is_used: bool) -> Iterator[Fault]:
        """What was not taken, and why.

        Raises: FaultError where no figure was. Counts go with the figures: that none is known is only told.
        """
        if not is_used and self._kind is Observation:
            reasons = [f"{count} dòng {why}" for why, count in self._other.items()]
            reasons += map(_reason, self._unknown.items())
            problem = f"không dòng nào dùng được với kế hoạch này: {'; '.join(reasons) or 'tệp không có dòng nào'}"
            remedy = "lấy số liệu thật từ nơi bàn giao, hoặc thêm các mục đó vào kế hoạch"
            raise FaultError([Fault("empty-list", sheet.whole, problem, "số liệu thật, mã có trong kế hoạch", remedy)])
        for why, count in self._other.items():
            problem = f"{count} dòng không chuyển vì {why}"
            yield Fault("left-out-rows", sheet.whole, problem, "số liệu thật, còn hiệu lực", "không cần sửa")
        for group in self._unknown.items():
            yield Fault(
                "left-out-rows",
                sheet.whole,
                f"{_reason(group)} không có trong kế hoạch này nên không chuyển",
                "mục có cùng mã trong kế hoạch",
                "không cần sửa; muốn có các số này thì thêm mục cùng mã vào kế hoạch, chương trình tự đọc lại",
            )


def _reason(group: tuple[str, Counter[str]]) -> str:
    """The names that are not known and how many rows each has: «ict-index» (5 dòng)."""
    what, names = group
    return f"{what} " + ", ".join(f"«{name}» ({count} dòng)" for name, count in names.items())


def header_of(sheet: Sheet) -> list[str]:
    """The names in the first row."""
    return [str(cell).strip() for cell in sheet.rows[0]] if sheet.rows else []


def _text(cell: Any) -> str:
    """A cell as a text file would have it."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _signs(sheet: Sheet, header: Sequence[str]) -> Signs:
    columns = [at for at, name in enumerate(header) if name in NUMBERS]
    return signs_of(row[at] for row in sheet.rows[1:] for at in columns if at < len(row))


def _kind(sheet: Sheet, header: Sequence[str]) -> type[FileRow]:
    """The kind of file whose columns are most like the header; each wrong column is a fault."""
    kind = max(KINDS, key=lambda kind: len(set(kind.model_fields) & set(header)))
    fields = list(kind.model_fields)
    place = sheet.place(0, 0)
    faults = [
        Fault(
            "unknown-column",
            place,
            f"không có cột nào tên «{column}»{nearest(column, fields)}",
            "các cột: " + ", ".join(fields),
            "sửa tên cột",
        )
        for column in header
        if column not in fields
    ]
    required = [column for column in fields if column in REQUIRED[kind]]
    if missing := [column for column in required if column not in header]:
        names = ", ".join(f"«{column}»" for column in missing)
        expected = f"các cột bắt buộc: {', '.join(required)}; cột khác không có số liệu thì bỏ được"
        remedy = f"thêm {'cột ấy' if len(missing) == 1 else 'các cột ấy'}"
        faults.append(Fault("missing-column", place, f"thiếu cột bắt buộc {names}", expected, remedy))
    faults += [
        Fault("duplicate-column", place, f"cột «{column}» có hai lần", "mỗi cột một lần", "bỏ một cột")
        for column in sorted({column for column in header if header.count(column) > 1})
    ]
    if faults:
        raise FaultError(faults)
    return kind


def _row(
    kind: type[FileRow],
    place: str,
    header: Sequence[str],
    cells: Sequence[Any],
    catalog: Catalog,
    signs: Signs,
    faults: list[Fault],
    names: UnitNames,
) -> FileRow | None:
    if len(cells) != len(header):
        faults.append(
            Fault(
                "line-structure",
                place,
                f"có {len(cells)} ô",
                f"{len(header)} ô như dòng tên cột",
                "thêm hoặc bỏ dấu phẩy; đặt chữ có dấu phẩy trong ngoặc kép",
            )
        )
        return None
    # Most cells of a list are empty: those that may be are left to their defaults.
    entries: dict[str, Any] = {
        name: text for name, cell in zip(header, cells, strict=True) if (text := _text(cell)) or name in REQUIRED[kind]
    }
    indicator = catalog.indicators.get(entries.get("indicator_id", ""))
    # Counts of a target are whole, unless it says that they are amounts.
    whole = isinstance(indicator, Target) and not indicator.amounts
    figures = {name: cell for name, cell in zip(header, cells, strict=True) if name in NUMBERS and name in entries}
    wrong: list[Fault] = []
    values: dict[str, Any] = entries | _answers_in(place, figures, indicator, wrong)
    values |= numbers_of_row(place, figures, {*COUNTS, *(PARTS if whole else ())}, signs, wrong)
    for name in DAYS_OF_ROW & set(values):
        day = day_in(str(values[name]))
        values[name] = day.isoformat() if day else values[name]
    for name in WORDS_OF_IDS.keys() & values.keys():
        values[name] = WORDS_OF_IDS[name].get(fold(str(values[name])), values[name])
    row = _row_of(kind, place, values, entries, wrong)
    if wrong:
        faults += [*wrong, *_faults_beside(kind, place, entries, catalog, names)]
        return None
    return row


def _answers_in(
    place: str, figures: dict[str, Any], indicator: Indicator | None, faults: list[Fault]
) -> dict[str, float]:
    """1 or 0 for the values of a yes or no, which are taken out of the figures; the words are those of the plan."""
    words = formats.scale(indicator.measure_unit).answers if indicator is not None else None
    result: dict[str, float] = {}
    for name in ("value", "reported_value"):
        if words is None or name not in figures:
            continue
        cell = figures.pop(name)
        choices = words if fold(str(cell)) in map(fold, words) else ("có", "không")
        try:
            result[name] = workbook.answer(cell, choices)
        except workbook.Unreadable:
            problem, expected = f"«{cell}» không phải câu trả lời", f"1 («{words[0]}») hoặc 0 («{words[1]}»)"
            faults.append(Fault("unusable-value", f"{place}, cột «{name}»", problem, expected, "sửa ô này"))
    return result


def _row_of(
    kind: type[FileRow], place: str, values: Mapping[str, Any], entries: Mapping[str, str], faults: list[Fault]
) -> FileRow | None:
    """The row of these values; a fault for each cell that cannot be used and has none yet."""
    places = {fault.place for fault in faults}
    try:
        return kind.model_validate({name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        for detail in error.errors():
            name = str(detail["loc"][0])
            cell = f"{place}, cột «{name}»"
            problem = f"«{entries.get(name, detail['input'])}» không dùng được"
            expected, remedy = expected_words(detail), "sửa ô này"
            if name == "year" and (year := re.search(r"(?:19|20)\d{2}", entries.get(name, ""))):
                expected = "một năm, là bốn chữ số"
                remedy = f"ghi {year[0]}; kỳ ngắn hơn một năm thì ghi thêm «period_start» và «period_end»"
            elif name in WORDS:
                expected = "một trong: " + ", ".join(f"{id_} ({word})" for id_, word in WORDS[name].items())
            if cell not in places:
                faults.append(Fault("unusable-value", cell, problem, expected, remedy))
        return None


def _faults_beside(
    kind: type[FileRow], place: str, entries: Mapping[str, str], catalog: Catalog, names: UnitNames
) -> Iterator[Fault]:
    """What else is wrong in a row that has an unusable cell: names that the plan does not know."""
    unit = entries.get("unit_id", "")
    if unit and not names.candidates(unit):
        yield _unknown_unit(place, unit, names)
    texts: dict[str, Any] = {name: text for name, text in entries.items() if name in NAMES}
    if all(entries.get(name) for name in REQUIRED[kind] & NAMES):
        row = kind.model_construct(**texts)
        yield from _faults_of_names(place, row, catalog)


def _unknown_unit(place: str, unit: str, names: UnitNames) -> Fault:
    try:
        names.of(f"{place}, cột «unit_id»", unit, today())
    except FaultError as wrong:
        return wrong.faults[0]
    raise ValueError(f"a unit without candidates: {unit}")


def _with_unit_id(place: str, row: FileRow, names: UnitNames, faults: list[Fault]) -> FileRow:
    """The row with the id of its unit, which a file may give as a code or a name too."""
    day = row.last_day if isinstance(row, DatedRow) else row.as_of or today()
    try:
        unit = names.of(f"{place}, cột «unit_id»", row.unit_id, day)
    except FaultError as wrong:
        faults += wrong.faults
        return row
    return row if unit == row.unit_id else row.model_copy(update={"unit_id": unit})


def _faults_of_row(place: str, row: FileRow, catalog: Catalog, unit_id: str | None) -> list[Fault]:
    faults = []
    unit = row.unit_id
    if unit in catalog.units and unit_id is not None and unit != unit_id:
        faults.append(
            Fault(
                "other-unit",
                f"{place}, cột «unit_id»",
                f"số liệu của {catalog.units[unit].name}",
                f"số liệu của {catalog.units[unit_id].name}",
                "chọn đúng đơn vị khi nộp, chọn nộp cho mọi đơn vị mà tệp nêu, hoặc bỏ dòng này",
                "thêm --all-units",
            )
        )
    if isinstance(row, Observation | Tally):
        faults += faults_of_figure(place, row, catalog)
    else:
        faults += _faults_of_names(place, row, catalog)
    return faults


def _faults_of_names(place: str, row: FileRow, catalog: Catalog) -> Iterator[Fault]:
    """A fault for each id of a row that the plan does not know."""
    if isinstance(row, Observation | Tally):
        yield from faults_of_names(place, row, catalog)
    elif isinstance(row, TaskReport) and row.task_id not in catalog.tasks:
        yield Fault(
            "unknown-id",
            f"{place}, cột «task_id»",
            f"không có nhiệm vụ nào mã «{row.task_id}»{nearest(row.task_id, catalog.tasks)}",
            "mã nhiệm vụ có trong kế hoạch",
            "sửa mã",
        )
