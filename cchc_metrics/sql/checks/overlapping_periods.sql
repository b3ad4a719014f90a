-- a figure or tally whose period overlaps another one of the same series, so that adding up would count twice
select
    'period-overlap' as kind, -- an id of fault_kinds.toml
    later.place, -- file and row
    concat(
        'kỳ ', strftime(later.period_start, '%d/%m/%Y'), '–', strftime(later.period_end, '%d/%m/%Y'),
        ' của «', coalesce(indicator.short, tally.short), '» chồng lên kỳ ',
        strftime(earlier.period_start, '%d/%m/%Y'), '–', strftime(earlier.period_end, '%d/%m/%Y'),
        ' ở ', earlier.place,
        case when least(earlier.entry, later.entry) between 1 and greatest(earlier.entry, later.entry) - 1
            then concat('; số nộp trước ở bút toán ', least(earlier.entry, later.entry)) else '' end
    ) as problem, -- what is wrong
    'các kỳ trong một năm không chồng nhau' as expected, -- what was expected
    'giữ số cả năm, hoặc giữ số từng kỳ' as remedy -- what to do
from current_observation as later
join current_observation as earlier using (indicator_id, part_id, breakdown_id, group_id, unit_id, year)
left join indicator on indicator.indicator_id = later.indicator_id
left join tally on tally.tally_id = later.indicator_id
where (earlier.period_start, earlier.period_end) < (later.period_start, later.period_end)
    and earlier.period_end >= later.period_start
order by tally.tally_id is not null, later.place, earlier.place;
