"""Officers' files → figures, tallies and task reports, or every fault at once."""

from cchc_metrics.intake.files import read
from cchc_metrics.intake.observations import DatedRow, Feedback, FileContent, TaskReport, contradictions
from cchc_metrics.intake.sheets import Excerpt, excerpt, file_of

__all__ = [
    "DatedRow",
    "Excerpt",
    "Feedback",
    "FileContent",
    "TaskReport",
    "contradictions",
    "excerpt",
    "file_of",
    "read",
]
