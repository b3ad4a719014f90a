"""The steps of an assessment as the details of ledger entries: open, assign, enter, approve, appraise, publish."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from cchc_metrics.catalog.keys import faults_of
from cchc_metrics.catalog.models import Id, Row, Words, Year
from cchc_metrics.criteria.models import Exact
from cchc_metrics.days import today
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.ledger import Entry, withdrawn
from cchc_metrics.text import formats, words

PREFIX = "score-"
# No count of a commune, no points of a set come near these; what is larger is a slip, and no column holds it.
Count = Annotated[Exact, Field(ge=0, le=10**12)]
Points = Annotated[Exact, Field(ge=-1000, le=1000)]


class Evidence(Row):
    """A file handed in with the entry, by its name; or a document by its number and date."""

    file: Words | None = None
    document: Words | None = None
    date: dt.date | None = None

    @model_validator(mode="after")
    def is_one_of_the_two(self) -> "Evidence":
        """Refuses evidence that is not exactly one of the two: a file, or a document with its date."""
        if (self.file is None) == (self.document is None) or (self.document is None) != (self.date is None):
            raise ValueError("tài liệu kiểm chứng là một tệp, hoặc số văn bản cùng ngày văn bản")
        return self


class Result(Row):
    """What a unit says of one criterion; points only where there is no rule to count them."""

    criterion: Id
    points: Points | None = None
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
    points: Points
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
    """Mở lại: what was published may be worked on again, and is provisional until then; why stands in the ledger."""


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
    "open": Open,
    "assign": Assign,
    "enter": Enter,
    "approve": Approve,
    "appraise": Appraise,
    "total": Total,
    "publish": Publish,
    "reopen": Reopen,
    "peers": Peers,
}


def name_of(step: Step) -> str:
    """The name of a step in `STEPS`."""
    return next(name for name, model in STEPS.items() if type(step) is model)


def read_step(action: str, details: Mapping[str, Any], place: str) -> Step:
    """The step that an entry's details say.

    Raises: FaultError with every fault of the details.
    """
    model = STEPS[action.removeprefix(PREFIX)]
    try:
        # As JSON, because that is how a ledger line has it: days and decimals are text there.
        return model.model_validate_json(json.dumps(details))
    except ValidationError as error:
        raise FaultError(faults_of(model, place, error)) from None


def step_of(name: str, values: Mapping[str, Any]) -> Step:
    """A step of `STEPS` as a form says it.

    Raises: FaultError with every fault of what was said.
    """
    model = STEPS[name]
    try:
        return model.model_validate(dict(values), strict=False)
    except ValidationError as error:
        raise FaultError(faults_of(model, words.ASSESSMENT_STEPS[name], error)) from None


def details_of(step: Step) -> dict[str, Any]:
    """The step as a ledger line keeps it."""
    return step.model_dump(mode="json", exclude_none=True)


def rows_of_step(
    step: Step, origin: Mapping[str, Any], unit_id: str | None, publication: tuple[int, Publish] | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a step by table; `origin` says layer, entry, withdrawn, recorded_at, author, note and file.

    `publication` is the entry that published the assessment last, with its step.
    """
    about = {"set_id": step.set_id, "unit_id": unit_id, "year": step.year}
    if isinstance(step, Peers):
        for row in step.rows:
            yield "peer_score", {**origin, **about, **_peer(row)}
    values = step.model_dump(mode="json")
    document = origin.get("file") if isinstance(step, Peers) else values.get("document")
    yield (
        "assessment_step",
        {
            **origin,
            **about,
            "step": name_of(step),
            "criteria": _criteria(step),
            "owner_id": values.get("owner"),
            "due": values.get("due"),
            "document": document,
            "points": values.get("points"),
            "maximum": values.get("maximum"),
            "note": step.note or origin.get("note"),
        },
    )
    if isinstance(step, Enter):
        for result in step.results:
            yield "criterion_result", {**origin, **about, **_result(result), "kind": "self"}
    if isinstance(step, Appraise):
        for score in step.scores:
            yield "criterion_result", {**origin, **about, **_appraisal(score)}
    # Whoever publishes a result stands by it: it is approved by that very entry. Opened again, what was published is
    # provisional, because it may be published otherwise.
    by, decision = (origin["entry"], step) if isinstance(step, Publish) else publication or (0, None)
    if isinstance(step, Publish | Reopen) and decision is not None and decision.index is not None:
        flag = "final" if isinstance(step, Publish) else "provisional"
        for value in _index_rows(decision, decision.index, flag):
            yield "observation", {**origin, **value, "unit_id": unit_id, "approval": by}


