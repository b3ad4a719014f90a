"""What a meeting asks of a scored set: points lost, the next band, the year before, the place among units."""

from pandas import DataFrame

from cchc_metrics.metrics.marks import marked
from cchc_metrics.store import Store
from cchc_metrics.text import scoring

LOST = """
select
    now.criterion_id,
    criterion.number,
    now.name,
    criterion.top_id,
    coalesce(top.name, now.name) as area,
    criterion.area_id,
    now.owner_id,
    coalesce(owner.name, $unassigned) as owner,
    now.maximum,
    now.points,
    now.lost,
    before.lost as lost_before,
    before.lost is not null as again,
    score.next_at,
    score.next_gain,
    criterion.kind,
    coalesce(unit_layer.illustrative, false) or criteria_set.illustrative as illustrative
from lost_points as now
join criteria_set using (version_id)
left join criterion using (version_id, criterion_id)
left join criterion as top on top.version_id = now.version_id and top.criterion_id = criterion.top_id
left join criterion_score as score using (version_id, unit_id, year, criterion_id)
left join owner on owner.owner_id = now.owner_id
left join lost_points as before
    on before.set_id = now.set_id and before.unit_id = now.unit_id and before.year = now.year - 1
    and before.criterion_id = now.criterion_id
left join unit_layer on unit_layer.unit_id = now.unit_id
where now.unit_id = $unit and now.set_id = $criteria and now.year = $year
order by now.lost desc, criterion.sequence
"""

LOST_BY = """
select
    if(grouping(area) = 0, 'area', 'owner') as split_by,
    coalesce(area, owner) as name,
    sum(lost) as lost,
    count(*) as criteria,
    bool_or(illustrative) as illustrative
from (""" + LOST + """)
group by grouping sets ((area), (owner))
order by lost desc, name
"""

BESIDE = """
with earlier as (
    select criterion_id, criterion.number, criterion.name, criterion.sequence, applicable, points, state
    from criterion_score
    join criterion using (version_id, criterion_id)
    where unit_id = $unit and set_id = $criteria and year = $from_year and state <> 'tracked'
),
later as (
    select criterion_id, criterion.number, criterion.name, criterion.sequence, applicable, points, state
    from criterion_score
    join criterion using (version_id, criterion_id)
    where unit_id = $unit and set_id = $criteria and year = $to_year and state <> 'tracked'
)
select
    criterion_id,
    coalesce(later.number, earlier.number) as number,
    coalesce(later.name, earlier.name) as name,
    case
        when earlier.criterion_id is null then 'later_only'
        when later.criterion_id is null then 'earlier_only'
        when earlier.points is null or later.points is null then 'no_points'
        when earlier.applicable is distinct from later.applicable then 'maximum_differs'
        else 'common'
    end as standing,
    earlier.applicable as from_maximum,
    later.applicable as to_maximum,
    earlier.points as from_value,
    later.points as to_value,
    case when standing = 'common' then later.points - earlier.points end as change,
    coalesce((select illustrative from unit_layer where unit_id = $unit), false)
        or (select bool_or(illustrative) from criteria_set where set_id = $criteria) as illustrative
from earlier
full join later using (criterion_id)
order by list_position(['common', 'maximum_differs', 'no_points', 'earlier_only', 'later_only'], standing),
    abs(change) desc nulls last, coalesce(later.sequence, earlier.sequence)
"""

PEERS = """
select
    peer_score.unit_id,
    coalesce(unit.name, peer_score.name) as name,
    peer_score.value,
    rank() over (order by peer_score.value desc) as rank,
    count(*) over () as ranked,
    peer_score.reported_rank,
    peer_score.place,
    peer_score.unit_id is not distinct from $unit as is_asked,
    (select bool_or(illustrative) from criteria_set where set_id = $criteria) as illustrative
from peer_score
left join unit on unit.unit_id = peer_score.unit_id
where peer_score.set_id = $criteria and peer_score.year = $year and not withdrawn
    -- The table handed in last is the one that counts.
    and entry = (
        select max(entry) from peer_score where set_id = $criteria and year = $year and not withdrawn
    )
order by rank, name
"""

