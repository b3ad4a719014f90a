"""Lĩnh vực as HTML: the definition of one target, tasks, and counts of dossiers by group."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from pandas import DataFrame

from cchc_metrics.text import formats, words
from cchc_metrics.text.ledger_words import TASK_STATUS
from cchc_metrics.text.sentence import owner, task_due, weight_of_one_case
from cchc_metrics.views import areas
from pages.parts import data, html

TASK_COLUMNS = {"name": "Nhiệm vụ", "owner": "Phụ trách", "state": "Tình trạng", "due": "Hạn", "cite": "Căn cứ"}

Row = Mapping[Any, Any]


def definition(target: str, now: Row | None) -> str:
    """What a target counts, with its counts of the year in `now`, its owner and its citation."""
    plan = data.catalog()
    row = plan.targets[target]
    facts = {
        **areas.definition(row, now),
        "Loại": areas.kind_words(row),
        **areas.responsibility(plan, row),
        words.CITED: plan.cited(row.cite),
    }
    lines = [*_small_denominator(now), row.note, *areas.amendments(plan, row)]
    listed = "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in facts.items())
    notes = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return f'<section class="view"><h2>Cách tính</h2><dl class="facts">{listed}</dl>{notes}</section>'


def _small_denominator(now: Row | None) -> list[str]:
    """How far one case moves the ratio, where its denominator is small."""
    moves = "" if now is None or now["measure"] != "count" else weight_of_one_case(now["denominator"])
    return [f"Mẫu số nhỏ: 1 trường hợp = {moves}."] if moves else []


def tasks(rows: Iterable[Row]) -> str:
    """The table of tasks: name, owner, state, due date, citation; late ones first."""
    order = list(TASK_STATUS)
    rows = sorted(rows, key=lambda row: order.index("no_report" if formats.missing(row["state"]) else row["state"]))
    lines = "".join(
        f"<tr><td>{escape(row['name'])}</td>"
        f"<td>{escape(owner(row))}</td>"
        f"<td>{html.task_status(row['state'])}</td>"
        f"<td>{task_due(row)}</td>"
        f"<td>{escape(row['cite'])}</td></tr>"
        for row in rows
    )
    head = "".join(f'<th scope="col">{column}</th>' for column in TASK_COLUMNS.values())
    return (
        f'<section class="view tasks"><h2>{words.TASKS_HEAD}</h2><div tabindex="0" role="region" '
        f'aria-label="{words.TASKS_HEAD}"><table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'
        "</section>"
    )


def tally_table(rows: DataFrame, breakdown: str) -> str:
    """Counts of one year, a row a group and a column a tally; an unknown count is no zero."""
    columns = rows.drop_duplicates("tally_id")
    groups = rows[rows["breakdown_id"] == breakdown].drop_duplicates("group_id")
    cases = {(row.tally_id, row.breakdown_id, row.group_id): row.cases for row in rows.itertuples()}
    groups_of_table = [(breakdown, row.group_id, row.group) for row in groups.itertuples()] + [("", "", words.WHOLE)]
    head = f'<th scope="col">{words.TALLY_COLUMNS["group"]}</th>' + "".join(
        f'<th scope="col">{escape(short)}</th>' for short in columns["short"]
    )
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f'<td class="number">{_count(cases.get((tally, by, group)))}</td>' for tally in columns["tally_id"])
        + "</tr>"
        for by, group, name in groups_of_table
    )
    return f'<table class="targets tallies"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _count(number: float | None) -> str:
    return formats.MISSING_SHORT if number is None else formats.count(number)
