-- one tally of one unit in one year, whole or of one group, its periods taken together as the plan says
create table tally_figure as
with placed as (
    select
        current_tally.*,
        coalesce(breakdown_sequence, 0) as sequence,
        -- What stood at the beginning, or at the end, stands in the first, or the last, period alone.
        case over_time
            when 'first' then current_tally.period_start = min(current_tally.period_start) over series
            when 'last' then current_tally.period_end = max(current_tally.period_end) over series
            else true
        end as counts
    from current_tally
    join tally using (tally_id)
    left join (
        select distinct breakdown_id, breakdown_sequence from breakdown_group
    ) as breakdown using (breakdown_id)
    window series as (
        partition by current_tally.unit_id, current_tally.tally_id, current_tally.year, current_tally.breakdown_id
    )
),
whole as (
    -- The whole is the row without a breakdown, or else the sum over the first breakdown that was given.
    select placed.* replace ('' as breakdown_id, '' as group_id)
    from placed
    qualify rank() over (partition by unit_id, tally_id, year order by sequence) = 1
),
every as (
    select * from whole
    union all
    select * from placed where breakdown_id <> ''
)
select
    unit_id, -- the unit
    tally_id, -- the tally
    breakdown_id, -- the breakdown, empty for the whole
    group_id, -- the group, empty for the whole
    year, -- the reporting year
    sum(cases) filter (counts) as cases, -- how many there were
    arg_max(flag, list_position(
        ['final', 'break', 'estimated', 'low_reliability', 'provisional'], flag
    )) filter (counts) as flag, -- the most doubtful flag of its rows
    string_agg(distinct source_id, ' + ' order by source_id) as source_id, -- where it comes from; several in one text
    max(as_of) as as_of, -- the latest day on which it was known
    min(period_start) as period_start, -- first day covered
    max(period_end) as period_end, -- last day covered
    -- Every group of the whole brings the same periods.
    list_sum(list_transform(
        list_distinct(list({'first': period_start, 'days': period_end - period_start + 1})), lambda one: one.days
    ))::integer as days -- how many days its periods cover
from every
group by unit_id, tally_id, breakdown_id, group_id, year
having count(*) filter (counts) > 0
order by unit_id, tally_id, year, breakdown_id, group_id;
