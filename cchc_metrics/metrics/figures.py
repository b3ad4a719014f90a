"""The figures themselves: as they were handed in, and what is known of a year."""

from pandas import DataFrame

from cchc_metrics.metrics.marks import marked
from cchc_metrics.store import Store

HANDED_IN = """
select
    indicator_id, part_id, breakdown_id, group_id, year, period_start, period_end, numerator, denominator, value,
    reported_value, sample_size, flag, method, reported_rank, reported_of, source_id, as_of, note,
    layer = 'demo' as illustrative
from observation
semi join current_observation as current
    using (unit_id, indicator_id, part_id, breakdown_id, group_id, period_start, period_end, entry, place)
where unit_id = $unit and year = $year and not withdrawn
order by indicator_id, part_id, breakdown_id, group_id, period_start
"""

KNOWN = """
select
    indicator_id, part_id, breakdown_id, group_id, numerator, denominator, value, sample_size, method, source_id,
    coalesce(illustrative, false) as illustrative
from (
    select unit_id, indicator_id, part_id, '' as breakdown_id, '' as group_id, year, numerator, denominator, value,
        sample_size, method, source_id
    from figure
    union all
    select unit_id, indicator_id, '', breakdown_id, group_id, year, numerator, denominator, value, null, null, null
    from group_figure
)
left join unit_layer using (unit_id)
where unit_id = $unit and year = $year
order by indicator_id, part_id, breakdown_id, group_id
"""


def handed_in(store: Store, *, unit: str, year: int) -> DataFrame:
    """The rows that count for a unit and a year, each as it was handed in.

    Columns: indicator_id … note as in a figures file, an empty text for no part, breakdown or group; period_start,
    period_end date, of the year where the file gave none; mark text. Order: series, then period.
    """
    return marked(store.frame(HANDED_IN, unit=unit, year=year))


def known(store: Store, *, unit: str, year: int) -> DataFrame:
    """What is known of every series and group of a unit in a year, periods added up by their counts.

    Columns: indicator_id, part_id, breakdown_id, group_id text; numerator, denominator, value float, in the
    indicator's unit; sample_size int; method, source_id, mark text. Order: series, then group.
    """
    return marked(store.frame(KNOWN, unit=unit, year=year))
