"""What a periodic report asks that no screen does: figures between two days, and what officers noted beside figures."""

from pandas import DataFrame

from cchc_metrics.metrics.marks import marked
from cchc_metrics.store import Store

PERIOD_FIGURES = """
select
    indicator.indicator_id, indicator.name, indicator.short, indicator.area_id, report_period.year,
    report_period.first_day, report_period.last_day,
    figure.numerator, figure.denominator, figure.value, figure.no_activity,
    target_value.value as target, indicator.operator, indicator.kind, indicator.due_year,
    compared.previous, compared.previous_numerator, compared.previous_denominator, compared.change,
    coalesce(compared.direction, 'no_data') as direction, coalesce(compared.none_before, false) as none_before,
    compared.break_title, compared.break_reason,
    case
        when indicator.operator = '=' and indicator.measure = 'count' and target_value.value = 100
            then figure.denominator - figure.numerator
    end as exceptions,
    figure.days_missing, indicator.measure_unit, indicator.measure, figure.sample_size, figure.flag, figure.method,
    figure.source_id, figure.as_of, figure.period_start, figure.period_end, indicator.owner_id, owner.name as owner,
    coalesce(illustrative, false) as illustrative
from report_period
cross join indicator
join plan on true
join unit on unit.unit_id = $unit and unit.level = plan.level
join target_value
    on target_value.indicator_id = indicator.indicator_id and target_value.year = $year and target_value.in_force
left join owner using (owner_id)
left join period_figure as figure
    on figure.unit_id = $unit and figure.indicator_id = indicator.indicator_id
    and figure.period_id = report_period.period_id and figure.year = report_period.year
left join period_comparison as compared
    on compared.unit_id = $unit and compared.indicator_id = indicator.indicator_id
    and compared.period_id = report_period.period_id and compared.year = report_period.year
left join unit_layer on unit_layer.unit_id = $unit
where report_period.period_id = $period and report_period.year = $year and not indicator.is_index
order by indicator.sequence
"""

NOTES = """
select observation.indicator_id, observation.year, observation.note, observation.as_of,
    observation.source_id, source.title as source, owner.name as owner, observation.place
from observation
join current_observation as current using (
    unit_id, indicator_id, part_id, breakdown_id, group_id, year, entry, place
)
join indicator on indicator.indicator_id = observation.indicator_id
left join owner using (owner_id)
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
    year before, missing across a break; direction text; none_before bool, that period was 0 of 0; break_title,
    break_reason text; exceptions float; days_missing int, days of the report without figures; measure_unit, measure
    text; sample_size int; flag, method, source_id text; as_of, period_start, period_end date; owner_id, owner, mark
    text.
    Order: as in the plan. A target without figures in these days has its row without a value.
    Method: section 1, ratios add up by counts and nothing is carried forward. A part of a year has no verdict.
    """
    return marked(store.frame(PERIOD_FIGURES, unit=unit, period=period, year=year))


def notes(store: Store, *, unit: str, year: int, first_day: str | None = None,
          last_day: str | None = None) -> DataFrame:
    """What officers wrote beside the figures in use of a year, or of the days given.

    Columns: indicator_id text; year int; note text; as_of date; source_id, source, owner, place text.
    Order: indices, then targets as in the plan, then period.
    """
    return store.frame(NOTES, unit=unit, year=year, first_day=first_day, last_day=last_day)
