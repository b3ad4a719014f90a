-- reads: rows
-- row: one step of the assessment of a unit in a year, as the ledger has it
-- column: entry | number of the ledger entry
-- column: withdrawn | true when the entry was undone
-- column: said_at | when it was taken
-- column: said_by | who took it
-- column: step | open, assign, enter, approve, appraise, total, publish, reopen or peers
-- column: set_id | the set
-- column: unit_id | the unit
-- column: year | the year
-- column: criteria | the criteria that it is about, empty for all
-- column: owner_id | assign: the post
-- column: due | open, assign: the day by which
-- column: document | publish: number of the decision; peers: name of the file
-- column: points | total, publish: points reached
-- column: maximum | total, publish: applicable maximum
-- column: note | what else was said
create table assessment_step as
select
    r.entry,
    r.withdrawn,
    r.said_at,
    r.said_by,
    r.step,
    r.set_id,
    r.unit_id,
    r.year,
    r.criteria,
    r.owner_id,
    r.due,
    r.document,
    r.points,
    r.maximum,
    r.note
from (
    select unnest(from_json($rows, '[{
        "entry": "INTEGER", "withdrawn": "BOOLEAN", "said_at": "VARCHAR", "said_by": "VARCHAR", "step": "VARCHAR",
        "set_id": "VARCHAR", "unit_id": "VARCHAR", "year": "INTEGER", "criteria": ["VARCHAR"], "owner_id": "VARCHAR",
        "due": "DATE", "document": "VARCHAR", "points": "DECIMAL(12,6)", "maximum": "DECIMAL(12,6)", "note": "VARCHAR"
    }]')) as r
);
