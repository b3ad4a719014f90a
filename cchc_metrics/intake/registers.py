"""One complaint or suggestion as a register tells it, without anything about who sent it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cchc_metrics.faults import Fault


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
        """Its cells in the list that is kept, in the order of `catalog.feedback.COLUMNS`."""
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


def differing(rows: Iterable[tuple[str, Feedback]]) -> Iterator[Fault]:
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
