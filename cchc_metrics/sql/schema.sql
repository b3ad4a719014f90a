-- The tables of the store: the plan, what was handed in, meetings and criteria sets. They are filled from the plan and
-- the ledger. A row that leaves out a column with a default gets the default.

-- the plan that this file was built for
create table plan (
    plan_id varchar, -- id of the plan
    unit_id varchar, -- the unit that made the plan
    level varchar, -- the level of units that its targets bind
    baseline_year integer, -- the year that first_year is judged against
    first_year integer, -- first year that the plan judges
    last_year integer, -- last year that the plan judges
    decided date, -- the day on which the plan was made
    present_year integer -- the year in which the store was built; later ones have not begun
);

-- a unit that figures are about
create table unit (
    unit_id varchar, -- id of the unit
    name varchar, -- its name
    level varchar, -- id of its level
    parent_id varchar, -- the unit that it is part of
    valid_from date, -- first day it existed, null when it always did
    valid_to date, -- last day it existed, null when it still does
    successor_id varchar -- the unit it became part of
);

-- a level of units
create table unit_level (
    level varchar, -- id of the level
    name varchar, -- the word for one unit of it
    sequence integer, -- its place
    peers boolean -- true when its units are ranked among each other
);

-- a reform area of the plan
create table area (
    area_id varchar, -- id of the area
    name varchar, -- its name
    sequence integer -- its place in the plan
);

-- a post that answers for something
create table owner (
    owner_id varchar, -- id of the post
    name varchar, -- its name
    valid_to date -- its last day, null when it still exists
);

-- who has the work of a post in the years from one to another: itself, or the one in its place once it has ended
create table holder_years (
    owner_id varchar, -- id of the post
    first_year integer, -- the first year
    last_year integer, -- the last year
    holder_id varchar, -- the post that has the work, the one that ended where its place went to no post of the plan
    holder varchar -- its name, or the name of who came in its place
);

-- who answers for an indicator or a task in the years from one to another, by the plan
create table post_years (
    subject varchar, -- the index, target or task
    first_year integer, -- the first year
    last_year integer, -- the last year
    owner_id varchar, -- the post that answers, the first of several, null when nobody is named
    owner varchar, -- the names of all posts that answer
    partners varchar -- the names of those that help, null when there are none
);

-- an indicator of the plan: a target, or an index
create table indicator (
    indicator_id varchar, -- id of the indicator
    name varchar, -- what it says
    short varchar, -- label for narrow places
    sequence integer, -- its place among indices or targets
    is_index boolean, -- true for an index, false for a target
    headline boolean, -- true for an index that must rise each year
    area_id varchar, -- reform area, null for an index
    scale varchar, -- percent (0–100), points, ratio (0–1), count, days, money or yes-no (1, 0)
    measure_unit varchar, -- the scale, then the plan's own word and decimals where it has them
    measure varchar, -- count, survey or score
    kind varchar, -- annual, by-year, ladder, rising, falling, milestone; none when nothing is asked
    operator varchar, -- how the value is held against the target
    better integer, -- 1 where higher is better, -1 where lower is
    bound_levels varchar[], -- the levels of units that it binds
    bound_units varchar[], -- the units that it binds, empty for all of these levels
    adds_up varchar, -- the level of the units that a unit's figure is the sum of, null when it has its own
    over_time varchar, -- what several numbers of a year make: sum, first or last, null where they are not numbers
    combine varchar, -- how the parts of an index make its total: sum, mean or none
    usual_change double, -- how far it may move in a year without asking for a note, null where the plan does not say
    minimum double, -- the least possible value
    maximum double -- the greatest possible value of the total, null where methods differ
);

-- a component of an index
create table part (
    index_id varchar, -- the index
    part_id varchar, -- id of the part
    name varchar, -- its name
    short varchar, -- label for narrow places
    sequence integer, -- its place in the index
    maximum double -- its full score, null where not known
);

-- what one version of a target asks in one year
create table target_value (
    indicator_id varchar, -- the target
    year integer, -- the year
    value double, -- the value asked, in the target's unit; null where it is the year before
    due_year integer, -- the year by which it is asked, null when every year counts
    from_year integer, -- the year that this version begins with
    in_force boolean, -- true for the version that counts in this year
    cite varchar, -- document and place
    ladder_step double, -- what a ladder adds each year
    ladder_reading varchar, -- points or relative
    ladder_until double -- where the ladder ends
);

