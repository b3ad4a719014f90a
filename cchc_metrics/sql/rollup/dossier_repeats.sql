-- reads: given
-- row: a code that more than one row of the list has
-- column: number | the second row that has it, from 1
-- column: code | the code
-- column: first | the first row that has it
select
    list_sort(list(number))[2] as number,
    code,
    min(number) as first
from given
where code <> ''
group by code
having count(*) > 1
order by number
limit $most;
