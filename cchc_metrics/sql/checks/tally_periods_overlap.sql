-- reads: current_tally
-- row: a number of a tally whose period overlaps another one of the same group, so that it would count twice
-- column: kind | an id of fault_kinds.toml
-- column: place | file and cell
-- column: problem | what is wrong
-- column: expected | what was expected
-- column: remedy | what to do
select
    'period-overlap' as kind,
    later.place,
    concat(
        'kỳ ', strftime(later.period_start, '%d/%m/%Y'), '–', strftime(later.period_end, '%d/%m/%Y'),
        ' của «', later.tally_id, '» chồng lên kỳ ',
        strftime(earlier.period_start, '%d/%m/%Y'), '–', strftime(earlier.period_end, '%d/%m/%Y'),
        ' ở ', earlier.place
    ) as problem,
    'các kỳ trong một năm không chồng nhau' as expected,
    'giữ số cả năm, hoặc giữ số từng kỳ' as remedy
from current_tally as later
join current_tally as earlier using (tally_id, breakdown_id, group_id, unit_id, year)
where (earlier.period_start, earlier.period_end) < (later.period_start, later.period_end)
    and earlier.period_end >= later.period_start
order by later.place, earlier.place;
