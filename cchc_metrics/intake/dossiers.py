"""Lists with a row a dossier, as text, on a sheet or in Parquet → the counts of form II.06a by field and channel."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import DossierList
from cchc_metrics.faults import Fault, FaultError, nearest_name
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.checks import faults_of_figure, few, open_periods
from cchc_metrics.intake.content import NO_ANSWERS, Answers, FileContent, Observation, Open, Question, Tally
from cchc_metrics.intake.dossier_columns import ROLES, as_judged, cautions_of_judged, roles_of
from cchc_metrics.intake.dossier_rows import Limit, cautions_of_states
from cchc_metrics.intake.names import Groups
from cchc_metrics.rollup import FORMATS, MONTH_FIRST, Dossiers, GroupCounts
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold

# Of so many different days that all read two ways, the order of day and month is in doubt.
SEVERAL = 5
# A word of so many letters says something inside of a longer one; words so alike differ by a typing error.
A_WORD, TYPING_ERROR = 5, 0.85
# How words for an end begin that a note may say; «chưa trả lại», «hẹn trả lại», «xin rút ngắn» are none.
ENDED = re.compile(r"(?:da|tu choi|dung|cho tra)(?![a-z])")
NO_END = "(?<![a-z])" + "".join(f"(?<!{word} )" for word in ("chua", "khong", "hen", "neu", "khi", "se"))
# Where each dossier of a list stands to the period.
PRESENCES = ("carried_over", "received_now", "never", "outside")
# More words than this that nobody knows are in a column of something else.
MANY = 40
Triple = tuple[str, str, str]
PROBLEMS = {
    "unreadable": ("«{text}» không đọc được như ngày hoặc số", "ngày dạng 31/12/2023, số không âm", "sửa ô này"),
    "no_field": ("không có lĩnh vực", "lĩnh vực của thủ tục", "điền lĩnh vực"),
    "no_received": ("không có ngày tiếp nhận", "ngày tiếp nhận của mọi hồ sơ đã tiếp nhận", "điền ngày tiếp nhận"),
    "no_due": ("không có ngày hẹn trả, cũng không có thời hạn giải quyết", "một trong hai", "điền ngày hẹn trả"),
    "no_end": (
        "trạng thái «{text}» nhưng không có ngày kết thúc",
        "ngày xử lý xong, trả kết quả, rút, trả lại hoặc dừng xử lý",
        "điền ngày kết thúc, hoặc sửa trạng thái",
    ),
    "ended_before": ("kết thúc trước khi tiếp nhận", "ngày kết thúc không trước ngày tiếp nhận", "sửa ngày"),
}


@dataclass(frozen=True)
class Period:
    """The days that a list covers, and the place that says so."""

    first_day: dt.date
    last_day: dt.date
    place: str


class ListReader:
    """Reads one list by its description in the plan; `place_of` names the row of a number counted from 1."""

    def __init__(
        self,
        spec: DossierList,
        catalog: Catalog,
        unit_id: str,
        whole: str,
        place_of: Callable[[int], str],
        answers: Answers = NO_ANSWERS,
        limit: Limit | None = None,
    ) -> None:
        self._limit = limit
        # How dossiers without a day of their end ended, by their states, in a list where these say so.
        self.ways: Mapping[str, str] = {}
        self._spec, self._catalog, self._unit_id, self._whole, self._place_of = spec, catalog, unit_id, whole, place_of
        self._groups = Groups(catalog, spec, spec.groups_of or spec.channel_breakdown, answers.groups)
        entries = [(fold(word), *value.partition(":")[::2]) for word, value in answers.groups.items()]
        self._roles = roles_of(spec, answers.groups)
        deadline = "|".join(re.escape(fold(word)) for word in spec.deadline) or "(?!)"
        self._deadline = re.compile(rf"\s*(?:[-–—,;:]\s*|\(\s*)(?:{deadline})\s*\)?$")
        self._channels = {fold(word): channel.group for channel in spec.channel for word in channel.words}
        groups = {channel.group for channel in spec.channel}
        self._channels |= {word: group for word, kind, group in entries if kind == "channel" and group in groups}
        self._questions: list[Question] = []
        self._faults: list[Fault] = []
        self._cautions: list[Fault] = []

    def read(self, dossiers: Dossiers, period: Period, head: str) -> FileContent:
        """The figures of the list; `head` is the place that each of them is said to come from.

        Raises: Open with the words that nobody knows, FaultError with the faults of the list, up to a limit.
        """
        counts = self._period_counts(dossiers, period)
        self._has_channels, self._has_fields, self._has_states = map(dossiers.has, ("channel", "field", "status"))
        self._has_outcomes = not self._has_states and dossiers.has("outcome")
        self._learn_outcomes(counts)
        counts = [as_judged(each, self.ways) for each in counts]
        self._faults += self._structure(dossiers.rejects()) or self._faults_of_rows(dossiers, counts)
        if not self._faults and not counts:
            problem, remedy = "danh sách không có hồ sơ nào", "nộp danh sách có hồ sơ"
            self._faults.append(Fault("empty-list", self._whole, problem, "mỗi hồ sơ một dòng", remedy))
        by_group = self._by_group(counts) if not self._faults and not self._questions else {}
        observations = list(self._figures(by_group, period, head))
        tallies = list(self._tallies(by_group, period, head))
        figures: list[tuple[str, Observation | Tally]] = [*observations, *tallies]
        result = [fault for place, row in figures for fault in faults_of_figure(place, row, self._catalog)]
        self._faults += dict.fromkeys(replace(fault, place=period.place) for fault in result)
        if self._questions:
            raise Open(self._questions, self._faults, self._cautions)
        if self._faults:
            raise FaultError(self._faults, self._cautions)
        self._outside(counts, period)
        self._cautions += cautions_of_judged(self._whole, counts, self.ways)
        self._cautions += cautions_of_states(self._whole, counts, self._role)
        self._without_columns()
        self._without_code(dossiers.without_code())
        return FileContent(
            observations=tuple(observations),
            tallies=tuple(tallies),
            cautions=(*self._cautions, *few(observations, self._catalog), *open_periods(observations)),
        )

    def _structure(self, lines: Sequence[int]) -> list[Fault]:
        """A fault for each line that does not have the cells of the header."""
        return [
            Fault(
                "line-structure",
                self._line(line),
                "số ô khác dòng tiêu đề, hoặc dấu ngoặc kép không đủ cặp",
                "mỗi hồ sơ một dòng, đủ các ô như dòng tiêu đề",
                "sửa dòng này",
            )
            for line in lines[: unpacking.FAULTS]
        ]

    def _outside(self, counts: Sequence[GroupCounts], period: Period) -> None:
        """A caution for dossiers that are not of the period."""
        outside = sum(each.counts["outside"] for each in counts if self._role(each.status) != "not_received")
        if outside:
            self._cautions.append(
                Fault(
                    "unread-part",
                    self._whole,
                    f"{formats.count(outside)} hồ sơ không được tính: tiếp nhận sau kỳ hoặc kết thúc trước kỳ",
                    f"hồ sơ của kỳ {period.first_day:%d/%m/%Y}–{period.last_day:%d/%m/%Y}",
                    "không cần sửa, nếu kỳ ghi đúng",
                )
            )

    def _without_columns(self) -> None:
        """A caution for what the list does not tell, so that some figures are left out."""
        problems = []
        if self._has_outcomes:
            problems.append("danh sách không có cột trạng thái: trạng thái đọc theo cột kết quả và ngày kết thúc")
        elif not self._has_states:
            problems.append(
                "danh sách không có cột trạng thái: hồ sơ có ngày kết thúc là đã giải quyết, còn lại là đang giải quyết"
            )
        if not self._has_fields:
            problems.append("danh sách không có cột lĩnh vực: số liệu chỉ có của cả đơn vị, không chia theo lĩnh vực")
        if self._limit is not None:
            problems.append(f"danh sách chỉ có hồ sơ đã xong, theo «{self._limit.words}»: các số khác không lấy")
        expected, remedy = "danh sách mọi hồ sơ, đủ các cột", "không cần sửa; xuất danh sách đủ thì có thêm số liệu"
        self._cautions += [Fault("unread-part", self._whole, problem, expected, remedy) for problem in problems]

    def _without_code(self, rows: int) -> None:
        """A caution for dossiers that may stand in the list twice without anybody knowing."""
        if rows:
            problem = f"{formats.count(rows)} hồ sơ không có mã: không biết được có hồ sơ nào ghi hai lần"
            remedy = "không cần sửa, nếu không dòng nào lặp"
            self._cautions.append(Fault("unread-part", self._whole, problem, "mỗi hồ sơ một mã", remedy))

    def _period_counts(self, dossiers: Dossiers, period: Period) -> list[GroupCounts]:
        """The counts of the period, with the day before the month unless the period proves that the month is first.

        It does where the day first leaves most dossiers outside of the period, or ended before they came in, and the
        month first none. A few may be slips of the pen, which must not turn the days of all others: that is refused.
        """
        counts = dossiers.group_counts(period.first_day, period.last_day)
        largest, days = dossiers.largest_day()
        if any(each.counts["unreadable"] for each in counts):
            dossiers.read_days(MONTH_FIRST)
            other = dossiers.group_counts(period.first_day, period.last_day)
            if not any(each.counts["unreadable"] for each in other):
                self._faults.append(self._month_first())
                return []
            dossiers.read_days(FORMATS)
            return counts
        if largest > 12 or not counts:
            return counts
        dossiers.read_days(MONTH_FIRST)
        other = dossiers.group_counts(period.first_day, period.last_day)
        before, after = self._amiss(counts), self._amiss(other)
        all_dossiers = sum(each.counts[name] for each in counts for name in PRESENCES)
        if not after and before * 2 > all_dossiers:
            self._cautions.append(
                Fault(
                    "two-readings",
                    self._whole,
                    "ngày ghi tháng trước ngày sau (tháng/ngày/năm): chỉ đọc như vậy thì hồ sơ thuộc kỳ của danh sách",
                    "ngày dạng 31/12/2023",
                    "không cần sửa, nếu đúng là như vậy",
                )
            )
            return other
        dossiers.read_days(FORMATS)
        same = {self._words(each): each.counts for each in other} == {self._words(each): each.counts for each in counts}
        if not after and (before or days >= SEVERAL) and not same:
            problem = "mọi ngày trong danh sách đọc được hai cách (ngày/tháng hoặc tháng/ngày), số liệu khác nhau"
            problem += f"; đọc ngày trước thì {before} hồ sơ ngoài kỳ, hoặc kết thúc trước khi nhận" if before else ""
            expected, remedy = "ngày dạng 31/12/2023, hoặc kỳ ngắn hơn", "xuất lại với ngày ghi ngày/tháng/năm"
            self._faults.append(Fault("two-readings", self._whole, problem, expected, remedy))
        return counts

    def _month_first(self) -> Fault:
        return Fault(
            "two-readings",
            self._whole,
            "ngày trong danh sách ghi tháng trước ngày sau (tháng/ngày/năm), như máy đặt kiểu Mỹ",
            "ngày dạng 31/12/2023, ngày trước tháng sau",
            "xuất lại danh sách với ngày ghi ngày/tháng/năm",
        )

    @staticmethod
    def _amiss(counts: Sequence[GroupCounts]) -> int:
        """How many dossiers a reading of the days leaves outside of the period, or ended before they were received."""
        return sum(each.counts["outside"] + each.counts["unreadable"] + each.counts["doubtful"] for each in counts)

    def _line(self, line: int) -> str:
        return f"{self._whole}, dòng {line}"

    def _role(self, status: str) -> str | None:
        """What a state means: without a column an end is all that is known; «(đúng hạn)» beside it tells no other."""
        if not self._has_states and not self._has_outcomes:
            return "open"
        words, way = fold(status), self.ways.get(status)
        if way:
            return way if way == "open" else "judged"
        return self._roles.get(words) or self._roles.get(self._deadline.sub("", words))

    def _learn_outcomes(self, counts: Sequence[GroupCounts]) -> None:
        """Where a result stands for a state, words that only dossiers with an end have, and none, tell of no state."""
        without_end = {fold(each.status) for each in counts if each.counts["without_end"] and each.status.strip()}
        unknown = [fold(each.status) for each in counts if self._role(each.status) is None]
        self._roles |= {word: "open" for word in unknown if self._has_outcomes and word not in without_end}

    def _ending_in(self, note: str) -> str | None:
        """The last words of a note that say that a dossier is no longer open; None where the last say that it is."""
        # «Chờ công dân hoàn thành …», «khi có kết quả» tell of no end.
        words = (w for w, role in self._roles.items() if len(w) >= A_WORD and (role != "ended" or ENDED.match(w)))
        pattern = "|".join(map(re.escape, sorted([*map(fold, self._spec.elsewhere), *words], key=len, reverse=True)))
        matches = list(re.finditer(rf"{NO_END}(?:{pattern})(?! ngan)(?![a-z])", fold(note)))
        return matches[-1][0] if matches and self._roles.get(matches[-1][0]) != "open" else None

    def _open_notes(self, dossiers: Dossiers) -> Iterator[Fault]:
        """A fault for each note that says how a dossier without an end ended; a caution where its state is another."""
        for each in dossiers.open_notes():
            if self._role(each.status) != "open" or not self._ending_in(each.note):
                continue
            problem, expected = (
                f"ghi «{each.note.strip('; ')[:80]}» nhưng không có ngày kết thúc",
                PROBLEMS["no_end"][1],
            )
            place = f"{self._place_of(each.number)}, hồ sơ «{each.code or ''}»"
            if each.status.strip():
                problem += f": tính là đang giải quyết, theo trạng thái «{each.status}»"
                remedy = "không cần sửa, nếu hồ sơ còn đang giải quyết; không thì sửa trạng thái và điền ngày kết thúc"
                self._cautions.append(Fault("two-readings", place, problem, expected, remedy))
            else:
                remedy = "điền ngày ấy; hồ sơ chưa được tiếp nhận thì bỏ dòng này, hoặc thêm cột trạng thái"
                yield Fault("unusable-value", place, problem, expected, remedy)

    @staticmethod
    def _words(each: GroupCounts) -> Triple:
        return each.field, each.channel, each.status

    def _faults_of_rows(self, dossiers: Dossiers, counts: Sequence[GroupCounts]) -> Iterator[Fault]:
        """Words that mean nothing, each at its first row; then rows that cannot be counted; then repeated codes."""
        yield from self._unknown(dossiers, counts)
        states = {
            role: [each.status for each in counts if self._role(each.status) == role]
            for role in ("not_received", "withdrawn", "ended")
        }
        if any(self._suspect(each) for each in counts):
            for row in dossiers.faulty(
                not_received=states["not_received"],
                withdrawn=states["withdrawn"],
                ended=[*states["ended"], *states["withdrawn"]],
                most=unpacking.FAULTS + 1,
            ):
                problem, expected, remedy = PROBLEMS[row.problem]
                yield Fault(
                    "unusable-value",
                    f"{self._place_of(row.number)}, hồ sơ «{row.code}»",
                    problem.format(text=row.text[:80]),
                    expected,
                    remedy,
                )
        yield from self._open_notes(dossiers)
        for number, code, first in dossiers.duplicates(unpacking.FAULTS + 1):
            yield Fault(
                "duplicate-row",
                self._place_of(number),
                f"hồ sơ «{code}» đã có ở {self._place_of(first)}",
                "mỗi hồ sơ một dòng",
                "bỏ dòng lặp",
            )

    def _suspect(self, each: GroupCounts) -> bool:
        counts, role = each.counts, self._role(each.status)
        if counts["unreadable"]:
            return True
        if role == "not_received":
            return False
        no_end = counts["without_end"] if role in ("ended", "withdrawn") else 0
        no_field = self._has_fields and not each.field.strip()
        return bool(no_field or counts["never"] or counts["doubtful"] or no_end)

    def _unknown(self, dossiers: Dossiers, counts: Sequence[GroupCounts]) -> Iterator[Fault]:
        """A question for each state, channel and field that the plan does not know; a fault for what is no field."""
        strange = [
            self._words(each)
            for each in counts
            if self._role(each.status) is None
            or self._channel(each.channel) is None
            or self._field_fault("", each.field)
        ]
        if not strange:
            return
        first = dossiers.first()
        mentions: set[str] = set()
        for field, channel, status in sorted(strange, key=lambda three: first.get(three, 0)):
            place = self._place_of(first[field, channel, status])
            for word, meaning, what in (
                (status, self._role(status), "trạng thái"),
                (channel, self._channel(channel), "kênh"),
            ):
                if meaning is None and f"{what} {word}" not in mentions:
                    mentions.add(f"{what} {word}")
                    self._ask(place, what, word)
            wrong = self._field_fault(place, field)
            if wrong and f"lĩnh vực {field}" not in mentions:
                mentions.add(f"lĩnh vực {field}")
                if isinstance(wrong, Open):
                    self._questions += wrong.questions
                else:
                    yield wrong.faults[0]
        yield from self._too_many()

    def _too_many(self) -> Iterator[Fault]:
        """One fault in place of the questions where a column has more unknown words than its words can be."""
        names = {"status": "trạng thái", "channel": "kênh"}
        by_kind: dict[str, list[Question]] = {}
        for question in self._questions:
            by_kind.setdefault(names.get(question.choices[0][0].partition(":")[0], "lĩnh vực"), []).append(question)
        for what, questions in by_kind.items():
            if len(questions) > MANY:
                self._questions = [question for question in self._questions if question not in questions]
                words = ", ".join(f"«{question.words[:40]}»" for question in questions[:5])
                problem = f"{len(questions)} chữ ở cột {what} không phải {what} nào đã biết: {words} …"
                expected, remedy = (
                    f"cột {what} có ít chữ khác nhau",
                    f"chỉ ra cột nào là {what}, hoặc xuất lại danh sách",
                )
                yield Fault("unknown-value", questions[0].place, problem, expected, remedy, "thêm --column …")

    def _ask(self, place: str, what: str, word: str) -> None:
        """Ask what a state or a channel means, with the known word nearest to it as the guess."""
        meanings = self._roles if what == "trạng thái" else self._channels
        near = _known_word(fold(word), meanings) if what == "trạng thái" else nearest_name(fold(word), meanings)
        names = {group.id: group.name for group in self._catalog.breakdowns[self._spec.channel_breakdown].group}
        if what == "trạng thái":
            choices = tuple((f"status:{role}", f"trạng thái: {label}") for role, label in ROLES.items())
            guess = f"status:{meanings[near]}" if near else ""
        else:
            choices = tuple((f"channel:{part.group}", f"kênh: {names[part.group]}") for part in self._spec.channel)
            guess = f"channel:{meanings[near]}" if near else ""
        self._questions.append(Question("group", word, place, word, choices, guess))

    def _field_fault(self, place: str, field: str) -> FaultError | None:
        try:
            if field.strip():
                self._groups.of(place, field.strip())
        except FaultError as wrong:
            return wrong
        return None

    def _channel(self, channel: str) -> str | None:
        return self._channels.get(fold(channel)) if channel.strip() else self._spec.missing_channel

    def _meaning(self, each: GroupCounts) -> tuple[str | None, str] | None:
        """The groups of the field and the channel; None for those not received, and for a field not told."""
        channel = self._channel(each.channel)
        if self._role(each.status) == "not_received" or channel is None:
            return None
        if not self._has_fields:
            return None, channel
        field = self._groups.of(self._whole, each.field.strip())
        if field == self._spec.others and self._groups.group_of(each.field.strip()) == field:
            caution = self._groups.among_others(self._whole, each.field.strip())
            self._cautions += [caution] if caution not in self._cautions else []
        return field, channel

    def _by_group(self, counts: Sequence[GroupCounts]) -> Mapping[tuple[str, str | None], Counter[str]]:
        """The counts of each group of fields and of channels, by breakdown and group."""
        by_group: dict[tuple[str, str | None], Counter[str]] = {}
        for each in counts:
            meaning = self._meaning(each)
            if meaning is None:
                continue
            field, channel = meaning
            part = self._counts(each.counts, online=channel == self._spec.online)
            groups: list[tuple[str | None, str | None]] = [(self._spec.groups_of, field)]
            # No column, no figure: nothing is known of the channel.
            groups += [(self._spec.channel_breakdown, channel)] if self._has_channels else []
            for breakdown, group in groups:
                by_group.setdefault((str(breakdown), group), Counter()).update(part)
        return by_group

    def _figures(
        self, by_group: Mapping[tuple[str, str | None], Counter[str]], period: Period, head: str
    ) -> Iterator[tuple[str, Observation]]:
        for feed in self._spec.feed:
            columns = (*feed.numerator, *feed.denominator)
            # «Đúng hạn» may be early where no state says «trước hạn».
            is_known = not self.ways or "early" in self.ways.values() or feed.numerator != ("early",)
            if not (is_known and self._gives(columns)) or (not self._has_channels and "received-online" in columns):
                continue
            for counts, series in self._series(by_group, (feed.breakdown,), period):
                numerator = sum(counts[name] for name in feed.numerator)
                denominator = sum(counts[name] for name in feed.denominator)
                yield (
                    head,
                    Observation(indicator_id=feed.indicator, numerator=numerator, denominator=denominator, **series),
                )

    def _gives(self, columns: Sequence[str]) -> bool:
        return self._limit is None or self._limit.gives.issuperset(columns)

    def _tallies(
        self, by_group: Mapping[tuple[str, str | None], Counter[str]], period: Period, head: str
    ) -> Iterator[tuple[str, Tally]]:
        for spec in self._spec.tally:
            if not self._gives(spec.columns):
                continue
            for counts, series in self._series(by_group, spec.breakdown, period):
                yield head, Tally(tally_id=spec.tally, cases=sum(counts[name] for name in spec.columns), **series)

    def _series(
        self, by_group: Mapping[tuple[str, str | None], Counter[str]], breakdowns: Collection[str], period: Period
    ) -> Iterator[tuple[Counter[str], dict[str, Any]]]:
        """The counts of each group of some breakdowns, and what every figure of them says."""
        for (breakdown, group), counts in by_group.items():
            if breakdown in breakdowns:
                yield (
                    counts,
                    {
                        "unit_id": self._unit_id,
                        "year": period.last_day.year,
                        "period_start": period.first_day,
                        "period_end": period.last_day,
                        "breakdown_id": None if group is None else breakdown,
                        "group_id": group,
                        "flag": "final",
                        "source_id": self._spec.source,
                    },
                )

    @staticmethod
    def _counts(outcomes: Mapping[str, int], *, online: bool) -> dict[str, int]:
        """The counts under the names of the columns of form II.06a."""
        total = outcomes["early"] + outcomes["on_time"] + outcomes["late"]
        pending = outcomes["pending_in_time"] + outcomes["pending_late"]
        return {
            "received": outcomes["carried_over"] + outcomes["received_now"],
            "received-online": outcomes["received_now"] if online else 0,
            "received-direct": 0 if online else outcomes["received_now"],
            "carried-over": outcomes["carried_over"],
            "settled": total,
            "early": outcomes["early"],
            "on-time": outcomes["on_time"],
            "late": outcomes["late"],
            "pending": pending,
            "pending-in-time": outcomes["pending_in_time"],
            "pending-late": outcomes["pending_late"],
        }


def _known_word(word: str, vocabulary: Collection[str]) -> str | None:
    """The longest known word that stands in an unknown one, else one that differs from it by a typing error."""
    inside = [each for each in vocabulary if len(each) >= A_WORD and re.search(rf"{NO_END}{re.escape(each)}\b", word)]
    return max(inside, key=len, default=None) or nearest_name(word, vocabulary, likeness=TYPING_ERROR)
