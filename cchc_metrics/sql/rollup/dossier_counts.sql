-- reads: given
-- row: the dossiers of one field, channel and state, as the list names them, counted at the last day of the period
-- column: field | the field as written
-- column: channel | the channel as written, null when none is
-- column: status | the state as written
-- column: carried_over | received before the period, open when it began
-- column: received_now | received within the period
-- column: early | ended before the day promised
-- column: on_time | ended in time, not early
-- column: late | ended late
-- column: pending_in_time | open at the last day, the day promised not past
-- column: pending_late | open at the last day, the day promised past
-- column: outside | received after the period or never, or ended before it: not counted
-- column: all_rows | every dossier of the three
-- column: without_received | no day of receipt
-- column: without_due | neither a day promised nor a longest time
-- column: without_end | no day on which it ended
-- column: ended_before | it ended before the day of its receipt
-- column: unreadable | a day or a number that cannot be read
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
)
select
    field,
    channel,
    status,
    count(*) filter (not is_outside and received < $first_day::date) as carried_over,
    count(*) filter (not is_outside and received >= $first_day::date) as received_now,
    count(*) filter (not is_outside and not is_open and not is_late and is_early) as early,
    count(*) filter (not is_outside and not is_open and not is_late and not is_early) as on_time,
    count(*) filter (not is_outside and not is_open and is_late) as late,
    count(*) filter (not is_outside and is_open and not is_late) as pending_in_time,
    count(*) filter (not is_outside and is_open and is_late) as pending_late,
    count(*) filter (is_outside) as outside,
    count(*) as all_rows,
    count(*) filter (received is null) as without_received,
    count(*) filter (due is null and limit_days is null) as without_due,
    count(*) filter (ended is null) as without_end,
    count(*) filter (ended < date_trunc('day', received)) as ended_before,
    count(unreadable) as unreadable
from said
group by field, channel, status
order by field, channel, status;
