-- reads: rows
-- row: a day across which figures are not compared
-- column: break_id | id of the break
-- column: date | the first day after the break
-- column: title | its name on the screen
-- column: reason | why nothing is compared across it
-- column: indicators | the indicators it breaks, empty for all
-- column: units | the units it breaks, empty for all
-- column: levels | the levels of units it breaks, empty for all
create table series_break as
select
    r.break_id,
    r.date,
    r.title,
    r.reason,
    r.indicators,
    r.units,
    r.levels
from (
    select unnest(from_json($rows, '[{
        "break_id": "VARCHAR", "date": "DATE", "title": "VARCHAR", "reason": "VARCHAR",
        "indicators": ["VARCHAR"], "units": ["VARCHAR"], "levels": ["VARCHAR"]
    }]')) as r
);
