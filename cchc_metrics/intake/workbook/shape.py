"""What the writer and the reader of the workbook agree on: keys of columns, ids of rows, hidden sheets, periods.

A sheet of figures has a hidden row of keys, so that columns are found by what they are, and an id in each row, so that
rows are. The hidden sheet ORIGINALS repeats every locked cell, so that a changed one is seen without asking a plan that
may have moved on since the workbook was made.
"""

import datetime as dt
import re
from dataclasses import dataclass

from cchc_metrics.text import formats
from cchc_metrics.text.workbook import WHOLE_YEAR

HIDDEN, ORIGINALS = "_cchc", "_goc"
ROW_ID, RATIO = "row_id", "ratio"
# The id of a locked row that only adds up the groups above or below it.
SUM = "sum"
TASK = "task:"
LOCKED = ("name", "definition", "unit", "target", "last_year", "owner", "due", "last_state")
NUMBERS = ("numerator", "denominator", "value", "reported_value", "sample_size", "reported_rank", "reported_of")
# Cells that are chosen from a list, which is kept in the workbook with the id of each label.
LISTS = ("source_id", "flag", "method", "state")
INPUTS = ("period", *NUMBERS, "method", "source_id", "as_of", "flag", "state", "note")

DATES = re.compile(r"(\d{1,2}/\d{1,2}/\d{4})\D+(\d{1,2}/\d{1,2}/\d{4})")
SERIES = re.compile(r"(?P<indicator>[a-z0-9-]+)(/(?P<part>[a-z0-9-]+))?"
                    r"(@(?P<breakdown>[a-z0-9-]+)/(?P<group>[a-z0-9-]+))?")


@dataclass(frozen=True)
class Series:
    """What a row is about: an indicator, a part of it, or a group of a breakdown of it."""

    indicator_id: str
    part_id: str | None = None
    breakdown_id: str | None = None
    group_id: str | None = None

    def __str__(self) -> str:
        part = f"/{self.part_id}" if self.part_id else ""
        group = f"@{self.breakdown_id}/{self.group_id}" if self.breakdown_id else ""
        return self.indicator_id + part + group

    @classmethod
    def of(cls, row_id: str) -> "Series | None":
        """The series of a row's id, None when the id names none."""
        found = SERIES.fullmatch(row_id)
        return cls(found["indicator"], found["part"], found["breakdown"], found["group"]) if found else None


def report_id(task_id: str) -> str:
    """The id of the row that reports on a task."""
    return f"{TASK}{task_id}"


def day(text: str) -> dt.date:
    """The day that dd/mm/yyyy names.

    Raises: ValueError when there is no such day.
    """
    number, month, year = text.split("/")
    return dt.date(int(year), int(month), int(number))


def period_label(first: dt.date, last: dt.date, name: str = "") -> str:
    """How a period stands in its cell: the whole year by its name, any other with its two days."""
    if (first, last) == (dt.date(first.year, 1, 1), dt.date(first.year, 12, 31)):
        return WHOLE_YEAR
    days = f"{formats.day(first)} – {formats.day(last)}"
    return f"{name} ({days})" if name else days


def period(text: str) -> tuple[dt.date, dt.date] | None:
    """The two days of a period's cell; None for the whole year.

    Raises: ValueError when the cell names no period.
    """
    if not text or text == WHOLE_YEAR:
        return None
    found = DATES.search(text)
    if found is None:
        raise ValueError(text)
    return day(found[1]), day(found[2])
