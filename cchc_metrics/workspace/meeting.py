"""What a meeting decided: written into the ledger, and read from it as rows of the store."""

from collections.abc import Mapping, Sequence
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.days import today
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.ledger import Entry, Ledger, withdrawn
from cchc_metrics.meeting import DECIDE, FOLLOW, Decision, Follow, decision, follow, held
from cchc_metrics.store import Rows
from cchc_metrics.workspace.approval import day_of


def decide(ledger: Ledger, catalog: Catalog, details: Mapping[str, Any], *, unit_id: str, by: str) -> Entry:
    """The ledger entry of a decision.

    Raises: FaultsFound with every fault of it; then nothing is written.
    """
    read = decision({"decided": today(), **details}, catalog, unit_id=unit_id, on=today())
    return ledger.append(DECIDE, by=by, unit_id=unit_id, details=read.model_dump(mode="json"))


def report(ledger: Ledger, number: int, details: Mapping[str, Any], *, by: str) -> Entry:
    """The ledger entry of what is said of decision `number`.

    Raises: FaultsFound with every fault of it, or when no such decision stands; then nothing is written.
    """
    entries = ledger.entries()
    gone = withdrawn(entries)
    known = {entry.number: entry for entry in entries if entry.action == DECIDE and entry.number not in gone}
    if number not in known:
        numbers = ", ".join(map(str, known)) or "chưa có việc nào"
        raise FaultsFound([Fault(f"bút toán {number}", "không có việc nào được giao ở đó còn hiệu lực",
                                 f"số của một việc chưa rút: {numbers}", "xem «cchc decisions»")])
    read = follow(details)
    return ledger.append(FOLLOW, by=by, unit_id=known[number].unit_id, target=number,
                         details=read.model_dump(mode="json"))


def add_decisions(rows: Rows, entries: Sequence[Entry]) -> None:
    """Add what the entries say of decisions to the rows of the store.

    Raises: FaultsFound with every entry whose details cannot be read.
    """
    gone = withdrawn(entries)
    faults: list[Fault] = []
    for entry in entries:
        place, origin = f"bút toán {entry.number}", {"entry": entry.number, "withdrawn": entry.number in gone}
        try:
            if entry.action == DECIDE:
                rows.setdefault("decision", []).append(
                    {**held(Decision, entry.details, place).model_dump(mode="json"), **origin,
                     "unit_id": entry.unit_id, "recorded_by": entry.by})
            elif entry.action == FOLLOW:
                rows.setdefault("decision_report", []).append(
                    {**held(Follow, entry.details, place).model_dump(mode="json"), **origin,
                     "decision": entry.target, "reported_by": entry.by, "reported": day_of(entry)})
        except FaultsFound as found:
            faults += found.faults
    if faults:
        raise FaultsFound(faults)
