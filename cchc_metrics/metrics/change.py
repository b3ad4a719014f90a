"""What made a change, and who stands where among peers."""

from collections.abc import Iterable, Sequence
from typing import Any

from pandas import DataFrame

from cchc_metrics.metrics.lists import with_mark
from cchc_metrics.store import Store
from cchc_metrics.text import words
from cchc_metrics.text.rows import ChangeRow, records

# The row of a change that no part made: points that did not apply left the maximum, or came back.
APPLICABLE_MAXIMUM = "applicable-maximum"

TOTAL = """
select
    max(value) filter (year = $from_year) as from_value,
    max(value) filter (year = $to_year) as to_value,
    coalesce(
        max(segment) filter (year = $from_year) = max(segment) filter (year = $to_year), false
    ) as comparable
from series
where unit_id = $unit and indicator_id = $index and part_id = ''
"""

PARTS = """
select
    part.part_id,
    part.name,
    earlier.value as from_value,
    later.value as to_value,
    case when $comparable then part_change.change end as change,
    'part' as effect,
    from_maximum,
    to_maximum,
    from_lost,
    to_lost
from part
left join series as earlier
    on earlier.indicator_id = part.index_id and earlier.part_id = part.part_id
    and earlier.unit_id = $unit and earlier.year = $from_year
left join series as later
    on later.indicator_id = part.index_id and later.part_id = part.part_id
    and later.unit_id = $unit and later.year = $to_year
left join part_change
    on part_change.index_id = part.index_id and part_change.part_id = part.part_id
    and part_change.unit_id = $unit and part_change.from_year = $from_year and part_change.to_year = $to_year
where part.index_id = $index and (earlier.value is not null or later.value is not null)
order by part.sequence
"""

# Mean weight × change of rate, and mean rate × change of weight: the two add up to the change exactly.
# A group that exists in one year only has no rate in the other; it then counts as mix alone.
GROUPS = """
with counted as (
    select group_id, year, numerator, denominator,
        value as rate,
        denominator / sum(denominator) over (partition by year) as weight
    from group_figure
    where unit_id = $unit and indicator_id = $index and breakdown_id = $breakdown
        and year in ($from_year, $to_year)
),
complete as (
    select count(distinct year) = 2 and count(numerator) = count(*) and count(denominator) = count(*) as is_complete
    from counted
),
beside as (
    select
        is_complete,
        named.group_id,
        named.name,
        named.sequence,
        earlier.rate as from_rate,
        later.rate as to_rate,
        coalesce(earlier.weight, 0) as from_weight,
        coalesce(later.weight, 0) as to_weight,
        coalesce(later.rate, earlier.rate) - coalesce(earlier.rate, later.rate) as rate_change,
        (coalesce(earlier.rate, later.rate) + coalesce(later.rate, earlier.rate)) / 2 as rate_mean
    from breakdown_group as named
    cross join complete
    left join counted as earlier on earlier.group_id = named.group_id and earlier.year = $from_year
    left join counted as later on later.group_id = named.group_id and later.year = $to_year
    where named.breakdown_id = $breakdown
        and (
            earlier.weight > 0 or later.weight > 0
            or not is_complete and coalesce(earlier.year, later.year) is not null
        )
        and $comparable
)
select group_id as part_id, name, from_rate as from_value, to_rate as to_value,
    case when is_complete then (from_weight + to_weight) / 2 * rate_change end as change, 'rate' as effect, sequence
from beside
union all
select group_id, name, 100 * from_weight, 100 * to_weight,
    case when is_complete then rate_mean * (to_weight - from_weight) end, 'mix', sequence
from beside
order by effect desc, sequence
"""

BREAKDOWNS = """
select distinct indicator_id, breakdown_id, breakdown_sequence
from group_figure
join breakdown_group using (breakdown_id, group_id)
where unit_id = $unit
order by breakdown_sequence
"""


