"""Blocks of HTML with pictures in them; whoever makes a block escapes what comes from data."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from pages.parts import address

JS = Path(__file__).parents[1] / "assets" / "block.js"
LAST_CLICK = "time of the last click on a link"


def block(html: str, key: str) -> None:
    """Show HTML as it is: st.html would remove the pictures, and its links would load the whole dashboard again."""
    follow(_component()(key=key, data={"html": html}, on_go_change=lambda: None).go)


def follow(click: Mapping[str, Any] | None) -> None:
    """Turn to the page of a link that was clicked; `click` has `way`, the link, and `at`, the time in ms."""
    # Streamlit delivers a click again when another one arrives before the page has turned, also one in another block.
    # A click that is not newer than the last one has been followed already.
    if click and click["at"] > st.session_state.get(LAST_CLICK, 0):
        st.session_state[LAST_CLICK] = click["at"]
        parts = urlsplit(click["way"])
        st.switch_page(address.page_file(parts.path), query_params=address.link_query(dict(parse_qsl(parts.query))))


@cache
def _component() -> Any:
    return st.components.v2.component("block", js=JS.read_text(encoding="utf-8"), isolate_styles=False)
