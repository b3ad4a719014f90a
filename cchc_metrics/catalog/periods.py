"""The periodic reports of a plan: their days in each year."""

import datetime as dt
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, model_validator

from cchc_metrics.catalog.models import Cite, Entity, Row, Words


class DayOfYear(Row):
    """A day told from the year of a report: `year` is -1 for the year before, 0 for the year itself."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    year: Annotated[int, Field(ge=-1, le=1)] = 0

    @model_validator(mode="after")
    def exists_in_every_year(self) -> "DayOfYear":
        """Refuses a day that some years do not have: 29/02, 31/04."""
        try:
            self.of(2023)
        except ValueError:
            raise ValueError(f"không phải năm nào cũng có ngày {self.day} tháng {self.month}") from None
        return self

    def of(self, year: int) -> dt.date:
        """The day in the report of a year."""
        return dt.date(year + self.year, self.month, self.day)


class Dates(NamedTuple):
    """The days of one report: the first and last day of its figures, and the day on which it is due."""

    first_day: dt.date
    last_day: dt.date
    due: dt.date


class Period(Entity):
    """A kind of periodic report.

    `covers` says which figures it tells: "days" those whose own period lies within its days, "year" all those of
    the year, as the plan judges them.
    """

    name: Words
    order: int
    covers: Literal["days", "year"]
    first_day: DayOfYear
    last_day: DayOfYear
    due: DayOfYear
    cite: Cite

    @model_validator(mode="after")
    def days_follow(self) -> "Period":
        """Refuses a period whose days are not in order."""
        first, last, due = self.dates(2023)
        if not first < last <= due:
            raise ValueError("«first_day» phải trước «last_day», và «due» không trước «last_day»")
        return self

    def dates(self, year: int) -> Dates:
        """The days of the report of a year."""
        return Dates(self.first_day.of(year), self.last_day.of(year), self.due.of(year))
