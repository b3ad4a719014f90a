"""What a file gives, each row with its type, and what it leaves open: questions with a guess, and their answers."""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import unpacking
from cchc_metrics.text import formats


def _empty_is_missing(cell: Any) -> Any:
    return None if cell == "" else cell


Number = Annotated[float, Field(allow_inf_nan=False)]
Count = Annotated[Annotated[float, Field(ge=0, allow_inf_nan=False)] | None, BeforeValidator(_empty_is_missing)]
Whole = Annotated[Annotated[int, Field(ge=1)] | None, BeforeValidator(_empty_is_missing)]
Value = Annotated[Number | None, BeforeValidator(_empty_is_missing)]
Day = Annotated[dt.date | None, BeforeValidator(_empty_is_missing)]
Name = Annotated[str | None, BeforeValidator(_empty_is_missing)]
Flag = Literal["final", "provisional", "estimated", "break", "low_reliability"]
State = Literal["not_started", "in_progress", "done", "late"]


class FileRow(BaseModel):
    """A row of a file: every cell is text, read here into its type."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit_id: str
    as_of: Day = None
    note: Name = None

    @property
    def key(self) -> tuple[object, ...]:
        """What may stand in a file once for each day on which it was known."""
        raise NotImplementedError


class DatedRow(FileRow):
    """What is known of a period, or of one group of a breakdown in it."""

    breakdown_id: Name = None
    group_id: Name = None
    year: Annotated[int, Field(ge=1990, le=2100)]
    period_start: Day = None
    period_end: Day = None
    flag: Flag
    source_id: str

    @property
    def first_day(self) -> dt.date:
        """The first day of the period; without one it is the calendar year."""
        return self.period_start or dt.date(self.year, 1, 1)

    @property
    def last_day(self) -> dt.date:
        """The last day of the period; without one it is the calendar year."""
        return self.period_end or dt.date(self.year, 12, 31)


class Observation(DatedRow):
    """One figure: an indicator (or a part of an index, or a group of a breakdown), a unit, a period."""

    indicator_id: str
    part_id: Name = None
    numerator: Count = None
    denominator: Count = None
    value: Value = None
    reported_value: Value = None
    sample_size: Whole = None
    method: Name = None
    reported_rank: Whole = None
    reported_of: Whole = None

    @property
    def key(self) -> tuple[object, ...]:
        """The series, the group and the period."""
        return (
            self.indicator_id,
            self.part_id,
            self.breakdown_id,
            self.group_id,
            self.unit_id,
            self.first_day,
            self.last_day,
        )


class Tally(DatedRow):
    """How many there were: a tally of the plan (or a group of a breakdown of it), a unit, a period.

    The store keeps it among the observations, its cases as the numerator.
    """

    tally_id: Annotated[str, Field(serialization_alias="indicator_id")]
    cases: Annotated[float, Field(ge=0, le=unpacking.COUNT, multiple_of=1, serialization_alias="numerator")]

    @property
    def key(self) -> tuple[object, ...]:
        """The tally, the group and the period."""
        return self.tally_id, self.breakdown_id, self.group_id, self.unit_id, self.first_day, self.last_day


class TaskReport(FileRow):
    """What was reported about a task on one day; `spent` is what it has cost so far, in the money word of the plan."""

    task_id: str
    state: State
    spent: Count = None
    evidence: Name = None

    @property
    def key(self) -> tuple[object, ...]:
        """The task and the unit."""
        return (self.task_id, self.unit_id)


@dataclass(frozen=True)
class Feedback:
    """One complaint or suggestion, without anything about who sent it.

    `kind`, `channel`, `field` are ids of the plan's register, `place` the name of a hamlet; `role` is open, answered or
    declined; `due` the deadline that the file says; `satisfied` is missing where the citizen was not asked.
    """

    unit_id: str
    code: str
    kind: str
    received: dt.date
    channel: str
    field: str
    place: str | None
    subject: str
    role: str
    due: dt.date | None
    answered: dt.date | None
    satisfied: bool | None
    owner: str | None

    @property
    def key(self) -> tuple[object, ...]:
        """The unit and the code."""
        return self.unit_id, self.code

    @property
    def cells(self) -> tuple[str, ...]:
        """Its cells in the list that is kept, in the order of `catalog.forms.FEEDBACK_COLUMNS`."""
        opinion = "" if self.satisfied is None else "yes" if self.satisfied else "no"
        days = [day.isoformat() if day else "" for day in (self.received, self.due, self.answered)]
        return (
            self.code,
            self.unit_id,
            self.kind,
            days[0],
            self.channel,
            self.field,
            self.place or "",
            self.subject,
            self.role,
            days[1],
            days[2],
            opinion,
            self.owner or "",
        )


def feedback_contradictions(rows: Iterable[tuple[str, Feedback]]) -> Iterator[Fault]:
    """A fault for each row of which one before it says something else."""
    first: dict[tuple[object, ...], tuple[str, Feedback]] = {}
    for place, row in rows:
        before, other = first.setdefault(row.key, (place, row))
        if row != other:
            yield Fault(
                "two-values",
                place,
                f"khác với {before}",
                "một phản ánh, kiến nghị chỉ nói một lần trong các tệp nộp cùng lúc",
                "bỏ một trong hai, hoặc nộp riêng: lần nộp sau thay lần trước",
            )


# What two files must agree on; their notes, sources and printed percentages may differ.
CONTENT = ("numerator", "denominator", "value", "sample_size", "cases", "state")


@dataclass(frozen=True)
class FileContent:
    """The observations, tallies, task reports and feedback of a file with their places, and what to look at again.

    A caution has the form of a fault but keeps nothing out. `layouts` say how the columns of a table were read where
    somebody was asked: the fingerprint of its header → column number from 0 as text → column id, "-" for none.
    `substitute` are the bytes that the ledger keeps in place of the file, None where it keeps the file itself.
    """

    observations: tuple[tuple[str, Observation], ...] = ()
    task_reports: tuple[tuple[str, TaskReport], ...] = ()
    cautions: tuple[Fault, ...] = ()
    tallies: tuple[tuple[str, Tally], ...] = ()
    layouts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    feedback: tuple[tuple[str, Feedback], ...] = ()
    substitute: bytes | None = None

    @property
    def units(self) -> set[str]:
        """The units that the figures and reports are about."""
        figures = {row.unit_id for _, row in (*self.observations, *self.tallies, *self.task_reports)}
        return figures | {row.unit_id for _, row in self.feedback}


def contradictions(files: Iterable[FileContent]) -> Iterator[Fault]:
    """A fault for each row of which another one says something else, as known on the same day.

    Of files handed in together none is the later one, so that which of them counts would be a guess.
    """
    first: dict[tuple[object, ...], tuple[str, FileRow]] = {}
    results = list(files)
    yield from feedback_contradictions(row for file in results for row in file.feedback)
    for file in results:
        for place, row in (*file.observations, *file.tallies, *file.task_reports):
            before, other = first.setdefault((*row.key, row.as_of), (place, row))
            if any(getattr(row, name, None) != getattr(other, name, None) for name in CONTENT):
                yield Fault(
                    "two-values",
                    place,
                    f"khác với {before}",
                    "một số liệu của một ngày chỉ có một giá trị",
                    "bỏ một trong hai, hoặc nộp riêng: lần nộp sau thay lần trước",
                )


def union(contents: Sequence[FileContent]) -> FileContent:
    """The figures of several tables as those of one, each caution once."""
    return FileContent(
        observations=tuple(figure for each in contents for figure in each.observations),
        tallies=tuple(tally for each in contents for tally in each.tallies),
        cautions=tuple(dict.fromkeys(caution for each in contents for caution in each.cautions)),
        layouts={header: columns for each in contents for header, columns in each.layouts.items()},
    )


def empty_file(name: str) -> Fault:
    """The fault of a file of a known kind in which nobody has filled in anything."""
    return Fault(
        "empty-list",
        name,
        "tệp chưa có số liệu nào, chỉ có tên cột hoặc mẫu trống",
        "ít nhất một số liệu",
        "mẫu chưa điền thì điền rồi nộp lại; bảng vốn trống, như trong gói bàn giao, thì không cần nộp, không mất gì",
    )


def repetitions(rows: Sequence[tuple[str, FileRow]]) -> list[Fault]:
    """A fault for each row that says the same thing of the same day as an earlier one."""
    first: dict[tuple[object, ...], str] = {}
    faults = []
    for place, row in rows:
        key = (*row.key, row.as_of)
        if key in first:
            faults.append(
                Fault(
                    "duplicate-row",
                    place,
                    f"trùng với {first[key]}",
                    "mỗi số liệu một dòng; số mới hơn có ngày số liệu mới hơn",
                    "bỏ một dòng, hoặc ghi ngày số liệu khác nhau",
                )
            )
        first.setdefault(key, place)
    return faults


NO_USE = "-"
# What is said of a word that nobody knows, by what it may be.
NONE = {"status": "không có trạng thái nào là", "channel": "không có kênh nào là"}
EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Question:
    """One thing that a file leaves open.

    `kind`: column (what a column is), group (which group a name of a row means), scope (whether words of a title that
    are not known limit the table to some dossiers; kept among the groups), period, or source (which decision or
    page published the figures; a text of one's own is an answer too); of a table of tasks area and owner. `key` is what
    the answer is given for: the letter of a column, the name of a row, nothing for a period and a source. `words` are
    the officer's own: those over the column, or the name. `choices` are value and label (Vietnamese), `guess` the value
    of the likeliest one ("" where there is none), `samples` the first cells of the column. `header` is the fingerprint
    under which a column is remembered.
    """

    kind: Literal["column", "group", "scope", "period", "source", "area", "owner"]
    key: str
    place: str
    words: str
    choices: tuple[tuple[str, str], ...]
    guess: str = ""
    samples: tuple[str, ...] = ()
    header: str = ""

    @property
    def fault(self) -> Fault:
        """The question as a line of a list of faults."""
        labels = dict(self.choices)
        if self.kind == "period":
            return Fault(
                "open-question",
                self.place,
                self.words,
                "kỳ của số liệu: chọn một kỳ, hoặc ghi «Từ ngày … đến ngày …» trên bảng",
                "chọn kỳ trên trang Số liệu",
                f"thêm --period, ví dụ --period {self.guess or 'nam-2024'}",
            )
        if self.kind == "source":
            return Fault(
                "open-question",
                self.place,
                self.words,
                "số quyết định công bố, ghi trên bảng, trong tên tệp, hoặc trả lời một lần",
                "ghi nguồn trên trang Số liệu",
                "thêm --source, ví dụ --source 'Quyết định 292/QĐ-BNV'",
            )
        guess = f"; có phải là «{labels[self.guess]}»?" if self.guess in labels else ""
        problem = {
            "group": f"{NONE.get(self.choices[0][0].partition(':')[0])} «{self.words}»"
            if ":" in self.choices[0][0]
            else f"không có nhóm nào tên «{self.words}»",
            "scope": f"chưa rõ bảng «{self.words}» là của mọi hồ sơ hay chỉ một phần hồ sơ",
            "area": f"chưa rõ «{self.words}» thuộc lĩnh vực nào",
            "owner": f"chưa rõ «{self.words}» là chức danh nào",
        }.get(self.kind, f"chưa rõ cột {self.key} («{self.words}») là cột nào") + guess
        expected = "một trong: " + "; ".join(f"{label} ({value})" for value, label in self.choices)
        answer = f"thêm --{'group' if self.kind == 'scope' else self.kind} '{self.key}={self.guess or '…'}'"
        if self.kind in ("area", "owner"):
            return Fault("open-question", self.place, problem, expected, answer)
        return Fault(
            "open-question",
            self.place,
            problem,
            expected,
            f"chọn trên trang Số liệu, hoặc {answer}; câu trả lời được nhớ cho lần sau",
        )


@dataclass(frozen=True)
class Answers:
    """What was answered: columns by letter, groups by name, a period by two ISO days, a source, layouts by header.

    `source` is the id of a source of the plan, or the decision or page in words.
    `layouts` is what was learnt before: the fingerprint of a header → column number from 0 as text → column id, or "-"
    for a column that counts for nothing.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    period: tuple[str, str] | None = None
    layouts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    source: str = ""

    @classmethod
    def of(cls, details: Mapping[str, Any]) -> "Answers":
        """The answers that a ledger entry keeps."""
        period = details.get("period")
        return cls(
            details.get("columns", {}),
            details.get("groups", {}),
            (period[0], period[1]) if period else None,
            details.get("layouts", {}),
            details.get("source", ""),
        )

    @classmethod
    def to(cls, questions: Sequence["Question"], choices: Mapping[tuple[str, str], str] | None = None) -> "Answers":
        """Answers to the questions: what was chosen by kind and key, and the guess where nothing was.

        A period has no guess; it is chosen as two ISO days with «..» between them.
        """
        values = {(each.kind, each.key): (choices or {}).get((each.kind, each.key), each.guess) for each in questions}
        period = values.get(("period", ""), "")
        first, _, last = period.partition("..")
        return cls(
            {key: value for (kind, key), value in values.items() if kind == "column" and value},
            {key: value for (kind, key), value in values.items() if kind in ("group", "scope") and value},
            (first, last) if last else None,
            source=values.get(("source", ""), ""),
        )

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """The two days of the period, None where no period was asked."""
        return (dt.date.fromisoformat(self.period[0]), dt.date.fromisoformat(self.period[1])) if self.period else None

    @property
    def details(self) -> dict[str, Any]:
        """The answers as a ledger entry keeps them; empty when there are none."""
        text = {"columns": dict(self.columns), "groups": dict(self.groups), "layouts": dict(self.layouts)}
        period = {"period": list(self.period)} if self.period else {}
        source = {"source": self.source} if self.source else {}
        return {name: part for name, part in text.items() if part} | period | source


NO_ANSWERS = Answers()


class Open(FaultError):
    """A file that is sound as far as it is known, and leaves something open: `questions` is not empty."""

    def __init__(self, questions: Sequence[Question], faults: Sequence[Fault] = (), cautions: Sequence[Fault] = ()):
        self.questions = tuple(dict.fromkeys(questions))
        super().__init__([*faults, *(question.fault for question in self.questions)], cautions)


# How a period is written.
EXAMPLE = "«(Từ ngày 15/12/2022 đến ngày 14/12/2023)» hoặc «Quý IV năm 2024»"


def period_question(place: str, last_day: dt.date | None, catalog: Catalog, *, is_cumulative: bool = False) -> Question:
    """The question for the period of a table that writes none, or only its last day.

    The choices are two days each: the report periods, the year and the months of every year of the plan. Cumulative
    figures begin with the year, or with its reports.
    """
    problem = f"kỳ của số liệu chỉ ghi ngày cuối {last_day:%d/%m/%Y}, không ghi ngày đầu" if last_day else ""
    problem = problem or "không thấy kỳ của số liệu"
    plan = catalog.plan
    choices = [
        (f"{first}..{last}", f"{name} ({formats.day(first)}–{formats.day(last)})")
        for year in range(plan.last_year, plan.baseline_year - 1, -1)
        for name, first, last in _periods_of_year(year, catalog)
    ]
    if last_day is not None and is_cumulative:
        first = f"{last_day.year}-01-01"
        choices.insert(0, (f"{first}..{last_day}", f"Từ 01/01/{last_day.year} đến {formats.day(last_day)}"))
        guesses = [days for days in dict(choices) if days.endswith(f"..{last_day}") and days[:10] <= first]
    else:
        guesses = [days for days, _ in choices if last_day is not None and days.endswith(f"..{last_day}")]
    guess = guesses[0] if len(guesses) == 1 else ""
    return Question("period", "", place, f"{problem}, như {EXAMPLE}", tuple(choices), guess)


def year_question(place: str, problem: str, years: Iterable[int]) -> Question:
    """The question for the year of a table of results; a choice is the two days of the year."""
    choices = tuple((f"{year}-01-01..{year}-12-31", f"năm {year}") for year in years)
    return Question("period", "", place, problem, choices)


def _periods_of_year(year: int, catalog: Catalog) -> Iterator[tuple[str, dt.date, dt.date]]:
    for period in catalog.periods.values():
        yield f"{period.name} {year}", *period.dates(year)[:2]
    yield f"Năm dương lịch {year}", dt.date(year, 1, 1), dt.date(year, 12, 31)
    for month in range(12, 0, -1):
        last = calendar.monthrange(year, month)[1]
        yield f"Tháng {month}/{year}", dt.date(year, month, 1), dt.date(year, month, last)
