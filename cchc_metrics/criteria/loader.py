"""Reads the criteria sets of a folder, .toml files and workbooks alike, and the superior's table of units with scores.

Whatever is wrong is listed at once.
"""

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.keys import fault_of
from cchc_metrics.catalog.loader import frozen, tables_of
from cchc_metrics.criteria.checks import faults_of_set
from cchc_metrics.criteria.models import BESIDE, Band, CriteriaSet, Criterion, Head, Rule
from cchc_metrics.criteria.steps import Peer
from cchc_metrics.criteria.table import PLACEHOLDER, Model, read_row, set_of_workbook
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.intake.sheets import Sheet, sheets
from cchc_metrics.store import Rows
from cchc_metrics.text.letters import search_key

TABLES = ("set", "criterion")
SHAPE = "một bảng [set] và các bảng [[criterion]]"


def load_sets(files: Sequence[tuple[str, bytes]], catalog: Catalog) -> tuple[CriteriaSet, ...]:
    """The versions of all sets in the files given by name, by set and first year.

    Raises: FaultError with every fault of every file at once.
    """
    faults: list[Fault] = []
    sets: dict[str, tuple[str, CriteriaSet]] = {}
    for name, data in files:
        try:
            criteria_set = read_set(name, data, catalog)
        except FaultError as wrong:
            faults += wrong.faults
            continue
        if criteria_set.version in sets:
            head = criteria_set.head
            faults.append(
                Fault(
                    "duplicate-id",
                    name,
                    f"bộ «{head.id}» từ năm {head.from_year} đã có ở tệp {sets[criteria_set.version][0]}",
                    "mỗi phiên bản một tệp",
                    "đổi mã hoặc năm",
                )
            )
        sets.setdefault(criteria_set.version, (name, criteria_set))
    if faults:
        raise FaultError(faults)
    return tuple(criteria_set for _, (_, criteria_set) in sorted(sets.items()))


def files_of(folder: Path) -> list[Path]:
    """The files of a folder that hold criteria sets."""
    return sorted(path for path in folder.glob("*") if path.suffix in (".toml", ".xlsx", ".xls", ".ods"))


# Each preview asks for the same few sets.
@lru_cache(maxsize=16)
def read_set(name: str, data: bytes, catalog: Catalog) -> CriteriaSet:
    """The set that one file holds.

    Raises: FaultError with every fault of the file.
    """
    if not name.endswith(".toml"):
        return set_of_workbook(name, data, catalog)
    return _of_toml(name, tables_of(name, data, Decimal), catalog)


def _of_toml(name: str, tables: Mapping[str, Any], catalog: Catalog) -> CriteriaSet:
    faults = [
        Fault("unknown-table", name, f"không có bảng nào tên «{table}»{nearest(table, TABLES)}", SHAPE, "sửa tên bảng")
        for table in tables
        if table not in TABLES
    ]
    heads, entries = (_entries(name, table, tables.get(table, []), faults) for table in TABLES)
    if len(heads) != 1 and not faults:
        faults.append(Fault("duplicate-table", name, f"có {len(heads)} bảng [set]", SHAPE, "để đúng một bảng [set]"))
    gaps: dict[int | None, Set[str]] = {None: {*Head.model_fields}}
    bands: list[tuple[str, Band]] = []
    head = PLACEHOLDER
    if heads:
        head, bands, gaps[None] = _head(f"{name} · [set]", heads[0], faults)
    criteria: list[tuple[str, Criterion]] = []
    for number, entry in enumerate(entries, 1):
        at_fault = f"{name} · [[criterion]] thứ {number} ({entry.get('number', '')})"
        row, gaps[len(criteria)] = _row(Criterion, at_fault, entry, faults)
        if row is not None:
            criteria.append((at_fault, row))

    def place(at: int | None, key: str) -> str:
        if at is None:
            return f"{name} · [set] · {key}"
        return bands[at][0] if key == "band" else f"{criteria[at][0]} · {key}"

    criteria_set = CriteriaSet(
        head=head.model_copy(update={"band": tuple(band for _, band in bands)}),
        criteria=tuple(row for _, row in criteria),
    )
    faults += faults_of_set(criteria_set, catalog, place, gaps)
    if faults:
        raise FaultError(faults)
    return criteria_set


def _entries(name: str, table: str, value: Any, faults: list[Fault]) -> list[dict[str, Any]]:
    entries = [value] if isinstance(value, dict) else value
    if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
        return entries
    faults.append(Fault("toml-syntax", name, f"«{table}» không phải là bảng", SHAPE, "viết thành bảng"))
    return []


