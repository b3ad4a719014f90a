-- a criterion scored itself of a unit of the plan's level in each year, of other units once anything is known
-- It has no rows without those of set_in_force.
create table criterion_score as
with scored_units as (
    -- For sixty provinces of which nobody said anything the rows would say nothing, and be most of them.
    select set_in_force.*
    from set_in_force
    join unit using (unit_id)
    left join plan on plan.level = unit.level
    where plan.level is not null
        or exists (
            from criterion_result as given
            where given.set_id = set_in_force.set_id and given.unit_id = set_in_force.unit_id
                and given.year = set_in_force.year
        )
        or exists (
            from criterion
            join figure on figure.indicator_id = criterion.indicator_id and figure.part_id = ''
            where criterion.version_id = set_in_force.version_id and figure.unit_id = set_in_force.unit_id
                and figure.year = set_in_force.year
        )
),
expected as (
    select
        criterion.*,
        scored_units.set_id,
        scored_units.unit_id,
        scored_units.year,
        criteria_set.not_applicable as convention,
        len(criterion.levels) = 0 or list_contains(criterion.levels, unit.level) as applies,
        make_date(
            scored_units.year + coalesce(criterion.due_next_year, false)::integer,
            left(criterion.due, 2)::integer, right(criterion.due, 2)::integer
        ) as due_on
    from scored_units
    join criterion on criterion.version_id = scored_units.version_id and criterion.is_leaf
    join criteria_set on criteria_set.version_id = scored_units.version_id
    join unit on unit.unit_id = scored_units.unit_id
),
known as (
    select
        expected.*,
        self.done,
        self.done_on,
        self.counted as counted_number,
        self.points as said_points,
        self.not_applicable as said_not_applicable,
        self.evidence as said_evidence,
        self.explanation,
        appraised.points as appraised_points,
        appraised.reason,
        survey.points as said_survey_points,
        figure.no_activity or figure.value is not null or shared.denominator is not null as has_figure,
        case
            when has_figure then 'figure'
            when self.criterion_id is not null then 'entered'
        end as origin,
        -- A percentage is 100 × count over count, compared crosswise so that a threshold is met exactly or not.
        case
            when shared.denominator is not null then 100 * shared.numerator::decimal(26, 8)
            when has_figure and figure.denominator is not null and indicator.scale = 'percent'
                then 100 * figure.numerator::decimal(26, 8)
            when has_figure then figure.value::decimal(28, 8)
            when self.denominator is not null then 100 * self.numerator::decimal(26, 8)
            else coalesce(survey.value, self.value)
        end as top,
        case
            when shared.denominator is not null then shared.denominator::decimal(26, 8)
            when has_figure and figure.denominator is not null and indicator.scale = 'percent'
                then figure.denominator::decimal(26, 8)
            when has_figure then 1
            when self.denominator is not null then self.denominator::decimal(26, 8)
            else 1
        end as bottom
    from expected
    left join figure
        on figure.indicator_id = expected.indicator_id and figure.part_id = ''
        and figure.unit_id = expected.unit_id and figure.year = expected.year
    left join indicator on indicator.indicator_id = expected.indicator_id
    left join feedback_share as shared
        on shared.share = expected.feedback and shared.unit_id = expected.unit_id and shared.year = expected.year
    left join current_result as self
        on self.set_id = expected.set_id and self.unit_id = expected.unit_id and self.year = expected.year
        and self.criterion_id = expected.criterion_id and self.kind = 'self'
    left join current_result as appraised
        on appraised.set_id = expected.set_id and appraised.unit_id = expected.unit_id
        and appraised.year = expected.year and appraised.criterion_id = expected.criterion_id
        and appraised.kind = 'appraised'
    left join current_result as survey
        on survey.set_id = expected.set_id and survey.unit_id = expected.unit_id and survey.year = expected.year
        and survey.criterion_id = expected.criterion_id and survey.kind = 'survey'
),
-- The result as it is, and the nearest one that would give more; both go through the one evaluation below.
cases as (
    select
        *,
        false as is_next,
        top as case_top,
        bottom as case_bottom,
        counted_number as case_count,
        done as case_done,
        done_on as case_done_on
    from known
    union all
    select
        *,
        true,
        case kind
            when 'proportion' then 100
            when 'capped' then threshold
            when 'floor' then case when top < floor * bottom then floor else 100 end
            when 'survey' then full_at
        end,
        1,
        case kind
            when 'steps' then list_min(list_transform(
                list_filter(steps, lambda rung: rung.at_least > counted_number), lambda rung: rung.at_least
            ))
            when 'bonus' then counted_number + 1
            when 'deduction' then greatest(counted_number - 1, 0)
        end,
        true,
        due_on
    from known
),
evaluated as (
    select
        *,
        case
            when kind = 'yes-no' then
                case
                    when case_done is null then null
                    when not case_done then 0
                    when due_on is null or case_done_on <= due_on then 1
                    when case_done_on > due_on then late
                end
            when kind = 'steps' then
                coalesce(list_max(list_transform(
                    list_filter(steps, lambda rung: rung.at_least <= case_count), lambda rung: rung.points
                )), case when case_count is not null then 0 end) / maximum
            -- least passes over what is missing, which would make it all.
            when case_count is null and kind in ('bonus', 'deduction') then null
            when kind = 'bonus' then least(each * case_count / nullif(maximum, 0), 1)
            when kind = 'deduction' then -least(each * case_count / nullif(maximum, 0), 1)
            when case_top is null or coalesce(case_bottom, 0) = 0 then null
            when kind = 'proportion' then least(case_top / case_bottom, 100) / 100
            when kind = 'capped' then
                case
                    when case_top >= threshold * case_bottom then 1
                    when below = 'unknown' then null
                    else case_top / (threshold * case_bottom)
                end
            when kind = 'floor' then
                case
                    when case_top < floor * case_bottom then 0
                    else least(case_top / case_bottom, 100) / 100
                end
            when kind = 'survey' then least(case_top / (full_at * case_bottom), 1)
        end::double as share
    from cases
),
ruled as (
    select
        now.*,
        round(now.share * now.maximum::double, 10)::decimal(20, 10) as rule_points,
        round(later.share * later.maximum::double, 10)::decimal(20, 10) as next_points,
        coalesce(later.case_count, later.case_top)::double as next_at,
        case
            when now.kind = 'tracked' then 'tracked'
            -- What somebody else gave decides also where the unit says that there is nothing to score.
            when now.said_survey_points is not null or now.appraised_points is not null then 'scored'
            when not now.applies or now.said_not_applicable is not null then 'not_applicable'
            when now.top = 0 and now.bottom = 0 then 'no_activity'
            -- A unit does not score itself on a survey.
            when now.share is not null or (now.said_points is not null and now.kind <> 'survey') then 'scored'
            when now.kind = 'unknown' or (now.kind = 'capped' and now.below = 'unknown' and now.top is not null)
                then 'unknown_rule'
            else 'unscored'
        end as state
    from (from evaluated where not is_next) as now
    join (from evaluated where is_next) as later
        on later.version_id = now.version_id and later.unit_id = now.unit_id
        and later.year = now.year and later.criterion_id = now.criterion_id
),
pointed as (
    select
        *,
        -- That nothing happened gives no points: "full" speaks of what does not apply, and somebody has to say so.
        state = 'not_applicable' or (state = 'no_activity' and convention = 'exclude') as is_out,
        not applies or said_not_applicable is not null as said_out,
        case
            when said_out then case when convention = 'full' then maximum end
            when state = 'scored' and kind <> 'survey' then coalesce(rule_points, said_points)
        end::decimal(20, 10) as self_points,
        case
            when state = 'scored' then coalesce(said_survey_points, case when kind = 'survey' then rule_points end)
        end::decimal(20, 10) as survey_points,
        case
            when is_out and convention = 'full' then maximum
            when state = 'scored' then coalesce(survey_points, appraised_points, self_points)
        end::decimal(20, 10) as points,
        case
            when kind in ('bonus', 'deduction', 'tracked') then 0
            when is_out and convention = 'exclude' then 0
            else maximum
        end as applicable
    from ruled
)
select
    version_id, -- the version of the set
    set_id, -- the set
    unit_id, -- the unit
    year, -- the year
    criterion_id, -- the criterion
    state, -- scored, unscored, not_applicable, no_activity (0 of 0), unknown_rule or tracked
    origin, -- figure (handed in for the indicator) or entered; null when there is no result
    top, -- the percentage, or the result of a survey, as top / bottom
    bottom, -- see top
    done, -- yes or no
    done_on, -- the day on which it was done
    due_on, -- the day by which
    counted_number as counted, -- how many there were
    share, -- the share of the maximum that the rule gives, null when not known
    self_points, -- points by the rule, or as the unit said where there is no rule
    appraised_points::decimal(20, 10) as appraised_points, -- points as appraised
    survey_points, -- points of the survey
    points, -- what counts: of the survey, else appraised, else self
    applicable, -- what the criterion adds to the maximum
    case
        when state <> 'scored' or kind = 'bonus' then null
        else applicable - points
    end as lost, -- applicable less points, a deduction in full; null when not known
    -- Held against the points by the rule: what an appraiser took away, a better result does not give back.
    case
        when state = 'scored' and next_points > rule_points then next_at
    end as next_at, -- the nearest result that gives more points: a percentage, a count, or null for "done in time"
    case
        when state = 'scored' and next_points > rule_points then next_points - rule_points
    end as next_gain, -- how many points more
    state = 'scored' and kind <> 'survey' and coalesce(origin, '') = 'entered' and evidence is not null
        and said_not_applicable is null and len(coalesce(said_evidence, [])) = 0 and explanation is null
        as owes, -- true when it is scored on what was entered, without evidence or explanation
    coalesce(said_not_applicable, case when not applies then '' end) as not_applicable, -- why it does not apply
    said_evidence as evidence, -- documents and files, each in words
    explanation, -- how the result was come by
    reason -- why the appraised score differs
from pointed
order by version_id, unit_id, year, sequence;
