-- reads: rows
-- row: one version of a criteria set
-- column: version_id | id of the set and its first year
-- column: set_id | the set
-- column: name | its name
-- column: short | its name where room is short
-- column: from_year | first year in force
-- column: to_year | last year in force, null while it is
-- column: levels | the levels of units that it scores
-- column: maximum | points of all its criteria
-- column: not_applicable | exclude (out of the maximum) or full (all points)
-- column: illustrative | true when it is no real set
-- column: decision | the document that issued it
-- column: index_id | the index that a published result is a figure of
-- column: method | the method of such figures
-- column: cautions | what is not known of it or contradicts itself
create table criteria_set as
select
    r.version_id,
    r.set_id,
    r.name,
    r.short,
    r.from_year,
    r.to_year,
    r.levels,
    r.maximum,
    r.not_applicable,
    r.illustrative,
    r.decision,
    r.index_id,
    r.method,
    r.cautions
from (
    select unnest(from_json($rows, '[{
        "version_id": "VARCHAR", "set_id": "VARCHAR", "name": "VARCHAR", "short": "VARCHAR", "from_year": "INTEGER",
        "to_year": "INTEGER", "levels": ["VARCHAR"], "maximum": "DECIMAL(9,4)", "not_applicable": "VARCHAR",
        "illustrative": "BOOLEAN", "decision": "VARCHAR", "index_id": "VARCHAR", "method": "VARCHAR",
        "cautions": ["VARCHAR"]
    }]')) as r
);
