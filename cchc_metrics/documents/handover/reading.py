"""A package read into an empty working folder, whole or not at all."""

import hashlib
import io
import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cchc_metrics.documents import opendata
from cchc_metrics.documents.handover import layout
from cchc_metrics.documents.handover.packing import plan_files
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.ledger import Ledger
from cchc_metrics.text import handover
from cchc_metrics.text.records import as_csv
from cchc_metrics.workspace import APP, Workspace

LARGEST = 512 * 2**20
VERDICTS = ("chi-so", "chi-tieu", "thanh-phan", "nhom")


@dataclass(frozen=True)
class Received:
    """What was read in: whose, how much, whether its own plan was kept, and the tables that come out otherwise here."""

    unit: str
    plan: str
    entries: int
    files: int
    code: str
    plan_kept: bool
    different: tuple[str, ...]


def read_in(package: bytes, name: str, folder: Path, shipped: Path = APP / "data") -> Received:
    """What the package of another installation held; `folder` is then a working folder that answers as theirs did.

    Raises: FaultsFound naming everything that is damaged; nothing is stored then.
    """
    if folder.exists() and any(path.name in ("ledger.jsonl", "files", "data") for path in folder.iterdir()):
        raise FaultsFound([Fault(str(folder), handover.NOT_EMPTY, handover.NOT_EMPTY_NEEDED,
                                 handover.NOT_EMPTY_REMEDY)])
    told, code, parts = _opened(package, name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".ban-giao.", dir=folder.parent) as made:
        new = Path(made) / "new"
        _lay_out(parts, new)
        _check_ledger(new, told, name)
        workspace = Workspace(new, str(told["plan"]), new / "data")
        verdicts = opendata.tables(workspace.store, workspace.catalog, [str(told["unit"])])
        different = tuple(table for table in VERDICTS if as_csv(verdicts[table]).encode("utf-8-sig") != parts.get(
            f"{layout.TABLES}/{table}.csv"))
        workspace.store.close()
        plan_kept = dict(plan_files(workspace)) != dict(plan_files(Workspace(new, str(told["plan"]), shipped)))
        entries = workspace.ledger.entries()
        _put_in_place(new, folder, plan_kept=plan_kept)
    return Received(str(told["unit"]), str(told["plan"]), len(entries), len(parts), code, plan_kept, different)


def _opened(package: bytes, name: str) -> tuple[dict[str, Any], str, dict[str, bytes]]:
    """What the list of a package says, its code, and every part, each as it was packed."""
    try:
        opened = zipfile.ZipFile(io.BytesIO(package))
    except zipfile.BadZipFile:
        raise FaultsFound([_damaged(name, handover.NO_ZIP)]) from None
    with opened:
        parts, faults = _parts(opened, name)
    listing = parts.pop(layout.LIST, b"")
    told = _listed(listing)
    if told is None:
        raise FaultsFound([*faults, _damaged(name, handover.NO_LIST)])
    if told["format"] != layout.FORMAT:
        raise FaultsFound([Fault(name, handover.UNKNOWN_FORMAT.format(format=told["format"], known=layout.FORMAT),
                                 handover.FORMAT_NEEDED, handover.FORMAT_REMEDY)])
    known = {fault.place for fault in faults}
    faults += [_damaged(place, problem) for path in sorted({*told["files"], *parts})
               if (problem := _problem(path, told["files"], parts)) and (place := f"{name}, «{path}»") not in known]
    if faults:
        raise FaultsFound(faults)
    return told, layout.code_of(listing), parts


def _parts(opened: zipfile.ZipFile, name: str) -> tuple[dict[str, bytes], list[Fault]]:
    """Every part that can be read and may be there, and a fault for each of the others."""
    if sum(info.file_size for info in opened.infolist()) > LARGEST:
        raise FaultsFound([Fault(name, handover.TOO_LARGE.format(limit=LARGEST // 2**20), handover.LARGE_NEEDED,
                                 handover.AGAIN)])
    faults: list[Fault] = []
    parts: dict[str, bytes] = {}
    for path in opened.namelist():
        if path != layout.LIST and not layout.allowed(path):
            faults.append(Fault(f"{name}, «{path}»", handover.BAD_PATH, handover.BAD_PATH_NEEDED, handover.AGAIN))
            continue
        try:
            parts[path] = opened.read(path)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            faults.append(_damaged(f"{name}, «{path}»", handover.BROKEN))
    return parts, faults


def _problem(path: str, listed: Mapping[str, str], parts: Mapping[str, bytes]) -> str | None:
    """What is wrong with a part, held against the list."""
    if path not in listed:
        return handover.EXTRA
    if path not in parts:
        return handover.MISSING
    return None if hashlib.sha256(parts[path]).hexdigest() == listed[path] else handover.CHANGED


def _listed(listing: bytes) -> dict[str, Any] | None:
    """What a list says; None for one that is not a list of a package."""
    try:
        told = json.loads(listing)
    except ValueError:
        return None
    if not isinstance(told, dict) or not isinstance(told.get("files"), dict) or "format" not in told:
        return None
    sound = all(isinstance(told.get(key), str) for key in ("unit", "plan")) and layout.allowed(
        f"{layout.PLAN}/plans/{told['plan']}/plan.toml")
    return told if sound and all(isinstance(value, str) for value in told["files"].values()) else None


def _lay_out(parts: Mapping[str, bytes], new: Path) -> None:
    """The parts of a working folder at their places; what is only to be read stays in the package."""
    new.mkdir()
    for name in ("published", "demo"):
        (new / "data" / name).mkdir(parents=True)
    for path, data in parts.items():
        room, _, rest = path.partition("/")
        target = new / rest if room == layout.LEDGER else new / "data" / rest if room == layout.PLAN else None
        if target is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def _check_ledger(new: Path, told: Mapping[str, Any], name: str) -> None:
    ledger = Ledger(new)
    entries = ledger.entries()
    for entry in entries:
        for file in entry.files:
            ledger.bytes_of(file)
    if (entries[-1].hash if entries else None) != told.get("ledger"):
        raise FaultsFound([_damaged(f"{name}, «{layout.LEDGER_FILE}»", handover.ANOTHER_HEAD)])


def _put_in_place(new: Path, folder: Path, *, plan_kept: bool) -> None:
    """Everything moved into the working folder, the ledger last; what was moved goes again when a move fails."""
    folder.mkdir(exist_ok=True)
    moved: list[Path] = []
    try:
        for name in (*(["data"] if plan_kept else []), "files", "embargo.toml", "ledger.jsonl"):
            if (new / name).exists():
                (new / name).rename(folder / name)
                moved.append(folder / name)
    except OSError:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _damaged(place: str, problem: str) -> Fault:
    return Fault(place, problem, handover.UNCHANGED, handover.AGAIN)
