"""Blocks of HTML with pictures in them; whatever comes from data must have been escaped by whoever made the block."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from pages.parts import address

WAYS = {
    "": "overview",
    "chi-so": "indices",
    "linh-vuc": "areas",
    "so-sanh": "compare",
    "nhiem-vu": "tasks",
    "cham-diem": "scoring",
    "so-lieu": "figures",
    "bao-cao": "reports",
    "vi-sao": "why",
}


def file_of(address: str) -> str:
    """The file of the screen at an address."""
    return f"pages/{WAYS[address.strip('./')]}.py"


FOLLOWED = "when the last way was taken"
JS = Path(__file__).parents[1] / "assets" / "block.js"


def block(html: str, key: str) -> None:
    """HTML as it is: st.html would take out the pictures, and each link in it would load the dashboard anew."""
    follow(_mounted()(key=key, data={"html": html}, on_go_change=lambda: None).go)


def follow(clicked: Mapping[str, Any] | None) -> None:
    """Turn to the page of a way that was clicked on."""
    # Streamlit hands a click over a second time when another comes before the page has been turned, also one of a
    # block other than the last: whatever is not newer has been followed.
    if clicked and clicked["at"] > st.session_state.get(FOLLOWED, 0):
        st.session_state[FOLLOWED] = clicked["at"]
        parts = urlsplit(clicked["way"])
        st.switch_page(file_of(parts.path), query_params=address.followed(dict(parse_qsl(parts.query))))


@cache
def _mounted() -> Any:
    return st.components.v2.component("block", js=JS.read_text(encoding="utf-8"), isolate_styles=False)
