"""Form II.06a and the exports beside it, as offices print them."""

import datetime as dt
import tomllib
import unicodedata
from pathlib import Path

import pytest

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog, load
from cchc_metrics.faults import FaultsFound
from cchc_metrics.intake import FileContent, read
from cchc_metrics.intake.questions import Open
from cchc_metrics.workspace import Workspace
from tests.intake import forms_as_they_are as as_printed
from tests.intake.forms_as_they_are import RECEIVED, ROWS, SETTLED, changed, form, workbook

ROOT = Path(__file__).parents[2]
BAD = tomllib.loads(Path(__file__).with_name("form_faults.toml").read_text(encoding="utf-8"))
FORMS = ROOT / "tests" / "data" / "forms"


@pytest.fixture(scope="session")
def plan() -> Catalog:
    return load(ROOT / "data" / "plans" / "nhat-quang-2021-2025")


def given(name: str, data: bytes, plan: Catalog) -> FileContent:
    return read(name, data, plan, unit_id="nhat-quang")


def counts(found: FileContent) -> dict[tuple[str, str | None], tuple[float | None, float | None]]:
    return {(row.indicator_id, row.group_id): (row.numerator, row.denominator) for _, row in found.observations}


def tallied(found: FileContent) -> dict[tuple[str, str | None], float]:
    return {(row.tally_id, row.group_id): row.cases for _, row in found.tallies}


EXPECTED = {
    **{("on-time", group): (on_time, settled) for group, (on_time, _, settled) in SETTLED.items()},
    **{("early", group): (early, settled) for group, (_, early, settled) in SETTLED.items()},
    **{("online-dossiers", group): pair for group, pair in RECEIVED.items()},
}


def test_its_counts_are_taken_by_group(plan: Catalog) -> None:
    found = given("06a.xlsx", workbook(form()), plan)

    assert counts(found) == EXPECTED
    assert {(row.year, str(row.first_day), str(row.last_day)) for _, row in found.observations} == {
        (2023, "2022-12-15", "2023-12-14")
    }
    assert found.observations[0][0] == "06a.xlsx, trang «Trang 1», ô H9"


def test_a_wrong_sum_and_a_wrong_name_are_told_at_once(plan: Catalog) -> None:
    with pytest.raises(FaultsFound) as found:
        given("06a.xlsx", workbook(changed(form(), {"H9": 13, "B11": "Chứng thựcc"})), plan)

    places = [fault.place.rpartition(" ")[2] for fault in found.value.faults]
    assert set(places) >= {"G9", "B11"}
    assert any("có phải là «Chứng thực»?" in fault.problem for fault in found.value.faults)


def test_what_is_open_and_overdue_is_taken_as_counts(plan: Catalog) -> None:
    found = given("06a.xlsx", workbook(form()), plan)

    assert tallied(found) == {
        (tally, group): number
        for group, numbers in as_printed.TALLIES.items()
        for tally, number in zip(
            (tally.id for tally in plan.tallies.values() if tally.area == "procedures"), numbers, strict=True
        )
    }
    assert {place for place, row in found.tallies if (row.tally_id, row.group_id) == ("pending-late", "land")} == {
        "06a.xlsx, trang «Trang 1», ô M9"
    }


# LibreOffice writes no .xlsb; pyxlsbwriter 0.1.0 wrote this one.
@pytest.mark.parametrize("name", ["ii-06a.xls", "ii-06a.ods", "ii-06a.xlsb"])
def test_saved_by_an_office_program_it_is_the_same(name: str, plan: Catalog) -> None:
    assert counts(given(name, (FORMS / name).read_bytes(), plan)) == EXPECTED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_as_text_it_is_the_same(encoding: str, separator: str, plan: Catalog) -> None:
    data = as_printed.text(form(), separator).encode(encoding)

    assert counts(given("06a.csv", data, plan)) == EXPECTED


def test_decomposed_letters_are_the_same_letters(plan: Catalog) -> None:
    decomposed = [
        [unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row] for row in form()
    ]

    assert counts(given("06a.xlsx", workbook(decomposed), plan)) == EXPECTED


