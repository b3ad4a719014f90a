"""The verdicts of indices and targets, and what is counted from them."""

from pandas import DataFrame

from cchc_metrics.metrics.marks import marked
from cchc_metrics.store import Store

INDICES = """
from judged
where unit_id = $unit
    and is_index
    and case when $index is null then headline else indicator_id = $index end
    and ($year is null or year = $year)
order by sequence, year
"""

TARGETS = """
from judged
where unit_id = $unit
    and not is_index
    and ($area is null or area_id = $area)
    and ($year is null or year = $year)
order by sequence, year
"""

# An index belongs to no single area, so it stays out when one area is asked for.
ATTENTION = """
select *, -gap / nullif(target, 0) as shortfall
from judged
where unit_id = $unit
    and year = $year
    and level in ('missed', 'missed_within_error')
    and ($area is null or area_id = $area)
order by level = 'missed_within_error', shortfall desc nulls last, is_index desc, sequence
"""

AREA_COUNTS = """
select
    area.area_id,
    area.name,
    count(indicator.indicator_id) as total,
    count(*) filter (level <> 'not_due') as due,
    count(*) filter (level in ('met', 'met_within_error')) as met,
    count(*) filter (level in ('missed', 'missed_within_error')) as missed,
    count(*) filter (level = 'no_data') as no_data,
    count(*) filter (level = 'no_activity') as no_activity,
    count(*) filter (level = 'not_due') as not_due,
    count(*) filter (level = 'not_comparable') as not_comparable
from area
left join indicator using (area_id)
left join verdict
    on verdict.indicator_id = indicator.indicator_id and verdict.unit_id = $unit and verdict.year = $year
group by area.area_id, area.name, area.sequence
order by area.sequence
"""


def indices(store: Store, *, unit: str, year: int | None = None, index: str | None = None) -> DataFrame:
    """The headline indices of a unit, a row each year, judged by "each year higher than the year before".

    Columns: unit_id, indicator_id, name text; area_id text, empty; year int; numerator, denominator float;
    value, target, previous, change float in the index's unit; operator text; level, direction,
    direction_statistical, pace text; flag, method, source_id text; then what explains them: margins, gap,
    break_title, break_reason, the part that moved most, published rank, owner, period, as_of, mark.
    Order: as in the plan, then year. `index` asks for one index, headline or not; `year` for one year.
    Method: levels and directions of the method's section 2, breaks of section 1.
    """
    return marked(store.frame(INDICES, unit=unit, year=year, index=index))


def targets(store: Store, *, unit: str, year: int | None = None, area: str | None = None) -> DataFrame:
    """The targets that the plan sets a unit, a row each year, with the three verdicts.

    Columns: as for `indices`; beside them exceptions (count short of 100 %), second_test and increment_required
    of a ladder, baseline, paces and projection.
    Order: as in the plan, then year. Empty for a unit of a level that the plan does not bind.
    Method: sections 2 and 3.
    """
    return marked(store.frame(TARGETS, unit=unit, year=year, area=area))


def area_counts(store: Store, *, unit: str, year: int) -> DataFrame:
    """How many targets of each area were due, met, missed or without figures in a year.

    Columns: area_id, name text; total, due, met, missed, no_data, no_activity, not_due, not_comparable int.
    Order: as in the plan. An area without targets has zeros in every count.
    """
    return store.frame(AREA_COUNTS, unit=unit, year=year)


def attention(store: Store, *, unit: str, year: int, area: str | None = None) -> DataFrame:
    """What was missed in a year, worst gap first: missed targets, and indices that did not rise.

    Columns: as for `targets`, and shortfall float, the gap as a share of what was asked.
    Order: clear misses before those within the margin of error, then shortfall, greatest first.
    """
    return marked(store.frame(ATTENTION, unit=unit, year=year, area=area))
