"""The Chỉ số CCHC criterion by criterion: the sets, the scored tree, the whole, the steps of an assessment."""

from pandas import DataFrame

from cchc_metrics.metrics.change import APPLICABLE_MAXIMUM
from cchc_metrics.metrics.lists import with_mark
from cchc_metrics.store import Store
from cchc_metrics.text import words

SETS = """
select
    criteria_set.set_id,
    criteria_set.version_id,
    set_in_force.year,
    criteria_set.name,
    criteria_set.short,
    criteria_set.decision,
    criteria_set.cautions,
    criteria_set.illustrative as illustrative_set,
    criteria_set.not_applicable,
    criteria_set.maximum,
    coalesce(unit_layer.illustrative, false) as illustrative
from set_in_force
join criteria_set using (version_id)
left join unit_layer on unit_layer.unit_id = set_in_force.unit_id
where set_in_force.unit_id = $unit
order by criteria_set.index_id is null, criteria_set.set_id, set_in_force.year
"""

TREE = """
select
    set_in_force.year,
    criterion.criterion_id,
    criterion.number,
    criterion.code,
    criterion.name,
    criterion.depth,
    criterion.is_leaf,
    criterion.top_id,
    criterion.area_id,
    criterion.kind,
    criterion.late,
    criterion.threshold,
    criterion.below,
    criterion.floor,
    criterion.full_at,
    criterion.each,
    criterion.counted as what,
    criterion.steps,
    criterion.maximum,
    criterion.evidence as evidence_request,
    criterion.indicator_id,
    criterion.cautions,
    coalesce(note.owner_id, appointed.owner_id, holder.holder_id) as owner_id,
    coalesce(note.owner, appointed.owner, holder.holder) as owner,
    coalesce(note.due, score.due_on) as due,
    -- Of a unit of which nothing is known yet, nothing is scored.
    case
        when criterion.is_leaf then coalesce(score.state, if(criterion.kind = 'tracked', 'tracked', 'unscored'))
    end as state,
    score.origin,
    score.top / score.bottom as result,
    score.counted,
    score.done,
    score.done_on,
    score.due_on,
    score.share,
    node.applicable,
    node.self_points,
    node.appraised_points,
    node.survey_points,
    node.points,
    node.lost,
    shared.lost as shared_loss,
    node.criteria,
    node.scored,
    node.owing,
    coalesce(score.owes, false) as owes,
    score.next_at,
    score.next_gain,
    score.not_applicable,
    score.evidence,
    score.explanation,
    score.reason,
    note.numerator as entered_numerator,
    note.denominator as entered_denominator,
    note.value as entered_value,
    note.figure_value,
    note.approval is not null as approved,
    coalesce(unit_layer.illustrative, false) or criteria_set.illustrative as illustrative
from set_in_force
join criteria_set using (version_id)
join criterion using (version_id)
left join node_score as node
    on node.version_id = set_in_force.version_id and node.unit_id = $unit and node.year = set_in_force.year
    and node.criterion_id = criterion.criterion_id
left join criterion_score as score
    on score.version_id = set_in_force.version_id and score.unit_id = $unit and score.year = set_in_force.year
    and score.criterion_id = criterion.criterion_id
left join point_loss as shared
    on shared.version_id = set_in_force.version_id and shared.unit_id = $unit and shared.year = set_in_force.year
    and shared.criterion_id = criterion.shared_by
left join criterion_note as note
    on note.set_id = $criteria and note.unit_id = $unit and note.year = set_in_force.year
    and note.criterion_id = criterion.criterion_id
left join criterion_appointment as appointed
    on appointed.version_id = set_in_force.version_id and appointed.criterion_id = criterion.criterion_id
    and appointed.unit_id = $unit and set_in_force.year between appointed.first_year and appointed.last_year
left join holder_years as holder
    on holder.owner_id = criterion.owner_id and set_in_force.year between holder.first_year and holder.last_year
left join unit_layer on unit_layer.unit_id = $unit
where set_in_force.unit_id = $unit and set_in_force.set_id = $criteria and ($year is null or set_in_force.year = $year)
order by set_in_force.year, criterion.sequence
"""

