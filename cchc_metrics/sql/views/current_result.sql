-- reads: criterion_result, unit_layer
-- row: what was said last of one criterion, illustrative only where a unit has nothing of its own
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
select
    set_id,
    unit_id,
    year,
    criterion_id,
    kind,
    entry,
    said_at,
    said_by,
    points,
    done,
    done_on,
    counted,
    numerator,
    denominator,
    value,
    not_applicable,
    evidence,
    explanation,
    reason
from criterion_result
join unit_layer using (unit_id)
where not withdrawn
    -- What was entered always counts; what ships as an illustration only where a unit has nothing of its own.
    and (entry > 0 or illustrative)
qualify row_number() over (
    partition by set_id, unit_id, year, criterion_id, kind order by entry desc
) = 1;
