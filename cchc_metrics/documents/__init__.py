"""Files that people take away."""

from cchc_metrics.documents.taken_out import KINDS, taken_out

__all__ = ["KINDS", "taken_out"]
