"""Colours, sizes and the frame of every chart; the one place that decides how figures look."""

from dataclasses import dataclass
from typing import Any

import altair as alt
from altair.utils.schemapi import disable_debug_mode
from pandas import DataFrame

from cchc_metrics.text import formats

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


TYPE = alt.Config(
    font=FONT,
    background="white",
    padding={"left": 4, "top": 2, "right": 2, "bottom": 4},
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
                for row in frame.to_dict("records")
            ]
        )

    def __deepcopy__(self, memo: object = None) -> "Rows":
        # Altair copies a chart again and again while it is put together; its rows stay what they are.
        return self

    def to_dict(self, *_: Any, **__: Any) -> dict[str, Any]:
        """The rows as they are: Altair would look at each of their cells, once for every layer."""
        return {"values": self.values}


def layers(*parts: Any) -> Any:
    """Parts drawn over one another. `alt.layer` would copy each of them four times."""
    chart = alt.LayerChart()
    chart.layer = list(parts)
    return chart


def frame(chart: Any, size: Size, *, height: float, axes: tuple[float, float] | None = None) -> Any:
    """The chart with the house's type and no box, filling its room; `height` is for a room without one.

    axes: the width and the height that its axes take, where they are known: to find them out, Vega would lay the
    picture out a second time, and to measure its letters is most of what a picture costs.
    """
    chart.width, chart.height = size.width, size.height or height
    if axes is None:
        chart.autosize = alt.AutoSizeParams(type="fit", contains="padding")
    else:
        chart.width, chart.height = chart.width - axes[0], chart.height - axes[1]
    return apply_type(chart)


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


def bands(rows: "Rows", x: Any, column: str = "told") -> Any:
    """An unseen band for every year, which answers when it is pointed at and which marks the chosen year."""
    return alt.Chart(rows).mark_rect(opacity=0, fill=INK).encode(x=x, description=alt.Description(f"{column}:N"))


def apply_type(chart: Any) -> Any:
    """The chart in the house's type."""
    # Set, because Altair's own ways of setting copy the whole chart each time.
    chart.config = TYPE
    return chart


def years_axis(field: str = "year") -> alt.X:
    """The years from left to right, each named, missing ones too."""
    # In the middle of its year, also beside marks that begin where their year does.
    return alt.X(f"{field}:O", title=None, axis=alt.Axis(labelAngle=0, labelFontSize=TEXT, bandPosition=0.5))
