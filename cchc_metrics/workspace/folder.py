"""The files of a working folder: the inputs of a store, the name of the store built from them, a backup in one file.

Nothing here loads pandas, DuckDB or the plan, so that a command about unchanged inputs starts at once.
"""

import datetime as dt
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
import time
import tomllib
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from cchc_metrics import files
from cchc_metrics.days import today
from cchc_metrics.faults import Fault, FaultError, no_room
from cchc_metrics.ledger import Entry, Ledger
from cchc_metrics.text import words

if TYPE_CHECKING:
    from cchc_metrics.store import Store

APP = Path(__file__).parents[2]
CODE = Path(__file__).parents[1]
DEFAULT_PLAN = "nhat-quang-2021-2025"


@dataclass(frozen=True)
class FigureFolder:
    """A folder of figures that ships with the program, and the layer that its figures belong to."""

    layer: str
    folder: Path


@dataclass(frozen=True)
class Exclusions:
    """What a store is built without, beside the hand-ins that do not count.

    `units` have figures that wait for approval, so that no illustration of them is shown; `results` are those of
    criteria, by entry, that nobody has approved. Shipped figures that became known after `last_day` are left out.
    """

    units: tuple[str, ...] = ()
    results: tuple[tuple[int, str], ...] = ()
    last_day: dt.date | None = None


NO_EXCLUSIONS = Exclusions()


@dataclass(frozen=True)
class Location:
    """A working folder, and the folders of the plan, the figures and the criteria sets that ship with the program."""

    folder: Path
    plan_folder: Path
    figure_folders: Sequence[FigureFolder]
    ledger: Ledger
    criteria: Path

    @classmethod
    def of(cls, folder: Path, plan: str, data: Path) -> Self:
        """The working folder `folder` for a plan of the data folder `data`."""
        plan_folder = data / "plans" / plan
        figures = figures_of(plan_folder, data)
        figure_folders = (FigureFolder("published", figures / "published"), FigureFolder("demo", figures / "demo"))
        return cls(folder, plan_folder, figure_folders, Ledger(folder), figures / "criteria")

    def of_the_plan(self) -> list[Path]:
        """The files that the catalog is read from."""
        folders = [self.plan_folder, *(one.folder for one in self.figure_folders)]
        return [path for folder in folders for path in sorted(folder.glob("*.toml"))]

    def shipped_files(self) -> list[Path]:
        """Every file that ships with the program and says something of the plan or the figures."""
        return (
            self.of_the_plan()
            + [path for one in self.figure_folders for path in sorted(one.folder.glob("*.csv"))]
            + sorted(self.criteria.glob("*"))
        )

    def store_path(self, entries: Sequence[Entry], without: Exclusions = NO_EXCLUSIONS) -> Path:
        """Where the store of these entries is, or will be, in the working folder."""
        return self.folder / "store" / f"{self.fingerprint(entries, without)}.duckdb"

    def is_sound(self) -> bool:
        """True when these inputs have a store already: it is put in place only when every check has passed.

        Raises: FaultError with every line of the ledger and every file that is not as it was handed in.
        """
        self.ledger.check_files()
        # A file of roles is read with the plan's own reader.
        return not (self.folder / "rights.toml").exists() and self.store_path(self.ledger.entries()).exists()

    def fingerprint(self, entries: Sequence[Entry], without: Exclusions = NO_EXCLUSIONS) -> str:
        """The name of the store of these inputs, made by this code on this DuckDB: 32 hexadecimal digits."""
        digest = self._digest()
        for entry in entries:
            digest.update(entry.hash.encode())
        digest.update(_as_bytes(without))
        return digest.hexdigest()[:32]

    def _digest(self) -> "hashlib._Hash":
        """What decides a store before any entry does."""
        digest = hashlib.sha256(version("duckdb").encode())
        # A year that has not begun owes nothing, and begins without anybody handing in a file.
        digest.update(str(today().year).encode())
        for name, path in self._named_files():
            digest.update(_entry(name, path))
        digest.update(_code())
        return digest

    def stores_there(self, entries: Sequence[Entry]) -> Iterator[tuple[int, Path]]:
        """The stores of the first so many entries that are in the working folder already, the longest list first."""
        digest = self._digest()
        digests = [digest.copy()]
        for entry in entries:
            digest.update(entry.hash.encode())
            digests.append(digest.copy())
        end = _as_bytes(NO_EXCLUSIONS)
        for count in range(len(entries), -1, -1):
            digests[count].update(end)
            path = self.folder / "store" / f"{digests[count].hexdigest()[:32]}.duckdb"
            if path.exists():
                yield count, path

    def _named_files(self) -> Iterator[tuple[str, Path]]:
        """Every file of data that decides what the store holds, with a name that is the same on every machine.

        The name of a file of figures says its layer: the same figures mean something else in another layer.
        """
        folders = (
            ("plan", self.plan_folder, ("*.toml",)),
            *((one.layer, one.folder, ("*.toml", "*.csv")) for one in self.figure_folders),
            ("criteria", self.criteria, ("*",)),
        )
        for room, folder, patterns in folders:
            for pattern in patterns:
                for path in sorted(folder.glob(pattern)):
                    yield f"{room}/{path.relative_to(folder).as_posix()}", path


