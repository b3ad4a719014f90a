"""What every document says of the figures in it: version, day, filters, state, and whether they are illustrative."""

from typing import Any

from pandas import DataFrame

from cchc_metrics.catalog import Catalog
from cchc_metrics.documents.wanted import Wanted, known
from cchc_metrics.store import Store
from cchc_metrics.text import formats, reports
from cchc_metrics.text.handing_in import counted


def provenance(store: Store, catalog: Catalog, wanted: Wanted, rows: DataFrame,
               span: str = "") -> dict[str, Any]:
    """The fields that tell where the figures of a document come from; `rows` are the figures that it tells.

    The fingerprint names the store: the same fingerprint means the same plan, figures and program.
    """
    there = known(rows)
    final = int((there["flag"] == "final").sum())
    newest = max(rows["as_of"].dropna(), default=None)
    state = reports.STATE_OF_FIGURES.format(final=final, other=len(there) - final, missing=len(rows) - len(there))
    filters = [catalog.units[wanted.unit].name, span or wanted.period(catalog)]
    if counts := counted(wanted.as_known, approved_only=wanted.approved_only):
        filters.append(counts)
    said = {
        "fingerprint": store.path.stem,
        "as_of": reports.AS_OF_UNKNOWN if newest is None else formats.day(newest),
        "filters": ", ".join(filters),
        "state": f"{state}; {wanted.approval}" if wanted.approval else state,
    }
    lines = [line.format(**said) for line in reports.DATA_LINES]
    mark = next(iter(rows["mark"].dropna()), "")
    return {"dau_trang": mark, "chan_trang": " · ".join(lines), "thong_tin": lines}
