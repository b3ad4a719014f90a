"""Form II.06a as offices print it."""

import datetime as dt
import io
import tomllib
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from pandas import DataFrame, Index, MultiIndex

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake.content import Open
from cchc_metrics.workspace import Workspace
from tests.intake import forms_as_they_are as as_printed
from tests.intake.forms_as_they_are import (
    RECEIVED,
    ROWS,
    SETTLED,
    Cells,
    counts,
    form,
    read_form,
    tally_counts,
    with_cells,
    workbook,
)

ROOT = Path(__file__).parents[2]


BAD = tomllib.loads(Path(__file__).with_name("form_faults.toml").read_text(encoding="utf-8"))


FORMS = ROOT / "tests" / "data" / "forms"


COUNTS = {
    **{("on-time", group): (on_time, settled) for group, (on_time, _, settled) in SETTLED.items()},
    **{("early", group): (early, settled) for group, (_, early, settled) in SETTLED.items()},
    **{("online-dossiers", group): pair for group, pair in RECEIVED.items()},
}


def test_its_counts_are_taken_by_group(plan: Catalog) -> None:
    content = read_form("06a.xlsx", workbook(form()), plan)

    assert counts(content) == COUNTS
    assert {(row.year, str(row.first_day), str(row.last_day)) for _, row in content.observations} == {
        (2023, "2022-12-15", "2023-12-14")
    }
    assert content.observations[0][0] == "06a.xlsx, trang «Trang 1», ô H9"


def test_a_wrong_sum_and_a_wrong_name_are_told_at_once(plan: Catalog) -> None:
    with pytest.raises(FaultError) as refusal:
        read_form("06a.xlsx", workbook(with_cells(form(), {"H9": 13, "B11": "Chứng thựcc"})), plan)

    places = [fault.place.rpartition(" ")[2] for fault in refusal.value.faults]
    assert set(places) >= {"G9", "B11"}
    assert any("có phải là «Chứng thực»?" in fault.problem for fault in refusal.value.faults)


def test_what_is_open_and_overdue_is_taken_as_counts(plan: Catalog) -> None:
    content = read_form("06a.xlsx", workbook(form()), plan)

    assert tally_counts(content) == {
        (tally, group): number
        for group, numbers in as_printed.TALLIES.items()
        for tally, number in zip(
            (tally.id for tally in plan.tallies.values() if tally.area == "procedures"), numbers, strict=True
        )
    }
    assert {place for place, row in content.tallies if (row.tally_id, row.group_id) == ("pending-late", "land")} == {
        "06a.xlsx, trang «Trang 1», ô M9"
    }


# LibreOffice writes no .xlsb; pyxlsbwriter 0.1.0 wrote this one.
@pytest.mark.parametrize("name", ["ii-06a.xls", "ii-06a.ods", "ii-06a.xlsb"])
def test_saved_by_an_office_program_it_is_the_same(name: str, plan: Catalog) -> None:
    assert counts(read_form(name, (FORMS / name).read_bytes(), plan)) == COUNTS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_as_text_it_is_the_same(encoding: str, separator: str, plan: Catalog) -> None:
    data = as_printed.text(form(), separator).encode(encoding)

    assert counts(read_form("06a.csv", data, plan)) == COUNTS


def test_decomposed_letters_are_the_same_letters(plan: Catalog) -> None:
    letters = [
        [unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row] for row in form()
    ]

    assert counts(read_form("06a.xlsx", workbook(letters), plan)) == COUNTS


def test_columns_are_known_wherever_they_stand(plan: Catalog) -> None:
    cells = [["", *row[:2], *([*row, *[""] * 13][10:13]), *([*row, *[""] * 13][2:10])] for row in form()]
    cells[3] = ["", "", "(Từ ngày 15/12/2022 đến ngày 14/12/2023)"]

    assert counts(read_form("06a.xlsx", workbook([[], *cells]), plan)) == COUNTS


