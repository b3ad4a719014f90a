"""Periods as offices write them, read once for forms and lists; day and month are never exchanged silently."""

import datetime as dt
from pathlib import Path

import pytest

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake.content import Answers
from cchc_metrics.intake.periods import last_day_above, period_above, period_in_name, period_question
from cchc_metrics.intake.sheets import Sheet

ROOT = Path(__file__).parents[2]
YEAR = dt.date(2023, 12, 15), dt.date(2024, 12, 14)


def days(first: str, last: str) -> tuple[dt.date, dt.date]:
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


def sheet(*rows: list[object]) -> Sheet:
    return Sheet("a.xlsx", "A", [*rows, ["TT", "Lĩnh vực"]])


@pytest.mark.parametrize(
    "written",
    [
        "(Từ ngày 15/12/2023 đến ngày 14/12/2024)",
        "(Từ 15/12/23 đến 14/12/24)",
        "Từ ngày 15 tháng 12 năm 2023 đến ngày 14 tháng 12 năm 2024",
        "từ ngày 15 tháng 12, 2023 đến hết ngày 14 tháng 12, 2024",
        "Từ ngày: 15-12-2023 Đến ngày: 14-12-2024",
        "(Số liệu từ 15/12/2023 – 14/12/2024)",
        "15.12.2023 - 14.12.2024",
        "Kỳ báo cáo: 2023-12-15 ~ 2024-12-14",
        "2023-12-15 đến 2024-12-14",
        "2023-12-15T00:00:00 - 2024-12-14T23:59:59",
        "Thời gian: từ 00:00 15/12/2023 đến 23:59 14/12/2024",
        "Từ ngày 15/12/2023 00:00:00 đến ngày 14/12/2024 23:59:59",
        "từ 0 giờ 00 ngày 15/12/2023 tới 24h00 ngày 14/12/2024",
        "BÁO CÁO NĂM 2024 (Từ ngày 15/12/2023 đến ngày 14/12/2024)",
        "Từ ngày 12/15/2023 đến ngày 12/14/2024",
        "Từ\u00a0ngày 15/12/2023\u200b đến\u00a0ngày 14/12/2024",
    ],
)
def test_two_days_however_they_are_written(written: str) -> None:
    assert period_above(sheet([written]), 1) == (*YEAR, "a.xlsx, trang «A», ô A1")


@pytest.mark.parametrize(
    "row",
    [
        ["Từ ngày", 45275.0, "đến ngày", 45640.0],
        ["Từ ngày", dt.date(2023, 12, 15), "đến ngày", dt.datetime(2024, 12, 14, 23, 59)],  # noqa: DTZ001 - a cell
        ["Từ ngày", "15/12/2023", "", "Đến ngày", "14/12/2024"],
    ],
)
def test_days_in_cells_of_their_own(row: list[object]) -> None:
    """45275 and 45640 are what Excel keeps for 15/12/2023 and 14/12/2024."""
    assert period_above(sheet(row), 1) == (*YEAR, "a.xlsx, trang «A», ô A1")


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("Năm 2024", "2024-01-01", "2024-12-31"),
        ("BÁO CÁO KẾT QUẢ GIẢI QUYẾT TTHC CỦA UBND XÃ NĂM 2024", "2024-01-01", "2024-12-31"),
        ("Quý IV năm 2024", "2024-10-01", "2024-12-31"),
        ("QUÝ II/2024", "2024-04-01", "2024-06-30"),
        ("Quý 3 năm 2024", "2024-07-01", "2024-09-30"),
        ("Tháng 11/2024", "2024-11-01", "2024-11-30"),
        ("tháng 02 năm 2024", "2024-02-01", "2024-02-29"),
        ("6 tháng đầu năm 2024", "2024-01-01", "2024-06-30"),
        ("Sáu tháng đầu năm 2024", "2024-01-01", "2024-06-30"),
        ("06 tháng cuối năm 2024", "2024-07-01", "2024-12-31"),
        ("9 tháng năm 2024", "2024-01-01", "2024-09-30"),
        ("Từ ngày 01 tháng 01 đến ngày 31 tháng 3 năm 2024", "2024-01-01", "2024-03-31"),
        ("Từ 01/04 đến hết 30/6/2024", "2024-04-01", "2024-06-30"),
        ("11 tháng năm 2024", "2024-01-01", "2024-11-30"),
        ("Mười tháng đầu năm 2024", "2024-01-01", "2024-10-31"),
        ("Kỳ: 01/2024 - 06/2024", "2024-01-01", "2024-06-30"),
        ("Năm báo cáo: 2024", "2024-01-01", "2024-12-31"),
        ("Kỳ báo cáo: Quý IV; Năm: 2024", "2024-10-01", "2024-12-31"),
        ("BÁO CÁO 6 THÁNG ĐẦU NĂM 2024, NHIỆM VỤ 6 THÁNG CUỐI NĂM 2024", "2024-01-01", "2024-06-30"),
        ("9 tháng đầu năm 2024", "2024-01-01", "2024-09-30"),
        ("Từ tháng 1 đến tháng 6/2024", "2024-01-01", "2024-06-30"),
        ("Từ tháng 10/2023 đến hết tháng 3 năm 2024", "2023-10-01", "2024-03-31"),
    ],
)
def test_a_period_by_its_name(written: str, first: str, last: str) -> None:
    assert period_above(sheet(["BIỂU"], [written]), 2) == (*days(first, last), "a.xlsx, trang «A», ô A2")


