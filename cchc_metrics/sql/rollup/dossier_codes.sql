-- reads: given
-- row: the whole list
-- column: repeats | true when some code may stand in it more than once
select
    -- Two codes with one hash only make the list be looked through more closely.
    count(distinct hash(code)) < count(*) as repeats
from given
where code <> '';