TOTALS = """
select
    node.year, node.version_id, criteria_set.short, node.criteria, node.scored, node.owing, node.applicable,
    node.self_points, node.appraised_points, node.survey_points, node.points, node.open, node.lost, node.appraised,
    node.value, node.lowest, node.highest, node.band,
    (
        select min(band.at_least)
        from band
        where band.version_id = node.version_id and band.at_least * node.applicable > 100 * round(node.points, 6)
    ) as next_at_least,
    published.document, published.published_at, published.reopened_at, published.reopened_by,
    coalesce(unit_layer.illustrative, false) or criteria_set.illustrative as illustrative
from node_score as node
join criteria_set using (version_id)
left join (
    select
        year,
        arg_max(document, entry) filter (step = 'publish') as document,
        arg_max(recorded_at, entry) filter (step = 'publish') as published_at,
        case when arg_max(step, entry) = 'reopen' then arg_max(recorded_at, entry) end as reopened_at,
        case when arg_max(step, entry) = 'reopen' then arg_max(author, entry) end as reopened_by
    from assessment_step
    where step in ('publish', 'reopen') and not withdrawn and unit_id = $unit and set_id = $criteria
    group by year
) as published using (year)
left join unit_layer on unit_layer.unit_id = node.unit_id
where node.unit_id = $unit and node.set_id = $criteria and node.criterion_id = ''
order by node.year
"""

STEPS = """
select year, entry, recorded_at, author, step, len(criteria) as criteria, owner.name as owner, due, document, points,
    maximum, units, note, withdrawn
from assessment_step
left join owner using (owner_id)
left join (select entry, count(*) as units from peer_score group by entry) using (entry)
-- The superior body's table is about all units, whoever handed it in.
where (unit_id = $unit or step = 'peers') and set_id = $criteria and ($year is null or year = $year)
order by year, entry
"""

CRITERION_NAMES = """
select
    set_in_force.set_id,
    criterion.criterion_id,
    arg_max(criterion.code, set_in_force.year) as code,
    arg_max(criterion.name, set_in_force.year) as name,
    arg_max(criteria_set.short, set_in_force.year) as short,
    max(set_in_force.year) as last_year
from set_in_force
join criteria_set using (version_id)
join criterion using (version_id)
where set_in_force.unit_id = $unit and criterion.is_leaf
group by set_in_force.set_id, criterion.criterion_id
order by set_in_force.set_id, min(criterion.sequence)
"""


def criterion_names(store: Store, *, unit: str) -> DataFrame:
    """Every criterion that any set scores a unit on, by its name in the last year of it.

    Columns: set_id, criterion_id, code, name text; short text, the set; last_year int.
    Order: set, then as in the paper.
    """
    return store.frame(CRITERION_NAMES, unit=unit)


def criteria_sets(store: Store, *, unit: str) -> DataFrame:
    """The criteria sets that score a unit, a row each year.

    Columns: set_id, version_id text; year int; name, short, decision text; cautions list; illustrative_set bool, true
    for a set that is no real one; not_applicable text; maximum float; mark text.
    Order: sets that feed an index first, then year.
    """
    return with_mark(store.frame(SETS, unit=unit))


def score_tree(store: Store, *, unit: str, criteria: str, year: int | None = None) -> DataFrame:
    """Every node of the set in force, scored, for a unit in a year or in every year.

    Columns: year int; criterion_id, number, code, name text; depth int; is_leaf bool; top_id, area_id, kind text; the
    parameters of the rule; maximum, applicable, self_points, appraised_points, survey_points, points, lost float;
    shared_loss float, what this one and those that share its points lost; criteria, scored, owing int, counted over
    the leaves beneath; state, origin text; result, counted float; done bool; done_on, due_on, due date; owes, approved
    bool; next_at, next_gain float; evidence list; explanation, reason text; entered_numerator, entered_denominator,
    entered_value, figure_value float, where the entered result and the figure of its indicator are not one; mark.
    Order: year, then as in the paper. Points are missing where there is no result yet, never 0.
    """
    return with_mark(store.frame(TREE, unit=unit, criteria=criteria, year=year))


def score_totals(store: Store, *, unit: str, criteria: str) -> DataFrame:
    """The whole of a set for a unit, a row each year.

    Columns: year int; version_id, short text; criteria, scored, owing int; applicable, self_points, appraised_points,
    survey_points, points, open, lost float; appraised int; value float, the index in percent, missing until every
    criterion has points; lowest, highest float, where it may still end; band text; next_at_least float, from where the
    next band counts, missing in the best one; document, published_at, mark text; reopened_at, reopened_by text, where
    what was published is being scored again.
    """
    return with_mark(store.frame(TOTALS, unit=unit, criteria=criteria))


