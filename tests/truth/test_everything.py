"""Everything that is shown is read back and held against the model: one fact, one statement, everywhere.

Here one year of the shipped figures and a few generated communes; all years and many communes are asked for by name:
pytest tests/truth/everything.py -n 0
"""

import struct
import zlib
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from cchc_metrics.charts import look
from cchc_metrics.documents import periodic
from cchc_metrics.documents.request import Request
from cchc_metrics.workspace import Workspace
from tests.pages.conftest import visit
from tests.truth import lines
from tests.truth.judge import Model, faults
from tests.truth.lines import Line

UNIT, YEAR = "nhat-quang", 2025


def dot() -> bytes:
    """A picture of one dot: tests read the words that stand for a picture, and not the picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.fixture(scope="module")
def model(default_workspace: Workspace) -> Model:
    return Model(default_workspace.store, default_workspace.catalog, UNIT)


@pytest.fixture(scope="module", autouse=True)
def no_pictures() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(look, "png", lambda *_args, **_options: dot())
        patch.setattr(look, "svg", lambda *_args, **_options: '<svg width="900" height="300"></svg>')
        yield


@pytest.fixture
def app(default_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    return visit(default_workspace.folder, monkeypatch)


def hold(lines: list[Line], model: Model, least: int) -> None:
    """Assert that every line is true, and that there are at least so many lines."""
    assert faults(lines, {model.unit: model}) == []
    assert len(lines) >= least


@pytest.mark.slow
def test_documents_say_what_is_true(default_workspace: Workspace, model: Model) -> None:
    hold([*lines.documents(default_workspace, UNIT, YEAR)], model, 500)


@pytest.mark.slow
def test_screens_say_what_is_true(app: AppTest, model: Model) -> None:
    hold([*lines.screens(app, UNIT, (YEAR,))], model, 300)


@pytest.mark.slow
def test_a_unit_without_figures_is_neither_praised_nor_blamed(app: AppTest, default_workspace: Workspace) -> None:
    screens = lines.screens(app, "tien-tien", (YEAR,), ("", "chi-so", "linh-vuc", "nhiem-vu"))
    hold([*screens], Model(default_workspace.store, default_workspace.catalog, "tien-tien"), 50)


def test_the_command_says_what_is_true(default_workspace: Workspace, model: Model) -> None:
    hold([*lines.commands(str(default_workspace.folder), UNIT)], model, 100)


@pytest.mark.slow
def test_generated_communes_are_told_truly() -> None:
    store, catalog = lines.communes(seed=0)
    models = {unit: Model(store, catalog, unit) for unit in lines.UNITS}

    assert faults(lines.lines_of(store, catalog), models) == []


def test_what_stayed_as_it_was_neither_rose_nor_gained_decimals() -> None:
    """Worked by hand: 20 of 24 is 83,333… % in both years, the one index with figures is 40 in both."""
    store, catalog = lines.still()
    content = periodic.content(store, catalog, Request("xa-thu", "nam", YEAR, lines.DAY))
    parts = [*lines.of_fields(content, "nam", "xa-thu", YEAR)]

    assert faults(parts, {"xa-thu": Model(store, catalog, "xa-thu")}) == []
    texts = [line.text for line in parts]
    assert "Hồ sơ trả trước hạn: 83,33 % (20/24), bằng năm trước; đạt yêu cầu (≥ 80 %)." in texts
    assert "PAPI: 40,00 điểm, bằng năm trước. Phụ trách: Văn phòng." in texts
    assert "0 trên 2 chỉ số tăng, 1 chưa có số liệu: PAPI 40,00 điểm, bằng năm trước. Chưa có số liệu: SIPAS." in texts
