"""Pieces of HTML that several pages show; whatever comes from data is escaped."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from cchc_metrics.text import formats, sentence, words
from cchc_metrics.workspace import Excerpt
from pages.parts import address

CELL_HEAD = "Ô trong tệp: {place}"
GO_PROVINCE = "Số liệu thật của {unit} →"
READINGS = {
    "up": words.Status("↑", words.STATISTICAL["up"], "good"),
    "down": words.Status("↓", words.STATISTICAL["down"], "bad"),
    "same": words.Status("=", words.STATISTICAL["same"], "bad"),
    # A narrow cell breaks before the last two words, never between them.
    "inconclusive": words.Status(
        "≈", words.STATISTICAL["inconclusive"].replace("kết luận", "kết\N{NO-BREAK SPACE}luận"), "quiet"
    ),
    "unknown": words.Status("?", words.STATISTICAL["unknown"], "quiet"),
    "no_data": words.Status("○", "chưa có", "absent"),
    "no_previous": words.Status("◌", "chưa so được", "quiet"),
    "not_comparable": words.Status("▢", words.STATISTICAL["not_comparable"], "quiet"),
}

Row = Mapping[Any, Any]
# A year of a chain in which the unit was not there.
NOT_THERE = {"direction": "not_comparable", "direction_statistical": "not_comparable", "level": "not_comparable"}


def link(page: str, **query: object) -> str:
    """The address of a page with its filters, and with how much of the ledger counts."""
    return exact_link(page, address.ledger_selection() | query)


def exact_link(page: str, query: Mapping[str, object]) -> str:
    """The address of a page with these filters and nothing of what is looked at now."""
    return escape(f"{page}?{urlencode(query)}")


def status(level: str) -> str:
    """A verdict: shape, word and tone together."""
    shown = words.LEVELS[level]
    return f'<span class="status {shown.tone}"><b aria-hidden="true">{shown.shape}</b> {escape(shown.word)}</span>'


def verdict(row: Row) -> str:
    """The verdict of a row, as the way to its reasons."""
    said = f"{words.LEVELS[row['level']].word}. {words.WHY}"
    return f'<a class="why" href="{why(row)}" aria-label="{escape(said)}">{status(row["level"])}</a>'


def why(row: Row) -> str:
    """The address of the reasons for the verdict of a row."""
    return link("vi-sao", **{"don-vi": row["unit_id"], "nam": int(row["year"]), "cua": row["indicator_id"]})


def cell(row: Row) -> str:
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


def tiles(indices: Iterable[Row], year: int, plan_years: range, filters: Mapping[str, object]) -> str:
    """A tile for each index of a unit, as `metrics.indices` gives them."""
    shown = "".join(
        _tile(list(rows), year, plan_years, link("chi-so", **filters, **{"chi-so": index}))
        for index, rows in groupby(indices, key=itemgetter("indicator_id"))
    )
    return f'<h2 class="unseen">Các chỉ số</h2><div class="tiles">{shown}</div>'


def _tile(rows: list[Row], year: int, plan_years: range, href: str) -> str:
    """An index in one year: value, change, verdict, and its chain of years by point values and by statistics.

    Every tile has the same lines, so that those of all tiles stand at the same height.
    """
    now = next((row for row in rows if row["year"] == year), None)
    if now is None:
        return ""
    unit = now["measure_unit"]
    value = (
        formats.MISSING_SHORT
        if formats.missing(now["value"])
        else formats.value(now["value"], unit, against=[now["previous"]])
    )
    moved, rule = sentence.change_words(now), words.YEAR_RULES["rising"]
    known = {row["year"]: row for row in rows}
    links = [known.get(each, {"year": each} | NOT_THERE) for each in plan_years]
    # A unit that the plan does not bind has values and changes, and no verdict.
    judgement, summary = (
        ("Kế hoạch không đặt yêu cầu cho đơn vị này", "")
        if formats.missing(now["level"])
        else (f"{verdict(now)} <small>({rule})</small>", sentence.chain_verdict(links))
    )
    rank = (
        ""
        if formats.missing(now["reported_rank"])
        else "hạng công bố {place}".format(place=formats.fraction(now["reported_rank"], now["reported_of"]))
    )
    return (
        f'<section class="tile"><h3><a href="{href}">{escape(now["short"])}</a> <span>{escape(rank)}</span></h3>'
        f'<p class="value">{escape(value)}</p><p>{escape(moved)}</p>'
        f"<p>{judgement}</p>{_chain(links, year)}<p>{escape(summary)}</p></section>"
    )


def _chain(links: list[Row], year: int) -> str:
    """The years of the plan with both readings of each, by its value and by statistics, one under the other."""
    head = "".join(f'<th scope="col"{_now(row, year)}>{row["year"]}</th>' for row in links)
    readings = (
        (
            "Theo giá trị",
            [(row, words.DIRECTIONS[row["direction"]], words.DIRECTIONS_SHORT[row["direction"]]) for row in links],
        ),
        ("Theo thống kê", [(row, shown := READINGS[row["direction_statistical"]], shown.word) for row in links]),
    )
    body = "".join(
        f'<tbody><tr><th scope="rowgroup" colspan="{len(links)}">{name}</th></tr><tr>'
        + "".join(
            f'<td class="{shown.tone}"{_now(row, year)}><b aria-hidden="true">{shown.shape}</b> {escape(word)}</td>'
            for row, shown, word in cells
        )
        + "</tr></tbody>"
        for name, cells in readings
    )
    return f'<table class="chain" aria-label="Chuỗi năm"><thead><tr>{head}</tr></thead>{body}</table>'


def _now(row: Row, year: int) -> str:
    return ' aria-current="true"' if row["year"] == year else ""


def areas(rows: Iterable[Row], hrefs: Mapping[str, str]) -> str:
    """Each area with its counts, and a bar of the same counts so that they can be seen from afar."""
    lines = "".join(
        f'<li><a href="{hrefs[row["area_id"]]}">{escape(row["name"])}</a>'
        f"<span>{_bar(row)}{escape(sentence.areas_line(row))}</span></li>"
        for row in rows
    )
    return f'<section class="areas"><h2>{words.AREAS_HEAD}</h2><ul>{lines}</ul></section>'


def _bar(row: Row) -> str:
    tones = (
        ("met", "good"),
        ("missed", "bad"),
        ("no_data", "absent"),
        ("not_due", "quiet"),
        ("no_activity", "quiet"),
        ("no_previous", "quiet"),
        ("not_comparable", "quiet"),
    )
    boxes = "".join(f'<i class="{tone}"></i>' * int(row[key]) for key, tone in tones)
    return f'<span class="boxes" aria-hidden="true">{boxes}</span>'


def attention(rows: list[Row], nothing: str = "") -> str:
    """At most three findings, worst first, each with its evidence, its owner and its due date; else `nothing`."""
    findings = "".join(_finding(row) for row in rows[:3])
    body = f"<ol>{findings}</ol>" if findings else f"<p>{escape(nothing)}</p>"
    return f'<section class="attention"><h2>{words.ATTENTION_HEAD}</h2>{body}</section>'


def _finding(row: Row) -> str:
    value = sentence.figure(row) + sentence.counts(row)
    under = f"{words.OWNER}: {sentence.owner(row)} · {words.DUE}: {sentence.due(row)}"
    # A figure that nobody has approved says so wherever it stands.
    doubt = f" (số {words.FLAGS[row['flag']]})" if row["flag"] in ("provisional", "estimated") else ""
    return (
        f"<li>{verdict(row)} <strong>{escape(row['short'])}: {escape(value)}</strong>{escape(doubt)}"
        f"<br>{escape(sentence.requirement(row))}"
        f"<br><small>{escape(under)}</small></li>"
    )


def not_bound(unit: str, level: str) -> str:
    """Why a unit of another level has no targets here."""
    said = escape(words.NOT_BOUND.format(unit=unit, level=level))
    return f'<section class="areas"><h2>{words.AREAS_HEAD}</h2><p>{said}</p></section>'


def go(unit: str, href: str) -> str:
    """A way to another unit's figures."""
    return f'<a href="{href}">{escape(GO_PROVINCE.format(unit=unit))}</a>'


