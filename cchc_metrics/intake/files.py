"""Any file that an officer hands in → what it holds, or every fault of the file at once."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Protocol

from pydantic import ValidationError

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.keys import expected_words
from cchc_metrics.catalog.models import Target
from cchc_metrics.days import today
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.checks import cautions_of, faults_of_figure
from cchc_metrics.intake.content import (
    NO_ANSWERS,
    Answers,
    DatedRow,
    FileContent,
    FileRow,
    Observation,
    Open,
    Tally,
    TaskReport,
    repetitions,
)
from cchc_metrics.intake.dossier_lists import PARQUET, DossierSheets, head_of, list_on, read_parquet, read_text
from cchc_metrics.intake.feedback import FeedbackSheets, register_on
from cchc_metrics.intake.forms import Forms
from cchc_metrics.intake.headers import facets_of, find_header
from cchc_metrics.intake.mixtures import check_letters, read_kinds, unread_beside, with_period
from cchc_metrics.intake.names import UnitNames, unit_names
from cchc_metrics.intake.numbers import PARTS, Signs, numbers_of_row, signs_of
from cchc_metrics.intake.periods import day_in, with_cover
from cchc_metrics.intake.questionnaires import Questionnaires
from cchc_metrics.intake.results import Results
from cchc_metrics.intake.sheets import Container, Sheet, container_of, lines, sheets
from cchc_metrics.intake.tables import tables_on
from cchc_metrics.intake.turned import upright
from cchc_metrics.intake.workbook_reader import WORKBOOK

KINDS: tuple[type[FileRow], ...] = (Observation, Tally, TaskReport)
COUNTS = ("sample_size", "reported_rank", "reported_of", "cases")
DAYS_OF_ROW = {"as_of", "period_start", "period_end"}
NUMBERS = (*COUNTS, *PARTS, "value", "reported_value", "spent")
REQUIRED = {kind: {name for name, field in kind.model_fields.items() if field.is_required()} for kind in KINDS}
ENOUGH = 3


class RowFiles:
    """Lists whose first row names the columns as the program does."""

    title = "Danh sách số liệu hoặc nhiệm vụ"

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:  # noqa: ARG002 - columns are the program's own
        """True when the first row of the first sheet has some of the columns."""
        header = _header(sheets[0]) if sheets else []
        return any(len(set(kind.model_fields) & set(header)) >= ENOUGH for kind in KINDS)

    def read(self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None) -> FileContent:
        """The rows of the first sheet in their order; its header tells which kind they are."""
        sheet = sheets[0]
        package = PackageRows(catalog) if set(PACKAGE) <= set(_header(sheet)) else None
        sheet = sheet if package is None else package.of_plan(sheet)
        header = _header(sheet)
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
            row = _row(kind, place, header, cells, catalog, signs, faults)
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
        header = _header(sheet)
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


def _header(sheet: Sheet) -> list[str]:
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
    faults = (
        [
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
        + [
            Fault("missing-column", place, f"thiếu cột «{column}»", "các cột: " + ", ".join(fields), "thêm cột")
            for column, field in kind.model_fields.items()
            if field.is_required() and column not in header
        ]
        + [
            Fault("duplicate-column", place, f"cột «{column}» có hai lần", "mỗi cột một lần", "bỏ một cột")
            for column in sorted({column for column in header if header.count(column) > 1})
        ]
    )
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
    before = len(faults)
    figures = {name: cell for name, cell in zip(header, cells, strict=True) if name in NUMBERS and name in entries}
    numbers = numbers_of_row(place, figures, {*COUNTS, *(PARTS if whole else ())}, signs, faults)
    if len(faults) > before:
        return None
    values = {name: numbers.get(name, text) for name, text in entries.items()}
    for name in DAYS_OF_ROW & set(values):
        day = day_in(str(values[name]))
        values[name] = day.isoformat() if day else values[name]
    try:
        return kind.model_validate({name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        for detail in error.errors():
            faults.append(
                Fault(
                    "unusable-value",
                    f"{place}, cột «{detail['loc'][0]}»",
                    f"«{entries.get(str(detail['loc'][0]), detail['input'])}» không dùng được",
                    expected_words(detail),
                    "sửa ô này",
                )
            )
        return None


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
                "chọn đúng đơn vị khi nộp, chọn nộp cho mọi đơn vị mà tệp nêu (lệnh: --all-units), hoặc bỏ dòng này",
            )
        )
    if isinstance(row, Observation | Tally):
        faults += faults_of_figure(place, row, catalog)
    elif isinstance(row, TaskReport) and row.task_id not in catalog.tasks:
        faults.append(
            Fault(
                "unknown-id",
                f"{place}, cột «task_id»",
                f"không có nhiệm vụ nào mã «{row.task_id}»{nearest(row.task_id, catalog.tasks)}",
                "mã nhiệm vụ có trong kế hoạch",
                "sửa mã",
            )
        )
    return faults


class Layout(Protocol):
    """One way in which officers lay figures out on sheets."""

    @property
    def title(self) -> str:
        """Its name for people (Vietnamese)."""
        ...

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when the sheets are laid out in this way, sound or not."""
        ...

    def read(self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None) -> FileContent:
        """What the sheets hold, each figure with the place of its cell.

        Raises: FaultError with every fault of the sheets.
        """
        ...


