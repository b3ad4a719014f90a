"""Thousands of forms of every kind: each is stored exactly, or refused, or asked about; none is stored wrong."""

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import FileContent, read
from cchc_metrics.intake.content import Open
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


def wrong(chance: Form, content: FileContent) -> list[str]:
    """What is stored and is not what the form says; figures that the form has no columns for are wrong too."""
    texts = []
    for _, row in content.observations:
        over, under = TARGETS[row.indicator_id]
        expected = chance.groups.get(row.group_id or "", None)
        if row.indicator_id in chance.lacks or expected is None:
            texts.append(f"{row.indicator_id} {row.group_id}: the form does not say it")
        elif (row.numerator, row.denominator) != (expected[over], expected[under]):
            texts.append(f"{row.indicator_id} {row.group_id}: {row.numerator}/{row.denominator}")
    for _, tally in content.tallies:
        expected = chance.groups.get(tally.group_id or "", None)
        if expected is None or tally.cases != expected[TALLIES[tally.tally_id]]:
            texts.append(f"{tally.tally_id} {tally.group_id}: {tally.cases}")
    stored = {(row.indicator_id, row.group_id) for _, row in content.observations}
    return texts + [
        f"{name} {group}: left out"
        for group in chance.groups
        for name in TARGETS
        if name not in chance.lacks and (name, group) not in stored
    ]


def outcomes(seeds: range, plan: Catalog) -> Counter[str]:
    """How many forms came out in each way; a form that is stored wrong ends the run with its number."""
    outcome: Counter[str] = Counter()
    for seed in seeds:
        answer = form(seed)
        try:
            result = read(answer.name, answer.data, plan, unit_id="nhat-quang")
        except Open:
            outcome["asked"] += 1
        except FaultError:
            outcome["refused"] += 1
        else:
            assert wrong(answer, result) == [], (seed, answer.choices)
            outcome["exact"] += 1
    return outcome


def test_forms_of_every_kind_are_stored_exactly_or_not_at_all(plan: Catalog) -> None:
    result = outcomes(range(QUICK), plan)

    assert result["exact"] > 0.8 * QUICK, result


@pytest.mark.slow
def test_many_forms_are_stored_exactly_or_not_at_all(plan: Catalog, capsys: pytest.CaptureFixture[str]) -> None:
    result = outcomes(range(QUICK, QUICK + MANY), plan)

    with capsys.disabled():
        sys.stdout.write(f"{ {way: f'{100 * times / MANY:.2f} %' for way, times in result.items()} }\n")
    assert result.total() == MANY
