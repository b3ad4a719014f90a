"""What a plan says of the register of citizens' feedback: columns, kinds, channels, fields, places and deadlines."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from cchc_metrics.catalog.forms import Column
from cchc_metrics.catalog.models import Cite, Entity, Id, Row, Words

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
    for a row that says neither, `other_field` for a field that the plan does not know.
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
    note: str = ""

    @model_validator(mode="after")
    def names_are_known(self) -> "FeedbackRegister":
        """The register as given; what stands for missing words must be one of its own groups."""
        for key, groups in (
            ("missing_kind", self.kind),
            ("missing_channel", self.channel),
            ("other_field", self.field),
        ):
            if getattr(self, key) not in [group.id for group in groups]:
                raise ValueError(f"«{key}» không phải mã nào đã nêu trong sổ")
        if unknown := sorted({column.id for column in self.column} - set(COLUMNS)):
            raise ValueError(f"không có cột nào mã {', '.join(unknown)}; có: {', '.join(COLUMNS)}")
        return self


# The columns that a register may have; the list that is kept has all of them, under these names.
COLUMNS = (
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
