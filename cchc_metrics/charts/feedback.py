"""How complaints and suggestions were answered, as one bar a field, channel, hamlet or post."""

from typing import Any

from pandas import DataFrame

from cchc_metrics.charts import look
from cchc_metrics.charts.areas import stacked_bars

STATES = {
    "in_time": ("Đúng hạn", look.TONES["good"], "white"),
    "late": ("Trả lời muộn", look.TONES["doubtful"], look.INK),
    "overdue": ("Quá hạn, chưa trả lời", look.TONES["bad"], "white"),
    "others": ("Còn lại", look.FAINT, look.INK),
}


def feedback_bars(frame: DataFrame, size: look.Size = look.HALF) -> Any:
    """A bar a group from the rows of `metrics.feedback`: in time, late, overdue, others, each with its number."""
    rows = frame.assign(others=frame["received"] - frame["in_time"] - frame["late"] - frame["overdue"])
    return stacked_bars(rows.rename(columns={"group": "bar"}), STATES, size)