def score_steps(store: Store, *, unit: str, criteria: str, year: int | None = None) -> DataFrame:
    """Every step of the assessment of a year, or of every year, as the ledger has it.

    Columns: year, entry int; recorded_at, author, step text; criteria int; owner text; due date; document text; points,
    maximum float; units int, of the superior body's table; note text; withdrawn bool. Order: year, then oldest first.
    """
    return store.frame(STEPS, unit=unit, criteria=criteria, year=year)


def methods(store: Store) -> dict[str, str]:
    """The names of the methods by which figures are made, by id: those of the plan and those of criteria sets."""
    rows = store.frame("select method_id, label from method order by method_id")
    return dict(zip(rows["method_id"], rows["label"], strict=True))


LOSSES = """
select
    now.year,
    now.criterion_id,
    criterion.number,
    now.name,
    criterion.top_id,
    coalesce(top.name, now.name) as area,
    criterion.area_id,
    now.owner_id,
    coalesce(now.owner, $unassigned) as owner,
    now.maximum,
    now.points,
    now.lost,
    before.lost as lost_before,
    before.lost is not null as again,
    score.next_at,
    score.next_gain,
    criterion.kind,
    coalesce(unit_layer.illustrative, false) or criteria_set.illustrative as illustrative
from point_loss as now
join criteria_set using (version_id)
left join criterion using (version_id, criterion_id)
left join criterion as top on top.version_id = now.version_id and top.criterion_id = criterion.top_id
left join criterion_score as score using (version_id, unit_id, year, criterion_id)
left join point_loss as before
    on before.set_id = now.set_id and before.unit_id = now.unit_id and before.year = now.year - 1
    and before.criterion_id = now.criterion_id
left join unit_layer on unit_layer.unit_id = now.unit_id
where now.unit_id = $unit and now.set_id = $criteria and ($year is null or now.year = $year)
order by now.year, now.lost desc, criterion.sequence
"""

LOSSES_BY = (
    """
select
    year,
    if(grouping(area) = 0, 'area', 'owner') as split_by,
    coalesce(area, owner) as name,
    sum(lost) as lost,
    count(*) as criteria,
    bool_or(illustrative) as illustrative
from ("""
    + LOSSES
    + """)
group by grouping sets ((year, area), (year, owner))
order by year, lost desc, name
"""
)

BESIDE = """
with whole as (
    select
        max(applicable) filter (year = $from_year) as from_whole,
        max(applicable) filter (year = $to_year) as to_whole,
        sum(applicable - points) as lost
    from node_score
    where unit_id = $unit and set_id = $criteria and year in ($from_year, $to_year) and criterion_id = ''
        and value is not null
    having count(*) = 2
),
scored as (
    select
        criterion_id, criterion.number, criterion.name, criterion.sequence, applicable, points, year,
        -- What does not apply has no points to lose.
        case when applicable = 0 and points is null then 0 else applicable - points end as lost
    from criterion_score
    join criterion using (version_id, criterion_id)
    where unit_id = $unit and set_id = $criteria and year in ($from_year, $to_year) and state <> 'tracked'
),
earlier as (
    select * from scored where year = $from_year
),
later as (
    select * from scored where year = $to_year
),
beside as (
    select
        criterion_id,
        coalesce(later.number, earlier.number) as number,
        coalesce(later.name, earlier.name) as name,
        coalesce(later.sequence, earlier.sequence) as sequence,
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
        round(50 * (
            if(earlier.criterion_id is null, 0, earlier.lost) - if(later.criterion_id is null, 0, later.lost)
        )::double * (1 / from_whole::double + 1 / to_whole::double), 12) as effect
    from earlier
    full join later using (criterion_id)
    left join whole on true
    union all by name
    select
        $maximum_id as criterion_id,
        $maximum_name as name,
        'maximum' as standing,
        from_whole as from_maximum,
        to_whole as to_maximum,
        round(-50 * lost::double * (1 / to_whole::double - 1 / from_whole::double), 12) as effect
    from whole
    where from_whole <> to_whole
)
select
    * exclude (sequence),
    coalesce((select illustrative from unit_layer where unit_id = $unit), false)
        or (select bool_or(illustrative) from criteria_set where set_id = $criteria) as illustrative
from beside
order by list_position(['common', 'maximum_differs', 'no_points', 'earlier_only', 'later_only', 'maximum'], standing),
    abs(change) desc nulls last, sequence
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
    peer_score.unit_id is not distinct from $unit as is_own,
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
        point_loss.*, criterion.number, criterion.sequence,
        round(sum(lost) over (order by lost desc, criterion.sequence), 6) as reached
    from point_loss
    left join criterion using (version_id, criterion_id)
    where unit_id = $unit and set_id = $criteria and year = $year and criterion.kind is distinct from 'survey'
)
select
    aim.name as band, aim.at_least, aim.wanted,
    reaching.criterion_id, reaching.number, reaching.name, coalesce(reaching.owner, $unassigned) as owner,
    reaching.lost as gain
from aim
join reaching on reaching.reached - reaching.lost < aim.wanted
where aim.wanted <= (select max(reached) from reaching)
order by reaching.lost desc, reaching.sequence
"""


