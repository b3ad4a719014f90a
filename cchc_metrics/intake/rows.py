"""What a figures file and a task file may hold, a row each, and how a cell is read."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from cchc_metrics.intake import limits


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


class Dated(FileRow):
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


class Observation(Dated):
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
        return (self.indicator_id, self.part_id, self.breakdown_id, self.group_id, self.unit_id, self.first_day,
                self.last_day)


class Tally(Dated):
    """How many there were: a tally of the plan (or a group of a breakdown of it), a unit, a period."""

    tally_id: str
    cases: Annotated[float, Field(ge=0, le=limits.COUNT, multiple_of=1)]

    @property
    def key(self) -> tuple[object, ...]:
        """The tally, the group and the period."""
        return self.tally_id, self.breakdown_id, self.group_id, self.unit_id, self.first_day, self.last_day


class TaskReport(FileRow):
    """What was reported about a task on one day."""

    task_id: str
    state: State

    @property
    def key(self) -> tuple[object, ...]:
        """The task and the unit."""
        return (self.task_id, self.unit_id)


EXPECTED = {
    "int_parsing": "số nguyên, không có dấu chấm hay phẩy",
    "int_from_float": "số nguyên",
    "float_parsing": "số, dấu thập phân là dấu chấm",
    "finite_number": "số hữu hạn",
    "date_from_datetime_parsing": "ngày dạng 2024-12-31",
    "date_parsing": "ngày dạng 2024-12-31",
    "greater_than_equal": "số không nhỏ hơn mức cho phép (đếm từ 0, hạng từ 1, năm từ 1990)",
    "less_than_equal": "năm không quá 2100, số đếm không quá một tỷ",
    "multiple_of": "số nguyên",
    "literal_error": "một trong các giá trị được dùng",
}
