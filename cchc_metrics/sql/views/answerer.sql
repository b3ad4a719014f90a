-- who answers for an index, a target or a task of a unit for which the plan names nobody, by the last appointment
create view answerer as
select
    appointment.unit_id, -- the unit
    appointment.subject, -- the index, target or task
    appointment.owner_id, -- the post that answers
    owner.name as owner, -- its name
    appointment.decided -- day of the meeting
from appointment
join owner using (owner_id)
where not withdrawn
qualify row_number() over (partition by unit_id, subject order by entry desc) = 1;
