"""What was handed in and undone, line by line; every line carries the hash of the line before."""

import datetime as dt
import hashlib
import json
import re
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cchc_metrics import files
from cchc_metrics.days import VIETNAM
from cchc_metrics.faults import Fault, FaultError, bytes_at, lock_in_words, no_room, unknown_entry
from cchc_metrics.losses import ACCEPT as COMMAND
from cchc_metrics.losses import BEGINNING, FIRST, HASH, LedgerState, Memory, Position, memories_of

ACCEPT = "accept"
SEAL = re.compile(r"(?:^|[\s·])(?P<number>[0-9]+) bút toán · (?P<hash>[0-9a-f]{64})\b", re.IGNORECASE)


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

    @property
    def units(self) -> tuple[str, ...]:
        """The ids of the units that it is about; a file about many units names them in the details of its entry."""
        own = () if self.unit_id is None else (self.unit_id,)
        return tuple(self.details.get("units", own))


@dataclass(frozen=True)
class Prefix:
    """The beginning of a ledger that was read: its bytes by their number and hash, and its entries."""

    size: int
    digest: bytes
    entries: tuple[Entry, ...]


EMPTY = Prefix(0, hashlib.sha256(b"").digest(), ())


class _Draft(threading.local):
    """The whole ledger as a thread is going to write it, None while it adds no entries together; new files by hash."""

    ledger: bytes | None = None
    files: Mapping[str, bytes] = MappingProxyType({})


