"""Points and percentages of the scoring room never read as more than they are."""

import doctest

import pytest

from cchc_metrics.text import score_sentence


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (4, "4"),
        (2.004, "2"),
        (3.9995, "3,9995"),
        (0.5, "0,5"),
        (-0.25, "−0,25"),
        (0.001, "0,001"),
        (10, "10"),
        (1.6999, "1,7"),
        (None, "chưa xác định"),
    ],
)
def test_points(number: float | None, said: str) -> None:
    assert score_sentence.plain(number) == said


def test_just_under_a_threshold_is_not_written_as_the_threshold() -> None:
    assert score_sentence.percent(79.9999, 80).startswith("79,9999")
    assert score_sentence.percent(80, 80).startswith("80")


def test_examples() -> None:
    assert doctest.testmod(score_sentence).failed == 0
