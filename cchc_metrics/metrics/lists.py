"""Lists behind the verdicts: parts, coverage, tasks, history of a figure, decisions, tallies, citizens' feedback."""

import datetime as dt
from dataclasses import dataclass

from pandas import DataFrame

from cchc_metrics.days import today
from cchc_metrics.store import TEXTS, Store
from cchc_metrics.text import words


def with_mark(frame: DataFrame) -> DataFrame:
    """The answer with `mark` in place of `illustrative`: the words to print beside it, or missing.

    A change of method that nobody declared, and a break that only a flag tells, get their names here, so that every
    break on a screen has one.
    """
    rows = frame.drop(columns="illustrative")
    rows["mark"] = frame["illustrative"].map({True: words.ILLUSTRATIVE, False: None})
    if "break_reason" in rows:
        no_title, flag_only = rows["break_reason"].notna() & rows["break_title"].isna(), rows["break_reason"].eq("")
        rows["break_title"] = (
            rows["break_title"].mask(no_title, words.METHOD_CHANGE).mask(flag_only, words.SOURCE_BREAK)
        )
        rows["break_reason"] = rows["break_reason"].mask(flag_only, "cách tính hoặc địa bàn vừa đổi")
    return rows


PARTS = """
select
    now.unit_id, now.indicator_id as index_id, part.part_id, part.name, part.short, now.year, now.value,
    coalesce(part.maximum, indicator.maximum) as maximum,
    before.value as previous,
    -- By points lost: shares of another maximum would blame a part that has full marks in both years.
    if(lost.from_maximum <> lost.to_maximum, lost.change, round(now.value - before.value, 12)) as change,
    case
        when now.value is null then 'no_data'
        when earlier.value is null then 'no_previous'
        when before.value is null then 'not_comparable'
        else if(change > 0, 'up', if(change < 0, 'down', 'same'))
    end as direction,
    now.flag, now.method, now.source_id, now.as_of, now.reported_rank, now.reported_of,
    now.sample_size, here.interval_low, here.interval_high, coalesce(illustrative, false) as illustrative
from figure as now
join part on part.index_id = now.indicator_id and part.part_id = now.part_id
join indicator using (indicator_id)
left join series as here on here.unit_id = now.unit_id and here.indicator_id = now.indicator_id
    and here.part_id = now.part_id and here.year = now.year
left join series as earlier on earlier.unit_id = now.unit_id and earlier.indicator_id = now.indicator_id
    and earlier.part_id = now.part_id and earlier.year = now.year - 1
left join series as before
    on before.unit_id = earlier.unit_id and before.indicator_id = earlier.indicator_id
    and before.part_id = earlier.part_id and before.year = earlier.year and before.segment = here.segment
left join part_change as lost on lost.unit_id = now.unit_id and lost.index_id = now.indicator_id
    and lost.part_id = now.part_id and lost.from_year = before.year and lost.to_year = now.year
left join unit_layer on unit_layer.unit_id = now.unit_id
where now.unit_id = $unit and now.indicator_id = $index and ($year is null or now.year = $year)
order by part.sequence, now.year
"""

COVERAGE = """
select
    $unit as unit_id, indicator.indicator_id, indicator.name, indicator.area_id, expected.year,
    figure.value is not null or coalesce(figure.no_activity, false) as has_value,
    figure.flag, figure.source_id, figure.as_of, indicator.short,
    answerer.owner_id, answerer.owner,
    figure.periods, figure.days, coalesce(figure.partly, false) as partly,
    coalesce(figure.no_activity, false) as no_activity, figure.period_end,
    coalesce(illustrative, false) as illustrative
from expected_figure as expected
join indicator using (indicator_id)
left join figure
    on figure.unit_id = expected.unit_id and figure.indicator_id = expected.indicator_id
    and figure.part_id = '' and figure.year = expected.year
left join unit_layer on unit_layer.unit_id = expected.unit_id
left join answerer
    on answerer.unit_id = expected.unit_id and answerer.subject = expected.indicator_id
    and expected.year between answerer.first_year and answerer.last_year
where expected.unit_id = $unit
order by indicator.is_index desc, indicator.sequence, expected.year
"""

TASKS = TEXTS["task_on_day.sql"]

