"""Filters and the address bar: a link restores the view, and the view is always in the address."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

# Streamlit can bind a widget to the address by itself, but writes the words of the screen there; links here carry
# short ids (?don-vi=hung-yen&nam=2021).
KEPT = "what is kept of the address"
# A click may be under way while the address is written anew: more than a few addresses it cannot be behind.
REMEMBERED = 10
ON = "1"
# What is not a choice of figures but of how much of the ledger counts: every link carries it.
PINNED = ("tai-ngay", "da-duyet")
FIRST_DAY = dt.date(2000, 1, 1)


@dataclass
class Kept:
    """What a visit keeps of its address, in one piece: a run may be cut short wherever it touches the session."""

    # What the address says, and what it said before that, newest last.
    stands: dict[str, str] | None = None
    stood: list[dict[str, str] | None] = field(default_factory=list)
    # What the address means: the same with the defaults of what it leaves out; None until a run came to its end.
    means: dict[str, str] | None = None
    # What this run shows, the run before, and the last one that came to its end.
    picked: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    # Filters that somebody set since a run came to its end; filters that no longer follow the address.
    clicked: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)

    def say(self, said: dict[str, str]) -> None:
        """From here on the address says this."""
        self.stood = [*self.stood, self.stands][-REMEMBERED:]
        self.stands = said


def kept() -> Kept:
    """What this visit keeps of its address."""
    found: Kept = st.session_state.setdefault(KEPT, Kept())
    return found


def adopt() -> None:
    """Take what the address says, unless this dashboard wrote it: it is then a link, or the back button.

    What an address leaves out has its default, so that a link shows the same to everyone. A filter that was clicked
    stays as clicked, whatever address the click came with.
    """
    of, said, run = kept(), st.query_params.to_dict(), get_script_run_ctx()
    if run is not None and run.is_history_navigation:
        of.clicked.clear()
    # A click may have been sent before the browser heard of the address that stands now: that one then stays.
    if said != of.stands and not (of.clicked and said in of.stood):
        of.settled = set(of.clicked)
        of.say(said)
        of.means = None
    elif said != of.stands:
        of.means = None
    of.before, of.picked = of.picked, {}


def arrive(key: str) -> None:
    """Take the address of a screen that stands in place of a page and is told from it by `key`.

    The browser leaves its address as it is when a way of the bar leads to another view of the same page: the next key
    would then lead from the page, and the link would be to the page.
    """
    of, said, run = kept(), st.query_params.to_dict(), get_script_run_ctx()
    if said == of.stands:
        return
    from_a_page = of.stands is not None and key not in of.stands
    of.say(said)
    of.means = None
    if from_a_page and not (run is not None and run.is_history_navigation):
        st.query_params.from_dict(said)


def followed(way: Mapping[str, str]) -> dict[str, str]:
    """The address of a way that was clicked on; a filter set after the way was drawn, and kept by it, is as set."""
    of = kept()
    since = {key: of.picked[key] for key in of.clicked if key in of.picked and way.get(key) == of.shown.get(key)}
    of.clicked.clear()
    return {**way, **since}


def pick(label: str, key: str, options: Mapping[str, str], *, default: str, **look: Any) -> str:
    """The id chosen from a list of ids with names; an id that is not known gives the default."""
    _settle(key, list(options), default)
    return _one(
        key,
        st.selectbox(
            label, list(options), format_func=lambda name: options[name], key=key, on_change=_click, args=(key,), **look
        ),
    )


def chosen(key: str, offered: Collection[str], default: str) -> str:
    """What the address names among what is offered, without a widget; a default stays out of the address.

    So a default that follows another filter goes on following it.
    """
    return named(key, offered) or default


def pick_many(label: str, key: str, options: Mapping[str, str], *, default: Sequence[str]) -> tuple[str, ...]:
    """The ids chosen from a list of ids with names; ids that are not known are left out."""
    said = _said().get(key)
    wanted = _now(key, default if said is None else said.split(","))
    st.session_state[key] = [name for name in wanted if name in options]
    picked = st.multiselect(
        label,
        list(options),
        format_func=lambda name: options[name],
        key=key,
        on_change=_click,
        args=(key,),
        placeholder="chưa chọn",
    )
    _keep(key, ",".join(picked))
    # None at all is a choice too.
    kept().picked.setdefault(key, "")
    return tuple(picked)


def pick_year(label: str, key: str, years: Sequence[int], *, default: int) -> int:
    """The year chosen by one click; a year that is not offered gives the default."""
    offered = [str(year) for year in years]
    _settle(key, offered, str(default))
    return int(_one(key, st.segmented_control(label, offered, key=key, on_change=_click, args=(key,), required=True)))


def pick_part(label: str, key: str, options: Mapping[str, str], *, default: str) -> str:
    """The id of the part of a page, chosen by one click."""
    _settle(key, list(options), default)
    return _one(
        key,
        st.segmented_control(
            label,
            list(options),
            format_func=lambda name: options[name],
            key=key,
            on_change=_click,
            args=(key,),
            required=True,
            label_visibility="collapsed",
        ),
    )


def pick_day(label: str, key: str, *, latest: dt.date) -> dt.date | None:
    """The day chosen, None for none; a day that is not one, or later than `latest`, is none."""
    wanted = _now(key, day(_said().get(key)))
    st.session_state[key] = wanted if wanted is not None and FIRST_DAY <= wanted <= latest else None
    chosen = st.date_input(
        label, key=key, on_change=_click, args=(key,), min_value=FIRST_DAY, max_value=latest, format="DD/MM/YYYY"
    )
    # What is not chosen has no place in the address, so that a link of before means what it meant.
    _keep(key, chosen.isoformat() if isinstance(chosen, dt.date) else "")
    return chosen if isinstance(chosen, dt.date) else None


def pick_whether(label: str, key: str) -> bool:
    """True when the switch is on; the address names it only then."""
    st.session_state[key] = bool(_now(key, _said().get(key) == ON))
    chosen = st.toggle(label, key=key, on_change=_click, args=(key,))
    _keep(key, ON if chosen else "")
    return chosen


def pick_words(label: str, key: str, **look: Any) -> str:
    """What was typed, nothing at first."""
    st.session_state[key] = _now(key, _said().get(key, ""))
    typed = str(st.text_input(label, key=key, on_change=_click, args=(key,), **look) or "")
    _keep(key, typed)
    return typed


def day(said: str | None) -> dt.date | None:
    """The day that an address names, None when it names none."""
    try:
        return dt.date.fromisoformat(said or "")
    except ValueError:
        return None


def named(key: str, offered: Collection[str]) -> str | None:
    """What the address names among what is offered, without a widget; None when it names nothing of it."""
    said = _said().get(key)
    if said not in offered:
        return None
    kept().picked[key] = said
    return said


def write() -> None:
    """Put what was picked into the address, where that differs from what the address means."""
    of = kept()
    picked, said = of.picked, of.stands or {}
    # A link that leaves something out stays as it is: rewritten, it would catch whoever goes back to it.
    if of.means is None and not of.clicked and all(picked.get(key, value) == value for key, value in said.items()):
        of.means = picked
    if picked != of.means:
        st.query_params.from_dict(picked)
        of.say(picked)
        of.means = picked
    of.shown = picked
    of.clicked.clear()


def filters() -> dict[str, str]:
    """What has been picked so far in this run, as an address carries it."""
    return dict(kept().picked)


def view() -> dict[str, str]:
    """What has been picked, with what the page picked when it was last drawn, at its present value."""
    now = {key: st.session_state.get(key, value) for key, value in kept().before.items()}
    before = {key: _as_said(value) for key, value in now.items() if value is not None and value is not False}
    return before | filters()


def pinned() -> dict[str, str]:
    """How much of the ledger counts, where that was picked, as every link carries it."""
    return {key: value for key, value in kept().picked.items() if key in PINNED}


def pin(said: Mapping[str, str]) -> None:
    """Take what an address says of the ledger, where no bar offers it."""
    kept().picked = {
        key: said[key] for key in PINNED if key in said and (key != PINNED[0] or day(said[key]) is not None)
    }


def as_known() -> dt.date | None:
    """The day at whose end the ledger counts, None for now."""
    return day(kept().picked.get(PINNED[0]))


def approved_only() -> bool:
    """True when only approved figures count."""
    return PINNED[1] in kept().picked


def _as_said(value: object) -> str:
    if isinstance(value, bool):
        return ON
    return ",".join(value) if isinstance(value, list) else str(value)


def _said() -> dict[str, str]:
    return kept().stands or {}


def _now(key: str, said: Any) -> Any:
    """What a widget holds; what the address says while the widget follows it, or has not been drawn."""
    return st.session_state.get(key, said) if key in kept().settled else said


def _click(key: str) -> None:
    """Called before a run, when the browser sends another value of a filter than the run before had."""
    of = kept()
    of.clicked.add(key)
    of.settled.add(key)


def _settle(key: str, offered: Sequence[str], default: str) -> None:
    """Set the widget's value before it is drawn: a choice that is no longer offered would keep it from being drawn."""
    wanted = _now(key, _said().get(key))
    st.session_state[key] = wanted if wanted in offered else default


def _one(key: str, chosen: str | None) -> str:
    picked = chosen or str(st.session_state[key])
    _keep(key, picked)
    return picked


def _keep(key: str, picked: str) -> None:
    """Note what a widget that has been drawn shows; nothing has no place in the address."""
    of = kept()
    of.settled.add(key)
    if picked:
        of.picked[key] = picked
