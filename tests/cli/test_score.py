"""`cchc score`: shows, explains and takes in scores."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from cchc_metrics.cli import main
from tests.criteria.conftest import write_results


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workspace")


def run(folder: Path, *said: str) -> Result:
    return CliRunner().invoke(main, ["--workspace", str(folder), "score", *said])


def test_it_explains_with_the_numbers_and_what_more_would_give(folder: Path) -> None:
    done = run(folder, "explain", "--unit", "nhat-quang", "--year", "2023", "so-hoa")

    said = done.output.replace("\N{NO-BREAK SPACE}", " ")
    assert done.exit_code == 0, done.stderr
    assert "70 % × 4 điểm ÷ 80 % = 3,5 điểm" in said
    assert "từ 70 % lên 80 % thêm 0,5 điểm" in said


def test_it_shows_null_for_what_is_not_known(folder: Path) -> None:
    done = run(folder, "show", "--unit", "nhat-quang", "--year", "2023", "--set", "bo-766", "--format", "json")

    rows = {row["code"]: row for row in json.loads(done.output)}
    assert rows["3.1"]["maximum"] is None
    assert rows["5.4"]["points"] is None


@pytest.mark.slow
def test_results_are_taken_in_or_refused_with_their_line(folder: Path, tmp_path: Path) -> None:
    good = write_results(tmp_path / "good.csv", [{"criterion": "giao-ban", "counted": 12, "explanation": "sổ họp"}])
    bad = write_results(tmp_path / "bad.csv", [{"criterion": "giao-bam", "counted": 12}])

    refused = run(folder, "submit", str(bad), "--unit", "nhat-quang", "--year", "2025")
    about = ("--unit", "nhat-quang", "--year", "2025", "--by", "An")
    early = run(folder, "submit", str(good), *about)
    opened = run(folder, "step", "open", *about)
    taken = run(folder, "submit", str(good), *about)

    assert refused.exit_code == 1
    assert "dòng 2" in refused.stderr
    assert "giao-ban" in refused.stderr
    assert early.exit_code == 1
    assert "chưa mở đợt đánh giá" in early.stderr
    assert "bút toán 1 · open" in opened.output
    assert "bút toán 2 · chấm điểm: nhập kết quả · An" in taken.output


@pytest.mark.slow
def test_a_criterion_is_assigned_by_its_number(folder: Path) -> None:
    about = ("--unit", "nhat-quang", "--year", "2024")
    early = run(folder, "step", "assign", *about, "--owner", "tu-phap-ho-tich", "--criterion", "1.1")
    done = run(folder, "step", "assign", *about, "--owner", "tu-phap-ho-tich", "--criterion", "1.1", "--why", "gấp")
    nobody = run(folder, "step", "assign", *about, "--criterion", "1.1")
    wrong = run(folder, "step", "assign", *about, "--owner", "tu-phap", "--criterion", "1.1", "--why", "gấp")
    again = run(folder, "step", "reopen", *about)
    unknown = run(folder, "step", "approve", *about, "--criterion", "9.9")

    assert (unknown.exit_code, "không có tiêu chí nào mã «9.9»" in unknown.stderr) == (2, True)
    assert "--why" in early.stderr
    assert "assign" in done.output, done.stderr
    assert nobody.exit_code == 2
    assert "tu-phap-ho-tich" in wrong.stderr
    assert "chưa công bố" in again.stderr
    rows = json.loads(run(folder, "show", *about, "--format", "json").output)
    assert next(row["owner_id"] for row in rows if row["number"] == "1.1") == "tu-phap-ho-tich"


def test_the_superior_bodys_table_is_taken_in_and_stands_among_the_steps(folder: Path, tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Đơn vị", "Chỉ số (%)"], ["Xã Nhật Quang", 88.25], ["Xã A", 92.5]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "bang-tinh.xlsx")
    about = ("--unit", "nhat-quang", "--year", "2022")

    before = run(folder, "show", *about)
    taken = run(folder, "peers", str(tmp_path / "bang-tinh.xlsx"), *about, "--by", "An")
    after = run(folder, "show", *about)

    assert before.output.endswith("Các bước đánh giá năm 2022:\n  Chưa có bước nào trong sổ.\n")
    assert taken.exit_code == 0, taken.stderr
    last = after.output.splitlines()[-1]
    assert last.startswith("  Bảng của cấp trên · ")
    assert last.endswith(" · An · bang-tinh.xlsx · 2 đơn vị")
