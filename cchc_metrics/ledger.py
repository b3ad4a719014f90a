"""What was handed in and undone, line by line; every line carries the hash of the line before."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock

from cchc_metrics import files
from cchc_metrics.days import VIETNAM
from cchc_metrics.faults import Fault, FaultError, no_room

FIRST = "0" * 64
ACCEPT = "accept"
HASH = re.compile(r"[0-9a-f]{64}")
SEAL = re.compile(r"\b(?P<number>\d+) bút toán · (?P<hash>[0-9a-f]{64})\b")


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
class Position:
    """An entry by its number and its hash."""

    number: int
    hash: str


BEGINNING = Position(0, FIRST)


@dataclass(frozen=True)
class Prefix:
    """The beginning of a ledger that was read: its bytes by their number and hash, and its entries."""

    size: int
    digest: bytes
    entries: tuple[Entry, ...]


EMPTY = Prefix(0, hashlib.sha256(b"").digest(), ())


class Ledger:
    """The ledger of one working folder: entries in `ledger.jsonl`, files under their hash in `files/`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ledger.jsonl"
        # The number and hash of the newest entry: an older ledger put in the place of this one does not hold it.
        self.head = folder / "ledger.head"
        self.files = folder / "files"
        self._lock = FileLock(folder / "ledger.lock")
        self._prefix = EMPTY

    def entries(self) -> list[Entry]:
        """Every entry, oldest first.

        Raises: FaultError naming each line that is not as it was written, or what an older ledger does not hold.
        """
        # The remembered entry is read first: whoever writes at the same time writes the ledger before it.
        last_position = self._last_position()
        entries = self._chain()
        shortfall = self._shortfall(entries, last_position)
        if shortfall:
            raise FaultError([shortfall])
        return entries

    def _chain(self) -> list[Entry]:
        """The entries of the file, when every line follows the line before it."""
        if not self.path.exists():
            return []
        data = self.path.read_bytes()
        # Lines that were read before and stand there byte for byte are not taken apart again.
        prefix = self._prefix if hashlib.sha256(data[: self._prefix.size]).digest() == self._prefix.digest else EMPTY
        entries = list(prefix.entries)
        faults: list[Fault] = []
        previous_hash = entries[-1].hash if entries else FIRST
        # Bytes, for a reason may hold letters that end a line of text (U+2028) and none of the ledger.
        for number, line in enumerate(data[prefix.size :].splitlines(), len(entries) + 1):
            entry = _sound_entry(line)
            if entry is None or entry.number != number or entry.previous_hash != previous_hash:
                faults.append(
                    Fault(
                        "ledger-damage",
                        f"{self.path.name}, dòng {number}",
                        "dòng sổ không còn nguyên như khi ghi",
                        "chuỗi băm liền mạch từ dòng đầu",
                        "khôi phục tệp sổ từ bản sao lưu",
                    )
                )
                # The lines after a damaged one can still be compared with each other.
                entry = entry or _any(line)
            if entry is None:
                break
            entries.append(entry)
            previous_hash = entry.hash
        if faults:
            raise FaultError(faults)
        if data.endswith(b"\n"):
            self._prefix = Prefix(len(data), hashlib.sha256(data).digest(), tuple(entries))
        return entries

    def _last_position(self) -> Position | None:
        """The newest entry as it was remembered beside the ledger; None when nothing legible was."""
        try:
            return Position(**json.loads(self.head.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def _shortfall(self, entries: Sequence[Entry], last_position: Position | None) -> Fault | None:
        """What the entries do not hold although it was written once; None when they hold everything."""
        if last_position is None:
            strangers = self._stray_files(entries)
            # Somebody may have handed in meanwhile: then the newest entry is remembered by now.
            if not strangers or self._last_position() is not None:
                return None
            problem = (
                f"sổ có {len(entries)} bút toán, nhưng còn {len(strangers)} tệp đã nộp mà không dòng nào của sổ nêu"
            )
            place, expected = self.path.name, "một sổ nêu mọi tệp trong thư mục files/"
        elif position_of(entries, last_position.number) == last_position:
            return None
        else:
            lack = last_position.number - len(entries)
            problem = (
                f"sổ có {len(entries)} bút toán, thiếu {lack} bút toán cuối"
                if lack > 0
                else f"bút toán {last_position.number} của sổ không phải bút toán đã ghi"
            )
            place = self.path.name if lack > 0 else f"{self.path.name}, dòng {last_position.number}"
            expected = f"sổ có bút toán {last_position.number} với mã băm {last_position.hash}"
        return Fault(
            "ledger-behind",
            place,
            problem,
            expected,
            f"khôi phục {self.path.name} từ bản sao lưu mới nhất; nếu sổ này mới đúng thì chạy "
            "«cchc log --accept --why LÝ DO»",
        )

    def _stray_files(self, entries: Sequence[Entry]) -> list[str]:
        """The hashes of kept files that no entry names."""
        hashes = {file.sha256 for entry in entries for file in entry.files}
        return sorted(
            path.name for path in self.files.glob("*") if HASH.fullmatch(path.name) and path.name not in hashes
        )

    def _remember(self, position: Position) -> None:
        _write(self.head, json.dumps(asdict(position)).encode())

    def accept(self, *, by: str, why: str) -> Entry:
        """The new entry by which somebody says that the ledger as it stands is right, though entries are missing.

        Its details say what is missing: the newest entry that was remembered, and kept files that no entry names.
        Raises: FaultError when nothing is missing, or a line is not as it was written.
        """
        with self.hold():
            entries, last_position = self._chain(), self._last_position()
            if self._shortfall(entries, last_position) is None:
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
            details = {
                "missing": asdict(last_position) if last_position else None,
                "unnamed_files": self._stray_files(entries),
            }
            self._remember(position_of(entries, len(entries)) or BEGINNING)
            return self.append(ACCEPT, by=by, why=why, details=details)

    def seal(self) -> str:
        """A line to keep elsewhere, by which `verify` tells whether a later ledger still holds all of this one."""
        entries = self.entries()
        newest = position_of(entries, len(entries)) or BEGINNING
        return f"{dt.datetime.now(VIETNAM):%d/%m/%Y} · {newest.number} bút toán · {newest.hash}"

    def verify(self, seal: str) -> int:
        """How many entries came after a seal, when the ledger still holds everything that was sealed.

        Raises: FaultError when it does not, or the line is no seal.
        """
        match = SEAL.search(seal)
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
        entries, position = self.entries(), Position(int(match["number"]), match["hash"])
        if position_of(entries, position.number) == position:
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
        """Nobody else adds a line until the end of the block, so that what is checked in it still holds at its end.

        Raises: FaultError when the folder may not be written to.
        """
        with lock_in_words(self._lock, self.path.name):
            yield

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
            numbers = ", ".join(map(str, by_number)) or "chưa có lần nào"
            raise FaultError(
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
        with self.hold():
            entries = self.entries()
            # Remembered first: what a killed hand-in leaves in files/ then tells of no older ledger.
            if not self.head.exists():
                self._remember(position_of(entries, len(entries)) or BEGINNING)
            file_rows = [asdict(File(Path(name).name, self._keep(data))) for name, data in files]
            text = json.dumps(
                {
                    "number": len(entries) + 1,
                    "at": at or dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                    "by": by,
                    "action": action,
                    "unit_id": unit_id,
                    "files": file_rows,
                    "target": target,
                    "why": why,
                    "details": dict(details or {}),
                    "previous_hash": entries[-1].hash if entries else FIRST,
                },
                ensure_ascii=False,
            )
            # Words from a terminal of another code page may hold what UTF-8 cannot say.
            body = json.loads(text.encode("utf-8", "replace"))
            line = json.dumps({**body, "hash": _hash(body)}, ensure_ascii=False, sort_keys=True)
            # One write to a new file, then one rename: a power cut leaves the old ledger or the new one.
            old = self.path.read_bytes() if self.path.exists() else b""
            end = b"" if old.endswith(b"\n") or not old else b"\n"
            _write(self.path, old + end + line.encode() + b"\n")
            entry = _entry(line)
            # The entry is stored; a memory that is one entry behind is no fault.
            with suppress(FaultError):
                self._remember(Position(entry.number, entry.hash))
        return entry

    def bytes_of(self, file: File) -> bytes:
        """The bytes of a file that was handed in.

        Raises: FaultError when the kept file is gone or not the one that was handed in.
        """
        path = self.files / file.sha256
        data = path.read_bytes() if path.exists() else None
        if data is None or hashlib.sha256(data).hexdigest() != file.sha256:
            raise FaultError(
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

    def _keep(self, data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()
        self.files.mkdir(parents=True, exist_ok=True)
        path = self.files / name
        if not path.exists():
            _write(path, data)
        return name


def position_of(entries: Sequence[Entry], number: int) -> Position | None:
    """Entry `number` by its hash; the beginning of the ledger for 0, None when there is no such entry."""
    if number == 0:
        return BEGINNING
    return Position(number, entries[number - 1].hash) if 0 < number <= len(entries) else None


def out_of_order(entries: Sequence[Entry]) -> dict[int, int]:
    """The entries that are dated before an earlier one, each with the latest of those before it.

    The clock of the machine was set back, or had been ahead.
    """
    latest: Entry | None = None
    latest_before: dict[int, int] = {}
    for entry in entries:
        if latest is not None and dt.datetime.fromisoformat(entry.at) < dt.datetime.fromisoformat(latest.at):
            latest_before[entry.number] = latest.number
        else:
            latest = entry
    return latest_before


@contextmanager
def lock_in_words(lock: FileLock, place: str) -> Iterator[None]:
    """Hold a lock of files.

    Raises: FaultError when its file may not be written.
    """
    try:
        lock.acquire()
    except OSError as error:
        raise FaultError([no_room(place, error)]) from error
    try:
        yield
    finally:
        lock.release()


def withdrawn(entries: Sequence[Entry]) -> set[int]:
    """The numbers of the entries that later ones withdrew."""
    return {entry.target for entry in entries if entry.action == "withdraw" and entry.target is not None}


def _write(path: Path, data: bytes) -> None:
    """The bytes at `path`, wholly or not at all.

    Raises: FaultError when there is no room for them or the folder may not be written to.
    """
    try:
        files.write(path, data)
    except OSError as error:
        raise FaultError([no_room(path.name, error)]) from error


def _hash(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


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
    return Entry(**{**body, "files": tuple(File(**file) for file in body["files"])})
