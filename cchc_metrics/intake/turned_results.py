"""Tables of results and surveys that lie on their side, set upright.

Indices or parts as rows, units, years or points as columns; the degrees of a survey as rows, or a row a hamlet.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.form_tables import Origin, in_place, rearrange
from cchc_metrics.intake.names import UnitNames, unit_names
from cchc_metrics.intake.numbers import Unreadable, count
from cchc_metrics.intake.result_columns import DECISION, FEW, NUMBERS, header_paths, last_line, title_above
from cchc_metrics.intake.result_words import NUMBERING, YEAR, Key, ResultWords
from cchc_metrics.intake.sheets import WIDEST, Sheet
from cchc_metrics.intake.tables import is_number, plain
from cchc_metrics.text.letters import fold

# The columns that may hold the name of a row and what it measures.
LABELS = 4
SCORE, RANK, MAXIMUM, SHARE = "score", "rank", "maximum", "share"
# What stands over the columns of the table that is set upright.
HEADS = {SCORE: "Điểm", RANK: "Xếp hạng", MAXIMUM: "Điểm tối đa", SHARE: "Chỉ số (%)"}
UNIT, OF_YEAR = "Đơn vị", "Năm"
# The score of an index that the most that could be had stands beside.
POINTS = "Điểm đạt"
QUESTION, ANSWERS = "Nội dung", "Tổng số phiếu"
COUNTED = ("answers", "satisfied", "very", "both", "others")
KIND_OF_PLACE = re.compile(r"(?<![a-z])(?:tinh|thanh pho|tp\.?|xa|phuong|thi tran|dac khu)\s+$")


Line = list[tuple[Any, Origin]]
# The lines of a survey set upright, and the row behind its last.
Survey = tuple[list[Line], int]


@dataclass(frozen=True)
class Row:
    """A row by what it tells: the index, or the part of one, or its rank; `words` are the officer's own."""

    at: int
    key: Key
    measure: str
    words: str
    is_named: bool = False


@dataclass(frozen=True)
class DataColumn:
    """A column of numbers by the unit and year that it is about, where the header says them, and what it measures."""

    at: int
    unit: str | None
    year: int | None
    measure: str


def upright_results(sheet: Sheet, words: ResultWords, catalog: Catalog, unit_id: str | None) -> Sheet:
    """The sheet with each table that lies on its side set upright; the same sheet where there is none."""
    rows: list[Line] = []
    others: list[str] = []
    last = at = 0
    while at < len(sheet.rows):
        table = _Turned.at(sheet, at, words, catalog, unit_id)
        if table is None:
            at += 1
            continue
        rows += in_place(sheet, range(last, at))
        rows += table.upright()
        others += table.others
        last = at = table.end
    if not last:
        return sheet
    rows += in_place(sheet, range(last, len(sheet.rows)))
    result = rearrange(sheet, rows)
    return replace(result, cautions=(*sheet.cautions, *_unread(sheet, others)))


def _unread(sheet: Sheet, names: Sequence[str]) -> Iterator[Fault]:
    if names:
        examples = ", ".join(f"«{name}»" for name in names[:FEW]) + (" …" if len(names) > FEW else "")
        problem = f"{len(names)} dòng không phải chỉ số hay thành phần mà kế hoạch có, không đọc: {examples}"
        remedy = "không cần sửa, nếu không cần số liệu của các dòng ấy"
        yield Fault("unread-part", sheet.whole, problem, "chỉ số và thành phần mà kế hoạch có", remedy)


