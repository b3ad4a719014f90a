-- a dossier that cannot be counted as it is written
with problem_row as (
    select
        number,
        code,
        case
            when unreadable is not null then 'unreadable'
            when list_contains($not_received, status) then null
            when $has_field and coalesce(trim(field), '') = '' then 'no_field'
            when received is null and list_contains($withdrawn, status) then null
            when received is null then 'no_received'
            when due is null and limit_days is null then 'no_due'
            when list_contains($ended, status) and coalesce(done, returned, stopped) is null then 'no_end'
            when coalesce(done, returned, stopped) < date_trunc('day', received) then 'ended_before'
        end as problem,
        case when unreadable is not null then unreadable else status end as text
    from dossier
)
select
    number, -- which row of the list it is, from 1
    code, -- its code
    problem, -- unreadable, no_received, no_due, no_end, no_field or ended_before
    text -- what is written, where something is
from problem_row
where problem is not null
order by number
limit $most;
