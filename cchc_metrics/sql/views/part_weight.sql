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
