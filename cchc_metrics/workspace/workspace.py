"""What a page or the command holds: a working folder, and what may be done in it."""

import datetime as dt
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import replace
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple, Self

from pandas import DataFrame

from cchc_metrics.catalog import Catalog, load
from cchc_metrics.criteria import steps
from cchc_metrics.days import VIETNAM, today
from cchc_metrics.faults import Fault, FaultError, lock_in_words
from cchc_metrics.intake import Excerpt, excerpt, file_of, read
from cchc_metrics.intake.content import NO_ANSWERS, Answers
from cchc_metrics.ledger import Entry
from cchc_metrics.rights import load_rights
from cchc_metrics.store import (
    DamagedStore,
    Rows,
    Store,
    build_store,
    grown_store,
    in_memory_store,
    piece_tables,
    shipped_figures,
)
from cchc_metrics.workspace.assessment import PUBLISH, REOPEN, Assessments
from cchc_metrics.workspace.entries import (
    APPROVE,
    LOCK,
    MOST,
    UNLOCK,
    appoint,
    clock_faults,
    decide,
    entries_in_force,
    hand_ins,
    log,
    pending_hand_in,
    period_of,
    report,
    tables_that_differ,
    units_handed_in,
    units_that_differ,
    with_family,
)
from cchc_metrics.workspace.folder import (
    APP,
    NO_EXCLUSIONS,
    Exclusions,
    forget_old_stores,
    location_of,
    stamps,
    unread_files,
)
from cchc_metrics.workspace.inputs import NAME, Inputs, Upload, add, by_field, read_together, register_of_one
from cchc_metrics.workspace.preview import (
    QUESTION_TABLES,
    Preview,
    comparison,
    figures_of,
    forget_stores,
    jumps,
    locks,
    number_conflicts,
    refuse,
    replacements,
    steps_back,
    store_after,
    trial,
)
from cchc_metrics.workspace.publishing import Publishable, publishable
from cchc_metrics.workspace.saved import Layouts, SavedViews
from cchc_metrics.workspace.scoring import SCORES, unapproved_results

# So many stores stay open: the figures as they are now, beside a few views of another day or of approved figures only.
MOST_VIEWS = 6


