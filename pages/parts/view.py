"""Shows a view of the library on a page: the picture, its lines, its table and the ways to take them out."""

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from cchc_metrics.charts import look, picture
from cchc_metrics.text import words
from cchc_metrics.text.sentence import sentence
from cchc_metrics.views import VIEWS, Asked, View, why
from cchc_metrics.views.view import decimals, printed, table
from pages.parts import data, html
from pages.parts.block import block

# How the address of a file names what a view is asked.
NAMES = {
    "don-vi": "unit",
    "nam": "year",
    "linh-vuc": "area",
    "chi-tieu": "indicator",
    "tu-nam": "from_year",
    "den-nam": "to_year",
    "chia-theo": "breakdown",
    "cac-don-vi": "units",
    "cac-chi-so": "indicators",
    "goc-100": "indexed",
    "tai-ngay": "as_known",
    "da-duyet": "approved_only",
    "phu-trach": "owner",
    "tinh-trang": "state",
    "den-ngay": "on",
    "ben-canh": "beside",
}
# What is the same in whatever year it is looked at is drawn once.
ALL_YEARS = ("dien-bien", "qua-cac-nam")


def says(row: Mapping[Any, Any]) -> str:
    """The sentence of a row of `indices` or `targets`, with the way to its reasons."""
    return f'<p class="says">{escape(sentence(row))} <a href="{html.why(row)}">{words.WHY}</a></p>'


def reasons(asked: Asked) -> why.Reasons | None:
    """The reasons for a verdict, as `views.why.why`."""
    return _reasons(str(data.store().path), asked)


@st.cache_data(max_entries=500, show_spinner=False)
def _reasons(store: str, asked: Asked) -> why.Reasons | None:  # noqa: ARG001 - the path of the store is its fingerprint
    return why.why(data.store(), data.catalog(), asked)


def show(name: str, asked: Asked, size: look.Size = look.HALF, *, opened: bool = False) -> None:
    """A view under its heading, as a block of its own; the table is closed unless `opened`."""
    block(view_html(name, asked, size, opened=opened), f"view {name}")


def view_html(
    name: str, asked: Asked, size: look.Size = look.HALF, *, opened: bool = False, instead: str | None = None
) -> str:
    """A view under its heading; `instead` is what a page shows in place of the picture."""
    asked = data.of_this_run(asked)
    drawn_for = replace(asked, year=data.catalog().plan.last_year) if name in ALL_YEARS else asked
    above, beneath, rows, drawn = _pieces(
        str(data.store().path), name, drawn_for, size, opened=opened, pictured=instead is None
    )
    kinds = ("png", "svg", "csv", "xlsx") if drawn else ("csv", "xlsx")
    ways = " · ".join(f'<a href="{link(name, kind, asked)}" download>{kind.upper()}</a>' for kind in kinds)
    take = f'<p class="take">Lấy ra: {ways}</p>' if rows else ""
    return f'<section class="view">{above}{instead or ""}{beneath}<div class="rows">{take}{rows}</div></section>'


@st.cache_data(max_entries=1000, show_spinner=False)
def _pieces(
    store: str,  # noqa: ARG001 - the fingerprint
    name: str,
    asked: Asked,
    size: look.Size,
    *,
    opened: bool,
    pictured: bool,
) -> tuple[str, str, str, bool]:
    """Heading and picture; the lines beneath; the table; whether there is a picture to take out."""
    view = VIEWS[name](data.store(), data.catalog(), asked)
    if view.draw is None:
        shown = f"<p>{escape(view.said)}</p>" if view.said else ""
    elif pictured:
        shown = f"<figure>{picture.inside_a_page(picture.drawn(view.draw(size)), view.said)}</figure>"
    else:
        shown = ""
    notes = "".join(f"<p>{escape(line)}</p>" for line in (*view.notes, view.source) if line)
    return (
        f'<h2>{escape(view.title)}</h2><div class="shows">{shown}',
        f"{notes}</div>",
        _table(view, asked, opened),
        view.draw is not None,
    )


def _table(view: View, asked: Asked, opened: bool) -> str:  # noqa: FBT001 - as `show`
    if view.rows.empty:
        return ""
    plan = data.catalog()
    rows = table(plan, view, narrow=bool(view.narrow))
    head = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in rows.columns)
    told = decimals(view.rows, plan.indicators[asked.indicator].unit if asked.indicator in plan.indicators else None)
    body = "".join(
        "<tr>" + "".join(_cell(column, cell, of, digits) for column, cell in row.items()) + "</tr>"
        for row, of, digits in zip(
            rows.astype(object).to_dict("records"), view.rows.to_dict("records"), told, strict=True
        )
    )
    return (
        f"<details{' open' if opened else ''}><summary>{words.TABLE}</summary>"
        f'<div tabindex="0" role="region" aria-label="{words.TABLE}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></details>"
    )


def _cell(column: str, cell: object, of: Mapping[Any, Any], digits: int | None) -> str:
    """A cell of the table; a verdict and a file lead to where they come from."""
    said = escape(printed(cell, column, digits))
    if said and column == words.COLUMNS["level"] and "gap" in of:
        said = f'<a href="{html.why(of)}">{said}</a>'
    elif column == words.COLUMNS["place"]:
        said = f'<a href="{html.cell(of)}">{said}</a>'
    return f"<td{' class=number' if isinstance(cell, int | float) else ''}>{said}</td>"


def link(name: str, kind: str, asked: Asked) -> str:
    """The address of a view as a file."""
    said = {
        short: ",".join(value) if isinstance(value, tuple) else value
        for short, field in NAMES.items()
        if (value := getattr(asked, field)) not in (None, (), False)
    }
    return escape(f"lay-ra/{name}.{kind}?{urlencode(said)}")
