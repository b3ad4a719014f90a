"""Questionnaires: a row an answered form, a column a question → factors with their sample. No single form is kept."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import ResultTable
from cchc_metrics.catalog.models import Target
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.checks import cautions_of
from cchc_metrics.intake.content import NO_ANSWERS, Answers, FileContent, Observation, Open, year_question
from cchc_metrics.intake.periods import period_above, period_in_name
from cchc_metrics.intake.result_columns import NUMBERS
from cchc_metrics.intake.result_words import Key, ResultWords, of_enterprises
from cchc_metrics.intake.results import words_of
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.title_units import not_of_unit, units_in
from cchc_metrics.text.letters import fold

# Fewer forms are no survey; a column holds opinions when so many of its cells do.
LEAST, MOSTLY = 5, 0.8
# A header stands among the first so many rows.
FARTHEST = 20
# «Ông/bà có hài lòng về việc giải quyết thủ tục hành chính không?»
QUESTION = re.compile(
    r"(?:[^?]{0,60}?(?:ong|ba|anh|chi|ban|cong dan)\W+(?:[^?]{0,30}?\W)?)?(?:muc do )?hai long"
    r"(?: (?:o muc do nao|o muc nao|nhu the nao|the nao))?(?: cua (?:ong/ba|anh/chi))? (?:ve|voi|doi voi) (.+?)"
    r"(?:,? (?:o muc do nao|o muc nao|nhu the nao|the nao|ra sao|hay khong|khong))?[\s?.:*]*$"
)
NO_OPINION = {"khong y kien", "khong co y kien", "khong tra loi", "khong biet", "khong danh gia", "khong"}
# Degrees of a scale from 1 to 5: satisfied from 4 on.
DEGREES = {"1": False, "2": False, "3": False, "4": True, "5": True}
COLUMNS = (
    *("indicator_id", "part_id", "unit_id", "year", "period_start", "period_end"),
    *("numerator", "denominator", "value", "sample_size", "flag", "source_id", "note"),
)


@dataclass(frozen=True)
class Forms:
    """Where the forms of a sheet stand: the row of the first one, and the columns of each factor; others are named."""

    first: int
    columns: Mapping[Key, Sequence[int]]
    others: Sequence[str]


class Questionnaires:
    """Questionnaires about satisfaction, on a sheet of a workbook or as text."""

    title = "Phiếu khảo sát hài lòng, mỗi dòng một phiếu"

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when a sheet has forms that answer a question the plan asks."""
        return any(
            forms_on(sheet, words, catalog) for words in words_of(catalog) for sheet in sheets if not sheet.is_hidden
        )

    def read(
        self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None, answers: Answers = NO_ANSWERS
    ) -> FileContent:
        """The factors of the sheet with forms, and the list that is kept of them.

        Raises: Open when the sheet does not say its period, FaultError when there are several sheets with forms.
        """
        (sheet, words, forms), *others = (
            (sheet, words, forms)
            for words in words_of(catalog)
            for sheet in sheets
            if not sheet.is_hidden and (forms := forms_on(sheet, words, catalog))
        )
        second = next((other for other, _, _ in others if other is not sheet), None)
        if second is not None:
            problem = f"trang này và {sheet.whole} đều là phiếu khảo sát"
            remedy = "phiếu cùng kỳ thì chép vào một trang; khác kỳ thì mỗi trang một tệp"
            raise FaultError([Fault("duplicate-table", second.whole, problem, "một trang phiếu trong tệp", remedy)])
        first, last = _days(sheet, forms, catalog, answers)
        title = [str(cell) for row in sheet.rows[: forms.first] for cell in row if str(cell).strip()]
        unit = unit_id or next(iter(units_in(title, catalog)), catalog.plan.unit)
        group = _only_group(sheet, forms, words)
        owner = (sheet.whole, [*title, sheet.name, *group], catalog, unit)
        own = [f"của {name}" for name in group[:1]]
        if wrong := not_of_unit(*owner) or of_enterprises(sheet.whole, title) or of_enterprises(sheet.whole, own):
            raise FaultError([wrong])
        whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
        about: dict[str, Any] = {"unit_id": unit, "year": last.year, "flag": "final"}
        about |= {} if whole else {"period_start": first, "period_end": last}
        reader = _Reader(sheet, forms, words.spec)
        result = [figure for key in forms.columns if (figure := reader.figure(key, catalog, about))]
        cautions = (*sheet.cautions, *reader.cautions(), *cautions_of(result, catalog))
        return FileContent(
            observations=tuple(result), cautions=cautions, substitute=_kept_list(row for _, row in result)
        )


