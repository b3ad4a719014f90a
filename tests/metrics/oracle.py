"""The verdicts of the store against those of exact arithmetic, see exact.py. Asked for by name.

pytest tests/metrics/oracle.py -n 0     100,000 random rows, rankings, parts and groups: three minutes
"""

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cchc_metrics import metrics
from cchc_metrics.catalog import load
from cchc_metrics.store import Rows, Store, build_store, rows_of
from cchc_metrics.text import words
from tests.conftest import DATA
from tests.metrics.exact import (
    GROUPS,
    INDICES,
    PARTS,
    SURVEYS,
    TARGETS,
    YEARS,
    Figure,
    Series,
    differs,
    mini_rule,
    mix_and_rate,
    part_changes,
    verdict,
)

VERDICTS = 100_000
FIRST_FIGURES = 2019
UNITS = 1_960
PROVINCES = 40
METHODS = (None, "cach-cu", "cach-moi")


@dataclass
class Case:
    """A unit with random figures: as rows of the store, and as the oracle knows them."""

    unit: str
    is_bound: bool
    rows: list[dict[str, Any]] = field(default_factory=list)
    series: defaultdict[tuple[str, str], Series] = field(default_factory=lambda: defaultdict(Series))
    groups: dict[tuple[str, int], dict[str, tuple[int, int]]] = field(default_factory=dict)

    def add(self, indicator: str, year: int, start: dt.date, end: dt.date, **fields: Any) -> None:
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
            **fields,
        }
        self.rows.append(row)
        if row["flag"] == "break":
            for key in [(indicator, ""), *((indicator, part) for part in PARTS.get(indicator, ()))]:
                self.series[key].breaks.append((start, end))


def pick_counts(chance: random.Random, indicator: str, year: int) -> tuple[int, int]:
    whole = chance.choice((0, 1, 5, 10, 20, 40, 49, 50, 100, 200, 912, 2000, chance.randint(1, 5000)))
    near = TARGETS.get(indicator, {}).get(year)
    if near is not None and chance.random() < 0.5:
        # Exactly at the target, and just below and above it.
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
            counts = {group: pick_counts(chance, indicator, year) for group in GROUPS}
            case.groups[indicator, year] = counts
        else:
            counts = {"": pick_counts(chance, indicator, year)}
        for group, (numerator, denominator) in counts.items():
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
        sizes = [sample for sample in samples if sample is not None]
        figure.sample = sum(sizes) if len(sizes) == len(samples) else figure.counts[1]
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


def random_case(chance: random.Random, unit: str, *, is_bound: bool) -> Case:
    case = Case(unit, is_bound)
    for year in range(FIRST_FIGURES, YEARS[-1] + 1):
        for indicator in TARGETS if is_bound else ():
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
                    is_bound=number < UNITS - PROVINCES)
        for number in range(UNITS)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def store(cases: Sequence[Case], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    plan: Rows = rows_of(load(DATA / "plans" / "mini"))
    for case in cases:
        level_of_unit = "commune" if case.is_bound else "province"
        plan["unit"].append({"unit_id": case.unit, "name": case.unit, "level": level_of_unit})
    path: Path = tmp_path_factory.mktemp("oracle") / "oracle.duckdb"
    build_store(path, {**plan, "observation": [row for case in cases for row in case.rows]})
    result = Store(path)
    yield result
    result.close()


def test_every_verdict_is_that_of_exact_arithmetic(cases: Sequence[Case], store: Store) -> None:
    rows = store.frame("from indicator_year").to_dict("records")
    case_of = {case.unit: case for case in cases}
    differences, levels = [], Counter[str]()
    for row in rows:
        if (case := case_of.get(row["unit_id"])) is None:
            continue
        rule, series = mini_rule(row["indicator_id"], is_bound=case.is_bound), case.series[row["indicator_id"], ""]
        for column, exact in verdict(rule, series, row["year"]).items():
            if differs(row[column], exact):
                differences.append((row["unit_id"], row["indicator_id"], row["year"], column, row[column], exact))
        levels[str(row["level"])] += 1

    assert differences == []
    assert sum(levels.values()) >= VERDICTS
    # Random figures reach each level of the method.
    assert set(words.LEVELS) <= set(levels)


@pytest.mark.parametrize("indicator", [*TARGETS, *INDICES])
def test_ranks_are_counted_from_the_better_end(cases: Sequence[Case], store: Store, indicator: str) -> None:
    better = -1 if indicator == "recurrent" else 1
    for year in YEARS:
        figures = {
            case.unit: figure
            for case in cases
            if case.is_bound and (figure := case.series[indicator, ""].figures.get(year)) and figure.value is not None
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
            exact = part_changes(case.series, index, first, last)
            assert rows["part_id"].tolist()[:-1] == [part for part in exact if part]
            for answer, change in zip(rows["change"], exact.values(), strict=True):
                assert not differs(answer, change), (case.unit, index, first, last)


def test_mix_and_rate_of_groups_are_exact(cases: Sequence[Case], store: Store) -> None:
    chance, changes = random.Random(2), 0
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
            changes += 1

    assert changes > 100
