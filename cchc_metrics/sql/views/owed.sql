-- an indicator that a unit answers for in a year, whether or not a figure exists
create table expected_figure as
with unit_year as (
    -- An index is followed as long as there are figures of it, and at least over the years of the plan.
    select
        unit.unit_id,
        unnest(range(
            least(plan.baseline_year, coalesce(min(figure.year), plan.baseline_year)),
            greatest(plan.last_year, coalesce(max(figure.year), plan.last_year)) + 1
        ))::integer as year
    from unit
    cross join plan
    left join (
        select figure.unit_id, figure.year from figure join indicator using (indicator_id) where is_index
    ) as figure on figure.unit_id = unit.unit_id
    group by unit.unit_id, plan.baseline_year, plan.last_year
),
request as (
    select unit_year.unit_id, indicator_id, year, null::double as target
    from unit_year
    cross join indicator
    cross join plan
    -- A unit that the plan binds is followed in what binds it, any other in the indices of the plan's own level.
    where is_index and (
        (
            indicator.bound_levels = [plan.level]
            and not exists (from binding where binding.unit_id = unit_year.unit_id)
        )
        or exists (
            from binding
            where binding.unit_id = unit_year.unit_id and binding.indicator_id = indicator.indicator_id
        )
        or exists (
            from figure
            where figure.unit_id = unit_year.unit_id and figure.indicator_id = indicator.indicator_id
        )
    )
    union all
    select binding.unit_id, indicator_id, year, target_value.value
    from target_value
    join binding using (indicator_id)
    where in_force
    union all
    -- The year that the first one is held against: nothing is asked of it, but what is known of it is shown.
    select figure.unit_id, figure.indicator_id, figure.year, null
    from figure
    join binding using (unit_id, indicator_id)
    join indicator using (indicator_id)
    join plan on plan.baseline_year = figure.year
    where not is_index and figure.part_id = '' and figure.year < plan.first_year
)
select
    request.unit_id, -- the unit
    request.indicator_id, -- the indicator
    request.year, -- the year
    request.target -- the value asked, null where it is the year before or nothing is asked
from request
join unit using (unit_id)
left join figure
    on figure.unit_id = request.unit_id
    and figure.indicator_id = request.indicator_id
    and figure.part_id = ''
    and figure.year = request.year
-- Before a unit began and after it ended nothing is owed, but what was published of it is shown.
where request.year between coalesce(year(unit.valid_from), 0) and coalesce(year(unit.valid_to), 9999)
    or figure.year is not null
order by request.unit_id, request.indicator_id, request.year;

-- a result entered for a criterion that says of its indicator what no figure says, or something else
-- It has no rows without those of criterion_result.
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
            when indicator.scale = 'percent' then 100 * (numerator / nullif(denominator, 0))
            else numerator / nullif(denominator, 0)
        end as value
    from current_result
    join set_in_force using (set_id, unit_id, year)
    join criterion using (version_id, criterion_id)
    join indicator on indicator.indicator_id = criterion.indicator_id
    where current_result.kind in ('self', 'survey')
        -- A survey on another scale is another quantity.
        and (criterion.kind <> 'survey' or criterion.full_at = 100 or indicator.scale <> 'percent')
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

-- a figure that a unit owes because it is bound: its year's report has a day, and the figure is not there or not whole
create view owed_figure as
select
    binding.unit_id, -- the unit
    binding.indicator_id, -- the indicator
    yearly_report.year, -- the year
    -- An illustration is not handed in by anybody.
    case when coalesce(partly and not illustrative, false) then 'partly' else 'missing' end as covered, -- missing, partly
    case when not illustrative then figure.periods end as periods, -- the periods that are there, in words
    yearly_report.due -- the day on which the report of the year is due
from binding
join unit using (unit_id)
join indicator using (indicator_id)
cross join yearly_report
left join target_value
    on target_value.indicator_id = binding.indicator_id and target_value.year = yearly_report.year and in_force
left join unit_layer on unit_layer.unit_id = binding.unit_id
left join figure
    on figure.unit_id = binding.unit_id and figure.indicator_id = binding.indicator_id
    and figure.part_id = '' and figure.year = yearly_report.year
where (is_index or target_value.year is not null)
    -- The same years as in expected_figure, which also has what binds no unit.
    and (
        yearly_report.year between coalesce(year(unit.valid_from), 0) and coalesce(year(unit.valid_to), 9999)
        or figure.year is not null
    )
    and (
        (figure.value is null and not coalesce(figure.no_activity, false)) or coalesce(illustrative, false)
        or coalesce(figure.partly, false)
    )
order by binding.unit_id, yearly_report.year, binding.indicator_id;
