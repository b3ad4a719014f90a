"""The rows of a view as a reader sees them: Vietnamese headings and words, the figures themselves unrounded."""

from typing import Any

from pandas import DataFrame

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
        sources = {row.id: row.title for row in catalog.sources.values()}
        shown["source_id"] = [sources.get(cell, cell) for cell in shown["source_id"]]
    return shown.dropna(axis="columns", how="all").rename(columns=HEADINGS)


def printed(cell: Any) -> str:
    """One cell in words: numbers as Vietnamese readers write them, nothing for what is missing."""
    if formats.missing(cell):
        return ""
    if isinstance(cell, bool):
        return words.YES if cell else words.NO
    if isinstance(cell, float):
        return formats.asked(cell, "ratio")
    return formats.day(cell) if hasattr(cell, "strftime") else str(cell)
