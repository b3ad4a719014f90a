"""Sentences about several figures at once: how many were met, and what may be said where nothing was missed."""

from collections.abc import Iterable, Mapping
from typing import Any

from cchc_metrics.text import words
from cchc_metrics.text.formats import missing
from cchc_metrics.text.sentence import met_count, requirement

MET, MISSED = ("met", "met_within_error"), ("missed", "missed_within_error")
# Due in the year, and not judged because a figure is missing.
UNKNOWN = ("no_data", "no_previous")
# Both years are known, so the index rose, fell or stayed.
COMPARED = ("up", "down", "same")


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


def headline(
    year: int, directions: Iterable[Any], levels: Iterable[Any], worst: Mapping[Any, Any] | None = None
) -> str:
    """The finding of a year in a sentence: how many indices rose, what became of the others, how many targets were met.

    directions: `direction` of each headline index in the year. levels: `level` of each target in the year.
    worst: the row of `attention` that is farthest from what was asked, where the sentence names it.

    >>> headline(2025, ["up", "up", "no_data", "up"], ["met", "met_within_error", "missed", "no_activity"])
    'Năm 2025: 3 trên 4 chỉ số tăng, 1 chưa có số liệu; đạt 2 trên 3 chỉ tiêu đến hạn và có số liệu (1 trong sai số).'
    >>> headline(2025, ["no_data"], ["not_due"])
    'Năm 2025: chưa đủ số liệu để kết luận.'
    """
    indices, targets = list(directions), list(levels)
    parts = []
    if any(direction in COMPARED for direction in indices):
        others = [
            f"{indices.count(one)} {words.DIRECTIONS[one].word}"
            for one in words.DIRECTIONS
            if one not in COMPARED and one in indices
        ]
        parts.append(", ".join([f"{indices.count('up')} trên {len(indices)} chỉ số tăng", *others]))
    met, missed = (sum(level in kind for level in targets) for kind in (MET, MISSED))
    if met + missed:
        parts.append(met_count(met, met + missed, within_error=targets.count("met_within_error")))
    if worst is not None:
        required = requirement(worst)
        gap = next((part for part in required.split(", ") if part.startswith(("thiếu", "vượt"))), required)
        parts.append(f"kém nhất: {worst['short']}, {gap}")
    return f"Năm {year}: {'; '.join(parts) or 'chưa đủ số liệu để kết luận'}."
