"""The rows of a view as a reader sees them: Vietnamese headings and words, the figures themselves unrounded."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pandas import DataFrame, Series

from cchc_metrics.catalog import Catalog
from cchc_metrics.text import formats, meeting, tallies, words
from cchc_metrics.views.view import View

HEADINGS = meeting.COLUMNS | words.COLUMNS | tallies.COLUMNS
CODES = words.CODES | {"state": meeting.STATES}


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


def decimals(column: Series) -> int:
    """How many decimals all numbers of a column are printed with: what the longest of them needs, four at most."""
    numbers = [cell for cell in column.astype(object) if isinstance(cell, float) and not formats.missing(cell)]
    return max((_needed(cell) for cell in numbers), default=0)


def printed(cell: Any, digits: int | None = None) -> str:
    """One cell in words: numbers as Vietnamese readers write them, nothing for what is missing.

    `digits` are the decimals of the cell's column; without them a number has those that it needs.
    """
    if formats.missing(cell):
        return ""
    if isinstance(cell, bool):
        return words.YES if cell else words.NO
    if isinstance(cell, float):
        return formats.number(cell, _needed(cell) if digits is None else digits)
    return formats.day(cell) if hasattr(cell, "strftime") else str(cell)


def _needed(number: float) -> int:
    """The decimals of a number without idle zeros, when it is rounded to four."""
    rounded = Decimal(str(number)).quantize(Decimal("0.0001"), ROUND_HALF_UP).normalize()
    return max(-int(rounded.as_tuple().exponent), 0)
