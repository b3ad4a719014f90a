-- reads: given
-- row: the dossiers of one field, channel and state, as the list names them, of one outcome at the last day of the period
-- column: field | the field as written
-- column: channel | the channel as written, null when none is
-- column: status | the state as written
-- column: outcome | early, on_time, late; pending_in_time, pending_late; outside, never
-- column: carried_over | received before the period
-- column: without_end | no day on which it ended
-- column: doubtful | neither a day promised nor a longest time, or it ended before the day of its receipt
-- column: unreadable | a day or a number that cannot be read
-- column: dossiers | how many there are
with timed as (
    select
        field,
        channel,
        status,
        received,
        -- Settled when the first of these was reached.
        coalesce(done, returned, stopped) as ended,
        due,
        -- A day without a time lasts until its end.
        case when due = date_trunc('day', due) then due + interval 1 day - interval 1 microsecond else due end as due_end,
        supplements,
        supplement_days,
        limit_days,
        unreadable,
        $last_day::date + interval 1 day - interval 1 microsecond as last_moment
    from given
),
judged as (
    select
        *,
        ended is null or ended > last_moment as is_open,
        coalesce(received > last_moment or ended < $first_day::date, received is null) as is_outside,
        -- What is still open is judged as if it ended with the period.
        least(coalesce(ended, last_moment), last_moment) as judged_at
    from timed
),
said as (
    select
        *,
        coalesce(supplements, 0) > 1 or case
            when due is not null then judged_at > due_end
            -- The citizen's time for supplements does not count.
            else epoch(judged_at) - epoch(received) - 86400 * coalesce(supplement_days, 0) > 86400 * limit_days
        end as is_late,
        due is not null and judged_at < date_trunc('day', due) as is_early
    from judged
),
told as (
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
    from said
)
select
    field,
    channel,
    status,
    outcome,
    carried_over,
    without_end,
    doubtful,
    unreadable,
    count(*) as dossiers
from told
group by all
order by all;
