-- reads: asked, figure, series, indicator, plan
-- row: an indicator that a unit answers for in a year, beside the year before and the first comparable year
-- column: unit_id | the unit
-- column: indicator_id | the indicator
-- column: year | the year
-- column: target | the value asked; for "each year higher (lower)" the comparable year before
-- column: value | the value, null when missing or 0 of 0
-- column: no_activity | true when it is 0 of 0
-- column: previous | the value of the year before, null when missing or not comparable
-- column: change | value less previous, in the unit
-- column: gap | how far the value is on the right side of the target, in the unit; negative when it falls short
-- column: state | ok, no_data or not_comparable: whether this year may be held against the year before
-- column: margin_below | 95 % margin under the value, null when not known
-- column: margin_above | 95 % margin over the value
-- column: previous_margin_below | the same of the year before
-- column: previous_margin_above | the same of the year before
-- column: baseline_year | first comparable year, null unless it is earlier than this one
-- column: baseline | the value of that year
-- column: points | how many comparable values there are up to this year
-- column: break_title | the break before this year's figure
-- column: break_reason | why nothing is compared across it
create view comparison as
with beside as (
    select
        asked.unit_id,
        asked.indicator_id,
        asked.year,
        asked.asked_value,
        indicator.kind,
        indicator.better,
        now.value,
        coalesce(figure.no_activity, false) as no_activity,
        case
            when now.value is null or before.value is null then 'no_data'
            when now.segment <> before.segment then 'not_comparable'
            else 'ok'
        end as state,
        case when state = 'ok' then before.value end as previous,
        now.margin_below,
        now.margin_above,
        before.margin_below as previous_margin_below,
        before.margin_above as previous_margin_above,
        now.break_title,
        now.break_reason,
        min(earlier.year) as baseline_year,
        arg_min(earlier.value, earlier.year) as baseline,
        count(earlier.year) + count(distinct now.year) as points
    from asked
    join indicator using (indicator_id)
    cross join plan
    left join figure
        on figure.unit_id = asked.unit_id and figure.indicator_id = asked.indicator_id
        and figure.part_id = '' and figure.year = asked.year
    left join series as now
        on now.unit_id = asked.unit_id and now.indicator_id = asked.indicator_id
        and now.part_id = '' and now.year = asked.year
    left join series as before
        on before.unit_id = asked.unit_id and before.indicator_id = asked.indicator_id
        and before.part_id = '' and before.year = asked.year - 1
    left join series as earlier
        on earlier.unit_id = asked.unit_id and earlier.indicator_id = asked.indicator_id
        and earlier.part_id = '' and earlier.segment = now.segment
        and earlier.year >= plan.baseline_year and earlier.year < asked.year
    group by all
)
select
    unit_id,
    indicator_id,
    year,
    case when kind in ('rising', 'falling') then previous else asked_value end as target,
    value,
    no_activity,
    previous,
    -- Twelve decimals drop the noise of binary fractions (0,3 − 0,1) and nothing that anyone measured.
    round(value - previous, 12) as change,
    round(better * (value - target), 12) as gap,
    state,
    margin_below,
    margin_above,
    previous_margin_below,
    previous_margin_above,
    baseline_year,
    baseline,
    points,
    break_title,
    break_reason
from beside
order by unit_id, indicator_id, year;
