-- the version of a criteria set that scores a unit in a year
create table set_in_force as
with years as (
    select unnest(range(plan.first_year, plan.last_year + 1))::integer as year from plan
    union
    select year from criterion_result
)
select
    criteria_set.version_id, -- the version: of those in force, the one that began last
    criteria_set.set_id, -- the set
    unit.unit_id, -- the unit
    years.year -- the year
from criteria_set
join unit on list_contains(criteria_set.levels, unit.level)
join years on years.year between criteria_set.from_year and coalesce(criteria_set.to_year, 9999)
where years.year between coalesce(year(unit.valid_from), 0) and coalesce(year(unit.valid_to), 9999)
qualify row_number() over (
    partition by criteria_set.set_id, unit.unit_id, years.year order by criteria_set.from_year desc
) = 1;

-- what was said last of one criterion, evidence since then with it; illustrative where a unit has nothing else
create view current_result as
with standing as (
    select
        criterion_result.*,
        -- Evidence or an explanation alone, brought later, belongs to the result that is there already.
        max(entry) filter (
            kind <> 'self'
            or coalesce(points, counted, numerator, denominator, value) is not null
            or done is not null or done_on is not null or not_applicable is not null
        ) over (partition by set_id, unit_id, year, criterion_id, kind) as since
    from criterion_result
    join unit_layer using (unit_id)
    where not withdrawn
        -- What was entered always counts; what ships as an illustration only where a unit has nothing of its own.
        and (entry > 0 or illustrative)
)
select
    set_id, -- the set
    unit_id, -- the unit
    year, -- the year
    criterion_id, -- the criterion
    kind, -- self, appraised or survey
    max(entry) as entry, -- number of the ledger entry
    arg_max(recorded_at, entry) as recorded_at, -- when it was said
    arg_max(author, entry) as author, -- who said it
    -- Of these only the entry of the result says anything.
    arg_max(points, entry) as points, -- points as said
    arg_max(done, entry) as done, -- yes or no
    arg_max(done_on, entry) as done_on, -- the day on which it was done
    arg_max(counted, entry) as counted, -- how many there were
    arg_max(numerator, entry) as numerator, -- count
    arg_max(denominator, entry) as denominator, -- count
    arg_max(value, entry) as value, -- the result of a survey
    arg_max(not_applicable, entry) as not_applicable, -- why it does not apply
    flatten(list(evidence order by entry)) as evidence, -- documents and files, each in words
    arg_max(explanation, entry) as explanation, -- how the result was come by where there is no evidence
    arg_max(reason, entry) as reason -- why the appraised score differs
from standing
where since is null or entry >= since
group by all;

-- a criterion whose result somebody approved, with nothing entered for it since
-- It has no rows without those of assessment_step and of set_in_force.
create table criterion_approval as
with approved as (
    select set_id, unit_id, year, unnest(if(len(criteria) = 0, [''], criteria)) as approved_id, entry
    from assessment_step
    where step = 'approve' and not withdrawn
)
select
    approved.set_id, -- the set
    approved.unit_id, -- the unit
    approved.year, -- the year
    criterion.criterion_id, -- the criterion
    max(approved.entry) as entry -- number of the ledger entry that approved it last
from approved
join set_in_force using (set_id, unit_id, year)
-- Approved without naming any, the whole tree is.
join criterion
    on criterion.version_id = set_in_force.version_id and approved.approved_id in ('', criterion.criterion_id)
left join current_result as said
    on said.set_id = approved.set_id and said.unit_id = approved.unit_id and said.year = approved.year
    and said.criterion_id = criterion.criterion_id and said.kind = 'self'
group by approved.set_id, approved.unit_id, approved.year, criterion.criterion_id
-- What was entered after somebody stood by it waits for them again.
having max(approved.entry) > coalesce(max(said.entry), 0)
order by approved.set_id, approved.unit_id, approved.year, criterion.criterion_id;

-- a part of an index that a criteria set scores, of a unit in a year in which all its parts have points
create view score_part as
with part_node as (
    select
        criteria_set.index_id,
        criteria_set.method,
        node.unit_id,
        node.year,
        criterion.part_id,
        (node.applicable - node.points)::double as part_lost,
        whole.applicable::double as maximum
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
    union all
    select index_id, method, unit_id, year, part_id, lost, maximum from part_points
)
select
    index_id, -- the index
    part_node.unit_id, -- the unit
    part_node.year, -- the year
    part_node.part_id, -- the part
    part_node.method, -- how the figure of the index was made
    part_lost as lost, -- its applicable points less those it reached
    maximum -- the applicable points of the whole set
from part_node
-- Only a figure that was made by this set.
join figure
    on figure.indicator_id = part_node.index_id and figure.part_id = '' and figure.unit_id = part_node.unit_id
    and figure.year = part_node.year and figure.method = part_node.method;