def point_losses(store: Store, *, unit: str, criteria: str, year: int | None = None) -> DataFrame:
    """The criteria that lost points in a year, or in every year, with what they lost the year before.

    Criteria that share the points of one node lose them together: that node is the row, once each of them has points.

    Columns: year int; criterion_id, number, name, top_id, area, area_id, owner_id, owner text; maximum, points, lost,
    lost_before float; again bool; next_at, next_gain float; kind, mark text. Order: year, then most first.
    """
    return with_mark(store.frame(LOSSES, unit=unit, criteria=criteria, year=year, unassigned=words.UNASSIGNED))


def point_losses_by(store: Store, *, unit: str, criteria: str, year: int | None = None) -> DataFrame:
    """Points lost by lĩnh vực, and by who answers for them, in a year or in every year.

    Columns: year int; split_by text, "area" or "owner"; name text; lost float; criteria int; mark text.
    Order: year, then most first.
    """
    request = {"unit": unit, "criteria": criteria, "year": year}
    return with_mark(store.frame(LOSSES_BY, **request, unassigned=words.UNASSIGNED))


def score_change(store: Store, *, unit: str, criteria: str, from_year: int, to_year: int) -> DataFrame:
    """Two years beside each other on the criteria common to both versions of a set, and the rest named.

    Columns: criterion_id, number, name text; standing text: common, maximum_differs, no_points, earlier_only,
    later_only, or maximum for the row of the applicable maximum where it differs; from_maximum, to_maximum, from_value,
    to_value float, points; change float, points, only where common; effect float, what the row did to the index, in
    điểm %, missing until both years are scored whole; mark text.
    Order: common ones by size of change, then the rest, the maximum last.
    Method: section 4, by points lost. The effects of the criteria of an area add up to its part in `change`, and all
    together to the change of the index.
    """
    return with_mark(
        store.frame(
            BESIDE,
            unit=unit,
            criteria=criteria,
            from_year=from_year,
            to_year=to_year,
            maximum_id=APPLICABLE_MAXIMUM,
            maximum_name=words.APPLICABLE_MAXIMUM,
        )
    )


def score_peers(store: Store, *, unit: str, criteria: str, year: int) -> DataFrame:
    """The units in the superior body's table, ranked by their index, best first.

    Columns: unit_id, name text; value float in percent; rank, ranked, reported_rank int; place text, the cell it came
    from; is_own bool; mark text. Empty until a table is handed in.
    """
    return with_mark(store.frame(PEERS, unit=unit, criteria=criteria, year=year))


def next_band(store: Store, *, unit: str, criteria: str, year: int) -> DataFrame:
    """The fewest criteria whose full points would lift a unit into the next band, greatest gain first.

    Columns: band text; at_least, wanted float, the points still wanting; criterion_id, number, name, owner text;
    gain float. Empty in the best band, without bands, and while the index is not known.
    Survey points are left out: nobody can decide them. Points are added as if nothing else changed.
    """
    return store.frame(NEXT, unit=unit, criteria=criteria, year=year, unassigned=words.UNASSIGNED)
