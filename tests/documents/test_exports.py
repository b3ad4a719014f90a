"""A file taken out of a screen says on which day it was."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from pandas import DataFrame

from cchc_metrics.catalog import Catalog
from cchc_metrics.days import today
from cchc_metrics.documents import export
from cchc_metrics.text import formats, ledger_words
from cchc_metrics.views import ViewRequest


# Whatever the hour, in one of these places it is another day than in Vietnam.
@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Etc/GMT-14"])
def test_the_day_is_that_in_vietnam_wherever_the_machine_is(
    zone: str, mini: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    view: Any = SimpleNamespace(rows=DataFrame({"name": ["một"]}), title="", mark="", source="", draw=None)
    try:
        with monkeypatch.context() as patched:
            patched.setenv("TZ", zone)
            time.tzset()
            told = export("csv", mini, ViewRequest(unit="xa-thu", year=2024), view).decode("utf-8-sig")
    finally:
        time.tzset()

    assert told.splitlines()[1].endswith(formats.day(today()))


def test_an_entry_is_named_with_its_day_in_vietnam() -> None:
    row = {"number": 3, "action": "submit", "files": "so.csv", "by": "An", "at": "2026-01-05T17:30:00+00:00"}

    assert ledger_words.named_entry(row) == "3 · nộp · so.csv · An · 06/01/2026"
