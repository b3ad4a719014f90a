"""Thousands of forms of every kind: each is stored exactly, or refused, or asked about; none is stored wrong."""

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import FileContent, read
from cchc_metrics.intake.questions import Open
from tests.intake.form_generator import Form, form

ROOT = Path(__file__).parents[2]
# CCHC_FORMS=20000 asks for the long run.
QUICK, MANY = 100, int(os.environ.get("CCHC_FORMS", "250"))
TARGETS = {
    "on-time": ("in-time", "settled"),
    "early": ("early", "settled"),
    "online-dossiers": ("online", "new"),
}
TALLIES = {
    "carried-over": "before",
    "received": "new",
    "settled": "settled",
    "settled-late": "late",
    "pending": "pending",
    "pending-late": "late-open",
}


def wrong(made: Form, found: FileContent) -> list[str]:
    """What is stored and is not what the form says; figures that the form has no columns for are wrong too."""
    told = []
    for _, row in found.observations:
        over, under = TARGETS[row.indicator_id]
        expected = made.groups.get(row.group_id or "", None)
        if row.indicator_id in made.lacks or expected is None:
            told.append(f"{row.indicator_id} {row.group_id}: the form does not say it")
        elif (row.numerator, row.denominator) != (expected[over], expected[under]):
            told.append(f"{row.indicator_id} {row.group_id}: {row.numerator}/{row.denominator}")
    for _, tally in found.tallies:
        expected = made.groups.get(tally.group_id or "", None)
        if expected is None or tally.cases != expected[TALLIES[tally.tally_id]]:
            told.append(f"{tally.tally_id} {tally.group_id}: {tally.cases}")
    stored = {(row.indicator_id, row.group_id) for _, row in found.observations}
    return told + [
        f"{name} {group}: left out"
        for group in made.groups
        for name in TARGETS
        if name not in made.lacks and (name, group) not in stored
    ]


def outcomes(seeds: range, plan: Catalog) -> Counter[str]:
    """How many forms came out in each way; a form that is stored wrong ends the run with its number."""
    found: Counter[str] = Counter()
    for seed in seeds:
        made = form(seed)
        try:
            result = read(made.name, made.data, plan, unit_id="nhat-quang")
        except Open:
            found["asked"] += 1
        except FaultError:
            found["refused"] += 1
        else:
            assert wrong(made, result) == [], (seed, made.choices)
            found["exact"] += 1
    return found


def test_forms_of_every_kind_are_stored_exactly_or_not_at_all(plan: Catalog) -> None:
    found = outcomes(range(QUICK), plan)

    assert found["exact"] > 0.8 * QUICK, found


@pytest.mark.slow
def test_many_forms_are_stored_exactly_or_not_at_all(plan: Catalog, capsys: pytest.CaptureFixture[str]) -> None:
    found = outcomes(range(QUICK, QUICK + MANY), plan)

    with capsys.disabled():
        sys.stdout.write(f"{ {way: f'{100 * times / MANY:.2f} %' for way, times in found.items()} }\n")
    assert found.total() == MANY
