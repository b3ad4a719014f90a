"""What a file holds, once it has been read."""

from dataclasses import dataclass

from cchc_metrics.faults import Fault
from cchc_metrics.intake.rows import Observation, Tally, TaskReport


@dataclass(frozen=True)
class Read:
    """The observations, tallies and task reports of a file, each with its place, and what should be looked at again.

    A caution has the form of a fault but keeps nothing out.
    """

    observations: tuple[tuple[str, Observation], ...] = ()
    task_reports: tuple[tuple[str, TaskReport], ...] = ()
    cautions: tuple[Fault, ...] = ()
    tallies: tuple[tuple[str, Tally], ...] = ()
