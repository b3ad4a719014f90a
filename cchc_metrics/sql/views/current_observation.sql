-- reads: observation, unit_layer
-- row: the latest figure of one series and period, illustrative ones only where a unit has no others
-- column: layer | published, own or demo
-- column: entry | number of the ledger entry
-- column: place | file and row it came from
-- column: indicator_id | the indicator
-- column: part_id | the part of an index, empty for the total
-- column: breakdown_id | the breakdown, empty for the whole
-- column: group_id | the group, empty for the whole
-- column: unit_id | the unit
-- column: year | the reporting year
-- column: period_start | first day
-- column: period_end | last day
-- column: numerator | count, null when missing
-- column: denominator | count, null when missing
-- column: value | the value where it has no counts
-- column: reported_value | the value as printed
-- column: sample_size | people asked
-- column: flag | as handed in; provisional as long as nobody has approved it
-- column: method | how the figure was made
-- column: reported_rank | rank as published
-- column: reported_of | units ranked, as published
-- column: source_id | where it comes from
-- column: as_of | the day on which it was known
-- column: note | what else the source says
-- column: approval | number of the entry that approved these very numbers, 0 for figures that ship, null when none did
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
    layer,
    entry,
    place,
    indicator_id,
    part_id,
    breakdown_id,
    group_id,
    unit_id,
    year,
    period_start,
    period_end,
    numerator,
    denominator,
    value,
    reported_value,
    sample_size,
    case when approval is null then 'provisional' else flag end as flag,
    method,
    reported_rank,
    reported_of,
    source_id,
    as_of,
    note,
    approval
from standing
join unit_layer using (unit_id)
where (layer = 'demo') = illustrative
qualify row_number() over (
    partition by indicator_id, part_id, breakdown_id, group_id, unit_id, year, period_start, period_end
    -- What was handed in last counts; shipped figures have entry 0, so an officer's own comes first.
    order by entry desc, as_of desc nulls last, place desc
) = 1;
