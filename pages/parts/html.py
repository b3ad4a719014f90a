"""Pieces of HTML that several pages show: blocks, tables, cards of Tổng quan and of the presentation.

Whatever comes from data is escaped; what the published site shows too is in the library's pieces.html.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from html import escape
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st
from markupsafe import Markup

from cchc_metrics.charts.bars import full
from cchc_metrics.faults import Fault, together
from cchc_metrics.text import formats, sentence, statements, words
from cchc_metrics.text.ledger_words import TASK_STATUS
from cchc_metrics.text.rows import AreaRow, Level, VerdictRow
from cchc_metrics.views.view import piece
from cchc_metrics.workspace import Excerpt
from pages.parts import address

JS = Path(__file__).parents[1] / "assets" / "block.js"
LAST_CLICK = "time of the last click on a link"


def block(html: str, key: str) -> None:
    """Show HTML as it is: st.html would remove the pictures, and its links would load the whole dashboard again."""
    follow(_component()(key=key, data={"html": html}, on_go_change=lambda: None).go)


def follow(click: Mapping[str, Any] | None) -> None:
    """Turn to the page of a link that was clicked; `click` has `way`, the link, and `at`, the time in ms."""
    # Streamlit delivers a click again when another one arrives before the page has turned, also one in another block.
    # A click that is not newer than the last one has been followed already.
    if click and click["at"] > st.session_state.get(LAST_CLICK, 0):
        st.session_state[LAST_CLICK] = click["at"]
        parts = urlsplit(click["way"])
        page = parts.path.strip("./")
        st.switch_page(address.page_file(page), query_params=address.link_query(page, dict(parse_qsl(parts.query))))


@cache
def _component() -> Any:
    return st.components.v2.component("block", js=JS.read_text(encoding="utf-8"), isolate_styles=False)


Row = VerdictRow


def link(page: str, **query: object) -> str:
    """The address of a page with its filters, and with how much of the ledger counts."""
    return exact_link(page, address.ledger_selection() | query)


def exact_link(page: str, query: Mapping[str, object]) -> str:
    """The address of a page with these filters and nothing of what is looked at now."""
    return escape(f"{page}?{urlencode(query)}")


def safe(text: str) -> Markup:
    """HTML whose data has been escaped, for a template that escapes everything else."""
    return Markup(text)  # noqa: S704


def status(level: str) -> str:
    """A verdict: shape, word and tone together."""
    return piece("status", level)


def task_status(state: Any) -> str:
    """The state of a task: shape, word and tone together; None is a task without a report."""
    return signal(TASK_STATUS["no_report" if formats.is_missing(state) else state])


def signal(look: words.Status) -> str:
    """Shape, word and tone of a status together."""
    return piece("signal", look)


def verdict(row: Row) -> str:
    """The verdict of a row, as the way to its reasons."""
    return piece("verdict", row["level"], safe(why(row)))


def lead(row: Row, sentence: str) -> str:
    """The figure of a row, large, with its verdict, beside its `sentence` (HTML)."""
    level = "" if formats.is_missing(row["level"]) else safe(verdict(row))
    return piece("lead", _value(row), level, safe(sentence))


def why(row: Mapping[str, Any]) -> str:
    """The address of the reasons for the verdict of a row."""
    return link("vi-sao", **{"don-vi": row["unit_id"], "nam": int(row["year"]), "cua": row["indicator_id"]})


def cell(row: Mapping[str, Any]) -> str:
    """The address that shows the file of a row of `history` around the row."""
    return link(
        "vi-sao",
        **{
            "don-vi": row["unit_id"],
            "nam": int(row["year"]),
            "cua": row["indicator_id"],
            "o": f"{row['entry']}:{row['place']}",
        },
    )


def outside_plan(reason: str) -> str:
    """Why a unit has no targets here."""
    return f'<section class="areas"><h2>{words.AREAS_HEAD}</h2><p>{escape(reason)}</p></section>'


def go(unit: str, href: str) -> str:
    """A way to another unit's figures."""
    return f'<a href="{href}">Số liệu của {escape(unit)} →</a>'


