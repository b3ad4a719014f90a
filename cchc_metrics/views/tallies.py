"""The view of tallies: how many there were of each, by group, in one year."""

from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.text import handing_in
from cchc_metrics.text import tallies as said
from cchc_metrics.views.view import Asked, View, sources


def tallies(store: Store, catalog: Catalog, asked: Asked) -> View:
    """The tallies of an area by the groups of one breakdown, and the whole."""
    rows = metrics.tallies(store, unit=asked.unit, area=asked.area, year=asked.year)
    rows = rows[rows["breakdown_id"].isin(["", asked.breakdown or ""])]
    named = " · ".join(catalog.areas[area].short for area in rows["area_id"].unique()) or (
        catalog.areas[asked.area].short if asked.area else catalog.units[asked.unit].name)
    by = catalog.breakdowns[asked.breakdown].name.lower() if asked.breakdown else said.WHOLE.lower()
    title = said.HEAD.format(area=named, by=by, year=asked.year)
    if rows.empty:
        return View(title, rows, said.NONE.format(year=asked.year))
    rows = rows.assign(group=rows["group"].fillna(said.WHOLE)).reset_index(drop=True)
    return View(title, rows, notes=_notes(rows), source=sources(catalog, rows))


def _notes(rows: DataFrame) -> tuple[str, ...]:
    periods = {handing_in.period(row.period_start, row.period_end): None for row in rows.itertuples()}
    open_ = rows.loc[rows["flag"].ne("final"), "short"].drop_duplicates()
    told = [said.COVERS.format(period=", ".join(periods))]
    if ((rows["period_end"] - rows["period_start"]).dt.days + 1 > rows["days"]).any():
        told.append(said.GAP)
    if len(open_):
        told.append(said.NOT_FINAL.format(names=", ".join(open_)))
    return tuple(told)