def test_columns_are_known_wherever_they_stand(plan: Catalog) -> None:
    moved = [["", *row[:2], *([*row, *[""] * 13][10:13]), *([*row, *[""] * 13][2:10])] for row in form()]
    moved[3] = ["", "", "(Từ ngày 15/12/2022 đến ngày 14/12/2023)"]

    assert counts(given("06a.xlsx", workbook([[], *moved]), plan)) == EXPECTED


def test_roman_rows_are_sums_or_groups_of_procedures(plan: Catalog) -> None:
    rows = [
        ["I", "Lĩnh vực Hộ tịch", 400, 250, 150, 0, 398, 300, 98, 0, 2, 2, 0],
        [1, "Đăng ký khai sinh", 300, 200, 100, 0, 300, 250, 50, 0, 0, 0, 0],
        [2, "Đăng ký kết hôn", 100, 50, 50, 0, 98, 50, 48, 0, 2, 2, 0],
        ["II", "Các lĩnh vực khác", 30, 10, 18, 2, 28, 12, 14, 2, 2, 1, 1],
        [1, "Đất đai", 30, 10, 18, 2, 28, 12, 14, 2, 2, 1, 1],
    ]
    total = [["", "Tổng cộng", 430, 260, 168, 2, 426, 312, 112, 2, 4, 3, 1]]

    found = counts(given("06a.xlsx", workbook(form(rows=rows, total=total)), plan))

    assert found["on-time", "civil-status"] == (398, 398)
    assert found["on-time", "land"] == (26, 28)
    assert {group for indicator, group in found if indicator == "on-time"} == {"civil-status", "land"}


def test_a_field_that_the_plan_does_not_know_is_counted_among_the_others_and_said(plan: Catalog) -> None:
    found = given("06a.xlsx", workbook(changed(form(), {"B9": "Tôn giáo", "B13": "Thi đua"})), plan)

    assert counts(found)["on-time", "other"] == (26, 28)
    assert [caution.place for caution in found.cautions if "tính vào nhóm" in caution.problem] == [
        "06a.xlsx, trang «Trang 1», ô B9",
        "06a.xlsx, trang «Trang 1», ô B13",
    ]


def test_a_form_with_a_total_only_gives_the_whole(plan: Catalog) -> None:
    found = given("06a.xlsx", workbook(form(rows=[])), plan)

    assert counts(found) == {
        ("on-time", None): (1717, 1720),
        ("early", None): (1572, 1720),
        ("online-dossiers", None): (504, 1722),
    }


def test_small_denominators_are_pointed_out(plan: Catalog) -> None:
    found = given("06a.xlsx", workbook(form()), plan)

    assert any("«Trả đúng hạn» có mẫu số dưới 30: Đất đai 28" in caution.problem for caution in found.cautions)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_form_gives_exactly_its_fault(name: str, plan: Catalog) -> None:
    case = BAD[name]

    with pytest.raises(FaultsFound) as found:
        given("la.xlsx", workbook(changed(form(), case["change"])), plan)

    assert all(case["place"] in fault.place for fault in found.value.faults), list(map(str, found.value.faults))
    assert case["said"] in str(found.value)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_form_of_text_gives_its_fault_on_its_line(name: str, plan: Catalog) -> None:
    case = BAD[name]
    if case["place"][0] != "ô" or any(
        not isinstance(value, (str, int)) or value is True for value in case["change"].values()
    ):
        assert case["said"]  # these faults are of the whole sheet, or of cells that text does not have
        return
    line = case["place"][3:]

    with pytest.raises(FaultsFound) as found:
        given("la.csv", as_printed.text(changed(form(), case["change"])).encode(), plan)

    assert [fault.place for fault in found.value.faults if f"dòng {line}" in fault.place]


