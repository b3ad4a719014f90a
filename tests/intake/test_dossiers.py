"""Lists with a row a dossier, counted by the rules of the national index; each row below was worked out by hand."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
from pandas import DataFrame

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import FileContent, read
from cchc_metrics.intake.content import Answers, Open
from tests.intake.forms_as_they_are import workbook

ROOT = Path(__file__).parents[2]
TITLE = ["DANH SÁCH HỒ SƠ (Từ ngày 15/12/2022 đến ngày 14/12/2023)"]
HEADER = [
    "STT",
    "Mã hồ sơ",
    "Lĩnh vực",
    "Kênh thực hiện",
    "Trạng thái",
    "Ngày tiếp nhận",
    "Ngày hẹn trả",
    "Ngày xử lý xong",
    "Ngày trả kết quả",
    "Ngày dừng xử lý",
    "Số lần bổ sung",
    "Số ngày bổ sung",
    "Thời hạn tối đa",
]
# A comment behind or above each dossier tells its result.
ROWS = [
    [
        "1",
        "A1",
        "Đất đai",
        "Trực tiếp",
        "Đã trả kết quả",
        "01/02/2023",
        "10/02/2023",
        "09/02/2023",
        "10/02/2023",
        "",
        "0",
        "",
        "",
    ],  # settled a day before the day promised: early
    ["2", "A2", "Đất đai", "2", "9", "01/02/2023", "10/02/2023", "10/02/2023 16:30", "", "", "", "", ""],  # on its day
    ["3", "A3", "Đất đai", "", "Đã trả kết quả", "01/02/2023", "10/02/2023", "", "11/02/2023", "", "", "", ""],  # late
    [
        "4",
        "A4",
        "Lĩnh vực Hộ tịch",
        "Trực tuyến",
        "Đã xử lý xong",
        "01/02/2023",
        "10/02/2023",
        "02/02/2023",
        "",
        "",
        "2",
        "",
        "",
    ],  # asked for papers twice: late
    # open, in time
    ["5", "A5", "HỘ TỊCH", "Qua mạng", "Đang xử lý", "10/12/2023", "14/12/2023", "", "", "", "", "", ""],
    ["6", "A6", "Hộ tịch", "Trực tiếp", "Đang xử lý", "01/12/2023", "13/12/2023", "", "", "", "", "", ""],  # open, late
    [
        "7",
        "A7",
        "Hộ tịch",
        "Trực tiếp",
        "Đã trả kết quả",
        "01/12/2022",
        "20/12/2022",
        "16/12/2022",
        "",
        "",
        "",
        "",
        "",
    ],  # carried over, early
    ["8", "A8", "Hộ tịch", "Trực tuyến", "Mới đăng ký", "", "", "", "", "", "", "", ""],  # not received
    # not received
    ["9", "A9", "Hộ tịch", "Trực tuyến", "Không được tiếp nhận", "03/02/2023", "", "", "", "", "", "", ""],
    # on time
    [
        "10",
        "B1",
        "Chứng thực",
        "BCCI",
        "Dừng xử lý",
        "01/03/2023",
        "2023-03-05 17:00",
        "",
        "",
        "05/03/2023",
        "",
        "",
        "",
    ],
    # never received
    ["11", "B2", "Chứng thực", "Trực tiếp", "Công dân yêu cầu rút hồ sơ", "", "", "", "", "", "", "", ""],
    [
        "12",
        "B3",
        "Chứng thực",
        "Trực tiếp",
        "Đã xử lý xong",
        "01/03/2023",
        "",
        "11/03/2023",
        "",
        "",
        "1",
        "3",
        "8",
    ],  # 10 days, 3 of them the citizen's, of 8: on time
    [
        "13",
        "B4",
        "Chứng thực",
        "Trực tiếp",
        "Đã xử lý xong",
        "01/03/2023",
        "",
        "11/03/2023",
        "",
        "",
        "1",
        "1",
        "8",
    ],  # 9 days of 8: late
    [
        "14",
        "B5",
        "Chứng thực",
        "Trực tiếp",
        "Đã xử lý xong",
        "10/12/2023",
        "20/12/2023",
        "18/12/2023",
        "",
        "",
        "",
        "",
        "",
    ],  # settled after the period: still open at its end
    [
        "15",
        "B6",
        "Chứng thực",
        "Trực tiếp",
        "Đã xử lý xong",
        "20/12/2023",
        "22/12/2023",
        "21/12/2023",
        "",
        "",
        "",
        "",
        "",
    ],  # received after the period
    [
        "16",
        "B7",
        "Chứng thực",
        "Trực tiếp",
        "Đã xử lý xong",
        "01/12/2022",
        "05/12/2022",
        "05/12/2022",
        "",
        "",
        "",
        "",
        "",
    ],  # settled before the period
]
COUNTS = {
    ("on-time", "land"): (2, 3),
    ("on-time", "civil-status"): (1, 2),
    ("on-time", "certification"): (2, 3),
    ("early", "land"): (1, 3),
    ("early", "civil-status"): (1, 2),
    ("early", "certification"): (0, 3),
    # A1, A3 (no channel), A7, B3, B4 settled in person; A2, A4 online; B1 by post.
    ("on-time", "in-person"): (3, 5),
    ("on-time", "online"): (1, 2),
    ("on-time", "post"): (1, 1),
    ("early", "in-person"): (2, 5),
    ("early", "online"): (0, 2),
    ("early", "post"): (0, 1),
    # Received within the period: A1 A2 A3; A4 A5 A6; B1 B3 B4 B5.
    ("online-dossiers", "land"): (1, 3),
    ("online-dossiers", "civil-status"): (2, 3),
    ("online-dossiers", "certification"): (0, 4),
}


# Open at the end: A5 in time, A6 late, B5 in time (in person: A6, B5; online: A5). Carried over: A7.
TALLIES = {
    "carried-over": {"land": 0, "civil-status": 1, "certification": 0, "in-person": 1, "online": 0, "post": 0},
    "received": {"land": 3, "civil-status": 3, "certification": 4, "in-person": 6, "online": 3, "post": 1},
    "settled": {"land": 3, "civil-status": 2, "certification": 3, "in-person": 5, "online": 2, "post": 1},
    "settled-late": {"land": 1, "civil-status": 1, "certification": 1, "in-person": 2, "online": 1, "post": 0},
    "pending": {"land": 0, "civil-status": 2, "certification": 1, "in-person": 2, "online": 1, "post": 0},
    "pending-late": {"land": 0, "civil-status": 1, "certification": 0, "in-person": 1, "online": 0, "post": 0},
}


def counts(content: FileContent) -> dict[tuple[str, str | None], tuple[float | None, float | None]]:
    return {(row.indicator_id, row.group_id): (row.numerator, row.denominator) for _, row in content.observations}


def text(rows: list[list[str]], separator: str = ";", top: list[list[str]] | None = None) -> str:
    return "\n".join(separator.join(row) for row in [*(top or [TITLE, HEADER]), *rows]) + "\n"


def content_of(name: str, data: bytes, plan: Catalog) -> FileContent:
    return read(name, data, plan, unit_id="nhat-quang")


@pytest.mark.parametrize(("separator", "encoding"), [(";", "utf-8"), (",", "utf-8-sig"), ("\t", "utf-16")])
def test_a_list_as_text_is_counted(separator: str, encoding: str, plan: Catalog) -> None:
    assert counts(content_of("ho-so.csv", text(ROWS, separator).encode(encoding), plan)) == COUNTS


def test_what_is_open_and_overdue_is_counted_by_field_and_channel(plan: Catalog) -> None:
    content = content_of("ho-so.csv", text(ROWS).encode(), plan)

    assert {(row.tally_id, row.group_id): row.cases for _, row in content.tallies} == {
        (tally, group): cases for tally, groups in TALLIES.items() for group, cases in groups.items()
    }


def test_a_long_list_in_two_bytes_a_letter_is_counted(plan: Catalog) -> None:
    more = [
        [
            str(number),
            f"C{number}",
            "Đất đai",
            "Trực tiếp",
            "9",
            "01/02/2023",
            "10/02/2023",
            "10/02/2023",
            "",
            "",
            "",
            "",
            "",
        ]
        for number in range(17, 2000)
    ]
    data = text([*ROWS, *more]).encode("utf-16")
    assert len(data) > 200_000

    assert counts(content_of("ho-so.csv", data, plan))["on-time", "land"] == (2 + len(more), 3 + len(more))


def test_a_list_on_a_sheet_is_counted(plan: Catalog) -> None:
    assert counts(content_of("ho-so.xlsx", workbook([TITLE, [], HEADER, *ROWS]), plan)) == COUNTS


@pytest.mark.parametrize("name", ["ho-so.csv", "ho-so.xlsx"])
def test_totals_and_signatures_below_a_list_are_no_dossiers(name: str, plan: Catalog) -> None:
    foot = [["", "Tổng số: 14 hồ sơ", *[""] * 11], ["", "", "", "", "Người lập biểu", *[""] * 8]]
    rows = [*ROWS, *foot]
    data = text(rows).encode() if name == "ho-so.csv" else workbook([TITLE, HEADER, *rows])

    content = content_of(name, data, plan)

    assert counts(content) == COUNTS
    assert any("2 hàng không đọc, không phải hồ sơ: «Tổng số: 14 hồ sơ»" in one.problem for one in content.cautions)


@pytest.mark.parametrize("words", ["Thời gian", "Ngày giờ"])
def test_the_columns_of_days_are_known_in_other_words(words: str, plan: Catalog) -> None:
    header = [cell.replace("Ngày tiếp nhận", f"{words} tiếp nhận") for cell in HEADER]
    header = [cell.replace("Ngày hẹn trả", f"{words} hẹn trả").replace("Mã hồ sơ", "Mã HS") for cell in header]

    assert counts(content_of("ho-so.csv", text(ROWS, top=[TITLE, header]).encode(), plan)) == COUNTS


@pytest.mark.parametrize("name", ["ho-so.csv", "ho-so.xlsx"])
def test_a_header_that_is_printed_on_every_page_is_no_dossier(name: str, plan: Catalog) -> None:
    rows = [*ROWS[:5], HEADER, *ROWS[5:]]
    data = text(rows).replace("\n", "\r\n").encode() if name == "ho-so.csv" else workbook([TITLE, HEADER, *rows])

    assert counts(content_of(name, data, plan)) == COUNTS


def test_sheets_with_the_same_columns_are_one_list_and_others_are_refused(plan: Catalog) -> None:
    first = [TITLE, HEADER, *ROWS[:5]]
    other = [["Từ ngày 01/12/2023 đến ngày 31/01/2024"], HEADER, *ROWS[5:]]

    assert counts(content_of("ho-so.xlsx", workbook(first, [HEADER, *ROWS[5:]]), plan)) == COUNTS
    with pytest.raises(FaultError, match="cột hoặc kỳ khác"):
        content_of("ho-so.xlsx", workbook(first, other), plan)


def as_parquet(rows: Sequence[Sequence[object]], header: Sequence[str]) -> bytes:
    """The bytes of a Parquet file with these rows, every cell as text."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        into = Path(folder) / "list.parquet"
        frame = DataFrame([list(map(str, row)) for row in rows], columns=list(header), dtype="str")
        connection.from_df(frame).write_parquet(str(into))
        return into.read_bytes()


