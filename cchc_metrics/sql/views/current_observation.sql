-- the latest figure of one series and period, illustrative ones only where a unit has no others
create table current_observation as
with standing as (
    select
        observation.* exclude (approval),
        -- Handed in again unchanged, a figure stays approved.
        max(approval) over (
            partition by layer, indicator_id, part_id, breakdown_id, group_id, unit_id, year, period_start, period_end,
                numerator, denominator, value, sample_size, method, flag
        ) as approval
    from observation
    where not withdrawn
)
select
    layer, -- published, own or demo
    entry, -- number of the ledger entry
    place, -- file and row it came from
    indicator_id, -- the indicator
    part_id, -- the part of an index, empty for the total
    breakdown_id, -- the breakdown, empty for the whole
    group_id, -- the group, empty for the whole
    unit_id, -- the unit
    year, -- the reporting year
    period_start, -- first day
    period_end, -- last day
    numerator, -- count, null when missing
    denominator, -- count, null when missing
    value, -- the value where it has no counts
    reported_value, -- the value as printed
    sample_size, -- people asked
    case
        when approval is null then 'provisional'
        else flag
    end as flag, -- as handed in; provisional as long as nobody has approved it
    method, -- how the figure was made
    reported_rank, -- rank as published
    reported_of, -- units ranked, as published
    source_id, -- where it comes from
    as_of, -- the day on which it was known
    note, -- what else the source says
    approval -- number of the entry that approved these very numbers, 0 for figures that ship, null when none did
from standing
join unit_layer using (unit_id)
where (layer = 'demo') = illustrative
qualify row_number() over (
    partition by indicator_id, part_id, breakdown_id, group_id, unit_id, year, period_start, period_end
    -- What was handed in last counts; shipped figures have entry 0, so an officer's own comes first.
    order by entry desc, as_of desc nulls last, place desc
) = 1;
