"""Workbooks and tables taken out: text is never run by a spreadsheet program, the same content gives the same bytes."""

import csv
import datetime as dt
import io
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.days import today
from cchc_metrics.documents import sheets
from cchc_metrics.documents.exports import export
from cchc_metrics.documents.fault_marks import mark_faults
from cchc_metrics.documents.sheets import archive_of, deterministic, put
from cchc_metrics.documents.workbook import template
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.text import formats, ledger_words
from cchc_metrics.views import ViewRequest
from cchc_metrics.workspace import Workspace
from tests.conftest import write_figures
from tests.documents.conftest import cell_of, opened, written

RUN = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("words", RUN)
def test_a_text_is_put_into_a_cell_as_text(words: str) -> None:
    book = Workbook()

    put(book.worksheets[0]["A1"], words)

    cell = load_workbook(io.BytesIO(written(book))).worksheets[0]["A1"]
    # A carriage return cannot be told from a line end in the file; what matters is that nothing is run.
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert str(cell.value).strip() == words.strip()


def view_of(columns: Mapping[str, Sequence[Any]], words: str = "") -> Any:
    """What a file is made of: rows, and words for all that is said beside them."""
    rows = DataFrame(columns)
    return SimpleNamespace(rows=rows, table_rows=rows, title=words, mark=words, source=words, draw=None)


@pytest.mark.parametrize("words", RUN)
def test_tables_taken_out_run_nothing(words: str, mini: Catalog) -> None:
    view = view_of({"name": [words, "bình thường"], "value": [-5.0, 1.0]}, words)
    request = ViewRequest(unit="xa-thu", year=2024)

    lines = list(csv.reader(io.StringIO(export("csv", mini, request, view).decode("utf-8-sig"), newline="")))
    book = load_workbook(io.BytesIO(export("xlsx", mini, request, view)))

    assert [line[0] for line in lines[1:]] == ["'" + words.replace("\r", "\n"), "bình thường"]
    assert [float(line[1]) for line in lines[1:]] == [-5.0, 1.0]
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {"s", "n"}


def test_a_line_end_within_a_text_begins_no_row_of_its_own(mini: Catalog) -> None:
    view = view_of({"name": ["ghi chú\r=1+1"]})

    text = export("csv", mini, ViewRequest(unit="xa-thu", year=2024), view).decode("utf-8-sig")

    assert [line[0] for line in csv.reader(io.StringIO(text, newline=""))][1:] == ["ghi chú\n=1+1"]


def test_the_workbook_and_the_marked_file_run_nothing_of_an_officers_words(
    workspace_of: Callable[..., Workspace],
) -> None:
    workspace = workspace_of(
        published=[
            {"indicator_id": "early", "year": 2024, "numerator": 1, "denominator": 2, "note": "=cmd|' /C calc'!A0"}
        ]
    )
    book = opened(template(workspace, unit="xa-thu", year=2024, filled=True))
    note = cell_of(book, "early", "note")
    assert (note.value, note.data_type, note.quotePrefix) == ("=cmd|' /C calc'!A0", "s", True)

    list_of_faults = opened(
        mark_faults("=1+1.xlsx", b"", [Fault("unusable-value", "=1+1.xlsx", "=1+1", "@x", "-y")])
    ).worksheets[0]
    assert all(cell.data_type in ("s", "n") for row in list_of_faults.iter_rows() for cell in row)


UNPRINTABLE = "tách\x0bdòng\x00 và \uffff"


def test_letters_that_no_office_file_can_hold_stop_none_from_being_made(workspace: Workspace, tmp_path: Path) -> None:
    """An officer's program wrote a vertical tab into a note: every file that repeats the note leaves it out."""
    figure = {"indicator_id": "early", "year": 2024, "numerator": 1, "denominator": 2, "note": UNPRINTABLE}
    workspace.submit([write_figures(tmp_path / "so.csv", [figure])], unit_id="xa-thu", by="An")

    history = sheets.frames({"so-lieu": metrics.history(workspace.store, unit="xa-thu", indicator="early")})
    file = write_figures(tmp_path / "sai.csv", [{**figure, "flag": UNPRINTABLE}])
    with pytest.raises(FaultError) as refusal:
        workspace.preview([file], unit_id="xa-thu")
    copy = mark_faults(file.name, file.read_bytes(), refusal.value.faults)

    notes = [row[-3] for row in load_workbook(io.BytesIO(history)).worksheets[0].iter_rows(values_only=True)]
    assert notes == ["note", "táchdòng và "]
    explained = [cell.comment.text for row in opened(copy).worksheets[1].iter_rows() for cell in row if cell.comment]
    assert ["«táchdòng và »" in text for text in explained] == [True]


def book(day: dt.datetime) -> bytes:
    workbook = Workbook()
    workbook.worksheets[0]["A1"] = 94.28
    workbook.properties.created = day
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_an_hour_later_it_is_the_same_file() -> None:
    morning, evening = book(dt.datetime(2026, 11, 25, 8)), book(dt.datetime(2026, 11, 25, 20))  # noqa: DTZ001

    assert morning != evening
    assert deterministic(morning) == deterministic(evening)
    assert load_workbook(io.BytesIO(deterministic(morning))).worksheets[0]["A1"].value == 94.28


def test_parts_keep_their_order_and_bytes() -> None:
    parts = {"b.txt": b"2", "a/c.txt": "một".encode()}

    with zipfile.ZipFile(io.BytesIO(archive_of(parts))) as package:
        assert {name: package.read(name) for name in package.namelist()} == parts
        assert package.namelist() == ["b.txt", "a/c.txt"]


# Whatever the hour, in one of these places it is another day than in Vietnam.
@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Etc/GMT-14"])
def test_the_day_is_that_in_vietnam_wherever_the_machine_is(
    zone: str, mini: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = view_of({"name": ["một"]})
    try:
        with monkeypatch.context() as patched:
            patched.setenv("TZ", zone)
            time.tzset()
            text = export("csv", mini, ViewRequest(unit="xa-thu", year=2024), view).decode("utf-8-sig")
    finally:
        time.tzset()

    assert text.splitlines()[1].endswith(formats.day(today()))


def test_an_entry_is_named_with_its_day_in_vietnam() -> None:
    row = {"number": 3, "action": "submit", "files": "so.csv", "by": "An", "at": "2026-01-05T17:30:00+00:00"}

    assert ledger_words.named_entry(row) == "3 · nộp · so.csv · An · 06/01/2026"
