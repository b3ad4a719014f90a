"""How every chart looks: colours, sizes, its frame; and a chart as a picture, inside a page or as a file.

A file carries its own title, filters, source and date.
"""

import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from html import escape
from pathlib import Path
from typing import Any

import altair as alt
import font_source_sans_pro
import vl_convert
from altair import SCHEMA_VERSION
from altair.utils.schemapi import disable_debug_mode
from pandas import DataFrame
from PIL import ImageFont

from cchc_metrics.text import formats
from cchc_metrics.text.rows import records

# Blue, amber and wine keep their distance for every kind of colour vision; red, amber and green do not.
TONES = {"good": "#0B5FA5", "doubtful": "#C77700", "bad": "#7A1230", "quiet": "#4A5568", "absent": "#4A5568"}
INK = "#1A202C"
FAINT = "#CBD5E0"
LAST_YEAR = "#9DB8D2"
BREAK = "#4A5568"
# The page has its own copy of the same letters under the second name; pictures that are files use the first.
FONT = "Source Sans Pro, Source Sans, sans-serif"
TEXT = 16
LABEL = 17
LINE = 3
POINT = 110
WIDTH_OF_LABELS = 230

# A chart is validated as a whole when it is drawn; each of its parts when it is made would be the same work twice.
disable_debug_mode()


@dataclass(frozen=True)
class Size:
    """The room for a picture in its own units, in which text is 16 high; a page scales it to the width it has.

    Without a height, a chart takes what its rows need.
    """

    width: int
    height: int | None = None

    def row(self, rows: int, height: int) -> float:
        """The height of one of several rows: what is wanted, or less where the room is less."""
        return height if self.height is None else min(height, (self.height - 40) / max(rows, 1))

    @property
    def inner(self) -> int:
        """The width within the edge around a picture."""
        return self.width - EDGE["left"] - EDGE["right"]


# Around every picture; and the size in which letters are measured.
EDGE = {"left": 4, "top": 2, "right": 2, "bottom": 4}
FACE = 100
LETTERS_FOLDER = Path(font_source_sans_pro.__file__).parent / "files"
TYPE = alt.Config(
    font=FONT,
    background="white",
    padding=EDGE,
    view=alt.ViewConfig(stroke=None),
    axis=alt.AxisConfig(
        labelFontSize=TEXT,
        titleFontSize=TEXT,
        labelColor=INK,
        titleColor=INK,
        gridColor="#E2E8F0",
        domainColor=INK,
        tickColor=INK,
        labelLimit=WIDTH_OF_LABELS,
        titleFontWeight="normal",
    ),
    text=alt.MarkConfig(fontSize=LABEL, color=INK),
    header=alt.HeaderConfig(labelFontSize=TEXT, labelColor=INK, labelFontWeight="bold"),
    legend=alt.LegendConfig(labelFontSize=TEXT, titleFontSize=TEXT),
)
HALF = Size(640)
WIDE = Size(1310)


class Rows(alt.InlineData):
    """The rows of a frame, made once for all layers of a chart: given a frame, each of them would make them anew."""

    def __init__(self, frame: DataFrame) -> None:
        super().__init__(
            values=[
                {str(name): None if formats.is_missing(cell) else cell for name, cell in row.items()}
                for row in records(frame, dict[str, Any])
            ]
        )

    def __deepcopy__(self, memo: object = None) -> "Rows":
        # Altair copies a chart again and again while it is put together; its rows stay what they are.
        return self

    def to_dict(self, *_: Any, **__: Any) -> dict[str, Any]:
        """The rows as they are: Altair would look at each of their cells, once for every layer."""
        return {"values": self.values}


class Layers(alt.LayerChart):
    """Parts drawn over one another. A copy has the same parts: Altair would copy them too, each time that it looks."""

    def copy(self, deep: Any = True, ignore: list[str] | None = None) -> Any:  # noqa: FBT002 - as Altair's own
        """A chart of its own with the same parts; all of it is copied when `deep` is True."""
        if deep is True:
            return super().copy(deep, ignore)
        copy = Layers()
        for name, value in self._kwds.items():
            copy[name] = value
        return copy


def layers(*parts: Any) -> Layers:
    """Parts drawn over one another. `alt.layer` would copy each of them four times."""
    chart = Layers()
    chart.layer = list(parts)
    return chart


@dataclass(frozen=True)
class Margins:
    """The room beside the plot of a picture, for its axes and whatever else is written there."""

    left: float
    beneath: float
    right: float = 0
    over: float = 0


def frame(chart: Any, size: Size, *, height: float, margins: Margins | None = None) -> Any:
    """The chart with the house's type and no box, filling its room; `height` is for a room without one.

    margins: where they are known, Vega need not measure any letters, which is most of what a picture costs.
    """
    chart.width, chart.height = size.width, size.height or height
    if margins is None:
        chart.autosize = alt.AutoSizeParams(type="fit", contains="padding")
    else:
        chart.width = size.inner - margins.left - margins.right
        chart.height -= margins.over + margins.beneath + EDGE["top"] + EDGE["bottom"]
        chart.autosize = alt.AutoSizeParams(type="none")
        chart.padding = {
            "left": EDGE["left"] + margins.left,
            "top": EDGE["top"] + margins.over,
            "right": EDGE["right"] + margins.right,
            "bottom": EDGE["bottom"] + margins.beneath,
        }
    return apply_type(chart)