@dataclass(frozen=True)
class _Turned:
    """One table: its rows and columns, the row behind its last, and the names of rows that nobody knows."""

    sheet: Sheet
    name: int
    rows: Sequence[Row]
    columns: Sequence[DataColumn]
    end: int
    others: Sequence[str]
    unit: str | None

    @classmethod
    def at(
        cls, sheet: Sheet, first: int, words: ResultWords, catalog: Catalog, unit_id: str | None
    ) -> "_Turned | None":
        """The table whose header begins in a row; None where none does."""
        name = next((at for at, cell in enumerate(sheet.rows[first][:LABELS]) if words.names_subjects(cell)), None)
        if name is None:
            return None
        last = last_line(sheet, first, name)
        paths, headings = header_paths(sheet, first, last)
        units = unit_names(catalog)
        columns = [
            column
            for at, path in enumerate(paths)
            if at > name and path[0] not in NUMBERS and (column := _column(at, path, headings[at], words, units))
        ]
        title = title_above(sheet, first)
        reader = _Rows(sheet, words, catalog, name, min((one.at for one in columns), default=name + 1), title)
        rows, others, end = reader.read(last)
        indices = {row.key[0] for row in rows}
        parts = {row.key for row in rows if row.key[1]}
        is_table = columns and (len(parts) > 1 or any(row.is_named for row in rows))
        # Questions of a survey with its answers are read as they stand.
        if not is_table or all(catalog.indices[index].measure == "survey" for index in indices):
            return None
        names_units = {column.unit for column in columns} - {None}
        on_cover = [plain(cell) for row in sheet.cover.rows for cell in row if plain(cell)] if sheet.cover else []
        names = [sheet.name, re.sub(r"[_-]+", " ", sheet.file)]
        unit = None if names_units else _unit_of([*title, *on_cover, *names], catalog, unit_id)
        if not names_units and unit is None:
            problem = "bảng kết quả không ghi là của đơn vị nào"
            remedy = "ghi tên đơn vị ở tên bảng, ví dụ «của xã Nhật Quang», rồi nộp lại"
            raise FaultError([Fault("unknown-unit", sheet.cell(first, name), problem, "tên một đơn vị", remedy)])
        used = _used(columns, named=bool(names_units))
        return cls(sheet, name, rows, used, end, others, unit)

    def upright(self) -> Iterator[list[tuple[Any, Origin]]]:
        """A row for each unit and year, two lines of header above them: what is told, and how it is measured."""
        has_years = any(column.year for column in self.columns)
        pairs = [(row, measure) for row in self.rows for measure in self._measures(row)]
        corner = (self.sheet, self.rows[0].at, self.name)
        head = [(UNIT, corner), *([(OF_YEAR, corner)] if has_years else [])]
        yield [*head, *((row.words, (self.sheet, row.at, self.name)) for row, _ in pairs)]
        with_most = any(measure == MAXIMUM for _, measure in pairs)
        heads = HEADS | ({SCORE: POINTS} if with_most else {})
        below = ((heads if row.key[1] is None else HEADS)[measure] for row, measure in pairs)
        yield [
            *(("", corner) for _ in head),
            *((text, (self.sheet, row.at, self.name)) for text, (row, _) in zip(below, pairs, strict=True)),
        ]
        for unit, year in dict.fromkeys((column.unit, column.year) for column in self.columns):
            of_column = {
                column.measure: column.at for column in self.columns if (column.unit, column.year) == (unit, year)
            }
            at = min(of_column.values())
            place = (self.sheet, self.rows[0].at, at)
            line: list[tuple[Any, Origin]] = [(unit or self.unit, place)]
            line += [(year, place)] if has_years else []
            for row, measure in pairs:
                there = of_column.get(SCORE if row.measure == RANK else measure)
                cell = "" if there is None else self._cell(row.at, there)
                line.append((cell, (self.sheet, row.at, at if there is None else there)))
            yield line

    def _measures(self, row: Row) -> Sequence[str]:
        """What the columns tell of a row; of a part only its score."""
        if row.measure == RANK:
            return (RANK,)
        measures = list(dict.fromkeys(column.measure for column in self.columns))
        return measures if row.key[1] is None else [measure for measure in measures if measure == SCORE]

    def _cell(self, row: int, column: int) -> Any:
        cells = self.sheet.rows[row]
        cell = cells[column] if column < len(cells) else ""
        return "" if isinstance(cell, str) and cell.strip(" -–—.") == "" else cell


