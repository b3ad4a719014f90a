"""Tables of targets and indices in Vietnamese words, a row each, as officers type them or the annex prints them."""

import datetime as dt
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Index, Target
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.intake import workbook
from cchc_metrics.intake.checks import cautions_of, faults_of_figure
from cchc_metrics.intake.content import (
    NO_ANSWERS,
    Answers,
    FileContent,
    Observation,
    Open,
    Question,
    period_question,
    repetitions,
)
from cchc_metrics.intake.names import has_kind, unit_names
from cchc_metrics.intake.numbers import NONE, Signs, Unreadable, count, is_share, measure, quantity, signs_of, two_ways
from cchc_metrics.intake.periods import Days, day_of, period_in_name
from cchc_metrics.intake.result_words import points_in
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.tables import plain, signers
from cchc_metrics.intake.target_columns import (
    FIGURES,
    YEAR,
    Apart,
    TargetSheet,
    bare,
    days_above,
    key_of,
    names_of,
    target_sheet,
    target_words,
)
from cchc_metrics.intake.target_measures import (
    MOST,
    counts_in,
    in_words,
    is_share_alone,
    limit_of_note,
    measure_above,
    of_other_measure,
    shares_alone,
)
from cchc_metrics.intake.title_units import cautions_of_flag, flag_of, not_of_unit, units_in
from cchc_metrics.intake.unpacking import uncalculated
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold, search_key
from cchc_metrics.text.words import FLAGS


