-- reads: rows
-- row: what was said of a decision on one day
-- column: entry | number of the ledger entry
-- column: withdrawn | true when the entry was undone
-- column: decision | entry of the decision
-- column: reported_by | who said so
-- column: reported | the day
-- column: state | not_started, in_progress or done
-- column: note | what else was said
-- column: evidence | what shows it
create table decision_report as
select
    r.entry,
    r.withdrawn,
    r.decision,
    r.reported_by,
    r.reported,
    r.state,
    r.note,
    r.evidence
from (
    select unnest(from_json($rows, '[{
        "entry": "INTEGER", "withdrawn": "BOOLEAN", "decision": "INTEGER", "reported_by": "VARCHAR",
        "reported": "DATE", "state": "VARCHAR", "note": "VARCHAR", "evidence": "VARCHAR"
    }]')) as r
);
