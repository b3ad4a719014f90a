"""The ledger from the command line: a witness to keep elsewhere, and a ledger that somebody says is right."""

from pathlib import Path

from click.testing import CliRunner, Result

from cchc_metrics.cli import main
from cchc_metrics.ledger import Ledger


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--workspace", str(folder), *words])


def test_a_seal_is_printed_and_verified(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append("lock", by="An", details={"first_day": "2024-01-01", "last_day": "2024-12-31"})

    seal = run(tmp_path, "log", "--seal").output.strip()
    ledger.append("unlock", by="An", details={"first_day": "2024-01-01", "last_day": "2024-12-31"})

    assert f"1 bút toán · {ledger.entries()[0].hash}" in seal
    assert "có thêm 1 bút toán" in run(tmp_path, "log", "--verify", seal).output
    wrong = run(tmp_path, "log", "--verify", seal.replace("1 bút toán", "2 bút toán"))
    assert (wrong.exit_code, "không phải bút toán đã niêm phong" in wrong.stderr) == (1, True)


def test_an_older_ledger_is_told_until_somebody_accepts_it(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    details = {"first_day": "2024-01-01", "last_day": "2024-12-31"}
    ledger.append("lock", by="An", unit_id="nhat-quang", details=details)
    older = ledger.path.read_bytes()
    ledger.append("unlock", by="An", unit_id="nhat-quang", details=details)
    ledger.path.write_bytes(older)

    refused = run(tmp_path, "lock", "--unit", "nhat-quang", "--period", "2025", "--why", "thử")
    assert (refused.exit_code, "thiếu 1 bút toán cuối" in refused.stderr) == (1, True)
    assert run(tmp_path, "log", "--accept").exit_code == 2

    accepted = run(tmp_path, "log", "--accept", "--why", "bản của hôm qua mới đúng", "--by", "An")
    assert (accepted.exit_code, accepted.output) == (0, "bút toán 2 nhận sổ đang có\n")
    assert "bản của hôm qua mới đúng" in run(tmp_path, "log").output


def test_an_entry_dated_before_the_one_before_it_is_told(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    details = {"first_day": "2024-01-01", "last_day": "2024-12-31"}
    ledger.append("lock", by="An", details=details, at="2031-01-01T00:00:00+00:00")
    ledger.append("unlock", by="An", details=details)

    assert "đồng hồ máy đã lùi trước bút toán 2" in run(tmp_path, "log").stderr


def test_a_backup_is_made_and_restored(tmp_path: Path) -> None:
    Ledger(tmp_path / "one").append("lock", by="An", details={"first_day": "2024-01-01", "last_day": "2024-12-31"})

    made = run(tmp_path / "one", "backup", str(tmp_path / "copy.zip"))
    assert (made.exit_code, "1 bút toán" in made.output) == (0, True)
    back = run(tmp_path / "two", "restore", str(tmp_path / "copy.zip"))
    assert (back.exit_code, "1 bút toán" in back.output) == (0, True)
    assert Ledger(tmp_path / "two").entries() == Ledger(tmp_path / "one").entries()
    assert run(tmp_path / "two", "restore", str(tmp_path / "copy.zip")).exit_code == 1