def test_a_list_in_parquet_is_counted(plan: Catalog) -> None:
    assert counts(content_of("ho-so_2022-12-15_2023-12-14.parquet", as_parquet(ROWS, HEADER), plan)) == COUNTS


def test_the_period_may_stand_in_the_name(plan: Catalog) -> None:
    data = text(ROWS, top=[HEADER]).encode()

    content = content_of("ho-so_2022-12-15_2023-12-14.csv", data, plan)

    assert counts(content) == COUNTS
    assert {row.year for _, row in content.observations} == {2023}


def test_dossiers_outside_the_period_are_said(plan: Catalog) -> None:
    content = content_of("ho-so.csv", text(ROWS).encode(), plan)

    assert [caution.problem for caution in content.cautions if "không được tính" in caution.problem] == [
        "2 hồ sơ không được tính: tiếp nhận sau kỳ hoặc kết thúc trước kỳ"
    ]


def rows_with(number: int, column: str, value: str) -> list[list[str]]:
    rows = [list(row) for row in ROWS]
    rows[number - 1][HEADER.index(column)] = value
    return rows


BAD = [
    (rows_with(3, "Ngày trả kết quả", "31/02/2023"), "dòng 5, hồ sơ «A3»", "«31/02/2023» không đọc được"),
    (rows_with(4, "Số lần bổ sung", "hai"), "dòng 6, hồ sơ «A4»", "«hai» không đọc được"),
    (rows_with(12, "Thời hạn tối đa", "nan"), "dòng 14, hồ sơ «B3»", "không đọc được"),
    (rows_with(2, "Trạng thái", "Treo"), "dòng 4", "không có trạng thái nào là «Treo»"),
    (rows_with(2, "Kênh thực hiện", "Fax"), "dòng 4", "không có kênh nào là «Fax»"),
    (rows_with(1, "Lĩnh vực", "Đất đaai"), "dòng 3", "có phải là «Đất đai»?"),
    (rows_with(1, "Lĩnh vực", ""), "dòng 3, hồ sơ «A1»", "không có lĩnh vực"),
    (rows_with(1, "Ngày tiếp nhận", ""), "dòng 3, hồ sơ «A1»", "không có ngày tiếp nhận"),
    (rows_with(1, "Ngày hẹn trả", ""), "dòng 3, hồ sơ «A1»", "không có ngày hẹn trả"),
    (rows_with(2, "Ngày xử lý xong", ""), "dòng 4, hồ sơ «A2»", "không có ngày kết thúc"),
    (rows_with(3, "Ngày trả kết quả", "01/01/2023"), "dòng 5, hồ sơ «A3»", "kết thúc trước khi tiếp nhận"),
    (rows_with(3, "Mã hồ sơ", "A1"), "dòng 5", "hồ sơ «A1» đã có ở ho-so.csv, dòng 3"),
    ([*ROWS[:3], ["4", "A4"], *ROWS[4:]], "dòng 6", "số ô khác dòng tiêu đề"),
    ([*ROWS[:3], [*ROWS[3], "thừa"], *ROWS[4:]], "dòng 6", "số ô khác dòng tiêu đề"),
    ([], "ho-so.csv", "không có hồ sơ nào"),
]


