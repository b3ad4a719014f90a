"""Pieces of HTML that several pages show, and the blocks that hold them; whatever comes from data is escaped."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st
from markupsafe import Markup

from cchc_metrics.text import formats, words
from cchc_metrics.text.ledger_words import TASK_STATUS
from cchc_metrics.views.html import piece
from cchc_metrics.workspace import Excerpt
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


CELL_HEAD = "Ô trong tệp: {place}"
GO_PROVINCE = "Số liệu thật của {unit} →"

Row = Mapping[Any, Any]


def link(page: str, **query: object) -> str:
    """The address of a page with its filters, and with how much of the ledger counts."""
    return exact_link(page, address.ledger_selection() | query)


def exact_link(page: str, query: Mapping[str, object]) -> str:
    """The address of a page with these filters and nothing of what is looked at now."""
    return escape(f"{page}?{urlencode(query)}")


def safe(text: str) -> Markup:
    """HTML whose data has been escaped, for a template that escapes everything else."""
    return Markup(text)  # noqa: S704


def status(level: str) -> str:
    """A verdict: shape, word and tone together."""
    return piece("status", level)


def task_status(state: Any) -> str:
    """The state of a task: shape, word and tone together; None is a task without a report."""
    return signal(TASK_STATUS["no_report" if formats.missing(state) else state])


def signal(look: words.Status) -> str:
    """Shape, word and tone of a status together."""
    return piece("signal", look)


def verdict(row: Row) -> str:
    """The verdict of a row, as the way to its reasons."""
    return piece("verdict", row["level"], safe(why(row)))


def why(row: Row) -> str:
    """The address of the reasons for the verdict of a row."""
    return link("vi-sao", **{"don-vi": row["unit_id"], "nam": int(row["year"]), "cua": row["indicator_id"]})


def cell(row: Row) -> str:
    """The address that shows the file of a row of `history` around the row."""
    return link(
        "vi-sao",
        **{
            "don-vi": row["unit_id"],
            "nam": int(row["year"]),
            "cua": row["indicator_id"],
            "o": f"{row['entry']}:{row['place']}",
        },
    )


def outside_plan(unit: str, level: str) -> str:
    """Why a unit of another level has no targets here."""
    text = escape(words.OUTSIDE_PLAN.format(unit=unit, level=level))
    return f'<section class="areas"><h2>{words.AREAS_HEAD}</h2><p>{text}</p></section>'


def go(unit: str, href: str) -> str:
    """A way to another unit's figures."""
    return f'<a href="{href}">{escape(GO_PROVINCE.format(unit=unit))}</a>'


def excerpt(place: str, around: Excerpt | None) -> str:
    """The lines of a file around a place, the line of that place marked."""
    title = CELL_HEAD.format(place=place)
    if around is None:
        return piece("excerpt", title, (), None)
    # Columns that say nothing in these lines would push the others off the screen.
    columns = [
        column
        for column in range(max(len(cells) for _, cells in around.lines))
        if column == around.column or any(column < len(cells) and cells[column] for _, cells in around.lines)
    ]
    lines = [
        {
            "number": number,
            "here": number == around.row,
            "cells": [
                (
                    cells[column] if column < len(cells) else "",
                    (number, column) == (around.row, around.column),
                )
                for column in columns
            ],
        }
        for number, cells in around.lines
    ]
    return piece("excerpt", title, [around.head[column] for column in columns if around.head], lines)


def tabs(
    label: str, page: str, key: str, options: Mapping[str, str], current: str | None, filters: Mapping[str, object]
) -> str:
    """A row of links, the chosen one marked."""
    return piece("tabs", label, _options(page, key, options, current, filters))


def menu(
    label: str, page: str, key: str, options: Mapping[str, str], current: str, filters: Mapping[str, object]
) -> str:
    """A list that unfolds, for more options than there is room for; each option is the address it leads to."""
    return piece("menu", label, _options(page, key, options, current, filters))


def _options(
    page: str, key: str, options: Mapping[str, str], current: str | None, filters: Mapping[str, object]
) -> list[dict[str, Any]]:
    others = {name: value for name, value in filters.items() if name != key}
    return [
        {
            # An option without a name is the default, which an address leaves out.
            "href": safe(link(page, **others, **({key: option} if option else {}))),
            "name": name,
            "chosen": option == current,
        }
        for option, name in options.items()
    ]


def table(
    title: str, columns: Iterable[str], rows: Iterable[Sequence[str]], *, note: str = "", is_folded: bool = False
) -> None:
    """A heading, a line beneath it, and the rows, unfolded by a click on the heading if `is_folded`."""
    st.html(piece("text_table", title, list(columns), list(rows), note, is_folded))


def line(text: str) -> None:
    """A line of plain text in the ink of the page; Streamlit's captions are too pale for a projector."""
    st.html(f"<p>{escape(text)}</p>")
