"""What is wrong with something a person gave us, said so that the person can mend it."""

import errno
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path

# No room on the disk, none left to this user, or a file larger than the system allows.
FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend: where it is, what is wrong, what was expected, what to do (Vietnamese).

    A sentence that tells all of it stands in `problem` alone, with nothing expected and no remedy beside it.
    `kind` is an id of fault_kinds.toml; it is not shown, and two faults that read the same are equal. `command` is how
    the command line does what the remedy says: pages, on which officers work, never show it.
    """

    kind: str = field(compare=False)
    place: str
    problem: str
    expected: str
    remedy: str
    command: str = field(default="", compare=False)

    def __str__(self) -> str:
        needs = (("Cần", self.expected), ("Cách sửa", self.remedy))
        rest = (f" {head}: {sentence_of(text)}" for head, text in needs if text)
        return f"{self.place}: {sentence_of(self.problem)}{''.join(rest)}"


class FaultError(Exception):
    """Everything wrong with what was given, all at once; nothing was stored.

    `cautions` are what else should be looked at again, so that one look at the file finds both.
    """

    def __init__(self, faults: Sequence[Fault], cautions: Sequence[Fault] = ()) -> None:
        self.faults, self.cautions = tuple(dict.fromkeys(faults)), tuple(dict.fromkeys(cautions))
        super().__init__("\n".join(map(str, self.faults)))


# A cell behind the name of its sheet, and a line behind that of its file.
CELL = re.compile(r"(?P<whole>.*?), (?P<what>ô|dòng) (?P<cell>[A-Z]*[0-9]+)(?P<rest>, cột [^,]+)?")
# So many faults that are mended in the same way make one line, with so many of their cells.
SEVERAL, MOST_CELLS = 3, 8


def together(faults: Sequence[Fault]) -> list[Fault]:
    """The faults, many of one kind on one sheet as one: its cells, what is wrong with the first of them.

    >>> cell = lambda n: Fault("not-a-count", f"a.xlsx, trang «1», ô C{n}", f"«x{n}» không phải số đếm", "số", "sửa ô")
    >>> [(fault.place, fault.problem) for fault in together([cell(n) for n in range(1, 5)])]
    [('a.xlsx, trang «1», ô C1, C2, C3, C4', '4 chỗ như vậy, chỗ đầu: «x1» không phải số đếm')]
    >>> len(together([cell(1), cell(2)]))
    2
    """
    kinds: dict[tuple[str, ...], list[tuple[Fault, str]]] = {}
    for fault in faults:
        match = CELL.fullmatch(fault.place)
        key: tuple[str, ...] = (fault.place, fault.problem)
        if match is not None:
            key = match["whole"], match["what"], match["rest"] or ""
        kinds.setdefault((fault.kind, fault.expected, fault.remedy, *key), []).append(
            (fault, match["cell"] if match else "")
        )
    lines: list[Fault] = []
    for key, same in kinds.items():
        if len(same) < SEVERAL or not same[0][1]:
            lines += [fault for fault, _ in same]
            continue
        unique = list(dict.fromkeys(cell for _, cell in same))
        cells = ", ".join(unique[:MOST_CELLS]) + (" …" if len(unique) > MOST_CELLS else "")
        first = same[0][0]
        place = f"{key[3]}, {key[4]} {cells}{key[5]}"
        is_one = len({fault.problem for fault, _ in same}) == 1
        problem = f"{len(same)} chỗ {'như nhau' if is_one else 'như vậy, chỗ đầu'}: {first.problem}"
        lines.append(replace(first, place=place, problem=problem))
    return lines


@dataclass(frozen=True)
class FaultKind:
    """What is wrong in general, in Vietnamese: the title and the description of an id."""

    title: str
    description: str


@cache
def fault_kinds() -> Mapping[str, FaultKind]:
    """Every kind of fault by its id, from fault_kinds.toml, in the order of that file."""
    text = (Path(__file__).parent / "fault_kinds.toml").read_text(encoding="utf-8")
    return {kind: FaultKind(**row) for kind, row in tomllib.loads(text).items()}


def sentence_of(text: str) -> str:
    """The words with a full stop, unless they end as a sentence already.

    >>> sentence_of("không có mã «ealry»; có phải là «early»?"), sentence_of("sửa ô này")
    ('không có mã «ealry»; có phải là «early»?', 'sửa ô này.')
    """
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def nearest(word: str, names: Iterable[str]) -> str:
    """The known name most like `word`, as a Vietnamese question to add to a problem; "" when none is near.

    >>> nearest("on-tme", ["on-time", "early"])
    '; có phải là «on-time»?'
    """
    close = nearest_name(word, names)
    return "" if close is None else f"; có phải là «{close}»?"


def nearest_name(word: str, names: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """The known name most like `word`, from `likeness` (0 to 1) on; None when none is near."""
    return next(iter(get_close_matches(word, list(names), n=1, cutoff=likeness)), None)


def disk_is_full(error: Exception) -> bool:
    """True for an error that says that there is no room to write to."""
    return getattr(error, "errno", None) in FULL or any(os.strerror(code) in str(error) for code in FULL)


def no_room(place: str, error: Exception) -> Fault:
    """The fault of a file that could not be written: a full disk, or a folder that may not be written to."""
    reason = str(error)
    if disk_is_full(error):
        reason = "đĩa đầy"
    elif isinstance(error, PermissionError) or getattr(error, "errno", None) == errno.EROFS:
        reason = "không được phép ghi"
    return Fault(
        "write-failure",
        place,
        f"không ghi được: {reason}",
        "đĩa còn chỗ và thư mục cho phép ghi",
        "dọn bớt đĩa hoặc hỏi người quản trị máy, rồi làm lại; những gì đã lưu trước đó vẫn nguyên",
    )


def bytes_at(path: Path) -> bytes | None:
    """The bytes of the file at `path`; None when there is none.

    Raises: FaultError when it may not be read, or is no file.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        reason = "không được phép đọc" if isinstance(error, PermissionError) else str(error)
        expected = "tệp mà người chạy chương trình được phép đọc"
        remedy = "hỏi người quản trị máy về quyền của tệp và thư mục này, rồi làm lại"
        raise FaultError(
            [Fault("unreadable-file", path.name, f"không đọc được: {reason}", expected, remedy)]
        ) from error


@contextmanager
def lock_in_words(path: Path, place: str) -> Iterator[None]:
    """Hold the lock that stands at `path`; the thread that holds it may take it again.

    Raises: FaultError when its file may not be written.
    """
    # Loaded by whoever writes: a question to a built store takes no lock.
    from filelock import FileLock

    lock = FileLock(path, is_singleton=True)
    try:
        lock.acquire()
    except OSError as error:
        raise FaultError([no_room(place, error)]) from error
    try:
        yield
    finally:
        lock.release()


def unknown_entry(
    number: int,
    numbers: Iterable[int],
    problem: str,
    expected: str,
    *,
    none: str,
    remedy: str = "xem sổ ở trang Số liệu, mục “Sổ nộp và duyệt”",
    command: str = "cchc log",
) -> Fault:
    """The fault of a number that no ledger entry of `numbers` has; `none` is said where there are no such entries."""
    choices = ", ".join(map(str, numbers)) or none
    return Fault("unknown-entry", f"bút toán {number}", problem, f"{expected}: {choices}", remedy, command)
