"""The built DuckDB file: the plan, what was handed in, and every verdict that follows.

`build_store` makes it from rows by table, checks it and puts it in place; `Store` holds it read-only and answers
queries. It raises FaultError with the rows that a check finds guilty, DamagedStore for a file that cannot be read.
"""

from cchc_metrics.store.definitions import TEXTS
from cchc_metrics.store.rows import FigureList, Rows, rows_of
from cchc_metrics.store.store import (
    HANDED_IN,
    DamagedStore,
    Selection,
    Store,
    build_store,
    grown_store,
    in_memory_store,
    piece_tables,
    shipped_figures,
)

__all__ = [
    "HANDED_IN",
    "TEXTS",
    "DamagedStore",
    "FigureList",
    "Rows",
    "Selection",
    "Store",
    "build_store",
    "grown_store",
    "in_memory_store",
    "piece_tables",
    "rows_of",
    "shipped_figures",
]
