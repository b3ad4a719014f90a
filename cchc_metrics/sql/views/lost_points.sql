-- reads: criterion_score, criterion
-- row: points that a criterion lost, or that criteria which share the points of one node lost together
-- column: version_id | the version of the set
-- column: set_id | the set
-- column: unit_id | the unit
-- column: year | the year
-- column: criterion_id | the criterion, or the node whose points are shared, empty for the whole set
-- column: ancestors | the nodes that the loss counts for, itself included; empty text is the whole set
-- column: maximum | the points that there were to get
-- column: points | the points reached
-- column: lost | maximum less points, a deduction in full
create table lost_points as
with known as (
    select criterion_score.*, criterion.ancestors, criterion.shared_by, criterion.shared_points
    from criterion_score
    join criterion using (version_id, criterion_id)
)
select version_id, set_id, unit_id, year, criterion_id, ancestors, applicable as maximum, points, lost
from known
where lost > 0
union all
select
    version_id,
    set_id,
    unit_id,
    year,
    shared_by as criterion_id,
    any_value(ancestors[:list_position(ancestors, shared_by)]) as ancestors,
    sum(shared_points) as maximum,
    sum(points) as points,
    sum(shared_points) - sum(points) as lost
from known
where shared_by is not null
group by all
-- While one of them has no points, nobody knows what they lost.
having count(points) = count(*) and sum(shared_points) > sum(points)
order by version_id, unit_id, year, criterion_id;
