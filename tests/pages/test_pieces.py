"""Pieces of pages that need no visit: what comes from data is escaped, and every target of an area has its box."""

import pytest
from pandas import DataFrame

from cchc_metrics.workspace.preview import Preview
from pages.parts import hand_in, html


def test_the_name_of_a_known_file_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr("streamlit.html", drawn.append)
    changes = DataFrame(columns=["kind", "illustrative", "illustrates", "indicator_id", "year"])
    tasks = DataFrame({"task_id": ["lich"]})

    hand_in.show_preview(Preview(given=(), known=("a <i>b.csv",), changes=changes, tasks=tasks, flips=DataFrame()))

    assert "a &lt;i&gt;b.csv: đã nộp rồi" in drawn[0]


def test_every_target_of_an_area_has_a_box_in_its_bar() -> None:
    counts = {
        "met": 1,
        "missed": 2,
        "no_data": 1,
        "no_previous": 0,
        "not_due": 1,
        "no_activity": 1,
        "not_comparable": 2,
        "total": 8,
    }

    shown = html.areas([counts | {"area_id": "tthc", "name": "Thủ tục"}], {"tthc": "#"})

    assert shown.count("<i class=") == 8
