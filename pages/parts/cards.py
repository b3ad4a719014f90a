"""Cards of Tổng quan and of the presentation as HTML: the headline, tiles of indices, bars of areas, attention."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from markupsafe import Markup

from cchc_metrics.text import formats, sentence, statements, words
from cchc_metrics.views.html import piece
from pages.parts import html

Row = Mapping[Any, Any]
# The parts of the bar of an area: the count, its words, and its look. A pattern stands beside each colour.
BAR_PARTS = (
    ("met", "đạt", "good"),
    ("missed", "chưa đạt", "bad"),
    ("no_data", "chưa có số liệu", "absent"),
    ("no_previous", "chưa so được", "absent"),
    ("not_due", "chưa đến hạn", "quiet"),
    ("no_activity", "không phát sinh", "quiet"),
    ("not_comparable", "không xét", "quiet"),
)


def tiles(indices: Iterable[Row], year: int, years: Sequence[int], link: Callable[[str, int], str]) -> str:
    """A tile for each index with its line of years; `link` gives the address of an index in a year."""
    shown = "".join(
        _tile(list(rows), year, years, lambda other, index=index: link(index, other))  # type: ignore[misc]
        for index, rows in groupby(indices, key=itemgetter("indicator_id"))
    )
    return f'<h2 class="unseen">Các chỉ số</h2><div class="tiles">{shown}</div>'


def _tile(rows: list[Row], year: int, years: Sequence[int], link: Callable[[int], str]) -> str:
    now = next((row for row in rows if row["year"] == year), None)
    if now is None:
        return ""
    value = (
        formats.MISSING_SHORT
        if formats.missing(now["value"])
        else formats.value(now["value"], now["measure_unit"], against=[now["previous"]])
    )
    tile = {
        "row": now,
        "unit": "",
        "value": value,
        "moved": sentence.change_words(now),
        "chain": _safe(_line_of_years(rows, year, years, link)),
        # A unit that the plan does not bind has values and changes, and no verdict.
        "chain_said": ""
        if formats.missing(now["level"])
        else sentence.chain_verdict([row for row in rows if row["year"] in years]),
    }
    rank = ""
    if not formats.missing(now["reported_rank"]):
        place = formats.fraction(now["reported_rank"], now["reported_of"])
        rank = _safe(f" <span>hạng công bố {escape(place)}</span>")
    verdict = "" if formats.missing(now["level"]) else _safe(html.verdict(now))
    return piece("tile", tile, _safe(link(year)), beside=rank, verdict=verdict)


def _safe(text: str) -> Markup:
    """HTML whose data has been escaped, for a template that escapes everything else."""
    return Markup(text)  # noqa: S704


def _line_of_years(rows: list[Row], year: int, years: Sequence[int], link: Callable[[int], str]) -> str:
    """A line over the years: a point a year that leads to it, hollow when provisional, cut at breaks and gaps."""
    by_year = {row["year"]: row for row in rows}
    # The year before the plan is shown too, because the first year of the plan is judged against it.
    before = [row["year"] for row in rows if row["year"] == min(years) - 1 and not formats.missing(row["value"])]
    shown = sorted({*before, *years, year})
    values = [by_year[one]["value"] if one in by_year else None for one in shown]
    height = heights(values)
    at = [100 * (number + 0.5) / len(shown) for number in range(len(shown))]
    lines = "".join(
        f'<line x1="{at[n]:.1f}" y1="{100 - start:.1f}" x2="{at[n + 1]:.1f}" y2="{100 - end:.1f}"/>'
        for n, (start, end) in enumerate(pairwise(height))
        if start is not None and end is not None and formats.missing(by_year[shown[n + 1]]["break_title"])
    )
    points = "".join(
        _point(by_year.get(one), one, place, link(one), current=one == year)
        for one, place in zip(shown, height, strict=True)
    )
    return (
        f'<div class="years-line"><svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">{lines}'
        f'</svg><ol aria-label="Các năm">{points}</ol></div>'
    )


def heights(values: Sequence[Any]) -> list[float | None]:
    """How high each value stands in the line of years, in percent; None for a missing one.

    A small move stays small: the line never spans less than a tenth of the value.
    """
    known = [float(value) for value in values if not formats.missing(value)]
    if not known:
        return [None] * len(values)
    middle = (min(known) + max(known)) / 2
    span = max(max(known) - min(known), abs(middle) / 10) or 1.0
    return [None if formats.missing(value) else 50 + 90 * (float(value) - middle) / span for value in values]


def _point(row: Row | None, year: int, height: float | None, href: str, *, current: bool) -> str:
    direction = words.DIRECTIONS[row["direction"] if row else "not_comparable"]
    value = (
        formats.MISSING_SHORT
        if row is None or height is None
        else formats.value(row["value"], row["measure_unit"], against=[row["previous"]])
    )
    said = f"{year}: {value}" + (f", {sentence.change_words(row)}" if row is not None else "")
    broken = row is not None and not formats.missing(row["break_title"])
    if broken and row is not None:
        said += f"; {row['break_title']}"
    look = "absent" if height is None else direction.tone
    if row is not None and height is not None and row["flag"] != "final":
        look += " provisional"
    mark = (
        '<i class="none" aria-hidden="true">○</i>'
        if height is None
        else f'<i class="{look}" style="bottom:{height:.1f}%" aria-hidden="true"></i>'
    )
    return (
        f'<li{" class=break" if broken else ""}><a href="{href}" title="{escape(said)}" aria-label="{escape(said)}"'
        f'{" aria-current=true" if current else ""}><span class="place">{mark}</span>{year}</a></li>'
    )


def areas(rows: Iterable[Row], targets: Iterable[Row], hrefs: Mapping[str, str]) -> str:
    """A stacked bar of targets for each area; each part leads to the area and names its targets."""
    rows, names = list(rows), _names(targets)
    most = max((int(row["total"]) for row in rows), default=1) or 1
    legend = "".join(f'<span><i class="part {look}"></i>{word}</span>' for _, word, look in _legend(rows))
    lines = "".join(
        f'<li><a href="{hrefs[row["area_id"]]}">{escape(row["name"])}</a>'
        f"<span>{_bar(row, most, names, hrefs[row['area_id']])}{_line(row)}</span></li>"
        for row in rows
    )
    return f'<section class="areas"><h2>{words.AREAS_HEAD}</h2><p class="legend">{legend}</p><ul>{lines}</ul></section>'


def _line(row: Row) -> str:
    """The counts in words: seen where there is no bar, otherwise for those who do not see the bar."""
    text = escape(statements.areas_line(row))
    return text if not row["total"] else f'<span class="unseen">{text}</span>'


def _legend(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    used = [part for part in BAR_PARTS if any(row[part[0]] for row in rows)]
    quiet = [part for part in used if part[2] == "quiet"]
    rest = [part for part in used if part[2] != "quiet"]
    return rest + ([("", " · ".join(word for _, word, _ in quiet), "quiet")] if quiet else [])


def _names(targets: Iterable[Row]) -> dict[tuple[str, str], list[str]]:
    """The short names of targets by area and part of the bar."""
    part_of = {"met_within_error": "met", "missed_within_error": "missed"}
    names: dict[tuple[str, str], list[str]] = {}
    for row in targets:
        names.setdefault((row["area_id"], part_of.get(row["level"], row["level"])), []).append(row["short"])
    return names


def _bar(row: Row, most: int, names: Mapping[tuple[str, str], list[str]], href: str) -> str:
    parts = ""
    for key, word, look in BAR_PARTS:
        if count := int(row[key]):
            listed = "; ".join(names.get((row["area_id"], key), ()))
            said = f"{row['name']}: {count} {word}" + (f" ({listed})" if listed else "")
            parts += (
                f'<a class="part {look}" style="flex:{count}" href="{href}" title="{escape(said)}" '
                f'aria-label="{escape(said)}">{count}</a>'
            )
    return f'<span class="bar-of" style="width:{100 * int(row["total"]) / most:.1f}%">{parts}</span>' if parts else ""


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
        f"<li>{html.verdict(row)} <strong>{escape(row['short'])}: {escape(value)}</strong>{escape(doubt)}"
        f"<br>{escape(sentence.requirement(row))}"
        f"<br><small>{escape(under)}</small></li>"
    )
