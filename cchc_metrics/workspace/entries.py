"""The entries of the ledger: which count, are approved or close a period, in which units two lists of them differ."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from pandas import DataFrame

from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria import steps
from cchc_metrics.days import local_day, today
from cchc_metrics.decisions import APPOINT, DECIDE, FOLLOW, appointment, decision, follow
from cchc_metrics.faults import Fault, FaultError, nearest, unknown_entry
from cchc_metrics.ledger import ACCEPT, Entry, Ledger, withdrawn
from cchc_metrics.workspace.folder import Exclusions

APPROVE, LOCK, UNLOCK, ADOPT = "approve", "lock", "unlock", "score-adopt"
YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class Period:
    """The first and last day of what is locked or unlocked; a figure belongs to it by the last day of its own."""

    first_day: dt.date
    last_day: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.first_day <= day <= self.last_day


def day_of(entry: Entry) -> dt.date:
    """The day of an entry."""
    return local_day(entry.at)


def clock_faults(entries: Sequence[Entry], now: dt.datetime) -> Iterator[Fault]:
    """A caution when an entry made now would be dated before one that is there already."""
    latest = max(entries, key=lambda entry: dt.datetime.fromisoformat(entry.at), default=None)
    if latest is not None and now < dt.datetime.fromisoformat(latest.at).replace(microsecond=0):
        yield Fault(
            "clock-setback",
            "đồng hồ máy",
            f"bây giờ là {now:%H:%M ngày %d/%m/%Y}, trước bút toán {latest.number} ({day_of(latest):%d/%m/%Y})",
            "ngày giờ sau bút toán cuối",
            "chỉnh đồng hồ máy; thứ tự trong sổ vẫn được giữ",
        )


def approvals(entries: Sequence[Entry]) -> Mapping[int, int]:
    """The number of the approval of each approved entry; the first one counts."""
    numbers: dict[int, int] = {}
    for entry in _of_actions(entries, APPROVE):
        if entry.target is not None:
            numbers.setdefault(entry.target, entry.number)
    return numbers


def entries_in_force(
    entries: Sequence[Entry], as_known: dt.date | None = None, *, approved_only: bool = False
) -> list[Entry]:
    """The entries that count: those up to the end of a day, without the hand-ins that nobody has approved."""
    # Entries count in the order of the ledger: a clock that was set back takes none of them out of it.
    past = list(takewhile(lambda entry: as_known is None or day_of(entry) <= as_known, entries))
    if not approved_only:
        return past
    approval_of = approvals(past)
    return [entry for entry in past if entry.action != "submit" or entry.number in approval_of]


def hand_ins(entries: Sequence[Entry]) -> list[Entry]:
    """The hand-ins that nobody has withdrawn."""
    return list(_of_actions(entries, "submit"))


def units_handed_in(entries: Sequence[Entry]) -> set[str]:
    """The units about which something that stands was handed in."""
    return {unit for entry in hand_ins(entries) for unit in entry.units}


def pending_hand_in(entries: Sequence[Entry], number: int) -> Entry:
    """Hand-in `number`, when it stands and nobody has approved it.

    Raises: FaultError with the numbers of those that wait.
    """
    approval_of = approvals(entries)
    pending = {entry.number: entry for entry in hand_ins(entries) if entry.number not in approval_of}
    if number not in pending:
        problem = "không có lần nộp nào như vậy đang chờ duyệt"
        expected = "số của một lần nộp chờ duyệt"
        raise FaultError([unknown_entry(number, pending, problem, expected, none="không có lần nộp nào chờ duyệt")])
    return pending[number]


def decide(ledger: Ledger, catalog: Catalog, details: Mapping[str, Any], *, unit_id: str, by: str) -> Entry:
    """The ledger entry of a decision.

    Raises: FaultError with every fault of it; then nothing is written.
    """
    record = decision({"decided": today(), **details}, catalog, unit_id=unit_id, on=today())
    return ledger.append(DECIDE, by=by, unit_id=unit_id, details=record.model_dump(mode="json"))


def appoint(ledger: Ledger, catalog: Catalog, details: Mapping[str, Any], *, unit_id: str, by: str) -> Entry:
    """The ledger entry of who answers for something for which the plan names nobody.

    Raises: FaultError with every fault of it; then nothing is written.
    """
    record = appointment({"decided": today(), **details}, catalog, unit_id=unit_id, on=today())
    return ledger.append(APPOINT, by=by, unit_id=unit_id, details=record.model_dump(mode="json"))


def report(ledger: Ledger, number: int, details: Mapping[str, Any], *, by: str) -> Entry:
    """The ledger entry of what is said of decision `number`.

    Raises: FaultError with every fault of it, or when no such decision stands; then nothing is written.
    """
    entries = ledger.entries()
    withdrawals = withdrawn(entries)
    decisions = {entry.number: entry for entry in entries if entry.action == DECIDE and entry.number not in withdrawals}
    if number not in decisions:
        problem = "không có việc nào được giao ở đó còn hiệu lực"
        more = {"none": "chưa có việc nào", "remedy": "xem các việc ở trang Nhiệm vụ", "command": "cchc decisions"}
        raise FaultError([unknown_entry(number, decisions, problem, "số của một việc chưa rút", **more)])
    record = follow(details)
    return ledger.append(
        FOLLOW, by=by, unit_id=decisions[number].unit_id, target=number, details=record.model_dump(mode="json")
    )


def closing(entries: Sequence[Entry], *, unit_id: str, day: dt.date, approval: int | None) -> int | None:
    """The number of the entry that keeps a figure from being changed, None when it is open.

    `day` is the last day of the figure's period, `approval` the entry that approved it. A lock closes a period until
    it is unlocked, and so does an approval close its own figures.
    """
    lock = approval or 0
    for entry in _of_actions(entries, LOCK, UNLOCK):
        # An approval that came after is opened by no unlock that came before it.
        if entry.number > lock and entry.unit_id == unit_id and day in of_details(entry):
            lock = entry.number if entry.action == LOCK else 0
    return lock or None


def of_details(entry: Entry) -> Period:
    """The period that an entry locks or unlocks."""
    return Period(*(dt.date.fromisoformat(entry.details[end]) for end in ("first_day", "last_day")))


def period_of(text: str, catalog: Catalog) -> Period:
    """The period that somebody names: a year, a report of a year (quy-1-2025), or two days.

    Raises: FaultError for anything else, with the nearest known name.
    """
    if YEAR.fullmatch(text):
        return Period(dt.date(int(text), 1, 1), dt.date(int(text), 12, 31))
    name, _, year = text.rpartition("-")
    if name in catalog.periods and YEAR.fullmatch(year):
        dates = catalog.periods[name].dates(int(year))
        return Period(dates.first_day, dates.last_day)
    try:
        first, last = map(dt.date.fromisoformat, text.split(".."))
        if first <= last:
            return Period(first, last)
    except ValueError:
        pass
    names = [f"{period}-{year if YEAR.fullmatch(year) else catalog.plan.last_year}" for period in catalog.periods]
    raise FaultError(
        [
            Fault(
                "unreadable-period",
                f"kỳ «{text}»",
                f"không đọc được kỳ này{nearest(text, names)}",
                f"một năm (2025), một kỳ báo cáo ({', '.join(names)}), hoặc hai ngày (2025-01-01..2025-03-31)",
                "viết lại kỳ",
            )
        ]
    )


def _of_actions(entries: Sequence[Entry], *actions: str) -> Iterable[Entry]:
    withdrawals = withdrawn(entries)
    return (entry for entry in entries if entry.action in actions and entry.number not in withdrawals)


COLUMNS = (
    "number",
    "at",
    "by",
    "action",
    "unit_id",
    "units",
    "files",
    "target",
    "period",
    "why",
    "state",
    "set_back",
    "previous_hash",
    "hash",
)


def out_of_order(entries: Sequence[Entry]) -> dict[int, int]:
    """The entries that are dated before an earlier one, each with the latest of those before it.

    The clock of the machine was set back, or had been ahead.
    """
    latest: Entry | None = None
    latest_before: dict[int, int] = {}
    for entry in entries:
        if latest is not None and dt.datetime.fromisoformat(entry.at) < dt.datetime.fromisoformat(latest.at):
            latest_before[entry.number] = latest.number
        else:
            latest = entry
    return latest_before


def log(entries: Sequence[Entry]) -> DataFrame:
    """Every entry, oldest first.

    Columns: number int; at text, in UTC; by, action, unit_id text, missing for many units; units text, their
    ids; files text, their names; target int, the entry that
    it is about; period text, the two days of a lock; why text; state text: withdrawn, for a hand-in waiting or
    approved, else missing; set_back int: the earlier entry with a later moment, missing unless the clock was set back;
    previous_hash, hash text.
    """
    withdrawals, approval_of, late = withdrawn(entries), approvals(entries), out_of_order(entries)
    rows = [
        {
            "number": entry.number,
            "at": entry.at,
            "by": entry.by,
            "action": entry.action,
            "unit_id": entry.unit_id,
            "units": ", ".join(entry.units),
            "files": ", ".join(file.name for file in entry.files),
            "target": entry.target,
            "period": _period(entry),
            "why": entry.why,
            "state": "withdrawn"
            if entry.number in withdrawals
            else None
            if entry.action != "submit"
            else "approved"
            if entry.number in approval_of
            else "waiting",
            "set_back": late.get(entry.number),
            "previous_hash": entry.previous_hash,
            "hash": entry.hash,
        }
        for entry in entries
    ]
    return DataFrame(rows, columns=list(COLUMNS)).astype({"target": "Int64", "set_back": "Int64"})


def _period(entry: Entry) -> str:
    first, last = (entry.details.get(end, "") for end in ("first_day", "last_day"))
    return f"{first}..{last}" if first else ""


# They change nothing that a store holds.
ACTIONS_WITHOUT_ROWS = (LOCK, UNLOCK, ACCEPT)
# What decisions and reports on them fill: no other table is made of these.
TABLES_OF_DECISIONS = ("decision", "decision_report")
# A store is made from nothing when more of its units than this share would be made anew.
MOST = 0.5


def units_that_differ(
    here: tuple[Sequence[Entry], Exclusions],
    there: tuple[Sequence[Entry], Exclusions],
    by_number: Mapping[int, Entry],
    catalog: Catalog,
) -> frozenset[str] | None:
    """The units in which the stores of two lists of entries can differ; None when that is not known.

    No verdict of a unit depends on the figures of another, so these are the units of the entries that differ.

    `by_number` are all entries by number, since an entry may be about one that does not count.
    """
    (entries, without), (other_entries, other_without) = here, there
    if without.last_day != other_without.last_day:
        return None
    numbers = {entry.number for entry in entries} ^ {entry.number for entry in other_entries}
    results = set(without.results) ^ set(other_without.results)
    numbers |= {number for number, _ in results}
    units: set[str] = set(without.units) ^ set(other_without.units)
    for number in numbers:
        about = _units_of(by_number[number], by_number, catalog)
        if about is None:
            return None
        units.update(about)
    return frozenset(units)


def tables_that_differ(
    entries: Sequence[Entry], other_entries: Sequence[Entry], by_number: Mapping[int, Entry]
) -> tuple[str, ...] | None:
    """The tables in which the stores of two lists of entries differ; None when it may be any."""
    for number in {entry.number for entry in entries} ^ {entry.number for entry in other_entries}:
        entry = by_number[number]
        while entry.action == "withdraw" and entry.target is not None and entry.target in by_number:
            entry = by_number[entry.target]
        if entry.action not in (*ACTIONS_WITHOUT_ROWS, DECIDE, FOLLOW):
            return None
    return TABLES_OF_DECISIONS


def _units_of(entry: Entry, by_number: Mapping[int, Entry], catalog: Catalog) -> Collection[str] | None:
    """The units about which an entry says something; None when it may be any."""
    if entry.action in ACTIONS_WITHOUT_ROWS:
        return ()
    if entry.action in ("withdraw", APPROVE):
        target = by_number.get(entry.target) if entry.target else None
        return _units_of(target, by_number, catalog) if target else None
    if entry.action in ("submit", DECIDE, FOLLOW, APPOINT):
        return entry.units or None
    # A set is of all units; a year outside the plan brings a year to the sets of all units.
    years = range(catalog.plan.first_year, catalog.plan.last_year + 1)
    is_score = entry.action.startswith(steps.PREFIX) and entry.action != ADOPT
    return entry.units or None if is_score and entry.details.get("year") in years else None


def with_family(units: Collection[str], catalog: Catalog) -> tuple[frozenset[str], frozenset[str]]:
    """The units whose part of a store changes with that of `units`, and those whose figures this part is made of.

    Both are the units themselves, unless the plan adds up figures of units to those of the unit that they are part of.
    """
    own = frozenset(units)
    if not any(row.adds_up for row in (*catalog.indices.values(), *catalog.targets.values())):
        return own, own
    parents = {unit: catalog.units[unit].parent for unit in catalog.units}
    family = own | {parent for unit in own if (parent := parents.get(unit))}
    return family, family | {unit for unit, parent in parents.items() if parent in family}
