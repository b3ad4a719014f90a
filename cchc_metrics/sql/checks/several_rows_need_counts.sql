-- reads: figure, current_observation
-- row: a year given in several rows of which one has no counts, so that the year cannot be added up
-- column: kind | an id of fault_kinds.toml
-- column: place | file and row
-- column: problem | what is wrong
-- column: expected | what was expected
-- column: remedy | what to do
select
    'missing-value' as kind,
    observed.place,
    concat(
        '«', observed.indicator_id, '» năm ', observed.year, ' có nhiều dòng nhưng dòng này không có tử số, mẫu số'
    ) as problem,
    'tử số và mẫu số ở mọi kỳ, mọi nhóm' as expected,
    'điền tử số, mẫu số, hoặc chỉ giữ một dòng cả năm' as remedy
from current_observation as observed
join figure using (unit_id, indicator_id, part_id, year)
where figure.rows > 1
    and figure.numerator is null
    and observed.numerator is null
order by observed.place;
