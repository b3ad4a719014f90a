-- the part that moved most in the direction in which its index moved on the year before
create table main_part as
select
    part_change.index_id, -- the index
    part_change.unit_id, -- the unit
    part_change.to_year as year, -- the year
    part_change.part_id, -- the part
    part.name, -- its name
    part_change.change -- what it did to the total, in the index's unit
from part_change
join part on part.index_id = part_change.index_id and part.part_id = part_change.part_id
join series as total
    on total.indicator_id = part_change.index_id and total.unit_id = part_change.unit_id
    and total.year = part_change.to_year and total.part_id = ''
join series as total_before
    on total_before.indicator_id = part_change.index_id and total_before.unit_id = part_change.unit_id
    and total_before.year = part_change.from_year and total_before.part_id = ''
    and total_before.segment = total.segment
where part_change.from_year = part_change.to_year - 1
    and sign(part_change.change) = sign(total.value - total_before.value)
    and part_change.change <> 0
qualify row_number() over (
    partition by part_change.index_id, part_change.unit_id, part_change.to_year
    order by abs(part_change.change) desc, part_change.part_id
) = 1
order by index_id, unit_id, year;
