-- reads: given
-- row: a field, channel and state as the list writes them
-- column: field | the field, empty when none is
-- column: channel | the channel, empty when none is
-- column: status | the state, empty when none is
-- column: number | the first row that has them, from 1
select
    coalesce(field, '') as field,
    coalesce(channel, '') as channel,
    coalesce(status, '') as status,
    min(number) as number
from given
group by all
order by number;
