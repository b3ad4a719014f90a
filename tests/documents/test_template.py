"""Word templates and blanks, what a report says of an area, why a document cannot be made (reasons.toml)."""

import datetime as dt
import io
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from cchc_metrics.catalog import Catalog
from cchc_metrics.documents import final_review, one_page, periodic, reports
from cchc_metrics.documents.request import NUMBER, FilledBlanks, Request, check_request
from cchc_metrics.documents.template import FINAL_FIELDS, ONE_PAGE_FIELDS, PERIODIC_FIELDS
from cchc_metrics.faults import FaultError
from cchc_metrics.workspace import Workspace
from tests.documents.conftest import UNIT, template_with

PERIODIC = "bao-cao-dinh-ky.docx"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{{ trich_yeu }}", "{{ trich_yu }}", "trường «trich_yu» mà chương trình không biết; có phải là «trich_yeu»?"),
        ("{{ lv.ten }}", "{{ lv.tenn }}", "trường «lv.tenn» mà chương trình không biết; có phải là «lv.ten»?"),
        ("in ket_qua", "in ket_qa", "có phải là «ket_qua»?"),
        ("{{ dong.dvt }}", "{{ dong.dvt.upper() }}", "mẫu dùng «call»"),
        ("{{ trich_yeu }}", "{{ trich_yeu|upper }}", "mẫu dùng «filter»"),
        ("{{ trich_yeu }}", "{{ trich_yeu.__class__ }}", "«trich_yeu.__class__»"),
        ("{{ trich_yeu }}", "{% import 'os' as x %}", "mẫu dùng «import»"),
        ("{{ trich_yeu }}", "{{ trich_yeu", "sai cú pháp"),
        ("{{ trich_yeu }}", "{{ trích yếu }}", "sai cú pháp"),
    ],
)
def test_a_wrong_field_is_named_with_the_nearest_and_its_place(
    default_workspace: Workspace, tmp_path: Path, old: str, new: str, words: str
) -> None:
    template = template_with(PERIODIC, tmp_path, old, new)
    request = reports.request(default_workspace, kind="quy-1", unit=UNIT, year=2024)

    with pytest.raises(FaultError) as refusal:
        reports.document(default_workspace, request, "docx", template)

    assert words in str(refusal.value)
    assert all(fault.place.startswith(PERIODIC) and fault.expected and fault.remedy for fault in refusal.value.faults)


def test_the_place_is_found_with_the_search_of_word(default_workspace: Workspace, tmp_path: Path) -> None:
    template = template_with(PERIODIC, tmp_path, "{{ trich_yeu }}", "Về {{ trich_yu }}")
    request = reports.request(default_workspace, kind="quy-1", unit=UNIT, year=2024)

    with pytest.raises(FaultError, match=r"đoạn \d+: “Về \{\{ trich_yu \}\}”"):
        reports.document(default_workspace, request, "docx", template)


def test_a_file_that_is_no_word_document(default_workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "mau.docx").write_bytes(b"PK not a zip")
    request = reports.request(default_workspace, kind="quy-1", unit=UNIT, year=2024)

    with pytest.raises(FaultError, match="không đọc được như tệp Word"):
        reports.document(default_workspace, request, "docx", tmp_path / "mau.docx")


def test_a_name_that_is_no_longer_valid_on_the_day_is_a_fault(default_workspace: Workspace, tmp_path: Path) -> None:
    template = template_with(PERIODIC, tmp_path, "CHỦ TỊCH", "CHỦ TỊCH, gửi Uỷ ban nhân dân HUYỆN và phòng  nội vụ")
    late = reports.request(default_workspace, kind="nam", unit=UNIT, year=2025)
    early = reports.request(default_workspace, kind="quy-1", unit=UNIT, year=2024)

    with pytest.raises(FaultError) as refusal:
        reports.document(default_workspace, late, "docx", template)

    text = str(refusal.value)
    assert "tên «Phòng Nội vụ» không còn dùng từ 01/07/2025, mà văn bản đề ngày 20/12/2025" in text
    assert "Cần: Sở Nội vụ" in text
    assert "«Ủy ban nhân dân huyện»" in text
    assert reports.document(default_workspace, early, "docx", template)


def test_a_retired_name_in_an_officers_note_is_a_fault(workspace_of: Callable[..., Workspace]) -> None:
    workspace = workspace_of(
        published=[
            {
                "indicator_id": "early",
                "year": 2023,
                "numerator": 1,
                "denominator": 2,
                "note": "Theo chỉ đạo của UBND huyện",
                "as_of": "2024-01-10",
            }
        ]
    )
    request = reports.request(workspace, kind="nam", unit="xa-thu", year=2023)

    assert request.day == dt.date(2024, 1, 10)
    with pytest.raises(FaultError, match=r"ghi chú ở .*dòng 2.*UBND huyện"):
        reports.document(workspace, request, "docx")


