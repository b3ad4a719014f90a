"""A chart as a picture: inside a page, and as a file that carries its own title, filters, source and date."""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Any

import font_source_sans_pro
import vl_convert
from altair import SCHEMA_VERSION

from cchc_metrics.charts import look

TITLE = 22
LINE = 24
MARGIN = 12
VEGA_LITE = ".".join(SCHEMA_VERSION.removeprefix("v").split(".")[:2])
# A mark that has words of its own, as Vega writes it, and as `svg` does.
DESCRIPTION = re.compile(
    rf'<path((?: (?!aria-label)[a-z-]+="[^"]*")*) aria-label="{look.SIGN}([^"{look.SIGN}]*){look.SIGN}([^"]*)"([^>]*)/>'
)
KEY_PATH = re.compile(r'<path data-key="([^"]*)"[^>]*><title>([^<]*)</title></path>')
ACCENT_OPACITY = 0.08
# How many letters of a size stand side by side in a unit of width.
LETTERS = 2.05
# Shapes of verdicts that are not among the letters of the house, each with the one that looks like it: the whole line
# would be drawn in other letters.
SUBSTITUTES = str.maketrans({"∅": "Ø", "▢": "☐"})


@dataclass(frozen=True)
class Caption:
    """What a picture must say of itself once it is away from its page."""

    title: str
    filters: str
    source: str
    mark: str | None = None
    notes: tuple[str, ...] = ()


def svg(chart: Any) -> str:
    """The chart as SVG."""
    _letters()
    # Whether it is a chart at all is asked by the tests: it takes as long as to draw it.
    svg = vl_convert.vegalite_to_svg(chart.to_dict(validate=False), vl_version=VEGA_LITE)
    svg = DESCRIPTION.sub(_with_title, svg)
    # What Vega says of each mark is in English, and the picture is said in one sentence as a whole.
    plain = re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", svg)
    return re.sub(r'(<text [^>]*stroke="white")', r'\1 paint-order="stroke" stroke-linejoin="round"', plain)


def _with_link(mark: re.Match[str], *, links: Mapping[str, str], accent: str) -> str:
    mark_html = mark[0].replace('opacity="0"', f'opacity="{ACCENT_OPACITY}"') if mark[1] == accent else mark[0]
    if mark[1] not in links:
        return mark_html
    return f'<a href="{escape(links[mark[1]])}" aria-label="{mark[2]}">{mark_html}</a>'


def _with_title(mark: re.Match[str]) -> str:
    """A mark with its words as the title that browsers show, and with its key."""
    before, key, text, after = mark.groups()
    return f'<path data-key="{key}"{before}{after}><title>{text}</title></path>'


def inline_svg(svg: str, text: str, *, links: Mapping[str, str] | None = None, accent: str = "") -> str:
    """The SVG to put into HTML: as wide as its place, and said in words to those who do not see it.

    links: addresses by the key of a mark, which becomes a link. accent: the key of the mark to bring out, for instance
    the year that a page shows.
    """
    # Links within a picture are reached one by one; a picture without any is one thing.
    role = "group" if links else "img"
    box = f'<svg role="{role}" aria-label="{escape(text)}" style="width:100%;height:auto;max-height:100%"'
    head, rest = svg.split(">", 1)
    rest = KEY_PATH.sub(partial(_with_link, links=links or {}, accent=accent), rest)
    return re.sub(r"^<svg", box, re.sub(r' (width|height)="[^"]*"', "", head)) + ">" + rest


def file(svg: str, caption: Caption) -> str:
    """The SVG within a frame that says what it shows, under which filters, from where and when."""
    width, height = (float(size) for size in re.findall(r'\b(?:width|height)="([\d.]+)"', svg)[:2])
    above = [(caption.title, TITLE, "bold"), (caption.filters, look.TEXT, "normal")]
    if caption.mark:
        above.insert(0, (caption.mark, look.TEXT, "bold"))
    top, head = _lines(above, 0, width)
    beneath = [(line, look.TEXT, "normal") for line in (*caption.notes, caption.source) if line]
    end, foot = _lines(beneath, top + height + MARGIN, width)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width:g}" '
        f'height="{end + MARGIN:g}" viewBox="0 0 {width:g} {end + MARGIN:g}"><rect width="100%" height="100%" '
        f'fill="white"/>{head}<g transform="translate(0,{top + MARGIN / 2:g})">{svg}</g>{foot}</svg>'
    )


def png(svg: str, scale: float = 2) -> bytes:
    """An SVG as a PNG of twice its size, or of another, sharp on paper and on a projector."""
    _letters()
    return vl_convert.svg_to_png(svg.translate(SUBSTITUTES), scale=scale)


def _lines(texts: list[tuple[str, int, str]], top: float, width: float) -> tuple[float, str]:
    """Texts under one another, each broken where the width ends; the height reached, and the SVG."""
    out = []
    for text, size, weight in texts:
        for line in textwrap.wrap(text, int((width - 2 * MARGIN) * LETTERS / size)):
            top += size * LINE / look.TEXT
            out.append(
                f'<text x="{MARGIN}" y="{top:g}" font-family="{look.FONT}" font-size="{size}" '
                f'font-weight="{weight}" fill="{look.INK}">{escape(line)}</text>'
            )
    return top, "".join(out)


@cache
def _letters() -> None:
    # Without letters of our own a machine that has none with Vietnamese diacritics would draw boxes.
    vl_convert.register_font_directory(str(Path(font_source_sans_pro.__file__).parent / "files"))
