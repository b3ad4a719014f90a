-- the dossiers of a list by the months in which they were received, ended and became late
with dossier_day as (
    select
        list,
        unit,
        field,
        channel,
        -- What cannot be read is not counted in any month.
        case when unreadable is null then received end as start,
        due,
        cast(due as date) as due_day,
        -- Settled when the first of these was reached.
        coalesce(done, returned, stopped) as ended,
        -- The first moment at which it is late; a day without a time lasts until its end.
        case
            when coalesce(supplements, 0) > 1 then received
            when due is null then received + (coalesce(supplement_days, 0) + limit_days) * interval 1 day
            -- Days are compared and added up in half the time that moments take.
            when due = cast(due as date) then cast(cast(due as date) + 1 as timestamp)
            else due + interval 1 microsecond
        end as late_from
    from dossier
)
select
    list, -- which list it is
    unit, -- the unit
    cast(date_trunc('month', start) as date) as received_month, -- first day of the month of receipt, null when left out
    field, -- the field as written
    channel, -- the channel as written, null when none is
    cast(date_trunc('month', ended) as date) as ended_month, -- first day of the month of its end, null while it is open
    cast(date_trunc('month', late_from) as date) as late_month, -- at the end of which it is late when still open
    case
        when ended is null then 'pending'
        when ended >= late_from then 'late'
        when cast(ended as date) < due_day then 'early'
        else 'on_time'
    end as outcome, -- early, on_time or late when it ended; pending
    count(*) as dossiers -- how many there are
from dossier_day
group by all;
