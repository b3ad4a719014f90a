-- reads: rows
-- row: a reform area of the plan
-- column: area_id | id of the area
-- column: name | its name
-- column: sequence | its place in the plan
create table area as
select
    r.area_id,
    r.name,
    r.sequence
from (
    select unnest(from_json($rows, '[{"area_id": "VARCHAR", "name": "VARCHAR", "sequence": "INTEGER"}]')) as r
);
