"""Answers as text for people and programs: an aligned table, CSV, or JSON with null for what is missing."""

import csv
import datetime as dt
import io
import json
import math
from collections.abc import Hashable, Sequence
from typing import Any, Literal

import pandas as pd
from pandas import DataFrame

Format = Literal["table", "csv", "json"]


def written(frame: DataFrame, form: Format, *, brief: Sequence[str] = ()) -> str:
    """The frame as text; a table shows only the columns of `brief`, CSV and JSON show every column unrounded."""
    if form == "table":
        shown = frame[list(brief)] if brief else frame
        cells = [["" if (cell := _plain(value)) is None else str(cell) for value in row.values()]
                 for row in shown.to_dict("records")]
        return DataFrame(cells, columns=shown.columns).to_string(index=False) if cells else "(không có dòng nào)"
    rows = [{key: _plain(value) for key, value in row.items()} for row in frame.to_dict("records")]
    if form == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=[str(column) for column in frame.columns], lineterminator="\n")
    writer.writeheader()
    writer.writerows({str(key): value for key, value in row.items()} for row in rows)
    return out.getvalue().rstrip("\n")


def _plain(value: Hashable) -> Any:
    """The value as JSON knows it: None for missing, whole numbers without a fraction, days as text."""
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