HISTORY = """
select
    unit_id, indicator_id, part_id, breakdown_id, group_id, year, period_start, period_end,
    numerator, denominator, value, reported_value, sample_size, flag, method, source_id, as_of,
    entry, withdrawn, place, note,
    case
        when withdrawn then 'withdrawn'
        when current.place is not null then 'in_use'
        when (layer = 'demo') <> unit_layer.illustrative then 'set_aside'
        else 'replaced'
    end as use,
    layer = 'demo' as illustrative
from observation
left join unit_layer using (unit_id)
left join (
    select unit_id, indicator_id, part_id, breakdown_id, group_id, entry, place from current_observation
) as current using (unit_id, indicator_id, part_id, breakdown_id, group_id, entry, place)
where unit_id = $unit and indicator_id = $indicator and ($year is null or year = $year)
order by year, period_start, part_id, breakdown_id, group_id, entry, as_of
"""

GROUPS = """
select breakdown_id, group_id, named.name, year, numerator, denominator, value
from group_figure
join breakdown_group as named using (breakdown_id, group_id)
where unit_id = $unit and indicator_id = $indicator and ($year is null or year = $year)
order by breakdown_sequence, sequence, year
"""

VERSIONS = """
select from_year, year, value, in_force, cite
from target_value
where indicator_id = $indicator
order by from_year, year
"""

SUMMARY = """
select
    min(year) as first_year,
    max(year) as last_year,
    max(as_of) as as_of,
    exists(from observation join unit_layer using (unit_id)
        where unit_id = $unit and layer = 'demo' and not illustrative) as set_aside
from figure
where unit_id = $unit and (value is not null or no_activity or reported_rank is not null)
"""

UNITS = """
select unit.unit_id, unit.name, unit.level, unit_layer.illustrative
from unit
join unit_level using (level)
left join unit_layer using (unit_id)
order by unit_layer.unit_id is null, unit_level.sequence, unit.name
"""


def parts(store: Store, *, unit: str, index: str, year: int | None = None) -> DataFrame:
    """The parts of an index of a unit, a row each year.

    Columns: unit_id, index_id, part_id, name, short text; year int; value, maximum, previous, change float in the
    part's unit; direction, flag, method, source_id text; as_of date; reported_rank, reported_of, sample_size int;
    interval_low, interval_high float, the 95 % Wilson interval of a survey; mark text.
    Order: as in the index, then year.
    Method: where the applicable maximum differs from the year before, `change` and `direction` are by points lost.
    """
    return with_mark(store.frame(PARTS, unit=unit, index=index, year=year))


def coverage(store: Store, *, unit: str) -> DataFrame:
    """Which figures exist of everything that a unit answers for, a row each indicator and year.

    Columns: unit_id, indicator_id, name, area_id text; year int; has_value bool, true for 0 of 0 too; flag,
    source_id text; as_of date; short, owner_id, owner text; periods text, those that were handed in; days int, how
    many days they cover; partly bool, true when the year has more; no_activity bool; period_end date, the last of
    these days; mark text. Order: indices, then targets as in the plan, then year.
    """
    return with_mark(store.frame(COVERAGE, unit=unit))


def tasks(
    store: Store,
    *,
    unit: str,
    area: str | None = None,
    year: int | None = None,
    on: dt.date | None = None,
    last_day: dt.date | None = None,
) -> DataFrame:
    """The tasks of the plan as they stood on a day, seen from a year: how, who answers, what was last reported.

    `year`: a year that is over is told as known at its end, and its posts answer; left out, the whole plan as known on
    the day, and whoever answers in the year in which the store was built. `on`: today when left out, and instead of a
    day to come, of which nobody knows yet what will be late. `last_day`: that of the days that a document is about;
    what recurs is told of the period of that day.
    Columns: task_id, area_id, name, owner_id, owner text; state text, missing when nothing was reported of the period;
    reported_state text, of the last report; due date, missing when the plan gives none; cite text; as_of date of that
    report; note text; partners, product text; recurrence text, month, quarter, half-year or year; money, spent float in
    money_word; evidence, mark text; state_day date, until whose end reports count; period_start date, the first day of
    the period that state is of, where the task recurs.
    Order: as in the plan.
    Method: late from the day after the due day, reported or not; what recurs is done for its period only, and late when
    the period before it was not done.
    """
    return with_mark(
        store.frame(TASKS, unit=unit, area=area, year=year, on=min(on or today(), today()), last_day=last_day)
    )