-- a day across which figures are not compared
create table series_break (
    break_id varchar, -- id of the break
    date date, -- the first day after the break
    title varchar, -- its name on the screen
    reason varchar, -- why nothing is compared across it
    indicators varchar[], -- the indicators it breaks, empty for all
    units varchar[], -- the units it breaks, empty for all
    levels varchar[] -- the levels of units it breaks, empty for all
);

-- a way in which figures are made
create table method (
    method_id varchar, -- id of the method
    label varchar -- what the screen calls it
);

-- a group of a breakdown
create table breakdown_group (
    breakdown_id varchar, -- the breakdown
    breakdown_sequence integer, -- its place; the first one given makes the total
    group_id varchar, -- id of the group
    name varchar, -- its name
    sequence integer -- its place in the breakdown
);

-- a number of cases that the plan follows and never judges
create table tally (
    tally_id varchar, -- id of the tally
    name varchar, -- what it counts
    short varchar, -- label for narrow places
    sequence integer, -- its place among tallies
    area_id varchar, -- reform area
    over_time varchar, -- what the periods of a year make together: their sum, the first one's number or the last one's
    dossiers varchar -- handled or late, where the criterion on dossiers without a delay or a complaint counts it
);

-- the days of one periodic report that is told by days
create table report_period (
    period_id varchar, -- id of the kind of period
    year integer, -- the year of the report
    first_day date, -- first day of its figures
    last_day date -- last day of its figures
);

-- the day on which the report of a year is due
create table yearly_report (
    year integer, -- the year
    due date -- the day
);

-- a task of the plan
create table task (
    task_id varchar, -- id of the task
    area_id varchar, -- its reform area
    name varchar, -- what is to be done
    sequence integer, -- its place in the area
    product varchar, -- what it must bring, empty when the plan does not say
    recurrence varchar, -- month, quarter, half-year or year, null when it is done once
    money double, -- what the plan gives for it, null when it does not say
    money_word varchar, -- what that is counted in
    due date, -- last day, null when the plan gives none
    cite varchar -- document and place
);

-- where figures were published or collected
create table source (
    source_id varchar, -- id of the source
    title varchar, -- its title
    url varchar -- its address, empty when it has none
);

-- one figure, or one number of a tally, as it was handed in, current or not
create table observation (
    layer varchar, -- published, own or demo
    entry integer, -- number of the ledger entry, 0 for figures that ship with the program
    withdrawn boolean, -- true when the entry was undone
    approval integer, -- number of the ledger entry that approved it, 0 for figures that ship, null when nobody has
    place varchar, -- file and row it came from
    indicator_id varchar, -- the indicator or tally; no tally has the id of an indicator
    part_id varchar default '', -- the part of an index, empty for the total
    breakdown_id varchar default '', -- the breakdown, empty for the whole
    group_id varchar default '', -- the group, empty for the whole
    unit_id varchar, -- the unit
    year integer, -- the reporting year
    period_start date, -- first day
    period_end date, -- last day
    numerator double, -- count, null when missing; of a tally the number of its cases
    denominator double, -- count, null when missing and for a tally
    value double, -- the value where it has no counts, in the indicator's unit
    reported_value double, -- the value as printed, never used in place of counts
    sample_size integer, -- people asked
    flag varchar, -- final, provisional, estimated, break or low_reliability
    method varchar, -- how the figure was made
    reported_rank integer, -- rank as published
    reported_of integer, -- units ranked, as published
    source_id varchar, -- where it comes from
    as_of date, -- the day on which it was known
    note varchar -- what else the source says
);

-- what was reported about a task on one day
create table task_report (
    layer varchar, -- own or demo
    entry integer, -- number of the ledger entry, 0 for what ships with the program
    withdrawn boolean, -- true when the entry was undone
    place varchar, -- file and row it came from
    task_id varchar, -- the task
    unit_id varchar, -- the unit
    state varchar, -- not_started, in_progress, done or late
    as_of date, -- the day of the report
    note varchar, -- what else was said
    spent double, -- what the task has cost so far, in its money_word; null when the report does not say
    evidence varchar -- what shows it
);

