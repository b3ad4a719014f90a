-- one indicator (or part of an index) of a unit in a year or in a report's days, its rows added up by counts
-- It has no rows without those of current_observation.
create table total as
with placed as (
    select '' as period_id, year as total_year, * from current_observation
    union all by name
    select report_period.period_id, report_period.year as total_year, observed.*
    from current_observation as observed
    join report_period
        on observed.period_start >= report_period.first_day and observed.period_end <= report_period.last_day
    where observed.part_id = ''
),
own as (
    -- The total is the row without a breakdown, or else the sum over the first breakdown that was given.
    select placed.*
    from placed
    left join (
        select distinct breakdown_id, breakdown_sequence from breakdown_group
    ) as breakdown using (breakdown_id)
    qualify rank() over (
        partition by period_id, unit_id, indicator_id, part_id, total_year
        order by breakdown_sequence nulls first
    ) = 1
),
-- A unit without a figure of its own has the sum over its units, where the plan says so and each of them has one.
from_units as (
    select own.* replace (
        within.parent_id as unit_id,
        concat(own.unit_id, '/', own.group_id) as group_id
    )
    from own
    join unit as within using (unit_id)
    join indicator on indicator.indicator_id = own.indicator_id and indicator.adds_up = within.level
    where own.part_id = ''
        and not exists (
            from own as given
            where given.unit_id = within.parent_id and given.indicator_id = own.indicator_id
                and given.period_id = own.period_id and given.total_year = own.total_year
        )
        and (
            select count(*)
            from unit as every_one
            where every_one.parent_id = within.parent_id and every_one.level = within.level
                and own.total_year between coalesce(year(every_one.valid_from), 0)
                    and coalesce(year(every_one.valid_to), 9999)
        ) = (
            select count(distinct given.unit_id)
            from own as given
            join unit as one on one.unit_id = given.unit_id
            where one.parent_id = within.parent_id and one.level = within.level
                and given.indicator_id = own.indicator_id and given.part_id = ''
                and given.period_id = own.period_id and given.total_year = own.total_year
        )
),
whole as (
    select every_row.* exclude (period_start, period_end), every_row.period_start, every_row.period_end,
        -- What stood at the beginning, or at the end, stands in the first, or the last, period alone.
        case over_time
            when 'first' then every_row.period_start = min(every_row.period_start) over series
            when 'last' then every_row.period_end = max(every_row.period_end) over series
            else true
        end as counts
    from (from own union all from from_units) as every_row
    join indicator using (indicator_id)
    window series as (
        partition by every_row.period_id, every_row.unit_id, every_row.indicator_id, every_row.part_id,
            every_row.total_year, every_row.group_id
    )
),
covered as (
    -- A group that lacks a quarter leaves the whole without it; the periods of a series never overlap.
    select
        period_id,
        unit_id,
        indicator_id,
        part_id,
        total_year,
        min(group_days)::integer as days,
        -- A year has 365 days or 366, whichever day it begins with; a unit has those in which it was there.
        period_id = '' and min(group_days) < least(
            365,
            least(make_date(total_year, 12, 31), any_value(valid_to))
            - greatest(make_date(total_year, 1, 1), any_value(valid_from)) + 1
        ) as partly
    from (
        select
            period_id,
            unit_id,
            indicator_id,
            part_id,
            total_year,
            group_id,
            sum(period_end - period_start + 1) as group_days
        from whole
        group by all
    )
    join unit using (unit_id)
    group by period_id, unit_id, indicator_id, part_id, total_year
),
added as (
    select
        period_id,
        unit_id,
        indicator_id,
        part_id,
        total_year,
        -- One missing count leaves the sum missing: a partial sum would flatter.
        case when count(numerator) = count(*) then sum(numerator) end as numerator,
        case when count(denominator) = count(*) then sum(denominator) end as denominator,
        case
            when count(*) = 1 then any_value(value)
            when any_value(over_time) is not null and count(value) = count(*) then sum(value) filter (counts)
        end as given_value,
        case when count(*) = 1 then any_value(reported_value) end as reported_value,
        case when count(sample_size) = count(*) then sum(sample_size) end as sample_size,
        arg_max(flag, list_position(
            ['final', 'break', 'estimated', 'low_reliability', 'provisional'], flag
        )) as flag,
        string_agg(distinct method, ' + ' order by method) as method,
        count(distinct coalesce(method, '')) > 1 as several_methods,
        case when count(*) = 1 then any_value(reported_rank) end as reported_rank,
        case when count(*) = 1 then any_value(reported_of) end as reported_of,
        string_agg(distinct source_id, ' + ' order by source_id) as source_id,
        max(as_of) as as_of,
        min(period_start) as period_start,
        max(period_end) as period_end,
        count(*) as rows,
        array_to_string(list_transform(
            list_sort(list(distinct {'first_day': period_start, 'last_day': period_end})),
            lambda period: concat(
                strftime(period.first_day, '%d/%m/%Y'), '–', strftime(period.last_day, '%d/%m/%Y')
            )
        ), ', ') as periods
    from whole
    join indicator using (indicator_id)
    group by period_id, unit_id, indicator_id, part_id, total_year
)
select
    period_id, -- the kind of report, empty for the whole reporting year
    unit_id, -- the unit
    indicator_id, -- the indicator
    part_id, -- the part of an index, empty for the total
    total_year as year, -- the reporting year, or the year of the report
    numerator, -- sum of counts, null unless every row has one
    denominator, -- sum of counts, null unless every row has one
    coalesce(
        case scale when 'percent' then 100 else 1 end * numerator / nullif(denominator, 0),
        given_value
    ) as value, -- the indicator's value in its unit, null when missing or 0 of 0
    coalesce(numerator = 0 and denominator = 0, false) as no_activity, -- true when it is 0 of 0
    reported_value, -- the value as printed, where one row makes the figure
    case measure
        when 'survey' then coalesce(sample_size, denominator)::integer
        else sample_size::integer
    end as sample_size, -- people asked, null when not known or not a survey
    -- Counts of a part of a year are not yet those of the year, whoever approved them.
    case
        when partly and measure = 'count' and flag in ('final', 'break') then 'provisional'
        else flag
    end as flag, -- the most doubtful flag of its rows; provisional when counts are of a part of the year
    method, -- how it was made; several methods are named together
    several_methods, -- true when its rows differ in method, or only some of them name one
    reported_rank, -- rank as published
    reported_of, -- units ranked, as published
    source_id, -- where it comes from; several sources are named together
    as_of, -- the latest day on which it was known
    period_start, -- first day covered
    period_end, -- last day covered
    rows, -- how many rows make the figure
    days, -- how many days its rows cover, of the group that covers fewest
    partly, -- true when these leave out days of the year in which the unit was there
    periods -- the periods of its rows in words, earliest first
from added
join covered using (period_id, unit_id, indicator_id, part_id, total_year)
join indicator using (indicator_id)
order by period_id, unit_id, indicator_id, part_id, year;
