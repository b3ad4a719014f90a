-- a line of a list of figures, read in columns; what is not surely sound is read line by line
with cell as (
    select
        *,
        try_cast(year as integer) as year_read,
        try_cast(period_start as date) as period_start_read,
        try_cast(period_end as date) as period_end_read,
        try_cast(as_of as date) as as_of_read,
        coalesce(period_start_read, make_date(year_read, 1, 1)) as first_day,
        coalesce(period_end_read, make_date(year_read, 12, 31)) as last_day,
        try_cast(numerator as double) as numerator_read,
        try_cast(denominator as double) as denominator_read,
        try_cast(value as double) as value_read,
        try_cast(reported_value as double) as reported_value_read,
        try_cast(sample_size as integer) as sample_size_read,
        try_cast(reported_rank as integer) as reported_rank_read,
        try_cast(reported_of as integer) as reported_of_read,
        -- Only what reads in one way, whatever else the file holds.
        regexp_full_match(year, '(19|20)[0-9]{2}')
        and regexp_full_match(
            concat_ws(' ', period_start, period_end, as_of),
            '([0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{4}-[0-9]{2}-[0-9]{2}){0,2})?'
        )
        and regexp_full_match(concat_ws(' ', numerator, denominator), '([0-9]{1,9}( [0-9]{1,9})?)?')
        and regexp_full_match(
            concat_ws(' ', value, reported_value), '([0-9]{1,9}(\.[0-9]{1,6})?( [0-9]{1,9}(\.[0-9]{1,6})?)?)?'
        )
        and regexp_full_match(
            concat_ws(' ', sample_size, reported_rank, reported_of), '([1-9][0-9]{0,8}( [1-9][0-9]{0,8}){0,2})?'
        )
        and regexp_full_match(coalesce(note, ''), '([^\s\pZ\pC](.*[^\s\pZ\pC])?)?') as is_plain
    from figure_text
)
select
    cell.list, -- the number of the list
    cell.line, -- the number of the line
    cell.indicator_id, -- the indicator
    coalesce(cell.part_id, '') as part_id, -- the part of an index, empty for the total
    coalesce(cell.breakdown_id, '') as breakdown_id, -- the breakdown, empty for the whole
    coalesce(cell.group_id, '') as group_id, -- the group, empty for the whole
    cell.unit_id, -- the unit
    cell.year_read as year, -- the reporting year
    cell.first_day as period_start, -- first day
    cell.last_day as period_end, -- last day
    cell.numerator_read as numerator, -- count, null when missing
    cell.denominator_read as denominator, -- count, null when missing
    cell.value_read as value, -- the value where it has no counts
    cell.reported_value_read as reported_value, -- the value as printed
    cell.sample_size_read as sample_size, -- people asked
    cell.flag, -- final, provisional, estimated, break or low_reliability
    cell.method, -- how the figure was made
    cell.reported_rank_read as reported_rank, -- rank as published
    cell.reported_of_read as reported_of, -- units ranked, as published
    cell.source_id, -- where it comes from
    cell.as_of_read as as_of, -- the day on which it was known
    cell.note, -- what else the source says
    coalesce(
        cell.is_plain
        and unit.unit_id is not null
        and indicator.indicator_id is not null
        and (cell.part_id is null or part.part_id is not null)
        and (
            cell.method is null
            -- Those that only the criteria sets name are no methods of a list.
            or cell.method in (select method_id from method)
            and cell.method not in (select version_id from criteria_set)
        )
        and (cell.breakdown_id is null) = (cell.group_id is null)
        and (cell.breakdown_id is null or breakdown_group.group_id is not null)
        and source.source_id is not null
        and cell.flag in ('final', 'provisional', 'estimated', 'break', 'low_reliability')
        and cell.year_read between 1990 and 2100
        and (cell.period_start is null) = (cell.period_end_read is null)
        and (cell.period_end is null) = (cell.period_start_read is null)
        and year(cell.last_day) = cell.year_read
        and cell.last_day - cell.first_day between 0 and 365
        and cell.first_day <= $today::date
        and (cell.as_of is null or cell.as_of_read <= $today::date)
        and (unit.valid_to is null or cell.last_day <= unit.valid_to)
        and (unit.valid_from is null or cell.numerator is null or cell.first_day >= unit.valid_from)
        and case
            when cell.numerator is null
                then cell.denominator is null and cell.value is not null and indicator.measure <> 'count'
            else cell.value is null
                and (indicator.maximum is null or cell.numerator_read <= cell.denominator_read)
                and coalesce(
                    case when indicator.scale = 'percent' then 100 else 1 end * cell.numerator_read
                    between indicator.minimum * cell.denominator_read and indicator.maximum * cell.denominator_read,
                    indicator.minimum = 0
                )
                and indicator.measure <> 'score'
                and cell.denominator is not null
        end
        and coalesce(greatest(cell.value_read, cell.reported_value_read) <= indicator.maximum, true)
        and (
            cell.part_id is not null
            or coalesce(least(cell.value_read, cell.reported_value_read) >= indicator.minimum, true)
        )
        and (cell.reported_of is null or coalesce(cell.reported_rank_read, 0) <= cell.reported_of_read),
        false
    ) as is_sound, -- true when reading it line by line would give this row and find no fault
    coalesce(
        regexp_matches(concat_ws(' ', cell.value, cell.reported_value), '(^| )[1-9][0-9]{0,2}\.[0-9]{3}( |$)'), false
    ) as reads_two_ways, -- true when a dot in it may part thousands, unless another line proves that it does not
    coalesce(
        regexp_matches(concat_ws(' ', cell.value, cell.reported_value), '\.([0-9]{1,2}|[0-9]{4,6})( |$)'), false
    ) as proves_sign -- true when a dot in it can only part decimals
from cell
left join unit on unit.unit_id = cell.unit_id
left join indicator on indicator.indicator_id = cell.indicator_id
left join part on part.index_id = cell.indicator_id and part.part_id = cell.part_id
left join breakdown_group
    on breakdown_group.breakdown_id = cell.breakdown_id and breakdown_group.group_id = cell.group_id
left join source on source.source_id = cell.source_id;
