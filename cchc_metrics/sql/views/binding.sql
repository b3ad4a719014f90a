-- a unit and an indicator whose rule binds it: what such a unit brings is judged, of any other it is only shown
-- A unit that ended before the plan began is not judged by it: it is shown as a predecessor.
create table binding as
select
    unit.unit_id, -- the unit
    indicator.indicator_id -- the index or target
from indicator
join unit on list_contains(indicator.bound_levels, unit.level)
cross join plan
where (len(indicator.bound_units) = 0 or list_contains(indicator.bound_units, unit.unit_id))
    and coalesce(year(unit.valid_to), 9999) >= plan.first_year
order by unit.unit_id, indicator.indicator_id;