def _entry(name: str, path: Path) -> bytes:
    return hashlib.sha256(name.encode() + b"\0" + path.read_bytes()).digest()


@cache
def _code() -> bytes:
    """What the program is that builds stores; read once, because a process runs the code with which it started."""
    digest = hashlib.sha256()
    for pattern in ("**/*.sql", "**/*.py"):
        for path in sorted(CODE.glob(pattern)):
            digest.update(_entry(path.relative_to(CODE).as_posix(), path))
    return digest.digest()


def _as_bytes(without: Exclusions) -> bytes:
    return json.dumps([without.units, without.results, str(without.last_day or "")]).encode()


OTHER_PLANS = "ke-hoach"


def plans_of(data: Path) -> dict[str, str]:
    """The plans of a data folder: the title of each by its id, which is the name of its folder."""
    return {folder.name: _title(folder) for folder in sorted((data / "plans").iterdir()) if folder.is_dir()}


def _title(plan_folder: Path) -> str:
    """The title of a plan; the name of its folder where none can be read."""
    files = sorted(plan_folder.glob("*.toml"), key=lambda path: path.name != "plan.toml")
    return next(filter(None, (_title_in(*stamp) for stamp in stamps(files))), plan_folder.name)


@lru_cache(maxsize=100)
def _title_in(path: Path, *stamp: int) -> str:  # noqa: ARG001 - a file that changed is read again
    """The title that a file of a plan gives; empty when it gives none. The bar asks for it in every run."""
    with suppress(OSError, ValueError):
        head = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("plan")
        if isinstance(head, dict) and isinstance(head.get("title"), str):
            return str(head["title"])
    return ""


def folder_of(folder: Path, plan: str) -> Path:
    """Where the figures of another plan are kept within a working folder: each plan has a ledger of its own."""
    return folder / OTHER_PLANS / plan


def location_of(folder: Path | None = None, plan: str | None = None) -> Location:
    """The working folder asked for, or that of CCHC_WORKSPACE, or `workspace/` beside the app, with its plan."""
    place = folder or Path(os.environ.get("CCHC_WORKSPACE") or APP / "workspace")
    name = plan or os.environ.get("CCHC_PLAN") or DEFAULT_PLAN
    return Location.of(place, name, data_of(place, name, APP / "data"))


def data_of(folder: Path, plan: str, default: Path) -> Path:
    """The data folder of a plan: the one that a handed-over working folder brings, or the one that ships."""
    own = folder / "data"
    return own if (own / "plans" / plan).is_dir() else default


def figures_of(plan_folder: Path, data: Path) -> Path:
    """Where the folders `published`, `demo` and `criteria` of a plan stand: in its own folder, or beside all plans.

    A plan with other names than the plans beside it has at least one of them, and then none of theirs.
    """
    return plan_folder if any((plan_folder / name).is_dir() for name in ("published", "demo", "criteria")) else data


def stamps(paths: Sequence[Path]) -> tuple[tuple[Path, int, int, int, int], ...]:
    """What tells, without reading files, that one changed; a copy in its place has another number or moment there."""
    return tuple(
        (path, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_size)
        for path in paths
        if path.exists()
        for stat in [path.stat()]
    )


UNREAD = "select entry, file, place, problem, expected, remedy from unread_file group by all order by entry, place"


def unread_files(store: "Store") -> list[Fault]:
    """A fault for each file of the ledger that an older program took in and this one does not read: it counts not."""
    return [
        Fault(
            "unreadable-file",
            f"bút toán {row['entry']}, {row['place']}",
            f"tệp đã nhận trước đây nay không đọc được, số liệu của tệp không được tính: {row['problem']}",
            row["expected"],
            f"rút bút toán {row['entry']}, rồi {row['remedy']}",
            f"cchc undo {row['entry']} --why …",
        )
        for row in store.frame(UNREAD).to_dict("records")
    ]


