"""Periods and days as offices write them: day and month are never exchanged, no figure is known before its day."""

import datetime as dt
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import checks, read
from cchc_metrics.intake.content import Answers, Open, period_question
from cchc_metrics.intake.periods import last_day_above, period_above, period_in_name
from cchc_metrics.intake.sheets import Sheet
from tests.intake.forms_as_they_are import workbook
from tests.intake.test_dossiers import HEADER, TITLE, content_of, counts, text

ROOT = Path(__file__).parents[2]
YEAR = dt.date(2023, 12, 15), dt.date(2024, 12, 14)


def days(first: str, last: str) -> tuple[dt.date, dt.date]:
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


def sheet(*rows: list[object]) -> Sheet:
    return Sheet("a.xlsx", "A", [*rows, ["TT", "Lĩnh vực"]])


@pytest.mark.parametrize(
    "line",
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
def test_two_days_however_they_are_written(line: str) -> None:
    assert period_above(sheet([line]), 1) == (*YEAR, "a.xlsx, trang «A», ô A1")


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
    ("line", "first", "last"),
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
def test_a_period_by_its_name(line: str, first: str, last: str) -> None:
    assert period_above(sheet(["BIỂU"], [line]), 2) == (*days(first, last), "a.xlsx, trang «A», ô A2")


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
    names = plan.periods.values()

    assert period_above(sheet(["Quý I năm 2024"]), 1, names) == (
        *days("2023-12-15", "2024-03-14"),
        "a.xlsx, trang «A», ô A1",
    )
    assert period_in_name("06a_quy-IV_2024.xlsx", names) == (*days("2024-10-01", "2024-12-31"), "06a_quy-IV_2024.xlsx")


@pytest.mark.parametrize(
    "line",
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
def test_a_year_of_something_else_is_no_period(line: str) -> None:
    assert period_above(sheet([line], ["", 45275.0, 45640.0]), 2) is None


def test_only_a_last_day_is_no_period_but_is_known() -> None:
    assert last_day_above(sheet(["(Số liệu tính đến ngày 14/12/2024)"]), 1) == dt.date(2024, 12, 14)
    assert last_day_above(sheet(["Năm 2024"]), 1) is None


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (["Từ ngày 30/02/2024 đến ngày 14/12/2024"], "ngày không có trong lịch"),
        (["Từ ngày 12/15/2023 đến ngày 15/12/2024"], "ngày không có trong lịch"),
        (["Từ ngày 14/12/2024 đến ngày 15/12/2023"], "không phải một kỳ"),
        # With the month first these are in order, so nobody can tell which of the two is wrong.
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
    """The period chosen on the page is the one that is stored: the days that the plan gives to the report of 2024."""
    question = period_question("a.xlsx", dt.date(2024, 3, 14), plan)

    for value, _ in question.choices:
        pair = Answers.to([question], {("period", ""): value}).days
        assert pair is not None
        assert pair[0] < pair[1]
    assert dict(question.choices)["2023-12-15..2024-03-14"] == "Quý I 2024 (15/12/2023–14/03/2024)"
    assert question.guess == "2023-12-15..2024-03-14"


def test_cumulative_figures_are_never_guessed_to_be_those_of_their_last_month(plan: Catalog) -> None:
    """Ten months end on 31 October as October does; 14 June ends six months of the calendar, and of the reports."""
    guesses = [
        period_question("a.xlsx", last_day, plan, is_cumulative=True).guess
        for last_day in (dt.date(2024, 10, 31), dt.date(2024, 6, 14))
    ]

    assert guesses == ["2024-01-01..2024-10-31", ""]


TEXT = "indicator_id,unit_id,year,numerator,denominator,flag,source_id,as_of\nearly,xa-thu,{},40,50,final,so-thu,{}\n"


@pytest.fixture
def a_day_of_2022(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "today", lambda: dt.date(2022, 7, 1))


@pytest.mark.usefixtures("a_day_of_2022")
def test_a_data_date_after_today_is_a_fault(mini: Catalog) -> None:
    with pytest.raises(FaultError) as refusal:
        read("a.csv", TEXT.format(2021, "2022-07-02").encode(), mini)

    assert [(fault.kind, fault.place) for fault in refusal.value.faults] == [
        ("future-date", "a.csv, dòng 2, cột «as_of»")
    ]


@pytest.mark.usefixtures("a_day_of_2022")
def test_a_period_that_has_not_begun_is_a_fault(mini: Catalog) -> None:
    with pytest.raises(FaultError) as refusal:
        read("a.csv", TEXT.format(2023, "").encode(), mini)

    assert [(fault.kind, fault.place) for fault in refusal.value.faults] == [
        ("future-date", "a.csv, dòng 2, cột «year»")
    ]
    assert refusal.value.cautions == ()


@pytest.mark.usefixtures("a_day_of_2022")
def test_a_period_that_is_not_over_is_a_caution(mini: Catalog) -> None:
    content = read("a.csv", TEXT.format(2022, "2022-07-01").encode(), mini)

    assert [caution.problem for caution in content.cautions] == ["kỳ chưa hết: ngày cuối là 31/12/2022"]


@pytest.mark.usefixtures("a_day_of_2022")
def test_a_period_that_is_over_is_none(mini: Catalog) -> None:
    assert read("a.csv", TEXT.format(2021, "2022-07-01").encode(), mini).cautions == ()


def test_hours_of_half_a_day_are_read_and_hidden_rows_and_columns_are_told(plan: Catalog) -> None:
    """Settled at 8 in the evening of the day before the one promised is early; «SA» is the morning, «CH» the rest."""
    row = ["1", "A1", "Đất đai", "Trực tiếp", "Đã trả kết quả", "01/02/2023 8:05:00 SA", "10/02/2023 5:00:00 CH"]
    book = load_workbook(io.BytesIO(workbook([TITLE, HEADER, [*row, "09/02/2023 8:00:00 CH", *[""] * 5]])))
    book.worksheets[0].row_dimensions[3].hidden = True
    book.worksheets[0].column_dimensions["C"].hidden = True
    into = io.BytesIO()
    book.save(into)

    content = content_of("ho-so.xlsx", into.getvalue(), plan)

    assert counts(content)["early", "land"] == (1, 1)
    problems = [caution.problem for caution in content.cautions]
    assert "1 hồ sơ ở hàng bị ẩn vẫn được đọc" in problems
    assert any(problem.startswith("cột bị ẩn vẫn được đọc: «Lĩnh vực»") for problem in problems)


# A day as people write it, from its day, month and year in two letters each, and what is written behind a day.
BY_HAND = [
    "{d}/{m}/{y}",
    "{d}.{m}.20{y}",
    "{d}-{m}-{y}",
    "'{d}/{m}/20{y}",
    "{d}/{m}/{y} 9:05:00 SA",
    "8h30 ngày {d}/{m}/20{y}",
    "{d} tháng {m} năm 20{y}",
]


@pytest.mark.parametrize("form", BY_HAND)
def test_days_are_read_as_people_write_them(form: str, plan: Catalog) -> None:
    """Two dossiers of three in time: settled on the 28th of 28, and 18 of 20; not on the 16th of 15. One came early."""

    def day(words: str) -> str:
        return form.format(d=words[:2], m=words[3:], y="23")

    rows = [
        ["1", "A1", "Đất đai", "Trực tuyến", "Đã trả kết quả", day("05/01"), day("20/01"), day("18/01"), *[""] * 5],
        ["2", "A2", "Đất đai", "Trực tiếp", "Đã trả kết quả", day("13/02"), day("28/02"), day("28/02"), *[""] * 5],
        ["3", "A3", "Hộ tịch", "Trực tuyến", "Đã trả kết quả", day("14/03"), day("15/03"), day("16/03"), *[""] * 5],
    ]
    figures = counts(content_of("ho-so.csv", text(rows).encode(), plan))

    assert {key: pair for key, pair in figures.items() if key[1] in ("land", "civil-status")} == {
        ("on-time", "land"): (2, 2),
        ("early", "land"): (1, 2),
        ("online-dossiers", "land"): (1, 2),
        ("on-time", "civil-status"): (0, 1),
        ("early", "civil-status"): (0, 1),
        ("online-dossiers", "civil-status"): (1, 1),
    }


def test_a_year_of_two_digits_before_the_month_is_refused_and_not_taken_for_a_day(plan: Catalog) -> None:
    """«23-01-05» is not 23 January 2005: that is years before the period, and nothing would be left to count."""
    row = ["1", "A1", "Đất đai", "Trực tuyến", "Đã trả kết quả", "23-01-05", "23-01-20", "23-01-18", *[""] * 5]

    with pytest.raises(FaultError, match="«năm ngoài 1900–2199» không đọc được như ngày"):
        content_of("ho-so.csv", text([row]).encode(), plan)


def test_a_list_with_the_month_before_the_day_is_one_fault(plan: Catalog) -> None:
    row = ["1", "A1", "Đất đai", "Trực tuyến", "Đã trả kết quả", "01/15/2023", "01/20/2023", "01/18/2023", *[""] * 5]

    with pytest.raises(FaultError) as refusal:
        content_of("ho-so.csv", text([row, ["2", "A2", *row[2:]]]).encode(), plan)

    assert [fault.problem for fault in refusal.value.faults] == [
        "ngày trong danh sách ghi tháng trước ngày sau (tháng/ngày/năm), như máy đặt kiểu Mỹ"
    ]


def test_the_year_in_which_a_unit_began_is_asked_about_once_with_its_own_days_for_a_guess(plan: Catalog) -> None:
    """A form that says «Năm 2025» alone, of a commune that was founded on 01/7/2025."""
    data = workbook(
        [
            ["BÁO CÁO TÌNH HÌNH GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"],
            ["Năm 2025"],
            ["Lĩnh vực", "Tiếp nhận", "Đã giải quyết", "", "", "Đang giải quyết"],
            ["", "", "Trước hạn", "Đúng hạn", "Quá hạn", ""],
            ["Hộ tịch", 120, 60, 54, 1, 5],
        ]
    )

    with pytest.raises(Open) as refusal:
        read("a.xlsx", data, plan, unit_id="tien-tien")
    (question,) = [one for one in refusal.value.questions if one.kind == "period"]
    assert (question.guess, len(question.choices)) == ("2025-07-01..2025-12-31", 1)
    assert "Xã Tiên Tiến có từ 01/07/2025" in question.words

    answer = Answers(period=("2025-07-01", "2025-12-31"))
    content = read("a.xlsx", data, plan, unit_id="tien-tien", answers=answer)
    assert {(row.first_day, row.last_day) for _, row in content.observations} == {days("2025-07-01", "2025-12-31")}
    # The answer «the whole year» would count days before the unit existed.
    with pytest.raises(FaultError, match="có từ 01/07/2025"):
        read("a.xlsx", data, plan, unit_id="tien-tien", answers=Answers(period=("2025-01-01", "2025-12-31")))
