"""Officers' files → figures and task reports, or every fault at once."""

from cchc_metrics.intake.excerpt import Excerpt, excerpt, file_of
from cchc_metrics.intake.files import read
from cchc_metrics.intake.given import Read

__all__ = ["Excerpt", "Read", "excerpt", "file_of", "read"]
