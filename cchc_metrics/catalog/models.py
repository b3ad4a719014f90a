"""The rows that a plan folder may hold: one class a table, strict, frozen, unknown keys refused."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
Year = Annotated[int, Field(ge=1990, le=2100)]
Level = Literal["commune", "department", "district", "province", "region", "national", "benchmark"]
Measure = Literal["count", "survey", "score"]
MeasureUnit = Literal["percent", "points", "ratio"]


class Row(BaseModel):
    """A row of the plan: strict types, unknown keys refused, never changed after loading."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Named(Row):
    """A row that other rows and figures refer to by its id."""

    id: Id


class Cite(Row):
    """Where a statement stands: a document of the plan and the place in it."""

    document: Id
    place: str = ""


class Plan(Named):
    """The plan itself: whose it is and which years it covers; `first_year` is judged against `baseline_year`."""

    title: Words
    number: Words
    decided: dt.date
    unit: Id
    level: Level
    baseline_year: Year
    first_year: Year
    last_year: Year
    cite: Cite


class Document(Named):
    """A document that the plan carries out or cites."""

    number: Words
    title: Words
    issuer: Words
    date: dt.date | None = None
    note: str = ""


class Unit(Named):
    """A place that figures are about, with the days between which it existed and what it became.

    `also` are other names that files use for it; `column` and `row` say where its tile stands on a map of tiles.
    """

    name: Words
    level: Level
    code: str | None = None
    parent: Id | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    successor: Id | None = None
    also: tuple[Words, ...] = ()
    column: Annotated[int, Field(ge=1, le=60)] | None = None
    row: Annotated[int, Field(ge=1, le=60)] | None = None
    note: str = ""
    cite: Cite | None = None

    def days_of(self, year: int) -> tuple[dt.date, dt.date]:
        """The first and the last day of a year on which there was such a unit; turned round where there was none."""
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        return max(first, self.valid_from or first), min(last, self.valid_to or last)


class Area(Named):
    """A reform area; `slug` is its word in a link, `leads` is for the one that a report tells before the others."""

    name: Words
    short: Words
    slug: Id
    order: int
    section: Words
    cite: Cite
    leads: bool = False


class Part(Named):
    """A component of an index. `maximum` is its full score where that is known."""

    name: Words
    short: Words
    order: int
    maximum: float | None = None


class Index(Named):
    """A composite index. `combine` says how its parts make the total: sum, mean, or not known ("none").

    A headline index must be higher each year than the year before. `usual_change` is, in the index's own unit, how far
    it may move in a year before whoever hands it in is asked for a note; left out, a quarter of the scale of a
    percentage or ratio, or of the year before for points.
    """

    name: Words
    short: Words
    order: int
    headline: bool
    unit: MeasureUnit
    measure: Measure
    combine: Literal["sum", "mean", "none"]
    about: Words
    owner: Id
    cite: Cite
    part: tuple[Part, ...] = ()
    usual_change: Annotated[float, Field(gt=0)] | None = None


class Ladder(Row):
    """A floor that rises each year by `step` until `until`; "relative" makes the step a percent of the year before."""

    start: float
    step: float
    reading: Literal["points", "relative"]
    until: float


class TargetVersion(Row):
    """What a target asked from one year on; an earlier version stays in the file and on the screen."""

    from_year: Year
    decided: dt.date
    cite: Cite
    value: float | None = None
    ladder: Ladder | None = None


Kind = Literal["annual", "by-year", "ladder", "rising", "falling", "milestone"]


