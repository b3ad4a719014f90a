"""The package of a unit: tables to read, and all that another installation needs to reach the same verdicts."""

import datetime as dt
import hashlib
import io
import json
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents import exports, sheets
from cchc_metrics.documents.sheets import archive_of
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.ledger import Entry, Ledger, withdrawn
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.text.formats import as_csv
from cchc_metrics.workspace import APP, Workspace, unread_line
from cchc_metrics.workspace.publishing import FILE as EMBARGO

AGAIN = "lấy lại gói từ nơi bàn giao"

FORMAT = 1
LIST, README = "ban-ke.json", "DOC-TRUOC.txt"
TABLES, HANDED_IN, LEDGER, PLAN = "bang", "tep-da-nop", "so-cai", "ke-hoach"
LEDGER_FILE = f"{LEDGER}/ledger.jsonl"
# Names are what a system of any kind can hold; nothing points outside the package.
NAME = r"[^/\\:\0]+"
PATHS = re.compile(
    rf"{README}|{TABLES}/{NAME}|{HANDED_IN}/{NAME}|{LEDGER_FILE}|{LEDGER}/embargo\.toml|{LEDGER}/files/[0-9a-f]{{64}}"
    rf"|{PLAN}/(?:published|demo|criteria|plans/[a-z0-9-]+)(?:/{NAME})+"
)


def is_allowed(path: str) -> bool:
    """True for a path that a package may hold."""
    return PATHS.fullmatch(path) is not None and not any(step in (".", "..") for step in path.split("/"))


def code_of(listing: bytes) -> str:
    """A short word for a package, the same at both ends, to be read out over the telephone."""
    return hashlib.sha256(listing).hexdigest()[:12]


HISTORY = (
    "unit_id",
    "indicator_id",
    "part_id",
    "breakdown_id",
    "group_id",
    "year",
    "period_start",
    "period_end",
    "numerator",
    "denominator",
    "value",
    "reported_value",
    "sample_size",
    "flag",
    "method",
    "source_id",
    "as_of",
    "entry",
    "withdrawn",
    "place",
    "use",
    "note",
    "mark",
)
TALLIES = (
    "unit_id",
    "tally_id",
    "name",
    "area_id",
    "breakdown_id",
    "group_id",
    "year",
    "period_start",
    "period_end",
    "cases",
    "flag",
    "source_id",
    "as_of",
    "mark",
)
TALLY_HISTORY = (
    "unit_id",
    "tally_id",
    "breakdown_id",
    "group_id",
    "year",
    "period_start",
    "period_end",
    "cases",
    "flag",
    "source_id",
    "as_of",
    "entry",
    "withdrawn",
    "place",
    "use",
    "note",
    "mark",
)
TARGET_VERSIONS = ("indicator_id", "name", "from_year", "year", "value", "measure_unit", "in_force", "cite")
TASKS = (
    "task_id",
    "area_id",
    "name",
    "owner",
    "state",
    "due",
    "as_of",
    "note",
    "money",
    "spent",
    "evidence",
    "cite",
    "mark",
)
DECISIONS = (
    "entry",
    "what",
    "owner",
    "decided",
    "due",
    "indicator_id",
    "area_id",
    "evidence",
    "recorded_by",
    "state",
    "reported",
    "note",
)
ENTRIES = ("number", "at", "by", "action", "unit_id", "files", "target", "why", "previous_hash", "hash")


def tables(store: Store, catalog: Catalog, unit: str, entries: Sequence[Entry]) -> dict[str, DataFrame]:
    """Every table by its name: figures ever handed in, verdicts, what was asked, tasks, sources, ledger, dictionary."""
    frames = {
        "so-lieu": pd.concat(
            [metrics.history(store, unit=unit, indicator=indicator).astype(object) for indicator in catalog.indicators]
        ).reindex(columns=list(HISTORY))
    }
    frames |= exports.tables(store, catalog, [unit])
    frames["so-dem"] = metrics.tallies(store, unit=unit).assign(unit_id=unit)[list(TALLIES)]
    frames["so-dem-da-nop"] = metrics.tally_history(store, unit=unit)[list(TALLY_HISTORY)]
    frames["muc-can-dat"] = _target_versions(store, catalog)
    # What is late or overdue depends on the day of reading, so it stands in no table.
    tasks = metrics.tasks(store, unit=unit, year=catalog.years[-1])
    frames["nhiem-vu"] = tasks.assign(state=tasks["reported_state"])[list(TASKS)]
    frames["viec-da-giao"] = metrics.decisions(store, unit=unit, on=dt.date(1990, 1, 1))[list(DECISIONS)]
    frames["so-cai"] = DataFrame(
        [{**vars(entry), "files": ", ".join(file.name for file in entry.files)} for entry in entries],
        columns=list(ENTRIES),
        dtype=object,
    )
    # Every source of the plan: those of replaced figures are named in no verdict.
    frames["nguon"] = DataFrame(
        [(source.id, source.title, source.url or None) for source in catalog.sources.values()],
        columns=list(exports.SOURCES),
    )
    del frames["tu-dien"]
    return frames | {"tu-dien": exports.dictionary(frames)}


