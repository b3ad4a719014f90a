-- a figure with a value, and the stretch of comparable figures that it belongs to
-- It has no rows without those of total.
create table series as
with figure_break as (
    -- A break inside a figure's own days: no other figure was made like it.
    select figure.unit_id, figure.indicator_id, figure.part_id, figure.year, any_value(break_day.title) as title,
        any_value(break_day.reason) as reason
    from figure
    join unit using (unit_id)
    join break_day
        on break_day.first_day > figure.period_start
        and break_day.last_day <= figure.period_end
        and (len(break_day.indicators) = 0 or list_contains(break_day.indicators, figure.indicator_id))
        and (len(break_day.units) = 0 or list_contains(break_day.units, figure.unit_id))
        and (len(break_day.levels) = 0 or list_contains(break_day.levels, unit.level))
    group by all
),
neighbour as (
    select
        figure.unit_id,
        figure.indicator_id,
        figure.part_id,
        figure.year,
        figure.value,
        figure.sample_size,
        figure.method,
        figure.period_end,
        -- What is added up over time grows with the days that were counted; a rate does not.
        case when over_time = 'sum' and figure.denominator is null then figure.days end as added_days,
        unit.level,
        measure,
        scale,
        figure.several_methods or figure_break.year is not null as is_alone,
        figure_break.title as own_title,
        figure_break.reason as own_reason,
        lag(figure.period_end) over place as previous_end,
        lag(added_days) over place as previous_days,
        lag(figure.method) over place as previous_method,
        lag(is_alone) over place as previous_alone,
        lag(own_title) over place as previous_title,
        lag(own_reason) over place as previous_reason
    from figure
    join indicator using (indicator_id)
    join unit using (unit_id)
    left join figure_break
        on figure_break.unit_id = figure.unit_id and figure_break.indicator_id = figure.indicator_id
        and figure_break.part_id = figure.part_id and figure_break.year = figure.year
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
        arg_min(break_day.title, break_day.last_day) as title,
        arg_min(break_day.reason, break_day.last_day) as reason
    from neighbour
    join break_day
        on break_day.last_day > neighbour.previous_end
        and break_day.last_day <= neighbour.period_end
        and (len(break_day.indicators) = 0 or list_contains(break_day.indicators, neighbour.indicator_id))
        and (len(break_day.units) = 0 or list_contains(break_day.units, neighbour.unit_id))
        and (len(break_day.levels) = 0 or list_contains(break_day.levels, neighbour.level))
    group by all
),
begun as (
    select
        neighbour.*,
        previous_end is not null and method is distinct from previous_method as other_method,
        previous_end is not null and (is_alone or previous_alone) as either_alone,
        -- A commune that began in July has half a year to set against a whole one; a cut-off day moves by less.
        coalesce(abs(added_days - previous_days) > 20, false) as other_length,
        other_method or either_alone or other_length or crossed.year is not null as begins,
        coalesce(
            crossed.title,
            case
                when either_alone then coalesce(own_title, previous_title)
                when other_length and not other_method then 'Kỳ dài ngắn khác nhau'
            end
        ) as title,
        case
            when crossed.title is not null then crossed.reason
            when either_alone and coalesce(own_title, previous_title) is not null
                then coalesce(own_reason, previous_reason)
            when other_method then concat(
                coalesce(before.label, previous_method, 'chưa ghi'), ' → ', coalesce(now.label, neighbour.method, 'chưa ghi')
            )
            when either_alone and crossed.year is null then 'trong một năm có nhiều cách tính'
            when other_length then concat('cộng của ', previous_days, ' ngày → cộng của ', added_days, ' ngày')
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
        case when measure = 'survey' and scale = 'percent' then nullif(sample_size, 0)::double end as n,
        value / 100 as p,
        1.96 as z
    from begun
),
wilson as (
    select
        *,
        (p + z * z / (2 * n)) / (1 + z * z / n) as centre,
        z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) as half
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
    -- At the ends of the scale the interval ends there too; binary fractions would put it a hair inside.
    case
        when n is not null then 100 * greatest(p - centre + half, 0)
    end as margin_below, -- how far the true value may lie below, at 95 % by Wilson
    case
        when n is not null then 100 * greatest(centre + half - p, 0)
    end as margin_above, -- how far it may lie above; null when not known
    value - margin_below as interval_low, -- lower end of the 95 % Wilson interval; null when not known
    value + margin_above as interval_high -- its upper end
from wilson
order by unit_id, indicator_id, part_id, year;
