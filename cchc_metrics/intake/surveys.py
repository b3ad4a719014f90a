"""Tables of a survey, a row a question or factor → values with how many people answered."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import product

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Target
from cchc_metrics.faults import Fault, FaultError, nearest_name
from cchc_metrics.intake.checks import few as few_cases
from cchc_metrics.intake.checks import misprint
from cchc_metrics.intake.content import NO_USE, Answers, Observation, Question, year_question
from cchc_metrics.intake.numbers import Unreadable, count, factor_of, is_share, percent, two_ways
from cchc_metrics.intake.periods import period_above, period_around
from cchc_metrics.intake.readings import NEAR
from cchc_metrics.intake.result_columns import DECISION, FEW, IN_TEXT, Figures, ResultReader, ResultSheet, TableResult
from cchc_metrics.intake.result_words import Column, Key, ResultWords, by_level, of_enterprises
from cchc_metrics.intake.tables import is_number, plain, signers
from cchc_metrics.intake.title_units import not_of_unit, units_in
from cchc_metrics.intake.unpacking import letters_of
from cchc_metrics.text.letters import fold

# How far from 100 the rounded shares of all levels may add up.
WHOLE = 0.3
# A row above a table with more cells is no text.
IN_A_LINE = 3
# How many answered, as the text above a table says it: valid answers, answers that came back, people who were asked.
NUMBER = r"(\d{1,3}(?:\.\d{3})+|\d+)(?![\d/%])"
# «Khảo sát đợt 1», «theo Mẫu số 03», «xem Phụ lục 2»: which one it is, not how many.
WHICH = "".join(rf"(?<!\b{word} )" for word in ("dot", "lan", "quy", "thang", "ky", "so", "mau", "bieu", "bang", "luc"))
SAMPLES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"hop le\W*(?:la\W*)?{NUMBER}|{NUMBER} (?:phieu |y kien )?hop le",
        rf"(?:thu ve|thu duoc|thu vao|thu lai|tra loi)[^\d|;,%]{{0,20}}{NUMBER}",
        rf"(?:co mau|(?<![a-z])n)\s*[:=]?\s*(?:n\s*=\s*)?{NUMBER}",
        rf"(?:so phieu|so nguoi|so luot|so y kien|khao sat)(?![^\d|]*phat ra)[^\d|;,%]{{0,30}}?[\s:]{WHICH}{NUMBER}"
        r"(?= phieu| nguoi| luot| y kien|\s*$|\s*[).;,|])(?![^|]*\d)",
    )
)
# «Hài lòng (gồm cả bình thường)», «Hài lòng (từ bình thường trở lên)».
WITH_OTHERS = re.compile(r"\((?!.*(?:khong|tru|chua))[^()]*(?:binh thuong|trung lap|chap nhan|tam|tuong doi)")
COUNTS = ("satisfied", "very", "both", "others")

Counts = Mapping[int, float | None]


def of_years(table: ResultSheet) -> list[ResultSheet]:
    """A table with columns of several years as one of each year; any other as it is."""
    years = sorted({column.year for column in table.columns if column.year})
    if len(years) < 2:
        return [table]
    return [replace(table, columns=[column for column in table.columns if column.year == year]) for year in years]


class SurveyTable(ResultReader):
    """One table of a survey of one unit."""

    def __init__(
        self, table: ResultSheet, words: ResultWords, catalog: Catalog, unit_id: str | None, answers: Answers
    ) -> None:
        units = units_in(table.title, catalog) if unit_id is None else []
        super().__init__(replace(table, columns=by_level(table.columns, table.own_title)), words, catalog, answers)
        self._unit_id = unit_id or next(iter(units), catalog.plan.unit)

    @property
    def is_known(self) -> bool:
        """True when the table has answers and satisfied ones, or shares that its title calls satisfaction."""
        kinds = {column.kind for column in self._table.columns}
        own = (*self._table.own_title, self._table.sheet.name, self._table.sheet.file)
        heading = " ".join(map(fold, own))
        is_survey = (
            "hai long" in heading or "sipas" in heading or any("hai long" in fold(c.words) for c in self._table.columns)
        )
        has_counts = "answers" in kinds and bool(kinds & {"satisfied", "both"})
        levels = bool(kinds & {"satisfied", "both"}) and "others" in kinds
        has_shares = bool(kinds & {"share", "satisfied-share"})
        return bool(self._table.body) and is_survey and (has_counts or levels or has_shares)

    def read(self) -> TableResult:
        """The values of the questions that the plan knows."""
        table = self._table
        signatures = signers(table.sheet.rows[max(table.body) + 1 :])
        about = (table.sheet.whole, [*table.title, table.sheet.name], self._catalog, self._unit_id, signatures)
        wrong = not_of_unit(*about) or of_enterprises(table.sheet.whole, table.own_title)
        self._faults += [wrong] if wrong else []
        self._check_groups()
        self._check_levels()
        self._check_degrees()
        days = self._days()
        rows = [] if self._faults else self._rows()
        self._caution_hidden([at for at, _ in rows])
        self._sample = self._sample_above(days[1].year if days is not None else None)
        counts = self._counts([at for at, _ in rows])
        self._caution_levels({at: counts[at][1] for at, _ in rows})
        figures: Figures = []
        if days is not None and not self._faults and not self._questions:
            first, last = days
            whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
            for at, key in rows:
                figure = self._figure(at, key, counts[at])
                if figure is not None:
                    period = {} if whole else {"period_start": first, "period_end": last}
                    figures.append((self._place(at), Observation(year=last.year, **period, **figure)))
        self._cautions += few_cases(figures, self._catalog)
        if any(row.sample_size is None for _, row in figures):
            problem = "bảng chỉ có tỷ lệ, không ghi bao nhiêu người trả lời: lưu tỷ lệ, không xét được sai số"
            expected, remedy = "số phiếu trả lời của từng năm", "thêm cột «Số phiếu trả lời», nếu có số ấy"
            place = table.sheet.cell(table.first, table.name)
            self._cautions.append(Fault("unread-part", place, problem, expected, remedy))
        return self._result(figures)

    def _check_levels(self) -> None:
        """A fault for a column of satisfied people that counts those who did not say so."""
        for kind in ("satisfied", "very", "both", "share", "satisfied-share"):
            for column in self._by_kind(kind):
                if WITH_OTHERS.search(fold(column.words)):
                    place = self._table.sheet.cell(self._table.first, column.at)
                    problem = f"cột «{column.words}» gồm cả người không nói là hài lòng"
                    expected, remedy = "số phiếu hài lòng, rất hài lòng", "tách mức khác ra thành một cột"
                    self._faults.append(Fault("misplaced-value", place, problem, expected, remedy))

    def _check_groups(self) -> None:
        """A fault where columns tell of several groups of people, and none of them all."""
        satisfied = [column for kind in ("both", "satisfied") for column in self._by_kind(kind)]
        tops = list(dict.fromkeys(column.words.partition(" › ")[0] for column in satisfied))
        if len(satisfied) > len({column.kind for column in satisfied}) and len(tops) > 1:
            names = ", ".join(f"«{top}»" for top in tops)
            self._faults.append(
                Fault(
                    "two-readings",
                    self._table.sheet.cell(self._table.first, satisfied[0].at),
                    f"bảng chia người trả lời thành các nhóm {names}, không có nhóm cột của mọi người",
                    "một nhóm cột «Tổng» cho mọi người trả lời",
                    "thêm nhóm cột «Tổng» cộng các nhóm, hoặc bỏ các nhóm không dùng",
                )
            )

    def _check_degrees(self) -> None:
        """A fault where a degree stands beside the numbers of a row: then they are not all answers to a question."""
        table = self._table
        for at in range(table.last + 1, max(table.body) + 2):
            row = table.sheet.rows[at] if at < len(table.sheet.rows) else []
            texts = [plain(cell) for cell in row[: table.columns[0].at] if isinstance(cell, str)]
            degree = next((text for text in texts if self._words.kind_of_survey(fold(text)) in COUNTS), None)
            if degree is not None and any(map(is_number, row)):
                problem = f"«{degree}» là một mức độ hài lòng, ở hàng riêng; không rõ mức ấy của nội dung nào"
                expected = "mỗi nội dung một hàng, các mức độ là cột; hoặc các mức ở các hàng ngay dưới mỗi nội dung"
                remedy = "ghi đủ tên nội dung và các mức, mỗi mức một hàng, rồi nộp lại"
                self._faults.append(Fault("two-readings", table.sheet.cell(at, table.name), problem, expected, remedy))
                return

    def _caution_levels(self, answers: Mapping[int, float | None]) -> None:
        """A caution for each row whose degrees are fewer than the answers: nobody knows what the others said."""
        levels = [column for kind in ("satisfied", "very", "others") for column in self._by_kind(kind)]
        if not self._by_kind("others") or not self._by_kind("satisfied"):
            return
        for at, under in answers.items():
            over = self._sum(at, levels)
            if over is not None and under is not None and over < under:
                problem = f"các mức cộng lại {plain(over)} phiếu, ít hơn {plain(under)} phiếu trả lời"
                expected = "các mức cộng lại bằng số phiếu trả lời"
                remedy = "sửa nếu thiếu một mức; nếu đúng là phiếu không ghi mức nào thì không cần sửa"
                self._cautions.append(Fault("sum-mismatch", self._place(at), problem, expected, remedy))

    def _place(self, at: int) -> str:
        column = next(iter(self._by_kind("both") or self._by_kind("satisfied") or self._table.columns))
        return self._table.sheet.place(at, column.at)

    # The period.

    def _days(self) -> tuple[dt.date, dt.date] | None:
        table, sheet = self._table, self._table.sheet
        answer = self._answers.days
        report_periods = tuple(self._catalog.periods.values())
        of_columns = {column.year for column in table.columns}
        of_all = next(iter(of_columns)) if len(of_columns) == 1 else None
        if of_all is not None:
            return dt.date(of_all, 1, 1), dt.date(of_all, 12, 31)
        try:
            above = period_above(sheet, table.first, report_periods)
            result = above or (None if answer is not None else period_around(sheet, report_periods))
        except FaultError as wrong:
            if answer is not None:
                return answer
            self._faults += wrong.faults
            return None
        if result is None and answer is not None:
            return answer
        if result is None:
            plan = self._catalog.plan
            years = range(plan.last_year, plan.baseline_year - 1, -1)
            self._questions.append(year_question(sheet.whole, "bảng không ghi kết quả khảo sát của năm nào", years))
            return None
        return result[0], result[1]

    def _sample_above(self, year: int | None) -> int | None:
        """How many people answered, where the text above the table says it and no column does."""
        table = self._table
        if self._unders():
            return None
        lines: list[str] = []
        for at in range(table.first - 1, -1, -1):
            cells = [plain(cell) for cell in table.sheet.rows[at] if cell not in ("", None)]
            if len(cells) > IN_A_LINE:
                break
            lines.append(fold(" ".join(cells)))
        # What was asked in another year says nothing of this one.
        lines = [line for line in lines if {int(year_text) for year_text in IN_TEXT.findall(line)} <= {year}]
        for pattern in SAMPLES:
            numbers = {
                int(number.replace(".", ""))
                for line in lines
                for match in pattern.finditer(line)
                for number in match.groups()
                if number
            } - {year, 0}
            if len(numbers) == 1:
                return numbers.pop()
            if numbers:
                return None
        return None

    # The rows.

    def _rows(self) -> list[tuple[int, Key]]:
        """The rows whose question the plan knows, or somebody was asked about."""
        result: list[tuple[int, Key]] = []
        first_at: dict[Key, int] = {}
        rest: list[str] = []
        questions: list[Question] = []
        target = self._of_title()
        for at in self._table.body:
            name = self._table.row_name(at)
            key = self._key(name)
            if key is None:
                is_factor = target is not None and self._words.is_question(name)
                is_rest = is_factor or self._words.is_aside(name) or self._answer_of(name) == NO_USE
                question = None if is_rest else self._question(at, name)
                questions += [question] if question else []
                rest += [] if question else [name]
            elif key in first_at:
                self._faults.append(
                    Fault(
                        "duplicate-row",
                        self._table.sheet.cell(at, self._table.name),
                        f"«{name}» cùng nội dung với {self._table.sheet.cell(first_at[key], self._table.name)}",
                        "mỗi nội dung một dòng",
                        "bỏ một dòng, hoặc ghi rõ tên",
                    )
                )
            else:
                first_at[key] = at
                result.append((at, key))
        if target and rest and not result and not questions:
            short = self._catalog.indicators[target[0]].short
            problem = f"tên bảng hỏi về «{short}», các dòng là yếu tố của chỉ số hài lòng, không có dòng hài lòng chung"
            remedy = "thêm dòng «Hài lòng chung»; nếu là kết quả SIPAS thì ghi «SIPAS» ở tên bảng"
            place = self._table.sheet.cell(self._table.first, self._table.name)
            self._faults.append(Fault("nothing-asked", place, problem, "số phiếu hài lòng chung", remedy))
        # Thirty questions of a form nobody wants to be asked about: only names near to a known one, or all if none is.
        near = [question for question in questions if question.guess]
        self._questions += near or ([] if result else questions[:FEW])
        rest += [] if not result and not near else [question.words for question in questions if question not in near]
        self._unread_rows(rest, "không phải nội dung mà kế hoạch hỏi, không đọc", "nội dung khảo sát mà kế hoạch có")
        return result

    def _answer_of(self, name: str) -> str | None:
        answers = {fold(key): value for key, value in self._answers.groups.items()}
        return answers.get(fold(name))

    def _key(self, name: str) -> Key | None:
        labels = self._choices()
        answer = self._answer_of(name)
        if answer is not None and answer in labels:
            indicator, _, part = answer.partition("/")
            return indicator, part or None
        keys = [key for key in self._words.subjects(name) if self._id(key) in labels]
        title = {index for text in self._table.title for index in self._words.indices_in(text)}
        own = [key for key in keys if key[1] is None or key[0] in title] or keys
        key = own[0] if len(set(own)) == 1 else None
        if key is None or key[0] in title or self._is_target(key):
            return key
        # A survey of one target is none of the index, whose factors and total have the same names.
        target = self._of_title()
        return key if target is None else target if key[1] is None else None

    def _is_target(self, key: Key) -> bool:
        return isinstance(self._catalog.indicators[key[0]], Target)

    def _of_title(self) -> Key | None:
        """The target that the title asks about, of which the row for all is; None where it asks about another thing."""
        keys = self._words.names.get(self._words.question_in(self._table.own_title), ())
        targets = {key for key in keys if self._id(key) in self._choices() and self._is_target(key)}
        return targets.pop() if len(targets) == 1 else None

    @staticmethod
    def _id(key: Key) -> str:
        return key[0] if key[1] is None else f"{key[0]}/{key[1]}"

    def _choices(self) -> Mapping[str, str]:
        """What a row of a survey may be about: targets and indices that a survey measures, and their parts."""
        result: dict[str, str] = {}
        for indicator in self._catalog.indicators.values():
            if indicator.measure != "survey":
                continue
            result[indicator.id] = indicator.short
            for part in () if isinstance(indicator, Target) else indicator.part:
                result[f"{indicator.id}/{part.id}"] = f"{indicator.short}: {part.short}"
        return result

    def _question(self, at: int, name: str) -> Question:
        labels = self._choices()
        names = {
            bare: self._id(key) for bare, keys in self._words.names.items() for key in keys if self._id(key) in labels
        }
        near = nearest_name(self._words.bare(name), names, likeness=0.75)
        choices = (*labels.items(), (NO_USE, "không dùng dòng này"))
        place = self._table.sheet.cell(at, self._table.name)
        return Question("group", name, place, name, choices, names[near] if near else "")

    # The numbers.

    def _by_kind(self, kind: str) -> list[Column]:
        return [column for column in self._table.columns if column.kind == kind]

    def _counts(self, rows: Sequence[int]) -> Mapping[int, tuple[float | None, float | None, float | None]]:
        """Satisfied, answers and printed share of each row, by the reading that the numbers prove."""
        shares = self._shares(rows)
        ways = list(product(self._overs(), self._unders()))
        best: tuple[int, Mapping[int, tuple[float | None, float | None, float | None]]] | None = None
        for over, under in ways:
            for share in (*shares, *([] if shares else [None])):
                sums = {at: (self._sum(at, over), self._sum(at, under), self._share(at, share)) for at in rows}
                holds = sum(self._holds(*sums[at]) for at in rows)
                if all(self._possible(at, *sums[at][:2]) for at in rows) and (best is None or holds > best[0]):
                    best = holds, sums
        if best is None:
            if ways and rows and not self._faults:
                over, under = ways[0]
                wrong = (at for at in rows if not self._possible(at, self._sum(at, over), self._sum(at, under)))
                self._faults.append(self._impossible(next(wrong, rows[0])))
            answers = self._by_kind("answers")
            return {
                at: (
                    None,
                    self._count(at, answers[0]) if len(answers) == 1 else None,
                    self._share(at, shares[0]) if shares else None,
                )
                for at in rows
            }
        holds, counts = best
        if (
            shares
            and ways
            and rows
            and any(one[2] is not None and one[1] for one in counts.values())
            and holds * 3 < len(rows)
        ):
            self._faults.append(
                Fault(
                    "ratio-mismatch",
                    self._table.sheet.cell(self._table.first, shares[0][0].at),
                    f"cột «{shares[0][0].words}» không phải số hài lòng chia cho số phiếu ở hầu hết các dòng",
                    "tỷ lệ khớp với số phiếu hài lòng và số phiếu trả lời",
                    "xem lại cột nào là số phiếu trả lời hợp lệ, hoặc sửa số",
                )
            )
        return counts

    def _overs(self) -> list[Sequence[Column]]:
        """What may be the number of satisfied people, the likeliest first."""
        both, satisfied, very = (self._by_kind(kind) for kind in ("both", "satisfied", "very"))
        ways: list[Sequence[Column]] = [both[:1]] if both else []
        if satisfied and very:
            ways.append([satisfied[0], very[0]])
        elif satisfied:
            ways.append(satisfied[:1])
        return ways

    def _unders(self) -> list[Sequence[Column]]:
        """What may be the number of answers: the columns that say so, else every level together."""
        answers = self._by_kind("answers")
        order = ("hop le", "tra loi", "thu ve", "thu duoc", "thu vao", "")
        answers.sort(key=lambda column: next(at for at, word in enumerate(order) if word in fold(column.words)))
        if answers:
            return [[column] for column in answers]
        levels = [column for kind in ("satisfied", "very", "others") for column in self._by_kind(kind)]
        return [levels] if self._by_kind("others") else []

    def _sum(self, at: int, columns: Sequence[Column]) -> float | None:
        numbers = [self._count(at, column) for column in columns]
        return None if None in numbers else sum(number or 0 for number in numbers)

    def _count(self, at: int, column: Column) -> float | None:
        try:
            return count(self._table.cell(at, column.at))
        except Unreadable as wrong:
            self._unreadable(at, column, wrong)
            return None

    def _shares(self, rows: Sequence[int]) -> list[Sequence[Column]]:
        """The columns of a printed share, the likeliest first: one, or satisfied and very satisfied of all levels."""
        shares = [[column] for column in self._by_kind("share")]
        satisfied, very, others = (self._by_kind(f"{kind}-share") for kind in ("satisfied", "very", "others"))
        if shares or not satisfied:
            return list(shares)
        if not very:
            return [satisfied[:1]]
        # Whether «Hài lòng» counts those who are very satisfied too is said by all levels together: they make 100 %.
        ways: list[Sequence[Column]] = [[satisfied[0], very[0]], *([satisfied[:1]] if others else [])]
        whole = [way for way in ways if all(abs((self._share(at, [*way, *others]) or 0) - 100) <= WHOLE for at in rows)]
        if not whole and not self._overs():
            problem = f"không rõ «{satisfied[0].words}» đã gồm «{very[0].words}» chưa: các mức không cộng thành 100 %"
            expected, remedy = "tỷ lệ của mọi mức, hoặc số phiếu hài lòng", "thêm cột tỷ lệ của các mức còn lại"
            place = self._table.sheet.cell(self._table.first, satisfied[0].at)
            self._faults.append(Fault("two-readings", place, problem, expected, remedy))
        return whole[:1]

    def _share(self, at: int, columns: Sequence[Column] | None) -> float | None:
        whole = factor_of(self._table.cell(row, column.at) for row in self._table.body for column in columns or ())
        parts = [self._share_in(at, column, whole) for column in columns or ()]
        return None if not parts or None in parts else round(sum(part or 0 for part in parts), 6)

    def _share_in(self, at: int, column: Column, factor: int) -> float | None:
        cell = self._table.cell(at, column.at)
        try:
            result = percent(cell)
        except Unreadable as wrong:
            self._unreadable(at, column, wrong)
            return None
        return result if result is None or is_share(cell) else factor * result

    @staticmethod
    def _holds(over: float | None, under: float | None, share: float | None) -> bool:
        return over is not None and bool(under) and share is not None and abs(100 * over / under - share) <= NEAR  # type: ignore[operator]

    def _possible(self, at: int, over: float | None, under: float | None) -> bool:
        """True where those who are satisfied and those who are not are no more than those who answered."""
        rest = 0.0
        for column in self._by_kind("others"):
            with suppress(Unreadable):
                rest += count(self._table.cell(at, column.at)) or 0
        return over is None or under is None or over + rest <= under

    def _impossible(self, at: int) -> Fault:
        columns = ", ".join(f"«{column.words}» (cột {letters_of(column.at)})" for column in self._table.columns)
        return Fault(
            "numerator-above-denominator",
            self._table.sheet.cell(at, self._table.name),
            "số phiếu hài lòng, hoặc các mức cộng lại, lớn hơn số phiếu trả lời",
            f"các mức cộng lại không lớn hơn số trả lời, ở các cột {columns}",
            "kiểm tra các cột ấy",
        )

    def _figure(
        self, at: int, key: Key, sums: tuple[float | None, float | None, float | None]
    ) -> Mapping[str, object] | None:
        over, under, share = sums
        counts = over is not None and under is not None and under > 0
        if not counts and share is None:
            self._faults.append(
                Fault(
                    "missing-value",
                    self._table.sheet.cell(at, self._table.name),
                    f"«{self._table.row_name(at)}» không có số phiếu hài lòng và số phiếu trả lời, cũng không có tỷ lệ",
                    "số phiếu hài lòng và số phiếu trả lời",
                    "điền các ô còn trống",
                )
            )
            return None
        self._faults += [two_ways(self._place(at), share)] if not counts and share and share <= 1 else []
        target = isinstance(self._catalog.indicators[key[0]], Target)
        common: dict[str, object] = {
            "indicator_id": key[0],
            "part_id": key[1],
            "unit_id": self._unit_id,
            "flag": self._flag[0],
            "source_id": self._words.spec.survey_source,
            "sample_size": int(under) if under else self._sample,
            "note": self._note(),
        }
        if counts and share is not None:
            wrong = misprint(self._place(at), share, over or 0, under or 0)
            self._cautions += [wrong] if wrong else []
        if counts and target:
            return common | {"numerator": over, "denominator": under, "reported_value": share}
        if counts:
            return common | {"value": round(100 * (over or 0) / (under or 1), 4), "reported_value": share}
        return common | {"value": share}

    def _note(self) -> str | None:
        result = next((match for text in self._table.title if (match := DECISION.search(text))), None)
        return " ".join(result[0].split()) if result else None
