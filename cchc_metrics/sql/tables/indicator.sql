-- reads: rows
-- row: an indicator of the plan: a target, or an index
-- column: indicator_id | id of the indicator
-- column: name | what it says
-- column: short | label for narrow places
-- column: sequence | its place among indices or targets
-- column: is_index | true for an index, false for a target
-- column: headline | true for an index that must rise each year
-- column: area_id | reform area, null for an index
-- column: measure_unit | percent (0–100), points or ratio (0–1)
-- column: measure | count, survey or score
-- column: kind | annual, by-year, ladder, rising, falling, milestone; none when nothing is asked
-- column: operator | how the value is held against the target
-- column: better | 1 where higher is better, -1 where lower is
-- column: due_year | the year that counts, null when every year does
-- column: owner_id | the post that answers for it
-- column: combine | how the parts of an index make its total: sum, mean or none
-- column: usual_change | how far it may move in a year without asking for a note, null where the plan does not say
-- column: maximum | the greatest possible value of the total, null where methods differ
create table indicator as
select
    r.indicator_id,
    r.name,
    r.short,
    r.sequence,
    r.is_index,
    r.headline,
    r.area_id,
    r.measure_unit,
    r.measure,
    r.kind,
    r.operator,
    r.better,
    r.due_year,
    r.owner_id,
    r.combine,
    r.usual_change,
    case r.measure_unit when 'percent' then 100.0 when 'ratio' then 1.0 end::double as maximum
from (
    select unnest(from_json($rows, '[{
        "indicator_id": "VARCHAR", "name": "VARCHAR", "short": "VARCHAR", "sequence": "INTEGER",
        "is_index": "BOOLEAN", "headline": "BOOLEAN", "area_id": "VARCHAR", "measure_unit": "VARCHAR",
        "measure": "VARCHAR", "kind": "VARCHAR", "operator": "VARCHAR", "better": "INTEGER",
        "due_year": "INTEGER", "owner_id": "VARCHAR", "combine": "VARCHAR", "usual_change": "DOUBLE"
    }]')) as r
);
