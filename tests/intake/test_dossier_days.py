"""Days in lists of dossiers, as programs and people write them."""

import io

import pytest
from openpyxl import load_workbook

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from tests.intake.forms_as_they_are import workbook
from tests.intake.test_dossiers import HEADER, TITLE, content_of, counts, text


def test_hours_of_half_a_day_are_read_and_hidden_rows_are_told(plan: Catalog) -> None:
    """Settled at 8 in the evening of the day before the one promised is early; «SA» is the morning, «CH» the rest."""
    row = ["1", "A1", "Đất đai", "Trực tiếp", "Đã trả kết quả", "01/02/2023 8:05:00 SA", "10/02/2023 5:00:00 CH"]
    book = load_workbook(io.BytesIO(workbook([TITLE, HEADER, [*row, "09/02/2023 8:00:00 CH", *[""] * 5]])))
    book.worksheets[0].row_dimensions[3].hidden = True
    into = io.BytesIO()
    book.save(into)

    content = content_of("ho-so.xlsx", into.getvalue(), plan)

    assert counts(content)["early", "land"] == (1, 1)
    assert any("1 hồ sơ ở hàng bị ẩn vẫn được đọc" in caution.problem for caution in content.cautions)


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
    """«23-01-05» is no 23 January 2005, years before the period, of which nothing would be left to count."""
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