class Folder:
    """A working folder as it stands; `catalog` and `store` are always those of the newest inputs."""

    def __init__(self, folder: Path, plan: str, data: Path = APP / "data") -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        inputs = self._inputs = Inputs.of(folder, plan, data)
        self.plan_folder, self.figure_folders, self.ledger = inputs.plan_folder, inputs.figure_folders, inputs.ledger
        self.assessments = Assessments(
            inputs.criteria,
            self.ledger,
            lambda: self.catalog,
            lambda: self.store,
            lambda entries, unit: self._in_memory(self._rows_of(entries, [unit]), [unit], (*QUESTION_TABLES, *SCORES)),
        )
        self._lock = RLock()
        self._stores: OrderedDict[tuple[dt.date | None, bool], tuple[object, Store]] = OrderedDict()
        self._catalog: Catalog | None = None
        self._catalog_stamps: object = None

    @classmethod
    def open(cls, folder: Path | None = None, plan: str | None = None) -> Self:
        """The working folder asked for, or that of CCHC_WORKSPACE, or `workspace/` beside the app."""
        location = location_of(folder, plan)
        return cls(location.folder, location.plan_folder.name, location.plan_folder.parents[1])

    @property
    def catalog(self) -> Catalog:
        """The plan as it stands in its files now.

        Raises: FaultError with every fault of the plan.
        """
        with self._lock:
            state = stamps(self._inputs.of_the_plan())
            if self._catalog is None or state != self._catalog_stamps:
                sources = [one.folder for one in self.figure_folders]
                self._catalog = load(self.plan_folder, sources, plan_id=self.plan_folder.name)
                self._catalog_stamps = state
            return self._catalog

    @property
    def store(self) -> Store:
        """The store of the inputs as they are now, built first when any of them changed.

        Raises: FaultError when the plan or a figure is at fault; the store before stays as it was.
        """
        return self.view()

    def view(self, as_known: dt.date | None = None, approved_only: bool = False) -> Store:  # noqa: FBT001, FBT002
        """The store as it was known at the end of a day, or of approved figures only; built first when it is not there.

        Raises: as for `store`.
        """
        with self._lock:
            key = (as_known, approved_only)
            # At midnight figures become known, and in the new year owed, without anybody handing in a file.
            state = stamps((*self._inputs.shipped_files(), self.ledger.path)), self.ledger.unwritten, today()
            before = self._stores.pop(key, None)
            if before is None or before[0] != state:
                path = self._store_path(*key)
                before = (state, before[1] if before and before[1].path == path else self._open(path, key))
            self._stores[key] = before
            if len(self._stores) > MOST_VIEWS:
                self._stores.popitem(last=False)
            return before[1]

    def contradictions(self) -> Sequence[Fault]:
        """The faults of entries that contradict each other, as this program reads them; to withdraw one is the way out.

        Raises: FaultError for a fault that no withdrawal mends: of the plan, the shipped figures, the ledger itself.
        """
        try:
            self.view()
        except FaultError as wrong:
            self.ledger.check_files()
            self._build(())
            return wrong.faults
        return ()

    def _rows_of(self, entries: Sequence[Entry], units: Collection[str]) -> Rows:
        return self._inputs.rows(
            self.catalog, entries, units=with_family(units, self.catalog)[1], with_shipped_files=False
        )

    def _in_memory(self, rows: Rows, units: Collection[str], names: Collection[str]) -> Store:
        """A store in memory of what some units would have: the tables and views named."""
        return store_after(self.view(), rows, names, with_family(units, self.catalog)[1])

    def build(self, *, anew: bool = False) -> Path:
        """The path of the store for the inputs as they are now; it is built when it is not there.

        `anew` builds it from nothing: a damaged store may have given its damage to those made from it.
        """
        return self._store_path(None, approved_only=False, anew=anew)

    def _store_path(self, as_known: dt.date | None, approved_only: bool, *, anew: bool = False) -> Path:  # noqa: FBT001 - as `view`
        entries, without = self._in_force(as_known, approved_only=approved_only)
        if anew:
            forget_stores(self._inputs.store_path(entries, without).parent)
        return self._build(entries, without)

    def _surroundings(self) -> object:
        """What a store is built of beside the ledger: the shipped files as they are, and the day it is."""
        return stamps(self._inputs.shipped_files()), today()

    def _build(self, entries: Sequence[Entry], without: Exclusions = NO_EXCLUSIONS) -> Path:
        before = self._surroundings()
        path = self._inputs.store_path(entries, without)
        if path.exists():
            return path
        with lock_in_words(self.folder / "build.lock", "build.lock"):
            if not path.exists() and not self._grow(path, entries, without):
                rows = self._inputs.rows(self.catalog, entries, without, with_files=False)
                build_store(path, rows, self._inputs.files(self.catalog, entries, without))
            if before == self._surroundings():
                forget_old_stores(path, self.folder)
                return path
            # Somebody edited plan or figures meanwhile: what was built is not what its name says.
            path.unlink()
        return self._build(entries, without)

    def _in_force(self, as_known: dt.date | None, *, approved_only: bool) -> tuple[Sequence[Entry], Exclusions]:
        """The entries that count, and what else is left out."""
        entries = entries_in_force(self.ledger.entries(), as_known)
        basis = entries_in_force(entries, approved_only=approved_only)
        last_day = as_known if as_known is not None and as_known < today() else None
        if not approved_only:
            return basis, Exclusions(last_day=last_day)
        # Whoever asks for approved figures is shown none rather than an illustration of a unit that has figures.
        units = sorted(units_handed_in(entries) - units_handed_in(basis))
        return basis, Exclusions(tuple(units), tuple(unapproved_results(basis)), last_day)

    def _grow(self, path: Path, entries: Sequence[Entry], without: Exclusions) -> bool:
        """True when the store is made from one that is there: only the units in which they differ are made anew."""
        every = self.ledger.entries()
        by_number = {entry.number: entry for entry in every}
        for count, base in self._inputs.stores_there(every):
            units = units_that_differ((every[:count], NO_EXCLUSIONS), (entries, without), by_number, self.catalog)
            if units is None or len(units) > max(1, MOST * len(self.catalog.units)):
                continue
            with suppress(DamagedStore):
                if not units:
                    grown_store(base, path, None, units)
                    return True
                family, parts = with_family(units, self.catalog)
                # Of what ships some may be left out, which no store has done yet.
                is_whole = without == NO_EXCLUSIONS
                rows = self._inputs.rows(self.catalog, entries, without, parts, with_shipped_files=not is_whole)
                selection = shipped_figures(base, parts) if is_whole else None
                names = tables_that_differ(every[:count], entries, by_number) if is_whole else None
                with closing(in_memory_store(rows, names or piece_tables(), selection)) as piece:
                    grown_store(base, path, piece, family, names)
                    return True
        return False

    def check(self, paths: Sequence[Path] = ()) -> None:
        """Nothing, when what is given is sound: plan folders and figure files, or all that this folder holds.

        Raises: FaultError with every fault of every file.
        """
        faults: list[Fault] = []
        for path in paths:
            try:
                if path.is_dir():
                    load(path, [one.folder for one in self.figure_folders])
                else:
                    read(path.name, path.read_bytes(), self.catalog)
            except FaultError as error:
                faults += error.faults
        refuse(faults)
        if not paths:
            # A store is put in place only when everything in it is sound, so the one of these inputs is the proof.
            self.ledger.check_files()
            load_rights(self.folder, self.catalog.units)
            refuse(unread_files(self.store))

    def excerpt(self, entry: int, place: str) -> Excerpt | None:
        """The lines of a file around the place that a figure came from; None when there is no such place.

        Raises: FaultError when the file is not as it was handed in.
        """
        name = file_of(place)
        # Only names that were handed in or ship with the program are looked for: a place is never a path.
        if entry:
            entries = (one for one in self.ledger.entries() if one.number == entry and one.action == "submit")
            attachments = (file for one in entries for file in one.files)
            data = next((self.ledger.bytes_of(file) for file in attachments if file.name == name), None)
        else:
            figures = (path for one in self.figure_folders for path in sorted(one.folder.glob("*.csv")))
            data = next((path.read_bytes() for path in figures if f"{path.parent.name}/{path.name}" == name), None)
        return None if data is None else excerpt(place, data)

    def _open(self, path: Path, key: tuple[dt.date | None, bool]) -> Store:
        def again(path: Path) -> Path:
            # Everything in it is derived, so a damaged file is simply made again.
            path.unlink(missing_ok=True)
            return self._store_path(*key, anew=True)

        try:
            return Store(path, rebuild=again)
        except DamagedStore:
            return Store(again(path))


