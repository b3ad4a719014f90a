"""Tables of results on the sheets of a file: published indices with a row a unit, surveys with a row a question."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Index, Unit
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.content import NO_ANSWERS, NO_USE, Answers, FileContent, Observation, Open, Question
from cchc_metrics.intake.form_columns import columns_on, gives
from cchc_metrics.intake.form_tables import tables_of
from cchc_metrics.intake.names import once_per_plan
from cchc_metrics.intake.numbers import Signs, Unreadable, count, signs_of, two_ways
from cchc_metrics.intake.numbers import plain as plain_text
from cchc_metrics.intake.result_columns import FEW, IN_TEXT, Figures, IndexColumns, TableResult, result_sheets
from cchc_metrics.intake.result_measures import of_other_measure, ranks_alone
from cchc_metrics.intake.result_words import FINAL, Column, ResultWords, own_points, whole_in
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.surveys import SurveyTable, of_years
from cchc_metrics.intake.unpacking import letters_of
from cchc_metrics.text.letters import fold

# A score that is printed out of so many.
HUNDRED = 100
# So near are a total and the sum of its parts, each rounded to two decimals.
NEAR = 0.0051


@dataclass(frozen=True)
class Scores:
    """The numbers of one index in a table, by row and part (None: the total); ranks by row, of how many units.

    `columns` are those of the total and of each part, `parts` those whose numbers fit their index.
    """

    columns: Mapping[str | None, Column]
    values: Mapping[int, Mapping[str | None, float | None]]
    parts: Collection[str]
    ranks: Mapping[int, float]
    rank_counts: Mapping[int, int]
    answers: Mapping[int, int]


class IndexTable(IndexColumns):
    """One table with a row a unit."""

    @property
    def is_known(self) -> bool:
        """True when the table says of which index it tells, and names units of the plan."""
        return bool(self._indices()) and any(self._units_of(self._table.row_name(at)) for at in self._table.body)

    def read(self) -> TableResult:
        """The figures of every unit that the plan knows."""
        columns = self._columns()
        ranks = [] if self._answers.columns else ranks_alone(self._table, columns)
        # «PAR INDEX» over whole numbers of a ranking may be either.
        if any(one.year is None for one in ranks):
            self._ask_kind(*ranks)
        columns = [replace(one, kind="rank") if one in ranks else one for one in columns]
        heads = (
            []
            if any(column.kind in ("score", "part", "points") for column in columns) or self._faults
            else self._table.unread
        )
        wrong = own_points(self._table.sheet.cell(self._table.first, self._table.name), self._table.own_title, heads)
        self._faults += [
            *([wrong] if wrong else []),
            *of_other_measure(self._table, columns, self._catalog, self._most),
        ]
        origin = self._source()
        figures: Figures = []
        signs = signs_of(self._table.cell(at, column.at) for at in self._table.body for column in columns)
        rows = list(self._rows())
        self._caution_hidden([at for at, _, _ in rows])
        for index, year, own_columns in self._series(columns):
            figures += self._of_series(index, year, own_columns, rows, signs, origin)
        if not figures and not self._faults and not self._questions:
            self._faults.append(self._nothing())
        return self._result(figures)

    # The rows.

    def _rows(self) -> Iterator[tuple[int, str, Sequence[Unit]]]:
        names = {at: self._table.row_name(at) for at in self._table.body}
        units = {at: [] if self._words.is_aside(name) else self._units_of(name) for at, name in names.items()}
        # A province below its communes is their mean, or all of them together; one of them is enough to tell.
        parents = Counter(parent for each in units.values() for parent in {unit.parent for unit in each} if parent)
        sure = {each[0].parent for each in units.values() if len(each) == 1}
        wholes = {at for at, each in units.items() if any(parents[unit.id] > 1 or unit.id in sure for unit in each)}
        wholes |= {at for at, name in names.items() if self._words.is_aside(name)}
        yield from ((at, names[at], each) for at, each in units.items() if each and at not in wholes)
        why = "không phải kết quả của một đơn vị (trung bình, tổng, ghi chú), không lưu"
        self._unread_rows([names[at] for at in sorted(wholes)], why, "mỗi đơn vị một dòng")
        rest = [name for at, name in names.items() if name and not units[at] and at not in wholes]
        expected = "tên đơn vị như trong kế hoạch"
        self._unread_rows(rest, "không phải đơn vị mà kế hoạch có, không đọc", expected)

    def _year_of(self, at: int, columns: Sequence[Column]) -> int | None:
        column = next(column for column in columns if column.kind == "year")
        match = IN_TEXT.search(re.sub(r"\.0$", "", str(self._table.cell(at, column.at))))
        if match is None:
            self._faults.append(
                Fault(
                    "unusable-value",
                    self._table.sheet.cell(at, column.at),
                    f"«{self._table.cell(at, column.at)}» không phải một năm",
                    "năm của kết quả, ví dụ 2024",
                    "sửa ô này",
                )
            )
        return int(match[1]) if match else None

    def _of_series(
        self,
        index: Index,
        year: int | None,
        columns: Sequence[Column],
        rows: Sequence[tuple[int, str, Sequence[Unit]]],
        signs: Signs,
        origin: tuple[str, str],
    ) -> Figures:
        scores = self._scores(index, columns, [at for at, _, _ in rows], signs)
        figures: Figures = []
        first_at: dict[tuple[str, int], int] = {}
        for at, name, units in rows:
            of_year = year or self._year_of(at, columns)
            unit = self._unit(at, name, units, of_year) if of_year is not None else None
            if of_year is None or unit is None:
                continue
            if (unit.id, of_year) in first_at:
                self._faults.append(self._twice(at, name, first_at[unit.id, of_year]))
                continue
            first_at[unit.id, of_year] = at
            figures += self._of_row(index, scores, at, (unit, of_year), origin)
        return figures

    def _scores(self, index: Index, columns: Sequence[Column], rows: Sequence[int], signs: Signs) -> Scores:
        """The numbers of the rows in the unit of the index, once they are known to fit each other."""
        by_part = self._by_part(index, columns, rows, signs)
        values = {at: {part: self._value(at, column, signs) for part, column in by_part.items()} for at in rows}
        values = self._to_scale(index, by_part, values)
        values = {at: self._with_points(index, columns, at, row, signs) for at, row in values.items()}
        self._hold_ranks(index, columns, values)
        sound_parts = self._sound_parts(index, values)
        ranks = self._ranks(columns)
        rank_counts = self._ranked_units(columns, ranks)
        answers = self._numbers(columns, "answers")
        return Scores(by_part or {None: columns[0]}, values, sound_parts, ranks, rank_counts, answers)

    def _of_row(
        self, index: Index, scores: Scores, at: int, about: tuple[Unit, int], origin: tuple[str, str]
    ) -> Iterator[tuple[str, Observation]]:
        """The figures of one unit and year: the total with its rank, and the parts that are kept."""
        unit, year = about
        source, note = origin
        values = scores.values[at]
        total = self._total(index, values) if None not in values else None
        for part, value in ({None: total} | dict(values)).items():
            rank = scores.ranks.get(at) if part is None else None
            if (part is not None and part not in scores.parts) or (value is None and rank is None):
                continue
            column = scores.columns.get(part) or next(iter(scores.columns.values()))
            remark = "; tổng cộng từ các thành phần" if part is None and total is not None else ""
            yield (
                self._table.sheet.place(at, column.at),
                Observation(
                    indicator_id=index.id,
                    part_id=part,
                    unit_id=unit.id,
                    year=year,
                    value=value,
                    flag=self._flag[0],
                    method=self._method(index.id, unit, year),
                    reported_rank=int(rank) if rank else None,
                    reported_of=scores.rank_counts.get(at) if rank else None,
                    sample_size=scores.answers.get(at) if part is None and index.measure == "survey" else None,
                    source_id=source,
                    note=(note + remark).strip("; ") or None,
                ),
            )

    def _units_of(self, name: str) -> list[Unit]:
        """The units that a name may mean; none of a level that is only compared with, as «Cả nước» is."""
        levels = self._catalog.levels
        return [unit for unit in self._units.candidates(name) if levels[unit.level].peers]

    def _unit(self, at: int, name: str, units: Sequence[Unit], year: int) -> Unit | None:
        place = self._table.sheet.cell(at, self._table.name)
        there = [unit for unit in units if unit.days_of(year)[0] <= unit.days_of(year)[1]]
        # Of a commune and a province of one name, the table means the level that most of its rows have.
        if len({unit.level for unit in there}) > 1:
            there = [unit for unit in there if unit.level == self._level()]
            if len(there) == 1:
                return there[0]
        try:
            return self._catalog.units[self._units.of(place, name, dt.date(year, 12, 31))]
        except FaultError as wrong:
            self._faults += wrong.faults
            return None

    def _level(self) -> str:
        levels = [unit.level for at in self._table.body for unit in self._units_of(self._table.row_name(at))]
        return max(set(levels), key=levels.count) if levels else ""

    def _method(self, index: str, unit: Unit, year: int) -> str | None:
        return next(
            (
                rule.method
                for rule in self._words.spec.made_by
                if rule.indicator == index and unit.level in rule.levels and rule.from_year <= year <= rule.to_year
            ),
            None,
        )

    # The numbers.

    def _by_part(
        self, index: Index, columns: Sequence[Column], rows: Sequence[int], signs: Signs
    ) -> Mapping[str | None, Column]:
        """One column for the total and for each part; a question where two say different things."""
        result: dict[str | None, Column] = {}
        for column in columns:
            if column.kind not in ("score", "part"):
                continue
            before = result.get(column.part)
            if before is None:
                result[column.part] = column
                continue
            same = all(self._value(at, column, signs) == self._value(at, before, signs) for at in rows)
            likelier = self._likelier(index, before, column)
            if same or likelier is not None:
                result[column.part] = likelier or before
                self._unread((before if likelier is column else column).words)
            else:
                self._ask_kind(before, column)
        return result

    @staticmethod
    def _likelier(index: Index, first: Column, second: Column) -> Column | None:
        """Of two columns of scores the one that its words call the index itself."""

        def names(column: Column) -> int:
            words = fold(column.words)
            is_total = "tong" in words or FINAL.search(words) is not None
            return 2 * (index.unit == "percent" and "%" in words) + ("chi so" in words) + is_total

        return None if names(first) == names(second) else max(first, second, key=names)

    def _ask_kind(self, *columns: Column) -> None:
        choices = (("score", "điểm của chỉ số"), ("rank", "thứ hạng"), (NO_USE, "không dùng cột này"))
        for column in columns:
            samples = tuple(str(self._table.cell(at, column.at)) for at in self._table.body[:3])
            letter = letters_of(column.at)
            place = self._table.sheet.cell(self._table.last, column.at)
            self._ask(Question("column", letter, place, column.words, choices, "score", samples))

    def _ranks(self, columns: Sequence[Column]) -> dict[int, int]:
        return self._numbers(columns, "rank")

    def _numbers(self, columns: Sequence[Column], kind: str) -> dict[int, int]:
        """The whole numbers above zero of the column of a kind, by row; «20/63» is the rank 20."""
        column = next((column for column in columns if column.kind == kind and column.part is None), None)
        result: dict[int, int] = {}
        unread: list[str] = []
        for at in self._table.body if column else ():
            cell = self._table.cell(at, column.at) if column else ""
            try:
                result[at] = int(count(whole_in(cell)) or 0)
            except Unreadable:
                unread.append(f"{self._table.row_name(at)}: {plain_text(cell)}")
        self._unread_rows(unread, f"không đọc được số ở cột «{column.words if column else ''}»", "một số, ví dụ 2")
        return {at: number for at, number in result.items() if number}

    def _ranked_units(self, columns: Sequence[Column], ranks: Mapping[int, int]) -> Mapping[int, int]:
        """How many units were ranked, by row: «20/63» says so, and so does a table of all of them; else not known."""
        column = next((column for column in columns if column.kind == "rank" and column.part is None), None)
        totals = {
            at: int(match[1])
            for at in (self._table.body if column else ())
            if (match := re.search(r"/\s*(\d+)\s*$", str(self._table.cell(at, column.at) if column else "")))
        }
        if self._by_row(columns):
            return totals
        if len(set(totals.values())) == 1:
            return dict.fromkeys(ranks, next(iter(totals.values())))
        whole = len(ranks) >= FEW and set(ranks.values()) >= {1, 2} and max(ranks.values()) == len(ranks)
        return dict.fromkeys(ranks, len(ranks)) if whole else {}

    def _to_scale(
        self,
        index: Index,
        by_part: Mapping[str | None, Column],
        values: Mapping[int, Mapping[str | None, float | None]],
    ) -> dict[int, dict[str | None, float | None]]:
        """The numbers in the unit of the index; totals and parts by their own numbers, for points are no shares."""
        result = {at: dict(row) for at, row in values.items()}
        for is_total in (True, False):
            row_parts = [(at, part) for at, row in values.items() for part in row if (part is None) == is_total]
            numbers = {(at, part): one for at, part in row_parts if (one := values[at][part]) is not None}
            factor = self._scale(index, numbers.values())
            for (at, part), one in numbers.items():
                result[at][part] = round(one * factor, 9)
                # Points of a part may be less than one.
                if index.unit == "percent" and (is_total or index.combine != "sum") and 0 < one * factor <= 1:
                    self._faults.append(two_ways(self._table.sheet.cell(at, by_part[part].at), one))
        return result

    def _scale(self, index: Index, numbers: Collection[float]) -> float:
        """100 for percentages that the table prints as shares of 1, 0.01 for ratios that it prints in percent."""
        if index.unit == "ratio" and numbers and all(1 < one <= HUNDRED for one in numbers):
            factor, problem = 0.01, "điểm ghi theo thang 100, được đọc là thang từ 0 đến 1 như trong kế hoạch"
        elif index.unit == "percent" and any(numbers) and all(0 <= one <= 1 for one in numbers):
            factor, problem = 100.0, "điểm ghi từ 0 đến 1, được đọc là phần của 100 %"
        else:
            return 1.0
        expected = "điểm từ 0 đến 1" if index.unit == "ratio" else "tỷ lệ từ 0 đến 100"
        remedy = "không cần sửa, nếu đúng là như vậy"
        self._cautions.append(Fault("two-readings", self._table.sheet.whole, problem, expected, remedy))
        return factor

    def _hold_ranks(
        self, index: Index, columns: Sequence[Column], values: Mapping[int, Mapping[str | None, float | None]]
    ) -> None:
        """A fault where the ranks do not follow the scores: then one of the two columns is something else."""
        if self._by_row(columns):
            return
        ranks = self._ranks(columns)
        pairs = sorted(
            (rank, -total) for at, rank in ranks.items() if (total := values.get(at, {}).get(None)) is not None
        )
        wrong = sum(later[1] < earlier[1] - 1e-9 for earlier, later in pairwise(pairs) if later[0] > earlier[0])
        if len(pairs) >= FEW and wrong * 4 > len(pairs):
            self._faults.append(
                Fault(
                    "contradiction",
                    self._table.sheet.whole,
                    f"thứ hạng không theo điểm của {index.short} ở {wrong} đơn vị",
                    "đơn vị điểm cao hơn có thứ hạng nhỏ hơn",
                    "xem lại cột nào là điểm, cột nào là hạng",
                )
            )

    def _total(self, index: Index, row: Mapping[str | None, float | None]) -> float | None:
        """The total of a row whose table prints none, where every part that has a score is there."""
        # Points are a percentage only of 100, and no table without a total says that so many could be had.
        if index.combine != "sum" or index.unit == "percent":
            return None
        parts = [row.get(part.id) for part in index.part]
        terms = [value for value in parts if value is not None]
        # PAPI had six parts before it had eight.
        if len(terms) < 2 or (None in parts and (len(terms) != 6 or None in parts[:6])):
            return None
        return round(sum(terms), 4)

    def _sound_parts(self, index: Index, values: Mapping[int, Mapping[str | None, float | None]]) -> set[str]:
        """The parts whose numbers fit their index: they add up, or stay below their full score."""
        names = {part for row in values.values() for part in row if part}
        if not names:
            return set()
        full = {part.id: part.maximum for part in index.part}
        fit = all(
            value is None or full[part] is None or 0 <= value <= (full[part] or 0)
            for row in values.values()
            for part, value in row.items()
            if part
        )
        checks = [
            abs(sum(parts) - total) <= NEAR * (len(parts) + 1)
            for row in values.values()
            if (total := row.get(None)) is not None
            and len(parts := [value for part, value in row.items() if part and value is not None]) == len(names)
        ]
        sums = index.combine != "sum" or not checks or sum(checks) * 3 >= len(checks) * 2
        sure = None not in (full[part] for part in names) or (checks and sums and index.combine == "sum")
        if fit and sums and sure:
            return names
        self._cautions.append(
            Fault(
                "unread-part",
                self._table.sheet.whole,
                f"các cột thành phần của {index.short} không lưu: không cộng thành điểm tổng, hoặc vượt điểm tối đa",
                "điểm thành phần cộng lại bằng điểm tổng",
                "không cần sửa; điểm tổng vẫn được lưu",
            )
        )
        return set()

    def _twice(self, at: int, name: str, before: int) -> Fault:
        return Fault(
            "duplicate-row",
            self._table.sheet.cell(at, self._table.name),
            f"«{name}» đã có ở {self._table.sheet.cell(before, self._table.name)}",
            "mỗi đơn vị một dòng trong một năm",
            "bỏ dòng lặp, hoặc ghi rõ tên",
        )

    def _nothing(self) -> Fault:
        return Fault(
            "empty-list",
            self._table.sheet.whole,
            "bảng không có điểm hay hạng nào của đơn vị mà kế hoạch có",
            "mỗi đơn vị một dòng, có cột điểm hoặc cột hạng",
            "nộp bảng có đơn vị của kế hoạch",
        )


class Results:
    """Tables of results: published indices with a row a unit, and surveys with a row a question."""

    title = "Bảng kết quả chỉ số (PAR INDEX, PAPI, SIPAS, ICT INDEX, DTI) hoặc kết quả khảo sát hài lòng"

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when a sheet has a table of results that names its index, and no table of counts gives figures."""
        return bool(tables(sheets, catalog, None, NO_ANSWERS)) and not is_form(sheets, catalog)

    def read(
        self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None, answers: Answers = NO_ANSWERS
    ) -> FileContent:
        """The figures of every table.

        Raises: Open when something is left open, FaultError with every fault.
        """
        result = [table.read() for table in tables(sheets, catalog, unit_id, answers)]
        faults = [fault for each in result for fault in each.faults]
        cautions = [caution for sheet in sheets for caution in sheet.cautions]
        cautions += dict.fromkeys(caution for each in result for caution in each.cautions)
        questions = [question for each in result for question in each.questions]
        figures = [figure for each in result for figure in each.figures]
        first: dict[tuple[object, ...], tuple[str, Observation]] = {}
        observations: Figures = []
        for place, row in figures:
            before = first.setdefault(row.key, (place, row))
            if before[1] is row:
                observations.append((place, row))
            elif (before[1].value, before[1].numerator) != (row.value, row.numerator):
                faults.append(
                    Fault(
                        "two-values",
                        place,
                        f"khác với {before[0]}",
                        "mỗi đơn vị một kết quả trong một năm",
                        "bỏ một trong hai",
                    )
                )
        if questions:
            raise Open(questions, faults, cautions)
        if faults:
            raise FaultError(faults, cautions)
        return FileContent(observations=tuple(observations), cautions=tuple(cautions))

    def rows_of(self, sheet: Sheet, catalog: Catalog) -> set[int]:
        """The rows of the tables of results on a sheet."""
        return {at for table in tables([sheet], catalog, None, NO_ANSWERS) for at in table.rows}


