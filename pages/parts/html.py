"""Pieces of HTML that several pages show, and the blocks that hold them; whatever comes from data is escaped."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st

from cchc_metrics.text import formats, words
from cchc_metrics.text.ledger_words import TASK_STATUS
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


def status(level: str) -> str:
    """A verdict: shape, word and tone together."""
    return signal(words.LEVELS[level])


def task_status(state: Any) -> str:
    """The state of a task: shape, word and tone together; None is a task without a report."""
    return signal(TASK_STATUS["no_report" if formats.missing(state) else state])


def signal(look: words.Status) -> str:
    """Shape, word and tone of a status together."""
    return f'<span class="status {look.tone}"><b aria-hidden="true">{look.shape}</b> {escape(look.word)}</span>'


def verdict(row: Row) -> str:
    """The verdict of a row, as the way to its reasons."""
    said = f"{words.LEVELS[row['level']].word}. {words.WHY}"
    return f'<a class="why" href="{why(row)}" aria-label="{escape(said)}">{status(row["level"])}</a>'


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


def not_bound(unit: str, level: str) -> str:
    """Why a unit of another level has no targets here."""
    said = escape(words.NOT_BOUND.format(unit=unit, level=level))
    return f'<section class="areas"><h2>{words.AREAS_HEAD}</h2><p>{said}</p></section>'


def go(unit: str, href: str) -> str:
    """A way to another unit's figures."""
    return f'<a href="{href}">{escape(GO_PROVINCE.format(unit=unit))}</a>'


def excerpt(place: str, found: Excerpt | None) -> str:
    """The lines of a file around a place, the line of that place marked."""
    title = f"<h2>{escape(CELL_HEAD.format(place=place))}</h2>"
    if found is None:
        return f'<section class="view">{title}<p>Không mở được tệp này nữa.</p></section>'
    # Columns that say nothing in these lines would push the others off the screen.
    said = [
        column
        for column in range(max(len(line) for _, line in found.lines))
        if column == found.column or any(column < len(line) and line[column] for _, line in found.lines)
    ]
    head = "".join(
        f'<th scope="col">{escape(name)}</th>' for name in ("", *(found.head[column] for column in said if found.head))
    )
    lines = "".join(
        f"<tr{' aria-current=true' if number == found.row else ''}><th scope='row'>{number}</th>"
        + "".join(
            f"<td>{_value(line, column, marked=(number, column) == (found.row, found.column))}</td>" for column in said
        )
        + "</tr>"
        for number, line in found.lines
    )
    return (
        f'<section class="view" id="cell">{title}<div tabindex="0" role="region" aria-label="{words.TABLE}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div></section>"
    )


def _value(line: Sequence[str], column: int, *, marked: bool) -> str:
    said = escape(line[column]) if column < len(line) else ""
    return f"<mark>{said}</mark>" if marked else said


def tabs(
    label: str, page: str, key: str, options: Mapping[str, str], chosen: str | None, filters: Mapping[str, object]
) -> str:
    """A row of links, the chosen one marked."""
    ways = "".join(
        f'<a href="{_to(page, key, option, filters)}"{_here(option == chosen)}>{escape(name)}</a>'
        for option, name in options.items()
    )
    return f'<nav class="tabs" aria-label="{escape(label)}">{ways}</nav>'


def menu(
    label: str, page: str, key: str, options: Mapping[str, str], chosen: str, filters: Mapping[str, object]
) -> str:
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
    return link(page, **others, **({key: option} if option else {}))


def _here(chosen: bool) -> str:  # noqa: FBT001 - a question of one word
    return ' aria-current="true"' if chosen else ""


def table(
    title: str, columns: Iterable[str], rows: Iterable[Sequence[str]], *, note: str = "", folded: bool = False
) -> None:
    """A heading, a line beneath it, and the rows, unfolded by a click on the heading if `folded`."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    under = f"<p>{escape(note)}</p>" if note else ""
    region = (
        f'{under}<div tabindex="0" role="region" aria-label="{escape(title)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    heading = f"<h2>{escape(title)}</h2>"
    whole = f"<details><summary>{escape(title)}</summary>{region}</details>" if folded else heading + region
    st.html(f'<section class="view">{whole}</section>')


def line(text: str) -> None:
    """A line of plain text in the ink of the page; Streamlit's captions are too pale for a projector."""
    st.html(f"<p>{escape(text)}</p>")
