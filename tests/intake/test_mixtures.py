"""Workbooks with sheets of several kinds, as one file a month: forms, lists, surveys."""

import pytest

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import read
from cchc_metrics.intake.content import Answers, Open
from tests.intake.forms_as_they_are import Cells, counts, read_form, workbook

HEAD = ["TT", "Lĩnh vực", "Đã giải quyết: tổng số", "Đã giải quyết: đúng hạn", "Đã giải quyết: quá hạn"]
FORM: Cells = [["Năm 2024"], HEAD, [1, "Hộ tịch", 3, 2, 1]]
SURVEY: Cells = [
    ["KẾT QUẢ KHẢO SÁT SỰ HÀI LÒNG NĂM 2024"],
    ["TT", "Nội dung", "Số phiếu", "Hài lòng"],
    [1, "Giải quyết TTHC", 200, 183],
]
ANSWERS: Cells = [
    ["PHIẾU KHẢO SÁT NĂM 2024"],
    ["TT", "Họ tên", "Điện thoại", "Giải quyết TTHC"],
    *([number, "Nguyễn Thị Hoa", "0912345678", "Hài lòng"] for number in range(1, 6)),
]
DAYS = ["Ngày tiếp nhận", "Ngày hẹn trả", "Ngày xử lý xong"]
# Two of three dossiers in time, one of them before its day.
LIST: Cells = [
    ["Năm 2024"],
    ["STT", "Mã hồ sơ", "Lĩnh vực", "Trạng thái", *DAYS],
    [1, "A1", "Hộ tịch", "Đã trả kết quả", "02/01/2024", "20/01/2024", "18/01/2024"],
    [2, "A2", "Hộ tịch", "Đã trả kết quả", "02/02/2024", "20/02/2024", "20/02/2024"],
    [3, "A3", "Hộ tịch", "Đã trả kết quả", "02/03/2024", "20/03/2024", "21/03/2024"],
]
FIELD = "civil-status"


@pytest.mark.parametrize("sheets", [[FORM, SURVEY], [SURVEY, FORM], [[*FORM, [], *SURVEY]]])
def test_a_form_and_a_survey_are_both_read(sheets: list[Cells], plan: Catalog) -> None:
    figures = counts(read_form("thang.xlsx", workbook(*sheets), plan))

    assert figures == {("on-time", FIELD): (2, 3), ("satisfaction-tthc", None): (183, 200)}


@pytest.mark.parametrize("sheets", [[FORM, LIST], [LIST, FORM]])
def test_a_list_and_the_form_made_of_it_are_the_same_dossiers(sheets: list[Cells], plan: Catalog) -> None:
    content = read_form("thang.xlsx", workbook(*sheets), plan)

    assert counts(content)["on-time", FIELD] == (2, 3)
    assert any("cùng kỳ và cùng tổng" in caution.problem for caution in content.cautions)


def test_a_list_and_a_form_that_say_different_things_are_refused(plan: Catalog) -> None:
    other = [*FORM[:2], [1, "Hộ tịch", 4, 3, 1]]

    with pytest.raises(FaultError, match="nhưng tổng khác"):
        read_form("thang.xlsx", workbook(other, LIST), plan)


def test_every_figure_that_a_list_and_forms_tell_differently_is_told_in_one_line(plan: Catalog) -> None:
    """The list has two in time of three and two online of three; the forms three of four, and one of three."""
    channels = ["Kênh thực hiện", "Trực tuyến", "Trực tuyến", "Trực tiếp"]
    dossiers = [LIST[0], *([*row, channel] for row, channel in zip(LIST[1:], channels, strict=True))]
    received = [["Năm 2024"], ["TT", "Lĩnh vực", "Tiếp nhận trực tuyến", "Tiếp nhận trực tiếp"], [1, "Hộ tịch", 1, 2]]
    settled = [*FORM[:2], [1, "Hộ tịch", 4, 3, 1]]

    with pytest.raises(FaultError) as refused:
        read_form("thang.xlsx", workbook(dossiers, settled, received), plan)

    (fault,) = refused.value.faults
    assert fault.place == "thang.xlsx, trang «Trang 2», ô D3"
    assert "trang «Trang 3», ô C3" in fault.problem


