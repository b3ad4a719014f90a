"""The targets of an area as rows of a page, each the way to its target: one year as bars, or all years as cells."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any

from cchc_metrics.text import formats, screens, sentence, words
from pages import _cards

Row = Mapping[Any, Any]


def bars(rows: Sequence[Row], way: Callable[[str], str], chosen: str, areas: dict[str, str]) -> str:
    """A bar a target as in charts.bullet, with verdict, counts and what is asked beside it."""
    head = "".join(f'<th scope="col">{column}</th>' for column in screens.TARGET_COLUMNS)
    body = _grouped(rows, areas, len(screens.TARGET_COLUMNS), lambda row: _bar_row(row, way, chosen))
    return _in_its_place("targets", head, body)


def cells(rows: Sequence[Row], way: Callable[[str], str], chosen: str, areas: dict[str, str]) -> str:
    """A cell a target and year as in charts.heat: shape and value, the colour only repeats the shape."""
    years = sorted({int(row["year"]) for row in rows})
    head = f'<th scope="col">{screens.TARGET_COLUMNS[0]}</th>' + "".join(
        f'<th scope="col">{year}</th>' for year in years)
    at = {(row["indicator_id"], row["year"]): row for row in rows}
    firsts = [next(years_of) for _, years_of in groupby(rows, key=itemgetter("indicator_id"))]
    body = _grouped(firsts, areas, len(years) + 1, lambda row: (
        f"<tr{_here(row, chosen)}>{_name(row, way)}"
        + "".join(_cell(at.get((row["indicator_id"], year))) for year in years) + "</tr>"))
    return _in_its_place("targets heat", head, body)


def _in_its_place(kind: str, head: str, body: str) -> str:
    """A long list moves within its place, so that the filters and the chosen target stay in sight."""
    return (f'<div class="long" tabindex="0" role="region" aria-label="{screens.TARGET_COLUMNS[0]}">'
            f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>')


def _grouped(rows: Sequence[Row], areas: dict[str, str], columns: int, line: Callable[[Row], str]) -> str:
    """The rows, under the name of their area where there are several."""
    out = []
    for area, of in groupby(rows, key=itemgetter("area_id")):
        if len(areas) > 1:
            out.append(f'<tr class="area"><th colspan="{columns}" scope="rowgroup">{escape(areas[area])}</th></tr>')
        out += [line(row) for row in of]
    return "".join(out)


def _bar_row(row: Row, way: Callable[[str], str], chosen: str) -> str:
    counts = "" if formats.missing(row["numerator"]) or row["no_activity"] else (
        f' <span class="counts">({formats.fraction(row["numerator"], row["denominator"])})</span>')
    value = sentence.figure(row, digits=1, unknown=formats.MISSING_SHORT)
    asked = "" if formats.missing(row["target"]) else sentence.limit(row).removeprefix("cần ")
    tone = words.LEVELS[row["level"]].tone
    hatched = "" if formats.missing(row["flag"]) or row["flag"] == "final" else " hatched"
    bar = _part("before", row["previous"]) + _part(f"now {tone}{hatched}", row["value"]) + _part("asked", row["target"])
    return (f'<tr{_here(row, chosen)}>{_name(row, way)}<td><span class="bullet" aria-hidden="true">{bar}</span></td>'
            f'<td>{_cards.verdict(row)}</td><td class="number">{escape(value)}{counts}</td>'
            f'<td class="number">{escape(asked)}</td></tr>')


def _part(kind: str, value: Any) -> str:
    return "" if formats.missing(value) else f'<i class="{kind}" style="width:{min(max(value, 0), 100):.2f}%"></i>'


def _cell(row: Row | None) -> str:
    if row is None:
        return "<td></td>"
    shown = words.LEVELS[row["level"]]
    value = sentence.figure(row, digits=1, unknown=formats.MISSING_SHORT)
    return (f'<td class="{shown.tone}"><a href="{_cards.why(row)}"><b aria-hidden="true">{shown.shape}</b> '
            f'<span class="unseen">{escape(shown.word)}</span> {escape(value)}</a></td>')


def _name(row: Row, way: Callable[[str], str]) -> str:
    return f'<th scope="row"><a href="{way(row["indicator_id"])}">{escape(row["short"])}</a></th>'


def _here(row: Row, chosen: str) -> str:
    return ' aria-current="true"' if row["indicator_id"] == chosen else ""
