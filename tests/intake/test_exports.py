"""Exports of the portal and tables of reports; their headers are not that of form II.06a."""

import pytest

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake.content import Open
from tests.intake.forms_as_they_are import Cells, counts, read_form, tally_counts, workbook

DIGITAL = [
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
    ("cells", "figures"),
    [
        (DIGITAL, {("no-resubmission", "civil-status"): (35, 100)}),
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
    cells: Cells, figures: dict[tuple[str, str], tuple[int, int]], plan: Catalog
) -> None:
    assert counts(read_form("766.xlsx", workbook(cells), plan)) == figures


def test_a_printed_percentage_is_compared_and_never_used(plan: Catalog) -> None:
    """A real commune printed 96,2 % for 2.602 of 2.760, which is 94,28 %."""
    content = read_form("766.xlsx", workbook(SUMMARY), plan)

    cautions = [caution for caution in content.cautions if "tỷ lệ in" in caution.problem]
    assert [(caution.place, caution.problem) for caution in cautions] == [
        ("766.xlsx, trang «Trang 1», ô K5", "tỷ lệ in 96,20 %, nhưng 2.602/2.760 là 94,28 %")
    ]
    assert next(row.reported_value for _, row in content.observations if row.group_id == "civil-status") == 96.2


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


@pytest.mark.parametrize(("header", "numbers", "figure"), WORDINGS)
def test_payment_and_digitisation_are_known_in_other_words(
    header: list[str], numbers: list[object], figure: tuple[str, int, int], plan: Catalog
) -> None:
    cells = [["(Từ ngày 15/12/2023 đến ngày 14/12/2024)"], ["TT", "Lĩnh vực", *header], [1, "Đất đai", *numbers]]
    content = read_form("bao-cao.xlsx", workbook(cells), plan)

    assert counts(content) == {(figure[0], "land"): figure[1:]}


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

    assert counts(read_form("bao-cao.xlsx", workbook(cells), plan)) == {(figure[0], "land"): figure[1:]}


def test_what_came_in_in_one_way_is_not_added_to_what_came_in(plan: Catalog) -> None:
    """100 received, 60 of them online, so never 160. No sum tells which column is the total, so the page asks."""
    header = ["Tổng số hồ sơ tiếp nhận", "Trong đó: tiếp nhận trực tuyến", "Tái sử dụng giấy tờ"]
    cells = [["Năm 2024"], ["TT", "Lĩnh vực", *header], [1, "Đất đai", 100, 60, 45]]

    with pytest.raises(Open) as refusal:
        read_form("so-hoa.xlsx", workbook(cells), plan)
    assert {(question.key, question.guess) for question in refusal.value.questions} == {("C", "received"), ("D", "-")}


def test_what_a_total_without_the_debt_of_the_period_before_holds_is_not_invented(plan: Catalog) -> None:
    """100 = 30 + 30 + 40 came in. The table does not tell how many were carried over: that is missing, and not 0."""
    head = [
        ["TT", "Lĩnh vực", "Hồ sơ tiếp nhận", "", "", ""],
        ["", "", "Tổng số", "Toàn trình", "Một phần", "Trực tiếp"],
    ]

    content = read_form("quy.xlsx", workbook([["Quý I năm 2024"], *head, [1, "Hộ tịch", 100, 30, 30, 40]]), plan)

    assert counts(content) == {("online-dossiers", "civil-status"): (60, 100)}
    assert tally_counts(content) == {("received", "civil-status"): 100}


@pytest.mark.parametrize(
    "header",
    [
        ["Số hồ sơ tiếp nhận", "Hồ sơ chưa tái sử dụng dữ liệu"],
        ["Hồ sơ có phí", "Hồ sơ có phí chưa thanh toán trực tuyến"],
    ],
)
def test_what_was_not_done_is_never_taken_for_what_was(header: list[str], plan: Catalog) -> None:
    with pytest.raises(FaultError):
        read_form("quy.xlsx", workbook([["Năm 2024"], ["TT", "Lĩnh vực", *header], [1, "Đất đai", 100, 60]]), plan)


@pytest.mark.parametrize("words", ["Đúng và trước hạn", "Trước, đúng hạn", "Không quá hạn"])
def test_early_and_on_time_in_one_column_is_not_early(words: str, plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Đã giải quyết: tổng số", f"Đã giải quyết: {words.lower()}", "Đã giải quyết: quá hạn"]

    content = read_form(
        "quy.xlsx", workbook([["Năm 2024"], head, [1, "Hộ tịch", 10, 8, 2], [2, "Đất đai", 9, 9, 0]]), plan
    )

    assert counts(content) == {("on-time", "civil-status"): (8, 10), ("on-time", "land"): (9, 9)}


def blocks(first: str, second: str) -> Cells:
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
    content = read_form("quy.xlsx", workbook(blocks(first, second)), plan)

    assert counts(content) == {("on-time", "civil-status"): share}
    assert any("3 cột không đọc, là số của kỳ khác" in caution.problem for caution in content.cautions)


def test_rows_under_a_heading_of_another_period_are_left_out(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Đã giải quyết: tổng số", "Đã giải quyết: đúng hạn", "Đã giải quyết: quá hạn"]
    rows = [["I", "KỲ BÁO CÁO"], [1, "Hộ tịch", 10, 8, 2], ["II", "LŨY KẾ TỪ ĐẦU NĂM"], [1, "Hộ tịch", 30, 25, 5]]

    content = read_form("quy.xlsx", workbook([["Quý I năm 2024"], head, *rows]), plan)

    assert counts(content) == {("on-time", "civil-status"): (8, 10)}


def test_blocks_of_columns_that_nothing_tells_apart_are_a_fault(plan: Catalog) -> None:
    cells = blocks("A", "B")
    cells[1:2] = [["TT", "Lĩnh vực", "Khối A", "", "", "Khối B"], ["", "", "Đã giải quyết", "", "", "Đã giải quyết"]]

    with pytest.raises(FaultError, match="nhiều nhóm cột cùng nghĩa"):
        read_form("khoi.xlsx", workbook(cells), plan)


def test_of_many_communes_the_row_of_the_one_that_hands_in_counts(plan: Catalog) -> None:
    head = ["TT", "Đơn vị", "Đã giải quyết: tổng số", "Đã giải quyết: đúng hạn", "Đã giải quyết: quá hạn"]
    rows = [[1, "Xã Phan Sào Nam", 5, 4, 1], [2, "UBND xã Nhật Quang", 10, 8, 2], ["", "Tổng số", 15, 12, 3]]

    content = read_form("huyen.xlsx", workbook([["Quý I năm 2024"], head, *rows]), plan)

    assert counts(content) == {("on-time", None): (8, 10)}


def test_a_first_field_of_nothing_but_dashes_is_no_header(plan: Catalog) -> None:
    """Without accents «công» is a word for a total."""
    head = ["TT", "Lĩnh vực", "Đã giải quyết: tổng số", "Đã giải quyết: đúng hạn", "Đã giải quyết: quá hạn"]
    rows = [[1, "Người có công", "-", "-", "-"], [2, "Hộ tịch", 10, 8, 2]]

    content = read_form("quy.xlsx", workbook([["Quý I năm 2024"], head, *rows]), plan)

    assert counts(content) == {("on-time", "other"): (0, 0), ("on-time", "civil-status"): (8, 10)}


def test_a_last_field_of_nothing_but_dashes_is_zero(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Đã giải quyết: tổng số", "Đã giải quyết: đúng hạn", "Đã giải quyết: quá hạn"]
    rows = [["", "Tổng số", 10, 8, 2], [1, "Hộ tịch", 10, 8, 2], [2, "Đất đai", "-", "-", "-"], ["", "Người lập biểu"]]

    content = read_form("quy.xlsx", workbook([["Quý I năm 2024"], head, *rows]), plan)

    assert counts(content) == {("on-time", "civil-status"): (8, 10), ("on-time", "land"): (0, 0)}


def test_a_column_of_counts_that_means_nothing_is_told(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Đã giải quyết: tổng số", "Đã giải quyết: đúng hạn", "Đã giải quyết: quá hạn", "Khối Z"]

    content = read_form("quy.xlsx", workbook([["Quý I năm 2024"], head, [1, "Hộ tịch", 10, 8, 2, 7]]), plan)

    assert any("1 cột không đọc, không rõ là số gì: «Khối Z»" in caution.problem for caution in content.cautions)


def test_a_total_within_the_period_may_hold_what_came_before_it(plan: Catalog) -> None:
    """One field of five has a dossier from before: 1 = 0 online + 0 others + 1, and the total includes it."""
    receipts, ends = ["Tổng số", "Trực tuyến", "Trực tiếp, BCCI", "Kỳ trước"], ["Trước hạn", "Đúng hạn", "Quá hạn"]
    upper = ["Trong kỳ: tiếp nhận", "", "", "", "Trong kỳ: đã giải quyết", "", "", ""]
    names = ["Đất đai", "Hộ tịch", "Chứng thực", "Xây dựng", "Bảo trợ xã hội"]
    numbers = [
        [1, 0, 0, 1, 0, 0, 0, 1],
        *([4, 3, 1, 0, 2, 1, 0, 1], [9, 5, 4, 0, 5, 4, 0, 0], [2, 1, 1, 0, 1, 0, 1, 0], [3, 0, 3, 0, 3, 0, 0, 0]),
    ]
    rows = [[at, name, *row] for at, (name, row) in enumerate(zip(names, numbers, strict=True), 1)]
    header = [["TT", "Lĩnh vực", *upper], ["", "", *receipts, *ends, "Đang giải quyết"]]
    content = read_form("nam 2024.xlsx", workbook([*header, *rows]), plan)

    assert counts(content)["online-dossiers", "land"] == (0, 0)
    assert tally_counts(content)["carried-over", "land"] == 1


# The upper cells of the header are merged over the wrong columns, as two one-stop systems print them.
SHIFT = [
    ["STT", "Lĩnh vực", "Tiếp nhận", "", "", "Đã xử lý", "", "", "", "Đang xử lý", "", "Bổ sung", "", ""],
    ["", "", "Tổng số", "Kỳ trước", "Trong kỳ", "Qua mạng", "Qua BCCI", "Trước hạn", "Đúng hạn", "Quá hạn"],
]
SHARE = ["Tỷ lệ trước hạn, đúng hạn", "", "Trong hạn", "Quá hạn"]


@pytest.mark.parametrize("header", [SHIFT, [[*SHIFT[0][:3], *[""] * 11], SHIFT[1]]])
def test_what_came_in_person_may_be_called_within_the_period(header: Cells, plan: Catalog) -> None:
    """1.730 = 8 from before + 1.200 + 504 online + 18 by post, not 8 + 1.200: the numbers say what «Trong kỳ» is."""
    rows = [[1, "Hộ tịch", 1730, 8, 1200, 504, 18, 1572, 145, 3, "99,8", 0, 9, 1]]

    content = read_form("nam 2024.xlsx", workbook([header[0], [*header[1], *SHARE], *rows]), plan)

    assert counts(content) == {
        ("on-time", "civil-status"): (1717, 1720),
        ("early", "civil-status"): (1572, 1720),
        ("online-dossiers", "civil-status"): (504, 1722),
    }


def test_a_table_below_is_of_the_period_of_its_sheet(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Đã giải quyết: tổng số", "Đã giải quyết: đúng hạn", "Đã giải quyết: quá hạn"]
    first = [["Quý I năm 2024"], head, [1, "Hộ tịch", 10, 8, 2], ["", "Tổng số", 10, 8, 2], []]
    same = [
        ["Chi tiết theo thủ tục"],
        [head[0], "Thủ tục", *head[2:]],
        [1, "Khai sinh", 6, 5, 1],
        [2, "Kết hôn", 4, 3, 1],
    ]

    content = read_form("quy.xlsx", workbook([*first, *same]), plan)

    assert counts(content) == {("on-time", "civil-status"): (8, 10)}
    with pytest.raises(FaultError, match="nhưng tổng khác"):
        read_form("quy.xlsx", workbook([*first, *same[:-1]]), plan)


def test_levels_of_online_services_may_be_rounded_in_the_total(plan: Catalog) -> None:
    """By level the total has 16 and 9, the rows 15 and 10: 25 came in online either way, and only that is stored."""
    head = ["TT", "Lĩnh vực", "Tiếp nhận toàn trình", "Tiếp nhận một phần", "Tiếp nhận trực tiếp"]
    rows = [[1, "Hộ tịch", 10, 5, 20], [2, "Đất đai", 5, 5, 10], ["", "Tổng cộng", 16, 9, 30]]

    content = read_form("nam 2024.xlsx", workbook([head, *rows]), plan)

    assert counts(content) == {("online-dossiers", "civil-status"): (15, 35), ("online-dossiers", "land"): (10, 20)}
    with pytest.raises(FaultError, match="các hàng con cộng được"):
        read_form("nam 2024.xlsx", workbook([head, *rows[:2], ["", "Tổng cộng", 16, 10, 30]]), plan)


SETTLED_HEAD = ["TT", "Lĩnh vực", "Đã giải quyết: tổng số", "Đã giải quyết: đúng hạn", "Đã giải quyết: quá hạn"]
FIRST_PAGE = [["BÁO CÁO"], ["Năm 2024"], SETTLED_HEAD, [1, "Hộ tịch", 10, 8, 2]]
NEXT_ROWS = [[2, "Đất đai", 9, 9, 0], ["", "Tổng số", 19, 17, 2]]
OTHER_WORDS = ["STT", "Lĩnh vực", "Đã giải quyết, tổng số", "Đã giải quyết đúng hạn", "Đã giải quyết quá hạn"]


@pytest.mark.parametrize(
    "between",
    [
        [["(tiếp theo)"], SETTLED_HEAD],
        [[], ["Trang 2"], ["BÁO CÁO (tiếp theo)"], OTHER_WORDS],
        [[], ["STT", *SETTLED_HEAD[1:]]],
        [[], OTHER_WORDS],
        [["Trang 1/2"], *FIRST_PAGE[:3]],
        [["", "Cộng trang", 10, 8, 2], ["(tiếp theo)"], SETTLED_HEAD],
    ],
)
def test_the_next_page_of_a_table_goes_on_with_it(between: Cells, plan: Catalog) -> None:
    content = read_form("nam.xlsx", workbook([*FIRST_PAGE, *between, *NEXT_ROWS]), plan)

    assert counts(content) == {("on-time", "civil-status"): (8, 10), ("on-time", "land"): (9, 9)}


def test_a_table_that_is_numbered_from_one_again_is_another_one(plan: Catalog) -> None:
    """The same table twice counts once; two tables of one period with other totals are refused."""
    total = ["", "Tổng số", 10, 8, 2]
    twice = workbook([*FIRST_PAGE, total, [], *FIRST_PAGE[2:], total])

    assert counts(read_form("nam.xlsx", twice, plan)) == {("on-time", "civil-status"): (8, 10)}
    with pytest.raises(FaultError, match="nhưng tổng khác") as refusal:
        read_form("nam.xlsx", workbook([*FIRST_PAGE, total, [], SETTLED_HEAD, [1, "Đất đai", 9, 7, 2]]), plan)
    assert not any("cùng tổng" in caution.problem for caution in refusal.value.cautions)


def test_a_first_field_of_dashes_that_is_called_a_field_is_no_header(plan: Catalog) -> None:
    """Its header is printed again below it."""
    rows = [["A", "Lĩnh vực Đất đai", "-", "-", "-"], SETTLED_HEAD, ["B", "Hộ tịch", 10, 8, 2]]

    content = read_form("nam.xlsx", workbook([["Năm 2024"], SETTLED_HEAD, *rows]), plan)

    assert counts(content) == {("on-time", "land"): (0, 0), ("on-time", "civil-status"): (8, 10)}


@pytest.mark.parametrize(
    ("name", "numbers", "is_total"),
    [
        ("Năm 2024 (cả xã)", [19, 17, 2], True),
        ("Toàn xã năm 2024", [19, 17, 2], True),
        ("Năm 2023 (cả xã)", [30, 20, 10], False),
        ("Năm 2024 (lũy kế)", [30, 20, 10], False),
        ("Tổng năm 2023", [30, 20, 10], False),
    ],
)
def test_a_row_of_the_period_of_its_table_is_the_total_and_one_of_another_is_left_out(
    name: str, numbers: list[int], *, is_total: bool, plan: Catalog
) -> None:
    rows = [*FIRST_PAGE, NEXT_ROWS[0], ["", name, *numbers]]
    content = read_form("nam.xlsx", workbook(rows), plan)

    assert counts(content) == {("on-time", "civil-status"): (8, 10), ("on-time", "land"): (9, 9)}
    assert any(f"hàng «{name}» không được cộng" in caution.problem for caution in content.cautions) != is_total
    if is_total:
        with pytest.raises(FaultError, match="các hàng con cộng được"):
            read_form("nam.xlsx", workbook([*rows[:-1], ["", name, 20, 18, 2]]), plan)