def appointments(store: Store, *, unit: str) -> dict[str, str]:
    """Who answers where the plan names nobody, by the ledger: the post of each index, target and task, by its id."""
    rows = store.frame(
        "select subject, arg_min(owner_id, first_year) as owner_id from answerer "
        "where unit_id = $unit and appointed group by subject order by subject",
        unit=unit,
    )
    return dict(zip(rows["subject"], rows["owner_id"], strict=True))


def history(store: Store, *, unit: str, indicator: str, year: int | None = None) -> DataFrame:
    """Every row ever handed in for an indicator, current or not, oldest first within a period.

    Columns: unit_id, indicator_id … note as in a figures file; entry int, the ledger entry, 0 for shipped figures;
    withdrawn bool; place text, the file and row; use text: in_use, replaced, withdrawn, or set_aside for illustrative
    figures of a unit that has its own; mark text.
    """
    return with_mark(store.frame(HISTORY, unit=unit, indicator=indicator, year=year))


def groups(store: Store, *, unit: str, indicator: str, year: int | None = None) -> DataFrame:
    """The groups of every breakdown of an indicator, a row each year.

    Columns: breakdown_id, group_id, name text; year int; numerator, denominator, value float.
    Order: breakdown, group as in the plan, year.
    """
    return store.frame(GROUPS, unit=unit, indicator=indicator, year=year)


def versions(store: Store, *, indicator: str) -> DataFrame:
    """What every version of a target asked in every year, so that a lowered target stays visible.

    Columns: from_year, year int; value float; in_force bool; cite text. Order: version, year.
    """
    return store.frame(VERSIONS, indicator=indicator)


def units(store: Store) -> DataFrame:
    """The units that figures may be about, those with figures first.

    Columns: unit_id, name, level text; illustrative bool, missing for a unit without figures.
    """
    return store.frame(UNITS)


def illustrative(store: Store, *, unit: str) -> bool:
    """True when only illustrative figures of a unit exist, so that those are what is shown."""
    rows = units(store)
    return unit in rows.loc[rows["illustrative"].fillna(value=False), "unit_id"].tolist()


@dataclass(frozen=True)
class Span:
    """The years of a unit's figures and the last day on which one was known; None where there are none.

    set_aside: true when the unit has illustrative figures that its own took the place of.
    """

    first_year: int | None
    last_year: int | None
    as_of: str | None
    set_aside: bool


def span(store: Store, *, unit: str) -> Span:
    """The years over which a unit has figures, and how fresh they are (ISO date)."""
    import pandas as pd

    row = store.frame(SUMMARY, unit=unit).iloc[0]
    has_years = pd.notna(row["first_year"])
    return Span(
        first_year=int(row["first_year"]) if has_years else None,
        last_year=int(row["last_year"]) if has_years else None,
        as_of=row["as_of"].date().isoformat() if pd.notna(row["as_of"]) else None,
        set_aside=bool(row["set_aside"]),
    )


DECISIONS = """
select
    entry, what, decision.owner_id, decision.owner, decided, due, indicator_id, indicator.short as indicator,
    decision.area_id, area.name as area, evidence, recorded_by, state, reported, note, shown_by, reports, open,
    open and due < $on as overdue,
    case when open and due < $on then $on - due end as days_over
from decision_in_force as decision
left join indicator using (indicator_id)
left join area on area.area_id = decision.area_id
where unit_id = $unit
order by overdue desc, open desc, due, entry
"""

REPORTS = """
select entry, reported, reported_by, state, note, evidence
from decision_report
where not withdrawn and decision = $decision
order by entry
"""


def decisions(store: Store, *, unit: str, on: dt.date) -> DataFrame:
    """What the meetings of a unit decided and nobody withdrew, with what was last said of it, as of day `on`.

    Columns: entry int, of the ledger; what, owner_id, owner text; decided, due date; indicator_id, indicator,
    area_id, area, evidence text, missing where none is named; recorded_by text; state text, missing when nothing was
    reported; reported date; note, shown_by text; reports int; open, overdue bool; days_over int, missing unless
    overdue. Order: overdue, then open, then done ones; within these the earliest due first.
    """
    return store.frame(DECISIONS, unit=unit, on=on)


