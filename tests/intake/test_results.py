"""Tables of results: published indices with a row a unit, surveys with a row a question."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import FileContent, read
from cchc_metrics.intake.content import Answers, Open
from tests.intake.forms_as_they_are import workbook

ROOT = Path(__file__).parents[2]
Cells = list[list[Any]]


def content_of(
    cells: Cells, plan: Catalog, name: str = "bang.xlsx", unit: str = "hung-yen", **answers: Any
) -> FileContent:
    return read(name, workbook(cells), plan, unit_id=unit, answers=Answers(**answers))


def scores(content: FileContent) -> dict[tuple[str, str | None, str, int], tuple[float | None, int | None]]:
    return {
        (row.indicator_id, row.part_id, row.unit_id, row.year): (row.value, row.reported_rank)
        for _, row in content.observations
    }


DECISION = ["(Kèm theo Quyết định số 292/QĐ-BNV ngày 06/4/2025 của Bộ trưởng Bộ Nội vụ)"]
PAR: Cells = [
    ["CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM 2024 CỦA CÁC TỈNH, THÀNH PHỐ"],
    DECISION,
    ["TT", "Tỉnh, thành phố", "Điểm thẩm định", "Tổng điểm", "Chỉ số CCHC (%)", "Xếp hạng"],
    [1, "Hải Phòng", 60.5, "96,00", "96,17", "1/63"],
    [2, "TP. Hồ Chí Minh", 60.1, "88,80", "88,81", "2/63"],
    [3, "Bà Rịa – Vũng Tàu", 59.0, "88,10", "88,10", "3/63"],
    ["", "Trung bình", "", "", "88,37", ""],
]
YEARS: Cells = [
    ["KẾT QUẢ PAR INDEX"],
    ["Nguồn: Bộ Nội vụ"],
    ["TT", "Địa phương", 2021, 2022],
    [1, "Hưng Yên", "86,2", "85,1"],
    [2, "Dak Lak", "80,2", "81"],
]
ROWS: Cells = [
    ["Kết quả công bố theo Quyết định 1/QĐ-UBND"],
    ["Đơn vị", "Năm", "PAR INDEX", "Hạng PAR INDEX", "SIPAS"],
    ["Tỉnh Hưng Yên", 2021, 86.2, 20, 0.871],
    ["Tỉnh Hưng Yên", 2022, 86.3, 21, 0.873],
]
PAPI: Cells = [
    ["Chỉ số PAPI 2023"],
    ["Nguồn: papi.org.vn"],
    ["Tỉnh", *(f"Trục nội dung {number}" for number in range(1, 9)), "Tổng điểm"],
    ["Thừa Thiên - Huế", "5,1", "5,2", "4,3", "6,8", "7,2", "7,7", "3,5", "3,1", "42,9"],
]
TABLES = {
    "a decision with points beside the index": (
        PAR,
        {
            ("par-index", None, "hai-phong", 2024): (96.17, 1),
            ("par-index", None, "tp-ho-chi-minh", 2024): (88.81, 2),
            ("par-index", None, "ba-ria-vung-tau", 2024): (88.1, 3),
        },
    ),
    "a word that is a part of another index": (
        [["PAR INDEX 2024"], DECISION, ["STT", "Địa phương", "Kết quả"], ["", "Nhóm A", ""], [1, "Hải Phòng", 96.17]],
        {("par-index", None, "hai-phong", 2024): (96.17, None)},
    ),
    "parts that two indices have": (
        [
            ["Mức độ chuyển đổi số DTI 2023"],
            DECISION,
            ["Tên tỉnh, thành phố", "DTI", "Chính quyền số"],
            ["Hưng Yên", 0.61, 0.7],
        ],
        {
            ("dti", None, "hung-yen", 2023): (0.61, None),
            ("dti", "dti-government", "hung-yen", 2023): (0.7, None),
        },
    ),
    "the year over one column is that of the rank beside it": (
        [DECISION, ["TT", "Tỉnh", "Chỉ số PAR INDEX 2023", "Xếp hạng"], [1, "Hải Phòng", "91,87", 1]],
        {("par-index", None, "hai-phong", 2023): (91.87, 1)},
    ),
    "years across, a name without diacritics": (
        YEARS,
        {
            ("par-index", None, "hung-yen", 2021): (86.2, None),
            ("par-index", None, "hung-yen", 2022): (85.1, None),
            ("par-index", None, "dak-lak", 2021): (80.2, None),
            ("par-index", None, "dak-lak", 2022): (81.0, None),
        },
    ),
    "a column of years, two indices, one of them as a share of 1": (
        ROWS,
        {
            ("par-index", None, "hung-yen", 2021): (86.2, 20),
            ("par-index", None, "hung-yen", 2022): (86.3, 21),
            ("satisfaction", None, "hung-yen", 2021): (87.1, None),
            ("satisfaction", None, "hung-yen", 2022): (87.3, None),
        },
    ),
    "parts as columns": (
        PAPI,
        {
            ("papi", None, "thua-thien-hue", 2023): (42.9, None),
            **{
                ("papi", f"papi-{number}", "thua-thien-hue", 2023): (value, None)
                for number, value in enumerate((5.1, 5.2, 4.3, 6.8, 7.2, 7.7, 3.5, 3.1), 1)
            },
        },
    ),
}


@pytest.mark.parametrize(("cells", "figures"), TABLES.values(), ids=list(TABLES))
def test_a_published_table_gives_the_figures_of_every_unit(cells: Cells, figures: object, plan: Catalog) -> None:
    values = scores(content_of(cells, plan))

    assert {key: (round(value or 0, 6), rank) for key, (value, rank) in values.items()} == figures


def test_the_decision_and_how_many_were_ranked_come_from_the_file(plan: Catalog) -> None:
    row = content_of(PAR, plan).observations[0][1]

    assert (row.note, row.source_id, row.reported_of, row.method) == (
        "Quyết định số 292/QĐ-BNV ngày 06/4/2025",
        "cong-bo",
        63,
        "par-tinh-2024",
    )


def test_a_table_that_names_no_source_asks_for_it_once(plan: Catalog) -> None:
    bare = [PAPI[0], *PAPI[2:]]

    with pytest.raises(Open) as open_questions:
        content_of(bare, plan)
    assert [question.kind for question in open_questions.value.questions] == ["source"]
    assert content_of(bare, plan, source="QĐ 5/QĐ-UBND").observations[0][1].note == "QĐ 5/QĐ-UBND"


def with_row(cells: Cells, row: int, new: Sequence[Any]) -> Cells:
    return [list(new) if at == row else line for at, line in enumerate(cells)]


def test_parts_that_do_not_add_up_to_the_total_are_left_out(plan: Catalog) -> None:
    content = content_of(with_row(PAPI, 3, ["Huế", 9, 9, 9, 9, 9, 9, 9, 9, "42,9"]), plan)

    assert scores(content) == {("papi", None, "thua-thien-hue", 2023): (42.9, None)}
    assert any("không cộng thành điểm tổng" in caution.problem for caution in content.cautions)


def test_a_total_that_the_table_does_not_print_is_the_sum_of_its_parts(plan: Catalog) -> None:
    content = content_of([line[:-1] if len(line) > 2 else line for line in PAPI], plan)

    # 5.1 + 5.2 + 4.3 + 6.8 + 7.2 + 7.7 + 3.5 + 3.1
    assert scores(content)["papi", None, "thua-thien-hue", 2023] == (42.9, None)


def test_ranks_that_do_not_follow_the_scores_are_a_fault(plan: Catalog) -> None:
    names = ["Hưng Yên", "Hà Nội", "Hải Dương", "Thái Bình", "Nam Định", "Hà Nam", "Ninh Bình"]
    rows: Cells = [[at, name, 80 + at, at] for at, name in enumerate(names, 1)]

    with pytest.raises(FaultError, match="thứ hạng không theo điểm"):
        content_of([["PAR INDEX năm 2023"], ["Quyết định 1/QĐ-BNV"], ["TT", "Tỉnh", "Điểm", "Hạng"], *rows], plan)


SURVEY: Cells = [
    ["KẾT QUẢ ĐO LƯỜNG SỰ HÀI LÒNG (SIPAS) NĂM 2024"],
    ["TT", "Nội dung", "Số phiếu phát ra", "Số phiếu", "Số phiếu hài lòng", "Tỷ lệ"],
    [1, "Giải quyết TTHC", 210, 200, 183, "91,5%"],
    [2, "Đất đai, xây dựng", 61, 60, 52, "86,67%"],
]
SHEETS: Cells = [
    ["KẾT QUẢ ĐIỀU TRA XÃ HỘI HỌC SỰ HÀI LÒNG NĂM 2024"],
    ["TT", "Lĩnh vực", "Tổng số phiếu hợp lệ", "Hài lòng và rất hài lòng", ""],
    ["", "", "", "Số phiếu", "Tỷ lệ (%)"],
    [1, "Giải quyết TTHC", 200, 183, "91,5"],
]
LEVELS: Cells = [
    ["Khảo sát mức độ hài lòng năm 2024"],
    ["TT", "Yếu tố", "Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng"],
    [1, "Giải quyết thủ tục hành chính", 100, 83, 12, 5],
]


@pytest.mark.parametrize(
    ("cells", "figures"),
    [
        (SURVEY, {"satisfaction-tthc": (183, 200, 200), "satisfaction-land": (52, 60, 60)}),
        (SHEETS, {"satisfaction-tthc": (183, 200, 200)}),
        # 100 + 83 of 100 + 83 + 12 + 5
        (LEVELS, {"satisfaction-tthc": (183, 200, 200)}),
    ],
)
def test_a_survey_gives_values_with_how_many_answered(cells: Cells, figures: object, plan: Catalog) -> None:
    content = content_of(cells, plan, unit="nhat-quang")

    assert {
        row.indicator_id: (row.numerator, row.denominator, row.sample_size) for _, row in content.observations
    } == figures


def test_a_factor_of_the_index_is_a_part_of_it(plan: Catalog) -> None:
    cells = with_row(SURVEY, 2, [1, "Tiếp cận dịch vụ", 210, 200, 183, "91,5%"])
    row = content_of(cells, plan, unit="nhat-quang").observations[0][1]

    assert (row.indicator_id, row.part_id, row.value, row.sample_size) == (
        "satisfaction",
        "satisfaction-access",
        91.5,
        200,
    )


def test_a_question_that_nobody_knows_is_asked_about_and_remembered(plan: Catalog) -> None:
    cells = with_row(SURVEY, 2, [1, "Giải quyết TTHCC", 210, 200, 183, "91,5%"])

    with pytest.raises(Open) as open_questions:
        content_of(cells, plan, unit="nhat-quang")
    assert [(question.kind, question.guess) for question in open_questions.value.questions] == [
        ("group", "satisfaction-tthc")
    ]
    answers = content_of(cells, plan, unit="nhat-quang", groups={"Giải quyết TTHCC": "satisfaction-tthc"})
    assert answers.observations[0][1].indicator_id == "satisfaction-tthc"


@pytest.mark.parametrize(
    ("above", "answers"),
    [
        ("Tổng số phiếu khảo sát: 200 phiếu", 200),
        ("Phát ra 210 phiếu, thu về 205 phiếu, hợp lệ 200 phiếu", 200),
        ("Khảo sát 200 người dân", 200),
        ("Cỡ mẫu: n = 1.200", 1200),
        ("Số phiếu phát ra: 210", None),
        ("Năm 2023 khảo sát 150 phiếu", None),
        ("Số phiếu: 120 phiếu giấy, 80 phiếu điện tử", None),
        ("Kết quả khảo sát đợt 1", None),
        ("Khảo sát theo Mẫu số 03", None),
        ("Đối tượng khảo sát: xem Phụ lục 2", None),
    ],
)
def test_how_many_answered_may_stand_above_the_table(above: str, answers: int | None, plan: Catalog) -> None:
    cells = [*SURVEY[:1], [above], ["TT", "Nội dung", "Tỷ lệ hài lòng"], [1, "Giải quyết TTHC", "91,5%"]]
    row = content_of(cells, plan, unit="nhat-quang", period=("2024-01-01", "2024-12-31")).observations[0][1]

    assert (row.value, row.sample_size) == (91.5, answers)


def test_the_shares_of_levels_are_added_where_they_make_the_whole(plan: Catalog) -> None:
    """50 % are very satisfied and 41,5 % satisfied. Only the other levels show that the second excludes the first."""
    head = ["TT", "Nội dung", "Rất hài lòng (%)", "Hài lòng (%)", "Bình thường (%)", "Không hài lòng (%)"]
    row = [1, "Giải quyết TTHC", 50, 41.5, 6, 2.5]

    content = content_of([*SURVEY[:1], head, row], plan, unit="nhat-quang")

    assert [one.value for _, one in content.observations] == [91.5]
    with pytest.raises(FaultError):
        content_of([*SURVEY[:1], head[:4], row[:4]], plan, unit="nhat-quang")


@pytest.mark.parametrize(("cells", "unit"), [(SURVEY, "nhat-quang"), (PAR, "hung-yen")])
def test_hidden_rows_of_tables_of_results_are_told(cells: Cells, unit: str, plan: Catalog) -> None:
    book = load_workbook(io.BytesIO(workbook(cells)))
    book.worksheets[0].row_dimensions[4].hidden = True
    into = io.BytesIO()
    book.save(into)

    content = read("bang.xlsx", into.getvalue(), plan, unit_id=unit)

    assert any("1 hàng bị ẩn vẫn được đọc" in caution.problem for caution in content.cautions)


def test_shares_of_other_counts_are_a_fault(plan: Catalog) -> None:
    cells = [[*line[:5], "50%"] if len(line) == 6 and line[0] != "TT" else line for line in SURVEY]

    with pytest.raises(FaultError, match="không phải số hài lòng chia cho số phiếu"):
        content_of(cells, plan, unit="nhat-quang")


@pytest.mark.parametrize("name", ["Trung bình cả nước", "TB toàn tỉnh", "Giá trị trung bình", "Tỉnh Hưng Yên"])
def test_a_row_of_the_mean_of_a_table_is_told_and_is_no_figure_of_a_unit(name: str, plan: Catalog) -> None:
    """The communes of Hưng Yên have 88 and 89; the row of the province is their mean and no score of its own."""
    head = ["TT", "Tên xã", "Điểm", "Xếp hạng"]
    cells: Cells = [["CHỈ SỐ CẢI CÁCH HÀNH CHÍNH CẤP XÃ NĂM 2024"], ["Quyết định số 12/QĐ-UBND"], head]

    content = content_of([*cells, [1, "Xã Đình Cao", 89, 1], [2, "Xã Nhật Quang", 88, 2], ["", name, 88.5, ""]], plan)

    assert {unit: score for (_, _, unit, _), score in scores(content).items()} == {
        "dinh-cao": (89, 1),
        "nhat-quang": (88, 2),
    }
    assert any(f"không lưu: «{name}»" in caution.problem for caution in content.cautions)


def test_a_rank_without_a_year_is_that_of_the_year_of_the_title(plan: Catalog) -> None:
    head = ["Hạng", "Tỉnh", "Điểm DTI 2023", "Hạng 2022", "Điểm DTI 2022"]
    rows: Cells = [[1, "Đà Nẵng", "0,8002", 2, "0,6419"], [2, "Hưng Yên", "0,61", 30, "0,5"]]

    content = content_of([["XẾP HẠNG CHUYỂN ĐỔI SỐ (DTI) NĂM 2023"], ["Nguồn: Bộ TT&TT"], head, *rows], plan)

    assert {key[2:]: score for key, score in scores(content).items() if key[2] == "hung-yen"} == {
        ("hung-yen", 2023): (0.61, 2),
        ("hung-yen", 2022): (0.5, 30),
    }
    no_year = content_of([["XẾP HẠNG CHUYỂN ĐỔI SỐ (DTI)"], ["Nguồn: Bộ TT&TT"], head, *rows], plan)
    assert any("cột «Hạng» không đọc" in caution.problem for caution in no_year.cautions)
