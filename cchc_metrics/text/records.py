"""Rows as other programs read them: CSV and JSON with every figure unrounded, nothing for what is missing."""

import csv
import datetime as dt
import io
import json
import math
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pandas import DataFrame

# A cell that begins with one of these is a formula to a spreadsheet program.
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_json(frame: "DataFrame") -> str:
    """An array of flat objects, null for what is missing."""
    rows = [{key: plain(value) for key, value in row.items()} for row in frame.to_dict("records")]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def as_csv(frame: "DataFrame") -> str:
    """A line a row under the names of the columns, an empty cell for what is missing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([harmless(plain(value)) for value in row.values()] for row in frame.to_dict("records"))
    return out.getvalue()


def harmless(value: Any) -> Any:
    """A value of a CSV file, which cannot say what is text: what would run gets an apostrophe before it.

    >>> harmless("=cmd|' /C calc'!A0"), harmless("Trả đúng hạn"), harmless(-5), harmless("=")
    ("'=cmd|' /C calc'!A0", 'Trả đúng hạn', -5, '=')
    """
    # A sign alone, as the operator of a target, runs nothing.
    if not isinstance(value, str) or len(value) < 2:
        return value
    # A lone carriage return is not put in quotes, so that what follows it would begin a row of its own.
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.startswith(RUNS) else text


def plain(value: Hashable) -> Any:
    """The value as JSON knows it: None for missing, whole numbers without a fraction, days as text."""
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, (pd.Timestamp, dt.datetime, dt.date)):
        return value.isoformat()[:10]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value
