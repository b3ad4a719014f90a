"""Registers of complaints: three layouts, what is refused, what is kept, and no personal data quoted."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog, load
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import Feedback, FileContent, checks, read
from cchc_metrics.intake.content import Open
from cchc_metrics.text import formats
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.workspace import APP, Workspace

Rows = Sequence[Sequence[Any]]
PLAN = APP / "data" / "plans" / "nhat-quang-2021-2025"
DAY = dt.date(2024, 3, 1)

# What the portal writes: a title, one header, days with hours, its own words.
PORTAL: Rows = [
    ["DANH SÁCH PHẢN ÁNH, KIẾN NGHỊ"],
    ["Từ ngày 01/01/2024 đến ngày 31/12/2024"],
    [],
    [
        "STT",
        "Mã PAKN",
        "Tiêu đề",
        "Danh mục",
        "Nguồn tiếp nhận",
        "Ngày gửi",
        "Hạn xử lý",
        "Ngày trả lời",
        "Trạng thái",
        "Đánh giá",
    ],
    [
        1,
        "PAKN.20240301.0001",
        "Đèn đường hỏng",
        "Hạ tầng",
        "Cổng DVCQG",
        "01/03/2024 08:15",
        "22/03/2024",
        "20/03/2024 16:00",
        "Đã trả lời",
        "Hài lòng",
    ],
    [2, "PAKN.20240302.0007", "Hồ sơ chậm", "TTHC", "Ứng dụng", "02/03/2024 09:00", "25/03/2024", "", "Đang xử lý", ""],
]
# A book kept by hand: two lines of header, a running number in place of a code, no state, a place and a foot.
BOOK: Rows = [
    ["UBND XÃ NHẬT QUANG"],
    ["SỔ THEO DÕI TIẾP NHẬN Ý KIẾN NĂM 2024"],
    ["TT", "Ngày tiếp nhận", "Nội dung phản ánh", "Thôn", "Kết quả", ""],
    ["", "", "", "", "Hạn trả lời", "Ngày trả lời"],
    [1, dt.date(2024, 3, 1), "Mương Đồng Cống tắc", "Tân An", dt.date(2024, 3, 22), dt.date(2024, 3, 25)],
    [2, dt.date(2024, 3, 4), "Rác thải chưa thu gom", "Thôn Nhật Lệ", dt.date(2024, 3, 25), ""],
    ["", "", "Tổng cộng: 2 ý kiến", "", "", ""],
    ["", "", "", "", "Người lập sổ", ""],
]
# The list of an application, as text with semicolons, days written the other way round.
APPLICATION = (
    "Mã phản ánh;Thời gian tạo;Loại phản ánh;Lĩnh vực;Khu vực;Nội dung phản ánh;Tình trạng;Ngày hoàn thành;Hài lòng\n"
    "PA-042024-013;2024-03-01 08:00:00;Phản ánh;Môi trường;Quang Yên;Khói đốt rơm;Hoàn thành;2024-03-05 10:00:00;5\n"
    "PA-042024-014;2024-03-02 08:00:00;Kiến nghị;Giao thông;Nhật Lệ;Sửa đường;Không thuộc thẩm quyền;;\n"
)


def workbook(rows: Rows) -> bytes:
    book, data = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(data)
    return data.getvalue()


@pytest.fixture(scope="module")
def plan() -> Catalog:
    return load(PLAN, [APP / "data" / "published", APP / "data" / "demo"])


def content_of(data: bytes, plan: Catalog, name: str = "so.xlsx") -> FileContent:
    return read(name, data, plan, unit_id="nhat-quang")


def faults(data: bytes, plan: Catalog, name: str = "so.xlsx") -> list[str]:
    with pytest.raises(FaultError) as refusal:
        content_of(data, plan, name)
    return [str(fault) for fault in refusal.value.faults]


def test_the_list_of_the_portal(plan: Catalog) -> None:
    rows = [row for _, row in content_of(workbook(PORTAL), plan).feedback]

    assert rows[0] == Feedback(
        unit_id="nhat-quang",
        code="PAKN.20240301.0001",
        kind="phan-anh",
        received=DAY,
        channel="cong-dvc",
        field="giao-thong",
        place=None,
        subject="Đèn đường hỏng",
        role="answered",
        due=dt.date(2024, 3, 22),
        answered=dt.date(2024, 3, 20),
        satisfied=True,
        owner=None,
    )
    assert (rows[1].role, rows[1].field, rows[1].satisfied) == ("open", "thu-tuc", None)


def test_a_book_kept_by_hand(plan: Catalog) -> None:
    rows = [row for _, row in content_of(workbook(BOOK), plan).feedback]

    assert [(row.code, row.place, row.role) for row in rows] == [
        ("1/2024", "Thôn Tân An", "answered"),
        ("2/2024", "Thôn Nhật Lệ", "open"),
    ]
    assert (rows[0].due, rows[0].answered) == (dt.date(2024, 3, 22), dt.date(2024, 3, 25))


def test_the_words_of_a_typed_list_are_read_and_one_that_is_not_known_contradicts_nothing(plan: Catalog) -> None:
    """«đã xong» was no state, and then its day of the answer was said to contradict it."""
    head = "STT,Ngày phản ánh,Nội dung phản ánh,Lĩnh vực,Tình trạng,Ngày trả lời\n"
    rows = "1,02/01/24,đường lầy,thủ tục,đã xong,11/01/24\n2,03/01/24,đèn hỏng,giao thông,chưa,\n"

    read_now = content_of((head + rows).encode(), plan, "go.csv").feedback
    problems = faults((head + rows.replace("đã xong", "ổn cả")).encode(), plan, "go.csv")

    assert [(one.role, one.field) for _, one in read_now] == [("answered", "thu-tuc"), ("open", "giao-thong")]
    assert [problem.partition(": ")[2][:30] for problem in problems] == ["không có trạng thái nào là «ổn"]


def test_who_answers_is_read_by_the_words_that_only_one_post_has(plan: Catalog) -> None:
    """«Địa chính – xây dựng» was no post: the pieces of a book were counted for the posts of their fields instead."""
    head = "STT,Ngày phản ánh,Nội dung phản ánh,Bộ phận xử lý\n"
    names = ("Địa chính - xây dựng", "Tư pháp", "Công chức", "UBND xã Nhật Quang", "")
    rows = "".join(f"{at},0{at}/01/2024,đèn hỏng {at},{name}\n" for at, name in enumerate(names, 1))

    content = content_of((head + rows).encode(), plan, "go.csv")

    assert [one.owner for _, one in content.feedback] == ["dia-chinh-xay-dung", "tu-phap-ho-tich", None, None, None]
    assert [one.problem for one in content.cautions if "chức danh" in one.problem] == [
        "«Công chức» không phải chức danh nào của kế hoạch; tính cho chức danh của lĩnh vực"
    ]


def test_the_list_of_an_application_as_text(plan: Catalog) -> None:
    rows = [row for _, row in content_of(APPLICATION.encode(), plan, "phan-anh.csv").feedback]

    assert [(row.kind, row.place, row.role, row.satisfied) for row in rows] == [
        ("phan-anh", "Thôn Quang Yên", "answered", True),
        ("kien-nghi", "Thôn Nhật Lệ", "declined", None),
    ]


def test_only_what_was_read_is_kept_and_it_reads_the_same(plan: Catalog) -> None:
    result = content_of(workbook(PORTAL), plan)
    assert result.substitute is not None

    again = content_of(result.substitute, plan, "so.csv")

    assert [row for _, row in again.feedback] == [row for _, row in result.feedback]
    assert len(list(csv.reader(io.StringIO(result.substitute.decode())))) == 3


def with_cell(rows: Rows, row: int, column: int, text: Any) -> bytes:
    cells = [list(line) for line in rows]
    cells[row][column] = text
    return workbook(cells)


@pytest.mark.parametrize(
    ("row", "column", "text", "cell", "kind"),
    [
        (4, 2, "Ông Nguyễn Văn An phản ánh đèn hỏng", "ô C5", "họ tên người (chữ thứ 1 đến 4)"),
        (4, 2, "Đèn hỏng, gọi 0912 345 678", "ô C5", "số điện thoại"),
        (5, 2, "Hồ sơ chậm (CCCD 033089001234)", "ô C6", "số định danh"),
        (1, 0, "Người lập: Trần Thị Hoa", "ô A2", "họ tên người"),
    ],
)
def test_personal_data_are_refused_by_cell_and_never_quoted(
    row: int, column: int, text: str, cell: str, kind: str, plan: Catalog
) -> None:
    lines = faults(with_cell(PORTAL, row, column, text), plan)

    assert any(cell in line and kind in line for line in lines)
    assert not [line for line in lines if "0912" in line or "0330" in line or "Văn An" in line or "Thị Hoa" in line]


def test_a_column_of_personal_data_is_refused_as_a_whole(plan: Catalog) -> None:
    rows = [[*row, ""] for row in PORTAL]
    rows[3][-1], rows[4][-1], rows[5][-1] = "Họ và tên người gửi", "Lan", "Hoa"

    (line,) = faults(workbook(rows), plan)

    assert "ô K5: cột «Họ và tên người gửi» là cột dữ liệu cá nhân, có 2 ô không trống" in line
    assert content_of(workbook([*rows[:4], *([*row[:-1], ""] for row in rows[4:])]), plan).feedback


@pytest.mark.parametrize(
    ("row", "column", "text", "words"),
    [
        (4, 8, "Đang bay", "không có trạng thái nào là «Đang bay»"),
        (4, 5, "31/02/2024", "«31/02/2024» không phải ngày"),
        (4, 7, "", "không có ngày trả lời"),
        (4, 7, "28/02/2024", "ngày trả lời 28/02/2024 trước ngày tiếp nhận 01/03/2024"),
        (5, 1, "PAKN.20240301.0001", "mã này đã có ở"),
        (5, 4, "Bồ câu", "không có kênh nào là «Bồ câu»"),
        (5, 5, "02/03/2099", "chưa tới"),
    ],
)
def test_a_bad_row_is_named_by_its_cell(row: int, column: int, text: str, words: str, plan: Catalog) -> None:
    lines = faults(with_cell(PORTAL, row, column, text), plan)

    assert any(words in line for line in lines)


def test_a_place_that_the_plan_does_not_know_is_refused(plan: Catalog) -> None:
    lines = faults(with_cell(BOOK, 4, 3, "Thôn Tân Bình"), plan)

    assert any("không có thôn, tổ dân phố nào là «Thôn Tân Bình»" in line for line in lines)


def test_working_days_leave_out_the_end_of_the_week(plan: Catalog) -> None:
    register = plan.feedback
    assert register is not None
    fifteen = register.kind[0].model_copy(update={"days": 15})

    # From Friday 01/03/2024 on, fifteen working days end on Friday 22/03/2024.
    assert fifteen.due(DAY) == dt.date(2024, 3, 22)
    assert fifteen.model_copy(update={"working": False}).due(DAY) == dt.date(2024, 3, 16)
    assert register.kind[0].due(DAY) is None


def test_a_list_of_dossiers_is_not_taken_for_a_register(plan: Catalog) -> None:
    head = "Mã hồ sơ;Lĩnh vực;Trạng thái;Ngày tiếp nhận;Ngày hẹn trả;Ngày xử lý xong\n"
    rows = "H1;Hộ tịch;Đã trả kết quả;02/01/2024;05/01/2024;04/01/2024\n"

    result = content_of((head + rows).encode(), plan, "ho-so_2024-01-01_2024-12-31.csv")

    assert result.observations
    assert not result.feedback


def test_the_file_of_the_plan_names_its_faults(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    folder.mkdir()
    for path in PLAN.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        (folder / path.name).write_text(
            text.replace('missing_kind = "phan-anh"', 'missing_kind = "x"'), encoding="utf-8"
        )

    with pytest.raises(FaultError, match="missing_kind"):
        load(folder)


def questionnaires(people: int = 30) -> bytes:
    """Forms of a survey: who answered, a question of the whole, two of one factor, one that the plan does not ask."""
    rows: list[list[Any]] = [
        ["PHIẾU KHẢO SÁT MỨC ĐỘ HÀI LÒNG NĂM 2024"],
        [
            "STT",
            "Họ và tên",
            "Mức độ hài lòng chung",
            "Công chức",
            "Sự phục vụ của công chức",
            "Chỗ để xe",
            "Ý kiến khác",
        ],
    ]
    for number in range(people):
        whole = "Rất hài lòng" if number < 12 else "Hài lòng" if number < 24 else "Không hài lòng"
        staff = "Không ý kiến" if number == 0 else "Hài lòng"
        service = 5 if number < 15 else 3
        rows.append([number + 1, "Nguyễn Thị Hoa", whole, staff, service, "Bình thường", "gọi 0912345678"])
    return workbook(rows)


def test_a_row_a_form_becomes_factors_with_their_sample_and_no_form_is_kept(plan: Catalog) -> None:
    result = read("phieu.xlsx", questionnaires(), plan, unit_id="nhat-quang")

    # Of 30 people 24 are satisfied. Of staff 29 + 30 answers were given, 29 + 15 of them satisfied: 44 of 59.
    assert [
        (row.indicator_id, row.part_id, row.value, row.sample_size, row.year) for _, row in result.observations
    ] == [
        ("satisfaction", None, 80.0, 30, 2024),
        ("satisfaction", "satisfaction-staff", 74.5763, 30, 2024),
    ]
    assert result.substitute is not None
    assert b"Hoa" not in result.substitute
    assert b"0912345678" not in result.substitute
    assert any("«Chỗ để xe»" in caution.problem for caution in result.cautions)
    again = read("phieu.csv", result.substitute, plan, unit_id="nhat-quang")
    assert [row for _, row in again.observations] == [row for _, row in result.observations]


def test_forms_of_a_year_that_is_not_over_are_told(plan: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "today", lambda: dt.date(2024, 7, 1))

    result = read("phieu.xlsx", questionnaires(), plan, unit_id="nhat-quang")

    assert [caution.problem for caution in result.cautions if caution.kind == "future-date"] == [
        "kỳ chưa hết: ngày cuối là 31/12/2024"
    ]


def twenty_forms(year: int) -> bytes:
    """Twenty forms with five degrees, in words or as digits, and with blanks."""
    words = {
        5: "Rất hài lòng",
        4: "Hài lòng",
        3: "Bình thường",
        2: "Không hài lòng",
        1: "Rất không hài lòng",
        None: None,
    }
    columns: list[list[int | None]] = [
        [5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 3, 3, 2, 1, 4, 4, 5, None, None, 3],
        [4] * 10 + [3] * 5 + [None] * 5,
        [None] * 10 + [5] * 6 + [1] * 4,
        [4] * 9 + [3] * 6 + [None] * 5,
    ]
    heads = ["STT", "Mức độ hài lòng chung", "Tiếp cận dịch vụ", "Công chức", "Sự phục vụ của công chức"]
    rows = [
        [number, words[whole], access, words[staff], service]
        for number, (whole, access, staff, service) in enumerate(zip(*columns, strict=True), 1)
    ]
    return workbook([[f"PHIẾU KHẢO SÁT MỨC ĐỘ HÀI LÒNG NĂM {year}"], heads, *rows])


def test_the_factors_of_forms_are_told_with_their_sample_and_margin(tmp_path: Path) -> None:
    file = tmp_path / "phieu.xlsx"
    file.write_bytes(twenty_forms(2024))
    workspace = Workspace.open(tmp_path / "workspace")
    workspace.submit([file], unit_id="nhat-quang", by="test")

    rows = metrics.parts(workspace.store, unit="nhat-quang", index="satisfaction", year=2024).set_index("part_id")
    # Access: 10 of 15. Staff: 6 of 10 and 9 of 15 make 15 of 25 answers, by all twenty people. Wilson, worked by hand.
    interval = rows[["sample_size", "interval_low", "interval_high"]].round(1)
    assert rows.loc[["satisfaction-access", "satisfaction-staff"], "value"].tolist() == [66.6667, 60]
    assert interval.loc["satisfaction-access"].tolist() == [15, 41.7, 84.8]
    assert interval.loc["satisfaction-staff"].tolist() == [20, 38.7, 78.1]
    notes = VIEWS["thanh-phan"](
        workspace.store, workspace.catalog, ViewRequest("nhat-quang", 2024, indicator="satisfaction")
    ).notes
    assert [note.replace(formats.SPACE, " ") for note in notes] == [
        "Tiếp cận 2024: 15 phiếu, khoảng tin cậy 95 %: 41,7–84,8 %.",
        "Công chức 2024: 20 phiếu, khoảng tin cậy 95 %: 38,7–78,1 %.",
    ]


def plain_list(title: str, *rows: tuple[str, str]) -> bytes:
    """A register without codes, numbered from 1: the days and subjects of its rows."""
    header = ("STT", "Ngày tiếp nhận", "Nội dung phản ánh", "Hạn trả lời")
    lines = [(str(number), day, subject, "31/12/2024") for number, (day, subject) in enumerate(rows, 1)]
    return "\n".join(map(";".join, [(title, "", "", ""), header, *lines])).encode("utf-8-sig")


def test_registers_that_begin_with_1_again_never_replace_each_other_unseen(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "workspace")
    first = plain_list("SỔ THEO DÕI PHẢN ÁNH QUÝ I/2024", ("02/02/2024", "Đường hỏng"), ("05/02/2024", "Đèn hỏng"))
    workspace.submit([("q1.csv", first)], unit_id="nhat-quang", by="test")

    # Một sổ không ghi quý đánh số lại từ 1: số 1 đã là ý kiến khác.
    again = plain_list("SỔ THEO DÕI PHẢN ÁNH NĂM 2024", ("02/05/2024", "Cống tắc"))
    with pytest.raises(FaultError, match="số thứ tự này đã là ý kiến ngày 02/02/2024"):
        workspace.preview([("q2.csv", again)], unit_id="nhat-quang")
    second = plain_list("SỔ THEO DÕI PHẢN ÁNH QUÝ II/2024", ("02/05/2024", "Cống tắc"), ("04/06/2024", "Rác thải"))
    workspace.submit([("q2.csv", second)], unit_id="nhat-quang", by="test")
    # Cả năm, đánh số liền: ý kiến thứ ba và thứ tư đã có dưới số của quý II.
    year = [*(("02/02/2024", "Đường hỏng"), ("05/02/2024", "Đèn hỏng")), ("02/05/2024", "Cống tắc")]
    preview = workspace.preview([("nam.csv", plain_list("SỔ THEO DÕI PHẢN ÁNH NĂM 2024", *year))], unit_id="nhat-quang")

    codes = workspace.store.frame("select code from feedback_in_force where unit_id = 'nhat-quang' order by received")
    assert codes["code"].tolist() == ["1/2024", "2/2024", "1/quý 2/2024", "2/quý 2/2024"]
    assert preview.feedback["code"].tolist() == ["3/2024"]
    assert any("mã 1/quý 2/2024" in caution.problem for caution in preview.cautions)


def test_a_fault_of_the_figures_of_forms_names_the_file_that_was_handed_in(tmp_path: Path) -> None:
    file = tmp_path / "phieu.xlsx"
    # The commune ended in the middle of 2025.
    file.write_bytes(twenty_forms(2025))

    with pytest.raises(FaultError) as refusal:
        Workspace.open(tmp_path / "workspace").submit([file], unit_id="nhat-quang", by="test")

    assert [fault.place for fault in refusal.value.faults] == ["phieu.xlsx"]


def test_forms_without_a_year_ask_for_it(plan: Catalog) -> None:
    with pytest.raises(Open) as left_open:
        read("phieu.xlsx", without_year(), plan)

    assert [question.kind for question in left_open.value.questions] == ["period"]


def without_year() -> bytes:
    answers = [["Hài lòng", "Rất hài lòng"]] * 6
    return workbook([["PHIẾU KHẢO SÁT"], ["Mức độ hài lòng chung", "Công chức"], *answers])


def test_the_usual_words_of_a_form_for_the_result_are_known(plan: Catalog) -> None:
    """«Kết quả giải quyết» was left out of the factors, with a caution."""
    rows = "".join(f"{at},Hài lòng,Không hài lòng\n" for at in range(1, 31))
    text = f"Phiếu khảo sát mức độ hài lòng năm 2024\nSTT,Tiếp cận dịch vụ,Kết quả giải quyết\n{rows}"

    figures = [figure for _, figure in read("phieu.csv", text.encode(), plan, unit_id="nhat-quang").observations]

    assert {figure.part_id: (figure.value, figure.sample_size) for figure in figures} == {
        "satisfaction-access": (100, 30),
        "satisfaction-result": (0, 30),
    }