class _Attempt(NamedTuple):
    """What would be handed in: ledger before, units, rows of the ledger after, new files, files known already."""

    entries: Sequence[Entry]
    units: tuple[str, ...]
    rows: Rows
    new: tuple[Upload, ...]
    repeats: tuple[tuple[str, int, dt.date], ...]
    cautions: tuple[Fault, ...]
    details: Mapping[str, Any]
    layouts: Mapping[str, Mapping[str, str]]


class Workspace(Folder):
    """A working folder and what may be done in it: hand in, take back, approve, decide, publish."""

    def preview(self, files: Sequence[Path | Upload], *, unit_id: str | None, answers: Answers = NO_ANSWERS) -> Preview:
        """What handing in the files would do; nothing is stored. A file is a path, or a name with its bytes.

        Without `unit_id` the files say themselves which units their figures are about, one or many.
        `answers` are given to what files leave open; `Answers.to(questions)` takes the guesses.
        Raises: Open with the questions that are left (`questions`: kind, key, words, choices, guess, samples);
        FaultError with every fault of the files, alone and beside what is there already.
        """
        attempt = self._attempt(files, unit_id, answers)
        with closing(self._in_memory(attempt.rows, attempt.units, QUESTION_TABLES)) as after:
            return self._preview_of(attempt, after)

    def submit(
        self, files: Sequence[Path | Upload], *, unit_id: str | None, by: str, answers: Answers = NO_ANSWERS
    ) -> Entry | None:
        """The ledger entry of the files taken in; None when nothing would be otherwise than it is.

        Raises: FaultError with every fault of the files; then nothing is stored.
        """
        return self.hand_in(files, unit_id=unit_id, by=by, answers=answers)[0]

    def hand_in(
        self, files: Sequence[Path | Upload], *, unit_id: str | None, by: str, answers: Answers = NO_ANSWERS
    ) -> tuple[Entry | None, Preview]:
        """The same, with what it changed; the answers are kept with the entry. Raises: as for `submit`."""
        # Whoever hands in at the same time waits, so that what was checked is what the line is added to.
        with self.ledger.hold():
            before = self._surroundings()
            attempt = self._attempt(files, unit_id, answers)
            with closing(self._in_memory(attempt.rows, attempt.units, (*QUESTION_TABLES, *piece_tables()))) as after:
                preview = self._preview_of(attempt, after)
                if preview.empty:
                    return None, preview
                candidate = trial(self.folder, self.view(), after, with_family(attempt.units, self.catalog)[0])
            try:
                entry = self.ledger.submit(preview.new_files, unit_id=unit_id, by=by, details=attempt.details)
                self.layouts.remember(attempt.layouts, answers.groups)
                # The trial is already what a build would make, unless somebody edited the plan meanwhile.
                if before == self._surroundings():
                    path = self._inputs.store_path(self.ledger.entries())
                    candidate.replace(path)
                    forget_old_stores(path, self.folder)
                return entry, preview
            finally:
                candidate.unlink(missing_ok=True)

    def preview_undo(self, number: int) -> Preview | None:
        """What withdrawing entry `number` would do; nothing is stored. None where contradictions leave no store.

        Raises: FaultError when there is no such entry, or what it holds is approved or locked.
        """
        entry, entries = self.ledger.in_force(number), self.ledger.entries()
        refuse(steps.withdrawal_obstacles(entry, entries))
        if self.contradictions():
            files = self._inputs.files(self.catalog, [entry], with_shipped_files=False)
            refuse(locks(entries, figures_of(files, self.catalog, entries, number)))
            return None
        units = entry.units or ("",)
        withdrawal = replace(entry, number=len(entries) + 1, action="withdraw", target=number, files=())
        rows = self._rows_of([*entries, withdrawal], units)
        with closing(self._in_memory(rows, units, QUESTION_TABLES)) as after:
            preview = Preview((), (), *comparison(self.view(), after, units=units), units=units)
            changes = preview.changes
            if entry.action in (PUBLISH, REOPEN):
                # Whoever published, or opened again, by mistake takes that back: no publication closes it, a lock does.
                publications = [one.number for one in entries if one.action == PUBLISH]
                changes = changes.assign(approval=changes["approval"].where(~changes["approval"].isin(publications)))
            refuse(locks(entries, changes))
            return preview

    def undo(self, number: int, *, by: str, why: str) -> Entry:
        """The ledger entry that withdraws entry `number`. Raises: as for `preview_undo`."""
        with self.ledger.hold():
            self.preview_undo(number)
            return self.ledger.withdraw(number, by=by, why=why)

    def approve(self, number: int, *, by: str) -> Entry:
        """The ledger entry that approves hand-in `number`; its figures are no longer provisional, and are closed.

        Raises: FaultError when no such hand-in stands or it is approved already.
        """
        with self.ledger.hold():
            entry = pending_hand_in(self.ledger.entries(), number)
            return self.ledger.append(APPROVE, by=by, unit_id=entry.unit_id, target=number)

    def lock(self, period: str, *, unit_id: str, by: str, why: str, unlock: bool = False) -> Entry:
        """The ledger entry that closes the figures of a period against change, or opens them again.

        Raises: FaultError for an unknown unit or period.
        """
        self._known_unit(unit_id)
        days = period_of(period, self.catalog)
        details = {"first_day": days.first_day.isoformat(), "last_day": days.last_day.isoformat()}
        return self.ledger.append(UNLOCK if unlock else LOCK, by=by, unit_id=unit_id, why=why, details=details)

    @property
    def layouts(self) -> Layouts:
        """The layouts of files that were learnt here, beside those of the plan."""
        return Layouts(self.folder, self.plan_folder)

    def _attempt(self, files: Sequence[Path | Upload], unit_id: str | None, answers: Answers) -> _Attempt:
        """What the files hold beside what is there already.

        Raises: FaultError with every fault of the files alone.
        """
        if unit_id is not None:
            self._known_unit(unit_id)
        entries = self.ledger.entries()
        # A file handed in before another one may say again what the other changed, so that only the newest is known.
        newest = {unit: entry for entry in hand_ins(entries) for unit in entry.units}
        known_answers = self.layouts.answers(answers)
        new, results, repeats, cautions = read_together(files, self.catalog, unit_id, known_answers, newest)
        layouts = {header: columns for result in results for header, columns in result.layouts.items()}
        memory = Answers({}, known_answers.groups, answers.period, layouts, answers.source)
        details: dict[str, Any] = {"answers": memory.details} if memory.details else {}
        named_units = {unit for result in results for unit in result.units}
        units = tuple(unit for unit in self.catalog.units if unit in {unit_id, *named_units})
        if units != (unit_id,):
            details["units"] = list(units)
        rows = self._rows_of(entries, units)
        for result in results:
            add(rows, result, self.catalog, layer="own", entry=len(entries) + 1)
        return _Attempt(entries, units, rows, new, repeats, cautions, details, layouts)

    def _preview_of(self, attempt: _Attempt, after: Store) -> Preview:
        """What would be otherwise, given the store as it would be.

        Raises: FaultError when something is changed that is approved or locked.
        """
        figures, tasks, flips, feedback = comparison(self.view(), after, units=attempt.units or ("",))
        faults, doubts = number_conflicts(self.view(), after, attempt.units if len(feedback) else ())
        cautions = (
            *attempt.cautions,
            *doubts,
            *replacements(figures),
            *(one for unit in attempt.units for one in jumps(after, figures, unit_id=unit)),
            *clock_faults(attempt.entries, dt.datetime.now(VIETNAM)),
            *unread_files(self.view()),
        )
        refuse([*locks(attempt.entries, figures), *steps_back(figures), *faults], cautions)
        return Preview(attempt.new, attempt.repeats, figures, tasks, flips, feedback, cautions, attempt.units)

    def _known_unit(self, unit_id: str) -> None:
        if unit_id not in self.catalog.units:
            problem, expected = "không có đơn vị nào mã như vậy", "mã đơn vị có trong kế hoạch"
            refuse([Fault("unknown-unit", unit_id, problem, expected, "chọn ở ô «Đơn vị» đầu trang")])

    def decide(self, details: Mapping[str, Any], *, unit_id: str, by: str) -> Entry:
        """The ledger entry of what a meeting decided (the fields of `decisions.Decision`).

        Raises: FaultError with every fault of it; then nothing is stored.
        """
        return decide(self.ledger, self.catalog, details, unit_id=unit_id, by=by)

    def appoint(self, details: Mapping[str, Any], *, unit_id: str, by: str) -> Entry:
        """The ledger entry of who answers where the plan names nobody (the fields of `decisions.Appointment`).

        Raises: FaultError with every fault of it; then nothing is stored.
        """
        return appoint(self.ledger, self.catalog, details, unit_id=unit_id, by=by)

    def follow(self, decision: int, details: Mapping[str, Any], *, by: str) -> Entry:
        """The ledger entry of what is said of a decision (the fields of `decisions.Follow`).

        Raises: FaultError with every fault of it, or when no such decision stands.
        """
        return report(self.ledger, decision, details, by=by)

    def record_feedback(self, details: Mapping[str, Any], *, unit_id: str, by: str) -> Entry | None:
        """The ledger entry of a complaint or suggestion that is typed in, or of what became of one; None if the same.

        `details` name columns of the register (`catalog.forms.FEEDBACK_COLUMNS`); without a code it is a new one.
        Raises: FaultError with every fault of it, each at its field; then nothing is stored.
        """
        with self.ledger.hold():
            register = register_of_one(self.store, details, unit_id=unit_id)
            try:
                return self.submit([(NAME, register)], unit_id=unit_id, by=by)
            except FaultError as faults:
                raise by_field(faults) from None

    @property
    def saved_views(self) -> SavedViews:
        """The views that were saved by name."""
        return SavedViews(self.folder)

    def log(self) -> DataFrame:
        """The ledger as a table, as `entries.log` gives it."""
        return log(self.ledger.entries())

    def publishable(self, *, on: dt.date, illustrative: bool = False) -> AbstractContextManager[Publishable]:
        """What may be published on a day: approved, not under embargo; illustrative figures only when asked for."""
        approved_store = self.view(approved_only=True)
        return publishable(self._inputs, self.catalog, approved_store, on=on, illustrative=illustrative)
