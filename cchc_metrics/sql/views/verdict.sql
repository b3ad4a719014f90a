-- an indicator that a unit answers for in a year, judged in three ways that are never merged
create table verdict as
with measured as (
    select
        comparison.*,
        indicator.kind,
        indicator.better,
        indicator.measure,
        request.due_year,
        indicator.minimum,
        indicator.maximum,
        ladder_reading,
        case when better = 1 then margin_below else margin_above end as margin_if_met,
        case when better = 1 then margin_above else margin_below end as margin_if_missed,
        case
            when change >= 0 then sqrt(margin_below ^ 2 + previous_margin_above ^ 2)
            else sqrt(margin_above ^ 2 + previous_margin_below ^ 2)
        end as margin_of_change,
        -- least and greatest pass over what is missing, so without a year before nothing may be asked here.
        case
            when previous is null then null
            when ladder_reading = 'points' then least(ladder_step, greatest(ladder_until - previous, 0))
            when ladder_reading = 'relative'
                then least(previous * ladder_step / 100, greatest(ladder_until - previous, 0))
        end as increment_required,
        request.due_year is not null and comparison.year < request.due_year as before_due,
        -- «Below 5» and «above 5» are not reached by 5 itself.
        gap > 0 or (gap = 0 and operator not in ('<', '>')) as reached,
        better * (target - baseline) / (request.due_year - comparison.baseline_year) as planned_pace,
        better * (comparison.value - baseline) / (comparison.year - comparison.baseline_year) as achieved_pace,
        -- As in `comparison`: 0,95 of the planned pace is 0,95, whatever binary fractions make of it.
        round(achieved_pace / nullif(planned_pace, 0), 12) as pace_ratio,
        plan.first_year,
        plan.present_year,
        binding.unit_id is not null as is_bound
    from comparison
    join indicator using (indicator_id)
    cross join plan
    left join target_value as request
        on request.indicator_id = comparison.indicator_id and request.year = comparison.year and request.in_force
    left join binding
        on binding.unit_id = comparison.unit_id and binding.indicator_id = comparison.indicator_id
)
select
    unit_id, -- the unit
    indicator_id, -- the indicator
    year, -- the year
    case
        when is_bound then target
    end as target, -- the value asked; for "each year higher (lower)" the comparable year before
    value, -- the value, null when missing or 0 of 0
    previous, -- the value of the year before, null when missing or not comparable
    change, -- value less previous, in the unit
    case when is_bound then gap end as gap, -- how far the value is on the right side of the target
    case
        -- A unit that the plan does not bind is not judged by its rules.
        when kind = 'none' or not is_bound then null
        when before_due or (value is null and not no_activity and measured.year > present_year) then 'not_due'
        when no_activity then 'no_activity'
        when value is null then 'no_data'
        when kind in ('rising', 'falling') then
            case
                when state <> 'ok' then state
                when gap > 0 then 'met'
                else 'missed'
            end
        when target is null then 'not_comparable'
        when reached then
            case when measure = 'survey' and gap < margin_if_met then 'met_within_error' else 'met' end
        when measure = 'survey' and -gap < margin_if_missed then 'missed_within_error'
        else 'missed'
    end as level, -- was this year's target met?
    case
        when state <> 'ok' then state
        when change > 0 then 'up'
        when change < 0 then 'down'
        else 'same'
    end as direction, -- better or worse than the year before, by point values
    case
        -- A full count has no sampling error: its formal reading is the reading.
        when state <> 'ok' or measure = 'count' then direction
        when margin_of_change is null then 'unknown'
        when abs(change) <= margin_of_change then 'inconclusive'
        else direction
    end as direction_statistical, -- the same, read with the margins of surveys
    case
        when not is_bound or not coalesce(before_due, false) or value is null then 'not_assessed'
        when reached then 'reached'
        when baseline is null then 'not_assessed'
        when achieved_pace < 0 or planned_pace <= 0 then 'moving_away'
        when pace_ratio >= 0.95 then 'on_track'
        when pace_ratio >= 0.6 then 'slow'
        else 'very_slow'
    end as pace, -- will the due year be reached?
    coalesce(
        pace = 'reached' and measure = 'survey' and gap < margin_if_met, false
    ) as pace_within_error, -- true when it is reached by a survey whose interval reaches past the target
    case
        when ladder_reading is null or year <= first_year then 'not_assessed'
        when state <> 'ok' then state
        when change >= round(increment_required, 12) then 'met'
        else 'missed'
    end as second_test, -- a ladder's other test: at least its step on the year before
    increment_required, -- what the second test asks, in the unit
    margin_below, -- 95 % margin under the value, null when not known
    margin_above, -- 95 % margin over the value
    baseline_year, -- first comparable year
    baseline as baseline_value, -- its value
    case
        when before_due then (target - value) / (due_year - year)
    end as required_pace, -- what each year left must bring
    case when before_due then better * achieved_pace end as achieved_pace, -- what each year so far has brought
    case
        when before_due and points >= 3
            then least(greatest(value + better * measured.achieved_pace * (due_year - year), minimum), maximum)
    end as projected, -- the due year's value at the achieved pace, kept inside the natural limits
    due_year, -- the year that counts for this one, null when every year does
    break_title, -- the break before this year's figure
    break_reason -- why nothing is compared across it
from measured
order by unit_id, indicator_id, year;