def _peer(row: Peer) -> dict[str, Any]:
    return {
        "unit_id": row.unit,
        "name": row.name,
        "value": row.value,
        "reported_rank": row.rank,
        "place": row.place,
    }


def _appraisal(score: Score) -> dict[str, Any]:
    return {
        "criterion_id": score.criterion,
        "kind": score.kind,
        "points": score.points,
        "reason": score.reason,
        "evidence": [],
    }


def _index_rows(step: Publish, index: str, flag: str) -> Iterator[dict[str, Any]]:
    figure = {
        "indicator_id": index,
        "year": step.year,
        "flag": flag,
        "method": step.method,
        "source_id": f"Quyết định {step.document}",
        "as_of": step.date,
    }
    yield {**figure, "value": step.value}
    for part in step.parts:
        yield {**figure, "part_id": part.part, "value": part.value}


def _criteria(step: Step) -> Sequence[str]:
    if isinstance(step, Assign | Approve):
        return step.criteria
    if isinstance(step, Enter):
        return [result.criterion for result in step.results]
    return [score.criterion for score in step.scores] if isinstance(step, Appraise) else []


def _result(result: Result) -> dict[str, Any]:
    values = result.model_dump(mode="json", exclude={"criterion", "evidence"})
    return {**values, "criterion_id": result.criterion, "evidence": [_citation(one) for one in result.evidence]}


def _citation(evidence: Evidence) -> str:
    if evidence.date is None:
        return f"tệp {evidence.file}"
    return f"{evidence.document} ngày {evidence.date:%d/%m/%Y}"


def fault(kind: str, place: str, problem: str, expected: str, remedy: str) -> FaultError:
    """One fault, to be raised."""
    return FaultError([Fault(kind, place, problem, expected, remedy)])


def gap_in_evidence(place: str, document: object, date: object) -> Fault | None:
    """The fault of a document without its date, or of a date without the number of its document."""
    if bool(document) == bool(date):
        return None
    missing, other = ("ngày", "số") if document else ("số", "ngày")
    return Fault(
        "missing-value",
        place,
        f"tài liệu kiểm chứng có {other} văn bản «{document or date}» mà chưa có {missing} văn bản",
        "số văn bản cùng ngày văn bản, hoặc không ghi cả hai",
        f"điền {missing} văn bản; chưa có văn bản thì xóa ô {other} và ghi giải trình",
    )


def history(entries: Sequence[Entry], *, set_id: str, unit_id: str, year: int) -> list[tuple[int, Step]]:
    """The steps of one assessment that stand, each with the number of its entry, oldest first."""
    withdrawals = withdrawn(entries)
    return [
        (entry.number, read_step(entry.action, entry.details, f"bút toán {entry.number}"))
        for entry in entries
        if entry.action.startswith(PREFIX)
        and entry.action.removeprefix(PREFIX) in STEPS
        and entry.number not in withdrawals
        and entry.unit_id == unit_id
        and (entry.details.get("set_id"), entry.details.get("year")) == (set_id, year)
    ]


def lock_of(before: Sequence[tuple[int, Step]]) -> int | None:
    """The number of the entry that published the result and so closed it; None when it is open."""
    lock = None
    for number, step in before:
        if isinstance(step, Publish):
            lock = number
        elif isinstance(step, Reopen):
            lock = None
    return lock


