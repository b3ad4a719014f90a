"""Figures that may not be published before a day: `embargo.toml` of the working folder."""

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultsFound, nearest

FILE = "embargo.toml"
EXPECTED = {
    "string_type": "chữ trong dấu ngoặc kép",
    "int_type": "số nguyên, ví dụ 2025",
    "date_type": "ngày dạng 2026-12-15, không có ngoặc kép",
    "missing": "khóa này có giá trị",
}


class Embargo(BaseModel):
    """Figures held back until a day; a key that is left out stands for every indicator, unit or year.

    It holds back parts and groups too, for the whole could be worked out from them.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

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
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FaultsFound([Fault(FILE, f"không đọc được: {error}", "tệp TOML mã UTF-8 hợp lệ",
                                 "sửa ở dòng, cột đã nêu")]) from None
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
        known = list(Embargo.model_fields)
        for detail in error.errors():
            key = str(detail["loc"][0]) if detail["loc"] else ""
            if detail["type"] == "extra_forbidden":
                faults.append(Fault(f"{place} · {key}", f"không có khóa nào tên «{key}»{nearest(key, known)}",
                                    "một trong: " + ", ".join(known), "sửa tên khóa hoặc bỏ khóa"))
            else:
                problem = "thiếu khóa này" if detail["type"] == "missing" else f"«{detail['input']}» không dùng được"
                faults.append(Fault(f"{place} · {key}", problem, EXPECTED.get(detail["type"], detail["msg"]),
                                    "viết lại theo dạng đó"))
        return None
    for key, name, names in (("indicator", embargo.indicator, catalog.indicators),
                             ("unit", embargo.unit, catalog.units)):
        if name is not None and name not in names:
            faults.append(Fault(f"{place} · {key}", f"không có mã «{name}»{nearest(name, names)}",
                                "mã có trong kế hoạch", "sửa mã: mã sai thì không giữ lại được số nào"))
    return embargo
