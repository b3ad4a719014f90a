"""The built DuckDB file: the plan, the figures and what follows from them."""

from cchc_metrics.store.store import DamagedStore, Rows, Store, build_store, in_memory_store, rows_of

__all__ = ["DamagedStore", "Rows", "Store", "build_store", "in_memory_store", "rows_of"]
