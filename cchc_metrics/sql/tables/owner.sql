-- reads: rows
-- row: a post that answers for something
-- column: owner_id | id of the post
-- column: name | its name
create table owner as
select
    r.owner_id,
    r.name
from (
    select unnest(from_json($rows, '[{"owner_id": "VARCHAR", "name": "VARCHAR"}]')) as r
);
