-- the latest figure of one series or tally and period, illustrative ones only where a unit has no others
-- It has no rows without those of observation.
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
),
shown as (
    select standing.*
    from standing
    join unit_layer using (unit_id)
    where (layer = 'demo') = illustrative
    -- Who gives a breakdown of a period gives the whole of it: a group that is gone from the newest hand-in is gone.
    qualify entry = max(entry) over (
        partition by indicator_id, part_id, breakdown_id, unit_id, year, period_start, period_end
    )
),
added as (
    select
        indicator_id,
        part_id,
        unit_id,
        year,
        period_start,
        period_end,
        breakdown_id,
        max(entry) as entry,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from shown
    group by all
),
valid as (
    select shown.*
    from shown
    -- A longer period takes the place of the shorter ones that it covers, and a corrected breakdown that of another
    -- one of the same period that no longer adds up to the same.
    where not exists (
        from added as later
        where later.indicator_id = shown.indicator_id
            and later.part_id = shown.part_id
            and later.unit_id = shown.unit_id
            and later.year = shown.year
            and later.entry > shown.entry
            and later.period_start <= shown.period_start
            and later.period_end >= shown.period_end
            and (later.period_start < shown.period_start or later.period_end > shown.period_end)
    )
    and not exists (
        from added as later
        join added as before
            using (indicator_id, part_id, unit_id, year, period_start, period_end)
        where later.indicator_id = shown.indicator_id
            and later.part_id = shown.part_id
            and later.unit_id = shown.unit_id
            and later.year = shown.year
            and later.period_start = shown.period_start
            and later.period_end = shown.period_end
            and before.breakdown_id = shown.breakdown_id
            and later.breakdown_id <> shown.breakdown_id
            and later.entry > before.entry
            and (later.numerator <> before.numerator or later.denominator <> before.denominator)
    )
)
select
    layer, -- published, own or demo
    entry, -- number of the ledger entry
    place, -- file and row it came from
    indicator_id, -- the indicator or tally
    part_id, -- the part of an index, empty for the total
    breakdown_id, -- the breakdown, empty for the whole
    group_id, -- the group, empty for the whole
    unit_id, -- the unit
    year, -- the reporting year
    period_start, -- first day
    period_end, -- last day
    numerator, -- count, null when missing; of a tally the number of its cases
    denominator, -- count, null when missing and for a tally
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
from valid
qualify row_number() over (
    partition by indicator_id, part_id, breakdown_id, group_id, unit_id, year, period_start, period_end
    -- What was handed in last counts; shipped figures have entry 0, so an officer's own comes first.
    order by entry desc, as_of desc nulls last, place desc
) = 1;
