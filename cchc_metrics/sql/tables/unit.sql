-- reads: rows
-- row: a unit that figures are about
-- column: unit_id | id of the unit
-- column: name | its name
-- column: level | commune, department, district, province, region, national or benchmark
-- column: valid_from | first day it existed, null when it always did
-- column: valid_to | last day it existed, null when it still does
-- column: successor_id | the unit it became part of
create table unit as
select
    r.unit_id,
    r.name,
    r.level,
    r.valid_from,
    r.valid_to,
    r.successor_id
from (
    select unnest(from_json($rows, '[{
        "unit_id": "VARCHAR", "name": "VARCHAR", "level": "VARCHAR",
        "valid_from": "DATE", "valid_to": "DATE", "successor_id": "VARCHAR"
    }]')) as r
);
