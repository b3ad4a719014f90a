"""One function a question; each gives a frame whose columns its docstring states."""

from cchc_metrics.metrics.change import breakdowns, change, ranking
from cchc_metrics.metrics.compare import compare
from cchc_metrics.metrics.figures import handed_in, known
from cchc_metrics.metrics.lists import (
    Span,
    coverage,
    groups,
    history,
    parts,
    span,
    tasks,
    units,
    versions,
)
from cchc_metrics.metrics.meeting import decision_reports, decisions
from cchc_metrics.metrics.reports import notes, period_figures
from cchc_metrics.metrics.verdicts import area_counts, attention, indices, targets

__all__ = [
    "Span",
    "area_counts",
    "attention",
    "breakdowns",
    "change",
    "compare",
    "coverage",
    "decision_reports",
    "decisions",
    "groups",
    "handed_in",
    "history",
    "indices",
    "known",
    "notes",
    "parts",
    "period_figures",
    "ranking",
    "span",
    "targets",
    "tasks",
    "units",
    "versions",
]
