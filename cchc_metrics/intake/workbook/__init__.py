"""The workbook that the program itself makes for officers: its shape, its stamp, and how it is read back."""

from cchc_metrics.intake.workbook.cells import (
    HIDDEN,
    INPUTS,
    LISTS,
    LOCKED,
    NUMBERS,
    ORIGINALS,
    RATIO,
    ROW_ID,
    SUM,
    Series,
    period_label,
    report_id,
)
from cchc_metrics.intake.workbook.reader import WORKBOOK
from cchc_metrics.intake.workbook.stamp import MARK, Stamp, catalog_version

__all__ = [
    "HIDDEN",
    "INPUTS",
    "LISTS",
    "LOCKED",
    "MARK",
    "NUMBERS",
    "ORIGINALS",
    "RATIO",
    "ROW_ID",
    "SUM",
    "WORKBOOK",
    "Series",
    "Stamp",
    "catalog_version",
    "period_label",
    "report_id",
]
