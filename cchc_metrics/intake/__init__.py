"""Officers' files to figures, counts, task reports and feedback: a file is taken whole or not at all.

`read` takes a name and bytes and gives a FileContent. It raises Open with the questions that only a person can answer,
or FaultError with every fault, its cell, what was expected and what to do.
"""

from cchc_metrics.intake.content import DatedRow, Feedback, FileContent, TaskReport, contradictions, empty_file
from cchc_metrics.intake.files import read
from cchc_metrics.intake.sheets import Excerpt, excerpt, file_of

__all__ = [
    "DatedRow",
    "Excerpt",
    "Feedback",
    "FileContent",
    "TaskReport",
    "contradictions",
    "empty_file",
    "excerpt",
    "file_of",
    "read",
]
