-- points that a criterion lost, or that criteria which share the points of one node lost together
create table point_loss as
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
    losing.version_id, -- the version of the set
    losing.set_id, -- the set
    losing.unit_id, -- the unit
    losing.year, -- the year
    losing.criterion_id, -- the criterion, or the node whose points are shared, empty for the whole set
    coalesce(criterion.name, criteria_set.short) as name, -- its name
    losing.ancestors, -- the nodes that the loss counts for, itself included; empty text is the whole set
    coalesce(assigned.owner_id, holder.holder_id) as owner_id, -- by the assessment, else by the set
    coalesce(assigned.owner, holder.holder) as owner, -- its name
    losing.maximum, -- the points that there were to get
    losing.points, -- the points reached
    losing.lost -- maximum less points, a deduction in full
from losing
join criteria_set using (version_id)
left join criterion using (version_id, criterion_id)
left join owner_assignment as assigned
    on assigned.set_id = losing.set_id and assigned.unit_id = losing.unit_id and assigned.year = losing.year
    and assigned.criterion_id = losing.criterion_id
left join holder_years as holder
    on holder.owner_id = criterion.owner_id and losing.year between holder.first_year and holder.last_year
order by losing.version_id, losing.unit_id, losing.year, losing.criterion_id;
