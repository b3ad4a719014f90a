"""Which periods a figure holds, and what is owed since when."""

import datetime as dt
from collections.abc import Callable

import pytest

from cchc_metrics import metrics
from cchc_metrics.text.sentence import sentence
from cchc_metrics.views import coverage
from cchc_metrics.workspace import APP, Workspace

Given = Callable[..., Workspace]
UNIT = "xa-thu"
QUARTERS = (("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31"))


def quarters(*numbers: int, year: int = 2022) -> list[dict[str, object]]:
    return [
        {
            "indicator_id": "early",
            "year": year,
            "period_start": f"{year}-{QUARTERS[one - 1][0]}",
            "period_end": f"{year}-{QUARTERS[one - 1][1]}",
            "numerator": 9,
            "denominator": 10,
        }
        for one in numbers
    ]


@pytest.mark.parametrize(
    ("numbers", "days", "counts", "said"),
    [
        ((1, 2, 3, 4), 365, (36, 40), ""),
        ((1, 2), 181, (18, 20), "Kỳ số liệu: 01/01/2022–30/06/2022."),
        (
            (1, 3, 4),
            274,
            (27, 30),
            "Kỳ số liệu: 01/01/2022–31/03/2022, 01/07/2022–30/09/2022, 01/10/2022–31/12/2022; giữa các kỳ còn thiếu.",
        ),
    ],
)
def test_quarters_add_up_by_counts_and_a_missing_one_is_told(
    given: Given, numbers: tuple[int, ...], days: int, counts: tuple[int, int], said: str
) -> None:
    workspace = given(published=quarters(*numbers))
    rows = metrics.targets(workspace.store, unit=UNIT, year=2022)
    row = rows[rows["indicator_id"] == "early"].to_dict("records")[0]

    assert (row["numerator"], row["denominator"], row["days"]) == (*counts, days)
    # What is known of a part of the year may still change.
    assert row["flag"] == ("provisional" if said else "final")
    assert ("Kỳ số liệu" in sentence(row)) is bool(said)
    assert said in sentence(row)


def test_a_group_without_a_quarter_leaves_the_whole_without_it(given: Given) -> None:
    rows = [
        {**row, "breakdown_id": "field", "group_id": group}
        for group, numbers in (("land", (1, 2, 3, 4)), ("civil-status", (1, 2, 4)))
        for row in quarters(*numbers)
    ]
    found = metrics.coverage(given(published=rows).store, unit=UNIT)

    assert found[(found["indicator_id"] == "early") & (found["year"] == 2022)]["days"].tolist() == [365 - 92]


def test_what_is_owed_since_the_day_on_which_the_yearly_report_was_due(tmp_path: object) -> None:
    """Hạn báo cáo năm của kế hoạch là 20/12; xã có đến hết 30/6/2025 nên nửa năm ấy là đủ."""
    workspace = Workspace(tmp_path / "workspace", "nhat-quang-2021-2025", APP / "data")  # type: ignore[operator]
    rows = coverage.covered(workspace.store, workspace.catalog, unit="nhat-quang")
    missing = coverage.owed(rows, today=dt.date(2025, 12, 21)).set_index(["indicator_id", "year"])
    day_before = coverage.owed(rows, today=dt.date(2025, 12, 20))

    on_time = rows[(rows["indicator_id"] == "on-time") & (rows["year"] == 2025)]
    assert on_time["covered"].tolist() == ["whole"]
    assert missing.loc[("papi", 2025), "days"] == 1
    assert missing.loc[("papi", 2025), "due"] == dt.date(2025, 12, 20)
    assert 2025 not in day_before["year"].tolist()