def _used(columns: Sequence[DataColumn], *, named: bool) -> Sequence[DataColumn]:
    """The columns that one table upright can hold: beside columns of units, or of years, others are something else."""
    if named:
        columns = [column for column in columns if column.unit]
    years = {column.year for column in columns} - {None}
    return [column for column in columns if column.year] if years else columns


def _column(at: int, path: Sequence[str], heading: str, words: ResultWords, units: UnitNames) -> DataColumn | None:
    """What the words over a column say; None where they say nothing that a result is about."""
    cells = [cell for cell in dict.fromkeys(path) if cell]
    if not cells:
        return None
    year = next((int(match[1]) for cell in reversed(cells) if (match := YEAR.search(cell))), None)
    texts = [text for cell in cells if (text := " ".join(YEAR.sub(" ", cell).split()).strip(" -–:()%."))]
    unit = next((text for text in heading.split(" › ") if units.is_unit(text)), None)
    rest = [text for text in texts if unit is None or text != fold(unit)]
    measure = words.measure(rest[-1]) if rest else SCORE
    if measure is None or (not rest and unit is None and year is None):
        return None
    return DataColumn(at, unit, year, measure)


class _Rows:
    """The rows below a header, as far as they tell of indices."""

    def __init__(
        self, sheet: Sheet, words: ResultWords, catalog: Catalog, name: int, numbers: int, title: Sequence[str]
    ) -> None:
        self._sheet, self._words, self._catalog = sheet, words, catalog
        self._name, self._numbers = name, numbers
        self._title_indices = [one for one in words.title_indices(sheet, title) if one in catalog.indices]

    def read(self, last: int) -> tuple[list[Row], list[str], int]:
        """The rows that are known, the names of others with numbers, and the row behind the table."""
        rows: list[Row] = []
        others: list[str] = []
        index = self._title_indices[0] if len(self._title_indices) == 1 else None
        depth = None
        end = last + 1
        for at in range(last + 1, len(self._sheet.rows)):
            if self._words.names_subjects(self._text(at, self._name)) and not self._has_numbers(at):
                break
            name = self._label(at, self._name) or self._label(at, 0)
            if not name or not self._has_numbers(at):
                continue
            end = at + 1
            row, index = self._row(at, name, index)
            own_depth = self._depth(at)
            if row is not None and row.key[1] is not None:
                depth = own_depth if depth is None else depth
                row = row if own_depth == depth and row.key not in [one.key for one in rows] else None
            if row is None:
                others.append(name)
            else:
                rows.append(row)
        return rows, others, end

    def _row(self, at: int, name: str, index: str | None) -> tuple[Row | None, str | None]:
        words = self._words
        beside = [self._label(at, column) for column in range(self._name + 1, self._numbers)]
        measure = next((one for text in beside if text and (one := words.measure(fold(text)))), SCORE)
        named = [one for one in words.indices_in(name) if one in self._catalog.indices]
        own = self._title_indices or ([index] if index else [])
        parts = [key for key in words.subjects(name) if key[1] and key[0] in own]
        if named and not parts:
            short = self._catalog.indices[named[0]].short
            return Row(at, (named[0], None), measure, short, is_named=True), named[0]
        if parts:
            return Row(at, parts[0], measure, name), index
        kind = words.measure(fold(NUMBERING.sub("", fold(name))))
        if index is not None and kind == RANK:
            return Row(at, (index, None), RANK, self._catalog.indices[index].short), index
        if index is not None and (kind == SCORE or words.is_total(name)):
            return Row(at, (index, None), SCORE, self._catalog.indices[index].short), index
        return None, index

    def _text(self, at: int, column: int) -> str:
        row = self._sheet.rows[at]
        return " ".join(plain(row[column]).split()) if column < len(row) else ""

    def _label(self, at: int, column: int) -> str:
        """The words of a cell, of one merged down in each of its rows; a number is none."""
        text = self._text(at, column)
        for top, left, bottom, _ in self._sheet.merges:
            if not text and left == column and top < at <= bottom:
                text = self._text(top, column)
        return "" if is_number(text) else text

    def _has_numbers(self, at: int) -> bool:
        row = self._sheet.rows[at][self._numbers : WIDEST]
        return any(is_number(cell) or re.fullmatch(r"\s*\d+\s*/\s*\d+\s*", str(cell)) for cell in row)

    def _depth(self, at: int) -> int:
        """How deep a row is numbered: «2» once, «2.1» twice; 0 where it has no number."""
        texts = [self._text(at, column) for column in range(self._name + 1)]
        match = next((match for text in texts if (match := re.match(r"\d+(?:\.\d+)*", text.removesuffix(".0")))), None)
        return match[0].count(".") + 1 if match else 0


