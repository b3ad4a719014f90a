"""The head of a table of results: where it stands, which index, year and source, what each column holds."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import ResultTable
from cchc_metrics.catalog.models import Index
from cchc_metrics.faults import Fault
from cchc_metrics.intake.checks import faults_of_figure, open_periods
from cchc_metrics.intake.content import NO_USE, Answers, Observation, Question
from cchc_metrics.intake.names import unit_names
from cchc_metrics.intake.numbers import Unreadable
from cchc_metrics.intake.periods import year_question
from cchc_metrics.intake.sheets import LONGEST, WIDEST, Sheet
from cchc_metrics.intake.tables import is_number, plain
from cchc_metrics.intake.unpacking import letters_of
from cchc_metrics.text.letters import fold

# A header has at most so many lines.
DEEPEST = 4
YEAR = re.compile(r"(?<![\d/.])(?:nam\s*)?((?:19|20)\d{2})(?![\d/])")
NUMBERING = re.compile(r"^(?:[ivx]{1,4}|\d{1,2}(?:\.\d{1,2})*|[a-h])(?:[.):]+\s*|\s*[-–]\s+)(?=\S)")
YEARS = range(1990, 2101)
# The column that numbers the rows.
NUMBERS = ("stt", "tt", "so tt", "no", "no.", "ma", "ma so")

Key = tuple[str, str | None]


@dataclass(frozen=True)
class Column:
    """What a column holds: `kind` (score, part, rank, year, or a word of surveys), and of which index, part, year."""

    at: int
    kind: str
    words: str
    index: str | None = None
    part: str | None = None
    year: int | None = None


@dataclass(frozen=True)
class ResultSheet:
    """One table: header, columns that name the rows and that hold numbers, rows below.

    `title` are the texts above the header, nearest first.
    """

    sheet: Sheet
    first: int
    last: int
    name: int
    survey: bool
    columns: Sequence[Column]
    body: Sequence[int]
    title: Sequence[str]
    unread: Sequence[str] = field(default=())

    def cell(self, row: int, column: int) -> Any:
        """What stands in a cell; "" outside of what is written."""
        cells = self.sheet.rows[row]
        return cells[column] if column < len(cells) else ""

    def row_name(self, row: int) -> str:
        """The name of a row as it is written, without a number before it."""
        return " ".join(plain(self.cell(row, self.name)).split())


class ResultWords:
    """The words of a plan for tables of results, folded once."""

    def __init__(self, spec: ResultTable, catalog: Catalog) -> None:
        self.spec, self._catalog = spec, catalog
        self._left_out = sorted((fold(word) for word in spec.left_out), key=len, reverse=True)
        self.units = {fold(word) for word in spec.unit}
        self.factors = {fold(word) for word in spec.factor}
        self._unused_words = [fold(word) for word in spec.unused]
        self._rank, self._score = ({fold(word) for word in words} for words in (spec.rank, spec.score))
        self._year = {fold(word) for word in spec.year}
        self._survey = {
            fold(word): kind
            for kind in ("answers", "satisfied", "very", "others", "share", "both")
            for word in getattr(spec, kind)
        }
        self._aside = [fold(word) for word in spec.aside]
        self._subjects: dict[str, list[Key]] = {}
        for subject in spec.subject:
            for word in subject.words:
                self._subjects.setdefault(self.bare(word), []).append((subject.indicator, subject.part))
        for index in catalog.indices.values():
            for part in index.part:
                for word in (part.name, part.short):
                    keys = self._subjects.setdefault(self.bare(word), [])
                    keys += [] if (index.id, part.id) in keys else [(index.id, part.id)]
        self._titles = sorted(
            (
                (fold(word), subject.indicator)
                for subject in spec.subject
                if subject.part is None and subject.indicator in catalog.indices
                for word in subject.words
                if fold(word) != "chung"
            ),
            key=lambda pair: -len(pair[0]),
        )

    def bare(self, words: str) -> str:
        """The words of a cell without numbering, brackets and what stands before a name."""
        text = re.sub(r"\([^()]*\)?", " ", fold(words)).strip(" .:;,*-–")
        text = NUMBERING.sub("", text)
        text = text.replace("tthc", "thu tuc hanh chinh")
        for word in self._left_out:
            if text.startswith((f"{word} ", f"{word}:")):
                text = NUMBERING.sub("", text[len(word) :].strip(" :.-–"))
        return " ".join(re.sub(r"[^a-z0-9%]+", " ", text).split())

    def subjects(self, words: str) -> Sequence[Key]:
        """The indices, parts and targets that exactly these words name."""
        return self._subjects.get(self.bare(words), ())

    @property
    def names(self) -> Mapping[str, Sequence[Key]]:
        """Every name that is known, bare, with what it may mean."""
        return self._subjects

    def indices_in(self, text: str) -> list[str]:
        """The indices that a title names, each once, a longer name before a shorter one within it."""
        folded_text = f" {fold(text)} "
        result: list[str] = []
        for word, index in self._titles:
            if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", folded_text):
                result += [] if index in result else [index]
                folded_text = folded_text.replace(word, " ")
        return result

    def title_indices(self, sheet: Sheet, title: Sequence[str]) -> list[str]:
        """The indices that the title of a table names, else its sheet, else its file."""
        for text in (*title, sheet.name, sheet.file.replace("_", " ").replace("-", " ")):
            if result := self.indices_in(text):
                return result
        return []

    def is_aside(self, name: str) -> bool:
        """True for the name of a row that is no unit and no question."""
        bare = self.bare(name) or fold(name)
        return any(bare == word or bare.startswith(f"{word} ") for word in self._aside)

    def column(
        self, at: int, path: Sequence[str], words: str, *, survey: bool, title_indices: Collection[str] = ()
    ) -> Column | None:
        """What the folded cells over a column mean; None for one that counts for nothing, or is not known.

        `title_indices` are those that the title names: «Kết quả» is a part of one index, and the score of the others.
        """
        cells = [cell for cell in dict.fromkeys(path) if cell]
        if not cells or any(
            re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", cell) for cell in cells for word in self._unused_words
        ):
            return None
        year = next((int(match[1]) for cell in reversed(cells) if (match := YEAR.search(cell))), None)
        without = [" ".join(YEAR.sub(" ", cell).split()).strip(" -–:()") for cell in cells]
        texts = [cell for cell in without if cell]
        lowest = re.sub(r"\([^()]*\)?", " ", texts[-1]).strip(" .:*") if texts else ""
        lowest = NUMBERING.sub("", lowest)
        if survey:
            return self._survey_column(at, texts, words)
        if lowest in self._rank or (lowest.startswith(("hang", "xep hang", "thu hang", "rank")) and len(lowest) < 25):
            kind = "rank"
        elif lowest in self._year and year is None:
            return Column(at, "year", words)
        else:
            kind = ""
        indices = [index for cell in texts for index in self.indices_in(cell)]
        index = indices[-1] if indices else None
        own = {index} if index else set(title_indices)
        parts = [key for cell in texts for key in self.subjects(cell) if key[1] and (not own or key[0] in own)]
        if parts:
            return Column(at, kind or "part", words, parts[0][0], parts[0][1], year)
        is_known = lowest in self._score or index is not None or (not texts and year is not None)
        is_known = is_known or any(
            lowest.startswith(f"{word} ") for word in ("tong diem", "diem chi so", "chi so", "gia tri")
        )
        if kind or is_known:
            return Column(at, kind or "score", words, index, None, year)
        return None

    def _survey_column(self, at: int, texts: Sequence[str], words: str) -> Column | None:
        cells = [re.sub(r"\([^()]*\)?", " ", cell).strip(" .:*") for cell in texts]
        percent = any("%" in cell or re.search(r"(?<![a-z])t[iy] le(?![a-z])", cell) for cell in texts)
        kinds = [kind for cell in cells if (kind := self._kind_of(cell))]
        if not kinds:
            return Column(at, "share", words) if percent and len(texts) == 1 and "hai long" in texts[0] else None
        level = next((kind for kind in kinds if kind not in ("share", "answers")), kinds[-1])
        if percent:
            return Column(at, "share" if level in ("share", "both") else f"{level}-share", words)
        return Column(at, level, words)

    def _kind_of(self, cell: str) -> str | None:
        bare = " ".join(re.sub(r"[^a-z0-9%,]+", " ", cell).split())
        kind = self._survey.get(cell) or self._survey.get(bare)
        if kind:
            return kind
        if bare.startswith("tong "):
            return self._kind_of(bare.removeprefix("tong "))
        for before in ("so phieu ", "so nguoi ", "so luot ", "so y kien ", "phieu ", "ty le ", "ti le "):
            if bare.startswith(before):
                return self._survey.get(bare.removeprefix(before))
        return None


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
    cells = [_folded_text(cell).strip(" .:*") for cell in row[:WIDEST]]
    for at, cell in enumerate(cells[:6]):
        # «Tên xã, phường, thị trấn», «Tỉnh/thành phố trực thuộc»: the first of the kinds tells what stands below.
        if cell in words.units or re.split(r"\s*[,/]\s*", cell.removeprefix("ten "))[0] in words.units:
            return at, False
    for at, cell in enumerate(cells[:6]):
        if cell in words.factors:
            return at, True
    return None


def _table_at(sheet: Sheet, first: int, words: ResultWords) -> ResultSheet | None:
    name_column = _name_column(sheet.rows[first], words)
    if name_column is None:
        return None
    name, survey = name_column
    last = first
    for at in range(first + 1, min(first + DEEPEST, len(sheet.rows))):
        row = sheet.rows[at]
        below = _folded_text(row[name] if name < len(row) else "")
        is_inner = any(top <= first and bottom >= at and left == name for top, left, bottom, _ in sheet.merges)
        texts = [cell for column, cell in enumerate(row) if column > name and cell not in ("", None)]
        if (below and not is_inner) or not texts or not all(_is_label(cell) for cell in texts):
            break
        last = at
    title = [
        plain(cell) for at in range(first - 1, -1, -1) for cell in sheet.rows[at] if isinstance(cell, str) and cell
    ]
    title_indices = words.title_indices(sheet, title)
    paths, headings = _paths(sheet, first, last)
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
    body = list(_body(sheet, last, name, columns, words))
    return ResultSheet(sheet, first, last, name, survey, columns, body, title, unread)


def _is_label(cell: Any) -> bool:
    """True for text of a header, and for a year in it."""
    if isinstance(cell, str):
        return not is_number(cell) or (cell.strip().isdigit() and int(cell) in YEARS)
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell in YEARS


def _paths(sheet: Sheet, first: int, last: int) -> tuple[list[tuple[str, ...]], list[str]]:
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
        if _name_column(row, words) and not any(is_number(cell) for cell in row[1:]):
            return
        text = row[name] if name < len(row) else ""
        numbers = [row[column.at] for column in columns if column.at < len(row) and is_number(row[column.at])]
        if isinstance(text, str) and text.strip() and not is_number(text) and numbers:
            yield at


DECISION = re.compile(
    r"(?:quyết định|qđ|báo cáo|công văn|thông báo)\s*(?:số\s*:?\s*)?\d[\w./-]*"
    r"(?:\s*,?\s*ngày\s+[\d/.-]+(?:\s*tháng\s*\d+\s*năm\s*\d+)?)?",
    re.IGNORECASE,
)
IN_TEXT = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
OF_YEAR = re.compile(r"nam\s*((?:19|20)\d{2})(?!\d)(?!\s*[-–]\s*\d)")
# Days are those of a document: «ngày … tháng … năm 2025», also before somebody filled it in, and «06/4/2025».
DAYS = re.compile(
    r"ngay[^a-z]*thang[^a-z]*nam\s*\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|thang\s*\d{1,2}\s*(?:nam|/)\s*\d{4}"
)
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
        hidden = [at for at in rows if at in self._table.sheet.hidden_rows]
        if hidden:
            names = ", ".join(f"«{self._table.row_name(at)}»" for at in hidden[:FEW]) + (" …" if hidden[FEW:] else "")
            self._cautions.append(
                Fault(
                    "unread-part",
                    f"{self._table.sheet.whole}, hàng {', '.join(str(at + 1) for at in hidden[:FEW])}",
                    f"{len(hidden)} hàng bị ẩn vẫn được đọc: {names}",
                    "hàng hiện ra, để người nộp thấy",
                    "không cần sửa, nếu các hàng ấy thuộc bảng",
                )
            )

    def _result(self, figures: Figures) -> TableResult:
        for place, row in figures:
            self._faults += faults_of_figure(place, row, self._catalog)
        self._cautions += open_periods(figures)
        return TableResult(figures, list(dict.fromkeys(self._faults)), self._cautions, self._questions)


class IndexColumns(ResultReader):
    """One table with a row a unit, as far as its header."""

    def __init__(self, table: ResultSheet, words: ResultWords, catalog: Catalog, answers: Answers) -> None:
        super().__init__(table, words, catalog, answers)
        self._units = unit_names(catalog)

    def _indices(self) -> list[str]:
        in_title = self._words.title_indices(self._table.sheet, self._table.title)
        pairs = [(column.index, column.part) for column in self._table.columns if column.index]
        parts = {index: {part for other, part in pairs if other == index} for index, _ in pairs}
        # «Công khai, minh bạch» alone is a heading of other tables too.
        sure = [each for each, names in parts.items() if None in names or len(names) > 1 or each in in_title]
        return sure or in_title

    def _year(self) -> int | None:
        """The year of a table whose columns and rows name none; an answer counts where its words name none either."""
        for text in (*self._table.title, self._table.sheet.name, self._table.sheet.file):
            folded_text = DAYS.sub(" ", fold(DECISION.sub(" ", text)))
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
        for text in (*self._table.title, self._table.sheet.file.rpartition(".")[0], *below):
            match = DECISION.search(text)
            if match:
                return spec.source, " ".join(match[0].split())
            if re.match(r"\s*(?:nguồn|source)\s*:?\s*\S", text, re.IGNORECASE):
                return spec.source, " ".join(text.split())[:200]
        choices = tuple((source.id, source.title) for source in self._catalog.sources.values())
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
        for words in table.unread:
            self._unread(words)
        return result

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
        if len(years) == 1 and not by_row:
            # «PAR INDEX 2023», «Xếp hạng»: the one year of the header is that of its other columns too.
            columns = [replace(column, year=next(iter(years))) for column in columns]
        if len(years) > 1 and not by_row and (own_year := self._year()) in years:
            # «Hạng» beside «Hạng 2022» in a table of 2023.
            columns = [column if column.year else replace(column, year=own_year) for column in columns]
        keys = dict.fromkeys((column.index, column.year) for column in columns if column.kind != "year")
        for index, year in keys:
            own = [column for column in columns if (column.index, column.year) == (index, year)]
            if year is None and not by_row and len(years) > 1:
                self._unread(own[0].words)
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
