"""The verdicts of the method worked out a second time, in exact arithmetic and apart from the SQL. Asked for by name.

pytest tests/metrics/oracle.py -n 0     100,000 random rows, rankings, parts and groups: three minutes
"""

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cchc_metrics import metrics
from cchc_metrics.catalog import load
from cchc_metrics.store import Rows, Store, build_store, rows_of
from tests.conftest import DATA

JUDGED = 100_000
YEARS = range(2021, 2026)
FIRST_FIGURES = 2019
BASELINE_YEAR = 2020
Z = Fraction(196, 100)
UNITS = 1_960
PROVINCES = 40
METHODS = (None, "cach-cu", "cach-moi")
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
    """What is known of a series in a year: exact value, or None with `empty` for 0 of 0."""

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
    def mixed(self) -> bool:
        return len(set(self.methods)) > 1


@dataclass
class Series:
    """The figures of one series of a unit by year, and the days on which a flag of its indicator says break."""

    figures: dict[int, Figure] = field(default_factory=dict)
    breaks: list[tuple[dt.date, dt.date]] = field(default_factory=list)

    def value(self, year: int) -> Fraction | None:
        return self.figures[year].value if year in self.figures else None

    def alone(self, figure: Figure) -> bool:
        return figure.mixed or any(first > figure.start and last <= figure.end for first, last in self.breaks)

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
    """How far the ends of Wilson's interval lie below and above a percentage, to fifty digits."""
    with localcontext() as context:
        context.prec = 60
        p, n, z = (Decimal(one.numerator) / Decimal(one.denominator) for one in (value / 100, Fraction(sample), Z))
        whole = 1 + z * z / n
        middle = (p + z * z / (2 * n)) / whole
        half = z / whole * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt()
        return 100 * (p - middle + half), 100 * (middle + half - p)


def holds_inside(value: Fraction, sample: int | None, limit: Fraction) -> bool:
    """Whether a limit lies strictly inside Wilson's interval: where its own normal interval holds the value."""
    if sample is None:
        return False
    p, t = value / 100, limit / 100
    return (p - t) ** 2 < Z * Z * t * (1 - t) / sample


@dataclass(frozen=True)
class Rule:
    """What the plan asks of an indicator."""

    indicator: str
    bound: bool

    @property
    def kind(self) -> str:
        kinds = {"recurrent": "falling", "papi": "rising", "satisfaction": "rising", "dti": "none"}
        return kinds.get(self.indicator, "level")

    @property
    def better(self) -> int:
        return -1 if self.indicator == "recurrent" else 1

    def target(self, year: int, previous: Fraction | None) -> Fraction | None:
        if not self.bound:
            return None
        if self.kind in ("rising", "falling"):
            return previous
        wanted = TARGETS.get(self.indicator, {}).get(year)
        return None if wanted is None else Fraction(wanted)


def verdict(rule: Rule, series: Series, year: int) -> dict[str, Any]:
    """Every column that the method says of an indicator in a year."""
    figure, segments = series.figures.get(year), series.segments()
    value, before = series.value(year), series.value(year - 1)
    if value is None:
        state = "no_data"
    elif before is None:
        state = "no_previous"
    else:
        state = "ok" if segments[year] == segments[year - 1] else "not_comparable"
    previous = before if state == "ok" else None
    change = value - previous if value is not None and previous is not None else None
    target = rule.target(year, previous)
    gap = None if value is None or target is None else rule.better * (value - target)
    due = DUE.get(rule.indicator)
    early = due is not None and year < due
    survey = rule.indicator in SURVEYS
    sample = figure.sample if figure and survey else None
    doubtful = survey and gap is not None and value is not None and holds_inside(value, sample, target or Fraction(0))
    baseline = min(
        (
            one
            for one, number in segments.items()
            if value is not None and BASELINE_YEAR <= one < year and number == segments[year]
        ),
        default=None,
    )
    answer = {
        "value": value,
        "target": target,
        "previous": previous,
        "change": change,
        "gap": gap,
        "level": level(rule, figure, state, gap, early=early, doubtful=doubtful),
        "direction": direction(state, change),
        "direction_statistical": statistical(rule, series, year, state, change),
        "second_test": second_test(rule, year, state, previous, change),
        "baseline_year": baseline,
        "pace": "not_assessed",
        "pace_within_error": False,
        "projected": None,
    }
    if early and value is not None and due is not None and rule.bound:
        base = None if baseline is None else series.value(baseline)
        answer["pace"] = pace(value, target, base, year, baseline, due)
        answer["pace_within_error"] = answer["pace"] == "reached" and doubtful
        points = 1 + sum(BASELINE_YEAR <= one < year and number == segments[year] for one, number in segments.items())
        if points >= 3 and base is not None and baseline is not None:
            far = value + (value - base) / (year - baseline) * (due - year)
            answer["projected"] = min(max(far, Fraction(0)), Fraction(100))
    return answer


