-- reads: total
-- row: one indicator (or one part of an index) of one unit in one year, periods and groups added up by counts
-- column: unit_id | the unit
-- column: indicator_id | the indicator
-- column: part_id | the part of an index, empty for the total
-- column: year | the reporting year
-- column: numerator | sum of counts, null unless every period and group has one
-- column: denominator | sum of counts, null unless every period and group has one
-- column: value | the indicator's value in its unit, null when missing or 0 of 0
-- column: no_activity | true when it is 0 of 0
-- column: reported_value | the value as printed, where one row makes the figure
-- column: sample_size | people asked, null when not known or not a survey
-- column: flag | the most doubtful flag of its rows
-- column: method | how it was made; several methods are named together
-- column: reported_rank | rank as published
-- column: reported_of | units ranked, as published
-- column: source_id | where it comes from; several sources are named together
-- column: as_of | the latest day on which it was known
-- column: period_start | first day covered
-- column: period_end | last day covered
-- column: rows | how many rows make the figure
-- column: days | how many days its periods cover, of the group that covers fewest
-- column: partly | true when these leave out days of the year in which the unit was there
-- column: periods | its periods in words, earliest first
create view figure as
select
    unit_id,
    indicator_id,
    part_id,
    year,
    numerator,
    denominator,
    value,
    no_activity,
    reported_value,
    sample_size,
    flag,
    method,
    reported_rank,
    reported_of,
    source_id,
    as_of,
    period_start,
    period_end,
    rows,
    days,
    partly,
    periods
from total
where period_id = ''
order by unit_id, indicator_id, part_id, year;