DIGITISED = [
    ["BÁO CÁO SỐ HÓA HỒ SƠ, KẾT QUẢ GIẢI QUYẾT"],
    ["(Từ ngày 01/01/2024 đến ngày 31/03/2024)"],
    [
        "STT",
        "Lĩnh vực",
        "Tiếp nhận",
        "Chưa số hóa TPHS",
        "Có số hóa TPHS",
        "Có tái sử dụng thành phần",
        "Có tái sử dụng từ Cổng DVCQG",
        "Đã giải quyết",
        "KQ chưa số hóa",
        "KQ đã số hóa",
    ],
    [1, "Hộ tịch", 100, 20, 80, 35, 10, 90, 10, 80],
    ["", "Tổng số", 100, 20, 80, 35, 10, 90, 10, 80],
]
PAID = [
    ["BÁO CÁO THANH TOÁN TRỰC TUYẾN"],
    ["(Từ ngày 01/01/2024 đến ngày 31/03/2024)"],
    [
        "STT",
        "Lĩnh vực",
        "Số TTHC có phí",
        "TTHC có phí phát sinh hồ sơ",
        "TTHC phát sinh thanh toán",
        "TTHC phát sinh TTTT",
        "Tổng hồ sơ thuộc TTHC có phí",
        "Hồ sơ đã TTTT",
        "Tỷ lệ",
    ],
    [1, "Hộ tịch", 20, 10, 8, 5, 200, 90, "450 %"],
]
ONLINE = [
    ["BÁO CÁO DỊCH VỤ CÔNG TRỰC TUYẾN"],
    ["Từ ngày 01/01/2024 đến 31/03/2024"],
    [
        "STT",
        "Lĩnh vực",
        "Qua mạng",
        "Trực tiếp",
        "BCCI",
        "Tỷ lệ trực tuyến",
        "Trực tuyến đang xử lý",
        "",
        "Đã đồng bộ DVCQG",
        "Có nghĩa vụ tài chính",
        "Đã TTTT qua DVCQG",
    ],
    ["", "", "", "", "", "", "Trong hạn", "Quá hạn", "", "", ""],
    [1, "Hộ tịch", 60, 35, 5, "60,0", 3, 0, 60, 20, 12],
]
SUMMARY = [
    ["BÁO CÁO TỔNG HỢP THEO LĨNH VỰC"],
    ["(Từ ngày 01/01/2024 đến ngày 31/03/2024)"],
    [
        "STT",
        "Lĩnh vực",
        "Tiếp nhận",
        "",
        "",
        "",
        "",
        "Đã xử lý",
        "",
        "",
        "",
        "Đang xử lý",
        "",
        "Bổ sung",
        "Dừng xử lý",
        "Yêu cầu thực hiện nghĩa vụ tài chính",
        "Trả lại/Rút HS",
    ],
    [
        "",
        "",
        "Tổng số",
        "Kỳ trước",
        "Trong kỳ (trực tiếp)",
        "Qua mạng",
        "Qua BCCI",
        "Trước hạn",
        "Đúng hạn",
        "Quá hạn",
        "Tỷ lệ trước hạn + đúng hạn",
        "Trong hạn",
        "Quá hạn",
        "",
        "",
        "",
        "",
    ],
    [1, "Hộ tịch", "2.760", 0, 1000, "1.700", 60, 2000, 602, 158, "96,2", 0, 0, 0, 0, 0, 0],
    [2, "Đất đai", 0, 0, 0, 0, 0, 0, 0, 0, "0", 0, 0, 0, 0, 0, 0],
]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (DIGITISED, {("no-resubmission", "civil-status"): (35, 100)}),
        (PAID, {("online-payment-share", "civil-status"): (90, 200)}),
        (ONLINE, {("online-dossiers", "civil-status"): (60, 100)}),
        (
            SUMMARY,
            {
                ("on-time", "civil-status"): (2602, 2760),
                ("early", "civil-status"): (2000, 2760),
                ("online-dossiers", "civil-status"): (1700, 2760),
                ("on-time", "land"): (0, 0),
                ("early", "land"): (0, 0),
                ("online-dossiers", "land"): (0, 0),
            },
        ),
    ],
    ids=["số hóa", "thanh toán", "trực tuyến", "tổng hợp"],
)
def test_exports_of_the_portal_give_counts(
    cells: as_printed.Cells, expected: dict[tuple[str, str], tuple[int, int]], plan: Catalog
) -> None:
    assert counts(given("766.xlsx", workbook(cells), plan)) == expected


