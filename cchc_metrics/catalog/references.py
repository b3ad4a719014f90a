"""Names in the plan that point at other rows: each must be known, or is named with the nearest one."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from cchc_metrics.catalog import models
from cchc_metrics.catalog.catalog import Catalog
from cchc_metrics.faults import Fault, nearest

Reference = tuple[models.Row, str, str, Collection[str], str]


def faults_of_references(catalog: Catalog, places: Mapping[int, str], unread: Collection[str]) -> list[Fault]:
    """One fault for each name that points nowhere; names in `unread` belong to rows already at fault."""
    return [_unknown(places[id(row)], key, name, known, what) for row, key, name, known, what in _references(catalog)
            if name not in known and name not in unread]


def faults_in_unread(catalog: Catalog, rows: Iterable[tuple[str, type[models.Named], Mapping[str, Any]]],
                     unread: Collection[str]) -> list[Fault]:
    """The same for rows at fault otherwise, each with its place and its model: an unknown name is not hidden by that.

    Only the names that most rows have are looked at: owner, area, document, and the units of a unit.
    """
    pointing: Mapping[str, tuple[Collection[str], str]] = {
        "owner": (catalog.owners, "chức danh"), "area": (catalog.areas, "lĩnh vực"),
        "parent": (catalog.units, "đơn vị"), "successor": (catalog.units, "đơn vị"),
        "cite.document": (catalog.documents, "văn bản"),
    }
    faults = []
    for place, model, data in rows:
        cite = data.get("cite")
        named = {**data, "cite.document": cite.get("document") if isinstance(cite, Mapping) else None}
        for key, (known, what) in pointing.items():
            name = named.get(key)
            if (key.partition(".")[0] in model.model_fields and isinstance(name, str)
                    and name not in known and name not in unread):
                faults.append(_unknown(place, key, name, known, what))
    return faults


def _unknown(place: str, key: str, name: str, known: Collection[str], what: str) -> Fault:
    return Fault(f"{place} · {key}", f"không có {what} nào mã «{name}»{nearest(name, known)}",
                 f"mã của một {what} có trong kế hoạch", f"sửa mã, hoặc thêm {what} đó")


def _references(catalog: Catalog) -> Iterator[Reference]:
    owned_rows: list[models.Index | models.Target | models.Task] = [
        *catalog.indices.values(), *catalog.targets.values(), *catalog.tasks.values(),
    ]
    for owned in owned_rows:
        if owned.owner is not None:
            yield owned, "owner", owned.owner, catalog.owners, "chức danh"
    for row, cite in _cited(catalog):
        if cite is not None:
            yield row, "cite.document", cite.document, catalog.documents, "văn bản"
    yield from _of_units(catalog)
    yield from _of_areas(catalog)
    yield from _of_tables(catalog)
    for series_break in catalog.breaks.values():
        for name in series_break.indicators:
            yield series_break, "indicators", name, catalog.indicators, "chỉ số hoặc chỉ tiêu"
    for target in catalog.targets.values():
        for name in target.breakdown:
            yield target, "breakdown", name, catalog.breakdowns, "cách chia nhóm"


def _of_units(catalog: Catalog) -> Iterator[Reference]:
    for plan in catalog.plans.values():
        yield plan, "unit", plan.unit, catalog.units, "đơn vị"
    for unit in catalog.units.values():
        for key, name in (("parent", unit.parent), ("successor", unit.successor)):
            if name is not None:
                yield unit, key, name, catalog.units, "đơn vị"
    for series_break in catalog.breaks.values():
        for unit_id in series_break.units:
            yield series_break, "units", unit_id, catalog.units, "đơn vị"


def _of_areas(catalog: Catalog) -> Iterator[Reference]:
    in_areas: list[models.Target | models.Task | models.Tally] = [
        *catalog.targets.values(), *catalog.tasks.values(), *catalog.tallies.values()]
    for row in in_areas:
        yield row, "area", row.area, catalog.areas, "lĩnh vực"
    for owner in catalog.owners.values():
        for name in owner.areas:
            yield owner, "areas", name, catalog.areas, "lĩnh vực"
    for method in catalog.methods.values():
        if method.mean_of is not None:
            yield method, "mean_of", method.mean_of, catalog.methods, "cách tính"


def _of_tables(catalog: Catalog) -> Iterator[Reference]:
    for table in (*catalog.forms.values(), *catalog.dossier_lists.values()):
        yield table, "source", table.source, catalog.sources, "nguồn"
        for feed in table.feed:
            yield table, "feed.indicator", feed.indicator, catalog.indicators, "chỉ số hoặc chỉ tiêu"
            yield table, "feed.breakdown", feed.breakdown, catalog.breakdowns, "cách chia nhóm"
        for kept in table.tally:
            yield table, "tally.tally", kept.tally, catalog.tallies, "số đếm"
            for name in kept.breakdown:
                yield table, "tally.breakdown", name, catalog.breakdowns, "cách chia nhóm"
        breakdown = catalog.breakdowns.get(table.groups_of or "")
        if table.others is not None and breakdown is not None:
            yield table, "others", table.others, [group.id for group in breakdown.group], "nhóm"
    for table in catalog.dossier_lists.values():
        yield table, "channel_breakdown", table.channel_breakdown, catalog.breakdowns, "cách chia nhóm"
        breakdown = catalog.breakdowns.get(table.channel_breakdown)
        groups = [group.id for group in breakdown.group] if breakdown else []
        for name in (table.missing_channel, table.online, *(channel.group for channel in table.channel)):
            yield table, "channel", name, groups, "nhóm"


def _cited(catalog: Catalog) -> Iterator[tuple[models.Row, models.Cite | None]]:
    cited = (catalog.plans, catalog.units, catalog.areas, catalog.indices, catalog.targets, catalog.tasks,
             catalog.owners, catalog.breaks, catalog.methods, catalog.tallies, catalog.systems, catalog.periods,
             catalog.offices)
    for rows in cited:
        yield from ((row, row.cite) for row in rows.values())
    for target in catalog.targets.values():
        yield from ((target, version.cite) for version in target.version)