class TargetTables:
    """Tables of targets and indices, a row each, with counts or values in columns that Vietnamese words name."""

    title = "Bảng chỉ tiêu có tử số, mẫu số, kết quả"

    def __init__(self, *, counted: bool = False) -> None:
        """With `counted`, only tables with columns of counts, which are no published results whatever they tell of."""
        self._counted = counted

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when a sheet has a row of figures for a target or an index of the plan."""
        tables = (table for sheet in sheets if (table := target_sheet(sheet, catalog)) is not None)
        return any(table.has_counts or not self._counted for table in tables)

    def read(
        self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None, answers: Answers = NO_ANSWERS
    ) -> FileContent:
        """The figures of every sheet with such a table; other sheets are left to whoever asks."""
        faults: list[Fault] = []
        cautions: list[Fault] = []
        questions: list[Question] = []
        figures: list[tuple[str, Observation]] = []
        for sheet in sheets:
            table = target_sheet(sheet, catalog, unit_id, answers.days)
            if table is None:
                continue
            reader = _Reader(table, catalog, unit_id, answers)
            figures += reader.read()
            faults += reader.faults
            cautions += (*sheet.cautions, *reader.cautions)
            questions += [question for question in reader.questions if question not in questions]
        faults += map(in_words, repetitions(figures))
        if not (figures or faults or questions):
            problem, expected = "không chỉ tiêu nào có số", "tử số và mẫu số, hoặc kết quả, của ít nhất một chỉ tiêu"
            faults.append(Fault("empty-list", sheets[0].whole, problem, expected, "điền số rồi nộp lại"))
        cautions += cautions_of(figures, catalog)
        if questions:
            raise Open(questions, faults, cautions)
        if faults:
            raise FaultError(faults, cautions)
        return FileContent(observations=tuple(figures), cautions=tuple(cautions))


class _Reader:
    """One table while it is read: faults, cautions and questions gather in it."""

    def __init__(self, table: TargetSheet, catalog: Catalog, unit_id: str | None, answers: Answers) -> None:
        self._table, self._catalog, self._unit_id, self._answers = table, catalog, unit_id, answers
        self._names, self._units = names_of(catalog), unit_names(catalog)
        self._title = [
            plain(cell) for row in table.sheet.rows[: table.first] for cell in row if isinstance(cell, str) and cell
        ]
        below = [str(cell) for row in table.sheet.rows[max(table.body, default=table.header) + 1 :] for cell in row]
        self._foot = " | ".join(filter(None, below))
        sheet = table.sheet
        self._flag = flag_of([*self._title, *below, sheet.name, sheet.file.rpartition(".")[0]])
        self._flags = {fold(word): flag for flag, word in FLAGS.items()}
        cells = (table.cell(at, "value", year) for at in table.body for year in table.years)
        self._signs: Signs = signs_of(cells)
        self.faults: list[Fault] = []
        self.cautions: list[Fault] = []
        self.questions: list[Question] = []

    def read(self) -> list[tuple[str, Observation]]:
        """The figures of the rows that name a target or an index."""
        table, whole = self._table, self._table.sheet.whole
        owner = self._unit_id or next(iter(units_in(self._title, self._catalog)), self._catalog.plan.unit)
        signatures = signers(table.sheet.rows[table.header + 1 :])
        is_divided = bool(table.apart and table.apart.communes) or ("unit", None) in table.columns
        about = (whole, [*self._title, table.sheet.name], self._catalog, owner)
        wrong = not_of_unit(*about, signatures, is_divided=is_divided)
        self.faults += [wrong] if wrong else []
        if table.apart is not None and self._are_others(table.apart):
            return []
        self._check_columns()
        self._check_rows()
        result: list[tuple[str, Observation]] = []
        silent: list[str] = []
        for at in self._own_rows(owner):
            indicator = self._indicator(at)
            if indicator is None:
                continue
            if not table.has_figure(at):
                silent.append(indicator.short)
                continue
            for year in table.years:
                row = self._row(at, indicator, year, owner)
                result += [(table.place(at, "name"), row)] if row else []
        if silent:
            names = ", ".join(f"«{name}»" for name in silent[:MOST]) + (" …" if silent[MOST:] else "")
            problem, remedy = f"{len(silent)} dòng chưa có số, không lưu: {names}", "không cần sửa, nếu chưa có số"
            self.cautions.append(Fault("left-out-rows", whole, problem, "số của từng chỉ tiêu", remedy))
        notes = (row.note or "" for _, row in result)
        flag = self._flag if self._flag[0] != "final" else flag_of(notes)
        if result and ("flag", None) not in table.columns:
            self.cautions += cautions_of_flag(whole, *flag)
        alone = [each for each in result if is_share_alone(each[1], self._catalog)]
        self.faults += [shares_alone(alone, self._catalog)] if alone else []
        for place, row in (each for each in result if each not in alone):
            self.faults += map(in_words, faults_of_figure(place, row, self._catalog))
        return result

    def _own_rows(self, owner: str) -> Sequence[int]:
        """The rows without those of other communes, which are told, where others name the table's own."""
        units = {at: self._units.candidates(self._table.text(at, "unit")) for at in self._table.body}
        others = [at for at, each in units.items() if each and all(unit.id != owner for unit in each)]
        if not others or not any(unit.id == owner for each in units.values() for unit in each):
            return list(units)
        names = ", ".join(dict.fromkeys(f"«{self._table.text(at, 'unit')}»" for at in others[:MOST]))
        problem, remedy = f"{len(others)} dòng không đọc, là số của {names}", "không cần sửa; đơn vị ấy nộp số của mình"
        place = self._table.place(others[0], "unit")
        self.cautions.append(Fault("unread-part", place, problem, "số của đơn vị nộp", remedy))
        return [at for at in units if at not in others]

    def _are_others(self, apart: Apart) -> bool:
        """True, with a fault, where all columns of figures are of other periods or communes; else they are told."""
        place = self._table.sheet.cell(self._table.first, 0)
        names = ", ".join(f"«{words}»" for words in apart.communes[:MOST])
        if not apart.has_commune:
            unit = self._catalog.units[self._unit_id or self._catalog.plan.unit].name
            problem, remedy = f"các cột là số của {names}, không có cột của {unit}", "nộp bảng có cột của đơn vị"
            self.faults.append(Fault("other-unit", place, problem, f"cột của {unit}", remedy))
            return True
        if names:
            remedy = "không cần sửa; số của đơn vị khác thì đơn vị ấy nộp"
            problem = f"cột {names} không đọc, là số của đơn vị khác"
            self.cautions.append(Fault("unread-part", place, problem, "cột của đơn vị", remedy))
        names = ", ".join(f"«{words}»" for words in apart.periods[:MOST]) + (" …" if apart.periods[MOST:] else "")
        if not names:
            return False
        if apart.has_period:
            problem, remedy = f"cột {names} không đọc, là số của kỳ khác", "không cần sửa; nộp kỳ khác thì nộp riêng"
            self.cautions.append(Fault("unread-part", place, problem, "cột của kỳ ghi ở tên bảng", remedy))
            return False
        days = self._above(is_needed=False)
        if days is None:
            problem = f"tên bảng không ghi kỳ báo cáo nào, nên không rõ cột {names} là số của kỳ nào"
            remedy = "ghi kỳ ở tên bảng, ví dụ «Năm 2025», «(Từ ngày 01/01/2025 đến ngày 30/6/2025)»"
            self.faults.append(Fault("unreadable-period", place, problem, "một kỳ ở tên bảng", remedy))
            return True
        of_title = f"kỳ {days[0]:%d/%m/%Y}–{days[1]:%d/%m/%Y} ghi ở tên bảng"
        problem = f"cột {names} không phải số đã thực hiện của {of_title}, và không cột nào khác là của kỳ ấy"
        remedy = (
            "thêm cột «Cả năm» có số đã thực hiện cả năm; muốn nộp số của một phần năm thì ghi đúng phần ấy "
            "ở tên bảng, ví dụ «11 tháng năm 2024», «Quý I năm 2024»"
        )
        self.faults.append(Fault("misplaced-value", place, problem, "cột số của đúng một kỳ", remedy))
        return True

    def _check_columns(self) -> None:
        """Faults of columns that come twice or limit the figures, of a title of figures to come; what is not read."""
        table, place = self._table, self._table.sheet.cell(self._table.header, 0)
        for words in table.twice:
            problem, remedy = f"cột «{words}» có hai lần", "bỏ một cột, hoặc ghi năm của từng cột"
            self.faults.append(Fault("duplicate-column", place, problem, "một cột", remedy))
        self._check_years(place)
        if table.unproven:
            over, under, share = table.unproven
            problem = f"không dòng nào có «{over}» chia cho «{under}» ra «{share}» đã in"
            expected, remedy = "hai số đếm và tỷ lệ của chúng", "sửa số sai, hoặc ghi «Tử số», «Mẫu số» ở đầu cột"
            self.faults.append(Fault("two-readings", place, problem, expected, remedy))
        limits = [words for words in table.unread if search_key(words) in target_words()["limits"]]
        if limits:
            problem = f"cột «{limits[0]}»: số của từng dòng là của một phần, hoặc của nhiều đơn vị cộng lại"
            remedy = "nộp bảng có mỗi chỉ tiêu một dòng, số chung của đơn vị"
            self.faults.append(Fault("misplaced-value", place, problem, "số chung của một đơn vị", remedy))
        title = next(
            (text for text in self._title for word in target_words()["expected"] if word in search_key(text)), ""
        )
        if title and ("flag", None) not in table.columns:
            problem, remedy = (
                f"«{title[:80]}»: số chưa phải kết quả",
                "nộp số đã có, hoặc thêm cột «Tình trạng số liệu»",
            )
            self.faults.append(Fault("misplaced-value", place, problem, "kết quả đã có", remedy))
        unread = [words for words in table.unread if words not in limits]
        if unread:
            names = ", ".join(f"«{words}»" for words in unread[:MOST]) + (" …" if unread[MOST:] else "")
            expected = "tên chỉ tiêu, tử số, mẫu số, kết quả, năm hoặc kỳ, nguồn, ghi chú"
            remedy = "không cần sửa, nếu ở đó không có số phải nộp"
            self.cautions.append(Fault("unread-part", place, f"cột {names} không đọc", expected, remedy))

    def _check_rows(self) -> None:
        """A fault for figures whose formula was saved without a result; a caution for rows that nobody sees."""
        table, sheet = self._table, self._table.sheet
        columns = {column for (kind, _), column in table.columns.items() if kind in FIGURES[:2]}
        cells = sorted((at, column) for at, column in sheet.formulas_without_value if column in columns)
        if cells:
            self.faults.append(uncalculated(sheet.cell(*cells[0])))
        hidden = [at for at in table.body if at in sheet.hidden_rows and table.has_figure(at)]
        if hidden:
            rows = ", ".join(str(at + 1) for at in hidden[:MOST])
            problem, remedy = f"{len(hidden)} hàng bị ẩn vẫn được đọc", "không cần sửa, nếu các hàng ấy thuộc bảng"
            self.cautions.append(Fault("unread-part", f"{sheet.whole}, hàng {rows}", problem, "hàng hiện ra", remedy))

    def _check_years(self, place: str) -> None:
        """A fault where some columns of figures name a year, and it is not clear of which year the others are."""
        years = [str(year) for year in self._table.years if year]
        without_year = any(kind in FIGURES and year is None for kind, year in self._table.columns)
        above = self._above(is_needed=False) if years and without_year else None
        if without_year and (len(years) > 1 or (above is not None and [str(above[1].year)] != years)):
            problem = f"có cột ghi năm {', '.join(years)} và cột số không ghi năm: không rõ cột ấy của năm nào"
            self.faults.append(Fault("two-readings", place, problem, "mỗi cột số ghi năm", "ghi năm ở đầu từng cột số"))

    def _indicator(self, at: int) -> Index | Target | None:
        """What a row is about; None for a heading, a sum, a line of the foot, and with a fault where nobody knows."""
        name = self._table.text(at, "name")
        ids = self._names.get(key_of(name), ())
        if len(ids) == 1:
            return self._catalog.indicators[ids[0]]
        key, place = key_of(name), self._table.place(at, "name")
        is_aside = any(key == word or key.startswith(f"{word} ") for word in target_words()["aside"])
        if not self._table.has_figure(at) or (is_aside and not ids):
            return None
        expected, remedy = "tên chỉ tiêu, chỉ số như trong kế hoạch", "sửa tên, hoặc bỏ dòng này"
        if ids:
            choices = "; hoặc ".join(f"«{self._catalog.indicators[each].name}» (mã {each})" for each in ids)
            problem, remedy = f"«{name[:80]}» có thể là {choices}", "ghi mã hoặc tên đầy đủ thay cho tên này"
        else:
            every = self._catalog.indicators.values()
            spellings = {search_key(each): each for one in every for each in (one.name, one.short)}
            near = nearest(key, spellings)
            near = next((f"; có phải là «{spellings[each]}»?" for each in spellings if f"«{each}»" in near), "")
            problem = f"không có chỉ tiêu, chỉ số nào tên «{name[:80]}»{near}"
        self.faults.append(Fault("unknown-id", place, problem, expected, remedy))
        return None

    def _row(self, at: int, indicator: Index | Target, year: int | None, owner: str) -> Observation | None:
        """The figure of a row in a year; None where a cell of it cannot be used, which is a fault or a question."""
        table = self._table
        if year and not any(
            str(table.cell(at, kind, year)).strip() for kind in FIGURES if (kind, year) in table.columns
        ):
            return None
        before = len(self.faults), len(self.questions)
        numbers = self._numbers(at, indicator, year)
        days = self._days(at, year)
        unit = self._unit(at, owner, days)
        source, note = self._source(at)
        wrong = limit_of_note(table.place(at, "note"), note, days) or limit_of_note(table.sheet.whole, self._foot, days)
        self.faults += [wrong] if wrong and wrong not in self.faults else []
        words = fold(table.text(at, "flag"))
        flag_of_title = self._flag[0] if self._flag[0] != "final" else flag_of([note])[0]
        flag = self._flags.get(words) if words else flag_of_title
        if flag is None:
            problem, expected = f"«{table.text(at, 'flag')}» không phải tình trạng nào", ", ".join(FLAGS.values())
            self.faults.append(Fault("unknown-value", table.place(at, "flag"), problem, expected, "sửa ô này"))
        as_of = self._day(at, "as_of")
        if (
            (len(self.faults), len(self.questions)) != before
            or days is None
            or not source
            or not any(number is not None for number in numbers.values())
        ):
            return None
        first, last = days
        is_dated = table.text(at, "period") or table.text(at, "last")
        is_whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
        if is_whole and words and flag == "provisional" and not is_dated:
            # A page gives what is known of a year so far, without its days.
            problem = f"số «{FLAGS[flag]}» của năm {last.year}, bảng không ghi từ ngày nào đến ngày nào"
            remedy = "thêm cột «Từ ngày», «Đến ngày»; lấy từ chương trình thì lấy phụ lục (.xlsx), ở đó có ngày"
            place = table.place(at, "flag")
            self.faults.append(Fault("unreadable-period", place, problem, "hai ngày của kỳ", remedy))
            return None
        period: dict[str, Any] = {} if is_whole else {"period_start": first, "period_end": last}
        return Observation(
            indicator_id=indicator.id, unit_id=unit, year=last.year, flag=flag, source_id=source, note=note or None,
            as_of=as_of, **period, **numbers,
        )  # fmt: skip

    # The cells of a row.

    def _numbers(self, at: int, indicator: Index | Target, year: int | None) -> dict[str, Any]:
        """The counts and the value of a row; a percentage beside counts is what was printed."""
        if (in_one := counts_in(self._table.cell(at, "value", year), indicator)) and not self._table.has_counts:
            return in_one
        whole = not (isinstance(indicator, Target) and indicator.amounts)
        result: dict[str, Any] = {}
        for kind in FIGURES:
            cell = self._table.cell(at, kind, year)
            if kind == "value":
                result[kind] = self._value(at, indicator, cell, year)
                continue
            place = self._table.place(at, kind, year)
            try:
                if kind in ("numerator", "denominator") and is_share(cell):
                    raise Unreadable(f"«{plain(cell)}» là tỷ lệ, không phải số đếm", "số nguyên từ 0", "not-a-count")
                is_amount = kind in ("numerator", "denominator") and not whole
                result[kind] = quantity(cell, self._signs) if is_amount else count(cell)
            except Unreadable as wrong:
                self.faults.append(Fault(wrong.kind, place, wrong.problem, wrong.expected, "sửa ô này"))
        has_counts = result.get("numerator") is not None or result.get("denominator") is not None
        if has_counts:
            words = self._table.text(at, "measured_in") or measure_above(self._title)
            self.faults += of_other_measure(self._table.place(at, "measured_in"), words, indicator)
        value, over, under = (result.get(kind) for kind in ("value", "numerator", "denominator"))
        if has_counts and value is not None:
            if indicator.unit == "percent" and over is not None and under and 0 <= value <= 1:
                value = (
                    100 * value if abs(100 * value - 100 * over / under) < abs(value - 100 * over / under) else value
                )
            result |= {"value": None, "reported_value": round(value, 9)}
        elif value is not None:
            self._check_scale(at, indicator, value, year)
        return {kind: number for kind, number in result.items() if number is not None}

    def _value(self, at: int, indicator: Index | Target, cell: Any, year: int | None) -> float | None:
        answers = formats.scale(indicator.measure_unit).answers
        place = self._table.place(at, "value", year)
        if cell in ("", None) or (not answers and isinstance(cell, str) and fold(plain(cell)) in NONE):
            return None
        try:
            if answers:
                return workbook.answer(cell, answers if fold(str(cell)) in map(fold, answers) else ("có", "không"))
            if isinstance(indicator, Index) and (points := points_in(cell, indicator)) is not None:
                return points
            unit = formats.scale(indicator.measure_unit).name
            if isinstance(cell, str) and fold(plain(cell)).endswith(f" {fold(unit)}"):
                cell = plain(cell)[: -len(unit)].strip()
            return measure(cell, self._signs)
        except Unreadable as wrong:
            self.faults.append(Fault(wrong.kind, place, wrong.problem, wrong.expected, "sửa ô này"))
        except workbook.Unreadable as wrong_answer:
            problem, expected, remedy = wrong_answer.args
            self.faults.append(Fault("unusable-value", place, problem, expected, remedy))
        return None

    def _check_scale(self, at: int, indicator: Index | Target, value: float, year: int | None) -> None:
        """A fault for a value alone that may be in another unit than the plan's: 0,85 for 85 %, đồng for triệu đồng."""
        place, unit = self._table.place(at, "value", year), formats.scale(indicator.measure_unit)
        is_percent = indicator.unit == "percent"
        if is_percent and 0 < value <= 1 and not is_share(self._table.cell(at, "value", year)):
            self.faults.append(two_ways(place, value))
        word = self._table.text(at, "measured_in")
        ways = {fold(unit.name), *(target_words()["percent"] if is_percent else ()), *map(fold, unit.answers or ())}
        if unit.answers or not word or bare(word) in {*ways, *map(bare, ways)}:
            return
        problem, expected = f"đơn vị tính «{word}», kế hoạch đo bằng «{unit.name}»", f"giá trị theo {unit.name}"
        place = self._table.place(at, "measured_in")
        self.faults.append(Fault("unusable-value", place, problem, expected, "đổi giá trị và đơn vị tính cho khớp"))

    def _day(self, at: int, kind: str) -> dt.date | None:
        cell = self._table.cell(at, kind)
        try:
            return day_of(cell)
        except ValueError:
            place = self._table.place(at, kind)
            self.faults.append(
                Fault("unusable-value", place, f"«{cell}» không phải một ngày", "ngày/tháng/năm", "sửa ô này")
            )
            return None

    def _days(self, at: int, year: int | None) -> Days | None:
        """The days of a row: its own, else those of its period and year, of the column, the title, the file's name."""
        table = self._table
        first, last = self._day(at, "first"), self._day(at, "last")
        if first and last:
            return first, last
        own = YEAR.search(table.text(at, "year"))
        if table.text(at, "year") and own is None:
            problem = f"«{table.text(at, 'year')}» không phải một năm"
            self.faults.append(Fault("unusable-value", table.place(at, "year"), problem, "bốn chữ số", "sửa ô này"))
            return None
        of_year = year or (int(own[1]) if own else None)
        period = table.text(at, "period")
        above = self._above(is_needed=of_year is None)
        if period:
            return self._of_period(at, period, of_year or (above[1].year if above else None))
        if of_year and (above is None or above[1].year != of_year):
            return dt.date(of_year, 1, 1), dt.date(of_year, 12, 31)
        if above is None and not self.faults:
            question = period_question(table.sheet.whole, None, self._catalog)
            self.questions += [] if question in self.questions else [question]
        return above

    def _above(self, *, is_needed: bool) -> Days | None:
        """The days that the title, the sheet or the file names, else those answered; two periods may be a fault."""
        table = self._table
        try:
            days = days_above(table.sheet, table.first, self._catalog)
        except FaultError as wrong:
            self.faults += [fault for fault in wrong.faults if is_needed and fault not in self.faults]
            return None
        return days or (table.apart.days if table.apart else None) or self._answers.days

    def _of_period(self, at: int, period: str, year: int | None) -> Days | None:
        plan = tuple(self._catalog.periods.values())
        of_year = (f"{period} {year}", f"{period} năm {year}") if year else (f"năm {period}",)
        for text in (period, *of_year):
            with suppress(FaultError):
                if (days := period_in_name(f"{text}.", plan)) is not None:
                    return days[:2]
        problem, expected = f"«{period}» không phải một kỳ", "«Năm 2024», «6 tháng đầu năm 2024», «Quý I/2024»"
        self.faults.append(Fault("unreadable-period", self._table.place(at, "period"), problem, expected, "sửa ô này"))
        return None

    def _unit(self, at: int, owner: str, days: Days | None) -> str:
        """The unit of a row; «Đơn vị» may also be what the value is measured in, or who answers for it."""
        words, place = self._table.text(at, "unit"), self._table.place(at, "unit")
        if not words or days is None or not (self._units.is_unit(words) or has_kind(words)):
            return owner
        try:
            unit = self._units.of(place, words, days[1])
        except FaultError as wrong:
            self.faults += wrong.faults
            return owner
        if self._unit_id is not None and unit != self._unit_id:
            names = (self._catalog.units[each].name for each in (unit, self._unit_id))
            problem, expected = (f"số liệu của {name}" for name in names)
            self.faults.append(
                Fault("other-unit", place, problem, expected, "chọn đúng đơn vị khi nộp, hoặc bỏ dòng này")
            )
        return unit

    def _source(self, at: int) -> tuple[str, str]:
        """The source of a row, as its cell, the line below with its number, or an answer says it; and its note."""
        table, sources = self._table, self._catalog.sources
        note, words = table.text(at, "note"), table.text(at, "source")
        texts = [words]
        if number := re.fullmatch(r"[\[(]?(\d{1,2})[\])]?", words):
            cells = (cell for row in table.sheet.rows[table.header + 1 :] for cell in row if isinstance(cell, str))
            texts = [cell for cell in cells if re.match(rf"[\[(]?{number[1]}[\]).]?\s", cell.strip())]
        for text in map(search_key, texts):
            names = [(one.id, map(search_key, one.titles)) for one in sources.values()]
            known = [key for key, titles in names if text == search_key(key) or any(title in text for title in titles)]
            if len(known) == 1:
                return known[0], note
        note = "; ".join(filter(None, (note, words if not number else "")))
        if self._answers.source in sources:
            return self._answers.source, note
        choices = tuple((source.id, source.title) for source in sources.values())
        if self._answers.source:
            problem, expected = f"«{self._answers.source}» không phải nguồn nào của kế hoạch", ", ".join(sources)
            wrong = Fault("unknown-id", table.sheet.whole, problem, expected, "chọn một nguồn, hoặc thêm cột «Nguồn»")
            self.faults += [] if wrong in self.faults else [wrong]
            return "", note
        question = Question("source", "", table.sheet.whole, "bảng không ghi nguồn nào của kế hoạch", choices)
        self.questions += [] if question in self.questions else [question]
        return "", note
