"""Coverage on Số liệu: which figures are there, who owes the others since when, and where the figures come from."""

import datetime as dt
from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st
from pandas import DataFrame

from cchc_metrics.days import today
from cchc_metrics.text import formats, words
from cchc_metrics.text.sentence import owner
from cchc_metrics.views import ViewRequest, coverage
from pages.parts import address, data, html, view
from pages.parts.block import block
from pages.parts.html import table

OWED_COLUMNS = {
    "owner": "Phụ trách",
    "name": "Chỉ số, chỉ tiêu",
    "year": "Năm",
    "covered": "Tình trạng",
    "periods": "Kỳ đã có",
    "due": "Hạn gửi",
    "days": "Quá hạn (ngày)",
}
ROLES = {"source": "lấy số liệu", "destination": "gửi số liệu tới", "both": "lấy và gửi số liệu"}
SOURCE_COLUMNS = ("Mã", "Nguồn", "Nơi công bố", "Ngày", "Địa chỉ")

Row = Mapping[Any, Any]


def coverage_table(choice: data.Choice) -> None:
    """The table of indicators and years, to download too; then who owes what since when."""
    now = address.as_known() or today()
    rows = coverage.covered(data.store(), data.catalog(), unit=choice.unit)
    legend = " · ".join(f"{one.shape} {one.word}" for one in words.COVERED.values())
    content = (
        f'<div class="covered"><p>{escape(legend)}. Hạn gửi lấy theo các kỳ báo cáo trong tệp periods.toml '
        f"của kế hoạch; số liệu năm tính theo kỳ năm.</p>{_table_html(rows, now)}</div>"
    )
    block(
        view.view_html("do-phu", ViewRequest(choice.unit, choice.year), instead=content),
        "view do-phu",
    )
    overdue = coverage.owed(rows, today=now)
    if overdue.empty:
        st.info("Không có số liệu nào quá hạn.")
    else:
        table(
            "Ai còn nợ số liệu gì, từ ngày nào",
            OWED_COLUMNS.values(),
            ([_cell(column, row[column]) for column in OWED_COLUMNS] for row in overdue.to_dict("records")),
        )


def sources(choice: data.Choice) -> None:
    """The sources of a unit's figures: title, publisher, date, address."""
    rows = data.ask("coverage", unit=choice.unit)
    table(
        words.PARTS["nguon"],
        SOURCE_COLUMNS,
        (
            [one.id, one.title, one.publisher, formats.day(one.published) if one.published else "", one.url]
            for one in data.catalog().sources_of(rows["source_id"])
        ),
    )
    plan = data.catalog()
    table(
        "Ai trả lời về việc gì",
        (words.OWNER, "Trả lời về", "Báo cáo", words.CITED),
        (
            [row.name, "; ".join(row.answers_for), "; ".join(row.reports), plan.cited(row.cite)]
            for row in plan.owners.values()
            if row.assigned
        ),
    )
    if plan.systems:
        table(
            "Hệ thống mà kế hoạch nêu",
            ("Hệ thống", "Dùng để", words.CITED),
            ([one.name, ROLES[one.role], plan.cited(one.cite)] for one in plan.systems.values()),
        )


def _table_html(rows: DataFrame, now: dt.date) -> str:
    years = sorted(rows["year"].unique())
    head = "".join(
        f'<th scope="col">{escape(str(one))}</th>' for one in (OWED_COLUMNS["name"], words.OWNER, *years, "Số mới nhất")
    )
    body = "".join(_row(cells.to_dict("records"), years, now) for _, cells in rows.groupby("indicator_id", sort=False))
    return (
        f'<div tabindex="0" role="region" aria-label="{words.COVERAGE_HEAD}"><table><thead><tr>{head}</tr>'
        f"</thead><tbody>{body}</tbody></table></div>"
    )


def _row(rows: list[Row], years: list[int], now: dt.date) -> str:
    by_year = {row["year"]: row for row in rows}
    cells = "".join(_state(by_year[year], now) if year in by_year else "<td></td>" for year in years)
    # A form carries no data date: its counts are those of the last day of its period.
    days = [row["period_end"] if formats.missing(row["as_of"]) else row["as_of"] for row in rows]
    newest = max((day for day in days if not formats.missing(day)), default=None)
    age = "" if newest is None else f"{formats.count(max((now - newest.date()).days, 0))} ngày trước"
    name = escape(rows[0]["short"])
    return f'<tr><th scope="row">{name}</th><td>{escape(owner(rows[0]))}</td>{cells}<td>{escape(age)}</td></tr>'


def _state(row: Row, now: dt.date) -> str:
    state = row["covered"]
    if state == "missing" and row["due"] is not None and row["due"] < now:
        state = "owed"
    look = words.COVERED[state]
    notes = [] if formats.missing(row["as_of"]) else [formats.day(row["as_of"])]
    if state == "partly":
        notes.append(row["periods"])
    if row["flag"] in ("provisional", "estimated", "low_reliability"):
        notes.append(words.FLAGS[row["flag"]])
    href = html.why(row)
    lines = "".join(f"<br><small>{escape(line)}</small>" for line in notes)
    return (
        f'<td class="{look.tone}"><a href="{href}"><b aria-hidden="true">{look.shape}</b> {escape(look.word)}'
        f"</a>{lines}</td>"
    )


def _cell(column: str, value: Any) -> str:
    if formats.missing(value):
        return ""
    if column == "covered":
        return words.COVERED[value].word
    if column == "due":
        return formats.day(value)
    return formats.count(value) if column == "days" else str(value)
