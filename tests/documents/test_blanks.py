"""What only the office can say is filled in once, stands in the document, and is kept for the next one."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from cchc_metrics.documents import reports
from cchc_metrics.documents.blanks import NUMBER, FilledBlanks
from cchc_metrics.documents.kinds import Request
from cchc_metrics.faults import FaultsFound
from cchc_metrics.workspace import Workspace

SIGNER, RESULTS = "họ tên người ký", "kết quả nổi bật ngoài các số trên"


@pytest.fixture
def office(given: Callable[..., Workspace]) -> Workspace:
    figures = [{"indicator_id": "early", "year": year, "numerator": 1, "denominator": 2} for year in (2021, 2022)]
    return given(published=figures)


def asked(workspace: Workspace, year: int) -> Request:
    return reports.request(workspace, kind="nam", unit="xa-thu", year=year)


def words_of(workspace: Workspace, year: int) -> str:
    document = Document(io.BytesIO(reports.document(workspace, asked(workspace, year), "docx")))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(paragraph.text for part in (document, *cells) for paragraph in part.paragraphs)


def test_what_is_filled_in_stands_in_the_document(office: Workspace) -> None:
    blanks = reports.open_blanks(office, asked(office, 2022))
    assert blanks[0] == NUMBER
    assert {SIGNER, RESULTS, "nguyên nhân của hạn chế ở “Trước hạn”"} <= set(blanks)

    filled = {SIGNER: "Nguyễn Văn An", NUMBER: "12", RESULTS: "Giảm  ba\nthủ tục <b>"}
    FilledBlanks(office.folder).keep(asked(office, 2022), filled)

    said = words_of(office, 2022)
    assert "Nguyễn Văn An" in said
    assert "Số: 12/BC-UBND" in said
    assert "Giảm ba thủ tục <b>" in said
    assert "[cần bổ sung: nguyên nhân của hạn chế ở “Trước hạn”]" in said
    assert RESULTS not in said


def test_the_signer_is_kept_for_the_next_document_and_a_result_is_not(office: Workspace) -> None:
    store = FilledBlanks(office.folder)
    store.keep(asked(office, 2021), {SIGNER: "Nguyễn Văn An", RESULTS: "Của năm trước"})

    assert store.of(asked(office, 2022)) == {SIGNER: "Nguyễn Văn An"}

    store.keep(asked(office, 2022), {SIGNER: "Trần Thị Bình"})
    store.keep(asked(office, 2021), {RESULTS: ""})

    assert store.of(asked(office, 2022))[SIGNER] == "Trần Thị Bình"
    assert store.of(asked(office, 2021)) == {SIGNER: "Nguyễn Văn An", RESULTS: ""}
    assert f"[cần bổ sung: {RESULTS}]" in words_of(office, 2021)


def test_an_office_that_is_no_more_is_a_fault_in_what_was_filled_in_too(office: Workspace) -> None:
    document = reports.request(office, kind="nam", unit="xa-thu", year=2022)
    late = Request(document.unit, document.kind, document.year, document.day.replace(year=2024))
    FilledBlanks(office.folder).keep(late, {RESULTS: "Báo cáo UBND huyện"})

    with pytest.raises(FaultsFound, match="chỗ trống “kết quả nổi bật ngoài các số trên”: tên «UBND huyện»"):
        reports.document(office, late, "docx")


def test_a_long_text_and_a_damaged_file_are_told(office: Workspace) -> None:
    store = FilledBlanks(office.folder)
    with pytest.raises(FaultsFound, match="dài 1501 ký tự"):
        store.keep(asked(office, 2022), {SIGNER: "x" * 1501})

    for text in ("{", "[1]", '{"a": {"b": 1}}', '{"a": 1}'):
        Path(office.folder, "blanks.json").write_text(text, encoding="utf-8")
        with pytest.raises(FaultsFound, match="không còn nguyên"):
            store.of(asked(office, 2022))
