"""The verdicts of indices and targets of one unit, of every unit beside each other, and what is counted from them."""

import datetime as dt

from pandas import DataFrame

from cchc_metrics.metrics.lists import with_mark
from cchc_metrics.store import Store

INDICES = """
from indicator_year
where unit_id = $unit
    and is_index
    and case when $index is null then headline else indicator_id = $index end
    and ($year is null or year = $year)
order by sequence, year
"""

TARGETS = """
from indicator_year
where unit_id = $unit
    and not is_index
    and ($area is null or area_id = $area)
    and (year = $year or $year is null and ($with_baseline or year >= (select first_year from plan)))
order by sequence, year
"""

# An index belongs to no single area, so it stays out when one area is asked for.
ATTENTION = """
select *, -gap / nullif(target, 0) as shortfall
from indicator_year
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
    count(binding.indicator_id) as total,
    count(*) filter (level <> 'not_due') as due,
    count(*) filter (level in ('met', 'met_within_error')) as met,
    count(*) filter (level in ('missed', 'missed_within_error')) as missed,
    count(*) filter (level = 'no_data') as no_data,
    count(*) filter (level = 'no_previous') as no_previous,
    count(*) filter (level = 'no_activity') as no_activity,
    count(*) filter (level = 'not_due') as not_due,
    count(*) filter (level = 'not_comparable') as not_comparable,
    count(*) filter (level = 'met_within_error') as met_within_error
from area
left join indicator using (area_id)
left join binding on binding.indicator_id = indicator.indicator_id and binding.unit_id = $unit
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
    return with_mark(store.frame(INDICES, unit=unit, year=year, index=index))


def targets(
    store: Store, *, unit: str, year: int | None = None, area: str | None = None, with_baseline: bool = True
) -> DataFrame:
    """The targets that the plan sets a unit, a row each year of the plan, with the three verdicts.

    The figure of the year before the plan has a row too, which nothing is asked of; `with_baseline=False` leaves it out
    where no year is asked for.
    Columns: as for `indices`; beside them exceptions (count short of 100 %), second_test and increment_required
    of a ladder, baseline, paces and projection.
    Order: as in the plan, then year. Empty for a unit of a level that the plan does not bind.
    Method: sections 2 and 3.
    """
    return with_mark(store.frame(TARGETS, unit=unit, year=year, area=area, with_baseline=with_baseline))


PREDECESSORS = """
with recursive line as (
    select unit_id, name, valid_to from unit where successor_id = $unit
    union
    select unit.unit_id, unit.name, unit.valid_to from unit join line on unit.successor_id = line.unit_id
)
select
    line.unit_id, line.name, line.valid_to as last_day, indicator_id, year, figure.numerator, figure.denominator,
    series.value, measure_unit, series.segment, figure.flag, figure.method, figure.source_id, figure.as_of,
    figure.period_end, illustrative
from line
join series using (unit_id)
join figure using (unit_id, indicator_id, part_id, year)
join indicator using (indicator_id)
left join unit_layer using (unit_id)
where indicator_id = $indicator and part_id = '' and figure.period_end <= line.valid_to
order by line.name, year
"""


def predecessors(store: Store, *, unit: str, indicator: str) -> DataFrame:
    """The figures of the units that a unit was made of, directly or by way of others, up to the last day of each.

    Columns: unit_id, name text; last_day date, when the unit ended; indicator_id text; year int; numerator,
    denominator, value float; measure_unit text; segment int, figures of one may be joined; flag, method, source_id
    text; as_of, period_end date; mark. There is no verdict: what came before is not judged by this plan.
    Order: name of the unit, year.
    """
    return with_mark(store.frame(PREDECESSORS, unit=unit, indicator=indicator))


SPAN_VERDICTS = """
with yearly as (
    select indicator_id, name, short, area_id, kind, due_year, is_index, sequence, year, level, illustrative
    from indicator_year
    where unit_id = $unit and level is not null
        and year between (select first_year from plan) and (select last_year from plan)
        and ($last_year is null or year <= $last_year)
)
select
    indicator_id, name, short, area_id, kind, due_year,
    count(*) as years,
    count(*) filter (level not in ('not_due', 'no_activity', 'not_comparable')) as judged,
    count(*) filter (level in ('met', 'met_within_error')) as met,
    count(*) filter (level in ('missed', 'missed_within_error')) as missed,
    count(*) filter (level = 'no_data') as no_data,
    count(*) filter (level = 'no_previous') as no_previous,
    count(*) filter (level = 'no_activity') as no_activity,
    count(*) filter (level = 'not_due') as not_due,
    count(*) filter (level = 'not_comparable') as not_comparable,
    coalesce(
        list(year order by year) filter (level in ('missed', 'missed_within_error')), []
    ) as missed_years,
    case
        when missed > 0 then 'missed'
        when no_data > 0 then 'no_data'
        when no_previous > 0 then 'no_previous'
        when met > 0 then 'met'
        when not_comparable > 0 then 'not_comparable'
        when no_activity > 0 then 'no_activity'
        else 'not_due'
    end as level,
    arg_max(level, year) as last_level,
    bool_or(illustrative) as illustrative
