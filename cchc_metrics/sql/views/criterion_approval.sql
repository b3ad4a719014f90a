-- a criterion whose result somebody approved, with nothing entered for it since
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