def test_a_printed_percentage_is_compared_and_never_used(plan: Catalog) -> None:
    """A real commune printed 96,2 % for 2.602 of 2.760, which is 94,28 %."""
    found = given("766.xlsx", workbook(SUMMARY), plan)

    said = [caution for caution in found.cautions if "tỷ lệ in" in caution.problem]
    assert [(caution.place, caution.problem) for caution in said] == [
        ("766.xlsx, trang «Trang 1», ô K5", "tỷ lệ in 96,20 %, nhưng 2.602/2.760 là 94,28 %")
    ]
    assert next(row.reported_value for _, row in found.observations if row.group_id == "civil-status") == 96.2


@pytest.mark.parametrize(
    "said",
    [
        {"A4": "Từ ngày: 15/12/2022 - Đến ngày: 14/12/2023"},
        {"A4": "Từ ngày:", "B4": "15/12/2022", "C4": "Đến ngày:", "D4": "14/12/2023"},
        {"A4": "Từ ngày", "B4": dt.date(2022, 12, 15), "C4": "đến ngày", "D4": dt.date(2023, 12, 14)},
        {"A3": "Từ ngày 15/12/2022", "A4": "đến ngày 14/12/2023"},
        {"A4": "Từ ngày 15 tháng 12 năm 2022 đến hết ngày 14 tháng 12 năm 2023"},
    ],
)
def test_a_period_is_read_however_it_is_laid_out(said: dict[str, object], plan: Catalog) -> None:
    found = given("06a.xlsx", workbook(changed(form(), said)), plan)

    assert {(row.period_start, row.period_end) for _, row in found.observations} == {
        (dt.date(2022, 12, 15), dt.date(2023, 12, 14))
    }


def test_a_field_that_stands_twice_is_pointed_out(plan: Catalog) -> None:
    """Without a row of totals nothing else would tell that 28 settled dossiers were counted as 56."""
    found = given("06a.xlsx", workbook(form(rows=[ROWS[0], ROWS[0]], total=[])), plan)

    assert [caution.place for caution in found.cautions if "đã có ở một hàng trên" in caution.problem] == [
        "06a.xlsx, trang «Trang 1», ô B10"
    ]


def test_two_sheets_are_two_periods(plan: Catalog) -> None:
    later = changed(form(), {"A4": "(Từ ngày 15/12/2023 đến ngày 14/12/2024)"})

    found = given("06a.xlsx", workbook(form(), later), plan)

    assert {row.year for _, row in found.observations} == {2023, 2024}
    assert len(found.observations) == 2 * len(EXPECTED)


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
        (tmp_path / f"{name}.xlsx").write_bytes(workbook(changed(form(), {"A4": f"(Từ ngày {period})"})))
    folder.submit([tmp_path / "quy-1.xlsx", tmp_path / "quy-2.xlsx"], unit_id="nhat-quang", by="thử")

    rows = metrics.targets(folder.store, unit="nhat-quang", year=2023)
    on_time = rows[rows["indicator_id"] == "on-time"].iloc[0]
    _, preview = folder.hand_in([tmp_path / "nam.xlsx"], unit_id="nhat-quang", by="thử")
    rows = metrics.targets(folder.store, unit="nhat-quang", year=2023)
    year = rows[rows["indicator_id"] == "on-time"].iloc[0]

    assert (on_time["numerator"], on_time["denominator"]) == (2 * 1717, 2 * 1720)
    assert (year["numerator"], year["denominator"]) == (1717, 1720)
    said = [caution.problem for caution in preview.cautions if caution.kind == "replaced-figures"]
    assert len(said) == 2
    assert "15/12/2022" in said[0]


