-- one indicator of one unit in one periodic report: the rows that lie within its days, added up by counts
create view period_figure as
select
    unit_id, -- the unit
    indicator_id, -- the indicator
    total.period_id, -- the kind of period
    total.year, -- the year of the report
    numerator, -- sum of counts, null unless every row has one
    denominator, -- sum of counts, null unless every row has one
    value, -- the value in its unit, null when missing or 0 of 0
    no_activity, -- true when it is 0 of 0
    (
        report_period.last_day - report_period.first_day + 1 - total.days
    )::integer as days_missing, -- days of the report that its rows do not cover; 0 when they cover all
    sample_size, -- people asked, null when not known or not a survey
    flag, -- the most doubtful flag of its rows
    method, -- how it was made; several methods are named together
    several_methods, -- true when its rows differ in method, or only some of them name one
    source_id, -- where it comes from; several sources are named together
    as_of, -- the latest day on which it was known
    period_start, -- first day covered
    period_end -- last day covered
from total
join report_period using (period_id, year)
order by unit_id, indicator_id, period_id, year;

-- a figure of a periodic report beside the same period of the year before
-- It has no rows without those of total.
create table period_comparison as
with beside as (
    select
        now.unit_id,
        now.indicator_id,
        now.period_id,
        now.year,
        now.value,
        before.value as before_value,
        before.numerator as before_numerator,
        before.denominator as before_denominator,
        coalesce(before.no_activity, false) as none_before,
        before.value is not null and (
            now.method is distinct from before.method or now.several_methods or before.several_methods
        ) as other_method,
        count(break_day.last_day) > 0 as is_broken,
        arg_min(break_day.title, break_day.last_day) as title,
        arg_min(break_day.reason, break_day.last_day) as reason
    from period_figure as now
    join unit using (unit_id)
    left join period_figure as before
        on before.unit_id = now.unit_id and before.indicator_id = now.indicator_id
        and before.period_id = now.period_id and before.year = now.year - 1
    left join break_day
        on break_day.last_day > before.period_end
        and break_day.last_day <= now.period_end
        and (len(break_day.indicators) = 0 or list_contains(break_day.indicators, now.indicator_id))
        and (len(break_day.units) = 0 or list_contains(break_day.units, now.unit_id))
        and (len(break_day.levels) = 0 or list_contains(break_day.levels, unit.level))
    group by all
),
compared as (
    select *,
        case
            when value is null then 'no_data'
            when before_value is null then 'no_previous'
            when is_broken or other_method then 'not_comparable'
            when value > before_value then 'up'
            when value < before_value then 'down'
            else 'same'
        end as direction
    from beside
)
select
    unit_id, -- the unit
    indicator_id, -- the indicator
    period_id, -- the kind of period
    year, -- the year of the report
    case
        when direction in ('up', 'down', 'same') then before_value
    end as previous, -- the value of the same period of the year before, null when missing or not comparable
    case when direction in ('up', 'down', 'same') then before_numerator end as previous_numerator, -- its counts
    case when direction in ('up', 'down', 'same') then before_denominator end as previous_denominator, -- its counts
    case
        when direction in ('up', 'down', 'same') then round(value - before_value, 12)
    end as change, -- value less previous, in the unit
    direction, -- up, down, same, no_data, no_previous or not_comparable
    none_before, -- true when the same period of the year before was 0 of 0
    before_value as value_before, -- its value, comparable or not; null when nobody knows it
    title as break_title, -- the break between the two, null when there is none or the plan declares none
    case
        when is_broken and title is null and not other_method then ''
        else reason
    end as break_reason -- why they are not compared, empty where only the flag of a figure says so
from compared
order by unit_id, indicator_id, period_id, year;
