-- the version of a criteria set that scores a unit in a year
create table set_in_force as
with years as (
    select unnest(range(plan.first_year, plan.last_year + 1))::integer as year from plan
    union
    select year from criterion_result
)
select
    criteria_set.version_id, -- the version: of those in force, the one that began last
    criteria_set.set_id, -- the set
    unit.unit_id, -- the unit
    years.year -- the year
from criteria_set
join unit on list_contains(criteria_set.levels, unit.level)
join years on years.year between criteria_set.from_year and coalesce(criteria_set.to_year, 9999)
where years.year between coalesce(year(unit.valid_from), 0) and coalesce(year(unit.valid_to), 9999)
qualify row_number() over (
    partition by criteria_set.set_id, unit.unit_id, years.year order by criteria_set.from_year desc
) = 1;