def excerpt(place: str, around: Excerpt | None) -> str:
    """The lines of a file around a place, the line of that place marked."""
    title = f"Ô trong tệp: {place}"
    if around is None:
        return piece("excerpt", title, (), None)
    # Columns that say nothing in these lines would push the others off the screen.
    columns = [
        column
        for column in range(max(len(cells) for _, cells in around.lines))
        if column == around.column or any(column < len(cells) and cells[column] for _, cells in around.lines)
    ]
    lines = [
        {
            "number": number,
            "here": number == around.row,
            "cells": [
                (
                    cells[column] if column < len(cells) else "",
                    (number, column) == (around.row, around.column),
                )
                for column in columns
            ],
        }
        for number, cells in around.lines
    ]
    return piece("excerpt", title, [around.head[column] for column in columns if around.head], lines)


def heads(
    page: str, columns: Iterable[tuple[str, str]], order: str, filters: Mapping[str, object]
) -> list[tuple[str, str, str]]:
    """The heads of a table: words, arrow and the link that sorts by them, a second time the other way round.

    `columns` are the words and the name by which the address asks for the order, empty where nothing sorts by them.
    """
    result = []
    for text, name in columns:
        active = name and order.removeprefix("-") == name
        arrow = "" if not active else " ▼" if order.startswith("-") else " ▲"
        other = f"-{name}" if order == name else name
        result.append((text, arrow, safe(link(page, **{**filters, "xep": other})) if name else ""))
    return result


def tabs(
    label: str, page: str, key: str, options: Mapping[str, str], current: str | None, filters: Mapping[str, object]
) -> str:
    """A row of links, the chosen one marked."""
    return piece("tabs", label, _options(page, key, options, current, filters))


def menu(
    label: str, page: str, key: str, options: Mapping[str, str], current: str, filters: Mapping[str, object]
) -> str:
    """A list that unfolds, for more options than there is room for; each option is the address it leads to."""
    return piece("menu", label, _options(page, key, options, current, filters))


def choices(*parts: str) -> str:
    """Rows of links and lists to choose from, side by side."""
    return piece("choices", [safe(part) for part in parts])


def finder(label: str, page: str, key: str, text: str, filters: Mapping[str, object]) -> str:
    """A field for a text to find; what is typed in becomes `key` in the address."""
    others = {name: value for name, value in filters.items() if name != key}
    return piece("finder", label, safe(link(page, **others)), key, text)


def _options(
    page: str, key: str, options: Mapping[str, str], current: str | None, filters: Mapping[str, object]
) -> list[dict[str, Any]]:
    others = {name: value for name, value in filters.items() if name != key}
    return [
        {
            # An option without a name is the default, which an address leaves out.
            "href": safe(link(page, **others, **({key: option} if option else {}))),
            "name": name,
            "chosen": option == current,
        }
        for option, name in options.items()
    ]


def table(
    title: str, columns: Iterable[str], rows: Iterable[Sequence[str]], *, note: str = "", is_folded: bool = False
) -> None:
    """A heading, a line beneath it, and the rows, unfolded by a click on the heading if `is_folded`."""
    st.html(piece("text_table", title, list(columns), list(rows), note, is_folded))


def show_cautions(cautions: Sequence[Fault]) -> None:
    """What is to be looked at again in what is handed in; nothing where there is none."""
    if cautions:
        rows = [(fault.place, f"{fault.problem}; {fault.remedy}") for fault in together(cautions)]
        table(f"Cần xem lại, không chặn việc nộp ({len(rows)})", (words.FAULT_COLUMNS[0], "Điều gì"), rows)


def line(text: str) -> None:
    """A line of plain text in the ink of the page; Streamlit's captions are too pale for a projector."""
    st.html(f"<p>{escape(text)}</p>")


# The parts of the bar of an area: the count, its words, and its look. A pattern stands beside each colour.
BAR_PARTS: tuple[tuple[Level, str, str], ...] = (
    ("met", "đạt", "good"),
    ("missed", "chưa đạt", "bad"),
    ("no_data", "chưa có số liệu", "absent"),
    ("no_previous", "chưa so được", "absent"),
    ("not_due", words.NOT_DUE, "quiet"),
    ("no_activity", "không phát sinh", "quiet"),
    ("not_comparable", "không xét", "quiet"),
)


def tiles(indices: Iterable[Row], year: int, years: Sequence[int], link: Callable[[str, int], str]) -> str:
    """A tile for each index with its line of years; `link` gives the address of an index in a year."""
    content = "".join(
        _tile(list(rows), year, years, lambda other, index=index: link(index, other))  # type: ignore[misc]
        for index, rows in groupby(indices, key=itemgetter("indicator_id"))
    )
    return f'<h2 class="unseen">Các chỉ số</h2><div class="tiles">{content}</div>' if content else ""