@pytest.mark.slow
def test_a_corrected_breakdown_replaces_the_whole_of_the_one_before(folder: Workspace, tmp_path: Path) -> None:
    """A field that is gone from the second file is gone from the figures: 28 settled dossiers of land, counted once."""
    (tmp_path / "1.xlsx").write_bytes(workbook(form(total=[])))
    (tmp_path / "2.xlsx").write_bytes(workbook(form(rows=ROWS[1:], total=[])))
    folder.submit([tmp_path / "1.xlsx"], unit_id="nhat-quang", by="thử")
    folder.submit([tmp_path / "2.xlsx"], unit_id="nhat-quang", by="thử")

    rows = metrics.targets(folder.store, unit="nhat-quang", year=2023)
    on_time = rows[rows["indicator_id"] == "on-time"].iloc[0]
    assert (on_time["numerator"], on_time["denominator"]) == (1717 - 26, 1720 - 28)


# (the columns behind number and field, the counts of one field, the figure: indicator, numerator, denominator).
WORDINGS = [
    (["Hồ sơ có phí", "Hồ sơ có phí thanh toán trực tuyến"], [1204, 310], ("online-payment-share", 310, 1204)),
    (["Số hồ sơ có nghĩa vụ tài chính", "HS đã thanh toán trực tuyến"], [85, 50], ("online-payment-share", 50, 85)),
    (
        ["Tổng số hồ sơ", "Hồ sơ có phát sinh phí, lệ phí", "Số hồ sơ thanh toán trực tuyến", "Tỷ lệ (%)"],
        [1300, 1204, 301, "25"],
        ("online-payment-share", 301, 1204),
    ),
    (["Tổng số hồ sơ tiếp nhận", "Hồ sơ tái sử dụng dữ liệu"], [100, 50], ("no-resubmission", 50, 100)),
    (
        ["Tiếp nhận", "Chưa số hóa TPHS", "Đã số hóa TPHS", "Sử dụng lại thành phần hồ sơ"],
        [100, 20, 80, 45],
        ("no-resubmission", 45, 100),
    ),
]


# (the lines of the header behind number and field, the counts of one field, the figure).
IN_LINES = [
    (
        [
            ["Số hồ sơ tiếp nhận", "Tái sử dụng giấy tờ đã số hóa", "", "Kết quả được số hóa", ""],
            ["", "Số lượng", "Tỷ lệ", "Số lượng", "Tỷ lệ"],
        ],
        [100, 45, "45,00%", 80, "88,89%"],
        ("no-resubmission", 45, 100),
    ),
    (
        [
            ["Hồ sơ phát sinh phí, lệ phí", "", "", ""],
            ["Tổng số", "Thanh toán trực tuyến", "Thanh toán trực tiếp", "Tỷ lệ thanh toán trực tuyến (%)"],
        ],
        [80, 60, 20, "75,0"],
        ("online-payment-share", 60, 80),
    ),
    (
        [["Hồ sơ có nghĩa vụ tài chính", "Số hồ sơ đã thanh toán", ""], ["", "Trực tuyến", "Tiền mặt"]],
        [80, 60, 20],
        ("online-payment-share", 60, 80),
    ),
]


@pytest.mark.parametrize(("lines", "numbers", "figure"), IN_LINES)
def test_payment_and_digitisation_in_a_header_of_two_lines(
    lines: list[list[str]], numbers: list[object], figure: tuple[str, int, int], plan: Catalog
) -> None:
    header = [["TT", "Lĩnh vực", *lines[0]], ["", "", *lines[1]]]
    cells = [["(Từ ngày 15/12/2023 đến ngày 14/12/2024)"], *header, [1, "Đất đai", *numbers]]

    assert counts(given("bao-cao.xlsx", workbook(cells), plan)) == {(figure[0], "land"): figure[1:]}


def test_what_came_in_in_one_way_is_not_added_to_what_came_in(plan: Catalog) -> None:
    """100 received, 60 of them online: a share is never of 160; no sum tells which column is meant, so it is asked."""
    header = ["Tổng số hồ sơ tiếp nhận", "Trong đó: tiếp nhận trực tuyến", "Tái sử dụng giấy tờ"]
    cells = [["Năm 2024"], ["TT", "Lĩnh vực", *header], [1, "Đất đai", 100, 60, 45]]

    with pytest.raises(Open) as found:
        given("so-hoa.xlsx", workbook(cells), plan)
    assert {(question.key, question.guess) for question in found.value.questions} == {("C", "received"), ("D", "-")}


