"""The rows that a plan folder may hold: one class a table, strict, frozen, unknown keys refused."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
Year = Annotated[int, Field(ge=1990, le=2100)]
Measure = Literal["count", "survey", "score"]
# What a value is a number of. A plan gives it a word, decimals and limits of its own where it likes.
Scale = Literal["percent", "points", "ratio", "count", "days", "money", "yes-no"]
# The limits that a scale has by itself.
LARGEST: Mapping[str, float] = {"percent": 100.0, "ratio": 1.0, "yes-no": 1.0}
# What several numbers of one year make together, where a number is no ratio of counts.
OverTime = Literal["sum", "first", "last"]


class Row(BaseModel):
    """A row of the plan: strict types, unknown keys refused, never changed after loading."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class Entity(Row):
    """A row that other rows and figures refer to by its id."""

    id: Id


class Cite(Row):
    """Where a statement stands: a document of the plan and the place in it."""

    document: Id
    place: str = ""


class Plan(Entity):
    """The plan itself: whose it is and which years it covers; `first_year` is judged against `baseline_year`.

    A plan that has not been issued has no `number`, and its document no issuer.
    `level` is the level of units that its targets and indices bind where they name none. `notice` is told on every
    screen and document: that a plan is an example, for instance.
    """

    title: Words
    number: str = ""
    decided: dt.date
    unit: Id
    level: Id
    baseline_year: Year
    first_year: Year
    last_year: Year
    notice: str = ""
    cite: Cite

    @property
    def title_and_number(self) -> str:
        """The plan as a line beside figures names it."""
        return f"{self.title}, {self.number}" if self.number else self.title

    @model_validator(mode="after")
    def years_follow(self) -> "Plan":
        if not self.baseline_year < self.first_year <= self.last_year:
            raise ValueError("«baseline_year» phải trước «first_year», và «last_year» không trước «first_year»")
        return self


class Level(Entity):
    """A level of units: commune, hamlet, province.

    `name` is the word for one unit of it, within a sentence. Units of a level with `peers` are ranked among each other;
    `own_tables` says that tables handed in carry the name of such a unit, so that one of another unit is noticed;
    `reference` is for the level that every unit may be drawn beside; `kinds` are the words that may stand before the
    name of such a unit and are not part of it, any while there are none.
    """

    name: Words
    order: int
    kinds: tuple[Words, ...] = ()
    peers: bool = True
    own_tables: bool = False
    reference: bool = False


class Document(Entity):
    """A document that the plan carries out or cites."""

    number: Words
    title: Words
    issuer: str = ""
    date: dt.date | None = None
    note: str = ""


class Unit(Entity):
    """A place that figures are about, with the days between which it existed and what it became.

    `also` are other names that files use for it; `column` and `row` say where its tile stands on a map of tiles.
    """

    name: Words
    level: Id
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


class Area(Entity):
    """A reform area; `slug` is its word in a link, `leads` is for the one that a report tells before the others."""

    name: Words
    short: Words
    slug: Id
    order: int
    section: Words
    cite: Cite
    leads: bool = False


class Part(Entity):
    """A component of an index. `maximum` is its full score where that is known."""

    name: Words
    short: Words
    order: int
    maximum: float | None = None


class Indicator(Entity):
    """What an index and a target have in common: the scale of its values, whom it binds and who answers for it.

    `unit_word` is the plan's own word for what is counted ("buổi", "triệu đồng"; for yes-no "đã có/chưa có"),
    `decimals` with how many decimals a value is printed, `least` and `most` are the limits of a value.
    It binds the units of `levels` (left out: the level of the plan), of those only `units` where some are named.
    `adds_up` names a level of units: a bound unit without a figure of its own has the sum over its units of that level.
    `owner` answers for it, together with the posts of `joint`; those of `partners` help.
    `also` are other names that tables of targets use for it.
    """

    also: tuple[Words, ...] = ()
    unit: Scale
    unit_word: Words | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    least: float = 0.0
    most: float | None = None
    levels: tuple[Id, ...] = ()
    units: tuple[Id, ...] = ()
    adds_up: Id | None = None
    owner: Id
    joint: tuple[Id, ...] = ()
    partners: tuple[Id, ...] = ()

    @property
    def measure_unit(self) -> str:
        """The scale with the plan's own word and decimals, as the store and `formats` know it: "count: buổi"."""
        word, decimals = self.unit_word or "", "" if self.decimals is None else str(self.decimals)
        return ": ".join((self.unit, word, decimals)).rstrip(": ")

    @property
    def largest(self) -> float | None:
        """The greatest value that is possible; None where there is none."""
        return LARGEST.get(self.unit) if self.most is None else self.most

    @property
    def owners(self) -> tuple[str, ...]:
        """The posts that answer for it, the first one first."""
        return (self.owner, *self.joint)


