"""What a plan says of what officers hand in: the tables that systems export, and the register of citizens' feedback.

It says how columns are known, which figures a table gives, and the kinds, channels, fields and deadlines of feedback.
"""

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from cchc_metrics.catalog.models import Cite, Entity, Id, Row, Words

Columns = Annotated[tuple[Id, ...], Field(min_length=1)]


class Column(Row):
    """A column by the words of its header, from the top line to the bottom one: "đã giải quyết > quá hạn".

    Each step stands in a line below the step before; "=tổng số" must be the whole cell, other steps are part of it.
    `means` says the same by facets: each alternative lists the values that the words over the column must have, as
    ["settled", "late"]. The words mean this column only where the column `needs` is there and `unless` is not; without
    `beside` they mean it only where nothing else fits. `hides_in` is a column whose words may stand over this one,
    where the table has all that it is added to: «Trong kỳ» beside «Qua mạng» and «Qua BCCI».
    `title` is its name for people.
    """

    id: Id
    title: Words | None = None
    header: tuple[Words, ...] = ()
    means: tuple[Columns, ...] = ()
    needs: Id | None = None
    unless: Id | None = None
    beside: Id | None = None
    hides_in: Id | None = None
    required: bool = False

    @property
    def name(self) -> str:
        """What people call the column (Vietnamese)."""
        return self.title or (self.header[0].removeprefix("=") if self.header else self.id)


class Facet(Row):
    """Words of headers that mean one value of a facet: flow, time, channel, deadline, measure or period.

    Columns under a word of `period` count another period than the table, as cumulative ones and those of last year do.
    """

    facet: Literal["flow", "time", "channel", "deadline", "measure", "period"]
    value: Id
    words: Annotated[tuple[Words, ...], Field(min_length=1)]


class Identity(Row):
    """A column that must be the sum of others.

    A `loose` one proves a reading where it holds, and is no fault where it does not: dossiers that wait or were
    returned may be counted apart.
    """

    total: Id
    parts: Columns
    loose: bool = False


class Percentage(Row):
    """A column of printed percentages, and the counts that they must agree with."""

    column: Id
    numerator: Columns
    denominator: Columns


class Feed(Row):
    """A figure that a table gives: sums of columns over sums of columns, by the groups of `breakdown`."""

    indicator: Id
    numerator: Columns
    denominator: Columns
    breakdown: Id


class TallyFeed(Row):
    """A tally that a table gives: the sum of columns, by the groups of each of `breakdown`."""

    tally: Id
    columns: Columns
    breakdown: Columns


class Table(Entity):
    """What a form and a list of dossiers have in common."""

    title: Words
    source: Id
    column: Annotated[tuple[Column, ...], Field(min_length=1)]
    feed: tuple[Feed, ...]
    tally: tuple[TallyFeed, ...] = ()
    # The group that takes in names which the breakdown does not know; without it such a name is a fault.
    others: Id | None = None
    # Words before the name of a group that do not count ("lĩnh vực"), and words that no group's name begins with.
    left_out: tuple[Words, ...] = ()
    not_groups: tuple[Words, ...] = ()

    @property
    def groups_of(self) -> str | None:
        """The breakdown by which `others` is a group: that of the first figure."""
        return self.feed[0].breakdown if self.feed else None

    @property
    def figure_columns(self) -> set[str]:
        """The columns that figures and tallies are made of."""
        return {name for feed in self.feed for name in (*feed.numerator, *feed.denominator)} | {
            name for tally in self.tally for name in tally.columns
        }


class Division(Row):
    """A way to divide the dossiers of a table that is no breakdown of the plan: such a table gives the whole.

    `header` is the header of the column that names its rows, `names` is how the names of its rows begin. A line above
    a table with one of `filter` and a value limits the table to some of the dossiers. Rows that are steps of their
    settlement are no division: each counts the same dossiers.
    """

    by: Literal["channel", "part", "period", "step"]
    header: Annotated[tuple[Words, ...], Field(min_length=1)]
    names: tuple[Words, ...] = ()
    filter: tuple[Words, ...] = ()


