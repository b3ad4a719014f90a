"""Choices inside a block of HTML: every choice is a way to the same page with another filter."""

from collections.abc import Mapping
from html import escape

from pages import _cards


def tabs(label: str, page: str, key: str, options: Mapping[str, str], chosen: str | None,
         filters: Mapping[str, object]) -> str:
    """A row of links, the chosen one marked."""
    ways = "".join(
        f'<a href="{_to(page, key, option, filters)}"{_here(option == chosen)}>{escape(name)}</a>'
        for option, name in options.items()
    )
    return f'<nav class="tabs" aria-label="{escape(label)}">{ways}</nav>'


def menu(label: str, page: str, key: str, options: Mapping[str, str], chosen: str,
         filters: Mapping[str, object]) -> str:
    """A list that unfolds, for more options than there is room for; each option is the address it leads to."""
    offered = "".join(
        f'<option value="{_to(page, key, option, filters)}"{" selected" if option == chosen else ""}>'
        f"{escape(name)}</option>"
        for option, name in options.items()
    )
    return f'<label class="menu">{escape(label)} <select>{offered}</select></label>'


def _to(page: str, key: str, option: str, filters: Mapping[str, object]) -> str:
    others = {name: value for name, value in filters.items() if name != key}
    # An option without a name is the default, which an address leaves out.
    return _cards.link(page, **others, **({key: option} if option else {}))


def _here(chosen: bool) -> str:  # noqa: FBT001 - a question of one word
    return ' aria-current="true"' if chosen else ""
