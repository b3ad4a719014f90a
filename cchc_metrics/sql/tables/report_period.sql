-- reads: rows
-- row: the days of one periodic report that is told by days
-- column: period_id | id of the kind of period
-- column: year | the year of the report
-- column: first_day | first day of its figures
-- column: last_day | last day of its figures
create table report_period as
select
    r.period_id,
    r.year,
    r.first_day,
    r.last_day
from (
    select unnest(from_json($rows, '[{
        "period_id": "VARCHAR", "year": "INTEGER", "first_day": "DATE", "last_day": "DATE"
    }]')) as r
);