@pytest.mark.parametrize(("rows", "place", "problem"), BAD, ids=[problem for _, _, problem in BAD])
def test_a_bad_row_is_named_by_its_line(rows: list[list[str]], place: str, problem: str, plan: Catalog) -> None:
    with pytest.raises(FaultError) as refusal:
        content_of("ho-so.csv", text(rows).encode(), plan)

    assert [place in fault.place for fault in refusal.value.faults] == [True], list(map(str, refusal.value.faults))
    assert problem in str(refusal.value)


@pytest.mark.parametrize(
    ("top", "words"),
    [
        ([HEADER], "không thấy kỳ"),
        ([TITLE, [cell.replace("Ngày hẹn trả", "Ghi chú") for cell in HEADER]], "không có cột ngày hẹn trả"),
    ],
)
def test_a_list_without_its_period_or_a_column_is_refused(top: list[list[str]], words: str, plan: Catalog) -> None:
    with pytest.raises(FaultError) as refusal:
        content_of("ho-so.csv", text(ROWS, top=top).encode(), plan)

    assert [words in fault.problem for fault in refusal.value.faults] == [True], list(map(str, refusal.value.faults))


OPEN_LISTS = {
    "a column of other words": (
        [cell.replace("Ngày hẹn trả", "Ngày phải trả") for cell in HEADER],
        ROWS,
        [("column", "G", "due")],
        Answers(columns={"G": "due"}),
    ),
    "two columns of the same words": (
        [cell.replace("STT", "Ngày hẹn trả") for cell in HEADER],
        ROWS,
        [("column", "A", "due"), ("column", "G", "-")],
        Answers(columns={"A": "-", "G": "due"}),
    ),
    "a state that the plan does not know": (
        HEADER,
        rows_with(1, "Trạng thái", "Xong việc"),
        [("group", "Xong việc", "")],
        Answers(groups={"Xong việc": "status:ended"}),
    ),
    "a channel that the plan does not know": (
        HEADER,
        rows_with(1, "Kênh thực hiện", "Tại quầy"),
        [("group", "Tại quầy", "channel:in-person")],
        Answers(groups={"Tại quầy": "channel:in-person"}),
    ),
    "a field that the plan does not know": (
        HEADER,
        rows_with(1, "Lĩnh vực", "Đất đaii"),
        [("group", "Đất đaii", "land")],
        Answers(groups={"Đất đaii": "land"}),
    ),
}


