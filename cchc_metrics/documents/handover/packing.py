"""The package of a unit: tables to read, and all that another installation needs to reach the same verdicts."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from cchc_metrics import metrics
from cchc_metrics.documents import opendata
from cchc_metrics.documents.handover import layout
from cchc_metrics.documents.handover.tables import tables
from cchc_metrics.documents.steady import zipped
from cchc_metrics.ledger import withdrawn
from cchc_metrics.text import formats, handover, words
from cchc_metrics.text.records import as_csv
from cchc_metrics.workspace import Workspace
from cchc_metrics.workspace.embargo import FILE as EMBARGO


def pack(workspace: Workspace, unit: str) -> tuple[bytes, str]:
    """The package of a unit and its code; the same figures give the same bytes.

    The ledger is a chain, so it goes whole with every file that was handed in, whatever unit it is about.
    Raises: FaultsFound when the plan, a figure or the ledger is at fault.
    """
    store, catalog, entries = workspace.store, workspace.catalog, workspace.ledger.entries()
    found = tables(store, catalog, unit, entries)
    span = metrics.span(store, unit=unit)
    marked = bool(found["so-lieu"]["mark"].notna().any())
    parts = {f"{layout.TABLES}/{name}.csv": as_csv(table).encode("utf-8-sig") for name, table in found.items()}
    parts[f"{layout.TABLES}/tat-ca.xlsx"] = opendata.workbook(found)
    gone = withdrawn(entries)
    for entry in entries:
        for file in entry.files:
            data = workspace.ledger.bytes_of(file)
            parts[f"{layout.LEDGER}/files/{file.sha256}"] = data
            if entry.action == "submit" and entry.unit_id == unit and entry.number not in gone:
                parts[f"{layout.HANDED_IN}/{entry.number}-{file.name}"] = data
    if entries:
        parts[layout.LEDGER_FILE] = workspace.ledger.path.read_bytes()
    embargo = workspace.folder / EMBARGO
    if embargo.exists():
        parts[f"{layout.LEDGER}/{EMBARGO}"] = embargo.read_bytes()
    parts |= {f"{layout.PLAN}/{name}": data for name, data in plan_files(workspace)}
    as_of = words.UPDATED.format(day=formats.day(span.as_of)) if span.as_of else words.UPDATED_UNKNOWN
    parts[layout.README] = handover.README.format(
        unit=catalog.units[unit].name, plan=f"{catalog.plan.title}, {catalog.plan.number}",
        mark=f"{words.ILLUSTRATIVE_LONG}\n" if marked else "", fingerprint=store.path.stem,
        as_of=as_of[0].upper() + as_of[1:],
        tables="\n".join(f"        {name + '.csv':17}{said}" for name, said in handover.TABLES.items()),
    ).encode()
    told = {
        "format": layout.FORMAT, "unit": unit, "plan": workspace.plan_folder.name, "fingerprint": store.path.stem,
        "as_of": span.as_of, "illustrative": marked, "entries": len(entries),
        "ledger": entries[-1].hash if entries else None, "files": _hashes(parts),
    }
    listing = json.dumps(told, ensure_ascii=False, indent=1).encode()
    ordered = {layout.LIST: listing, layout.README: parts[layout.README], **dict(sorted(parts.items()))}
    return zipped(ordered), layout.code_of(listing)


def plan_files(workspace: Workspace) -> Iterator[tuple[str, bytes]]:
    """The plan and the figures that ship with it, by their paths beneath the data folder."""
    data = workspace.plan_folder.parents[1]
    for folder in (workspace.plan_folder, *(shipped.folder for shipped in workspace.shipped), data / "criteria"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield _beneath(path, data), path.read_bytes()


def _beneath(path: Path, data: Path) -> str:
    return path.relative_to(data).as_posix()


def _hashes(parts: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(parts.items())}
