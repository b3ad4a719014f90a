"""What stands beside the pictures of an area: the definition of a target, and the tasks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any

from pandas import DataFrame

from cchc_metrics.text import formats, sentence, words
from cchc_metrics.text import words as said
from cchc_metrics.text.sentence import one_case, owner
from pages.parts import data, html


def definition(target: str, now: Mapping[Any, Any] | None) -> str:
    """What a target counts, its counts in the chosen year, who answers for it and where it stands in the plan."""
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
    lines = [*_cautions(now), row.note, *_revisions(target, row.unit)]
    listed = "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in facts.items())
    said = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return f'<section class="view"><h2>Cách tính</h2><dl class="facts">{listed}</dl>{said}</section>'


def _cautions(now: Mapping[Any, Any] | None) -> list[str]:
    """How far one case moves a ratio whose denominator is small."""
    moves = "" if now is None or now["measure"] != "count" else one_case(now["denominator"])
    return [f"Mẫu số nhỏ: 1 trường hợp = {moves}."] if moves else []


def _revisions(target: str, unit: str) -> list[str]:
    """Each value that a later version of the plan changed: a lowered target stays visible."""
    asked = data.ask("versions", indicator=target)
    return [
        "Mức cần đạt năm {year} đã được sửa: {versions}.".format(
            year=int(year),
            versions=" → ".join(f"{formats.asked(row.value, unit)} ({row.cite})" for row in rows.itertuples()),
        )
        for year, rows in asked.groupby("year")
        if rows["value"].nunique() > 1
    ]


def tasks(rows: Iterable[Mapping[Any, Any]]) -> str:
    """The tasks of an area with owner, state and due date."""
    lines = "".join(
        f"<tr><td>{escape(row['name'])}</td>"
        f"<td>{escape(owner(row))}</td>"
        f"<td>{escape(words.STATES.get(row['state'], words.STATE_UNKNOWN))}</td>"
        f"<td>{words.NO_DUE if formats.missing(row['due']) else formats.day(row['due'])}</td>"
        f"<td>{escape(row['cite'])}</td></tr>"
        for row in rows
    )
    head = "".join(f'<th scope="col">{column}</th>' for column in words.TASK_COLUMNS.values())
    return (
        f'<section class="view tasks"><h2>{words.TASKS_HEAD}</h2><div tabindex="0" role="region" '
        f'aria-label="{words.TASKS_HEAD}"><table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'
        "</section>"
    )


def table(rows: DataFrame, breakdown: str) -> str:
    """The table of one year; what was not given says so and is no zero."""
    columns = rows.drop_duplicates("tally_id")
    groups = rows[rows["breakdown_id"] == breakdown].drop_duplicates("group_id")
    at = {(row.tally_id, row.breakdown_id, row.group_id): row.cases for row in rows.itertuples()}
    listed = [(breakdown, row.group_id, row.group) for row in groups.itertuples()] + [("", "", said.WHOLE)]
    head = f'<th scope="col">{said.TALLY_COLUMNS["group"]}</th>' + "".join(
        f'<th scope="col">{escape(short)}</th>' for short in columns["short"]
    )
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f'<td class="number">{_said(at.get((tally, by, group)))}</td>' for tally in columns["tally_id"])
        + "</tr>"
        for by, group, name in listed
    )
    return f'<table class="targets tallies"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _said(number: float | None) -> str:
    return formats.MISSING_SHORT if number is None else formats.count(number)


Row = Mapping[Any, Any]


def bars(rows: Sequence[Row], way: Callable[[str], str], chosen: str, areas: dict[str, str]) -> str:
    """A bar a target as in charts.bullet, with verdict, counts and what is asked beside it."""
    head = "".join(f'<th scope="col">{column}</th>' for column in words.TARGET_COLUMNS)
    body = _grouped(rows, areas, len(words.TARGET_COLUMNS), lambda row: _bar_row(row, way, chosen))
    return _in_its_place("targets", head, body)


def cells(rows: Sequence[Row], way: Callable[[str], str], chosen: str, areas: dict[str, str]) -> str:
    """A cell a target and year as in charts.heat: shape and value, the colour only repeats the shape."""
    years = sorted({int(row["year"]) for row in rows})
    head = f'<th scope="col">{words.TARGET_COLUMNS[0]}</th>' + "".join(f'<th scope="col">{year}</th>' for year in years)
    at = {(row["indicator_id"], row["year"]): row for row in rows}
    firsts = [next(years_of) for _, years_of in groupby(rows, key=itemgetter("indicator_id"))]
    body = _grouped(
        firsts,
        areas,
        len(years) + 1,
        lambda row: (
            f"<tr{_here(row, chosen)}>{_name(row, way)}"
            + "".join(_cell(at.get((row["indicator_id"], year))) for year in years)
            + "</tr>"
        ),
    )
    return _in_its_place("targets heat", head, body)


def _in_its_place(kind: str, head: str, body: str) -> str:
    """A long list moves within its place, so that the filters and the chosen target stay in sight."""
    return (
        f'<div class="long" tabindex="0" role="region" aria-label="{words.TARGET_COLUMNS[0]}">'
        f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _grouped(rows: Sequence[Row], areas: dict[str, str], columns: int, line: Callable[[Row], str]) -> str:
    """The rows, under the name of their area where there are several."""
    out = []
    for area, of in groupby(rows, key=itemgetter("area_id")):
        if len(areas) > 1:
            out.append(f'<tr class="area"><th colspan="{columns}" scope="rowgroup">{escape(areas[area])}</th></tr>')
        out += [line(row) for row in of]
    return "".join(out)


def _bar_row(row: Row, way: Callable[[str], str], chosen: str) -> str:
    counts = (
        ""
        if formats.missing(row["numerator"]) or row["no_activity"]
        else (f' <span class="counts">({formats.fraction(row["numerator"], row["denominator"])})</span>')
    )
    value = sentence.figure(row, digits=1, unknown=formats.MISSING_SHORT)
    asked = "" if formats.missing(row["target"]) else sentence.limit(row).removeprefix("cần ")
    tone = words.LEVELS[row["level"]].tone
    hatched = "" if formats.missing(row["flag"]) or row["flag"] == "final" else " hatched"
    bar = _part("before", row["previous"]) + _part(f"now {tone}{hatched}", row["value"]) + _part("asked", row["target"])
    return (
        f'<tr{_here(row, chosen)}>{_name(row, way)}<td><span class="bullet" aria-hidden="true">{bar}</span></td>'
        f'<td>{html.verdict(row)}</td><td class="number">{escape(value)}{counts}</td>'
        f'<td class="number">{escape(asked)}</td></tr>'
    )


def _part(kind: str, value: Any) -> str:
    return "" if formats.missing(value) else f'<i class="{kind}" style="width:{min(max(value, 0), 100):.2f}%"></i>'


def _cell(row: Row | None) -> str:
    if row is None:
        return "<td></td>"
    shown = words.LEVELS[row["level"]]
    value = sentence.figure(row, digits=1, unknown=formats.MISSING_SHORT)
    return (
        f'<td class="{shown.tone}"><a href="{html.why(row)}"><b aria-hidden="true">{shown.shape}</b> '
        f'<span class="unseen">{escape(shown.word)}</span> {escape(value)}</a></td>'
    )


def _name(row: Row, way: Callable[[str], str]) -> str:
    return f'<th scope="row"><a href="{way(row["indicator_id"])}">{escape(row["short"])}</a></th>'


def _here(row: Row, chosen: str) -> str:
    return ' aria-current="true"' if row["indicator_id"] == chosen else ""
