"""Officers' files → figures and task reports, or every fault at once."""

from cchc_metrics.intake.files import Read, read

__all__ = ["Read", "read"]