def forms_on(sheet: Sheet, words: ResultWords, catalog: Catalog) -> Forms | None:
    """The forms on a sheet; None where it holds none."""
    degrees = _degrees(words.spec)
    # A running number looks like a degree of a scale; words do not.
    rows = ([text for cell in row if (text := _text(cell)) in degrees] for row in sheet.rows[: FARTHEST + LEAST])
    top = [len(texts) > 1 or any(not text.isdecimal() for text in texts) for texts in rows]
    first = next((at for at in range(1, len(top) - LEAST + 1) if all(top[at : at + LEAST])), None)
    if first is None:
        return None
    body = sheet.rows[first:]
    columns: dict[Key, list[int]] = {}
    others = []
    for at in range(max(map(len, body))):
        cells = [row[at] for row in body if at < len(row) and str(row[at]).strip()]
        matches = sum(_text(cell) in degrees for cell in cells)
        if matches < LEAST or matches < MOSTLY * len(cells):
            continue
        headers = [_header(sheet, first - up, at) for up in (1, 2) if first - up >= 0]
        if fold(headers[0]).strip(" .") in NUMBERS:
            continue
        texts = [match[1] if (match := QUESTION.match(fold(header))) else header for header in headers]
        keys = [key for text in texts for key in words.subjects(text) if _is_surveyed(key, catalog)]
        if keys:
            columns.setdefault(keys[0], []).append(at)
        elif not all(str(cell).strip().isdecimal() for cell in cells):
            others.append(headers[0])
    return Forms(first, columns, others) if columns else None


def _only_group(sheet: Sheet, forms: Forms, words: ResultWords) -> Sequence[str]:
    """The one hamlet or group of people that all forms come from, where a column says so; with the words over it."""
    header = sheet.rows[forms.first - 1]
    for at in (at for at, cell in enumerate(header) if words.names_places(cell)):
        names = {" ".join(str(row[at]).split()) for row in sheet.rows[forms.first :] if at < len(row)} - {""}
        if len({fold(name) for name in names}) == 1:
            (name, *_) = names
            return (name, f"{header[at]} {name}")
    return ()


def _header(sheet: Sheet, row: int, column: int) -> str:
    """The words over a column; in the upper line those of the cell to the left where its own is part of a wide one."""
    cells = [str(cell).strip() for cell in sheet.rows[row][: column + 1]]
    wide = any(top <= row <= bottom and left <= column <= right for top, bottom, left, right in sheet.merges)
    while cells and not cells[-1] and wide:
        cells.pop()
    return cells[-1] if cells and len(cells) <= column + 1 else ""


def _is_surveyed(key: Key, catalog: Catalog) -> bool:
    indicator = catalog.indicators.get(key[0])
    return indicator is not None and indicator.measure == "survey"


def _text(cell: Any) -> str:
    return fold(str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)[:40]).strip(" .")


@lru_cache(maxsize=8)
def _degrees(spec: ResultTable) -> Mapping[str, bool | None]:
    """Whether a degree is satisfied, by its words; None for no opinion."""
    satisfied = dict.fromkeys(map(fold, (*spec.satisfied, *spec.very, *spec.both)), True)
    others: dict[str, bool | None] = dict.fromkeys(map(fold, spec.others), False)
    return others | satisfied | DEGREES | dict.fromkeys(NO_OPINION)


