"""Each document names the sources of its figures; where there is nothing to report, a sentence stands in its place."""

import datetime as dt
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from cchc_metrics import metrics
from cchc_metrics.documents import annex, reports
from cchc_metrics.documents import request as requests
from cchc_metrics.documents.letterhead import official
from cchc_metrics.documents.one_page import pdf
from cchc_metrics.documents.request import check_request
from cchc_metrics.faults import FaultError
from cchc_metrics.store import Store
from cchc_metrics.workspace import Workspace
from tests.documents.conftest import UNIT

ALL = [("quy-1", 2024), ("6-thang", 2024), ("quy-3", 2024), ("nam", 2024), ("tong-ket", 2025), ("mot-trang", 2025)]


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(tmp_path_factory.mktemp("other"))


def words_of(data: bytes) -> str:
    """Everything in a .docx, headers and footers too, a paragraph a line."""
    document = Document(io.BytesIO(data))
    edges = [
        edge._element
        for section in document.sections
        for edge in (section.header, section.first_page_header, section.footer, section.first_page_footer)
    ]
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for part in (document.element.body, *edges)
        for paragraph in part.iter(qn("w:p"))
    )


def request_for(workspace: Workspace, kind: str, year: int, unit: str = "xa-thu", day: dt.date | None = None) -> Any:
    return reports.request(workspace, kind=kind, unit=unit, year=year, day=day)


def document_of(workspace: Workspace, kind: str, year: int, **other: Any) -> bytes:
    return reports.document(workspace, request_for(workspace, kind, year, **other), "docx")


def faults_of(workspace: Workspace, kind: str, year: int, **other: Any) -> str:
    with pytest.raises(FaultError) as refusal:
        document_of(workspace, kind, year, **other)
    return str(refusal.value)


@pytest.mark.parametrize(("kind", "year"), ALL)
def test_every_document_says_where_its_figures_come_from(
    make: Callable[..., bytes], default_workspace: Workspace, kind: str, year: int
) -> None:
    data = make(kind, year)
    text = words_of(data)

    about = Document(io.BytesIO(data)).core_properties

    # It is in the properties of the file, for whoever checks it, and not in the text.
    assert default_workspace.store.path.stem in about.keywords
    assert default_workspace.store.path.stem not in text
    assert re.search(r"Ngày số liệu: \d\d/\d\d/\d{4}", about.comments)
    assert "Bộ lọc: Xã Nhật Quang, " in about.comments
    for section in Document(io.BytesIO(data)).sections:
        assert "SỐ LIỆU MINH HỌA" in "".join(paragraph.text for paragraph in section.header.paragraphs)
        if section.different_first_page_header_footer:
            assert "SỐ LIỆU MINH HỌA" in section.first_page_header.paragraphs[0].text


@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf"])
def test_the_same_figures_give_the_same_bytes(
    make: Callable[..., bytes], default_workspace: Workspace, other: Workspace, form: str
) -> None:
    kind = {"docx": "nam", "xlsx": "phu-luc", "pdf": "mot-trang"}[form]

    again = reports.document(other, request_for(other, kind, 2024, unit=UNIT), form)

    assert again == make(kind, 2024, form)
    assert other.store.path.stem == default_workspace.store.path.stem


def test_real_figures_carry_no_mark(workspace_of: Callable[..., Workspace]) -> None:
    workspace = workspace_of(published=[{"indicator_id": "early", "year": 2022, "numerator": 9, "denominator": 10}])

    assert "MINH HỌA" not in words_of(document_of(workspace, "nam", 2022))


