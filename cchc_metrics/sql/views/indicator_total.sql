-- an indicator of a year over all units that the plan binds: counts added up, and how many units met it
create view indicator_total as
with bound as (
    select
        indicator_year.*,
        numerator is not null and denominator is not null as has_counts,
        -- An illustration is never added to real figures: it makes a total only where there is nothing else.
        bool_and(illustrative) filter (numerator is not null and denominator is not null) over (
            partition by indicator_id, year
        ) as only_illustrations
    from indicator_year
    join binding using (unit_id, indicator_id)
    join unit using (unit_id)
    join indicator using (indicator_id)
    -- Units whose figures make those of another one are counted in that one.
    where indicator.adds_up is distinct from unit.level
),
counted as (
    select *, has_counts and illustrative = only_illustrations as is_added
    from bound
)
select
    indicator_id, -- the indicator
    year, -- the year
    count(*) as units, -- units that answer for it in this year
    count(*) filter (is_added) as units_added, -- units whose counts are added up
    count(*) filter (has_counts and not is_added) as units_illustrated, -- units left out: theirs is an illustration
    sum(numerator) filter (is_added) as numerator, -- sum of counts, null when no unit has them
    sum(denominator) filter (is_added) as denominator, -- sum of counts, null when no unit has them
    any_value(case measure_unit when 'percent' then 100 else 1 end)
    * sum(numerator) filter (is_added) / nullif(sum(denominator) filter (is_added), 0) as value, -- their share
    case
        when bool_and(kind not in ('rising', 'falling')) then any_value(target)
    end as target, -- the value asked of each unit, null where each unit is asked something else
    count(*) filter (level in ('met', 'met_within_error')) as met, -- units that met it
    count(*) filter (level in ('missed', 'missed_within_error')) as missed, -- units that missed it
    count(*) filter (level = 'no_data') as no_data, -- units without a figure
    count(*) filter (level in ('no_previous', 'no_activity', 'not_due', 'not_comparable')) as not_judged, -- other units
    coalesce(bool_or(illustrative and (is_added or not has_counts)), false) as illustrative -- true with illustrations
from counted
group by indicator_id, year
order by indicator_id, year;
