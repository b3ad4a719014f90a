-- reads: rows
-- row: one figure as it was handed in, current or not
-- column: layer | published, own or demo
-- column: entry | number of the ledger entry, 0 for figures that ship with the program
-- column: withdrawn | true when the entry was undone
-- column: approval | number of the ledger entry that approved it, 0 for figures that ship, null when nobody has
-- column: place | file and row it came from
-- column: indicator_id | the indicator
-- column: part_id | the part of an index, empty for the total
-- column: breakdown_id | the breakdown, empty for the whole
-- column: group_id | the group, empty for the whole
-- column: unit_id | the unit
-- column: year | the reporting year
-- column: period_start | first day
-- column: period_end | last day
-- column: numerator | count, null when missing
-- column: denominator | count, null when missing
-- column: value | the value where it has no counts, in the indicator's unit
-- column: reported_value | the value as printed, never used in place of counts
-- column: sample_size | people asked
-- column: flag | final, provisional, estimated, break or low_reliability
-- column: method | how the figure was made
-- column: reported_rank | rank as published
-- column: reported_of | units ranked, as published
-- column: source_id | where it comes from
-- column: as_of | the day on which it was known
-- column: note | what else the source says
create table observation as
select
    r.layer,
    r.entry,
    r.withdrawn,
    r.approval,
    r.place,
    r.indicator_id,
    coalesce(r.part_id, '') as part_id,
    coalesce(r.breakdown_id, '') as breakdown_id,
    coalesce(r.group_id, '') as group_id,
    r.unit_id,
    r.year,
    r.period_start,
    r.period_end,
    r.numerator,
    r.denominator,
    r.value,
    r.reported_value,
    r.sample_size,
    r.flag,
    r.method,
    r.reported_rank,
    r.reported_of,
    r.source_id,
    r.as_of,
    r.note
from (
    select unnest(from_json($rows, '[{
        "layer": "VARCHAR", "entry": "INTEGER", "withdrawn": "BOOLEAN", "approval": "INTEGER", "place": "VARCHAR",
        "indicator_id": "VARCHAR", "part_id": "VARCHAR", "breakdown_id": "VARCHAR", "group_id": "VARCHAR",
        "unit_id": "VARCHAR", "year": "INTEGER", "period_start": "DATE", "period_end": "DATE",
        "numerator": "DOUBLE", "denominator": "DOUBLE", "value": "DOUBLE", "reported_value": "DOUBLE",
        "sample_size": "INTEGER", "flag": "VARCHAR", "method": "VARCHAR", "reported_rank": "INTEGER",
        "reported_of": "INTEGER", "source_id": "VARCHAR", "as_of": "DATE", "note": "VARCHAR"
    }]')) as r
);
