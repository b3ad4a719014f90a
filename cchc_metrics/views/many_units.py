"""Many units side by side: what a province asks of its communes, as rows for a screen and tables to take away."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TypedDict, final

from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.days import today
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.text.letters import search_key
from cchc_metrics.text.rows import Maybe, UnitVerdictRow, records
from cchc_metrics.text.statements import MET_LEVELS, MISSED_LEVELS
from cchc_metrics.views.search import nearness
from cchc_metrics.views.view import View, ViewRequest, in_order

# The orders of the heat table beside those by a column: the name, and how many were missed or are not known.
NAME, MISSES, UNKNOWNS = "ten", "chua-dat", "chua-co"
# Which units are shown.
STATES = {
    "tat-ca": "mọi đơn vị",
    "chua-dat": "còn mục chưa đạt",
    "chua-co": "còn thiếu số liệu",
    "dat": "không có mục chưa đạt",
}
# Columns whose names mean something else in other tables.
COLUMN_NAMES = {
    "unit": "unit_name",
    "units": "units_all",
    "met": "units_met",
    "missed": "units_missed",
    "no_data": "units_unknown",
    "not_judged": "units_apart",
    "due": "report_due",
    "owner": "who",
    "days": "days_over",
}


@final
class AreaCell(TypedDict):
    """The targets of an area of one unit in a year; the level is missing where no target has one."""

    unit_id: str
    area_id: str
    year: int
    levels: list[Maybe]
    met: int
    judged: int
    level: Maybe


Cell = UnitVerdictRow | AreaCell


@dataclass(frozen=True)
class UnitRow:
    """One unit beside every column of a heat table; `cells` are rows of `metrics.matrix` or of `by_area`, by column."""

    unit_id: str
    unit: str
    cells: Mapping[str, Cell]

    def count(self, levels: Iterable[str]) -> int:
        """How many of the cells have one of the verdicts; a cell of an area counts each of its targets."""
        verdicts = set(levels)
        return sum(
            sum(cell["levels"].count(level) for level in verdicts) if "levels" in cell else cell["level"] in verdicts
            for cell in self.cells.values()
        )

    @property
    def missed(self) -> int:
        """How many were missed."""
        return self.count(MISSED_LEVELS)

    @property
    def unknown(self) -> int:
        """How many have no figure."""
        return self.count(["no_data"])


@dataclass(frozen=True)
class Column:
    """A column of a heat table: an index, a target or an area."""

    id: str
    name: str
    short: str


def columns(rows: DataFrame) -> list[Column]:
    """The indices or targets of `metrics.matrix`, in their order."""
    firsts = rows.drop_duplicates("indicator_id").sort_values(["is_index", "sequence"], ascending=[False, True])
    return [Column(row["indicator_id"], row["name"], row["short"]) for row in records(firsts, UnitVerdictRow)]


def unit_rows(rows: DataFrame) -> list[UnitRow]:
    """A row each unit of `metrics.matrix`, in the order of the plan."""
    return [
        UnitRow(unit, cells[0]["unit"], {cell["indicator_id"]: cell for cell in cells})
        for unit, group in groupby(records(rows, UnitVerdictRow), key=itemgetter("unit_id"))
        if (cells := list(group))
    ]


def by_area(rows: DataFrame, catalog: Catalog) -> tuple[list[Column], list[UnitRow]]:
    """The areas that have targets, and a row each unit: of each area the verdicts of its targets.

    A cell has area_id, unit_id, year, levels (a list), met, judged and level: missed where any target was missed, met
    where every judged one was met, no_data where none is known.
    """
    ids = set(rows["area_id"].dropna())
    areas = [Column(area.id, area.name, area.short) for area in catalog.areas.values() if area.id in ids]
    return areas, [
        UnitRow(unit.unit_id, unit.unit, {area.id: cell for area in areas if (cell := _area_cell(unit, area.id))})
        for unit in unit_rows(rows)
    ]


def _area_cell(unit: UnitRow, area: str) -> AreaCell | None:
    cells = [cell for cell in unit.cells.values() if cell["area_id"] == area]
    if not cells:
        return None
    levels = [cell["level"] for cell in cells]
    met, missed = (sum(level in group for level in levels) for group in (MET_LEVELS, MISSED_LEVELS))
    rest = (
        "no_data" if "no_data" in levels else next((level for level in levels if not formats.is_missing(level)), None)
    )
    return {
        "unit_id": unit.unit_id,
        "area_id": area,
        "year": cells[0]["year"],
        "levels": levels,
        "met": met,
        "judged": met + missed,
        "level": "missed" if missed else "met" if met else rest,
    }


def sort(rows: Sequence[UnitRow], order: str) -> list[UnitRow]:
    """The rows by name, by how many were missed or are unknown, or by a column, the worst first; "-" turns it round.

    Of a column units without a figure come last either way.
    """
    name, reverse = order.removeprefix("-"), order.startswith("-")
    if name == NAME:
        return sorted(rows, key=lambda row: row.unit.casefold(), reverse=reverse)
    if name in (MISSES, UNKNOWNS):
        return sorted(rows, key=lambda row: _counts(row, name), reverse=not reverse)
    present = [row for row in rows if _merit(row.cells.get(name)) is not None]
    unknown = [row for row in rows if _merit(row.cells.get(name)) is None]
    return sorted(present, key=lambda row: _merit(row.cells[name]) or 0.0, reverse=reverse) + unknown


def _counts(row: UnitRow, name: str) -> tuple[int, int]:
    return (row.missed, row.unknown) if name == MISSES else (row.unknown, row.missed)


def _merit(cell: Cell | None) -> float | None:
    """How good a cell is: how far on the right side of its target, else its value; an area by its share of met ones."""
    if cell is None:
        return None
    if "judged" in cell:
        return cell["met"] / cell["judged"] if cell["judged"] else None
    of = cell["value"] if formats.is_missing(cell["gap"]) else cell["gap"]
    return None if formats.is_missing(of) else float(of)


def only(rows: Iterable[UnitRow], state: str, text: str = "") -> list[UnitRow]:
    """The rows of units in a state of STATES whose name has the words of a text, diacritics or not."""
    tests: dict[str, Callable[[UnitRow], bool]] = {
        "chua-dat": lambda row: row.missed > 0,
        "chua-co": lambda row: row.unknown > 0,
        "dat": lambda row: row.missed == 0 and row.count(MET_LEVELS) > 0,
    }
    return [row for row in rows if (state not in tests or tests[state](row)) and _has_words(row.unit, text)]


def _has_words(name: str, text: str) -> bool:
    """True when a name has every word of a text."""
    return not search_key(text) or nearness(text, name) is not None


def finding(rows: Sequence[UnitRow], heads: Sequence[Column], year: int) -> str:
    """One sentence about many units: which target most of them missed, which unit missed most, who has no figures."""
    if not rows:
        return f"Năm {year}: không có đơn vị nào."
    parts = []
    verdicts = {head.id: [row.cells[head.id]["level"] for row in rows if head.id in row.cells] for head in heads}
    worst = max(heads, key=lambda head: sum(level in MISSED_LEVELS for level in verdicts[head.id]), default=None)
    shortfalls = sum(level in MISSED_LEVELS for level in verdicts[worst.id]) if worst else 0
    if worst is not None and shortfalls:
        total = sum(level in (*MET_LEVELS, *MISSED_LEVELS) for level in verdicts[worst.id])
        parts.append(f"nhiều đơn vị chưa đạt nhất: {worst.short}, {shortfalls} trên {total} đơn vị có kết luận")
    most = max(row.missed for row in rows)
    if most:
        names = [row.unit for row in rows if row.missed == most]
        more = f" và {len(names) - 2} đơn vị khác" if len(names) > 2 else ""
        parts.append(f"chưa đạt nhiều nhất: {', '.join(names[:2])}{more} ({most} mục)")
    elif any(row.count(MET_LEVELS) for row in rows):
        parts.append("không đơn vị nào có mục chưa đạt trong các mục đã có số liệu")
    absent = sum(row.unknown > 0 for row in rows)
    parts.append(f"{absent} đơn vị còn thiếu số liệu" if absent else "không đơn vị nào thiếu số liệu")
    return f"Năm {year}, {len(rows)} đơn vị: {'; '.join(parts)}."


# The orders of what the units owe, by the name that an address asks for; it begins with whoever owes most.
DEBT_KEYS: Mapping[str, Callable[["DebtRow"], object]] = {
    "ten": lambda row: row["unit"].casefold(),
    "con-no": itemgetter("count"),
    "tu-ngay": itemgetter("since"),
    "qua-han": itemgetter("days"),
}


class DebtRow(TypedDict):
    """What one unit owes: `since` the earliest day on which a report was due, `names` with the years, in words."""

    unit_id: str
    unit: str
    count: int
    since: dt.date
    days: int
    names: str


def by_unit(rows: DataFrame) -> list[DebtRow]:
    """What each unit owes of `metrics.owed`, whose rows stand by unit; the one that owes most first."""
    result: list[DebtRow] = []
    # A frame for each unit would cost a province seconds.
    columns = [rows[name].tolist() for name in ("unit_id", "unit", "short", "year", "due", "days")]
    for (unit_id, unit), debts in groupby(zip(*columns, strict=True), itemgetter(0, 1)):
        _, _, shorts, of, due, days = zip(*debts, strict=True)
        years: dict[str, list[int]] = {}
        for short, year in zip(shorts, of, strict=True):
            years.setdefault(short, []).append(year)
        names = "; ".join(f"{name} ({', '.join(map(str, every))})" for name, every in years.items())
        result.append(
            {
                "unit_id": unit_id,
                "unit": unit,
                "count": len(days),
                "since": min(due),
                "days": max(days),
                "names": names,
            }
        )
    return sorted(result, key=lambda one: (-one["count"], -one["days"]))


def targets(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """Every unit beside every target of the year, a row each pair."""
    return _matrix(store, catalog, request, indices=False)


def indices(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """Every unit beside every headline index of the year, a row each pair."""
    return _matrix(store, catalog, request, indices=True)


def _matrix(store: Store, catalog: Catalog, request: ViewRequest, *, indices: bool) -> View:
    rows = metrics.matrix(store, year=request.year, area=request.area, indicator=request.indicator, indices=indices)
    title = f"Các đơn vị và các {'chỉ số' if indices else 'chỉ tiêu'} năm {request.year}"
    text = finding(unit_rows(rows), columns(rows), request.year) if len(rows) else ""
    return View(title, rows.rename(columns=COLUMN_NAMES), text, notes=(_of(catalog),))


def ranking(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """The units ranked on an index or a target, the best first."""
    indicator = catalog.indicators[request.indicator or ""]
    rows = metrics.ranking(store, index=indicator.id, year=request.year, level=catalog.plan.level)
    present = rows[rows["rank"].notna()]
    text = f"{len(present)} trên {len(rows)} đơn vị có số liệu để xếp hạng."
    return View(f"{indicator.short} năm {request.year}: xếp hạng", rows.assign(measure_unit=indicator.unit), text)


def totals(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """Each target over all units: sums of counts, and how many units met it."""
    rows = metrics.totals(store, year=request.year, area=request.area)
    text = "Tỷ lệ chung là tổng tử số trên tổng mẫu số của các đơn vị có số liệu, không phải trung bình các tỷ lệ."
    return View(
        f"Toàn bộ các đơn vị năm {request.year}", rows.rename(columns=COLUMN_NAMES), text, notes=(_of(catalog),)
    )


def debts(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """What the units have not handed in although the report of the year was due, a row each figure."""
    on = request.on or request.as_known or today()
    rows = metrics.owed(store, on=on)
    rows = rows[rows["year"] <= request.year]
    if request.order:
        units = [row["unit_id"] for row in in_order(by_unit(rows), DEBT_KEYS, request.order)]
        rows = rows.sort_values("unit_id", key=lambda ids: ids.map(units.index), kind="stable")
    rows = rows.rename(columns=COLUMN_NAMES)
    text = f"Đến ngày {formats.day(on)}, {rows['unit_id'].nunique()} đơn vị còn nợ {len(rows)} số liệu."
    frame = rows.assign(covered=rows["covered"].map({key: one.word for key, one in words.COVERAGE_STATES.items()}))
    return View(f"Số liệu còn nợ đến hết năm {request.year}", frame, text, notes=(_of(catalog),))


def _of(catalog: Catalog) -> str:
    return f"Kế hoạch: {catalog.plan.title_and_number}."
