-- The tasks of the plan as a unit has reported them, and how each stood on the day $on, seen from the year $year.
--
-- A year that is over is told as known at its end. What was reported later belongs to a later year; after the last
-- year of the plan there is none, so that everything known on the day belongs to that one.
-- What is done once is late from the day after its due day until it is done. Without a day of its own it is due when the
-- plan ends, if anybody reported that it is not done. What recurs is done for its own period:
-- a report of the period of the day counts. Without one the period before decides: what was not done then is late,
-- otherwise nothing is reported yet. The first period is the first that begins after the plan was made.
-- A document about days up to $last_day tells of the period of that day, whenever it is signed: what recurs each month
-- was done for October or not, also on 5 November.
with
view_day as (
    select
        case when seen_year < plan.last_year then least($on::date, year_end) else $on::date end as known,
        least($on::date, year_end, unit.valid_to, $last_day::date) as present,
        -- What is due on the last day of a year or of a unit is late when that day is over.
        least($on::date, year_end + 1, unit.valid_to + 1) as judged,
        make_date(plan.last_year, 12, 31) as last_due,
        greatest(plan.decided, make_date(plan.first_year, 1, 1), unit.valid_from) as first_day
    from plan
    cross join (
        select least(coalesce($year, last_year), last_year) as seen_year, make_date(seen_year, 12, 31) as year_end
        from plan
    )
    join unit on unit.unit_id = $unit
),
task_period as (
    select
        task.*,
        judged, first_day, known, last_due,
        case recurrence when 'month' then 1 when 'quarter' then 3 when 'half-year' then 6 when 'year' then 12 end
            as months,
        least(present, due) as day,
        (
            make_date(year(day), 1, 1) + to_months((month(day) - 1) // months * months)
        )::date as period_start,
        (period_start + to_months(months))::date as next_start,
        (period_start - to_months(months))::date as previous_start,
        case when $last_day::date is null or months is null then known else least(known, next_start - 1) end
            as last_report_day
    from task
    cross join view_day
),
reported as (
    select
        task_id, task_report.state, task_report.as_of, task_report.note, task_report.evidence, task_report.entry,
        spent, period_start, previous_start, months is null or coalesce(as_of >= period_start, true) as of_period
    from task_report
    join unit_layer using (unit_id)
    join task_period using (task_id)
    where unit_id = $unit and not withdrawn and (layer = 'demo') = illustrative and (as_of is null or as_of <= last_report_day)
),
latest as (
    select
        task_id, state, as_of, note, evidence, of_period,
        -- A later report that says nothing of money does not take back what was spent.
        first_value(spent ignore nulls) over (
            partition by task_id order by entry desc, as_of desc nulls last
            rows between unbounded preceding and unbounded following
        ) as spent,
        bool_or(state = 'done' and as_of >= previous_start and not of_period) over (partition by task_id)
            as done_before
    from reported
    qualify row_number() over (partition by task_id order by entry desc, as_of desc nulls last) = 1
)
select
    task.task_id, -- the task
    task.area_id, -- its area
    task.name, -- what is to be done
    answerer.owner_id, -- the post that answers
    answerer.owner, -- its name, and those of the others
    case
        when months is null and coalesce(latest.state, '') <> 'done'
            and coalesce(due, if(latest.state is null, null, last_due)) < judged then 'late'
        when months is null or of_period and latest.state = 'done' then latest.state
        when next_start <= judged then 'late'
        when of_period then latest.state
        when previous_start >= first_day and not coalesce(done_before, false) then 'late'
    end as state, -- not_started, in_progress, done or late, null when nothing was reported of the period
    latest.state as reported_state, -- what the last report said, of whatever period
    task.due, -- last day, null when the plan gives none
    task.cite, -- document and place
    latest.as_of, -- the day of the last report
    latest.note, -- what else it said
    answerer.partners, -- who helps
    task.product, -- what it must bring
    task.recurrence, -- how often it recurs
    task.money, -- what the plan gives for it
    task.money_word, -- what that is counted in
    latest.spent, -- what it has cost so far
    latest.evidence, -- what the last report shows
    known as state_day, -- the day until whose end reports count
    case when months is not null then period_start end as period_start, -- of what recurs: the period that state is of
    coalesce((select illustrative from unit_layer where unit_id = $unit), false) as illustrative -- true for examples
from task_period as task
join area using (area_id)
left join latest using (task_id)
left join answerer
    on answerer.unit_id = $unit and answerer.subject = task.task_id
    and coalesce($year, (select present_year from plan)) between answerer.first_year and answerer.last_year
where $area is null or task.area_id = $area
order by area.sequence, task.sequence;
