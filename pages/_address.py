"""Filters and the address bar: a link restores the view, and the view is always in the address."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import streamlit as st

from cchc_metrics.text import screens

# Streamlit can bind a widget to the address by itself, but writes the words of the screen there; links here carry
# short ids (?don-vi=hung-yen&nam=2021).
STANDS = "what the address says"
MEANS = "what the address means: the same with the defaults of what it leaves out"
PICKED = "what this run shows"
BEFORE = "what the run before showed"
MAY_BE_LEFT = "widgets that may have nothing picked"
ON = "1"
# What is not a choice of figures but of how much of the ledger counts: every link carries it.
PINNED = ("tai-ngay", "da-duyet")
FIRST_DAY = dt.date(2000, 1, 1)


def adopt() -> None:
    """Take what the address says, unless this dashboard wrote it: it is then a link, or the back button.

    What an address leaves out has its default, so that a link shows the same to everyone.
    """
    said = st.query_params.to_dict()
    if said != st.session_state.get(STANDS):
        for key in {*st.session_state.get(PICKED, {}), *st.session_state.get(MAY_BE_LEFT, set())}:
            st.session_state.pop(key, None)
        st.session_state[STANDS] = said
        st.session_state.pop(MEANS, None)
    st.session_state[BEFORE] = st.session_state.get(PICKED, {})
    st.session_state[PICKED] = {}


def pick(label: str, key: str, options: Mapping[str, str], *, default: str, **look: Any) -> str:
    """The id chosen from a list of ids with names; an id that is not known gives the default."""
    _settle(key, list(options), default)
    return _keep(key, st.selectbox(label, list(options), format_func=lambda name: options[name], key=key, **look))


def chosen(key: str, offered: Collection[str], default: str) -> str:
    """What the address names among what is offered, without a widget; a default stays out of the address.

    So a default that follows another filter goes on following it.
    """
    return named(key, offered) or default


def pick_many(label: str, key: str, options: Mapping[str, str], *, default: Sequence[str]) -> tuple[str, ...]:
    """The ids chosen from a list of ids with names; ids that are not known are left out."""
    said = st.session_state[STANDS].get(key)
    wanted = st.session_state.get(key, default if said is None else said.split(","))
    st.session_state[key] = [name for name in wanted if name in options]
    picked = st.multiselect(label, list(options), format_func=lambda name: options[name], key=key,
                            placeholder=screens.NOTHING_CHOSEN)
    st.session_state[PICKED][key] = ",".join(picked)
    return tuple(picked)


def pick_year(label: str, key: str, years: Sequence[int], *, default: int) -> int:
    """The year chosen by one click; a year that is not offered gives the default."""
    offered = [str(year) for year in years]
    _settle(key, offered, str(default))
    return int(_keep(key, st.segmented_control(label, offered, key=key, required=True)))


def pick_part(label: str, key: str, options: Mapping[str, str], *, default: str) -> str:
    """The id of the part of a page, chosen by one click."""
    _settle(key, list(options), default)
    return _keep(key, st.segmented_control(label, list(options), format_func=lambda name: options[name], key=key,
                                           required=True, label_visibility="collapsed"))


def pick_day(label: str, key: str, *, latest: dt.date) -> dt.date | None:
    """The day chosen, None for none; a day that is not one, or later than `latest`, is none."""
    st.session_state.setdefault(MAY_BE_LEFT, set()).add(key)
    wanted = st.session_state.get(key, day(st.session_state[STANDS].get(key)))
    st.session_state[key] = wanted if wanted is not None and FIRST_DAY <= wanted <= latest else None
    chosen = st.date_input(label, key=key, min_value=FIRST_DAY, max_value=latest, format="DD/MM/YYYY")
    # What is not chosen has no place in the address, so that a link of before means what it meant.
    if isinstance(chosen, dt.date):
        st.session_state[PICKED][key] = chosen.isoformat()
        return chosen
    return None


def pick_whether(label: str, key: str) -> bool:
    """True when the switch is on; the address names it only then."""
    st.session_state.setdefault(MAY_BE_LEFT, set()).add(key)
    st.session_state[key] = bool(st.session_state.get(key, st.session_state[STANDS].get(key) == ON))
    chosen = st.toggle(label, key=key)
    if chosen:
        st.session_state[PICKED][key] = ON
    return chosen


def pick_words(label: str, key: str, **look: Any) -> str:
    """What was typed, nothing at first."""
    st.session_state[key] = st.session_state.get(key, st.session_state[STANDS].get(key, ""))
    typed = str(st.text_input(label, key=key, **look) or "")
    if typed:
        st.session_state[PICKED][key] = typed
    return typed


def day(said: str | None) -> dt.date | None:
    """The day that an address names, None when it names none."""
    try:
        return dt.date.fromisoformat(said or "")
    except ValueError:
        return None


def named(key: str, offered: Collection[str]) -> str | None:
    """What the address names among what is offered, without a widget; None when it names nothing of it."""
    said = st.session_state[STANDS].get(key)
    if said not in offered:
        return None
    st.session_state[PICKED][key] = said
    return str(said)


def write() -> None:
    """Put what was picked into the address, where that differs from what the address means."""
    picked, said = st.session_state[PICKED], st.session_state[STANDS]
    # A link that leaves something out stays as it is: rewritten, it would catch whoever goes back to it.
    if MEANS not in st.session_state and all(picked.get(key, value) == value for key, value in said.items()):
        st.session_state[MEANS] = picked
    if picked != st.session_state.get(MEANS):
        st.query_params.from_dict(picked)
        st.session_state[STANDS] = st.session_state[MEANS] = picked


def filters() -> dict[str, str]:
    """What has been picked so far in this run, as an address carries it."""
    return dict(st.session_state[PICKED])


def view() -> dict[str, str]:
    """What has been picked, with what the page picked when it was last drawn, at its present value."""
    now = {key: st.session_state.get(key, value) for key, value in st.session_state.get(BEFORE, {}).items()}
    before = {key: _said(value) for key, value in now.items() if value is not None and value is not False}
    return before | filters()


def pinned() -> dict[str, str]:
    """How much of the ledger counts, where that was picked, as every link carries it."""
    return {key: value for key, value in st.session_state.get(PICKED, {}).items() if key in PINNED}


def pin(said: Mapping[str, str]) -> None:
    """Take what an address says of the ledger, where no bar offers it."""
    st.session_state[PICKED] = {
        key: said[key] for key in PINNED if key in said and (key != PINNED[0] or day(said[key]) is not None)}


def as_known() -> dt.date | None:
    """The day at whose end the ledger counts, None for now."""
    return day(st.session_state.get(PICKED, {}).get(PINNED[0]))


def approved_only() -> bool:
    """True when only approved figures count."""
    return PINNED[1] in st.session_state.get(PICKED, {})


def _said(value: object) -> str:
    if isinstance(value, bool):
        return ON
    return ",".join(value) if isinstance(value, list) else str(value)


def _settle(key: str, offered: Sequence[str], default: str) -> None:
    """Set the widget's value before it is drawn: a choice that is no longer offered would keep it from being drawn."""
    wanted = st.session_state.get(key, st.session_state[STANDS].get(key))
    st.session_state[key] = wanted if wanted in offered else default


def _keep(key: str, chosen: str | None) -> str:
    picked = chosen or str(st.session_state[key])
    st.session_state[PICKED][key] = picked
    return picked
