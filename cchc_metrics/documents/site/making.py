"""The files of the published site by their paths, made from nothing but what may be published."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import font_source_sans_pro
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents import opendata, provenance
from cchc_metrics.documents.site.pages import Pages
from cchc_metrics.documents.site.placing import MANIFEST
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.text import publishing
from cchc_metrics.text.records import as_csv, as_json
from cchc_metrics.workspace import Publishable

HERE = Path(__file__).parent
LETTERS = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")


@dataclass(frozen=True)
class Wanted:
    """What the site is about: the units, first the one whose site it is, and the address of its cards."""

    units: tuple[str, ...]
    address: str = publishing.ADDRESS


def around(catalog: Catalog) -> tuple[str, ...]:
    """The unit of the plan, then the units that it is part of, then the whole country."""
    units = [catalog.plan.unit]
    while (parent := catalog.units[units[-1]].parent) is not None and parent not in units:
        units.append(parent)
    country = next((unit.id for unit in catalog.units.values() if unit.level == "national"), None)
    return tuple(dict.fromkeys([*units, *([country] if country else [])]))


def made(found: Publishable, catalog: Catalog, wanted: Wanted) -> dict[str, bytes]:
    """Every file of the site; the same figures give the same bytes.

    Raises: FaultsFound when there is nothing to publish.
    """
    store = found.store
    spans = {unit: metrics.span(store, unit=unit) for unit in wanted.units}
    if all(span.last_year is None for span in spans.values()):
        units = ", ".join(catalog.units[unit].name for unit in wanted.units)
        raise FaultsFound([Fault(units, publishing.NOTHING.format(units=units), publishing.NOTHING_NEEDED,
                                 publishing.NOTHING_REMEDY)])
    tables = opendata.tables(store, catalog, wanted.units)
    marked = any(table["mark"].notna().any() for table in tables.values() if "mark" in table)
    newest = max((span.as_of for span in spans.values() if span.as_of), default=None)
    line = provenance.published(found.fingerprint, newest, marked=marked)
    pages = Pages(found, catalog, wanted.units, wanted.address, line, marked=marked)
    files = {f"dang/{name}": (Path(font_source_sans_pro.__file__).parent / "files" / name).read_bytes()
             for name in LETTERS}
    files["dang/dang.css"] = (HERE / "dang.css").read_bytes()
    files |= pages.all(tables) | _data(tables)
    # The catalogue of the site comes last: it names every other file with its hash.
    told = {"fingerprint": found.fingerprint, "as_of": newest, "units": list(wanted.units), "illustrative": marked,
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}}
    files[MANIFEST] = json.dumps(told, ensure_ascii=False, indent=1).encode()
    return files


def _data(tables: Mapping[str, DataFrame]) -> dict[str, bytes]:
    written = {f"du-lieu/{name}.csv": as_csv(table).encode("utf-8-sig") for name, table in tables.items()}
    written |= {f"du-lieu/{name}.json": as_json(table).encode() for name, table in tables.items()}
    return written | {"du-lieu/tat-ca.xlsx": opendata.workbook(tables)}