def _tile(rows: list[Row], year: int, years: Sequence[int], link: Callable[[int], str]) -> str:
    now = next((row for row in rows if row["year"] == year), None)
    if now is None:
        return ""
    tile = {
        "row": now,
        "unit": "",
        "value": _value(now),
        "change": sentence.change_words(now),
        "chain": _line_of_years(rows, year, years, link),
        # A unit that the plan does not bind has values and changes, and no verdict.
        "chain_sentence": ""
        if formats.is_missing(now["level"])
        else statements.chain_verdict([row for row in rows if row["year"] in years]),
    }
    rank = ""
    if not formats.is_missing(now["reported_rank"]):
        place = formats.fraction(now["reported_rank"], now["reported_of"])
        rank = safe(" <span>hạng công bố {}</span>").format(place)
    level = "" if formats.is_missing(now["level"]) else safe(verdict(now))
    return piece("tile", tile, safe(link(year)), beside=rank, verdict=level)


def _value(row: Row) -> str:
    return sentence.figure(row, against=("target", "previous"), unknown=formats.MISSING_SHORT)


def _line_of_years(rows: list[Row], year: int, years: Sequence[int], link: Callable[[int], str]) -> Markup:
    """A line over the years: a point a year that leads to it, hollow when provisional, cut at breaks and gaps."""
    by_year = {row["year"]: row for row in rows}
    # The year before the plan is shown too, because the first year of the plan is judged against it.
    before = [row["year"] for row in rows if row["year"] == min(years) - 1 and not formats.is_missing(row["value"])]
    axis = sorted({*before, *years, year})
    height = heights([by_year[one]["value"] if one in by_year else None for one in axis])
    at = [100 * (number + 0.5) / len(axis) for number in range(len(axis))]
    lines = [
        tuple(f"{place:.1f}" for place in (at[n], 100 - start, at[n + 1], 100 - end))
        for n, (start, end) in enumerate(pairwise(height))
        if start is not None and end is not None and formats.is_missing(by_year[axis[n + 1]]["break_title"])
    ]
    points = [
        _point(by_year.get(one), one, place) | {"href": safe(link(one)), "current": one == year}
        for one, place in zip(axis, height, strict=True)
    ]
    return safe(piece("years_line", lines, points))


def heights(values: Sequence[Any]) -> list[float | None]:
    """How high each value stands in the line of years, in percent; None for a missing one.

    A small move stays small: the line never spans less than a tenth of the value. It ends where its points still stand
    above the years and beneath the words.
    """
    numbers = [float(value) for value in values if not formats.is_missing(value)]
    if not numbers:
        return [None] * len(values)
    middle = (min(numbers) + max(numbers)) / 2
    span = max(max(numbers) - min(numbers), abs(middle) / 10) or 1.0
    return [None if formats.is_missing(value) else 50 + 76 * (float(value) - middle) / span for value in values]


def _point(row: Row | None, year: int, height: float | None) -> dict[str, Any]:
    """A year of the line as its piece shows it."""
    if row is None:
        return {"year": year, "text": f"{year}: {formats.MISSING_SHORT}", "look": "", "height": None, "broken": False}
    has_break = not formats.is_missing(row["break_title"])
    change = sentence.change_words(row)
    # Where a break keeps a figure from being compared, the change names it already.
    note = f"; {row['break_title']}" if has_break and str(row["break_title"]) not in change else ""
    return {
        "year": year,
        "text": f"{year}: {', '.join(filter(None, (_value(row), change)))}{note}",
        "look": words.DIRECTIONS[row["direction"]].tone + ("" if row["flag"] == "final" else " provisional"),
        "height": height,
        "broken": has_break,
    }


def areas(rows: Iterable[AreaRow], targets: Iterable[Row], hrefs: Mapping[str, str]) -> str:
    """A stacked bar of targets for each area; each part leads to the area and names its targets."""
    rows, names = list(rows), _names(targets)
    most = max(map(_verdict_count, rows), default=1) or 1
    lines = [
        {
            "href": safe(hrefs[row["area_id"]]),
            "name": row["name"],
            "line": statements.areas_line(row),
            "bar": _bar(row, most, names, hrefs[row["area_id"]]),
        }
        for row in rows
    ]
    return piece("areas", lines, words.AREAS_HEAD, "h2", _legend(rows))


