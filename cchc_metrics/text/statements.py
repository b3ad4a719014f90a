"""Sentences about several figures at once: how many were met, and what may be said where nothing was missed."""

from collections.abc import Iterable, Mapping
from typing import Any

from cchc_metrics.text.formats import missing

MET, MISSED = ("met", "met_within_error"), ("missed", "missed_within_error")
# Due in the year, and not judged because a figure is missing.
UNKNOWN = ("no_data", "no_previous")


def nothing_missed(rows: Iterable[Mapping[Any, Any]], year: int) -> str:
    """What may be said of a year in which nothing was missed; only figures that were judged let one say so.

    rows: those of `indices` and `targets` of the year, of which `level` is read.

    >>> nothing_missed([{"level": "met"}, {"level": "no_data"}, {"level": "not_due"}], 2025)
    'Không có chỉ số, chỉ tiêu nào chưa đạt trong 1 trên 2 chỉ số, chỉ tiêu đến hạn đã có số liệu.'
    >>> nothing_missed([{"level": "no_data"}], 2025)
    'Chưa có số liệu của chỉ số, chỉ tiêu nào đến hạn năm 2025, nên chưa biết có mục nào chưa đạt.'
    >>> nothing_missed([{"level": "not_due"}, {"level": "not_comparable"}], 2025)
    'Năm 2025 không có chỉ số, chỉ tiêu nào xét được.'
    """
    levels = [row["level"] for row in rows if not missing(row["level"])]
    judged = sum(level in (*MET, *MISSED) for level in levels)
    due = judged + sum(level in UNKNOWN for level in levels)
    if not due:
        return f"Năm {year} không có chỉ số, chỉ tiêu nào xét được."
    if not judged:
        return f"Chưa có số liệu của chỉ số, chỉ tiêu nào đến hạn năm {year}, nên chưa biết có mục nào chưa đạt."
    return f"Không có chỉ số, chỉ tiêu nào chưa đạt trong {judged} trên {due} chỉ số, chỉ tiêu đến hạn đã có số liệu."
