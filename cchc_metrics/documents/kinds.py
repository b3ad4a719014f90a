"""Which document is asked for, what keeps it from being made, and what is missing before it is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.text.formats import missing
from cchc_metrics.text.statements import period_name

# The workbook about all units that a plan binds, whatever unit is looked at.
ALL_UNITS = "cac-don-vi"


@dataclass(frozen=True)
class Request:
    """A document: of which unit, of which kind, for which year, and the day that it bears.

    `approval` is what the ledger says of the figures' approval, in words; `as_known` and `approved_only` say how much
    of the ledger counts.
    """

    unit: str
    kind: str
    year: int
    day: dt.date
    approval: str = ""
    as_known: dt.date | None = None
    approved_only: bool = False

    def dates(self, catalog: Catalog) -> tuple[dt.date, dt.date]:
        """The first and the last day that the document tells of."""
        period = catalog.periods.get(self.kind)
        if period is None:
            return dt.date(self.year, 1, 1), dt.date(self.year, 12, 31)
        return period.dates(self.year)[:2]

    def by_days(self, catalog: Catalog) -> bool:
        """True when the figures are those within the days of a period, false when they are those of the year."""
        return self.kind in catalog.periods and catalog.periods[self.kind].covers == "days"

    def period(self, catalog: Catalog) -> str:
        """The period in words, as it stands within a sentence."""
        known = catalog.periods.get(self.kind)
        return period_name(known.name if known else "Năm", self.year)


def day_of(store: Store, catalog: Catalog, request: Request) -> dt.date:
    """The day that a document bears unless another is given: when it is due, or when its newest figure was known.

    A document does not tell of figures that nobody knew on its day.
    """
    period = catalog.periods.get(request.kind)
    due = period.dates(request.year).due if period else dt.date(request.year, 12, 31)
    newest = max(figures(store, catalog, request)["as_of"].dropna(), default=None)
    return due if newest is None else max(due, newest.date())


def figures(store: Store, catalog: Catalog, request: Request) -> DataFrame:
    """The targets that a document tells of: those of the days of its period, or those of its year.

    Columns: those of `period_figures` or of `targets`.
    """
    if request.by_days(catalog):
        return metrics.period_figures(store, unit=request.unit, period=request.kind, year=request.year)
    return metrics.targets(store, unit=request.unit, year=request.year)


def known(row: DataFrame) -> "DataFrame":
    """The rows that have a figure; 0 of 0 is one."""
    return row[row["value"].notna() | row["no_activity"].fillna(value=False).astype(bool)]


def same_days(rows: DataFrame) -> tuple[dt.date, dt.date] | None:
    """The days that most figures are of, when those are not the whole year: said once rather than in each sentence."""
    there = known(rows).dropna(subset=["period_end"])
    spans = list(zip(there["period_start"], there["period_end"], strict=True))
    if not spans:
        return None
    start, end = max(dict.fromkeys(spans), key=spans.count)
    whole = (end.month, end.day) == (12, 31)
    return None if whole or 2 * spans.count((start, end)) <= len(spans) else (start.date(), end.date())


def without_days(row: Mapping[Any, Any], days: tuple[dt.date, dt.date] | None) -> dict[Any, Any]:
    """A row that says nothing of its days where they are those already told."""
    start, end = row["period_start"], row["period_end"]
    told = days is not None and not (missing(start) or missing(end)) and (start.date(), end.date()) == days
    whole = told and (missing(row["days"]) or (end - start).days + 1 <= row["days"])
    return {**row, "period_start": None, "period_end": None, "days": None} if whole else dict(row)


def missing_figures(store: Store, catalog: Catalog, request: Request) -> DataFrame:
    """The targets without figures in the period of a document, with who owes them.

    Columns: those of `figures`. Order: as in the plan.
    """
    rows = figures(store, catalog, request)
    return rows[~rows.index.isin(known(rows).index)]


def has_a_figure(store: Store, catalog: Catalog, unit: str, year: int) -> None:
    """Nothing, when a unit has a figure of a year.

    Raises: FaultsFound with the years of which it has one.
    """
    rows = metrics.coverage(store, unit=unit)
    years = sorted({int(row) for row in rows.loc[rows["has_value"], "year"]})
    if year not in years:
        name = catalog.units[unit].name
        raise FaultsFound(
            [
                Fault(
                    "no-figures",
                    name,
                    f"{name} không có số liệu nào của năm {year}",
                    "một năm có số liệu: {years}".format(years=", ".join(map(str, years)) or "chưa năm nào"),
                    "chọn năm khác (--year), hoặc nộp số liệu",
                )
            ]
        )


def check_request(store: Store, catalog: Catalog, request: Request, rows: DataFrame | None = None) -> None:
    """Nothing, when there is something to tell; `rows` are those of `figures` where the caller has them.

    Raises: FaultsFound for a unit that the plan does not bind or that did not exist, a year outside the plan, or a
    period without a single figure.
    """
    if request.kind == "trinh-chieu":
        # The presentation shows the indices of units that the plan does not bind, too.
        has_a_figure(store, catalog, request.unit, request.year)
        return
    if request.kind == ALL_UNITS:
        # A matrix without figures says who owes them.
        return
    unit, period = catalog.units[request.unit], request.period(catalog)
    first, last = request.dates(catalog)
    place = "{kind}, {period}".format(kind=words.REPORT_KINDS.get(request.kind, "Báo cáo định kỳ"), period=period)
    if not catalog.binds(request.unit):
        raise FaultsFound(
            [
                Fault(
                    "unbound-unit",
                    place,
                    (f"kế hoạch này đặt chỉ tiêu cho cấp {catalog.bound_levels}; {unit.name} không thuộc cấp đó"),
                    f"đơn vị cấp {catalog.bound_levels}",
                    "chọn đơn vị khác",
                )
            ]
        )
    if request.year not in catalog.years:
        raise FaultsFound(
            [
                Fault(
                    "year-outside-plan",
                    place,
                    f"kế hoạch không xét năm {request.year}",
                    f"năm từ {catalog.years[0]} đến {catalog.years[-1]}",
                    "chọn năm khác",
                )
            ]
        )
    if unit.valid_to is not None and unit.valid_to < first:
        after = catalog.units[unit.successor].name if unit.successor else "đơn vị kế thừa"
        raise FaultsFound(
            [
                Fault(
                    "lifetime",
                    place,
                    f"{unit.name} chỉ có đến {formats.day(unit.valid_to)}, trước kỳ báo cáo {period}",
                    f"đơn vị tồn tại trong {period}",
                    f"lập báo cáo cho {after}",
                )
            ]
        )
    if unit.valid_from is not None and unit.valid_from > last:
        raise FaultsFound(
            [
                Fault(
                    "lifetime",
                    place,
                    f"{unit.name} chỉ có từ {formats.day(unit.valid_from)}, sau kỳ báo cáo {period}",
                    f"đơn vị tồn tại trong {period}",
                    "lập báo cáo cho đơn vị trước đó",
                )
            ]
        )
    if known(figures(store, catalog, request) if rows is None else rows).empty:
        raise FaultsFound(
            [
                Fault(
                    "no-figures",
                    place,
                    f"{unit.name} không có số liệu nào của {period} (từ {formats.day(first)} đến {formats.day(last)})"
                    + _elsewhere(store, request),
                    "số liệu có kỳ nằm trong các ngày đó"
                    if request.by_days(catalog)
                    else f"số liệu của năm {request.year}",
                    "nộp số liệu của kỳ (cột period_start, period_end), hoặc chọn kỳ khác",
                )
            ]
        )


def _elsewhere(store: Store, request: Request) -> str:
    """The periods that the figures of the year do have, so that somebody sees why none of them counts."""
    rows = metrics.targets(store, unit=request.unit, year=request.year).dropna(subset=["period_start"])
    spans = dict.fromkeys(f"{formats.day(row.period_start)}–{formats.day(row.period_end)}" for row in rows.itertuples())
    if not spans:
        return ""
    return "; có số của năm {year} ghi kỳ {periods}, không nằm trong các ngày đó".format(
        year=request.year, periods=", ".join(list(spans)[:3])
    )
