"""Figures of a part of a year, worked by hand: the rows within its days, added up by counts."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from cchc_metrics import metrics
from cchc_metrics.text.statements import period_change
from tests.metrics.conftest import Commune

Q1_2024 = ("2023-12-15", "2024-03-14")
NBSP = "\N{NO-BREAK SPACE}"


def figure(
    indicator: str, numerator: int, denominator: int, first_day: str, last_day: str, **more: object
) -> dict[str, object]:
    """A row of figures of a part of 2024, or of the `year` in `more`."""
    days = {"period_start": first_day, "period_end": last_day}
    return {"indicator_id": indicator, "year": 2024, "numerator": numerator, "denominator": denominator, **days, **more}


def row_of(commune: Commune, indicator: str, year: int = 2024) -> Mapping[Any, Any]:
    rows = metrics.period_figures(commune.store, unit=commune.unit, period="quy-1", year=year)
    return next(row for row in rows.to_dict("records") if row["indicator_id"] == indicator)


@pytest.mark.figures(
    [
        figure("early", 8, 10, "2023-12-15", "2024-01-31"),
        figure("early", 45, 90, "2024-02-01", "2024-03-14"),
        figure("early", 70, 70, "2024-03-15", "2024-06-14"),
    ]
)
def test_parts_of_the_period_add_up_by_counts_and_what_lies_outside_does_not(commune: Commune) -> None:
    row = row_of(commune, "early")

    assert (row["numerator"], row["denominator"], row["value"]) == (53, 100, 53)
    assert row["days_missing"] == 0
    assert period_change(row) == "cùng kỳ chưa có số liệu"


@pytest.mark.figures([figure("early", 8, 10, "2023-12-15", "2024-01-31")])
def test_a_missing_part_is_told_in_days(commune: Commune) -> None:
    # 15/12/2023–31/01/2024 are 48 of the 91 days of quý I 2024; 2024 is a leap year.

    row = row_of(commune, "early")

    assert row["days_missing"] == 43
    assert (row["period_start"], row["period_end"]) == (pd.Timestamp("2023-12-15"), pd.Timestamp("2024-01-31"))


@pytest.mark.figures(
    [
        figure("on-time", 199, 200, *Q1_2024),
        figure("on-time", 98, 100, "2022-12-15", "2023-03-14", year=2023),
    ]
)
def test_the_same_period_of_the_year_before(commune: Commune) -> None:
    row = row_of(commune, "on-time")

    assert (row["previous"], row["direction"], row["exceptions"]) == (98, "up", 1)
    assert row["change"] == pytest.approx(1.5)
    assert (row["target"], row["denominator"]) == (100, 200)
    assert period_change(row) == f"tăng 1,5{NBSP}điểm{NBSP}%"


@pytest.mark.figures(
    [
        figure("early", 9, 10, *Q1_2024, method="cach-moi"),
        figure("early", 8, 10, "2022-12-15", "2023-03-14", method="cach-cu", year=2023),
    ]
)
def test_nothing_is_compared_across_a_change_of_method(commune: Commune) -> None:
    row = row_of(commune, "early")

    assert row["direction"] == "not_comparable"
    assert pd.isna(row["previous"])
    assert period_change(row) == "không xét: cách tính khác nhau"


@pytest.mark.figures(
    [
        figure("early", 9, 10, *Q1_2024),
        figure("early", 8, 10, "2023-03-15", "2023-06-14", flag="break", year=2023),
        figure("early", 8, 10, "2022-12-15", "2023-03-14", year=2023),
    ]
)
def test_nothing_is_compared_across_a_break_that_a_figure_in_between_was_handed_in_with(
    commune: Commune,
) -> None:
    row = row_of(commune, "early")

    assert row["direction"] == "not_comparable"
    assert pd.isna(row["previous"])
    assert period_change(row) == "không xét: Nguồn ghi có thay đổi"


@pytest.mark.figures([{"indicator_id": "early", "year": 2024, "numerator": 9, "denominator": 10}])
def test_a_whole_year_is_no_figure_of_a_quarter(commune: Commune) -> None:
    row = row_of(commune, "early")

    assert pd.isna(row["value"])
    assert pd.isna(row["days_missing"])


@pytest.mark.figures(
    [
        figure("early", 1, 2, *Q1_2024, breakdown_id="field", group_id="land"),
        figure("early", 5, 6, "2023-12-15", "2024-03-04", breakdown_id="field", group_id="civil-status"),
    ]
)
def test_groups_add_up_and_the_one_with_most_days_missing_is_told(commune: Commune) -> None:
    row = row_of(commune, "early")

    assert (row["numerator"], row["denominator"], row["days_missing"]) == (6, 8, 10)


@pytest.mark.figures([figure("early", 0, 0, *Q1_2024)])
def test_nothing_arose(commune: Commune) -> None:
    row = row_of(commune, "early")

    assert row["no_activity"] is True
    assert pd.isna(row["value"])


@pytest.mark.figures(
    [
        figure("early", 9, 10, *Q1_2024),
        figure("early", 0, 0, "2022-12-15", "2023-03-14", year=2023),
    ]
)
def test_nothing_arose_in_the_same_period_of_the_year_before(commune: Commune) -> None:
    row = row_of(commune, "early")

    assert row["none_before"] is True
    assert period_change(row) == "cùng kỳ không phát sinh"
