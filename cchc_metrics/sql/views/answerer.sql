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

-- the post that answers for an indicator in the years from one to another, by the plan: a second row once it has ended
create view post_years as
select
    indicator_id, -- the indicator
    0 as first_year, -- the first year
    coalesce(year(last_day), 9999) as last_year, -- the last year
    indicator.owner_id, -- the post that answers for it in these years, the first of several
    owners as owner -- the names of all of them
from indicator
left join owner using (owner_id)
union all
select
    indicator_id,
    year(last_day) + 1,
    9999,
    coalesce(instead_id, indicator.owner_id),
    coalesce(instead || substr(owners, length(owner.name) + 1), owners)
from indicator
join owner using (owner_id)
where last_day is not null;