def decision_reports(store: Store, *, decision: int) -> DataFrame:
    """Everything said of one decision, oldest first.

    Columns: entry int; reported date; reported_by, state, note, evidence text.
    """
    return store.frame(REPORTS, decision=decision)


TALLIES = """
select
    tally_id, tally.name, tally.short, tally.area_id, breakdown_id, group_id, named.name as "group", year, cases, flag,
    source_id, as_of, period_start, period_end, days, coalesce(illustrative, false) as illustrative
from tally_figure
join tally using (tally_id)
join area using (area_id)
left join breakdown_group as named using (breakdown_id, group_id)
left join unit_layer using (unit_id)
where unit_id = $unit and ($area is null or tally.area_id = $area) and ($year is null or year = $year)
order by area.sequence, tally.sequence, year, coalesce(named.breakdown_sequence, 0), named.sequence
"""

TALLY_HISTORY = """
select
    unit_id, tally_id, breakdown_id, group_id, year, period_start, period_end, numerator as cases, flag, source_id,
    as_of, entry, withdrawn, place, note,
    case
        when withdrawn then 'withdrawn'
        when current.place is not null then 'in_use'
        when (layer = 'demo') <> unit_layer.illustrative then 'set_aside'
        else 'replaced'
    end as use,
    layer = 'demo' as illustrative
from observation
join tally on tally.tally_id = observation.indicator_id
left join unit_layer using (unit_id)
left join (
    select unit_id, indicator_id, breakdown_id, group_id, entry, place from current_observation
) as current using (unit_id, indicator_id, breakdown_id, group_id, entry, place)
where unit_id = $unit
order by tally_id, year, period_start, breakdown_id, group_id, entry, as_of
"""


def tallies(store: Store, *, unit: str, area: str | None = None, year: int | None = None) -> DataFrame:
    """The tallies of a unit by year, whole and by every group of every breakdown.

    Columns: tally_id, name, short, area_id text; breakdown_id, group_id text, empty for the whole; group text, missing
    for the whole; year int; cases float; flag, source_id text; as_of, period_start, period_end date;
    days int, those that its periods cover; mark text.
    Order: as in the plan, then year, the whole, breakdown and group.
    Method: several periods of a year are added up, or the first or the last one's number stands, as the plan says of
    each tally; nothing is added that was not given.
    """
    return with_mark(store.frame(TALLIES, unit=unit, area=area, year=year))


def tally_history(store: Store, *, unit: str) -> DataFrame:
    """Every number ever handed in for the tallies of a unit, current or not, oldest first within a period.

    Columns: unit_id, tally_id, breakdown_id, group_id text; year int; period_start, period_end date; cases float;
    flag, source_id text; as_of date; entry int; withdrawn bool; place, note text; use text as in `history`; mark text.
    """
    return with_mark(store.frame(TALLY_HISTORY, unit=unit))


# One row of the register on the reference day: what came or was answered later is not known yet.
FEEDBACK = """
with known as (
    select
        feedback_in_force.*, unit.valid_to,
        case when role = 'open' or answered > $on then 'open' else role end as now
    from feedback_in_force
    join unit using (unit_id)
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
            {'by': 'owner', 'sequence': 6, 'group_id': owner_id, 'name': coalesce(owner, '')}
        ], recursive := true)
    from known
),
counted as (
    select
        "by", sequence, group_id, name, year,
        count(*) as received,
        count(*) filter (now = 'answered') as answered,
        count(*) filter (now = 'answered' and answered <= due) as in_time,
        count(*) filter (now = 'answered' and answered > due) as late,
        count(*) filter (now = 'open') as open,
        count(*) filter (now = 'open' and due < least($on::date, valid_to)) as overdue,
        count(*) filter (now = 'declined') as declined,
        count(*) filter (due is null and now <> 'declined') as without_due,
        count(*) filter (now = 'answered' and satisfied is not null) as asked,
        count(*) filter (now = 'answered' and satisfied) as satisfied,
        bool_or(illustrative) as illustrative
    from named
    group by "by", sequence, group_id, name, year
)
select
    $unit as unit_id, now."by", now.group_id, now.name, now.year, now.received, now.answered, now.in_time, now.late,
    now.open, now.overdue, now.declined, now.without_due, now.asked, now.satisfied,
    100 * now.in_time / nullif(now.in_time + now.late + now.overdue, 0) as in_time_share,
    100 * now.satisfied / nullif(now.asked, 0) as satisfied_share,
    before.received as previous_received,
    100 * before.in_time / nullif(before.in_time + before.late + before.overdue, 0) as previous_in_time_share,
    now.illustrative
from counted as now
left join counted as before
    on (before."by", before.group_id, before.name, before.year) = (now."by", now.group_id, now.name, now.year - 1)
where ($year is null or now.year = $year) and ($by is null or now."by" = $by)
order by now.sequence, now.year, now.received desc, now.name
"""