def test_what_a_total_without_the_debt_of_the_period_before_holds_is_not_invented(plan: Catalog) -> None:
    """100 = 30 + 30 + 40 came in; nothing tells what was carried over, so that is not known, and not 0."""
    head = [
        ["TT", "Lĩnh vực", "Hồ sơ tiếp nhận", "", "", ""],
        ["", "", "Tổng số", "Toàn trình", "Một phần", "Trực tiếp"],
    ]

    found = given("quy.xlsx", workbook([["Quý I năm 2024"], *head, [1, "Hộ tịch", 100, 30, 30, 40]]), plan)

    assert counts(found) == {("online-dossiers", "civil-status"): (60, 100)}
    assert tallied(found) == {("received", "civil-status"): 100}


@pytest.mark.parametrize(
    "header",
    [
        ["Số hồ sơ tiếp nhận", "Hồ sơ chưa tái sử dụng dữ liệu"],
        ["Hồ sơ có phí", "Hồ sơ có phí chưa thanh toán trực tuyến"],
    ],
)
def test_what_was_not_done_is_never_taken_for_what_was(header: list[str], plan: Catalog) -> None:
    with pytest.raises(FaultsFound):
        given("quy.xlsx", workbook([["Năm 2024"], ["TT", "Lĩnh vực", *header], [1, "Đất đai", 100, 60]]), plan)


@pytest.mark.parametrize("words", ["Đúng và trước hạn", "Trước, đúng hạn", "Không quá hạn"])
def test_early_and_on_time_in_one_column_is_not_early(words: str, plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Đã giải quyết: tổng số", f"Đã giải quyết: {words.lower()}", "Đã giải quyết: quá hạn"]

    found = given("quy.xlsx", workbook([["Năm 2024"], head, [1, "Hộ tịch", 10, 8, 2], [2, "Đất đai", 9, 9, 0]]), plan)

    assert counts(found) == {("on-time", "civil-status"): (8, 10), ("on-time", "land"): (9, 9)}


def blocks(first: str, second: str) -> as_printed.Cells:
    """10 settled, 8 of them in time, under one head; 30 and 25 under another."""
    words = ["Tổng số", "Đúng hạn", "Quá hạn"]
    return [
        ["(Từ ngày 01/01/2024 đến ngày 31/03/2024)"],
        ["TT", "Lĩnh vực", f"{first}: đã giải quyết", "", "", f"{second}: đã giải quyết", "", ""],
        ["", "", *words, *words],
        [1, "Hộ tịch", 10, 8, 2, 30, 25, 5],
    ]


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        ("Trong tháng", "Lũy kế từ đầu năm", (8, 10)),
        ("Cùng kỳ năm trước", "Kỳ này", (25, 30)),
        ("Năm 2023", "Năm 2024", (25, 30)),
    ],
)
def test_columns_of_another_period_are_left_out_and_told(
    first: str, second: str, share: tuple[int, int], plan: Catalog
) -> None:
    found = given("quy.xlsx", workbook(blocks(first, second)), plan)

    assert counts(found) == {("on-time", "civil-status"): share}
    assert any("3 cột không đọc, là số của kỳ khác" in caution.problem for caution in found.cautions)


