"""What a page or the command holds: a working folder, and what may be done in it."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from pandas import DataFrame

from cchc_metrics.criteria import order
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake import Read, contradictions, read
from cchc_metrics.ledger import Entry
from cchc_metrics.store import Rows, Store, glimpse
from cchc_metrics.workspace import meeting
from cchc_metrics.workspace.approval import APPROVE, LOCK, UNLOCK, period_of, standing, waiting
from cchc_metrics.workspace.assessing import PUBLISH
from cchc_metrics.workspace.folder import Folder
from cchc_metrics.workspace.inputs import add, of_unit, stamps
from cchc_metrics.workspace.log import log
from cchc_metrics.workspace.preview import ASKED, Preview, closed, compared, jumps
from cchc_metrics.workspace.publishing import Publishable, publishable
from cchc_metrics.workspace.saved import SavedViews
from cchc_metrics.workspace.trial import Given, named, refuse, trial


class _Tried(NamedTuple):
    """What would be handed in: ledger before, rows of the store after, new files, names of files that are known."""

    entries: Sequence[Entry]
    rows: Rows
    new: tuple[Given, ...]
    known: tuple[str, ...]
    cautions: tuple[Fault, ...]


class Workspace(Folder):
    """A working folder and what may be done in it: hand in, take back, approve, decide, publish."""

    def preview(self, files: Sequence[Path | Given], *, unit_id: str) -> Preview:
        """What handing in the files would do; nothing is stored. A file is a path, or a name with its bytes.

        Raises: FaultsFound with every fault of the files, alone and beside what is there already.
        """
        tried = self._tried(files, unit_id)
        with closing(glimpse(of_unit(tried.rows, unit_id), ASKED)) as after:
            return self._told(tried, after, unit_id)

    def submit(self, files: Sequence[Path | Given], *, unit_id: str, by: str) -> Entry | None:
        """The ledger entry of the files taken in; None when nothing would be otherwise than it is.

        Raises: FaultsFound with every fault of the files; then nothing is stored.
        """
        return self.hand_in(files, unit_id=unit_id, by=by)[0]

    def hand_in(self, files: Sequence[Path | Given], *, unit_id: str, by: str) -> tuple[Entry | None, Preview]:
        """The same, with what it changed.

        Raises: as for `submit`.
        """
        # Whoever hands in at the same time waits, so that what was checked is what the line is added to.
        with self.ledger.held():
            shipped = stamps(self._inputs.shipped_files())
            tried = self._tried(files, unit_id)
            with trial(self.folder, tried.rows) as (after, built):
                preview = self._told(tried, after, unit_id)
                # Some systems move no file that is open.
                after.close()
                if preview.empty:
                    return None, preview
                entry = self.ledger.submit(preview.given, unit_id=unit_id, by=by)
                # The trial is already what a build would make, unless somebody edited the plan meanwhile.
                if shipped == stamps(self._inputs.shipped_files()):
                    path = self._path_of(self.ledger.entries())
                    built.replace(path)
                    self._forget_old_stores(path)
                return entry, preview

    def preview_undo(self, number: int) -> Preview:
        """What withdrawing entry `number` would do; nothing is stored.

        Raises: FaultsFound when there is no such entry, or what it holds is approved or locked.
        """
        entry, entries = self.ledger.standing(number), self.ledger.entries()
        refuse(order.kept(entry, entries))
        unit_id = entry.unit_id or ""
        gone = replace(entry, number=len(entries) + 1, action="withdraw", target=number, files=())
        rows = self._inputs.rows(self.catalog, [*entries, gone])
        with closing(glimpse(of_unit(rows, unit_id), ASKED)) as after:
            preview = Preview((), (), *compared(self.view(), after, unit_id=unit_id))
            changes = preview.changes
            if entry.action == PUBLISH:
                # Whoever published by mistake takes that back: it is closed by nothing but itself.
                changes = changes[changes["approval"] != number]
            refuse(closed(entries, changes, unit_id=unit_id))
            return preview

    def undo(self, number: int, *, by: str, why: str) -> Entry:
        """The ledger entry that withdraws entry `number`.

        Raises: FaultsFound when there is no such entry, or what it holds is approved or locked.
        """
        with self.ledger.held():
            self.preview_undo(number)
            return self.ledger.withdraw(number, by=by, why=why)

    def approve(self, number: int, *, by: str) -> Entry:
        """The ledger entry that approves hand-in `number`; its figures are no longer provisional, and are closed.

        Raises: FaultsFound when no such hand-in stands or it is approved already.
        """
        with self.ledger.held():
            entry = waiting(self.ledger.entries(), number)
            return self.ledger.append(APPROVE, by=by, unit_id=entry.unit_id, target=number)

    def lock(self, period: str, *, unit_id: str, by: str, why: str, unlock: bool = False) -> Entry:
        """The ledger entry that closes the figures of a period against change, or opens them again.

        Raises: FaultsFound for an unknown unit or period.
        """
        self._known_unit(unit_id)
        days = period_of(period, self.catalog)
        return self.ledger.append(
            UNLOCK if unlock else LOCK, by=by, unit_id=unit_id, why=why,
            details={"first_day": days.first_day.isoformat(), "last_day": days.last_day.isoformat()})

    def _tried(self, files: Sequence[Path | Given], unit_id: str) -> _Tried:
        """What the files hold beside what is there already.

        Raises: FaultsFound with every fault of the files alone.
        """
        self._known_unit(unit_id)
        entries = self.ledger.entries()
        here = {file.sha256 for entry in standing(entries) if entry.unit_id == unit_id for file in entry.files}
        rows = self._inputs.rows(self.catalog, entries)
        faults: list[Fault] = []
        cautions: list[Fault] = []
        new: list[Given] = []
        known: set[str] = set()
        taken: list[Read] = []
        for name, data in map(named, files):
            try:
                found = read(name, data, self.catalog, unit_id=unit_id)
            except FaultsFound as wrong:
                faults += wrong.faults
                cautions += wrong.cautions
                continue
            if hashlib.sha256(data).hexdigest() in here:
                known.add(name)
                continue
            new.append((name, data))
            taken.append(found)
            cautions += found.cautions
            add(rows, found, layer="own", entry=len(entries) + 1)
        refuse([*faults, *contradictions(taken)], cautions)
        return _Tried(entries, rows, tuple(new), tuple(sorted(known)), tuple(cautions))

    def _told(self, tried: _Tried, after: Store, unit_id: str) -> Preview:
        """What would be otherwise, given the store as it would be.

        Raises: FaultsFound when something is changed that is approved or locked.
        """
        figures, tasks, flips = compared(self.view(), after, unit_id=unit_id)
        cautions = (*tried.cautions, *jumps(after, figures, unit_id=unit_id))
        refuse(closed(tried.entries, figures, unit_id=unit_id), cautions)
        return Preview(tried.new, tried.known, figures, tasks, flips, cautions)

    def _known_unit(self, unit_id: str) -> None:
        if unit_id not in self.catalog.units:
            raise FaultsFound([Fault(unit_id, "không có đơn vị nào mã như vậy", "mã đơn vị có trong kế hoạch",
                                     "xem data/plans/…/units.toml")])

    def decide(self, details: Mapping[str, Any], *, unit_id: str, by: str) -> Entry:
        """The ledger entry of what a meeting decided (the fields of `meeting.Decision`).

        Raises: FaultsFound with every fault of it; then nothing is stored.
        """
        return meeting.decide(self.ledger, self.catalog, details, unit_id=unit_id, by=by)

    def follow(self, decision: int, details: Mapping[str, Any], *, by: str) -> Entry:
        """The ledger entry of what is said of a decision (the fields of `meeting.Follow`).

        Raises: FaultsFound with every fault of it, or when no such decision stands.
        """
        return meeting.report(self.ledger, decision, details, by=by)

    @property
    def saved(self) -> SavedViews:
        """The views that were saved by name."""
        return SavedViews(self.folder)

    def log(self) -> DataFrame:
        """The ledger as a table, as `log.log` gives it."""
        return log(self.ledger.entries())

    def publishable(self, *, on: dt.date, illustrative: bool = False) -> AbstractContextManager[Publishable]:
        """What may be published on a day: approved, not under embargo; illustrative figures only when asked for."""
        return publishable(self._inputs, self.catalog, self.folder, on=on, illustrative=illustrative)
