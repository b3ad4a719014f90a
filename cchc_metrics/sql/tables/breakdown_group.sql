-- reads: rows
-- row: a group of a breakdown
-- column: breakdown_id | the breakdown
-- column: breakdown_sequence | its place; the first one given makes the total
-- column: group_id | id of the group
-- column: name | its name
-- column: sequence | its place in the breakdown
create table breakdown_group as
select
    r.breakdown_id,
    r.breakdown_sequence,
    r.group_id,
    r.name,
    r.sequence
from (
    select unnest(from_json($rows, '[{
        "breakdown_id": "VARCHAR", "breakdown_sequence": "INTEGER", "group_id": "VARCHAR",
        "name": "VARCHAR", "sequence": "INTEGER"
    }]')) as r
);
