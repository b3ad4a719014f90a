-- what was said last of one criterion, evidence since then with it; illustrative where a unit has nothing else
create view current_result as
with standing as (
    select
        criterion_result.*,
        -- Evidence or an explanation alone, brought later, belongs to the result that is there already.
        max(entry) filter (
            kind <> 'self'
            or coalesce(points, counted, numerator, denominator, value) is not null
            or done is not null or done_on is not null or not_applicable is not null
        ) over (partition by set_id, unit_id, year, criterion_id, kind) as since
    from criterion_result
    join unit_layer using (unit_id)
    where not withdrawn
        -- What was entered always counts; what ships as an illustration only where a unit has nothing of its own.
        and (entry > 0 or illustrative)
)
select
    set_id, -- the set
    unit_id, -- the unit
    year, -- the year
    criterion_id, -- the criterion
    kind, -- self, appraised or survey
    max(entry) as entry, -- number of the ledger entry
    arg_max(recorded_at, entry) as recorded_at, -- when it was said
    arg_max(author, entry) as author, -- who said it
    -- Of these only the entry of the result says anything.
    arg_max(points, entry) as points, -- points as said
    arg_max(done, entry) as done, -- yes or no
    arg_max(done_on, entry) as done_on, -- the day on which it was done
    arg_max(counted, entry) as counted, -- how many there were
    arg_max(numerator, entry) as numerator, -- count
    arg_max(denominator, entry) as denominator, -- count
    arg_max(value, entry) as value, -- the result of a survey
    arg_max(not_applicable, entry) as not_applicable, -- why it does not apply
    flatten(list(evidence order by entry)) as evidence, -- documents and files, each in words
    arg_max(explanation, entry) as explanation, -- how the result was come by where there is no evidence
    arg_max(reason, entry) as reason -- why the appraised score differs
from standing
where since is null or entry >= since
group by all;
