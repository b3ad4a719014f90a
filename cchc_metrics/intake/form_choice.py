"""Which column of one table is which: those of its unit and period, the reading that holds, what is left to ask."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cchc_metrics.faults import Fault
from cchc_metrics.intake.content import NO_USE, Question
from cchc_metrics.intake.form_columns import ALL_DOSSIERS, TableColumns, with_hidden
from cchc_metrics.intake.form_sums import origins_on
from cchc_metrics.intake.headers import BEFORE, ELSE, FLOW, TIME, YEAR, YEAR_ALONE
from cchc_metrics.intake.names import is_commune
from cchc_metrics.intake.numbers import Share
from cchc_metrics.intake.readings import Choice, Counts, Reading, best, complete, counts_of
from cchc_metrics.intake.tables import STEP, is_number, plain
from cchc_metrics.intake.title_units import ABOVE_COMMUNE, ESTIMATE, level_of
from cchc_metrics.intake.unpacking import letters_of
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold

# A reading is chosen by so many rows; whether it holds is looked at in every one.
SAMPLE = 60
# So many identities that hold in every row make a reading sure although the cells of its header contradict each other.
SURE = 2
# «Toàn huyện» over columns.
WIDER = re.compile(rf"(?<![a-z])toan {ABOVE_COMMUNE}(?![a-z])")


class TableChoice(TableColumns):
    """One table as far as the choice of its columns."""

    def _choice(self, year: int | None) -> Choice:
        candidates: dict[int, Sequence[str]] = dict(self._columns.candidates)
        layout = self._answers.layouts.get(self._table.fingerprint, {})
        answers = {column: layout[str(column)] for column in range(len(self._table.paths)) if str(column) in layout} | {
            column: name
            for column in range(len(self._table.paths))
            if (name := self._answers.columns.get(letters_of(column)))
        }
        answers |= {other: answers[at] for at in answers for other in self._parts_beside(at)}
        choices = set(self._titles) | {NO_USE}
        for column, name in answers.items():
            if name not in choices:
                place, problem = f"--column {letters_of(column)}={name}", f"không có cột nào mã «{name}»"
                expected = "một trong: " + "; ".join(f"{title} ({id_})" for id_, title in self._titles.items())
                self._add(Fault("unknown-value", place, problem, expected, "sửa mã"))
            else:
                candidates[column] = [name]
        self._is_answered = bool(answers)
        candidates = self._of_unit(candidates)
        if not answers:
            unknown = [at for at in self._unknown() if at not in self._others_unread()]
            candidates = self._of_period(candidates, year)
            self._leave(unknown, "không rõ là số gì", "cột có tên như trong các mẫu biểu đã biết")
        elif wrong := [at for at, name in answers.items() if name != NO_USE and self._is_of_other_days(at)]:
            self._no_column_of_period(wrong)
        rows = self._data_rows(candidates)[:SAMPLE]
        if not answers:
            candidates = self._of_all_origins(self._of_what_came_in(candidates, rows), rows)
        if self._columns.crossings and not answers:
            return self._of_crossed_head(candidates, rows)
        choice = self._best(candidates, rows)
        if choice.open:
            self._ask(choice.open)
        return choice

    def _of_crossed_head(self, candidates: Mapping[int, Sequence[str]], rows: Sequence[int]) -> Choice:
        """The reading of a head whose cells contradict each other.

        It goes by the order of the columns where cells were merged over the wrong ones, and the numbers say so; or
        without channels of what was settled.
        """
        if completion := self._with_received(candidates, rows):
            return completion
        by_order = self._in_order()
        choice = self._best(by_order, rows)
        verdict = choice.verdict
        # A reading by order that leaves out a column whose own words are plain has not understood the header.
        is_whole = candidates.keys() <= {at for every in verdict.reading.columns.values() for at in every}
        is_proven = is_whole and not verdict.failures and verdict.proofs >= SURE and verdict.is_balanced
        rest = None if is_proven and not self._behind_totals() else self._without_channels(candidates, rows)
        if rest is not None:
            why, expected = "là kênh của hồ sơ đã, đang giải quyết", "kênh của hồ sơ tiếp nhận"
            self._leave(self._columns.crossings, why, expected)
            return rest
        if not is_proven:
            self._ask({**by_order, **candidates})
        elif choice.open:
            self._ask(choice.open)
        return choice

    def _with_received(self, candidates: Mapping[int, Sequence[str]], rows: Sequence[int]) -> Choice | None:
        """The reading with «Đã giải quyết › Trực tiếp» as a channel of what came in, where that completes its sum.

        Its number is then the rest of that sum, whoever is counted in the column.
        """
        crossings, paths = self._columns.crossings, self._table.paths
        if self._behind_totals() or not all(self._facets.is_channel_of_flow(paths[at]) for at in crossings):
            return None
        own = {at: names for at, names in candidates.items() if at not in crossings}
        choice = self._best(own | {at: self._facets.candidates(paths[at][-1:], "received") for at in crossings}, rows)
        is_sound = bool(own) and not choice.open and not choice.verdict.failures
        return choice if is_sound and choice.verdict.sums > self._best(own, rows).verdict.sums else None

    def _behind_totals(self) -> bool:
        """True where the columns that contradict their head all stand right of «Tổng số» below the same cell."""
        paths = [tuple(filter(None, path)) for path in self._table.paths]
        totals = [at for at, path in enumerate(paths) if self._facets.meaning(path).values.keys() == {FLOW}]
        return all(
            any(before < at and paths[before][:-1] == paths[at][:-1] for before in totals)
            for at in self._columns.crossings
        )

    def _best(self, candidates: Mapping[int, Sequence[str]], rows: Sequence[int]) -> Choice:
        sample = [row for at in rows if (row := self._numbers(at, candidates))]
        return best(self._form, candidates, sample, sorted(self._form.figure_columns), self._table.sums)

    def _of_what_came_in(self, candidates: dict[int, Sequence[str]], rows: Sequence[int]) -> dict[int, Sequence[str]]:
        """The columns without «Trực tuyến» right of «Đã giải quyết», unless numbers make it a part of what came in."""
        channels = [at for at in self._columns.channels if at in candidates]
        others = {at: names for at, names in candidates.items() if at not in channels}
        if not channels or not others:
            return candidates
        own, rest = self._best(candidates, rows).verdict, self._best(others, rows).verdict
        is_received = bool({"received", "received-new"} & own.reading.columns.keys())
        if is_received and not own.failures and own.sums > rest.sums:
            return candidates
        self._leave(channels, "không rõ là kênh của hồ sơ tiếp nhận hay đã giải quyết", "«Tiếp nhận › Trực tuyến»")
        return others

    def _of_all_origins(self, candidates: dict[int, Sequence[str]], rows: Sequence[int]) -> dict[int, Sequence[str]]:
        """The columns without «Tiếp nhận trong kỳ › Đã giải quyết» where dossiers from before may be settled besides.

        Where what came in, with those from before, is what was settled and what is open, all are counted there.
        """
        columns = {at: each for at, each in origins_on(self._table).items() if each.is_below}
        before = [
            at for at, path in enumerate(self._table.paths) if self._facets.meaning(path).values.get(TIME) == BEFORE
        ]
        if not columns or not before:
            return candidates
        choice = self._best(candidates, rows)
        if choice.verdict.is_balanced and not choice.verdict.failures and not {*columns} & {*before}:
            return candidates
        why = "chỉ là số của hồ sơ tiếp nhận trong kỳ, hoặc của hồ sơ kỳ trước chuyển sang"
        self._leave([*columns], why, "số của mọi hồ sơ")
        return {at: names for at, names in candidates.items() if at not in columns}

    def _without_channels(self, candidates: Mapping[int, Sequence[str]], rows: Sequence[int]) -> Choice | None:
        """The reading without «Đã giải quyết › Trực tuyến», where all that contradicts itself are such columns.

        The numbers must prove the other columns, and let those be parts of what was settled or is open.
        """
        crossings = self._columns.crossings
        others = {at: names for at, names in candidates.items() if at not in crossings}
        if not others or not all(self._facets.is_channel_of_flow(self._table.paths[at]) for at in crossings):
            return None
        choice = self._best(others, rows)
        if choice.open or choice.verdict.failures:
            return None
        is_proven = choice.verdict.sums > 0
        for flow in ("settled", "pending"):
            columns = [at for at in crossings if self._facets.meaning(self._table.paths[at]).values[FLOW] == flow]
            pairs = [*self._wholes_and_parts(flow, choice.verdict.reading, columns, rows)]
            if any(part > whole for whole, parts in pairs for part in parts):
                return None
            is_proven = is_proven or (
                any(whole for whole, _ in pairs) and all(whole == sum(parts) for whole, parts in pairs)
            )
        return choice if is_proven else None

    def _wholes_and_parts(
        self, name: str, reading: Reading, columns: Sequence[int], rows: Sequence[int]
    ) -> Iterator[tuple[float, Sequence[float]]]:
        """The count of a name in each row where it is known, with the numbers of some columns there."""
        every = {at: (NO_USE,) for each in (columns, *reading.columns.values()) for at in each}
        for at in rows:
            row = self._numbers(at, every)
            whole = complete(counts_of(reading, row), self._form.identity)[0].get(name)
            if columns and whole is not None:
                yield whole, [row[column] or 0 for column in columns]

    def _of_unit(self, candidates: dict[int, Sequence[str]]) -> dict[int, Sequence[str]]:
        """The columns of the unit itself, where words over some of them name units."""
        units = {at: self._units_over(at) for at in candidates}
        several = len({frozenset(each) for each in units.values()}) > 1
        if self._unit_id in self._levels_over(candidates).values():
            return self._of_level(candidates)
        if not several and (self._each or not any(units.values())):
            return candidates
        own = {at: names for at, names in candidates.items() if self._unit_id in units[at]}
        name = self._catalog.units[self._unit_id].name
        if self._each or not own:
            words = ", ".join(f"«{self._table.words[at]}»" for at in candidates if units[at])
            problem = f"các cột là số của đơn vị khác: {words}"
            place = self._sheet.cell(self._table.first, min(candidates))
            remedy = "nộp biểu của đơn vị, hoặc chọn đúng đơn vị khi nộp"
            self._add(Fault("other-unit", place, problem, f"cột của {name}", remedy))
            self._raise()
        self._leave([at for at in candidates if at not in own], "là số của đơn vị khác", f"cột của {name}")
        return own

    def _levels_over(self, columns: Iterable[int]) -> dict[int, str]:
        """The unit for each column below its level, "" below another, where each stands below «Cấp xã», «Cấp huyện»."""
        own = fold(self._catalog.level_of(self._unit_id).name)
        result: dict[int, str] = {}
        for at in columns:
            levels = [level for cell in self._table.words[at].split(STEP) if (level := level_of(cell))]
            if len(levels) != 1:
                return {}
            result[at] = self._unit_id if levels[0] == own else ""
        return result if len({*result.values()}) > 1 else {}

    def _of_level(self, candidates: dict[int, Sequence[str]]) -> dict[int, Sequence[str]]:
        """The columns below «Cấp xã» beside those below «Cấp huyện»; whether they are all of the unit is asked once."""
        levels = self._levels_over(candidates)
        own = {at: names for at, names in candidates.items() if levels[at]}
        self._leave([at for at in candidates if at not in own], "là số của cấp khác", "cột của cấp xã")
        cells = {at: cell for at in candidates for cell in self._table.words[at].split(STEP) if level_of(cell)}
        text, others = cells[min(own)], dict.fromkeys(cells[at] for at in candidates if at not in own)
        place = self._sheet.cell(self._table.first, min(own))
        words = f"{text}, không lấy {', '.join(others)},"
        self._ask_scope(fold(": ".join([text, *others])), place, words, ALL_DOSSIERS)
        return own

    def _units_over(self, column: int) -> set[str]:
        """The units that the words over a column name; "" for a wider area and one that the plan does not know."""
        cells = [cell for cell in self._table.words[column].split(STEP) if not cell.strip("()").isdecimal()]
        wider = {"" for cell in cells if WIDER.search(fold(cell))}
        return wider | {unit for cell in cells for unit in self._units_in(cell)}

    def _units_in(self, name: str) -> set[str]:
        """The units that a name may mean; "" for a commune that the plan does not have."""
        units = {unit.id for unit in self._groups.units.candidates(name)}
        return units or ({""} if is_commune(name) else set())

    def _of_period(self, candidates: Mapping[int, Sequence[str]], year: int | None) -> dict[int, Sequence[str]]:
        """The columns that count the period of the table, where others stand beside them.

        Columns of one meaning under words that are not known may be anything: another period, another level. They are
        no parts of one number, and where nothing tells which block is meant that is a fault.
        """
        paths = self._table.paths
        others = {at for at in candidates if self._is_of_other(at)}
        estimates = self._estimates(candidates)
        # An estimate of the year stands for it only where nothing else does and all of it is understood.
        others |= estimates if self._unknown() or others | estimates != {*candidates} else set()
        own = {at: names for at, names in candidates.items() if at not in others}
        # All of a table may be cumulative; a column of a named period, or beside one that is not known, is not.
        if not own and (self._unknown() or not all(self._facets.of_other_period(paths[at]) for at in candidates)):
            self._no_column_of_period([*candidates])
        own = own or dict(candidates)
        blocks = {at: self._facets.block(paths[at]) for at in own}
        is_half_known = self._is_half_known(own, blocks)
        if is_half_known or self._repeated_blocks(own, blocks):
            in_year = {at for at in own if str(year) in blocks[at]} or {at for at in own if not blocks[at]}
            is_of_year = in_year and not self._repeated_blocks({at: own[at] for at in in_year}, blocks)
            if is_of_year and not is_half_known:
                own = {at: names for at, names in own.items() if at in in_year}
            else:
                headings = list(dict.fromkeys(self._table.words[at].partition(STEP)[0] for at in own))
                problem = "nhiều nhóm cột cùng nghĩa, không rõ nhóm nào là số của kỳ này: "
                problem += ", ".join(f"«{words}»" for words in headings[:4])
                place, expected = self._sheet.cell(self._table.first, min(own)), "một nhóm cột của kỳ báo cáo"
                remedy = "thêm nhóm cột của mọi hồ sơ; trên nhóm cột của kỳ khác thì ghi «Lũy kế», «Cùng kỳ»"
                self._add(Fault("duplicate-column", place, problem, expected, remedy))
        left_out = {at for at in candidates if at not in own}
        # All of a table may be cumulative.
        left_out |= set() if others & own.keys() else {*self._others_unread()}
        self._leave(sorted(left_out), "là số của kỳ khác", "cột của kỳ báo cáo")
        return self._without_doubles(own, blocks)

    def _others_unread(self) -> list[int]:
        """The columns of counts that mean nothing because they are of another period: «Kỳ trước › Đã giải quyết»."""
        first = max(self._table.names, default=0)
        others = (at for at in range(first + 1, len(self._table.paths)) if at not in self._columns.candidates)
        return [at for at in others if self._facets.of_other_period(self._table.paths[at]) and self._holds_counts(at)]

    def _without_doubles(
        self, columns: Mapping[int, Sequence[str]], blocks: Mapping[int, tuple[str, ...]]
    ) -> dict[int, Sequence[str]]:
        """The columns without «Khối A › Tiếp nhận» beside «Khối B › Tiếp nhận»: neither is the sum."""
        below: dict[object, dict[tuple[str, ...], int]] = {}
        for at, names in columns.items():
            if blocks[at] and self._facets.meaning(self._table.paths[at]).values.get(FLOW) == "received":
                below.setdefault((tuple(names), self._table.paths[at][-1]), {})[blocks[at]] = at
        doubles = sorted(at for each in below.values() if len(each) > 1 for at in each.values())
        if len(doubles) == len(columns):
            return dict(columns)
        self._leave(doubles, "không rõ là phần nào của hồ sơ", "một cột của mọi hồ sơ")
        return {at: names for at, names in columns.items() if at not in doubles}

    def _is_of_other(self, column: int) -> bool:
        """True for a column of another period than its table: «Lũy kế», «Năm 2023», «Quý I» in a table of a year."""
        path, days = tuple(self._table.paths[column]), self._days
        years = {int(match[1]) for cell in path if (match := YEAR_ALONE.fullmatch(cell))}
        is_other = days is not None and bool(years - {days[1].year})
        return is_other or self._is_of_other_name(column) or self._facets.of_other_period(path)

    def _is_of_other_days(self, column: int) -> bool:
        """True for a column below the name of another period or year than that of its table."""
        years = {int(year) for cell in self._table.paths[column] for year in YEAR.findall(cell)}
        is_other_year = bool(self._days and years) and not years & {day.year for day in self._days or ()}
        return is_other_year or self._is_of_other_name(column)

    def _estimates(self, columns: Iterable[int]) -> set[int]:
        """The columns «Ước cả năm» beside others, which count what was."""
        result = {at for at in columns if any(map(ESTIMATE.search, self._table.paths[at]))}
        return result if result != {*columns} else set()

    def _no_column_of_period(self, columns: Sequence[int]) -> None:
        others = list(dict.fromkeys(self._table.words[at] for at in columns))
        problem = "các cột đọc được đều là số của kỳ khác: " + ", ".join(f"«{words}»" for words in others[:4])
        remedy = "nộp bảng có cột của kỳ báo cáo, hoặc chọn kỳ của các cột ấy khi nộp; nhiều kỳ thì mỗi kỳ một bảng"
        place = self._sheet.cell(self._table.first, min(columns))
        self._add(Fault("duplicate-column", place, problem, "cột số liệu của kỳ báo cáo", remedy))
        self._raise()

    def _leave(self, columns: Sequence[int], why: str, expected: str) -> None:
        """A caution with the columns that are left out."""
        if columns:
            words = ", ".join(f"«{self._table.words[at]}»" for at in columns[:4]) + (" …" if len(columns) > 4 else "")
            place = self._sheet.cell(self._table.first, columns[0])
            problem, remedy = f"{len(columns)} cột không đọc, {why}: {words}", "không cần sửa, nếu đúng là như vậy"
            self._cautions.append(Fault("unread-part", place, problem, expected, remedy))

    def _unknown(self) -> list[int]:
        """The columns of counts whose words mean nothing here, nor «Trả kết quả › Đúng hạn» where none is settled.

        Marks, codes, shares and notes are none.
        """
        table, first = self._table, max(self._table.names, default=0)
        names = {name for ways in self._columns.candidates.values() for name in ways}
        is_settled = any(self._facets.is_of(name, ("settled",)) for name in names)
        result = []
        for at, path in enumerate(table.paths):
            values = self._facets.meaning(path).values
            is_else = not is_settled and values.get("flow") == ELSE and "deadline" in values
            if (
                at > first
                and any(path)
                and at not in self._columns.candidates
                and (at in self._columns.parts or is_else or not values.keys() & {"flow", "measure"})
            ):
                result.append(at)
        return [at for at in result if self._holds_counts(at)]

    def _holds_counts(self, column: int) -> bool:
        cells = [self._table.cell(row, column) for row in self._table.body]
        return sum(is_number(cell) and not isinstance(cell, Share) for cell in cells) * 2 > len(cells)

    def _block(self, column: int) -> tuple[str, ...]:
        return self._facets.block(self._table.paths[column])

    def _is_half_known(self, columns: Mapping[int, Sequence[str]], blocks: Mapping[int, tuple[str, ...]]) -> bool:
        """True for «Trên phần mềm › Đã giải quyết» beside another, where «Trên phần mềm › Đúng hạn» is not known."""
        paths = self._table.paths
        lowest = {paths[at][-1] for at in columns}
        heads = {
            self._block(at)
            for at in self._unknown()
            if len(paths[at]) > 1 and (paths[at][-1] in lowest or self._facets.is_known(paths[at][-1]))
        } - {()}
        # «Tổng số» over columns is of all, whatever stands beside it.
        if any(self._names.may_be_total(self._table.words[at].partition(STEP)[0]) for at in columns):
            return False
        pairs = ((at, other) for at in columns if blocks[at] in heads for other in columns)
        return any(columns[at] == columns[other] and blocks[at] != blocks[other] for at, other in pairs)

    @staticmethod
    def _repeated_blocks(columns: Mapping[int, Sequence[str]], blocks: Mapping[int, tuple[str, ...]]) -> bool:
        """True when several meanings come once in each of several blocks."""
        result: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        for at, names in columns.items():
            result.setdefault(tuple(names), set()).add(blocks[at])
        return sum(len(each) > 1 for each in result.values()) > 1

    def _in_order(self) -> dict[int, Sequence[str]]:
        """The columns by their order, where the cells of the header were merged over the wrong ones."""
        table = self._table
        number_columns = [
            column
            for column, path in enumerate(table.paths)
            if column not in table.names
            and any(path)
            and any(is_number(table.cell(at, column)) for at in table.body)
            and self._facets.is_known(next(cell for cell in reversed(path) if cell))
        ]
        names = self._facets.in_order([table.paths[column] for column in number_columns])
        pairs = zip(number_columns, names, strict=True)
        return with_hidden(self._form, {column: [name] for column, name in pairs if name != NO_USE})

    def _parts_beside(self, column: int) -> list[int]:
        """The other columns that are parts of one number with a column: what one of them is the others are too."""
        table = self._table
        parts = [at for at in table.sums if table.paths[at] == table.paths[column] and at != column]
        return parts if column in table.sums else []

    def _ask(self, open_: Mapping[int, Sequence[str]]) -> None:
        table = self._table
        every = tuple(self._titles.items())
        for column, names in open_.items():
            path = table.paths[column]
            samples = tuple(plain(table.cell(at, column)) for at in table.body[:3])
            if not any(samples) or not any(path) or any(other < column for other in self._parts_beside(column)):
                continue
            # Which of two blocks that nothing tells apart is meant is no guess: their sum is no figure of either.
            beside = [at for at in open_ if open_[at][:1] == names[:1] and self._block(at) != self._block(column)]
            guess = "" if beside else names[0] if names else NO_USE
            self._questions.append(
                Question(
                    "column",
                    letters_of(column),
                    self._sheet.cell(table.last, column),
                    table.words[column],
                    (*every, (NO_USE, "không dùng cột này")),
                    guess,
                    samples,
                    table.fingerprint,
                )
            )

    def _words(self, at: int, counts: Counts, name: str, *, is_part: bool = False) -> str:
        """What a row prints of a count: its column, or the columns that were added, each with its number.

        Of a part in one column its words are enough.
        """
        own = self._reading.columns
        sums = (each.parts for each in self._form.identity if each.total == name and own.keys() >= {*each.parts})
        columns = [column for each in ([name] if name in own else next(sums, ())) for column in own[each]]
        number = formats.count(counts.get(name))
        if len(columns) > 1:
            numbers = self._numbers(at, dict.fromkeys(columns, (NO_USE,)))
            terms = " + ".join(f"«{self._table.words[column]}» {formats.count(numbers[column])}" for column in columns)
            return f"({terms})" if is_part else f"{terms} = {number}"
        words = f"«{self._table.words[columns[0]] if columns else self._titles[name]}»"
        return words if is_part else f"{words} {'ghi' if columns else 'tính ra'} {number}"