def _unit_of(title: Sequence[str], catalog: Catalog, unit_id: str | None) -> str | None:
    """The unit of a table whose columns name none: the one that its title names; None where it names none, or several.

    What a province was given is no figure of the commune that hands it in, so that nothing is taken for granted.
    """
    # «(Kèm theo Quyết định … của UBND tỉnh Hưng Yên)» tells who decided.
    texts = [fold(DECISION.sub(" ", text)) for text in title if not DECISION.search(text)]
    found = [
        unit.id
        for unit in catalog.units.values()
        if catalog.levels[unit.level].peers and any(_names(text, fold(unit.name.partition(" (")[0])) for text in texts)
    ]
    own = unit_id or catalog.plan.unit
    name = re.sub(r"^(?:tinh|thanh pho|xa|phuong|thi tran)\s+", "", fold(catalog.units[own].name.partition(" (")[0]))
    if own in found or (not found and any(re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", each) for each in texts)):
        return own
    return found[0] if len(found) == 1 else None


def _names(text: str, name: str) -> bool:
    """True where a title has the name of a unit with its kind before it: «của tỉnh Hưng Yên»."""
    bare = re.sub(r"^(?:tinh|thanh pho|xa|phuong|thi tran)\s+", "", name)
    matches = re.finditer(rf"(?<![a-z]){re.escape(bare)}(?![a-z])", text)
    return any(KIND_OF_PLACE.search(text[: match.start()]) for match in matches)


def upright_surveys(sheet: Sheet, words: ResultWords) -> Sheet:
    """The sheet with each survey that lies on its side set upright; the same sheet where there is none."""
    rows: list[Line] = []
    last = at = 0
    while at < len(sheet.rows):
        table = _survey(sheet, at, words)
        if table is None:
            at += 1
            continue
        lines, end = table
        rows += [*in_place(sheet, range(last, at)), *lines]
        last = at = end
    return rearrange(sheet, [*rows, *in_place(sheet, range(last, len(sheet.rows)))]) if last else sheet


def _survey(sheet: Sheet, first: int, words: ResultWords) -> Survey | None:
    """The survey whose header begins in a row, upright; None where none does."""
    question_at = None
    for name, cell in enumerate(sheet.rows[first][:LABELS]):
        if words.names_degrees(cell):
            return (
                _by_degree(sheet, first, name, words)
                if question_at is None
                else _by_question(sheet, first, question_at, name, words)
            )
        if words.names_places(cell):
            return _by_place(sheet, first, name, words)
        if question_at is None and words.names_subjects(cell):
            question_at = name
    return None if question_at is None else _by_question(sheet, first, question_at, question_at, words)


def _words_of(sheet: Sheet, at: int, column: int) -> str:
    row = sheet.rows[at]
    text = " ".join(plain(row[column]).split()) if column < len(row) else ""
    return "" if is_number(text) else text


def _by_degree(sheet: Sheet, first: int, name: int, words: ResultWords) -> Survey | None:
    """Answers as rows, questions or the count of one question as columns."""
    last = last_line(sheet, first, name)
    paths, headings = header_paths(sheet, first, last)
    levels, end = _degrees_below(sheet, last, name, words)
    if sum(text != ANSWERS for _, text in levels) < 2:
        return None
    by_question: dict[str, dict[bool, int]] = {}
    subject = words.question_in(title_above(sheet, first))
    for at, path in enumerate(paths):
        if at <= name or not any(path):
            continue
        is_share = "%" in path[-1] or words.kind_of_survey(path[-1]) == "share"
        questions = [text for text in headings[at].split(" › ") if words.is_question(text)]
        is_count = is_share or words.kind_of_survey(path[-1]) == "answers"
        question = questions[0] if questions else subject if is_count and len(set(path)) == 1 else ""
        if question:
            by_question.setdefault(question, {}).setdefault(is_share, at)
    head = (sheet, first, name)
    lines: list[Line] = []
    if not by_question:
        return None
    counts = all(False in columns for columns in by_question.values())
    titles = [(at, text) for at, text in levels if counts or text != ANSWERS]
    lines.append([(QUESTION, head), *((text if counts else f"{text} (%)", (sheet, at, name)) for at, text in titles)])
    for question, columns in by_question.items():
        column = columns.get(not counts)
        if column is not None:
            lines.append([(question, (sheet, first, column)), *(_cell_at(sheet, at, column) for at, _ in titles)])
    return lines, end


def _by_question(sheet: Sheet, first: int, question_at: int, name: int, words: ResultWords) -> Survey | None:
    """The degrees as rows below each question, in a column of their own or in that of the questions."""
    last = last_line(sheet, first, question_at)
    paths, _ = header_paths(sheet, first, last)
    there = [at for at, path in enumerate(paths) if at > name and any(path)]
    shares = [at for at in there if _is_share(paths[at], words)]
    of_counts = [at for at in there if at not in shares and words.kind_of_survey(paths[at][-1]) == "answers"]
    levels = _levels_of_questions(sheet, range(last + 1, len(sheet.rows)), (question_at, name), words)
    columns = of_counts or shares
    if len(columns) != 1 or max(map(len, levels.values()), default=0) < 2:
        return None
    titles = list(dict.fromkeys(text for of_question in levels.values() for text in of_question))
    titles = [text for text in titles if of_counts or text != ANSWERS]
    head = (sheet, first, question_at)
    lines: list[Line] = [[(QUESTION, head), *((text if of_counts else f"{text} (%)", head) for text in titles)]]
    for (at, question), rows in levels.items():
        line = [_cell_at(sheet, rows[text], columns[0]) if text in rows else ("", (sheet, at, name)) for text in titles]
        lines.append([(question, (sheet, at, question_at)), *line])
    return lines, max(at for rows in levels.values() for at in rows.values()) + 1


def _levels_of_questions(
    sheet: Sheet, body: range, labels: tuple[int, int], words: ResultWords
) -> dict[tuple[int, str], dict[str, int]]:
    """The rows of the degrees of each question; nothing where a degree comes twice, or other rows have numbers."""
    question_at, name = labels
    result: dict[tuple[int, str], dict[str, int]] = {}
    question: tuple[int, str] | None = None
    for at in body:
        own, text = _words_of(sheet, at, question_at), _words_of(sheet, at, name)
        is_total = words.is_total(text or own)
        degree = ANSWERS if is_total else text if words.kind_of_survey(fold(text)) in COUNTED else ""
        has_numbers = any(is_number(cell) for cell in sheet.rows[at][name + 1 :])
        # A question stands once above its degrees, with the number of its answers or without, or in each of its rows.
        if own and not is_total and (question_at != name or not degree) and (question is None or question[1] != own):
            question = at, own
            degree = ANSWERS if question_at == name else degree
        if has_numbers and (not degree or question is None or degree in result.get(question, ())):
            return {}
        if has_numbers and question is not None:
            result.setdefault(question, {})[degree] = at
    return result


def _degrees_below(sheet: Sheet, last: int, name: int, words: ResultWords) -> tuple[list[tuple[int, str]], int]:
    """The rows of degrees below a header with their words, and the row behind them; none where others have numbers."""
    levels: list[tuple[int, str]] = []
    end = last + 1
    for at in range(last + 1, len(sheet.rows)):
        text = _words_of(sheet, at, name) or _words_of(sheet, at, 0)
        is_total = words.is_total(text)
        if text and (words.kind_of_survey(fold(text)) in COUNTED or is_total):
            levels.append((at, ANSWERS if is_total else text))
            end = at + 1
        elif levels and any(is_number(cell) for cell in sheet.rows[at]):
            return [], end
    return levels, end


def _cell_at(sheet: Sheet, at: int, column: int) -> tuple[Any, Origin]:
    row = sheet.rows[at]
    return (row[column] if column < len(row) else ""), (sheet, at, column)


def _by_place(sheet: Sheet, first: int, name: int, words: ResultWords) -> Survey | None:
    """A row a hamlet, one question in the title: the row of the total, or the sums of the others."""
    last = last_line(sheet, first, name)
    paths, headings = header_paths(sheet, first, last)
    columns = [at for at, path in enumerate(paths) if at > name and any(map(words.kind_of_survey, path))]
    subject = words.question_in(title_above(sheet, first))
    if not columns or not subject:
        return None
    rows: list[int] = []
    total = None
    end = last + 1
    for at in range(last + 1, len(sheet.rows)):
        text = _words_of(sheet, at, name) or _words_of(sheet, at, 0)
        if text and any(is_number(cell) for cell in sheet.rows[at][name + 1 :]):
            end = at + 1
            total = at if words.is_total(text) else total
            rows += [] if total == at else [at]
    of_counts = [at for at in columns if not _is_share(paths[at], words)]
    if not rows or not of_counts or (total is None and not all(map(bool, rows))):
        return None
    if total is not None:
        _check_total(sheet, rows, total, of_counts, headings)
    own = columns if total is not None else of_counts
    lines: list[Line] = [[(QUESTION, (sheet, first, name)), *((headings[at], (sheet, first, at)) for at in own)]]
    cells = [
        _cell_at(sheet, total, at) if total is not None else (_sum_of(sheet, rows, at), (sheet, rows[0], at))
        for at in own
    ]
    lines.append([(subject, (sheet, first, name)), *cells])
    return lines, end


def _check_total(
    sheet: Sheet, rows: Sequence[int], total: int, columns: Sequence[int], headings: Sequence[str]
) -> None:
    """Raises: FaultError where the total of a column is not the sum of its rows."""
    for column in columns:
        printed, added = _cell_at(sheet, total, column)[0], _sum_of(sheet, rows, column)
        try:
            same = count(printed) == added
        except Unreadable:
            continue
        if not same and isinstance(added, float):
            problem = f"cột «{headings[column]}»: hàng tổng ghi {plain(printed)}, các hàng cộng lại {plain(added)}"
            place, expected = sheet.cell(total, column), "hàng tổng bằng các hàng cộng lại"
            raise FaultError([Fault("contradiction", place, problem, expected, "sửa hàng tổng hoặc các hàng")])


def _is_share(path: Sequence[str], words: ResultWords) -> bool:
    return any("%" in cell or words.kind_of_survey(cell) == "share" for cell in path)


def _sum_of(sheet: Sheet, rows: Sequence[int], column: int) -> Any:
    """The sum of a column, or the first cell that is no count."""
    total = 0.0
    for at in rows:
        cell = _cell_at(sheet, at, column)[0]
        try:
            total += count(cell) or 0
        except Unreadable:
            return cell
    return total
