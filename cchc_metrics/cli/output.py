"""Answers as text for people and programs: an aligned table, CSV, or JSON with null for what is missing."""

from collections.abc import Sequence
from typing import Literal

from pandas import DataFrame

from cchc_metrics.text.records import as_csv, as_json, plain

Format = Literal["table", "csv", "json"]


def written(frame: DataFrame, form: Format, *, brief: Sequence[str] = ()) -> str:
    """The frame as text; a table shows only the columns of `brief`, CSV and JSON show every column unrounded."""
    if form == "table":
        shown = frame[list(brief)] if brief else frame
        cells = [["" if (cell := plain(value)) is None else str(cell) for value in row.values()]
                 for row in shown.to_dict("records")]
        return DataFrame(cells, columns=shown.columns).to_string(index=False) if cells else "(không có dòng nào)"
    return as_json(frame) if form == "json" else as_csv(frame).rstrip("\n")
