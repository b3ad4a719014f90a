"""Types for the rows of questions, column by column; `records` gives a DataFrame as such rows.

What may be missing (None, NaN or NA) is `Maybe`: ask `formats.is_missing` before reading it.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar, cast

if TYPE_CHECKING:
    from pandas import DataFrame

Maybe = Any
Record = TypeVar("Record")


class VerdictRow(TypedDict, total=False):
    """One index or target of a unit in a year, as in `metrics.indices` and `metrics.targets`; columns as stated there.

    A row of a comparison, a total or a report's days has some of these columns.
    """

    unit_id: str
    indicator_id: str
    name: str
    short: str
    area_id: Maybe
    year: int
    numerator: Maybe
    denominator: Maybe
    value: Maybe
    target: Maybe
    operator: Maybe
    previous: Maybe
    change: Maybe
    level: Maybe
    direction: str
    direction_statistical: Maybe
    pace: Maybe
    flag: Maybe
    method: Maybe
    source_id: Maybe
    sequence: int
    is_index: bool
    headline: bool
    measure_unit: str
    measure: str
    kind: str
    due_year: Maybe
    owner_id: Maybe
    owner: Maybe
    partners: Maybe
    sample_size: Maybe
    margin_below: Maybe
    margin_above: Maybe
    interval_low: Maybe
    interval_high: Maybe
    gap: Maybe
    shortfall: Maybe
    exceptions: Maybe
    pace_within_error: Maybe
    second_test: Maybe
    increment_required: Maybe
    baseline_year: Maybe
    baseline_value: Maybe
    required_pace: Maybe
    achieved_pace: Maybe
    projected: Maybe
    break_title: Maybe
    break_reason: Maybe
    main_part_id: Maybe
    main_part_name: Maybe
    main_part_change: Maybe
    reported_value: Maybe
    reported_rank: Maybe
    reported_of: Maybe
    maximum: Maybe
    as_of: Maybe
    period_start: Maybe
    period_end: Maybe
    days: Maybe
    days_missing: Maybe
    periods: Maybe
    no_activity: bool
    none_before: bool
    value_before: Maybe
    entered_at: Maybe
    entered_numerator: Maybe
    entered_denominator: Maybe
    entered_value: Maybe
    mark: Maybe


class PeriodRow(VerdictRow, total=False):
    """One target of a unit in a report that is told by days, as in `metrics.period_figures`; it has no verdict."""

    first_day: dt.date
    last_day: dt.date
    previous_numerator: Maybe
    previous_denominator: Maybe


Level = Literal["met", "missed", "no_data", "no_previous", "no_activity", "not_due", "not_comparable"]


class LevelCounts(TypedDict):
    """How many targets, or years, had each level."""

    met: int
    missed: int
    no_data: int
    no_previous: int
    no_activity: int
    not_due: int
    not_comparable: int


class AreaRow(LevelCounts):
    """One area in a year, as in `metrics.area_counts`."""

    area_id: str
    name: str
    total: int
    due: int
    met_within_error: int


class SpanRow(LevelCounts):
    """One index or target over all years of the plan, as in `metrics.span_verdicts`."""

    indicator_id: str
    name: str
    short: str
    area_id: Maybe
    kind: str
    due_year: Maybe
    years: int
    judged: int
    missed_years: list[int]
    level: str
    last_level: Maybe
    mark: Maybe


class TaskRow(TypedDict):
    """One task of the plan for a unit, as in `metrics.tasks`."""

    task_id: str
    area_id: str
    name: str
    owner_id: Maybe
    owner: Maybe
    state: Maybe
    due: Maybe
    cite: str
    as_of: Maybe
    note: Maybe
    partners: Maybe
    product: Maybe
    recurrence: Maybe
    money: Maybe
    money_word: Maybe
    spent: Maybe
    evidence: Maybe
    mark: Maybe


class DecisionRow(TypedDict):
    """One decision of a meeting, as in `metrics.decisions`."""

    entry: int
    what: str
    owner_id: Maybe
    owner: str
    decided: dt.date
    due: dt.date
    indicator_id: Maybe
    indicator: Maybe
    area_id: Maybe
    area: Maybe
    evidence: Maybe
    recorded_by: str
    state: Maybe
    reported: Maybe
    note: Maybe
    shown_by: Maybe
    reports: int
    open: bool
    overdue: bool
    days_over: Maybe


class CriterionRow(TypedDict):
    """One node of a criteria set, scored for a unit and year, as in `metrics.score_tree`."""

    criterion_id: str
    number: str
    code: Maybe
    name: str
    depth: int
    is_leaf: bool
    top_id: Maybe
    area_id: Maybe
    kind: str
    late: Maybe
    threshold: Maybe
    below: Maybe
    floor: Maybe
    full_at: Maybe
    each: Maybe
    what: Maybe
    steps: Maybe
    maximum: Maybe
    evidence_request: Maybe
    indicator_id: Maybe
    cautions: Maybe
    owner_id: Maybe
    owner: Maybe
    due: Maybe
    state: str
    origin: Maybe
    result: Maybe
    counted: Maybe
    done: Maybe
    done_on: Maybe
    due_on: Maybe
    share: Maybe
    applicable: Maybe
    self_points: Maybe
    appraised_points: Maybe
    survey_points: Maybe
    points: Maybe
    lost: Maybe
    shared_loss: Maybe
    criteria: int
    scored: int
    owing: int
    owes: bool
    next_at: Maybe
    next_gain: Maybe
    not_applicable: Maybe
    evidence: Maybe
    explanation: Maybe
    reason: Maybe
    entered_numerator: Maybe
    entered_denominator: Maybe
    entered_value: Maybe
    figure_value: Maybe
    approved: bool
    mark: Maybe


class ScoreTotalRow(TypedDict):
    """The whole of a criteria set for a unit in a year, as in `metrics.score_totals`."""

    year: int
    version_id: str
    short: str
    criteria: int
    scored: int
    owing: int
    applicable: Maybe
    self_points: Maybe
    appraised_points: Maybe
    survey_points: Maybe
    points: Maybe
    open: Maybe
    lost: Maybe
    appraised: int
    value: Maybe
    lowest: Maybe
    highest: Maybe
    band: Maybe
    document: Maybe
    published_at: Maybe
    mark: Maybe


class ScoreStepRow(TypedDict):
    """One step of an assessment, as in `metrics.score_steps`."""

    entry: int
    recorded_at: str
    author: Maybe
    step: str
    criteria: int
    owner: Maybe
    due: Maybe
    document: Maybe
    points: Maybe
    maximum: Maybe
    units: Maybe
    note: Maybe
    withdrawn: bool


def records(frame: "DataFrame", row: type[Record]) -> list[Record]:  # noqa: ARG001 - the caller names what it reads
    """The rows of a DataFrame, of the type that the caller names."""
    return cast(list[Record], frame.to_dict("records"))
