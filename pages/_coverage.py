"""What is there and what is owed: a table of every indicator and year with shapes and words, and the sources."""

import datetime as dt
from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st
from pandas import DataFrame

from cchc_metrics.days import today
from cchc_metrics.text import formats, handing_in, words
from cchc_metrics.text.sentence import owner
from cchc_metrics.views import Asked, coverage
from pages import _address, _cards, _parts, _views
from pages._block import block
from pages._tables import table

Row = Mapping[Any, Any]


def grid(chosen: _parts.Choice) -> None:
    """The table of indicators and years with every row of it to take away, then who owes what since when."""
    now = _address.as_known() or today()
    rows = coverage.covered(_parts.store(), _parts.catalog(), unit=chosen.unit)
    rows = rows if chosen.area is None else rows[rows["area_id"] == chosen.area]
    legend = " · ".join(f"{one.shape} {one.word}" for one in handing_in.COVERED.values())
    shown = f'<div class="covered"><p>{escape(legend)}. {handing_in.DUE_RULE}</p>{_grid(rows, now)}</div>'
    block(_views.html("do-phu", Asked(chosen.unit, chosen.year, area=chosen.area), instead=shown), "view do-phu")
    late = coverage.owed(rows, today=now)
    if late.empty:
        st.info(handing_in.OWED_NONE)
    else:
        table(handing_in.OWED_HEAD, handing_in.OWED_COLUMNS.values(),
              ([_cell(column, row[column]) for column in handing_in.OWED_COLUMNS] for row in late.to_dict("records")))


def sources(chosen: _parts.Choice) -> None:
    """Where the figures of a unit come from."""
    rows = _parts.ask("coverage", unit=chosen.unit)
    table(handing_in.PARTS["nguon"], handing_in.SOURCE_COLUMNS,
          ([one.id, one.title, one.publisher, formats.day(one.published) if one.published else "", one.url]
           for one in _parts.catalog().sources_of(rows["source_id"])))


def _grid(rows: DataFrame, now: dt.date) -> str:
    years = sorted(rows["year"].unique())
    head = "".join(f'<th scope="col">{escape(str(one))}</th>' for one in (handing_in.OWED_COLUMNS["name"], words.OWNER,
                                                                          *years, handing_in.AGE))
    body = "".join(_line(of.to_dict("records"), years, now) for _, of in rows.groupby("indicator_id", sort=False))
    return (f'<div tabindex="0" role="region" aria-label="{handing_in.COVERAGE_HEAD}"><table><thead><tr>{head}</tr>'
            f"</thead><tbody>{body}</tbody></table></div>")


def _line(rows: list[Row], years: list[int], now: dt.date) -> str:
    of = {row["year"]: row for row in rows}
    cells = "".join(_state(of[year], now) if year in of else "<td></td>" for year in years)
    # A form does not say when it was made; its counts are those of its last day.
    known = [row["period_end"] if formats.missing(row["as_of"]) else row["as_of"] for row in rows]
    newest = max((day for day in known if not formats.missing(day)), default=None)
    age = "" if newest is None else handing_in.DAYS_AGO.format(days=formats.count(max((now - newest.date()).days, 0)))
    name = escape(rows[0]["short"])
    return f'<tr><th scope="row">{name}</th><td>{escape(owner(rows[0]))}</td>{cells}<td>{escape(age)}</td></tr>'


def _state(row: Row, now: dt.date) -> str:
    state = row["covered"]
    if state == "missing" and row["due"] is not None and row["due"] < now:
        state = "owed"
    shown = handing_in.COVERED[state]
    said = [] if formats.missing(row["as_of"]) else [formats.day(row["as_of"])]
    if state == "partly":
        said.append(row["periods"])
    if row["flag"] in ("provisional", "estimated", "low_reliability"):
        said.append(words.FLAGS[row["flag"]])
    href = _cards.why(row)
    lines = "".join(f"<br><small>{escape(line)}</small>" for line in said)
    return (f'<td class="{shown.tone}"><a href="{href}"><b aria-hidden="true">{shown.shape}</b> {escape(shown.word)}'
            f"</a>{lines}</td>")


def _cell(column: str, value: Any) -> str:
    if formats.missing(value):
        return ""
    if column == "covered":
        return handing_in.COVERED[value].word
    if column == "due":
        return formats.day(value)
    return formats.count(value) if column == "days" else str(value)
