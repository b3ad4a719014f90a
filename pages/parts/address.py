"""Filters and the address bar: a link restores the view, and the view is always in the address."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cchc_metrics.views import search

# The address of each page and the file that shows it, in the order of the top bar.
PAGE_FILES = {
    "": "overview",
    "chi-so": "indices",
    "linh-vuc": "areas",
    "so-sanh": "compare",
    "nhiem-vu": "tasks",
    "y-kien": "feedback",
    "cham-diem": "scoring",
    "cac-xa": "communes",
    "so-lieu": "figures",
    "bao-cao": "reports",
    "vi-sao": "why",
}
VISIT = "the address of this visit"
# A click can arrive with an older address than the current one. The last ten are still recognised as ours.
HISTORY = 10
ON = "1"
# A list longer than this is found in by typing.
LONG = 10
# These say which plan is shown and how much of its ledger counts. Every link carries them.
PLAN = "ke-hoach"
LEDGER_KEYS = ("tai-ngay", "da-duyet", PLAN)
FIRST_DAY = dt.date(2000, 1, 1)


# Streamlit can bind a widget to the address by itself, but it writes the words of the screen there. Links here carry
# short ids (?don-vi=hung-yen&nam=2021), which stay the same when a name is corrected.
class UnknownName(Exception):
    """A link names something that is not offered; `key` is the parameter, `value` the name, `options` id → name."""

    def __init__(self, key: str, value: str, options: Mapping[str, str]) -> None:
        super().__init__(f"{key}={value}")
        self.key, self.value, self.options = key, value, options


@dataclass
class Visit:
    """What one visit remembers of its address. One object, because a run may be cut short at any access to the session.

    `current` is the query of the address as it stands; `earlier` those before it, newest last; `link` that of a link
    which is being followed to the page `link_page`. `effective` is the current one with defaults filled in, None until
    the first run has finished. `selection` is what this run shows, `previous` what the run before showed, `complete`
    what the last finished run showed. `clicks` are the filters that were set since the last finished run; `loose_keys`
    are those whose widget no longer follows the address. `in_bar` is true while the top bar is drawn; `unknown` is the
    first name that it could not follow.
    """

    current: dict[str, str] | None = None
    earlier: list[dict[str, str] | None] = field(default_factory=list)
    link: dict[str, str] | None = None
    link_page: str = ""
    effective: dict[str, str] | None = None
    selection: dict[str, str] = field(default_factory=dict)
    previous: dict[str, str] = field(default_factory=dict)
    complete: dict[str, str] = field(default_factory=dict)
    clicks: set[str] = field(default_factory=set)
    loose_keys: set[str] = field(default_factory=set)
    in_bar: bool = False
    unknown: UnknownName | None = None

    def move_to(self, query: dict[str, str]) -> None:
        """Make this the current query of the address."""
        self.earlier = [*self.earlier, self.current][-HISTORY:]
        self.current = query


def page_file(address: str) -> str:
    """The file of the page at an address."""
    return f"pages/{PAGE_FILES[address.strip('./')]}.py"


def visit() -> Visit:
    """What this visit remembers of its address."""
    state: Visit = st.session_state.setdefault(VISIT, Visit())
    return state


def read() -> None:
    """Follow the address, unless this dashboard wrote it itself: then it is a link or the back button.

    A key that the address leaves out has its default, so that a link shows the same to everyone. A filter that was
    clicked keeps its value, whatever address the click came with.
    """
    state, query, run = visit(), st.query_params.to_dict(), get_script_run_ctx()
    if run is not None and run.is_history_navigation:
        state.clicks.clear()
    # A click may have left the browser before the current address reached it: the current address then stays, unless
    # the click has come into the run of a link that leads to where one was before.
    if query != state.current and not (state.clicks and query in state.earlier and query != state.link):
        state.loose_keys = set(state.clicks)
        state.move_to(query)
        state.effective = None
    elif query != state.current:
        state.effective = None
    state.previous, state.selection = state.selection, {}
    state.in_bar, state.unknown = True, None


def end_bar() -> None:
    """Note that the top bar has been drawn. Raises UnknownName when the link names something that it does not offer."""
    state = visit()
    state.in_bar = False
    if state.unknown is not None:
        raise state.unknown


def read_screen(key: str) -> None:
    """Follow the address of a screen that replaces a page; `key` is the parameter that tells the two apart.

    Streamlit leaves the browser's address alone when a link of the bar leads to another view of the same page. Without
    this the next key would lead away from the page, and a copied link would open the page.
    """
    state, query, run = visit(), st.query_params.to_dict(), get_script_run_ctx()
    if query == state.current:
        return
    from_page = state.current is not None and key not in state.current
    state.move_to(query)
    state.effective = None
    if from_page and not (run is not None and run.is_history_navigation):
        st.query_params.from_dict(query)


def link_query(page: str, query: Mapping[str, str]) -> dict[str, str]:
    """The query of a link to a page, with the filters set after the link was drawn, where the link has them."""
    state = visit()
    newer = {
        key: state.selection[key]
        for key in state.clicks
        if key in state.selection and query.get(key) == state.complete.get(key)
    }
    state.clicks.clear()
    state.link, state.link_page = {**query, **newer}, page
    return state.link


def resume_link(page: str) -> None:
    """Turn to the page of a link again, where a filter was clicked on `page` before the browser knew of the turn."""
    state = visit()
    if state.link is not None and state.clicks and page != state.link_page:
        st.switch_page(page_file(state.link_page), query_params=link_query(state.link_page, state.link))


def carry(key: str, options: Mapping[str, str]) -> None:
    """Keep a filter in the address for other pages, on a page that does not show it; an unknown name is told, too."""
    value = _widget_value(key, _query().get(key))
    if value in options:
        visit().selection[key] = value
    elif value and key not in visit().loose_keys:
        _refuse(key, value, options)


def pick(label: str, key: str, options: Mapping[str, str], *, default: str, **look: Any) -> str:
    """A list of ids with names, and the id chosen from it, or found by a name typed without diacritics.

    Raises UnknownName for a link with another id.
    """
    _set_widget(key, options, default)
    return _note_one(
        key,
        st.selectbox(
            label,
            list(options),
            format_func=lambda name: options.get(name, name),
            key=key,
            on_change=_choose,
            args=(key, options, st.session_state[key]),
            # Streamlit finds a name only as it is written. Other letters are sent here, and found without diacritics.
            accept_new_options=len(options) > LONG,
            **look,
        ),
    )


def many(key: str, options: Mapping[str, str], *, default: Sequence[str]) -> tuple[str, ...]:
    """The ids that the address names, without a widget. Raises UnknownName for a link with another id."""
    text = _query().get(key)
    ids = _widget_value(key, default if text is None else text.split(",") if text else [])
    if key not in visit().loose_keys:
        for name in ids:
            if name not in options:
                _refuse(key, name, options)
    choice = tuple(name for name in ids if name in options)
    visit().loose_keys.add(key)
    # An empty choice is a choice too, and stands in the address.
    visit().selection[key] = ",".join(choice)
    return choice


def pick_many(label: str, key: str, options: Mapping[str, str]) -> None:
    """A list of ids with names, of which several can be chosen; `many` has told which are."""
    st.session_state[key] = visit().selection[key].split(",") if visit().selection[key] else []
    st.multiselect(
        label,
        list(options),
        format_func=lambda name: options.get(name, name),
        key=key,
        on_change=_choose_many,
        args=(key, options),
        placeholder="chưa chọn",
        accept_new_options=len(options) > LONG,
    )


def pick_year(label: str, key: str, years: Sequence[int], *, default: int) -> int:
    """A row of years, and the one chosen by a click. Raises UnknownName for a link with another year."""
    options = {str(year): str(year) for year in years}
    _set_widget(key, options, str(default))
    return int(
        _note_one(
            key, st.segmented_control(label, list(options), key=key, on_change=_click, args=(key,), required=True)
        )
    )


def pick_part(label: str, key: str, options: Mapping[str, str], *, default: str) -> str:
    """A row with the parts of a page, and the id of the one chosen by a click."""
    _set_widget(key, options, default)
    return _note_one(
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
    """A field for a day, and the day in it, None for none. A link with what is no day, or one to come, is told."""
    text = _query().get(key)
    if text and key not in visit().loose_keys and not _is_day(text, latest):
        _refuse(key, text, {})
    value = _widget_value(key, day(text))
    st.session_state[key] = value if value is not None and FIRST_DAY <= value <= latest else None
    choice = st.date_input(
        label, key=key, on_change=_click, args=(key,), min_value=FIRST_DAY, max_value=latest, format="DD/MM/YYYY"
    )
    _note(key, choice.isoformat() if isinstance(choice, dt.date) else "")
    return choice if isinstance(choice, dt.date) else None


def pick_switch(label: str, key: str) -> bool:
    """A switch, and whether it is on; only then it stands in the address."""
    st.session_state[key] = bool(_widget_value(key, _query().get(key) == ON))
    choice = st.toggle(label, key=key, on_change=_click, args=(key,))
    _note(key, ON if choice else "")
    return choice


def pick_text(label: str, key: str, **look: Any) -> str:
    """A field for text, and the text in it, empty at first."""
    st.session_state[key] = _widget_value(key, _query().get(key, ""))
    text = str(st.text_input(label, key=key, on_change=_click, args=(key,), **look) or "")
    _note(key, text)
    return text


def text(key: str) -> str:
    """The text that the address names, without a widget; empty when it names none."""
    value = _query().get(key, "")
    if value:
        visit().selection[key] = value
    return value


def optional(key: str, options: Collection[str]) -> str | None:
    """What the address names among the options, without a widget; None when it names nothing.

    Raises UnknownName for a link that names something else.
    """
    value = _query().get(key)
    if value is None or value not in options:
        if value:
            _refuse(key, value, options)
        return None
    visit().selection[key] = value
    return value


def option(key: str, options: Collection[str], default: str) -> str:
    """What the address names among the options, without a widget.

    A default stays out of the address, so that a default that follows another filter goes on following it.
    """
    return optional(key, options) or default


def day(text: str | None) -> dt.date | None:
    """The day that an address names, None when it names none."""
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def _is_day(text: str, latest: dt.date) -> bool:
    value = day(text)
    return value is not None and FIRST_DAY <= value <= latest


def write() -> None:
    """Write the selection into the address, where it differs from what the address already means."""
    state = visit()
    selection, query = state.selection, state.current or {}
    # A link that leaves something out stays as it is: a rewritten one would trap whoever goes back to it.
    if (
        state.effective is None
        and not state.clicks
        and all(selection.get(key, value) == value for key, value in query.items())
    ):
        state.effective = selection
    if selection != state.effective:
        st.query_params.from_dict(selection)
        state.move_to(selection)
        state.effective = selection
    state.complete, state.link = selection, None
    state.clicks.clear()


def selection() -> dict[str, str]:
    """What this run has selected so far, as the address carries it."""
    return dict(visit().selection)


def page_selection() -> dict[str, str]:
    """The selection of this run, and what the page selected when it was last drawn, at its present value."""
    values = {key: st.session_state.get(key, value) for key, value in visit().previous.items()}
    return {
        key: _text(value) for key, value in values.items() if value is not None and value is not False
    } | selection()


def ledger_selection() -> dict[str, str]:
    """How much of the ledger counts, where that was selected."""
    return {key: value for key, value in visit().selection.items() if key in LEDGER_KEYS}


def select_ledger(query: Mapping[str, str], *, latest: dt.date) -> None:
    """Take from a query how much of the ledger counts, on a screen without the top bar.

    Raises UnknownName for what is no day, or one after `latest`.
    """
    text = query.get(LEDGER_KEYS[0])
    if text and not _is_day(text, latest):
        raise UnknownName(LEDGER_KEYS[0], text, {})
    visit().selection = {key: query[key] for key in LEDGER_KEYS if query.get(key)}


def plan() -> str:
    """The plan that the address names, empty for none."""
    return (visit().current or {}).get(PLAN, "")


def as_known() -> dt.date | None:
    """The day up to whose end the ledger counts, None for now."""
    return day(visit().selection.get(LEDGER_KEYS[0]))


def approved_only() -> bool:
    """True when only approved figures count."""
    return LEDGER_KEYS[1] in visit().selection


def _text(value: object) -> str:
    if isinstance(value, bool):
        return ON
    return ",".join(value) if isinstance(value, list) else str(value)


def _query() -> dict[str, str]:
    return visit().current or {}


def _widget_value(key: str, from_address: Any) -> Any:
    """What a widget holds, or what the address says while the widget follows it or has not been drawn."""
    return st.session_state.get(key, from_address) if key in visit().loose_keys else from_address


def _click(key: str) -> None:
    """Note a click on a filter; Streamlit calls this before the run that the click starts."""
    visit().clicks.add(key)
    visit().loose_keys.add(key)


def _choose(key: str, options: Mapping[str, str], before: str) -> None:
    """Note a click on a list; a name that was typed is the option nearest to it, or none, and the choice stays."""
    text = st.session_state[key]
    if text is not None and text not in options:
        st.session_state[key] = _nearest(text, options) or before
    _click(key)


def _choose_many(key: str, options: Mapping[str, str]) -> None:
    """As `_choose`, for a list of which several are chosen."""
    ids = (name if name in options else _nearest(name, options) for name in st.session_state[key])
    st.session_state[key] = list(dict.fromkeys(filter(None, ids)))
    _click(key)


def _nearest(text: str, options: Mapping[str, str]) -> str | None:
    return next(iter(search.matches(text, options, lambda name: [options[name]])), None)


def _set_widget(key: str, options: Mapping[str, str], default: str) -> None:
    """Set a widget before it is drawn: Streamlit would refuse a value that is no longer among the options."""
    value = _widget_value(key, _query().get(key))
    if value and value not in options and key not in visit().loose_keys:
        _refuse(key, value, options)
    st.session_state[key] = value if value in options else default


def _refuse(key: str, value: str, options: Collection[str]) -> None:
    """Raise UnknownName, unless a click on another filter has just taken the name out of the options."""
    if not visit().clicks:
        names = options if isinstance(options, Mapping) else {option: option for option in options}
        fault = UnknownName(key, value, names)
        if not visit().in_bar:
            raise fault
        visit().unknown = visit().unknown or fault


def _note_one(key: str, choice: str | None) -> str:
    value = choice or str(st.session_state[key])
    _note(key, value)
    return value


def _note(key: str, value: str) -> None:
    """Put the value of a widget into the selection; an empty value has no place in the address."""
    visit().loose_keys.add(key)
    if value:
        visit().selection[key] = value
