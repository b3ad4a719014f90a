"""What is known of a document before it is made, kept for as long as the figures stay the same."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import streamlit as st
from pandas import DataFrame

from cchc_metrics.documents import reports, wanted
from cchc_metrics.documents.wanted import Wanted
from cchc_metrics.faults import Fault, FaultsFound
from pages import _address, _parts


@dataclass(frozen=True)
class Outlook:
    """A document asked for: why it cannot be made, its figures, and those that are missing with who owes them."""

    wanted: Wanted
    faults: tuple[Fault, ...]
    figures: DataFrame
    owed: DataFrame


def outlook(kind: str, unit: str, year: int, day: dt.date | None = None) -> Outlook:
    """What would become of a document of the figures that this run shows; without a day it bears its usual one."""
    told: Outlook = _kept(str(_parts.store().path), kind=kind, unit=unit, year=year, day=day,
                          as_known=_address.as_known(), approved_only=_address.approved_only())
    return told


@st.cache_data(max_entries=500, show_spinner=False)
def _kept(fingerprint: str, **said: Any) -> Outlook:  # noqa: ARG001 - other figures, other answers
    here, plan, store = _parts.workspace(), _parts.catalog(), _parts.store()
    asked = reports.wanted(here, **said)
    try:
        wanted.may_be_made(store, plan, asked)
    except FaultsFound as found:
        return Outlook(asked, tuple(found.faults), DataFrame(), DataFrame())
    return Outlook(asked, (), wanted.figures(store, plan, asked), wanted.owed(store, plan, asked))
