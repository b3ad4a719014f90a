-- reads: rows
-- row: a number of cases that the plan follows and never judges
-- column: tally_id | id of the tally
-- column: name | what it counts
-- column: short | label for narrow places
-- column: sequence | its place among tallies
-- column: area_id | reform area
-- column: over_time | what the periods of a year make together: their sum, the first one's number or the last one's
create table tally as
select r.tally_id, r.name, r.short, r.sequence, r.area_id, r.over_time
from (
    select unnest(from_json($rows, '[{
        "tally_id": "VARCHAR", "name": "VARCHAR", "short": "VARCHAR", "sequence": "INTEGER", "area_id": "VARCHAR",
        "over_time": "VARCHAR"
    }]')) as r
);