def _legend(rows: Sequence[AreaRow]) -> list[tuple[str, str]]:
    """The look and the words of the parts that the bars have; quiet ones share a look."""
    kinds = [part for part in BAR_PARTS if any(row[part[0]] for row in rows)]
    quiet = " · ".join(word for _, word, look in kinds if look == "quiet")
    return [(look, word) for _, word, look in kinds if look != "quiet"] + ([("quiet", quiet)] if quiet else [])


def _names(targets: Iterable[Row]) -> dict[tuple[str, str], list[str]]:
    """The short names of targets by area and part of the bar."""
    part_of = {"met_within_error": "met", "missed_within_error": "missed"}
    names: dict[tuple[str, str], list[str]] = {}
    for row in targets:
        level = str(row["level"])
        names.setdefault((row["area_id"], part_of.get(level, level)), []).append(row["short"])
    return names


def _verdict_count(row: AreaRow) -> int:
    """How many targets of an area have a part in the bar of the year; others are due in other years only."""
    return sum(int(row[key]) for key, _, _ in BAR_PARTS)


def _bar(row: AreaRow, most: int, names: Mapping[tuple[str, str], list[str]], href: str) -> Markup:
    parts = []
    for key, word, look in BAR_PARTS:
        if count := int(row[key]):
            members = "; ".join(names.get((row["area_id"], key), ()))
            text = f"{row['name']}: {count} {word}" + (f" ({members})" if members else "")
            parts.append({"count": count, "look": look, "text": text, "href": safe(href)})
    return safe(piece("bar", parts, 100 * _verdict_count(row) / most))


def attention(rows: list[Row], fallback: str = "", years: Mapping[str, list[Row]] | None = None) -> str:
    """At most three findings, worst first, each with its evidence, its owner and its due date; else `fallback`.

    With the rows of all years by indicator each finding has its bar and its line of years.
    """
    findings = [_finding(row) for row in rows[:3]]
    if years is not None:
        for finding, row in zip(findings, rows, strict=False):
            finding |= {"bars": bars(row), "years": small_line(years[row["indicator_id"]])}
    return piece("attention", findings, fallback)


def bars(row: Row) -> list[tuple[str, float]]:
    """A bar as in charts.bullet: the year before, this year and what is asked, each in percent of a full one."""
    tone = words.LEVELS[row["level"]].tone
    pattern = "" if formats.is_missing(row["flag"]) or row["flag"] == "final" else " hatched"
    most = full(row["measure_unit"], row["previous"], row["value"], row["target"])
    parts = (("before", row["previous"]), (f"now {tone}{pattern}", row["value"]), ("limit", row["target"]))
    return [(kind, min(max(100 * value / most, 0), 100)) for kind, value in parts if not formats.is_missing(value)]


def small_line(rows: list[Row]) -> dict[str, Any]:
    """The values of the years as a small line, cut where one is missing."""
    rows = sorted(rows, key=itemgetter("year"))
    step = 90 / max(len(rows) - 1, 1)
    points = [
        None if height is None else (f"{3 + number * step:.0f}", f"{21 - 0.18 * height:.1f}")
        for number, height in enumerate(heights([row["value"] for row in rows]))
    ]
    texts = [f"{row['year']}: {sentence.figure(row, unknown=formats.MISSING_SHORT)}" for row in rows]
    return {
        "lines": [(*one, *two) for one, two in pairwise(points) if one is not None and two is not None],
        "points": [(*point, text) for point, text in zip(points, texts, strict=True) if point is not None],
        "text": "; ".join(texts),
    }


def debts(owed: str, bring: Mapping[str, object], missing: Mapping[str, object]) -> str:
    """Who owes figures, and the ways to bring them and to all that is missing; the filters of both ways are given."""
    return piece("owing", owed, safe(link("so-lieu", **bring)), safe(link("so-lieu", **missing)))


def short_owner(row: Mapping[str, Any]) -> str:
    """Who answers for a row, for a narrow place: «chưa rõ» where nobody is known, without whose work it was."""
    return sentence.owner(row).split(words.IN_PLACE_OF)[0]


def _finding(row: Row) -> dict[str, Any]:
    return {
        "level": row["level"],
        "href": safe(why(row)),
        "short": row["short"],
        "value": sentence.figure(row) + sentence.counts(row),
        # A figure that nobody has approved says so wherever it stands.
        "doubt": f" (số {words.FLAGS[row['flag']]})" if row["flag"] in ("provisional", "estimated") else "",
        "requirement": sentence.requirement(row),
        "under": f"{words.OWNER}: {short_owner(row)} · {words.DUE}: {sentence.due(row)}",
    }