def _head(
    place: str, table: Mapping[str, Any], faults: list[Fault]
) -> tuple[Head, list[tuple[str, Band]], frozenset[str]]:
    """The head without its bands, and the bands one by one, so that one at fault leaves the others to be looked at."""
    band_rows = table.get("band")
    apart = isinstance(band_rows, list) and all(isinstance(band, dict) for band in band_rows)
    head, gaps = _row(Head, place, {key: value for key, value in table.items() if key != "band" or not apart}, faults)
    bands: list[tuple[str, Band]] = []
    for number, entry in enumerate(band_rows if apart and band_rows else (), 1):
        band, wrong = _row(Band, f"{place} · band[{number}]", entry, faults)
        if band is None or wrong:
            gaps |= {"band"}
        if band is not None:
            bands.append((f"{place} · band[{number}]", band))
    return head or PLACEHOLDER, bands, gaps


def _row(
    model: type[Model], place: str, values: Mapping[str, Any], faults: list[Fault]
) -> tuple[Model | None, frozenset[str]]:
    return read_row(
        model,
        {key: frozen(value) for key, value in values.items()},
        lambda detail: faults.append(fault_of(model, place, detail)),
    )


def rows_of_sets(sets: Sequence[CriteriaSet], catalog: Catalog) -> Rows:
    """The rows of the tables criteria_set, criterion and band, by table."""
    return {
        "criteria_set": [_head_row(criteria_set) for criteria_set in sets],
        "criterion": [row for criteria_set in sets for row in _criterion_rows(criteria_set, catalog)],
        "band": [
            {"version_id": criteria_set.version, "name": band.name, "at_least": band.at_least}
            for criteria_set in sets
            for band in criteria_set.head.band
        ],
    }


def _head_row(criteria_set: CriteriaSet) -> dict[str, Any]:
    head = criteria_set.head
    return {
        "version_id": criteria_set.version,
        "set_id": head.id,
        "name": head.name,
        "short": head.short,
        "from_year": head.from_year,
        "to_year": head.to_year,
        "levels": head.levels,
        "maximum": head.maximum,
        "not_applicable": head.not_applicable,
        "illustrative": head.illustrative,
        "decision": head.decision,
        "index_id": head.index,
        "method": criteria_set.method,
        "cautions": head.cautions,
    }


def _criterion_rows(criteria_set: CriteriaSet, catalog: Catalog) -> list[dict[str, Any]]:
    by_number = {row.number: row for row in criteria_set.criteria}
    above = {row.above for row in criteria_set.criteria}
    criteria = sorted(criteria_set.criteria, key=lambda row: [int(part) for part in row.number.split(".")])
    rows: list[dict[str, Any]] = []
    sharers: set[str] = set()
    for sequence, row in enumerate(criteria):
        line = _line(row, by_number)
        area = next((node.area for node in line if node.area), None)
        owner = next((node.owner for node in line if node.owner), None)
        owner = owner or (catalog.owner_of_area(area) if area else None)
        rule = row.rule or Rule(kind="tracked")
        shares = row.maximum is None and rule.kind not in ("tracked", *BESIDE)
        number, room = criteria_set.shared_points(row) if shares else ("", None)
        rows.append(
            {
                "version_id": criteria_set.version,
                "criterion_id": row.key,
                "number": row.number,
                "code": row.code or row.number,
                "name": row.name,
                "sequence": sequence,
                "depth": len(line),
                "ancestors": ["", *(node.key for node in reversed(line))],
                "is_leaf": row.number not in above,
                "area_id": area,
                "part_id": line[-1].part,
                "top_id": line[-1].key,
                "maximum": row.maximum,
                "shared_by": (by_number[number].key if number else "") if shares else None,
                "shared_points": 0 if shares and number in sharers else room,
                **_rule(rule),
                "evidence": row.evidence or None,
                "owner_id": owner,
                "due": row.due,
                "due_next_year": row.due_next_year,
                "indicator_id": row.indicator,
                "feedback": row.feedback,
                "levels": row.levels,
                "cautions": row.cautions,
            }
        )
        if shares:
            sharers.add(number)
    return rows


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "kind": rule.kind,
        "late": rule.late,
        "threshold": rule.threshold,
        "below": rule.below or "share",
        "floor": rule.floor,
        "full_at": rule.full,
        "each": rule.each,
        "counted": rule.counted,
        "steps": [{"at_least": rung.at_least, "points": rung.points} for rung in rule.step],
    }


def _line(row: Criterion, by_number: dict[str, Criterion]) -> list[Criterion]:
    """A node and the nodes above it, lowest first."""
    line = [row]
    while line[-1].above is not None:
        line.append(by_number[line[-1].above])
    return line


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
