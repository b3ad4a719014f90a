-- reads: criterion_score, criterion, criteria_set, assigned_owner
-- row: points that a criterion lost, or that criteria which share the points of one node lost together
-- column: version_id | the version of the set
-- column: set_id | the set
-- column: unit_id | the unit
-- column: year | the year
-- column: criterion_id | the criterion, or the node whose points are shared, empty for the whole set
-- column: name | its name
-- column: ancestors | the nodes that the loss counts for, itself included; empty text is the whole set
-- column: owner_id | who answers for it: whom the assessment assigned it to, else whom the set names
-- column: maximum | the points that there were to get
-- column: points | the points reached
-- column: lost | maximum less points, a deduction in full
create table lost_points as
with known as (
    select
        criterion_score.*,
        criterion.ancestors,
        criterion.shared_by,
        criterion.shared_points
    from criterion_score
    join criterion using (version_id, criterion_id)
),
losing as (
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
)
select
    losing.version_id,
    losing.set_id,
    losing.unit_id,
    losing.year,
    losing.criterion_id,
    coalesce(criterion.name, criteria_set.short) as name,
    losing.ancestors,
    coalesce(assigned.owner_id, criterion.owner_id) as owner_id,
    losing.maximum,
    losing.points,
    losing.lost
from losing
join criteria_set using (version_id)
left join criterion using (version_id, criterion_id)
left join assigned_owner as assigned
    on assigned.set_id = losing.set_id and assigned.unit_id = losing.unit_id and assigned.year = losing.year
    and assigned.criterion_id = losing.criterion_id
order by losing.version_id, losing.unit_id, losing.year, losing.criterion_id;