class Form(Table):
    """A table of counts with a row a group: title, header of several lines, numbered columns, sums.

    `row` is the header of the column that names the groups. `not_totals` begin names that look like those of totals.
    `since_new_year` is true where it counts what there is on a day, so that two periods of a year do not add up.
    """

    row: Annotated[tuple[Words, ...], Field(min_length=1)]
    since_new_year: bool = False
    division: tuple[Division, ...] = ()
    total_words: Annotated[tuple[Words, ...], Field(min_length=1)]
    not_totals: tuple[Words, ...] = ()
    # Words of a title that tell what a table counts: dossiers, or something else. Those nearest to the table count.
    subjects: tuple[Words, ...] = ()
    other_subjects: tuple[Words, ...] = ()
    # Words of a title that limit a table to some dossiers, and the offices of a commune that settle only some.
    parts: tuple[Words, ...] = ()
    offices: tuple[Words, ...] = ()
    # What titles consist of that limit a table to nothing; of other words in a title is asked.
    title_words: tuple[Words, ...] = ()
    # States of a report, which say nothing of the dossiers in it.
    report_states: tuple[Words, ...] = ()
    # How the name of a row begins that is no group: cumulative, last year, "of which".
    aside: tuple[Words, ...] = ()
    facet: tuple[Facet, ...] = ()
    identity: tuple[Identity, ...] = ()
    printed: tuple[Percentage, ...] = ()

    @model_validator(mode="after")
    def columns_are_known(self) -> "Form":
        ids = {column.id for column in self.column}
        names = [name for part in self.identity for name in (part.total, *part.parts)]
        names += [name for part in self.printed for name in (part.column, *part.numerator, *part.denominator)]
        names += [*self.figure_columns]
        others = ("needs", "unless", "beside", "hides_in")
        names += [name for column in self.column for other in others if (name := getattr(column, other))]
        if unknown := sorted(set(names) - ids):
            raise ValueError(f"không có cột nào mã {', '.join(f'«{name}»' for name in unknown)} trong «column»")
        values = {facet.value for facet in self.facet}
        meanings = {value for column in self.column for way in column.means for value in way}
        if unknown := sorted(meanings - values):
            raise ValueError(f"không có nghĩa nào mã {', '.join(f'«{name}»' for name in unknown)} trong «facet»")
        return self


Role = Literal["not_received", "open", "ended", "withdrawn"]


class Status(Row):
    """What a state of a dossier means: not received, being settled, ended, or withdrawn."""

    role: Role
    words: Annotated[tuple[Words, ...], Field(min_length=1)]


class Channel(Row):
    """A group of the channel breakdown by the codes and words that exports use for it."""

    group: Id
    words: Annotated[tuple[Words, ...], Field(min_length=1)]


class Limit(Row):
    """Words of a title that limit a list to some of the dossiers, and the counts that such a list still gives."""

    words: Annotated[tuple[Words, ...], Field(min_length=1)]
    gives: Columns = ()


class DossierList(Table):
    """A list with a row a dossier; `missing_channel` is the channel of a dossier that names none.

    `channel_breakdown` is the breakdown of channels, `online` its group of dossiers sent in online. `deadline` are
    words that stand beside a state and say how it ended: «Đã trả kết quả (đúng hạn)». `elsewhere` are words of notes
    that say that another office settles a dossier.
    """

    deadline: tuple[Words, ...] = ()
    elsewhere: tuple[Words, ...] = ()
    limit: tuple[Limit, ...] = ()
    status: Annotated[tuple[Status, ...], Field(min_length=1)]
    channel: Annotated[tuple[Channel, ...], Field(min_length=1)]
    channel_breakdown: Id
    missing_channel: Id
    online: Id

    @model_validator(mode="after")
    def counts_are_known(self) -> "DossierList":
        gives = {name for limit in self.limit for name in limit.gives}
        if unknown := sorted((self.figure_columns | gives) - set(COUNTS)):
            raise ValueError(
                f"không có số đếm nào mã {', '.join(f'«{name}»' for name in unknown)}; có: {', '.join(COUNTS)}"
            )
        return self


class Subject(Row):
    """What a table of results is about, or a row or column of it: an index, a part of one, or a target of a survey."""

    indicator: Id
    part: Id | None = None
    words: Annotated[tuple[Words, ...], Field(min_length=1)]


class MadeBy(Row):
    """How the published figures of an index were made in some years, for units of some levels."""

    indicator: Id
    method: Id
    levels: Annotated[tuple[Id, ...], Field(min_length=1)]
    from_year: int = 1990
    to_year: int = 2100


class ResultTable(Entity):
    """Official results and surveys: a row a unit with scores and ranks, or a row a question with answers.

    Each list holds the words over columns of one kind: those that name the rows (`unit`, `factor`; `degree` and `place`
    for the answers and the hamlets of a survey), `year`, `score`, `rank`, points and the most that could be had
    (`points`, `maximum`), how many people answered (`answers`) and were satisfied (`satisfied`, `very`, `both` for the
    two together; `others` are the other levels), `share`, and `unused` for what counts for nothing. `left_out` are
    words before a name that do not count, `aside` begins the name of a row that is no unit and no question.
    """

    title: Words
    source: Id
    survey_source: Id
    unit: Annotated[tuple[Words, ...], Field(min_length=1)]
    factor: Annotated[tuple[Words, ...], Field(min_length=1)]
    year: tuple[Words, ...]
    score: tuple[Words, ...]
    rank: tuple[Words, ...]
    points: tuple[Words, ...] = ()
    maximum: tuple[Words, ...] = ()
    degree: tuple[Words, ...] = ()
    place: tuple[Words, ...] = ()
    answers: tuple[Words, ...]
    satisfied: tuple[Words, ...]
    very: tuple[Words, ...]
    both: tuple[Words, ...]
    others: tuple[Words, ...]
    share: tuple[Words, ...]
    unused: tuple[Words, ...]
    left_out: tuple[Words, ...] = ()
    aside: tuple[Words, ...] = ()
    subject: tuple[Subject, ...]
    made_by: tuple[MadeBy, ...] = ()