def test_roman_rows_are_sums_or_groups_of_procedures(plan: Catalog) -> None:
    rows = [
        ["I", "Lĩnh vực Hộ tịch", 400, 250, 150, 0, 398, 300, 98, 0, 2, 2, 0],
        [1, "Đăng ký khai sinh", 300, 200, 100, 0, 300, 250, 50, 0, 0, 0, 0],
        [2, "Đăng ký kết hôn", 100, 50, 50, 0, 98, 50, 48, 0, 2, 2, 0],
        ["II", "Các lĩnh vực khác", 30, 10, 18, 2, 28, 12, 14, 2, 2, 1, 1],
        [1, "Đất đai", 30, 10, 18, 2, 28, 12, 14, 2, 2, 1, 1],
    ]
    total = [["", "Tổng cộng", 430, 260, 168, 2, 426, 312, 112, 2, 4, 3, 1]]

    figures = counts(read_form("06a.xlsx", workbook(form(rows=rows, total=total)), plan))

    assert figures["on-time", "civil-status"] == (398, 398)
    assert figures["on-time", "land"] == (26, 28)
    assert {group for indicator, group in figures if indicator == "on-time"} == {"civil-status", "land"}


def test_a_field_that_the_plan_does_not_know_is_counted_among_the_others_and_said(plan: Catalog) -> None:
    content = read_form("06a.xlsx", workbook(with_cells(form(), {"B9": "Tôn giáo", "B13": "Thi đua"})), plan)

    assert counts(content)["on-time", "other"] == (26, 28)
    assert [caution.place for caution in content.cautions if "tính vào nhóm" in caution.problem] == [
        "06a.xlsx, trang «Trang 1», ô B9",
        "06a.xlsx, trang «Trang 1», ô B13",
    ]


def test_a_form_with_a_total_only_gives_the_whole(plan: Catalog) -> None:
    content = read_form("06a.xlsx", workbook(form(rows=[])), plan)

    assert counts(content) == {
        ("on-time", None): (1717, 1720),
        ("early", None): (1572, 1720),
        ("online-dossiers", None): (504, 1722),
    }


def test_small_denominators_are_pointed_out(plan: Catalog) -> None:
    content = read_form("06a.xlsx", workbook(form()), plan)

    assert any("«Trả đúng hạn» có mẫu số dưới 30: Đất đai 28" in caution.problem for caution in content.cautions)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_form_gives_exactly_its_fault(name: str, plan: Catalog) -> None:
    case = BAD[name]

    with pytest.raises(FaultError) as refusal:
        read_form("la.xlsx", workbook(with_cells(form(), case["change"])), plan)

    assert all(case["place"] in fault.place for fault in refusal.value.faults), list(map(str, refusal.value.faults))
    assert case["said"] in str(refusal.value)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_form_of_text_gives_its_fault_on_its_line(name: str, plan: Catalog) -> None:
    case = BAD[name]
    if case["place"][0] != "ô" or any(
        not isinstance(value, (str, int)) or value is True for value in case["change"].values()
    ):
        assert case["said"]  # these faults are of the whole sheet, or of cells that text does not have
        return
    line = case["place"][3:]

    with pytest.raises(FaultError) as refusal:
        read_form("la.csv", as_printed.text(with_cells(form(), case["change"])).encode(), plan)

    assert [fault.place for fault in refusal.value.faults if f"dòng {line}" in fault.place]


@pytest.mark.parametrize(
    "period",
    [
        {"A4": "Từ ngày: 15/12/2022 - Đến ngày: 14/12/2023"},
        {"A4": "Từ ngày:", "B4": "15/12/2022", "C4": "Đến ngày:", "D4": "14/12/2023"},
        {"A4": "Từ ngày", "B4": dt.date(2022, 12, 15), "C4": "đến ngày", "D4": dt.date(2023, 12, 14)},
        {"A3": "Từ ngày 15/12/2022", "A4": "đến ngày 14/12/2023"},
        {"A4": "Từ ngày 15 tháng 12 năm 2022 đến hết ngày 14 tháng 12 năm 2023"},
    ],
)
def test_a_period_is_read_however_it_is_laid_out(period: dict[str, object], plan: Catalog) -> None:
    content = read_form("06a.xlsx", workbook(with_cells(form(), period)), plan)

    assert {(row.period_start, row.period_end) for _, row in content.observations} == {
        (dt.date(2022, 12, 15), dt.date(2023, 12, 14))
    }


def test_a_field_that_stands_twice_is_pointed_out(plan: Catalog) -> None:
    """Without a row of totals, nothing says that 28 settled dossiers are to be counted as 56."""
    with pytest.raises(FaultError, match="ô B10: «Đất đai» đã có ở một hàng trên với cùng những số ấy"):
        read_form("06a.xlsx", workbook(form(rows=[ROWS[0], ROWS[0]], total=[])), plan)