FEEDBACK_SHARES = """
select year, share, numerator, denominator, 100 * numerator / denominator as value, illustrative
from feedback_share
join unit_layer using (unit_id)
where unit_id = $unit and ($year is null or year = $year)
order by year, case share when 'in-time' then 1 when 'satisfied' then 2 else 3 end
"""

OPEN_FEEDBACK = """
select
    unit_id, code, kind, received, field_id, field, channel, place, subject, due,
    case when due is not null then greatest(date_diff('day', due, least($on::date, unit.valid_to)), 0) end as days_over,
    date_diff('day', received, $on::date) as days_open,
    holder.holder_id as owner_id, holder.holder as owner, entry, illustrative
from feedback_in_force
join unit using (unit_id)
-- Whoever has the work on the day answers for what is still open: after the last day of a post the one in its place.
left join holder_years as earlier
    on earlier.owner_id = register_owner_id and year($on::date) between earlier.first_year and earlier.last_year
left join owner as post on post.owner_id = earlier.holder_id
left join holder_years as holder on holder.owner_id = post.owner_id
    and year($on::date) + coalesce(post.valid_to < $on, false)::integer between holder.first_year and holder.last_year
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
    Columns: unit_id, by, group_id, name text, empty for the total, without a place or an owner (after the end of a post
    in whose place the plan names nobody); year int; received, answered, in_time, late, open, overdue, declined,
    without_due, asked, satisfied int; in_time_share (% of in_time, late, overdue), satisfied_share (% of asked) float,
    missing for 0 of 0; previous_received int, previous_in_time_share float, of the year before, or missing; mark text.
    Order: total, field, channel, place, kind, owner; year; the most first.
    Method: an answer on the last day is in time; open ones are overdue from the day after it, up to the last day of the
    unit; what another office answers (declined) is neither. The deadline is that of the register, else that of its kind
    in the plan.
    """
    return with_mark(
        store.frame(FEEDBACK, unit=unit, on=on, year=year, by=by, first_day=first_day, last_day=last_day)
    ).astype({"previous_received": "Int64"})


def feedback_shares(store: Store, *, unit: str, year: int | None = None) -> DataFrame:
    """What the register says of how a unit serves people, as the shares that criteria ask of it.

    Columns: year int; share text: in-time (answered in time of those received), satisfied (neither late nor unwelcome,
    of those received), dossiers (neither late nor complained of, of those handled); numerator, denominator int; value
    float, percent; mark text. A share that is not known has no row: in-time where a deadline is missing, dossiers where
    these were not counted. Order: year, then as named here.
    Method: what another office answers is left out; late is what was on the last day of which the register tells.
    """
    return with_mark(store.frame(FEEDBACK_SHARES, unit=unit, year=year))


def open_feedback(store: Store, *, unit: str, on: dt.date) -> DataFrame:
    """The complaints and suggestions of a unit that wait for an answer on the day `on`, whatever year they are of.

    Columns: unit_id, code, kind text; received date; field_id, field, channel, place, subject text; due date, missing
    where there is no deadline; days_over int, 0 until the deadline has passed and no more after the last day of the
    unit, missing without one; days_open int; owner_id, owner text, who answers; entry int; mark text.
    Order: the longest overdue first, then by deadline.
    """
    return with_mark(store.frame(OPEN_FEEDBACK, unit=unit, on=on)).astype({"days_over": "Int64"})