from yearly
group by indicator_id, name, short, area_id, kind, due_year, is_index, sequence
order by is_index desc, sequence
"""


def span_verdicts(store: Store, *, unit: str, last_year: int | None = None) -> DataFrame:
    """The verdict of the whole plan for each target and headline index, beside that of its last year.

    Columns: indicator_id, name, short, area_id, kind text; due_year int; years int, those of the plan with a verdict;
    judged int, of these the ones that count; met, missed, no_data, no_previous, no_activity, not_due, not_comparable
    int, how many years had that level, within error or not; missed_years list of int; level text, of the whole:
    met when every year that counts was met, missed when any was missed, else no_data or no_previous when such a year
    is left; last_level text, of the last year; mark text.
    Order: indices, then targets as in the plan. Years up to `last_year`, or all of the plan. Empty for a unit that the
    plan does not bind.
    Method: section 5, a verdict of one year is never told as that of a span.
    """
    return with_mark(store.frame(SPAN_VERDICTS, unit=unit, last_year=last_year))


def area_counts(store: Store, *, unit: str, year: int) -> DataFrame:
    """How many targets of each area the plan sets the unit, and how many of them were due, met or missed in a year.

    Columns: area_id, name text; total, due, met, missed, no_data, no_previous, no_activity, not_due, not_comparable,
    met_within_error int; `met` counts those of `met_within_error` too.
    Order: as in the plan. An area without targets has zeros in every count.
    """
    return store.frame(AREA_COUNTS, unit=unit, year=year)


def attention(store: Store, *, unit: str, year: int, area: str | None = None) -> DataFrame:
    """What was missed in a year, worst gap first: missed targets, and indices that did not rise.

    Columns: as for `targets`, and shortfall float, the gap as a share of what was asked.
    Order: clear misses before those within the margin of error, then shortfall, greatest first.
    """
    return with_mark(store.frame(ATTENTION, unit=unit, year=year, area=area))


SUBMISSIONS = """
select
    indicator_id, part_id, breakdown_id, group_id, year, period_start, period_end, numerator, denominator, value,
    reported_value, sample_size, flag, method, reported_rank, reported_of, source_id, as_of, note,
    layer = 'demo' as illustrative
from observation
semi join indicator using (indicator_id)
semi join current_observation as current
    using (unit_id, indicator_id, part_id, breakdown_id, group_id, period_start, period_end, entry, place)
where unit_id = $unit and year = $year and not withdrawn
order by indicator_id, part_id, breakdown_id, group_id, period_start
"""

FIGURES = """
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


def submissions(store: Store, *, unit: str, year: int) -> DataFrame:
    """The rows that count for a unit and a year, each as it was handed in.

    Columns: indicator_id … note as in a figures file, an empty text for no part, breakdown or group; period_start,
    period_end date, of the year where the file gave none; mark text. Order: series, then period.
    """
    return with_mark(store.frame(SUBMISSIONS, unit=unit, year=year))


def figures(store: Store, *, unit: str, year: int) -> DataFrame:
    """What is known of every series and group of a unit in a year, periods added up by their counts.

    Columns: indicator_id, part_id, breakdown_id, group_id text; numerator, denominator, value float, in the
    indicator's unit; sample_size int; method, source_id, mark text. Order: series, then group.
    """
    return with_mark(store.frame(FIGURES, unit=unit, year=year))


