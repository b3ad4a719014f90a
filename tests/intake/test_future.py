"""Nobody knows a figure before its day: a data date after today is a fault, a period that is not over a caution."""

import datetime as dt

import pytest

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import checks, read

TEXT = "indicator_id,unit_id,year,numerator,denominator,flag,source_id,as_of\nearly,xa-thu,{},40,50,final,so-thu,{}\n"


@pytest.fixture(autouse=True)
def a_day_of_2022(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "today", lambda: dt.date(2022, 7, 1))


def test_a_data_date_after_today_is_a_fault(mini: Catalog) -> None:
    with pytest.raises(FaultError) as refusal:
        read("a.csv", TEXT.format(2021, "2022-07-02").encode(), mini)

    assert [(fault.kind, fault.place) for fault in refusal.value.faults] == [
        ("future-date", "a.csv, dòng 2, cột «as_of»")
    ]


def test_a_period_that_has_not_begun_is_a_fault(mini: Catalog) -> None:
    with pytest.raises(FaultError) as refusal:
        read("a.csv", TEXT.format(2023, "").encode(), mini)

    assert [(fault.kind, fault.place) for fault in refusal.value.faults] == [
        ("future-date", "a.csv, dòng 2, cột «year»")
    ]


def test_a_period_that_is_not_over_is_a_caution(mini: Catalog) -> None:
    content = read("a.csv", TEXT.format(2022, "2022-07-01").encode(), mini)

    assert [caution.problem for caution in content.cautions] == ["kỳ chưa hết: ngày cuối là 31/12/2022"]


def test_a_period_that_is_over_is_none(mini: Catalog) -> None:
    assert read("a.csv", TEXT.format(2021, "2022-07-01").encode(), mini).cautions == ()