class Ledger:
    """The ledger of one working folder: entries in `ledger.jsonl`, files under their hash in `files/`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ledger.jsonl"
        # What was written last: an older ledger put in the place of this one does not hold it.
        self.head, self._store_head = folder / "ledger.head", folder / "store" / "ledger.head"
        self.files = folder / "files"
        self._lock = folder / "ledger.lock"
        self._prefix = EMPTY
        self._names_at: tuple[int, frozenset[str]] = (0, frozenset())
        self._draft = _Draft()

    def entries(self) -> list[Entry]:
        """Every entry, oldest first.

        Raises: FaultError naming each line that is not as it was written, or what an older ledger does not hold.
        """
        # Whoever writes at the same time remembers a file before keeping it, and the entry after writing it: read in
        # the opposite order, nothing is missing that is only on its way.
        kept_files, memories = self._kept_files(), memories_of(self.head, self._store_head)
        entries = self._chain()
        loss = self._state(entries, kept_files).first_loss(memories)
        if loss:
            raise FaultError([loss])
        return entries

    def _chain(self) -> list[Entry]:
        """The entries of the file, when every line follows the line before it."""
        data = self._data()
        # Lines that were read before and stand there byte for byte are not taken apart again.
        prefix = self._prefix
        if hashlib.sha256(data[: prefix.size]).digest() != prefix.digest:
            prefix = EMPTY
        entries = list(prefix.entries)
        faults: list[Fault] = []
        # Bytes, for a reason may hold letters that end a line of text (U+2028) and none of the ledger.
        for number, line in enumerate(data[prefix.size :].splitlines(), len(entries) + 1):
            entry = _entry_after(line, entries)
            if entry is None:
                faults.append(
                    Fault(
                        "ledger-damage",
                        f"{self.path.name}, dòng {number}",
                        "dòng sổ không còn nguyên như khi ghi",
                        "chuỗi băm liền mạch từ dòng đầu",
                        f"khôi phục tệp sổ từ bản sao lưu; không có bản nào thì {COMMAND} nhận các dòng trước dòng "
                        "hỏng đầu tiên, sổ hỏng vẫn được giữ trong files/",
                    )
                )
                # The lines after a damaged one can still be compared with each other.
                entry = _any(line)
            if entry is None:
                break
            entries.append(entry)
        if faults:
            raise FaultError(faults)
        if data.endswith(b"\n"):
            self._prefix = Prefix(len(data), hashlib.sha256(data).digest(), tuple(entries))
        return entries

    def _data(self) -> bytes:
        if self._draft.ledger is not None:
            return self._draft.ledger
        return bytes_at(self.path) or b""

    def _state(self, entries: Sequence[Entry], kept_files: Collection[str]) -> LedgerState:
        named_files = {file.sha256 for entry in entries for file in entry.files}
        return LedgerState(self.path, [entry.hash for entry in entries], named_files, kept_files)

    def _kept_files(self) -> frozenset[str]:
        """The hashes of the files that are kept; their folder is read again only when something in it changed."""
        moment = self.files.stat().st_mtime_ns if self.files.exists() else 0
        if self._names_at[0] != moment:
            names = frozenset(path.name for path in self.files.glob("*") if HASH.fullmatch(path.name))
            self._names_at = moment, names
        return self._names_at[1] if moment else frozenset()

    def _remember(self, entries: Sequence[Entry], files: Collection[str]) -> None:
        """Remember the newest entry, and of the files those that no entry names."""
        newest = position_of(entries, len(entries)) or BEGINNING
        _write(self.head, Memory(newest, frozenset(self._state(entries, files).stray_files)).text())

    def accept(self, *, by: str, why: str) -> Entry:
        """The new entry by which somebody says that the ledger as it stands is right, though entries are missing.

        Of a damaged ledger the lines before the first damaged one count. It is kept among the files, and so are other
        ledgers beside it; they are the files of the entry. Its details say what is missing: the newest entry that was
        remembered, and kept files that no entry names.
        Raises: FaultError when nothing is missing.
        """
        with self.hold():
            memories, data, kept_files = memories_of(self.head, self._store_head), self._data(), self._kept_files()
            entries, beginning = _sound_beginning(data)
            state = self._state(entries, kept_files)
            if data == beginning and state.first_loss(memories) is None:
                raise FaultError(
                    [
                        Fault(
                            "unknown-entry",
                            self.path.name,
                            "sổ không thiếu gì",
                            "một sổ ngắn hơn lần ghi gần nhất",
                            "không cần làm gì",
                        )
                    ]
                )
            newest = max((one.newest for one in memories if one), key=lambda one: one.number, default=None)
            details = {
                "missing": asdict(newest) if newest else None,
                "unnamed_files": state.stray_files,
            }
            remains = [] if data == beginning else [(self.path.name, data)]
            copies = [(path.name, path.read_bytes()) for path in state.copies()]
            return self._add(
                entries, beginning, {"action": ACCEPT, "by": by, "why": why, "details": details}, [*remains, *copies]
            )

    def seal(self) -> str:
        """A line to keep elsewhere, by which `verify` tells whether a later ledger still holds all of this one."""
        entries = self.entries()
        newest = position_of(entries, len(entries)) or BEGINNING
        return f"{dt.datetime.now(VIETNAM):%d/%m/%Y} · {newest.number} bút toán · {newest.hash}"

    def verify(self, seal: str) -> int:
        """How many entries came after a seal, when the ledger and its files still hold everything that was sealed.

        Raises: FaultError when they do not, or the line is no seal.
        """
        match = SEAL.search(" ".join(seal.split()))
        if match is None:
            raise FaultError(
                [
                    Fault(
                        "unusable-value",
                        "dấu niêm phong",
                        f"không đọc được «{seal}»",
                        "dòng mà «cchc log --seal» đã in: ngày · số bút toán · mã băm",
                        "chép lại trọn dòng",
                    )
                ]
            )
        entries, position = self.entries(), Position(int(match["number"]), match["hash"].lower())
        if position_of(entries, position.number) == position:
            self.check_files()
            return len(entries) - position.number
        problem = (
            f"sổ chỉ có {len(entries)} bút toán"
            if position.number > len(entries)
            else f"bút toán {position.number} không phải bút toán đã niêm phong"
        )
        raise FaultError(
            [
                Fault(
                    "ledger-behind",
                    self.path.name,
                    problem,
                    f"sổ có bút toán {position.number} với mã băm {position.hash}",
                    "khôi phục tệp sổ từ bản sao lưu",
                )
            ]
        )

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Lock the ledger during the block: what is checked in it still holds when its line is added.

        Raises: FaultError when the folder may not be written to.
        """
        with lock_in_words(self._lock, self.path.name):
            yield

    @contextmanager
    def together(self) -> Iterator[None]:
        """The entries of the block are written at its end in one piece, or none of them when it fails.

        Only this thread knows them before. Raises: FaultError when the folder may not be written to.
        """
        with self.hold():
            outer, entries = (self._draft.ledger, self._draft.files), self.entries()
            before = self._draft.ledger = self._data()
            try:
                yield
            except BaseException:
                self._draft.ledger, self._draft.files = outer
                raise
            if outer[0] is not None:
                return
            lines, contents, after = self._data(), self._draft.files, self._chain()
            self._draft.ledger, self._draft.files = outer
            if lines != before:
                self._store(entries, after, lines, contents)

    @property
    def unwritten(self) -> bytes | None:
        """The ledger with the entries that `together` has not written yet; None outside of it."""
        return self._draft.ledger

    def submit(
        self,
        files: Sequence[tuple[str, bytes]],
        *,
        unit_id: str | None,
        by: str,
        details: Mapping[str, Any] | None = None,
    ) -> Entry:
        """The new entry that keeps `files`, byte for byte, under their hashes; `details` say how they are read."""
        return self.append("submit", by=by, unit_id=unit_id, files=files, details=details)

    def withdraw(self, number: int, *, by: str, why: str) -> Entry:
        """The new entry that withdraws entry `number`; both stay in the ledger.

        Raises: FaultError when there is no such entry, or it is a withdrawal or withdrawn already.
        """
        self.in_force(number)
        return self.append("withdraw", by=by, target=number, why=why)

    def in_force(self, number: int) -> Entry:
        """Entry `number`, when nobody has withdrawn it.

        Raises: FaultError when there is no such entry, or it is a withdrawal or withdrawn already.
        """
        entries = self.entries()
        by_number = {entry.number: entry for entry in entries if entry.action not in ("withdraw", ACCEPT)}
        for target in withdrawn(entries):
            by_number.pop(target, None)
        if number not in by_number:
            problem = "không có lần nộp nào như vậy còn hiệu lực"
            expected = "số của một lần nộp chưa rút"
            raise FaultError([unknown_entry(number, by_number, problem, expected, none="chưa có lần nào")])
        return by_number[number]

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
        at: str | None = None,
    ) -> Entry:
        """The new entry; its files are kept first, byte for byte, under their hashes; `at` is now if left out."""
        row = {"action": action, "by": by, "unit_id": unit_id, "target": target, "why": why, "details": details}
        with self.hold():
            return self._add(self.entries(), self._data(), row, files, at)

    def _add(
        self,
        entries: Sequence[Entry],
        lines: bytes,
        row: Mapping[str, Any],
        files: Sequence[tuple[str, bytes]],
        at: str | None = None,
    ) -> Entry:
        """The new entry behind `entries`, whose lines are given; whoever calls holds the ledger."""
        hashes = [hashlib.sha256(data).hexdigest() for _, data in files]
        contents = {sha256: data for sha256, (_, data) in zip(hashes, files, strict=True)}
        text = json.dumps(
            {
                "unit_id": None,
                "target": None,
                **row,
                "number": len(entries) + 1,
                "at": at or dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                "files": [
                    asdict(File(Path(name).name, sha256)) for sha256, (name, _) in zip(hashes, files, strict=True)
                ],
                "details": dict(row["details"] or {}),
                "previous_hash": entries[-1].hash if entries else FIRST,
            },
            ensure_ascii=False,
        )
        # Words from a terminal of another code page may hold what UTF-8 cannot say.
        body = json.loads(text.encode("utf-8", "replace"))
        line = json.dumps({**body, "hash": _hash(body)}, ensure_ascii=False, sort_keys=True)
        end = b"" if lines.endswith(b"\n") or not lines else b"\n"
        lines, entry = lines + end + line.encode() + b"\n", _entry(line)
        if self._draft.ledger is None:
            self._store(entries, [*entries, entry], lines, contents)
        else:
            self._draft.ledger, self._draft.files = lines, {**self._draft.files, **contents}
        return entry

    def _store(
        self, before: Sequence[Entry], after: Sequence[Entry], lines: bytes, contents: Mapping[str, bytes]
    ) -> None:
        """Write the ledger with new entries, and their files before it; whoever calls holds the ledger."""
        stray_files = self._state(before, self._kept_files()).stray_files
        # Remembered first: what a killed hand-in leaves in files/ then tells of no older ledger.
        if contents or not self.head.exists():
            self._remember(before, {*stray_files, *contents})
        for name, data in contents.items():
            self._keep(name, data)
        # One write to a new file, then one rename: a power cut leaves the old ledger or the new one.
        _write(self.path, lines)
        # The entries are stored; a memory that is behind is no fault.
        with suppress(FaultError):
            self._remember(after, stray_files)
            _write(self._store_head, self.head.read_bytes())

    def bytes_of(self, file: File) -> bytes:
        """The bytes of a file that was handed in.

        Raises: FaultError when the kept file is gone or not the one that was handed in.
        """
        data = self._draft.files.get(file.sha256) or bytes_at(self.files / file.sha256)
        if data is None or hashlib.sha256(data).hexdigest() != file.sha256:
            raise FaultError(
                [
                    Fault(
                        "file-damage",
                        f"files/{file.sha256} ({file.name})",
                        "tệp đã nộp không còn" if data is None else "tệp đã nộp không còn nguyên",
                        "tệp đúng từng byte như khi nộp",
                        f"khôi phục tệp từ bản sao lưu, hoặc chép tệp «{file.name}» gốc vào chỗ này với tên này",
                    )
                ]
            )
        return data

    def check_files(self) -> None:
        """Nothing, when every file that was handed in is kept as it was.

        Raises: FaultError with every line of the ledger and every file that is not as it was.
        """
        faults: list[Fault] = []
        for file in dict.fromkeys(file for entry in self.entries() for file in entry.files):
            try:
                self.bytes_of(file)
            except FaultError as error:
                faults += error.faults
        if faults:
            raise FaultError(faults)

    def _keep(self, name: str, data: bytes) -> None:
        if not (self.files / name).exists():
            _write(self.files / name, data)