def _target_versions(store: Store, catalog: Catalog) -> DataFrame:
    return pd.concat(
        [
            metrics.versions(store, indicator=target.id)
            .assign(indicator_id=target.id, name=target.name, measure_unit=target.measure_unit)
            .astype(object)
            for target in catalog.targets.values()
        ],
        ignore_index=True,
    )[list(TARGET_VERSIONS)]


def pack(workspace: Workspace, unit: str) -> tuple[bytes, str]:
    """The package of a unit and its code; the same figures give the same bytes.

    The ledger is a chain, so it goes whole with every file that was handed in, whatever unit it is about.
    Raises: FaultError when the plan, a figure or the ledger is at fault.
    """
    store, catalog, entries = workspace.store, workspace.catalog, workspace.ledger.entries()
    frames = tables(store, catalog, unit, entries)
    as_of = metrics.span(store, unit=unit).as_of
    # The history also has illustrations that figures of the unit's own have set aside.
    illustrative = any(frames[name]["mark"].notna().any() for name in VERDICTS)
    parts = {f"{TABLES}/{name}.csv": as_csv(table).encode("utf-8-sig") for name, table in frames.items()}
    parts[f"{TABLES}/tat-ca.xlsx"] = sheets.frames(frames)
    parts |= _ledger_files(workspace, unit, entries)
    parts |= {f"{PLAN}/{name}": data for name, data in plan_files(workspace)}
    parts[README] = _readme(
        store, catalog, unit, as_of, {path.split("/")[0] for path in parts}, illustrative=illustrative
    )
    head = {
        "format": FORMAT,
        "unit": unit,
        "plan": workspace.plan_folder.name,
        "fingerprint": store.path.stem,
        "as_of": as_of,
        "illustrative": illustrative,
        "entries": len(entries),
        "ledger": entries[-1].hash if entries else None,
        "files": _hashes(parts),
    }
    listing = json.dumps(head, ensure_ascii=False, indent=1).encode()
    return archive_of({LIST: listing, README: parts[README], **dict(sorted(parts.items()))}), code_of(listing)


def _ledger_files(workspace: Workspace, unit: str, entries: Sequence[Entry]) -> dict[str, bytes]:
    """The ledger with every file that it names, and the unit's own files that count under their names."""
    parts = {}
    withdrawals = withdrawn(entries)
    for entry in entries:
        for file in entry.files:
            data = workspace.ledger.bytes_of(file)
            parts[f"{LEDGER}/files/{file.sha256}"] = data
            if entry.action == "submit" and unit in entry.units and entry.number not in withdrawals:
                parts[f"{HANDED_IN}/{entry.number}-{file.name}"] = data
    if entries:
        parts[LEDGER_FILE] = workspace.ledger.path.read_bytes()
    embargo = workspace.folder / EMBARGO
    if embargo.exists():
        parts[f"{LEDGER}/{EMBARGO}"] = embargo.read_bytes()
    return parts


def _readme(
    store: Store, catalog: Catalog, unit: str, as_of: str | None, folders: Collection[str], *, illustrative: bool
) -> bytes:
    """What whoever opens the package reads first; of its folders it names those that are there."""
    newest_figure = words.NEWEST_FIGURE.format(day=formats.day(as_of)) if as_of else words.NEWEST_UNKNOWN
    return README_TEXT.format(
        unit=catalog.units[unit].name,
        plan=catalog.plan.title_and_number,
        mark="".join(
            f"{line}\n" for line in (words.ILLUSTRATIVE_LONG if illustrative else "", unread_line(store)) if line
        ),
        fingerprint=store.path.stem,
        as_of=newest_figure[0].upper() + newest_figure[1:],
        tables="\n".join(f"        {name + '.csv':19}{meaning}" for name, meaning in words.TABLES.items()),
        folders="".join(
            f"    {folder + '/':17}{meaning}\n" for folder, meaning in FOLDERS.items() if folder in folders
        ),
    ).encode()


