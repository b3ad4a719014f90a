"""One piece of feedback typed in, or its answer: a line of the register, handed in as a register with one row."""

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping
from typing import Any

from cchc_metrics.catalog.feedback import COLUMNS
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake.feedback import KEPT
from cchc_metrics.store import Store
from cchc_metrics.text import feedback_words, formats

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
    row = _known(before[0]) if before else {}
    row |= {name: _cell(value) for name, value in details.items() if name in COLUMNS}
    row["code"], row["unit"] = code or _next_code(store, details, unit_id), unit_id
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [KEPT + name for name in COLUMNS], lineterminator="\n")
    writer.writeheader()
    writer.writerow({KEPT + name: row.get(name, "") for name in COLUMNS})
    return text.getvalue().encode()


def by_field(faults: FaultsFound) -> FaultsFound:
    """The same faults, each at the field of the form in place of the cell of the register."""

    def placed(fault: Fault) -> Fault:
        found = COLUMN.search(fault.place)
        name = COLUMNS[ord(found[1]) - ord("A")] if found else ""
        return Fault(
            fault.kind, feedback_words.FIELDS.get(name, fault.place), fault.problem, fault.expected, fault.remedy
        )

    return FaultsFound([placed(fault) for fault in faults.faults], faults.cautions)


def _known(row: Mapping[Any, Any]) -> dict[str, str]:
    """The cells of the row of feedback_in_force; its deadline stays the one that was in force."""
    satisfied = "" if formats.missing(row["satisfied"]) else "yes" if row["satisfied"] else "no"
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
        "owner": "owner_id",
    }
    return {name: _cell(row[column]) for name, column in columns.items()} | {"opinion": satisfied}


def _cell(value: Any) -> str:
    if formats.missing(value):
        return ""
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)


def _next_code(store: Store, details: Mapping[str, Any], unit_id: str) -> str:
    received = details.get("received")
    year = received.year if isinstance(received, dt.date) else 0
    number = 1
    while len(store.frame(RECORD, unit=unit_id, code=OWN_CODE.format(year=year, number=number))):
        number += 1
    return OWN_CODE.format(year=year, number=number)
