-- an indicator that a unit answers for in a year, whether or not a figure exists
create view expected_figure as
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
    -- An index of the plan's own level is followed everywhere, one of other levels where it binds.
    where is_index and (
        indicator.bound_levels = [plan.level]
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
