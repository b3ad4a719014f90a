"""Units beside targets, sums of counts and what is owed, each worked by hand."""

import datetime as dt
from collections.abc import Callable

import pandas as pd
import pytest

from cchc_metrics import metrics
from cchc_metrics.store import Store
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures

YEAR = 2022
# Đúng hạn: 80 trên 100, 300 trên 300 và 0 trên 0; mục tiêu 100 %.
FIGURES = [
    {"unit_id": "xa-thu", "indicator_id": "on-time", "year": YEAR, "numerator": 80, "denominator": 100},
    {"unit_id": "xa-cu", "indicator_id": "on-time", "year": YEAR, "numerator": 300, "denominator": 300},
    {"unit_id": "xa-thu", "indicator_id": "early", "year": YEAR, "numerator": 0, "denominator": 0},
    {"unit_id": "tinh-a", "indicator_id": "on-time", "year": YEAR, "numerator": 1, "denominator": 1000},
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    data = tmp_path_factory.mktemp("data")
    (data / "plans").mkdir()
    (data / "plans" / "mini").symlink_to(DATA / "plans" / "mini")
    for layer, figures in (("published", FIGURES), ("demo", [])):
        (data / layer).mkdir()
        write_figures(data / layer / "figures.csv", figures)
    return Workspace(data / "workspace", "mini", data).store


def test_every_unit_that_the_plan_binds_stands_beside_every_target_of_the_year(store: Store) -> None:
    rows = metrics.matrix(store, year=YEAR)

    # Xã Mới có từ 01/7/2025; tỉnh không bị kế hoạch của xã ràng buộc.
    assert rows["unit_id"].unique().tolist() == ["xa-thu", "xa-cu"]
    assert rows.groupby("unit_id")["indicator_id"].nunique().nunique() == 1
    on_time = metrics.matrix(store, year=YEAR, indicator="on-time").set_index("unit_id")
    assert on_time.loc["xa-thu", ["unit", "value", "target", "gap", "level"]].tolist() == [
        "Xã Thử",
        80,
        100,
        -20,
        "missed",
    ]
    assert on_time.loc["xa-cu", "level"] == "met"
    assert on_time["mark"].isna().all()
    assert set(metrics.matrix(store, year=YEAR, area="procedures")["area_id"]) == {"procedures"}
    assert metrics.matrix(store, year=YEAR, indices=True)["is_index"].all()
    assert set(metrics.matrix(store, year=2025)["unit_id"]) == {"xa-thu", "xa-cu", "xa-moi"}


def test_counts_add_up_and_a_unit_without_any_is_told(store: Store) -> None:
    """Σ/Σ: 380 trên 400 là 95 %, không phải trung bình 90 % của 80 % và 100 %."""
    rows = metrics.totals(store, year=YEAR).set_index("indicator_id")

    on_time = rows.loc["on-time"]
    assert on_time[["units", "units_added", "numerator", "denominator", "value", "gap"]].tolist() == [
        2,
        2,
        380,
        400,
        95,
        -5,
    ]
    assert on_time[["met", "missed", "no_data"]].tolist() == [1, 1, 0]
    early = rows.loc["early"]
    assert early[["units_added", "numerator", "denominator", "no_data", "not_judged"]].tolist() == [1, 0, 0, 1, 1]
    assert early[["value"]].isna().all()
    assert rows.loc["digitised", ["numerator", "denominator", "value"]].isna().all()


def test_an_illustration_is_never_added_to_real_figures(given: Callable[..., Workspace]) -> None:
    demo = [{"unit_id": "xa-cu", "indicator_id": "on-time", "year": YEAR, "numerator": 1, "denominator": 100}]
    beside = metrics.totals(given(published=FIGURES[:1], demo=demo).store, year=YEAR).set_index("indicator_id")
    alone = metrics.totals(given(demo=demo).store, year=YEAR).set_index("indicator_id")

    columns = ["units_added", "units_illustrated", "numerator", "denominator", "mark"]
    assert beside.loc["on-time", columns[:-1]].tolist() == [1, 1, 80, 100]
    assert pd.isna(beside.loc["on-time", "mark"])
    assert alone.loc["on-time", columns].tolist() == [1, 0, 1, 100, "SỐ LIỆU MINH HỌA"]


def test_what_is_owed_by_whom_since_the_day_on_which_the_yearly_report_was_due(given: Callable[..., Workspace]) -> None:
    """Hạn 20/12/2022: xã Thử mới nộp nửa năm chỉ tiêu trả trước hạn; xã Cũ chỉ có số minh họa."""
    half = {"indicator_id": "early", "year": YEAR, "numerator": 1, "denominator": 2}
    half |= {"period_start": "2022-01-01", "period_end": "2022-06-30"}
    store = given(published=[FIGURES[0], half], demo=[FIGURES[1]]).store

    rows = metrics.owed(store, on=dt.date(2022, 12, 23), year=YEAR).set_index(["unit_id", "indicator_id"])
    assert ("xa-thu", "on-time") not in rows.index
    columns = ["covered", "periods", "due", "days"]
    assert rows.loc[("xa-thu", "early"), columns].tolist() == [
        "partly",
        "01/01/2022–30/06/2022",
        pd.Timestamp("2022-12-20"),
        3,
    ]
    assert rows.loc[("xa-cu", "on-time"), ["covered", "days"]].tolist() == ["missing", 3]
    assert not {"xa-moi", "tinh-a"} & set(rows.index.get_level_values("unit_id"))
    assert metrics.owed(store, on=dt.date(2022, 12, 20), year=YEAR).empty
    assert set(metrics.owed(store, on=dt.date(2022, 12, 23), unit="xa-cu")["year"]) == {2020, 2021, 2022}
