-- a unit that has figures, task reports, scores or feedback
create table unit_layer as
with given as (
    select unit_id, layer from observation where not withdrawn
    union all
    select unit_id, layer from tally_observation where not withdrawn
    union all
    select unit_id, layer from task_report where not withdrawn
    union all
    select unit_id, layer from criterion_result where not withdrawn
    union all
    select unit_id, layer from feedback_record where not withdrawn
    union all
    -- A unit whose figures are the sums over its units is as real as these.
    select within.parent_id, observation.layer
    from observation
    join unit as within using (unit_id)
    join indicator on indicator.indicator_id = observation.indicator_id and indicator.adds_up = within.level
    where not observation.withdrawn
)
select
    unit_id, -- id of the unit
    bool_and(layer = 'demo') as illustrative -- true when only illustrative figures exist, so that those are shown
from given
group by unit_id
order by unit_id;
