"""The stamp of a workbook: which plan, unit, year and post it was made for, and by which version of the form."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, nearest
from cchc_metrics.intake.sheets import Sheet

MARK = "cchc-workbook"
VERSION = 1
KEYS = ("version", "plan", "unit", "year", "owner", "catalog", "seal")


@dataclass(frozen=True)
class Stamp:
    """What a workbook was made for; `owner` is "" for every post, `catalog` names the plan's words of that day."""

    plan: str
    unit: str
    year: int
    owner: str
    catalog: str
    version: int = VERSION

    @property
    def seal(self) -> str:
        """What tells that the stamp, or a sheet that carries it, is the one that was written together with it."""
        said = json.dumps([self.version, self.plan, self.unit, self.year, self.owner, self.catalog])
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def cells(self) -> list[tuple[str, str | int]]:
        """The rows of the hidden sheet that hold it, key and value."""
        return [(MARK, ""), *((key, getattr(self, key)) for key in KEYS)]


def catalog_version(catalog: Catalog) -> str:
    """A name for everything that a workbook quotes from the plan; it changes when any of it does."""
    quoted = (catalog.indices, catalog.targets, catalog.breakdowns, catalog.tasks, catalog.owners, catalog.areas)
    said = [[row.model_dump(mode="json") for row in rows.values()] for rows in quoted]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12]


def read_stamp(sheet: Sheet, catalog: Catalog, unit_id: str | None) -> tuple[Stamp | None, list[Fault]]:
    """The stamp on a hidden sheet, or the faults for which nothing else of the workbook can be trusted."""
    cells, places = _cells(sheet)
    missing = [key for key in KEYS if key not in cells]
    if missing:
        return None, [
            Fault(
                "broken-seal",
                sheet.place(0, 0),
                "dấu của sổ mẫu không còn nguyên: thiếu " + ", ".join(missing),
                "dấu như khi tạo sổ",
                "tải sổ mẫu mới rồi chép số liệu sang",
            )
        ]
    if _whole(cells["version"]) != VERSION:
        version = _whole(cells["version"]) or cells["version"]
        return None, [
            Fault(
                "unknown-version",
                places["version"],
                f"mẫu phiên bản «{version}» chương trình này không biết",
                f"mẫu phiên bản {VERSION}",
                "tải sổ mẫu mới rồi chép số liệu sang",
            )
        ]
    stamp = Stamp(
        plan=str(cells["plan"]),
        unit=str(cells["unit"]),
        year=_whole(cells["year"]) or 0,
        owner=str(cells["owner"]),
        catalog=str(cells["catalog"]),
    )
    faults = list(_faults(stamp, cells["seal"], places, catalog, unit_id))
    return (None if faults else stamp), faults


def _faults(
    stamp: Stamp, seal: object, places: Mapping[str, str], catalog: Catalog, unit_id: str | None
) -> Iterator[Fault]:
    if stamp.seal != seal:
        yield Fault(
            "broken-seal",
            places["seal"],
            "dấu của sổ mẫu đã bị sửa sau khi tạo",
            "dấu như khi tạo sổ",
            "tải sổ mẫu đúng đơn vị, đúng năm rồi chép số liệu sang",
        )
    if stamp.plan != catalog.plan.id:
        yield Fault(
            "other-plan",
            places["plan"],
            f"sổ của kế hoạch «{stamp.plan}»",
            f"sổ của kế hoạch «{catalog.plan.id}»",
            "tải sổ mẫu của kế hoạch này",
        )
    if stamp.unit not in catalog.units:
        yield Fault(
            "unknown-unit",
            places["unit"],
            f"không có đơn vị nào mã «{stamp.unit}»{nearest(stamp.unit, catalog.units)}",
            "mã đơn vị có trong kế hoạch",
            "tải sổ mẫu mới",
        )
    elif unit_id is not None and stamp.unit != unit_id:
        yield Fault(
            "other-unit",
            places["unit"],
            f"sổ của «{stamp.unit}»",
            f"sổ của «{unit_id}»",
            "chọn đúng đơn vị khi nộp, hoặc tải sổ mẫu của đơn vị này",
        )


def _cells(sheet: Sheet) -> tuple[dict[str, Any], dict[str, str]]:
    rows: Sequence[Sequence[Any]] = sheet.rows
    found = {str(cells[0]): (number, cells[1]) for number, cells in enumerate(rows) if len(cells) > 1}
    return (
        {key: value for key, (_, value) in found.items()},
        {key: sheet.place(number, 1) for key, (number, _) in found.items()},
    )


def _whole(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
