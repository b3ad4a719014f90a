"""Views of figures: what was handed in and what is owed, why a figure has its verdict, and its history."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.text.rows import CoverageRow, VerdictRow, records
from cchc_metrics.text.sentence import arithmetic, rule, sentence, threshold
from cchc_metrics.views import areas
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


@dataclass(frozen=True)
class Reasons:
    """The sentence of a figure, the facts behind its verdict by their names, and the steps of the arithmetic.

    `level` is None for an index that is only followed.
    """

    sentence: str
    level: str | None
    facts: Mapping[str, str]
    steps: tuple[str, ...]


def why(store: Store, catalog: Catalog, request: ViewRequest) -> Reasons | None:
    """The reasons for the verdict of an indicator in one year; None where the plan does not judge that year."""
    indicator = str(request.indicator)
    rows = (
        metrics.indices(store, unit=request.unit, index=indicator, year=request.year)
        if indicator in catalog.indices
        else metrics.targets(store, unit=request.unit, year=request.year)
    )
    row = next((row for row in records(rows, VerdictRow) if row["indicator_id"] == indicator), None)
    if row is None:
        return None
    target = catalog.targets.get(indicator)
    facts: dict[str, str] = {"Quy tắc": rule(row), "Mức cần": threshold(row)}
    if target is not None:
        facts |= {
            **areas.definition(target),
            words.CITATION: catalog.citation(target.cite),
        }
    if not formats.is_missing(row["period_end"]):
        facts["Kỳ số liệu"] = row["periods"]
    if not formats.is_missing(row["flag"]):
        facts[words.COLUMNS["flag"]] = words.FLAGS[row["flag"]]
    if not formats.is_missing(row["method"]):
        facts["Cách tính"] = metrics.methods(store).get(str(row["method"]), str(row["method"]))
    if not formats.is_missing(row["source_id"]):
        facts[words.SOURCE] = "; ".join(source.title for source in catalog.sources_of([row["source_id"]]))
    if not formats.is_missing(row["as_of"]):
        facts[words.COLUMNS["as_of"]] = formats.day(row["as_of"])
    if not formats.is_missing(row["owner"]):
        facts[words.OWNER] = row["owner"]
    level = None if formats.is_missing(row["level"]) else str(row["level"])
    return Reasons(sentence(row), level, facts, tuple(arithmetic(row)))


def history(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """Every row ever handed in for an indicator in a year and the year before, with its file and cell."""
    indicator = catalog.indicators[str(request.indicator)]
    rows = metrics.history(store, unit=request.unit, indicator=indicator.id)
    rows = rows[rows["year"].isin([request.year - 1, request.year]) & (rows["part_id"] == "")]
    groups = {
        (breakdown.id, group.id): group.name for breakdown in catalog.breakdowns.values() for group in breakdown.group
    }
    labels = [groups.get(key, "toàn bộ") for key in zip(rows["breakdown_id"], rows["group_id"], strict=True)]
    rows = (
        rows.assign(name=labels, measure_unit=indicator.measure_unit)
        .drop(columns="part_id")
        .rename(columns={"period_start": "first_day", "period_end": "last_day"})
        .sort_values("year", ascending=False, kind="stable")
    )
    title = "Mọi lần nộp của số này, năm {years}".format(years=f"{request.year - 1}–{request.year}")
    # How a figure was made, and that it is an illustration, stands above.
    return View(
        title,
        rows,
        "Chưa có dòng số liệu nào của năm này hay năm trước." if rows.empty else "",
        narrow=(
            "name",
            "year",
            "first_day",
            "last_day",
            "numerator",
            "denominator",
            "value",
            "sample_size",
            "reported_value",
            "flag",
            "source_id",
            "as_of",
            "use",
            "entry",
            "place",
        ),
    )