class Index(Indicator):
    """A composite index. `combine` says how its parts make the total: sum, mean, or not known ("none").

    A headline index must be higher each year than the year before. `usual_change` is, in the index's own unit, how far
    it may move in a year before whoever hands it in is asked for a note; left out, a quarter of the scale of a
    percentage or ratio, or of the year before for points.
    """

    name: Words
    short: Words
    order: int
    headline: bool
    measure: Measure
    combine: Literal["sum", "mean", "none"]
    about: Words
    cite: Cite
    part: tuple[Part, ...] = ()
    usual_change: Annotated[float, Field(gt=0)] | None = None


class Ladder(Row):
    """A floor that rises each year by `step` until `until`; "relative" makes the step a percent of the year before."""

    start: float
    step: float
    reading: Literal["points", "relative"]
    until: float


class Stage(Row):
    """One of several due years of a target, and the value asked by its end."""

    year: Year
    value: float


class TargetVersion(Row):
    """What a target asked from one year on; an earlier version stays in the file and on the screen.

    `stage` takes the place of `value` where a target has several due years.
    """

    from_year: Year
    decided: dt.date
    cite: Cite
    value: float | None = None
    stage: tuple[Stage, ...] = ()
    ladder: Ladder | None = None

    def stage_of(self, year: int) -> Stage | None:
        """The stage that counts in a year: the first one due in it or later, after all of them the last one."""
        return next((stage for stage in self.stage if stage.year >= year), self.stage[-1] if self.stage else None)


Kind = Literal["annual", "by-year", "ladder", "rising", "falling", "milestone"]


