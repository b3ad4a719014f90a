"""Pieces of pages that need no visit: what comes from data is escaped, and the bar of an area counts every target."""

import re

import pytest
from pandas import DataFrame

from cchc_metrics.workspace.preview import Preview
from pages.parts import cards, hand_in


def test_the_name_of_a_known_file_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr("streamlit.html", drawn.append)
    said = ["kind", "illustrative", "illustrates", "indicator_id", "year", "part_id", "period_start", "period_end"]
    changes, feedback = DataFrame(columns=said), DataFrame(columns=["kind", "illustrative", "illustrates"])
    tasks = DataFrame({"task_id": ["lich"]})

    hand_in.show_preview(Preview((), ("a <i>b.csv",), changes, tasks, DataFrame(), feedback))

    assert "a &lt;i&gt;b.csv: đã nộp rồi" in drawn[0]


def test_the_bar_of_an_area_counts_every_target_and_names_it() -> None:
    counts = {
        "met": 1,
        "missed": 2,
        "no_data": 1,
        "no_previous": 0,
        "not_due": 1,
        "no_activity": 1,
        "not_comparable": 2,
    }
    counts["total"] = 8
    late = {"area_id": "tthc", "level": "missed", "short": "Trả <đúng> hạn"}

    shown = cards.areas([counts | {"area_id": "tthc", "name": "Thủ tục"}], [late], {"tthc": "#"})

    parts = re.findall(r'<a class="part (\w+)" style="flex:(\d)"', shown)
    assert parts == [("good", "1"), ("bad", "2"), ("absent", "1"), ("quiet", "1"), ("quiet", "1"), ("quiet", "2")]
    assert 'title="Thủ tục: 2 chưa đạt (Trả &lt;đúng&gt; hạn)"' in shown


@pytest.mark.parametrize(("values", "spread"), [([50.0, 50.5], 9.0), ([50.0, 60.0], 90.0)])
def test_a_small_move_stays_small_in_the_line_of_years(values: list[float], spread: float) -> None:
    # 0,5 trên mức 50,25: thang ít nhất bằng một phần mười của mức, 5,025, nên 90 × 0,5 / 5,025 = 8,96 % chiều cao.
    first, last = cards.heights(values)

    assert first is not None
    assert last is not None
    assert last - first == pytest.approx(spread, abs=0.1)
