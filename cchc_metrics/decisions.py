"""A decision of a meeting, a report on one, and who answers where the plan names nobody: every fault at once."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.keys import expected_words
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.text import formats, ledger_words

# The actions of the ledger that carry them.
DECIDE, FOLLOW, APPOINT = "decide", "follow", "appoint"
# What is to be done has to be readable from the last row, so it is one sentence; the rest belongs to its evidence.
LONGEST, LONGEST_NOTE = 300, 500

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTE)]
Name = Annotated[str, StringConstraints(min_length=1)]
State = Literal["not_started", "in_progress", "done"]


class Details(BaseModel):
    """The details of a ledger entry, as they stand in its line."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    @classmethod
    def fields_of(cls, details: Mapping[str, Any]) -> dict[str, Any]:
        """The fields by name, as a form or the ledger gives them."""
        return dict(details)


class Decision(Details):
    """What a meeting decided: what is to be done, by whom, by when, about what, on which document.

    `owner_id` is a post of the plan, `others` names who does it beside that post or without one: the head of a hamlet,
    the chairman, a school.
    """

    what: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
    owner_id: Name | None
    others: Note = ""
    decided: dt.date
    due: dt.date
    indicator_id: Name | None = None
    area_id: Name | None = None
    evidence: Note = ""

    @classmethod
    def fields_of(cls, details: Mapping[str, Any]) -> dict[str, Any]:
        """As for all details; without others who do it, a post that is left out is a field that is missing."""
        rest = {key: value for key, value in details.items() if key != "owner_id"}
        post = details.get("owner_id") or None
        return {**rest, "owner_id": post} if post or str(details.get("others") or "").strip() else rest


class Follow(Details):
    """What is said of a decision later: how far it is, and on which document."""

    state: State
    note: Note = ""
    evidence: Note = ""


class Appointment(Details):
    """Who answers for an index, a target or a task for which the plan names nobody: `subject` is its id."""

    subject: Name
    owner_id: Name
    decided: dt.date
    evidence: Note = ""


Model = TypeVar("Model", bound=Details)


def decision(details: Mapping[str, Any], catalog: Catalog, *, unit_id: str, on: dt.date) -> Decision:
    """The decision that is told on day `on`, when the plan knows everything that it names.

    Raises: FaultError with every fault of it.
    """
    faults = _of_unit(catalog, unit_id) + _of_names(catalog, details)
    try:
        record = model_of(Decision, details)
    except FaultError as error:
        raise FaultError([*error.faults, *faults]) from None
    if record.due < record.decided:
        faults.append(
            Fault(
                "date-order",
                ledger_words.FIELDS["due"],
                f"hạn {formats.day(record.due)} trước ngày họp",
                f"từ ngày {formats.day(record.decided)} trở đi",
                "sửa hạn, hoặc sửa ngày họp",
            )
        )
    faults += _of_future(record.decided, on)
    if faults:
        raise FaultError(faults)
    return record


def without_owner(catalog: Catalog) -> dict[str, str]:
    """The indices, targets and tasks for which the plan names nobody who answers: id → short name."""
    indicators = {row.id: row.short for row in catalog.indicators.values() if not catalog.owners[row.owner].assigned}
    tasks = {
        task.id: task.name
        for task in catalog.tasks.values()
        for owner in [task.owner or catalog.owner_of_area(task.area)]
        if owner is None or not catalog.owners[owner].assigned
    }
    return indicators | tasks


def appointment(details: Mapping[str, Any], catalog: Catalog, *, unit_id: str, on: dt.date) -> Appointment:
    """Who answers, as told on day `on`, when the plan knows the post and names nobody for the subject.

    Raises: FaultError with every fault of it.
    """
    faults = _of_unit(catalog, unit_id) + _of_names(catalog, details)
    subject, free = details.get("subject"), without_owner(catalog)
    if isinstance(subject, str) and subject and subject not in free:
        has_owner = subject in catalog.indicators or subject in catalog.tasks
        unknown = f"không có mục nào mã «{subject}»{nearest(subject, free)}"
        faults.append(
            Fault(
                "contradiction" if has_owner else "unknown-id",
                ledger_words.FIELDS["subject"],
                "kế hoạch đã nêu người phụ trách" if has_owner else unknown,
                "một chỉ số, chỉ tiêu hoặc nhiệm vụ mà kế hoạch chưa nêu người phụ trách",
                "chọn mục khác",
            )
        )
    try:
        record = model_of(Appointment, details)
    except FaultError as error:
        raise FaultError([*error.faults, *faults]) from None
    faults += _of_future(record.decided, on)
    if faults:
        raise FaultError(faults)
    return record


