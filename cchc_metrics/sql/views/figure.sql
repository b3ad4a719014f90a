-- one indicator (or one part of an index) of one unit in one year, periods and groups added up by counts
create view figure as
select
    unit_id, -- the unit
    indicator_id, -- the indicator
    part_id, -- the part of an index, empty for the total
    year, -- the reporting year
    numerator, -- sum of counts, null unless every period and group has one
    denominator, -- sum of counts, null unless every period and group has one
    value, -- the indicator's value in its unit, null when missing or 0 of 0
    no_activity, -- true when it is 0 of 0
    reported_value, -- the value as printed, where one row makes the figure
    sample_size, -- people asked, null when not known or not a survey
    flag, -- the most doubtful flag of its rows
    method, -- how it was made; several methods are named together
    several_methods, -- true when its rows differ in method, or only some of them name one
    reported_rank, -- rank as published
    reported_of, -- units ranked, as published
    source_id, -- where it comes from; several sources are named together
    as_of, -- the latest day on which it was known
    period_start, -- first day covered
    period_end, -- last day covered
    rows, -- how many rows make the figure
    days, -- how many days its periods cover, of the group that covers fewest
    partly, -- true when these leave out days of the year in which the unit was there
    periods -- its periods in words, earliest first
from total
where period_id = ''
order by unit_id, indicator_id, part_id, year;

-- one group of a breakdown of one indicator, unit and year, periods added up by counts
-- It has no rows without those of current_observation.
create table group_figure as
with added as (
    select
        unit_id,
        indicator_id,
        breakdown_id,
        group_id,
        year,
        case when count(numerator) = count(*) then sum(numerator) end as numerator,
        case when count(denominator) = count(*) then sum(denominator) end as denominator
    from current_observation
    where breakdown_id <> ''
    group by unit_id, indicator_id, breakdown_id, group_id, year
)
select
    unit_id, -- the unit
    indicator_id, -- the indicator
    breakdown_id, -- the breakdown
    group_id, -- the group
    year, -- the reporting year
    numerator, -- sum of counts, null unless every period has one
    denominator, -- sum of counts, null unless every period has one
    case scale when 'percent' then 100 else 1 end * numerator
        / nullif(denominator, 0) as value -- the group's ratio in the indicator's unit, null when missing or 0 of 0
from added
join indicator using (indicator_id)
order by unit_id, indicator_id, breakdown_id, group_id, year;

-- one tally of one unit in one year, whole or of one group, its periods taken together as the plan says
-- It has no rows without those of current_observation and of tally.
create table tally_figure as
with placed as (
    select
        tally_id,
        cases.*,
        coalesce(breakdown_sequence, 0) as sequence,
        -- What stood at the beginning, or at the end, stands in the first, or the last, period alone.
        case over_time
            when 'first' then cases.period_start = min(cases.period_start) over series
            when 'last' then cases.period_end = max(cases.period_end) over series
            else true
        end as counts
    from current_observation as cases
    join tally on tally.tally_id = cases.indicator_id
    left join (
        select distinct breakdown_id, breakdown_sequence from breakdown_group
    ) as breakdown using (breakdown_id)
    window series as (
        partition by cases.unit_id, cases.indicator_id, cases.year, cases.breakdown_id
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
    sum(numerator) filter (counts) as cases, -- how many there were
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