def test_what_no_figure_says_is_a_blank_and_never_a_cause(workspace_of: Callable[..., Workspace]) -> None:
    workspace = workspace_of(
        published=[
            {"indicator_id": "on-time", "year": 2022, "numerator": 911, "denominator": 912},
            {
                "indicator_id": "early",
                "year": 2022,
                "numerator": 1,
                "denominator": 2,
                "note": "Hai người nghỉ ốm",
                "as_of": "2023-01-10",
            },
        ]
    )

    text = words_of(document_of(workspace, "nam", 2022))

    # What is filled in stands behind the name of what it explains.
    assert "- “Đúng hạn”: [cần bổ sung: nguyên nhân của hạn chế ở “Đúng hạn”].\n" in text
    assert "nguyên nhân của hạn chế ở “Trước hạn”" not in text
    assert "Trước hạn (ghi chú nộp kèm số liệu, Sổ thử, ngày 10/01/2023): “Hai người nghỉ ốm”" in text
    assert "(911/912), kế hoạch đặt 100%, thiếu 0,11\N{NO-BREAK SPACE}điểm\N{NO-BREAK SPACE}%, còn 1 trường hợp" in text
    # The index has no figure, so nothing says that it was missed.
    assert "ở “PAPI”" not in text
    assert "PAPI" not in text.split("2. Tồn tại, hạn chế")[1].split("IV. PHƯƠNG HƯỚNG")[0]


@pytest.mark.slow
def test_what_a_meeting_decided_is_told_with_who_wrote_it_down(workspace_of: Callable[..., Workspace]) -> None:
    workspace = workspace_of(published=[{"indicator_id": "early", "year": 2022, "numerator": 1, "denominator": 2}])
    workspace.decide(
        {
            "decided": dt.date(2022, 5, 4),
            "what": "Trực thêm sáng thứ Bảy",
            "owner_id": "van-phong",
            "due": dt.date(2022, 6, 1),
        },
        unit_id="xa-thu",
        by="an",
    )

    assert (
        "- Cuộc họp ngày 04/5/2022 giao: “Trực thêm sáng thứ Bảy” Phụ trách: Văn phòng. Hạn: 01/6/2022 (an ghi)."
    ) in words_of(document_of(workspace, "nam", 2022))

    workspace.decide(
        {
            "decided": dt.date(2022, 5, 4),
            "what": "Xin ý kiến UBND huyện",
            "owner_id": "van-phong",
            "due": dt.date(2022, 6, 1),
        },
        unit_id="xa-thu",
        by="an",
    )
    faults = faults_of(workspace, "nam", 2022, day=dt.date(2023, 7, 1))

    assert "kết luận họp ở bút toán 2: tên «UBND huyện» không còn dùng từ 01/07/2023" in faults


@pytest.mark.slow
def test_a_task_stands_as_it_was_on_the_day_of_the_document(
    workspace_of: Callable[..., Workspace], tmp_path: Path
) -> None:
    figures = [{"indicator_id": "early", "year": year, "numerator": 1, "denominator": 2} for year in (2022, 2023)]
    workspace = workspace_of(published=figures)
    for number, words in enumerate(("in_progress,2022-05-04,", "done,2023-02-01,")):
        file = tmp_path / f"nhiem-vu-{number}.csv"
        file.write_text(f"task_id,unit_id,state,as_of,note\nviec-1,xa-thu,{words}\n", encoding="utf-8")
        workspace.submit([file], unit_id="xa-thu", by="an")

    reports = (2022, dt.date(2022, 12, 20)), (2022, dt.date(2023, 3, 1)), (2023, dt.date(2023, 3, 1))
    then, later, now = (
        {row.cells[1].text: row.cells[4].text for row in Document(io.BytesIO(data)).tables[-1].rows}
        for data in (document_of(workspace, "nam", year, day=day) for year, day in reports)
    )

    # A task reported after the year belongs to the next one, whenever the report of the year is written.
    assert then["Công khai tiến độ"] == later["Công khai tiến độ"] == "đang thực hiện"
    assert now["Công khai tiến độ"] == "đã xong"


def test_a_period_without_figures_is_told_and_not_made(default_workspace: Workspace) -> None:
    faults = faults_of(default_workspace, "6-thang", 2025, unit=UNIT)

    assert faults == (
        "Báo cáo 6 tháng đầu năm 2025: xã Nhật Quang mới có số liệu gộp từ 01/01/2025 đến 30/06/2025, cần nộp số riêng "
        "từ 15/12/2024 đến 14/06/2025."
    )


