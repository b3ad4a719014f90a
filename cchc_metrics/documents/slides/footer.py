"""The line under every slide: the version of the figures, how fresh they are, and whether they are approved."""

from collections.abc import Sequence

from cchc_metrics import metrics
from cchc_metrics.ledger import Entry
from cchc_metrics.store import Store
from cchc_metrics.text import formats, slides, words
from cchc_metrics.workspace.approval import approvals, standing


def approval(entries: Sequence[Entry], store: Store, unit: str) -> str:
    """Whether the figures of a unit are illustrations, published elsewhere, approved, or waiting for approval."""
    own = [entry for entry in standing(entries) if entry.unit_id == unit]
    if own:
        waiting = sum(entry.number not in approvals(entries) for entry in own)
        return slides.WAITING.format(waiting=waiting, all=len(own)) if waiting else slides.APPROVED
    known = metrics.units(store)
    shown = unit in known.loc[known["illustrative"].fillna(value=False), "unit_id"].tolist()
    return slides.ILLUSTRATED if shown else slides.PUBLISHED


def provenance(store: Store, unit: str, approved: str) -> str:
    """The footer of every slide about a unit."""
    span = metrics.span(store, unit=unit)
    as_of = words.UPDATED.format(day=formats.day(span.as_of)) if span.as_of else words.UPDATED_UNKNOWN
    return slides.FOOTER.format(fingerprint=store.path.stem[:12], as_of=as_of, approval=approved)
