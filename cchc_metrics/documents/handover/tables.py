"""The tables of a package, for people and for programs that know nothing of this one."""

import datetime as dt
from collections.abc import Sequence

import pandas as pd
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents import opendata
from cchc_metrics.ledger import Entry
from cchc_metrics.store import Store

HISTORY = (
    "unit_id", "indicator_id", "part_id", "breakdown_id", "group_id", "year", "period_start", "period_end",
    "numerator", "denominator", "value", "reported_value", "sample_size", "flag", "method", "source_id", "as_of",
    "entry", "withdrawn", "place", "use", "note", "mark",
)
TALLIES = ("unit_id", "tally_id", "name", "area_id", "breakdown_id", "group_id", "year", "period_start", "period_end",
           "cases", "flag", "source_id", "as_of", "mark")
TALLIED = (
    "unit_id", "tally_id", "breakdown_id", "group_id", "year", "period_start", "period_end", "cases", "flag",
    "source_id", "as_of", "entry", "withdrawn", "place", "use", "note", "mark",
)
ASKED = ("indicator_id", "name", "from_year", "year", "value", "measure_unit", "in_force", "cite")
TASKS = ("task_id", "area_id", "name", "owner", "state", "due", "as_of", "note", "cite", "mark")
DECISIONS = ("entry", "what", "owner", "decided", "due", "indicator_id", "area_id", "evidence", "recorded_by", "state",
             "reported", "note")
ENTRIES = ("number", "at", "by", "action", "unit_id", "files", "target", "why", "previous_hash", "hash")


def tables(store: Store, catalog: Catalog, unit: str, entries: Sequence[Entry]) -> dict[str, DataFrame]:
    """Every table by its name: figures ever handed in, verdicts, what was asked, tasks, sources, ledger, dictionary."""
    found = {"so-lieu": pd.concat([
        metrics.history(store, unit=unit, indicator=indicator).astype(object) for indicator in catalog.indicators
    ]).reindex(columns=list(HISTORY))}
    found |= opendata.tables(store, catalog, [unit])
    found["so-dem"] = metrics.tallies(store, unit=unit).assign(unit_id=unit)[list(TALLIES)]
    found["so-dem-da-nop"] = metrics.tally_history(store, unit=unit)[list(TALLIED)]
    found["muc-can-dat"] = _asked(store, catalog)
    found["nhiem-vu"] = metrics.tasks(store, unit=unit)[list(TASKS)]
    # What is overdue depends on the day of reading, so it stands in no table.
    found["viec-da-giao"] = metrics.decisions(store, unit=unit, on=dt.date(1990, 1, 1))[list(DECISIONS)]
    found["so-cai"] = DataFrame([
        {**vars(entry), "files": ", ".join(file.name for file in entry.files)} for entry in entries
    ], columns=list(ENTRIES), dtype=object)
    # Every source of the plan: those of replaced figures are named in no verdict.
    found["nguon"] = DataFrame([(source.id, source.title, source.url or None) for source in catalog.sources.values()],
                               columns=list(opendata.SOURCES))
    del found["tu-dien"]
    return found | {"tu-dien": opendata.dictionary(found)}


def _asked(store: Store, catalog: Catalog) -> DataFrame:
    return pd.concat([
        metrics.versions(store, indicator=target.id).assign(
            indicator_id=target.id, name=target.name, measure_unit=target.unit).astype(object)
        for target in catalog.targets.values()
    ], ignore_index=True)[list(ASKED)]