def change(
    store: Store, *, unit: str, index: str, from_year: int, to_year: int, breakdown: str | None = None
) -> DataFrame:
    """What made an index or a ratio change between two years; the rows add up to the change.

    Columns: part_id, name text; from_value, to_value float; change float, the row's share of the change in the
    indicator's unit, missing where the years may not be compared or the row is known in one of them only; effect text:
    part, rate (value is the group's rate), mix (value is the group's share in %), remainder (value is the total; change
    is what no row explains).
    Where a criteria set scores the index and its applicable maximum differs between the years, one more row of effect
    part has the part_id APPLICABLE_MAXIMUM; its values are the maxima in points.
    Order: parts or groups as in the plan, the maximum, the remainder last. `breakdown` picks the groups of a ratio,
    otherwise the first that has figures. Empty when neither parts nor groups have figures in either year.
    Method: section 4. Parts of a scored index by points lost L of the maximum M: −ΔL·½(1/M₀ + 1/M₁), and the maximum
    itself −½(L₀ + L₁)·(1/M₁ − 1/M₀).
    """
    import pandas as pd

    pair = {"unit": unit, "index": index, "from_year": from_year, "to_year": to_year}
    total = store.frame(TOTAL, **pair).iloc[0]
    comparable = bool(total["comparable"])
    rows = store.frame(PARTS, **pair, comparable=comparable)
    if rows.empty:
        breakdown_id = breakdown or next(iter(breakdowns(store, unit=unit).get(index, ())), None)
        rows = store.frame(GROUPS, **pair, breakdown=breakdown_id, comparable=comparable).drop(columns="sequence")
    else:
        maximum = _of_the_maximum(rows) if comparable else []
        rows = rows.drop(columns=["from_maximum", "to_maximum", "from_lost", "to_lost"])
        rows = pd.concat([rows, DataFrame(maximum)], ignore_index=True) if maximum else rows
    if rows.empty:
        return rows
    sum_of_rows = rows["change"].sum()
    # What is less is what binary fractions leave behind them, as everywhere.
    rest = round(total["to_value"] - total["from_value"] - sum_of_rows, 9) + 0.0 if comparable else None
    remainder = DataFrame(
        [
            {
                "part_id": None,
                "name": None,
                "from_value": total["from_value"],
                "to_value": total["to_value"],
                "change": rest,
                "effect": "remainder",
            }
        ]
    )
    return pd.concat([rows, remainder.astype({"change": "float64"})], ignore_index=True)


def maximum_changes(
    store: Store, *, unit: str, index: str, pairs: Iterable[tuple[int, int]]
) -> list[tuple[int, int, ChangeRow]]:
    """Each two years between which the applicable maximum of an index differs, with the row of `change` about it."""
    frames = [
        (first, last, change(store, unit=unit, index=index, from_year=first, to_year=last)) for first, last in pairs
    ]
    return [
        (first, last, row)
        for first, last, frame in frames
        if len(frame)
        for row in records(frame[frame["part_id"] == APPLICABLE_MAXIMUM], ChangeRow)
    ]


def _of_the_maximum(rows: DataFrame) -> list[dict[str, Any]]:
    """The row of the applicable maximum where it differs between the years, from the parts' points lost."""
    points = rows.dropna(subset=["from_maximum", "to_maximum"])
    if len(points) < len(rows) or points.empty or points["from_maximum"].iloc[0] == points["to_maximum"].iloc[0]:
        return []
    before, after = float(points["from_maximum"].iloc[0]), float(points["to_maximum"].iloc[0])
    loss = float(points["from_lost"].sum() + points["to_lost"].sum())
    return [
        {
            "part_id": APPLICABLE_MAXIMUM,
            "name": words.APPLICABLE_MAXIMUM,
            "from_value": before,
            "to_value": after,
            "change": round(-50 * loss * (1 / after - 1 / before), 12),
            "effect": "part",
        }
    ]


def breakdowns(store: Store, *, unit: str) -> dict[str, list[str]]:
    """By indicator the ids of the breakdowns of which a unit has figures for it, in the plan's order."""
    rows = store.frame(BREAKDOWNS, unit=unit).groupby("indicator_id")["breakdown_id"]
    return {str(indicator): ids.tolist() for indicator, ids in rows}


RANKING = """
with peers as (
    select
        unit.unit_id,
        unit.name,
        series.value,
        better * series.value as merit,
        figure.method,
        coalesce(illustrative, false) as illustrative,
        figure.reported_rank,
        figure.reported_of,
        figure.source_id,
        figure.as_of
    from unit
    join indicator on indicator.indicator_id = $index
    left join series
        on series.unit_id = unit.unit_id and series.indicator_id = $index
        and series.part_id = $part and series.year = $year
    left join figure
        on figure.unit_id = unit.unit_id and figure.indicator_id = $index
        and figure.part_id = $part and figure.year = $year
    left join unit_layer on unit_layer.unit_id = unit.unit_id
    where unit.level = $level
        and ($year between coalesce(year(unit.valid_from), 0) and coalesce(year(unit.valid_to), 9999)
            or figure.year is not null)
),
-- Values made in different ways, or an illustration beside real figures, have no order among them.
measured_alike as (
    select method, illustrative
    from peers
    where value is not null
    group by method, illustrative
    order by bool_or(unit_id is not distinct from $unit) desc, count(*) desc, illustrative, method
    limit 1
),
placed as (
    select peers.*, alike.illustrative is not null and value is not null as is_ranked
    from peers
    left join measured_alike as alike
        on alike.method is not distinct from peers.method and alike.illustrative = peers.illustrative
)
select
    unit_id,
    name,
    value,
    case when is_ranked then rank() over (partition by is_ranked order by merit desc) end as rank,
    count(*) filter (is_ranked) over () as ranked,
    reported_rank,
    reported_of,
    source_id,
    as_of,
    illustrative
from placed
order by is_ranked desc, merit desc nulls last, reported_rank nulls last, unit_id
"""

