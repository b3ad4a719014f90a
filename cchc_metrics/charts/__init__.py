"""Charts: each function takes the DataFrame of a question of `metrics` and gives an Altair chart.

Colours and sizes are decided in look.py, which also makes a chart an SVG or a PNG.
"""

from cchc_metrics.charts.bars import area_bars, bullet, by_group, feedback_bars, heat
from cchc_metrics.charts.comparison import MOST, lines, panels, ranking, waterfall
from cchc_metrics.charts.trend import small_multiples, trend

__all__ = [
    "MOST",
    "area_bars",
    "bullet",
    "by_group",
    "feedback_bars",
    "heat",
    "lines",
    "panels",
    "ranking",
    "small_multiples",
    "trend",
    "waterfall",
]
