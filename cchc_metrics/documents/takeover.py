"""What another plan takes in of a hand-over package: figures and counts, open decisions, results of criteria.

What both plans have in common is recorded in the ledger of the other plan; the rest is named and stays in the package.
"""

import csv
import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria import steps
from cchc_metrics.decisions import DECIDE
from cchc_metrics.documents.handover import LEDGER_FILE, LIST, TABLES, lay_out, open_parts
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import read
from cchc_metrics.ledger import Entry, Ledger, withdrawn
from cchc_metrics.text import formats, ledger_words, words
from cchc_metrics.workspace import Workspace

# Of an assessment the results and points go over; who was asked, approved and published is the other plan's own matter.
ENTER, APPRAISE = steps.PREFIX + "enter", steps.PREFIX + "appraise"

Row = Mapping[str, str]


@dataclass(frozen=True)
class Package:
    """A package as another plan reads it: its unit, its plan, its parts by path."""

    name: str
    unit: str
    plan: str
    parts: Mapping[str, bytes]

    @property
    def figures(self) -> list[tuple[str, bytes]]:
        """Its lists of figures and of counts as files to hand in; another plan takes of them what it knows."""
        tables = [f"{TABLES}/{table}.csv" for table in ("so-lieu", "so-dem-da-nop")]
        # A table without a row has nothing to take in.
        return [
            (f"{self.name.removesuffix('.zip')}, {path.removeprefix(f'{TABLES}/')}", self.parts[path])
            for path in tables
            if self.parts.get(path, b"").count(b"\n") > 1
        ]


def open_package(package: bytes, name: str) -> Package:
    """A package that is whole.

    Raises: FaultError naming everything that is damaged.
    """
    head, _, parts = open_parts(package, name)
    return Package(name, str(head["unit"]), str(head["plan"]), parts)


def as_figures(name: str, data: bytes) -> list[tuple[str, bytes]]:
    """The files to hand in: of a hand-over package its lists of figures and counts, of any other the file itself.

    Raises: FaultError naming everything that is damaged in a package.
    """
    try:
        is_package = data.startswith(b"PK") and LIST in zipfile.ZipFile(io.BytesIO(data)).namelist()
    except zipfile.BadZipFile:
        is_package = False
    return open_package(data, name).figures if is_package else [(name, data)]


@dataclass(frozen=True)
class Takeover:
    """The entries that were recorded, and a line of words for each thing that was taken or stayed in the package."""

    entries: tuple[Entry, ...]
    lines: tuple[str, ...]
    cautions: tuple[str, ...]


def take_over(workspace: Workspace, package: Package, *, by: str) -> Takeover:
    """Record in a working folder of another plan what a package and this plan have in common.

    Raises: FaultError where its figures cannot be taken in; nothing is recorded then.
    """
    files, faults = _usable(workspace.catalog, package)
    figures, preview = workspace.hand_in(files, unit_id=None, by=by)
    entries = [] if figures is None else [figures]
    lines = [ledger_words.NOTHING_NEW] if figures is None else ledger_words.summary(preview.changes)
    cautions = [str(caution) for caution in (*faults, *preview.cautions)]
    for record in (_decisions, _results):
        for entry, line, stays in record(workspace, package, by):
            entries += [entry] if entry else []
            (cautions if stays else lines).append(line)
    return Takeover(tuple(entries), tuple(lines), tuple(cautions))


def _usable(catalog: Catalog, package: Package) -> tuple[list[tuple[str, bytes]], list[Fault]]:
    """The lists without those of which this plan takes no row; these are told, and hold back nothing else."""
    files: list[tuple[str, bytes]] = []
    faults: list[Fault] = []
    for name, data in package.figures:
        try:
            read(name, data, catalog)
        except FaultError as error:
            if {fault.kind for fault in error.faults} == {"empty-list"}:
                faults += error.faults
                continue
        files.append((name, data))
    return files, faults


Outcome = tuple[Entry | None, str, bool]


