-- reads: rows
-- row: a component of an index
-- column: index_id | the index
-- column: part_id | id of the part
-- column: name | its name
-- column: short | label for narrow places
-- column: sequence | its place in the index
-- column: maximum | its full score, null where not known
create table part as
select
    r.index_id,
    r.part_id,
    r.name,
    r.short,
    r.sequence,
    r.maximum
from (
    select unnest(from_json($rows, '[{
        "index_id": "VARCHAR", "part_id": "VARCHAR", "name": "VARCHAR", "short": "VARCHAR",
        "sequence": "INTEGER", "maximum": "DOUBLE"
    }]')) as r
);