def test_rows_under_a_heading_of_another_period_are_left_out(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Đã giải quyết: tổng số", "Đã giải quyết: đúng hạn", "Đã giải quyết: quá hạn"]
    rows = [["I", "KỲ BÁO CÁO"], [1, "Hộ tịch", 10, 8, 2], ["II", "LŨY KẾ TỪ ĐẦU NĂM"], [1, "Hộ tịch", 30, 25, 5]]

    found = given("quy.xlsx", workbook([["Quý I năm 2024"], head, *rows]), plan)

    assert counts(found) == {("on-time", "civil-status"): (8, 10)}


def test_blocks_of_columns_that_nothing_tells_apart_are_a_fault(plan: Catalog) -> None:
    cells = blocks("A", "B")
    cells[1:2] = [["TT", "Lĩnh vực", "Khối A", "", "", "Khối B"], ["", "", "Đã giải quyết", "", "", "Đã giải quyết"]]

    with pytest.raises(FaultsFound, match="nhiều nhóm cột cùng nghĩa"):
        given("khoi.xlsx", workbook(cells), plan)


@pytest.mark.parametrize("name", ["{}. Đất đai", "G01-Đất đai", "- Đất đai", "Đất đai (12 TTHC)", "a) Đất đai"])
def test_marks_before_a_field_and_remarks_behind_it_do_not_count(name: str, plan: Catalog) -> None:
    assert counts(given("06a.xlsx", workbook(changed(form(), {"B9": name.format(1)})), plan)) == EXPECTED


@pytest.mark.parametrize("between", [[], [["Trang 1/2"]]])
def test_a_header_that_is_printed_on_every_page_begins_no_table(between: list[list[str]], plan: Catalog) -> None:
    cells = form()

    assert counts(given("06a.xlsx", workbook([*cells[:9], *between, *cells[4:7], *cells[9:]]), plan)) == EXPECTED


def test_of_many_communes_the_row_of_the_one_that_hands_in_counts(plan: Catalog) -> None:
    head = ["TT", "Đơn vị", "Đã giải quyết: tổng số", "Đã giải quyết: đúng hạn", "Đã giải quyết: quá hạn"]
    rows = [[1, "Xã Phan Sào Nam", 5, 4, 1], [2, "UBND xã Nhật Quang", 10, 8, 2], ["", "Tổng số", 15, 12, 3]]

    found = given("huyen.xlsx", workbook([["Quý I năm 2024"], head, *rows]), plan)

    assert counts(found) == {("on-time", None): (8, 10)}


def test_a_last_field_of_nothing_but_dashes_is_zero(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Đã giải quyết: tổng số", "Đã giải quyết: đúng hạn", "Đã giải quyết: quá hạn"]
    rows = [["", "Tổng số", 10, 8, 2], [1, "Hộ tịch", 10, 8, 2], [2, "Đất đai", "-", "-", "-"], ["", "Người lập biểu"]]

    found = given("quy.xlsx", workbook([["Quý I năm 2024"], head, *rows]), plan)

    assert counts(found) == {("on-time", "civil-status"): (8, 10), ("on-time", "land"): (0, 0)}


def test_a_column_of_counts_that_means_nothing_is_told(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Đã giải quyết: tổng số", "Đã giải quyết: đúng hạn", "Đã giải quyết: quá hạn", "Khối Z"]

    found = given("quy.xlsx", workbook([["Quý I năm 2024"], head, [1, "Hộ tịch", 10, 8, 2, 7]]), plan)

    assert any("1 cột không đọc, không rõ là số gì: «Khối Z»" in caution.problem for caution in found.cautions)


def test_a_table_that_counts_in_thousands_is_a_fault(plan: Catalog) -> None:
    cells = changed(form(), {"A3": "Đơn vị tính: nghìn hồ sơ"})

    with pytest.raises(FaultsFound, match="không đếm từng hồ sơ: «Đơn vị tính: nghìn hồ sơ»"):
        given("06a.xlsx", workbook(cells), plan)


@pytest.mark.parametrize("style", ["{} hồ sơ", "{}\u200b", "'{}"])
def test_counts_with_their_unit_or_with_signs_that_nobody_sees_are_counts(style: str, plan: Catalog) -> None:
    cells = form()
    numbers = [
        [style.format(cell) if isinstance(cell, int) and at > 1 else cell for at, cell in enumerate(row)]
        for row in cells
    ]

    assert counts(given("06a.xlsx", workbook(numbers), plan)) == EXPECTED


@pytest.mark.parametrize(("header", "numbers", "figure"), WORDINGS)
def test_payment_and_digitisation_are_known_in_other_words(
    header: list[str], numbers: list[object], figure: tuple[str, int, int], plan: Catalog
) -> None:
    cells = [["(Từ ngày 15/12/2023 đến ngày 14/12/2024)"], ["TT", "Lĩnh vực", *header], [1, "Đất đai", *numbers]]
    found = given("bao-cao.xlsx", workbook(cells), plan)

    assert counts(found) == {(figure[0], "land"): figure[1:]}
