"""Figures of a part of a year, and dossiers that are followed and not judged, each worked out by hand."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cchc_metrics import metrics
from cchc_metrics.faults import FaultError
from cchc_metrics.text import words
from cchc_metrics.text.statements import period_change
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.workspace import APP, Workspace
from tests.intake.forms_as_they_are import TALLIES, Cells, form, with_cells, workbook
from tests.metrics.conftest import Commune

Q1_2024 = ("2023-12-15", "2024-03-14")
NBSP = "\N{NO-BREAK SPACE}"


def figure(
    indicator: str, numerator: int, denominator: int, first_day: str, last_day: str, **more: object
) -> dict[str, object]:
    """A row of figures of a part of 2024, or of the `year` in `more`."""
    days = {"period_start": first_day, "period_end": last_day}
    return {"indicator_id": indicator, "year": 2024, "numerator": numerator, "denominator": denominator, **days, **more}


def row_of(commune: Commune, indicator: str, year: int = 2024) -> Mapping[Any, Any]:
    rows = metrics.period_figures(commune.store, unit=commune.unit, period="quy-1", year=year)
    return next(row for row in rows.to_dict("records") if row["indicator_id"] == indicator)


@pytest.mark.figures(
    [
        figure("early", 8, 10, "2023-12-15", "2024-01-31"),
        figure("early", 45, 90, "2024-02-01", "2024-03-14"),
        figure("early", 70, 70, "2024-03-15", "2024-06-14"),
    ]
)
def test_parts_of_the_period_add_up_by_counts_and_what_lies_outside_does_not(commune: Commune) -> None:
    row = row_of(commune, "early")

    assert (row["numerator"], row["denominator"], row["value"]) == (53, 100, 53)
    assert row["days_missing"] == 0
    assert period_change(row) == "cùng kỳ chưa có số liệu"


@pytest.mark.figures([figure("early", 8, 10, "2023-12-15", "2024-01-31")])
def test_a_missing_part_is_told_in_days(commune: Commune) -> None:
    # 15/12/2023–31/01/2024 are 48 of the 91 days of quý I 2024; 2024 is a leap year.

    row = row_of(commune, "early")

    assert row["days_missing"] == 43
    assert (row["period_start"], row["period_end"]) == (pd.Timestamp("2023-12-15"), pd.Timestamp("2024-01-31"))


@pytest.mark.figures(
    [
        figure("on-time", 199, 200, *Q1_2024),
        figure("on-time", 98, 100, "2022-12-15", "2023-03-14", year=2023),
    ]
)
def test_the_same_period_of_the_year_before(commune: Commune) -> None:
    row = row_of(commune, "on-time")

    assert (row["previous"], row["direction"], row["exceptions"]) == (98, "up", 1)
    assert row["change"] == pytest.approx(1.5)
    assert (row["target"], row["denominator"]) == (100, 200)
    assert period_change(row) == f"tăng 1,5{NBSP}điểm{NBSP}%"


@pytest.mark.figures(
    [
        figure("early", 9, 10, *Q1_2024, method="cach-moi"),
        figure("early", 8, 10, "2022-12-15", "2023-03-14", method="cach-cu", year=2023),
    ]
)
def test_nothing_is_compared_across_a_change_of_method(commune: Commune) -> None:
    row = row_of(commune, "early")

    assert row["direction"] == "not_comparable"
    assert pd.isna(row["previous"])
    assert period_change(row) == "không xét: cách tính khác nhau"


@pytest.mark.figures(
    [
        figure("early", 9, 10, *Q1_2024),
        figure("early", 8, 10, "2023-03-15", "2023-06-14", flag="break", year=2023),
        figure("early", 8, 10, "2022-12-15", "2023-03-14", year=2023),
    ]
)
def test_nothing_is_compared_across_a_break_that_a_figure_in_between_was_handed_in_with(
    commune: Commune,
) -> None:
    row = row_of(commune, "early")

    assert row["direction"] == "not_comparable"
    assert pd.isna(row["previous"])
    assert period_change(row) == "không xét: Nguồn ghi có thay đổi"


@pytest.mark.figures([{"indicator_id": "early", "year": 2024, "numerator": 9, "denominator": 10}])
def test_a_whole_year_is_no_figure_of_a_quarter(commune: Commune) -> None:
    row = row_of(commune, "early")

    assert pd.isna(row["value"])
    assert pd.isna(row["days_missing"])


@pytest.mark.figures(
    [
        figure("early", 1, 2, *Q1_2024, breakdown_id="field", group_id="land"),
        figure("early", 5, 6, "2023-12-15", "2024-03-04", breakdown_id="field", group_id="civil-status"),
    ]
)
def test_groups_add_up_and_the_one_with_most_days_missing_is_told(commune: Commune) -> None:
    row = row_of(commune, "early")

    assert (row["numerator"], row["denominator"], row["days_missing"]) == (6, 8, 10)


@pytest.mark.figures([figure("early", 0, 0, *Q1_2024)])
def test_nothing_arose(commune: Commune) -> None:
    row = row_of(commune, "early")

    assert row["no_activity"] is True
    assert pd.isna(row["value"])


@pytest.mark.figures(
    [
        figure("early", 9, 10, *Q1_2024),
        figure("early", 0, 0, "2022-12-15", "2023-03-14", year=2023),
    ]
)
def test_nothing_arose_in_the_same_period_of_the_year_before(commune: Commune) -> None:
    row = row_of(commune, "early")

    assert row["none_before"] is True
    assert period_change(row) == "cùng kỳ không phát sinh"


UNIT = "nhat-quang"
NAMES = ("carried-over", "received", "settled", "settled-late", "pending", "pending-late")


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    """The plan of the commune without the figures that ship with it, which have nothing to do with these."""
    (tmp_path / "plans").symlink_to(APP / "data" / "plans")
    return Workspace(tmp_path / "workspace", "nhat-quang-2021-2025", tmp_path)


def quarter(days: str, *rows: tuple[str, int, int, int, int, int, int]) -> bytes:
    """Form II.06a of a quarter; a field with online, carried over, early, late, open in time, open late."""
    cells: Cells = []
    for number, (name, online, before, early, late, in_time, overdue) in enumerate(rows, 1):
        assert online + before == early + late + in_time + overdue
        cells.append(
            [
                number,
                name,
                online + before,
                online,
                0,
                before,
                early + late,
                early,
                0,
                late,
                in_time + overdue,
                in_time,
                overdue,
            ]
        )
    total = [["", "Tổng số", *(sum(row[column] for row in cells) for column in range(2, 13))]]
    return workbook(with_cells(form(rows=cells, total=total), {"A4": f"({days})"}))


FIRST = quarter(
    "Từ ngày 15/12/2023 đến ngày 14/3/2024", ("Đất đai", 10, 2, 5, 1, 4, 2), ("Hộ tịch", 30, 0, 30, 0, 0, 0)
)
SECOND = quarter("Từ ngày 15/3/2024 đến ngày 14/6/2024", ("Đất đai", 8, 6, 10, 1, 2, 1))


FOURTH = quarter("Từ ngày 15/9/2024 đến ngày 14/12/2024", ("Đất đai", 5, 3, 8, 0, 0, 0))


def cases_by_group(office: Workspace, year: int) -> dict[tuple[str, str, str], float]:
    rows = metrics.tallies(office.store, unit=UNIT, year=year)
    return {(row.tally_id, row.breakdown_id, row.group_id): row.cases for row in rows.itertuples()}


def whole(office: Workspace, year: int) -> list[float | None]:
    return [cases_by_group(office, year).get((name, "", "")) for name in NAMES]


def test_a_form_gives_them_by_field_and_together(office: Workspace) -> None:
    office.submit([("06a.xlsx", workbook(form()))], unit_id=UNIT, by="An")

    cases_of = cases_by_group(office, 2023)
    assert {key[2]: cases for key, cases in cases_of.items() if key[:2] == ("pending-late", "field")} == {
        group: numbers[5] for group, numbers in TALLIES.items()
    }
    # The form's own row «Tổng số» prints 8, 504 + 1218, 1720, 3, 10 and 1.
    assert whole(office, 2023) == [8, 1722, 1720, 3, 10, 1]


def test_quarters_add_up_what_was_done_and_do_not_add_up_what_was_open(office: Workspace) -> None:
    office.submit([("quy-1.xlsx", FIRST), ("quy-2.xlsx", SECOND)], unit_id=UNIT, by="An")

    # 2 came from the year before; 10 + 30 + 8 were received; 36 + 11 settled, 1 + 1 late; 3 are open, 1 of them late.
    assert whole(office, 2024) == [2, 48, 47, 2, 3, 1]
    cases_of = cases_by_group(office, 2024)
    assert [cases_of[name, "field", "land"] for name in NAMES] == [2, 18, 17, 2, 3, 1]
    # The second form has no row for civil status, so nothing is said of what is open there.
    assert ("pending", "field", "civil-status") not in cases_of
    assert cases_of["settled", "field", "civil-status"] == 30


def test_they_are_previewed_and_undone_like_any_figure(office: Workspace) -> None:
    preview = office.preview([("quy-1.xlsx", FIRST)], unit_id=UNIT)
    new = preview.changes[preview.changes["measure_unit"].eq("count") & preview.changes["kind"].eq("added")]
    assert {(row.indicator_id, row.group_id, row.after) for row in new.itertuples()} >= {
        ("pending-late", "land", 2),
        ("pending-late", "civil-status", 0),
        ("settled", "civil-status", 30),
    }

    office.submit([("quy-1.xlsx", FIRST)], unit_id=UNIT, by="An")
    assert whole(office, 2024) == [2, 40, 36, 1, 6, 2]

    office.undo(1, by="An", why="nộp nhầm")
    assert whole(office, 2024) == [None] * len(NAMES)
    rows = metrics.tally_history(office.store, unit=UNIT)
    assert set(rows.loc[rows["entry"] == 1, "use"]) == {"withdrawn"}


def test_they_are_provisional_until_approved_and_then_closed(office: Workspace) -> None:
    office.submit([("quy-1.xlsx", FIRST)], unit_id=UNIT, by="An")
    assert set(metrics.tallies(office.store, unit=UNIT, year=2024)["flag"]) == {"provisional"}

    office.approve(1, by="Bình")
    assert set(metrics.tallies(office.store, unit=UNIT, year=2024)["flag"]) == {"final"}
    # One overdue dossier less: the on-time figures stay what they are, and still the form is refused.
    other = quarter(
        "Từ ngày 15/12/2023 đến ngày 14/3/2024", ("Đất đai", 10, 2, 5, 1, 5, 1), ("Hộ tịch", 30, 0, 30, 0, 0, 0)
    )
    with pytest.raises(FaultError, match="đã duyệt"):
        office.submit([("quy-1.xlsx", other)], unit_id=UNIT, by="An")


def test_a_list_with_the_programs_own_names_gives_them_too(office: Workspace) -> None:
    head = "tally_id,unit_id,year,breakdown_id,group_id,cases,flag,source_id\n"
    office.submit([("so.csv", f"{head}pending,nhat-quang,2024,,,7,final,mot-cua\n".encode())], unit_id=UNIT, by="An")
    assert whole(office, 2024) == [None, None, None, None, 7, None]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("pendin,nhat-quang,2024,,,7,final,mot-cua", "không có số đếm nào mã «pendin»; có phải là «pending»?"),
        ("pending,nhat-quang,2024,,,7.5,final,mot-cua", "«7.5» không dùng được"),
        ("pending,nhat-quang,2024,,,-1,final,mot-cua", "«-1» không dùng được"),
        ("pending,nhat-quang,2024,field,lan,7,final,mot-cua", "không có nhóm của «field» nào mã «lan»"),
        ("pending,nhat-quang,2024,,,7,final,mot-cu", "không có nguồn nào mã «mot-cu»"),
    ],
)
def test_a_wrong_row_is_refused(office: Workspace, row: str, problem: str) -> None:
    head = "tally_id,unit_id,year,breakdown_id,group_id,cases,flag,source_id\n"
    with pytest.raises(FaultError) as refusal:
        office.submit([("so.csv", f"{head}{row}\n".encode())], unit_id=UNIT, by="An")
    assert len(refusal.value.faults) == 1
    assert problem in refusal.value.faults[0].problem


WRONG = {
    "field,land,7,2024-01-01,2024-12-31 field,land,3,2024-01-01,2024-03-31": "chồng lên kỳ",
    "field,land,7,2024-01-01,2024-12-31 channel,online,6,2024-01-01,2024-12-31": "cộng được 6, còn tổng số là 7",
}


@pytest.mark.parametrize("text", WRONG)
def test_numbers_that_do_not_fit_each_other_are_refused(office: Workspace, text: str) -> None:
    head = "tally_id,unit_id,year,flag,source_id,breakdown_id,group_id,cases,period_start,period_end\n"
    rows = "".join(f"pending,nhat-quang,2024,final,mot-cua,{row}\n" for row in text.split())
    with pytest.raises(FaultError) as refusal:
        office.submit([("so.csv", (head + rows).encode())], unit_id=UNIT, by="An")
    assert WRONG[text] in refusal.value.faults[0].problem


def illustration(office: Workspace) -> Iterator[tuple[float, float]]:
    for (tally, breakdown, group), cases in cases_by_group(office, 2024).items():
        if tally == "settled" and breakdown:
            rows = metrics.groups(office.store, unit=UNIT, indicator="on-time", year=2024)
            of = rows[(rows["breakdown_id"] == breakdown) & (rows["group_id"] == group)]
            yield cases, of["denominator"].item()


def test_the_illustration_fits_itself(default_workspace: Workspace) -> None:
    for year in range(2020, 2026):
        before, received, settled, _, pending, _ = whole(default_workspace, year)
        assert None not in (before, received, settled, pending)
        assert (before or 0) + (received or 0) == (settled or 0) + (pending or 0)
    pairs = list(illustration(default_workspace))
    assert len(pairs) == 9
    assert all(cases == denominator for cases, denominator in pairs)


def test_the_view_says_them_and_marks_the_illustration(default_workspace: Workspace) -> None:
    view = VIEWS["so-ho-so"](
        default_workspace.store,
        default_workspace.catalog,
        ViewRequest(UNIT, 2024, area="procedures", breakdown="channel"),
    )

    assert view.title == "TTHC: số hồ sơ theo kênh tiếp nhận năm 2024"
    assert view.mark == words.ILLUSTRATIVE
    at = {(row.tally_id, row.group): row.cases for row in view.rows.itertuples()}
    assert (at["pending", "Tổng số"], at["settled", "Tổng số"]) == (7, 1100)
    assert set(view.rows["group"]) == {"Tổng số", "Trực tiếp", "Trực tuyến", "Bưu chính công ích"}


def test_a_quarter_that_is_missing_between_others_is_said(office: Workspace) -> None:
    """Settled 5 + 1 + 30 and 8: 44 are no number of a year whose second and third quarter nobody has handed in."""
    office.submit([("q1.xlsx", FIRST), ("q4.xlsx", FOURTH)], unit_id=UNIT, by="An")

    view = VIEWS["so-ho-so"](
        office.store, office.catalog, ViewRequest(unit=UNIT, year=2024, area="procedures", breakdown="field")
    )

    assert cases_by_group(office, 2024)["settled", "", ""] == 44
    assert "Giữa các kỳ còn thiếu, nên số cộng của năm chưa đủ." in view.notes
    office.submit([("q2.xlsx", SECOND)], unit_id=UNIT, by="An")
    office.undo(1, by="An", why="thử")
    view = VIEWS["so-ho-so"](office.store, office.catalog, ViewRequest(unit=UNIT, year=2024, area="procedures"))
    assert not any("còn thiếu" in note for note in view.notes)
