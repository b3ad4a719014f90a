"""What every document says of the figures in it: version, day, filters, state, and whether they are illustrative."""

from typing import Any

from pandas import DataFrame

from cchc_metrics.catalog import Catalog
from cchc_metrics.documents.wanted import Wanted, known
from cchc_metrics.store import Store
from cchc_metrics.text import formats, reports


def provenance(store: Store, catalog: Catalog, wanted: Wanted, rows: DataFrame) -> dict[str, Any]:
    """The fields that tell where the figures of a document come from.

    The fingerprint names the store: the same fingerprint means the same plan, figures and program.
    """
    there = known(rows)
    final = int((there["flag"] == "final").sum())
    newest = max(rows["as_of"].dropna(), default=None)
    state = reports.STATE_OF_FIGURES.format(final=final, other=len(there) - final, missing=len(rows) - len(there))
    said = {
        "fingerprint": store.path.stem,
        "as_of": reports.AS_OF_UNKNOWN if newest is None else formats.day(newest),
        "filters": f"{catalog.units[wanted.unit].name}, {wanted.period(catalog)}",
        "state": f"{state}; {reports.APPROVED}",
    }
    lines = [line.format(**said) for line in reports.DATA_LINES]
    mark = next(iter(rows["mark"].dropna()), "")
    return {"dau_trang": mark, "chan_trang": " · ".join(lines), "thong_tin": lines,
            "trang_thai": f"{mark}. {reports.DRAFT}" if mark else reports.DRAFT}
