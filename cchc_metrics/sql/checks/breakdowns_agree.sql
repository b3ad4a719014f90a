-- a year in which two ways of giving the same counts, or the groups of a tally and its whole, add up differently
with observation_sum as (
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
    -- A breakdown with a missing count adds up to nothing, so there is nothing to hold against the other; a tally has no
    -- denominator.
    having count(numerator) = count(*) and count(denominator) = count(*)
),
tally_sum as (
    select
        unit_id,
        tally_id,
        year,
        breakdown_id,
        min(period_start) as period_start,
        max(period_end) as period_end,
        sum(cases) as cases
    from tally_figure
    group by unit_id, tally_id, year, breakdown_id
),
tally_place as (
    select unit_id, indicator_id as tally_id, year, breakdown_id, min(place) as place
    from current_observation
    group by unit_id, indicator_id, year, breakdown_id
),
difference as (
    select
        false as is_tally,
        one.place,
        concat(
            '«', indicator.short, '» năm ', one.year, ' cộng được ',
            format('{:t.}/{:t.}', one.numerator::bigint, one.denominator::bigint), ', còn ở ', other.place, ' là ',
            format('{:t.}/{:t.}', other.numerator::bigint, other.denominator::bigint)
        ) as problem
    from observation_sum as one
    join observation_sum as other using (unit_id, indicator_id, part_id, year)
    join indicator on indicator.indicator_id = one.indicator_id
    where one.breakdown_id > other.breakdown_id
        and (one.numerator <> other.numerator or one.denominator <> other.denominator)
    union all
    select
        true,
        tally_place.place,
        concat(
            '«', tally.short, '» năm ', year, ' chia theo «', groups.breakdown_id, '» cộng được ',
            format('{:t.}', groups.cases::bigint), ', còn tổng số là ', format('{:t.}', whole.cases::bigint)
        )
    from tally_sum as whole
    -- Only sums over the same days are held against each other.
    join tally_sum as groups using (unit_id, tally_id, year, period_start, period_end)
    join tally using (tally_id)
    join tally_place
        on tally_place.unit_id = whole.unit_id and tally_place.tally_id = whole.tally_id
        and tally_place.year = whole.year and tally_place.breakdown_id = groups.breakdown_id
    where whole.breakdown_id = '' and groups.breakdown_id <> '' and whole.cases <> groups.cases
)
select
    'sum-mismatch' as kind, -- an id of fault_kinds.toml
    place, -- file and row
    problem, -- what is wrong
    'mọi cách chia nhóm cộng lại bằng nhau và bằng tổng' as expected, -- what was expected
    'xem lại nhóm còn thiếu hoặc số gõ nhầm' as remedy -- what to do
from difference
order by is_tally, place;