class Target(Indicator):
    """One target of the plan; `due_year` is the only year that counts for by-year and milestone targets.

    A target with several due years has them in the `stage` of its versions instead.
    `numerator` and `denominator` say what is counted; a target without them has its value as one number, and
    `over_time` says what several periods of a year make of it.
    `usual_change` is as for an index.
    `amounts` says that its numerator and denominator are sums, of money for instance, and may have decimals.
    """

    area: Id
    name: Words
    short: Words
    order: int
    kind: Kind
    operator: Literal[">=", "=", "<=", "<", ">"]
    measure: Measure
    numerator: Words | None = None
    denominator: Words | None = None
    over_time: OverTime | None = None
    cite: Cite
    due_year: Year | None = None
    breakdown: tuple[Id, ...] = ()
    amounts: bool = False
    note: str = ""
    usual_change: Annotated[float, Field(gt=0)] | None = None
    version: tuple[TargetVersion, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def shape_fits_kind(self) -> "Target":
        has_due_year = self.kind in ("by-year", "milestone")
        for version in self.version:
            if (version.ladder is not None) != (self.kind == "ladder"):
                raise ValueError("«ladder» phải có với loại ladder và chỉ với loại đó")
            if version.stage and (not has_due_year or self.due_year is not None or version.value is not None):
                raise ValueError("«stage» chỉ dùng với loại by-year, milestone, thay cho «due_year» và «value»")
            if not version.stage and (self.due_year is not None) != has_due_year:
                raise ValueError(
                    "«due_year» phải có với loại by-year, milestone và chỉ với hai loại đó (hoặc «stage» trong version)"
                )
            if (version.value is not None) != (self.kind in ("annual", "by-year", "milestone") and not version.stage):
                raise ValueError("«value» phải có với loại annual, by-year, milestone và chỉ với các loại đó")
            if [stage.year for stage in version.stage] != sorted({stage.year for stage in version.stage}):
                raise ValueError("các «stage» phải xếp theo year tăng dần, không trùng năm")
        if [v.from_year for v in self.version] != sorted({v.from_year for v in self.version}):
            raise ValueError("các «version» phải xếp theo from_year tăng dần, không trùng năm")
        return self

    @model_validator(mode="after")
    def operator_fits_kind(self) -> "Target":
        operator = {"rising": ">", "falling": "<"}.get(self.kind, self.operator)
        if self.operator != operator:
            raise ValueError(f"«operator» của loại {self.kind} là «{operator}»: so với năm trước")
        return self

    @model_validator(mode="after")
    def counts_fit_scale(self) -> "Target":
        if (self.numerator is None) != (self.denominator is None):
            raise ValueError("«numerator» và «denominator» phải có cả hai hoặc không có cả hai")
        if self.has_counts and self.over_time is not None:
            raise ValueError("«over_time» chỉ dùng khi không có «numerator», «denominator»")
        if not self.has_counts and self.unit in ("percent", "ratio") and self.measure == "count":
            raise ValueError("tỷ lệ đếm được phải có «numerator» và «denominator»")
        return self

    @property
    def has_counts(self) -> bool:
        """True for a value that is a numerator over a denominator; else it is one number."""
        return self.numerator is not None

    def due_in(self, year: int) -> int | None:
        """The due year that counts in a year; None where every year does."""
        stage = self.in_force(year).stage_of(year)
        return stage.year if stage else self.due_year

    def in_force(self, year: int) -> TargetVersion:
        """The version that counts in a year: the latest begun by then, before all of them the first one."""
        return next((version for version in reversed(self.version) if version.from_year <= year), self.version[0])

    def requirement(self, version: TargetVersion, year: int, first_year: int) -> float | None:
        """The value that `version` asks for in `year`; None where the target has no fixed value."""
        if stage := version.stage_of(year):
            return stage.value
        if version.ladder is None:
            return version.value
        rung, step = Decimal(str(version.ladder.start)), Decimal(str(version.ladder.step))
        until = Decimal(str(version.ladder.until))
        for _ in range(year - first_year):
            rung = rung + step if version.ladder.reading == "points" else rung * (1 + step / 100)
        return float(min(rung, until))


Recurrence = Literal["month", "quarter", "half-year", "year"]


class Task(Entity):
    """A task of the plan; without an owner of its own it falls to the owner of its area.

    `joint` and `partners` are as for a target. `product` is what the task must bring, `every` how often it recurs,
    `money` what the plan gives for it, in `money_word`.
    """

    area: Id
    name: Words
    order: int
    cite: Cite
    owner: Id | None = None
    joint: tuple[Id, ...] = ()
    partners: tuple[Id, ...] = ()
    product: str = ""
    due: dt.date | None = None
    every: Recurrence | None = None
    money: Annotated[float, Field(ge=0)] | None = None
    money_word: Words = "triệu đồng"
    note: str = ""


class Owner(Entity):
    """A post that answers for areas; `assigned = false` stands for "nobody is named".

    A post began on `valid_from` and has ended after `valid_to`; `instead` is who answers for its areas from then on.
    """

    name: Words
    assigned: bool = True
    areas: tuple[Id, ...] = ()
    answers_for: tuple[Words, ...] = ()
    reports: tuple[Words, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    instead: str = ""
    cite: Cite


class Break(Entity):
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
    levels: tuple[Id, ...] = ()
    cite: Cite | None = None


class Method(Entity):
    """How a figure was made; figures of two methods are not compared. `label` is what the screen says.

    A mean has in `mean_of` the method of the figures that it is the mean of: it may be drawn beside them.
    """

    label: Words
    mean_of: Id | None = None
    cite: Cite | None = None


class Group(Entity):
    """One group of a breakdown, such as a field of procedures; `also` are other names that exports use for it."""

    name: Words
    also: tuple[Words, ...] = ()


class Breakdown(Entity):
    """A way to divide the dossiers of a target, such as by field or by channel."""

    name: Words
    order: int
    group: tuple[Group, ...]


class Tally(Entity):
    """A number of cases that is followed and never judged, such as open dossiers.

    `over_time` says what several periods of a year make together: their sum, what stood at the first one's beginning,
    or what stands at the last one's end. `dossiers` marks the tallies that the criterion on dossiers without a delay or
    a complaint counts: those handled, and the late ones among them.
    """

    area: Id
    name: Words
    short: Words
    order: int
    over_time: OverTime
    dossiers: Literal["handled", "late"] | None = None
    cite: Cite


class System(Entity):
    """A system that the plan names: where figures come from, go to, or both."""

    name: Words
    role: Literal["source", "destination", "both"]
    cite: Cite


class Source(Entity):
    """Where figures were published or collected; `illustrative` is one that no real figure has.

    `original` is the title as it was printed, where that is in another language than `title`.
    """

    title: Words
    original: str = ""
    publisher: str = ""
    url: str = ""
    published: dt.date | None = None
    note: str = ""
    illustrative: bool = False

    @property
    def titles(self) -> tuple[str, ...]:
        """Every title that a table may name it by."""
        return (self.title, self.original) if self.original else (self.title,)


class Office(Entity):
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
