"""What a file holds, once it has been read, and whether several files agree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cchc_metrics.faults import Fault
from cchc_metrics.intake.rows import FileRow, Observation, Tally, TaskReport

# What two files must agree on; their notes, sources and printed percentages may differ.
SAID = ("numerator", "denominator", "value", "sample_size", "cases", "state")


@dataclass(frozen=True)
class Read:
    """The observations, tallies and task reports of a file, each with its place, and what should be looked at again.

    A caution has the form of a fault but keeps nothing out.
    """

    observations: tuple[tuple[str, Observation], ...] = ()
    task_reports: tuple[tuple[str, TaskReport], ...] = ()
    cautions: tuple[Fault, ...] = ()
    tallies: tuple[tuple[str, Tally], ...] = ()


def contradictions(files: Iterable[Read]) -> Iterator[Fault]:
    """A fault for each row of which another one says something else, as known on the same day.

    Of files handed in together none is the later one, so that which of them counts would be a guess.
    """
    first: dict[tuple[object, ...], tuple[str, FileRow]] = {}
    for file in files:
        for place, row in (*file.observations, *file.tallies, *file.task_reports):
            before, other = first.setdefault((*row.key, row.as_of), (place, row))
            if any(getattr(row, name, None) != getattr(other, name, None) for name in SAID):
                yield Fault(place, f"khác với {before}", "một số liệu của một ngày chỉ có một giá trị",
                            "bỏ một trong hai, hoặc nộp riêng: lần nộp sau thay lần trước")
