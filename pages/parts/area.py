"""Lĩnh vực as HTML: the table of targets, the definition of one target, tasks, and counts of dossiers by group."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any

from pandas import DataFrame

from cchc_metrics.text import formats, sentence, words
from cchc_metrics.text.sentence import owner, weight_of_one_case
from cchc_metrics.views.areas import amendments
from pages.parts import data, html

TASK_COLUMNS = {"name": "Nhiệm vụ", "owner": "Phụ trách", "state": "Tình trạng", "due": "Hạn", "cite": "Căn cứ"}
TARGET_COLUMNS = ("Chỉ tiêu", "Trước · nay · cần", "Kết luận", "Giá trị", "Cần")

Row = Mapping[Any, Any]


def definition(target: str, now: Row | None) -> str:
    """What a target counts, with its counts of the year in `now`, its owner and its citation."""
    plan = data.catalog()
    row = plan.targets[target]
    numerator, denominator = row.numerator, row.denominator
    if now is not None and not formats.missing(now["numerator"]):
        numerator += f": {formats.count(now['numerator'])}"
        denominator += f": {formats.count(now['denominator'])}"
    kind = words.KINDS[row.kind] + (f" {row.due_year}" if row.kind == "by-year" else "")
    facts = {
        words.NUMERATOR: numerator,
        words.DENOMINATOR: denominator,
        "Loại": kind,
        words.OWNER: plan.owners[row.owner].name,
        words.CITED: plan.cited(row.cite),
    }
    lines = [*_small_denominator(now), row.note, *amendments(plan, row)]
    terms = "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in facts.items())
    notes = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return f'<section class="view"><h2>Cách tính</h2><dl class="facts">{terms}</dl>{notes}</section>'


def _small_denominator(now: Row | None) -> list[str]:
    """How far one case moves the ratio, where its denominator is small."""
    moves = "" if now is None or now["measure"] != "count" else weight_of_one_case(now["denominator"])
    return [f"Mẫu số nhỏ: 1 trường hợp = {moves}."] if moves else []


def tasks(rows: Iterable[Row]) -> str:
    """The table of tasks: name, owner, state, due date, citation."""
    lines = "".join(
        f"<tr><td>{escape(row['name'])}</td>"
        f"<td>{escape(owner(row))}</td>"
        f"<td>{escape(words.STATES.get(row['state'], words.STATE_UNKNOWN))}</td>"
        f"<td>{words.NO_DUE if formats.missing(row['due']) else formats.day(row['due'])}</td>"
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


def bars(rows: Sequence[Row], link: Callable[[str], str], chosen: str, areas: dict[str, str]) -> str:
    """One row a target: bar as in charts.bullet, verdict, value with counts, target value."""
    head = "".join(f'<th scope="col">{column}</th>' for column in TARGET_COLUMNS)
    body = _by_area(rows, areas, len(TARGET_COLUMNS), lambda row: _bar_row(row, link, chosen))
    return _scroll_region("targets", head, body)


def cells(rows: Sequence[Row], link: Callable[[str], str], chosen: str, areas: dict[str, str]) -> str:
    """One cell a target and year: shape and value; the colour only repeats the shape."""
    years = sorted({int(row["year"]) for row in rows})
    head = f'<th scope="col">{TARGET_COLUMNS[0]}</th>' + "".join(f'<th scope="col">{year}</th>' for year in years)
    by_year = {(row["indicator_id"], row["year"]): row for row in rows}
    firsts = [next(group) for _, group in groupby(rows, key=itemgetter("indicator_id"))]
    body = _by_area(
        firsts,
        areas,
        len(years) + 1,
        lambda row: (
            f"<tr{_current(row, chosen)}>{_name(row, link)}"
            + "".join(_cell(by_year.get((row["indicator_id"], year))) for year in years)
            + "</tr>"
        ),
    )
    return _scroll_region("targets heat", head, body)


def _scroll_region(kind: str, head: str, body: str) -> str:
    """A long table scrolls in its own region, so that the filters and the chosen target stay in sight."""
    return (
        f'<div class="long" tabindex="0" role="region" aria-label="{TARGET_COLUMNS[0]}">'
        f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _by_area(rows: Sequence[Row], areas: dict[str, str], columns: int, line: Callable[[Row], str]) -> str:
    """The rows, each group under the name of its area where there are several areas."""
    lines = []
    for area, group in groupby(rows, key=itemgetter("area_id")):
        if len(areas) > 1:
            lines.append(f'<tr class="area"><th colspan="{columns}" scope="rowgroup">{escape(areas[area])}</th></tr>')
        lines += [line(row) for row in group]
    return "".join(lines)


def _bar_row(row: Row, link: Callable[[str], str], chosen: str) -> str:
    counts = (
        ""
        if formats.missing(row["numerator"]) or row["no_activity"]
        else (f' <span class="counts">({formats.fraction(row["numerator"], row["denominator"])})</span>')
    )
    value = sentence.figure(row, unknown=formats.MISSING_SHORT)
    limit = "" if formats.missing(row["target"]) else sentence.required_value(row).removeprefix("cần ")
    tone = words.LEVELS[row["level"]].tone
    hatched = "" if formats.missing(row["flag"]) or row["flag"] == "final" else " hatched"
    bar = _part("before", row["previous"]) + _part(f"now {tone}{hatched}", row["value"]) + _part("limit", row["target"])
    return (
        f'<tr{_current(row, chosen)}>{_name(row, link)}<td><span class="bullet" aria-hidden="true">{bar}</span></td>'
        f'<td>{html.verdict(row)}</td><td class="number">{escape(value)}{counts}</td>'
        f'<td class="number">{escape(limit)}</td></tr>'
    )


def _part(kind: str, value: Any) -> str:
    return "" if formats.missing(value) else f'<i class="{kind}" style="width:{min(max(value, 0), 100):.2f}%"></i>'


def _cell(row: Row | None) -> str:
    if row is None:
        return "<td></td>"
    look = words.LEVELS[row["level"]]
    value = sentence.figure(row, unknown=formats.MISSING_SHORT)
    return (
        f'<td class="{look.tone}"><a href="{html.why(row)}"><b aria-hidden="true">{look.shape}</b> '
        f'<span class="unseen">{escape(look.word)}</span> {escape(value)}</a></td>'
    )


def _name(row: Row, link: Callable[[str], str]) -> str:
    return f'<th scope="row"><a href="{link(row["indicator_id"])}">{escape(row["short"])}</a></th>'


def _current(row: Row, chosen: str) -> str:
    return ' aria-current="true"' if row["indicator_id"] == chosen else ""
