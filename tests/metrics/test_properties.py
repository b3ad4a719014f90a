"""Laws that hold for any figures."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_metrics import metrics
from cchc_metrics.catalog import load
from cchc_metrics.intake.content import Observation
from cchc_metrics.store import Store, in_memory_store, rows_of
from tests.conftest import DATA, DEFAULTS, examples

PLAN = rows_of(load(DATA / "plans" / "mini"))
# To build a store is slow and to ask it is fast, so each case has a commune of its own in one store.
UNITS = [f"xa-{number}" for number in range(1, 13)]
# The communes with the same figures in another form, one beside each case.
TWINS = {unit: f"{unit}-nua" for unit in UNITS}
COMMUNE = next(unit for unit in PLAN["unit"] if unit["unit_id"] == DEFAULTS["unit_id"])
PLAN["unit"] = [*PLAN["unit"], *({**COMMUNE, "unit_id": unit, "name": unit} for unit in (*UNITS, *TWINS.values()))]
YEARS = [2020, 2021, 2022, 2023, 2024, 2025]
# What the questions below ask of a store.
TABLES = (
    "verdict",
    "comparison",
    "expected_figure",
    "indicator_year",
    "series",
    "part_change",
    "group_figure",
    "main_part",
)
# Three stores of twelve cases.
few = examples(3)
score = st.integers(0, 1000).map(lambda tenth: tenth / 100)
counts = st.integers(0, 500).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def cases(one: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A case for each commune."""
    return st.fixed_dictionaries(dict.fromkeys(UNITS, one))


def store_of(figures: list[dict[str, Any]]) -> Store:
    """A store of figures that come from no file: it is quick to build, so many can be tried."""
    empty = dict.fromkeys(Observation.model_fields, "")
    rows = []
    for number, figure in enumerate(figures):
        read = Observation.model_validate({**empty, **DEFAULTS, **{key: str(value) for key, value in figure.items()}})
        rows.append(
            {
                **read.model_dump(mode="json"),
                "period_start": read.first_day,
                "period_end": read.last_day,
                "layer": "published",
                "entry": 0,
                "withdrawn": False,
                "place": f"dòng {number}",
            }
        )
    return in_memory_store({**PLAN, "observation": rows}, TABLES)


def papi(year: int, parts: tuple[float, ...], **fields: Any) -> list[dict[str, Any]]:
    total = {"indicator_id": "papi", "year": year, "value": float(sum(map(Fraction, map(str, parts)))), **fields}
    return [
        total,
        *(
            {"indicator_id": "papi", "part_id": f"papi-{number}", "year": year, "value": part, **fields}
            for number, part in enumerate(parts, 1)
        ),
    ]


@pytest.mark.slow
@few
@given(cases(st.tuples(st.tuples(score, score, score), st.tuples(score, score, score))))
def test_parts_add_up_to_the_change(given_parts: dict[str, tuple[tuple[float, ...], tuple[float, ...]]]) -> None:
    store = store_of(
        [
            row
            for unit, years in given_parts.items()
            for year, parts in zip((2022, 2023), years, strict=True)
            for row in papi(year, parts, unit_id=unit)
        ]
    )

    for unit, (before, after) in given_parts.items():
        rows = metrics.change(store, unit=unit, index="papi", from_year=2022, to_year=2023)
        assert rows["change"].sum() == pytest.approx(sum(after) - sum(before), abs=1e-9)
        assert rows.iloc[-1]["change"] == pytest.approx(0, abs=1e-9)


@pytest.mark.slow
@few
@given(cases(st.tuples(st.tuples(counts, counts), st.tuples(counts, counts))))
def test_mix_and_rate_add_up_to_the_change(given_counts: dict[str, Any]) -> None:
    store = store_of(
        [
            {
                "indicator_id": "early",
                "unit_id": unit,
                "year": year,
                "breakdown_id": "field",
                "group_id": group,
                "numerator": numerator,
                "denominator": denominator,
            }
            for unit, years in given_counts.items()
            for year, of_year in zip((2022, 2023), years, strict=True)
            for group, (numerator, denominator) in zip(("land", "civil-status"), of_year, strict=True)
        ]
    )

    for unit, years in given_counts.items():
        rows = metrics.change(store, unit=unit, index="early", from_year=2022, to_year=2023)
        whole = [tuple(map(sum, zip(*of_year, strict=True))) for of_year in years]
        if all(denominator for _, denominator in whole):
            rates = [Fraction(100 * numerator, denominator) for numerator, denominator in whole]
            assert rows["change"].sum() == pytest.approx(float(rates[1] - rates[0]), abs=1e-9)
            assert rows.iloc[-1]["change"] == pytest.approx(0, abs=1e-9)
        else:
            assert rows["change"].isna().all()


@pytest.mark.slow
@few
@given(cases(st.lists(counts, min_size=6, max_size=6)), st.randoms())
def test_the_order_of_rows_changes_nothing(given_years: dict[str, list[tuple[int, int]]], random: Any) -> None:
    figures = [
        {"indicator_id": indicator, "unit_id": unit, "year": year, "numerator": numerator, "denominator": denominator}
        for unit, years in given_years.items()
        for indicator in ("early", "online", "recurrent")
        for year, (numerator, denominator) in zip(YEARS, years, strict=True)
    ]
    twins = [{**figure, "unit_id": TWINS[figure["unit_id"]]} for figure in figures]
    store = store_of([*figures, *random.sample(twins, len(twins))])

    for unit, twin in TWINS.items():
        one, other = (metrics.targets(store, unit=name).drop(columns="unit_id") for name in (unit, twin))
        assert one.equals(other)


