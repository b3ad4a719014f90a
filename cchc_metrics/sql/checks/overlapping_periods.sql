-- figures and tallies whose period overlaps another one of the same series, so that adding up would count twice:
-- one line for each unit and pair of periods of two hand-ins
select
    'period-overlap' as kind, -- an id of fault_kinds.toml
    min(later.place) as place, -- file and row of the first of them
    concat(
        'kỳ ', strftime(later.period_start, '%d/%m/%Y'), '–', strftime(later.period_end, '%d/%m/%Y'), ' của ',
        string_agg(
            distinct concat('«', coalesce(indicator.short, tally.short), '»'), ', '
            order by concat('«', coalesce(indicator.short, tally.short), '»')
        ),
        ' chồng lên kỳ ',
        strftime(earlier.period_start, '%d/%m/%Y'), '–', strftime(earlier.period_end, '%d/%m/%Y'),
        ' ở ', min(earlier.place),
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
group by
    unit_id, later.period_start, later.period_end, earlier.period_start, earlier.period_end, later.entry, earlier.entry
order by unit_id, later.period_start, later.period_end, earlier.period_start, earlier.period_end;
