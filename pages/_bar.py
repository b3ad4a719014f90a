"""The right end of the bar: the field that finds, and the views saved by name."""

from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from cchc_metrics.faults import FaultsFound
from cchc_metrics.text import meeting
from cchc_metrics.workspace import SavedView
from pages import _address, _cards, _parts, _rights
from pages._block import follow
from pages._ways import WAYS

JS = Path(__file__).parent / "assets" / "bar.js"
KEY, HERE, FAULT = "bar", "the page of this run", "why a view was not saved"
FIELD = (f'<div class="finding"><input type="search" aria-label="{meeting.FIND}" placeholder="{meeting.FIND}" '
         f'title="{meeting.FIND_HINT}" autocomplete="off" spellcheck="false">'
         f'<ul class="panel" aria-live="polite" hidden></ul></div>'
         f'<details class="saved"><summary>{meeting.SAVED}</summary><div class="panel"></div></details>')


def show(page: str) -> None:
    """The field and the saved views; `page` is the address of the page beneath."""
    st.session_state[HERE] = page
    fault = st.session_state.pop(FAULT, None)
    # The field stays as it is for as long as the bar stands: only where it looks changes with the filters.
    data = {"html": FIELD, "way": f"tim?{urlencode(_address.filters())}", "saved": _saved(fault)}
    follow(_mounted()(key=KEY, data=data, on_go_change=lambda: None, on_act_change=_act).go)


def _saved(fault: str | None) -> str:
    views = [view for view in _parts.workspace().saved.all() if view.page in WAYS]
    mine = _rights.may("nhập")
    lines = "".join(f"<li>{_line(view, mine=mine)}</li>" for view in views)
    listed = f"<ul>{lines}</ul>" if lines else f"<p>{meeting.NOTHING_SAVED}</p>"
    told = f'<p role="alert">{escape(fault)}</p>' if fault else ""
    form = (f'<form data-do="save"><input name="name" maxlength="80" required aria-label="{meeting.SAVED_NAME}" '
            f'placeholder="{meeting.SAVED_NAME}"><button>{meeting.SAVE}</button></form>') if mine else ""
    return f"{listed}{told}{form}"


def _line(view: SavedView, *, mine: bool) -> str:
    name = escape(view.name)
    way = f'<a href="{_cards.exact_link(view.page or "./", view.filters)}">{name}</a>'
    if not mine:
        return way
    return way + "".join(
        f'<button data-do="{act}" data-name="{name}" aria-label="{escape(said.format(name=view.name))}">{word}</button>'
        for act, word, said in (("rename", meeting.RENAME, meeting.RENAME_ONE),
                                ("delete", meeting.DELETE, meeting.DELETE_ONE)))


def _act() -> None:
    """Save, rename or delete, before the page is drawn again."""
    asked = st.session_state[KEY].act or {}
    saved, name = _parts.workspace().saved, str(asked.get("name", ""))
    try:
        _rights.require("nhập")
        if asked.get("do") == "save":
            saved.save(name, st.session_state[HERE], _address.filters())
        elif asked.get("do") == "rename":
            saved.rename(name, str(asked.get("to", "")))
        elif asked.get("do") == "delete":
            saved.delete(name)
    except FaultsFound as found:
        st.session_state[FAULT] = str(found)


@cache
def _mounted() -> Any:
    return st.components.v2.component("bar", js=JS.read_text(encoding="utf-8"), isolate_styles=False)