# A table with fewer columns of a known one is not like it; one with a header of a form is half of it.
LIKE, HALF = 2, 0.5
# A question mark between letters is what is left of a letter that a code page does not have.
LOST_LETTER = re.compile(r"[^\W\d_]\?[^\W\d_]")
LISTS = RowFiles()
LAYOUTS: tuple[Layout, ...] = (
    WORKBOOK,
    LISTS,
    FeedbackSheets(),
    DossierSheets(),
    Questionnaires(),
    Results(),
    Forms(),
)


def layout_of(name: str, sheets: Sequence[Sheet], catalog: Catalog) -> Layout:
    """The first known layout that the sheets of the file `name` have.

    Raises: FaultError saying what was looked for and what was found.
    """
    for layout in LAYOUTS:
        if layout.matches(sheets, catalog):
            return layout
    cells = (cell for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell, str))
    losses = [cell for cell in cells if LOST_LETTER.search(cell)]
    if len(losses) >= ENOUGH:
        raise FaultError(
            [
                Fault(
                    "encoding",
                    name,
                    f"tệp đã mất chữ có dấu, dấu «?» đứng thay: «{losses[0][:60]}»",
                    "chữ có dấu còn đủ",
                    "xuất lại từ hệ thống; lưu từ Excel thì chọn CSV UTF-8, hoặc nộp thẳng tệp Excel",
                )
            ]
        )
    raise FaultError(
        [
            Fault(
                "unknown-form",
                name,
                f"không nhận ra mẫu biểu nào; {_nearest(sheets, catalog)}trong tệp có {_contents(sheets)}",
                "một trong: " + "; ".join(layout.title for layout in LAYOUTS),
                "nộp đúng một trong các mẫu biểu trên, hoặc tải sổ mẫu về để điền",
            )
        ]
    )


def _nearest(sheets: Sequence[Sheet], catalog: Catalog) -> str:
    """The known table that a sheet is most like, and what it lacks; "" where it is like none."""
    best: tuple[float, str] = (0.0, "")
    for sheet in sheets:
        for spec in catalog.dossier_lists.values():
            header = find_header(sheet, spec.column)
            required = [column for column in spec.column if column.required]
            there = [column for column in required if header and column.id in header.columns]
            if len(there) >= LIKE and len(there) / len(required) > best[0]:
                lacks = ", ".join(f"«{column.header[0]}»" for column in required if column not in there)
                best = len(there) / len(required), f"gần nhất là «{spec.title}», còn thiếu cột {lacks}; "
        for form in catalog.forms.values():
            for table in tables_on(sheet, form):
                known = [path for path in table.paths if facets_of(form).candidates(path, None)]
                lacks = (
                    "cột số đếm nào đọc được" if len(known) < LIKE else "hàng số liệu nào dưới tiêu đề, các ô còn trống"
                )
                if best[0] < HALF:
                    best = HALF, f"gần nhất là «{form.title}», không có {lacks}; "
    return best[1]


