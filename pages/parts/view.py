"""Shows a view of the library on a page: the picture, its lines, its table and the ways to take them out."""

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from cchc_metrics.charts import look, picture
from cchc_metrics.text import words
from cchc_metrics.text.decision_words import DECISION_COLUMNS
from cchc_metrics.text.sentence import sentence
from cchc_metrics.views import VIEWS, View, ViewRequest, why
from cchc_metrics.views.view import cell_text, decimals, table
from pages.parts import data, html
from pages.parts.block import block

# The parameters of a file's address, and the fields of the request they stand for.
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
    "ben-canh": "peer",
}
# These look the same in every year, so they are drawn once for all years.
ALL_YEARS = ("dien-bien", "qua-cac-nam")


def sentence_line(row: Mapping[Any, Any]) -> str:
    """The sentence of a row of `indices` or `targets`, with a link to its reasons."""
    return f'<p class="says">{escape(sentence(row))} <a href="{html.why(row)}">{words.WHY}</a></p>'


def reasons(request: ViewRequest) -> why.Reasons | None:
    """The reasons for a verdict, as `views.why.why` gives them, cached."""
    return _reasons(str(data.store().path), request)


@st.cache_data(max_entries=500, show_spinner=False)
def _reasons(store: str, request: ViewRequest) -> why.Reasons | None:  # noqa: ARG001 - the path of the store is its fingerprint
    return why.why(data.store(), data.catalog(), request)


def show(name: str, request: ViewRequest, size: look.Size = look.HALF, *, opened: bool = False) -> None:
    """Show a view as a block of its own; its table is folded unless `opened`."""
    block(view_html(name, request, size, opened=opened), f"view {name}")


def view_html(
    name: str, request: ViewRequest, size: look.Size = look.HALF, *, opened: bool = False, instead: str | None = None
) -> str:
    """A view as HTML: heading, picture or `instead` of it, notes, links to download it, table."""
    request = data.with_ledger(request)
    shared = replace(request, year=data.catalog().plan.last_year) if name in ALL_YEARS else request
    above, beneath, rows, has_picture = _pieces(
        str(data.store().path), name, shared, size, opened=opened, with_picture=instead is None
    )
    kinds = ("png", "svg", "csv", "xlsx") if has_picture else ("csv", "xlsx")
    links = " · ".join(f'<a href="{link(name, kind, request)}" download>{kind.upper()}</a>' for kind in kinds)
    downloads = f'<p class="take">Lấy ra: {links}</p>' if rows else ""
    return f'<section class="view">{above}{instead or ""}{beneath}<div class="rows">{downloads}{rows}</div></section>'


@st.cache_data(max_entries=1000, show_spinner=False)
def _pieces(
    store: str,  # noqa: ARG001 - the fingerprint
    name: str,
    request: ViewRequest,
    size: look.Size,
    *,
    opened: bool,
    with_picture: bool,
) -> tuple[str, str, str, bool]:
    """Heading and picture; the lines beneath; the table; whether there is a picture to take out."""
    view = VIEWS[name](data.store(), data.catalog(), request)
    if view.draw is None:
        picture_html = f"<p>{escape(view.text)}</p>" if view.text else ""
    elif with_picture:
        picture_html = f"<figure>{picture.inline_svg(picture.svg(view.draw(size)), view.text)}</figure>"
    else:
        picture_html = ""
    notes = "".join(f"<p>{escape(line)}</p>" for line in (*view.notes, view.source) if line)
    return (
        f'<h2>{escape(view.title)}</h2><div class="shows">{picture_html}',
        f"{notes}</div>",
        _table(view, request, opened),
        view.draw is not None,
    )


def _table(view: View, request: ViewRequest, opened: bool) -> str:  # noqa: FBT001 - as `show`
    if view.rows.empty:
        return ""
    plan = data.catalog()
    rows = table(plan, view, narrow=bool(view.narrow))
    head = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in rows.columns)
    unit = plan.indicators[request.indicator].unit if request.indicator in plan.indicators else None
    body = "".join(
        "<tr>" + "".join(_cell(column, cell, source, digits) for column, cell in row.items()) + "</tr>"
        for row, source, digits in zip(
            rows.astype(object).to_dict("records"), view.rows.to_dict("records"), decimals(view.rows, unit), strict=True
        )
    )
    return (
        f"<details{' open' if opened else ''}><summary>{words.TABLE}</summary>"
        f'<div tabindex="0" role="region" aria-label="{words.TABLE}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></details>"
    )


def _cell(column: str, cell: object, source: Mapping[Any, Any], digits: int | None) -> str:
    """A cell of the table; a verdict links to its reasons, a file to its lines."""
    text = escape(cell_text(cell, column, digits))
    if text and column == words.COLUMNS["level"] and "gap" in source:
        text = f'<a href="{html.why(source)}">{text}</a>'
    elif "task_id" in source and column == DECISION_COLUMNS["state"]:
        text = html.task_status(source["state"])
    elif column == words.COLUMNS["place"]:
        text = f'<a href="{html.cell(source)}">{text}</a>'
    return f"<td{' class=number' if isinstance(cell, int | float) else ''}>{text}</td>"


def link(name: str, kind: str, request: ViewRequest) -> str:
    """The address of a view as a file."""
    query = {
        key: ",".join(value) if isinstance(value, tuple) else value
        for key, field in NAMES.items()
        if (value := getattr(request, field)) not in (None, (), False)
    }
    return escape(f"lay-ra/{name}.{kind}?{urlencode(query)}")
