-- a dossier with its days and numbers read
create or replace temp view dossier as
with number_text as (
    -- Only what every reader of numbers takes for the same number; anything else stays as it is written, unread.
    select
        *,
        case when regexp_matches(supplements_text, '^[0-9.,eE+-]+$') then replace(supplements_text, ',', '.') end
            as supplements_plain,
        case when regexp_matches(supplement_days_text, '^[0-9.,eE+-]+$') then replace(supplement_days_text, ',', '.') end
            as supplement_days_plain,
        case when regexp_matches(limit_days_text, '^[0-9.,eE+-]+$') then replace(limit_days_text, ',', '.') end
            as limit_days_plain
    from dossier_text
),
number_read as (
    select
        *,
        coalesce(supplements, try_cast(supplements_plain as double)) as supplements_read,
        coalesce(supplement_days, try_cast(supplement_days_plain as double)) as supplement_days_read,
        coalesce(limit_days, try_cast(limit_days_plain as double)) as limit_days_read
    from number_text
)
select
    number, -- which row of the list it is, from 1; null where lists are counted together
    list, -- which list it is, null where one list is counted alone
    trim(unit) as unit, -- the unit whose dossier it is, null when the list does not say
    trim(code) as code, -- its code
    field, -- the field as written
    channel, -- the channel as written, null when none is
    status, -- the state as written
    received, -- when it was received
    due, -- when its result was promised
    done, -- when it was settled
    returned, -- when its result was handed over
    stopped, -- when work on it stopped
    supplements_read as supplements, -- how often papers were asked for
    supplement_days_read as supplement_days, -- days that the citizen took for them
    limit_days_read as limit_days, -- the longest time that the procedure allows, in days
    case
        when received_text <> '' and received is null then received_text
        when due_text <> '' and due is null then due_text
        when done_text <> '' and done is null then done_text
        when returned_text <> '' and returned is null then returned_text
        when stopped_text <> '' and stopped is null then stopped_text
        -- One after the other, in half the time that the least and the greatest of them take.
        when received < timestamp '1900-01-01' or received >= timestamp '2200-01-01'
            or due < timestamp '1900-01-01' or due >= timestamp '2200-01-01'
            or done < timestamp '1900-01-01' or done >= timestamp '2200-01-01'
            or returned < timestamp '1900-01-01' or returned >= timestamp '2200-01-01'
            or stopped < timestamp '1900-01-01' or stopped >= timestamp '2200-01-01'
            then 'năm ngoài 1900–2199'
        when supplements_text <> '' and supplements_read is null then supplements_text
        when supplement_days_text <> '' and supplement_days_read is null then supplement_days_text
        when limit_days_text <> '' and limit_days_read is null then limit_days_text
        when supplements_read < 0 or supplement_days_read < 0 or limit_days_read < 0 then 'số âm'
        when isnan(supplements_read) or isnan(supplement_days_read) or isnan(limit_days_read) then 'nan'
    end as unreadable -- a day or number that cannot be read, as written, null when there is none
from number_read;
