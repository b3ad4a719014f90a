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

-- the part that moved most in the direction in which its index moved on the year before
-- It has no rows without those of series.
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

-- the greatest possible total of an index that adds up its parts, in one unit and year
create view part_scale as
select
    figure.indicator_id as index_id, -- the index
    figure.unit_id, -- the unit
    figure.year, -- the year
    case
        when count(part.maximum) = count(*) then sum(part.maximum)
    end as maximum -- the sum of the full scores of the parts that were measured, null when one is not known
from figure
join part on part.index_id = figure.indicator_id and part.part_id = figure.part_id
join indicator on indicator.indicator_id = figure.indicator_id
where combine = 'sum'
group by figure.indicator_id, figure.unit_id, figure.year
order by index_id, figure.unit_id, figure.year;

-- how much a change of one part of an index changes its total, in one unit and year
create table part_weight as
select
    indicator_id as index_id, -- the index
    unit_id, -- the unit
    year, -- the year
    case combine
        when 'sum' then 1.0
        when 'mean' then 1.0 / count(*)
    end::double as weight -- 1 where parts are added, 1/n where they are averaged, null where it is not known
from series
join indicator using (indicator_id)
where part_id <> ''
group by indicator_id, unit_id, year, combine
order by index_id, unit_id, year;