def _of_future(decided: dt.date, on: dt.date) -> list[Fault]:
    """A fault for a day of a meeting that has not come."""
    if decided <= on:
        return []
    return [
        Fault(
            "future-date",
            ledger_words.FIELDS["decided"],
            f"ngày {formats.day(decided)} chưa đến",
            f"không sau ngày {formats.day(on)}",
            "ghi ngày cuộc họp đã giao việc này",
        )
    ]


def follow(details: Mapping[str, Any]) -> Follow:
    """What is said of a decision; one that is done names what shows it.

    Raises: FaultError with every fault of it.
    """
    record = model_of(Follow, details)
    if record.state == "done" and not record.evidence:
        raise FaultError(
            [
                Fault(
                    "missing-evidence",
                    ledger_words.FIELDS["evidence"],
                    "việc đã xong mà chưa nêu căn cứ",
                    "văn bản, số liệu hoặc sản phẩm cho thấy đã xong",
                    "ghi số, ngày của văn bản, hoặc chọn tình trạng khác",
                )
            ]
        )
    return record


def model_of(kind: type[Model], details: Mapping[str, Any], place: str = "") -> Model:
    """Details as their model, whether they come from a form or from the ledger.

    Raises: FaultError with every field that is not as it should be.
    """
    try:
        # By way of JSON, where a day is text: strict reading takes it there and nowhere else.
        return kind.model_validate_json(json.dumps(kind.fields_of(details), default=str))
    except ValidationError as error:
        raise FaultError([_fault(place, detail) for detail in error.errors()]) from None


def _fault(place: str, detail: Any) -> Fault:
    name = str(detail["loc"][0]) if detail["loc"] else ""
    is_blank = detail["type"] == "missing" or detail["input"] in (None, "")
    expected = "phải có" if is_blank else expected_words(detail)
    where = ledger_words.FIELDS.get(name, name)
    return Fault(
        "missing-value" if is_blank else "unusable-value",
        f"{place}, {where}" if place else where,
        "chưa ghi" if is_blank else "ghi chưa đúng",
        expected,
        "sửa mục này",
    )


def _of_unit(catalog: Catalog, unit_id: str) -> list[Fault]:
    unit = catalog.units.get(unit_id)
    if unit is None:
        return [
            Fault(
                "unknown-unit",
                ledger_words.FIELDS["unit_id"],
                f"không có đơn vị nào mã «{unit_id}»{nearest(unit_id, catalog.units)}",
                "mã đơn vị có trong kế hoạch",
                "sửa mã",
            )
        ]
    if not catalog.binds(unit_id):
        return [
            Fault(
                "unbound-unit",
                ledger_words.FIELDS["unit_id"],
                f"kế hoạch không giao việc cho {unit.name}",
                "đơn vị thuộc cấp của kế hoạch",
                "chọn đơn vị khác",
            )
        ]
    return []


def _of_names(catalog: Catalog, details: Mapping[str, Any]) -> list[Fault]:
    """A fault for each name that the plan does not know, and for an indicator of another area than the one named."""
    posts = [owner.id for owner in catalog.owners.values() if owner.assigned]
    faults = [
        Fault(
            "unknown-id",
            ledger_words.FIELDS[field],
            f"không có mục nào mã «{name}»{nearest(name, names)}",
            expected,
            "sửa mã",
        )
        for field, names, expected in (
            ("owner_id", posts, "một chức danh của kế hoạch"),
            ("indicator_id", list(catalog.indicators), "một chỉ số, chỉ tiêu của kế hoạch"),
            ("area_id", list(catalog.areas), "một lĩnh vực của kế hoạch"),
        )
        for name in [details.get(field)]
        if isinstance(name, str) and name and name not in names
    ]
    target, area = catalog.targets.get(details.get("indicator_id") or ""), details.get("area_id")
    if target and area in catalog.areas and area != target.area:
        faults.append(
            Fault(
                "contradiction",
                ledger_words.FIELDS["area_id"],
                f"«{target.short}» không thuộc lĩnh vực này",
                catalog.areas[target.area].name,
                "sửa lĩnh vực, hoặc bỏ trống",
            )
        )
    return faults
