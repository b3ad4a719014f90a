"""Lists of dossiers in their containers: the sheets of a workbook, text, Parquet."""

import csv
import datetime as dt
import io
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import DossierList
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.content import NO_ANSWERS, NO_USE, Answers, FileContent, Open, period_question
from cchc_metrics.intake.dossier_columns import (
    REMARKS,
    about_column,
    answered_layout,
    find_gaps,
    roles_of,
    samples,
    states_of,
    with_answers,
)
from cchc_metrics.intake.dossier_rows import (
    NUMBER_OF_DAY,
    Limit,
    as_title_says,
    cautions_of_days,
    cautions_of_foot,
    cautions_of_hidden,
    check_formulas,
    check_title,
    check_totals,
    is_dossier,
    limit_of,
    of_unit,
    text_of_cell,
    with_fields,
    without_foot,
    without_pages,
)
from cchc_metrics.intake.dossiers import ListReader, Period
from cchc_metrics.intake.form_tables import tables_of
from cchc_metrics.intake.headers import Header, find_header
from cchc_metrics.intake.periods import last_day_above, period_above, period_around
from cchc_metrics.intake.sheets import Lines, Sheet, lines
from cchc_metrics.rollup import DAYS, BrokenFile, WrongType, of_cells, of_parquet, of_text
from cchc_metrics.text.letters import sixteen_bits, text_of

PARQUET = b"PAR1"
HEAD = 100_000
ENOUGH = 0.6


