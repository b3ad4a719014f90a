-- the dossiers of a list by the months in which they were received, ended and became late
with dossier_day as (
    select
        list,
        unit,
        field,
        channel,
        -- What cannot be read is not counted in any month.
        case when unreadable is null then cast(received as date) end as start_day,
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
),
dossier_end as (
    select *, cast(ended as date) as end_day, cast(late_from as date) as late_day from dossier_day
),
outcome_count as (
    select
        list,
        unit,
        -- A day less its number in the month takes a third of the time that date_trunc takes.
        start_day - cast(day(start_day) as integer) + 1 as received_month,
        field,
        channel,
        end_day - cast(day(end_day) as integer) + 1 as ended_month,
        late_day - cast(day(late_day) as integer) + 1 as late_month,
        -- Rows are grouped by a small number sooner than by a word.
        cast(
            case when ended is null then 0 when ended >= late_from then 1 when end_day < due_day then 2 else 3 end
            as tinyint
        ) as outcome,
        count(*) as dossiers
    from dossier_end
    group by all
)
select
    list, -- which list it is
    unit, -- the unit
    received_month, -- first day of the month of receipt, null when left out
    field, -- the field as written
    channel, -- the channel as written, null when none is
    ended_month, -- first day of the month of its end, null while it is open
    late_month, -- first day of the month at the end of which it is late when still open
    case outcome
        when 0 then 'pending'
        when 1 then 'late'
        when 2 then 'early'
        else 'on_time'
    end as outcome, -- early, on_time or late when it ended; pending
    dossiers -- how many there are
from outcome_count;
