"""The built DuckDB file: the plan, the figures and what follows from them."""

from cchc_metrics.store.store import Damaged, Rows, Store, build_store, glimpse, rows_of

__all__ = ["Damaged", "Rows", "Store", "build_store", "glimpse", "rows_of"]
