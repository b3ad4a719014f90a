"""Every code that the library gives has words, and no word is idle."""

import re
from pathlib import Path
from typing import get_args

import pytest

from cchc_metrics.catalog import models
from cchc_metrics.intake import observations
from cchc_metrics.text import formats, words
from cchc_metrics.workspace import Workspace

ROOT = Path(__file__).parents[2]
# As the contract of the command names them.
VERDICTS = (
    (
        words.LEVELS,
        "met met_within_error missed_within_error missed not_due no_data no_previous no_activity not_comparable",
    ),
    (words.DIRECTIONS, "up down same no_data no_previous not_comparable"),
    (words.DIRECTIONS_SHORT, "up down same no_data no_previous not_comparable"),
    (words.STATISTICAL, "up down same no_data no_previous not_comparable inconclusive unknown"),
    (words.PACES, "reached on_track slow very_slow moving_away not_assessed"),
    (words.EFFECTS, "part mix rate remainder"),
)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (words.FLAGS, observations.Flag),
        (words.STATES, observations.State),
        (formats.SCALES, models.Scale),
    ],
)
def test_every_code_of_the_plan_and_the_files_has_its_word(said: dict[str, object], known: object) -> None:
    assert set(said) == set(get_args(known))


def test_no_two_verdicts_have_the_same_shape() -> None:
    assert len({status.shape for status in words.LEVELS.values()}) == len(words.LEVELS)


def test_every_kind_and_operator_of_the_plan_has_its_word() -> None:
    targets = Workspace.open().catalog.targets.values()

    assert {target.kind for target in targets} <= set(words.KINDS)
    assert {target.operator for target in targets} <= set(words.OPERATORS)


@pytest.mark.parametrize(("said", "codes"), VERDICTS)
def test_every_verdict_has_its_word(said: dict[str, object], codes: str) -> None:
    assert set(said) == set(codes.split())


def test_a_status_is_told_by_shape_and_word_and_never_by_tone_alone() -> None:
    shown = [(status.shape, status.word) for status in words.LEVELS.values()]

    assert len(set(shown)) == len(words.LEVELS)
    assert all(shape and word for shape, word in shown)


def test_no_word_is_idle() -> None:
    code = [
        *ROOT.glob("pages/**/*.py"),
        *ROOT.glob("cchc_metrics/**/*.py"),
        *ROOT.glob("cchc_metrics/**/*.html"),
        ROOT / "app.py",
    ]
    text = "".join(path.read_text(encoding="utf-8") for path in code)
    own = Path(words.__file__).read_text(encoding="utf-8")

    idle = [
        name
        for name in vars(words)
        if name.isupper() and f"words.{name}" not in text and len(re.findall(rf"\b{name}\b", own)) < 2
    ]

    assert idle == []