def test_two_sheets_are_two_periods(plan: Catalog) -> None:
    later = with_cells(form(), {"A4": "(Từ ngày 15/12/2023 đến ngày 14/12/2024)"})

    content = read_form("06a.xlsx", workbook(form(), later), plan)

    assert {row.year for _, row in content.observations} == {2023, 2024}
    assert len(content.observations) == 2 * len(COUNTS)


@pytest.mark.parametrize(
    "later",
    [
        [[1, "Chứng thực", 70, 1], [2, "Xây dựng", 30, 2]],
        [[1, "Hộ tịch", 45, 1], [2, "Đất đai", 55, 2]],
    ],
    ids=["other fields", "corrected"],
)
@pytest.mark.parametrize("on_one_sheet", [True, False])
def test_two_tables_with_one_total_and_other_groups_are_not_the_same(
    later: Cells, *, on_one_sheet: bool, plan: Catalog
) -> None:
    """40 + 60 and 70 + 30 are 100 each and 200 in all; to take one for a copy would lose half of them."""
    head = ["TT", "Lĩnh vực", "Giải quyết đúng hạn", "Giải quyết quá hạn"]
    first, second = (
        [["Năm 2024"], head, *rows, ["", "Tổng số", 100, 3]]
        for rows in ([[1, "Hộ tịch", 40, 1], [2, "Đất đai", 60, 2]], later)
    )
    sheets = [[*first, [], *second]] if on_one_sheet else [first, second]

    with pytest.raises(FaultError, match="số của từng nhóm khác"):
        read_form("nam.xlsx", workbook(*sheets), plan)


