"""Files that people take away."""

from cchc_metrics.documents.exports import KINDS, export

__all__ = ["KINDS", "export"]
