-- a part of an index that a criteria set scores, of a unit in a year in which all its parts have points
create view score_part as
with part_node as (
    select
        criteria_set.index_id,
        criteria_set.method,
        node.unit_id,
        node.year,
        criterion.part_id,
        node.applicable - node.points as part_lost,
        whole.applicable as maximum
    from node_score as node
    join criteria_set using (version_id)
    join criterion using (version_id, criterion_id)
    join node_score as whole
        on whole.version_id = node.version_id and whole.unit_id = node.unit_id and whole.year = node.year
        and whole.criterion_id = '' and whole.value is not null
    where criterion.depth = 1 and criterion.part_id is not null and criteria_set.index_id is not null
    window version as (partition by node.version_id, node.unit_id, node.year)
    -- Where one part is not known, the index is made up in another way than by points lost.
    qualify count(part_lost) over version = count(*) over version
)
select
    index_id, -- the index
    part_node.unit_id, -- the unit
    part_node.year, -- the year
    part_node.part_id, -- the part
    part_lost::double as lost, -- its applicable points less those it reached
    maximum::double as maximum -- the applicable points of the whole set
from part_node
-- Only a figure that was made by this set.
join figure
    on figure.indicator_id = part_node.index_id and figure.part_id = '' and figure.unit_id = part_node.unit_id
    and figure.year = part_node.year and figure.method = part_node.method;
