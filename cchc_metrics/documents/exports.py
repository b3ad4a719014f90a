"""A view as a file: its picture as PNG or SVG, its rows as CSV or XLSX."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from pandas import DataFrame
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.charts import look
from cchc_metrics.days import today
from cchc_metrics.documents import sheets
from cchc_metrics.store import Store
from cchc_metrics.text import formats, ledger_words, words
from cchc_metrics.text.dictionary import COLUMNS
from cchc_metrics.text.formats import harmless
from cchc_metrics.text.rows import VerdictRow, records
from cchc_metrics.text.sentence import sentence
from cchc_metrics.text.words import store_in_view
from cchc_metrics.views import View, ViewRequest
from cchc_metrics.views.view import table

# Columns of a table that stand in a file taken out, so that each row can be told from where it came.
ORIGIN = {"title": "Bảng", "filters": "Bộ lọc", "source": "Nguồn của bảng", "day": "Ngày lấy ra"}
PICTURE = look.Size(1000)


def export(kind: str, catalog: Catalog, request: ViewRequest, view: View) -> bytes:
    """The bytes of a view as `kind`, one of KINDS.

    A picture carries its title, filters, source and date; a sheet has exactly the rows of the screen, as numbers.
    Raises: KeyError for an unknown kind, ValueError for a picture of a view that has none.
    """
    return KINDS[kind][1](catalog, request, view)


def filters(catalog: Catalog, request: ViewRequest) -> str:
    """The filters of a view in words."""
    parts = [catalog.units[request.unit].name, f"{words.FILTERS['year']} {request.year}"]
    if request.area is not None:
        parts.append(catalog.areas[request.area].name)
    if request.from_year is not None and request.to_year is not None:
        parts.append(f"{request.from_year} → {request.to_year}")
    if counts := store_in_view(request.as_known, approved_only=request.approved_only):
        parts.append(counts)
    if request.owner is not None:
        parts.append(catalog.owners[request.owner].name)
    if request.state is not None:
        parts.append(ledger_words.DECISION_STATES[request.state])
    if request.breakdown is not None:
        parts.append(f"{words.BREAKDOWN}: {catalog.breakdowns[request.breakdown].name}")
    parts += [catalog.units[unit].name for unit in request.units if unit != request.unit]
    parts += [catalog.indicators[indicator].short for indicator in request.indicators]
    if request.peer is not None:
        parts.append(f"{words.REFERENCE}: {catalog.units[request.peer].name}")
    return " · ".join(parts)


def _svg(catalog: Catalog, request: ViewRequest, view: View) -> bytes:
    return _picture(catalog, request, view).encode()


def _png(catalog: Catalog, request: ViewRequest, view: View) -> bytes:
    return look.png(_picture(catalog, request, view))


def _picture(catalog: Catalog, request: ViewRequest, view: View) -> str:
    if view.draw is None:
        raise ValueError(view.title)
    source = f"{view.source or words.SOURCE_UNKNOWN} · {ORIGIN['day']}: {formats.day(today())}"
    caption = look.Caption(view.title, filters(catalog, request), source, view.mark, view.notes)
    return look.file(look.svg(view.draw(PICTURE)), caption)


def _csv(catalog: Catalog, request: ViewRequest, view: View) -> bytes:
    """The rows, each of which says which table it is of: lines above the heading would keep programs from reading."""
    rows = table(catalog, view)
    origin = {
        "title": view.title,
        "filters": filters(catalog, request),
        "source": view.source,
        "day": formats.day(today()),
    }
    for name, text in origin.items():
        rows[ORIGIN[name]] = text
    for column in rows:
        if not is_numeric_dtype(rows[column]) and not is_datetime64_any_dtype(rows[column]):
            rows[column] = rows[column].map(harmless)
    # With the mark that tells Excel that the file is UTF-8.
    return rows.to_csv(index=False).encode("utf-8-sig")


def _xlsx(catalog: Catalog, request: ViewRequest, view: View) -> bytes:
    rows = table(catalog, view)
    book = sheets.workbook(words.TABLE)
    sheet = book.worksheets[0]
    day = f"{ORIGIN['day']}: {formats.day(today())}"
    head = [line for line in (view.title, filters(catalog, request), view.mark, view.source, day) if line]
    top = sheets.heading(sheet, head, bold=(view.mark,))
    sheets.table(sheet, top, sheets.fit(rows), rows.itertuples(index=False))
    sheets.print_setup(sheet, "landscape", top)
    return sheets.data(book)


KINDS: Mapping[str, tuple[str, Callable[[Catalog, ViewRequest, View], bytes]]] = {
    "png": ("image/png", _png),
    "svg": ("image/svg+xml", _svg),
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
}


VERDICTS = (
    "unit_id",
    "unit",
    "indicator_id",
    "name",
    "area_id",
    "year",
    "numerator",
    "denominator",
    "value",
    "measure_unit",
    "target",
    "operator",
    "previous",
    "change",
    "level",
    "direction",
    "direction_statistical",
    "pace",
    "gap",
    "exceptions",
    "sample_size",
    "interval_low",
    "interval_high",
    "reported_value",
    "reported_rank",
    "reported_of",
    "flag",
    "method",
    "source_id",
    "as_of",
    "period_start",
    "period_end",
    "break_title",
    "break_reason",
    "owner",
    "sentence",
    "mark",
)
PARTS = (
    "unit_id",
    "unit",
    "index_id",
    "part_id",
    "name",
    "year",
    "value",
    "maximum",
    "previous",
    "change",
    "direction",
    "flag",
    "method",
    "source_id",
    "reported_rank",
    "reported_of",
    "mark",
)
GROUPS = (
    "unit_id",
    "unit",
    "indicator_id",
    "breakdown_id",
    "group_id",
    "name",
    "year",
    "numerator",
    "denominator",
    "value",
    "mark",
)
SOURCES = ("source_id", "title", "url")
DICTIONARY = ("table", "column", "type", "measured_in", "meaning")


def tables(store: Store, catalog: Catalog, units: Sequence[str]) -> dict[str, DataFrame]:
    """Every table of the figures of some units by its name, the sources that they name, and the dictionary."""
    frames = {
        "chi-so": _for_units(
            catalog,
            units,
            VERDICTS,
            lambda unit: _with_sentences(
                pd.concat([metrics.indices(store, unit=unit, index=index) for index in catalog.indices])
            ),
        ),
        "chi-tieu": _for_units(
            catalog, units, VERDICTS, lambda unit: _with_sentences(metrics.targets(store, unit=unit))
        ),
        "thanh-phan": _for_units(
            catalog,
            units,
            PARTS,
            lambda unit: pd.concat([metrics.parts(store, unit=unit, index=index) for index in catalog.indices]),
        ),
        "nhom": _for_units(catalog, units, GROUPS, lambda unit: _groups(store, unit, catalog)),
    }
    citation = catalog.sources_of(
        cell for frame in frames.values() if "source_id" in frame for cell in frame["source_id"]
    )
    frames["nguon"] = DataFrame(sorted((one.id, one.title, one.url or None) for one in citation), columns=list(SOURCES))
    return frames | {"tu-dien": dictionary(frames)}


def dictionary(frames: Mapping[str, DataFrame]) -> DataFrame:
    """A row a column of every table: its type, its unit of measure and what it means.

    Raises: KeyError for a column that nobody has explained.
    """
    return DataFrame(
        [(table, column, *COLUMNS[column]) for table, frame in frames.items() for column in frame.columns],
        columns=list(DICTIONARY),
    )


def _for_units(
    catalog: Catalog, units: Sequence[str], columns: Sequence[str], ask: Callable[[str], DataFrame]
) -> DataFrame:
    """The answers for several units under one another, each row with the name of its unit."""
    answers = [ask(unit).assign(unit_id=unit, unit=catalog.units[unit].name) for unit in units]
    frames = [answer for answer in answers if len(answer)] or answers[:1]
    whole = pd.concat([answer.astype(object) for answer in frames], ignore_index=True)
    return whole.reindex(columns=list(columns))


def _with_sentences(rows: DataFrame) -> DataFrame:
    return rows.assign(sentence=[sentence(row) for row in records(rows, VerdictRow)])


def _groups(store: Store, unit: str, catalog: Catalog) -> DataFrame:
    mark = words.ILLUSTRATIVE if metrics.illustrative(store, unit=unit) else None
    return pd.concat(
        [
            metrics.groups(store, unit=unit, indicator=indicator).assign(indicator_id=indicator, mark=mark)
            for indicator in catalog.indicators
        ]
    )
