-- reads: verdict, indicator, owner, figure, series, main_part, part_scale, unit_layer
-- row: an indicator that a unit answers for in a year: the verdicts and all that explains them
-- column: unit_id | the unit
-- column: indicator_id | the indicator
-- column: name | its name
-- column: area_id | reform area, null for an index
-- column: year | the year
-- column: numerator | count, null when missing
-- column: denominator | count, null when missing
-- column: value | the value in the indicator's unit
-- column: target | the value asked; for "each year higher (lower)" the comparable year before
-- column: operator | how the value is held against the target
-- column: previous | the value of the year before, null when missing or not comparable
-- column: change | value less previous
-- column: level | was this year's target met?
-- column: direction | better or worse than the year before, by point values
-- column: direction_statistical | the same, read with the margins of surveys
-- column: pace | will the due year be reached?
-- column: flag | the most doubtful flag of the figure
-- column: method | how the figure was made
-- column: source_id | where it comes from
-- column: short | label for narrow places
-- column: sequence | place among indices or targets
-- column: is_index | true for an index
-- column: headline | true for an index that must rise each year
-- column: measure_unit | percent, points or ratio
-- column: measure | count, survey or score
-- column: kind | annual, by-year, ladder, rising, falling, milestone or none
-- column: due_year | the year that counts, null when every year does
-- column: owner_id | the post that answers for it
-- column: owner | its name
-- column: sample_size | people asked
-- column: margin_below | 95 % margin under the value
-- column: margin_above | 95 % margin over the value
-- column: interval_low | lower end of the 95 % Wilson interval
-- column: interval_high | its upper end
-- column: gap | how far the value is on the right side of the target
-- column: exceptions | for "= 100 %" of a count: how many fall short
-- column: second_test | a ladder's other test
-- column: increment_required | what it asks
-- column: baseline_year | first comparable year
-- column: baseline_value | its value
-- column: required_pace | what each year left must bring
-- column: achieved_pace | what each year so far has brought
-- column: projected | the due year's value at the achieved pace
-- column: break_title | the break before this year's figure
-- column: break_reason | why nothing is compared across it
-- column: main_part_id | the part that moved most with the index
-- column: main_part_name | its name
-- column: main_part_change | what it did to the total
-- column: reported_value | the value as printed
-- column: reported_rank | rank as published
-- column: reported_of | units ranked, as published
-- column: maximum | the greatest possible value
-- column: as_of | the latest day on which the figure was known
-- column: period_start | first day covered
-- column: period_end | last day covered
-- column: days | how many days the figure's periods cover
-- column: periods | its periods in words
-- column: no_activity | true for 0 of 0
-- column: none_before | true when the year before was 0 of 0
-- column: illustrative | true when the unit has only illustrative figures
create table judged as
select
    verdict.unit_id,
    verdict.indicator_id,
    indicator.name,
    indicator.area_id,
    verdict.year,
    figure.numerator,
    figure.denominator,
    verdict.value,
    verdict.target,
    indicator.operator,
    verdict.previous,
    verdict.change,
    verdict.level,
    verdict.direction,
    verdict.direction_statistical,
    verdict.pace,
    figure.flag,
    figure.method,
    figure.source_id,
    indicator.short,
    indicator.sequence,
    indicator.is_index,
    indicator.headline,
    indicator.measure_unit,
    indicator.measure,
    indicator.kind,
    indicator.due_year,
    indicator.owner_id,
    owner.name as owner,
    figure.sample_size,
    verdict.margin_below,
    verdict.margin_above,
    series.interval_low,
    series.interval_high,
    verdict.gap,
    case
        when indicator.operator = '=' and indicator.measure = 'count' and verdict.target = 100
            then figure.denominator - figure.numerator
    end as exceptions,
    verdict.second_test,
    verdict.increment_required,
    verdict.baseline_year,
    verdict.baseline_value,
    verdict.required_pace,
    verdict.achieved_pace,
    verdict.projected,
    verdict.break_title,
    verdict.break_reason,
    main_part.part_id as main_part_id,
    main_part.name as main_part_name,
    main_part.change as main_part_change,
    figure.reported_value,
    figure.reported_rank,
    figure.reported_of,
    coalesce(part_scale.maximum, indicator.maximum) as maximum,
    figure.as_of,
    figure.period_start,
    figure.period_end,
    figure.days,
    figure.periods,
    coalesce(figure.no_activity, false) as no_activity,
    coalesce(before.no_activity, false) as none_before,
    coalesce(unit_layer.illustrative, false) as illustrative
from verdict
join indicator using (indicator_id)
left join owner using (owner_id)
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
left join unit_layer on unit_layer.unit_id = verdict.unit_id
order by verdict.unit_id, indicator.is_index desc, indicator.sequence, verdict.year;