def test_with_half_of_the_figures_the_report_names_the_others(workspace_of: Callable[..., Workspace]) -> None:
    quarter = {"year": 2023, "period_start": "2022-12-15", "period_end": "2023-03-14"}
    workspace = workspace_of(
        published=[
            {"indicator_id": "early", **quarter, "numerator": 8, "denominator": 10},
            {"indicator_id": "on-time", **quarter, "period_end": "2023-02-28", "numerator": 45, "denominator": 45},
        ]
    )

    text = words_of(document_of(workspace, "quy-1", 2023))

    assert "Có số liệu của kỳ cho 2 chỉ tiêu" in text
    assert "còn thiếu 14 ngày của kỳ" in text
    # Indicators with a verdict by the year and no figure in these days are left out, also from the annex.
    assert "chưa có số liệu" not in text.split("2. Tồn tại, hạn chế")[1]


def test_what_fell_is_a_shortcoming_and_no_result(make: Callable[..., bytes]) -> None:
    # The illustrative PAR INDEX fell from 79,15 to 75,08 in 2023; SIPAS 2023 cannot be compared.
    text = words_of(make("nam", 2023))
    results, rest = text.split("1. Kết quả đạt được")[1].split("2. Tồn tại, hạn chế")
    short, causes = rest.split("3. Nguyên nhân")

    assert "PAR INDEX" not in results
    assert "(PAR INDEX): 75,08%, giảm 4,07" in short
    assert "[cần bổ sung: nguyên nhân của hạn chế ở “PAR INDEX”]" in causes
    # Of the three shortcomings one is an index: each has somebody to mend it, or somebody is to be found.
    assert short.count("Phụ trách: ") == 3
    assert (
        "Khắc phục các nội dung đã nêu ở phần tồn tại, hạn chế: Công chức Văn phòng – Thống kê 1 nội dung; Công chức "
        "Tài chính – Kế toán 1 nội dung.\n- Phân công người phụ trách và khắc phục 1 nội dung còn lại đã nêu"
    ) in causes
    # What cannot be compared is neither an achievement nor a shortcoming.
    assert "SIPAS" not in results
    assert "SIPAS" not in short
    assert re.search(r"Đạt \d+ trên \d+ chỉ tiêu đến hạn và có số liệu", results)


def test_where_nothing_was_judged_nothing_is_praised(workspace_of: Callable[..., Workspace]) -> None:
    # The year before has no figure, so that nobody can say whether the share fell; nothing else has one.
    figure = {"indicator_id": "recurrent", "year": 2022, "numerator": 70, "denominator": 100}
    workspace = workspace_of(published=[figure])

    text = words_of(document_of(workspace, "nam", 2022))

    assert "Chưa nêu được tồn tại, hạn chế: năm 2022 chưa có chỉ tiêu đến hạn và có số liệu." in text
    assert "nào chưa đạt" not in text


def test_what_should_fall_got_better_when_it_fell(workspace_of: Callable[..., Workspace]) -> None:
    # 72 of 100 in the first quarter of 2022, 70 of 100 in that of 2023, of a share that has to fall.
    quarters = [(2022, "2021-12-15", "2022-03-14", 72), (2023, "2022-12-15", "2023-03-14", 70)]
    workspace = workspace_of(
        published=[
            {
                "indicator_id": "recurrent",
                "year": year,
                "period_start": first,
                "period_end": last,
                "numerator": cases,
                "denominator": 100,
            }
            for year, first, last, cases in quarters
        ]
    )

    results, rest = words_of(document_of(workspace, "quy-1", 2023)).split("1. Kết quả đạt được")[1].split("2. Tồn tại")

    assert "Tốt hơn cùng kỳ năm trước: “Chi thường xuyên”." in results
    assert "Trong 1 chỉ tiêu so được với cùng kỳ năm trước, không có chỉ tiêu nào kém hơn." in rest


def test_days_that_all_figures_share_are_told_once(make: Callable[..., bytes]) -> None:
    text = words_of(make("nam", 2025))

    assert "(kỳ báo cáo từ ngày 15/12/2024 đến ngày 14/12/2025; số liệu từ ngày 01/01/2025 đến ngày 30/6/2025" in text
    assert text.count("trừ nơi ghi khác") == 1
    assert "Kỳ số liệu" not in text
    assert "đến ngày 14/12/2024; số liệu của năm 2024)" in words_of(make("nam", 2024))


