"""A criteria set as data: the tree of criteria, the rules that turn results into points, the bands of the index."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from cchc_metrics.catalog.models import Id, Row, Words, Year


def _exact(number: Any) -> Any:
    """Whole numbers and binary fractions as the decimals that somebody wrote: a threshold is met exactly or not."""
    if isinstance(number, bool) or not isinstance(number, int | float | str):
        return number
    try:
        return Decimal(str(number))
    except InvalidOperation:
        return number


Exact = Annotated[Decimal, BeforeValidator(_exact)]
Points = Annotated[Exact, Field(ge=0, le=1000)]
Percent = Annotated[Exact, Field(ge=0, le=100)]
Number = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+){0,2}$")]
# A day that every year has: a due day is asked for in years with 29/02 and without.
DAYS = (r"(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])", r"(0[469]|11)-(0[1-9]|[12][0-9]|30)", "02-(0[1-9]|1[0-9]|2[0-8])")
MonthDay = Annotated[str, Field(pattern=f"^({'|'.join(DAYS)})$")]
Kind = Literal["yes-no", "steps", "proportion", "capped", "floor", "survey", "bonus", "deduction", "tracked", "unknown"]
# What each kind of rule must say, and what it may say beside that.
KEYS: dict[str, tuple[set[str], set[str]]] = {
    "yes-no": ({"late"}, set()),
    "steps": ({"step", "counted"}, set()),
    "proportion": (set(), set()),
    "capped": ({"threshold"}, {"below"}),
    "floor": ({"floor"}, set()),
    "survey": ({"full"}, set()),
    "bonus": ({"each", "counted"}, set()),
    "deduction": ({"each", "counted"}, set()),
    "tracked": (set(), set()),
    "unknown": (set(), set()),
}
# Points beside the hundred: they change what is reached and never the maximum.
BESIDE = ("bonus", "deduction")


class Step(Row):
    """From this number on, these points."""

    at_least: Exact
    points: Points


class Rule(Row):
    """How a result becomes points; `kind` says which of the other keys must be there.

    yes-no: `late` is the share of the points for what was done after its due date. capped: `threshold` percent give
    all points; `below` says whether less gives its share, or is not known. floor: less than `floor` percent gives
    none. survey: `full` is the result that gives all points. bonus, deduction: `each` point for each one counted.
    """

    kind: Kind
    late: Annotated[Exact, Field(ge=0, le=1)] | None = None
    threshold: Annotated[Exact, Field(gt=0, le=100)] | None = None
    below: Literal["share", "unknown"] | None = None
    floor: Percent | None = None
    full: Annotated[Exact, Field(gt=0)] | None = None
    each: Annotated[Exact, Field(gt=0)] | None = None
    counted: Words | None = None
    step: tuple[Step, ...] = ()

    @model_validator(mode="after")
    def keys_fit_kind(self) -> "Rule":
        """Each kind has the keys that it needs, and no others."""
        required, optional = KEYS[self.kind]
        keys = {key for key in type(self).model_fields if key != "kind" and getattr(self, key) not in (None, ())}
        if required - keys:
            raise ValueError(f"quy tắc «{self.kind}» thiếu: {', '.join(sorted(required - keys))}")
        if keys - required - optional:
            raise ValueError(f"quy tắc «{self.kind}» không dùng: {', '.join(sorted(keys - required - optional))}")
        rungs = [(rung.at_least, rung.points) for rung in self.step]
        if rungs != sorted(set(rungs), reverse=True) or len({points for _, points in rungs}) < len(rungs):
            raise ValueError("các bậc phải xếp từ cao xuống thấp, mỗi bậc ít điểm hơn bậc trên")
        return self


class Criterion(Row):
    """A node of the tree; its place is its number: 1 is a lĩnh vực, 1.1 a tiêu chí, 1.1.1 a tiêu chí thành phần.

    Only a node without nodes beneath it has a rule. `maximum` is missing where it is not known. What a node does not
    say of area, part and owner is what the node above it says. `feedback` is the share of the unit's register of
    feedback that is its result: answered in time, answered without being late or unwelcome, dossiers without either.
    """

    number: Number
    id: Id | None = None
    code: str = ""
    name: Words
    maximum: Points | None = None
    area: Id | None = None
    part: Id | None = None
    rule: Rule | None = None
    evidence: str = ""
    owner: Id | None = None
    due: MonthDay | None = None
    due_next_year: bool = False
    indicator: Id | None = None
    feedback: Literal["in-time", "satisfied", "dossiers"] | None = None
    levels: tuple[Id, ...] = ()
    cautions: tuple[Words, ...] = ()

    @property
    def key(self) -> str:
        """The id by which versions of a set know the same criterion."""
        return self.id or self.number.replace(".", "-")

    @property
    def above(self) -> str | None:
        """The number of the node that this one stands under."""
        return self.number.rpartition(".")[0] or None


class Band(Row):
    """A band of the index: from this percentage on, itself included, up to the next band."""

    name: Words
    at_least: Percent


class Head(Row):
    """What a set says of itself: whose it is, from which year it is in force, and its conventions.

    `not_applicable`: a criterion that does not apply leaves the maximum ("exclude") or gives all its points ("full").
    `index` is the index of the plan that a published result becomes a figure of.
    """

    id: Id
    name: Words
    short: Words
    from_year: Year
    to_year: Year | None = None
    levels: tuple[Id, ...] = Field(min_length=1)
    maximum: Points
    not_applicable: Literal["exclude", "full"]
    illustrative: bool = False
    decision: str = ""
    decided: dt.date | None = None
    source: str = ""
    index: Id | None = None
    method: Id | None = None
    cautions: tuple[Words, ...] = ()
    band: tuple[Band, ...] = ()


class CriteriaSet(Row):
    """One version of a set: its head and its criteria in the order of the paper."""

    head: Head
    criteria: tuple[Criterion, ...]

    @property
    def version(self) -> str:
        """The name of this version, also that of the method of what is published under it."""
        return f"{self.head.id}-{self.head.from_year}"

    @property
    def method(self) -> str:
        """The method of figures made with this version."""
        return self.head.method or self.version

    def beneath(self, number: str | None) -> list[Criterion]:
        """The nodes right under a node; under None the lĩnh vực."""
        return [row for row in self.criteria if row.above == number]

    def shared_points(self, criterion: Criterion) -> tuple[str, Decimal]:
        """Whose points a criterion without points of its own shares, by number ("" is the whole set), and how many."""
        by_number = {row.number: row for row in self.criteria}
        above = by_number.get(criterion.above or "")
        while above is not None and above.maximum is None:
            above = by_number.get(above.above or "")
        if above is None:
            return "", self.head.maximum - self._own_points(None)
        return above.number, (above.maximum or Decimal(0)) - self._own_points(above.number)

    def _own_points(self, number: str | None) -> Decimal:
        """The points under a node that criteria have of their own."""
        return sum(
            (
                self._own_points(row.number) if row.maximum is None else row.maximum
                for row in self.beneath(number)
                if row.rule is None or row.rule.kind not in BESIDE
            ),
            Decimal(0),
        )


NUMBER = r"([0-9]+(?:[.,][0-9]+)?)"
EXAMPLES = (
    "có/không",
    "có/không, muộn 0,5",
    "bậc (lần): 4 = 2; 3 = 1,5",
    "tỷ lệ",
    "tỷ lệ, trần 80",
    "tỷ lệ, sàn 80",
    "khảo sát, đủ điểm 100",
    "thưởng 0,5 (sáng kiến)",
    "trừ 0,5 (báo cáo)",
    "theo dõi",
    "chưa xác định",
)
UNKNOWN_BELOW = ", dưới trần chưa xác định"


def rule_of(cell: str) -> Rule | None:
    """The rule that a cell says, or None when it says none that is known."""
    text = " ".join(cell.split())
    for pattern, make in FORMS:
        match = re.fullmatch(pattern, text, re.IGNORECASE)
        if match:
            try:
                return make(*match.groups())
            except ValidationError:
                return None
    return None


def rule_text(rule: Rule) -> str:
    """The rule as a cell says it; `rule_of` reads it back."""
    match rule.kind:
        case "yes-no":
            return "có/không" if not rule.late else f"có/không, muộn {_decimal(rule.late)}"
        case "steps":
            rungs = "; ".join(f"{_decimal(rung.at_least)} = {_decimal(rung.points)}" for rung in rule.step)
            return f"bậc ({rule.counted}): {rungs}"
        case "capped":
            below = UNKNOWN_BELOW if rule.below == "unknown" else ""
            return f"tỷ lệ, trần {_decimal(rule.threshold)}{below}"
        case "floor":
            return f"tỷ lệ, sàn {_decimal(rule.floor)}"
        case "survey":
            return f"khảo sát, đủ điểm {_decimal(rule.full)}"
        case "bonus":
            return f"thưởng {_decimal(rule.each)} ({rule.counted})"
        case "deduction":
            return f"trừ {_decimal(rule.each)} ({rule.counted})"
        case plain:
            return {"proportion": "tỷ lệ", "tracked": "theo dõi", "unknown": "chưa xác định"}[plain]


def _decimal(number: Decimal | None) -> str:
    return str(number).replace(".", ",")


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _steps(what: str, rungs: str) -> Rule:
    rungs_read = [re.fullmatch(rf"\s*{NUMBER}\s*=\s*{NUMBER}\s*", rung) for rung in rungs.split(";")]
    step = tuple(Step(at_least=_number(rung[1]), points=_number(rung[2])) for rung in rungs_read if rung)
    # A rung that cannot be read leaves the rule without any, which its model refuses.
    return Rule(kind="steps", counted=what, step=step if all(rungs_read) else ())


FORMS: tuple[tuple[str, Callable[..., Rule]], ...] = (
    (r"có/không", lambda: Rule(kind="yes-no", late=Decimal(0))),
    (rf"có/không, muộn {NUMBER}", lambda late: Rule(kind="yes-no", late=_number(late))),
    (r"bậc \((.+?)\): (.+)", _steps),
    (r"tỷ lệ", lambda: Rule(kind="proportion")),
    (rf"tỷ lệ, trần {NUMBER}", lambda at: Rule(kind="capped", threshold=_number(at))),
    (rf"tỷ lệ, trần {NUMBER}{UNKNOWN_BELOW}", lambda at: Rule(kind="capped", threshold=_number(at), below="unknown")),
    (rf"tỷ lệ, sàn {NUMBER}", lambda at: Rule(kind="floor", floor=_number(at))),
    (rf"khảo sát, đủ điểm {NUMBER}", lambda full: Rule(kind="survey", full=_number(full))),
    (rf"thưởng {NUMBER} \((.+)\)", lambda each, what: Rule(kind="bonus", each=_number(each), counted=what)),
    (rf"trừ {NUMBER} \((.+)\)", lambda each, what: Rule(kind="deduction", each=_number(each), counted=what)),
    (r"theo dõi", lambda: Rule(kind="tracked")),
    (r"chưa xác định", lambda: Rule(kind="unknown")),
)