def unread_line(store: "Store") -> str:
    """How many files of the ledger are not read any more, in one sentence everywhere; "" where every file is read."""
    files = int(store.frame("select count(distinct (entry, file)) as files from unread_file")["files"].iloc[0])
    return words.UNREAD_FILES.format(files=files) if files else ""


# So many stores are kept, neither old ones nor more than so many bytes. One that is gone is built again when asked for.
MOST_STORES, OLD, LARGEST = 6, 30 * 24 * 3600, 2_000_000_000


def forget_old_stores(current: Path, folder: Path) -> None:
    """Delete the stores beside the current one that are old, or too many or too large, and what was left behind."""
    stats = {path: path.stat() for path in current.parent.glob("*.duckdb")}
    by_age = sorted(stats, key=lambda path: (path != current, -stats[path].st_mtime_ns))
    size = 0
    for number, path in enumerate(by_age):
        size += stats[path].st_size
        if path != current and (number >= MOST_STORES or size > LARGEST or time.time() - stats[path].st_mtime > OLD):
            # A system that does not let go of an open file keeps it until the next time.
            with suppress(PermissionError):
                path.unlink(missing_ok=True)
    sweep(folder)


# Nothing takes that long; what is older belongs to a process that is gone.
LEFT_BEHIND = 3600


def sweep(folder: Path) -> None:
    """Delete the unfinished files of processes that were killed."""
    patterns = ("trial/*", "store/.*", "files/.*", ".ledger*", ".ban-giao.*", ".restore.*")
    for path in [path for pattern in patterns for path in folder.glob(pattern)]:
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > LEFT_BEHIND and not (path / LOCK).exists():
                shutil.rmtree(path) if path.is_dir() else path.unlink()


# A process holds the lock in its folder of temporary files; a folder whose lock is free belongs to a dead process.
LOCK = "lock"


@contextmanager
def scratch(folder: Path) -> Iterator[None]:
    """Keep temporary files in a working folder until the end of the block; what killed processes left there goes first.

    They hold copies of what people hand in, and none may stay on the machine outside the working folder.
    """
    from filelock import FileLock

    trials, before = folder / "trial", tempfile.tempdir
    with ExitStack() as stack:
        # Nothing is handed in to a folder that may only be read.
        with suppress(OSError):
            trials.mkdir(parents=True, exist_ok=True)
            with FileLock(trials / ".lock"):
                _forget_the_dead(trials)
                own = trials / uuid4().hex
                own.mkdir()
                stack.callback(shutil.rmtree, own, ignore_errors=True)
                stack.enter_context(FileLock(own / LOCK))
            tempfile.tempdir = str(own)
        try:
            yield
        finally:
            tempfile.tempdir = before


def _forget_the_dead(trials: Path) -> None:
    from filelock import FileLock, Timeout

    for path in trials.glob(f"*/{LOCK}"):
        with suppress(Timeout), FileLock(path, timeout=0):
            shutil.rmtree(path.parent, ignore_errors=True)


BACKUP_FORMAT = 1
LISTING = "ban-ke.json"
# What is derived can be built again, in the folder and in that of each other plan; locks and hidden files belong to
# processes.
DERIVED_FOLDERS = {"store", "trial", "staging"}
PATH_IN_BACKUP = re.compile(r"[^/\\:\0]+(/[^/\\:\0]+)*")
LARGEST_BACKUP = 4 * 2**30
ANOTHER_BACKUP = "lấy bản sao lưu khác"


@dataclass(frozen=True)
class Backup:
    """What a backup holds: how many entries of the folder's own plan and files, and the hash of the newest entry."""

    entries: int
    files: int
    hash: str