FOLDERS = {
    HANDED_IN: "các tệp đã nộp của đơn vị còn hiệu lực, đúng từng byte; nộp lại được (cchc submit …)",
    LEDGER: "sổ và mọi tệp đã nộp của thư mục làm việc, để đọc lại",
    PLAN: "kế hoạch, số liệu đi kèm và bộ tiêu chí mà kết luận được tính từ đó",
}
README_TEXT = """GÓI BÀN GIAO SỐ LIỆU CẢI CÁCH HÀNH CHÍNH
{unit} · {plan}
{mark}Phiên bản số liệu: {fingerprint}
{as_of}

Đọc lại ở nơi khác, vào một thư mục làm việc trống:
    cchc --workspace THU-MUC-TRONG handover-in TEP-NAY.zip
Mọi câu hỏi (cchc show …) khi đó cho đúng kết quả như ở nơi bàn giao.

Trong gói có:
    bang/            các bảng để đọc, mỗi bảng một tệp CSV (UTF-8); bang/tat-ca.xlsx có đủ các bảng
{tables}
{folders}    ban-ke.json      mọi tệp của gói với mã băm SHA-256
"""


def plan_files(workspace: Workspace) -> Iterator[tuple[str, bytes]]:
    """The plan and the figures that ship with it, by their paths beneath the data folder."""
    data = workspace.plan_folder.parents[1]
    for folder in (workspace.plan_folder, *(one.folder for one in workspace.figure_folders), data / "criteria"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield _relative(path, data), path.read_bytes()


def _relative(path: Path, data: Path) -> str:
    return path.relative_to(data).as_posix()


def _hashes(parts: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(parts.items())}


LARGEST = 512 * 2**20
VERDICTS = ("chi-so", "chi-tieu", "thanh-phan", "nhom")


@dataclass(frozen=True)
class Receipt:
    """What was read in: whose, how much, whether its own plan was kept, and the tables that come out otherwise here."""

    unit: str
    plan: str
    entries: int
    files: int
    code: str
    own_plan: bool
    different: tuple[str, ...]


def unpack(package: bytes, name: str, folder: Path, data: Path = APP / "data") -> Receipt:
    """Unpack a hand-over package into an empty working folder, which then answers as the one that it comes from.

    Raises: FaultError naming everything that is damaged; nothing is stored then.
    """
    if not (folder / "ledger.jsonl").exists() and any(folder.glob(".ban-giao.*")):
        # A hand-over died in this folder before it put the ledger, which comes last: it begins anew.
        for remnant in (*folder.glob(".ban-giao.*"), folder / "data", folder / "files"):
            shutil.rmtree(remnant, ignore_errors=True)
        (folder / "embargo.toml").unlink(missing_ok=True)
    if folder.exists() and any(path.name in ("ledger.jsonl", "files", "data") for path in folder.iterdir()):
        raise FaultError(
            [
                Fault(
                    "occupied-folder",
                    str(folder),
                    "thư mục làm việc đã có sổ hoặc số liệu",
                    "thư mục làm việc trống",
                    "chọn thư mục khác (--workspace), hoặc nộp từng tệp trong tep-da-nop/ bằng «cchc submit»",
                )
            ]
        )
    head, code, parts = open_parts(package, name)
    # Inside the working folder, so that a killed hand-over leaves nothing elsewhere.
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".ban-giao.", dir=folder) as temporary:
        new = Path(temporary) / "new"
        lay_out(parts, new)
        _check_ledger(new, head, name)
        workspace = Workspace(new, str(head["plan"]), new / "data")
        verdicts = exports.tables(workspace.store, workspace.catalog, [str(head["unit"])])
        different = tuple(
            table
            for table in VERDICTS
            if as_csv(verdicts[table]).encode("utf-8-sig") != parts.get(f"{TABLES}/{table}.csv")
        )
        workspace.store.close()
        own_plan = dict(plan_files(workspace)) != dict(plan_files(Workspace(new, str(head["plan"]), data)))
        entries = workspace.ledger.entries()
        _put_in_place(new, folder, own_plan=own_plan)
    return Receipt(str(head["unit"]), str(head["plan"]), len(entries), len(parts), code, own_plan, different)