def _decisions(workspace: Workspace, package: Package, by: str) -> Iterator[Outcome]:
    """The open decisions of the unit, as those of the unit that this plan binds in its place."""
    catalog = workspace.catalog
    rows = list(csv.DictReader(io.StringIO(package.parts[f"{TABLES}/viec-da-giao.csv"].decode("utf-8-sig"))))
    open_rows = [row for row in rows if row["state"] != "done"]
    if len(rows) > len(open_rows):
        yield None, f"{len(rows) - len(open_rows)} việc đã xong ở lại trong gói", True
    unit = _bound_unit(catalog, package.unit)
    if unit is None and open_rows:
        name = package.unit
        yield None, f"{len(open_rows)} việc còn mở không chuyển: kế hoạch này không giao việc cho «{name}»", True
        return
    there = {
        (entry.unit_id, entry.details["what"], entry.details["decided"])
        for entry in workspace.ledger.entries()
        if entry.action == DECIDE
    }
    for row in open_rows:
        if (unit, row["what"], row["decided"]) in there:
            yield None, f"việc «{row['what']}» đã có trong sổ này", True
            continue
        details, rest = _details(row, catalog, package)
        try:
            entry = workspace.decide(details, unit_id=str(unit), by=by)
        except FaultError as error:
            yield None, f"việc «{row['what']}» không chuyển: {_reasons(error)}", True
            continue
        yield entry, f"việc còn mở: {row['what']} (bút toán {entry.number})", False
        if rest:
            yield None, f"việc «{row['what']}»: kế hoạch này không có {', '.join(rest)}", True


def _bound_unit(catalog: Catalog, unit: str | None) -> str | None:
    """The unit itself, or the first of those that came in its place to which this plan gives work."""
    while unit is not None and not catalog.binds(unit):
        unit = catalog.units[unit].successor if unit in catalog.units else None
    return unit


def _details(row: Row, catalog: Catalog, package: Package) -> tuple[dict[str, Any], list[str]]:
    """The fields of a decision in this plan, and what the plan does not have; who is no post here stays by name."""
    posts = {owner.name: owner.id for owner in catalog.owners.values() if owner.assigned}
    names = [name for name in row["owner"].split("; ") if name and name != words.UNASSIGNED]
    owner = next((posts[name] for name in names if name in posts), None)
    others = [name for name in names if posts.get(name) != owner or owner is None]
    rest = [f"chức danh «{name}», ghi bằng tên" for name in others if owner is None]
    details: dict[str, Any] = {
        "what": row["what"],
        "owner_id": owner,
        "others": "; ".join(others),
        "decided": dt.date.fromisoformat(row["decided"]),
        "due": dt.date.fromisoformat(row["due"]),
        "evidence": "; ".join(filter(None, (row["evidence"], f"bàn giao: việc số {row['entry']} của {package.plan}"))),
    }
    for key, names_here, what in (
        ("indicator_id", catalog.indicators, "chỉ số, chỉ tiêu"),
        ("area_id", catalog.areas, "lĩnh vực"),
    ):
        if row[key] in names_here:
            details[key] = row[key]
        elif row[key]:
            rest.append(f"{what} «{row[key]}»")
    return details, rest


def _results(workspace: Workspace, package: Package, by: str) -> Iterator[Outcome]:
    """The results and points of criteria that nobody withdrew, of the sets that score here as they did there."""
    if LEDGER_FILE not in package.parts:
        return
    with tempfile.TemporaryDirectory() as temporary:
        lay_out(package.parts, Path(temporary) / "new")
        ledger = Ledger(Path(temporary) / "new")
        entries = ledger.entries()
        withdrawals = withdrawn(entries)
        there = {(entry.action, entry.unit_id, str(entry.details)) for entry in workspace.ledger.entries()}
        for entry in entries:
            if entry.action not in (ENTER, APPRAISE) or entry.number in withdrawals or entry.unit_id != package.unit:
                continue
            step = steps.read_step(entry.action, entry.details, f"bút toán {entry.number}")
            head = f"kết quả chấm điểm năm {step.year} theo bộ «{step.set_id}»"
            if (entry.action, entry.unit_id, str(entry.details)) in there:
                yield None, f"{head} đã có trong sổ này", True
            else:
                yield from _step(workspace, package, ledger, entry, step, head, by)


def _step(
    workspace: Workspace, package: Package, ledger: Ledger, entry: Entry, step: steps.Step, head: str, by: str
) -> Iterator[Outcome]:
    """One entry of results or points; `head` names them."""
    if package.unit not in workspace.catalog.units:
        yield None, f"{head} không chuyển: kế hoạch này không có đơn vị «{package.unit}»", True
        return
    try:
        own_entry = workspace.assessments.take(
            step,
            unit_id=package.unit,
            by=by,
            files=[(file.name, ledger.bytes_of(file)) for file in entry.files],
            why=f"bàn giao: bút toán {entry.number} của {package.plan}",
        )
    except FaultError as error:
        yield None, f"{head} không chuyển: {_reasons(error)}", True
        return
    count = (
        len(step.results)
        if isinstance(step, steps.Enter)
        else len(step.scores)
        if isinstance(step, steps.Appraise)
        else 0
    )
    yield own_entry, f"{head}: {formats.count(count)} tiêu chí (bút toán {own_entry.number})", False


def _reasons(error: FaultError) -> str:
    return "; ".join(f"{fault.place}: {fault.problem}; {fault.remedy}" for fault in error.faults)