def test_sheets_that_are_not_read_beside_a_list_are_told(plan: Catalog) -> None:
    content = read_form("thang.xlsx", workbook(LIST, [["Ghi chú"]], names=["DS", "Khác"]), plan)

    assert [caution.place for caution in content.cautions if "trang không đọc" in caution.problem] == [
        "thang.xlsx, trang «Khác»"
    ]


UNREAD = [
    ([["TT", "Nội dung", "Số hồ sơ nộp muộn"], [1, "Đất đai", 7]], "A5", "«Đất đai»; tiêu đề «TT», «Nội dung»"),
    ([["TT", "Lĩnh vực", "Khối A", "Khối B"], [1, "Đất đai", 4, 3]], "A5", "«Lĩnh vực», «Khối A», «Khối B»"),
    ([["Nội dung", "Số lượng"], ["Hội nghị", 4], ["Tin bài", 30]], "A5", "2 hàng có số từ đây («Hội nghị», «Tin bài»"),
    ([["Nội dung", "Số lượng", "Kinh phí"], ["Hội nghị", 4, 50]], "A5", "«Hội nghị»; tiêu đề «Nội dung»"),
    ([["Số cuộc họp trong tháng", 30]], "A5", "1 hàng có số từ đây («Số cuộc họp trong tháng»)"),
]
NOTES: Cells = [
    ["Ghi chú: số liệu đến 31/12"],
    ["", "Nhật Quang, ngày", 14, "tháng", 12, "năm", 2024],
    ["Người lập biểu", "Thủ trưởng"],
]


@pytest.mark.parametrize(("below", "cell", "words"), UNREAD)
def test_a_table_of_another_kind_below_a_form_is_told_when_nothing_reads_it(
    below: Cells, cell: str, words: str, plan: Catalog
) -> None:
    content = read_form("thang.xlsx", workbook([*FORM, [], *below, [], *NOTES]), plan)

    assert counts(content) == {("on-time", FIELD): (2, 3)}
    (caution,) = (caution for caution in content.cautions if "không được đọc" in caution.problem)
    assert caution.place == f"thang.xlsx, trang «Trang 1», ô {cell}"
    assert words in caution.problem


def test_what_is_not_read_above_a_form_and_below_a_table_of_an_index_is_told(plan: Catalog) -> None:
    index: Cells = [["PAR INDEX năm 2024"], ["Quyết định 1/QĐ-BNV"], ["TT", "Tỉnh", "Điểm"], [1, "Hải Phòng", 96.17]]
    meetings: Cells = [["Hội nghị", 4], ["Tin bài", 30]]

    above = read_form("thang.xlsx", workbook([*meetings, [], *FORM]), plan)
    below = read("bang.xlsx", workbook([*index, [], *meetings]), plan)

    for content in (above, below):
        assert any("2 hàng có số từ đây («Hội nghị», «Tin bài»)" in caution.problem for caution in content.cautions)


def test_rows_that_are_numbered_on_below_a_header_that_nothing_knows_are_no_loss_without_a_word(plan: Catalog) -> None:
    rest = [["TT", "Lĩnh vực", "Khối A", "Khối B", "Khối C"], [2, "Đất đai", 5, 4, 1]]

    with pytest.raises(FaultError, match="không rõ các cột là số gì"):
        read_form("thang.xlsx", workbook([*FORM, *rest]), plan)


def test_a_sheet_beside_a_list_of_figures_is_told(plan: Catalog) -> None:
    head = ["indicator_id", "unit_id", "year", "numerator", "denominator", "flag", "source_id"]
    figures = [head, ["on-time", "nhat-quang", 2024, 40, 50, "final", "mot-cua"]]

    content = read_form("so-lieu.xlsx", workbook(figures, FORM), plan)

    assert counts(content) == {("on-time", None): (40, 50)}
    assert [caution.place for caution in content.cautions] == ["so-lieu.xlsx, trang «Trang 2»"]


