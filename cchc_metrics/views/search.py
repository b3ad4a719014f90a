"""Everything that can be looked for by its words: what the plan names, and what meetings decided."""

import datetime as dt
from dataclasses import dataclass
from typing import TypedDict

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.text.rows import DecisionRow, Maybe, records
from cchc_metrics.text.search import matches


class CriterionNameRow(TypedDict):
    """One criterion by its last name, as in `metrics.criterion_names`."""

    set_id: str
    criterion_id: str
    code: Maybe
    name: str
    short: str
    last_year: int


@dataclass(frozen=True)
class SearchItem:
    """Something with a view of its own: a kind of `text.search.RESULT_KINDS`, its id, its name, and where it belongs.

    `within` is the id of the area of a target or task, of the index of a part, or of the set of a criterion, `around`
    the words of that; `short` is the name by which screens know it. The id of a criterion is its set, its own id and
    the last year that the set scores it.
    """

    kind: str
    id: str
    name: str
    within: str | None = None
    short: str = ""
    around: str = ""


def search_items(store: Store, catalog: Catalog, *, unit: str, on: dt.date) -> list[SearchItem]:
    """Everything with a view for a unit, indices first; targets and tasks only for units that the plan binds."""
    indices = [SearchItem("index", row.id, row.name, short=row.short) for row in catalog.indices.values()]
    criteria = [
        SearchItem(
            "criterion",
            f"{row['set_id']} {row['criterion_id']} {row['last_year']}",
            row["name"],
            row["set_id"],
            f"{row['code']} {row['name']}",
            row["short"],
        )
        for row in records(metrics.criterion_names(store, unit=unit), CriterionNameRow)
    ]
    parts = [
        SearchItem("part", part.id, part.name, index.id, part.short, index.short)
        for index in catalog.indices.values()
        for part in index.part
    ]
    units = [SearchItem("unit", row.id, row.name) for row in catalog.units.values()]
    if not catalog.binds(unit):
        return [*indices, *units, *parts, *criteria]
    areas = {row.id: f"{row.short} {row.name}" for row in catalog.areas.values()}
    return [
        *indices,
        *(
            SearchItem("target", row.id, row.name, row.area, row.short, areas[row.area])
            for row in catalog.targets.values()
        ),
        *(SearchItem("area", row.id, row.name, row.id, row.short) for row in catalog.areas.values()),
        *units,
        *parts,
        *(SearchItem("task", row.id, row.name, row.area, around=areas[row.area]) for row in catalog.tasks.values()),
        *(
            SearchItem("decision", str(row["entry"]), row["what"])
            for row in records(metrics.decisions(store, unit=unit, on=on), DecisionRow)
        ),
        *(SearchItem("owner", row.id, row.name) for row in catalog.owners.values()),
        *criteria,
    ]


def find(query: str, among: list[SearchItem]) -> list[SearchItem]:
    """The things whose names hold every word of the query, with or without diacritics; the nearest first."""
    # What the plan names comes before a criterion or a unit of the same words: "tư pháp" is the officer.
    return matches(
        query,
        among,
        lambda thing: (thing.name, thing.short),
        lambda thing: thing.around,
        lambda thing: thing.kind in {"criterion", "unit"},
    )