PERIOD_FIGURES = """
select
    indicator.indicator_id, indicator.name, indicator.short, indicator.area_id, report_period.year,
    report_period.first_day, report_period.last_day,
    figure.numerator, figure.denominator, figure.value, figure.no_activity,
    target_value.value as target, indicator.operator, indicator.kind, target_value.due_year,
    compared.previous, compared.previous_numerator, compared.previous_denominator, compared.change,
    coalesce(compared.direction, 'no_data') as direction, coalesce(compared.none_before, false) as none_before,
    compared.value_before, compared.break_title, compared.break_reason,
    case
        when indicator.operator = '=' and indicator.measure = 'count' and target_value.value = 100
            then figure.denominator - figure.numerator
    end as exceptions,
    figure.days_missing, indicator.measure_unit, indicator.measure, figure.sample_size, figure.flag, figure.method,
    figure.source_id, figure.as_of, figure.period_start, figure.period_end,
    answerer.owner_id, answerer.owner, coalesce(illustrative, false) as illustrative
from report_period
cross join indicator
join binding on binding.unit_id = $unit and binding.indicator_id = indicator.indicator_id
join target_value
    on target_value.indicator_id = indicator.indicator_id and target_value.year = $year and target_value.in_force
left join period_figure as figure
    on figure.unit_id = $unit and figure.indicator_id = indicator.indicator_id
    and figure.period_id = report_period.period_id and figure.year = report_period.year
left join period_comparison as compared
    on compared.unit_id = $unit and compared.indicator_id = indicator.indicator_id
    and compared.period_id = report_period.period_id and compared.year = report_period.year
left join unit_layer on unit_layer.unit_id = $unit
left join answerer
    on answerer.unit_id = $unit and answerer.subject = indicator.indicator_id
    and $year between answerer.first_year and answerer.last_year
where report_period.period_id = $period and report_period.year = $year and not indicator.is_index
order by indicator.sequence
"""

NOTES = """
select observation.indicator_id, observation.year, observation.note, observation.as_of,
    observation.source_id, source.title as source, answerer.owner, observation.place
from observation
join current_observation as current using (
    unit_id, indicator_id, part_id, breakdown_id, group_id, year, entry, place
)
join indicator on indicator.indicator_id = observation.indicator_id
left join answerer
    on answerer.unit_id = observation.unit_id and answerer.subject = observation.indicator_id
    and observation.year between answerer.first_year and answerer.last_year
left join source on source.source_id = observation.source_id
where observation.unit_id = $unit and observation.year = $year and observation.note is not null
    and ($first_day is null or observation.period_start >= $first_day)
    and ($last_day is null or observation.period_end <= $last_day)
order by indicator.is_index desc, indicator.sequence, observation.period_start, observation.place
"""


def period_figures(store: Store, *, unit: str, period: str, year: int) -> DataFrame:
    """The targets of a unit in a periodic report told by days: rows that lie within its days, added up by counts.

    Columns: indicator_id, name, short, area_id text; year int; first_day, last_day date, those of the report;
    numerator, denominator, value float; no_activity bool; target float, what the year asks; operator, kind text;
    due_year int; previous, previous_numerator, previous_denominator, change float against the same period of the
    year before, missing across a break; direction text; none_before bool, that period was 0 of 0; value_before
    float, of that period, comparable or not; break_title, break_reason text; exceptions float; days_missing int, days
    of the report without figures; measure_unit, measure text; sample_size int; flag, method, source_id text; as_of,
    period_start, period_end date; owner_id, owner, mark text.
    Order: as in the plan. A target without figures in these days has its row without a value.
    Method: section 1, ratios add up by counts and nothing is carried forward. A part of a year has no verdict.
    """
    return with_mark(store.frame(PERIOD_FIGURES, unit=unit, period=period, year=year))


def notes(
    store: Store, *, unit: str, year: int, first_day: str | None = None, last_day: str | None = None
) -> DataFrame:
    """What officers wrote beside the figures in use of a year, or of the days given.

    Columns: indicator_id text; year int; note text; as_of date; source_id, source, owner, place text.
    Order: indices, then targets as in the plan, then period.
    """
    return store.frame(NOTES, unit=unit, year=year, first_day=first_day, last_day=last_day)


