"""What is true of a unit: every number and verdict that the metrics give, to hold what is shown against."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.text.sentence import figure

MET, MISSED = ("met", "met_within_error"), ("missed", "missed_within_error")
NUMBERS = """
numerator denominator value target previous change gap margin_below margin_above interval_low interval_high
increment_required baseline_value required_pace achieved_pace projected reported_value exceptions sample_size
main_part_change maximum entered_numerator entered_denominator entered_value reported_rank reported_of
"""

# The numbers of other tables that may stand beside the name of an indicator.
FIGURES = {
    "figure": "select distinct indicator_id, numerator, denominator, value, sample_size from figure",
    "group_figure": "select distinct indicator_id, numerator, denominator, value from group_figure",
    "observation": "select distinct indicator_id, numerator, denominator, value, reported_value from observation",
    "period_figure": "select distinct indicator_id, numerator, denominator, value from period_figure",
    "target_value": "select distinct indicator_id, value from target_value",
    "period_comparison": "select distinct indicator_id, change, previous from period_comparison",
}
SCORED = "maximum applicable points self_points appraised_points lost threshold floor full_at result next_at next_gain"


@dataclass
class Model:
    """The rows of a unit by indicator and year, and the numbers that may stand beside an indicator's name."""

    store: Store
    catalog: Catalog
    unit: str
    rows: dict[tuple[str, int], dict[Any, Any]] = field(default_factory=dict)
    _rounded: dict[tuple[str, int], set[Decimal]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        frames = [metrics.indices(self.store, unit=self.unit, index=index) for index in self.catalog.indices]
        for frame in (*frames, metrics.targets(self.store, unit=self.unit)):
            for row in frame.to_dict("records"):
                self.rows[row["indicator_id"], int(row["year"])] = row

    @cached_property
    def names(self) -> dict[str, str]:
        """Each name and short name with the indicator that it means, the longest first."""
        named = {}
        for one in (*self.catalog.indices.values(), *self.catalog.targets.values()):
            named |= {one.name: one.id, one.short: one.id}
        return dict(sorted(named.items(), key=lambda pair: -len(pair[0])))

    @cached_property
    def numbers(self) -> dict[str, set[Decimal]]:
        """Every number of an indicator: its rows, parts, groups, periods, those of other units, and what they make."""
        result: dict[str, set[Decimal]] = {one: set() for one in self.names.values()}

        def note(indicator: str, values: Iterable[Any]) -> None:
            known = [Decimal(str(float(value))) for value in values if not formats.missing(value)]
            result.setdefault(indicator, set()).update(map(abs, known))

        for (indicator, _), row in self.rows.items():
            note(indicator, (row.get(key) for key in NUMBERS.split()))
            # How far one case moves a ratio.
            note(indicator, [] if not row.get("denominator") else [100 / row["denominator"]])
        there = set(self.store.frame("select table_name from information_schema.tables")["table_name"])
        for table, sql in FIGURES.items():
            for row in self.store.frame(sql).itertuples(index=False) if table in there else ():
                note(row[0], row[1:])
        for one in metrics.criteria_sets(self.store, unit=self.unit).itertuples():
            tree = metrics.score_tree(self.store, unit=self.unit, criteria=one.set_id, year=one.year)
            for row in tree[tree["indicator_id"].notna()].to_dict("records"):
                note(row["indicator_id"], (row[key] for key in SCORED.split()))
                note(row["indicator_id"], [row["self_points"] - row["appraised_points"]])
        for index in self.catalog.indices:
            parts = metrics.parts(self.store, unit=self.unit, index=index)
            note(index, parts[["value", "previous", "change", "maximum"]].to_numpy().ravel())
            years = sorted({year for one, year in self.rows if one == index})
            for start, end in pairwise(years):
                made = metrics.change(self.store, unit=self.unit, index=index, from_year=start, to_year=end)
                note(index, made[["from_value", "to_value", "change"]].to_numpy().ravel())
        return result

    def rounded(self, indicator: str, digits: int) -> set[Decimal]:
        """The numbers of an indicator with so many decimals."""
        key = indicator, digits
        if key not in self._rounded:
            self._rounded[key] = rounded(self.numbers[indicator], digits)
        return self._rounded[key]

    def indexed(self, indicator: str) -> set[Decimal]:
        """The values of an indicator when any of its years is 100."""
        values = [row["value"] for (one, _), row in self.rows.items() if one == indicator and row["value"]]
        known = [Decimal(str(value)) for value in values if not formats.missing(value)]
        return {100 * value / base for value in known for base in known}

    def canonical(self, indicator: str, year: int, period: str = "") -> str:
        """The value of an indicator in a year, or in a period of it, as everything prints it."""
        row = self.rows[indicator, year]
        if period:
            rows = metrics.period_figures(self.store, unit=self.unit, period=period, year=year)
            row = rows[rows["indicator_id"] == indicator].iloc[0].to_dict()
        return figure(row, against=("target", "previous"))

    @cached_property
    def spans(self) -> dict[str, str]:
        """The verdict of the whole plan on each indicator."""
        rows = metrics.span_verdicts(self.store, unit=self.unit)
        return dict(zip(rows["indicator_id"], rows["level"], strict=True))

    def level(self, indicator: str, year: int) -> str:
        """The verdict of an indicator in a year; empty where the plan judges none."""
        return str(self.rows.get((indicator, year), {}).get("level", ""))

    def has_gap(self, year: int) -> bool:
        """Whether any index has no figure in a year."""
        return any(
            of == year and one in self.catalog.indices and formats.missing(row["value"])
            for (one, of), row in self.rows.items()
        )

    def counts(self, year: int, area: str | None = None) -> tuple[int, int, int] | None:
        """How many targets were met, judged, and met within the margin, in all or in an area."""
        levels = Counter(
            row["level"]
            for (indicator, of), row in self.rows.items()
            if of == year and indicator in self.catalog.targets and area in (None, row["area_id"])
        )
        met, missed = (sum(levels[level] for level in kind) for kind in (MET, MISSED))
        return (met, met + missed, levels["met_within_error"]) if met + missed else None

    def rose(self, year: int) -> tuple[int, int]:
        """How many of the headline indices rose, of how many."""
        rows = metrics.indices(self.store, unit=self.unit, year=year)
        return int((rows["direction"] == "up").sum()), len(rows)


def read(text: str) -> tuple[Decimal, int]:
    """A printed number and how many decimals it has."""
    return Decimal(text.replace(".", "").replace(",", ".")), len(text.split(",")[1]) if "," in text else 0


def rounded(values: Iterable[Decimal], digits: int) -> set[Decimal]:
    """The values with so many decimals."""
    step = Decimal(1).scaleb(-digits)
    return {value.quantize(step, ROUND_HALF_UP) for value in values}


LEVELS = {status.word: level for level, status in words.LEVELS.items()}
SPACES = re.compile(r"[ \N{NO-BREAK SPACE}]+(?=%)")


def same_spelling(text: str) -> str:
    """A printed value without the space before %, as official papers write it."""
    return SPACES.sub("", text.replace("\N{NO-BREAK SPACE}", " "))
