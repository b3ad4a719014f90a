-- reads: tally_figure, current_tally
-- row: a year in which the groups of a tally do not add up to its whole, although they cover the same days
-- column: kind | an id of fault_kinds.toml
-- column: place | file and cell
-- column: problem | what is wrong
-- column: expected | what was expected
-- column: remedy | what to do
with added as (
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
placed as (
    select unit_id, tally_id, year, breakdown_id, min(place) as place
    from current_tally
    group by unit_id, tally_id, year, breakdown_id
)
select
    'sum-mismatch' as kind,
    placed.place,
    concat(
        '«', tally_id, '» năm ', year, ' chia theo «', groups.breakdown_id, '» cộng được ',
        format('{:t.}', groups.cases::bigint), ', còn tổng số là ', format('{:t.}', whole.cases::bigint)
    ) as problem,
    'mọi cách chia nhóm cộng lại bằng nhau và bằng tổng' as expected,
    'xem lại nhóm còn thiếu hoặc số gõ nhầm' as remedy
from added as whole
join added as groups using (unit_id, tally_id, year, period_start, period_end)
join placed on placed.unit_id = whole.unit_id and placed.tally_id = whole.tally_id and placed.year = whole.year
    and placed.breakdown_id = groups.breakdown_id
where whole.breakdown_id = '' and groups.breakdown_id <> '' and whole.cases <> groups.cases
order by placed.place;
