-- reads: tallied, unit_layer
-- row: the latest number of one tally and period, illustrative ones only where a unit has no others
-- column: layer | published, own or demo
-- column: entry | number of the ledger entry
-- column: place | file and cell it came from
-- column: tally_id | the tally
-- column: breakdown_id | the breakdown, empty for the whole
-- column: group_id | the group, empty for the whole
-- column: unit_id | the unit
-- column: year | the reporting year
-- column: period_start | first day
-- column: period_end | last day
-- column: cases | how many there were
-- column: flag | as handed in; provisional as long as nobody has approved it
-- column: source_id | where it comes from
-- column: as_of | the day on which it was known
-- column: note | what else the source says
-- column: approval | number of the entry that approved this very number, 0 for figures that ship, null when none did
create table current_tally as
with standing as (
    select
        tallied.* exclude (approval),
        -- Handed in again unchanged, a number stays approved.
        max(approval) over (
            partition by layer, tally_id, breakdown_id, group_id, unit_id, year, period_start, period_end, cases, flag
        ) as approval
    from tallied
    where not withdrawn
)
select
    layer,
    entry,
    place,
    tally_id,
    breakdown_id,
    group_id,
    unit_id,
    year,
    period_start,
    period_end,
    cases,
    case when approval is null then 'provisional' else flag end as flag,
    source_id,
    as_of,
    note,
    approval
from standing
join unit_layer using (unit_id)
where (layer = 'demo') = illustrative
qualify row_number() over (
    partition by tally_id, breakdown_id, group_id, unit_id, year, period_start, period_end
    order by entry desc, as_of desc nulls last, place desc
) = 1;
