-- reads: rows
-- row: the score of one unit in a table of the superior body
-- column: entry | number of the ledger entry
-- column: withdrawn | true when the entry was undone
-- column: place | file and cell it came from
-- column: set_id | the set
-- column: year | the year
-- column: unit_id | the unit where it is known by its name
-- column: name | its name as written
-- column: value | the index in percent
-- column: reported_rank | its rank as written
create table peer_score as
select
    r.entry,
    r.withdrawn,
    r.place,
    r.set_id,
    r.year,
    r.unit_id,
    r.name,
    r.value,
    r.reported_rank
from (
    select unnest(from_json($rows, '[{
        "entry": "INTEGER", "withdrawn": "BOOLEAN", "place": "VARCHAR", "set_id": "VARCHAR", "year": "INTEGER",
        "unit_id": "VARCHAR", "name": "VARCHAR", "value": "DECIMAL(12,6)", "reported_rank": "INTEGER"
    }]')) as r
);
