-- the part that moved most in the direction in which its index moved on the year before
create table main_part as
with moved as (
    select
        now.indicator_id as index_id,
        now.unit_id,
        now.year,
        now.part_id,
        now.value - before.value as change
    from series as now
    join series as before
        on before.unit_id = now.unit_id and before.indicator_id = now.indicator_id
        and before.part_id = now.part_id and before.year = now.year - 1 and before.segment = now.segment
)
select
    moved.index_id, -- the index
    moved.unit_id, -- the unit
    moved.year, -- the year
    moved.part_id, -- the part
    part.name, -- its name
    round(moved.change * weight, 12) as change -- what it did to the total, in the index's unit
from moved
join moved as total
    on total.index_id = moved.index_id and total.unit_id = moved.unit_id
    and total.year = moved.year and total.part_id = ''
join part_weight on part_weight.index_id = moved.index_id
    and part_weight.unit_id = moved.unit_id and part_weight.year = moved.year
join part on part.index_id = moved.index_id and part.part_id = moved.part_id
where weight is not null
    and sign(moved.change) = sign(total.change)
    and moved.change <> 0
qualify row_number() over (
    partition by moved.index_id, moved.unit_id, moved.year order by abs(moved.change) desc, moved.part_id
) = 1
order by moved.index_id, moved.unit_id, moved.year;
