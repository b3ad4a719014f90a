-- a decision that was not withdrawn, with what was last said of it
create view decision_in_force as
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
    decision.unit_id, -- the unit whose meeting it was
    decision.entry, -- number of the ledger entry
    decision.what, -- what is to be done
    decision.owner_id, -- the post that does it, null when somebody else does
    nullif(concat_ws('; ', owner.name, nullif(decision.others, '')), '') as owner, -- all who do it, in words
    decision.decided, -- day of the meeting
    decision.due, -- last day
    decision.indicator_id, -- the index or target it is about, null when none is named
    coalesce(decision.area_id, indicator.area_id) as area_id, -- its reform area, or that of its target
    nullif(decision.evidence, '') as evidence, -- the document it stands in
    decision.recorded_by, -- who wrote it down
    latest.state, -- not_started, in_progress or done; null when nothing was reported
    latest.reported, -- day of the last report
    nullif(latest.note, '') as note, -- what the last report says
    nullif(latest.evidence, '') as shown_by, -- what the last report gives as evidence
    coalesce(latest.reports, 0) as reports, -- how many reports stand
    latest.state is distinct from 'done' as open -- true until it is reported done
from decision
left join indicator using (indicator_id)
left join owner on owner.owner_id = decision.owner_id
left join latest on latest.decision = decision.entry
where not decision.withdrawn;
