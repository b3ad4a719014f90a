-- reads: rows
-- row: a node of the tree of one version of a criteria set
-- column: version_id | the version of the set
-- column: criterion_id | by which versions know the same criterion
-- column: number | its place in the tree
-- column: code | its number in the document
-- column: name | its name
-- column: sequence | its place in the order of the paper
-- column: depth | 1 for a lĩnh vực, 2 for a tiêu chí, 3 for a tiêu chí thành phần
-- column: ancestors | the nodes that its points count for, itself included; empty text is the whole set
-- column: is_leaf | true when it is scored itself
-- column: area_id | the reform area of the plan
-- column: part_id | the part of the index that its lĩnh vực becomes
-- column: top_id | its lĩnh vực
-- column: maximum | maximum points, null when not known
-- column: shared_by | the node whose points it shares when it has no maximum of its own, empty text the whole set
-- column: shared_points | how many those are, told on the first that shares them and 0 on the others
-- column: kind | how a result becomes points
-- column: late | yes-no: share of the points when late
-- column: threshold | capped: percent that gives all points
-- column: below | capped: share, or unknown
-- column: floor | floor: percent below which there are none
-- column: full_at | survey: result that gives all points
-- column: each | bonus, deduction: points for each one counted
-- column: counted | what is counted
-- column: steps | steps: from which number on how many points, highest first
-- column: evidence | evidence asked for, null when none
-- column: owner_id | the post that answers for it
-- column: due | month and day
-- column: due_next_year | true when that day is in the year after
-- column: indicator_id | the indicator whose figure is its result
-- column: levels | the levels of units that it applies to, empty for all
-- column: cautions | what is not known of it or contradicts itself
create table criterion as
select
    r.version_id,
    r.criterion_id,
    r.number,
    r.code,
    r.name,
    r.sequence,
    r.depth,
    r.ancestors,
    r.is_leaf,
    r.area_id,
    r.part_id,
    r.top_id,
    r.maximum,
    r.shared_by,
    r.shared_points,
    r.kind,
    r.late,
    r.threshold,
    r.below,
    r.floor,
    r.full_at,
    r.each,
    r.counted,
    r.steps,
    r.evidence,
    r.owner_id,
    r.due,
    r.due_next_year,
    r.indicator_id,
    r.levels,
    r.cautions
from (
    select unnest(from_json($rows, '[{
        "version_id": "VARCHAR", "criterion_id": "VARCHAR", "number": "VARCHAR", "code": "VARCHAR",
        "name": "VARCHAR", "sequence": "INTEGER", "depth": "INTEGER", "ancestors": ["VARCHAR"], "is_leaf": "BOOLEAN",
        "area_id": "VARCHAR", "part_id": "VARCHAR", "top_id": "VARCHAR", "maximum": "DECIMAL(9,4)",
        "shared_by": "VARCHAR", "shared_points": "DECIMAL(9,4)",
        "kind": "VARCHAR", "late": "DECIMAL(9,4)", "threshold": "DECIMAL(9,4)", "below": "VARCHAR",
        "floor": "DECIMAL(9,4)", "full_at": "DECIMAL(9,4)", "each": "DECIMAL(9,4)", "counted": "VARCHAR",
        "steps": [{"at_least": "DECIMAL(9,4)", "points": "DECIMAL(9,4)"}], "evidence": "VARCHAR",
        "owner_id": "VARCHAR", "due": "VARCHAR", "due_next_year": "BOOLEAN", "indicator_id": "VARCHAR",
        "levels": ["VARCHAR"], "cautions": ["VARCHAR"]
    }]')) as r
);
