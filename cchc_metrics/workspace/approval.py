"""Which entries of the ledger count, which are approved, and which periods are closed, read from the ledger alone."""

import datetime as dt
from collections.abc import Mapping, Sequence

from cchc_metrics.ledger import Entry, withdrawn

# The ledger keeps UTC; a day ends when it ends in Vietnam, which has one zone and no summer time.
VIETNAM = dt.timezone(dt.timedelta(hours=7))


def day_of(entry: Entry) -> dt.date:
    """The day of an entry, as the office that made it counts days."""
    return dt.datetime.fromisoformat(entry.at).astimezone(VIETNAM).date()


def approvals(entries: Sequence[Entry]) -> Mapping[int, int]:
    """The number of the approval of each approved entry; the first one counts."""
    numbers: dict[int, int] = {}
    for entry in entries:
        if entry.action == "approve" and entry.target is not None:
            numbers.setdefault(entry.target, entry.number)
    return numbers


def counting(entries: Sequence[Entry], as_known: dt.date | None = None, *, approved_only: bool = False) -> list[Entry]:
    """The entries that count: those up to the end of a day, without the hand-ins that nobody has approved."""
    known = [entry for entry in entries if as_known is None or day_of(entry) <= as_known]
    if not approved_only:
        return known
    approved = approvals(known)
    return [entry for entry in known if entry.action != "submit" or entry.number in approved]


def standing(entries: Sequence[Entry]) -> list[Entry]:
    """The hand-ins that nobody has withdrawn."""
    gone = withdrawn(entries)
    return [entry for entry in entries if entry.action == "submit" and entry.number not in gone]