-- a file of the ledger that the program took in once and does not read any more: nothing of it counts
create table unread_file (
    entry integer, -- number of the ledger entry
    unit_id varchar, -- a unit that it is about
    file varchar, -- its name
    place varchar, -- where its first fault is
    problem varchar, -- what is wrong there
    expected varchar, -- what was expected
    remedy varchar -- what to do to a file
);

-- one complaint or suggestion as it was handed in, current or not; nothing of who sent it
create table feedback_record (
    layer varchar, -- own or demo
    entry integer, -- number of the ledger entry, 0 for what ships with the program
    withdrawn boolean, -- true when the entry was undone
    place_of_record varchar, -- file and row it came from
    unit_id varchar, -- the unit
    code varchar, -- its code in the register
    kind varchar, -- complaint or suggestion, by the plan's name
    received date, -- the day on which it came
    channel_id varchar, -- the channel
    channel varchar, -- the name of the channel
    field_id varchar, -- the field
    field varchar, -- the name of the field
    procedures boolean, -- true for a field of dossiers and their handling
    place varchar, -- the hamlet or street block, null where none is named
    subject varchar, -- what it is about, in a few words
    role varchar, -- open, answered or declined
    due date, -- the last day of an answer: that of the register, else by kind; null where neither says
    answered date, -- the day of the answer, null while there is none
    satisfied boolean, -- true or false where the citizen was asked, else null
    owner_id varchar -- the post that answers
);

-- what a meeting decided
create table decision (
    entry integer, -- number of the ledger entry
    withdrawn boolean, -- true when the entry was undone
    recorded_by varchar, -- who wrote it down
    unit_id varchar, -- the unit whose meeting it was
    what varchar, -- what is to be done
    owner_id varchar, -- the post that does it, null when somebody else does
    decided date, -- day of the meeting
    due date, -- last day
    indicator_id varchar, -- the index or target it is about, null when none is named
    area_id varchar, -- the reform area it is about, null when none is named
    evidence varchar, -- the document it stands in
    others varchar -- who does it beside that post, or without it: posts and people that the plan does not have
);

-- who a meeting named to answer for something for which the plan names nobody
create table appointment (
    entry integer, -- number of the ledger entry
    withdrawn boolean, -- true when the entry was undone
    recorded_by varchar, -- who wrote it down
    unit_id varchar, -- the unit whose meeting it was
    subject varchar, -- the index, target or task
    owner_id varchar, -- the post that answers from then on
    decided date, -- day of the meeting
    evidence varchar -- the document it stands in
);

-- what was said of a decision on one day
create table decision_report (
    entry integer, -- number of the ledger entry
    withdrawn boolean, -- true when the entry was undone
    decision integer, -- entry of the decision
    reported_by varchar, -- who said so
    reported date, -- the day
    state varchar, -- not_started, in_progress or done
    note varchar, -- what else was said
    evidence varchar -- what shows it
);

-- one version of a criteria set
create table criteria_set (
    version_id varchar, -- id of the set and its first year
    set_id varchar, -- the set
    name varchar, -- its name
    short varchar, -- its name where room is short
    from_year integer, -- first year in force
    to_year integer, -- last year in force, null while it is
    levels varchar[], -- the levels of units that it scores
    maximum decimal(9,4), -- points of all its criteria
    not_applicable varchar, -- exclude (out of the maximum) or full (all points)
    illustrative boolean, -- true when it is no real set
    decision varchar, -- the document that issued it
    index_id varchar, -- the index that a published result is a figure of
    method varchar, -- the method of such figures
    cautions varchar[] -- what is not known of it or contradicts itself
);

-- a band of the index of one version of a criteria set
create table band (
    version_id varchar, -- the version of the set
    name varchar, -- its name
    at_least decimal(9,4) -- the percentage from which on it holds, itself included
);

