-- the dossiers of one field, channel and state, as the list names them, of one outcome at the last day of the period
with dossier_end as (
    select
        field,
        channel,
        status,
        received,
        -- Settled when the first of these was reached.
        coalesce(done, returned, stopped) as ended,
        due,
        -- A day without a time lasts until its end.
        case
            when due = date_trunc('day', due) then due + interval 1 day - interval 1 microsecond
            else due
        end as due_end,
        supplements,
        supplement_days,
        limit_days,
        unreadable,
        $last_day::date + interval 1 day - interval 1 microsecond as last_moment
    from dossier
),
reckoning as (
    select
        *,
        ended is null or ended > last_moment as is_open,
        coalesce(received > last_moment or ended < $first_day::date, received is null) as is_outside,
        -- What is still open is judged as if it ended with the period.
        least(coalesce(ended, last_moment), last_moment) as reckoned_at
    from dossier_end
),
outcome_test as (
    select
        *,
        coalesce(supplements, 0) > 1 or case
            when due is not null then reckoned_at > due_end
            -- The citizen's time for supplements does not count.
            else epoch(reckoned_at) - epoch(received) - 86400 * coalesce(supplement_days, 0) > 86400 * limit_days
        end as is_late,
        due is not null and reckoned_at < date_trunc('day', due) as is_early
    from reckoning
),
dossier_outcome as (
    -- To group by what is true of a dossier takes half the time of counting each thing by itself.
    select
        field,
        channel,
        status,
        case
            -- Never received; received after the period or ended before it, so that it does not count.
            when received is null then 'never'
            when is_outside then 'outside'
            when is_open then case when is_late then 'pending_late' else 'pending_in_time' end
            when is_late then 'late'
            when is_early then 'early'
            else 'on_time'
        end as outcome,
        coalesce(received < $first_day::date, false) as carried_over,
        ended is null as without_end,
        coalesce(due is null and limit_days is null or ended < date_trunc('day', received), false) as doubtful,
        unreadable is not null as unreadable
    from outcome_test
)
select
    field, -- the field as written
    channel, -- the channel as written, null when none is
    status, -- the state as written
    outcome, -- early, on_time, late; pending_in_time, pending_late; outside, never
    carried_over, -- received before the period
    without_end, -- no day on which it ended
    doubtful, -- neither a day promised nor a longest time, or it ended before the day of its receipt
    unreadable, -- a day or a number that cannot be read
    count(*) as dossiers -- how many there are
from dossier_outcome
group by all
order by all;