def _contents(sheets: Sequence[Sheet]) -> str:
    """The sheets and the first words on each, for somebody who wonders why the file was not known."""

    def words(sheet: Sheet) -> str:
        cells = (str(cell).strip() for row in sheet.rows for cell in row if str(cell).strip())
        return ", ".join(f"«{cell[:30]}»" for cell in islice(cells, 4)) or "không có chữ nào"

    return (
        "; ".join(f"{sheet.whole.removeprefix(f'{sheet.file}, ')} ({words(sheet)})" for sheet in sheets[:5])
        or "không có trang nào"
    )


def read(
    name: str, data: bytes, catalog: Catalog, *, unit_id: str | None = None, answers: Answers = NO_ANSWERS
) -> FileContent:
    """What a file holds, whichever of the known layouts it has.

    With `unit_id`, every figure must be about that unit. `answers` say what the file itself leaves open.
    Raises: Open with the questions that are left, FaultError with every fault of the file.
    """
    try:
        return with_period(_read(name, data, catalog, unit_id, answers), name, catalog, answers)
    except FaultError as error:
        # Questions are asked however many they are; beside so many faults an answer would help nobody.
        questions = len(error.questions) if isinstance(error, Open) else 0
        if len(error.faults) - questions <= unpacking.FAULTS:
            raise
        raise FaultError(
            [
                *error.faults[: unpacking.FAULTS],
                Fault(
                    "more-faults",
                    name,
                    "còn lỗi khác, chưa kể hết",
                    "tệp không có lỗi",
                    "sửa các lỗi đã nêu trước, rồi kiểm tra lại",
                ),
            ],
            error.cautions,
        ) from None


def _is_list(sheet: Sheet, catalog: Catalog) -> bool:
    """True for a sheet that another layout than a form reads."""
    return any(layout.matches([sheet], catalog) for layout in LAYOUTS if not isinstance(layout, Forms))


def _read(name: str, data: bytes, catalog: Catalog, unit_id: str | None, answers: Answers) -> FileContent:
    # The bytes tell what a file is; its name may say anything.
    unpacking.check_container(name, data)
    if data.startswith(PARQUET):
        return read_parquet(name, data, catalog, unit_id, answers)
    if container_of(data) is not Container.TEXT:
        content = with_cover(sheets(name, data))
    else:
        head = head_of(name, data)
        if not LISTS.matches([head], catalog) and list_on(head, catalog) and register_on(head, catalog) is None:
            return read_text(name, data, head, catalog, unit_id, answers)
        content = [lines(name, data)]
    content = [upright(sheet, catalog) if not _is_list(sheet, catalog) else sheet for sheet in content]
    check_letters(name, content, answers)
    layout = layout_of(name, content, catalog)
    if isinstance(layout, (Forms, DossierSheets, Questionnaires, Results)):
        if len(content) > 1 or isinstance(layout, (Forms, Results)):
            return read_kinds(layout, content, catalog, unit_id, answers)
        return layout.read(content, catalog, unit_id, answers)
    result = layout.read(content, catalog, unit_id)
    rest: Sequence[Sheet] = content[1:] if layout is LISTS else ()
    if isinstance(layout, FeedbackSheets):
        rest = [sheet for sheet in content if sheet.hidden or register_on(sheet, catalog) is None]
    return replace(result, cautions=(*result.cautions, *unread_beside(rest, layout.title)))