LEVELS = """
select unit.level
from figure
join unit using (unit_id)
join unit_level using (level)
where indicator_id = $index and figure.part_id = $part and figure.year = $year
    and unit_level.peers
group by unit.level
order by count(figure.value) desc, count(*) desc, unit.level
"""


def ranking(
    store: Store, *, index: str, year: int, part: str | None = None, level: str | None = None, unit: str | None = None
) -> DataFrame:
    """Units of one level ranked on an index (or one part of it) in a year, best first.

    Columns: unit_id, name text; value float in the index's unit; rank int, 1 is best, ties share a rank,
    missing where there is no value or one made in another way; ranked int, how many units have a rank;
    reported_rank, reported_of int as published; source_id text; as_of date;
    mark text.
    The better end is first: of a target "not more than" or "lower each year" the lowest value has rank 1.
    Order: rank, then published rank; units without a rank last. Without `level`: the level with most figures.
    Only values made in the same way are ranked: the way of `unit`, or that of most units.
    Method: section 4.
    """
    request = {"index": index, "year": year, "part": part or ""}
    if level is None:
        levels = store.frame(LEVELS, **request)["level"].tolist()
        level = levels[0] if levels else None
    frame = with_mark(store.frame(RANKING, **request, level=level, unit=unit))
    return frame.astype({"rank": "Int64", "ranked": "Int64", "reported_rank": "Int64", "reported_of": "Int64"})


COMPARE = """
with chosen as (
    select indicator_year.*, unit.name as unit, series.segment
    from indicator_year
    join unit using (unit_id)
    left join series
        on series.unit_id = indicator_year.unit_id and series.indicator_id = indicator_year.indicator_id
        and series.part_id = '' and series.year = indicator_year.year
    where list_contains($units, indicator_year.unit_id)
        and list_contains($indicators, indicator_year.indicator_id)
        and indicator_year.year between $from_year and $to_year
),
-- The first year in which every series that has any value has one: an earlier one would leave series without a base.
-- Nothing is told as a share of 0, so that 0 is no value to begin from.
common as (
    select min(year) as base_year
    from (
        select year
        from chosen
        where value <> 0
        group by year
        having count(*) = (select count(distinct (unit_id, indicator_id)) from chosen where value <> 0)
    )
),
base as (
    select unit_id, indicator_id, value as base_value, segment as base_segment
    from chosen
    join common on chosen.year = common.base_year
)
select
    unit_id, unit, indicator_id, name, short, year, value, measure_unit, base_year,
    case when segment = base_segment and base_value <> 0 then 100 * value / base_value end as indexed,
    direction, flag, method, source_id, as_of, break_title, break_reason, illustrative
from chosen
cross join common
left join base using (unit_id, indicator_id)
order by list_position($units, unit_id), list_position($indicators, indicator_id), year
"""


def compare(
    store: Store, *, units: Sequence[str], indicators: Sequence[str], from_year: int, to_year: int
) -> DataFrame:
    """The figures of several units and indicators, a row each year, and each as an index number.

    Columns: unit_id, unit, indicator_id, name, short text; year int; value float in measure_unit; base_year int, the
    first year in which every series that is ever above 0 is so, missing when there is none; indexed float, 100 in the
    base year, missing across a break and for a series of zeros; direction, flag, method, source_id text; as_of date;
    break_title, break_reason, mark text.
    Order: units and indicators as asked, then year. An indicator that a unit does not answer for has no row.
    Method: section 1, a change of method is a break that no comparison crosses.
    """
    return with_mark(
        store.frame(COMPARE, units=list(units), indicators=list(indicators), from_year=from_year, to_year=to_year)
    )
