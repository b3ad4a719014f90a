"""Lĩnh vực as HTML: the sorted table of the targets of a year, and the table of targets by years."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from cchc_metrics.text import formats, sentence, words
from pages.parts import html
from pages.parts.cards import heights

Row = Mapping[Any, Any]
# The heads of the table, and the name by which the address asks for an order; those without one cannot be sorted by.
HEADS = {
    "Chỉ tiêu": "ten",
    "Trước · nay · cần": "",
    "Kết luận": "ket-luan",
    "Giá trị": "gia-tri",
    "Cần": "can",
    "Chênh": "chenh",
    "Các năm": "",
    "Phụ trách": "phu-trach",
}


def table(
    rows: Sequence[Row], series: Iterable[Row], link: Callable[[str], str], chosen: str, heads: Mapping[str, str]
) -> str:
    """A row a target: bar as in charts.bullet, verdict, value with counts, target value, gap, years, owner.

    `rows` are those of one year in their order, `series` those of all years; `heads` are the heads of the table as
    HTML by their text.
    """
    years: dict[str, list[Row]] = {}
    for row in series:
        years.setdefault(row["indicator_id"], []).append(row)
    head = "".join(f'<th scope="col">{heads.get(name, escape(name))}</th>' for name in HEADS)
    body = "".join(_target_row(row, years[row["indicator_id"]], link, chosen) for row in rows)
    return _scroll_region("targets", head, body)


def sort_links(order: str, link: Callable[[str], str]) -> dict[str, str]:
    """The heads of the table as links that sort by them, a second time the other way round."""
    heads = {}
    for text, name in HEADS.items():
        if name:
            active = order.removeprefix("-") == name
            arrow = "" if not active else " ▼" if order.startswith("-") else " ▲"
            other = f"-{name}" if order == name else name
            heads[text] = f'<a href="{link(other)}" title="Sắp theo: {escape(text)}">{escape(text)}{arrow}</a>'
    return heads


def _target_row(row: Row, years: list[Row], link: Callable[[str], str], chosen: str) -> str:
    counts = (
        ""
        if formats.missing(row["numerator"]) or row["no_activity"]
        else (f' <span class="counts">({formats.fraction(row["numerator"], row["denominator"])})</span>')
    )
    value = sentence.figure(row, unknown=formats.MISSING_SHORT)
    limit = "" if formats.missing(row["target"]) else sentence.required_value(row).removeprefix("cần ")
    gap = "" if formats.missing(row["gap"]) else formats.number(row["gap"], 2)
    tone = words.LEVELS[row["level"]].tone
    hatched = "" if formats.missing(row["flag"]) or row["flag"] == "final" else " hatched"
    bar = _part("before", row["previous"]) + _part(f"now {tone}{hatched}", row["value"]) + _part("limit", row["target"])
    return (
        f'<tr{_current(row, chosen)}>{_name(row, link)}<td><span class="bullet" aria-hidden="true">{bar}</span></td>'
        f'<td>{html.verdict(row)}</td><td class="number">{escape(value)}{counts}</td>'
        f'<td class="number">{escape(limit)}</td><td class="number">{gap}</td><td>{_years(years)}</td>'
        f"<td>{escape(sentence.owner(row))}</td></tr>"
    )


def _years(rows: list[Row]) -> str:
    """The values of the years as a small line, cut where one is missing."""
    rows = sorted(rows, key=itemgetter("year"))
    step = 90 / max(len(rows) - 1, 1)
    points = [
        None if height is None else (3 + number * step, 21 - 0.18 * height)
        for number, height in enumerate(heights([row["value"] for row in rows]))
    ]
    lines = "".join(
        f'<line x1="{one[0]:.0f}" y1="{one[1]:.1f}" x2="{two[0]:.0f}" y2="{two[1]:.1f}"/>'
        for one, two in pairwise(points)
        if one is not None and two is not None
    )
    dots = "".join(
        f'<circle cx="{point[0]:.0f}" cy="{point[1]:.1f}" r="2.6"><title>{row["year"]}: '
        f"{escape(sentence.figure(row, unknown=formats.MISSING_SHORT))}</title></circle>"
        for point, row in zip(points, rows, strict=True)
        if point is not None
    )
    said = "; ".join(f"{row['year']}: {sentence.figure(row, unknown=formats.MISSING_SHORT)}" for row in rows)
    return f'<svg class="spark" viewBox="0 0 96 24" role="img" aria-label="{escape(said)}">{lines}{dots}</svg>'


def cells(rows: Sequence[Row], link: Callable[[str], str], chosen: str, areas: dict[str, str]) -> str:
    """One cell a target and year: shape and value; the colour only repeats the shape."""
    years = sorted({int(row["year"]) for row in rows})
    head = '<th scope="col">Chỉ tiêu</th>' + "".join(f'<th scope="col">{year}</th>' for year in years)
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
        f'<div class="long" tabindex="0" role="region" aria-label="Chỉ tiêu">'
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
