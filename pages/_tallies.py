"""Tallies on a page: a row a group, a column a tally, the whole beneath."""

from html import escape

from pandas import DataFrame

from cchc_metrics.text import formats
from cchc_metrics.text import tallies as said


def table(rows: DataFrame, breakdown: str) -> str:
    """The table of one year; what was not given says so and is no zero."""
    columns = rows.drop_duplicates("tally_id")
    groups = rows[rows["breakdown_id"] == breakdown].drop_duplicates("group_id")
    at = {(row.tally_id, row.breakdown_id, row.group_id): row.cases for row in rows.itertuples()}
    listed = [(breakdown, row.group_id, row.group) for row in groups.itertuples()] + [("", "", said.WHOLE)]
    head = f'<th scope="col">{said.COLUMNS["group"]}</th>' + "".join(
        f'<th scope="col">{escape(short)}</th>' for short in columns["short"])
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>' + "".join(
            f'<td class="number">{_said(at.get((tally, by, group)))}</td>' for tally in columns["tally_id"]) + "</tr>"
        for by, group, name in listed)
    return f'<table class="targets tallies"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _said(number: float | None) -> str:
    return formats.MISSING_SHORT if number is None else formats.count(number)
