-- a criterion that an assessment assigned to somebody
create table owner_assignment as
select
    set_id, -- the set
    unit_id, -- the unit
    year, -- the year
    criterion_id, -- the criterion
    arg_max(owner_id, entry) as owner_id, -- who brings its result, by the last assignment
    arg_max_null(due, entry) as due -- by when, null when the last assignment names no day
from (
    select set_id, unit_id, year, unnest(criteria) as criterion_id, owner_id, due, entry
    from assessment_step
    where step = 'assign' and not withdrawn
)
group by all
order by set_id, unit_id, year, criterion_id;