-- a node of the tree of one version of a criteria set
create table criterion (
    version_id varchar, -- the version of the set
    criterion_id varchar, -- by which versions know the same criterion
    number varchar, -- its place in the tree
    code varchar, -- its number in the document
    name varchar, -- its name
    sequence integer, -- its place in the order of the paper
    depth integer, -- 1 for a lĩnh vực, 2 for a tiêu chí, 3 for a tiêu chí thành phần
    ancestors varchar[], -- the nodes that its points count for, itself included; empty text is the whole set
    is_leaf boolean, -- true when it is scored itself
    area_id varchar, -- the reform area of the plan
    part_id varchar, -- the part of the index that its lĩnh vực becomes
    top_id varchar, -- its lĩnh vực
    maximum decimal(9,4), -- maximum points, null when not known
    shared_by varchar, -- the node whose points it shares when it has no maximum of its own, empty text the whole set
    shared_points decimal(9,4), -- how many those are, told on the first that shares them and 0 on the others
    kind varchar, -- how a result becomes points
    late decimal(9,4), -- yes-no: share of the points when late
    threshold decimal(9,4), -- capped: percent that gives all points
    below varchar, -- capped: share, or unknown
    floor decimal(9,4), -- floor: percent below which there are none
    full_at decimal(9,4), -- survey: result that gives all points
    each decimal(9,4), -- bonus, deduction: points for each one counted
    counted varchar, -- what is counted
    steps struct(at_least decimal(9,4), points decimal(9,4))[], -- steps: points from which number on, highest first
    evidence varchar, -- evidence asked for, null when none
    owner_id varchar, -- the post that answers for it
    due varchar, -- month and day
    due_next_year boolean, -- true when that day is in the year after
    indicator_id varchar, -- the indicator whose figure is its result
    feedback varchar, -- the share of feedback_share that is its result
    levels varchar[], -- the levels of units that it applies to, empty for all
    cautions varchar[] -- what is not known of it or contradicts itself
);

-- one step of the assessment of a unit in a year, as the ledger has it
create table assessment_step (
    entry integer, -- number of the ledger entry
    withdrawn boolean, -- true when the entry was undone
    recorded_at varchar, -- when it was taken
    author varchar, -- who took it
    step varchar, -- open, assign, enter, approve, appraise, total, publish, reopen or peers
    set_id varchar, -- the set
    unit_id varchar, -- the unit
    year integer, -- the year
    criteria varchar[], -- the criteria that it is about, empty for all
    owner_id varchar, -- assign: the post
    due date, -- open, assign: the day by which
    document varchar, -- publish: number of the decision; peers: name of the file
    points decimal(12,6), -- total, publish: points reached
    maximum decimal(12,6), -- total, publish: applicable maximum
    note varchar -- what else was said
);

-- what was said of one criterion of a unit and year, current or not
create table criterion_result (
    layer varchar, -- own or demo
    entry integer, -- number of the ledger entry, 0 for what ships with the program
    withdrawn boolean, -- true when the entry was undone
    recorded_at varchar, -- when it was said
    author varchar, -- who said it
    set_id varchar, -- the set
    unit_id varchar, -- the unit
    year integer, -- the year
    criterion_id varchar, -- the criterion
    kind varchar, -- self, appraised or survey
    points decimal(12,6), -- points as said, null where the result speaks for itself
    done boolean, -- yes or no
    done_on date, -- the day on which it was done
    counted decimal(18,4), -- how many there were
    numerator decimal(28,8), -- count
    denominator decimal(28,8), -- count
    value decimal(28,8), -- the result of a survey
    not_applicable varchar, -- why it does not apply, null where it does
    evidence varchar[], -- documents and files, each in words
    explanation varchar, -- how the result was come by where there is no evidence
    reason varchar -- why the appraised score differs
);

-- the points that a part of an index lost, in a store that has the index and not the results of its criteria
create table part_points (
    index_id varchar, -- the index
    unit_id varchar, -- the unit
    year integer, -- the year
    part_id varchar, -- the part
    method varchar, -- how the figure of the index was made
    lost double, -- applicable points of the part less those it reached
    maximum double -- applicable points of the whole set
);

-- the score of one unit in a table of the superior body
create table peer_score (
    entry integer, -- number of the ledger entry
    withdrawn boolean, -- true when the entry was undone
    place varchar, -- file and cell it came from
    set_id varchar, -- the set
    year integer, -- the year
    unit_id varchar, -- the unit where it is known by its name
    name varchar, -- its name as written
    value decimal(12,6), -- the index in percent
    reported_rank integer -- its rank as written
);
