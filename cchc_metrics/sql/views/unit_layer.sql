-- reads: observation, tallied, task_report, criterion_result
-- row: a unit that has figures, task reports or scores
-- column: unit_id | id of the unit
-- column: illustrative | true when only illustrative figures exist, so that those are shown
create table unit_layer as
with given as (
    select unit_id, layer from observation where not withdrawn
    union all
    select unit_id, layer from tallied where not withdrawn
    union all
    select unit_id, layer from task_report where not withdrawn
    union all
    select unit_id, layer from criterion_result where not withdrawn
)
select
    unit_id,
    bool_and(layer = 'demo') as illustrative
from given
group by unit_id
order by unit_id;