# The counts that a list of dossiers is rolled up to, named as the columns of form II.06a.
COUNTS = (
    "received",
    "received-online",
    "received-direct",
    "carried-over",
    "settled",
    "early",
    "on-time",
    "late",
    "pending",
    "pending-in-time",
    "pending-late",
)


def steps(header: str) -> list[str]:
    """The steps of a header, from the top line to the bottom one."""
    return re.split(r"\s*>\s*", header)


SATURDAY = 5


class Group(Entity):
    """A channel of feedback by its name and the other words that exports use for it."""

    name: Words
    also: tuple[Words, ...] = ()


class FeedbackKind(Group):
    """A kind of feedback. `days` is its deadline, in working days unless `working` is false; missing where none is set.

    `cite` is where the deadline stands; without it the screen says that the commune set it.
    """

    days: Annotated[int, Field(ge=1, le=365)] | None = None
    working: bool = True
    cite: Cite | None = None

    def due(self, received: dt.date) -> dt.date | None:
        """The last day of an answer; None where the kind has no deadline. Public holidays count as working days."""
        if self.days is None:
            return None
        if not self.working:
            return received + dt.timedelta(self.days)
        day, rest = received, self.days
        while rest:
            day += dt.timedelta(1)
            rest -= day.weekday() < SATURDAY
        return day


class FeedbackField(Group):
    """A field that feedback is about, and the post that answers; `procedures` marks feedback about dossiers."""

    owner: Id | None = None
    procedures: bool = False


class Place(Group):
    """A place of a unit: a hamlet or a street block."""

    unit: Id


class FeedbackState(Row):
    """What a state of feedback means: open, answered, or declined because another office answers."""

    role: Literal["open", "answered", "declined"]
    words: Annotated[tuple[Words, ...], Field(min_length=1)]


class Opinion(Row):
    """What the citizen said of the answer: satisfied or not; `asked` is false for words that say nothing."""

    satisfied: bool = False
    asked: bool = True
    words: Annotated[tuple[Words, ...], Field(min_length=1)]


class FeedbackRegister(Entity):
    """The register of complaints and suggestions, a row each.

    `marks` are words of its header or title that no other list has. `personal` are the headers of columns that hold
    personal data and must be empty. `owner` answers where a field names nobody. `missing_kind`, `missing_channel` stand
    for a row that says neither, `other_field` for a field that the plan does not know. `factor` is the index, or the
    part of one, that asks by survey how satisfied citizens are with answers: what the register says stands beside it.
    """

    title: Words
    owner: Id
    marks: Annotated[tuple[Words, ...], Field(min_length=1)]
    column: Annotated[tuple[Column, ...], Field(min_length=1)]
    personal: Annotated[tuple[Words, ...], Field(min_length=1)]
    kind: Annotated[tuple[FeedbackKind, ...], Field(min_length=1)]
    channel: Annotated[tuple[Group, ...], Field(min_length=1)]
    field: Annotated[tuple[FeedbackField, ...], Field(min_length=1)]
    place: tuple[Place, ...] = ()
    state: Annotated[tuple[FeedbackState, ...], Field(min_length=1)]
    opinion: tuple[Opinion, ...] = ()
    missing_kind: Id
    missing_channel: Id
    other_field: Id
    factor: Id | None = None
    note: str = ""

    @model_validator(mode="after")
    def names_are_known(self) -> "FeedbackRegister":
        """Refuses a register whose groups for missing words are not among its own."""
        for key, groups in (
            ("missing_kind", self.kind),
            ("missing_channel", self.channel),
            ("other_field", self.field),
        ):
            if getattr(self, key) not in [group.id for group in groups]:
                raise ValueError(f"«{key}» không phải mã nào đã nêu trong sổ")
        if unknown := sorted({column.id for column in self.column} - set(FEEDBACK_COLUMNS)):
            raise ValueError(f"không có cột nào mã {', '.join(unknown)}; có: {', '.join(FEEDBACK_COLUMNS)}")
        return self


# The columns that a register may have; the list that is kept has all of them, under these names.
FEEDBACK_COLUMNS = (
    "code",
    "unit",
    "kind",
    "received",
    "channel",
    "field",
    "place",
    "subject",
    "state",
    "due",
    "answered",
    "opinion",
    "owner",
)
