-- reads: rows
-- row: what was said of one criterion of a unit and year, current or not
-- column: layer | own or demo
-- column: entry | number of the ledger entry, 0 for what ships with the program
-- column: withdrawn | true when the entry was undone
-- column: said_at | when it was said
-- column: said_by | who said it
-- column: set_id | the set
-- column: unit_id | the unit
-- column: year | the year
-- column: criterion_id | the criterion
-- column: kind | self, appraised or survey
-- column: points | points as said, null where the result speaks for itself
-- column: done | yes or no
-- column: done_on | the day on which it was done
-- column: counted | how many there were
-- column: numerator | count
-- column: denominator | count
-- column: value | the result of a survey
-- column: not_applicable | why it does not apply, null where it does
-- column: evidence | documents and files, each in words
-- column: explanation | how the result was come by where there is no evidence
-- column: reason | why the appraised score differs
create table criterion_result as
select
    r.layer,
    r.entry,
    r.withdrawn,
    r.said_at,
    r.said_by,
    r.set_id,
    r.unit_id,
    r.year,
    r.criterion_id,
    r.kind,
    r.points,
    r.done,
    r.done_on,
    r.counted,
    r.numerator,
    r.denominator,
    r.value,
    r.not_applicable,
    r.evidence,
    r.explanation,
    r.reason
from (
    select unnest(from_json($rows, '[{
        "layer": "VARCHAR", "entry": "INTEGER", "withdrawn": "BOOLEAN", "said_at": "VARCHAR", "said_by": "VARCHAR",
        "set_id": "VARCHAR", "unit_id": "VARCHAR", "year": "INTEGER", "criterion_id": "VARCHAR", "kind": "VARCHAR",
        "points": "DECIMAL(12,6)", "done": "BOOLEAN", "done_on": "DATE", "counted": "DECIMAL(18,4)",
        "numerator": "DECIMAL(28,8)", "denominator": "DECIMAL(28,8)", "value": "DECIMAL(28,8)",
        "not_applicable": "VARCHAR", "evidence": ["VARCHAR"], "explanation": "VARCHAR", "reason": "VARCHAR"
    }]')) as r
);
