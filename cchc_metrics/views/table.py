"""The rows of a view as a reader sees them: Vietnamese headings and words, the figures themselves unrounded."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pandas import DataFrame

from cchc_metrics.catalog import Catalog
from cchc_metrics.text import formats, meeting, tallies, words
from cchc_metrics.views.view import View

HEADINGS = meeting.COLUMNS | words.COLUMNS | tallies.COLUMNS
CODES = words.CODES | {"state": meeting.STATES}
# What is in the unit of an indicator, and what is a share whatever the indicator is.
MEASURES = ("value", "target", "previous", "from_value", "to_value")
MEASURED = {HEADINGS[column] for column in (*MEASURES, "change")}
SHARES = {HEADINGS["indexed"], HEADINGS["share"]}


def table(catalog: Catalog, view: View, *, narrow: bool = False) -> DataFrame:
    """The rows of a view under Vietnamese headings, codes as words; columns in which no row says anything left out.

    `narrow` keeps the columns for which a screen has room.
    """
    kept = view.narrow if narrow else tuple(HEADINGS)
    shown = view.rows[[column for column in HEADINGS if column in view.rows and column in kept]].copy()
    for column, said in CODES.items():
        if column in shown:
            shown[column] = shown[column].map(said)
    if "source_id" in shown:
        shown["source_id"] = ["; ".join(source.title for source in catalog.sources_of([cell])) or None
                              for cell in shown["source_id"]]
    return shown.dropna(axis="columns", how="all").rename(columns=HEADINGS)


def decimals(rows: DataFrame, unit: str | None) -> list[int | None]:
    """The decimals of the measures of each row, the same for all of one indicator; None where a row has no unit.

    They are those of the unit, as everywhere else, and more where two figures of one thing would read alike.
    `unit` is that of rows that do not name their own.
    """
    listed = rows.to_dict("records")
    named = [(str(row.get("indicator_id")), row.get("measure_unit", unit)) for row in listed]
    figures: dict[tuple[Any, ...], list[Any]] = {}
    for key, row in zip(named, listed, strict=True):
        of_one = *key, row.get("part_id"), row.get("group_id")
        figures.setdefault(of_one, []).extend(row.get(column) for column in MEASURES)
    digits: dict[tuple[Any, ...], int] = {}
    for (indicator, measured_in, *_), of in figures.items():
        if measured_in is not None:
            key = indicator, measured_in
            digits[key] = max(digits.get(key, 0), formats.enough(of, measured_in))
    return [digits.get(key) for key in named]


def printed(cell: Any, heading: str = "", digits: int | None = None) -> str:
    """One cell in words: numbers as Vietnamese readers write them, nothing for what is missing.

    A measure has `digits` decimals, what is asked no idle zeros; any other number has those that it needs.
    """
    if formats.missing(cell):
        return ""
    if isinstance(cell, bool):
        return words.YES if cell else words.NO
    if isinstance(cell, float):
        if heading in SHARES:
            digits = formats.DIGITS["percent"]
        elif heading == HEADINGS["target"] and digits is not None:
            digits = min(digits, _needed(cell))
        elif heading not in MEASURED:
            digits = None
        # In no unit, because the table names it in a column of its own; a difference is never printed as zero.
        return formats.value(cell, "ratio", against=[0], digits=_needed(cell) if digits is None else digits)
    return formats.day(cell) if hasattr(cell, "strftime") else str(cell)


def _needed(number: float) -> int:
    """The decimals of a number without idle zeros, when it is rounded to four."""
    rounded = Decimal(str(number)).quantize(Decimal("0.0001"), ROUND_HALF_UP).normalize()
    return max(-int(rounded.as_tuple().exponent), 0)
