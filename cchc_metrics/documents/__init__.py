"""Files that people take away."""

from cchc_metrics.documents.exports import KINDS, taken_out

__all__ = ["KINDS", "taken_out"]
