"""The order of the steps of an assessment: what must stand before each, and what a published result closes."""

from collections.abc import Iterator, Mapping, Sequence

from cchc_metrics.criteria import steps
from cchc_metrics.criteria.steps import Step
from cchc_metrics.faults import Fault
from cchc_metrics.ledger import Entry, withdrawn
from cchc_metrics.text import scoring as words


def taken(entries: Sequence[Entry], *, set_id: str, unit_id: str, year: int) -> list[tuple[int, Step]]:
    """The steps of one assessment that stand, each with the number of its entry, oldest first."""
    gone = withdrawn(entries)
    return [
        (entry.number, steps.read_step(entry.action, entry.details, f"bút toán {entry.number}"))
        for entry in entries
        if entry.action.startswith(steps.PREFIX) and entry.action.removeprefix(steps.PREFIX) in steps.STEPS
        and entry.number not in gone and entry.unit_id == unit_id
        and (entry.details.get("set_id"), entry.details.get("year")) == (set_id, year)
    ]


def closing(before: Sequence[tuple[int, Step]]) -> int | None:
    """The number of the entry that published the result and so closed it; None when it is open."""
    closed = None
    for number, step in before:
        if isinstance(step, steps.Publish):
            closed = number
        elif isinstance(step, steps.Reopen):
            closed = None
    return closed


def barred(step: Step, before: Sequence[tuple[int, Step]]) -> Iterator[Fault]:
    """What no reason makes good: a step after the result was published, or opening again what was not."""
    closed = closing(before)
    if isinstance(step, steps.Reopen):
        if closed is None:
            yield Fault(_name(step), *words.NOTHING_TO_REOPEN)
    elif closed is not None and not isinstance(step, steps.Peers):
        yield Fault(_name(step), words.PUBLISHED.format(entry=closed), *words.REOPEN_FIRST)


def kept(entry: Entry, entries: Sequence[Entry]) -> Iterator[Fault]:
    """What keeps a step from being withdrawn: that the result was published, or that somebody stood by it."""
    if entry.action.removeprefix(steps.PREFIX) not in steps.STEPS or not entry.action.startswith(steps.PREFIX):
        return
    step = steps.read_step(entry.action, entry.details, f"bút toán {entry.number}")
    before = taken(entries, set_id=step.set_id, unit_id=str(entry.unit_id), year=step.year)
    closed = closing(before)
    if closed not in (None, entry.number) and not isinstance(step, steps.Peers):
        yield Fault(f"bút toán {entry.number}", words.PUBLISHED.format(entry=closed), *words.REOPEN_FIRST)
    elif isinstance(step, steps.Enter):
        said = {result.criterion for result in step.results}
        by = next((number for number, later in before if number > entry.number and isinstance(later, steps.Approve)
                   and (not later.criteria or said & {*later.criteria})), None)
        if by is not None:
            yield Fault(f"bút toán {entry.number}", words.APPROVED.format(entry=by), *words.UNDO_APPROVAL)


def missing(step: Step, before: Sequence[Step], numbers: Mapping[str, str]) -> Iterator[Fault]:
    """A fault for each step that should stand before this one and does not; `numbers` names criteria by their ids."""
    if isinstance(step, steps.Open | steps.Reopen | steps.Peers):
        return
    if not any(isinstance(one, steps.Open) for one in before):
        yield _late(step, words.NOT_OPENED, "open")
    if isinstance(step, steps.Appraise):
        waiting = [score.criterion for score in step.scores
                   if score.kind == "appraised" and not _approved(score.criterion, before)]
        if waiting:
            named = ", ".join(numbers.get(name, name) for name in waiting)
            yield _late(step, words.NOT_APPROVED.format(criteria=named), "approve")
    if isinstance(step, steps.Total) and not any(isinstance(one, steps.Appraise) for one in before):
        yield _late(step, words.NOT_APPRAISED, "appraise")
    if isinstance(step, steps.Publish) and not _totalled(before):
        yield _late(step, words.NOT_TOTALLED, "total")


def _approved(criterion: str, before: Sequence[Step]) -> bool:
    """True when the leader stood by it after its result was entered last."""
    stands = False
    for step in before:
        if isinstance(step, steps.Enter) and any(result.criterion == criterion for result in step.results):
            stands = False
        elif isinstance(step, steps.Approve) and (not step.criteria or criterion in step.criteria):
            stands = True
    return stands


def _totalled(before: Sequence[Step]) -> bool:
    """True when the sum was taken after the last result and score."""
    kinds = [type(step) for step in before if isinstance(step, steps.Enter | steps.Appraise | steps.Total)]
    return bool(kinds) and kinds[-1] is steps.Total


def _late(step: Step, problem: str, wanted: str) -> Fault:
    return Fault(_name(step), problem,
                 words.COMES_FIRST.format(first=words.STEPS[wanted], then=_name(step)), words.FIRST_OR_WHY)


def _name(step: Step) -> str:
    return words.STEPS[steps.name_of(step)]
