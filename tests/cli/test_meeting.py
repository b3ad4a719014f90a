"""What a meeting decided, from the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.test_cchc import run

DECIDE = (
    "decide",
    "--unit",
    "nhat-quang",
    "--what",
    "Xin lỗi 14 người dân",
    "--owner",
    "dia-chinh-xay-dung",
    "--decided",
    "2026-01-05",
    "--by",
    "An",
)


def listed(folder: Path, on: str) -> list[dict[str, object]]:
    return json.loads(run(folder, "decisions", "--unit", "nhat-quang", "--on", on, "--format", "json").stdout)


@pytest.mark.slow
def test_deciding_following_and_undoing(tmp_path: Path) -> None:
    told = run(
        tmp_path, *DECIDE, "--due", "2026-01-31", "--indicator", "on-time", "--evidence", "Thông báo 3/TB"
    ).stdout
    assert "bút toán 1" in told
    row = listed(tmp_path, "2026-02-02")[0]
    assert {key: row[key] for key in ("entry", "due", "overdue", "days_over", "state", "area_id", "evidence")} == {
        "entry": 1,
        "due": "2026-01-31",
        "overdue": True,
        "days_over": 2,
        "state": None,
        "area_id": "procedures",
        "evidence": "Thông báo 3/TB",
    }

    assert run(tmp_path, "follow", "1", "--state", "done", "--evidence", "Báo cáo 9/BC", "--by", "Chi").exit_code == 0
    row = listed(tmp_path, "2026-02-02")[0]
    assert (row["state"], row["open"], row["overdue"], row["shown_by"]) == ("done", False, False, "Báo cáo 9/BC")

    assert run(tmp_path, "undo", "2", "--why", "chưa xong").exit_code == 0
    assert listed(tmp_path, "2026-02-02")[0]["state"] is None
    assert run(tmp_path, "undo", "1", "--why", "nhầm").exit_code == 0
    assert listed(tmp_path, "2026-02-02") == []


def test_faults_are_listed_and_nothing_is_written(tmp_path: Path) -> None:
    result = run(tmp_path, *DECIDE, "--due", "2025-12-31", "--area", "duong-sa")

    assert result.exit_code == 1
    assert "2 lỗi; không có gì được lưu." in result.stderr
    assert run(tmp_path, "follow", "1", "--state", "done").exit_code == 1
    assert run(tmp_path, "decide", "--unit", "nhat-quang").exit_code == 2
    assert not (tmp_path / "ledger.jsonl").exists()