def level(
    rule: Rule, figure: Figure | None, state: str, gap: Fraction | None, *, early: bool, doubtful: bool
) -> str | None:
    if rule.kind == "none" or not rule.bound:
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
    assert gap is not None
    return ("met" if gap >= 0 else "missed") + ("_within_error" if doubtful else "")


def direction(state: str, change: Fraction | None) -> str:
    if state != "ok" or change is None:
        return state
    return "up" if change > 0 else "down" if change < 0 else "same"


def statistical(rule: Rule, series: Series, year: int, state: str, change: Fraction | None) -> str:
    plain = direction(state, change)
    if change is None or (rule.indicator in TARGETS and rule.indicator not in SURVEYS):
        return plain
    pair = [series.figures[year], series.figures[year - 1]]
    if rule.indicator not in SURVEYS or any(one.sample is None for one in pair):
        return "unknown"
    (below, above), (below_before, above_before) = (margins(one.value or Fraction(0), one.sample or 0) for one in pair)
    ends = (below, above_before) if change >= 0 else (above, below_before)
    with localcontext() as context:
        context.prec = 60
        moved = Decimal(change.numerator) / Decimal(change.denominator)
        return "inconclusive" if moved * moved <= ends[0] ** 2 + ends[1] ** 2 else plain


def second_test(rule: Rule, year: int, state: str, previous: Fraction | None, change: Fraction | None) -> str:
    if rule.indicator != "digitised" or year <= YEARS[0]:
        return "not_assessed"
    if previous is None or change is None:
        return state
    return "met" if change >= min(Fraction(20), max(100 - previous, Fraction(0))) else "missed"


def pace(
    value: Fraction, target: Fraction | None, base: Fraction | None, year: int, baseline: int | None, due: int
) -> str:
    assert target is not None
    if value >= target:
        return "reached"
    if base is None or baseline is None:
        return "not_assessed"
    planned, achieved = (target - base) / (due - baseline), (value - base) / (year - baseline)
    if achieved < 0 or planned <= 0:
        return "moving_away"
    ratio = achieved / planned
    return "on_track" if ratio >= Fraction(95, 100) else "slow" if ratio >= Fraction(6, 10) else "very_slow"


@dataclass
class Case:
    """A unit with random figures: as rows of the store, and as the oracle knows them."""

    unit: str
    bound: bool
    rows: list[dict[str, Any]] = field(default_factory=list)
    series: defaultdict[tuple[str, str], Series] = field(default_factory=lambda: defaultdict(Series))
    groups: dict[tuple[str, int], dict[str, tuple[int, int]]] = field(default_factory=dict)

    def add(self, indicator: str, year: int, start: dt.date, end: dt.date, **said: Any) -> None:
        row = {
            "layer": "published",
            "entry": 0,
            "approval": 0,
            "withdrawn": False,
            "place": f"{len(self.rows)}",
            "indicator_id": indicator,
            "unit_id": self.unit,
            "year": year,
            "period_start": start,
            "period_end": end,
            "flag": "final",
            "source_id": "so-thu",
            **said,
        }
        self.rows.append(row)
        if row["flag"] == "break":
            for key in [(indicator, ""), *((indicator, part) for part in PARTS.get(indicator, ()))]:
                self.series[key].breaks.append((start, end))


