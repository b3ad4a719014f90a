-- a result entered for a criterion that says of its indicator what no figure says, or something else
create table entered_figure as
with entered as (
    select
        current_result.unit_id,
        criterion.indicator_id,
        current_result.year,
        current_result.set_id,
        current_result.criterion_id,
        criterion.number,
        criterion.sequence,
        current_result.numerator::double as numerator,
        current_result.denominator::double as denominator,
        case
            when current_result.denominator is null then current_result.value::double
            when indicator.measure_unit = 'percent' then 100 * (numerator / nullif(denominator, 0))
            else numerator / nullif(denominator, 0)
        end as value
    from current_result
    join set_in_force using (set_id, unit_id, year)
    join criterion using (version_id, criterion_id)
    join indicator on indicator.indicator_id = criterion.indicator_id
    where current_result.kind in ('self', 'survey')
        -- A survey on another scale is another quantity.
        and (criterion.kind <> 'survey' or criterion.full_at = 100 or indicator.measure_unit <> 'percent')
)
select
    entered.unit_id, -- the unit
    entered.indicator_id, -- the indicator
    entered.year, -- the year
    entered.set_id, -- the set; where several say something, the first
    entered.criterion_id, -- the criterion
    entered.number, -- its place in the tree
    entered.numerator, -- count, null when the result was entered without counts
    entered.denominator, -- count, see numerator
    entered.value, -- the result in the indicator's unit
    figure.value as figure_value -- what the figures say, null when none was handed in
from entered
left join figure
    on figure.unit_id = entered.unit_id and figure.indicator_id = entered.indicator_id
    and figure.part_id = '' and figure.year = entered.year
where entered.value is not null
    and not coalesce(figure.no_activity, false)
    and (figure.value is null or abs(figure.value - entered.value) > 1e-9)
qualify row_number() over (
    partition by entered.unit_id, entered.indicator_id, entered.year order by entered.set_id, entered.sequence
) = 1;