@pytest.mark.parametrize("case", OPEN_LISTS.values(), ids=list(OPEN_LISTS))
def test_what_a_list_leaves_open_is_asked_and_answered(
    case: tuple[list[str], list[list[str]], list[tuple[str, str, str]], Answers], plan: Catalog
) -> None:
    header, rows, questions, answers = case
    data = text(rows, top=[TITLE, header]).encode()

    with pytest.raises(Open) as open_questions:
        content_of("ho-so.csv", data, plan)
    assert [(each.kind, each.key, each.guess) for each in open_questions.value.questions] == questions
    assert [fault.kind for fault in open_questions.value.faults] == ["open-question"] * len(questions)
    content = read("ho-so.csv", data, plan, unit_id="nhat-quang", answers=answers)
    whole = content_of("ho-so.csv", text(ROWS, top=[TITLE, HEADER]).encode(), plan)
    assert [row for _, row in content.observations] == [row for _, row in whole.observations]
    # The answer holds for the next list of that system too.
    if answers.columns:
        again = read("ho-so.csv", data, plan, unit_id="nhat-quang", answers=Answers(layouts=content.layouts))
        assert again.observations == content.observations


@pytest.mark.parametrize("data", [b"PAR1", b"PAR1" + b"\0" * 200 + b"PAR1"])
def test_a_broken_parquet_file_is_refused(data: bytes, plan: Catalog) -> None:
    with pytest.raises(FaultError, match="không đọc được danh sách"):
        content_of("ho-so_2022-12-15_2023-12-14.parquet", data, plan)


