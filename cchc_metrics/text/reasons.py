"""Why a figure has its verdict: the rule that was used, and the arithmetic with its numbers in it."""

from collections.abc import Iterator, Mapping
from typing import Any

from cchc_metrics.text import formats, words
from cchc_metrics.text.formats import missing

Row = Mapping[Any, Any]


def rule(row: Row) -> str:
    """The rule behind the verdict of a row of `indices` or `targets`, in words.

    Source of the method: section 2, the table of levels.
    """
    if missing(row["level"]):
        return words.NO_RULE
    return words.LEVEL_RULES[str(row["level"])].format(due="" if missing(row["due_year"]) else int(row["due_year"]))


def threshold(row: Row) -> str:
    """What the value is held against."""
    if row["kind"] in words.YEAR_RULES:
        asked = words.YEAR_RULES[row["kind"]]
        return asked if missing(row["target"]) else f"{asked}: {formats.value(row['target'], row['measure_unit'])}"
    if missing(row["target"]):
        return words.KINDS[row["kind"]]
    return words.OPERATORS[str(row["operator"])] + formats.asked(row["target"], row["measure_unit"])


def arithmetic(row: Row) -> list[str]:
    """Each step from the figures handed in to the verdict, a line each; empty when there is no value."""
    if missing(row["value"]):
        return []
    return [f"{words.STEPS[name]}: {said}" for name, said in _steps(row)]


def _steps(row: Row) -> Iterator[tuple[str, str]]:
    unit = row["measure_unit"]
    value = formats.value(row["value"], unit, against=[row["target"], row["previous"]])
    if missing(row["numerator"]):
        yield "value", value
    else:
        hundred = " × 100" if unit == "percent" else ""
        yield "value", f"{formats.count(row['numerator'])} ÷ {formats.count(row['denominator'])}{hundred} = {value}"
    if not missing(row["target"]) and not missing(row["gap"]):
        target = formats.asked(row["target"], unit)
        first, second = (target, value) if row["operator"] in ("<", "<=") else (value, target)
        yield "gap", f"{first} {formats.MINUS} {second} = {formats.change(row['gap'], unit)}"
    if not missing(row["margin_below"]) and row["measure"] == "survey":
        yield "margin", words.MARGIN.format(
            below=formats.amount(row["margin_below"], unit), above=formats.amount(row["margin_above"], unit),
            sample=formats.count(row["sample_size"]))
    if not missing(row["previous"]):
        previous = formats.value(row["previous"], unit, against=[row["value"]])
        yield "change", f"{value} {formats.MINUS} {previous} = {formats.change(row['change'], unit)}"
    if row["second_test"] in ("met", "missed"):
        yield "second_test", (f"{formats.change(row['change'], unit)}, cần ít nhất "
                              f"{formats.change(row['increment_required'], unit)}: "
                              f"{words.SECOND_TESTS[str(row['second_test'])]}")
    if not missing(row["required_pace"]) and row["pace"] != "not_assessed":
        yield from _pace(row, value)


def _pace(row: Row, value: str) -> Iterator[tuple[str, str]]:
    unit, year = row["measure_unit"], int(row["year"])
    target, baseline = formats.asked(row["target"], unit), formats.value(row["baseline_value"], unit)
    yield "required", (f"({target} {formats.MINUS} {value}) ÷ {int(row['due_year']) - year} = "
                       f"{formats.change(row['required_pace'], unit)}")
    if not missing(row["achieved_pace"]):
        yield "achieved", (f"({value} {formats.MINUS} {baseline}) ÷ {year - int(row['baseline_year'])} = "
                           f"{formats.change(row['achieved_pace'], unit)}: {words.PACES[str(row['pace'])]}")
