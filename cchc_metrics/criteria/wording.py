"""A rule as an officer writes it in one cell of a table, and back."""

import re
from collections.abc import Callable
from decimal import Decimal

from pydantic import ValidationError

from cchc_metrics.criteria.models import Rule, Step

NUMBER = r"([0-9]+(?:[.,][0-9]+)?)"
EXAMPLES = (
    "có/không", "có/không, muộn 0,5", "bậc (lần): 4 = 2; 3 = 1,5", "tỷ lệ", "tỷ lệ, trần 80", "tỷ lệ, sàn 80",
    "khảo sát, đủ điểm 100", "thưởng 0,5 (sáng kiến)", "trừ 0,5 (báo cáo)", "theo dõi", "chưa xác định",
)
UNKNOWN_BELOW = ", dưới trần chưa xác định"


def rule_of(said: str) -> Rule | None:
    """The rule that a cell says, or None when it says none that is known."""
    text = " ".join(said.split())
    for pattern, make in FORMS:
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        if found:
            try:
                return make(*found.groups())
            except ValidationError:
                return None
    return None


def written(rule: Rule) -> str:
    """The rule as a cell says it; `rule_of` reads it back."""
    match rule.kind:
        case "yes-no":
            return "có/không" if not rule.late else f"có/không, muộn {_said(rule.late)}"
        case "steps":
            rungs = "; ".join(f"{_said(rung.at_least)} = {_said(rung.points)}" for rung in rule.step)
            return f"bậc ({rule.counted}): {rungs}"
        case "capped":
            below = UNKNOWN_BELOW if rule.below == "unknown" else ""
            return f"tỷ lệ, trần {_said(rule.threshold)}{below}"
        case "floor":
            return f"tỷ lệ, sàn {_said(rule.floor)}"
        case "survey":
            return f"khảo sát, đủ điểm {_said(rule.full)}"
        case "bonus":
            return f"thưởng {_said(rule.each)} ({rule.counted})"
        case "deduction":
            return f"trừ {_said(rule.each)} ({rule.counted})"
        case plain:
            return {"proportion": "tỷ lệ", "tracked": "theo dõi", "unknown": "chưa xác định"}[plain]


def _said(number: Decimal | None) -> str:
    return str(number).replace(".", ",")


def _number(said: str) -> Decimal:
    return Decimal(said.replace(",", "."))


def _steps(counted: str, rungs: str) -> Rule:
    found = [re.fullmatch(rf"\s*{NUMBER}\s*=\s*{NUMBER}\s*", rung) for rung in rungs.split(";")]
    step = tuple(Step(at_least=_number(rung[1]), points=_number(rung[2])) for rung in found if rung)
    # A rung that cannot be read leaves the rule without any, which its model refuses.
    return Rule(kind="steps", counted=counted, step=step if all(found) else ())


FORMS: tuple[tuple[str, Callable[..., Rule]], ...] = (
    (r"có/không", lambda: Rule(kind="yes-no", late=Decimal(0))),
    (rf"có/không, muộn {NUMBER}", lambda late: Rule(kind="yes-no", late=_number(late))),
    (r"bậc \((.+?)\): (.+)", _steps),
    (r"tỷ lệ", lambda: Rule(kind="proportion")),
    (rf"tỷ lệ, trần {NUMBER}", lambda at: Rule(kind="capped", threshold=_number(at))),
    (rf"tỷ lệ, trần {NUMBER}{UNKNOWN_BELOW}",
     lambda at: Rule(kind="capped", threshold=_number(at), below="unknown")),
    (rf"tỷ lệ, sàn {NUMBER}", lambda at: Rule(kind="floor", floor=_number(at))),
    (rf"khảo sát, đủ điểm {NUMBER}", lambda full: Rule(kind="survey", full=_number(full))),
    (rf"thưởng {NUMBER} \((.+)\)", lambda each, what: Rule(kind="bonus", each=_number(each), counted=what)),
    (rf"trừ {NUMBER} \((.+)\)", lambda each, what: Rule(kind="deduction", each=_number(each), counted=what)),
    (r"theo dõi", lambda: Rule(kind="tracked")),
    (r"chưa xác định", lambda: Rule(kind="unknown")),
)