class DossierSheets:
    """Lists of dossiers on the sheets of a workbook."""

    title = "Danh sách hồ sơ"

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when a sheet has most columns of a list."""
        return any(list_on(sheet, catalog) for sheet in sheets)

    def read(
        self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None, answers: Answers = NO_ANSWERS
    ) -> FileContent:
        """The figures of the sheets that are lists, read as one: a workbook may have a sheet a field or a month.

        Raises: Open when something is left open, FaultError with every fault, and where the lists have other columns.
        """
        sheets = [_with_fields(sheet, catalog) for sheet in sheets]
        visible_sheets = [sheet for sheet in sheets if not sheet.is_hidden]
        lists = _lists_on(visible_sheets, catalog) or _lists_on(sheets, catalog)
        contents: list[FileContent] = []
        faults: list[FaultError] = []
        for part in _by_period(lists, catalog, answers):
            try:
                contents.append(_read_lists(part, catalog, unit_id or catalog.plan.unit, answers))
            except FaultError as wrong:
                faults.append(wrong)
        if faults:
            raise _together(faults)
        return FileContent(
            observations=tuple(row for content in contents for row in content.observations),
            tallies=tuple(row for content in contents for row in content.tallies),
            cautions=tuple(dict.fromkeys(caution for content in contents for caution in content.cautions)),
            layouts={key: columns for content in contents for key, columns in content.layouts.items()},
        )


ListOnSheet = tuple[Sheet, DossierList, Header]


def _by_period(lists: Sequence[ListOnSheet], catalog: Catalog, answers: Answers) -> Sequence[Sequence[ListOnSheet]]:
    """The lists parted by the periods above them, where each has one of its own and no two of these overlap."""
    periods = [_printed_period(sheet, header, catalog, answers) for sheet, _, header in lists]
    days = sorted({each[:2] for each in periods if each is not None})
    overlap = any(first[1] >= second[0] for first, second in pairwise(days))
    if None in periods or len(days) < 2 or overlap:
        return [lists]
    own = [each[:2] for each in periods if each is not None]
    return [[one for one, its in zip(lists, own, strict=True) if its == part] for part in days]


def _together(faults: Sequence[FaultError]) -> FaultError:
    questions = [question for each in faults if isinstance(each, Open) for question in each.questions]
    asked = {question.fault for question in questions}
    rest = [fault for each in faults for fault in each.faults if fault not in asked]
    cautions = [caution for each in faults for caution in each.cautions]
    return Open(questions, rest, cautions) if questions else FaultError(rest, cautions)


def _read_lists(lists: Sequence[ListOnSheet], catalog: Catalog, unit_id: str, answers: Answers) -> FileContent:
    """The figures of lists of one period, read as one."""
    sheet, spec, header = lists[0]
    rows = [(each, at, is_dossier(each.rows[at], head)) for each, _, head in lists for at in _below(each, head)]
    dossiers_at = [(each, at) for each, at, fits in rows if fits]
    _check_alike(lists, {id(each) for each, _ in dossiers_at}, catalog, answers)
    header = with_answers(header, sheet, spec, answers)
    width = max(header.width, *(len(row) for each, _, _ in lists for row in each.rows))
    states = states_of([each.rows[at] for each, at in dossiers_at], header, roles_of(spec, answers.groups))
    state_of = dict(zip(((id(each), at) for each, at in dossiers_at), states, strict=False))
    check_formulas(dossiers_at, header)
    for each, _, head in lists:
        check_title(each, head, catalog, unit_id)
        _check_above(each, head, catalog)
    gives = _gives(lists, catalog)
    period = _period_of(sheet, spec, header, catalog, answers, is_judged=bool(states))
    above = [(each, at) for each, _, head in lists for at in range(head.first)]
    check_totals([*above, *((each, at) for each, at, fits in rows if not fits)], dossiers_at)
    foot = cautions_of_foot([(each.place(at, 0), each.rows[at]) for each, at, fits in rows if not fits], header)
    foot += [*cautions_of_hidden(sheet, header, dossiers_at), *cautions_of_days(header, sheet.place(header.last, 0))]
    dossiers_at, of_others = of_unit(dossiers_at, header, catalog, unit_id)
    days = {at for name, at in header.columns.items() if name in DAYS}
    cells = [
        [text_of_cell(cell, day=column in days) for column, cell in enumerate((*each.rows[at], *[""] * width))][:width]
        for each, at in dossiers_at
    ]
    if not cells:
        problem, remedy = "danh sách không có hồ sơ nào", "nộp danh sách có hồ sơ"
        raise FaultError([Fault("empty-list", sheet.whole, problem, "mỗi hồ sơ một dòng", remedy)])
    if states:
        state_at = header.columns.get("status", header.columns.get("outcome", 0))
        for row, (each, at) in zip(cells, dossiers_at, strict=True):
            row[state_at] = state_of[id(each), at][0]
    places = [each.place(at, 0) for each, at in dossiers_at]
    reader = ListReader(spec, catalog, unit_id, sheet.whole, lambda number: places[number - 1], answers, gives)
    reader.ways = {state: way for state, way in states if way}
    with of_cells(cells, header.columns) as dossiers:
        figures = reader.read(dossiers, period, sheet.place(header.last, 0))
        cautions = *foot, *of_others, *figures.cautions
        figures = replace(figures, layouts=answered_layout(header, answers), cautions=cautions)
        return as_title_says(figures, sheet, header)


def _check_above(sheet: Sheet, header: Header, catalog: Catalog) -> None:
    """Raises: FaultError for a list below a form on one sheet: its dossiers may be some of those of the form."""
    for table in tables_of(replace(sheet, rows=sheet.rows[: header.first]), catalog):
        problem = f"trên danh sách hồ sơ còn có biểu số liệu ở {sheet.cell(table.first, 0).rpartition(', ')[2]}"
        remedy, place = "nộp riêng từng bảng; danh sách chỉ có một phần hồ sơ thì bỏ", sheet.cell(header.first, 0)
        raise FaultError([Fault("duplicate-table", place, problem, "mỗi trang một bảng", remedy)])


def _gives(lists: Sequence[ListOnSheet], catalog: Catalog) -> Limit | None:
    """The title that limits the lists, and the counts that they still give; None where no title does.

    Raises: FaultError where such a list gives nothing.
    """
    for sheet, spec, header in lists:
        limit = limit_of(sheet, header, spec, catalog)
        if limit is not None and not limit.gives:
            problem = f"danh sách chỉ có một phần hồ sơ, theo «{limit.words}»: không phải số của cả đơn vị"
            remedy = "nộp danh sách mọi hồ sơ của kỳ; nếu danh sách đã đủ thì sửa tên danh sách"
            raise FaultError(
                [Fault("misplaced-value", sheet.whole, problem, "danh sách mọi hồ sơ của đơn vị trong kỳ", remedy)]
            )
        if limit is not None:
            return limit
    return None


def _lists_on(sheets: Sequence[Sheet], catalog: Catalog) -> list[ListOnSheet]:
    return [(sheet, *result) for sheet in sheets if (result := list_on(sheet, catalog))]


def _with_fields(sheet: Sheet, catalog: Catalog) -> Sheet:
    result = list_on(sheet, catalog)
    return with_fields(sheet, result[1], result[0], catalog) if result else sheet


def _below(sheet: Sheet, header: Header) -> range:
    return range(header.last + 1, len(sheet.rows))


def _printed_period(
    sheet: Sheet, header: Header, catalog: Catalog, answers: Answers
) -> tuple[dt.date, dt.date, str] | None:
    """The period above a list; None where none is written, or two that an answer decides between."""
    try:
        return period_above(sheet, header.first, tuple(catalog.periods.values()))
    except FaultError:
        if answers.days is None:
            raise
        return None


def _check_alike(lists: Sequence[ListOnSheet], full_ids: Collection[int], catalog: Catalog, answers: Answers) -> None:
    """Raises: FaultError where a list with dossiers has other columns than the first one, or another period."""
    first, _, header = lists[0]
    period = _printed_period(first, header, catalog, answers)
    for sheet, _, other in lists[1:]:
        own = _printed_period(sheet, other, catalog, answers)
        same = not _of_figures(header) ^ _of_figures(other) and (own is None or period is None or own[:2] == period[:2])
        if id(sheet) in full_ids and not same:
            raise FaultError(
                [
                    Fault(
                        "duplicate-table",
                        sheet.whole,
                        f"danh sách ở trang này có cột hoặc kỳ khác với {first.whole}",
                        "các trang của một tệp có cùng cột và cùng kỳ",
                        "nộp riêng từng trang, hoặc ẩn trang không nộp",
                    )
                ]
            )


def _of_figures(header: Header) -> set[tuple[str, int]]:
    return {(name, at) for name, at in header.columns.items() if name not in REMARKS}


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

    Raises: FaultError when their letters cannot be read.
    """
    head = data[:HEAD]
    if len(head) < len(data):
        end = {"utf-16-le": b"\n\0", "utf-16-be": b"\0\n"}.get(sixteen_bits(data) or "", b"\n")
        head = head[: head.rfind(end) + len(end)] if end in head else head
    return lines(name, head)


