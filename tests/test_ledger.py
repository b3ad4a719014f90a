"""The ledger only grows, and says which line somebody touched."""

from pathlib import Path

import pytest

from cchc_metrics.faults import FaultsFound
from cchc_metrics.ledger import FIRST, Ledger, withdrawn


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


def test_each_line_carries_the_hash_of_the_line_before(ledger: Ledger) -> None:
    first = ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    second = ledger.submit([("b.csv", b"b")], unit_id="xa-thu", by="Bình")

    assert first.previous_hash == FIRST
    assert second.previous_hash == first.hash
    assert ledger.entries() == [first, second]


def test_a_file_is_kept_byte_for_byte_under_its_hash(ledger: Ledger) -> None:
    data = bytes(range(256))
    entry = ledger.submit([("../../số.csv", data)], unit_id="xa-thu", by="An")

    assert entry.files[0].name == "số.csv"
    assert ledger.bytes_of(entry.files[0]) == data


def test_a_withdrawal_is_a_new_line(ledger: Ledger) -> None:
    ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    before = ledger.path.read_bytes()
    ledger.withdraw(1, by="Bình", why="nhầm năm")

    assert ledger.path.read_bytes().startswith(before)
    assert withdrawn(ledger.entries()) == {1}


@pytest.mark.parametrize("number", [0, 1, 2, 99])
def test_only_a_standing_submission_can_be_withdrawn(ledger: Ledger, number: int) -> None:
    ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    ledger.withdraw(1, by="An", why="nhầm")

    with pytest.raises(FaultsFound, match="không có lần nộp nào như vậy còn hiệu lực"):
        ledger.withdraw(number, by="An", why="nhầm")


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: line.replace("An", "Em"),
        lambda line: line.replace('"number": 2', '"number": 3'),
        lambda line: line[:40],
        lambda _line: "không phải JSON",
    ],
)
def test_a_touched_line_is_named(ledger: Ledger, damage) -> None:
    for name in "abc":
        ledger.submit([(f"{name}.csv", name.encode())], unit_id="xa-thu", by="An")
    lines = ledger.path.read_text(encoding="utf-8").splitlines()
    lines[1] = damage(lines[1])
    ledger.path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    with pytest.raises(FaultsFound) as found:
        ledger.entries()

    assert found.value.faults[0].place == "ledger.jsonl, dòng 2"


def test_a_line_taken_out_is_noticed(ledger: Ledger) -> None:
    for name in "abc":
        ledger.submit([(f"{name}.csv", name.encode())], unit_id="xa-thu", by="An")
    lines = ledger.path.read_text(encoding="utf-8").splitlines()
    ledger.path.write_text("\n".join([lines[0], lines[2]]) + "\n", encoding="utf-8")

    with pytest.raises(FaultsFound, match="dòng 2"):
        ledger.entries()


def test_a_kept_file_that_changed_is_named(ledger: Ledger) -> None:
    entry = ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    (ledger.files / entry.files[0].sha256).write_bytes(b"b")

    with pytest.raises(FaultsFound, match=r"a\.csv"):
        ledger.bytes_of(entry.files[0])


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/passwd.csv", "a/../../evil.csv"])
def test_a_path_in_a_file_name_goes_nowhere(ledger: Ledger, name: str) -> None:
    before = set(ledger.path.parent.parent.rglob("*.csv"))

    entry = ledger.submit([(name, b"a")], unit_id="xa-thu", by="An")

    assert "/" not in entry.files[0].name
    assert ledger.bytes_of(entry.files[0]) == b"a"
    assert [path.name for path in ledger.files.iterdir()] == [entry.files[0].sha256]
    assert set(ledger.path.parent.parent.rglob("*.csv")) == before


@pytest.mark.parametrize("why", ["nộp\u2028nhầm", "nộp\x85nhầm", "nộp\u2029nhầm\r\n\x0b\x0c", "nộp \udcff nhầm"])
def test_a_reason_may_hold_any_letter(ledger: Ledger, why: str) -> None:
    """A line separator pasted from a browser must not end the line of the ledger, nor what UTF-8 cannot say stop it."""
    ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    ledger.withdraw(1, by="An", why=why)

    assert [entry.why for entry in ledger.entries()] == ["", why.encode("utf-8", "replace").decode()]
    assert withdrawn(ledger.entries()) == {1}


@pytest.mark.parametrize("damage", [b"\xff", b"\x00", b"\n"])
def test_a_byte_gone_wrong_is_a_named_line(ledger: Ledger, damage: bytes) -> None:
    for name in "ab":
        ledger.submit([(f"{name}.csv", name.encode())], unit_id="xa-thu", by="An")
    written = bytearray(ledger.path.read_bytes())
    written[50:51] = damage
    ledger.path.write_bytes(written)

    with pytest.raises(FaultsFound, match="dòng 1"):
        ledger.entries()


def test_a_ledger_that_was_only_begun_has_no_entries(ledger: Ledger) -> None:
    ledger.path.parent.mkdir(parents=True, exist_ok=True)
    ledger.path.touch()

    assert ledger.entries() == []
