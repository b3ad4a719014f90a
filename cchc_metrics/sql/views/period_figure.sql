-- reads: current_observation, report_period, indicator, breakdown_group
-- row: one indicator of one unit in one periodic report: the rows that lie within its days, added up by counts
-- column: unit_id | the unit
-- column: indicator_id | the indicator
-- column: period_id | the kind of period
-- column: year | the year of the report
-- column: numerator | sum of counts, null unless every row has one
-- column: denominator | sum of counts, null unless every row has one
-- column: value | the value in its unit, null when missing or 0 of 0
-- column: no_activity | true when it is 0 of 0
-- column: days_missing | days of the report that its rows do not cover; 0 when they cover all
-- column: sample_size | people asked, null when not known or not a survey
-- column: flag | the most doubtful flag of its rows
-- column: method | how it was made; several methods are named together
-- column: source_id | where it comes from; several sources are named together
-- column: as_of | the latest day on which it was known
-- column: period_start | first day covered
-- column: period_end | last day covered
create table period_figure as
with within as (
    select
        report_period.period_id,
        report_period.year as report_year,
        report_period.last_day - report_period.first_day + 1 as days,
        observed.*
    from current_observation as observed
    join report_period
        on observed.period_start >= report_period.first_day and observed.period_end <= report_period.last_day
    left join (
        select distinct breakdown_id, breakdown_sequence from breakdown_group
    ) as breakdown using (breakdown_id)
    where observed.part_id = ''
    -- The total is the row without a breakdown, or else the sum over the first breakdown that was given.
    qualify rank() over (
        partition by report_period.period_id, report_period.year, observed.unit_id, observed.indicator_id
        order by breakdown_sequence nulls first
    ) = 1
),
grouped as (
    select
        unit_id,
        indicator_id,
        period_id,
        report_year,
        breakdown_id,
        group_id,
        -- The periods of a series never overlap, so their lengths add up to the days covered.
        any_value(days) - sum(period_end - period_start + 1) as days_missing
    from within
    group by all
),
added as (
    select
        unit_id,
        indicator_id,
        period_id,
        report_year,
        case when count(numerator) = count(*) then sum(numerator) end as numerator,
        case when count(denominator) = count(*) then sum(denominator) end as denominator,
        case when count(*) = 1 then any_value(value) end as given_value,
        case when count(sample_size) = count(*) then sum(sample_size) end as sample_size,
        arg_max(flag, list_position(
            ['final', 'break', 'estimated', 'low_reliability', 'provisional'], flag
        )) as flag,
        string_agg(distinct method, ' + ' order by method) as method,
        string_agg(distinct source_id, ' + ' order by source_id) as source_id,
        max(as_of) as as_of,
        min(period_start) as period_start,
        max(period_end) as period_end
    from within
    group by all
)
select
    added.unit_id,
    added.indicator_id,
    added.period_id,
    added.report_year as year,
    numerator,
    denominator,
    coalesce(
        case measure_unit when 'percent' then 100 else 1 end * numerator / nullif(denominator, 0),
        given_value
    ) as value,
    coalesce(numerator = 0 and denominator = 0, false) as no_activity,
    max(days_missing)::integer as days_missing,
    case measure
        when 'survey' then coalesce(sample_size, denominator)::integer
        else sample_size::integer
    end as sample_size,
    flag,
    method,
    source_id,
    as_of,
    period_start,
    period_end
from added
join grouped using (unit_id, indicator_id, period_id, report_year)
join indicator using (indicator_id)
group by all
order by added.unit_id, added.indicator_id, added.period_id, added.report_year;