@pytest.mark.parametrize("kind", ["nam", "tong-ket", "mot-trang"])
def test_figures_that_may_still_change_are_named_where_verdicts_rest_on_them(
    make: Callable[..., bytes], kind: str
) -> None:
    shorts = ["PAR INDEX", "ICT INDEX", "Thanh toán trực tuyến", "Chi thường xuyên", "Hồ sơ công việc"]
    # The final review tells of several years.
    year = " (2025)" if kind == "tong-ket" else ""
    names = ", ".join(f"“{short}”{year}" for short in shorts)

    assert words_of(make(kind, 2025)).count(f"Số tạm thời, còn có thể thay đổi: {names}.") == 1
    assert "tạm thời" not in words_of(make("nam", 2024))


def test_what_was_due_in_a_year_that_is_over_is_not_promised_for_it(make: Callable[..., bytes]) -> None:
    assert "vào năm 2025" not in words_of(make("nam", 2025))
    assert "kế hoạch đặt 80% trở lên vào năm 2025" in words_of(make("nam", 2024))


@pytest.mark.parametrize(
    ("kind", "year", "unit", "words"),
    [
        ("nam", 2024, "hung-yen", "Hưng Yên không thuộc cấp đó"),
        ("nam", 2020, UNIT, "kế hoạch chỉ xét các năm 2021–2025"),
        ("quy-3", 2024, "tien-tien", "xã Tiên Tiến chỉ có từ ngày 01/07/2025"),
        ("nam", 2025, "dinh-cao", "xã Đình Cao chưa có số liệu nào của năm 2025"),
    ],
)
def test_a_document_that_cannot_be_says_why(
    default_workspace: Workspace, kind: str, year: int, unit: str, words: str
) -> None:
    assert words in faults_of(default_workspace, kind, year, unit=unit)


def test_slides_of_a_unit_that_the_plan_does_not_bind_are_made_of_its_years(default_workspace: Workspace) -> None:
    def request_of(year: int) -> Any:
        return reports.request(default_workspace, kind="trinh-chieu", unit="hung-yen", year=year)

    check_request(default_workspace.store, default_workspace.catalog, request_of(2019))
    with pytest.raises(FaultError, match="Hưng Yên chưa có số liệu nào của năm 2016"):
        check_request(default_workspace.store, default_workspace.catalog, request_of(2016))


def test_a_unit_that_is_no_more_has_no_report_of_a_later_period(workspace_of: Callable[..., Workspace]) -> None:
    workspace = workspace_of()
    catalog = workspace.catalog
    request = reports.Request("xa-cu", "quy-1", 2025, dt.date(2025, 3, 20))

    assert request.dates(catalog) == (dt.date(2024, 12, 15), dt.date(2025, 3, 14))
    assert "chưa có số liệu nào" in faults_of(workspace, "quy-1", 2025, unit="xa-cu")


def test_the_final_review_names_the_systems_of_the_plan_by_what_they_are_for(make: Callable[..., bytes]) -> None:
    text = words_of(make("tong-ket", 2025))

    assert "Hệ thống mà kế hoạch nêu để lấy số liệu: Hệ thống thông tin một cửa điện tử tỉnh, Cổng Dịch vụ công" in text
    assert "; để gửi số liệu tới: Chuyên mục cải cách hành chính trên cổng thông tin của xã; để lấy và gửi" in text


