"""The ledger only grows, and names a line that somebody changed."""

import datetime as dt
import errno
import hashlib
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from cchc_metrics.faults import FaultError
from cchc_metrics.ledger import Ledger, _hash, _sound_entry, withdrawn
from cchc_metrics.losses import FIRST
from cchc_metrics.workspace.entries import entries_in_force, out_of_order


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


def test_each_line_carries_the_hash_of_the_line_before(ledger: Ledger) -> None:
    first = ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    second = ledger.submit([("b.csv", b"b")], unit_id="xa-thu", by="Bình")

    assert first.previous_hash == FIRST
    assert second.previous_hash == first.hash
    assert ledger.entries() == [first, second]


def test_lines_that_were_read_are_taken_apart_again_only_when_they_changed(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        ledger.submit([(f"{name}.csv", name.encode())], unit_id="xa-thu", by="An")
    everything = ledger.entries()
    taken_apart: list[bytes] = []
    monkeypatch.setattr("cchc_metrics.ledger._sound_entry", lambda line: taken_apart.append(line) or _sound_entry(line))

    Ledger(ledger.path.parent).withdraw(1, by="Bình", why="nhầm")
    taken_apart.clear()
    assert ledger.entries()[:3] == everything
    assert len(taken_apart) == 1

    ledger.path.write_bytes(ledger.path.read_bytes().replace(b"a.csv", b"x.csv"))
    with pytest.raises(FaultError, match="dòng 1"):
        ledger.entries()


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

    with pytest.raises(FaultError, match="không có lần nộp nào như vậy còn hiệu lực"):
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

    with pytest.raises(FaultError) as refusal:
        ledger.entries()

    assert refusal.value.faults[0].place == "ledger.jsonl, dòng 2"


def test_a_line_taken_out_is_noticed(ledger: Ledger) -> None:
    for name in "abc":
        ledger.submit([(f"{name}.csv", name.encode())], unit_id="xa-thu", by="An")
    lines = ledger.path.read_text(encoding="utf-8").splitlines()
    ledger.path.write_text("\n".join([lines[0], lines[2]]) + "\n", encoding="utf-8")

    with pytest.raises(FaultError, match="dòng 2"):
        ledger.entries()


def test_a_kept_file_that_changed_is_named(ledger: Ledger) -> None:
    entry = ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    (ledger.files / entry.files[0].sha256).write_bytes(b"b")

    with pytest.raises(FaultError, match=r"a\.csv"):
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
    """A line separator from a browser must not end a line of the ledger; letters outside UTF-8 must not stop it."""
    ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    ledger.withdraw(1, by="An", why=why)

    assert [entry.why for entry in ledger.entries()] == ["", why.encode("utf-8", "replace").decode()]
    assert withdrawn(ledger.entries()) == {1}


@pytest.mark.parametrize("damage", [b"\xff", b"\x00", b"\n"])
def test_a_byte_gone_wrong_is_a_named_line(ledger: Ledger, damage: bytes) -> None:
    for name in "ab":
        ledger.submit([(f"{name}.csv", name.encode())], unit_id="xa-thu", by="An")
    data = bytearray(ledger.path.read_bytes())
    data[50:51] = damage
    ledger.path.write_bytes(data)

    with pytest.raises(FaultError, match="dòng 1"):
        ledger.entries()


def test_a_ledger_that_was_only_begun_has_no_entries(ledger: Ledger) -> None:
    ledger.path.parent.mkdir(parents=True, exist_ok=True)
    ledger.path.touch()

    assert ledger.entries() == []


def three(ledger: Ledger, by: str = "An") -> list[bytes]:
    """The lines of three hand-ins, each with its line end."""
    for name in "abc":
        ledger.submit([(f"{name}.csv", name.encode())], unit_id="xa-thu", by=by)
    return ledger.path.read_bytes().splitlines(keepends=True)


def test_a_last_line_without_its_end_keeps_the_next_line_apart(ledger: Ledger) -> None:
    three(ledger)
    ledger.path.write_bytes(ledger.path.read_bytes()[:-1])

    ledger.withdraw(3, by="An", why="nhầm")

    assert [entry.number for entry in ledger.entries()] == [1, 2, 3, 4]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_an_older_ledger_is_told_with_what_is_missing_and_nothing_is_written(ledger: Ledger, count: int) -> None:
    lines = three(ledger)
    ledger.path.write_bytes(b"".join(lines[:count]))

    with pytest.raises(FaultError) as refusal:
        ledger.submit([("d.csv", b"d")], unit_id="xa-thu", by="An")

    (fault,) = refusal.value.faults
    assert fault.kind == "ledger-behind"
    assert f"sổ có {count} bút toán, thiếu {3 - count} bút toán cuối" in fault.problem
    assert "cchc log --accept" in fault.remedy
    assert ledger.path.read_bytes() == b"".join(lines[:count])


def test_a_deleted_ledger_is_told(ledger: Ledger) -> None:
    three(ledger)
    ledger.path.unlink()

    with pytest.raises(FaultError, match="thiếu 3 bút toán cuối"):
        ledger.entries()


def test_kept_files_that_no_line_names_tell_of_an_older_ledger_without_its_memory(ledger: Ledger) -> None:
    lines = three(ledger)
    ledger.head.unlink()
    assert len(ledger.entries()) == 3
    ledger.path.write_bytes(lines[0])

    with pytest.raises(FaultError, match="2 tệp đã nộp mà không dòng nào của sổ nêu"):
        ledger.entries()


def killed_hand_in(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dies after its file was kept, before its line was written."""

    def die_at_the_ledger(path: Path, data: bytes) -> None:
        if path == ledger.path:
            raise KeyboardInterrupt
        path.write_bytes(data)

    with monkeypatch.context() as patch:
        patch.setattr("cchc_metrics.ledger._write", die_at_the_ledger)
        with pytest.raises(KeyboardInterrupt):
            ledger.submit([("k.csv", b"killed")], unit_id="xa-thu", by="An")


def test_what_a_killed_hand_in_left_is_no_older_ledger(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    killed_hand_in(ledger, monkeypatch)

    assert len(ledger.entries()) == 1
    ledger.withdraw(1, by="An", why="nhầm")
    assert len(Ledger(ledger.path.parent).entries()) == 2
    assert len(list(ledger.files.iterdir())) == 2


def test_an_older_ledger_with_its_older_memory_is_told_by_the_files_that_were_kept_since(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that synchronises two machines may put back both the ledger and its memory; it keeps every file."""
    ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    killed_hand_in(ledger, monkeypatch)
    before = ledger.path.read_bytes(), ledger.head.read_bytes()
    ledger.submit([("b.csv", b"b")], unit_id="xa-thu", by="An")
    ledger.path.write_bytes(before[0])
    ledger.head.write_bytes(before[1])

    with pytest.raises(FaultError, match="còn 1 tệp đã nộp mà không dòng nào của sổ nêu"):
        Ledger(ledger.path.parent).entries()


def test_a_memory_of_an_earlier_version_of_the_program_takes_what_killed_hand_ins_left(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    killed_hand_in(ledger, monkeypatch)
    memory = json.loads(ledger.head.read_bytes())
    del memory["pending"]
    ledger.head.write_text(json.dumps(memory), encoding="utf-8")

    assert len(ledger.entries()) == 1
    ledger.withdraw(1, by="An", why="nhầm")
    assert len(ledger.entries()) == 2


@pytest.mark.parametrize(
    "memory",
    [
        *(b'{"number": "2", "hash": "x"}', b'{"number": 1.5, "hash": "x"}', b'{"number": 1, "hash": 2}'),
        *(b'{"number": 1, "hash": "x", "pending": 3}', b'{"number": 1, "hash": "x", "pending": [3]}', b"[]", b"\xff"),
    ],
)
def test_a_memory_that_is_none_is_as_good_as_none(ledger: Ledger, memory: bytes) -> None:
    ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    ledger.head.write_bytes(memory)

    assert len(Ledger(ledger.path.parent).entries()) == 1


@pytest.mark.parametrize(
    "change",
    [
        *({"at": "hôm qua"}, {"at": 5}, {"details": []}, {"target": "1"}, {"why": None}, {"by": 1}, {"number": True}),
        *({"unit_id": ["xa-thu"]}, {"files": [{"name": 1, "sha256": "x"}]}),
    ],
)
def test_a_line_with_its_own_hash_that_no_program_writes_is_named(ledger: Ledger, change: dict[str, Any]) -> None:
    ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    body = json.loads(ledger.path.read_bytes()) | change
    del body["hash"]
    ledger.path.write_text(json.dumps({**body, "hash": _hash(body)}, ensure_ascii=False) + "\n", encoding="utf-8")
    ledger.head.unlink()

    with pytest.raises(FaultError, match="dòng 1"):
        Ledger(ledger.path.parent).entries()


# As Dropbox, OneDrive, Google Drive, Syncthing and Nextcloud name what they set aside.
@pytest.mark.parametrize(
    "name",
    [
        "ledger (Bản sao xung đột của An 2026-11-30).jsonl",
        "ledger-MAY-XA.jsonl",
        "ledger (1).jsonl",
        "ledger.sync-conflict-20261130-080000-ABCDEFG.jsonl",
        "ledger (conflicted copy 2026-11-30 080000).jsonl",
    ],
)
def test_a_ledger_that_was_parted_in_two_is_told_until_one_is_accepted(ledger: Ledger, name: str) -> None:
    three(ledger)
    here = ledger.path.read_bytes(), ledger.head.read_bytes()
    ledger.withdraw(3, by="Bình", why="nhầm")
    other = ledger.path.parent / name
    other.write_bytes(ledger.path.read_bytes())
    ledger.path.write_bytes(here[0])
    ledger.head.write_bytes(here[1])

    with pytest.raises(FaultError) as refusal:
        ledger.submit([("d.csv", b"d")], unit_id="xa-thu", by="An")

    assert f"«{name}» (1 bút toán)" in str(refusal.value)
    entry = ledger.accept(by="An", why="máy này mới đúng")
    assert [ledger.bytes_of(file) for file in entry.files] == [other.read_bytes()]
    assert ledger.submit([("d.csv", b"d")], unit_id="xa-thu", by="An").number == 5


def test_a_copy_that_somebody_made_of_the_ledger_disturbs_nobody(ledger: Ledger) -> None:
    three(ledger)
    (ledger.path.parent / "ledger - Copy.jsonl").write_bytes(ledger.path.read_bytes())
    (ledger.path.parent / "ledger-notes.jsonl").write_text("không phải sổ\n", encoding="utf-8")

    assert ledger.withdraw(1, by="An", why="nhầm").number == 4


@pytest.mark.parametrize("damage", [b"\0" * 4096, b"\0" * 20 + b"\n", b'{"number": 4', b"\n"])
def test_a_damaged_ledger_without_a_backup_counts_up_to_its_damage_when_somebody_says_so(
    ledger: Ledger, damage: bytes
) -> None:
    lines = three(ledger)
    data = b"".join([*lines[:2], damage, lines[2]])
    ledger.path.write_bytes(data)
    with pytest.raises(FaultError, match=r"dòng 3.*cchc log --accept"):
        ledger.submit([("d.csv", b"d")], unit_id="xa-thu", by="An")
    assert ledger.path.read_bytes() == data

    entry = ledger.accept(by="An", why="đĩa hỏng, không có bản sao lưu")

    assert ledger.path.read_bytes().startswith(b"".join(lines[:2]))
    assert (entry.number, entry.details["missing"]["number"], len(entry.details["unnamed_files"])) == (3, 3, 1)
    assert [(file.name, ledger.bytes_of(file)) for file in entry.files] == [("ledger.jsonl", data)]
    assert ledger.submit([("d.csv", b"d")], unit_id="xa-thu", by="An").number == 4


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.removesuffix(b"\n"),
    ],
    ids=["CRLF", "BOM", "no last line end"],
)
def test_what_an_editor_changes_at_the_ends_of_lines_loses_nothing(ledger: Ledger, change: Any) -> None:
    three(ledger)
    ledger.path.write_bytes(change(ledger.path.read_bytes()))

    assert ledger.withdraw(3, by="An", why="nhầm").number == 4
    assert len(Ledger(ledger.path.parent).entries()) == 4


def test_a_ledger_that_grew_while_its_memory_was_not_written_is_sound(ledger: Ledger) -> None:
    ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    memory = ledger.head.read_bytes()
    ledger.submit([("b.csv", b"b")], unit_id="xa-thu", by="An")
    ledger.head.write_bytes(memory)

    assert len(ledger.entries()) == 2


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_line_rewritten_with_its_own_hash_made_anew_is_noticed(ledger: Ledger, number: int) -> None:
    lines = three(ledger)
    body = json.loads(lines[number - 1])
    body["by"] = "Em"
    del body["hash"]
    digest = hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    rewritten = json.dumps({**body, "hash": digest}, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    ledger.path.write_bytes(b"".join([*lines[: number - 1], rewritten, *lines[number:]]))

    with pytest.raises(FaultError) as refusal:
        ledger.entries()

    # The line after a rewritten one no longer follows it; after the last one there is only the remembered hash.
    assert {fault.place for fault in refusal.value.faults} & {
        f"ledger.jsonl, dòng {number + 1}",
        "ledger.jsonl, dòng 3",
    }


def test_who_accepts_an_older_ledger_says_so_in_it_and_goes_on(ledger: Ledger) -> None:
    lines = three(ledger)
    newest = ledger.entries()[-1].hash
    ledger.path.write_bytes(b"".join(lines[:1]))

    entry = ledger.accept(by="An", why="khôi phục bản của hôm qua")

    assert (entry.number, entry.action, entry.details["missing"]) == (2, "accept", {"number": 3, "hash": newest})
    assert ledger.submit([("d.csv", b"d")], unit_id="xa-thu", by="An").number == 3


def test_nothing_is_accepted_where_nothing_is_missing(ledger: Ledger) -> None:
    three(ledger)

    with pytest.raises(FaultError, match="sổ không thiếu gì"):
        ledger.accept(by="An", why="thử")


def test_a_seal_holds_for_every_later_ledger_and_for_no_other(ledger: Ledger, tmp_path: Path) -> None:
    three(ledger)
    seal = ledger.seal()
    ledger.withdraw(1, by="An", why="nhầm")
    other = Ledger(tmp_path / "other")
    three(other, by="Bình")

    assert ledger.verify(seal) == ledger.verify(f"  {seal.upper().replace(' ', '  ')}\n") == 1
    for wrong, words in ((other.seal(), "không phải bút toán"), ("hôm qua", "không đọc được"), ("", "không đọc được")):
        with pytest.raises(FaultError, match=words):
            ledger.verify(wrong)


@pytest.mark.parametrize(("data", "words"), [(b"1", "không còn nguyên"), (None, "không còn$")])
def test_a_seal_does_not_hold_where_a_file_that_it_names_changed(
    ledger: Ledger, data: bytes | None, words: str
) -> None:
    three(ledger)
    seal = ledger.seal()
    file = ledger.files / ledger.entries()[0].files[0].sha256
    file.unlink() if data is None else file.write_bytes(data)

    with pytest.raises(FaultError) as refusal:
        ledger.verify(seal)

    assert re.search(words, refusal.value.faults[0].problem)


def test_a_seal_of_entries_that_are_gone_is_told_even_when_the_memory_is_gone_too(ledger: Ledger) -> None:
    lines = three(ledger)
    seal = ledger.seal()
    ledger.path.write_bytes(lines[0])
    ledger.accept(by="An", why="thử")

    with pytest.raises(FaultError, match="sổ chỉ có 2 bút toán"):
        ledger.verify(seal)


def test_an_entry_made_after_the_clock_was_set_back_keeps_its_place(ledger: Ledger) -> None:
    three(ledger)
    entries = ledger.entries()
    dates = ["2025-03-01T00:00:00+00:00", "2025-05-01T00:00:00+00:00", "2025-02-01T00:00:00+00:00"]
    copies = [replace(entry, at=at) for entry, at in zip(entries, dates, strict=True)]

    # The entries known on a day are a beginning of the ledger: none counts without all those before it.
    assert [entry.number for entry in entries_in_force(copies, dt.date(2025, 3, 2))] == [1]
    assert [entry.number for entry in entries_in_force(copies, dt.date(2025, 5, 2))] == [1, 2, 3]
    assert out_of_order(copies) == {3: 2}


def test_a_folder_that_may_not_be_written_to_is_a_fault_in_words(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(FileLock, "acquire", refuse)

    with pytest.raises(FaultError, match="không được phép ghi"):
        ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")


@pytest.mark.parametrize("name", ["ledger.jsonl", "kept"])
def test_a_ledger_or_kept_file_that_may_not_be_read_is_a_fault_in_words(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As when a service keeps the folder for itself, and somebody asks by command under another name."""
    (file,) = ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An").files
    closed = ledger.path if name == "ledger.jsonl" else ledger.files / file.sha256
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == closed:
            raise PermissionError(errno.EACCES, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)

    with pytest.raises(FaultError, match="không được phép đọc"):
        ledger.check_files()


def test_a_file_in_the_place_of_the_kept_files_is_a_fault_in_words(ledger: Ledger) -> None:
    ledger.path.parent.mkdir(exist_ok=True)
    ledger.files.write_bytes(b"")

    with pytest.raises(FaultError, match="không ghi được"):
        ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")


@pytest.mark.parametrize("is_older_put_back", [True, False])
def test_what_is_derived_tells_of_a_ledger_that_is_gone_with_its_memory_and_files(
    ledger: Ledger, *, is_older_put_back: bool
) -> None:
    """An older ledger with the memory of its day, where only approvals came since; or ledger, memory and files gone."""
    ledger.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    older = {path: path.read_bytes() for path in (ledger.path, ledger.head)}
    newest = ledger.append("approve", by="Bình", target=1)
    for path, data in older.items():
        path.write_bytes(data) if is_older_put_back else path.unlink()
    if not is_older_put_back:
        shutil.rmtree(ledger.files)
    again = Ledger(ledger.path.parent)

    with pytest.raises(FaultError, match=newest.hash):
        again.entries()
    with pytest.raises(FaultError, match=newest.hash):
        again.append("approve", by="Bình", target=1)

    accepted = again.accept(by="An", why="sổ này mới đúng")
    assert accepted.details["missing"] == {"number": 2, "hash": newest.hash}
    assert Ledger(ledger.path.parent).entries()[-1] == accepted
