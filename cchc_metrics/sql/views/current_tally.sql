-- the latest number of one tally and period, illustrative ones only where a unit has no others
create table current_tally as
with standing as (
    select
        tally_observation.* exclude (approval),
        -- Handed in again unchanged, a number stays approved.
        max(approval) over (
            partition by layer, tally_id, breakdown_id, group_id, unit_id, year, period_start, period_end, cases, flag
        ) as approval
    from tally_observation
    where not withdrawn
)
select
    layer, -- published, own or demo
    entry, -- number of the ledger entry
    place, -- file and cell it came from
    tally_id, -- the tally
    breakdown_id, -- the breakdown, empty for the whole
    group_id, -- the group, empty for the whole
    unit_id, -- the unit
    year, -- the reporting year
    period_start, -- first day
    period_end, -- last day
    cases, -- how many there were
    case
        when approval is null then 'provisional'
        else flag
    end as flag, -- as handed in; provisional as long as nobody has approved it
    source_id, -- where it comes from
    as_of, -- the day on which it was known
    note, -- what else the source says
    approval -- number of the entry that approved this very number, 0 for figures that ship, null when none did
from standing
join unit_layer using (unit_id)
where (layer = 'demo') = illustrative
qualify row_number() over (
    partition by tally_id, breakdown_id, group_id, unit_id, year, period_start, period_end
    order by entry desc, as_of desc nulls last, place desc
) = 1;
