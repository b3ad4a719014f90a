"""Search: all that the plan names and meetings decided, found by words as people type them in haste, in any order."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict, TypeVar

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.text.letters import search_key
from cchc_metrics.text.rows import DecisionRow, Maybe, records

# What a search finds, by kind, in the order of the bar.
RESULT_KINDS = {
    "index": "Chỉ số",
    "unit": "Đơn vị",
    "target": "Chỉ tiêu",
    "area": "Lĩnh vực",
    "part": "Thành phần",
    "task": "Nhiệm vụ",
    "decision": "Việc đã giao",
    "owner": "Phụ trách",
    "criterion": "Tiêu chí",
}

Item = TypeVar("Item")
# How a word typed stands among the words found: it is one of them, begins one, or stands inside one.
WHOLE, BEGINNING, INSIDE, NOWHERE = range(4)
# One or two letters stand inside almost every text.
SHORTEST_INSIDE = 3
# The first parts of `nearness`: how the words stand, and whether together.
TOGETHER = 3
# What officials shorten, written as `fold` leaves it; whoever types one way finds what is written the other way.
SHORT = {
    "bcci": "buu chinh cong ich",
    "cbcc": "can bo cong chuc",
    "cchc": "cai cach hanh chinh",
    "cds": "chuyen doi so",
    "cntt": "cong nghe thong tin",
    "cqdt": "chinh quyen dien tu",
    "dvc": "dich vu cong",
    "dvctt": "dich vu cong truc tuyen",
    "hdnd": "hoi dong nhan dan",
    "pakn": "phan anh kien nghi",
    "pbgdpl": "pho bien giao duc phap luat",
    "pctn": "phong chong tham nhung",
    "qppl": "quy pham phap luat",
    "tthc": "thu tuc hanh chinh",
    "tttt": "thanh toan truc tuyen",
    "ubnd": "uy ban nhan dan",
    "vbqppl": "van ban quy pham phap luat",
}


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
    """Something with a view of its own: a kind of RESULT_KINDS, its id, its name, and where it belongs.

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
        lambda item: (item.name, item.short),
        lambda item: item.around,
        lambda item: item.kind in {"criterion", "unit"},
    )


def nearness(query: str, text: str) -> tuple[int, ...] | None:
    """How near a text is to what was typed, least is nearest; None when a word typed stands nowhere in it.

    Words that are whole come before beginnings, beginnings before what stands inside; then words typed that stand
    together, then those that stand early, then the shorter text.
    """
    query_words, text_words, words = _spelling(query), _spelling(text), search_key(text).split()
    stands = [
        min((_stands(word, of) for of in {*words, *text_words.split()}), default=NOWHERE)
        for word in query_words.split()
    ]
    if not stands or NOWHERE in stands:
        return None
    together = text_words.find(query_words)
    return (max(stands), sum(stands), int(together < 0), max(together, 0), len(words))


def matches(
    query: str,
    items: Iterable[Item],
    names: Callable[[Item], Sequence[str]],
    around: Callable[[Item], str] = lambda _: "",
    behind: Callable[[Item], bool] = lambda _: False,
) -> list[Item]:
    """The things of which one name holds everything that was typed, the nearest first; equals keep their order.

    All names together with the words `around` them may hold what was typed too, and come after names that do by
    themselves; so do things that stand `behind` others.
    """
    near = []
    for item in items:
        of = names(item)
        texts = [*((text, False) for text in of), (" ".join((*of, around(item))), True)]
        ranks = [
            (*how[:TOGETHER], together or behind(item), *how[TOGETHER:])
            for text, together in texts
            if (how := nearness(query, text)) is not None
        ]
        if ranks:
            near.append((min(ranks), item))
    return [item for _, item in sorted(near, key=lambda pair: pair[0])]


@lru_cache(maxsize=10_000)
def _spelling(text: str) -> str:
    """What `search_key` gives, with what is shortened written out."""
    return " ".join(SHORT.get(word, word) for word in search_key(text).split())


def _stands(term: str, word: str) -> int:
    if word == term:
        return WHOLE
    if word.startswith(term):
        return BEGINNING
    return INSIDE if len(term) >= SHORTEST_INSIDE and term in word else NOWHERE
