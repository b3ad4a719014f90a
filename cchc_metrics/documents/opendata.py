"""Tables for other programs, and the dictionary that says what every column of theirs means."""

import io
from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents.cells import put
from cchc_metrics.documents.steady import steady
from cchc_metrics.store import Store
from cchc_metrics.text import words
from cchc_metrics.text.dictionary import COLUMNS
from cchc_metrics.text.records import plain
from cchc_metrics.text.sentence import sentence

VERDICTS = (
    "unit_id", "unit", "indicator_id", "name", "area_id", "year", "numerator", "denominator", "value", "measure_unit",
    "target", "operator", "previous", "change", "level", "direction", "direction_statistical", "pace", "gap",
    "exceptions", "sample_size", "interval_low", "interval_high", "reported_value", "reported_rank", "reported_of",
    "flag", "method", "source_id", "as_of", "period_start", "period_end", "break_title", "break_reason", "owner",
    "sentence", "mark",
)
PARTS = ("unit_id", "unit", "index_id", "part_id", "name", "year", "value", "maximum", "previous", "change",
         "direction", "flag", "method", "source_id", "reported_rank", "reported_of", "mark")
GROUPS = ("unit_id", "unit", "indicator_id", "breakdown_id", "group_id", "name", "year", "numerator", "denominator",
          "value", "mark")
SOURCES = ("source_id", "title", "url")
DICTIONARY = ("table", "column", "type", "measured_in", "meaning")


def tables(store: Store, catalog: Catalog, units: Sequence[str]) -> dict[str, DataFrame]:
    """Every table of the figures of some units by its name, the sources that they name, and the dictionary."""
    found = {
        "chi-so": _beside(catalog, units, VERDICTS, lambda unit: _said(pd.concat([
            metrics.indices(store, unit=unit, index=index) for index in catalog.indices]))),
        "chi-tieu": _beside(catalog, units, VERDICTS, lambda unit: _said(metrics.targets(store, unit=unit))),
        "thanh-phan": _beside(catalog, units, PARTS, lambda unit: pd.concat([
            metrics.parts(store, unit=unit, index=index) for index in catalog.indices])),
        "nhom": _beside(catalog, units, GROUPS, lambda unit: _groups(store, unit, catalog)),
    }
    named = catalog.sources_of(cell for frame in found.values() if "source_id" in frame for cell in frame["source_id"])
    found["nguon"] = DataFrame(sorted((one.id, one.title, one.url or None) for one in named), columns=list(SOURCES))
    return found | {"tu-dien": dictionary(found)}


def dictionary(found: Mapping[str, DataFrame]) -> DataFrame:
    """A row a column of every table: its type, its unit of measure and what it means.

    Raises: KeyError for a column that nobody has explained.
    """
    return DataFrame([(table, column, *COLUMNS[column]) for table, frame in found.items() for column in frame.columns],
                     columns=list(DICTIONARY))


def workbook(found: Mapping[str, DataFrame]) -> bytes:
    """Tables as the sheets of one workbook, numbers as numbers; the same tables give the same bytes."""
    book = Workbook(write_only=True)
    for name, table in found.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.append(list(table.columns))
        for row in table.itertuples(index=False):
            sheet.append([put(WriteOnlyCell(sheet), plain(value)) for value in row])
    out = io.BytesIO()
    book.save(out)
    return steady(out.getvalue())


def _beside(catalog: Catalog, units: Sequence[str], columns: Sequence[str],
            ask: Callable[[str], DataFrame]) -> DataFrame:
    """The answers for several units under one another, each row with the name of its unit."""
    answers = [ask(unit).assign(unit_id=unit, unit=catalog.units[unit].name) for unit in units]
    given = [answer for answer in answers if len(answer)] or answers[:1]
    whole = pd.concat([answer.astype(object) for answer in given], ignore_index=True)
    return whole.reindex(columns=list(columns))


def _said(rows: DataFrame) -> DataFrame:
    return rows.assign(sentence=[sentence(row) for row in rows.to_dict("records")])


def _groups(store: Store, unit: str, catalog: Catalog) -> DataFrame:
    mark = words.ILLUSTRATIVE if metrics.illustrative(store, unit=unit) else None
    return pd.concat([metrics.groups(store, unit=unit, indicator=indicator).assign(indicator_id=indicator, mark=mark)
                      for indicator in catalog.indicators])
