"""What a store is built from, as rows of its tables, and the fingerprint that names it."""

import csv
import datetime as dt
import hashlib
import io
import json
import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import FEEDBACK_COLUMNS
from cchc_metrics.decisions import (
    APPOINT,
    DECIDE,
    FOLLOW,
    Appointment,
    Decision,
    Follow,
    model_of,
    without_owner,
)
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import DatedRow, Feedback, FileContent, TaskReport, contradictions, empty_file, read
from cchc_metrics.intake.content import Answers, Open, Question
from cchc_metrics.intake.feedback import PREFIX
from cchc_metrics.intake.task_reports import early_reports
from cchc_metrics.ledger import Entry, withdrawn
from cchc_metrics.store import HANDED_IN, FigureList, Rows, Store, rows_of
from cchc_metrics.text import feedback_words, formats
from cchc_metrics.text.letters import text_of
from cchc_metrics.workspace.entries import approvals, day_of
from cchc_metrics.workspace.folder import NO_EXCLUSIONS, Exclusions, Location
from cchc_metrics.workspace.scoring import add_scoring, sets_of


def add_decisions(rows: Rows, entries: Sequence[Entry], catalog: Catalog) -> None:
    """Add what the entries say of decisions, and of who answers, to the rows of the store.

    Where the plan has come to name somebody, its word counts.

    Raises: FaultError with every entry whose details cannot be read.
    """
    withdrawals, free = withdrawn(entries), without_owner(catalog)
    faults: list[Fault] = []
    for entry in entries:
        place, origin = f"bút toán {entry.number}", {"entry": entry.number, "withdrawn": entry.number in withdrawals}
        try:
            if entry.action == DECIDE:
                rows.setdefault("decision", []).append(
                    {
                        **model_of(Decision, entry.details, place).model_dump(mode="json"),
                        **origin,
                        "unit_id": entry.unit_id,
                        "recorded_by": entry.by,
                    }
                )
            elif entry.action == APPOINT:
                record = model_of(Appointment, entry.details, place).model_dump(mode="json")
                if record["subject"] in free:
                    rows.setdefault("appointment", []).append(
                        {**record, **origin, "unit_id": entry.unit_id, "recorded_by": entry.by}
                    )
            elif entry.action == FOLLOW:
                rows.setdefault("decision_report", []).append(
                    {
                        **model_of(Follow, entry.details, place).model_dump(mode="json"),
                        **origin,
                        "decision": entry.target,
                        "reported_by": entry.by,
                        "reported": day_of(entry),
                    }
                )
        except FaultError as error:
            faults += error.faults
    if faults:
        raise FaultError(faults)


# So many files stay read: those that ship with the program, and those of the units that are handed in for.
MOST_FILES = 64


