-- reads: decision, decision_report, indicator
-- row: a decision that was not withdrawn, with what was last said of it
-- column: unit_id | the unit whose meeting it was
-- column: entry | number of the ledger entry
-- column: what | what is to be done
-- column: owner_id | the post that does it
-- column: decided | day of the meeting
-- column: due | last day
-- column: indicator_id | the index or target it is about, null when none is named
-- column: area_id | the reform area it is about, that of its target when only the target is named
-- column: evidence | the document it stands in
-- column: recorded_by | who wrote it down
-- column: state | not_started, in_progress or done; null when nothing was reported
-- column: reported | day of the last report
-- column: note | what the last report says
-- column: shown_by | what the last report gives as evidence
-- column: reports | how many reports stand
-- column: open | true until it is reported done
create view standing_decision as
with latest as (
    select
        decision,
        state,
        reported,
        note,
        evidence,
        count(*) over (partition by decision) as reports
    from decision_report
    where not withdrawn
    -- The ledger's order: what was said last counts, whatever day the clock showed.
    qualify row_number() over (partition by decision order by entry desc) = 1
)
select
    decision.unit_id,
    decision.entry,
    decision.what,
    decision.owner_id,
    decision.decided,
    decision.due,
    decision.indicator_id,
    coalesce(decision.area_id, indicator.area_id) as area_id,
    nullif(decision.evidence, '') as evidence,
    decision.recorded_by,
    latest.state,
    latest.reported,
    nullif(latest.note, '') as note,
    nullif(latest.evidence, '') as shown_by,
    coalesce(latest.reports, 0) as reports,
    latest.state is distinct from 'done' as open
from decision
left join indicator using (indicator_id)
left join latest on latest.decision = decision.entry
where not decision.withdrawn;