@pytest.mark.parametrize(
    "rows",
    [
        ["Quý II, III năm 2024"],
        ["Báo cáo tháng 10 và lũy kế 10 tháng năm 2024"],
        ["BÁO CÁO 6 THÁNG ĐẦU NĂM", "Năm 2024"],
        ["BÁO CÁO 6 THÁNG ĐẦU NĂM VÀ PHƯƠNG HƯỚNG 6 THÁNG CUỐI NĂM 2024"],
    ],
)
def test_of_several_periods_with_one_year_none_is_taken_for_the_whole(rows: list[str]) -> None:
    assert period_above(sheet(*([row] for row in rows)), len(rows)) is None


def test_a_name_means_the_days_that_the_plan_gives_it(plan: Catalog) -> None:
    """The plan's first quarter is reported from 15 December to 14 March; it has no fourth one."""
    known = plan.periods.values()

    assert period_above(sheet(["Quý I năm 2024"]), 1, known) == (
        *days("2023-12-15", "2024-03-14"),
        "a.xlsx, trang «A», ô A1",
    )
    assert period_in_name("06a_quy-IV_2024.xlsx", known) == (*days("2024-10-01", "2024-12-31"), "06a_quy-IV_2024.xlsx")


@pytest.mark.parametrize(
    "written",
    [
        "Nhật Quang, ngày 05 tháng 12 năm 2024",
        "Nhật Quang, ngày ... tháng ... năm 2024",
        "Cùng kỳ năm 2023",
        "so với cùng kỳ năm 2023",
        "Thực hiện Kế hoạch số 12/KH-UBND năm 2024",
        "Kế hoạch giai đoạn 2021-2025",
        "Năm 2021-2025",
        "Tính đến ngày 14/12/2024",
        "(Số liệu tính đến ngày 14/12/2024)",
        "Ngày 14/12/2024",
        "Điện thoại 0912 345 678",
        "45275",
    ],
)
def test_a_year_of_something_else_is_no_period(written: str) -> None:
    assert period_above(sheet([written], ["", 45275.0, 45640.0]), 2) is None


