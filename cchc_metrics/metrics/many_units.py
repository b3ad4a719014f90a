"""Questions over many units: every unit beside every target, sums of counts, who owes what."""

import datetime as dt

from pandas import DataFrame

from cchc_metrics.metrics.marks import with_mark
from cchc_metrics.store import Store

MATRIX = """
select
    indicator_year.unit_id, unit.name as unit, indicator_id, indicator_year.name, short, area_id, is_index, sequence,
    year, numerator, denominator, value, target, operator, gap, measure_unit, indicator_year.level, direction, flag,
    illustrative
from indicator_year
join unit using (unit_id)
join binding using (unit_id, indicator_id)
where year = $year
    and case when $indicator is null then is_index = $indices else indicator_id = $indicator end
    and ($area is null or area_id = $area)
    and (headline or not is_index or $indicator is not null)
order by unit.rowid, is_index desc, sequence
"""

TOTALS = """
select
    indicator_id, indicator.name, short, area_id, is_index, sequence, total.year, units, units_added,
    units_illustrated, numerator, denominator, total.value, target, operator,
    round(better * (total.value - target), 12) as gap, measure_unit, met, missed, no_data, not_judged, illustrative
from indicator_total as total
join indicator using (indicator_id)
where ($year is null or total.year = $year)
    and ($area is null or area_id = $area)
    and (headline or not is_index)
order by is_index desc, sequence, total.year
"""

DEBTS = """
select
    owed_figure.unit_id, unit.name as unit, coalesce(answerer.owner_id, indicator.owner_id) as owner_id,
    coalesce(answerer.owner, indicator.owners) as owner, indicator_id, indicator.name, short, area_id,
    is_index, owed_figure.year, covered, periods, due, $on::date - due as days
from owed_figure
join unit using (unit_id)
join indicator using (indicator_id)
left join answerer on answerer.unit_id = owed_figure.unit_id and answerer.subject = owed_figure.indicator_id
where due < $on
    and (headline or not is_index)
    and ($unit is null or owed_figure.unit_id = $unit)
    and ($year is null or owed_figure.year = $year)
order by unit.rowid, owed_figure.year, is_index desc, sequence
"""


def matrix(
    store: Store, *, year: int, area: str | None = None, indicator: str | None = None, indices: bool = False
) -> DataFrame:
    """Every unit that the plan binds beside every target of a year, a row each pair.

    Columns: unit_id, unit text, its name; indicator_id, name, short, area_id text; is_index bool; sequence, year int;
    numerator, denominator float; value, target, gap float in the target's unit, gap positive on the right side of the
    target; operator, measure_unit, level, direction, flag, mark text.
    Order: units as in the plan, then targets as in the plan. A unit that did not exist in the year is left out.
    `area` asks for the targets of one area, `indicator` for one target or index, `indices` for the headline indices in
    place of the targets.
    Method: sections 2 and 3.
    """
    return with_mark(store.frame(MATRIX, year=year, area=area, indicator=indicator, indices=indices))


def totals(store: Store, *, year: int | None = None, area: str | None = None) -> DataFrame:
    """Each headline index and target over all units that the plan binds, a row each year.

    Columns: indicator_id, name, short, area_id text; is_index bool; sequence, year int; units int, that answer for it;
    units_added int, whose counts make the sum; units_illustrated int, left out because theirs is an illustration
    beside real figures; numerator, denominator float, sums of counts; value float, numerator over denominator in the
    target's unit, missing where no unit has counts or there was nothing to count; target float, asked of each unit,
    missing where each is asked something else; operator text; gap float; measure_unit text; met, missed, no_data,
    not_judged int, units; mark text. A unit without counts adds nothing: units less units_added says how many.
    Order: indices, then targets as in the plan, then year.
    Method: section 1, counts add up, ratios never.
    """
    return with_mark(store.frame(TOTALS, year=year, area=area))


def owed(store: Store, *, on: dt.date, unit: str | None = None, year: int | None = None) -> DataFrame:
    """What the units that the plan binds had not handed in by a day, although the report of its year was due.

    Columns: unit_id, unit, owner_id, owner, indicator_id, name, short, area_id text; is_index bool; year int; covered
    text: missing, or partly when the periods leave out a part of the year; periods text, those that are there; due
    date, the day on which the report of the year was due; days int, since then. An illustration counts as missing.
    Order: units as in the plan, the oldest year first, then as in the plan.
    """
    return store.frame(DEBTS, on=on, unit=unit, year=year)