@once_per_plan
def words_of(catalog: Catalog) -> Sequence[ResultWords]:
    """The words of a plan for tables of results."""
    return [ResultWords(spec, catalog) for spec in catalog.result_tables.values()]


def tables(
    sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None, answers: Answers
) -> list[IndexTable | SurveyTable]:
    """The tables of results on the sheets that are shown."""
    result: list[IndexTable | SurveyTable] = []
    for words in words_of(catalog):
        for sheet in sheets:
            for table in () if sheet.is_hidden else result_sheets(sheet, words):
                several: Sequence[IndexTable | SurveyTable] = (
                    [SurveyTable(part, words, catalog, unit_id, answers) for part in of_years(table)]
                    if table.survey
                    else [IndexTable(table, words, catalog, answers)]
                )
                result += [one for one in several if one.is_known]
    return result


def is_form(sheets: Sequence[Sheet], catalog: Catalog) -> bool:
    """True when a sheet has a table of counts that gives figures: «chỉ số» above it names no published index."""
    return any(gives(table.form, columns_on(table).ids)[0] for sheet in sheets for table in tables_of(sheet, catalog))


def unknown_units(sheets: Sequence[Sheet], catalog: Catalog) -> Iterator[Fault]:
    """The fault of a table of an index that names no unit of the plan, or has neither score nor rank."""
    for sheet in sheets:
        for words in words_of(catalog):
            for table in (one for one in result_sheets(sheet, words) if not one.survey):
                names = [catalog.indices[index].short for index in words.title_indices(sheet, table.own_title)]
                units = ", ".join(f"«{table.row_name(at)}»" for at in table.body[:3])
                what = f"không có đơn vị nào của kế hoạch: {units} …" if units else "không có điểm hay hạng nào"
                place, problem = sheet.cell(table.first, table.name), f"bảng kết quả {', '.join(names)} {what}"
                expected, remedy = "mỗi đơn vị một dòng, có điểm hoặc hạng", "nộp bảng có đơn vị của kế hoạch"
                yield from [Fault("unknown-form", place, problem, expected, remedy)] if names else []
