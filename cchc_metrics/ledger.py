"""What was handed in and undone, line by line; every line carries the hash of the line before."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock

from cchc_metrics import files
from cchc_metrics.faults import Fault, FaultsFound, no_room

FIRST = "0" * 64


@dataclass(frozen=True)
class File:
    """A file as it was handed in: its name then, and the hash under which its bytes are kept."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Entry:
    """One line of the ledger: who did what, when.

    `target` is the entry that this one is about (a withdrawal withdraws it), `why` its reason, `details` what the
    room that owns the action keeps in it.
    """

    number: int
    at: str
    by: str
    action: str
    unit_id: str | None
    files: tuple[File, ...]
    target: int | None
    why: str
    previous_hash: str
    hash: str
    details: Mapping[str, Any] = field(default_factory=dict)


class Ledger:
    """The ledger of one working folder: entries in `ledger.jsonl`, files under their hash in `files/`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ledger.jsonl"
        self.files = folder / "files"
        self._lock = FileLock(folder / "ledger.lock")

    def entries(self) -> list[Entry]:
        """Every entry, oldest first.

        Raises: FaultsFound naming each line that is not as it was written.
        """
        if not self.path.exists():
            return []
        entries: list[Entry] = []
        faults: list[Fault] = []
        expected = FIRST
        # Bytes, for a reason may hold letters that end a line of text (U+2028) and none of the ledger.
        for number, line in enumerate(self.path.read_bytes().splitlines(), 1):
            entry = _read(line)
            if entry is None or entry.number != number or entry.previous_hash != expected:
                faults.append(
                    Fault(
                        "ledger-damage",
                        f"{self.path.name}, dòng {number}",
                        "dòng sổ không còn nguyên như khi ghi",
                        "chuỗi băm liền mạch từ dòng đầu",
                        "khôi phục tệp sổ từ bản sao lưu",
                    )
                )
                # The lines after a damaged one can still be held against each other.
                entry = entry or _any(line)
            if entry is None:
                break
            entries.append(entry)
            expected = entry.hash
        if faults:
            raise FaultsFound(faults)
        return entries

    def held(self) -> AbstractContextManager[object]:
        """Nobody else adds a line until the end of the block, so that what is checked in it still holds at its end."""
        return self._lock

    def submit(self, files: Sequence[tuple[str, bytes]], *, unit_id: str | None, by: str) -> Entry:
        """The new entry that keeps `files`, byte for byte, under their hashes."""
        return self.append("submit", by=by, unit_id=unit_id, files=files)

    def withdraw(self, number: int, *, by: str, why: str) -> Entry:
        """The new entry that withdraws entry `number`; both stay in the ledger.

        Raises: FaultsFound when there is no such entry, or it is a withdrawal or withdrawn already.
        """
        self.standing(number)
        return self.append("withdraw", by=by, target=number, why=why)

    def standing(self, number: int) -> Entry:
        """Entry `number`, when nobody has withdrawn it.

        Raises: FaultsFound when there is no such entry, or it is a withdrawal or withdrawn already.
        """
        entries = self.entries()
        known = {entry.number: entry for entry in entries if entry.action != "withdraw"}
        for gone in withdrawn(entries):
            known.pop(gone, None)
        if number not in known:
            numbers = ", ".join(map(str, known)) or "chưa có lần nào"
            raise FaultsFound(
                [
                    Fault(
                        "unknown-entry",
                        f"bút toán {number}",
                        "không có lần nộp nào như vậy còn hiệu lực",
                        f"số của một lần nộp chưa rút: {numbers}",
                        "xem «cchc log»",
                    )
                ]
            )
        return known[number]

    def append(
        self,
        action: str,
        *,
        by: str,
        unit_id: str | None = None,
        files: Sequence[tuple[str, bytes]] = (),
        target: int | None = None,
        why: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> Entry:
        """The new entry; its files are kept first, byte for byte, under their hashes."""
        kept = [asdict(File(Path(name).name, self._keep(data))) for name, data in files]
        with self._lock:
            entries = self.entries()
            said = json.dumps(
                {
                    "number": len(entries) + 1,
                    "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                    "by": by,
                    "action": action,
                    "unit_id": unit_id,
                    "files": kept,
                    "target": target,
                    "why": why,
                    "details": dict(details or {}),
                    "previous_hash": entries[-1].hash if entries else FIRST,
                },
                ensure_ascii=False,
            )
            # Words from a terminal of another code page may hold what UTF-8 cannot say.
            body = json.loads(said.encode("utf-8", "replace"))
            line = json.dumps({**body, "hash": _hash(body)}, ensure_ascii=False, sort_keys=True)
            # One write to a new file, then one rename: a power cut leaves the old ledger or the new one.
            old = self.path.read_bytes() if self.path.exists() else b""
            _write(self.path, old + line.encode() + b"\n")
        return _entry(line)

    def bytes_of(self, file: File) -> bytes:
        """The bytes of a file that was handed in.

        Raises: FaultsFound when the kept file is gone or not the one that was handed in.
        """
        path = self.files / file.sha256
        data = path.read_bytes() if path.exists() else None
        if data is None or hashlib.sha256(data).hexdigest() != file.sha256:
            raise FaultsFound(
                [
                    Fault(
                        "file-damage",
                        f"files/{file.sha256} ({file.name})",
                        "tệp đã nộp không còn nguyên",
                        "tệp đúng từng byte như khi nộp",
                        "khôi phục tệp từ bản sao lưu",
                    )
                ]
            )
        return data

    def check_files(self) -> None:
        """Nothing, when every file that was handed in is kept as it was.

        Raises: FaultsFound with every line of the ledger and every file that is not as it was.
        """
        faults: list[Fault] = []
        for file in dict.fromkeys(file for entry in self.entries() for file in entry.files):
            try:
                self.bytes_of(file)
            except FaultsFound as found:
                faults += found.faults
        if faults:
            raise FaultsFound(faults)

    def _keep(self, data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()
        self.files.mkdir(parents=True, exist_ok=True)
        path = self.files / name
        if not path.exists():
            _write(path, data)
        return name


def withdrawn(entries: Sequence[Entry]) -> set[int]:
    """The numbers of the entries that later ones withdrew."""
    return {entry.target for entry in entries if entry.action == "withdraw" and entry.target is not None}


def _write(path: Path, data: bytes) -> None:
    """The bytes at `path`, wholly or not at all.

    Raises: FaultsFound when there is no room for them or the folder may not be written to.
    """
    try:
        files.write(path, data)
    except OSError as error:
        raise FaultsFound([no_room(path.name, error)]) from error


def _hash(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _read(line: bytes) -> Entry | None:
    """The entry of a line, or None when the line does not carry its own hash."""
    entry = _any(line)
    if entry is None:
        return None
    body = asdict(entry)
    body["files"] = list(body["files"])
    return entry if body.pop("hash") == _hash(body) else None


def _any(line: bytes) -> Entry | None:
    try:
        return _entry(line)
    except (ValueError, TypeError, KeyError):
        return None


def _entry(line: str | bytes) -> Entry:
    body = json.loads(line)
    return Entry(**{**body, "files": tuple(File(**file) for file in body["files"])})