class Target(Named):
    """One target of the plan; `due_year` is the only year that counts for by-year and milestone targets.

    `usual_change` is as for an index.
    `amounts` says that its numerator and denominator are sums, of money for instance, and may have decimals.
    """

    area: Id
    name: Words
    short: Words
    order: int
    kind: Kind
    operator: Literal[">=", "=", "<=", "<", ">"]
    unit: MeasureUnit
    measure: Measure
    numerator: Words
    denominator: Words
    owner: Id
    cite: Cite
    due_year: Year | None = None
    breakdown: tuple[Id, ...] = ()
    amounts: bool = False
    note: str = ""
    usual_change: Annotated[float, Field(gt=0)] | None = None
    version: tuple[TargetVersion, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def shape_fits_kind(self) -> "Target":
        if (self.due_year is not None) != (self.kind in ("by-year", "milestone")):
            raise ValueError("«due_year» phải có với loại by-year, milestone và chỉ với hai loại đó")
        for version in self.version:
            if (version.ladder is not None) != (self.kind == "ladder"):
                raise ValueError("«ladder» phải có với loại ladder và chỉ với loại đó")
            if (version.value is not None) != (self.kind in ("annual", "by-year", "milestone")):
                raise ValueError("«value» phải có với loại annual, by-year, milestone và chỉ với các loại đó")
        if [v.from_year for v in self.version] != sorted({v.from_year for v in self.version}):
            raise ValueError("các «version» phải xếp theo from_year tăng dần, không trùng năm")
        return self

    def in_force(self, year: int) -> TargetVersion:
        """The version that counts in a year: the latest begun by then, before all of them the first one."""
        return next((version for version in reversed(self.version) if version.from_year <= year), self.version[0])

    def asked(self, version: TargetVersion, year: int, first_year: int) -> float | None:
        """The value that `version` asks for in `year`; None where the target has no fixed value."""
        if version.ladder is None:
            return version.value
        rung, step = Decimal(str(version.ladder.start)), Decimal(str(version.ladder.step))
        until = Decimal(str(version.ladder.until))
        for _ in range(year - first_year):
            rung = rung + step if version.ladder.reading == "points" else rung * (1 + step / 100)
        return float(min(rung, until))


class Task(Named):
    """A task of the plan; without an owner of its own it falls to the owner of its area."""

    area: Id
    name: Words
    order: int
    cite: Cite
    owner: Id | None = None
    due: dt.date | None = None
    note: str = ""


class Owner(Named):
    """A post that answers for areas; `assigned = false` stands for "nobody is named".

    A post has ended after `valid_to`; `instead` is who answers for its areas from then on.
    """

    name: Words
    assigned: bool = True
    areas: tuple[Id, ...] = ()
    answers_for: tuple[Words, ...] = ()
    reports: tuple[Words, ...] = ()
    valid_to: dt.date | None = None
    instead: str = ""
    cite: Cite


class Break(Named):
    """A day across which figures are not compared, and why.

    Empty `indicators`, `units`, `levels` mean all. Kind "other-index" only tells the reader that two
    indices are different things: they are separate indicators, so nothing could be compared anyway.
    """

    date: dt.date
    title: Words
    reason: Words
    kind: Literal["method", "territory", "other-index"]
    indicators: tuple[Id, ...] = ()
    units: tuple[Id, ...] = ()
    levels: tuple[Level, ...] = ()
    cite: Cite | None = None


class Method(Named):
    """How a figure was made; figures of two methods are not compared. `label` is what the screen says.

    A mean has in `mean_of` the method of the figures that it is the mean of: it may be drawn beside them.
    """

    label: Words
    mean_of: Id | None = None
    cite: Cite | None = None


class Group(Named):
    """One group of a breakdown, such as a field of procedures; `also` are other names that exports use for it."""

    name: Words
    also: tuple[Words, ...] = ()


class Breakdown(Named):
    """A way to divide the dossiers of a target, such as by field or by channel."""

    name: Words
    order: int
    group: tuple[Group, ...]


class Tally(Named):
    """A number of cases that is followed and never judged, such as open dossiers.

    `over_time` says what several periods of a year make together: their sum, what stood at the first one's beginning,
    or what stands at the last one's end.
    """

    area: Id
    name: Words
    short: Words
    order: int
    over_time: Literal["sum", "first", "last"]
    cite: Cite


class System(Named):
    """A system that the plan names: where figures come from, go to, or both."""

    name: Words
    role: Literal["source", "destination", "both"]
    cite: Cite


class Source(Named):
    """Where figures were published or collected."""

    title: Words
    publisher: str = ""
    url: str = ""
    published: dt.date | None = None
    note: str = ""


class DayOfYear(Row):
    """A day told from the year of a report: `year` is -1 for the year before, 0 for the year itself."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    year: Annotated[int, Field(ge=-1, le=1)] = 0

    @model_validator(mode="after")
    def exists_in_every_year(self) -> "DayOfYear":
        """The day as given; 29/02 and 31/04 are refused."""
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


class Period(Named):
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
        """The period as given; its days must follow one another."""
        first, last, due = self.dates(2023)
        if not first < last <= due:
            raise ValueError("«first_day» phải trước «last_day», và «due» không trước «last_day»")
        return self

    def dates(self, year: int) -> Dates:
        """The days of the report of a year."""
        return Dates(self.first_day.of(year), self.last_day.of(year), self.due.of(year))


class Office(Named):
    """An office that reports go to, or a name that must no longer be written after its last day.

    `receives` names the kinds of documents that are sent to it, `spellings` the other ways of writing it, `instead`
    what took its place; `own` is for a receiver within the issuing office.
    """

    name: Words
    order: int
    spellings: tuple[Words, ...] = ()
    receives: tuple[Id, ...] = ()
    own: bool = False
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    instead: str = ""
    note: str = ""
    cite: Cite | None = None

    def valid_on(self, day: dt.date) -> bool:
        """True when the office exists on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
