-- what a part made of the change of its index between two years, where both may be compared
create view part_change as
select
    later.unit_id, -- the unit
    later.indicator_id as index_id, -- the index
    later.part_id, -- the part
    earlier.year as from_year, -- the year before
    later.year as to_year, -- the year after
    earlier.value as from_value, -- the part's value in that year, in the index's unit
    later.value as to_value, -- the same of the year after
    scored_before.maximum as from_maximum, -- applicable points of the whole set, null for an index not scored by one
    scored_after.maximum as to_maximum, -- the same of the year after
    scored_before.lost as from_lost, -- points that the part lost, null as above
    scored_after.lost as to_lost, -- the same of the year after
    round(
        case
            -- The index is 1 − lost / maximum: an area that lost nothing in either year made nothing.
            when from_maximum is not null and to_maximum is not null
                then 50 * (from_lost - to_lost) * (1 / from_maximum + 1 / to_maximum)
            else (later.value - earlier.value) * part_weight.weight
        end, 12
    ) as change -- the part's share of the change, in the index's unit; null when it is not known
from series as later
join series as earlier
    on earlier.unit_id = later.unit_id and earlier.indicator_id = later.indicator_id
    and earlier.part_id = later.part_id and earlier.segment = later.segment and earlier.year < later.year
left join score_part as scored_before
    on scored_before.unit_id = later.unit_id and scored_before.index_id = later.indicator_id
    and scored_before.part_id = later.part_id and scored_before.year = earlier.year
left join score_part as scored_after
    on scored_after.unit_id = later.unit_id and scored_after.index_id = later.indicator_id
    and scored_after.part_id = later.part_id and scored_after.year = later.year
left join part_weight
    on part_weight.index_id = later.indicator_id and part_weight.unit_id = later.unit_id
    and part_weight.year = later.year
where later.part_id <> '';
