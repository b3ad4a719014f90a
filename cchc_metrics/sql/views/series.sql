-- a figure with a value, and the stretch of comparable figures that it belongs to
create table series as
with neighbour as (
    select
        figure.unit_id,
        figure.indicator_id,
        figure.part_id,
        figure.year,
        figure.value,
        figure.sample_size,
        figure.method,
        figure.period_end,
        unit.level,
        measure,
        measure_unit,
        lag(figure.period_end) over place as previous_end,
        lag(figure.method) over place as previous_method
    from figure
    join indicator using (indicator_id)
    join unit using (unit_id)
    where figure.value is not null
    window place as (
        partition by figure.unit_id, figure.indicator_id, figure.part_id order by figure.year
    )
),
crossed as (
    select
        neighbour.unit_id,
        neighbour.indicator_id,
        neighbour.part_id,
        neighbour.year,
        arg_min(break_day.title, break_day.date) as title,
        arg_min(break_day.reason, break_day.date) as reason
    from neighbour
    join break_day
        on break_day.date > neighbour.previous_end
        and break_day.date <= neighbour.period_end
        and (len(break_day.indicators) = 0 or list_contains(break_day.indicators, neighbour.indicator_id))
        and (len(break_day.units) = 0 or list_contains(break_day.units, neighbour.unit_id))
        and (len(break_day.levels) = 0 or list_contains(break_day.levels, neighbour.level))
    group by all
),
begun as (
    select
        neighbour.*,
        previous_end is not null and method is distinct from previous_method as other_method,
        other_method or crossed.year is not null as begins,
        crossed.title,
        case
            when crossed.title is not null then crossed.reason
            when other_method then concat(
                coalesce(before.label, previous_method, 'chưa ghi'), ' → ', coalesce(now.label, neighbour.method, 'chưa ghi')
            )
            when begins then ''
        end as reason
    from neighbour
    left join crossed
        on crossed.unit_id = neighbour.unit_id and crossed.indicator_id = neighbour.indicator_id
        and crossed.part_id = neighbour.part_id and crossed.year = neighbour.year
    left join method as before on before.method_id = previous_method
    left join method as now on now.method_id = neighbour.method
),
numbered as (
    select
        *,
        sum(begins::integer) over (
            partition by unit_id, indicator_id, part_id order by year
        )::integer as segment,
        case when measure = 'survey' and measure_unit = 'percent' then nullif(sample_size, 0)::double end as n,
        value / 100 as p,
        1.96 as z
    from begun
),
wilson as (
    select
        *,
        (p + z * z / (2 * n)) / (1 + z * z / n) as centre,
        z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) as half,
        -- Near 0 and 100 % the normal interval is too narrow (it is empty at the ends themselves).
        least(n * p, n * (1 - p)) < 10 as near_the_end
    from numbered
)
select
    unit_id, -- the unit
    indicator_id, -- the indicator
    part_id, -- the part of an index, empty for the total
    year, -- the reporting year
    value, -- the value, in the indicator's unit
    segment, -- number of the comparable stretch: figures of one segment may be compared, others never
    begins, -- true when this figure may not be compared with the one before it
    title as break_title, -- the break before this figure, null when there is none or the plan declares none
    reason as break_reason, -- why nothing is compared across it, empty where only the flag of a figure says so
    100 * case
        when near_the_end then p - greatest(centre - half, 0)
        else z * sqrt(p * (1 - p) / n)
    end as margin_below, -- how far the true value may lie below at 95 %, in the unit; null when not known
    100 * case
        when near_the_end then least(centre + half, 1) - p
        else z * sqrt(p * (1 - p) / n)
    end as margin_above, -- how far it may lie above
    100 * (centre - half) as interval_low, -- lower end of the 95 % Wilson interval, for showing; null when not known
    100 * (centre + half) as interval_high -- its upper end
from wilson
order by unit_id, indicator_id, part_id, year;
