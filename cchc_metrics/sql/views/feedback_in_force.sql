-- one complaint or suggestion as it was last told; illustrative where a unit has nothing else
create view feedback_in_force as
select
    unit_id, -- the unit
    code, -- its code in the register
    kind, -- complaint or suggestion, by the plan's name
    received, -- the day on which it came
    year(received) as year, -- the year of that day
    channel_id, -- the channel
    channel, -- the name of the channel
    field_id, -- the field
    field, -- the name of the field
    procedures, -- true for a field of dossiers and their handling
    place, -- the hamlet or street block, null where none is named
    subject, -- what it is about, in a few words
    role, -- open, answered or declined
    due, -- the last day of an answer: that of the register, else by kind; null where neither says
    answered, -- the day of the answer, null while there is none
    satisfied, -- true or false where the citizen was asked, else null
    owner_id, -- the post that answers
    entry, -- number of the ledger entry
    place_of_record, -- file and row it came from
    layer = 'demo' as illustrative -- true for an illustration
from feedback_record
join unit_layer using (unit_id)
where not withdrawn and (layer = 'demo') = unit_layer.illustrative
qualify row_number() over (partition by unit_id, code order by entry desc) = 1;