def position_of(entries: Sequence[Entry], number: int) -> Position | None:
    """Entry `number` by its hash; the beginning of the ledger for 0, None when there is no such entry."""
    if number == 0:
        return BEGINNING
    return Position(number, entries[number - 1].hash) if 0 < number <= len(entries) else None


def withdrawn(entries: Sequence[Entry]) -> set[int]:
    """The numbers of the entries that later ones withdrew."""
    return {entry.target for entry in entries if entry.action == "withdraw" and entry.target is not None}


def _write(path: Path, data: bytes) -> None:
    """The bytes at `path`, wholly or not at all.

    Raises: FaultError when there is no room for them or the folder may not be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write(path, data)
    except OSError as error:
        raise FaultError([no_room(path.name, error)]) from error


def _hash(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _entry_after(line: bytes, entries: Sequence[Entry]) -> Entry | None:
    """The entry of a line that follows some entries; None when it does not, or does not carry its own hash."""
    entry = _sound_entry(line)
    previous_hash = entries[-1].hash if entries else FIRST
    follows = entry is not None and entry.number == len(entries) + 1 and entry.previous_hash == previous_hash
    return entry if follows else None


def _sound_beginning(data: bytes) -> tuple[list[Entry], bytes]:
    """The entries before the first damaged line of a ledger, and the bytes of their lines."""
    entries: list[Entry] = []
    size = 0
    for line in data.splitlines(keepends=True):
        entry = _entry_after(line, entries)
        if entry is None:
            break
        entries.append(entry)
        size += len(line)
    return entries, data[:size]


def _sound_entry(line: bytes) -> Entry | None:
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
    entry = Entry(**{**body, "files": tuple(File(**file) for file in body["files"])})
    dt.datetime.fromisoformat(entry.at)
    texts = [entry.by, entry.action, entry.why, entry.hash, entry.unit_id or "", entry.previous_hash]
    texts += [text for file in entry.files for text in (file.name, file.sha256)]
    is_sound = type(entry.number) is int and type(entry.target) in (int, type(None)) and type(entry.details) is dict
    if not is_sound or not all(isinstance(text, str) for text in texts):
        raise TypeError(line)
    return entry