def back_up(folder: Path, out: Path) -> Backup:
    """Write everything of a working folder that is not derived to the .zip file `out`, then read it back.

    Raises: FaultError when a ledger or a file in the folder is damaged, or `out` cannot be written.
    """
    ledgers = _ledgers(folder)
    with ExitStack() as stack:
        for ledger in ledgers:
            stack.enter_context(ledger.hold())
            ledger.check_files()
        entries = ledgers[0].entries()
        parts = {name: path.read_bytes() for name, path in _parts(folder)}
    backup = Backup(len(entries), len(parts), entries[-1].hash if entries else "")
    listing = {
        "format": BACKUP_FORMAT,
        "entries": backup.entries,
        "hash": backup.hash,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in parts.items()},
    }
    archive_bytes = io.BytesIO()
    with zipfile.ZipFile(archive_bytes, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(LISTING, json.dumps(listing, ensure_ascii=False, indent=1))
        for name, data in parts.items():
            archive.writestr(name, data)
    try:
        files.write(out, archive_bytes.getvalue())
        package = out.read_bytes()
    except OSError as error:
        raise FaultError([no_room(str(out), error)]) from error
    _content(package, out.name)
    return backup


def restore(package: bytes, name: str, folder: Path) -> Backup:
    """Unpack a backup into a working folder that holds nothing yet; `name` is the file in the words of faults.

    Raises: FaultError when anything in the backup is damaged, or the folder holds something; nothing is stored then.
    """
    if folder.exists() and any(path.name not in DERIVED_FOLDERS and not _is_hidden(path) for path in folder.iterdir()):
        problem, expected = "thư mục làm việc đã có sổ hoặc số liệu", "thư mục làm việc trống"
        fault = Fault("occupied-folder", str(folder), problem, expected, "chọn thư mục khác", "thêm --workspace …")
        raise FaultError([fault])
    listing, parts = _content(package, name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".restore.", dir=folder) as scratch:
            new = Path(scratch)
            for path, data in parts.items():
                (new / path).parent.mkdir(parents=True, exist_ok=True)
                (new / path).write_bytes(data)
            ledgers = _ledgers(new)
            for ledger in ledgers:
                ledger.check_files()
            entries = ledgers[0].entries()
            if (len(entries), entries[-1].hash if entries else "") != (listing["entries"], listing["hash"]):
                raise FaultError([_damage(name, "sổ không kết thúc ở bút toán mà bản kê ghi")])
            # The ledger last: what stands before it is nothing without it.
            for entry in sorted(new.iterdir(), key=lambda entry: entry.name.startswith("ledger.")):
                if not _is_hidden(entry):
                    shutil.move(entry, folder / entry.name)
    except OSError as error:
        raise FaultError([no_room(str(folder), error)]) from error
    return Backup(len(entries), len(parts), listing["hash"])


def _ledgers(folder: Path) -> list[Ledger]:
    """The ledger of a working folder, then those of the other plans in it."""
    plans = sorted(path for path in (folder / OTHER_PLANS).glob("*") if path.is_dir())
    return [Ledger(path) for path in (folder, *plans)]


def _parts(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file of a working folder that cannot be derived, by its path beneath the folder."""
    for path in sorted(folder.rglob("*")):
        steps = path.relative_to(folder).parts
        own = steps[2:] if steps[0] == OTHER_PLANS else steps
        is_derived = len(own) > 1 and own[0] in DERIVED_FOLDERS
        if path.is_file() and not is_derived and not any(map(_is_hidden, map(Path, steps))):
            yield "/".join(steps), path


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(".") or path.suffix == ".lock"


def _content(package: bytes, name: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The listing of a backup and its parts.

    Raises: FaultError naming each part that is not as it was packed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST_BACKUP:
                raise FaultError(
                    [
                        Fault(
                            "file-size",
                            name,
                            "bản sao lưu quá lớn",
                            f"đến {LARGEST_BACKUP // 2**30} GB",
                            ANOTHER_BACKUP,
                        )
                    ]
                )
            parts = {path: archive.read(path) for path in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise FaultError([_damage(name, "không mở được, hoặc có tệp hỏng bên trong")]) from None
    listing = _listing(parts.pop(LISTING, b""))
    if listing is None:
        raise FaultError([_damage(name, f"không có bản kê {LISTING} đọc được")])
    faults = [
        _damage(f"{name}, «{path}»", problem)
        for path in sorted({*listing["files"], *parts})
        if (problem := _problem(path, listing["files"], parts))
    ]
    if faults:
        raise FaultError(faults)
    return listing, parts


def _listing(data: bytes) -> dict[str, Any] | None:
    """The listing of a backup; None for anything else."""
    try:
        listing = json.loads(data)
    except ValueError:
        return None
    if (
        not isinstance(listing, dict)
        or listing.get("format") != BACKUP_FORMAT
        or not isinstance(listing.get("files"), dict)
    ):
        return None
    return listing if isinstance(listing.get("entries"), int) and isinstance(listing.get("hash"), str) else None


def _problem(path: str, hashes: Mapping[str, str], parts: Mapping[str, bytes]) -> str | None:
    if not PATH_IN_BACKUP.fullmatch(path) or any(step in (".", "..") for step in path.split("/")):
        return "đường dẫn không được dùng trong bản sao lưu"
    if path not in hashes:
        return "tệp không có trong bản kê"
    if path not in parts:
        return "thiếu tệp này"
    return None if hashlib.sha256(parts[path]).hexdigest() == hashes[path] else "nội dung khác với bản kê"


def _damage(place: str, problem: str) -> Fault:
    return Fault("file-damage", place, problem, "tệp đúng như khi sao lưu", ANOTHER_BACKUP)
