"""One function a question; each gives a frame whose columns its docstring states."""

from cchc_metrics.metrics.change import breakdowns, change, ranking
from cchc_metrics.metrics.compare import compare
from cchc_metrics.metrics.figures import handed_in, known
from cchc_metrics.metrics.lists import (
    Span,
    coverage,
    groups,
    history,
    illustrative,
    parts,
    span,
    tasks,
    units,
    versions,
)
from cchc_metrics.metrics.meeting import decision_reports, decisions
from cchc_metrics.metrics.points import next_band, points_lost, points_lost_by, score_change, score_peers
from cchc_metrics.metrics.reports import notes, period_figures
from cchc_metrics.metrics.scoring import criteria_found, criteria_sets, methods, score_steps, score_totals, scored_tree
from cchc_metrics.metrics.tallies import tallies, tally_history
from cchc_metrics.metrics.verdicts import area_counts, attention, indices, targets

__all__ = [
    "Span",
    "area_counts",
    "attention",
    "breakdowns",
    "change",
    "compare",
    "coverage",
    "criteria_found",
    "criteria_sets",
    "decision_reports",
    "decisions",
    "groups",
    "handed_in",
    "history",
    "illustrative",
    "indices",
    "known",
    "methods",
    "next_band",
    "notes",
    "parts",
    "period_figures",
    "points_lost",
    "points_lost_by",
    "ranking",
    "score_change",
    "score_peers",
    "score_steps",
    "score_totals",
    "scored_tree",
    "span",
    "tallies",
    "tally_history",
    "targets",
    "tasks",
    "units",
    "versions",
]
