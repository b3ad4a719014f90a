"""The figures as they were handed in, and what is known of a year."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cchc_metrics import metrics
from cchc_metrics.workspace import Workspace
from tests.conftest import write_figures

Given = Callable[..., Workspace]
QUARTERS: list[dict[str, Any]] = [
    {
        "indicator_id": "early",
        "year": 2024,
        "period_start": "2024-01-01",
        "period_end": "2024-03-31",
        "numerator": 8,
        "denominator": 10,
        "note": "quý một",
    },
    {
        "indicator_id": "early",
        "year": 2024,
        "period_start": "2024-04-01",
        "period_end": "2024-06-30",
        "numerator": 45,
        "denominator": 90,
    },
]


def test_quarters_stand_as_they_were_handed_in_and_are_known_added_up(given: Given) -> None:
    store = given(published=QUARTERS).store

    rows = metrics.submissions(store, unit="xa-thu", year=2024)
    assert rows[["numerator", "denominator", "note"]].astype(object).where(rows.notna(), None).values.tolist() == [
        [8, 10, "quý một"],
        [45, 90, None],
    ]
    [row] = metrics.figures(store, unit="xa-thu", year=2024).to_dict("records")
    assert (row["numerator"], row["denominator"], row["value"]) == (53, 100, 53)


@pytest.mark.slow
def test_what_was_replaced_or_withdrawn_is_not_there(given: Given, tmp_path: Path) -> None:
    workspace = given(published=QUARTERS[:1])
    entries = []
    for numerator in (6, 7):
        file = write_figures(tmp_path / f"{numerator}.csv", [{**QUARTERS[0], "numerator": numerator, "note": ""}])
        entries.append(workspace.submit([file], unit_id="xa-thu", by="An"))

    assert metrics.submissions(workspace.store, unit="xa-thu", year=2024)["numerator"].tolist() == [7]
    workspace.undo(entries[1].number, by="An", why="nhầm")
    assert metrics.submissions(workspace.store, unit="xa-thu", year=2024)["numerator"].tolist() == [6]


def test_groups_are_known_beside_the_whole(given: Given) -> None:
    store = given(
        published=[
            {
                "indicator_id": "early",
                "year": 2024,
                "breakdown_id": "field",
                "group_id": group,
                "numerator": 8,
                "denominator": 10,
            }
            for group in ("land", "civil-status")
        ]
    ).store

    known = metrics.figures(store, unit="xa-thu", year=2024)

    assert known[["group_id", "numerator"]].values.tolist() == [["", 16], ["civil-status", 8], ["land", 8]]


def test_a_survey_of_many_thousands_is_judged(given: Given) -> None:
    survey = {"indicator_id": "satisfied", "year": 2024, "numerator": 90000, "denominator": 99000}
    store = given(published=[survey]).store

    row = metrics.targets(store, unit="xa-thu", year=2024).set_index("indicator_id").loc["satisfied"]

    # Wilson by hand: the middle lies 0.0016 points below 90.9091, half the width is 0.1791 points.
    assert row["level"] == "met"
    assert round(row["margin_below"], 3) == 0.181
