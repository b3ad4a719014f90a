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
