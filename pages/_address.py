"""Filters and the address bar: a link restores the view, and the view is always in the address."""

from collections.abc import Mapping, Sequence

import streamlit as st

# Streamlit can bind a widget to the address by itself, but writes the words of the screen there; links here carry
# short ids (?don-vi=hung-yen&nam=2021).
WRITTEN = "address written by the last run"
WANTED = "address wanted by this run"


def adopt() -> None:
    """Take what the address says, unless the last run wrote it: it is then a link, or the back button."""
    said = st.query_params.to_dict()
    # Going to another page empties the address; that is not a choice.
    if said and said != st.session_state.get(WRITTEN):
        st.session_state.update(said)
    st.session_state[WANTED] = {}


def pick(label: str, key: str, options: Mapping[str, str], *, default: str) -> str:
    """The id chosen from a list of ids with names; an id that is not known gives the default."""
    _settle(key, list(options), default)
    return _keep(key, st.selectbox(label, list(options), format_func=lambda name: options[name], key=key))


def pick_year(label: str, key: str, years: Sequence[int], *, default: int) -> int:
    """The year chosen by one click; a year that is not offered gives the default."""
    offered = [str(year) for year in years]
    _settle(key, offered, str(default))
    return int(_keep(key, st.segmented_control(label, offered, key=key, required=True)))


def write() -> None:
    """Put what was picked in this run into the address."""
    wanted = dict(st.session_state[WANTED])
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
    st.session_state[WRITTEN] = wanted


def _settle(key: str, offered: Sequence[str], default: str) -> None:
    """Set the widget's value before it is drawn: a choice that is no longer offered would keep it from being drawn."""
    # A widget forgets its value while another page is shown; the copy does not.
    said = st.session_state.get(key, st.session_state.get(f"kept {key}"))
    st.session_state[key] = said if said in offered else default


def _keep(key: str, chosen: str | None) -> str:
    picked = chosen or str(st.session_state[key])
    st.session_state[f"kept {key}"] = st.session_state[WANTED][key] = picked
    return picked
