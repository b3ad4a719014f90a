"""What every answer carries so that nobody mistakes it for something else."""

from pandas import DataFrame

from cchc_metrics.text import words


def with_mark(frame: DataFrame) -> DataFrame:
    """The answer with `mark` in place of `illustrative`: the words to print beside it, or missing.

    A change of method that nobody declared, and a break that only a flag tells, get their names here, so that every
    break on a screen has one.
    """
    rows = frame.drop(columns="illustrative")
    rows["mark"] = frame["illustrative"].map({True: words.ILLUSTRATIVE, False: None})
    if "break_reason" in rows:
        unnamed, flagged = rows["break_reason"].notna() & rows["break_title"].isna(), rows["break_reason"].eq("")
        rows["break_title"] = rows["break_title"].mask(unnamed, words.METHOD_CHANGE).mask(flagged, words.SOURCE_BREAK)
        rows["break_reason"] = rows["break_reason"].mask(flagged, "cách tính hoặc địa bàn vừa đổi")
    return rows
