"""The verdicts of the method in exact arithmetic, written from its words and apart from the SQL."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pandas as pd

YEARS = range(2021, 2026)
BASELINE_YEAR = 2020
Z = Fraction(196, 100)
TARGETS = {
    "on-time": dict.fromkeys(YEARS, 100),
    "early": {2021: 90, 2022: 90, 2023: 90, 2024: 80, 2025: 80},
    "digitised": {2021: 15, 2022: 35, 2023: 55, 2024: 75, 2025: 95},
    "satisfied": dict.fromkeys(YEARS, 90),
    "online": dict.fromkeys(YEARS, 80),
    "positions": dict.fromkeys(YEARS, 100),
    "recurrent": dict.fromkeys(YEARS),
}
DUE = {"online": 2025, "positions": 2025}
SURVEYS = ("satisfied", "satisfaction")
INDICES = ("papi", "satisfaction", "dti")
PARTS = {"papi": ("papi-1", "papi-2", "papi-3"), "satisfaction": ("sat-1", "sat-2")}
GROUPS = ("land", "civil-status")


@dataclass
class Figure:
    """The figure of a series in a year: its exact value, or None with `empty` for 0 of 0."""

    start: dt.date
    end: dt.date
    methods: list[str | None]
    value: Fraction | None = None
    counts: tuple[int, int] | None = None
    sample: int | None = None

    @property
    def empty(self) -> bool:
        return self.counts == (0, 0)

    @property
    def method(self) -> str | None:
        return " + ".join(sorted({one for one in self.methods if one})) or None

    @property
    def is_mixed(self) -> bool:
        return len(set(self.methods)) > 1


@dataclass
class Series:
    """The figures of one series of a unit by year, and the days on which a flag of its indicator says break."""

    figures: dict[int, Figure] = field(default_factory=dict)
    breaks: list[tuple[dt.date, dt.date]] = field(default_factory=list)

    def value(self, year: int) -> Fraction | None:
        return self.figures[year].value if year in self.figures else None

    def alone(self, figure: Figure) -> bool:
        return figure.is_mixed or any(first > figure.start and last <= figure.end for first, last in self.breaks)

    def segments(self) -> dict[int, int]:
        numbers: dict[int, int] = {}
        previous: Figure | None = None
        for year in sorted(self.figures):
            figure = self.figures[year]
            if figure.value is None:
                continue
            number = numbers[max(numbers)] if numbers else 0
            if previous is not None and (
                figure.method != previous.method
                or self.alone(figure)
                or self.alone(previous)
                or any(previous.end < last <= figure.end for _, last in self.breaks)
            ):
                number += 1
            numbers[year], previous = number, figure
        return numbers


def margins(value: Fraction, sample: int) -> tuple[Decimal, Decimal]:
    """The distances from a percentage to the lower and the upper end of Wilson's interval, to fifty digits."""
    with localcontext() as context:
        context.prec = 60
        p, n, z = (Decimal(one.numerator) / Decimal(one.denominator) for one in (value / 100, Fraction(sample), Z))
        whole = 1 + z * z / n
        middle = (p + z * z / (2 * n)) / whole
        half = z / whole * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt()
        return 100 * (p - middle + half), 100 * (middle + half - p)


def holds_inside(value: Fraction, sample: int | None, limit: Fraction) -> bool:
    """Whether a limit lies strictly inside Wilson's interval, that is, whether its normal interval holds the value."""
    if sample is None:
        return False
    p, t = value / 100, limit / 100
    return (p - t) ** 2 < Z * Z * t * (1 - t) / sample


@dataclass(frozen=True)
class Rule:
    """What a plan asks of an indicator: values and due years by year, and how it is measured and judged.

    `strict` is true where the value asked is not enough itself.
    `ladder` is the step of a ladder in points and where it ends; `present` the year after which none has begun.
    """

    is_bound: bool
    kind: str = "level"
    better: int = 1
    strict: bool = False
    measure: str = "count"
    targets: Mapping[int, Fraction] = field(default_factory=dict)
    due: Mapping[int, int] = field(default_factory=dict)
    ladder: tuple[Fraction, Fraction] | None = None
    most: Fraction | None = Fraction(100)
    baseline_year: int = BASELINE_YEAR
    first_year: int = YEARS[0]
    present: int = YEARS[-1]

    def target(self, year: int, previous: Fraction | None) -> Fraction | None:
        if not self.is_bound:
            return None
        return previous if self.kind in ("rising", "falling") else self.targets.get(year)


