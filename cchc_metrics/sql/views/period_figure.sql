-- one indicator of one unit in one periodic report: the rows that lie within its days, added up by counts
create view period_figure as
select
    unit_id, -- the unit
    indicator_id, -- the indicator
    total.period_id, -- the kind of period
    total.year, -- the year of the report
    numerator, -- sum of counts, null unless every row has one
    denominator, -- sum of counts, null unless every row has one
    value, -- the value in its unit, null when missing or 0 of 0
    no_activity, -- true when it is 0 of 0
    (
        report_period.last_day - report_period.first_day + 1 - total.days
    )::integer as days_missing, -- days of the report that its rows do not cover; 0 when they cover all
    sample_size, -- people asked, null when not known or not a survey
    flag, -- the most doubtful flag of its rows
    method, -- how it was made; several methods are named together
    several_methods, -- true when its rows differ in method, or only some of them name one
    source_id, -- where it comes from; several sources are named together
    as_of, -- the latest day on which it was known
    period_start, -- first day covered
    period_end -- last day covered
from total
join report_period using (period_id, year)
order by unit_id, indicator_id, period_id, year;
