"""The built DuckDB file: the plan, the figures and what follows from them."""

from cchc_metrics.store.lists import FigureList
from cchc_metrics.store.rows import Rows, rows_of
from cchc_metrics.store.store import (
    AskedOnce,
    DamagedStore,
    Store,
    build_store,
    grown_store,
    in_memory_store,
    piece_tables,
)

__all__ = [
    "AskedOnce",
    "DamagedStore",
    "FigureList",
    "Rows",
    "Store",
    "build_store",
    "grown_store",
    "in_memory_store",
    "piece_tables",
    "rows_of",
]