def mini_rule(indicator: str, *, is_bound: bool) -> Rule:
    """What the small plan asks of an indicator."""
    kinds = {"recurrent": "falling", "papi": "rising", "satisfaction": "rising", "dti": "none"}
    values = TARGETS.get(indicator, {})
    return Rule(
        is_bound,
        kind=kinds.get(indicator, "level"),
        better=-1 if indicator == "recurrent" else 1,
        measure="survey" if indicator in SURVEYS else "count" if indicator in TARGETS else "score",
        targets={year: Fraction(value) for year, value in values.items() if value is not None},
        # The plan has no target for the year before the first one, so that nothing is due later.
        due=dict.fromkeys(range(2021, 2100), DUE[indicator]) if indicator in DUE else {},
        ladder=(Fraction(20), Fraction(100)) if indicator == "digitised" else None,
    )


def verdict(rule: Rule, series: Series, year: int) -> dict[str, Any]:
    """Every column that the method defines for an indicator in a year."""
    figure, segments = series.figures.get(year), series.segments()
    value, before = series.value(year), series.value(year - 1)
    state = "no_data" if value is None else "no_previous" if before is None else "ok"
    if state == "ok" and segments[year] != segments[year - 1]:
        state = "not_comparable"
    previous = before if state == "ok" else None
    change = value - previous if value is not None and previous is not None else None
    target = rule.target(year, previous)
    gap = None if value is None or target is None else rule.better * (value - target)
    due = rule.due.get(year)
    early = due is not None and year < due
    survey = rule.measure == "survey"
    sample = figure.sample if figure and survey else None
    doubtful = survey and gap is not None and value is not None and holds_inside(value, sample, target or Fraction(0))
    # The years before that may be joined with this one; the first of them is its baseline.
    earlier = [
        one
        for one, number in segments.items()
        if value is not None and rule.baseline_year <= one < year and number == segments[year]
    ]
    baseline = min(earlier, default=None)
    answer = {
        "value": value,
        "target": target,
        "previous": previous,
        "change": change,
        "gap": gap,
        "level": level(
            rule, figure, state, gap, early=early or (figure is None and year > rule.present), doubtful=doubtful
        ),
        "direction": direction(state, change),
        "direction_statistical": statistical(rule, series, year, state, change),
        "second_test": second_test(rule, year, state, previous, change),
        "baseline_year": baseline,
        "pace": "not_assessed",
        "pace_within_error": False,
        "projected": None,
    }
    if early and value is not None and gap is not None and target is not None and due is not None:
        base = None if baseline is None else series.value(baseline)
        answer["pace"] = pace(rule, target, base, value, year, baseline, due)
        answer["pace_within_error"] = answer["pace"] == "reached" and doubtful
        if len(earlier) >= 2 and base is not None and baseline is not None:
            far = value + (value - base) / (year - baseline) * (due - year)
            answer["projected"] = max(far, Fraction(0)) if rule.most is None else min(max(far, Fraction(0)), rule.most)
    return answer


def level(
    rule: Rule, figure: Figure | None, state: str, gap: Fraction | None, *, early: bool, doubtful: bool
) -> str | None:
    if rule.kind == "none" or not rule.is_bound:
        return None
    if early:
        return "not_due"
    if figure is not None and figure.empty:
        return "no_activity"
    if figure is None or figure.value is None:
        return "no_data"
    if rule.kind in ("rising", "falling"):
        if state != "ok" or gap is None:
            return state
        return "met" if gap > 0 else "missed"
    if gap is None:
        return "not_comparable"
    return ("met" if gap > 0 or (gap == 0 and not rule.strict) else "missed") + ("_within_error" if doubtful else "")


def direction(state: str, change: Fraction | None) -> str:
    if state != "ok" or change is None:
        return state
    return "up" if change > 0 else "down" if change < 0 else "same"


