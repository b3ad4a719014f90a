-- an indicator that a unit answers for in a year, beside the year before and the first comparable year
create view comparison as
with beside as (
    select
        expected.unit_id,
        expected.indicator_id,
        expected.year,
        expected.target as target_request,
        indicator.kind,
        indicator.better,
        now.value,
        coalesce(figure.no_activity, false) as no_activity,
        case
            when now.value is null then 'no_data'
            when before.value is null then 'no_previous'
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
    from expected_figure as expected
    join indicator using (indicator_id)
    cross join plan
    left join figure
        on figure.unit_id = expected.unit_id and figure.indicator_id = expected.indicator_id
        and figure.part_id = '' and figure.year = expected.year
    left join series as now
        on now.unit_id = expected.unit_id and now.indicator_id = expected.indicator_id
        and now.part_id = '' and now.year = expected.year
    left join series as before
        on before.unit_id = expected.unit_id and before.indicator_id = expected.indicator_id
        and before.part_id = '' and before.year = expected.year - 1
    left join series as earlier
        on earlier.unit_id = expected.unit_id and earlier.indicator_id = expected.indicator_id
        and earlier.part_id = '' and earlier.segment = now.segment
        and earlier.year >= plan.baseline_year and earlier.year < expected.year
    group by all
)
select
    unit_id, -- the unit
    indicator_id, -- the indicator
    year, -- the year
    case
        when kind in ('rising', 'falling') then previous
        else target_request
    end as target, -- the value asked; for "each year higher (lower)" the comparable year before
    value, -- the value, null when missing or 0 of 0
    no_activity, -- true when it is 0 of 0
    previous, -- the value of the year before, null when missing or not comparable
    -- Twelve decimals drop the noise of binary fractions (0,3 − 0,1) and nothing that anyone measured.
    round(value - previous, 12) as change, -- value less previous, in the unit
    round(better * (value - target), 12) as gap, -- how far on the right side of the target; negative: short
    state, -- ok, no_data, no_previous or not_comparable: may this year be held against the year before?
    margin_below, -- 95 % margin under the value, null when not known
    margin_above, -- 95 % margin over the value
    previous_margin_below, -- the same of the year before
    previous_margin_above, -- the same of the year before
    baseline_year, -- first comparable year, null unless it is earlier than this one
    baseline, -- the value of that year
    points, -- how many comparable values there are up to this year
    break_title, -- the break before this year's figure
    break_reason -- why nothing is compared across it
from beside
order by unit_id, indicator_id, year;
