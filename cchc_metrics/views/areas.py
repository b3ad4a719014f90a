"""Views of an area's targets: one year, all years, one target over the years."""

from pandas import DataFrame

from cchc_metrics import charts, metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.views.view import Asked, View, breaks, in_words, sources


def targets(store: Store, catalog: Catalog, asked: Asked) -> View:
    """Every target of an area in one year, held against what is asked and the year before."""
    rows = metrics.targets(store, unit=asked.unit, area=asked.area, year=asked.year)
    title = _titled(words.TARGETS_HEAD.format(year=asked.year), catalog, asked)
    if rows.empty:
        outside = words.OUTSIDE_PLAN.format(first=catalog.years[0], last=catalog.years[-1], year=asked.year)
        return View(title, rows, words.NO_TARGETS if asked.year in catalog.years else outside)
    return View(title, rows, _verdicts(rows), lambda size: charts.bullet(rows, size),
                notes=(words.LEGEND.format(year=asked.year),), source=sources(catalog, rows))


def years(store: Store, catalog: Catalog, asked: Asked) -> View:
    """Every target of an area in every year: a shape and the value in each cell."""
    rows = metrics.targets(store, unit=asked.unit, area=asked.area)
    title = _titled(words.YEARS_HEAD, catalog, asked)
    if rows.empty:
        return View(title, rows, words.NO_TARGETS)
    return View(title, rows, _verdicts(rows), lambda size: charts.heat(rows, size), source=sources(catalog, rows))


def course(store: Store, catalog: Catalog, asked: Asked) -> View:
    """One target over the years, with what was asked in each."""
    target = catalog.targets[str(asked.indicator)]
    rows = metrics.targets(store, unit=asked.unit)
    rows = rows[rows["indicator_id"] == target.id]
    if rows["value"].isna().all():
        return View(target.name, rows, words.NO_FIGURES.format(unit=catalog.units[asked.unit].name))
    with_target = target.kind not in words.YEAR_RULES
    return View(target.name, rows, in_words(rows.to_dict("records"), "year"),
                lambda size: charts.trend(rows, size, with_target=with_target),
                notes=breaks(rows), source=sources(catalog, rows))


def groups(store: Store, catalog: Catalog, asked: Asked) -> View:
    """The counts of a target by group in one year."""
    target = catalog.targets[str(asked.indicator)]
    rows = metrics.groups(store, unit=asked.unit, indicator=target.id, year=asked.year)
    rows = rows[rows["breakdown_id"] == asked.breakdown]
    name = catalog.breakdowns[str(asked.breakdown)].name
    return View(words.GROUPS_HEAD.format(name=target.short, by=name, year=asked.year), rows)


def _titled(head: str, catalog: Catalog, asked: Asked) -> str:
    return head if asked.area is None else f"{head} · {catalog.areas[asked.area].name}"


def _verdicts(rows: DataFrame) -> str:
    return "; ".join(
        f"{row['short']} {row['year']}: {words.LEVELS[row['level']].word}, "
        + formats.value(row["value"], row["measure_unit"], against=[row["target"]])
        for row in rows.to_dict("records")
    )
