-- reads: rows
-- row: the plan that this file was built for
-- column: plan_id | id of the plan
-- column: unit_id | the unit that made the plan
-- column: level | the level of units that its targets bind
-- column: baseline_year | the year that first_year is judged against
-- column: first_year | first year that the plan judges
-- column: last_year | last year that the plan judges
create table plan as
select
    r.plan_id,
    r.unit_id,
    r.level,
    r.baseline_year,
    r.first_year,
    r.last_year
from (
    select unnest(from_json($rows, '[{
        "plan_id": "VARCHAR", "unit_id": "VARCHAR", "level": "VARCHAR",
        "baseline_year": "INTEGER", "first_year": "INTEGER", "last_year": "INTEGER"
    }]')) as r
);
