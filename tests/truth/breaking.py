"""Puts faults back that were once told, one at a time, and holds that the reader notices each. Asked for by name.

pytest tests/truth/breaking.py -n 0     some minutes
"""

import tomllib
from pathlib import Path

import pytest

from tests.breaking import failures, house

__all__ = ["house"]
MUTATIONS = tomllib.loads(Path(__file__).with_name("mutations.toml").read_text(encoding="utf-8"))["mutation"]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation["fault"])
def test_a_fault_that_is_put_back_is_noticed(house: Path, mutation: dict[str, str]) -> None:
    path = house / mutation["file"]
    whole = path.read_text(encoding="utf-8")
    assert whole.count(mutation["text"]) == 1
    path.write_text(whole.replace(mutation["text"], mutation["replacement"]), encoding="utf-8")
    try:
        assert "FAILED" in failures(house, mutation["test"])
    finally:
        path.write_text(whole, encoding="utf-8")
