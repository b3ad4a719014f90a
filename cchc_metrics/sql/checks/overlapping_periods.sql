-- a figure or tally whose period overlaps another one of the same series, so that adding up would count twice
with every as (
    select
        false as is_tally, indicator_id, part_id, breakdown_id, group_id, unit_id, year, period_start, period_end, place
    from current_observation
    union all
    select true, tally_id, '', breakdown_id, group_id, unit_id, year, period_start, period_end, place
    from current_tally
)
select
    'period-overlap' as kind, -- an id of fault_kinds.toml
    later.place, -- file and row
    concat(
        'kỳ ', strftime(later.period_start, '%d/%m/%Y'), '–', strftime(later.period_end, '%d/%m/%Y'),
        ' của «', later.indicator_id, '» chồng lên kỳ ',
        strftime(earlier.period_start, '%d/%m/%Y'), '–', strftime(earlier.period_end, '%d/%m/%Y'),
        ' ở ', earlier.place
    ) as problem, -- what is wrong
    'các kỳ trong một năm không chồng nhau' as expected, -- what was expected
    'giữ số cả năm, hoặc giữ số từng kỳ' as remedy -- what to do
from every as later
join every as earlier using (is_tally, indicator_id, part_id, breakdown_id, group_id, unit_id, year)
where (earlier.period_start, earlier.period_end) < (later.period_start, later.period_end)
    and earlier.period_end >= later.period_start
order by later.is_tally, later.place, earlier.place;
