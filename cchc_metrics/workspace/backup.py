"""A working folder in one file: packed with the hash of everything in it, and unpacked when every hash is right."""

import hashlib
import io
import json
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cchc_metrics import files
from cchc_metrics.faults import Fault, FaultError, no_room
from cchc_metrics.ledger import Ledger
from cchc_metrics.workspace.location import OTHER_PLANS

FORMAT = 1
LISTING = "ban-ke.json"
# What is derived can be built again; locks and hidden files belong to processes.
DERIVED_FOLDERS = {"store", "trial", "staging"}
NAME = re.compile(r"[^/\\:\0]+(/[^/\\:\0]+)*")
LARGEST = 4 * 2**30
AGAIN = "lấy bản sao lưu khác"


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
        "format": FORMAT,
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
    if folder.exists() and any(path.name not in DERIVED_FOLDERS and not _hidden(path) for path in folder.iterdir()):
        raise FaultError(
            [
                Fault(
                    "occupied-folder",
                    str(folder),
                    "thư mục làm việc đã có sổ hoặc số liệu",
                    "thư mục làm việc trống",
                    "chọn thư mục khác (--workspace)",
                )
            ]
        )
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
                if not _hidden(entry):
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
        if path.is_file() and not DERIVED_FOLDERS & {*steps[:-1]} and not any(map(_hidden, map(Path, steps))):
            yield "/".join(steps), path


def _hidden(path: Path) -> bool:
    return path.name.startswith(".") or path.suffix == ".lock"


def _content(package: bytes, name: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The listing of a backup and its parts.

    Raises: FaultError naming each part that is not as it was packed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST:
                raise FaultError([Fault("file-size", name, "bản sao lưu quá lớn", f"đến {LARGEST // 2**30} GB", AGAIN)])
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
    if not isinstance(listing, dict) or listing.get("format") != FORMAT or not isinstance(listing.get("files"), dict):
        return None
    return listing if isinstance(listing.get("entries"), int) and isinstance(listing.get("hash"), str) else None


def _problem(path: str, hashes: Mapping[str, str], parts: Mapping[str, bytes]) -> str | None:
    if not NAME.fullmatch(path) or any(step in (".", "..") for step in path.split("/")):
        return "đường dẫn không được dùng trong bản sao lưu"
    if path not in hashes:
        return "tệp không có trong bản kê"
    if path not in parts:
        return "thiếu tệp này"
    return None if hashlib.sha256(parts[path]).hexdigest() == hashes[path] else "nội dung khác với bản kê"


def _damage(place: str, problem: str) -> Fault:
    return Fault("file-damage", place, problem, "tệp đúng như khi sao lưu", AGAIN)
