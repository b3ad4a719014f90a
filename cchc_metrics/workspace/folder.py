"""A working folder as it stands: its plan, its ledger and its store, built when anything changed."""

import datetime as dt
import os
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Self

from filelock import FileLock

from cchc_metrics.catalog import Catalog, load
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake import Excerpt, excerpt, file_of, read
from cchc_metrics.ledger import Entry, Ledger
from cchc_metrics.store import Damaged, Store, build_store
from cchc_metrics.workspace.approval import counting, units_handed_in
from cchc_metrics.workspace.assessing import Assessments
from cchc_metrics.workspace.inputs import NOTHING, Inputs, LeftOut, Shipped, data_of, figures_of, stamps
from cchc_metrics.workspace.scoring import unapproved_results
from cchc_metrics.workspace.trial import sweep, trial

APP = Path(__file__).parents[2]
# The figures as they are now, beside a few views of another day or of approved figures only.
KEPT = 6


class Folder:
    """A working folder as it stands; `catalog` and `store` are always those of the newest inputs."""

    def __init__(self, folder: Path, plan: str, data: Path = APP / "data") -> None:
        self.folder = folder
        self.plan_folder = data / "plans" / plan
        figures = figures_of(self.plan_folder, data)
        self.shipped = (Shipped("published", figures / "published"), Shipped("demo", figures / "demo"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ledger = Ledger(folder)
        self._inputs = Inputs(self.plan_folder, self.shipped, self.ledger, figures / "criteria")
        self.assessments = Assessments(figures / "criteria", self.ledger, lambda: self.catalog, lambda: self.store)
        self._lock = RLock()
        self._stores: OrderedDict[tuple[dt.date | None, bool], tuple[object, Store]] = OrderedDict()
        self._catalog: Catalog | None = None
        self._catalog_seen: object = None

    @classmethod
    def open(cls, folder: Path | None = None, plan: str | None = None) -> Self:
        """The working folder asked for, or that of CCHC_WORKSPACE, or `workspace/` beside the app."""
        chosen = folder or Path(os.environ.get("CCHC_WORKSPACE") or APP / "workspace")
        named = plan or os.environ.get("CCHC_PLAN") or "nhat-quang-2021-2025"
        return cls(chosen, named, data_of(chosen, named, APP / "data"))

    @property
    def catalog(self) -> Catalog:
        """The plan as it stands in its files now.

        Raises: FaultsFound with every fault of the plan.
        """
        with self._lock:
            seen = stamps(self._inputs.of_the_plan())
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
            seen = stamps((*self._inputs.shipped_files(), self.ledger.path))
            before = self._stores.pop(asked, None)
            if before is None or before[0] != seen:
                path = self._built_as(*asked)
                before = (seen, before[1] if before and before[1].path == path else self._open(path, asked))
            self._stores[asked] = before
            if len(self._stores) > KEPT:
                self._stores.popitem(last=False)
            return before[1]

    def build(self) -> Path:
        """The path of the store for the inputs as they are now; it is built when it is not there."""
        return self._built(self.ledger.entries())

    def _built_as(self, as_known: dt.date | None, approved_only: bool) -> Path:  # noqa: FBT001 - as `view`
        known = counting(self.ledger.entries(), as_known)
        counted = counting(known, approved_only=approved_only)
        if not approved_only:
            return self._built(counted)
        # Whoever asks for approved figures is shown none rather than an illustration of a unit that has figures.
        units = sorted(units_handed_in(known) - units_handed_in(counted))
        return self._built(counted, LeftOut(tuple(units), tuple(unapproved_results(counted))))

    def _built(self, entries: Sequence[Entry], without: LeftOut = NOTHING) -> Path:
        path = self._path_of(entries, without)
        if not path.exists():
            with FileLock(self.folder / "build.lock"):
                if not path.exists():
                    build_store(path, self._inputs.rows(self.catalog, entries, without))
                    self._forget_old_stores(path)
        return path

    def _path_of(self, entries: Sequence[Entry], without: LeftOut = NOTHING) -> Path:
        return self.folder / "store" / f"{self._inputs.fingerprint(entries, without)}.duckdb"

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
            with trial(self.folder, self._inputs.rows(self.catalog, self.ledger.entries())):
                pass

    def excerpt(self, entry: int, place: str) -> Excerpt | None:
        """The lines of a file around the place that a figure came from; None when there is no such place.

        Raises: FaultsFound when the file is not as it was handed in.
        """
        # Only names that were handed in are looked for: a place is never a path.
        data = next((data for _, name, data, handed in self._inputs.files(self.ledger.entries())
                     if name == file_of(place) and (handed.number if handed else 0) == entry), None)
        return None if data is None else excerpt(place, data)

    def _open(self, path: Path, asked: tuple[dt.date | None, bool]) -> Store:
        def again(damaged: Path) -> Path:
            # Everything in it is derived, so a damaged file is simply made again.
            damaged.unlink(missing_ok=True)
            return self._built_as(*asked)

        try:
            return Store(path, again=again)
        except Damaged:
            return Store(again(path))

    def _forget_old_stores(self, current: Path) -> None:
        by_age = sorted(current.parent.glob("*.duckdb"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in by_age[KEPT:]:
            # A system that does not let go of an open file keeps it until the next time.
            with suppress(PermissionError):
                path.unlink(missing_ok=True)
        sweep(self.folder)