@lru_cache(maxsize=5000)
def width(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """The width of a line of letters of the house."""
    return float(_face(bold=bold).getlength(text)) * size / FACE


def plot_width(room: float, texts: Iterable[tuple[float, float]]) -> float:
    """The widest plot in a room in which each text fits: one begins at a share of the plot, and is so wide.

    >>> plot_width(100, [(0.5, 20), (0.9, 28)])
    80.0
    """
    return min([room, *((room - wide) / share for share, wide in texts if share > 0)])


@cache
def _face(*, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(LETTERS_FOLDER / f"SourceSansPro-{'Bold' if bold else 'Regular'}.ttf", FACE)


def letters(chart: Any, *, text: str, y: Any = None, color: str = INK, **mark: Any) -> list[Any]:
    """Letters that can be read across a line: with an edge in the colour of the ground, which `drawn` puts beneath."""
    encoding = alt.Text(text)
    labels = chart.encode(text=encoding) if y is None else chart.encode(text=encoding, y=y)
    return [labels.mark_text(stroke="white", strokeWidth=5, fill=color, **mark)]


# What stands around the key of a mark and parts it from its words, in the description that Vega hands through.
SIGN = "\N{WORD JOINER}"


def description(key: object, text: str) -> str:
    """What a mark says when it is pointed at, with the key by which a page gives it a link."""
    return f"{SIGN}{key}{SIGN}{text.replace(formats.SPACE, ' ')}"


def bands(rows: "Rows", x: Any, column: str = "description") -> Any:
    """An unseen band for every year, which answers when it is pointed at and which marks the chosen year."""
    return alt.Chart(rows).mark_rect(opacity=0, fill=INK).encode(x=x, description=alt.Description(f"{column}:N"))


def apply_type(chart: Any) -> Any:
    """The chart in the house's type."""
    # Set, because Altair's own ways of setting copy the whole chart each time.
    chart.config = TYPE
    return chart


def years_axis(field: str = "year") -> alt.X:
    """The years from left to right, each named, missing ones too."""
    # In the middle of its year, also beside marks that begin where their year does. To see whether a label is too long,
    # Vega measures it again and again: no year and no value is.
    axis = alt.Axis(labelAngle=0, labelFontSize=TEXT, labelLimit=0, bandPosition=0.5)
    return alt.X(f"{field}:O", title=None, axis=axis)


TITLE = 22
LINE_HEIGHT = 24
MARGIN = 12
VEGA_LITE = ".".join(SCHEMA_VERSION.removeprefix("v").split(".")[:2])
# A mark that has words of its own, as Vega writes it, and as `svg` does.
DESCRIPTION = re.compile(
    rf'<path((?: (?!aria-label)[a-z-]+="[^"]*")*) aria-label="{SIGN}([^"{SIGN}]*){SIGN}([^"]*)"([^>]*)/>'
)
# Letters whose words were set aside.
SET_ASIDE = re.compile(r'<text aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="text mark"([^>]*)/>')
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
    spec = chart.to_dict(validate=False)
    if spec.get("autosize", {}).get("type") == "none":
        drawing = vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE)
        _set_letters_aside(drawing)
        svg = SET_ASIDE.sub(r"<text\2>\1</text>", vl_convert.vega_to_svg(drawing))
    else:
        svg = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    svg = DESCRIPTION.sub(_with_title, svg)
    # What Vega says of each mark is in English, and the picture is said in one sentence as a whole.
    plain = re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", svg)
    return re.sub(r'(<text [^>]*stroke="white")', r'\1 paint-order="stroke" stroke-linejoin="round"', plain)


def _set_letters_aside(drawing: dict[str, Any]) -> None:
    """Leave in a drawing the places of its letters only: the words are put there once it is drawn.

    Vega measures every word that it writes, several times each, also where nothing depends on how wide it is. Words of
    several lines, and names that may be cut, are left to it.
    """
    for mark in drawing.get("marks", ()):
        if mark["type"] == "text" and "lineBreak" not in mark["encode"]["update"]:
            _aside(mark["encode"]["update"])
        _set_letters_aside(mark)
    for axis in drawing.get("axes", ()):
        if axis.get("labels", True) and axis.get("labelLimit") == 0:
            _aside(axis.setdefault("encode", {}).setdefault("labels", {}).setdefault("update", {}))


def _aside(encoding: dict[str, Any]) -> None:
    encoding |= {"description": encoding.get("text", {"field": "label"}), "text": {"value": ""}}


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
    above = [(caption.title, TITLE, "bold"), (caption.filters, TEXT, "normal")]
    if caption.mark:
        above.insert(0, (caption.mark, TEXT, "bold"))
    top, head = _lines(above, 0, width)
    beneath = [(line, TEXT, "normal") for line in (*caption.notes, caption.source) if line]
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
            top += size * LINE_HEIGHT / TEXT
            out.append(
                f'<text x="{MARGIN}" y="{top:g}" font-family="{FONT}" font-size="{size}" '
                f'font-weight="{weight}" fill="{INK}">{escape(line)}</text>'
            )
    return top, "".join(out)


@cache
def _letters() -> None:
    # Without letters of our own a machine that has none with Vietnamese diacritics would draw boxes.
    vl_convert.register_font_directory(str(LETTERS_FOLDER))