@dataclass
class _Reader:
    sheet: Sheet
    forms: Forms
    spec: ResultTable

    def figure(self, key: Key, catalog: Catalog, about: Mapping[str, Any]) -> tuple[str, Observation] | None:
        """The share of satisfied answers to the questions of a factor, and how many people gave any."""
        columns = self.forms.columns[key]
        degrees = _degrees(self.spec)
        satisfied = answers = people = 0
        for row in self.sheet.rows[self.forms.first :]:
            cells = [degrees.get(_text(row[at])) for at in columns if at < len(row)]
            opinions = [one for one in cells if isinstance(one, bool)]
            satisfied, answers, people = satisfied + sum(opinions), answers + len(opinions), people + bool(opinions)
        if not answers:
            return None
        indicator = catalog.indicators[key[0]]
        has_counts = isinstance(indicator, Target) and indicator.has_counts and len(columns) == 1
        figure: dict[str, Any] = (
            {"numerator": satisfied, "denominator": answers}
            if has_counts
            else {"value": round(100 * satisfied / answers, 4)}
        )
        note = f"cộng từ {people} phiếu" + (f", {len(columns)} câu hỏi" if len(columns) > 1 else "")
        observation = Observation(
            **about,
            **figure,
            indicator_id=key[0],
            part_id=key[1],
            sample_size=people,
            source_id=self.spec.survey_source,
            note=note,
        )
        return self.sheet.place(self.forms.first - 1, columns[0]), observation

    def cautions(self) -> Iterator[Fault]:
        """What was not counted, and that no form is kept."""
        wrong = [
            self.sheet.cell(number, at)
            for number, row in enumerate(self.sheet.rows[self.forms.first :], self.forms.first)
            for columns in self.forms.columns.values()
            for at in columns
            if at < len(row) and _text(row[at]) and _text(row[at]) not in _degrees(self.spec)
        ]
        if wrong:
            problem = f"{len(wrong)} ô không phải mức độ hài lòng nên không tính: {', '.join(wrong[:5])}"
            yield Fault("unusable-value", self.sheet.whole, problem, "một mức như «Hài lòng», hoặc 1 đến 5", "sửa ô")
        if self.forms.others:
            headers = ", ".join(f"«{header}»" for header in self.forms.others[:5])
            yield Fault(
                "left-out-rows",
                self.sheet.whole,
                f"{len(self.forms.others)} câu hỏi không thuộc nội dung nào của kế hoạch nên không tính: {headers}",
                "tên nội dung như trong kế hoạch",
                "không cần sửa; muốn tính thì nhờ người lập kế hoạch thêm câu hỏi",
            )


def _days(sheet: Sheet, forms: Forms, catalog: Catalog, answers: Answers) -> tuple[dt.date, dt.date]:
    """The period of the forms; an answer is for those that say none, or two. Raises: Open where nothing says it."""
    report_periods = tuple(catalog.periods.values())
    try:
        result = period_above(sheet, forms.first - 1, report_periods)
    except FaultError:
        if answers.days is None:
            raise
        return answers.days
    if result is None and answers.days is not None:
        return answers.days
    result = result or period_in_name(sheet.file, report_periods)
    if result is None:
        plan = catalog.plan
        years = range(plan.last_year, plan.baseline_year - 1, -1)
        raise Open([year_question(sheet.whole, "bảng không ghi phiếu của năm nào", years)])
    return result[0], result[1]


def _kept_list(rows: Iterator[Observation]) -> bytes:
    """The factors as a list of figures: all that the ledger keeps of a file of forms."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        cells = row.model_dump(mode="json", include={*COLUMNS}, exclude_none=True)
        # Four decimals, so that no reader takes three of them for thousands.
        writer.writerow(cells | ({} if row.value is None else {"value": f"{row.value:.4f}"}))
    return text.getvalue().encode()


def people_fault(sheet: Sheet) -> Fault:
    """The fault of a sheet with a row for each person who answered, beside figures: the ledger keeps no such row."""
    return Fault(
        "unread-part",
        sheet.whole,
        "trang có phiếu khảo sát của từng người đứng cùng tệp với số liệu khác; sổ không giữ phiếu của ai",
        "phiếu khảo sát trong một tệp riêng",
        "chuyển trang này sang một tệp riêng rồi nộp cả hai tệp",
    )