MATRIX = """
select
    indicator_year.unit_id, unit.name as unit, indicator_id, indicator_year.name, short, area_id, is_index, sequence,
    year, numerator, denominator, value, target, operator, gap, measure_unit, indicator_year.level, direction, flag,
    illustrative
from indicator_year
join unit using (unit_id)
join binding using (unit_id, indicator_id)
where year = $year
    and case when $indicator is null then is_index = $indices else indicator_id = $indicator end
    and ($area is null or area_id = $area)
    and (headline or not is_index or $indicator is not null)
order by unit.rowid, is_index desc, sequence
"""

TOTALS = """
select
    indicator_id, indicator.name, short, area_id, is_index, sequence, total.year, units, units_added,
    units_illustrated, numerator, denominator, total.value, target, operator,
    round(better * (total.value - target), 12) as gap, measure_unit, met, missed, no_data, not_judged, illustrative
from indicator_total as total
join indicator using (indicator_id)
where ($year is null or total.year = $year)
    and ($area is null or area_id = $area)
    and (headline or not is_index)
order by is_index desc, sequence, total.year
"""

DEBTS = """
select
    owed_figure.unit_id, unit.name as unit, answerer.owner_id, answerer.owner, indicator_id, indicator.name, short,
    area_id, is_index, owed_figure.year, covered, periods, due, $on::date - due as days
from owed_figure
join unit using (unit_id)
join indicator using (indicator_id)
left join answerer
    on answerer.unit_id = owed_figure.unit_id and answerer.subject = owed_figure.indicator_id
    and owed_figure.year between answerer.first_year and answerer.last_year
where due < $on
    and (headline or not is_index)
    and ($unit is null or owed_figure.unit_id = $unit)
    and ($year is null or owed_figure.year = $year)
order by unit.rowid, owed_figure.year, is_index desc, sequence
"""


def matrix(
    store: Store, *, year: int, area: str | None = None, indicator: str | None = None, indices: bool = False
) -> DataFrame:
    """Every unit that the plan binds beside every target of a year, a row each pair.

    Columns: unit_id, unit text, its name; indicator_id, name, short, area_id text; is_index bool; sequence, year int;
    numerator, denominator float; value, target, gap float in the target's unit, gap positive on the right side of the
    target; operator, measure_unit, level, direction, flag, mark text.
    Order: units as in the plan, then targets as in the plan. A unit that did not exist in the year is left out.
    `area` asks for the targets of one area, `indicator` for one target or index, `indices` for the headline indices in
    place of the targets.
    Method: sections 2 and 3.
    """
    return with_mark(store.frame(MATRIX, year=year, area=area, indicator=indicator, indices=indices))


def totals(store: Store, *, year: int | None = None, area: str | None = None) -> DataFrame:
    """Each headline index and target over all units that the plan binds, a row each year.

    Columns: indicator_id, name, short, area_id text; is_index bool; sequence, year int; units int, that answer for it;
    units_added int, whose counts make the sum; units_illustrated int, left out because theirs is an illustration
    beside real figures; numerator, denominator float, sums of counts; value float, numerator over denominator in the
    target's unit, missing where no unit has counts or there was nothing to count; target float, asked of each unit,
    missing where each is asked something else; operator text; gap float; measure_unit text; met, missed, no_data,
    not_judged int, units; mark text. A unit without counts adds nothing: units less units_added says how many.
    Order: indices, then targets as in the plan, then year.
    Method: section 1, counts add up, ratios never.
    """
    return with_mark(store.frame(TOTALS, year=year, area=area))


def owed(store: Store, *, on: dt.date, unit: str | None = None, year: int | None = None) -> DataFrame:
    """What the units that the plan binds had not handed in by a day, although the report of its year was due.

    Columns: unit_id, unit, owner_id, owner, indicator_id, name, short, area_id text; is_index bool; year int; covered
    text: missing, or partly when the periods leave out a part of the year; periods text, those that are there; due
    date, the day on which the report of the year was due; days int, since then. An illustration counts as missing.
    Order: units as in the plan, the oldest year first, then as in the plan.
    """
    return store.frame(DEBTS, on=on, unit=unit, year=year)
