"""One working folder: its plan, its ledger and its store. What a page or the command holds."""

import datetime as dt
import hashlib
import os
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import RLock
from typing import Any

from filelock import FileLock

from cchc_metrics.catalog import Catalog, load
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake import Excerpt, excerpt, file_of, read
from cchc_metrics.ledger import Entry, Ledger, withdrawn
from cchc_metrics.store import Damaged, Rows, Store, build_store
from cchc_metrics.workspace.approval import counting
from cchc_metrics.workspace.assessing import Assessments
from cchc_metrics.workspace.inputs import Inputs, Shipped, add

APP = Path(__file__).parents[2]
# The figures as they are now, beside a few views of another day or of approved figures only.
KEPT = 6


class Workspace:
    """A working folder with one plan; `catalog` and `store` are always those of the newest inputs."""

    def __init__(self, folder: Path, plan: str, data: Path = APP / "data") -> None:
        self.folder = folder
        self.plan_folder = data / "plans" / plan
        self.shipped = (Shipped("published", data / "published"), Shipped("demo", data / "demo"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ledger = Ledger(folder)
        self._inputs = Inputs(self.plan_folder, self.shipped, self.ledger, data / "criteria")
        self.assessments = Assessments(data / "criteria", self.ledger, lambda: self.catalog, lambda: self.store)
        self._lock = RLock()
        self._stores: OrderedDict[tuple[dt.date | None, bool], tuple[object, Store]] = OrderedDict()
        self._catalog: Catalog | None = None
        self._catalog_seen: object = None

    @classmethod
    def open(cls, folder: Path | None = None, plan: str | None = None) -> "Workspace":
        """The working folder asked for, or that of CCHC_WORKSPACE, or `workspace/` beside the app."""
        chosen = folder or Path(os.environ.get("CCHC_WORKSPACE") or APP / "workspace")
        return cls(chosen, plan or os.environ.get("CCHC_PLAN") or "nhat-quang-2021-2025")

    @property
    def catalog(self) -> Catalog:
        """The plan as it stands in its files now.

        Raises: FaultsFound with every fault of the plan.
        """
        with self._lock:
            seen = _stamps(self._inputs.of_the_plan())
            if self._catalog is None or seen != self._catalog_seen:
                self._catalog = load(self.plan_folder, [shipped.folder for shipped in self.shipped])
                self._catalog_seen = seen
            return self._catalog

    @property
    def store(self) -> Store:
        """The store of the inputs as they are now, built first when any of them changed.

        Raises: FaultsFound when the plan or a figure is at fault; the store before stays as it was.
        """
        return self.view()

    def view(self, as_known: dt.date | None = None, approved_only: bool = False) -> Store:  # noqa: FBT001, FBT002
        """The store as it was known at the end of a day, or of approved figures only; built first when it is not there.

        Raises: as for `store`.
        """
        with self._lock:
            asked = (as_known, approved_only)
            seen = _stamps((*self._inputs.shipped_files(), self.ledger.path))
            before = self._stores.pop(asked, None)
            if before is None or before[0] != seen:
                path = self._built(counting(self.ledger.entries(), as_known, approved_only=approved_only))
                before = (seen, before[1] if before and before[1].path == path else self._open(path, asked))
            self._stores[asked] = before
            if len(self._stores) > KEPT:
                self._stores.popitem(last=False)
            return before[1]

    def build(self) -> Path:
        """The path of the store for the inputs as they are now; it is built when it is not there."""
        return self._built(self.ledger.entries())

    def _built(self, entries: Sequence[Entry]) -> Path:
        path = self.folder / "store" / f"{self._inputs.fingerprint(entries)}.duckdb"
        if not path.exists():
            with FileLock(self.folder / "build.lock"):
                if not path.exists():
                    build_store(path, self._inputs.rows(self.catalog, entries))
                    self._forget_old_stores(path)
        return path

    def check(self, paths: Sequence[Path] = ()) -> None:
        """Nothing, when what is given is sound: plan folders and figure files, or all that this folder holds.

        Raises: FaultsFound with every fault of every file.
        """
        faults: list[Fault] = []
        for path in paths:
            try:
                if path.is_dir():
                    load(path, [shipped.folder for shipped in self.shipped])
                else:
                    read(path.name, path.read_bytes(), self.catalog)
            except FaultsFound as found:
                faults += found.faults
        if faults:
            raise FaultsFound(faults)
        if not paths:
            self._try(self._rows())

    def submit(self, files: Sequence[Path], *, unit_id: str, by: str) -> Entry | None:
        """The ledger entry of the files taken in; None when these very files are handed in already.

        Raises: FaultsFound with every fault of the files; then nothing is stored.
        """
        given = self.examine(files, unit_id=unit_id)
        entries = self.ledger.entries()
        gone = withdrawn(entries)
        kept = {file.sha256 for entry in entries if entry.number not in gone and entry.unit_id == unit_id
                for file in entry.files}
        new = [(name, data) for name, data in given if hashlib.sha256(data).hexdigest() not in kept]
        if not new:
            return None
        return self.ledger.submit(new, unit_id=unit_id, by=by)

    def examine(self, files: Sequence[Path], *, unit_id: str) -> list[tuple[str, bytes]]:
        """The names and bytes of files that could be taken in as they are.

        Raises: FaultsFound with every fault of the files, alone and beside what is there already.
        """
        if unit_id not in self.catalog.units:
            raise FaultsFound([Fault(unit_id, "không có đơn vị nào mã như vậy", "mã đơn vị có trong kế hoạch",
                                     "xem data/plans/…/units.toml")])
        given = [(file.name, file.read_bytes()) for file in files]
        rows = self._rows()
        number = len(self.ledger.entries()) + 1
        faults: list[Fault] = []
        for name, data in given:
            try:
                add(rows, read(name, data, self.catalog, unit_id=unit_id), layer="own", entry=number)
            except FaultsFound as found:
                faults += found.faults
        if faults:
            raise FaultsFound(faults)
        self._try(rows)
        return given

    def undo(self, number: int, *, by: str, why: str) -> Entry:
        """The ledger entry that withdraws entry `number`."""
        return self.ledger.withdraw(number, by=by, why=why)

    def excerpt(self, entry: int, place: str) -> Excerpt | None:
        """The lines of a file around the place that a figure came from; None when there is no such place.

        Raises: FaultsFound when the file is not as it was handed in.
        """
        # Only names that were handed in are looked for: a place is never a path.
        data = next((data for _, name, data, handed in self._inputs.files(self.ledger.entries())
                     if name == file_of(place) and (handed.number if handed else 0) == entry), None)
        return None if data is None else excerpt(place, data)

    def _try(self, rows: Rows) -> None:
        """Nothing, when a store of `rows` passes every check."""
        trial = self.folder / f".trial.{os.getpid()}.duckdb"
        try:
            build_store(trial, rows)
        finally:
            trial.unlink(missing_ok=True)

    def _open(self, path: Path, asked: tuple[dt.date | None, bool]) -> Store:
        try:
            return Store(path)
        except Damaged:
            # Everything in it is derived, so a damaged file is simply made again.
            path.unlink(missing_ok=True)
            as_known, approved_only = asked
            return Store(self._built(counting(self.ledger.entries(), as_known, approved_only=approved_only)))

    def _rows(self) -> Rows:
        return self._inputs.rows(self.catalog, self.ledger.entries())

    def _forget_old_stores(self, current: Path) -> None:
        by_age = sorted(current.parent.glob("*.duckdb"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in by_age[KEPT:]:
            path.unlink(missing_ok=True)


def _stamps(paths: Sequence[Path]) -> tuple[Any, ...]:
    """What tells, without reading the files, that one of them changed."""
    return tuple((path, stat.st_mtime_ns, stat.st_size) for path in paths if path.exists() for stat in [path.stat()])
