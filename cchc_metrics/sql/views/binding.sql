-- a unit and an indicator whose rule binds it: what such a unit brings is judged, of any other it is only shown
create table binding as
select
    unit.unit_id, -- the unit
    indicator.indicator_id -- the index or target
from indicator
join unit on list_contains(indicator.bound_levels, unit.level)
where len(indicator.bound_units) = 0 or list_contains(indicator.bound_units, unit.unit_id)
order by unit.unit_id, indicator.indicator_id;
