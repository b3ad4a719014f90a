-- reads: rows
-- row: where figures were published or collected
-- column: source_id | id of the source
-- column: title | its title
-- column: url | its address, empty when it has none
create table source as
select
    r.source_id,
    r.title,
    r.url
from (
    select unnest(from_json($rows, '[{"source_id": "VARCHAR", "title": "VARCHAR", "url": "VARCHAR"}]')) as r
);
