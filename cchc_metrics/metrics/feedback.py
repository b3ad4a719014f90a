"""What citizens say: complaints and suggestions by field, channel and place, and the open ones with who answers."""

import datetime as dt

from pandas import DataFrame

from cchc_metrics.metrics.marks import with_mark
from cchc_metrics.store import Store

# One row of the register on the reference day: what came or was answered later is not known yet.
FEEDBACK = """
with known as (
    select
        feedback_in_force.*,
        case when role = 'open' or answered > $on then 'open' else role end as now,
        coalesce(owner.name, '') as owner
    from feedback_in_force
    left join owner using (owner_id)
    where unit_id = $unit and received <= $on
        and ($first_day is null or received >= $first_day) and ($last_day is null or received <= $last_day)
),
named as (
    select
        known.*,
        unnest([
            {'by': 'total', 'sequence': 1, 'group_id': '', 'name': ''},
            {'by': 'field', 'sequence': 2, 'group_id': field_id, 'name': field},
            {'by': 'channel', 'sequence': 3, 'group_id': channel_id, 'name': channel},
            {'by': 'place', 'sequence': 4, 'group_id': coalesce(place, ''), 'name': coalesce(place, '')},
            {'by': 'kind', 'sequence': 5, 'group_id': kind, 'name': kind},
            {'by': 'owner', 'sequence': 6, 'group_id': owner_id, 'name': owner}
        ], recursive := true)
    from known
),
counted as (
    select
        "by", sequence, group_id, any_value(name) as name, year,
        count(*) as received,
        count(*) filter (now = 'answered') as answered,
        count(*) filter (now = 'answered' and answered <= due) as in_time,
        count(*) filter (now = 'answered' and answered > due) as late,
        count(*) filter (now = 'open') as open,
        count(*) filter (now = 'open' and due < $on) as overdue,
        count(*) filter (now = 'declined') as declined,
        count(*) filter (due is null and now <> 'declined') as without_due,
        count(*) filter (now = 'answered' and satisfied is not null) as asked,
        count(*) filter (now = 'answered' and satisfied) as satisfied,
        bool_or(illustrative) as illustrative
    from named
    group by "by", sequence, group_id, year
)
select
    $unit as unit_id, now."by", now.group_id, now.name, now.year, now.received, now.answered, now.in_time, now.late,
    now.open, now.overdue, now.declined, now.without_due, now.asked, now.satisfied,
    100 * now.in_time / nullif(now.in_time + now.late, 0) as in_time_share,
    100 * now.satisfied / nullif(now.asked, 0) as satisfied_share,
    before.received as previous_received,
    100 * before.in_time / nullif(before.in_time + before.late, 0) as previous_in_time_share,
    now.illustrative
from counted as now
left join counted as before
    on before."by" = now."by" and before.group_id = now.group_id and before.year = now.year - 1
where ($year is null or now.year = $year) and ($by is null or now."by" = $by)
order by now.sequence, now.year, now.received desc, now.name
"""

OPEN_FEEDBACK = """
select
    unit_id, code, kind, received, field_id, field, channel, place, subject, due,
    greatest(date_diff('day', due, $on::date), 0) as days_over,
    date_diff('day', received, $on::date) as days_open,
    owner_id, owner.name as owner, entry, illustrative
from feedback_in_force
left join owner using (owner_id)
where unit_id = $unit and received <= $on and (role = 'open' or answered > $on)
order by days_over desc nulls last, due nulls last, received, code
"""


def feedback(
    store: Store,
    *,
    unit: str,
    on: dt.date,
    year: int | None = None,
    by: str | None = None,
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
) -> DataFrame:
    """Complaints and suggestions that a unit received in each year, as known on the day `on`.

    `by`: total, field, channel, place, kind or owner; all of them without it. `first_day`, `last_day`: only what came
    on these days, for a report of a part of a year.
    Columns: unit_id, by, group_id, name text, empty for the total and for feedback without a place; year int; received,
    answered, in_time, late, open, overdue, declined, without_due, asked, satisfied int; in_time_share (% of the answers
    that have a deadline), satisfied_share (% of those asked) float, missing for 0 of 0; previous_received int,
    previous_in_time_share float, of the year before, missing where nothing is known of it; mark text.
    Order: total, field, channel, place, kind, owner; year; the most first.
    Method: an answer on the last day is in time; open ones are overdue from the day after it; what another office
    answers (declined) is neither. The deadline is that of the register, else that of its kind in the plan.
    """
    return with_mark(
        store.frame(FEEDBACK, unit=unit, on=on, year=year, by=by, first_day=first_day, last_day=last_day)
    ).astype({"previous_received": "Int64"})


def open_feedback(store: Store, *, unit: str, on: dt.date) -> DataFrame:
    """The complaints and suggestions of a unit that wait for an answer on the day `on`, whatever year they are of.

    Columns: unit_id, code, kind text; received date; field_id, field, channel, place, subject text; due date, missing
    where there is no deadline; days_over int, 0 until the deadline has passed, missing without one; days_open int;
    owner_id, owner text, who answers; entry int; mark text.
    Order: the longest overdue first, then by deadline.
    """
    return with_mark(store.frame(OPEN_FEEDBACK, unit=unit, on=on)).astype({"days_over": "Int64"})
