-- reads: rows
-- row: what was reported about a task on one day
-- column: layer | own or demo
-- column: entry | number of the ledger entry, 0 for what ships with the program
-- column: withdrawn | true when the entry was undone
-- column: place | file and row it came from
-- column: task_id | the task
-- column: unit_id | the unit
-- column: state | not_started, in_progress, done or late
-- column: as_of | the day of the report
-- column: note | what else was said
create table task_report as
select
    r.layer,
    r.entry,
    r.withdrawn,
    r.place,
    r.task_id,
    r.unit_id,
    r.state,
    r.as_of,
    r.note
from (
    select unnest(from_json($rows, '[{
        "layer": "VARCHAR", "entry": "INTEGER", "withdrawn": "BOOLEAN", "place": "VARCHAR",
        "task_id": "VARCHAR", "unit_id": "VARCHAR", "state": "VARCHAR", "as_of": "DATE", "note": "VARCHAR"
    }]')) as r
);