def excerpt(place: str, found: Excerpt | None) -> str:
    """The lines of a file around a place, the line of that place marked."""
    title = f"<h2>{escape(CELL_HEAD.format(place=place))}</h2>"
    if found is None:
        return f'<section class="view">{title}<p>Không mở được tệp này nữa.</p></section>'
    # Columns that say nothing in these lines would push the others off the screen.
    said = [
        column
        for column in range(max(len(line) for _, line in found.lines))
        if column == found.column or any(column < len(line) and line[column] for _, line in found.lines)
    ]
    head = "".join(
        f'<th scope="col">{escape(name)}</th>' for name in ("", *(found.head[column] for column in said if found.head))
    )
    lines = "".join(
        f"<tr{' aria-current=true' if number == found.row else ''}><th scope='row'>{number}</th>"
        + "".join(
            f"<td>{_value(line, column, marked=(number, column) == (found.row, found.column))}</td>" for column in said
        )
        + "</tr>"
        for number, line in found.lines
    )
    return (
        f'<section class="view" id="cell">{title}<div tabindex="0" role="region" aria-label="{words.TABLE}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div></section>"
    )


def _value(line: Sequence[str], column: int, *, marked: bool) -> str:
    said = escape(line[column]) if column < len(line) else ""
    return f"<mark>{said}</mark>" if marked else said


def tabs(
    label: str, page: str, key: str, options: Mapping[str, str], chosen: str | None, filters: Mapping[str, object]
) -> str:
    """A row of links, the chosen one marked."""
    ways = "".join(
        f'<a href="{_to(page, key, option, filters)}"{_here(option == chosen)}>{escape(name)}</a>'
        for option, name in options.items()
    )
    return f'<nav class="tabs" aria-label="{escape(label)}">{ways}</nav>'


def menu(
    label: str, page: str, key: str, options: Mapping[str, str], chosen: str, filters: Mapping[str, object]
) -> str:
    """A list that unfolds, for more options than there is room for; each option is the address it leads to."""
    offered = "".join(
        f'<option value="{_to(page, key, option, filters)}"{" selected" if option == chosen else ""}>'
        f"{escape(name)}</option>"
        for option, name in options.items()
    )
    return f'<label class="menu">{escape(label)} <select>{offered}</select></label>'


def _to(page: str, key: str, option: str, filters: Mapping[str, object]) -> str:
    others = {name: value for name, value in filters.items() if name != key}
    # An option without a name is the default, which an address leaves out.
    return link(page, **others, **({key: option} if option else {}))


def _here(chosen: bool) -> str:  # noqa: FBT001 - a question of one word
    return ' aria-current="true"' if chosen else ""


def table(title: str, columns: Iterable[str], rows: Iterable[Sequence[str]], *, note: str = "") -> None:
    """A heading, a line beneath it, and the rows."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    told = f"<p>{escape(note)}</p>" if note else ""
    st.html(
        f'<section class="view"><h2>{escape(title)}</h2>{told}<div tabindex="0" role="region" '
        f'aria-label="{escape(title)}"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
        "</section>"
    )


def line(text: str) -> None:
    """A line of plain text in the ink of the page; Streamlit's captions are too pale for a projector."""
    st.html(f"<p>{escape(text)}</p>")
