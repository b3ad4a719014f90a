-- an indicator that a unit answers for in a year: the verdicts and all that explains them
create table indicator_year as
select
    verdict.unit_id, -- the unit
    verdict.indicator_id, -- the indicator
    indicator.name, -- its name
    indicator.area_id, -- reform area, null for an index
    verdict.year, -- the year
    figure.numerator, -- count, null when missing
    figure.denominator, -- count, null when missing
    verdict.value, -- the value in the indicator's unit
    verdict.target, -- the value asked; for "each year higher (lower)" the comparable year before
    indicator.operator, -- how the value is held against the target
    verdict.previous, -- the value of the year before, null when missing or not comparable
    verdict.change, -- value less previous
    verdict.level, -- was this year's target met?
    verdict.direction, -- better or worse than the year before, by point values
    verdict.direction_statistical, -- the same, read with the margins of surveys
    verdict.pace, -- will the due year be reached?
    figure.flag, -- the most doubtful flag of the figure
    figure.method, -- how the figure was made
    figure.source_id, -- where it comes from
    indicator.short, -- label for narrow places
    indicator.sequence, -- place among indices or targets
    indicator.is_index, -- true for an index
    indicator.headline, -- true for an index that must rise each year
    indicator.measure_unit, -- percent, points, ratio, count, days, money or yes-no, then the plan's own word and decimals
    indicator.measure, -- count, survey or score
    indicator.kind, -- annual, by-year, ladder, rising, falling, milestone or none
    verdict.due_year, -- the year that counts for this one, null when every year does
    answerer.owner_id, -- the post that answers for it in the year, the first of several
    answerer.owner, -- the names of all of them
    answerer.partners, -- the names of those that help, null when there are none
    figure.sample_size, -- people asked
    verdict.margin_below, -- 95 % margin under the value
    verdict.margin_above, -- 95 % margin over the value
    series.interval_low, -- lower end of the 95 % Wilson interval
    series.interval_high, -- its upper end
    verdict.gap, -- how far the value is on the right side of the target
    case
        when indicator.operator = '=' and indicator.measure = 'count' and verdict.target = 100
            then figure.denominator - figure.numerator
    end as exceptions, -- for "= 100 %" of a count: how many fall short
    verdict.pace_within_error, -- true when it is reached by a survey whose interval reaches past the target
    verdict.second_test, -- a ladder's other test
    verdict.increment_required, -- what it asks
    verdict.baseline_year, -- first comparable year
    verdict.baseline_value, -- its value
    verdict.required_pace, -- what each year left must bring
    verdict.achieved_pace, -- what each year so far has brought
    verdict.projected, -- the due year's value at the achieved pace
    verdict.break_title, -- the break before this year's figure
    verdict.break_reason, -- why nothing is compared across it
    main_part.part_id as main_part_id, -- the part that moved most with the index
    main_part.name as main_part_name, -- its name
    main_part.change as main_part_change, -- what it did to the total
    figure.reported_value, -- the value as printed
    figure.reported_rank, -- rank as published
    figure.reported_of, -- units ranked, as published
    coalesce(part_scale.maximum, indicator.maximum) as maximum, -- the greatest possible value
    figure.as_of, -- the latest day on which the figure was known
    figure.period_start, -- first day covered
    figure.period_end, -- last day covered
    figure.days, -- how many days the figure's periods cover
    figure.periods, -- its periods in words
    coalesce(figure.no_activity, false) as no_activity, -- true for 0 of 0
    coalesce(before.no_activity, false) as none_before, -- true when the year before was 0 of 0
    before.value as value_before, -- the value of the year before, comparable or not; null when nobody knows it
    entered_figure.number as entered_at, -- the criterion whose entered result says what no figure says, or otherwise
    entered_figure.numerator as entered_numerator, -- its count
    entered_figure.denominator as entered_denominator, -- its count
    entered_figure.value as entered_value, -- what it says, in the indicator's unit
    reopening.recorded_at as reopened_at, -- when the published result that is the figure was opened again, to be scored
    coalesce(unit_layer.illustrative, false) as illustrative -- true when the unit has only illustrative figures
from verdict
join indicator using (indicator_id)
left join figure
    on figure.unit_id = verdict.unit_id and figure.indicator_id = verdict.indicator_id
    and figure.part_id = '' and figure.year = verdict.year
left join figure as before
    on before.unit_id = verdict.unit_id and before.indicator_id = verdict.indicator_id
    and before.part_id = '' and before.year = verdict.year - 1
left join series
    on series.unit_id = verdict.unit_id and series.indicator_id = verdict.indicator_id
    and series.part_id = '' and series.year = verdict.year
left join main_part
    on main_part.unit_id = verdict.unit_id and main_part.index_id = verdict.indicator_id
    and main_part.year = verdict.year
left join part_scale
    on part_scale.unit_id = verdict.unit_id and part_scale.index_id = verdict.indicator_id
    and part_scale.year = verdict.year
left join entered_figure
    on entered_figure.unit_id = verdict.unit_id and entered_figure.indicator_id = verdict.indicator_id
    and entered_figure.year = verdict.year
left join (
    select observation.unit_id, observation.indicator_id, observation.year, step.recorded_at
    from current_observation as observation
    join assessment_step as step using (entry)
    where step.step = 'reopen' and observation.part_id = ''
) as reopening
    on reopening.unit_id = verdict.unit_id and reopening.indicator_id = verdict.indicator_id
    and reopening.year = verdict.year
left join unit_layer on unit_layer.unit_id = verdict.unit_id
left join answerer
    on answerer.unit_id = verdict.unit_id and answerer.subject = verdict.indicator_id
    and verdict.year between answerer.first_year and answerer.last_year
order by verdict.unit_id, indicator.is_index desc, indicator.sequence, verdict.year;

-- an indicator of a year over all units that the plan binds: counts added up, and how many units met it
create view indicator_total as
with bound as (
    select
        indicator_year.*,
        indicator.scale,
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
    any_value(case scale when 'percent' then 100 else 1 end)
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
