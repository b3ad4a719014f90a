"""Numbers of cases that are followed and not judged, by group."""

from pandas import DataFrame

from cchc_metrics.metrics.marks import marked
from cchc_metrics.store import Store

TALLIES = """
select
    tally_id, tally.name, tally.short, tally.area_id, breakdown_id, group_id, named.name as "group", year, cases, flag,
    source_id, as_of, period_start, period_end, days, coalesce(illustrative, false) as illustrative
from tally_figure
join tally using (tally_id)
join area using (area_id)
left join breakdown_group as named using (breakdown_id, group_id)
left join unit_layer using (unit_id)
where unit_id = $unit and ($area is null or tally.area_id = $area) and ($year is null or year = $year)
order by area.sequence, tally.sequence, year, coalesce(named.breakdown_sequence, 0), named.sequence
"""

HISTORY = """
select
    unit_id, tally_id, breakdown_id, group_id, year, period_start, period_end, cases, flag, source_id, as_of,
    entry, withdrawn, place, note,
    case
        when withdrawn then 'withdrawn'
        when current.place is not null then 'in_use'
        when (layer = 'demo') <> unit_layer.illustrative then 'set_aside'
        else 'replaced'
    end as use,
    layer = 'demo' as illustrative
from tallied
left join unit_layer using (unit_id)
left join (
    select unit_id, tally_id, breakdown_id, group_id, entry, place from current_tally
) as current using (unit_id, tally_id, breakdown_id, group_id, entry, place)
where unit_id = $unit
order by tally_id, year, period_start, breakdown_id, group_id, entry, as_of
"""


def tallies(store: Store, *, unit: str, area: str | None = None, year: int | None = None) -> DataFrame:
    """The tallies of a unit by year, whole and by every group of every breakdown.

    Columns: tally_id, name, short, area_id text; breakdown_id, group_id text, empty for the whole; group text, missing
    for the whole; year int; cases float; flag, source_id text; as_of, period_start, period_end date;
    days int, those that its periods cover; mark text.
    Order: as in the plan, then year, the whole, breakdown and group.
    Method: several periods of a year are added up, or the first or the last one's number stands, as the plan says of
    each tally; nothing is added that was not given.
    """
    return marked(store.frame(TALLIES, unit=unit, area=area, year=year))


def tally_history(store: Store, *, unit: str) -> DataFrame:
    """Every number ever handed in for the tallies of a unit, current or not, oldest first within a period.

    Columns: unit_id, tally_id, breakdown_id, group_id text; year int; period_start, period_end date; cases float;
    flag, source_id text; as_of date; entry int; withdrawn bool; place, note text; use text as in `history`; mark text.
    """
    return marked(store.frame(HISTORY, unit=unit))
