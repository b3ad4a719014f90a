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
