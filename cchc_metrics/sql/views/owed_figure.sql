-- a figure that a unit owes because it is bound: its year's report has a day, and the figure is not there or not whole
create view owed_figure as
select
    expected.unit_id, -- the unit
    expected.indicator_id, -- the indicator
    expected.year, -- the year
    -- An illustration is not handed in by anybody.
    case when coalesce(partly and not illustrative, false) then 'partly' else 'missing' end as covered, -- missing, partly
    case when not illustrative then figure.periods end as periods, -- the periods that are there, in words
    yearly_report.due -- the day on which the report of the year is due
from expected_figure as expected
join binding using (unit_id, indicator_id)
join yearly_report on yearly_report.year = expected.year
left join unit_layer on unit_layer.unit_id = expected.unit_id
left join figure
    on figure.unit_id = expected.unit_id and figure.indicator_id = expected.indicator_id
    and figure.part_id = '' and figure.year = expected.year
where (figure.value is null and not coalesce(figure.no_activity, false)) or coalesce(illustrative, false)
    or coalesce(figure.partly, false)
order by expected.unit_id, expected.year, expected.indicator_id;
