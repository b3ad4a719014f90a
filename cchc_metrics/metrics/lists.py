"""Lists behind the verdicts: parts, coverage, tasks, the history of a figure, and which figures there are."""

import datetime as dt
from dataclasses import dataclass

from pandas import DataFrame

from cchc_metrics.metrics.marks import with_mark
from cchc_metrics.store import Store

PARTS = """
select
    now.unit_id, now.indicator_id as index_id, part.part_id, part.name, part.short, now.year, now.value,
    coalesce(part.maximum, indicator.maximum) as maximum,
    before.value as previous,
    round(now.value - before.value, 12) as change,
    case
        when now.value is null then 'no_data'
        when earlier.value is null then 'no_previous'
        when before.value is null then 'not_comparable'
        when now.value > before.value then 'up'
        when now.value < before.value then 'down'
        else 'same'
    end as direction,
    now.flag, now.method, now.source_id, now.as_of, now.reported_rank, now.reported_of,
    coalesce(illustrative, false) as illustrative
from figure as now
join part on part.index_id = now.indicator_id and part.part_id = now.part_id
join indicator using (indicator_id)
left join series as here
    on here.unit_id = now.unit_id and here.indicator_id = now.indicator_id
    and here.part_id = now.part_id and here.year = now.year
left join series as earlier
    on earlier.unit_id = now.unit_id and earlier.indicator_id = now.indicator_id
    and earlier.part_id = now.part_id and earlier.year = now.year - 1
left join series as before
    on before.unit_id = earlier.unit_id and before.indicator_id = earlier.indicator_id
    and before.part_id = earlier.part_id and before.year = earlier.year and before.segment = here.segment
left join unit_layer on unit_layer.unit_id = now.unit_id
where now.unit_id = $unit and now.indicator_id = $index and ($year is null or now.year = $year)
order by part.sequence, now.year
"""

COVERAGE = """
select
    $unit as unit_id, indicator.indicator_id, indicator.name, indicator.area_id, expected.year,
    figure.value is not null or coalesce(figure.no_activity, false) as has_value,
    figure.flag, figure.source_id, figure.as_of, indicator.short,
    coalesce(answerer.owner_id, indicator.owner_id) as owner_id, coalesce(answerer.owner, indicator.owners) as owner,
    figure.periods, figure.days, coalesce(figure.partly, false) as partly,
    coalesce(figure.no_activity, false) as no_activity, figure.period_end,
    coalesce(illustrative, false) as illustrative
from expected_figure as expected
join indicator using (indicator_id)
left join figure
    on figure.unit_id = expected.unit_id and figure.indicator_id = expected.indicator_id
    and figure.part_id = '' and figure.year = expected.year
left join unit_layer on unit_layer.unit_id = expected.unit_id
left join answerer on answerer.unit_id = expected.unit_id and answerer.subject = expected.indicator_id
where expected.unit_id = $unit
order by indicator.is_index desc, indicator.sequence, expected.year
"""

TASKS = """
with latest as (
    select task_id, state, as_of, note, evidence,
        -- A later report that says nothing of money does not take back what was spent.
        first_value(spent ignore nulls) over (
            partition by task_id order by entry desc, task_report.as_of desc nulls last
            rows between unbounded preceding and unbounded following
        ) as spent
    from task_report
    join unit_layer using (unit_id)
    where unit_id = $unit and not withdrawn and (layer = 'demo') = illustrative
        and ($on is null or as_of is null or as_of <= $on)
    qualify row_number() over (partition by task_id order by entry desc, as_of desc nulls last) = 1
)
select
    task.task_id, task.area_id, task.name, coalesce(answerer.owner_id, task.owner_id) as owner_id,
    coalesce(answerer.owner, task.owners) as owner, latest.state, task.due,
    task.cite, latest.as_of, latest.note, task.partners, task.product, task.recurrence, task.money, task.money_word,
    latest.spent, latest.evidence,
    coalesce((select illustrative from unit_layer where unit_id = $unit), false) as illustrative
from task
join area using (area_id)
left join latest using (task_id)
left join answerer on answerer.unit_id = $unit and answerer.subject = task.task_id
where $area is null or task.area_id = $area
order by area.sequence, task.sequence
"""

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
    max(as_of) as as_of
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
    part's unit; direction, flag, method, source_id text; as_of date; reported_rank, reported_of int;
    mark text.
    Order: as in the index, then year.
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


def tasks(store: Store, *, unit: str, area: str | None = None, on: dt.date | None = None) -> DataFrame:
    """The tasks of the plan with what was last reported about them, or had been on a day `on`.

    Columns: task_id, area_id, name, owner_id, owner text; state text, missing when nothing was reported;
    due date, missing when the plan gives none; cite text; as_of date; note text; partners, product text; recurrence
    text, month, quarter, half-year or year; money, spent float in money_word; evidence, mark text.
    Order: as in the plan.
    """
    return with_mark(store.frame(TASKS, unit=unit, area=area, on=on))


def appointments(store: Store, *, unit: str) -> dict[str, str]:
    """Who answers where the plan names nobody, by the ledger: the post of each index, target and task, by its id."""
    rows = store.frame("select subject, owner_id from answerer where unit_id = $unit order by subject", unit=unit)
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
    """The years of a unit's figures and the last day on which one was known; None where there are none."""

    first_year: int | None
    last_year: int | None
    as_of: str | None


def span(store: Store, *, unit: str) -> Span:
    """The years over which a unit has figures, and how fresh they are (ISO date)."""
    import pandas as pd

    row = store.frame(SUMMARY, unit=unit).iloc[0]
    has_years = pd.notna(row["first_year"])
    return Span(
        first_year=int(row["first_year"]) if has_years else None,
        last_year=int(row["last_year"]) if has_years else None,
        as_of=row["as_of"].date().isoformat() if pd.notna(row["as_of"]) else None,
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
