-- a day across which figures are not compared: declared by the plan, or said by the flag of a figure in use
create view break_day as
select
    date as first_day, -- the first day after the break; of a flagged figure its first day
    date as last_day, -- the same; of a flagged figure its last day: the break lies somewhere in its period or before it
    title, -- its name on the screen, null where only a flag says so
    reason, -- why nothing is compared across it, null where only a flag says so
    indicators, -- the indicators it breaks with all their parts, empty for all
    units, -- the units it breaks, empty for all
    levels -- the levels of units it breaks, empty for all
from series_break
union all
-- As handed in: the flag of a figure that nobody has approved is shown as provisional.
select distinct period_start, period_end, null, null, [indicator_id], [unit_id], []::varchar[]
from observation
semi join current_observation as current
    using (unit_id, indicator_id, part_id, breakdown_id, group_id, period_start, period_end, entry, place)
where flag = 'break';