def test_a_parquet_column_of_another_type_is_refused(plan: Catalog, tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.sql("""select 'A1' as "Mã hồ sơ", 'Hộ tịch' as "Lĩnh vực", '9' as "Trạng thái",
            1.5 as "Ngày tiếp nhận", date '2023-01-01' as "Ngày hẹn trả", date '2023-01-01' as "Ngày xử lý xong"
        """).write_parquet(str(tmp_path / "list.parquet"))

    with pytest.raises(FaultError, match="cột kiểu DECIMAL"):
        content_of("ho-so_2022-12-15_2023-12-14.parquet", (tmp_path / "list.parquet").read_bytes(), plan)


def test_a_moment_of_a_parquet_file_is_the_one_in_vietnam_whatever_the_clock_of_the_machine(
    plan: Catalog, tmp_path: Path
) -> None:
    # Both were promised for 10/02: the first was settled half an hour into 11/02 in Vietnam, when London had 10/02; the
    # second half an hour before 10/02.
    with duckdb.connect() as connection:
        connection.sql("""select code as "Mã hồ sơ", 'Hộ tịch' as "Lĩnh vực", '9' as "Trạng thái",
            timestamptz '2023-02-01 08:00:00+07' as "Ngày tiếp nhận", date '2023-02-10' as "Ngày hẹn trả",
            done as "Ngày xử lý xong"
            from (values ('A1', timestamptz '2023-02-11 00:30:00+07'), ('A2', timestamptz '2023-02-09 23:30:00+07'))
                as dossier(code, done)
        """).write_parquet(str(tmp_path / "list.parquet"))

    content = content_of("ho-so_2022-12-15_2023-12-14.parquet", (tmp_path / "list.parquet").read_bytes(), plan)

    assert counts(content)["on-time", "civil-status"] == (1, 2)
    assert counts(content)["early", "civil-status"] == (1, 2)