def statistical(rule: Rule, series: Series, year: int, state: str, change: Fraction | None) -> str:
    plain = direction(state, change)
    if change is None or rule.measure == "count":
        return plain
    pair = [series.figures[year], series.figures[year - 1]]
    if rule.measure != "survey" or any(one.sample is None for one in pair):
        return "unknown"
    (below, above), (below_before, above_before) = (margins(one.value or Fraction(0), one.sample or 0) for one in pair)
    ends = (below, above_before) if change >= 0 else (above, below_before)
    with localcontext() as context:
        context.prec = 60
        step = Decimal(change.numerator) / Decimal(change.denominator)
        return "inconclusive" if step * step <= ends[0] ** 2 + ends[1] ** 2 else plain


def second_test(rule: Rule, year: int, state: str, previous: Fraction | None, change: Fraction | None) -> str:
    if rule.ladder is None or year <= rule.first_year:
        return "not_assessed"
    if previous is None or change is None:
        return state
    step, until = rule.ladder
    return "met" if change >= min(step, max(until - previous, Fraction(0))) else "missed"


def pace(
    rule: Rule, target: Fraction, base: Fraction | None, value: Fraction, year: int, baseline: int | None, due: int
) -> str:
    better, gap = rule.better, rule.better * (value - target)
    if gap > 0 or (gap == 0 and not rule.strict):
        return "reached"
    if base is None or baseline is None:
        return "not_assessed"
    plan = better * (target - base) / (due - baseline)
    progress = better * (value - base) / (year - baseline)
    if progress < 0 or plan <= 0:
        return "moving_away"
    ratio = progress / plan
    return "on_track" if ratio >= Fraction(95, 100) else "slow" if ratio >= Fraction(6, 10) else "very_slow"


def part_changes(
    series_of: Mapping[tuple[str, str], Series], index: str, first: int, last: int
) -> dict[str, Fraction | None]:
    """The effect of each part on the total, and the remainder under the empty name; empty without any part."""
    total, whole = series_of[index, ""], series_of[index, ""].segments()
    alike = first in whole and last in whole and whole[first] == whole[last]
    names = [
        part for part in PARTS[index] if any(series_of[index, part].value(year) is not None for year in (first, last))
    ]
    if not names:
        return {}
    count = sum(series_of[index, part].value(last) is not None for part in PARTS[index])
    changes: dict[str, Fraction | None] = {}
    for part in names:
        series = series_of[index, part]
        numbers, before, after = series.segments(), series.value(first), series.value(last)
        together = before is not None and after is not None and numbers[first] == numbers[last]
        weight = Fraction(1) if index == "papi" else Fraction(1, count) if count else Fraction(0)
        changes[part] = (
            (after - before) * weight if alike and together and before is not None and after is not None else None
        )
    start, end = total.value(first), total.value(last)
    sum_of_parts = sum((change for change in changes.values() if change is not None), Fraction(0))
    changes[""] = end - start - sum_of_parts if alike and start is not None and end is not None else None
    return changes


def mix_and_rate(
    before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]
) -> dict[tuple[str, str], Fraction]:
    """Mean weight × change of rate, and mean rate × change of weight, of each group that has cases in a year."""
    sums = [sum(denominator for _, denominator in year.values()) for year in (before, after)]
    effects = {}
    for group in GROUPS:
        (n0, d0), (n1, d1) = before[group], after[group]
        if d0 or d1:
            rate0 = Fraction(100 * n0, d0) if d0 else Fraction(100 * n1, d1)
            rate1 = Fraction(100 * n1, d1) if d1 else rate0
            weight0, weight1 = Fraction(d0, sums[0]), Fraction(d1, sums[1])
            effects["rate", group] = (weight0 + weight1) / 2 * (rate1 - rate0)
            effects["mix", group] = (rate0 + rate1) / 2 * (weight1 - weight0)
    return effects


def differs(answer: object, exact: object) -> bool:
    """Whether an answer of the store differs from the exact one, by nine decimals; large numbers by twelve digits."""
    if exact is None:
        return not pd.isna(answer)  # type: ignore[call-overload, no-any-return]
    if isinstance(exact, Fraction):
        near = max(1e-9, abs(float(exact)) * 1e-12)
        return not (isinstance(answer, float) and abs(answer - float(exact)) < near)
    return bool(answer != exact)
