"""Colours, sizes and the frame of every chart; the one place that decides how figures look."""

from typing import Any

import altair as alt

# Blue, amber and wine keep their distance for every kind of colour vision; red, amber and green do not.
TONES = {"good": "#0B5FA5", "doubtful": "#C77700", "bad": "#7A1230", "quiet": "#4A5568", "absent": "#4A5568"}
INK = "#1A202C"
FAINT = "#CBD5E0"
LAST_YEAR = "#9DB8D2"
BREAK = "#4A5568"
FONT = '"Source Sans", sans-serif'
TEXT = 16
LABEL = 17
LINE = 3
POINT = 110
WIDTH_OF_LABELS = 230


def framed(chart: alt.LayerChart | alt.Chart | alt.FacetChart, *, height: int | None = None) -> Any:
    """The chart with the house's type, no box around it, drawn as SVG so that its text is text."""
    shown = chart if height is None else chart.properties(height=height)
    return (
        shown.properties(usermeta={"embedOptions": {"renderer": "svg", "actions": False}})
        .configure(font=FONT, background="white")
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=TEXT, titleFontSize=TEXT, labelColor=INK, titleColor=INK, gridColor="#E2E8F0",
            domainColor=INK, tickColor=INK, labelLimit=WIDTH_OF_LABELS, titleFontWeight="normal",
        )
        .configure_text(fontSize=LABEL, color=INK)
        .configure_header(labelFontSize=TEXT, labelColor=INK, labelFontWeight="bold")
        .configure_legend(labelFontSize=TEXT, titleFontSize=TEXT)
    )


def years_axis() -> alt.X:
    """The years from left to right, each named, missing ones too."""
    return alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelFontSize=TEXT))
