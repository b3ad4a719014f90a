-- a dossier with several rows, which would be counted several times
with repeated as (
    -- Systems that count anew each year may give a code again, but not on one day.
    select
        unit,
        -- «h17.01» and «H17.01» are one code.
        upper(code) as code,
        cast(received as date) as received_day,
        count(*) as dossiers
    from dossier
    where code <> '' and unreadable is null and received is not null
    group by all
    having count(*) > 1
    order by unit, code
    limit 20
)
select
    repeated.unit, -- the unit
    repeated.code, -- the code of the dossier
    repeated.dossiers, -- how many rows it has
    dossier.list -- a list that has some of them
from repeated
join dossier
    on dossier.unit is not distinct from repeated.unit
    and upper(dossier.code) = repeated.code
    and cast(dossier.received as date) = repeated.received_day
group by all
order by repeated.unit, repeated.code;
