-- a unit and an indicator whose rule binds it: what such a unit brings is judged, of any other it is only shown
-- A unit that ended before the plan began is not judged by it: it is shown as a predecessor.
create table binding as
select
    unit.unit_id, -- the unit
    indicator.indicator_id -- the index or target
from indicator
join unit on list_contains(indicator.bound_levels, unit.level)
cross join plan
where (len(indicator.bound_units) = 0 or list_contains(indicator.bound_units, unit.unit_id))
    and coalesce(year(unit.valid_to), 9999) >= plan.first_year
order by unit.unit_id, indicator.indicator_id;

-- a unit that has figures, task reports, scores or feedback
create table unit_layer as
with given as (
    select unit_id, layer from observation where not withdrawn
    union all
    select unit_id, layer from task_report where not withdrawn
    union all
    select unit_id, layer from criterion_result where not withdrawn
    union all
    select unit_id, layer from feedback_record where not withdrawn
    union all
    -- No illustration takes the place of figures that cannot be read any more.
    select unit_id, 'own' as layer from unread_file
    union all
    -- A unit whose figures are the sums over its units is as real as these.
    select within.parent_id, observation.layer
    from observation
    join unit as within using (unit_id)
    join indicator on indicator.indicator_id = observation.indicator_id and indicator.adds_up = within.level
    where not observation.withdrawn
)
select
    unit_id, -- id of the unit
    bool_and(layer = 'demo') as illustrative -- true when only illustrative figures exist, so that those are shown
from given
group by unit_id
order by unit_id;

-- a criterion that an assessment assigned to somebody
-- It has no rows without those of assessment_step.
create table owner_assignment as
select
    set_id, -- the set
    unit_id, -- the unit
    year, -- the year
    criterion_id, -- the criterion
    arg_max(owner_id, entry) as owner_id, -- who brings its result, by the last assignment
    arg_max(owner.name, entry) as owner, -- the name of that post
    arg_max_null(due, entry) as due -- by when, null when the last assignment names no day
from (
    select set_id, unit_id, year, unnest(criteria) as criterion_id, owner_id, due, entry
    from assessment_step
    where step = 'assign' and not withdrawn
) as assigned
left join owner using (owner_id)
group by all
order by set_id, unit_id, year, criterion_id;

-- a day across which figures are not compared: declared by the plan, or said by the flag of a figure in use
create view break_day as
select
    date as first_day, -- the first day after the break; of a flagged figure its first day
    date as last_day, -- the same; of a flagged figure its last day: the break lies somewhere in its period or before it
    title, -- its name on the screen, null where only a flag says so
    reason, -- why nothing is compared across it, null where only a flag says so
    indicators, -- the indicators it breaks with all their parts, empty for all
    units, -- the units it breaks, empty for all
    levels -- the levels of units it breaks, empty for all
from series_break
union all
-- As handed in: the flag of a figure that nobody has approved is shown as provisional.
select distinct period_start, period_end, null, null, [indicator_id], [unit_id], []::varchar[]
from observation
semi join indicator using (indicator_id)
semi join current_observation as current
    using (unit_id, indicator_id, part_id, breakdown_id, group_id, period_start, period_end, entry, place)
where flag = 'break';

-- who answers for an index, a target or a task of a unit in the years from one to another: whom the last appointment
-- names where the plan names nobody, and in the place of a post that has ended the one that has its work
create view answerer as
with appointed as (
    select unit_id, subject, owner_id
    from appointment
    where not withdrawn
    qualify row_number() over (partition by unit_id, subject order by entry desc) = 1
)
select
    unit.unit_id, -- the unit
    post.subject, -- the index, target or task
    post.first_year, -- the first year
    post.last_year, -- the last year
    coalesce(holder.holder_id, post.owner_id) as owner_id, -- the post that answers, the first of several
    coalesce(holder.holder, post.owner) as owner, -- the names of all of them
    holder.owner_id is not null as appointed, -- true where an appointment says so
    post.partners -- the names of those that help, null when there are none
from unit
cross join post_years as post
left join appointed on appointed.unit_id = unit.unit_id and appointed.subject = post.subject
-- Both tables of the plan have the same spans of years.
left join holder_years as holder on holder.owner_id = appointed.owner_id and holder.first_year = post.first_year;
