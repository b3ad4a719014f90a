-- reads: current_observation, indicator
-- row: one group of a breakdown of one indicator, unit and year, periods added up by counts
-- column: unit_id | the unit
-- column: indicator_id | the indicator
-- column: breakdown_id | the breakdown
-- column: group_id | the group
-- column: year | the reporting year
-- column: numerator | sum of counts, null unless every period has one
-- column: denominator | sum of counts, null unless every period has one
-- column: value | the group's ratio in the indicator's unit, null when missing or 0 of 0
create table group_figure as
with added as (
    select
        unit_id,
        indicator_id,
        breakdown_id,
        group_id,
        year,
        case when count(numerator) = count(*) then sum(numerator) end as numerator,
        case when count(denominator) = count(*) then sum(denominator) end as denominator
    from current_observation
    where breakdown_id <> ''
    group by unit_id, indicator_id, breakdown_id, group_id, year
)
select
    unit_id,
    indicator_id,
    breakdown_id,
    group_id,
    year,
    numerator,
    denominator,
    case measure_unit when 'percent' then 100 else 1 end * numerator / nullif(denominator, 0) as value
from added
join indicator using (indicator_id)
order by unit_id, indicator_id, breakdown_id, group_id, year;
