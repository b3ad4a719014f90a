"""The office's own template: what it may use, and what is said of one that uses something else."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_metrics.documents import final_review, one_page, periodic, reports
from cchc_metrics.faults import FaultsFound
from cchc_metrics.text import dictionary
from cchc_metrics.workspace import Workspace
from tests.documents.conftest import UNIT, copied

PERIODIC = "bao-cao-dinh-ky.docx"


@pytest.mark.parametrize(
    ("old", "new", "said"),
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
    shipped: Workspace, tmp_path: Path, old: str, new: str, said: str
) -> None:
    template = copied(PERIODIC, tmp_path, old, new)
    asked = reports.request(shipped, kind="quy-1", unit=UNIT, year=2024)

    with pytest.raises(FaultsFound) as found:
        reports.document(shipped, asked, "docx", template)

    assert said in str(found.value)
    assert all(fault.place.startswith(PERIODIC) and fault.expected and fault.remedy for fault in found.value.faults)


def test_the_place_is_found_with_the_search_of_word(shipped: Workspace, tmp_path: Path) -> None:
    template = copied(PERIODIC, tmp_path, "{{ trich_yeu }}", "Về {{ trich_yu }}")
    asked = reports.request(shipped, kind="quy-1", unit=UNIT, year=2024)

    with pytest.raises(FaultsFound, match=r"đoạn \d+: “Về \{\{ trich_yu \}\}”"):
        reports.document(shipped, asked, "docx", template)


def test_a_file_that_is_no_word_document(shipped: Workspace, tmp_path: Path) -> None:
    (tmp_path / "mau.docx").write_bytes(b"PK not a zip")
    asked = reports.request(shipped, kind="quy-1", unit=UNIT, year=2024)

    with pytest.raises(FaultsFound, match="không đọc được như tệp Word"):
        reports.document(shipped, asked, "docx", tmp_path / "mau.docx")


def test_a_name_that_is_no_longer_valid_on_the_day_is_a_fault(shipped: Workspace, tmp_path: Path) -> None:
    template = copied(PERIODIC, tmp_path, "CHỦ TỊCH", "CHỦ TỊCH, gửi Uỷ ban nhân dân HUYỆN và phòng  nội vụ")
    late = reports.request(shipped, kind="nam", unit=UNIT, year=2025)
    early = reports.request(shipped, kind="quy-1", unit=UNIT, year=2024)

    with pytest.raises(FaultsFound) as found:
        reports.document(shipped, late, "docx", template)

    said = str(found.value)
    assert "tên «Phòng Nội vụ» không còn dùng từ 01/07/2025, mà văn bản đề ngày 20/12/2025" in said
    assert "Cần: Sở Nội vụ" in said
    assert "«Ủy ban nhân dân huyện»" in said
    assert reports.document(shipped, early, "docx", template)


def test_a_retired_name_in_an_officers_note_is_a_fault(given: Callable[..., Workspace]) -> None:
    workspace = given(
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
    asked = reports.request(workspace, kind="nam", unit="xa-thu", year=2023)

    assert asked.day == dt.date(2024, 1, 10)
    with pytest.raises(FaultsFound, match=r"ghi chú ở .*dòng 2.*UBND huyện"):
        reports.document(workspace, asked, "docx")


@pytest.mark.parametrize(
    ("kind", "content", "known"),
    [
        ("quy-1", periodic.content, dictionary.PERIODIC),
        ("nam", periodic.content, dictionary.PERIODIC),
        ("tong-ket", final_review.content, dictionary.FINAL),
        ("mot-trang", one_page.content, dictionary.ONE_PAGE),
    ],
)
def test_the_list_of_fields_is_what_a_document_gives(
    shipped: Workspace, kind: str, content: Callable[..., dict[str, object]], known: dict[str, object]
) -> None:
    asked = reports.request(shipped, kind=kind, unit=UNIT, year=2024)

    given = content(shipped.store, shipped.catalog, asked)

    assert set(given) == set(known)
    for name, inner in known.items():
        if isinstance(inner, dict):
            rows = given[name]
            assert isinstance(rows, list)
            assert {key for row in rows for key in row} == set(inner), name
