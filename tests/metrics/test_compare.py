"""Series side by side: a common base of 100, missing stays missing, nothing across a break."""

from collections.abc import Callable
from typing import Any

import pytest
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import load
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA

Given = Callable[..., Workspace]
EARLY = [
    {"indicator_id": "early", "year": year, "numerator": numerator, "denominator": 100}
    for year, numerator in ((2021, 80), (2022, 88), (2023, 66))
]
ONLINE = [{"indicator_id": "online", "year": year, "numerator": 40, "denominator": 100} for year in (2022, 2023)]


def compared(workspace: Workspace, *indicators: str, first: int = 2021, last: int = 2023) -> DataFrame:
    frame = metrics.compare(workspace.store, units=["xa-thu"], indicators=indicators, from_year=first, to_year=last)
    return frame.set_index(["indicator_id", "year"])


def test_the_first_year_with_a_value_is_100(given: Given) -> None:
    rows = compared(given(published=EARLY), "early")

    # 88 / 80 and 66 / 80.
    assert rows["indexed"].tolist() == pytest.approx([100, 110, 82.5])


def test_the_base_is_the_first_year_that_all_have(given: Given) -> None:
    rows = compared(given(published=[*EARLY, *ONLINE]), "early", "online")

    assert rows["base_year"].unique().tolist() == [2022]
    # 80 / 88 and 66 / 88.
    assert rows.loc["early", "indexed"].tolist() == pytest.approx([90.909, 100, 75], abs=0.001)
    assert rows.loc["online", "indexed"].isna().tolist() == [True, False, False]


def test_a_missing_year_stays_missing(given: Given) -> None:
    rows = compared(given(published=[EARLY[0], EARLY[2]]), "early")

    assert rows["value"].isna().tolist() == [False, True, False]
    assert rows["indexed"].isna().tolist() == [False, True, False]


def test_without_a_common_year_there_is_no_base(given: Given) -> None:
    rows = compared(given(published=[EARLY[0], ONLINE[0]]), "early", "online")

    assert rows["base_year"].isna().all()
    assert rows["indexed"].isna().all()


def test_series_without_any_figure_take_no_part_in_the_base(given: Given) -> None:
    rows = compared(given(published=EARLY), "early", "online")

    assert rows.loc["early", "indexed"].tolist() == pytest.approx([100, 110, 82.5])


def test_no_index_number_crosses_a_break() -> None:
    # PAPI went from six dimensions to eight in 2018.
    rows = metrics.compare(
        Workspace.open().store, units=["hung-yen"], indicators=["papi"], from_year=2017, to_year=2024
    ).set_index("year")

    assert rows["value"].notna().all()
    assert rows["base_year"].unique().tolist() == [2017]
    assert rows["indexed"].dropna().to_dict() == {2017: 100}


@pytest.mark.parametrize("indexed", [True, False])
def test_a_view_of_it_is_drawn_or_says_why_not(given: Given, *, indexed: bool) -> None:
    workspace, catalog = given(published=EARLY), load(DATA / "plans" / "mini")
    asked: dict[str, Any] = {"unit": "xa-thu", "year": 2023, "units": ("xa-thu",), "indexed": indexed}

    drawn = VIEWS["so-sanh"](workspace.store, catalog, ViewRequest(**asked, indicators=("early",)))
    empty = VIEWS["so-sanh"](workspace.store, catalog, ViewRequest(**asked, indicators=("online",)))

    assert drawn.draw is not None
    assert empty.draw is None
    assert empty.text


def test_a_figure_that_is_not_final_is_told_from_the_others(given: Given) -> None:
    workspace = given(published=[*EARLY[:2], {**EARLY[2], "flag": "provisional"}])
    catalog = load(DATA / "plans" / "mini")
    asked = ViewRequest("xa-thu", 2023, units=("xa-thu",), indicators=("early",))

    view = VIEWS["so-sanh"](workspace.store, catalog, asked)

    assert "Chấm rỗng: số chưa chính thức." in view.notes
    assert "2022: 88,00 %;" in view.text.replace("\xa0", " ")
    assert "2023: 66,00 % (tạm thời)" in view.text.replace("\xa0", " ")
