"""What a ledger has lost although it was written once, as far as the files beside it tell."""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cchc_metrics.faults import Fault

FIRST = "0" * 64
HASH = re.compile(r"[0-9a-f]{64}")
# Programs that keep folders of several machines alike set one of two changed files aside under such a name.
COPIES = "ledger*.jsonl"
ACCEPT = "«cchc log --accept --why LÝ DO»"


@dataclass(frozen=True)
class Position:
    """An entry by its number and its hash."""

    number: int
    hash: str

    def is_in(self, hashes: Sequence[str]) -> bool:
        """True for an entry of the ledger with these hashes, and for its beginning."""
        return self == BEGINNING or (0 < self.number <= len(hashes) and hashes[self.number - 1] == self.hash)


BEGINNING = Position(0, FIRST)


@dataclass(frozen=True)
class Memory:
    """What is remembered beside a ledger: its newest entry, and kept files that no entry names.

    A hand-in that was killed leaves such files: they are remembered before they are kept. `pending` is None where an
    earlier version of the program remembered.
    """

    newest: Position
    pending: frozenset[str] | None

    @classmethod
    def of(cls, path: Path) -> Self | None:
        """What stands in the file `path`; None when nothing legible does."""
        try:
            row = json.loads(path.read_bytes())
            number, digest, pending = row["number"], row["hash"], row.get("pending")
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        names = [] if pending is None else pending
        is_legible = type(number) is int and isinstance(digest, str) and isinstance(names, list)
        if not is_legible or not all(isinstance(name, str) for name in names):
            return None
        return cls(Position(number, digest), None if pending is None else frozenset(names))

    def text(self) -> bytes:
        """What the file holds."""
        row = {"number": self.newest.number, "hash": self.newest.hash, "pending": sorted(self.pending or ())}
        return json.dumps(row).encode()


def memories_of(head: Path, store_head: Path) -> list[Memory | None]:
    """What is remembered beside the ledger; and among what is derived of it, where only the newest entry counts.

    Whoever puts back an older ledger with the memory beside it leaves the second one where it is.
    """
    second = Memory.of(store_head)
    return [Memory.of(head), *([] if second is None else [Memory(second.newest, None)])]


@dataclass(frozen=True)
class LedgerState:
    """The ledger at `path`: the hashes of its entries and of the files that they name, and the files that are kept."""

    path: Path
    hashes: Sequence[str]
    named_files: Collection[str]
    kept_files: Collection[str]

    @property
    def stray_files(self) -> list[str]:
        """The hashes of kept files that no entry names."""
        return sorted(set(self.kept_files) - set(self.named_files))

    def copies(self) -> Mapping[Path, int]:
        """The ledgers that stand beside this one with entries that it does not hold, and how many these are.

        One that somebody set aside by accepting this one is kept among its files.
        """
        copies: dict[Path, int] = {}
        for path in sorted(self.path.parent.glob(COPIES)):
            if path == self.path or not path.is_file():
                continue
            data = path.read_bytes()
            more = set(map(_hash_of, data.splitlines())) - {None, *self.hashes}
            if more and hashlib.sha256(data).hexdigest() not in self.named_files:
                copies[path] = len(more)
        return copies

    def first_loss(self, memories: Iterable[Memory | None]) -> Fault | None:
        """The first thing that one of the memories tells is missing; None when nothing is."""
        return next(filter(None, map(self.loss, memories)), None)

    def loss(self, memory: Memory | None) -> Fault | None:
        """What the entries do not hold although it was written once; None when they hold everything."""
        name, count = self.path.name, len(self.hashes)
        remedy = f"khôi phục {name} từ bản sao lưu mới nhất; nếu sổ này mới đúng thì người quản trị chạy {ACCEPT}"
        if memory is not None and not memory.newest.is_in(self.hashes):
            newest, lack = memory.newest, memory.newest.number - count
            problem = (
                f"sổ có {count} bút toán, thiếu {lack} bút toán cuối"
                if lack > 0
                else f"bút toán {newest.number} của sổ không phải bút toán đã ghi"
            )
            place = name if lack > 0 else f"{name}, dòng {newest.number}"
            expected = f"sổ có bút toán {newest.number} với mã băm {newest.hash}"
            return Fault("ledger-behind", place, problem, expected, remedy)
        copies = self.copies()
        if copies:
            names = ", ".join(f"«{path.name}» ({number} bút toán)" for path, number in copies.items())
            return Fault(
                "ledger-behind",
                name,
                f"bên cạnh còn sổ khác có bút toán mà sổ này không có: {names}; có thể hai máy cùng ghi và chương "
                "trình đồng bộ đã tách sổ làm đôi",
                "một sổ có mọi bút toán",
                f"sổ kia mới đúng thì đổi tên nó thành {name}; sổ này mới đúng thì người quản trị chạy {ACCEPT} "
                "(sổ kia được giữ trong files/) rồi làm lại các việc thiếu",
            )
        pending = frozenset() if memory is None else memory.pending
        strangers = set(self.stray_files) - (pending or set())
        if pending is None or not strangers:
            return None
        problem = f"sổ có {count} bút toán, nhưng còn {len(strangers)} tệp đã nộp mà không dòng nào của sổ nêu"
        return Fault("ledger-behind", name, problem, "một sổ nêu mọi tệp trong thư mục files/", remedy)


def _hash_of(line: bytes) -> str | None:
    """The hash of a line of a ledger; None for any other line."""
    try:
        value = json.loads(line)["hash"]
    except (ValueError, TypeError, KeyError):
        return None
    return value if isinstance(value, str) and HASH.fullmatch(value) else None
