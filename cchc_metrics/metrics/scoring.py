"""The Chỉ số CCHC criterion by criterion: the sets, the scored tree, the whole, the steps of an assessment."""

from pandas import DataFrame

from cchc_metrics.metrics.marks import marked
from cchc_metrics.store import Store

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
    criterion.evidence as evidence_asked,
    criterion.indicator_id,
    criterion.cautions,
    coalesce(assigned.owner_id, criterion.owner_id) as owner_id,
    owner.name as owner,
    coalesce(assigned.due, score.due_on) as due,
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
    shared.lost as lost_together,
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
    approved.entry is not null as approved,
    coalesce(unit_layer.illustrative, false) or criteria_set.illustrative as illustrative
from set_in_force
join criteria_set using (version_id)
join criterion using (version_id)
left join node_score as node
    on node.version_id = set_in_force.version_id and node.unit_id = $unit and node.year = $year
    and node.criterion_id = criterion.criterion_id
left join criterion_score as score
    on score.version_id = set_in_force.version_id and score.unit_id = $unit and score.year = $year
    and score.criterion_id = criterion.criterion_id
left join lost_points as shared
    on shared.version_id = set_in_force.version_id and shared.unit_id = $unit and shared.year = $year
    and shared.criterion_id = criterion.shared_by
left join assigned_owner as assigned
    on assigned.set_id = $criteria and assigned.unit_id = $unit and assigned.year = $year
    and assigned.criterion_id = criterion.criterion_id
left join approved_criterion as approved
    on approved.set_id = $criteria and approved.unit_id = $unit and approved.year = $year
    and approved.criterion_id = criterion.criterion_id
left join owner on owner.owner_id = coalesce(assigned.owner_id, criterion.owner_id)
left join unit_layer on unit_layer.unit_id = $unit
where set_in_force.unit_id = $unit and set_in_force.set_id = $criteria and set_in_force.year = $year
order by criterion.sequence
"""

TOTALS = """
select
    node.year, node.version_id, criteria_set.short, node.criteria, node.scored, node.owing, node.applicable,
    node.self_points, node.appraised_points, node.survey_points, node.points, node.open, node.lost, node.appraised,
    node.value, node.lowest, node.highest, node.band,
    published.document, published.said_at as published_at,
    coalesce(unit_layer.illustrative, false) or criteria_set.illustrative as illustrative
from node_score as node
join criteria_set using (version_id)
left join (
    select year, arg_max(document, entry) as document, max(said_at) as said_at
    from assessment_step
    where step = 'publish' and not withdrawn and unit_id = $unit and set_id = $criteria
    group by year
) as published using (year)
left join unit_layer on unit_layer.unit_id = node.unit_id
where node.unit_id = $unit and node.set_id = $criteria and node.criterion_id = ''
order by node.year
"""

STEPS = """
select entry, said_at, said_by, step, len(criteria) as criteria, owner.name as owner, due, document, points, maximum,
    note, withdrawn
from assessment_step
left join owner using (owner_id)
where unit_id = $unit and set_id = $criteria and year = $year
order by entry
"""

FOUND = """
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


def criteria_found(store: Store, *, unit: str) -> DataFrame:
    """Every criterion that any set scores a unit on, by its name in the last year of it.

    Columns: set_id, criterion_id, code, name text; short text, the set; last_year int.
    Order: set, then as in the paper.
    """
    return store.frame(FOUND, unit=unit)


def criteria_sets(store: Store, *, unit: str) -> DataFrame:
    """The criteria sets that score a unit, a row each year.

    Columns: set_id, version_id text; year int; name, short, decision text; cautions list; illustrative_set bool, true
    for a set that is no real one; not_applicable text; maximum float; mark text.
    Order: sets that feed an index first, then year.
    """
    return marked(store.frame(SETS, unit=unit))


def scored_tree(store: Store, *, unit: str, criteria: str, year: int) -> DataFrame:
    """Every node of the set in force, scored, for a unit and year.

    Columns: criterion_id, number, code, name text; depth int; is_leaf bool; top_id, area_id, kind text; the
    parameters of the rule; maximum, applicable, self_points, appraised_points, survey_points, points, lost float;
    lost_together float, what this one and those that share its points lost; criteria, scored, owing int, counted over
    the leaves beneath; state, origin text; result, counted float; done bool; done_on, due_on, due date; owes, approved
    bool; next_at, next_gain float; evidence list; explanation, reason, mark.
    Order: as in the paper. Points are missing where there is no result yet, never 0.
    """
    return marked(store.frame(TREE, unit=unit, criteria=criteria, year=year))


def score_totals(store: Store, *, unit: str, criteria: str) -> DataFrame:
    """The whole of a set for a unit, a row each year.

    Columns: year int; version_id, short text; criteria, scored, owing int; applicable, self_points, appraised_points,
    survey_points, points, open, lost float; appraised int; value float, the index in percent, missing until every
    criterion has points; lowest, highest float, where it may still end; band, document, published_at, mark text.
    """
    return marked(store.frame(TOTALS, unit=unit, criteria=criteria))


def score_steps(store: Store, *, unit: str, criteria: str, year: int) -> DataFrame:
    """Every step of an assessment as the ledger has it, oldest first.

    Columns: entry int; said_at, said_by, step text; criteria int; owner text; due date; document text; points, maximum
    float; note text; withdrawn bool.
    """
    return store.frame(STEPS, unit=unit, criteria=criteria, year=year)


def methods(store: Store) -> dict[str, str]:
    """The names of the methods by which figures are made, by id: those of the plan and those of criteria sets."""
    rows = store.frame("select method_id, label from method order by method_id")
    return dict(zip(rows["method_id"], rows["label"], strict=True))
