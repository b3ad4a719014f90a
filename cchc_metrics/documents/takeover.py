"""What another plan takes in of a hand-over package: figures and counts, open decisions, results of criteria.

What both plans have in common is recorded in the ledger of the other plan; the rest is named and stays in the package.
"""

import csv
import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria import steps
from cchc_metrics.decisions import DECIDE
from cchc_metrics.documents.handover import LEDGER_FILE, LIST, TABLES, lay_out, open_parts
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import read
from cchc_metrics.ledger import Entry, Ledger, withdrawn
from cchc_metrics.rights import Act
from cchc_metrics.text import formats, ledger_words, words
from cchc_metrics.workspace import Preview, Workspace

# Of an assessment the results and points go over; who was asked, approved and published is the other plan's own matter.
ENTER, APPRAISE = steps.PREFIX + "enter", steps.PREFIX + "appraise"

REST = (
    "Nhiệm vụ, ý kiến người dân, các bước duyệt, khóa và công bố của kế hoạch trước ở lại trong gói, đọc được bằng "
    "«handover-in» vào một thư mục trống."
)

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


def package_in(files: Sequence[tuple[str, bytes]]) -> Package | None:
    """The hand-over package that was chosen, None for other files.

    Raises: FaultError naming everything that is damaged in it, and other files that were chosen beside it.
    """
    packages = [file for file in files if _is_package(file[1])]
    if packages and len(files) > 1:
        raise FaultError(
            [
                Fault(
                    "unread-part",
                    name,
                    "gói bàn giao được chọn cùng tệp khác",
                    "một gói bàn giao, nộp riêng",
                    "chọn lại riêng gói này, rồi nộp các tệp khác sau",
                )
                for name, _ in packages
            ]
        )
    return open_package(packages[0][1], packages[0][0]) if packages else None


def _is_package(data: bytes) -> bool:
    try:
        return data.startswith(b"PK") and LIST in zipfile.ZipFile(io.BytesIO(data)).namelist()
    except zipfile.BadZipFile:
        return False


@dataclass(frozen=True)
class Takeover:
    """The entries that were recorded, and a line of words for each thing that was taken or stayed in the package.

    `figures` is what its figures and counts change.
    """

    entries: tuple[Entry, ...]
    lines: tuple[str, ...]
    cautions: tuple[str, ...]
    figures: Preview

    @property
    def units(self) -> tuple[str, ...]:
        """The ids of the units that it is about."""
        return tuple(dict.fromkeys([*self.figures.units, *(unit for entry in self.entries for unit in entry.units)]))

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to record."""
        return self.figures.empty and not self.entries

    @property
    def act(self) -> Act:
        """The right that it asks for: what appraisers gave is entered by whoever may approve."""
        return "duyệt" if any(entry.action == APPRAISE for entry in self.entries) else "nhập"


class _Rehearsal(Exception):
    """Raised at the end of a rehearsal, so that nothing of it is written."""


def rehearse(workspace: Workspace, package: Package) -> Takeover:
    """What `take_over` would record; nothing is stored.

    Raises: as for `take_over`.
    """
    files, faults = _usable(workspace.catalog, package)
    preview = workspace.preview(files, unit_id=None)
    with suppress(_Rehearsal), workspace.ledger.together():
        result = _with_the_rest(workspace, package, "", preview, faults)
        raise _Rehearsal
    return result


def take_over(workspace: Workspace, package: Package, *, by: str) -> Takeover:
    """Record in a working folder of another plan what a package and this plan have in common, all of it or nothing.

    Raises: FaultError where its figures cannot be taken in; nothing is recorded then.
    """
    files, faults = _usable(workspace.catalog, package)
    with workspace.ledger.together():
        entry, preview = workspace.hand_in(files, unit_id=None, by=by)
        result = _with_the_rest(workspace, package, by, preview, faults)
    return result if entry is None else replace(result, entries=(entry, *result.entries))


def _with_the_rest(
    workspace: Workspace, package: Package, by: str, preview: Preview, faults: Sequence[Fault]
) -> Takeover:
    """What the figures change, and the entries of open decisions and results of criteria."""
    entries: list[Entry] = []
    lines = [ledger_words.NOTHING_NEW] if preview.empty else ledger_words.summary(preview)
    cautions = [str(caution) for caution in (*faults, *preview.cautions)]
    for record in (_decisions, _results):
        for entry, line, stays in record(workspace, package, by):
            entries += [entry] if entry else []
            (cautions if stays else lines).append(line)
    return Takeover(tuple(entries), tuple(lines), (*cautions, REST), preview)


def _usable(catalog: Catalog, package: Package) -> tuple[list[tuple[str, bytes]], list[Fault]]:
    """The lists without those of which this plan takes no row; these are told, and hold back nothing else."""
    files: list[tuple[str, bytes]] = []
    faults: list[Fault] = []
    for name, data in package.figures:
        try:
            is_empty = not read(name, data, catalog).units
        except FaultError as error:
            if {fault.kind for fault in error.faults} == {"empty-list"}:
                faults += error.faults
                continue
            is_empty = False
        if not is_empty:
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
        yield entry, f"việc còn mở: {row['what']}", False
        if rest:
            yield None, f"việc «{row['what']}»: kế hoạch này không có {', '.join(rest)}", True


def _bound_unit(catalog: Catalog, unit: str | None) -> str | None:
    """The unit itself, or the first of those that came in its place to which this plan gives work."""
    while unit is not None and unit in catalog.units and not catalog.binds(unit):
        unit = catalog.units[unit].successor
    return unit if unit in catalog.units else None


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
    yield own_entry, f"{head}: {formats.count(count)} tiêu chí", False


def _reasons(error: FaultError) -> str:
    return "; ".join(f"{fault.place}: {fault.problem}; {fault.remedy}" for fault in error.faults)