def pick_counts(chance: random.Random, indicator: str, year: int) -> tuple[int, int]:
    whole = chance.choice((0, 1, 5, 10, 20, 40, 49, 50, 100, 200, 912, 2000, chance.randint(1, 5000)))
    near = TARGETS.get(indicator, {}).get(year)
    if near is not None and chance.random() < 0.5:
        # At the target, and a hair on either side of it.
        return max(0, min(whole, whole * near // 100 + chance.choice((-1, 0, 0, 1)))), whole
    return chance.randint(0, whole), whole


def add_ratio(case: Case, chance: random.Random, indicator: str, year: int) -> None:
    method, flag = pick_method(chance, year), "break" if chance.random() < 0.04 else "final"
    days = [(dt.date(year, 1, 1), dt.date(year, 12, 31))]
    if chance.random() < 0.12:
        days = [(dt.date(year, 1, 1), dt.date(year, 6, 30)), (dt.date(year, 7, 1), dt.date(year, 12, 31))]
    split = indicator == "early" and len(days) == 1 and chance.random() < 0.5
    figure = Figure(days[0][0], days[-1][1], [], counts=(0, 0))
    samples: list[int | None] = []
    for number, (start, end) in enumerate(days):
        if number and chance.random() < 0.3:
            method = chance.choice(METHODS)
        if split:
            named = {group: pick_counts(chance, indicator, year) for group in GROUPS}
            case.groups[indicator, year] = named
        for group, (numerator, denominator) in (named if split else {"": pick_counts(chance, indicator, year)}).items():
            sample = chance.randint(20, 400) if indicator in SURVEYS and chance.random() < 0.2 else None
            samples.append(sample)
            figure.methods.append(method)
            figure.counts = (figure.counts[0] + numerator, figure.counts[1] + denominator) if figure.counts else None
            case.add(
                indicator, year, start, end, numerator=numerator, denominator=denominator, method=method,
                sample_size=sample, flag=flag if number == len(days) - 1 else "final",
                **({"breakdown_id": "field", "group_id": group} if group else {}),
            )  # fmt: skip
    assert figure.counts is not None
    if figure.counts[1]:
        figure.value = Fraction(100 * figure.counts[0], figure.counts[1])
    if indicator in SURVEYS:
        known = [sample for sample in samples if sample is not None]
        figure.sample = sum(known) if len(known) == len(samples) else figure.counts[1]
    case.series[indicator, ""].figures[year] = figure


def pick_method(chance: random.Random, year: int) -> str | None:
    if chance.random() < 0.15:
        return chance.choice(METHODS)
    return "cach-moi" if year >= 2023 else "cach-cu"


def add_index(case: Case, chance: random.Random, index: str, year: int) -> None:
    method, flag = pick_method(chance, year), "break" if chance.random() < 0.04 else "final"
    start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    sample = chance.randint(20, 1000) if index == "satisfaction" and chance.random() < 0.8 else None
    parts = {part: Fraction(chance.randint(0, 1000), 100) for part in PARTS.get(index, ()) if chance.random() < 0.9}
    if index == "satisfaction":
        parts = {part: 10 * value for part, value in parts.items()}
    total = {"papi": sum(parts.values(), Fraction(0)), "dti": Fraction(chance.randint(0, 10000), 10000)}.get(
        index, Fraction(chance.randint(7000, 9900), 100)
    )
    for part, value in {"": total, **parts}.items():
        case.add(
            index, year, start, end, value=float(value), method=method, sample_size=sample, flag=flag, part_id=part
        )
        case.series[index, part].figures[year] = Figure(start, end, [method], value, sample=sample)


def random_case(chance: random.Random, unit: str, *, bound: bool) -> Case:
    case = Case(unit, bound)
    for year in range(FIRST_FIGURES, YEARS[-1] + 1):
        for indicator in TARGETS if bound else ():
            if chance.random() < 0.85:
                add_ratio(case, chance, indicator, year)
        for index in INDICES:
            if chance.random() < 0.85:
                add_index(case, chance, index, year)
    return case


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    chance = random.Random(20261129)
    return [
        random_case(chance, f"xa-{number}" if number < UNITS - PROVINCES else f"tinh-{number}",
                    bound=number < UNITS - PROVINCES)
        for number in range(UNITS)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def store(cases: Sequence[Case], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    plan: Rows = rows_of(load(DATA / "plans" / "mini"))
    for case in cases:
        level_of_unit = "commune" if case.bound else "province"
        plan["unit"].append({"unit_id": case.unit, "name": case.unit, "level": level_of_unit})
    path: Path = tmp_path_factory.mktemp("oracle") / "oracle.duckdb"
    build_store(path, {**plan, "observation": [row for case in cases for row in case.rows]})
    built = Store(path)
    yield built
    built.close()


def differs(answer: object, exact: object) -> bool:
    if exact is None:
        return not pd.isna(answer)  # type: ignore[call-overload, no-any-return]
    if isinstance(exact, Fraction):
        return not (isinstance(answer, float) and abs(answer - float(exact)) < 1e-9)
    return bool(answer != exact)


def test_every_verdict_is_that_of_exact_arithmetic(cases: Sequence[Case], store: Store) -> None:
    rows = store.frame("from indicator_year").to_dict("records")
    known = {case.unit: case for case in cases}
    differences, levels = [], Counter[str]()
    for row in rows:
        if (case := known.get(row["unit_id"])) is None:
            continue
        rule, series = Rule(row["indicator_id"], case.bound), case.series[row["indicator_id"], ""]
        for column, exact in verdict(rule, series, row["year"]).items():
            if differs(row[column], exact):
                differences.append((row["unit_id"], row["indicator_id"], row["year"], column, row[column], exact))
        levels[str(row["level"])] += 1

    assert differences == []
    assert sum(levels.values()) >= JUDGED
    assert set(metrics_levels()) <= set(levels)


def metrics_levels() -> Sequence[str]:
    """Every level of the method, so that random figures reach each."""
    from cchc_metrics.text import words

    return tuple(words.LEVELS)


@pytest.mark.parametrize("indicator", [*TARGETS, *INDICES])
def test_ranks_are_counted_from_the_better_end(cases: Sequence[Case], store: Store, indicator: str) -> None:
    better = -1 if indicator == "recurrent" else 1
    for year in YEARS:
        figures = {
            case.unit: figure
            for case in cases
            if case.bound and (figure := case.series[indicator, ""].figures.get(year)) and figure.value is not None
        }
        most = Counter(figure.method for figure in figures.values())
        alike = min(most, key=lambda method: (-most[method], method is None, method or ""))
        merits = sorted(
            (better * f.value for f in figures.values() if f.value is not None and f.method == alike), reverse=True
        )
        place = {merit: merits.index(merit) + 1 for merit in dict.fromkeys(merits)}

        rows = metrics.ranking(store, index=indicator, year=year, level="commune").set_index("unit_id")

        assert set(rows["ranked"]) == {len(merits)}
        ranks = rows["rank"].to_dict()
        wrong = [
            unit
            for unit, rank in ranks.items()
            if (0 if pd.isna(rank) else int(rank))
            != (
                place[better * figure.value]
                if (figure := figures.get(unit)) and figure.value is not None and figure.method == alike
                else 0
            )
        ]
        assert wrong == []


def test_parts_add_up_and_what_they_leave_is_the_remainder(cases: Sequence[Case], store: Store) -> None:
    chance = random.Random(1)
    for case in chance.sample(list(cases), 150):
        for index in ("papi", "satisfaction"):
            first, last = sorted(chance.sample(range(FIRST_FIGURES, YEARS[-1] + 1), 2))
            rows = metrics.change(store, unit=case.unit, index=index, from_year=first, to_year=last)
            exact = part_changes(case, index, first, last)
            assert rows["part_id"].tolist()[:-1] == [part for part in exact if part]
            for answer, made in zip(rows["change"], exact.values(), strict=True):
                assert not differs(answer, made), (case.unit, index, first, last)


def part_changes(case: Case, index: str, first: int, last: int) -> dict[str, Fraction | None]:
    """What each part did to the total, and under the empty name what they leave; empty without any part."""
    total, whole = case.series[index, ""], case.series[index, ""].segments()
    alike = first in whole and last in whole and whole[first] == whole[last]
    named = [
        part for part in PARTS[index] if any(case.series[index, part].value(year) is not None for year in (first, last))
    ]
    if not named:
        return {}
    known = sum(case.series[index, part].value(last) is not None for part in PARTS[index])
    changes: dict[str, Fraction | None] = {}
    for part in named:
        series = case.series[index, part]
        numbers, before, after = series.segments(), series.value(first), series.value(last)
        together = before is not None and after is not None and numbers[first] == numbers[last]
        weight = Fraction(1) if index == "papi" else Fraction(1, known) if known else Fraction(0)
        changes[part] = (
            (after - before) * weight if alike and together and before is not None and after is not None else None
        )
    start, end = total.value(first), total.value(last)
    made = sum((change for change in changes.values() if change is not None), Fraction(0))
    changes[""] = end - start - made if alike and start is not None and end is not None else None
    return changes


def test_mix_and_rate_of_groups_are_exact(cases: Sequence[Case], store: Store) -> None:
    chance, tried = random.Random(2), 0
    for case in chance.sample(list(cases), 600):
        years = sorted(year for indicator, year in case.groups if indicator == "early")
        numbers = case.series["early", ""].segments()
        for first, last in pairwise(years):
            before, after = case.groups["early", first], case.groups["early", last]
            if numbers.get(first, -1) != numbers.get(last, -2):
                continue
            rows = metrics.change(store, unit=case.unit, index="early", from_year=first, to_year=last)
            answers = {(row["effect"], row["part_id"]): row["change"] for row in rows.to_dict("records")}
            for key, exact in mix_and_rate(before, after).items():
                assert not differs(answers[key], exact), (case.unit, first, last, key)
            assert rows.iloc[-1]["change"] == pytest.approx(0, abs=1e-9)
            tried += 1

    assert tried > 100


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
