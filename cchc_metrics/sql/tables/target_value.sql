-- reads: rows
-- row: what one version of a target asks in one year
-- column: indicator_id | the target
-- column: year | the year
-- column: value | the value asked, in the target's unit; null where it is the year before
-- column: from_year | the year that this version begins with
-- column: in_force | true for the version that counts in this year
-- column: cite | document and place
-- column: ladder_step | what a ladder adds each year
-- column: ladder_reading | points or relative
-- column: ladder_until | where the ladder ends
create table target_value as
select
    r.indicator_id,
    r.year,
    r.value,
    r.from_year,
    r.in_force,
    r.cite,
    r.ladder_step,
    r.ladder_reading,
    r.ladder_until
from (
    select unnest(from_json($rows, '[{
        "indicator_id": "VARCHAR", "year": "INTEGER", "value": "DOUBLE",
        "from_year": "INTEGER", "in_force": "BOOLEAN", "cite": "VARCHAR",
        "ladder_step": "DOUBLE", "ladder_reading": "VARCHAR", "ladder_until": "DOUBLE"
    }]')) as r
);
