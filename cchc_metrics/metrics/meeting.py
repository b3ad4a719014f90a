"""What meetings decided, and how far it is."""

import datetime as dt

from pandas import DataFrame

from cchc_metrics.store import Store

DECISIONS = """
select
    entry, what, owner_id, owner.name as owner, decided, due, indicator_id, indicator.short as indicator,
    standing.area_id, area.name as area, evidence, recorded_by, state, reported, note, shown_by, reports, open,
    open and due < $on as overdue,
    case when open and due < $on then $on - due end as days_over
from standing_decision as standing
left join owner using (owner_id)
left join indicator using (indicator_id)
left join area on area.area_id = standing.area_id
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
