"""The commands report, log, decide and score, and how soon any command starts."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from cchc_metrics.cli import main
from cchc_metrics.days import local_moment
from cchc_metrics.ledger import Ledger
from cchc_metrics.workspace import Workspace
from tests.cli.test_cchc import run
from tests.criteria.conftest import write_results


def report(tmp_path: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["report", *words, "--workspace", str(tmp_path / "workspace")])


def test_a_report_is_written_and_named(tmp_path: Path) -> None:
    out = tmp_path / "bao-cao.docx"

    result = report(tmp_path, "quy-1", "--unit", "nhat-quang", "--period", "2024", "--day", "2024-03-18", str(out))

    assert result.exit_code == 0, result.stderr
    assert result.stdout.strip() == str(out)
    assert out.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("kind", "name", "status", "words"),
    [
        ("quy-2", "x.docx", 2, "không có loại văn bản nào mã «quy-2»; có phải là «quy-"),
        ("nam", "x.pdf", 2, "«nam» ghi được ra: .docx, .xlsx"),
        ("quy-1", "x.docx", 1, "xã Nhật Quang mới có số liệu gộp từ 01/01/2022 đến 31/12/2022"),
    ],
)
def test_what_cannot_be_made_is_told(tmp_path: Path, kind: str, name: str, status: int, words: str) -> None:
    out = tmp_path / name

    result = report(tmp_path, kind, "--unit", "nhat-quang", "--period", "2022", str(out))

    assert result.exit_code == status
    assert words in result.stderr
    assert not out.exists()


def command(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--workspace", str(folder), *words])


def test_a_seal_is_printed_and_verified(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append("lock", by="An", details={"first_day": "2024-01-01", "last_day": "2024-12-31"})

    seal = command(tmp_path, "log", "--seal").output.strip()
    ledger.append("unlock", by="An", details={"first_day": "2024-01-01", "last_day": "2024-12-31"})

    assert f"1 bút toán · {ledger.entries()[0].hash}" in seal
    assert "có thêm 1 bút toán" in command(tmp_path, "log", "--verify", seal).output
    wrong = command(tmp_path, "log", "--verify", seal.replace("1 bút toán", "2 bút toán"))
    assert (wrong.exit_code, "không phải bút toán đã niêm phong" in wrong.stderr) == (1, True)


def test_an_older_ledger_is_told_until_somebody_accepts_it(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    details = {"first_day": "2024-01-01", "last_day": "2024-12-31"}
    ledger.append("lock", by="An", unit_id="nhat-quang", details=details)
    older = ledger.path.read_bytes()
    ledger.append("unlock", by="An", unit_id="nhat-quang", details=details)
    ledger.path.write_bytes(older)

    refusal = command(tmp_path, "lock", "--unit", "nhat-quang", "--period", "2025", "--why", "thử")
    assert (refusal.exit_code, "thiếu 1 bút toán cuối" in refusal.stderr) == (1, True)
    assert command(tmp_path, "log", "--accept").exit_code == 2

    result = command(tmp_path, "log", "--accept", "--why", "bản của hôm qua mới đúng", "--by", "An")
    words = "bút toán 2 nhận sổ đang có, 1 bút toán trước nó\n"
    assert (result.exit_code, result.output) == (0, words)
    assert "bản của hôm qua mới đúng" in command(tmp_path, "log").output
    # People read the clock of Việt Nam, programs the moment as the ledger keeps it.
    at = json.loads(command(tmp_path, "log", "--format", "json").output)[-1]["at"]
    assert f"{local_moment(at):%d/%m/%Y %H:%M}" in command(tmp_path, "log").output
    assert at not in command(tmp_path, "log").output


def test_an_entry_dated_before_the_one_before_it_is_told(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    details = {"first_day": "2024-01-01", "last_day": "2024-12-31"}
    ledger.append("lock", by="An", details=details, at="9000-01-01T00:00:00+00:00")
    ledger.append("unlock", by="An", details=details)

    assert "đồng hồ máy đã lùi trước bút toán 2" in command(tmp_path, "log").stderr


@pytest.mark.slow
def test_a_file_that_is_not_read_any_more_is_told_each_time(tmp_path: Path) -> None:
    # An entry that an older program could have accepted.
    Ledger(tmp_path).submit([("cu.csv", b"khong,phai,bang\n1,2,3\n")], unit_id="nhat-quang", by="An")

    # The first has no store yet, the second finds the one that the first built.
    for _ in range(2):
        check = command(tmp_path, "check")
        assert check.exit_code == 1
        assert "bút toán 1, cu.csv" in check.stderr
        assert "cchc undo 1" in check.stderr


def test_a_backup_is_made_and_restored(tmp_path: Path) -> None:
    Ledger(tmp_path / "one").append("lock", by="An", details={"first_day": "2024-01-01", "last_day": "2024-12-31"})

    result = command(tmp_path / "one", "backup", str(tmp_path / "copy.zip"))
    assert (result.exit_code, "1 bút toán" in result.output) == (0, True)
    back = command(tmp_path / "two", "restore", str(tmp_path / "copy.zip"))
    assert (back.exit_code, "1 bút toán" in back.output) == (0, True)
    assert Ledger(tmp_path / "two").entries() == Ledger(tmp_path / "one").entries()
    assert command(tmp_path / "two", "restore", str(tmp_path / "copy.zip")).exit_code == 1


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


def decisions(folder: Path, on: str) -> list[dict[str, object]]:
    return json.loads(run(folder, "decisions", "--unit", "nhat-quang", "--on", on, "--format", "json").stdout)


@pytest.mark.slow
def test_deciding_following_and_undoing(tmp_path: Path) -> None:
    text = run(
        tmp_path, *DECIDE, "--due", "2026-01-31", "--indicator", "on-time", "--evidence", "Thông báo 3/TB"
    ).stdout
    assert "bút toán 1" in text
    row = decisions(tmp_path, "2026-02-02")[0]
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
    row = decisions(tmp_path, "2026-02-02")[0]
    assert (row["state"], row["open"], row["overdue"], row["shown_by"]) == ("done", False, False, "Báo cáo 9/BC")

    assert run(tmp_path, "undo", "2", "--why", "chưa xong").exit_code == 0
    assert decisions(tmp_path, "2026-02-02")[0]["state"] is None
    assert run(tmp_path, "undo", "1", "--why", "nhầm").exit_code == 0
    assert decisions(tmp_path, "2026-02-02") == []


@pytest.mark.slow
def test_who_answers_is_appointed_where_the_plan_names_nobody(tmp_path: Path) -> None:
    about = ("--unit", "nhat-quang", "--by", "An")
    text = run(tmp_path, "appoint", *about, "--subject", "on-time", "--owner", "tu-phap-ho-tich").stdout
    assert "bút toán 1" in text
    assert "Công chức Tư pháp – Hộ tịch" in text
    rows = json.loads(run(tmp_path, "show", "coverage", "--unit", "nhat-quang", "--format", "json").stdout)
    assert {row["owner"] for row in rows if row["indicator_id"] == "on-time"} == {"Công chức Tư pháp – Hộ tịch"}

    refusal = run(tmp_path, "appoint", *about, "--subject", "par-index", "--owner", "tu-phap-ho-tich")
    assert (refusal.exit_code, "kế hoạch đã nêu người phụ trách" in refusal.stderr) == (1, True)


def test_faults_are_listed_and_nothing_is_written(tmp_path: Path) -> None:
    result = run(tmp_path, *DECIDE, "--due", "2025-12-31", "--area", "duong-sa")

    assert result.exit_code == 1
    assert "2 lỗi; không có gì được lưu." in result.stderr
    assert run(tmp_path, "follow", "1", "--state", "done").exit_code == 1
    assert run(tmp_path, "decide", "--unit", "nhat-quang").exit_code == 2
    assert not (tmp_path / "ledger.jsonl").exists()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workspace")


def score(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--workspace", str(folder), "score", *words])


def test_it_explains_with_the_numbers_and_what_more_would_give(folder: Path) -> None:
    result = score(folder, "explain", "--unit", "nhat-quang", "--year", "2023", "so-hoa")

    text = result.output.replace("\N{NO-BREAK SPACE}", " ")
    assert result.exit_code == 0, result.stderr
    assert "70 % × 4 điểm ÷ 80 % = 3,5 điểm" in text
    assert "từ 70 % lên 80 % thêm 0,5 điểm" in text


def test_it_shows_null_for_what_is_not_known(folder: Path) -> None:
    result = score(folder, "show", "--unit", "nhat-quang", "--year", "2023", "--set", "bo-766", "--format", "json")

    rows = {row["code"]: row for row in json.loads(result.output)}
    assert rows["3.1"]["maximum"] is None
    assert rows["5.4"]["points"] is None


@pytest.mark.slow
def test_results_are_taken_in_or_refused_with_their_line(folder: Path, tmp_path: Path) -> None:
    good = write_results(tmp_path / "good.csv", [{"criterion": "giao-ban", "counted": 12, "explanation": "sổ họp"}])
    bad = write_results(tmp_path / "bad.csv", [{"criterion": "giao-bam", "counted": 12}])

    refusal = score(folder, "submit", str(bad), "--unit", "nhat-quang", "--year", "2025")
    about = ("--unit", "nhat-quang", "--year", "2025", "--by", "An")
    early = score(folder, "submit", str(good), *about)
    opening = score(folder, "step", "open", *about)
    outcome = score(folder, "submit", str(good), *about)

    assert refusal.exit_code == 1
    assert "dòng 2" in refusal.stderr
    assert "giao-ban" in refusal.stderr
    assert early.exit_code == 1
    assert "chưa mở đợt đánh giá" in early.stderr
    assert "bút toán 1 · open" in opening.output
    assert "bút toán 2 · chấm điểm: nhập kết quả · An" in outcome.output


@pytest.mark.slow
def test_a_criterion_is_assigned_by_its_number(folder: Path) -> None:
    about = ("--unit", "nhat-quang", "--year", "2024")
    early = score(folder, "step", "assign", *about, "--owner", "tu-phap-ho-tich", "--criterion", "1.1")
    result = score(folder, "step", "assign", *about, "--owner", "tu-phap-ho-tich", "--criterion", "1.1", "--why", "gấp")
    nobody = score(folder, "step", "assign", *about, "--criterion", "1.1")
    wrong = score(folder, "step", "assign", *about, "--owner", "tu-phap", "--criterion", "1.1", "--why", "gấp")
    again = score(folder, "step", "reopen", *about)
    unknown = score(folder, "step", "approve", *about, "--criterion", "9.9")

    assert (unknown.exit_code, "không có tiêu chí nào mã «9.9»" in unknown.stderr) == (2, True)
    assert "--why" in early.stderr
    assert "assign" in result.output, result.stderr
    assert nobody.exit_code == 2
    assert "tu-phap-ho-tich" in wrong.stderr
    assert "chưa công bố" in again.stderr
    rows = json.loads(score(folder, "show", *about, "--format", "json").output)
    assert next(row["owner_id"] for row in rows if row["number"] == "1.1") == "tu-phap-ho-tich"


@pytest.mark.slow
def test_the_superior_bodys_table_is_taken_in_and_stands_among_the_steps(folder: Path, tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Đơn vị", "Chỉ số (%)"], ["Xã Nhật Quang", 88.25], ["Xã A", 92.5]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "bang-tinh.xlsx")
    about = ("--unit", "nhat-quang", "--year", "2022")

    before = score(folder, "show", *about)
    outcome = score(folder, "peers", str(tmp_path / "bang-tinh.xlsx"), *about, "--by", "An")
    after = score(folder, "show", *about)

    assert before.output.endswith("Các bước đánh giá năm 2022:\n  Chưa có bước nào trong sổ.\n")
    assert outcome.exit_code == 0, outcome.stderr
    last = after.output.splitlines()[-1]
    assert last.startswith("  Bảng của cấp trên · ")
    assert last.endswith(" · An · bang-tinh.xlsx · 2 đơn vị")


HEAVY = ("altair", "duckdb", "numpy", "openpyxl", "pandas", "pydantic")
# Prints which of the heavy libraries are loaded after the command has run.
SCRIPT = """
import sys
from cchc_metrics.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*sorted(name for name in %r if name in sys.modules), file=sys.stderr)
"""


def modules_of(workspace: Path, *words: str) -> set[str]:
    process = subprocess.run(
        [sys.executable, "-c", SCRIPT % (HEAVY,), *words],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "CCHC_WORKSPACE": str(workspace)},
    )
    return set(process.stderr.split())


@pytest.mark.parametrize("words", [("--help",), ("show", "--help"), ("score", "--help"), ("submit", "--help")])
def test_help_loads_no_library_for_figures(words: tuple[str, ...], tmp_path: Path) -> None:
    assert modules_of(tmp_path, *words) == set()


@pytest.mark.slow
def test_unchanged_inputs_are_checked_without_reading_or_building_anything(tmp_path: Path) -> None:
    Workspace.open(tmp_path).build()

    assert modules_of(tmp_path, "check") == set()


@pytest.mark.slow
def test_a_built_store_is_asked_without_loading_the_plan(tmp_path: Path) -> None:
    Workspace.open(tmp_path).build()

    assert modules_of(tmp_path, "show", "indices", "--unit", "nhat-quang") == {"duckdb", "numpy", "pandas"}


@pytest.mark.slow
def test_an_answer_comes_without_other_words_the_first_and_the_second_time(tmp_path: Path) -> None:
    program = [sys.executable, "-c", "from cchc_metrics.cli import main; main()", "show"]
    # The first one builds the store that the second one asks.
    for question in (["targets", "--unit", "nhat-quang"], ["ranking", "--index", "par-index", "--year", "2024"]):
        process = subprocess.run(
            [*program, *question],
            capture_output=True,
            check=True,
            env={**os.environ, "CCHC_WORKSPACE": str(tmp_path)},
        )
        assert process.stderr == b""