def test_the_successor_signs_after_the_merger_for_the_receivers_of_the_day(make: Callable[..., bytes]) -> None:
    text = words_of(make("tong-ket", 2025))

    assert "XÃ TIÊN TIẾN" in text
    assert "Tiên Tiến, ngày 31 tháng 12 năm 2025" in text
    assert (
        "- [cần bổ sung: nơi nhận ở cấp trên, theo văn bản của tỉnh];\n- Thường trực Đảng ủy xã;\n"
        "- Thường trực HĐND xã;\n- Lãnh đạo UBND xã;\n- Lưu: VT."
    ) in text
    # The posts of the commune ended on 30/6/2025. Who answers now is told where a decree says so, else it is a blank,
    # asked once before the tasks; until it is filled they name the post only as one that was replaced.
    blank = "[cần bổ sung: nơi phụ trách thay Công chức Tài chính – Kế toán]"
    assert f"- Việc của Công chức Tài chính – Kế toán sau ngày 30/6/2025: {blank}.\n" in text
    blanks = re.findall(r"\[cần bổ sung: [^]]*\]", text)
    assert len(blanks) == len(set(blanks))
    assert text.count("\nnơi phụ trách thay Công chức Tài chính – Kế toán\n") == 3
    assert text.count("Công chức") == len(re.findall(r"(?:Việc của|nơi phụ trách thay) Công chức", text))
    assert "Văn phòng HĐND và UBND" in text
    assert "UBND huyện" not in text
    assert "Phòng Nội vụ" not in text


def test_the_final_review_hands_over_what_was_not_reached(
    make: Callable[..., bytes], default_workspace: Workspace
) -> None:
    text = words_of(make("tong-ket", 2025))
    last = metrics.targets(default_workspace.store, unit=UNIT, year=2025)
    rest = last[last["level"].isin(["missed", "missed_within_error", "no_data"])]

    assert "để xã Tiên Tiến tiếp tục theo dõi" in text
    assert 5 < len(rest) < 26
    assert all(f"“{name}” (" in text for name in rest["short"])
    # Counted by hand from the shipped figures: 13 met, 10 missed, 1 without a figure, 2 of 0 cases.
    assert (
        "Năm 2025, trong 26 chỉ tiêu của kế hoạch: đạt 13 trên 23 chỉ tiêu đến hạn và có số liệu"
        " (2 trong sai số), chưa đạt 10; còn lại 1 chưa có số liệu, 2 không phát sinh."
    ) in text
    # Counted by hand in the annex, year by year.
    assert (
        "Số chỉ tiêu đạt trên số chỉ tiêu đến hạn và có số liệu của từng năm: 2021: 6 trên 8; 2022: 2 trên 6; "
        "2023: 6 trên 8; 2024: 7 trên 8; 2025: 13 trên 23 (2 trong sai số)."
    ) in text
    assert "Trong 36 nhiệm vụ của kế hoạch, đến ngày 31/12/2025: 17 đã xong" in text
    # 9 under way, 2 late, 3 not begun; 5 of which nobody has told anything.
    assert "14 nhiệm vụ chưa hoàn thành và 5 nhiệm vụ chưa có báo cáo đến ngày 31/12/2025" in text
    assert "1 chỉ số chưa có số liệu: “PAPI”" in text
    assert "“Hài lòng TTHC” (90% trở lên, trong sai số khảo sát)" in text
    # A year without a target is a gap all the same.
    assert "“Thanh toán trực tuyến”: không có số liệu năm 2022." in text
    assert "“ICT INDEX”: không có số liệu năm 2023." in text
    # PAR INDEX fell in 2023, so the verdict of 2025 is not that of the period.
    assert "So với năm trước: tăng 4 năm (2021, 2022, 2024, 2025); không tăng: 2023." in text
    # The ICT INDEX of the illustration: 0,44 twice, a year without a figure, then 0,52.
    assert ("2021: 0,4400 (tăng 0,0400); 2022: 0,4400 (bằng năm trước); 2023: chưa có số liệu; 2024: 0,5200 (") in text