def obstacles(step: Step, before: Sequence[tuple[int, Step]]) -> Iterator[Fault]:
    """Faults that no stated reason excuses: a step after publication, or reopening what was not published.

    So is a decision to publish of a day to come, or of a year before that of the result.
    """
    lock = lock_of(before)
    if isinstance(step, Publish) and not dt.date(step.year, 1, 1) <= step.date <= today():
        yield Fault(
            "out-of-range",
            _name(step),
            f"ngày quyết định {formats.day(step.date)}",
            f"một ngày từ 01/01/{step.year} đến hôm nay",
            "sửa ngày quyết định",
        )
    if isinstance(step, Reopen):
        if lock is None:
            yield Fault(
                "step-order",
                _name(step),
                "đợt đánh giá chưa công bố nên không khóa",
                "một đợt đã công bố",
                "cứ làm bước tiếp theo",
            )
    elif lock is not None and not isinstance(step, Peers):
        yield Fault("closed-figures", _name(step), words.PUBLICATION_LOCK.format(entry=lock), *words.REOPEN_FIRST)


def withdrawal_obstacles(entry: Entry, entries: Sequence[Entry]) -> Iterator[Fault]:
    """What keeps a step from being withdrawn: that the result was published, or that somebody stood by it."""
    if entry.action.removeprefix(PREFIX) not in STEPS or not entry.action.startswith(PREFIX):
        return
    step = read_step(entry.action, entry.details, f"bút toán {entry.number}")
    before = history(entries, set_id=step.set_id, unit_id=str(entry.unit_id), year=step.year)
    lock = lock_of(before)
    if lock not in (None, entry.number) and not isinstance(step, Peers):
        yield Fault(
            "closed-figures",
            f"bút toán {entry.number}",
            words.PUBLICATION_LOCK.format(entry=lock),
            *words.REOPEN_FIRST,
        )
    elif isinstance(step, Enter):
        criteria = {result.criterion for result in step.results}
        by = next(
            (
                number
                for number, later in before
                if number > entry.number
                and isinstance(later, Approve)
                and (not later.criteria or criteria & {*later.criteria})
            ),
            None,
        )
        if by is not None:
            yield Fault(
                "closed-figures",
                f"bút toán {entry.number}",
                f"kết quả đã duyệt ở bút toán {by}",
                "kết quả chưa ai duyệt",
                "nhập kết quả mới, hoặc rút bút toán duyệt trước",
            )


def missing_steps(step: Step, before: Sequence[Step], numbers: Mapping[str, str]) -> Iterator[Fault]:
    """A fault for each step that should stand before this one and does not; `numbers` names criteria by their ids."""
    if isinstance(step, Open | Reopen | Peers):
        return
    if not any(isinstance(one, Open) for one in before):
        yield _late(step, "chưa mở đợt đánh giá của năm này", "open")
    if isinstance(step, Appraise):
        criteria = [
            score.criterion
            for score in step.scores
            if score.kind == "appraised" and not _is_approved(score.criterion, before)
        ]
        if criteria:
            names = ", ".join(numbers.get(name, name) for name in criteria)
            yield _late(step, f"chưa duyệt kết quả tự chấm của mục {names}", "approve")
    if isinstance(step, Total) and not any(isinstance(one, Appraise) for one in before):
        yield _late(step, "chưa ghi điểm thẩm định nào", "appraise")
    if isinstance(step, Publish) and not _is_totalled(before):
        yield _late(step, "chưa tổng hợp, hoặc kết quả đã đổi sau lần tổng hợp", "total")


def _is_approved(criterion: str, before: Sequence[Step]) -> bool:
    """True when the leader stood by it after its result was entered last."""
    stands = False
    for step in before:
        if isinstance(step, Enter) and any(result.criterion == criterion for result in step.results):
            stands = False
        elif isinstance(step, Approve) and (not step.criteria or criterion in step.criteria):
            stands = True
    return stands


def _is_totalled(before: Sequence[Step]) -> bool:
    """True when the sum was taken after the last result and score."""
    kinds = [type(step) for step in before if isinstance(step, Enter | Appraise | Total)]
    return bool(kinds) and kinds[-1] is Total


def _late(step: Step, problem: str, first: str) -> Fault:
    return Fault(
        "step-order",
        _name(step),
        problem,
        words.COMES_FIRST.format(first=words.ASSESSMENT_STEPS[first], then=_name(step)),
        "làm bước ấy trước, hoặc ghi lý do làm trước",
        "thêm --why …",
    )


def _name(step: Step) -> str:
    return words.ASSESSMENT_STEPS[name_of(step)]
