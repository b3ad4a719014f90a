"""Tables of words for people; whatever stands in a cell is escaped."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st


def table(title: str, columns: Iterable[str], rows: Iterable[Sequence[str]], *, note: str = "") -> None:
    """A heading, a line beneath it, and the rows."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    told = f"<p>{escape(note)}</p>" if note else ""
    st.html(f'<section class="view"><h2>{escape(title)}</h2>{told}<div tabindex="0" role="region" '
            f'aria-label="{escape(title)}"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
            "</section>")


def line(text: str) -> None:
    """A line of plain text in the ink of the page; Streamlit's captions are too pale for a projector."""
    st.html(f"<p>{escape(text)}</p>")
