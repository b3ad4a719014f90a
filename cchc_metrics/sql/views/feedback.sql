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
    feedback_record.owner_id as register_owner_id, -- the post that the register or the plan names for it
    holder.holder_id as owner_id, -- the post that has to answer on that day
    case when last.valid_to is null or received <= last.valid_to or last.name <> holder.holder
        then holder.holder
    end as owner, -- its name, null after the end of a post in whose place nobody is named
    entry, -- number of the ledger entry
    place_of_record, -- file and row it came from
    layer = 'demo' as illustrative -- true for an illustration
from feedback_record
join unit_layer using (unit_id)
-- Whoever had the work on that day: after the last day of a post the one in its place, within the same year.
left join holder_years as earlier
    on earlier.owner_id = feedback_record.owner_id and year(received) between earlier.first_year and earlier.last_year
left join owner as post on post.owner_id = earlier.holder_id
left join holder_years as holder on holder.owner_id = post.owner_id
    and year(received) + coalesce(post.valid_to < received, false)::integer
    between holder.first_year and holder.last_year
left join owner as last on last.owner_id = holder.holder_id
where not withdrawn and (layer = 'demo') = unit_layer.illustrative
qualify row_number() over (partition by unit_id, code order by entry desc) = 1;

-- the shares of one unit and year that criteria ask of its feedback, as counts
create view feedback_share as
with newest as (
    -- The day up to which a register tells: what is due later is not late yet, on whatever day it is asked.
    select unit_id, max(greatest(received, coalesce(answered, received))) as day
    from feedback_in_force
    group by unit_id
),
counted as (
    select
        unit_id,
        year,
        count(*) as received,
        count(*) filter (role = 'answered' and answered <= due) as in_time,
        count(*) filter (
            (role = 'answered' and answered > due) or (role = 'open' and due < newest.day) or satisfied = false
        ) as unwelcome,
        count(*) filter (procedures) as about_dossiers,
        count(*) filter (due is null) as without_due,
        -- Nobody knows whether it is late; unwelcome it is in any case.
        count(*) filter (due is null and satisfied is distinct from false) as doubtful
    from feedback_in_force
    join newest using (unit_id)
    where role <> 'declined'
    group by unit_id, year
),
dossiers as (
    select
        unit_id,
        year,
        sum(cases) filter (dossiers = 'handled') as handled,
        sum(cases) filter (dossiers = 'late') as late,
        count(distinct tally_id) filter (dossiers is not null)
            = (select count(*) from tally where dossiers is not null) as is_known
    from tally_figure
    join tally using (tally_id)
    where breakdown_id = ''
    group by unit_id, year
)
select
    counted.unit_id, -- the unit
    counted.year, -- the year
    shares.share, -- in-time, satisfied or dossiers
    shares.numerator, -- count
    shares.denominator -- count
from counted
left join dossiers using (unit_id, year)
cross join lateral (
    values
        ('in-time', case when without_due = 0 then in_time end, received),
        ('satisfied', case when doubtful = 0 then received - unwelcome end, received),
        ('dossiers', case when is_known then greatest(handled - late - about_dossiers, 0) end, handled)
) as shares (share, numerator, denominator)
where shares.numerator is not null and shares.denominator > 0;
