"""The locked cells of the workbook in words: how a figure is made, what is asked of it, what it was the year before."""

from collections.abc import Mapping
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Index, Target
from cchc_metrics.text import formats, words, workbook


def definition(numerator: str, denominator: str) -> str:
    """Numerator and denominator in words, a line each."""
    return f"{workbook.NUMERATOR_IS.format(words=numerator)}\n{workbook.DENOMINATOR_IS.format(words=denominator)}"


def target_words(target: Target, catalog: Catalog, year: int) -> str:
    """What a target asks for in a year, with its due year where it has one."""
    if year not in catalog.years:
        return workbook.NOTHING_ASKED
    if target.kind in ("rising", "falling"):
        said = workbook.RISING if target.kind == "rising" else workbook.FALLING
        return said.format(before=year - 1)
    value = target.asked(target.in_force(year), year, catalog.plan.first_year)
    said = words.OPERATORS[target.operator] + formats.asked(value, target.unit)
    return workbook.DUE.format(target=said, year=target.due_year) if target.due_year else said


def known_words(row: Mapping[str, Any] | None, indicator: Index | Target) -> str:
    """The figure of the year before with its counts; that nothing is known is said too."""
    if row is None:
        return formats.MISSING
    counted = not formats.missing(row["numerator"]) and not formats.missing(row["denominator"])
    if counted and row["denominator"] == 0:
        said = workbook.NO_ACTIVITY if row["numerator"] == 0 else formats.fraction(row["numerator"], 0)
    elif counted:
        said = (f"{formats.fraction(row['numerator'], row['denominator'])} = "
                f"{formats.value(row['value'], indicator.unit)}")
    else:
        said = formats.value(row["value"], indicator.unit)
    if not formats.missing(row["sample_size"]):
        said += f", {workbook.PEOPLE_ASKED.format(count=formats.count(row['sample_size']))}"
    return said if formats.missing(row["mark"]) else f"{said} {workbook.ILLUSTRATIVE}"
