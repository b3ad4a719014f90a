-- the dossiers of a unit by the months in which they were received, ended and became late
with dossier_day as (
    select
        unit,
        field,
        channel,
        received,
        due,
        -- Settled when the first of these was reached.
        coalesce(done, returned, stopped) as ended,
        -- The first moment at which it is late; a day without a time lasts until its end.
        case
            when coalesce(supplements, 0) > 1 then received
            when due is null then received + (coalesce(supplement_days, 0) + limit_days) * interval 1 day
            when due = date_trunc('day', due) then due + interval 1 day
            else due + interval 1 microsecond
        end as late_from
    from dossier
    where unreadable is null
)
select
    unit, -- the unit
    cast(date_trunc('month', received) as date) as received_month, -- first day of the month of receipt
    field, -- the field as written
    channel, -- the channel as written, null when none is
    cast(date_trunc('month', ended) as date) as ended_month, -- first day of the month of its end, null while it is open
    cast(date_trunc('month', late_from) as date) as late_month, -- at the end of which it is late when still open
    case
        when ended is null then 'pending'
        when ended >= late_from then 'late'
        when ended < date_trunc('day', due) then 'early'
        else 'on_time'
    end as outcome, -- early, on_time or late when it ended; pending
    count(*) as dossiers -- how many there are
from dossier_day
where received is not null
group by all
order by all;
