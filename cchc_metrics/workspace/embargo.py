"""Figures that may not be published before a day: `embargo.toml` of the working folder."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.loader import fault_of, tables_of
from cchc_metrics.catalog.models import Row
from cchc_metrics.faults import Fault, FaultsFound, nearest

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
        return all(asked is None or asked == row[column] for column, asked in (
            ("indicator_id", self.indicator), ("unit_id", self.unit), ("year", self.year)))


def embargoes(folder: Path, catalog: Catalog) -> list[Embargo]:
    """Every embargo of a working folder, in the order of the file; none when there is no file.

    Raises: FaultsFound with every fault of the file.
    """
    path = folder / FILE
    if not path.exists():
        return []
    tables = tables_of(FILE, path.read_bytes())
    faults = [Fault(FILE, f"không có bảng nào tên «{name}»{nearest(name, ['embargo'])}", "các bảng [[embargo]]",
                    "sửa tên bảng") for name in tables if name != "embargo"]
    given = tables.get("embargo", [])
    if not isinstance(given, list):
        faults.append(Fault(FILE, "«embargo» không phải là danh sách bảng", "mỗi lần giữ lại một bảng [[embargo]]",
                            "viết hai dấu ngoặc vuông"))
        given = []
    found = []
    for number, row in enumerate(given, 1):
        embargo = _read(f"{FILE} · [[embargo]] thứ {number}", row, catalog, faults)
        found += [embargo] if embargo else []
    if faults:
        raise FaultsFound(faults)
    return found


def in_force(found: Sequence[Embargo], on: dt.date) -> list[Embargo]:
    """Those that still hold on a day; on the day `until` the figures may be published."""
    return [embargo for embargo in found if on < embargo.until]


def _read(place: str, row: Any, catalog: Catalog, faults: list[Fault]) -> Embargo | None:
    try:
        embargo = Embargo.model_validate(row)
    except ValidationError as error:
        faults += [fault_of(Embargo, place, detail) for detail in error.errors()]
        return None
    for key, name, names in (("indicator", embargo.indicator, catalog.indicators),
                             ("unit", embargo.unit, catalog.units)):
        if name is not None and name not in names:
            faults.append(Fault(f"{place} · {key}", f"không có mã «{name}»{nearest(name, names)}",
                                "mã có trong kế hoạch", "sửa mã: mã sai thì không giữ lại được số nào"))
    return embargo