def read_text(
    name: str, data: bytes, head: Lines, catalog: Catalog, unit_id: str | None, answers: Answers = NO_ANSWERS
) -> FileContent:
    """The figures of a list in a text file whose first lines are `head`.

    Raises: FaultError with every fault of the list.
    """
    _small_enough(name, data)
    result = list_on(head, catalog)
    if result is None:
        raise ValueError("the head of the file is no list of dossiers")
    spec, header = result
    if len(data) <= unpacking.BYTES and _needs_cells(head, header, answers, spec):
        return DossierSheets().read([lines(name, data)], catalog, unit_id, answers)
    check_title(head, header, catalog, unit_id or catalog.plan.unit)
    gives = _gives([(head, spec, header)], catalog)
    header = with_answers(header, head, spec, answers)
    period = _period_of(head, spec, header, catalog, answers)
    try:
        data.decode("utf-8")
        content = data.removeprefix(b"\xef\xbb\xbf")
    except UnicodeDecodeError:
        if len(data) > unpacking.BYTES:
            raise unpacking.too_large(
                name, "danh sách không ở mã UTF-8", f"{unpacking.BYTES // unpacking.MEGABYTE} MB, hoặc mã UTF-8"
            ) from None
        content = text_of(name, data)[0].encode()
    content, foot_rows = without_foot(without_pages(content, head, header), head, header)
    foot = cautions_of_foot([(f"{name}, dòng {line}", row) for line, row in foot_rows], header)
    foot += cautions_of_days(header, head.place(header.last, 0))
    below = head.numbers[header.last]
    reader = ListReader(
        spec, catalog, unit_id or catalog.plan.unit, name, _LineOf(name, content, head.separator, below), answers, gives
    )
    try:
        with of_text(
            content, separator=head.separator, header=below, width=len(head.rows[header.last]), columns=header.columns
        ) as dossiers:
            figures = reader.read(dossiers, period, head.place(header.last, 0))
            figures = replace(figures, layouts=answered_layout(header, answers), cautions=(*foot, *figures.cautions))
            return as_title_says(figures, head, header)
    except BrokenFile as error:
        raise _unreadable(name if error.line is None else f"{name}, dòng {error.line}") from error