NEXT = """
with aim as (
    select band.name, band.at_least, round(band.at_least * node.applicable / 100 - node.points, 6) as wanted
    from node_score as node
    join band using (version_id)
    where node.unit_id = $unit and node.set_id = $criteria and node.year = $year and node.criterion_id = ''
        and node.value is not null and band.at_least * node.applicable > 100 * round(node.points, 6)
    order by band.at_least
    limit 1
),
-- The greatest gains first reach any sum with the fewest criteria.
reaching as (
    select
        lost_points.*, criterion.number, criterion.sequence,
        round(sum(lost) over (order by lost desc, criterion.sequence), 6) as reached
    from lost_points
    left join criterion using (version_id, criterion_id)
    where unit_id = $unit and set_id = $criteria and year = $year and criterion.kind is distinct from 'survey'
)
select
    aim.name as band, aim.at_least, aim.wanted,
    reaching.criterion_id, reaching.number, reaching.name, coalesce(owner.name, $unassigned) as owner,
    reaching.lost as gain
from aim
join reaching on reaching.reached - reaching.lost < aim.wanted
left join owner using (owner_id)
where aim.wanted <= (select max(reached) from reaching)
order by reaching.lost desc, reaching.sequence
"""


def points_lost(store: Store, *, unit: str, criteria: str, year: int) -> DataFrame:
    """The criteria that lost points, most first, with what they lost the year before.

    Criteria that share the points of one node lose them together: that node is the row, once each of them has points.

    Columns: criterion_id, number, name, top_id, area, area_id, owner_id, owner text; maximum, points, lost,
    lost_before float; again bool; next_at, next_gain float; kind, mark text.
    """
    return marked(store.frame(LOST, unit=unit, criteria=criteria, year=year, unassigned=scoring.UNASSIGNED))


def points_lost_by(store: Store, *, unit: str, criteria: str, year: int) -> DataFrame:
    """Points lost by lĩnh vực, and by who answers for them.

    Columns: split_by text, "area" or "owner"; name text; lost float; criteria int; mark text. Order: most first.
    """
    asked = {"unit": unit, "criteria": criteria, "year": year}
    return marked(store.frame(LOST_BY, **asked, unassigned=scoring.UNASSIGNED))


def score_change(store: Store, *, unit: str, criteria: str, from_year: int, to_year: int) -> DataFrame:
    """Two years beside each other on the criteria common to both versions of a set, and the rest named.

    Columns: criterion_id, number, name text; standing text: common, maximum_differs, no_points, earlier_only or
    later_only; from_maximum, to_maximum, from_value, to_value float; change float, only where common; mark text.
    Order: common ones by size of change, then the rest.
    """
    return marked(store.frame(BESIDE, unit=unit, criteria=criteria, from_year=from_year, to_year=to_year))


def score_peers(store: Store, *, unit: str, criteria: str, year: int) -> DataFrame:
    """The units in the superior body's table, ranked by their index, best first.

    Columns: unit_id, name text; value float in percent; rank, ranked, reported_rank int; place text, the cell it came
    from; is_asked bool; mark text. Empty until a table is handed in.
    """
    return marked(store.frame(PEERS, unit=unit, criteria=criteria, year=year))


def next_band(store: Store, *, unit: str, criteria: str, year: int) -> DataFrame:
    """The fewest criteria whose full points would lift a unit into the next band, greatest gain first.

    Columns: band text; at_least, wanted float, the points still wanting; criterion_id, number, name, owner text;
    gain float. Empty in the best band, without bands, and while the index is not known.
    Survey points are left out: nobody can decide them. Points are added as if nothing else changed.
    """
    return store.frame(NEXT, unit=unit, criteria=criteria, year=year, unassigned=scoring.UNASSIGNED)