class Reader:
    """Reads files, each of the last ones once for as long as the plan stays the same: previews are made of the same."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._catalog: Catalog | None = None
        self._contents: OrderedDict[tuple[str, bytes, str | None, str], FileContent] = OrderedDict()

    def read(self, name: str, data: bytes, catalog: Catalog, unit_id: str | None, answers: Answers) -> FileContent:
        """What the file holds, read with the answers that were given when it was handed in.

        Raises: FaultError with every fault of the file.
        """
        with self._lock:
            if self._catalog is not catalog:
                self._catalog = catalog
                self._contents.clear()
        key = name, hashlib.sha256(data).digest(), unit_id, json.dumps(answers.details, sort_keys=True)
        result = self._contents.get(key) or read(name, data, catalog, unit_id=unit_id, answers=answers)
        with self._lock:
            if self._catalog is catalog:
                self._contents[key] = result
                self._contents.move_to_end(key)
                while len(self._contents) > MOST_FILES:
                    self._contents.popitem(last=False)
        return result


@dataclass(frozen=True)
class Inputs(Location):
    """The plan, the figures that ship with the program, and what was handed in.

    Which ledger entries count is said at each call, so that a shorter ledger gives what was known then.
    """

    _reader: Reader = field(default_factory=Reader, compare=False, repr=False)

    def rows(
        self,
        catalog: Catalog,
        entries: Sequence[Entry],
        without: Exclusions = NO_EXCLUSIONS,
        units: Collection[str] | None = None,
        *,
        with_files: bool = True,
        with_shipped_files: bool = True,
    ) -> Rows:
        """What the store is built from, or the part of it that is about some units: no other unit's file is read.

        Files of figures, or those that ship, are left out unless they are asked for; then nothing of them is read.
        Raises: FaultError with every fault of every file.
        """
        rows = rows_of(catalog)
        faults: list[Fault] = []
        try:
            sets = sets_of(self.criteria, self.ledger, entries, catalog)
            add_scoring(rows, sets, self.criteria, entries, catalog)
        except FaultError as wrong:
            faults += wrong.faults
        files = self.files(catalog, entries, without, units, with_shipped_files=with_shipped_files)
        for file in files if with_files or faults else ():
            try:
                for table, more in file.rows().items():
                    rows.setdefault(table, []).extend(more)
            except FaultError as wrong:
                faults += wrong.faults
        if faults:
            raise FaultError(faults)
        add_decisions(rows, entries, catalog)
        rows = rows if units is None else of_units(rows, units)
        return rows if without == NO_EXCLUSIONS else _rest(rows, without)

    def files(
        self,
        catalog: Catalog,
        entries: Sequence[Entry],
        without: Exclusions = NO_EXCLUSIONS,
        units: Collection[str] | None = None,
        *,
        with_shipped_files: bool = True,
    ) -> list[FigureList]:
        """Every file of figures that ships, then those of the ledger in its order, or those about some units of it.

        Nothing is read yet.
        """
        withdrawals, approval_of = withdrawn(entries), approvals(entries)
        shipped_lists = [
            self._list(
                catalog,
                f"{one.folder.name}/{path.name}",
                path.read_bytes,
                layer=one.layer,
                approval=0,
                without=without,
            )
            for one in (self.figure_folders if with_shipped_files else ())
            for path in sorted(one.folder.glob("*.csv"))
        ]
        return shipped_lists + [
            self._list(
                catalog,
                file.name,
                partial(self.ledger.bytes_of, file),
                entry=entry,
                is_withdrawn=entry.number in withdrawals,
                approval=approval_of.get(entry.number),
            )
            for entry in entries
            if entry.action == "submit" and (units is None or not set(units).isdisjoint(entry.units))
            for file in entry.files
        ]

    def _list(
        self,
        catalog: Catalog,
        name: str,
        read_bytes: Callable[[], bytes],
        *,
        approval: int | None,
        layer: str = "own",
        entry: Entry | None = None,
        is_withdrawn: bool = False,
        without: Exclusions = NO_EXCLUSIONS,
    ) -> FigureList:
        number, unit_id = (entry.number, entry.unit_id) if entry else (0, None)
        answers = entry.details.get("answers") if entry else None

        def rows() -> Rows:
            data, rows = read_bytes(), Rows()
            try:
                result = self._reader.read(name, data, catalog, unit_id, Answers.of(answers or {}))
            except FaultError as wrong:
                if entry is None:
                    raise
                return {} if is_withdrawn else {"unread_file": _unread(entry, name, wrong.faults[0])}
            add(rows, result, catalog, layer=layer, entry=number, is_withdrawn=is_withdrawn, approval=approval)
            return rows if without == NO_EXCLUSIONS else _rest(rows, without)

        # A list does not say everything itself where it was read with answers, or where some of it is left out.
        text = None if answers or without != NO_EXCLUSIONS else partial(_text, name, read_bytes)
        return FigureList(name, layer, number, unit_id, is_withdrawn, approval, text, rows)


def _unread(entry: Entry, name: str, fault: Fault) -> list[dict[str, Any]]:
    """The rows of a file that an older program took in and this one refuses: it must not take everything down."""
    texts = {"place": fault.place, "problem": fault.problem, "expected": fault.expected, "remedy": fault.remedy}
    return [{"entry": entry.number, "unit_id": unit, "file": name, **texts} for unit in entry.units]


def _text(name: str, read_bytes: Callable[[], bytes]) -> str | None:
    """The text of a file in plain Unicode; None for any other."""
    data = read_bytes()
    try:
        plain = data.decode()
    except UnicodeDecodeError:
        return None
    return plain if plain.isascii() else text_of(name, data)[0]


def add(
    rows: Rows,
    result: FileContent,
    catalog: Catalog,
    *,
    layer: str,
    entry: int,
    is_withdrawn: bool = False,
    approval: int | None = None,
) -> None:
    """Add what a file holds to the rows of the store."""
    origin = {"layer": layer, "entry": entry, "withdrawn": is_withdrawn}
    rows.setdefault("observation", []).extend(
        {
            **_values(row),
            **origin,
            "place": place,
            "approval": approval,
            "period_start": row.first_day,
            "period_end": row.last_day,
        }
        for place, row in (*result.observations, *result.tallies)
    )
    rows.setdefault("task_report", []).extend(
        {**_values(report), **origin, "place": place} for place, report in result.task_reports
    )
    rows.setdefault("feedback_record", []).extend(
        {**_of_feedback(row, catalog), **origin, "place_of_record": place} for place, row in result.feedback
    )


def _of_feedback(row: Feedback, catalog: Catalog) -> dict[str, Any]:
    """A piece of feedback as the store reads it: names beside ids, the deadline and the post that the plan gives."""
    register = catalog.feedback
    if register is None:
        raise ValueError("the plan describes no register of feedback")
    kind = next(kind for kind in register.kind if kind.id == row.kind)
    channel = next(channel for channel in register.channel if channel.id == row.channel)
    field = next(field for field in register.field if field.id == row.field)
    return {
        "unit_id": row.unit_id,
        "code": row.code,
        "kind": kind.name,
        "received": row.received,
        "channel_id": channel.id,
        "channel": channel.name,
        "field_id": field.id,
        "field": field.name,
        "procedures": field.procedures,
        "place": row.place,
        "subject": row.subject,
        "role": row.role,
        "due": row.due or kind.due(row.received),
        "answered": row.answered,
        "satisfied": row.satisfied,
        "owner_id": row.owner or field.owner or register.owner,
    }


# The tables of which a store of some units needs only their rows.
OF_UNITS = (*HANDED_IN, "unread_file", "unit", "criterion_result", "assessment_step", "decision", "appointment")


def _values(row: DatedRow | TaskReport) -> dict[str, Any]:
    """A row as the store reads it, where what is left out is missing."""
    return row.model_dump(mode="json", exclude_none=True, by_alias=True)


def of_units(rows: Rows, units: Collection[str]) -> Rows:
    """The rows with what was handed in about some units only: no verdict of a unit depends on figures of others."""
    return rows | {table: [row for row in rows.get(table, ()) if row["unit_id"] in units] for table in OF_UNITS}


def _rest(rows: Rows, without: Exclusions) -> Rows:
    results = set(without.results)
    rest = {
        table: [row for row in rows[table] if _counts(row, without)]
        for table in (*HANDED_IN, "criterion_result")
        if table in rows
    }
    rest["criterion_result"] = [
        row
        for row in rest.get("criterion_result", ())
        if row["kind"] != "self" or (row["entry"], row["criterion_id"]) not in results
    ]
    return rows | rest


def _counts(row: Mapping[str, Any], without: Exclusions) -> bool:
    if row["layer"] == "demo" and row["unit_id"] in without.units:
        return False
    return without.last_day is None or row["layer"] == "own" or known_from(row) <= without.last_day


def known_from(row: Mapping[str, Any]) -> dt.date:
    """The day from which a shipped figure was known: its own, else the last day of what it speaks of."""
    day = row.get("as_of") or row.get("period_end") or row.get("received")
    if day:
        return dt.date.fromisoformat(str(day))
    return dt.date(int(row["year"]), 12, 31) if row.get("year") else dt.date.min


Upload = tuple[str, bytes]


def read_together(
    files: Sequence[Path | Upload],
    catalog: Catalog,
    unit_id: str | None,
    answers: Answers,
    newest: Mapping[str, Entry],
) -> tuple[tuple[Upload, ...], tuple[FileContent, ...], tuple[tuple[str, int, dt.date], ...], tuple[Fault, ...]]:
    """Files that are handed in together: those that are new, what they hold, those known as in a Preview, cautions.

    `newest` is the newest hand-in of each unit: a file that all its units have there is known.
    Raises: Open with the questions that are left; FaultError with every fault of the files.
    """
    faults, cautions, empty = list[Fault](), list[Fault](), list[Fault]()
    questions: list[Question] = []
    new: list[tuple[Upload, FileContent]] = []
    repeats: set[tuple[str, int, dt.date]] = set()
    for name, data in map(upload_of, files):
        try:
            result = read(name, data, catalog, unit_id=unit_id, answers=answers)
            if result.substitute is not None:
                name, data, result = _record_of(name, result, catalog, unit_id)
        except FaultError as wrong:
            more = wrong.questions if isinstance(wrong, Open) else ()
            questions += more
            faults += [fault for fault in wrong.faults if fault not in {question.fault for question in more}]
            cautions += wrong.cautions
            continue
        if not result.units:
            empty.append(empty_file(name))
            continue
        about = result.units if unit_id is None else {unit_id, *result.units}
        hash_ = hashlib.sha256(data).hexdigest()
        last = [newest[unit] for unit in about if unit in newest]
        if len(last) == len(about) and all(hash_ in {file.sha256 for file in entry.files} for entry in last):
            repeats.update((name, entry.number, day_of(entry)) for entry in last)
        else:
            new.append(((name, data), result))
            cautions += [*result.cautions, *early_reports(result.task_reports, catalog)]
    if questions:
        raise Open(questions, faults, cautions)
    results = tuple(result for _, result in new)
    faults += contradictions(results)
    # Beside files with figures one in which nobody wrote anything keeps nothing out.
    if empty and not (new or repeats or faults):
        raise FaultError(empty)
    cautions += empty
    if faults:
        raise FaultError(faults, cautions)
    return tuple(upload for upload, _ in new), results, tuple(sorted(repeats)), tuple(cautions)


def _record_of(name: str, result: FileContent, catalog: Catalog, unit_id: str | None) -> tuple[str, bytes, FileContent]:
    """The list that is kept in place of a file, by its name, read as the ledger will read it.

    Nothing else of the file enters the ledger. Raises: FaultError, which names the file that people have.
    """
    record, data = f"{name.rpartition('.')[0] or name}.csv", result.substitute or b""
    try:
        content = read(record, data, catalog, unit_id=unit_id)
    except FaultError as wrong:
        faults = dict.fromkeys(replace(fault, place=name) for fault in wrong.faults)
        raise FaultError(list(faults), result.cautions) from wrong
    return record, data, replace(content, cautions=result.cautions)


def upload_of(file: Path | Upload) -> Upload:
    """The name of a file without any folder, and its bytes."""
    name, data = (file.name, file.read_bytes()) if isinstance(file, Path) else file
    # A name given by a system of another code page may hold what UTF-8 cannot say.
    text = name.encode("utf-8", "replace").decode()
    return text.replace("\\", "/").rsplit("/", 1)[-1], data


RECORD = "select * from feedback_in_force where unit_id = $unit and code = $code"
NAME = "so-y-kien.csv"
COLUMN = re.compile(r", cột ([A-Z])$")
OWN_CODE = "XA-{year}-{number:04d}"


def register_of_one(store: Store, details: Mapping[str, Any], *, unit_id: str) -> bytes:
    """The register with one row: what is known of its code, with `details` in place of what they name.

    Without a code it is a new piece of feedback, and gets one of its own.
    """
    code = str(details.get("code") or "").strip()
    before = store.frame(RECORD, unit=unit_id, code=code).to_dict("records") if code else []
    row = _words(before[0]) if before else {}
    row |= {name: _cell(value) for name, value in details.items() if name in FEEDBACK_COLUMNS}
    row["code"], row["unit"] = code or _next_code(store, details, unit_id), unit_id
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [PREFIX + name for name in FEEDBACK_COLUMNS], lineterminator="\n")
    writer.writeheader()
    writer.writerow({PREFIX + name: row.get(name, "") for name in FEEDBACK_COLUMNS})
    return text.getvalue().encode()


def by_field(faults: FaultError) -> FaultError:
    """The same faults, each at the field of the form in place of the cell of the register."""

    def at_field(fault: Fault) -> Fault:
        match = COLUMN.search(fault.place)
        name = FEEDBACK_COLUMNS[ord(match[1]) - ord("A")] if match else ""
        return Fault(
            fault.kind, feedback_words.FIELDS.get(name, fault.place), fault.problem, fault.expected, fault.remedy
        )

    return FaultError([at_field(fault) for fault in faults.faults], faults.cautions)


def _words(row: Mapping[Any, Any]) -> dict[str, str]:
    """The cells of the row of feedback_in_force; its deadline stays the one that was in force."""
    satisfied = "" if formats.is_missing(row["satisfied"]) else "yes" if row["satisfied"] else "no"
    columns = {
        "kind": "kind",
        "received": "received",
        "channel": "channel_id",
        "field": "field_id",
        "place": "place",
        "subject": "subject",
        "state": "role",
        "due": "due",
        "answered": "answered",
        "owner": "register_owner_id",
    }
    return {name: _cell(row[column]) for name, column in columns.items()} | {"opinion": satisfied}


def _cell(value: Any) -> str:
    if formats.is_missing(value):
        return ""
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)


def _next_code(store: Store, details: Mapping[str, Any], unit_id: str) -> str:
    received = details.get("received")
    year = received.year if isinstance(received, dt.date) else 0
    number = 1
    while len(store.frame(RECORD, unit=unit_id, code=OWN_CODE.format(year=year, number=number))):
        number += 1
    return OWN_CODE.format(year=year, number=number)
