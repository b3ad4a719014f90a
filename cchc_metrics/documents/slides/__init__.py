"""Slides of a meeting: the sequence of the presentation as a .pptx that anybody can edit."""

from cchc_metrics.documents.slides.deck import deck

__all__ = ["deck"]
