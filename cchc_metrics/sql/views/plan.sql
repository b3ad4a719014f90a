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

-- the part that moved most in the direction in which its index moved on the year before
create table main_part as
select
    part_change.index_id, -- the index
    part_change.unit_id, -- the unit
    part_change.to_year as year, -- the year
    part_change.part_id, -- the part
    part.name, -- its name
    part_change.change -- what it did to the total, in the index's unit
from part_change
join part on part.index_id = part_change.index_id and part.part_id = part_change.part_id
join series as total
    on total.indicator_id = part_change.index_id and total.unit_id = part_change.unit_id
    and total.year = part_change.to_year and total.part_id = ''
join series as total_before
    on total_before.indicator_id = part_change.index_id and total_before.unit_id = part_change.unit_id
    and total_before.year = part_change.from_year and total_before.part_id = ''
    and total_before.segment = total.segment
where part_change.from_year = part_change.to_year - 1
    and sign(part_change.change) = sign(total.value - total_before.value)
    and part_change.change <> 0
qualify row_number() over (
    partition by part_change.index_id, part_change.unit_id, part_change.to_year
    order by abs(part_change.change) desc, part_change.part_id
) = 1
order by index_id, unit_id, year;

-- the greatest possible total of an index that adds up its parts, in one unit and year
create view part_scale as
select
    figure.indicator_id as index_id, -- the index
    figure.unit_id, -- the unit
    figure.year, -- the year
    case
        when count(part.maximum) = count(*) then sum(part.maximum)
    end as maximum -- the sum of the full scores of the parts that were measured, null when one is not known
from figure
join part on part.index_id = figure.indicator_id and part.part_id = figure.part_id
join indicator on indicator.indicator_id = figure.indicator_id
where combine = 'sum'
group by figure.indicator_id, figure.unit_id, figure.year
order by index_id, figure.unit_id, figure.year;

-- how much a change of one part of an index changes its total, in one unit and year
create table part_weight as
select
    indicator_id as index_id, -- the index
    unit_id, -- the unit
    year, -- the year
    case combine
        when 'sum' then 1.0
        when 'mean' then 1.0 / count(*)
    end::double as weight -- 1 where parts are added, 1/n where they are averaged, null where it is not known
from series
join indicator using (indicator_id)
where part_id <> ''
group by indicator_id, unit_id, year, combine
order by index_id, unit_id, year;
