"""Any file that an officer hands in → what it holds, or every fault of the file at once.

A workbook may have sheets of several kinds: each kind is read by itself, and one period has one total.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice, pairwise
from typing import Protocol

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.catalog import Period as ReportPeriod
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.checks import Row, difference
from cchc_metrics.intake.content import NO_ANSWERS, Answers, FileContent, Observation, Open, Question, Tally
from cchc_metrics.intake.dossier_lists import PARQUET, DossierSheets, head_of, list_on, read_parquet, read_text
from cchc_metrics.intake.feedback import FeedbackSheets, register_on
from cchc_metrics.intake.figure_lists import RowFiles
from cchc_metrics.intake.form_tables import tables_of
from cchc_metrics.intake.forms import Forms
from cchc_metrics.intake.headers import facets_of, find_header
from cchc_metrics.intake.periods import Days, is_near, is_of_sheet, period_in_name, with_cover
from cchc_metrics.intake.questionnaires import Questionnaires, people_fault
from cchc_metrics.intake.results import Results, unknown_units, words_of
from cchc_metrics.intake.sheets import Container, Sheet, container_of, lines, sheets
from cchc_metrics.intake.tables import Block, Table, number_of, tables_on, unread_blocks, unread_sheet, without_drafts
from cchc_metrics.intake.target_measures import share_rows
from cchc_metrics.intake.target_tables import TargetTables
from cchc_metrics.intake.task_reports import TaskReports
from cchc_metrics.intake.task_tables import new_tasks
from cchc_metrics.intake.turned_forms import upright
from cchc_metrics.intake.turned_results import upright_results
from cchc_metrics.intake.turned_surveys import upright_surveys
from cchc_metrics.intake.unpacking import letters_of
from cchc_metrics.intake.workbook_reader import WORKBOOK, check_illustration, check_no_scores, points_or_ratings
from cchc_metrics.text.words import HEADERS

# The place of a figure, and that of the same figure on an earlier sheet.
Places = tuple[str, str]
# A line for people names so many further places.
MOST = 8


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


class Kind(Layout, Protocol):
    """One kind of sheets that leave something open to ask."""

    def read(
        self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None, answers: Answers = NO_ANSWERS
    ) -> FileContent:
        """What the sheets hold.

        Raises: Open when something is left open, FaultError with every fault.
        """
        ...


# Where two sheets tell of one period, the kind named first counts: a list has finer groups than a form.
QUESTIONNAIRES, RESULTS, FORMS = Questionnaires(), Results(), Forms()
# A table of targets that has counts is nothing else; one of values alone may be one of published results.
COUNTED, TARGETS = TargetTables(counted=True), TargetTables()
KINDS: tuple[Kind, ...] = (DossierSheets(), QUESTIONNAIRES, RESULTS, FORMS)
# A table with fewer columns of a known one is not like it; a header of a form is half of it; letters of a sentence.
LIKE, HALF, SENTENCE = 2, 0.5, 60
# Columns that stand together in the program's own workbook alone.
OF_WORKBOOK = {HEADERS[key] for key in ("period", "reported_value", "source_id", "as_of", "flag")}
# The place of a cell or a sheet of a workbook.
ON_SHEET = re.compile(r".+?, trang «(.+?)»(?=,|$)")
LISTS = RowFiles()
LAYOUTS: tuple[Layout, ...] = (WORKBOOK, LISTS, FeedbackSheets(), TaskReports(), COUNTED, *KINDS, TARGETS)


def read(
    name: str, data: bytes, catalog: Catalog, *, unit_id: str | None = None, answers: Answers = NO_ANSWERS
) -> FileContent:
    """What a file holds, whichever of the known layouts it has.

    With `unit_id`, every figure must be about that unit. `answers` say what the file itself leaves open.
    Raises: Open with the questions that are left, FaultError with every fault of the file.
    """
    try:
        return _with_period(_read(name, data, catalog, unit_id, answers), name, catalog, answers)
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


def _set_upright(sheet: Sheet, catalog: Catalog, unit_id: str | None) -> Sheet:
    """The sheet, with tables of results, surveys and forms that lie on their side set upright."""
    if any(layout.matches([sheet], catalog) for layout in LAYOUTS if layout not in (FORMS, RESULTS, TARGETS)):
        return sheet
    result = sheet
    for words in words_of(catalog):
        result = upright_results(upright_surveys(result, words), words, catalog, unit_id)
    if RESULTS.matches([result], catalog):
        return result
    if TARGETS.matches([sheet], catalog):
        return sheet
    # Rows «Tỷ lệ …» as columns would be a survey.
    form = upright(sheet, catalog)
    return sheet if RESULTS.matches([form], catalog) else form


def _read(name: str, data: bytes, catalog: Catalog, unit_id: str | None, answers: Answers) -> FileContent:
    # The bytes tell what a file is; its name may say anything.
    unpacking.check_container(name, data)
    if data.startswith(PARQUET):
        return read_parquet(name, data, catalog, unit_id, answers)
    if container_of(data) is not Container.TEXT:
        content = with_cover(without_drafts(sheets(name, data)))
    else:
        head = head_of(name, data)
        if not LISTS.matches([head], catalog) and list_on(head, catalog) and register_on(head, catalog) is None:
            return read_text(name, data, head, catalog, unit_id, answers)
        content = [lines(name, data)]
    check_no_scores(content)
    content = [_set_upright(sheet, catalog, unit_id) for sheet in content]
    _check_letters(name, content, answers)
    layout = layout_of(name, content, catalog)
    if layout not in (WORKBOOK, LISTS):
        check_illustration(content)
    if isinstance(layout, (Forms, DossierSheets, Questionnaires, Results)):
        if len(content) > 1 or isinstance(layout, (Forms, Results)):
            return _read_kinds(layout, content, catalog, unit_id, answers)
        return layout.read(content, catalog, unit_id, answers)
    if isinstance(layout, TargetTables):
        others = [sheet for sheet in content if not layout.matches([sheet], catalog)]
        result = layout.read(content, catalog, unit_id, answers)
        return replace(result, cautions=(*result.cautions, *_unread_beside(others, layout.title)))
    result = layout.read(content, catalog, unit_id)
    rest: Sequence[Sheet] = content[1:] if layout is LISTS else ()
    if isinstance(layout, FeedbackSheets):
        rest = [sheet for sheet in content if sheet.is_hidden or register_on(sheet, catalog) is None]
    return replace(result, cautions=(*result.cautions, *_unread_beside(rest, layout.title)))


def layout_of(name: str, sheets: Sequence[Sheet], catalog: Catalog) -> Layout:
    """The first known layout that the sheets of the file `name` have.

    Raises: FaultError saying what was looked for and what was found.
    """
    for layout in LAYOUTS:
        # A workbook without its hidden sheet names targets too, but no longer says of which year and unit they are.
        if layout.matches(sheets, catalog) and not (
            isinstance(layout, TargetTables) and any({*row} >= OF_WORKBOOK for sheet in sheets for row in sheet.rows)
        ):
            return layout
    raise FaultError([_unknown_form(name, sheets, catalog)])


def _unknown_form(name: str, sheets: Sequence[Sheet], catalog: Catalog) -> Fault:
    """What keeps a file from being known, as far as it can be told."""
    cells = [cell for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell, str) and cell.strip()]
    if loss := unpacking.lost_letters(name, cells):
        return loss
    remedy = "lưu lại tệp có số liệu, hoặc tải sổ mẫu về để điền"
    if not cells:
        return Fault("unknown-form", name, "tệp không có chữ nào", "tệp có bảng số liệu", remedy)
    if set(cells) >= OF_WORKBOOK:
        remedy = "tải lại sổ mẫu, chép số sang các ô nền vàng"
        return Fault("unknown-form", name, "sổ mẫu đã mất trang ẩn", "sổ mẫu còn đủ các trang như khi tải về", remedy)
    widest = max(sum(bool(str(cell).strip()) for cell in row) for sheet in sheets for row in sheet.rows)
    if widest < LIKE and any(len(cell) > SENTENCE for cell in cells):
        return Fault("unknown-form", name, "tệp chỉ có lời văn, số trong câu không đọc", "bảng số liệu", remedy)
    if (
        known := next(
            chain(points_or_ratings(sheets), new_tasks(sheets), unknown_units(sheets, catalog), share_rows(sheets)),
            None,
        )
    ) is not None:
        return known
    return Fault(
        "unknown-form",
        name,
        f"không nhận ra mẫu biểu nào; {_nearest(sheets, catalog)}trong tệp có {_contents(sheets)}",
        "một trong: " + "; ".join(layout.title for layout in LAYOUTS),
        "nộp đúng một trong các mẫu biểu trên, hoặc tải sổ mẫu về để điền",
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
                columns_with_meaning = [path for path in table.paths if facets_of(form).candidates(path, None)]
                lacks = (
                    "cột số đếm nào đọc được"
                    if len(columns_with_meaning) < LIKE
                    else "hàng số liệu nào dưới tiêu đề, các ô còn trống"
                )
                if best[0] < HALF:
                    best = HALF, f"gần nhất là «{form.title}», không có {lacks}; "
    return best[1]


def _contents(sheets: Sequence[Sheet]) -> str:
    """The sheets and the first words on each, for somebody who wonders why the file was not known."""

    def words(sheet: Sheet) -> str:
        cells = (str(cell).strip().removesuffix(".0") for row in sheet.rows for cell in row if str(cell).strip())
        return ", ".join(f"«{cell[:30]}»" for cell in islice(cells, 4)) or "không có chữ nào"

    return (
        "; ".join(f"{sheet.whole.removeprefix(f'{sheet.file}, ')} ({words(sheet)})" for sheet in sheets[:5])
        or "không có trang nào"
    )


def _read_kinds(
    first: Kind, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None, answers: Answers
) -> FileContent:
    """What all sheets of a file hold; `first` is the kind that the file has as a whole.

    Raises: Open when something is left open, FaultError with every fault.
    """
    sheets_by_kind: dict[Kind, list[Sheet]] = {}
    rest: list[Sheet] = []
    faults: list[Fault] = []
    cautions: list[Fault] = []
    faults += _headless_pages(sheets, catalog)
    for sheet in sheets:
        kind = None if sheet.is_hidden else next((kind for kind in KINDS if kind.matches([sheet], catalog)), None)
        (rest if kind is None else sheets_by_kind.setdefault(kind, [])).append(sheet)
        if kind is FORMS or kind is RESULTS:
            below, read_rows = _rest_of(sheet, kind, catalog)
            if kind is FORMS and RESULTS.matches([below], catalog):
                sheets_by_kind.setdefault(RESULTS, []).append(below)
                read_rows |= RESULTS.rows_of(below, catalog)
            more_faults, more_cautions = _unread_tables(sheet, read_rows, catalog)
            faults += more_faults
            cautions += more_cautions
    if not sheets_by_kind:
        return first.read(sheets, catalog, unit_id, answers)
    if QUESTIONNAIRES in sheets_by_kind and len(sheets_by_kind) > 1:
        raise FaultError([people_fault(sheets_by_kind[QUESTIONNAIRES][0])])
    contents, questions = list[FileContent](), list[Question]()
    cautions += [caution for sheet in rest for caution in unread_sheet(sheet, is_hidden=sheet.is_hidden)]
    for kind in (kind for kind in KINDS if kind in sheets_by_kind):
        try:
            contents.append(kind.read(sheets_by_kind[kind], catalog, unit_id, answers))
        except FaultError as wrong:
            questions += wrong.questions if isinstance(wrong, Open) else ()
            open_faults = {question.fault for question in wrong.questions} if isinstance(wrong, Open) else set()
            faults += [fault for fault in wrong.faults if fault not in open_faults]
            cautions += wrong.cautions
    others = [table.others for table in (*catalog.forms.values(), *catalog.dossier_lists.values())]
    content, contradictions = _join(contents, others)
    faults += contradictions
    if questions:
        raise Open(questions, faults, cautions)
    if faults:
        raise FaultError(faults, cautions)
    return replace(content, cautions=(*cautions, *content.cautions))


def _headless_pages(sheets: Sequence[Sheet], catalog: Catalog) -> Iterator[Fault]:
    """The fault of each sheet without a header whose rows are numbered on from those of a form on the sheet before."""
    visible_sheets = [sheet for sheet in sheets if not sheet.is_hidden]
    for above, sheet in pairwise(visible_sheets):
        before = next(reversed(tables_of(above, catalog)), None)
        if before is None or tables_of(sheet, catalog):
            continue
        last = next((number for at in reversed(before.body) if (number := number_of(above.rows[at]))), 0)
        first = next(((at, number) for at, row in enumerate(sheet.rows) if (number := number_of(row))), (0, 0))
        if last and first[1] == last + 1:
            problem = f"các hàng đánh số tiếp bảng ở {above.whole}, nhưng trang này không có tiêu đề nên không đọc được"
            expected = f"tiêu đề như ở {above.cell(before.first, 0)}"
            remedy = "chép các dòng tiêu đề của trang trước lên đầu trang này, hoặc dán các hàng này vào trang trước"
            yield Fault("unread-part", sheet.cell(first[0], 0), problem, expected, remedy)


def _unread_beside(sheets: Sequence[Sheet], title: str) -> Iterator[Fault]:
    """A caution for each of the sheets that stand in a file of another kind and are not read."""
    for sheet in sheets:
        if any(str(cell).strip() for row in sheet.rows for cell in row):
            problem = f"trang không đọc: tệp được đọc là «{title}», mỗi tệp một loại"
            remedy = "không cần sửa; nếu trang có số liệu thì nộp trang ấy trong một tệp riêng"
            yield Fault("unread-part", sheet.whole, problem, "một loại số liệu trong một tệp", remedy)


def _with_period(content: FileContent, name: str, catalog: Catalog, answers: Answers) -> FileContent:
    """The content, with a caution where the period that was chosen, or that the file's name says, is that of no figure.

    What a table says itself counts. A year of published results has no days, and the name of its file any year.
    """
    rows: list[Row] = [*content.observations, *content.tallies]
    days = dict.fromkeys((row.first_day, row.last_day) for _, row in rows)
    if answers.days not in days:
        _check_sheet_names(rows, tuple(catalog.periods.values()))
    own = ", ".join(f"{first:%d/%m/%Y}–{last:%d/%m/%Y}" for first, last in islice(days, 3))
    answer, days_in_name = answers.days, None
    if answer is None and any(row.period_start for _, row in rows):
        with suppress(FaultError):
            days_in_name = period_in_name(name, catalog.periods.values())
    if days and answer is not None and answer not in days:
        first, last, which = *answer, "kỳ đã chọn"
    elif days_in_name is not None and not any(is_near(days_in_name[:2], each) for each in days):
        first, last, which = *days_in_name[:2], "kỳ ở tên tệp"
    else:
        return content
    caution = Fault(
        "two-values",
        name,
        f"{which} ({first:%d/%m/%Y}–{last:%d/%m/%Y}) không được dùng: tệp tự ghi kỳ {own}, số liệu được lưu cho kỳ này",
        f"{which} là kỳ ghi trong tệp",
        "không cần sửa, nếu kỳ ghi trong tệp là đúng; nếu không thì sửa kỳ trong tệp rồi nộp lại",
    )
    return replace(content, cautions=(caution, *content.cautions))


def _check_sheet_names(rows: Sequence[Row], plan: Sequence[ReportPeriod]) -> None:
    """Raises: FaultError where the name of a sheet says another period than all figures on it have."""
    days_of_sheets: dict[str, dict[Days, str]] = {}
    for place, row in rows:
        if match := ON_SHEET.match(place):
            days_of_sheets.setdefault(match[1], {}).setdefault((row.first_day, row.last_day), match[0])
    wrong = {name: days for name, days in days_of_sheets.items() if not is_of_sheet(name, [*days], plan)}
    if wrong:
        (first, last), place = next(iter(next(iter(wrong.values())).items()))
        names = ", ".join(f"«{each}»" for each in wrong)
        problem = f"tên trang {names} và kỳ ghi trên bảng ({first:%d/%m/%Y}–{last:%d/%m/%Y}) là hai kỳ khác nhau"
        remedy = "sửa tên trang hoặc kỳ ghi trên bảng; kỳ trên bảng đúng thì chọn kỳ ấy khi nộp"
        raise FaultError([Fault("two-values", place, problem, "một kỳ", remedy)])


def _check_letters(name: str, sheets: Sequence[Sheet], answers: Answers) -> None:
    """Raises: FaultError where something was answered of columns that no sheet has."""
    width = max((len(row) for sheet in sheets for row in sheet.rows), default=0)
    letters = {letters_of(at) for at in range(width)}
    strange = [letter for letter in answers.columns if letter not in letters]
    if strange:
        problem = f"không có cột {', '.join(strange)}"
        expected = f"cột từ A đến {letters_of(max(width - 1, 0))}"
        raise FaultError([Fault("unknown-value", name, problem, expected, "sửa chữ của cột trong câu trả lời")])


def _rest_of(sheet: Sheet, kind: Kind, catalog: Catalog) -> tuple[Sheet, set[int]]:
    """The sheet without the rows of its forms, where a survey may stand too, say; and the rows that are read."""
    if kind is not FORMS:
        return sheet, RESULTS.rows_of(sheet, catalog)
    read_rows = {at for table in tables_of(sheet, catalog) for at in range(table.first, max(table.body) + 1)}
    rows = [[] if at in read_rows else row for at, row in enumerate(sheet.rows)]
    return replace(sheet, rows=rows, cautions=()), read_rows


def _unread_tables(sheet: Sheet, read_rows: set[int], catalog: Catalog) -> tuple[list[Fault], list[Fault]]:
    """Faults and cautions for the rows with figures that nothing reads; a fault where a form goes on in them."""
    faults, cautions = [], []
    for block in islice(unread_blocks(sheet, read_rows), MOST):
        table = next((table for table in reversed(tables_of(sheet, catalog)) if table.first < block.first), None)
        place = sheet.cell(block.first, 0)
        examples = ", ".join(f"«{name}»" for name in block.names[:3]) + (" …" if len(block.names) > 3 else "")
        words = ", ".join(f"«{word}»" for word in block.words[:6])
        if table is not None and _goes_on(table, block):
            problem = f"các hàng đánh số tiếp bảng ở trên ({examples}), nhưng không rõ các cột là số gì: {words}"
            expected = f"tiêu đề như ở {sheet.cell(table.first, 0)}"
            remedy = "sửa tiêu đề cho giống tiêu đề của bảng ở trên, hoặc bỏ các hàng này"
            faults.append(Fault("unread-part", place, problem, expected, remedy))
            continue
        heading = f"; tiêu đề {words}" if words else ""
        problem = f"{len(block.names)} hàng có số từ đây ({examples}{heading}) không được đọc: "
        problem += "không phải mẫu biểu hay bảng kết quả đã biết"
        expected, remedy = "tiêu đề như trong các mẫu biểu đã biết", "không cần sửa, nếu số ở đó không phải nộp"
        cautions.append(Fault("unread-part", place, problem, expected, remedy))
    return faults, cautions


def _goes_on(table: Table, block: Block) -> bool:
    """True where the rows of a block below a header are numbered on from those of a table."""
    last = next((number for at in reversed(table.body) if (number := number_of(table.sheet.rows[at]))), 0)
    rows = table.sheet.rows[block.first : block.last + 1]
    return bool(block.words) and last > 0 and next(filter(None, map(number_of, rows)), 0) == last + 1


def _join(contents: Sequence[FileContent], others: Collection[str | None]) -> tuple[FileContent, list[Fault]]:
    """The rows of all contents, and faults. Of one period and subject the first content counts.

    The others must say the same: the same total, and in groups of one breakdown the same numbers.
    """
    if len(contents) == 1:
        return contents[0], []
    firsts: dict[tuple[object, ...], tuple[int, list[Row]]] = {}
    same: list[Places] = []
    different: dict[str, list[Places]] = {}
    for number, content in enumerate(contents):
        for subject, rows in _subjects(content).items():
            before = firsts.setdefault(subject, (number, rows))
            if before[0] == number:
                continue
            places = rows[0][0], before[1][0][0]
            gap = "nhưng tổng khác"
            if _total(before[1]) == _total(rows):
                gap = difference(_first_groups(before[1]), _first_groups(rows), others)
            (different.setdefault(gap, []) if gap else same).append(places)
    rows = list(chain.from_iterable(rows for _, rows in firsts.values()))
    layouts = {header: columns for content in contents for header, columns in content.layouts.items()}
    return (
        FileContent(
            observations=tuple((place, row) for place, row in rows if isinstance(row, Observation)),
            tallies=tuple((place, row) for place, row in rows if isinstance(row, Tally)),
            cautions=(*_duplicates(same), *(caution for content in contents for caution in content.cautions)),
            layouts=layouts,
        ),
        list(_contradictions(different)),
    )


def _duplicates(pairs: Sequence[Places]) -> Iterator[Fault]:
    """One caution for all figures that two sheets tell alike."""
    for here, other in pairs[:1]:
        problem = f"cùng kỳ và cùng tổng với số ở {other}; chỉ số ở đó được tính{_further(pairs)}"
        yield Fault("duplicate-table", here, problem, "mỗi kỳ một bảng", "không cần sửa")


def _contradictions(different: Mapping[str, Sequence[Places]]) -> Iterator[Fault]:
    """One fault for all figures that two sheets tell differently in one way."""
    for gap, pairs in different.items():
        here, other = pairs[0]
        problem = f"cùng kỳ với số ở {other} {gap}{_further(pairs)}"
        remedy = "bỏ trang không đúng, hoặc ghi kỳ của từng trang ở trên bảng của trang ấy"
        yield Fault("contradiction", here, problem, "một kỳ một tổng", remedy)


def _further(pairs: Sequence[Places]) -> str:
    """The places of all pairs but the first, as many as a line holds."""
    rest = list(dict.fromkeys(pairs))[1:]
    places = "; ".join(here if other == pairs[0][1] else f"{here} với {other}" for here, other in rest[:MOST])
    return f". Cũng vậy: {places}{' …' if len(rest) > MOST else ''}" if rest else ""


def _subjects(content: FileContent) -> Mapping[tuple[object, ...], list[Row]]:
    """The rows by what they are about, whatever group of it: an indicator or a tally, a part, a unit, a period."""
    result: dict[tuple[object, ...], list[Row]] = {}
    rows: list[Row] = [*content.observations, *content.tallies]
    for place, row in rows:
        name = (row.indicator_id, row.part_id) if isinstance(row, Observation) else (row.tally_id, "")
        result.setdefault((*name, row.unit_id, row.first_day, row.last_day), []).append((place, row))
    return result


def _first_groups(rows: Sequence[Row]) -> list[Row]:
    breakdown = rows[0][1].breakdown_id
    return [(place, row) for place, row in rows if row.breakdown_id == breakdown]


def _total(rows: Sequence[Row]) -> tuple[float, ...]:
    """The sums of the groups of the first breakdown: the others divide the same cases."""
    figures = [row for _, row in _first_groups(rows)]
    names = ("numerator", "denominator", "value", "cases")
    return tuple(sum(getattr(row, name, None) or 0 for row in figures) for name in names)
