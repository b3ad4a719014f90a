"""Communes of the small plan with figures by chance: gaps, breaks, 0 of 0, provisional, surveys, half years."""

import datetime as dt
import random
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog, load
from cchc_metrics.documents import final_review, one_page, periodic
from cchc_metrics.documents.request import Request
from cchc_metrics.intake.content import Observation
from cchc_metrics.store import Store, build_store, rows_of
from cchc_metrics.text import sentence, statements
from cchc_metrics.views.meeting import sequence
from tests.conftest import DATA, DEFAULTS
from tests.truth import lines
from tests.truth.lines import Line

UNITS = [f"xa-{number}" for number in range(1, 7)]
YEARS = range(2020, 2026)
DAY = dt.date(2026, 1, 15)
FLAGS = ("final", "final", "final", "provisional", "estimated", "break")


def communes(seed: int) -> tuple[Store, Catalog]:
    """A store of six communes, the first without a figure, the second with one; the same seed, the same figures."""
    chance = random.Random(seed)
    catalog = load(DATA / "plans" / "mini")
    some = catalog.units["xa-thu"]
    units = {unit: some.model_copy(update={"id": unit, "name": f"Xã {unit}"}) for unit in UNITS}
    figures = [
        {"unit_id": unit, **figure}
        for unit, density in zip(UNITS[2:], (0.3, 0.6, 0.8, 1.0), strict=True)
        for figure in _figures(catalog, chance, density)
    ]
    figures.append({"unit_id": UNITS[1], "indicator_id": "early", "year": 2023, "numerator": 8, "denominator": 10})
    catalog = replace(catalog, units=catalog.units | units)
    return _store(catalog, figures), catalog


def still() -> tuple[Store, Catalog]:
    """A store of one commune in which each figure is the same in 2024 and 2025, a ratio that no decimals end."""
    catalog = load(DATA / "plans" / "mini")
    ratio = {"numerator": 20, "denominator": 24}
    figures = ({"indicator_id": "papi", "value": 40}, {"indicator_id": "early", **ratio})
    return _store(catalog, [{**figure, "year": year} for figure in figures for year in (2024, 2025)]), catalog


def _store(catalog: Catalog, figures: Iterable[dict[str, Any]]) -> Store:
    path = Path(tempfile.mkdtemp()) / "store.duckdb"
    build_store(path, {**rows_of(catalog), "observation": [_stored(figure) for figure in figures]})
    return Store(path)


def _stored(figure: dict[str, Any]) -> dict[str, Any]:
    """A figure as the store has it, although it never saw a file."""
    empty = dict.fromkeys(Observation.model_fields, "")
    read = Observation.model_validate({**empty, **DEFAULTS, **{key: str(value) for key, value in figure.items()}})
    place = f"{read.unit_id}, {read.indicator_id}, {read.year}"
    return {
        **read.model_dump(mode="json"),
        "period_start": read.first_day,
        "period_end": read.last_day,
        "layer": "published",
        "entry": 0,
        "withdrawn": False,
        "place": place,
    }


def _figures(catalog: Catalog, chance: random.Random, density: float) -> Iterator[dict[str, Any]]:
    for indicator in (*catalog.indices.values(), *catalog.targets.values()):
        for year in YEARS:
            if chance.random() > density:
                continue
            figure: dict[str, Any] = {"indicator_id": indicator.id, "year": year, "flag": chance.choice(FLAGS)}
            if indicator.measure == "score":
                top = 1 if indicator.unit == "ratio" else 40
                yield figure | {"value": round(chance.uniform(0, top), 2)}
                continue
            whole = chance.choice((0, 1, 10, 20, 200, 912, 4811))
            numerator = chance.choice((whole, chance.randint(0, whole), max(whole - 1, 0)))
            if indicator.measure == "survey" and whole and chance.random() < 0.8:
                figure["sample_size"] = whole
            if chance.random() < 0.2:
                figure |= {"period_start": f"{year}-01-01", "period_end": f"{year}-06-30"}
            yield figure | {"numerator": numerator, "denominator": whole}


def lines_of(store: Store, catalog: Catalog, years: Iterable[int] = (2025,)) -> Iterator[Line]:
    """What documents, slides and sentences say of every commune in some years."""
    for unit in UNITS:
        indices, targets = metrics.indices(store, unit=unit), metrics.targets(store, unit=unit)
        for row in (*indices.to_dict("records"), *targets.to_dict("records")):
            yield Line("câu", lines._plain(sentence.sentence(row)), unit, int(row["year"]))
        for year in years:
            of_year = targets[targets["year"] == year]
            both = [row for rows in (indices, of_year) for row in rows.to_dict("records") if row["year"] == year]
            head = statements.headline(year, indices[indices["year"] == year]["direction"], of_year["level"])
            yield Line("đầu đề", lines._plain(head), unit, year)
            yield Line("không thiếu", statements.nothing_missed(both, year), unit, year)
            for screen in sequence(store, catalog, unit=unit, year=year, on=DAY):
                yield from (Line(screen.id, lines._plain(text), unit, year) for text in (screen.title, *screen.notes))
            for kind, content in (("nam", periodic.content), ("mot-trang", one_page.content)):
                yield from lines.of_fields(content(store, catalog, Request(unit, kind, year, DAY)), kind, unit, year)
        review = final_review.content(store, catalog, Request(unit, "tong-ket", 2025, DAY))
        yield from lines.of_fields(review, "tong-ket", unit, 2025)
