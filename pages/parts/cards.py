"""Cards of Tổng quan and of the presentation: tiles of indices, bars of areas, attention; HTML by pieces.html."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from markupsafe import Markup

from cchc_metrics.text import formats, sentence, statements, words
from cchc_metrics.views.html import piece
from pages.parts import html
from pages.parts.html import safe

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
    content = "".join(
        _tile(list(rows), year, years, lambda other, index=index: link(index, other))  # type: ignore[misc]
        for index, rows in groupby(indices, key=itemgetter("indicator_id"))
    )
    return f'<h2 class="unseen">Các chỉ số</h2><div class="tiles">{content}</div>'


def _tile(rows: list[Row], year: int, years: Sequence[int], link: Callable[[int], str]) -> str:
    now = next((row for row in rows if row["year"] == year), None)
    if now is None:
        return ""
    tile = {
        "row": now,
        "unit": "",
        "value": _value(now),
        "moved": sentence.change_words(now),
        "chain": _line_of_years(rows, year, years, link),
        # A unit that the plan does not bind has values and changes, and no verdict.
        "chain_said": ""
        if formats.missing(now["level"])
        else sentence.chain_verdict([row for row in rows if row["year"] in years]),
    }
    rank = ""
    if not formats.missing(now["reported_rank"]):
        place = formats.fraction(now["reported_rank"], now["reported_of"])
        rank = safe(" <span>hạng công bố {}</span>").format(place)
    verdict = "" if formats.missing(now["level"]) else safe(html.verdict(now))
    return piece("tile", tile, safe(link(year)), beside=rank, verdict=verdict)


def _value(row: Row) -> str:
    if formats.missing(row["value"]):
        return formats.MISSING_SHORT
    return formats.value(row["value"], row["measure_unit"], against=[row["previous"]])


def _line_of_years(rows: list[Row], year: int, years: Sequence[int], link: Callable[[int], str]) -> Markup:
    """A line over the years: a point a year that leads to it, hollow when provisional, cut at breaks and gaps."""
    by_year = {row["year"]: row for row in rows}
    # The year before the plan is shown too, because the first year of the plan is judged against it.
    before = [row["year"] for row in rows if row["year"] == min(years) - 1 and not formats.missing(row["value"])]
    axis = sorted({*before, *years, year})
    height = heights([by_year[one]["value"] if one in by_year else None for one in axis])
    at = [100 * (number + 0.5) / len(axis) for number in range(len(axis))]
    lines = [
        tuple(f"{place:.1f}" for place in (at[n], 100 - start, at[n + 1], 100 - end))
        for n, (start, end) in enumerate(pairwise(height))
        if start is not None and end is not None and formats.missing(by_year[axis[n + 1]]["break_title"])
    ]
    points = [
        _point(by_year.get(one), one, place) | {"href": safe(link(one)), "current": one == year}
        for one, place in zip(axis, height, strict=True)
    ]
    return safe(piece("years_line", lines, points))


def heights(values: Sequence[Any]) -> list[float | None]:
    """How high each value stands in the line of years, in percent; None for a missing one.

    A small move stays small: the line never spans less than a tenth of the value.
    """
    numbers = [float(value) for value in values if not formats.missing(value)]
    if not numbers:
        return [None] * len(values)
    middle = (min(numbers) + max(numbers)) / 2
    span = max(max(numbers) - min(numbers), abs(middle) / 10) or 1.0
    return [None if formats.missing(value) else 50 + 90 * (float(value) - middle) / span for value in values]


def _point(row: Row | None, year: int, height: float | None) -> dict[str, Any]:
    """A year of the line as its piece shows it."""
    if row is None:
        return {"year": year, "text": f"{year}: {formats.MISSING_SHORT}", "look": "", "height": None, "broken": False}
    broken = not formats.missing(row["break_title"])
    note = f"; {row['break_title']}" if broken else ""
    return {
        "year": year,
        "text": f"{year}: {_value(row)}, {sentence.change_words(row)}{note}",
        "look": words.DIRECTIONS[row["direction"]].tone + ("" if row["flag"] == "final" else " provisional"),
        "height": height,
        "broken": broken,
    }


def areas(rows: Iterable[Row], targets: Iterable[Row], hrefs: Mapping[str, str]) -> str:
    """A stacked bar of targets for each area; each part leads to the area and names its targets."""
    rows, names = list(rows), _names(targets)
    most = max((int(row["total"]) for row in rows), default=1) or 1
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


def _legend(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The look and the words of the parts that the bars have; quiet ones share a look."""
    kinds = [part for part in BAR_PARTS if any(row[part[0]] for row in rows)]
    quiet = " · ".join(word for _, word, look in kinds if look == "quiet")
    return [(look, word) for _, word, look in kinds if look != "quiet"] + ([("quiet", quiet)] if quiet else [])


def _names(targets: Iterable[Row]) -> dict[tuple[str, str], list[str]]:
    """The short names of targets by area and part of the bar."""
    part_of = {"met_within_error": "met", "missed_within_error": "missed"}
    names: dict[tuple[str, str], list[str]] = {}
    for row in targets:
        names.setdefault((row["area_id"], part_of.get(row["level"], row["level"])), []).append(row["short"])
    return names


def _bar(row: Row, most: int, names: Mapping[tuple[str, str], list[str]], href: str) -> Markup:
    parts = []
    for key, word, look in BAR_PARTS:
        if count := int(row[key]):
            members = "; ".join(names.get((row["area_id"], key), ()))
            text = f"{row['name']}: {count} {word}" + (f" ({members})" if members else "")
            parts.append({"count": count, "look": look, "text": text, "href": safe(href)})
    return safe(piece("bar", parts, 100 * int(row["total"]) / most))


def attention(rows: list[Row], nothing: str = "") -> str:
    """At most three findings, worst first, each with its evidence, its owner and its due date; else `nothing`."""
    return piece("attention", list(map(_finding, rows[:3])), nothing)


def _finding(row: Row) -> dict[str, Any]:
    return {
        "level": row["level"],
        "href": safe(html.why(row)),
        "short": row["short"],
        "value": sentence.figure(row) + sentence.counts(row),
        # A figure that nobody has approved says so wherever it stands.
        "doubt": f" (số {words.FLAGS[row['flag']]})" if row["flag"] in ("provisional", "estimated") else "",
        "requirement": sentence.requirement(row),
        "under": f"{words.OWNER}: {sentence.owner(row)} · {words.DUE}: {sentence.due(row)}",
    }
