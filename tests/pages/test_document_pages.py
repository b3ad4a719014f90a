"""Báo cáo: the blanks of a document are filled on the page, and its pages are shown before it is taken."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import labelled


def shown(app: AppTest) -> str:
    return " ".join(block.proto.body for block in app.get("html"))


@pytest.mark.slow
def test_what_is_filled_in_stands_on_the_pages_that_are_shown(opened: Callable[[str], AppTest], folder: Path) -> None:
    app = opened("reports")
    app.query_params.update({"don-vi": "nhat-quang", "nam": "2024", "loai": "quy-1"})
    app.run()
    assert not app.exception
    assert "Chỗ cần điền: còn" in " ".join(one.label for one in app.expander)

    labelled(app, "text_area", "Họ tên người ký").set_value("Nguyễn  Văn An")
    labelled(app, "button", "Giữ những gì đã điền").click()
    app.run()
    assert "Nguyễn Văn An" in (folder / "blanks.json").read_text(encoding="utf-8")
    assert labelled(app, "text_area", "Họ tên người ký").value.split() == ["Nguyễn", "Văn", "An"]

    labelled(app, "button", "Lập văn bản").click()
    app.run()

    assert not app.exception
    assert 'class="sheet"' in shown(app)
    assert "Nguyễn Văn An" in shown(app)
    assert "[cần bổ sung: họ tên người ký]" not in shown(app)
