"""The head of a table with a row a unit: which index, which year, which source, which column is which."""

import re
from collections.abc import Iterator, Sequence

from openpyxl.utils import get_column_letter

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Index
from cchc_metrics.faults import Fault
from cchc_metrics.intake.questions import UNUSED, Answers, Question
from cchc_metrics.intake.result_columns import Column, ResultSheet, ResultWords
from cchc_metrics.intake.units import unit_names
from cchc_metrics.text.search import fold

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


class IndexColumns:
    """One table with a row a unit, as far as its header."""

    def __init__(
        self, table: ResultSheet, words: ResultWords, catalog: Catalog, unit_id: str | None, answers: Answers
    ) -> None:
        self._table, self._words, self._catalog, self._answers = table, words, catalog, answers
        self._units, self._unit_id = unit_names(catalog), unit_id
        self._faults: list[Fault] = []
        self._cautions: list[Fault] = []
        self._questions: list[Question] = []

    # Which index, which year, which source.

    def _indices(self) -> list[str]:
        told = list(dict.fromkeys(column.index for column in self._table.columns if column.index))
        if told:
            return told
        for text in (
            *self._table.title,
            self._table.sheet.name,
            self._table.sheet.file.replace("_", " ").replace("-", " "),
        ):
            if found := self._words.indices_in(text):
                return found
        return []

    def _year(self) -> int | None:
        """The year of a table whose columns and rows name none."""
        if self._answers.period:
            return int(self._answers.period[1][:4])
        for text in (*self._table.title, self._table.sheet.name, self._table.sheet.file):
            folded = DAYS.sub(" ", fold(DECISION.sub(" ", text)))
            years = {int(year) for year in OF_YEAR.findall(folded) or IN_TEXT.findall(folded)}
            if len(years) == 1:
                return years.pop()
        return None

    def _source(self) -> tuple[str, str]:
        """The source of the plan, and the decision or page that the file names."""
        spec = self._words.spec
        told = self._answers.source
        if told in self._catalog.sources:
            return told, ""
        if told:
            return spec.source, told
        below = [str(cell) for row in self._table.sheet.rows for cell in row if isinstance(cell, str)]
        for text in (*self._table.title, self._table.sheet.file.rpartition(".")[0], *below):
            found = DECISION.search(text)
            if found:
                return spec.source, " ".join(found[0].split())
            if re.match(r"\s*nguồn\s*:?\s*\S", text, re.IGNORECASE):
                return spec.source, " ".join(text.split())[:200]
        choices = tuple((source.id, source.title) for source in self._catalog.sources.values())
        self._questions.append(
            Question(
                "source", "", self._table.sheet.whole, "bảng không ghi quyết định hay nơi công bố", choices, spec.source
            )
        )
        return spec.source, ""

    # The columns.

    def _columns(self) -> list[Column]:
        indices = self._indices()
        table = self._table
        found: list[Column] = []
        for column in table.columns:
            told = self._answers.columns.get(get_column_letter(column.at + 1))
            if told == UNUSED:
                continue
            kind = told if told in ("score", "rank", "year") else column.kind
            index = column.index or (indices[0] if len(indices) == 1 else None)
            if column.part and column.index not in indices and not any(one.index in indices for one in table.columns):
                index = column.index
            if kind != "year" and index is None:
                self._unread(column.words)
                continue
            found.append(Column(column.at, kind, column.words, index, column.part, column.year))
        for words in table.unread:
            self._unread(words)
        return found

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
        keys = dict.fromkeys((column.index, column.year) for column in columns if column.kind != "year")
        years = {year for _, year in keys if year}
        for index, year in keys:
            if index is None:
                continue
            if year is None and years and not by_row and len(years) > 1:
                continue
            own = [column for column in columns if (column.index, column.year) == (index, year)]
            year_columns = [column for column in columns if column.kind == "year"]
            known = year or (None if by_row else (years.pop() if len(years) == 1 else self._year()))
            if known is None and not by_row:
                self._ask_year()
                return
            yield self._catalog.indices[index], known, [*own, *year_columns]

    def _ask_year(self) -> None:
        plan = self._catalog.plan
        choices = tuple(
            (f"nam-{year}", f"năm {year}") for year in range(plan.last_year + 1, plan.baseline_year - 1, -1)
        )
        question = Question("period", "", self._table.sheet.whole, "bảng không ghi kết quả của năm nào", choices)
        self._questions += [] if question in self._questions else [question]