def open_parts(package: bytes, name: str) -> tuple[dict[str, Any], str, dict[str, bytes]]:
    """What the list of a package says, its code, and every part, each as it was packed."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(package))
    except zipfile.BadZipFile:
        raise FaultError([_damage(name, "không mở được như một tệp zip")]) from None
    with archive:
        parts, faults = _parts(archive, name)
    listing = parts.pop(LIST, b"")
    head = _head(listing)
    if head is None:
        raise FaultError([*faults, _damage(name, "không có bản kê ban-ke.json đọc được")])
    if head["format"] != FORMAT:
        raise FaultError(
            [
                Fault(
                    "unknown-version",
                    name,
                    "gói dạng {format}, chương trình này đọc dạng {known}".format(format=head["format"], known=FORMAT),
                    "gói cùng dạng",
                    "dùng bản chương trình mới hơn",
                )
            ]
        )
    places = {fault.place for fault in faults}
    faults += [
        _damage(place, problem)
        for path in sorted({*head["files"], *parts})
        if (problem := _problem(path, head["files"], parts)) and (place := f"{name}, «{path}»") not in places
    ]
    if faults:
        raise FaultError(faults)
    return head, code_of(listing), parts


def _parts(archive: zipfile.ZipFile, name: str) -> tuple[dict[str, bytes], list[Fault]]:
    """Every part that can be read and may be there, and a fault for each of the others."""
    if sum(info.file_size for info in archive.infolist()) > LARGEST:
        raise FaultError([Fault("file-size", name, f"gói giải nén ra quá {LARGEST // 2**20} MB", "gói nhỏ hơn", AGAIN)])
    faults: list[Fault] = []
    parts: dict[str, bytes] = {}
    for path in archive.namelist():
        if path != LIST and not is_allowed(path):
            faults.append(
                Fault(
                    "file-damage",
                    f"{name}, «{path}»",
                    "đường dẫn không được dùng trong gói",
                    "đường dẫn trong các thư mục của gói",
                    AGAIN,
                )
            )
            continue
        try:
            parts[path] = archive.read(path)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            faults.append(_damage(f"{name}, «{path}»", "tệp hỏng, không giải nén được"))
    return parts, faults


def _problem(path: str, hashes: Mapping[str, str], parts: Mapping[str, bytes]) -> str | None:
    """What is wrong with a part, held against the list."""
    if path not in hashes:
        return "tệp không có trong bản kê"
    if path not in parts:
        return "thiếu tệp này"
    return None if hashlib.sha256(parts[path]).hexdigest() == hashes[path] else "nội dung khác với bản kê"


def _head(listing: bytes) -> dict[str, Any] | None:
    """What a list says; None for one that is not a list of a package."""
    try:
        head = json.loads(listing)
    except ValueError:
        return None
    if not isinstance(head, dict) or not isinstance(head.get("files"), dict) or "format" not in head:
        return None
    sound = all(isinstance(head.get(key), str) for key in ("unit", "plan")) and is_allowed(
        f"{PLAN}/plans/{head['plan']}/plan.toml"
    )
    return head if sound and all(isinstance(value, str) for value in head["files"].values()) else None


def lay_out(parts: Mapping[str, bytes], new: Path) -> None:
    """The parts of a working folder at their places; what is only to be read stays in the package."""
    new.mkdir()
    for name in ("published", "demo"):
        (new / "data" / name).mkdir(parents=True)
    for path, data in parts.items():
        room, _, rest = path.partition("/")
        target = new / rest if room == LEDGER else new / "data" / rest if room == PLAN else None
        if target is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def _check_ledger(new: Path, head: Mapping[str, Any], name: str) -> None:
    ledger = Ledger(new)
    entries = ledger.entries()
    for entry in entries:
        for file in entry.files:
            ledger.bytes_of(file)
    if (entries[-1].hash if entries else None) != head.get("ledger"):
        raise FaultError([_damage(f"{name}, «{LEDGER_FILE}»", "sổ trong gói không kết thúc ở bút toán mà bản kê ghi")])


def _put_in_place(new: Path, folder: Path, *, own_plan: bool) -> None:
    """Everything moved into the working folder, the ledger last; what was moved goes again when a move fails."""
    folder.mkdir(exist_ok=True)
    moves: list[Path] = []
    try:
        for name in (*(["data"] if own_plan else []), "files", "embargo.toml", "ledger.jsonl"):
            if (new / name).exists():
                (new / name).rename(folder / name)
                moves.append(folder / name)
    except OSError:
        for path in moves:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _damage(place: str, problem: str) -> Fault:
    return Fault("file-damage", place, problem, "tệp đúng như khi đóng gói", AGAIN)
