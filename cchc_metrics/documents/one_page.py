"""One page for the leader: four indices, the areas, three things that need attention, decisions that fall due."""

from collections.abc import Mapping
from typing import Any

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents import letterhead
from cchc_metrics.documents.provenance import provenance
from cchc_metrics.documents.wanted import Wanted, figures
from cchc_metrics.store import Store
from cchc_metrics.text import formats, reports, words
from cchc_metrics.text.sentence import areas_line, asked_line, due, moved, owner

Row = Mapping[Any, Any]
# What fits on one page beside the indices and the areas, whatever the names are.
FINDINGS, DECISIONS, LETTERS = 3, 4, 150


def content(store: Store, catalog: Catalog, wanted: Wanted) -> dict[str, Any]:
    """The fields of the template of the one page."""
    unit, year = catalog.units[wanted.unit], wanted.year
    told = provenance(store, catalog, wanted, figures(store, catalog, wanted))
    attention = metrics.attention(store, unit=unit.id, year=year).to_dict("records")
    decided = metrics.decisions(store, unit=unit.id, on=wanted.day)
    open_ones = decided[decided["open"]].to_dict("records")
    said = [_shortened(_decision(row)) for row in open_ones[:DECISIONS]]
    if len(open_ones) > DECISIONS:
        said.append(reports.MORE.format(count=len(open_ones) - DECISIONS))
    return {
        "dau_trang": told["dau_trang"], "chan_trang": told["chan_trang"],
        "tieu_de": reports.ONE_PAGE_HEAD.format(unit=letterhead.within(unit).upper(), year=year),
        "chi_so": [_index(store, catalog, wanted, index.id) for index in catalog.indices.values() if index.headline],
        "linh_vuc": [{"ten": row["name"], "cau": areas_line(row)}
                     for row in metrics.area_counts(store, unit=unit.id, year=year).to_dict("records")],
        "chu_y": [_finding(number, row) for number, row in enumerate(attention[:FINDINGS], 1)]
        or [{"so": "", "ten": words.NOTHING_MISSED, "can_cu": "", "phu_trach": ""}],
        "quyet_dinh": said or [reports.NO_DECISIONS],
    }


def _index(store: Store, catalog: Catalog, wanted: Wanted, index: str) -> dict[str, str]:
    rows = metrics.indices(store, unit=wanted.unit, index=index).to_dict("records")
    now = next(row for row in rows if row["year"] == wanted.year)
    level = words.LEVELS[now["level"]]
    # Words alone: not every machine has letters with the shapes in them.
    links = (f"{int(row['year'])} {words.DIRECTIONS_SHORT[row['direction']]}"
             for row in rows if row["year"] in catalog.years)
    # A year and its word stay on one line.
    chain = ", ".join(link.replace(" ", "\N{NO-BREAK SPACE}") for link in links)
    return {"ten": now["short"], "gia_tri": formats.value(now["value"], now["measure_unit"], against=[now["previous"]]),
            "thay_doi": moved(now) or formats.MISSING_SHORT, "ket_luan": level.word, "chuoi": chain}


def _finding(number: int, row: Row) -> dict[str, str]:
    value = formats.value(row["value"], row["measure_unit"], against=[row["target"]])
    return {"so": str(number), "ten": _shortened(f"{row['name']}: {value}"), "can_cu": _shortened(asked_line(row)),
            "phu_trach": f"{words.OWNER}: {owner(row)} · {words.DUE}: {due(row)}"}


def _decision(row: Row) -> str:
    late = reports.OVERDUE.format(days=int(row["days_over"])) if row["overdue"] else ""
    # What somebody typed is cut, never who answers for it and by when.
    return f"{_shortened(row['what'], 90)} ({owner(row)}, {words.DUE.lower()} {formats.day(row['due'])}{late})"


def _shortened(text: str, letters: int = LETTERS) -> str:
    text = " ".join(text.split())
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"
