-- one group of a breakdown of one indicator, unit and year, periods added up by counts
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
    unit_id, -- the unit
    indicator_id, -- the indicator
    breakdown_id, -- the breakdown
    group_id, -- the group
    year, -- the reporting year
    numerator, -- sum of counts, null unless every period has one
    denominator, -- sum of counts, null unless every period has one
    case measure_unit when 'percent' then 100 else 1 end * numerator
        / nullif(denominator, 0) as value -- the group's ratio in the indicator's unit, null when missing or 0 of 0
from added
join indicator using (indicator_id)
order by unit_id, indicator_id, breakdown_id, group_id, year;
