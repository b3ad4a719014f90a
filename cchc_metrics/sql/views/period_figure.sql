-- reads: total, report_period
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
create view period_figure as
select
    unit_id,
    indicator_id,
    total.period_id,
    total.year,
    numerator,
    denominator,
    value,
    no_activity,
    (report_period.last_day - report_period.first_day + 1 - total.days)::integer as days_missing,
    sample_size,
    flag,
    method,
    source_id,
    as_of,
    period_start,
    period_end
from total
join report_period using (period_id, year)
order by unit_id, indicator_id, period_id, year;
