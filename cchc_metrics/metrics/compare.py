"""Several units and indicators side by side."""

from collections.abc import Sequence

from pandas import DataFrame

from cchc_metrics.metrics.marks import marked
from cchc_metrics.store import Store

COMPARE = """
with chosen as (
    select judged.*, unit.name as unit, series.segment
    from judged
    join unit using (unit_id)
    left join series
        on series.unit_id = judged.unit_id and series.indicator_id = judged.indicator_id
        and series.part_id = '' and series.year = judged.year
    where list_contains($units, judged.unit_id)
        and list_contains($indicators, judged.indicator_id)
        and judged.year between $from_year and $to_year
),
-- The first year in which every series that has any value has one: an earlier one would leave series without a base.
common as (
    select min(year) as base_year
    from (
        select year
        from chosen
        where value is not null
        group by year
        having count(*) = (select count(distinct (unit_id, indicator_id)) from chosen where value is not null)
    )
),
base as (
    select unit_id, indicator_id, value as base_value, segment as base_segment
    from chosen
    join common on chosen.year = common.base_year
)
select
    unit_id, unit, indicator_id, name, short, year, value, measure_unit, base_year,
    case when segment = base_segment and base_value <> 0 then 100 * value / base_value end as indexed,
    direction, flag, method, source_id, as_of, break_title, break_reason, illustrative
from chosen
cross join common
left join base using (unit_id, indicator_id)
order by list_position($units, unit_id), list_position($indicators, indicator_id), year
"""


def compare(store: Store, *, units: Sequence[str], indicators: Sequence[str], from_year: int,
            to_year: int) -> DataFrame:
    """The figures of several units and indicators, a row each year, and each as an index number.

    Columns: unit_id, unit, indicator_id, name, short text; year int; value float in measure_unit; base_year int, the
    first year in which every series has a value, missing when there is none; indexed float, 100 in the base year and
    missing across a break; direction, flag, method, source_id text; as_of date; break_title, break_reason, mark text.
    Order: units and indicators as asked, then year. An indicator that a unit does not answer for has no row.
    Method: section 1, a change of method is a break that no comparison crosses.
    """
    return marked(store.frame(COMPARE, units=list(units), indicators=list(indicators), from_year=from_year,
                              to_year=to_year))
