"""The head of a table of results: where it stands, which index, year and source, what each column holds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Index
from cchc_metrics.faults import Fault
from cchc_metrics.intake.checks import faults_of_figure, open_periods
from cchc_metrics.intake.content import NO_USE, Answers, Flag, Observation, Question, year_question
from cchc_metrics.intake.names import unit_names
from cchc_metrics.intake.numbers import Signs, Unreadable, factor_of
from cchc_metrics.intake.readings import NEAR
from cchc_metrics.intake.result_words import (
    DAYS,
    MONTH,
    SHARE_WORDS,
    Column,
    ResultWords,
    before_final,
    flag_of_results,
    is_score,
    most_in,
    most_points,
    name_in,
    score,
)
from cchc_metrics.intake.sheets import LONGEST, WIDEST, Sheet
from cchc_metrics.intake.tables import is_label, is_number, plain
from cchc_metrics.intake.title_units import cautions_of_flag
from cchc_metrics.intake.unpacking import letters_of, uncalculated
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold

# A header has at most so many lines; the name of a row stands in one of so many first columns.
DEEPEST, LABELS = 4, 6
APPRAISED = ("appraised", "surveyed")
# An index of these units is a share of the points that could be had.
SHARES = {"percent": 100, "ratio": 1}
POINTS_OF_PART = re.compile(r"(?<![a-z])(?:trong do|tham dinh|dieu tra|khao sat|tu cham|linh vuc|tieu chi)(?![a-z])")
# The column that numbers the rows.
NUMBERS = ("stt", "tt", "so tt", "no", "no.", "ma", "ma so")


@dataclass(frozen=True)
class ResultSheet:
    """One table: header, columns that name the rows and that hold numbers, rows below.

    `title` are the texts above the header, nearest first; `own_title` those below the table before.
    """

    sheet: Sheet
    first: int
    last: int
    name: int
    survey: bool
    columns: Sequence[Column]
    body: Sequence[int]
    title: Sequence[str]
    own_title: Sequence[str] = field(default=())
    unread: Sequence[str] = field(default=())

    def cell(self, row: int, column: int) -> Any:
        """What stands in a cell; "" outside of what is written."""
        cells = self.sheet.rows[row]
        return cells[column] if column < len(cells) else ""

    def row_name(self, row: int) -> str:
        """The name of a row as it is written, without a number before it."""
        return " ".join(plain(name_in(self.sheet.rows[row], self.name)).split())


def result_sheets(sheet: Sheet, words: ResultWords) -> Iterator[ResultSheet]:
    """The tables of results on a sheet, from top to bottom."""
    at = 0
    while at < len(sheet.rows):
        result = _table_at(sheet, at, words)
        if result is None:
            at += 1
            continue
        yield result
        at = max(result.body, default=result.last) + 1


def _folded_text(cell: Any) -> str:
    return fold(plain(cell)[:LONGEST]) if cell not in ("", None) else ""


def _name_column(row: Sequence[Any], words: ResultWords) -> tuple[int, bool] | None:
    """The column that names the rows, and whether the rows are questions of a survey."""
    cells = [_folded_text(cell).strip(" .:*") for cell in row[:LABELS]]
    for at, cell in enumerate(cells):
        # «Tên xã, phường, thị trấn», «Tỉnh/thành phố trực thuộc»: the first of the kinds tells what stands below.
        if cell in words.units or re.split(r"\s*[,/]\s*", cell.removeprefix("ten "))[0] in words.units:
            return at, False
    for at, cell in enumerate(cells):
        if cell in words.factors:
            return at, True
    return None


def _table_at(sheet: Sheet, first: int, words: ResultWords) -> ResultSheet | None:
    name_column = _name_column(sheet.rows[first], words)
    if name_column is None:
        return None
    name, survey = name_column
    last = last_line(sheet, first, name)
    title = [
        plain(cell) for at in range(first - 1, -1, -1) for cell in sheet.rows[at] if isinstance(cell, str) and cell
    ]
    own_title = title_above(sheet, first)
    title_indices = words.title_indices(sheet, own_title)
    paths, headings = header_paths(sheet, first, last)
    columns: list[Column] = []
    unread: list[str] = []
    for at, path in enumerate(paths):
        if at == name or not any(path) or path[0] in NUMBERS:
            continue
        column = words.column(at, path, headings[at], survey=survey, title_indices=title_indices)
        if column is None:
            unread.append(headings[at])
        else:
            columns.append(column)
    if not columns:
        return None
    columns = [words.scores_of(column, columns, paths[column.at]) for column in columns]
    columns = words.of_all(columns, paths) if survey else columns
    body = list(_body(sheet, last, name, columns, words))
    return ResultSheet(sheet, first, last, name, survey, columns, body, title, own_title, unread)


def title_above(sheet: Sheet, first: int) -> list[str]:
    """The texts above a header, nearest first, as far as the last row of the table before."""
    texts: list[str] = []
    for at in range(first - 1, -1, -1):
        row = [cell for cell in sheet.rows[at] if cell not in ("", None)]
        if sum(map(is_number, row)) > 1 and len(row) > 2:
            break
        texts += [plain(cell) for cell in row if isinstance(cell, str) and cell.strip()]
    # A header that is printed again on the next page goes on under the title of the first.
    above = (cell for at in range(first - 1, -1, -1) for cell in sheet.rows[at])
    return texts or [plain(cell) for cell in above if isinstance(cell, str) and cell.strip()]


def last_line(sheet: Sheet, first: int, name: int) -> int:
    """The last line of the header that begins in a row and names its rows in a column."""
    last = first
    for at in range(first + 1, min(first + DEEPEST, len(sheet.rows))):
        row = sheet.rows[at]
        below = _folded_text(row[name] if name < len(row) else "")
        is_inner = any(top <= first and bottom >= at and left == name for top, left, bottom, _ in sheet.merges)
        texts = [cell for column, cell in enumerate(row) if column > name and cell not in ("", None)]
        if (below and not is_inner) or not texts or not all(is_label(cell) for cell in texts):
            break
        last = at
    return last


def header_paths(sheet: Sheet, first: int, last: int) -> tuple[list[tuple[str, ...]], list[str]]:
    """The folded words over each column, and as they are written, with merged cells spread."""
    width = min(max(len(row) for row in sheet.rows[first : last + 1]), WIDEST)
    lines = [
        [plain(cell) if cell not in ("", None) else "" for cell in (*sheet.rows[at], *[""] * width)][:width]
        for at in range(first, last + 1)
    ]
    for top, left, bottom, right in sheet.merges:
        for at in range(max(top, first), min(bottom, last) + 1):
            for column in range(left, min(right, width - 1) + 1):
                if first <= top <= last:
                    lines[at - first][column] = lines[top - first][left]
    for number, line in enumerate(lines[:-1]):
        for column in range(1, width):
            if not line[column] and line[column - 1] and lines[number + 1][column]:
                line[column] = line[column - 1]
    paths = [tuple(fold(line[column][:LONGEST]) for line in lines) for column in range(width)]
    text = [" › ".join(dict.fromkeys(line[column] for line in lines if line[column])) for column in range(width)]
    return paths, text


def _body(sheet: Sheet, last: int, name: int, columns: Sequence[Column], words: ResultWords) -> Iterator[int]:
    for at in range(last + 1, len(sheet.rows)):
        row = sheet.rows[at]
        has_numbers = any(map(is_score, row))
        texts = [column for column in columns if column.at < len(row) and is_label(row[column.at]) and row[column.at]]
        # The header of this table again, or of another one.
        if not has_numbers and (_name_column(row, words) or len(texts) > 1):
            return
        text = name_in(row, name)
        numbers = [row[column.at] for column in columns if column.at < len(row) and is_score(row[column.at])]
        if isinstance(text, str) and text.strip() and not is_score(text) and numbers:
            yield at


DECISION = re.compile(
    r"(?:quyết định|qđ|báo cáo|công văn|thông báo)\s*(?:số\s*:?\s*)?\d[\w./-]*"
    r"(?:\s*,?\s*ngày\s+[\d/.-]+(?:\s*tháng\s*\d+\s*năm\s*\d+)?)?",
    re.IGNORECASE,
)
# «QD-292-QĐ-BNV», as names of files have it.
DECISION_IN_NAME = re.compile(r"(?<![a-z])(?:qd|quyet[ _-]dinh)[ _-]*(?:so[ _-]*)?\d{1,5}[ _-]")
IN_TEXT = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
OF_YEAR = re.compile(r"nam\s*((?:19|20)\d{2})(?!\d)(?!\s*[-–]\s*\d)")
# So many names of rows that are left out are told.
FEW = 6

Figures = list[tuple[str, Observation]]


@dataclass(frozen=True)
class TableResult:
    """The figures of one table with what should be looked at again, and the questions that are left."""

    figures: Figures
    faults: Sequence[Fault]
    cautions: Sequence[Fault]
    questions: Sequence[Question]


class ResultReader:
    """One table of results while it is read: faults, cautions and questions gather in it, each once."""

    def __init__(self, table: ResultSheet, words: ResultWords, catalog: Catalog, answers: Answers) -> None:
        self._table, self._words, self._catalog, self._answers = table, words, catalog, answers
        self.rows = range(table.first, max(table.body, default=table.last) + 1)
        self._faults: list[Fault] = []
        self._cautions: list[Fault] = []
        self._questions: list[Question] = []

    def _ask(self, question: Question) -> None:
        self._questions += [] if question in self._questions else [question]

    def _unreadable(self, at: int, column: Column, wrong: Unreadable) -> None:
        fault = Fault(wrong.kind, self._table.sheet.cell(at, column.at), wrong.problem, wrong.expected, "sửa ô này")
        self._faults += [] if fault in self._faults else [fault]

    def _unread_rows(self, names: Sequence[str], why: str, expected: str) -> None:
        """A caution with the names of the rows that are left out, and why."""
        if names:
            examples = ", ".join(f"«{name}»" for name in names[:FEW]) + (" …" if len(names) > FEW else "")
            self._cautions.append(
                Fault(
                    "unread-part",
                    self._table.sheet.whole,
                    f"{len(names)} dòng {why}: {examples}",
                    expected,
                    "không cần sửa, nếu không cần số liệu của các dòng ấy",
                )
            )

    def _caution_hidden(self, rows: Sequence[int]) -> None:
        """A caution with the rows that are read though nobody sees them."""
        hidden_rows = [at for at in rows if at in self._table.sheet.hidden_rows]
        if hidden_rows:
            names = ", ".join(f"«{self._table.row_name(at)}»" for at in hidden_rows[:FEW])
            names += " …" if hidden_rows[FEW:] else ""
            place = f"{self._table.sheet.whole}, hàng {', '.join(str(at + 1) for at in hidden_rows[:FEW])}"
            problem, expected = (
                f"{len(hidden_rows)} hàng bị ẩn vẫn được đọc: {names}",
                "hàng hiện ra, để người nộp thấy",
            )
            remedy = "không cần sửa, nếu các hàng ấy thuộc bảng"
            self._cautions.append(Fault("unread-part", place, problem, expected, remedy))

    @cached_property
    def _flag(self) -> tuple[Flag, str]:
        return flag_of_results(self._table.sheet, self._table.own_title, max(self._table.body, default=0))

    def _result(self, figures: Figures) -> TableResult:
        for place, row in figures:
            self._faults += faults_of_figure(place, row, self._catalog)
        self._cautions += open_periods(figures)
        sheet, used = self._table.sheet, {column.at for column in self._table.columns}
        rows = {*self._table.body}
        blank = sorted(cell for cell in sheet.formulas_without_value if cell[0] in rows and cell[1] in used)
        self._faults += [uncalculated(sheet.cell(*blank[0]))] if blank else []
        self._cautions += cautions_of_flag(sheet.whole, *self._flag) if figures else []
        return TableResult(figures, list(dict.fromkeys(self._faults)), self._cautions, self._questions)


class IndexColumns(ResultReader):
    """One table with a row a unit, as far as its header."""

    def __init__(self, table: ResultSheet, words: ResultWords, catalog: Catalog, answers: Answers) -> None:
        super().__init__(table, words, catalog, answers)
        self._units = unit_names(catalog)

    def _indices(self) -> list[str]:
        in_title = self._words.title_indices(self._table.sheet, self._table.own_title)
        pairs = [(column.index, column.part) for column in self._table.columns if column.index]
        parts = {index: {part for other, part in pairs if other == index} for index, _ in pairs}
        # «Công khai, minh bạch» alone is a heading of other tables too.
        sure = [each for each, names in parts.items() if None in names or len(names) > 1 or each in in_title]
        return sure or in_title

    def _year(self) -> int | None:
        """The year of a table whose columns and rows name none; an answer counts where its words name none either."""
        for text in (*self._table.title, self._table.sheet.name, self._table.sheet.file):
            folded_text = MONTH.sub(" ", DAYS.sub(" ", fold(DECISION.sub(" ", text))))
            years = {int(year) for year in OF_YEAR.findall(folded_text) or IN_TEXT.findall(folded_text)}
            if len(years) == 1:
                return years.pop()
        return self._answers.days[1].year if self._answers.days else None

    def _source(self) -> tuple[str, str]:
        """The source of the plan, and the decision or page that the file names."""
        spec = self._words.spec
        source_id = self._answers.source
        if source_id in self._catalog.sources:
            return source_id, ""
        if source_id:
            return spec.source, source_id
        below = [str(cell) for row in self._table.sheet.rows for cell in row if isinstance(cell, str)]
        in_file_name = self._table.sheet.file.rpartition(".")[0]
        for text in (*self._table.title, in_file_name, *below):
            match = DECISION.search(text)
            if match:
                return spec.source, " ".join(match[0].split())
            if text is in_file_name and DECISION_IN_NAME.search(fold(text)):
                return spec.source, text
            if re.match(r"\(?\s*(?:nguon|source)\s*:?\s*\S", fold(text).strip()):
                return spec.source, " ".join(text.split()).strip("()")[:200]
        choices = tuple((source.id, source.title) for source in self._catalog.real_sources)
        words = "bảng không ghi quyết định hay nơi công bố"
        self._ask(Question("source", "", self._table.sheet.whole, words, choices, spec.source))
        return spec.source, ""

    # The columns.

    def _columns(self) -> list[Column]:
        indices = self._indices()
        table = self._table
        result: list[Column] = []
        for column in table.columns:
            answer = self._answers.columns.get(letters_of(column.at))
            if answer == NO_USE:
                continue
            kind = answer if answer in ("score", "rank", "year") else column.kind
            index = column.index or (indices[0] if len(indices) == 1 else None)
            if column.part and column.index not in indices and not any(one.index in indices for one in table.columns):
                index = column.index
            if kind != "year" and index is None:
                self._unread(column.words)
                continue
            result.append(Column(column.at, kind, column.words, index, column.part, column.year))
        left_out = before_final(result)
        for words in (*(one.words for one in left_out), *table.unread):
            self._unread(words)
        return list(self._without_lone_points([one for one in result if one not in left_out]))

    def _without_lone_points(self, columns: Sequence[Column]) -> Iterator[Column]:
        """The columns, points as the score of an index that is no percentage; of one that is they need the most."""
        for column in columns:
            beside = {
                one.kind for one in columns if (one.index, one.year, one.part) == (column.index, column.year, None)
            }
            unit = self._catalog.indices[column.index].unit if column.index else ""
            has_most = "maximum" in beside or self._most(column) is not None
            if column.kind in APPRAISED:
                yield from self._appraised(column, beside)
            elif column.kind == "score" and "points" not in beside and has_most and unit in SHARES:
                # «Điểm» beside «Điểm tối đa»; «Chỉ số (%)» is the share itself.
                is_share = column.part or SHARE_WORDS.search(fold(column.words)) or self._is_below_one(column)
                yield column if is_share else replace(column, kind="points")
            elif column.kind != "points" or (has_most and unit in SHARES):
                yield column
            elif unit and unit != "percent":
                yield column if "score" in beside else replace(column, kind="score")
            else:
                self._unread(column.words)

    def _most(self, column: Column) -> float | None:
        """The most points that may be had, as the words over a column, or the title, say it in words; else None."""
        before = [one.words for one in before_final(self._table.columns) if one.part == column.part]
        title = [text for text in self._table.own_title if not POINTS_OF_PART.search(fold(text))]
        texts = (column.words, *before, *title)
        return next((most for text in texts if (most := most_points(text)) is not None), None)

    def _is_below_one(self, column: Column) -> bool:
        """True for numbers that are shares of 1 already."""
        return factor_of(self._table.cell(at, column.at) for at in self._table.body) > 1

    def _appraised(self, column: Column, beside: set[str]) -> Iterator[Column]:
        """Points of a council or a survey as a part of all points, where the table prints no score and what may be had.

        Points of a survey alone are no score.
        """
        is_part = column.index is not None and self._catalog.indices[column.index].unit == "percent"
        if not is_part or beside & {"score", "points"} or "appraised" not in beside:
            self._unread(column.words)
            return
        own = [one for one in self._table.columns if one.kind in APPRAISED and one.year == column.year]
        unclear = [] if "maximum" in beside else [one for one in own if not most_in(one.words)]
        if not unclear:
            yield replace(column, kind="points")
        elif column.kind == "appraised":
            problem = f"cột «{unclear[0].words}» không rõ chấm trên bao nhiêu điểm, bảng không có điểm chung của chỉ số"
            remedy = "thêm cột «Tổng điểm» hoặc «Chỉ số (%)», hay cột «Điểm tối đa», rồi nộp lại"
            place = self._table.sheet.cell(self._table.last, unclear[0].at)
            self._faults.append(Fault("missing-column", place, problem, "điểm của chỉ số", remedy))

    def _unread(self, words: str) -> None:
        caution = Fault(
            "unread-part",
            self._table.sheet.cell(self._table.first, self._table.name),
            f"cột «{words}» không đọc",
            "điểm, thứ hạng của chỉ số và các thành phần mà kế hoạch có",
            "không cần sửa, nếu cột ấy không phải điểm hay hạng cần lưu",
        )
        self._cautions += [] if caution in self._cautions else [caution]

    def _series(self, columns: Sequence[Column]) -> Iterator[tuple[Index, int | None, Sequence[Column]]]:
        """The columns of each index and year; the year is None where each row names its own."""
        by_row = any(column.kind == "year" for column in columns)
        years = {column.year for column in columns if column.kind != "year" and column.year}
        scores = [column for column in columns if column.kind == "score"]
        both = {one.index for one in scores if one.year} & {one.index for one in scores if not one.year}
        if len(years) == 1 and both and not by_row:
            # «Chỉ số» beside «Năm 2023»: the other year is that of the table, never the one that the header names.
            own_year = self._year()
            if own_year is None or own_year in years:
                self._ask_year()
                return
            columns = [column if column.year else replace(column, year=own_year) for column in columns]
        elif len(years) == 1 and not by_row:
            # «PAR INDEX 2023», «Xếp hạng»: the one year of the header is that of its other columns too.
            columns = [replace(column, year=next(iter(years))) for column in columns]
        elif len(years) > 1 and not by_row and (own_year := self._year()) in years:
            # «Hạng» beside «Hạng 2022» in a table of 2023.
            columns = [column if column.year else replace(column, year=own_year) for column in columns]
        keys = dict.fromkeys((column.index, column.year) for column in columns if column.kind != "year")
        for index, year in keys:
            own = [column for column in columns if (column.index, column.year) == (index, year)]
            if year is None and not by_row and len(years) > 1:
                for column in own:
                    self._unread(column.words)
                continue
            if index is None:
                continue
            year_columns = [column for column in columns if column.kind == "year"]
            series_year = year or (None if by_row else (years.pop() if len(years) == 1 else self._year()))
            if series_year is None and not by_row:
                self._ask_year()
                return
            yield self._catalog.indices[index], series_year, [*own, *year_columns]

    def _ask_year(self) -> None:
        years = range(self._catalog.plan.last_year + 1, self._catalog.plan.baseline_year - 1, -1)
        self._ask(year_question(self._table.sheet.whole, "bảng không ghi kết quả của năm nào", years))

    # The numbers.

    @staticmethod
    def _by_row(columns: Sequence[Column]) -> bool:
        return any(column.kind == "year" for column in columns)

    def _value(self, at: int, column: Column, signs: Signs) -> float | None:
        cell = self._table.cell(at, column.at)
        index = self._catalog.indices.get(column.index or "") if column.kind in ("score", "part") else None
        try:
            return score(cell, signs, index, column.part)
        except Unreadable as wrong:
            self._unreadable(at, column, wrong)
            return None

    def _with_points(
        self, index: Index, columns: Sequence[Column], at: int, row: Mapping[str | None, float | None], signs: Signs
    ) -> dict[str | None, float | None]:
        """The numbers of a row as shares of the most points that could be had, where the table prints both.

        A percentage is the points over the most of them; the parts of it add up to the points, so that they are
        parts of the percentage in the same way. The parts of a ratio are shares of their own points.
        """
        own, mosts = (
            [one for one in columns if one.kind == kind and one.part is None] for kind in ("points", "maximum")
        )
        values = [self._value(at, one, signs) for one in own]
        points = sum(one or 0 for one in values) if values and None not in values else None
        most = self._value(at, mosts[0], signs) if mosts else sum(most_in(one.words) or 0 for one in own)
        most = most or (self._most(own[0]) if len(own) == 1 else None)
        if index.unit not in SHARES or points is None or not most:
            return dict(row)
        share = SHARES[index.unit] * points / most
        total = row.get(None)
        if total is not None and abs(total - share) > NEAR:
            column = next(one for one in columns if one.kind == "points")
            sign = " %" if index.unit == "percent" else ""
            shares = f"{formats.number(share, 2)}{sign}, bảng in {formats.number(total, 2)}"
            problem, remedy = f"điểm đạt trên điểm tối đa là {shares}", "sửa một trong các ô của dòng này"
            place, expected = self._table.sheet.cell(at, column.at), "chỉ số bằng điểm đạt chia điểm tối đa"
            self._faults.append(Fault("ratio-mismatch", place, problem, expected, remedy))
        full = {one.part: self._value(at, one, signs) for one in columns if one.kind == "maximum"}
        factors = {
            part: SHARES[index.unit] / ((full.get(part) if index.unit == "ratio" else most) or 1) for part in row
        }
        result = {part: None if one is None else round(one * factors[part], 6) for part, one in row.items()}
        result[None] = round(share, 4) if total is None else total
        return result
