"""What every answer carries so that nobody mistakes it for something else."""

from pandas import DataFrame

from cchc_metrics.text import words


def marked(frame: DataFrame) -> DataFrame:
    """The answer with `mark` in place of `illustrative`: the words to print beside it, or missing.

    A change of method that nobody declared, and a break that only a flag tells, get their names here, so that every
    break on a screen has one.
    """
    told = frame.drop(columns="illustrative")
    told["mark"] = frame["illustrative"].map({True: words.ILLUSTRATIVE, False: None})
    if "break_reason" in told:
        unnamed, flagged = told["break_reason"].notna() & told["break_title"].isna(), told["break_reason"].eq("")
        told["break_title"] = told["break_title"].mask(unnamed, words.METHOD_CHANGE).mask(flagged, words.SOURCE_BREAK)
        told["break_reason"] = told["break_reason"].mask(flagged, "cách tính hoặc địa bàn vừa đổi")
    return told
