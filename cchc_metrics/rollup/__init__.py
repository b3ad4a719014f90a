"""Lists of dossiers, however long, to counts by unit, month, field, channel and outcome; no dossier is kept.

DuckDB reads the files and counts; Spark runs the same statements where one machine is too small.
"""

from cchc_metrics.rollup.dossiers import (
    DAYS,
    FORMATS,
    MONTH_FIRST,
    BrokenFile,
    Dossiers,
    Faulty,
    GroupCounts,
    WrongType,
    of_cells,
    of_parquet,
    of_text,
)
from cchc_metrics.rollup.months import RollUp, roll_up

__all__ = [
    "DAYS",
    "FORMATS",
    "MONTH_FIRST",
    "BrokenFile",
    "Dossiers",
    "Faulty",
    "GroupCounts",
    "RollUp",
    "WrongType",
    "of_cells",
    "of_parquet",
    "of_text",
    "roll_up",
]