def test_the_yearly_report_asks_each_question_once(
    default_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = []
    default_workspace.store._answers.clear()
    answer = Store._fresh_answer
    monkeypatch.setattr(
        Store,
        "_fresh_answer",
        lambda self, sql, values: questions.append((sql, repr(values))) or answer(self, sql, values),
    )

    document_of(default_workspace, "nam", 2025, unit=UNIT)

    # Units, targets, indices, tallies, decisions, areas, tasks, notes, feedback, its shares, unread files.
    assert len(questions) == len(set(questions)) == 11


def test_every_blank_of_a_document_is_asked_for(default_workspace: Workspace, make: Callable[..., bytes]) -> None:
    for kind in ("nam", "mot-trang", "tong-ket", "tu-danh-gia"):
        request = request_for(default_workspace, kind, 2025, UNIT)
        blanks = set(re.findall(r"\[cần bổ sung: ([^]]*)\]", words_of(make(kind, 2025))))
        assert blanks <= set(reports.open_blanks(default_workspace, request)), kind
        assert blanks


def test_the_final_review_counts_the_indices_that_any_year_lets_one_compare(
    workspace_of: Callable[..., Workspace],
) -> None:
    # PAPI has two years, of which one is compared with the other; nobody measured SIPAS.
    papi = [{"indicator_id": "papi", "year": year, "value": value} for year, value in ((2024, 40), (2025, 41))]
    workspace = workspace_of(
        published=[*papi, {"indicator_id": "early", "year": 2025, "numerator": 8, "denominator": 10}]
    )

    text = words_of(document_of(workspace, "tong-ket", 2025))

    assert "1 trên 1 chỉ số so được với năm trước tăng ở mọi năm so được: PAPI. Chưa so được năm nào: SIPAS." in text


def test_indices_without_a_figure_are_asked_for_from_who_owes_them(workspace_of: Callable[..., Workspace]) -> None:
    workspace = workspace_of(published=[{"indicator_id": "early", "year": 2024, "numerator": 8, "denominator": 10}])

    section = words_of(document_of(workspace, "nam", 2024)).split("IV. PHƯƠNG HƯỚNG")[1].split("V. KIẾN NGHỊ")[0]

    assert "- Bổ sung kết quả của 2 chỉ số: “PAPI”; “SIPAS”. Phụ trách cung cấp: Văn phòng.\n" in section


@pytest.mark.parametrize(
    ("year", "days"), [(2024, "số liệu của năm 2024"), (2025, "từ ngày 01/01/2025 đến ngày 30/6/2025")]
)
def test_the_one_page_names_the_days_that_the_report_names(make: Callable[..., bytes], year: int, days: str) -> None:
    head = words_of(make("mot-trang", year)).split("Các chỉ số phải tăng")[0]

    assert days in words_of(make("nam", year))
    assert days in head
    # When a figure was known is not until when it counts.
    assert "10/7/2025" not in head


@pytest.mark.parametrize("kind", ["mot-trang", "trinh-chieu"])
def test_what_nobody_signs_bears_no_day_to_come(
    default_workspace: Workspace, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "today", lambda: dt.date(2025, 11, 20))

    assert request_for(default_workspace, kind, 2025, UNIT).day == dt.date(2025, 11, 20)
    assert request_for(default_workspace, kind, 2024, UNIT).day == dt.date(2025, 2, 10)
    # A paper bears the day on which it goes up.
    assert request_for(default_workspace, "nam", 2025, UNIT).day == dt.date(2025, 12, 20)


def test_the_final_review_lists_every_year_of_every_target(make: Callable[..., bytes]) -> None:
    table = Document(io.BytesIO(make("tong-ket", 2025))).tables[-2]
    cells = [[cell.text for cell in row.cells] for row in table.rows]

    assert cells[0][4:9] == ["2021", "2022", "2023", "2024", "2025"]
    on_time = next(row for row in cells if row[1].endswith("trả kết quả đúng hạn"))
    assert on_time[2:9] == ["%", "100%", "98,38", "98,72", "99,53", "99,55", "99,89"]
    # 100 % was asked every year and never reached.
    assert on_time[9] == "2025: chưa đạt; cả giai đoạn: chưa đạt"
    assert "mục II.1.b" in on_time[10]


def test_every_area_stands_in_the_annex_however_many_there_are(default_workspace: Workspace) -> None:
    one = next(iter(default_workspace.catalog.areas.values()))
    catalog = replace(
        default_workspace.catalog, areas={f"a{n}": one.model_copy(update={"id": f"a{n}"}) for n in range(20)}
    )
    rows = [{"area_id": area} for area in catalog.areas]

    numbers = [number for number, *_ in annex.groups_of_rows(catalog, [{"name": "PAPI"}], rows)]

    assert numbers[:10] == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
    assert numbers[12:] == ["XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX", "XXI"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "note",
    [
        '<b>đậm</b> & "nháy" <w:p/>',
        "Nhiệm vụ " + "rất dài " * 40,
        "{{ co_quan }} {% for %}",
        "a\x0bb\x00c\nxuống dòng",
        '=HYPERLINK("http://x")',
    ],
)
def test_whatever_somebody_typed_stays_text(workspace_of: Callable[..., Workspace], note: str) -> None:
    workspace = workspace_of(
        published=[
            {
                "indicator_id": "early",
                "year": 2022,
                "numerator": 1,
                "denominator": 2,
                "note": note.replace("\x00", ""),
                "as_of": "2023-01-10",
            }
        ]
    )

    data = document_of(workspace, "nam", 2022)

    letters = re.sub(r"[\x00-\x1f]", "", note)
    assert letters in words_of(data).replace("\n", "") or "".join(letters.split()) in "".join(words_of(data).split())


def test_the_one_page_is_one_page_as_pdf_whatever_stands_on_it() -> None:
    fields: Mapping[str, Any] = {
        "dau_trang": "SỐ LIỆU MINH HỌA",
        "thong_tin": ["Bản số liệu: x " * 20],
        "ngay": "Lập ngày 01/01/2025",
        "thong_diep": "Năm 2024: 3 trên 4 chỉ số tăng; đạt 13 trên 23 chỉ tiêu có số liệu và đến hạn.",
        "hinh": "",
        "tieu_de": "CẢI CÁCH HÀNH CHÍNH",
        "chi_so": [dict.fromkeys(("ten", "gia_tri", "thay_doi", "ket_luan", "chuoi"), "Chỉ số dài " * 3)] * 4,
        "linh_vuc": [{"ten": "Lĩnh vực " * 6, "cau": "đạt 8/15 chỉ tiêu " * 4}] * 7,
        "chu_y": [{"so": str(n), "ten": "ấ" * 150, "can_cu": "ề" * 150, "phu_trach": "Ộ" * 100} for n in (1, 2, 3)],
        "y_kien": "Năm 2024 tiếp nhận 4 phản ánh, kiến nghị. " * 4,
        "quyet_dinh": ["Việc " * 30] * 5,
    }

    assert pages(pdf(fields, dt.date(2025, 1, 1))) == 1


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", data))


def test_libreoffice_opens_every_document_and_the_one_page_is_one(
    make: Callable[..., bytes], pdfs_of: Callable[..., list[bytes]]
) -> None:
    documents = [make(kind, year) for kind, year in ALL]

    counts = [pages(data) for data in pdfs_of(*documents)]

    assert counts[-1] == 1
    assert all(4 <= count <= 20 for count in counts[:-1]), counts


@pytest.mark.parametrize(("kind", "year"), ALL)
def test_documents_are_spelled_as_official_ones(make: Callable[..., bytes], kind: str, year: int) -> None:
    text = words_of(make(kind, year))

    assert not re.search(r"[«»≥≤]|\d[ \N{NO-BREAK SPACE}]%|[Đđ]ứt ở|[Pp]hép thử|Bảy lĩnh vực|Bốn chỉ số", text)
    assert not re.search(r"\d\d/0[3-9]/\d{4}", text)


def test_a_quarter_tells_the_dossiers_of_its_days(make: Callable[..., bytes]) -> None:
    text = words_of(make("quy-1", 2024))

    # data/demo/tallies.csv, 15/12/2023–14/3/2024, its fields added up: 6 + 270 − 271 = 5.
    assert "Hồ sơ kỳ trước chuyển sang: 6; hồ sơ tiếp nhận trong kỳ: 270; hồ sơ đã giải quyết: 271" in text
    assert text.count("hồ sơ đang giải quyết cuối kỳ: 5") == 1
    # Of the same days; the blanks beneath do not ask again for what is told.
    assert "cổng thông tin của xã: 4; lượt phát thanh về cải cách hành chính trên Đài truyền thanh xã: 4" in text
    assert not re.search(r"cần bổ sung: (?:số cuộc kiểm tra|hình thức, số lượng)", text)
    assert "Không xét" not in text


def test_an_area_that_met_nothing_is_told_in_words(make: Callable[..., bytes]) -> None:
    text = words_of(make("nam", 2025))

    # The one target of public finance, 71 % after 70 %, was missed.
    assert "Chỉ tiêu duy nhất đến hạn và có số liệu chưa đạt (nêu ở phần tồn tại, hạn chế)." in text
    assert "Đạt 0 trên" not in text


def test_a_quarter_begins_with_what_got_better_and_worse(make: Callable[..., bytes]) -> None:
    text = words_of(make("quy-3", 2024)).replace("\N{NO-BREAK SPACE}", " ")

    # 284 of 286 on time after 99,64 % in the same quarter of 2023.
    assert "1 chỉ tiêu kém hơn (“Trả đúng hạn” giảm 0,34 điểm %)" in text
    assert "3 chỉ tiêu tốt hơn (“Trả trước hạn” tăng 1,64" in text
    # Nobody had reported on a task by September 2024: a table of 36 empty rows would say nothing.
    assert "Chưa có báo cáo về 36 nhiệm vụ của kế hoạch đến ngày 20/9/2024." in text
    assert "NHIỆM VỤ CỦA KẾ HOẠCH" not in text
    assert "NHIỆM VỤ CỦA KẾ HOẠCH" in words_of(make("nam", 2025))


def test_the_annex_of_a_quarter_has_no_column_for_verdicts_that_it_does_not_give(make: Callable[..., bytes]) -> None:
    for kind, count in (("quy-1", 0), ("nam", 1)):
        tables = Document(io.BytesIO(make(kind, 2024))).tables
        annex = next(table for table in tables if table.cell(0, 0).text == "STT")
        heads = [cell.text for cell in annex.rows[0].cells]
        assert heads.count("Kết luận") == count
        # Every row is as wide as the head, also that of a group, whose name goes over the columns.
        assert {len(row.cells) for row in annex.rows} == {len(heads)} == {9 + count}


def test_the_workbook_of_a_quarter_has_the_rows_of_its_document(make: Callable[..., bytes]) -> None:
    sheet = load_workbook(io.BytesIO(make("quy-1", 2024, "xlsx"))).worksheets[0]

    targets = [row[1] for row in sheet.iter_rows(min_row=5, values_only=True) if row[2] == "%"]

    assert len(targets) == 4
    assert targets[0] == "Hồ sơ thủ tục hành chính được trả kết quả đúng hạn"


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("kế hoạch đặt ≥ 120\N{NO-BREAK SPACE}triệu đồng, thiếu 23,5 triệu đồng", "đặt 120 triệu đồng trở lên, thiếu"),
        ("đạt yêu cầu (≥ 5\N{NO-BREAK SPACE}ngày).", "đạt yêu cầu (5 ngày trở lên)."),
        ("“Tin, bài” (≥ 48\N{NO-BREAK SPACE}tin, bài); còn", "(48 tin, bài trở lên); còn"),
        ("≥ 80\N{NO-BREAK SPACE}%, còn 2", "80% trở lên, còn 2"),
    ],
)
def test_a_limit_stands_behind_the_unit_of_its_number(text: str, spelling: str) -> None:
    assert spelling in official(text).replace("\N{NO-BREAK SPACE}", " ")


def test_a_document_tells_of_no_year_after_its_own(make: Callable[..., bytes]) -> None:
    text = words_of(make("mot-trang", 2024)).replace("\N{NO-BREAK SPACE}", " ")

    assert "2024 tăng" in text
    assert "2025 tăng" not in text
    # PAR INDEX of the illustration is 86,71 in 2024, and 88,65 in 2025.
    assert "86,71%" in text
    assert "88,65%" not in text


def test_a_missed_target_is_told_once(make: Callable[..., bytes]) -> None:
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(make("nam", 2025))).paragraphs)

    # 811 of 912 against 100 %: 100 − 88,93 = 11,07, the widest gap of the year; the summary names it shortly.
    assert text.count("811/912") == 1
    assert "Thiếu nhiều nhất: “Hồ sơ trực tuyến” thiếu 11,07\N{NO-BREAK SPACE}điểm\N{NO-BREAK SPACE}%" in text
    assert text.index("TÓM TẮT KẾT QUẢ") < text.index("I. CÔNG TÁC CHỈ ĐẠO")
