-- reads: assessment_step
-- row: a criterion that an assessment assigned to somebody
-- column: set_id | the set
-- column: unit_id | the unit
-- column: year | the year
-- column: criterion_id | the criterion
-- column: owner_id | who brings its result, by the last assignment
-- column: due | by when, null when the last assignment names no day
create table assigned_owner as
select
    set_id,
    unit_id,
    year,
    criterion_id,
    arg_max(owner_id, entry) as owner_id,
    arg_max_null(due, entry) as due
from (
    select set_id, unit_id, year, unnest(criteria) as criterion_id, owner_id, due, entry
    from assessment_step
    where step = 'assign' and not withdrawn
)
group by all
order by set_id, unit_id, year, criterion_id;
