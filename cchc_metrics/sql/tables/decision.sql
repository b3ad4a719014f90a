-- reads: rows
-- row: what a meeting decided
-- column: entry | number of the ledger entry
-- column: withdrawn | true when the entry was undone
-- column: recorded_by | who wrote it down
-- column: unit_id | the unit whose meeting it was
-- column: what | what is to be done
-- column: owner_id | the post that does it
-- column: decided | day of the meeting
-- column: due | last day
-- column: indicator_id | the index or target it is about, null when none is named
-- column: area_id | the reform area it is about, null when none is named
-- column: evidence | the document it stands in
create table decision as
select
    r.entry,
    r.withdrawn,
    r.recorded_by,
    r.unit_id,
    r.what,
    r.owner_id,
    r.decided,
    r.due,
    r.indicator_id,
    r.area_id,
    r.evidence
from (
    select unnest(from_json($rows, '[{
        "entry": "INTEGER", "withdrawn": "BOOLEAN", "recorded_by": "VARCHAR", "unit_id": "VARCHAR",
        "what": "VARCHAR", "owner_id": "VARCHAR", "decided": "DATE", "due": "DATE",
        "indicator_id": "VARCHAR", "area_id": "VARCHAR", "evidence": "VARCHAR"
    }]')) as r
);
