"""The same content gives the same bytes, whatever the clock says."""

import datetime as dt
import io
import zipfile

from openpyxl import Workbook, load_workbook

from cchc_metrics.documents.cells import deterministic, zipped


def book(made: dt.datetime) -> bytes:
    workbook = Workbook()
    workbook.worksheets[0]["A1"] = 94.28
    workbook.properties.created = made
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

    with zipfile.ZipFile(io.BytesIO(zipped(parts))) as package:
        assert {name: package.read(name) for name in package.namelist()} == parts
        assert package.namelist() == ["b.txt", "a/c.txt"]
