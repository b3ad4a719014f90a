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
