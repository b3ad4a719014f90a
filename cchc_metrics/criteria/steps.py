"""The steps of an assessment as the details of ledger entries: open, assign, enter, approve, appraise, publish."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from cchc_metrics.catalog.loader import fault_of
from cchc_metrics.catalog.models import Id, Row, Words, Year
from cchc_metrics.criteria.models import Exact
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.text import scoring as words

PREFIX = "score-"
# No count of a commune, no points of a set come near these; what is larger is a slip, and no column holds it.
Count = Annotated[Exact, Field(ge=0, le=10**12)]
Given = Annotated[Exact, Field(ge=-1000, le=1000)]


class Evidence(Row):
    """A file handed in with the entry, by its name; or a document by its number and date."""

    file: Words | None = None
    document: Words | None = None
    date: dt.date | None = None

    @model_validator(mode="after")
    def is_one_of_the_two(self) -> "Evidence":
        """A file, or a document with its date."""
        if (self.file is None) == (self.document is None) or (self.document is None) != (self.date is None):
            raise ValueError("tài liệu kiểm chứng là một tệp, hoặc số văn bản cùng ngày văn bản")
        return self


class Result(Row):
    """What a unit says of one criterion; points only where there is no rule to count them."""

    criterion: Id
    points: Given | None = None
    done: bool | None = None
    done_on: dt.date | None = None
    counted: Count | None = None
    numerator: Count | None = None
    denominator: Count | None = None
    value: Count | None = None
    not_applicable: Words | None = None
    evidence: tuple[Evidence, ...] = ()
    explanation: Words | None = None


class Score(Row):
    """Points that somebody else gave one criterion: those who appraise, or a survey."""

    criterion: Id
    kind: Literal["appraised", "survey"]
    points: Given
    reason: Words | None = None


class Step(Row):
    """What every step is about."""

    set_id: Id
    year: Year
    note: str = ""


class Open(Step):
    """Đợt đánh giá: the year is being scored with this set, by a day."""

    due: dt.date | None = None


class Assign(Step):
    """Phân công: who brings the results of which criteria, by when."""

    criteria: tuple[Id, ...] = Field(min_length=1)
    owner: Id
    due: dt.date | None = None


class Enter(Step):
    """Nhập kết quả."""

    results: tuple[Result, ...] = Field(min_length=1)


class Approve(Step):
    """Duyệt: the leader stands by the results; without criteria by all of them."""

    criteria: tuple[Id, ...] = ()


class Appraise(Step):
    """Thẩm định, and the survey."""

    scores: tuple[Score, ...] = Field(min_length=1)


class Part(Row):
    """What a lĩnh vực brings to the index, in percent of the whole."""

    part: Id
    value: Exact


class Total(Step):
    """Tổng hợp: the sum as it stood."""

    points: Decimal
    maximum: Decimal


class Publish(Step):
    """Công bố: the result becomes a figure of the index."""

    document: Words
    date: dt.date
    points: Decimal
    maximum: Decimal
    index: Id | None = None
    method: Words
    value: Decimal
    parts: tuple[Part, ...] = ()


class Reopen(Step):
    """Mở lại: what was published may be worked on again; why stands in the ledger."""


class Peer(Row):
    """A line of the superior body's table."""

    name: Words
    unit: Id | None = None
    value: Exact
    rank: int | None = None
    place: Words


class Peers(Step):
    """The superior body's table of all units."""

    rows: tuple[Peer, ...] = Field(min_length=1)


STEPS: Mapping[str, type[Step]] = {
    "open": Open, "assign": Assign, "enter": Enter, "approve": Approve, "appraise": Appraise, "total": Total,
    "publish": Publish, "reopen": Reopen, "peers": Peers,
}


def name_of(step: Step) -> str:
    """The name of a step in `STEPS`."""
    return next(name for name, model in STEPS.items() if type(step) is model)


def read_step(action: str, details: Mapping[str, Any], place: str) -> Step:
    """The step that an entry's details say.

    Raises: FaultsFound with every fault of the details.
    """
    model = STEPS[action.removeprefix(PREFIX)]
    try:
        # As JSON, because that is how a ledger line has it: days and decimals are text there.
        return model.model_validate_json(json.dumps(details))
    except ValidationError as error:
        raise FaultsFound([fault_of(model, place, detail) for detail in error.errors()]) from None


def step_of(name: str, said: Mapping[str, Any]) -> Step:
    """A step of `STEPS` as a form says it.

    Raises: FaultsFound with every fault of what was said.
    """
    model = STEPS[name]
    try:
        return model.model_validate(dict(said), strict=False)
    except ValidationError as error:
        raise FaultsFound([fault_of(model, words.STEPS[name], detail) for detail in error.errors()]) from None


def details_of(step: Step) -> dict[str, Any]:
    """The step as a ledger line keeps it."""
    return step.model_dump(mode="json", exclude_none=True)


def rows_of_step(step: Step, origin: Mapping[str, Any], unit_id: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a step by table; `origin` says layer, entry, withdrawn, said_at, said_by, note and file."""
    about = {"set_id": step.set_id, "unit_id": unit_id, "year": step.year}
    if isinstance(step, Peers):
        for row in step.rows:
            yield "peer_score", {**origin, **about, "unit_id": row.unit, "name": row.name, "value": row.value,
                                 "reported_rank": row.rank, "place": row.place}
    said = step.model_dump(mode="json")
    document = origin.get("file") if isinstance(step, Peers) else said.get("document")
    yield "assessment_step", {
        **origin, **about, "step": name_of(step), "criteria": _criteria(step), "owner_id": said.get("owner"),
        "due": said.get("due"), "document": document, "points": said.get("points"),
        "maximum": said.get("maximum"), "note": step.note or origin.get("note"),
    }
    if isinstance(step, Enter):
        for result in step.results:
            yield "criterion_result", {**origin, **about, **_result(result), "kind": "self"}
    if isinstance(step, Appraise):
        for score in step.scores:
            yield "criterion_result", {**origin, **about, "criterion_id": score.criterion, "kind": score.kind,
                                       "points": score.points, "reason": score.reason, "evidence": []}
    if isinstance(step, Publish) and step.index is not None:
        # Whoever publishes a result stands by it: it is approved by that very entry.
        figure = {"indicator_id": step.index, "unit_id": unit_id, "year": step.year, "flag": "final",
                  "method": step.method, "source_id": f"Quyết định {step.document}", "as_of": step.date,
                  "approval": origin["entry"]}
        yield "observation", {**origin, **figure, "value": step.value}
        for part in step.parts:
            yield "observation", {**origin, **figure, "part_id": part.part, "value": part.value}


def _criteria(step: Step) -> Sequence[str]:
    if isinstance(step, Assign | Approve):
        return step.criteria
    if isinstance(step, Enter):
        return [result.criterion for result in step.results]
    return [score.criterion for score in step.scores] if isinstance(step, Appraise) else []


def _result(result: Result) -> dict[str, Any]:
    said = result.model_dump(mode="json", exclude={"criterion", "evidence"})
    return {**said, "criterion_id": result.criterion, "evidence": [_said(one) for one in result.evidence]}


def _said(evidence: Evidence) -> str:
    if evidence.date is None:
        return f"tệp {evidence.file}"
    return f"{evidence.document} ngày {evidence.date:%d/%m/%Y}"


def fault(place: str, problem: str, expected: str, remedy: str) -> FaultsFound:
    """One fault, to be raised."""
    return FaultsFound([Fault(place, problem, expected, remedy)])