@pytest.mark.parametrize(
    ("kind", "content", "fields"),
    [
        ("quy-1", periodic.content, PERIODIC_FIELDS),
        ("nam", periodic.content, PERIODIC_FIELDS),
        ("tong-ket", final_review.content, FINAL_FIELDS),
        ("mot-trang", one_page.content, ONE_PAGE_FIELDS),
    ],
)
def test_the_list_of_fields_is_what_a_document_gives(
    default_workspace: Workspace, kind: str, content: Callable[..., dict[str, object]], fields: dict[str, object]
) -> None:
    request = reports.request(default_workspace, kind=kind, unit=UNIT, year=2024)

    values = content(default_workspace.store, default_workspace.catalog, request)

    assert set(values) == set(fields)
    for name, inner in fields.items():
        if isinstance(inner, dict):
            rows = values[name]
            assert isinstance(rows, list)
            assert {key for row in rows for key in row} == set(inner), name


SIGNER, RESULTS = "họ tên người ký", "kết quả nổi bật ngoài các số trên"


@pytest.fixture
def office(workspace_of: Callable[..., Workspace]) -> Workspace:
    figures = [{"indicator_id": "early", "year": year, "numerator": 1, "denominator": 2} for year in (2021, 2022)]
    return workspace_of(published=figures)


def request_of(workspace: Workspace, year: int) -> Request:
    return reports.request(workspace, kind="nam", unit="xa-thu", year=year)


def words_of(workspace: Workspace, year: int) -> str:
    document = Document(io.BytesIO(reports.document(workspace, request_of(workspace, year), "docx")))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(paragraph.text for part in (document, *cells) for paragraph in part.paragraphs)


def test_what_is_filled_in_stands_in_the_document(office: Workspace) -> None:
    blanks = reports.open_blanks(office, request_of(office, 2022))
    assert blanks[0] == NUMBER
    assert {SIGNER, RESULTS, "nguyên nhân của hạn chế ở “Trước hạn”"} <= set(blanks)

    answers = {SIGNER: "Nguyễn Văn An", NUMBER: "12", RESULTS: "Giảm  ba\nthủ tục <b>"}
    answers["sáng kiến cải cách hành chính trong kỳ"] = "Hẹn trả qua Zalo."
    FilledBlanks(office.folder).keep(request_of(office, 2022), answers)

    text = words_of(office, 2022)
    assert "Nguyễn Văn An" in text
    assert "Số: 12/BC-UBND" in text
    assert "Giảm ba thủ tục <b>" in text
    # A full stop that was typed is the one that ends the sentence.
    assert "- Sáng kiến: Hẹn trả qua Zalo.\n" in text
    assert "[cần bổ sung: nguyên nhân của hạn chế ở “Trước hạn”]" in text
    assert RESULTS not in text


def test_the_signer_is_kept_for_the_next_document_and_a_result_is_not(office: Workspace) -> None:
    store = FilledBlanks(office.folder)
    store.keep(request_of(office, 2021), {SIGNER: "Nguyễn Văn An", RESULTS: "Của năm trước"})

    assert store.of(request_of(office, 2022)) == {SIGNER: "Nguyễn Văn An"}

    store.keep(request_of(office, 2022), {SIGNER: "Trần Thị Bình"})
    store.keep(request_of(office, 2021), {RESULTS: ""})

    assert store.of(request_of(office, 2022))[SIGNER] == "Trần Thị Bình"
    assert store.of(request_of(office, 2021)) == {SIGNER: "Nguyễn Văn An", RESULTS: ""}
    assert f"[cần bổ sung: {RESULTS}]" in words_of(office, 2021)


def test_an_office_that_is_no_more_is_a_fault_in_what_was_filled_in_too(office: Workspace) -> None:
    document = reports.request(office, kind="nam", unit="xa-thu", year=2022)
    late = Request(document.unit, document.kind, document.year, document.day.replace(year=2024))
    FilledBlanks(office.folder).keep(late, {RESULTS: "Báo cáo UBND huyện"})

    with pytest.raises(FaultError, match="chỗ trống “kết quả nổi bật ngoài các số trên”: tên «UBND huyện»"):
        reports.document(office, late, "docx")


def test_a_long_text_and_a_damaged_file_are_told(office: Workspace) -> None:
    store = FilledBlanks(office.folder)
    with pytest.raises(FaultError, match="dài 1501 ký tự"):
        store.keep(request_of(office, 2022), {SIGNER: "x" * 1501})

    for text in ("{", "[1]", '{"a": {"b": 1}}', '{"a": 1}'):
        Path(office.folder, "blanks.json").write_text(text, encoding="utf-8")
        with pytest.raises(FaultError, match="không còn nguyên"):
            store.of(request_of(office, 2022))


