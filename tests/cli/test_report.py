"""`cchc report` writes a file whole, or says what is wrong and writes nothing."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cchc_metrics.cli import main


def run(tmp_path: Path, *said: str) -> Result:
    return CliRunner().invoke(main, ["report", *said, "--workspace", str(tmp_path / "workspace")])


def test_a_report_is_written_and_named(tmp_path: Path) -> None:
    out = tmp_path / "bao-cao.docx"

    done = run(tmp_path, "quy-1", "--unit", "nhat-quang", "--period", "2024", "--day", "2024-03-18", str(out))

    assert done.exit_code == 0, done.stderr
    assert done.stdout.strip() == str(out)
    assert out.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("kind", "name", "status", "said"),
    [
        ("quy-2", "x.docx", 2, "không có loại văn bản nào mã «quy-2»; có phải là «quy-"),
        ("nam", "x.pdf", 2, "«nam» ghi được ra: .docx, .xlsx"),
        ("quy-1", "x.docx", 1, "Xã Nhật Quang không có số liệu nào của quý I năm 2022"),
    ],
)
def test_what_cannot_be_made_is_told(tmp_path: Path, kind: str, name: str, status: int, said: str) -> None:
    out = tmp_path / name

    done = run(tmp_path, kind, "--unit", "nhat-quang", "--period", "2022", str(out))

    assert done.exit_code == status
    assert said in done.stderr
    assert not out.exists()
