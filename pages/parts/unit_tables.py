"""Các đơn vị as HTML: units × targets as a heat table, a ranking, sums of counts, what is owed, a map of tiles."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Index, Target
from cchc_metrics.text import formats, sentence, words
from cchc_metrics.text.rows import RankRow, TotalRow, UnitVerdictRow, VerdictRow
from cchc_metrics.views import VIEWS, ViewRequest, many_units
from cchc_metrics.views.many_units import Cell, Column, UnitRow
from cchc_metrics.views.view import in_order, orders, piece
from pages.parts import address, data, html, view

HERE = "cac-xa"
# With more columns there is room for the mark of a verdict only; its value is behind it and in the file.
WIDE = 8
# More rows would keep a page waiting; the file has them all.
LONGEST = 200
# The counts of units, each beside a verdict that looks like it.
COUNTS = {"met": "met", "missed": "missed", "no_data": "no_data", "not_comparable": "not_judged"}
DEBT_HEADS = {
    "Đơn vị": "ten",
    "Còn nợ": "con-no",
    "Từ ngày": "tu-ngay",
    "Quá hạn (ngày)": "qua-han",
    "Nợ gì, của năm nào": "",
}
MISSES_HEAD, UNKNOWNS_HEAD = "▼ Chưa đạt", "○ Chưa có"


def has_map(plan: Catalog) -> bool:
    """True when the plan says where the tiles of its units stand."""
    return any(plan.units[unit].column and plan.units[unit].row for unit in plan.bound_units)


def rankable(plan: Catalog, area: str | None) -> dict[str, Index | Target]:
    """The targets of an area; without one the headline indices and all targets."""
    indices = {} if area else {key: index for key, index in plan.indices.items() if index.headline}
    return {**indices, **{key: target for key, target in plan.targets.items() if area in (None, target.area)}}


def worst(choice: data.Choice) -> str:
    """The target that most units missed in the year, else the first."""
    rows = data.rows("totals", TotalRow, year=choice.year, area=choice.area)
    indicators = rankable(data.catalog(), choice.area)
    most = max((row for row in rows if row["indicator_id"] in indicators), key=lambda row: row["missed"], default=None)
    return str(most["indicator_id"]) if most and most["missed"] else next(iter(indicators))


def mark(choice: data.Choice) -> str:
    """The mark of illustrative figures, where any figure of the year is one."""
    illustrative = any(not formats.is_missing(row["mark"]) for row in data.rows("totals", TotalRow, year=choice.year))
    return f'<p class="mark" role="note">{escape(words.ILLUSTRATIVE_LONG)}</p>' if illustrative else ""


def heat(choice: data.Choice, topic: str, state: str, text: str) -> str:
    """The finding, the legend and the table of units × targets, indices or areas."""
    plan = data.catalog()
    rows = data.ask("matrix", year=choice.year, area=choice.area, indices=topic == "chi-so")
    if topic == "linh-vuc":
        heads, every = many_units.by_area(rows, plan)
    else:
        heads, every = many_units.columns(rows), many_units.unit_rows(rows)
    orders = [many_units.NAME, many_units.MISSES, many_units.UNKNOWNS, *(head.id for head in heads)]
    order = address.option("xep", [sign + name for name in orders for sign in ("", "-")], default=many_units.MISSES)
    units = many_units.sort(many_units.only(every, state, text), order)
    wide = len(heads) <= WIDE
    filters = address.selection()
    count_heads = [
        _head(Column(key, f"{name}, bao nhiêu mục", name), order, filters)
        for key, name in ((many_units.MISSES, MISSES_HEAD), (many_units.UNKNOWNS, UNKNOWNS_HEAD))
    ]
    levels = [level for level in words.LEVELS if any(row.count([level]) for row in every)]
    table = piece(
        "heat",
        [_head(head, order, filters) for head in heads],
        [_heat_row(row, heads, choice.year) for row in units[:LONGEST]],
        count_heads,
        _head(Column(many_units.NAME, "Đơn vị", ""), order, filters),
        wide,
        "Các đơn vị",
    )
    more = (
        f"<p>Bảng hiện {LONGEST} trên {formats.count(len(units))} đơn vị; tìm theo tên để thấy đơn vị khác, "
        "tệp CSV và XLSX có đủ.</p>"
        if len(units) > LONGEST
        else ""
    )
    none = "" if units else "<p>Không có đơn vị nào như vậy.</p>"
    request = ViewRequest(plan.plan.unit, choice.year, area=choice.area)
    return (
        f'<section class="view"><p class="says">{escape(many_units.finding(every, heads, choice.year))}</p>'
        f"{piece('legend', levels)}{table}{none}{more}"
        f"{_links('cac-don-vi-chi-so' if topic == 'chi-so' else 'cac-don-vi', request)}</section>"
    )


def _head(column: Column, order: str, filters: Mapping[str, object]) -> dict[str, str]:
    """A head that sorts by its column, a second time the other way round."""
    active = order.removeprefix("-") == column.id
    other = f"-{column.id}" if order == column.id else column.id
    arrow = "" if not active else " ↑" if order.startswith("-") else " ↓"
    return {
        "name": column.name,
        "short": column.short,
        "arrow": arrow,
        "href": html.link(HERE, **{**filters, "xep": other}),
    }


def _heat_row(row: UnitRow, heads: Sequence[Column], year: int) -> dict[str, Any]:
    return {
        "unit": row.unit,
        "href": _unit(row.unit_id, year),
        "missed": row.missed,
        "unknown": row.unknown,
        "cells": [_cell(row.cells.get(head.id), head) for head in heads],
    }


def _unit(unit: str, year: int) -> str:
    """The page of a unit that lists its targets, the worst first."""
    return html.link("linh-vuc", **{"don-vi": unit, "nam": year})


def _cell(cell: Cell | None, head: Column) -> dict[str, str] | None:
    if cell is None or formats.is_missing(cell["level"]):
        return None
    if "judged" in cell:
        area = data.catalog().areas[head.id].slug
        value = f"{cell['met']}/{cell['judged']}" if cell["judged"] else formats.MISSING_SHORT
        href = html.link("linh-vuc", **{"don-vi": cell["unit_id"], "nam": int(cell["year"]), "linh-vuc": area})
    else:
        value, href = sentence.figure(cell, unknown=formats.MISSING_SHORT), html.why(cell)
    word = words.LEVELS[cell["level"]].word
    return {
        "level": cell["level"],
        "value": value,
        "word": word,
        "href": href,
        "title": f"{head.short}: {value} · {word}",
    }


def ranking(request: ViewRequest, *, worst_first: bool) -> str:
    """The units ranked on one index or target, each with a bar and its verdict; those without a rank come last."""
    indicator = str(request.indicator)
    rows = data.rows("ranking", RankRow, index=indicator, year=request.year, level=data.catalog().plan.level)
    cells = {row["unit_id"]: row for row in data.rows("matrix", UnitVerdictRow, year=request.year, indicator=indicator)}
    values = [row["value"] for row in rows if not formats.is_missing(row["value"])]
    targets = [cell["target"] for cell in cells.values() if not formats.is_missing(cell["target"])]
    # One scale for the bars: to 100 for a percentage, else to the highest value.
    top = max([*values, *targets, 1e-9])
    limit = 100 * targets[0] / top if targets and len(set(targets)) == 1 else None
    ranks = [row for row in rows if not formats.is_missing(row["rank"])]
    others = [row for row in rows if formats.is_missing(row["rank"])]
    sequence = [*(reversed(ranks) if worst_first else ranks), *others]
    lines = [_ranking_row(row, cells.get(row["unit_id"]), top) for row in sequence]
    content = VIEWS["xep-hang"](data.store(), data.catalog(), request)
    return (
        f'<section class="view"><h2>{escape(content.title)}</h2><p>{escape(content.text)}</p>'
        f"{piece('ranking', lines, limit, content.title)}{_links('xep-hang', request)}</section>"
    )


def _ranking_row(row: RankRow, cell: UnitVerdictRow | None, top: float) -> dict[str, Any]:
    has_value = not formats.is_missing(row["value"])
    figure = sentence.figure(cell, unknown=formats.MISSING_SHORT) if cell else formats.MISSING_SHORT
    has_counts = cell is not None and not formats.is_missing(cell["numerator"])
    return {
        "rank": "" if formats.is_missing(row["rank"]) else int(row["rank"]),
        "unit": row["name"],
        "href": html.why(cell) if cell else "",
        "value": figure,
        "counts": f"({formats.fraction(cell['numerator'], cell['denominator'])})" if cell and has_counts else "",
        "width": 100 * max(row["value"], 0) / top if has_value else None,
        "level": cell["level"] if cell and not formats.is_missing(cell["level"]) else None,
    }


def totals(choice: data.Choice) -> str:
    """Each index and target over all units: sums of counts, and how many units have which verdict."""
    rows = data.rows("totals", TotalRow, year=choice.year, area=choice.area)
    filters = address.selection()
    lines = [
        {
            "name": row["short"],
            "href": html.link(HERE, **{**filters, "xem": "xep-hang", "chi-tieu": row["indicator_id"]}),
            "counts": ""
            if formats.is_missing(row["numerator"])
            else formats.fraction(row["numerator"], row["denominator"]),
            "value": _sum(row),
            "target": ""
            if formats.is_missing(row["target"])
            else formats.requirement(row["operator"], row["target"], row["measure_unit"]),
            "gap": sentence.gap_number(row),
            "units": f"{row['units_added']}/{row['units']} đơn vị",
            "parts": [(key, row[key]) for key in ("met", "missed", "no_data")]
            + [("not_comparable", row["not_judged"])],
        }
        for row in rows
    ]
    request = ViewRequest(data.catalog().plan.unit, choice.year, area=choice.area)
    content = VIEWS["toan-bo"](data.store(), data.catalog(), request)
    return (
        f'<section class="view"><h2>{escape(content.title)}</h2><p>{escape(content.text)}</p>'
        f"{piece('legend', list(COUNTS))}"
        f"{piece('totals', lines, content.title)}{_links('toan-bo', request)}</section>"
    )


def _sum(row: TotalRow) -> str:
    """The value of a sum of counts; an index has no counts, and a target may have none yet or nothing to count."""
    if not row["units_added"]:
        return "không cộng được" if row["is_index"] else formats.MISSING_SHORT
    total = VerdictRow(
        numerator=row["numerator"],
        denominator=row["denominator"],
        value=row["value"],
        measure_unit=row["measure_unit"],
        target=row["target"],
        no_activity=row["denominator"] == 0,
    )
    return sentence.figure(total, unknown=formats.MISSING_SHORT)


def debts(choice: data.Choice) -> str:
    """Which unit owes which figures, and since when."""
    on = data.day_asked()
    order = address.option("xep", orders(many_units.DEBT_KEYS), default="-con-no")
    rows = data.ask("owed", on=on)
    rows = rows[(rows["year"] <= choice.year) & (rows["area_id"].eq(choice.area) if choice.area else True)]
    lines = [
        {
            **row,
            "count": formats.count(row["count"]),
            "since": formats.day(row["since"]),
            "days": formats.count(row["days"]),
            "href": html.link("so-lieu", **{"don-vi": row["unit_id"], "nam": choice.year, "phan": "co"}),
        }
        for row in in_order(many_units.by_unit(rows), many_units.DEBT_KEYS, order)
    ]
    request = ViewRequest(data.catalog().plan.unit, choice.year, on=on, order=order)
    top = "; nợ nhiều nhất ở trên" if order == "-con-no" else ""
    text = (
        f"Đến ngày {formats.day(on)}, {formats.count(len(lines))} đơn vị còn nợ {formats.count(len(rows))} số liệu "
        f"của các năm đến {choice.year}{top}."
        if lines
        else "Không đơn vị nào nợ số liệu."
    )
    heads = html.heads(HERE, DEBT_HEADS.items(), order, address.selection())
    table = piece("owed", heads, lines[:LONGEST], "Số liệu còn nợ") if lines else ""
    return f'<section class="view"><p class="says">{escape(text)}</p>{table}{_links("con-no", request)}</section>'


def tile_map(request: ViewRequest) -> str:
    """The units as tiles at the places that the plan gives them, each with its value and verdict."""
    plan = data.catalog()
    cells = {
        row["unit_id"]: row
        for row in data.rows("matrix", UnitVerdictRow, year=request.year, indicator=request.indicator)
    }
    units = [plan.units[unit] for unit in plan.bound_units if plan.units[unit].column and plan.units[unit].row]
    tiles = [
        {
            "column": unit.column,
            "row": unit.row,
            "name": unit.name,
            "href": html.why(cell) if (cell := cells.get(unit.id)) else "",
            "value": sentence.figure(cell, unknown=formats.MISSING_SHORT) if cell else "chưa thành lập",
            "level": cell["level"] if cell and not formats.is_missing(cell["level"]) else None,
            "word": words.LEVELS[cell["level"]].word if cell and not formats.is_missing(cell["level"]) else "",
        }
        for unit in units
    ]
    indicator = plan.indicators[str(request.indicator)]
    levels = [level for level in words.LEVELS if any(tile["level"] == level for tile in tiles)]
    without = len(plan.bound_units) - len(units)
    note = f"<p>{without} đơn vị chưa có chỗ trên bản đồ.</p>" if without else ""
    title = f"{indicator.name}, năm {request.year}"
    return (
        f'<section class="view"><h2>{escape(title)}</h2>{piece("legend", levels)}'
        f"{piece('tiles', tiles, max(unit.column or 1 for unit in units), title)}{note}</section>"
    )


def _links(name: str, request: ViewRequest) -> str:
    """The ways to take a table out."""
    return view.take_out(name, ("csv", "xlsx"), data.with_ledger(request))
