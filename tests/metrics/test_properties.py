"""Laws that hold for any figures."""

import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_metrics import metrics
from cchc_metrics.catalog import load
from cchc_metrics.intake.rows import Observation
from cchc_metrics.store import Store, build_store, rows_of
from tests.conftest import DATA, GIVEN

UNIT = "xa-thu"
PLAN = rows_of(load(DATA / "plans" / "mini"))
YEARS = [2020, 2021, 2022, 2023, 2024, 2025]
few = settings(max_examples=15, deadline=None)
score = st.integers(0, 1000).map(lambda tenth: tenth / 100)
counts = st.integers(0, 500).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def store_of(figures: list[dict[str, Any]]) -> Store:
    """A store of figures that never saw a file, so that many can be tried."""
    empty = dict.fromkeys(Observation.model_fields, "")
    rows = []
    for number, figure in enumerate(figures):
        read = Observation.model_validate({**empty, **GIVEN, **{key: str(value) for key, value in figure.items()}})
        rows.append({**read.model_dump(mode="json"), "period_start": read.first_day, "period_end": read.last_day,
                     "layer": "published", "entry": 0, "withdrawn": False, "place": f"dòng {number}"})
    path = Path(tempfile.mkdtemp()) / "store.duckdb"
    build_store(path, {**PLAN, "observation": rows})
    return Store(path)


def papi(year: int, parts: tuple[float, ...], **said: Any) -> list[dict[str, Any]]:
    total = {"indicator_id": "papi", "year": year, "value": float(sum(map(Fraction, map(str, parts)))), **said}
    return [total, *({"indicator_id": "papi", "part_id": f"papi-{number}", "year": year, "value": part, **said}
                     for number, part in enumerate(parts, 1))]


@few
@given(st.tuples(score, score, score), st.tuples(score, score, score))
def test_parts_add_up_to_the_change(before: tuple[float, ...], after: tuple[float, ...]) -> None:
    store = store_of(papi(2022, before) + papi(2023, after))

    rows = metrics.change(store, unit=UNIT, index="papi", from_year=2022, to_year=2023)

    assert rows["change"].sum() == pytest.approx(sum(after) - sum(before), abs=1e-9)
    assert rows.iloc[-1]["change"] == pytest.approx(0, abs=1e-9)


@few
@given(st.tuples(counts, counts), st.tuples(counts, counts))
def test_mix_and_rate_add_up_to_the_change(before: Any, after: Any) -> None:
    groups = ("land", "civil-status")
    store = store_of([
        {"indicator_id": "early", "year": year, "breakdown_id": "field", "group_id": group,
         "numerator": numerator, "denominator": denominator}
        for year, given_counts in ((2022, before), (2023, after))
        for group, (numerator, denominator) in zip(groups, given_counts, strict=True)
    ])
    whole = [tuple(map(sum, zip(*given_counts, strict=True))) for given_counts in (before, after)]

    rows = metrics.change(store, unit=UNIT, index="early", from_year=2022, to_year=2023)

    if all(denominator for _, denominator in whole):
        rates = [Fraction(100 * numerator, denominator) for numerator, denominator in whole]
        assert rows["change"].sum() == pytest.approx(float(rates[1] - rates[0]), abs=1e-9)
        assert rows.iloc[-1]["change"] == pytest.approx(0, abs=1e-9)
    else:
        assert rows["change"].isna().all()


@few
@given(st.lists(counts, min_size=6, max_size=6), st.randoms())
def test_the_order_of_rows_changes_nothing(years: list[tuple[int, int]], random: Any) -> None:
    figures = [
        {"indicator_id": indicator, "year": year, "numerator": numerator, "denominator": denominator}
        for indicator in ("early", "online", "recurrent")
        for year, (numerator, denominator) in zip(YEARS, years, strict=True)
    ]
    shuffled = random.sample(figures, len(figures))

    one, other = (metrics.targets(store_of(rows), unit=UNIT) for rows in (figures, shuffled))

    assert one.equals(other)


@few
@given(st.lists(st.lists(counts, min_size=4, max_size=4), min_size=6, max_size=6))
def test_splitting_a_year_into_quarters_changes_nothing(years: list[list[tuple[int, int]]]) -> None:
    starts = ("01-01", "04-01", "07-01", "10-01")
    ends = ("03-31", "06-30", "09-30", "12-31")
    quarters = [
        {"indicator_id": "early", "year": year, "period_start": f"{year}-{start}", "period_end": f"{year}-{end}",
         "numerator": numerator, "denominator": denominator}
        for year, parts in zip(YEARS, years, strict=True)
        for start, end, (numerator, denominator) in zip(starts, ends, parts, strict=True)
    ]
    whole = [
        {"indicator_id": "early", "year": year, "numerator": sum(n for n, _ in parts),
         "denominator": sum(d for _, d in parts)}
        for year, parts in zip(YEARS, years, strict=True)
    ]

    one, other = (metrics.targets(store_of(rows), unit=UNIT) for rows in (quarters, whole))

    # That it came in quarters is all that may be told apart.
    assert one.drop(columns="periods").equals(other.drop(columns="periods"))


@few
@given(st.lists(st.tuples(score, score, score), min_size=6, max_size=6), st.sampled_from(YEARS[1:]))
def test_nothing_crosses_a_break(years: list[tuple[float, ...]], new_from: int) -> None:
    figures = [row for year, parts in zip(YEARS, years, strict=True)
               for row in papi(year, parts, method="cach-moi" if year >= new_from else "cach-cu")]
    store = store_of(figures)

    rows = metrics.indices(store, unit=UNIT, index="papi").set_index("year")
    assert rows.loc[new_from, "level"] == "not_comparable"
    assert rows.loc[new_from, ["change", "previous", "gap", "main_part_id"]].isna().all()
    for before in range(2020, new_from):
        for after in range(new_from, 2026):
            made = metrics.change(store, unit=UNIT, index="papi", from_year=before, to_year=after)
            assert made["change"].isna().all()


@few
@given(st.integers(1, 500))
def test_a_value_at_its_target_is_met(tenths: int) -> None:
    store = store_of([
        {"indicator_id": "early", "year": 2022, "numerator": 9 * tenths, "denominator": 10 * tenths},
        {"indicator_id": "early", "year": 2024, "numerator": 4 * tenths, "denominator": 5 * tenths},
        {"indicator_id": "digitised", "year": 2023, "numerator": 11 * tenths, "denominator": 20 * tenths},
        {"indicator_id": "online", "year": 2025, "numerator": 8 * tenths, "denominator": 10 * tenths},
        {"indicator_id": "on-time", "year": 2022, "numerator": tenths, "denominator": tenths},
    ])

    rows = metrics.targets(store, unit=UNIT)

    assert rows.loc[rows["value"].notna(), "level"].tolist() == ["met"] * 5


@few
@given(st.lists(st.one_of(st.none(), score), min_size=4, max_size=4))
def test_ranks_are_a_permutation_with_ties(values: list[float | None]) -> None:
    units = ("tinh-a", "tinh-b", "tinh-c", "tinh-d")
    store = store_of([
        {"indicator_id": "papi", "unit_id": unit, "year": 2022, "value": value}
        for unit, value in zip(units, values, strict=True) if value is not None
    ])

    rows = metrics.ranking(store, index="papi", year=2022, level="province").set_index("unit_id")

    known = [value for value in values if value is not None]
    for unit, value in zip(units, values, strict=True):
        if value is None:
            assert rows["rank"].isna()[unit]
        else:
            assert rows.loc[unit, "rank"] == 1 + sum(other > value for other in known)
    assert set(rows["ranked"]) == {len(known)}
