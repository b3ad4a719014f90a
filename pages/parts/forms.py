"""A form that writes into the ledger: its number, what the last one recorded, and its faults beneath it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from cchc_metrics.faults import FaultError
from cchc_metrics.rights import Act
from pages.parts import address, data, rights

MESSAGE, NUMBER = "what the last form recorded", "number of the form: a new number gives empty fields"
DAY = "DD/MM/YYYY"
NO_MENTION = "không nêu"


def message() -> None:
    """Show what the run before recorded."""
    if text := st.session_state.pop(MESSAGE, None):
        st.success(text)


def number() -> str:
    """What tells the present forms from all others; their fields carry it in their keys.

    It names plan and unit: what was typed for one is never recorded for another.
    """
    return f"{address.plan()} {data.choice().unit} {st.session_state.get(NUMBER, 0)}"


def choose(place: Any, label: str, options: Mapping[str, str], key: str, **look: Any) -> Any:
    """A list of ids with names in a column, and the id chosen from it."""
    return place.selectbox(label, options, format_func=options.get, key=f"{key} {number()}", **look)


def choose_or_none(place: Any, label: str, options: Mapping[str, str], key: str, placeholder: str = "") -> Any:
    """The same, in which nothing is chosen at first; None for nothing."""
    return choose(place, label, options, key, index=None, placeholder=placeholder)


def finish(text: str) -> None:
    """Draw the page again with empty forms, and with what was recorded."""
    st.session_state[MESSAGE] = text
    st.session_state[NUMBER] = st.session_state.get(NUMBER, 0) + 1
    st.rerun()


def attempt(act: Act, units: str | Sequence[str], record: Callable[[str], str]) -> None:
    """Record for whoever may for a unit or several, and draw the page again; or list every fault beneath the form.

    The form keeps its text. `record` takes the name for the ledger, and gives what was recorded in words.
    """
    try:
        text = record(rights.require(act, *([units] if isinstance(units, str) else units)))
    except FaultError as faults:
        st.error("  \n".join(str(fault).replace("*", "\\*") for fault in faults.faults))
        return
    finish(text)
