-- a node of the tree, or the whole set, of a unit in a year
-- It has no rows without those of criterion_score.
create table node_score as
with known as (
    select
        criterion_score.*,
        criterion.kind,
        criterion.ancestors,
        criterion.shared_by,
        criterion.shared_points,
        -- What criteria share is open until each of them has points.
        bool_or(points is null) over (partition by version_id, unit_id, year, shared_by) as group_open
    from criterion_score
    join criterion using (version_id, criterion_id)
),
spread as (
    select *, unnest(ancestors) as node_id
    from known
),
leaves as (
    select
        *,
        -- Points that several criteria share count once, from the node that has them upwards. Once one of those
        -- criteria does not apply, nobody knows how many of the points are left.
        case
            when shared_by is null then applicable
            when state in ('not_applicable', 'no_activity') then null
            when list_position(ancestors, node_id) <= list_position(ancestors, shared_by) then shared_points
        end as adds,
        case
            when shared_by is not null and group_open then shared_points - coalesce(points, 0)
            when shared_by is null and state in ('unscored', 'unknown_rule', 'no_activity') then applicable
        end as may_add
    from spread
),
added as (
    select
        version_id,
        set_id,
        unit_id,
        year,
        node_id as criterion_id,
        count(*) filter (kind not in ('tracked', 'bonus', 'deduction')) as criteria,
        count(*) filter (
            kind not in ('tracked', 'bonus', 'deduction')
            and ((state = 'scored' and points is not null) or state = 'not_applicable'
                or (state = 'no_activity' and applicable = 0))
        ) as scored,
        count(*) filter (owes) as owing,
        -- One maximum that is not known leaves the sum unknown.
        case when count(*) filter (adds is null) = 0 then sum(adds)::decimal(28, 10) end as applicable,
        sum(self_points) as self_points,
        sum(appraised_points) as appraised_points,
        sum(survey_points) as survey_points,
        sum(points) as reached,
        -- What nobody scored may still bring or cost points.
        coalesce(sum(may_add), 0) as open,
        count(*) filter (
            state = 'unknown_rule' or (state = 'unscored' and kind not in ('bonus', 'deduction'))
            or (state = 'no_activity' and applicable is distinct from 0)
            or (shared_by is not null and points is null)
        ) as missing,
        count(*) filter (appraised_points is not null) as appraised
    from leaves
    group by all
),
held as (
    select
        *,
        -- Points beside the hundred never lift a set over its maximum, nor push it under nothing. least and greatest
        -- pass over what is missing, which would make all points of none.
        case
            when criterion_id <> '' or reached is null then reached::decimal(28, 10)
            else greatest(least(reached::decimal(28, 10), applicable), 0)
        end as points
    from added
),
losing as (
    select version_id, set_id, unit_id, year, unnest(ancestors) as criterion_id, lost
    from point_loss
),
measured as (
    select
        held.*,
        loss.lost,
        round(points, 6) as fair_points,
        case when missing = 0 and applicable > 0 then (100 * points / applicable)::double end as value
    from held
    left join (
        select version_id, set_id, unit_id, year, criterion_id, sum(lost) as lost
        from losing
        group by all
    ) as loss using (version_id, set_id, unit_id, year, criterion_id)
)
select
    version_id, -- the version of the set
    set_id, -- the set
    unit_id, -- the unit
    year, -- the year
    criterion_id, -- the node, empty for the whole set
    criteria, -- how many criteria under it are scored themselves
    scored, -- how many of them have points or do not apply
    owing, -- how many owe evidence
    applicable, -- maximum points, without what does not apply
    self_points, -- points by the unit itself
    appraised_points, -- points as appraised
    survey_points, -- points of the survey
    points, -- points that count
    open, -- maximum points of the criteria that have none yet
    lost, -- points lost where they are known
    appraised, -- how many of its criteria are appraised
    value, -- the index in percent, null until every criterion has points
    case
        when applicable > 0 then (100 * coalesce(points, 0) / applicable)::double
    end as lowest, -- the index if everything open got nothing, null when a maximum is not known
    case
        when applicable > 0
            then (100 * greatest(least(coalesce(reached, 0) + open, applicable), 0) / applicable)::double
    end as highest, -- the index if everything open got all its points
    case when value is not null then (
        select arg_max(band.name, band.at_least)
        from band
        where band.version_id = measured.version_id
            and band.at_least * measured.applicable <= 100 * measured.fair_points
    ) end as band -- the band of the index
from measured
order by version_id, unit_id, year, criterion_id;

-- points that a criterion lost, or that criteria which share the points of one node lost together
-- It has no rows without those of criterion_score.
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
    coalesce(assigned.owner_id, appointed.owner_id, holder.holder_id) as owner_id, -- by the assessment, a meeting, the set
    coalesce(assigned.owner, appointed.owner, holder.holder) as owner, -- its name
    losing.maximum, -- the points that there were to get
    losing.points, -- the points reached
    losing.lost -- maximum less points, a deduction in full
from losing
join criteria_set using (version_id)
left join criterion using (version_id, criterion_id)
left join owner_assignment as assigned
    on assigned.set_id = losing.set_id and assigned.unit_id = losing.unit_id and assigned.year = losing.year
    and assigned.criterion_id = losing.criterion_id
left join criterion_appointment as appointed
    on appointed.version_id = losing.version_id and appointed.criterion_id = losing.criterion_id
    and appointed.unit_id = losing.unit_id and losing.year between appointed.first_year and appointed.last_year
left join holder_years as holder
    on holder.owner_id = criterion.owner_id and losing.year between holder.first_year and holder.last_year
order by losing.version_id, losing.unit_id, losing.year, losing.criterion_id;

-- whom a meeting named for the indicator of a criterion, where the set leaves it to the same nobody as the plan
-- It has no rows without those of criterion and of appointment.
create table criterion_appointment as
select
    criterion.version_id, -- the version of the set
    criterion.criterion_id, -- the criterion
    answerer.unit_id, -- the unit
    answerer.first_year, -- the first year
    answerer.last_year, -- the last year
    answerer.owner_id, -- the post that answers
    answerer.owner -- its name
from criterion
join post_years as post on post.subject = criterion.indicator_id and post.owner_id = criterion.owner_id
join answerer using (subject, first_year)
where answerer.appointed;

-- what an assessment says of a criterion beside its points, so that a question about the tree joins one table for it
create table criterion_note as
select
    set_id, -- the set
    unit_id, -- the unit
    year, -- the year
    criterion_id, -- the criterion
    assigned.owner_id, -- who brings its result by assignment, null when nobody was assigned
    assigned.owner, -- the name of that post
    assigned.due, -- by when, null when no day was named
    approved.entry as approval, -- number of the ledger entry that approved it, null when none did
    entered.numerator, -- of a result that says something else than the figure: its count
    entered.denominator, -- its count
    entered.value, -- what it says, in the indicator's unit
    entered.figure_value -- what the figures say, null when none was handed in
from owner_assignment as assigned
full join criterion_approval as approved using (set_id, unit_id, year, criterion_id)
full join entered_figure as entered using (set_id, unit_id, year, criterion_id)
order by set_id, unit_id, year, criterion_id;