def _needs_cells(head: Lines, header: Header, answers: Answers, spec: DossierList) -> bool:
    """True for a text whose rows must be looked at one by one: by field, of several units, days as numbers."""
    columns = with_answers(header, head, spec, answers).columns
    days = [at for name, at in columns.items() if name in DAYS]
    numbers = any(NUMBER_OF_DAY.fullmatch(text) for at in days for text in samples(head, header, at))
    is_without_end = not {"done", "returned"} & columns.keys()
    return "field" not in columns or "unit" in columns or numbers or is_without_end


def read_parquet(
    name: str, data: bytes, catalog: Catalog, unit_id: str | None, answers: Answers = NO_ANSWERS
) -> FileContent:
    """The figures of a list in a Parquet file, its period in the file's name.

    Raises: FaultError with every fault of the list.
    """
    _small_enough(name, data)
    spec = next(iter(catalog.dossier_lists.values()), None)
    if spec is None:
        raise FaultError(
            [
                Fault(
                    "missing-part",
                    name,
                    "kế hoạch không mô tả danh sách hồ sơ nào",
                    "kế hoạch nói cột nào của danh sách là gì",
                    "nộp biểu tổng hợp, hoặc nhờ người lập kế hoạch thêm",
                )
            ]
        )
    periods: list[Period] = []

    def positions(names: Sequence[str]) -> dict[str, int]:
        sheet = Lines(name, "", [list(names)], (), [1])
        header = find_header(sheet, spec.column)
        result = with_answers(header or Header(0, 0, {}, (), [list(names)]), sheet, spec, answers)
        periods.append(_period_of(sheet, spec, result, catalog, answers))
        return dict(result.columns)

    reader = ListReader(
        spec, catalog, unit_id or catalog.plan.unit, name, lambda number: f"{name}, dòng {number}", answers
    )
    try:
        with of_parquet(data, positions) as dossiers:
            return reader.read(dossiers, periods[0], name)
    except WrongType as error:
        raise FaultError(
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
    except BrokenFile as error:
        raise _unreadable(name) from error


class _LineOf:
    """The lines on which the rows of a text file end, found out when the first of them is asked for.

    A cell may hold line breaks and a line may be empty, so that a row's number is not its line's.
    """

    def __init__(self, name: str, content: bytes, separator: str, header: int) -> None:
        self._name, self._content, self._separator, self._header = name, content, separator, header
        self._lines: list[int] | None = None

    def __call__(self, number: int) -> str:
        if self._lines is None:
            reader = csv.reader(io.StringIO(self._content.decode(), newline=""), delimiter=self._separator)
            self._lines = [reader.line_num for row in reader if row and reader.line_num > self._header]
        return f"{self._name}, dòng {self._lines[number - 1]}"


def _period_of(
    sheet: Sheet,
    spec: DossierList,
    header: Header,
    catalog: Catalog,
    answers: Answers = NO_ANSWERS,
    *,
    is_judged: bool = False,
) -> Period:
    """The period of a list, once its columns have been looked over.

    Raises: Open when a column or the period is open, FaultError when a column is missing.
    """
    questions = [
        about_column(sheet, spec, header, at, guess)
        for name, second in header.twice
        if name not in REMARKS
        for at, guess in ((header.columns[name], name), (second, NO_USE))
    ]
    faults: list[Fault] = []
    find_gaps(sheet, spec, header, questions, faults, is_judged=is_judged)
    period = _printed_period(sheet, header, catalog, answers)
    if period is None and answers.days is not None:
        period = *answers.days, sheet.whole
    period = period or period_around(sheet, tuple(catalog.periods.values()))
    if period is None:
        questions.append(period_question(sheet.whole, last_day_above(sheet, header.first), catalog))
    if questions:
        raise Open(questions, faults)
    if faults or period is None:
        raise FaultError(faults)
    return Period(*period)


def _small_enough(name: str, data: bytes) -> None:
    if len(data) > unpacking.BYTES_OF_LIST:
        raise unpacking.too_large(
            name, f"{len(data) // unpacking.MEGABYTE} MB", f"{unpacking.BYTES_OF_LIST // unpacking.MEGABYTE} MB"
        )


def _unreadable(place: str) -> FaultError:
    problem, expected = "không đọc được danh sách", "tệp CSV hoặc Parquet còn nguyên"
    return FaultError([Fault("unreadable-file", place, problem, expected, "xuất lại danh sách từ hệ thống")])
