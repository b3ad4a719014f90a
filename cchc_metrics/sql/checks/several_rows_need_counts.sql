-- a year given in several rows of which one has no counts, so that the year cannot be added up
select
    'missing-value' as kind, -- an id of fault_kinds.toml
    observed.place, -- file and row
    concat(
        '«', indicator.short, '» năm ', observed.year, ' có nhiều dòng nhưng dòng này không có tử số, mẫu số'
    ) as problem, -- what is wrong
    'tử số và mẫu số ở mọi kỳ, mọi nhóm' as expected, -- what was expected
    'điền tử số, mẫu số nếu là tỷ lệ; nếu là một số thì chỉ giữ một dòng cả năm, hoặc đặt over_time trong kế hoạch' as remedy -- what to do
from current_observation as observed
join figure using (unit_id, indicator_id, part_id, year)
join indicator using (indicator_id)
where figure.rows > 1
    and indicator.over_time is null
    and figure.numerator is null
    and observed.numerator is null
order by observed.place;
