"""Officers' files → figures, tallies and task reports, or every fault at once."""

from cchc_metrics.intake.excerpt import Excerpt, excerpt, file_of
from cchc_metrics.intake.files import read
from cchc_metrics.intake.given import Read, contradictions
from cchc_metrics.intake.rows import Dated, TaskReport

__all__ = ["Dated", "Excerpt", "Read", "TaskReport", "contradictions", "excerpt", "file_of", "read"]
