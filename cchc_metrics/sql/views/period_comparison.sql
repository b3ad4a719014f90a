-- reads: period_figure, unit, known_break
-- row: a figure of a periodic report beside the same period of the year before
-- column: unit_id | the unit
-- column: indicator_id | the indicator
-- column: period_id | the kind of period
-- column: year | the year of the report
-- column: previous | the value of the same period of the year before, null when missing or not comparable
-- column: previous_numerator | its counts
-- column: previous_denominator | its counts
-- column: change | value less previous, in the unit
-- column: direction | up, down, same, no_data or not_comparable
-- column: none_before | true when the same period of the year before was 0 of 0
-- column: break_title | the break between the two, null when there is none or the plan declares none
-- column: break_reason | why they are not compared, empty where only the flag of a figure says so
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
        before.value is not null and now.method is distinct from before.method as other_method,
        count(known_break.date) > 0 as is_broken,
        arg_min(known_break.title, known_break.date) as title,
        arg_min(known_break.reason, known_break.date) as reason
    from period_figure as now
    join unit using (unit_id)
    left join period_figure as before
        on before.unit_id = now.unit_id and before.indicator_id = now.indicator_id
        and before.period_id = now.period_id and before.year = now.year - 1
    left join known_break
        on known_break.date > before.period_end
        and known_break.date <= now.period_end
        and (len(known_break.indicators) = 0 or list_contains(known_break.indicators, now.indicator_id))
        and (len(known_break.units) = 0 or list_contains(known_break.units, now.unit_id))
        and (len(known_break.levels) = 0 or list_contains(known_break.levels, unit.level))
    group by all
),
compared as (
    select *,
        case
            when value is null or before_value is null then 'no_data'
            when is_broken or other_method then 'not_comparable'
            when value > before_value then 'up'
            when value < before_value then 'down'
            else 'same'
        end as direction
    from beside
)
select
    unit_id,
    indicator_id,
    period_id,
    year,
    case when direction in ('up', 'down', 'same') then before_value end as previous,
    case when direction in ('up', 'down', 'same') then before_numerator end as previous_numerator,
    case when direction in ('up', 'down', 'same') then before_denominator end as previous_denominator,
    case when direction in ('up', 'down', 'same') then round(value - before_value, 12) end as change,
    direction,
    none_before,
    title as break_title,
    case when is_broken and title is null and not other_method then '' else reason end as break_reason
from compared
order by unit_id, indicator_id, period_id, year;