def test_a_name_of_a_sheet_against_that_of_its_file_is_a_question(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Giải quyết đúng hạn", "Giải quyết quá hạn"]
    data = workbook([head, [1, "Hộ tịch", 40, 1]], names=["Quý I.2024"])

    with pytest.raises(Open):
        read_form("quy 4 nam 2024.xlsx", data, plan)
    assert {row.last_day for _, row in read_form("nam 2024.xlsx", data, plan).observations} == {dt.date(2024, 3, 14)}


@pytest.fixture
def folder(tmp_path: Path) -> Workspace:
    """A workspace on the shipped plan without any shipped figures."""
    data = tmp_path / "data"
    (data / "plans").mkdir(parents=True)
    (data / "plans" / "nhat-quang-2021-2025").symlink_to(ROOT / "data" / "plans" / "nhat-quang-2021-2025")
    for layer in ("published", "demo"):
        (data / layer).mkdir()
    return Workspace(tmp_path / "workspace", "nhat-quang-2021-2025", data)


@pytest.mark.slow
def test_quarters_add_up_and_a_year_takes_the_place_of_its_quarters(folder: Workspace, tmp_path: Path) -> None:
    for name, period in (
        ("quy-1", "15/12/2022 đến ngày 14/03/2023"),
        ("quy-2", "15/03/2023 đến ngày 14/06/2023"),
        ("nam", "15/12/2022 đến ngày 14/12/2023"),
    ):
        (tmp_path / f"{name}.xlsx").write_bytes(workbook(with_cells(form(), {"A4": f"(Từ ngày {period})"})))
    folder.submit([tmp_path / "quy-1.xlsx", tmp_path / "quy-2.xlsx"], unit_id="nhat-quang", by="thử")

    rows = metrics.targets(folder.store, unit="nhat-quang", year=2023)
    on_time = rows[rows["indicator_id"] == "on-time"].iloc[0]
    _, preview = folder.hand_in([tmp_path / "nam.xlsx"], unit_id="nhat-quang", by="thử")
    rows = metrics.targets(folder.store, unit="nhat-quang", year=2023)
    year = rows[rows["indicator_id"] == "on-time"].iloc[0]

    assert (on_time["numerator"], on_time["denominator"]) == (2 * 1717, 2 * 1720)
    assert (year["numerator"], year["denominator"]) == (1717, 1720)
    replacements = [caution.problem for caution in preview.cautions if caution.kind == "replaced-figures"]
    assert len(replacements) == 2
    assert "15/12/2022" in replacements[0]


@pytest.mark.slow
def test_a_corrected_breakdown_replaces_the_whole_of_the_one_before(folder: Workspace, tmp_path: Path) -> None:
    """A field that the second file leaves out is gone from the figures: 28 settled dossiers of land count once."""
    (tmp_path / "1.xlsx").write_bytes(workbook(form(total=[])))
    (tmp_path / "2.xlsx").write_bytes(workbook(form(rows=ROWS[1:], total=[])))
    folder.submit([tmp_path / "1.xlsx"], unit_id="nhat-quang", by="thử")
    folder.submit([tmp_path / "2.xlsx"], unit_id="nhat-quang", by="thử")

    rows = metrics.targets(folder.store, unit="nhat-quang", year=2023)
    on_time = rows[rows["indicator_id"] == "on-time"].iloc[0]
    assert (on_time["numerator"], on_time["denominator"]) == (1717 - 26, 1720 - 28)


@pytest.mark.parametrize("name", ["{}. Đất đai", "G01-Đất đai", "- Đất đai", "Đất đai (12 TTHC)", "a) Đất đai"])
def test_marks_before_a_field_and_remarks_behind_it_do_not_count(name: str, plan: Catalog) -> None:
    assert counts(read_form("06a.xlsx", workbook(with_cells(form(), {"B9": name.format(1)})), plan)) == COUNTS


@pytest.mark.parametrize("between", [[], [["Trang 1/2"]]])
def test_a_header_that_is_printed_on_every_page_begins_no_table(between: list[list[str]], plan: Catalog) -> None:
    cells = form()

    assert counts(read_form("06a.xlsx", workbook([*cells[:9], *between, *cells[4:7], *cells[9:]]), plan)) == COUNTS
    # The last row of a page may be blank.
    cells[12:13] = [[5, "Xây dựng", *["-"] * 11]]
    assert counts(read_form("06a.xlsx", workbook([*cells[:13], *between, *cells[4:7], *cells[13:]]), plan)) == COUNTS


def test_a_table_that_counts_in_thousands_is_a_fault(plan: Catalog) -> None:
    cells = with_cells(form(), {"A3": "Đơn vị tính: nghìn hồ sơ"})

    with pytest.raises(FaultError, match="không đếm từng hồ sơ: «Đơn vị tính: nghìn hồ sơ»"):
        read_form("06a.xlsx", workbook(cells), plan)


# 25 settled early of 30, 4 on the day, 1 late; 20 came in online and 10 not, none before. Those who write programs name
# the rows below the columns, or both levels of a header in one cell; many offices leave the totals out.
FIGURES = {("on-time", "land"): (29, 30), ("early", "land"): (25, 30), ("online-dossiers", "land"): (20, 30)}
TWO_LEVELS = [
    ["Tiếp nhận", "Trực tuyến"],
    ["Tiếp nhận", "Trực tiếp"],
    ["Đã giải quyết", "Trước hạn"],
    ["Đã giải quyết", "Đúng hạn"],
    ["Đã giải quyết", "Quá hạn"],
]


def frame(index: str | None) -> DataFrame:
    columns = MultiIndex.from_tuples([*map(tuple, TWO_LEVELS)])
    return DataFrame([[20, 10, 25, 4, 1]], columns=columns, index=Index(["Đất đai"], name=index))


def as_book(table: DataFrame) -> bytes:
    into = io.BytesIO()
    table.to_excel(into)
    return into.getvalue()


@pytest.mark.parametrize(
    ("name", "save"),
    [
        ("nam 2024.xlsx", as_book),
        ("nam 2024.csv", lambda table: table.to_csv().encode()),
        ("nam 2024.xls", lambda table: table.to_html().encode()),
    ],
)
def test_a_table_of_pandas_names_its_rows_below_its_columns(
    name: str, save: Callable[[DataFrame], bytes], plan: Catalog
) -> None:
    assert counts(read_form(name, save(frame("Lĩnh vực")), plan)) == FIGURES


def test_the_name_of_the_rows_may_stand_in_the_second_line(plan: Catalog) -> None:
    lines = [["", "", "Tiếp nhận", "", "Đã giải quyết", "", ""], ["TT", "Lĩnh vực", *(low for _, low in TWO_LEVELS)]]

    assert counts(read_form("nam 2024.xlsx", workbook([*lines, [1, "Đất đai", 20, 10, 25, 4, 1]]), plan)) == FIGURES


def test_two_levels_of_a_header_may_stand_in_one_cell(plan: Catalog) -> None:
    header = ["Lĩnh vực", *("_".join(words) for words in TWO_LEVELS)]

    assert counts(read_form("nam 2024.xlsx", workbook([header, ["Đất đai", 20, 10, 25, 4, 1]]), plan)) == FIGURES


@pytest.mark.parametrize("levels", [("Toàn trình", "Một phần"), ("DVCTT mức độ 4", "DVCTT mức độ 3")])
def test_both_levels_of_online_services_are_online(levels: tuple[str, str], plan: Catalog) -> None:
    lines = [
        ["TT", "Lĩnh vực", "Tiếp nhận", "", "", "Đã giải quyết", "", ""],
        ["", "", *levels, *(low for _, low in TWO_LEVELS[1:])],
    ]

    assert counts(read_form("nam 2024.xlsx", workbook([*lines, [1, "Đất đai", 15, 5, 10, 25, 4, 1]]), plan)) == FIGURES


def test_two_procedures_of_one_field_with_the_same_few_dossiers_are_two(plan: Catalog) -> None:
    header = ["TT", "Lĩnh vực", "Thủ tục", *(" ".join(words) for words in TWO_LEVELS)]
    rows = [[1, "Đất đai", "Biến động", 1, 0, 0, 1, 0], [2, "", "Chuyển mục đích", 1, 0, 0, 1, 0]]

    result = counts(read_form("nam 2024.xlsx", workbook([header, *rows]), plan))

    assert result["on-time", "land"] == (2, 2)


@pytest.mark.parametrize("name", ["Năm 2023", "So sánh với năm trước", "Quý III", "Chênh lệch"])
def test_a_row_of_another_period_is_no_field(name: str, plan: Catalog) -> None:
    header = ["TT", "Lĩnh vực", *(" ".join(words) for words in TWO_LEVELS)]
    rows = [[1, "Đất đai", 20, 10, 25, 4, 1], ["", name, 5, 5, 8, 1, 1]]

    assert counts(read_form("nam 2024.xlsx", workbook([header, *rows]), plan)) == FIGURES


@pytest.mark.parametrize(
    ("above", "name"),
    [
        ("Năm 2024", "Năm 2024"),
        ("Từ ngày 15/12/2023 đến ngày 14/12/2024", "Năm 2024"),
        ("Quý III năm 2024", "Quý III"),
        ("Tháng 5 năm 2024", "Tháng 5/2024"),
    ],
)
def test_a_row_named_after_the_period_of_its_table_is_a_total(above: str, name: str, plan: Catalog) -> None:
    head = [[above], ["TT", "Lĩnh vực", *(" ".join(words) for words in TWO_LEVELS)], [1, "Đất đai", 20, 10, 25, 4, 1]]

    content = read_form("bieu.xlsx", workbook([*head, ["", name, 20, 10, 25, 4, 1]]), plan)
    assert counts(content) == FIGURES
    assert not [caution for caution in content.cautions if caution.kind in ("unread-part", "no-printed-total")]
    with pytest.raises(FaultError, match=f"«{name}» ghi 90"):
        read_form("bieu.xlsx", workbook([*head, ["", name, 60, 50, 90, 16, 4]]), plan)


@pytest.mark.parametrize("style", ["{} hồ sơ", "{}\u200b", "'{}"])
def test_counts_with_their_unit_or_with_signs_that_nobody_sees_are_counts(style: str, plan: Catalog) -> None:
    cells = form()
    numbers = [
        [style.format(cell) if isinstance(cell, int) and at > 1 else cell for at, cell in enumerate(row)]
        for row in cells
    ]

    assert counts(read_form("06a.xlsx", workbook(numbers), plan)) == COUNTS


@pytest.mark.parametrize(
    "rows",
    [
        # 395 of 398 is 99.25 %, which may be printed without decimals.
        [["Hộ tịch", 398, 395, "99,25"]],
        [["Hộ tịch", 398, 395, "99"]],
        [["Hộ tịch", 398, 395, ""]],
        # 300 of 400 and 100 of 400: the share of each field.
        [["Hộ tịch", 300, 295, "75"], ["Đất đai", 100, 90, "25"], ["Tổng số", 400, 385, "100"]],
        [["Hộ tịch", 200, 180, 0.9], ["Đất đai", 100, 95, 0.95], ["Tổng số", 300, 275, 0.9167]],
    ],
)
def test_a_share_whose_header_does_not_say_of_what_is_no_caution_where_it_fits_counts(
    rows: Cells, plan: Catalog
) -> None:
    header = ["Lĩnh vực", "Đã giải quyết", "Đúng hạn", "Tỷ lệ (%)"]
    content = read_form("a.xlsx", workbook([["NĂM 2024"], header, *rows]), plan)

    assert [caution.problem for caution in content.cautions if "tỷ lệ" in caution.problem] == []
