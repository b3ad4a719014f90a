"""What was handed in and what is owed: every indicator in every year, with its owner, its age and its due day."""

import datetime as dt
from typing import Any

import pandas as pd
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.text import words
from cchc_metrics.text.rows import CoverageRow, records
from cchc_metrics.views.view import View, ViewRequest, sources


def coverage(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """Every figure that a unit answers for, with its periods, its source and its due day, as a table to take away."""
    rows = coverage_rows(store, catalog, unit=request.unit)
    rows = rows if request.area is None else rows[rows["area_id"] == request.area]
    counts = rows["covered"].value_counts().to_dict()
    text = "; ".join(f"{words.COVERAGE_STATES[str(state)].word}: {count}" for state, count in counts.items())
    frame = rows.assign(covered=rows["covered"].map({key: one.word for key, one in words.COVERAGE_STATES.items()}))
    return View(
        words.COVERAGE_HEAD,
        frame.rename(columns={"owner": "who", "periods": "periods_in", "due": "report_due"}),
        text,
        source=sources(catalog, rows),
    )


def coverage_rows(store: Store, catalog: Catalog, *, unit: str) -> DataFrame:
    """The rows of `metrics.coverage` of a unit with what they amount to and when they are due.

    Columns: as there, and covered text: whole (the periods make the year, or all of it in which the unit existed),
    partly, no_activity or missing; due date, the day on which the report of that year is due by the plan's periods,
    missing where the plan has none for a year.
    """
    rows = metrics.coverage(store, unit=unit)
    yearly = next((period for period in catalog.periods.values() if period.covers == "year"), None)
    due: list[Any] = [yearly.dates(int(year)).due if yearly else None for year in rows["year"]]
    return rows.assign(
        covered=[_state(row) for row in records(rows, CoverageRow)],
        due=pd.Series(due, index=rows.index, dtype=object),
    )


def debts(rows: DataFrame, *, today: dt.date) -> DataFrame:
    """What is missing although its report was due: the posts one after another, the oldest first.

    Columns: owner, indicator_id, name text; year int; covered, periods text; due date; days int, since when.
    """
    late = rows[rows["covered"].isin(["missing", "partly"]) & rows["due"].notna()]
    late = late[[day < today for day in late["due"]]]
    columns = ["owner", "indicator_id", "name", "year", "covered", "periods", "due", "days"]
    days: list[int] = [(today - day).days for day in late["due"]]
    return late.assign(days=days).sort_values(["owner", "year"], kind="stable")[columns]


def _state(row: CoverageRow) -> str:
    if not row["has_value"]:
        return "missing"
    if row["partly"]:
        return "partly"
    return "no_activity" if row["no_activity"] else "whole"