def test_only_a_last_day_is_no_period_but_is_known() -> None:
    assert last_day_above(sheet(["(Số liệu tính đến ngày 14/12/2024)"]), 1) == dt.date(2024, 12, 14)
    assert last_day_above(sheet(["Năm 2024"]), 1) is None


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (["Từ ngày 30/02/2024 đến ngày 14/12/2024"], "ngày không có trong lịch"),
        (["Từ ngày 12/15/2023 đến ngày 15/12/2024"], "ngày không có trong lịch"),
        (["Từ ngày 14/12/2024 đến ngày 15/12/2023"], "không phải một kỳ"),
        # Read month first these are in order; which of the two is wrong nobody can tell.
        (["Từ ngày 01/12/2023 đến ngày 12/11/2023"], "không phải một kỳ"),
        (["Từ ngày 01/01/1890 đến ngày 31/12/1890"], "không phải một kỳ"),
        (["Từ ngày 01/01/2023 đến ngày 31/12/2023", "Từ ngày 01/01/2024 đến ngày 31/12/2024"], "hai kỳ"),
        (["Quý I năm 2024", "Quý II năm 2024"], "hai kỳ"),
        (["Năm 2024", "Tính đến ngày 14/12/2024"], "hai kỳ"),
    ],
)
def test_what_is_no_period_is_told_and_never_guessed(rows: list[str], problem: str) -> None:
    with pytest.raises(FaultError, match=problem):
        period_above(sheet(*[[row] for row in rows]), len(rows))


def test_days_that_read_both_ways_are_read_day_first() -> None:
    assert period_above(sheet(["Từ ngày 01/02/2024 đến ngày 03/04/2024"]), 1) == (
        *days("2024-02-01", "2024-04-03"),
        "a.xlsx, trang «A», ô A1",
    )


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("ho-so_2023-12-15_2024-12-14.csv", "2023-12-15", "2024-12-14"),
        ("ho-so_20231215-20241214.xlsx", "2023-12-15", "2024-12-14"),
        ("06a_quy-4-2024.xls", "2024-10-01", "2024-12-31"),
        ("bc_01.01.2024-31.03.2024.xlsx", "2024-01-01", "2024-03-31"),
        ("Báo cáo từ 01-01-2024 đến 31-03-2024.xls", "2024-01-01", "2024-03-31"),
        ("06a Quý IV năm 2024.xlsx", "2024-10-01", "2024-12-31"),
        ("BaoCao_thang-11-2024.xlsx", "2024-11-01", "2024-11-30"),
        ("Báo cáo 6 tháng đầu năm 2024.xls", "2024-01-01", "2024-06-30"),
        ("bao-cao-nam-2024.xlsx", "2024-01-01", "2024-12-31"),
        ("II06a_20122023_19122024.xlsx", "2023-12-20", "2024-12-19"),
    ],
)
def test_a_period_in_the_name_of_the_file(name: str, first: str, last: str) -> None:
    assert period_in_name(name) == (*days(first, last), name)


# The day of printing, and names that end in the last of several months.
LATER_NAMES = [
    "bao cao in ngay 30 thang 11 nam 2024.xlsx",
    "tháng 10 và tháng 11-2024.xlsx",
    "T10-T11.2024.xlsx",
    "từ tháng 1 đến tháng 6 năm 2024.xlsx",
]


@pytest.mark.parametrize(
    "name", ["bao-cao-20241215.xls", "06a.xlsx", "so-2024.xlsx", "quy-1-2024_quy-2-2024.xlsx", *LATER_NAMES]
)
def test_a_name_without_one_period_has_none(name: str) -> None:
    assert period_in_name(name) is None


def test_every_choice_of_a_period_is_two_days_in_order(plan: Catalog) -> None:
    """What is chosen on the page is what is stored: the report of 2024 is told with the days that the plan gives it."""
    question = period_question("a.xlsx", dt.date(2024, 3, 14), plan)

    for value, _ in question.choices:
        days_chosen = Answers.to([question], {("period", ""): value}).days
        assert days_chosen is not None
        assert days_chosen[0] < days_chosen[1]
    assert dict(question.choices)["2023-12-15..2024-03-14"] == "Quý I 2024 (15/12/2023–14/03/2024)"
    assert question.guess == "2023-12-15..2024-03-14"
