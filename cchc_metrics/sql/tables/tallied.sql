-- reads: rows
-- row: one number of a tally as it was handed in, current or not
-- column: layer | published, own or demo
-- column: entry | number of the ledger entry, 0 for figures that ship with the program
-- column: withdrawn | true when the entry was undone
-- column: approval | number of the ledger entry that approved it, 0 for figures that ship, null when nobody has
-- column: place | file and cell it came from
-- column: tally_id | the tally
-- column: breakdown_id | the breakdown, empty for the whole
-- column: group_id | the group, empty for the whole
-- column: unit_id | the unit
-- column: year | the reporting year
-- column: period_start | first day
-- column: period_end | last day
-- column: cases | how many there were
-- column: flag | as in observation
-- column: source_id | where it comes from
-- column: as_of | the day on which it was known
-- column: note | what else the source says
create table tallied as
select
    r.layer,
    r.entry,
    r.withdrawn,
    r.approval,
    r.place,
    r.tally_id,
    coalesce(r.breakdown_id, '') as breakdown_id,
    coalesce(r.group_id, '') as group_id,
    r.unit_id,
    r.year,
    r.period_start,
    r.period_end,
    r.cases,
    r.flag,
    r.source_id,
    r.as_of,
    r.note
from (
    select unnest(from_json($rows, '[{
        "layer": "VARCHAR", "entry": "INTEGER", "withdrawn": "BOOLEAN", "approval": "INTEGER", "place": "VARCHAR",
        "tally_id": "VARCHAR", "breakdown_id": "VARCHAR", "group_id": "VARCHAR", "unit_id": "VARCHAR",
        "year": "INTEGER", "period_start": "DATE", "period_end": "DATE", "cases": "DOUBLE", "flag": "VARCHAR",
        "source_id": "VARCHAR", "as_of": "DATE", "note": "VARCHAR"
    }]')) as r
);
