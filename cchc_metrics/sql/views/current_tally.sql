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
),
shown as (
    select standing.*
    from standing
    join unit_layer using (unit_id)
    where (layer = 'demo') = illustrative
    -- Who gives a breakdown of a period gives the whole of it: a group that is gone from the newest hand-in is gone.
    qualify entry = max(entry) over (
        partition by tally_id, breakdown_id, unit_id, year, period_start, period_end
    )
),
added as (
    select
        tally_id,
        unit_id,
        year,
        period_start,
        period_end,
        breakdown_id,
        max(entry) as entry,
        sum(cases) as cases
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
        where later.tally_id = shown.tally_id
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
            using (tally_id, unit_id, year, period_start, period_end)
        where later.tally_id = shown.tally_id
            and later.unit_id = shown.unit_id
            and later.year = shown.year
            and later.period_start = shown.period_start
            and later.period_end = shown.period_end
            and before.breakdown_id = shown.breakdown_id
            and later.breakdown_id <> shown.breakdown_id
            and later.entry > before.entry
            and (later.cases <> before.cases)
    )
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
from valid
qualify row_number() over (
    partition by tally_id, breakdown_id, group_id, unit_id, year, period_start, period_end
    order by entry desc, as_of desc nulls last, place desc
) = 1;
