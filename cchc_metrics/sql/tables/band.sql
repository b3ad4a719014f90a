-- reads: rows
-- row: a band of the index of one version of a criteria set
-- column: version_id | the version of the set
-- column: name | its name
-- column: at_least | the percentage from which on it holds, itself included
create table band as
select
    r.version_id,
    r.name,
    r.at_least
from (
    select unnest(from_json($rows, '[{
        "version_id": "VARCHAR", "name": "VARCHAR", "at_least": "DECIMAL(9,4)"
    }]')) as r
);
