"""Shows a view of the library on a page: the picture, its lines, its table and the ways to take them out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from html import escape, unescape
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from cchc_metrics.charts import look
from cchc_metrics.text import words
from cchc_metrics.text.ledger_words import DECISION_COLUMNS
from cchc_metrics.text.rows import VerdictRow, records
from cchc_metrics.text.sentence import sentence
from cchc_metrics.views import VIEWS, View, ViewRequest
from cchc_metrics.views.targets import Reasons, why
from cchc_metrics.views.view import HEADINGS, cell_text, decimals, piece, table
from pages.parts import address, data, html
from pages.parts.html import block

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
    "xep": "order",
}


def sentence_line(row: VerdictRow) -> str:
    """The sentence of a row of `indices` or `targets`, with a link to its reasons."""
    return f'<p class="says">{escape(sentence(row))} <a href="{html.why(row)}">{words.WHY}</a></p>'


def reasons(request: ViewRequest) -> Reasons | None:
    """The reasons for a verdict, as `views.targets.why` gives them, cached."""
    return _reasons(data.fingerprint(), data.with_ledger(request))


@st.cache_data(max_entries=500, show_spinner=False)
def _reasons(store: str, request: ViewRequest) -> Reasons | None:  # noqa: ARG001 - the path of the store is its fingerprint
    return why(data.store(), data.catalog(), request)


def show(name: str, request: ViewRequest, size: look.Size = look.HALF, *, is_open: bool = False) -> None:
    """Show a view as a block of its own; its table is folded unless `is_open`."""
    block(view_html(name, request, size, is_open=is_open), f"view {name}")


def view_html(
    name: str,
    request: ViewRequest,
    size: look.Size = look.HALF,
    *,
    is_open: bool = False,
    instead: str | None = None,
    page: str = "",
) -> str:
    """A view as HTML: heading, picture or `instead` of it, notes, links to download it, table.

    On a page that asks for an order the heads of the table sort by it.
    """
    selection = tuple(address.selection().items()) if page else ()
    request = data.with_ledger(request)
    # These look the same in every year, so they are drawn once for all years.
    of_all_years = name in ("dien-bien", "qua-cac-nam")
    common = replace(request, year=data.catalog().plan.last_year) if of_all_years else request
    title, text, beneath, rows, has_picture = _pieces(
        data.fingerprint(), name, common, page, selection, is_open=is_open
    )
    if instead is None:
        instead = _figure(data.fingerprint(), name, request, common, size) if has_picture else text
    kinds = ("png", "svg", "csv", "xlsx") if has_picture else ("csv", "xlsx")
    return piece("view", title, html.safe(instead + beneath), take_out(name, kinds, request) if rows else "", rows)


def take_out(name: str, kinds: Sequence[str], request: ViewRequest) -> Markup:
    """The ways to take a view out as files."""
    return html.safe(piece("take_out", [(kind.upper(), html.safe(link(name, kind, request))) for kind in kinds]))


@lru_cache(maxsize=200)
def _view(store: str, name: str, request: ViewRequest) -> View:  # noqa: ARG001 - the path of the store is its fingerprint
    """A view of the library; its text and its picture are asked for one after the other."""
    return VIEWS[name](data.store(), data.catalog(), request)


def view_of(name: str, request: ViewRequest) -> View:
    """A view of the library, cached; its rows are not to be changed."""
    return _view(data.fingerprint(), name, data.with_ledger(request))


# What a page shows of a view is the same for everyone. Only what is drawn is held by Streamlit's cache, which lets one
# visit draw while the others wait for it; to look something up in it takes longer than to write a table.
@lru_cache(maxsize=1000)
def _pieces(
    store: str,
    name: str,
    request: ViewRequest,
    page: str,
    selection: tuple[tuple[str, str], ...],
    *,
    is_open: bool,
) -> tuple[str, str, str, str, bool]:
    """Heading; the words in place of a picture; the lines beneath; the table; whether there is a picture."""
    view = _view(store, name, request)
    notes = "".join(f"<p>{escape(line)}</p>" for line in (*view.notes, view.source) if line)
    return (
        view.title,
        f"<p>{escape(view.text)}</p>" if view.text and view.draw is None else "",
        f'<div class="notes">{notes}</div>' if notes else "",
        _table(view, request, is_open, page, dict(selection)),
        view.draw is not None,
    )


@lru_cache(maxsize=1000)
def _figure(store: str, name: str, request: ViewRequest, common: ViewRequest, size: look.Size) -> str:
    """The picture of a view, its marks as links, the chosen year brought out."""
    svg, text, keys = _picture(store, name, common, size)
    links = {key: address for key in keys if (address := _link_of(name, key, request))}
    return f"<figure>{look.inline_svg(svg, text, links=links, accent=str(request.year))}</figure>"


@st.cache_data(max_entries=500, show_spinner=False)
def _picture(store: str, name: str, request: ViewRequest, size: look.Size) -> tuple[str, str, list[str]]:
    """The picture of a view as SVG, the same in words, and the keys of its marks; drawn once for all years it shows."""
    view = _view(store, name, request)
    svg = look.svg(view.draw(size)) if view.draw is not None else ""
    return svg, view.text, list(dict.fromkeys(unescape(key) for key in re.findall(r'data-key="([^"]*)"', svg)))


def _link_of(name: str, key: str, request: ViewRequest) -> str:
    """Where a mark leads: to what a reader asks next. Empty where there is nothing further."""
    filters: dict[str, object] = {"don-vi": request.unit, "nam": request.year}
    area = data.catalog().areas[request.area].slug if request.area else None
    own = {"linh-vuc": area} if area else {}
    match name:
        case "dien-bien" | "dien-bien-chi-tieu" if key.isdecimal():
            return _query("vi-sao", filters | {"nam": key, "cua": request.indicator})
        case "qua-cac-nam" if ":" in key:
            indicator, year = key.rsplit(":", 1)
            return _query("vi-sao", filters | {"nam": year, "cua": indicator})
        case "chi-tieu":
            return _query("linh-vuc", filters | own | {"chi-tieu": key})
        case "vi-tri":
            return _query("chi-so", filters | {"don-vi": key, "chi-so": request.indicator, "xem": "vi-tri"})
        case "so-sanh" if key.count(":") == 2:
            unit, indicator, year = key.split(":")
            # The reasons of a target are those of a unit that the plan binds.
            if indicator in data.catalog().indices or data.catalog().binds(unit):
                return _query("vi-sao", {"don-vi": unit, "nam": year, "cua": indicator})
        case "theo-nhom" | "thay-doi" if request.breakdown:
            # A pillar of the change is a year; a group has its counts among the figures handed in.
            return _query(
                "vi-sao", filters | {"nam": key if key.isdecimal() else request.year, "cua": request.indicator}
            )
        case "thay-doi" if request.indicator in data.catalog().indices:
            return _query("chi-so", filters | {"chi-so": request.indicator, "xem": "thanh-phan"})
    return ""


def _query(page: str, query: Mapping[str, object]) -> str:
    """The address of a page, as `html.link`, not yet escaped."""
    return unescape(html.link(page, **query))


def _table(
    view: View,
    request: ViewRequest,
    is_open: bool,  # noqa: FBT001 - as `show`
    page: str,
    filters: Mapping[str, str],
) -> str:
    if view.table_rows.empty:
        return ""
    plan = data.catalog()
    rows = table(plan, view, narrow=bool(view.narrow))
    indicator = plan.indicators.get(request.indicator or "")
    unit = indicator.measure_unit if indicator else None
    lines = [
        [_cell(str(column), cell, source, digits) for column, cell in row.items()]
        for row, source, digits in zip(
            records(rows, dict[str, Any]),
            records(view.table_rows, dict[str, Any]),
            decimals(view.table_rows, unit),
            strict=True,
        )
    ]
    sorts = {HEADINGS[column]: name for column, name in view.sorts.items()} if page else {}
    heads = html.heads(page, [(head, sorts.get(head, "")) for head in rows.columns], request.order or "", filters)
    return piece("table", heads, lines, is_open)


def _cell(column: str, cell: object, source: Mapping[str, Any], digits: int | None) -> tuple[Markup, bool]:
    """A cell of the table, and whether it is a number; a verdict links to its reasons, a file to its lines."""
    text = escape(cell_text(cell, column, digits))
    if text and column == words.COLUMNS["level"] and "gap" in source:
        text = f'<a href="{html.why(source)}">{text}</a>'
    elif "task_id" in source and column == DECISION_COLUMNS["state"]:
        text = html.task_status(source["state"])
    elif column == words.COLUMNS["place"]:
        text = f'<a href="{html.cell(source)}">{text}</a>'
    return html.safe(text), isinstance(cell, int | float)


def link(name: str, kind: str, request: ViewRequest) -> str:
    """The address of a view as a file."""
    query = {
        key: ",".join(value) if isinstance(value, tuple) else value
        for key, field in NAMES.items()
        if (value := getattr(request, field)) not in (None, (), False)
    }
    if plan := address.plan():
        query[address.PLAN] = plan
    return escape(f"lay-ra/{name}.{kind}?{urlencode(query)}")