def test_a_form_below_a_table_of_another_kind_is_no_page_of_the_form_above_it(plan: Catalog) -> None:
    """Both are of 2024 and tell different totals; the second one is not left out with the table between them."""
    between = [[], ["TT", "Nội dung công việc", "Kết quả"], [1, "Họp", 7], []]

    with pytest.raises(FaultError, match="nhưng tổng khác"):
        read_form("thang.xlsx", workbook([*FORM, *between, HEAD, [1, "Đất đai", 5, 4, 1]]), plan)


def test_a_period_that_is_answered_is_for_the_table_that_says_none(plan: Catalog) -> None:
    """The form says 2024; only what has no period of its own is of the year that was chosen."""
    head = ["TT", "Lĩnh vực", "Tổng hồ sơ có phí", "Hồ sơ thanh toán trực tuyến"]
    book = workbook(FORM, [["Thanh toán trực tuyến"], head, [1, "Hộ tịch", 40, 10]])

    with pytest.raises(Open) as left_open:
        read_form("thang.xlsx", book, plan)
    assert [question.kind for question in left_open.value.questions] == ["period"]
    labels = {label: value for value, label in left_open.value.questions[0].choices}
    days = labels["Năm dương lịch 2023 (01/01/2023–31/12/2023)"]
    answers = Answers.to(left_open.value.questions, {("period", ""): days})
    content = read("thang.xlsx", book, plan, unit_id="nhat-quang", answers=answers)

    assert {(row.indicator_id, row.year) for _, row in content.observations} == {
        ("on-time", 2024),
        ("online-payment-share", 2023),
    }


def test_an_answer_that_is_not_used_is_told(plan: Catalog) -> None:
    """The form says 2024 itself, and has five columns."""
    book = workbook(FORM)

    content = read("thang.xlsx", book, plan, unit_id="nhat-quang", answers=Answers(period=("2023-01-01", "2023-12-31")))
    assert {row.year for _, row in content.observations} == {2024}
    assert "kỳ đã chọn (01/01/2023–31/12/2023) không được dùng" in content.cautions[0].problem
    same = read("thang.xlsx", book, plan, unit_id="nhat-quang", answers=Answers(period=("2024-01-01", "2024-12-31")))
    assert not any("kỳ đã chọn" in caution.problem for caution in same.cautions)
    named = read("bao cao quy 1 nam 2023.xlsx", book, plan, unit_id="nhat-quang")
    assert "kỳ ở tên tệp (15/12/2022–14/03/2023) không được dùng" in named.cautions[0].problem
    with pytest.raises(FaultError, match="không có cột Z"):
        read("thang.xlsx", book, plan, answers=Answers(columns={"Z": "late"}))


def test_a_period_that_is_answered_leaves_answers_of_people_and_indices_their_own_year(plan: Catalog) -> None:
    answers = Answers(period=("2023-01-01", "2023-12-31"))
    index: Cells = [["PAR INDEX năm 2024"], ["Quyết định 1/QĐ-BNV"], ["TT", "Tỉnh", "Điểm"], [1, "Hải Phòng", 96.17]]

    for sheet in (ANSWERS, index):
        content = read("bang.xlsx", workbook(sheet), plan, answers=answers)
        assert {row.year for _, row in content.observations} == {2024}


def test_answers_of_people_beside_a_note_leave_no_name_in_what_is_kept(plan: Catalog) -> None:
    content = read_form("phieu.xlsx", workbook(ANSWERS, [["Ghi chú"]]), plan)

    assert counts(content) == {("satisfaction-tthc", None): (5, 5)}
    assert content.substitute is not None
    assert b"Hoa" not in content.substitute


@pytest.mark.parametrize(
    ("sheets", "answer"),
    [([ANSWERS, FORM], "sổ không giữ phiếu"), ([ANSWERS, ANSWERS], "đều là phiếu khảo sát")],
)
def test_answers_of_people_stand_in_a_file_of_their_own(sheets: list[Cells], answer: str, plan: Catalog) -> None:
    with pytest.raises(FaultError, match=answer):
        read_form("phieu.xlsx", workbook(*sheets), plan)
