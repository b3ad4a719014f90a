"""A store of the figures that may be published, and of no others, so that nothing else can be worked out from it."""

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.loader import tables_of
from cchc_metrics.catalog.models import Row
from cchc_metrics.catalog.row_faults import faults_of
from cchc_metrics.faults import Fault, FaultsFound, nearest
from cchc_metrics.store import Store, build_store, rows_of
from cchc_metrics.workspace.entries import counting, units_handed_in
from cchc_metrics.workspace.inputs import Inputs

FILE = "embargo.toml"


class Embargo(Row):
    """Figures held back until a day; a key that is left out stands for every indicator, unit or year.

    It holds back parts and groups too, for the whole could be worked out from them.
    """

    until: dt.date
    indicator: str | None = None
    unit: str | None = None
    year: int | None = None
    why: str = ""

    def covers(self, row: Mapping[str, Any]) -> bool:
        """True when a row of observations is among the figures held back."""
        return all(
            limit is None or limit == row[column]
            for column, limit in (("indicator_id", self.indicator), ("unit_id", self.unit), ("year", self.year))
        )


def embargoes(folder: Path, catalog: Catalog) -> list[Embargo]:
    """Every embargo of a working folder, in the order of the file; none when there is no file.

    Raises: FaultsFound with every fault of the file.
    """
    path = folder / FILE
    if not path.exists():
        return []
    tables = tables_of(FILE, path.read_bytes())
    faults = [
        Fault(
            "unknown-table",
            FILE,
            f"không có bảng nào tên «{name}»{nearest(name, ['embargo'])}",
            "các bảng [[embargo]]",
            "sửa tên bảng",
        )
        for name in tables
        if name != "embargo"
    ]
    rows = tables.get("embargo", [])
    if not isinstance(rows, list):
        faults.append(
            Fault(
                "toml-syntax",
                FILE,
                "«embargo» không phải là danh sách bảng",
                "mỗi lần giữ lại một bảng [[embargo]]",
                "viết hai dấu ngoặc vuông",
            )
        )
        rows = []
    result = []
    for number, row in enumerate(rows, 1):
        embargo = _embargo(f"{FILE} · [[embargo]] thứ {number}", row, catalog, faults)
        result += [embargo] if embargo else []
    if faults:
        raise FaultsFound(faults)
    return result


def in_force(every: Sequence[Embargo], on: dt.date) -> list[Embargo]:
    """Those that still hold on a day; on the day `until` the figures may be published."""
    return [embargo for embargo in every if on < embargo.until]


def _embargo(place: str, row: Any, catalog: Catalog, faults: list[Fault]) -> Embargo | None:
    try:
        embargo = Embargo.model_validate(row)
    except ValidationError as error:
        faults += faults_of(Embargo, place, error)
        return None
    for key, name, names in (
        ("indicator", embargo.indicator, catalog.indicators),
        ("unit", embargo.unit, catalog.units),
    ):
        if name is not None and name not in names:
            faults.append(
                Fault(
                    "unknown-id",
                    f"{place} · {key}",
                    f"không có mã «{name}»{nearest(name, names)}",
                    "mã có trong kế hoạch",
                    "sửa mã: mã sai thì không giữ lại được số nào",
                )
            )
    return embargo


@dataclass(frozen=True)
class Publishable:
    """What may be published: its store, its fingerprint, and the embargoes that hold something back."""

    store: Store
    fingerprint: str
    held_back: tuple[Embargo, ...]


@contextmanager
def publishable(
    inputs: Inputs, catalog: Catalog, folder: Path, *, on: dt.date, illustrative: bool = False
) -> Iterator[Publishable]:
    """What may be published on a day, out of the approved inputs of a working folder; its store is gone afterwards.

    Figures under embargo are left out before anything is worked out, with their parts and groups. What is withdrawn
    is left out, and so is all that was said of tasks, decisions and scores; feedback is there to be counted.
    Illustrative figures come in only when asked for, and never for a unit that has others, even if nobody has approved
    them yet.
    Raises: FaultsFound when the plan, a figure or embargo.toml is at fault.
    """
    entries = inputs.ledger.entries()
    approved = counting(entries, approved_only=True)
    rows, holding = inputs.rows(catalog, approved), in_force(embargoes(folder, catalog), on)
    # Tallies are followed inside the office.
    figures = [
        row
        for row in rows.get("observation", ())
        if not row["withdrawn"] and row["indicator_id"] not in catalog.tallies
    ]
    others = {row["unit_id"] for row in figures if row["layer"] != "demo"} | units_handed_in(entries)
    figures = [row for row in figures if row["layer"] != "demo" or (illustrative and row["unit_id"] not in others)]
    voices = [
        row
        for row in rows.get("feedback_record", ())
        if not row["withdrawn"] and (row["layer"] != "demo" or (illustrative and row["unit_id"] not in others))
    ]
    rest = [row for row in figures if not any(embargo.covers(row) for embargo in holding)]
    held_back = tuple(embargo for embargo in holding if any(map(embargo.covers, figures)))
    # Only what is left out changes the fingerprint, so a day that passes without effect gives the same bytes.
    text = json.dumps(
        [inputs.fingerprint(approved), illustrative, [embargo.model_dump(mode="json") for embargo in held_back]]
    )
    fingerprint = hashlib.sha256(text.encode()).hexdigest()[:32]
    trials = folder / "trial"
    trials.mkdir(exist_ok=True)
    # Inside the working folder, so that a killed publication leaves nothing elsewhere.
    with tempfile.TemporaryDirectory(dir=trials) as scratch:
        path = Path(scratch) / f"{fingerprint}.duckdb"
        tables = {"method": rows["method"], "observation": rest, "feedback_record": voices}
        build_store(path, {**rows_of(catalog), **tables})
        store = Store(path)
        try:
            yield Publishable(store, fingerprint, held_back)
        finally:
            store.close()
