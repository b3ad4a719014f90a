-- reads: criterion_result, unit_layer
-- row: what was said last of one criterion, evidence since then with it; illustrative where a unit has nothing else
-- column: set_id | the set
-- column: unit_id | the unit
-- column: year | the year
-- column: criterion_id | the criterion
-- column: kind | self, appraised or survey
-- column: entry | number of the ledger entry
-- column: said_at | when it was said
-- column: said_by | who said it
-- column: points | points as said
-- column: done | yes or no
-- column: done_on | the day on which it was done
-- column: counted | how many there were
-- column: numerator | count
-- column: denominator | count
-- column: value | the result of a survey
-- column: not_applicable | why it does not apply
-- column: evidence | documents and files, each in words
-- column: explanation | how the result was come by where there is no evidence
-- column: reason | why the appraised score differs
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
    set_id,
    unit_id,
    year,
    criterion_id,
    kind,
    max(entry) as entry,
    arg_max(said_at, entry) as said_at,
    arg_max(said_by, entry) as said_by,
    -- Of these only the entry of the result says anything.
    arg_max(points, entry) as points,
    arg_max(done, entry) as done,
    arg_max(done_on, entry) as done_on,
    arg_max(counted, entry) as counted,
    arg_max(numerator, entry) as numerator,
    arg_max(denominator, entry) as denominator,
    arg_max(value, entry) as value,
    arg_max(not_applicable, entry) as not_applicable,
    flatten(list(evidence order by entry)) as evidence,
    arg_max(explanation, entry) as explanation,
    arg_max(reason, entry) as reason
from standing
where since is null or entry >= since
group by all;