TABLE = tomllib.loads((Path(__file__).parent / "reasons.toml").read_text(encoding="utf-8"))
UNITS = {
    "nhat-quang-2021-2025": ("nhat-quang", "tien-tien", "hung-yen"),
    "tien-tien-2026-2030": ("tien-tien",),
}

Case = tuple[str, str, int]


def reasons(catalog: Catalog) -> dict[Case, str]:
    """The sentence of each unit, kind and year of a plan whose document cannot be made."""
    years = f"{catalog.years[0]}–{catalog.years[-1]}"
    sentences = {}
    for row in TABLE["reason"]:
        if row["plan"] == catalog.plan.id:
            for kind in row["kinds"]:
                for year in row["years"]:
                    document = TABLE["names"][kind].format(year=year, years=years)
                    text = row["sentence"].format(document=document, year=year, before=year - 1)
                    sentences[row["unit"], kind, year] = text
    return sentences


def cases(catalog: Catalog) -> Iterator[Case]:
    for unit in UNITS[catalog.plan.id]:
        for kind in reports.kinds(catalog):
            # The final review is of the last year, whatever year is asked for.
            for year in catalog.years if kind != "tong-ket" else catalog.years[-1:]:
                yield unit, kind, year


@pytest.mark.slow
@pytest.mark.parametrize("plan", UNITS)
def test_every_document_can_be_made_or_says_in_one_sentence_why_not(plan: str, tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path, plan=plan)
    values: dict[Case, Any] = {}
    for unit, kind, year in cases(workspace.catalog):
        try:
            check_request(
                workspace.store, workspace.catalog, reports.request(workspace, kind=kind, unit=unit, year=year)
            )
        except FaultError as error:
            values[unit, kind, year] = str(error)

    assert values == reasons(workspace.catalog)
    # Each is one sentence: no full stop inside it and no semicolon.
    assert all(text.count(". ") == 0 and ";" not in text for text in values.values())


def test_a_blank_is_marked_in_yellow(make: Callable[..., bytes]) -> None:
    runs = [run for paragraph in Document(io.BytesIO(make("quy-1", 2024))).paragraphs for run in paragraph.runs]
    blanks = [run for run in runs if "[cần bổ sung" in run.text]

    assert len(blanks) >= 5
    assert all(run.font.highlight_color is not None for run in blanks)


def test_a_blank_is_yellow_wherever_it_stands(make: Callable[..., bytes]) -> None:
    document = Document(io.BytesIO(make("nam", 2025)))
    cells = [cell for row in document.tables[-1].rows for cell in row.cells]
    runs = [run for cell in cells for paragraph in cell.paragraphs for run in paragraph.runs]
    again = [run for run in runs if "nơi phụ trách thay" in run.text]

    assert len(again) >= 10
    assert all(run.font.highlight_color is not None for run in again)


def test_each_area_without_figures_has_a_blank_of_its_own(default_workspace: Workspace) -> None:
    blanks = reports.open_blanks(
        default_workspace, reports.request(default_workspace, kind="quy-3", unit=UNIT, year=2024)
    )

    assert "kết quả thực hiện trong kỳ về cải cách thể chế" in blanks
    assert "kết quả thực hiện trong kỳ về cải cách tài chính công" in blanks


def test_a_year_tells_what_was_done_in_an_area_with_targets_and_no_dossiers_twice(default_workspace: Workspace) -> None:
    request = reports.request(default_workspace, kind="nam", unit=UNIT, year=2024)
    store, catalog = reports.figures_of(default_workspace, request), default_workspace.catalog
    material = periodic.gather(store, catalog, request)
    # As in a plan that sets a target for how the reform is led.
    areas = material.rows["area_id"].mask(material.rows["indicator_id"] == "official-email", "direction")
    lines = periodic.fields(store, replace(material, rows=material.rows.assign(area_id=areas)))

    # data/demo/tallies.csv, the four quarters of 2024: 4 + 5 + 5 + 6, 4 + 5 + 5 + 5, 0 + 1 + 0 + 1, 0 + 4 + 0 + 3 and
    # 0 + 2 + 2 + 1.
    assert (
        "Tin, bài về cải cách hành chính đã đăng trên cổng thông tin của xã: 20; lượt phát thanh về cải cách hành "
        "chính trên Đài truyền thanh xã: 19; cuộc kiểm tra cải cách hành chính, kể cả kiểm tra đột xuất: 2; tồn tại, "
        "hạn chế phát hiện qua kiểm tra: 7; tồn tại, hạn chế sau kiểm tra đã khắc phục: 5."
    ) in lines["chi_dao"]
    assert any("thư điện tử công vụ" in line for line in lines["chi_dao"])
    # Targets tell the dossiers: how many were settled stands in no sentence of its own.
    [procedures] = [area["cau"] for area in lines["linh_vuc"] if area["so"] == 2]
    assert not any("tiếp nhận trong kỳ" in line for line in procedures)
