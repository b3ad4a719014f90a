"""One folding for the whole program: what looks the same to a reader is the same name, for search and for intake."""

import doctest

import pytest

from cchc_metrics.catalog import Catalog
from cchc_metrics.text import search
from cchc_metrics.text.search import fold, search_key


@pytest.mark.parametrize(
    "written",
    [
        "Đất đai",
        "ĐẤT ĐAI",
        "\u00d0ất \u00f0ai",  # the Icelandic letter
        "\u0189ất đai",  # the African letter
        "Đa\u0302\u0301t đai",  # marks apart from their letter
        "Đất\u00a0đai",  # a space that keeps the line together
        "\ufeffĐất\u202fđai\u200b",  # a mark of byte order, a narrow space, a space without width
        "Đất đ\u00adai",  # a hyphen that shows at the end of a line only
        "  Đất \n đai ",
    ],
)
def test_what_looks_the_same_is_the_same_name(written: str) -> None:
    assert fold(written) == search_key(written) == "dat dai"


def test_intake_folds_as_search_does(mini: Catalog) -> None:
    for name in (unit.name for unit in mini.units.values()):
        assert search_key(name) == search_key(fold(name))


def test_the_examples_are_true() -> None:
    assert doctest.testmod(search).failed == 0
    assert doctest.testmod(search).attempted > 0
