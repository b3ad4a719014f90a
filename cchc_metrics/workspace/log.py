"""The ledger as a table: who did what, when, and what has become of it since."""

from collections.abc import Sequence

from pandas import DataFrame

from cchc_metrics.ledger import Entry, withdrawn
from cchc_metrics.workspace.approval import approvals

COLUMNS = (
    "number", "at", "by", "action", "unit_id", "files", "target", "period", "why", "state", "previous_hash", "hash",
)


def log(entries: Sequence[Entry]) -> DataFrame:
    """Every entry, oldest first.

    Columns: number int; at text, in UTC; by, action, unit_id text; files text, their names; target int, the entry that
    it is about; period text, the two days of a lock; why text; state text: withdrawn, for a hand-in waiting or
    approved, else missing; previous_hash, hash text.
    """
    gone, approved = withdrawn(entries), approvals(entries)
    rows = [
        {
            "number": entry.number, "at": entry.at, "by": entry.by, "action": entry.action, "unit_id": entry.unit_id,
            "files": ", ".join(file.name for file in entry.files), "target": entry.target,
            "period": _period(entry), "why": entry.why,
            "state": "withdrawn" if entry.number in gone else None if entry.action != "submit"
            else "approved" if entry.number in approved else "waiting",
            "previous_hash": entry.previous_hash, "hash": entry.hash,
        }
        for entry in entries
    ]
    return DataFrame(rows, columns=list(COLUMNS)).astype({"target": "Int64"})


def _period(entry: Entry) -> str:
    first, last = (entry.details.get(end, "") for end in ("first_day", "last_day"))
    return f"{first}..{last}" if first else ""
