"""What every document says of the figures in it: version, day, filters, state, and whether they are illustrative."""

from collections.abc import Sequence
from typing import Any

from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents.wanted import Wanted, known
from cchc_metrics.ledger import Entry
from cchc_metrics.store import Store
from cchc_metrics.text import formats, publishing, reports, slides, words
from cchc_metrics.text.handing_in import counted
from cchc_metrics.workspace.approval import approvals, standing


def approval(entries: Sequence[Entry], store: Store, unit: str) -> str:
    """Whether the figures of a unit are illustrations, published elsewhere, approved, or waiting for approval."""
    own = [entry for entry in standing(entries) if entry.unit_id == unit]
    if own:
        waiting = sum(entry.number not in approvals(entries) for entry in own)
        return slides.WAITING.format(waiting=waiting, all=len(own)) if waiting else slides.APPROVED
    return slides.ILLUSTRATED if metrics.illustrative(store, unit=unit) else slides.PUBLISHED


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


def footer(store: Store, unit: str, approved: str) -> str:
    """The footer of every slide about a unit."""
    return _line(store.path.stem[:12], metrics.span(store, unit=unit).as_of, approved)


def published(fingerprint: str, as_of: str | None, *, marked: bool) -> str:
    """What every page of the site says: only what was approved is on it, or illustrations beside it, marked."""
    return _line(fingerprint, as_of, publishing.ILLUSTRATED if marked else publishing.APPROVED)


def _line(fingerprint: str, as_of: str | None, approved: str) -> str:
    day = words.UPDATED.format(day=formats.day(as_of)) if as_of else words.UPDATED_UNKNOWN
    return slides.FOOTER.format(fingerprint=fingerprint, as_of=day, approval=approved)
