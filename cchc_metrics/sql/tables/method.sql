-- reads: rows
-- row: a way in which figures are made
-- column: method_id | id of the method
-- column: label | what the screen calls it
create table method as
select
    r.method_id,
    r.label
from (
    select unnest(from_json($rows, '[{"method_id": "VARCHAR", "label": "VARCHAR"}]')) as r
);
