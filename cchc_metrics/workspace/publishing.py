"""A store of the figures that may be published, and of no others, so that nothing else can be worked out from it."""

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store, build_store, rows_of
from cchc_metrics.workspace.approval import counting, units_handed_in
from cchc_metrics.workspace.embargo import Embargo, embargoes, in_force
from cchc_metrics.workspace.inputs import Inputs


@dataclass(frozen=True)
class Publishable:
    """What may be published: its store, its fingerprint, and the embargoes that hold something back."""

    store: Store
    fingerprint: str
    held_back: tuple[Embargo, ...]


@contextmanager
def publishable(inputs: Inputs, catalog: Catalog, folder: Path, *, on: dt.date,
                illustrative: bool = False) -> Iterator[Publishable]:
    """What may be published on a day, out of the approved inputs of a working folder; its store is gone afterwards.

    Figures under embargo are left out before anything is worked out, with their parts and groups. What is withdrawn
    is left out, and so is all that was said of tasks, decisions and scores. Illustrative figures come in only when
    asked for, and never for a unit that has others, even if nobody has approved them yet.
    Raises: FaultsFound when the plan, a figure or embargo.toml is at fault.
    """
    entries = inputs.ledger.entries()
    approved = counting(entries, approved_only=True)
    rows, holding = inputs.rows(catalog, approved), in_force(embargoes(folder, catalog), on)
    given = [row for row in rows.get("observation", ()) if not row["withdrawn"]]
    others = {row["unit_id"] for row in given if row["layer"] != "demo"} | units_handed_in(entries)
    given = [row for row in given if row["layer"] != "demo" or (illustrative and row["unit_id"] not in others)]
    kept = [row for row in given if not any(embargo.covers(row) for embargo in holding)]
    held_back = tuple(embargo for embargo in holding if any(map(embargo.covers, given)))
    # Only what is left out changes the fingerprint, so a day that passes without effect gives the same bytes.
    told = json.dumps([inputs.fingerprint(approved), illustrative,
                       [embargo.model_dump(mode="json") for embargo in held_back]])
    named = hashlib.sha256(told.encode()).hexdigest()[:32]
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / f"{named}.duckdb"
        build_store(path, {**rows_of(catalog), "method": rows["method"], "observation": kept})
        store = Store(path)
        try:
            yield Publishable(store, named, held_back)
        finally:
            store.close()
