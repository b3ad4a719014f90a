-- reads: rows
-- row: a task of the plan
-- column: task_id | id of the task
-- column: area_id | its reform area
-- column: name | what is to be done
-- column: sequence | its place in the area
-- column: owner_id | its owner, or its area's
-- column: due | last day, null when the plan gives none
-- column: cite | document and place
create table task as
select
    r.task_id,
    r.area_id,
    r.name,
    r.sequence,
    r.owner_id,
    r.due,
    r.cite
from (
    select unnest(from_json($rows, '[{
        "task_id": "VARCHAR", "area_id": "VARCHAR", "name": "VARCHAR", "sequence": "INTEGER",
        "owner_id": "VARCHAR", "due": "DATE", "cite": "VARCHAR"
    }]')) as r
);
