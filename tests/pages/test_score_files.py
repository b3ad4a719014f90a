"""The links to the report and the table of a scored set."""

import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from docx import Document
from openpyxl import load_workbook
from starlette.requests import Request
from starlette.responses import Response

from cchc_metrics.documents import scores
from tests.documents.conftest import copied

ASKED = {"don-vi": "nhat-quang", "bo-tieu-chi": "par-xa-minh-hoa", "nam": "2024"}

Files = Callable[..., Response]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    from pages.parts import server

    monkeypatch.setenv("CCHC_WORKSPACE", str(tmp_path))
    monkeypatch.setattr(server, "view_refusal", lambda _: None)
    server.workspace_of.clear()

    def got(name: str, **said: str) -> Response:
        query = urlencode({**ASKED, **said}).encode()
        return server.answer_score_file(Request({"type": "http", "path_params": {"name": name}, "query_string": query}))

    return got


@pytest.mark.slow
def test_a_file_says_how_much_of_the_ledger_it_tells(files: Files) -> None:
    asked = {"da-duyet": "1", "tai-ngay": "2025-06-01"}

    report = Document(io.BytesIO(bytes(files("bao-cao.docx", **asked).body)))
    table = load_workbook(io.BytesIO(bytes(files("bang-diem.xlsx", **asked).body))).worksheets[0]

    counts = "XEM NHƯ TẠI NGÀY 01/06/2025 · CHỈ SỐ LIỆU ĐÃ DUYỆT"
    # A paper writes days as official documents do: 01/6/2025.
    assert counts.replace("/06/", "/6/") in report.sections[0].first_page_header.paragraphs[0].text
    assert counts in str(table["A2"].value)


def test_a_template_at_fault_is_told(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scores, "TEMPLATE", copied("tu-danh-gia.docx", tmp_path, "in mat_diem", "in mat_dem"))

    answer = files("bao-cao.docx")

    assert answer.status_code == 409
    assert "có phải là «mat_diem»" in bytes(answer.body).decode()


@pytest.mark.parametrize("wrong", [{"nam": "2019"}, {"nam": "x"}, {"bo-tieu-chi": "khac"}])
def test_an_address_that_names_nothing_gives_nothing(files: Files, wrong: dict[str, str]) -> None:
    assert files("bao-cao.docx", **wrong).status_code == 404