@pytest.mark.slow
@few
@given(cases(st.lists(st.lists(counts, min_size=4, max_size=4), min_size=6, max_size=6)))
def test_splitting_a_year_into_quarters_changes_nothing(given_years: dict[str, list[list[tuple[int, int]]]]) -> None:
    starts = ("01-01", "04-01", "07-01", "10-01")
    ends = ("03-31", "06-30", "09-30", "12-31")
    quarters = [
        {
            "indicator_id": "early",
            "unit_id": unit,
            "year": year,
            "period_start": f"{year}-{start}",
            "period_end": f"{year}-{end}",
            "numerator": numerator,
            "denominator": denominator,
        }
        for unit, years in given_years.items()
        for year, parts in zip(YEARS, years, strict=True)
        for start, end, (numerator, denominator) in zip(starts, ends, parts, strict=True)
    ]
    whole = [
        {
            "indicator_id": "early",
            "unit_id": TWINS[unit],
            "year": year,
            "numerator": sum(n for n, _ in parts),
            "denominator": sum(d for _, d in parts),
        }
        for unit, years in given_years.items()
        for year, parts in zip(YEARS, years, strict=True)
    ]
    store = store_of([*quarters, *whole])

    for unit, twin in TWINS.items():
        one, other = metrics.targets(store, unit=unit), metrics.targets(store, unit=twin)
        # Both may differ only in that one came in quarters.
        apart = ["unit_id", "periods"]
        assert one.drop(columns=apart).equals(other.drop(columns=apart))


@pytest.mark.slow
@few
@given(
    cases(
        st.tuples(
            st.lists(st.tuples(score, score, score), min_size=6, max_size=6),
            st.sampled_from(YEARS[1:]),
            st.sampled_from(YEARS),
            st.sampled_from(YEARS),
        )
    )
)
def test_nothing_crosses_a_break(given_years: dict[str, tuple[list[tuple[float, ...]], int, int, int]]) -> None:
    store = store_of(
        [
            row
            for unit, (years, new_from, _, _) in given_years.items()
            for year, parts in zip(YEARS, years, strict=True)
            for row in papi(year, parts, unit_id=unit, method="cach-moi" if year >= new_from else "cach-cu")
        ]
    )

    for unit, (_, new_from, one, other) in given_years.items():
        rows = metrics.indices(store, unit=unit, index="papi").set_index("year")
        assert rows.loc[new_from, "level"] == "not_comparable"
        assert rows.loc[new_from, ["change", "previous", "gap", "main_part_id"]].isna().all()
        before, after = min(one, other, new_from - 1), max(one, other, new_from)
        answer_rows = metrics.change(store, unit=unit, index="papi", from_year=before, to_year=after)
        assert answer_rows["change"].isna().all()


@few
@given(cases(st.integers(1, 500)))
def test_a_value_at_its_target_is_met(given_tenths: dict[str, int]) -> None:
    store = store_of(
        [
            {"unit_id": unit, **figure}
            for unit, tenths in given_tenths.items()
            for figure in (
                {"indicator_id": "early", "year": 2022, "numerator": 9 * tenths, "denominator": 10 * tenths},
                {"indicator_id": "early", "year": 2024, "numerator": 4 * tenths, "denominator": 5 * tenths},
                {"indicator_id": "digitised", "year": 2023, "numerator": 11 * tenths, "denominator": 20 * tenths},
                {"indicator_id": "online", "year": 2025, "numerator": 8 * tenths, "denominator": 10 * tenths},
                {"indicator_id": "on-time", "year": 2022, "numerator": tenths, "denominator": tenths},
            )
        ]
    )

    for unit in given_tenths:
        rows = metrics.targets(store, unit=unit)
        assert rows.loc[rows["value"].notna(), "level"].tolist() == ["met"] * 5


@pytest.mark.slow
@few
@given(st.lists(st.lists(st.one_of(st.none(), score), min_size=4, max_size=4), min_size=6, max_size=6))
def test_ranks_are_a_permutation_with_ties(years: list[list[float | None]]) -> None:
    units = ("tinh-a", "tinh-b", "tinh-c", "tinh-d")
    store = store_of(
        [
            {"indicator_id": "papi", "unit_id": unit, "year": year, "value": value}
            for year, values in zip(YEARS, years, strict=True)
            for unit, value in zip(units, values, strict=True)
            if value is not None
        ]
    )

    for year, values in zip(YEARS, years, strict=True):
        rows = metrics.ranking(store, index="papi", year=year, level="province").set_index("unit_id")
        numbers = [value for value in values if value is not None]
        for unit, value in zip(units, values, strict=True):
            if value is None:
                assert rows["rank"].isna()[unit]
            else:
                assert rows.loc[unit, "rank"] == 1 + sum(other > value for other in numbers)
        assert set(rows["ranked"]) == {len(numbers)}
