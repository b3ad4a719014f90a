"""The outlook of a document: what is known of it before it is made, cached while the figures stay the same."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import streamlit as st
from pandas import DataFrame

from cchc_metrics.documents import kinds, reports
from cchc_metrics.documents.kinds import Request
from cchc_metrics.faults import Fault, FaultsFound
from pages.parts import address, data


@dataclass(frozen=True)
class Outlook:
    """What is known of a document before it is made.

    `faults` say why it cannot be made, `figures` are its rows, `owed` the missing ones with their owners, `blanks` what
    it asks of the office.
    """

    document: Request
    faults: tuple[Fault, ...]
    figures: DataFrame
    owed: DataFrame
    blanks: tuple[str, ...] = ()


def outlook(kind: str, unit: str, year: int, day: dt.date | None = None) -> Outlook:
    """The outlook of a document from the figures of this run; without a day it has its usual date."""
    result: Outlook = _outlook(
        str(data.store().path),
        kind=kind,
        unit=unit,
        year=year,
        day=day,
        as_known=address.as_known(),
        approved_only=address.approved_only(),
    )
    return result


@st.cache_data(max_entries=500, show_spinner=False)
def _outlook(fingerprint: str, **fields: Any) -> Outlook:  # noqa: ARG001 - part of the cache key
    office, plan, store = data.workspace(), data.catalog(), data.store()
    document = reports.request(office, **fields)
    try:
        kinds.check_request(store, plan, document)
    except FaultsFound as faults:
        return Outlook(document, tuple(faults.faults), DataFrame(), DataFrame())
    owed = kinds.missing_figures(store, plan, document)
    return Outlook(
        document, (), kinds.figures(store, plan, document), owed, tuple(reports.open_blanks(office, document))
    )
