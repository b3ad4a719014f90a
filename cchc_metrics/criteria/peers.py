"""The units of the superior's table of an index, with their scores and places."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria.steps import Peer
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.sheets import Sheet, sheets
from cchc_metrics.text.letters import search_key

# How such tables head their columns, folded; the first that fits is taken.
NAMES = ("don vi", "ten don vi", "ten xa", "xa phuong", "xa phuong dac khu", "co quan don vi")
VALUES = ("chi so", "chi so cchc", "chi so par index", "ty le", "chi so %", "ket qua chi so", "par index")
RANKS = ("hang", "xep hang", "thu hang", "xep thu")
# More units than any table ranks; a larger number is no rank, and no column holds it.
LAST_RANK = 100_000
NO_UNITS = ("trung binh", "binh quan", "tong cong", "tong so")


def peers_of(name: str, data: bytes, catalog: Catalog) -> tuple[Peer, ...]:
    """The lines of the first sheet that has a column of names and one of the index.

    Raises: FaultError with every fault, each at its cell.
    """
    for sheet in sheets(name, data):
        for top, row in enumerate(sheet.rows):
            heads = [search_key(str(cell)) for cell in row]
            unit, value, rank = (_column(heads, titles) for titles in (NAMES, VALUES, RANKS))
            if unit is not None and value is not None:
                return _lines(sheet, top, unit, value, rank, catalog)
    raise FaultError(
        [
            Fault(
                "missing-column",
                name,
                "không tìm thấy dòng tên cột của bảng điểm",
                "một cột «Đơn vị» và một cột «Chỉ số» (%), có thể thêm «Xếp hạng»",
                "sửa tên cột",
            )
        ]
    )


def _column(heads: Sequence[str], titles: Sequence[str]) -> int | None:
    return next((heads.index(name) for name in titles if name in heads), None)


def _lines(sheet: Sheet, top: int, unit: int, value: int, rank: int | None, catalog: Catalog) -> tuple[Peer, ...]:
    units = _ids_by_name(catalog)
    faults: list[Fault] = []
    peers: dict[str, Peer] = {}
    for number, row in enumerate(sheet.rows[top + 1 :], top + 1):
        name = " ".join(str(row[unit]).split()) if unit < len(row) else ""
        place = None if rank is None or rank >= len(row) else row[rank]
        has_value = value < len(row) and row[value] != ""
        # Totals, signatures and units that were not scored give nothing; a place without a name is a fault.
        if (not name and place in (None, "")) or (name and (search_key(name).startswith(NO_UNITS) or not has_value)):
            continue
        index = _percent(row[value]) if has_value else None
        if fault := _fault(sheet, number, unit, value, name, index, peers):
            faults.append(fault)
        elif index is not None:
            peers[name] = _peer(name, units.get(search_key(name)), index, place, sheet.place(number, value))
    if not peers and not faults:
        problem = "bảng không có dòng nào có chỉ số"
        faults.append(Fault("empty-list", sheet.place(top, value), problem, "mỗi đơn vị một dòng", "kiểm tra tệp"))
    if faults:
        raise FaultError(faults)
    return tuple(peers.values())


def _fault(
    sheet: Sheet, number: int, unit: int, value: int, name: str, index: Decimal | None, peers: Mapping[str, Peer]
) -> Fault | None:
    """What is wrong with a line that ranks or scores a unit."""
    if not name:
        # Left out, it would make the units fewer and a place among them better.
        problem = "dòng có xếp hạng mà không có tên đơn vị"
        return Fault("missing-value", sheet.place(number, unit), problem, "tên đơn vị", "ghi tên đơn vị")
    if index is None:
        problem = f"«{sheet.rows[number][value]}» không phải chỉ số"
        return Fault("not-a-number", sheet.place(number, value), problem, "số phần trăm từ 0 đến 100", "sửa ô này")
    if name in peers:
        problem = f"«{name}» đã có ở {peers[name].place}"
        return Fault("duplicate-row", sheet.place(number, unit), problem, "mỗi đơn vị một dòng", "bỏ một dòng")
    return None


def _peer(name: str, unit: str | None, index: Decimal, rank: object, place: str) -> Peer:
    number = None if rank is None else _percent(rank, most=LAST_RANK)
    return Peer(name=name, unit=unit, value=index, rank=None if number is None else int(number), place=place)


def _ids_by_name(catalog: Catalog) -> Mapping[str, str]:
    """Units by their folded names; a name that two units share means neither."""
    names: dict[str, list[str]] = {}
    for row in catalog.units.values():
        names.setdefault(search_key(row.name), []).append(row.id)
    return {name: ids[0] for name, ids in names.items() if len(ids) == 1}


def _percent(cell: Any, most: int = 100) -> Decimal | None:
    try:
        number = Decimal(str(cell).strip().rstrip("%").strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= most else None
