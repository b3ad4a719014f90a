-- reads: written
-- row: a dossier with its days and numbers read
-- column: number | which row of the list it is, from 1
-- column: code | its code
-- column: field | the field as written
-- column: channel | the channel as written, null when none is
-- column: status | the state as written
-- column: received | when it was received
-- column: due | when its result was promised
-- column: done | when it was settled
-- column: returned | when its result was handed over
-- column: stopped | when work on it stopped
-- column: supplements | how often papers were asked for
-- column: supplement_days | days that the citizen took for them
-- column: limit_days | the longest time that the procedure allows, in days
-- column: unreadable | a day or number that cannot be read, as written, null when there is none
create or replace temp view given as
with read as (
    select
        *,
        coalesce(supplements, try_cast(replace(supplements_text, ',', '.') as double)) as supplements_read,
        coalesce(supplement_days, try_cast(replace(supplement_days_text, ',', '.') as double)) as supplement_days_read,
        coalesce(limit_days, try_cast(replace(limit_days_text, ',', '.') as double)) as limit_days_read
    from written
)
select
    number,
    code,
    field,
    channel,
    status,
    received,
    due,
    done,
    returned,
    stopped,
    supplements_read as supplements,
    supplement_days_read as supplement_days,
    limit_days_read as limit_days,
    case
        when received is null and received_text <> '' then received_text
        when due is null and due_text <> '' then due_text
        when done is null and done_text <> '' then done_text
        when returned is null and returned_text <> '' then returned_text
        when stopped is null and stopped_text <> '' then stopped_text
        when supplements_read is null and supplements_text <> '' then supplements_text
        when supplement_days_read is null and supplement_days_text <> '' then supplement_days_text
        when limit_days_read is null and limit_days_text <> '' then limit_days_text
        when supplements_read < 0 or supplement_days_read < 0 or limit_days_read < 0 then 'số âm'
        when isnan(supplements_read) or isnan(supplement_days_read) or isnan(limit_days_read) then 'nan'
    end as unreadable
from read;
