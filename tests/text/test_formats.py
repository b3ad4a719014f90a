"""Numbers and words as Vietnamese readers write them."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from cchc_metrics.catalog import models
from cchc_metrics.intake import content
from cchc_metrics.text import formats, sentence, words
from cchc_metrics.workspace import Workspace

finite = st.decimals(0, 100, places=9).map(float)


def read(written: str) -> Decimal:
    return parse_decimal(written.split(formats.SPACE)[0].replace(formats.MINUS, "-").lstrip("+"), locale="vi")


def plain(text: str) -> str:
    return text.replace(formats.SPACE, " ")


@pytest.mark.parametrize(
    ("figure", "unit", "against", "written"),
    [
        (94.28, "percent", [], "94,28 %"),
        (89.95, "percent", [90], "89,95 %"),
        (89.996, "percent", [90], "89,996 %"),
        (100 * 911 / 912, "percent", [100], "99,89 %"),
        (99.96, "percent", [], "99,96 %"),
        (99.9996, "percent", [], "99,9996 %"),
        (100, "percent", [100], "100 %"),
        (0.004, "percent", [], "0,004 %"),
        (0, "percent", [], "0 %"),
        (78.125, "percent", [80], "78,13 %"),
        (45.3659, "points", [], "45,37 điểm"),
        (0.8485, "ratio", [], "0,8485"),
        (1234.5, "points", [], "1.234,50 điểm"),
        # 20 of 24 in two years running: equal figures need no further decimals.
        (100 * 20 / 24, "percent", [100 * 20 / 24], "83,33 %"),
        # Nor where the counts give the one exactly, and the other was stored as a float.
        (Decimal(2000) / 24, "percent", [100 * 20 / 24], "83,33 %"),
        # A target that the figure equals is shown as it is.
        (78.125, "percent", [78.125], "78,125 %"),
        # What binary fractions leave behind the ninth decimal is no difference.
        (100 * (0.1 + 0.2), "percent", [30], "30 %"),
        (99.99999999999999, "percent", [], "100 %"),
        # A figure that is known exactly keeps its side, however near.
        (Decimal("99.9999999999999"), "percent", [100], "99,999999 %"),
    ],
)
def test_a_figure_in_its_unit(figure: float, unit: str, against: list[float], written: str) -> None:
    assert plain(formats.value(figure, unit, against=against)) == written


@pytest.mark.parametrize(
    ("figure", "digits", "written"), [(2.5, 0, "3"), (0.125, 2, "0,13"), (-0.125, 2, "−0,13"), (1.005, 2, "1,01")]
)
def test_half_is_rounded_away_from_zero(figure: float, digits: int, written: str) -> None:
    assert formats.number(figure, digits) == written


@pytest.mark.parametrize(
    ("difference", "unit", "written"),
    [
        (3.1961, "points", "+3,20 điểm"),
        (-1.3, "percent", "−1,3 điểm %"),
        (0.0451, "points", "+0,05 điểm"),
        (0.0002, "points", "+0,0002 điểm"),
        (0, "percent", "0 điểm %"),
    ],
)
def test_a_change_carries_its_sign_and_is_never_printed_as_none(difference: float, unit: str, written: str) -> None:
    assert plain(formats.change(difference, unit)) == written


@pytest.mark.parametrize(
    ("side", "target", "unit", "words_of_it"),
    [
        (">=", 90, "percent", "≥ 90 %"),
        ("=", 100, "percent", "100 %"),
        ("<=", 2.5, "days", "≤ 2,5 ngày"),
        (">=", 1, "yes-no: đã có/chưa có", "đã có"),
        ("=", 1, "yes-no", "có"),
        (">", 0, "yes-no: đã có/chưa có", "đã có"),
        ("<", 1, "yes-no: còn/hết", "hết"),
        ("<=", 0, "yes-no: còn/hết", "hết"),
        (">=", None, "percent", formats.MISSING),
    ],
)
def test_a_target_asks_for_a_value_on_its_side_or_for_an_answer(
    side: str, target: float | None, unit: str, words_of_it: str
) -> None:
    assert formats.requirement(side, target, unit).replace(formats.SPACE, " ") == words_of_it


def test_a_missed_answer_is_short_of_no_amount() -> None:
    row = {"kind": "milestone", "operator": ">=", "target": 1, "gap": -1, "measure_unit": "yes-no: đã có/chưa có"}

    assert sentence.requirement(row) == "cần đã có"


def test_a_change_shows_on_which_side_of_the_increment_it_is() -> None:
    # 2000 of 5000, then 3001 of 5002: 59,996 less 40 is 19,996.
    assert plain(formats.change(59.99600159936026 - 40, "percent", against=[20])) == "+19,996 điểm %"
    assert plain(formats.change(20.0, "percent", against=[20])) == "+20 điểm %"


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, pd.NaT])
def test_missing_is_said_and_is_never_zero(nothing: object) -> None:
    assert formats.value(nothing, "percent") == "chưa có số liệu"
    assert formats.change(nothing, "points") == "chưa có số liệu"
    assert formats.count(nothing) == "chưa có số liệu"


@given(finite, st.sampled_from([80.0, 90.0, 95.0, 25.92]), st.integers(0, 2))
def test_rounding_never_crosses_a_target(figure: float, target: float, digits: int) -> None:
    shown = read(formats.value(figure, "percent", against=[target], digits=digits))

    for limit in (Decimal(str(target)), Decimal(0), Decimal(100)):
        exact = Decimal(str(figure))
        assert (shown > limit) == (exact > limit)
        assert (shown < limit) == (exact < limit)


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_number_reads_back_as_it_was(number: Decimal) -> None:
    assert read(formats.number(number, 4)) == number


def test_days() -> None:
    assert formats.day(dt.date(2025, 7, 1)) == formats.day("2025-07-01") == formats.day(pd.Timestamp("2025-07-01"))
    assert formats.day("2025-07-01") == "01/07/2025"


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
    ("fields", "known"),
    [
        (words.FLAGS, content.Flag),
        (words.STATES, content.State),
        (formats.SCALES, models.Scale),
    ],
)
def test_every_code_of_the_plan_and_the_files_has_its_word(fields: dict[str, object], known: object) -> None:
    assert set(fields) == set(get_args(known))


def test_no_two_verdicts_have_the_same_shape() -> None:
    assert len({status.shape for status in words.LEVELS.values()}) == len(words.LEVELS)


def test_every_kind_and_operator_of_the_plan_has_its_word() -> None:
    targets = Workspace.open().catalog.targets.values()

    assert {target.kind for target in targets} <= set(words.KINDS)
    assert {target.operator for target in targets} <= set(formats.OPERATORS)


@pytest.mark.parametrize(("fields", "codes"), VERDICTS)
def test_every_verdict_has_its_word(fields: dict[str, object], codes: str) -> None:
    assert set(fields) == set(codes.split())


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
