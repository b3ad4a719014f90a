-- reads: current_observation
-- row: a year in which two ways of giving the same counts do not add up to the same total
-- column: kind | an id of fault_kinds.toml
-- column: place | file and row
-- column: problem | what is wrong
-- column: expected | what was expected
-- column: remedy | what to do
with added as (
    select
        unit_id,
        indicator_id,
        part_id,
        year,
        breakdown_id,
        min(place) as place,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from current_observation
    group by unit_id, indicator_id, part_id, year, breakdown_id
    -- A breakdown with a missing count adds up to nothing, so there is nothing to hold against the other.
    having count(numerator) = count(*) and count(denominator) = count(*)
)
select
    'sum-mismatch' as kind,
    one.place,
    concat(
        '«', one.indicator_id, '» năm ', one.year, ' cộng được ',
        format('{:t.}/{:t.}', one.numerator::bigint, one.denominator::bigint), ', còn ở ', other.place, ' là ',
        format('{:t.}/{:t.}', other.numerator::bigint, other.denominator::bigint)
    ) as problem,
    'mọi cách chia nhóm cộng lại bằng nhau và bằng tổng' as expected,
    'xem lại nhóm còn thiếu hoặc số gõ nhầm' as remedy
from added as one
join added as other using (unit_id, indicator_id, part_id, year)
where one.breakdown_id > other.breakdown_id
    and (one.numerator <> other.numerator or one.denominator <> other.denominator)
order by one.place;
