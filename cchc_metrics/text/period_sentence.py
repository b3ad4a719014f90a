"""Sentences about a part of a year: its value, its change and the days that are missing, without a verdict."""

from cchc_metrics.text import formats, words
from cchc_metrics.text.formats import missing
from cchc_metrics.text.sentence import NONE_COUNTED, Row, break_title, break_words, counts, required_value


def period_sentence(row: Row, period: str) -> str:
    """What a row of `period_figures` says: value, change, what the year asks, exceptions, missing days; no verdict.

    A part of a year is neither met nor missed: targets are judged by the year.
    """
    head = f"{row['name']}, {period_name(period, int(row['year']))}"
    if row["no_activity"] is True:
        return f"{head}: {NONE_COUNTED}."
    if missing(row["value"]):
        return f"{head}: chưa có số liệu của kỳ."
    unit = row["measure_unit"]
    shown = formats.value(row["value"], unit, against=[row["target"], row["previous"]])
    parts = [f"{head}: {shown}{counts(row)}{_comparison(row)}.", _year_target(row), _holes(row), _doubt(row)]
    return " ".join(part for part in parts if part)


def period_name(period: str, year: int) -> str:
    """A period within a sentence.

    >>> period_name("Quý III", 2024)
    'quý III năm 2024'
    >>> period_name("Năm", 2024)
    'năm 2024'
    """
    lowered = period[0].lower() + period[1:]
    return f"{lowered} {year}" if lowered.endswith("năm") else f"{lowered} năm {year}"


def period_change(row: Row) -> str:
    """The change against the same period of the year before in a few words, or why there is none."""
    word = words.DIRECTIONS[row["direction"]].word
    match row["direction"]:
        case "up" | "down":
            return f"{word} {formats.amount(row['change'], row['measure_unit'])}"
        case "same":
            return f"{word} cùng kỳ"
        case "not_comparable":
            return f"{word}: {break_title(row)}"
        case _:
            return "cùng kỳ không phát sinh" if row["none_before"] is True else "cùng kỳ chưa có số liệu"


def _comparison(row: Row) -> str:
    match row["direction"]:
        case "up" | "down":
            counts = (
                ""
                if missing(row["previous_numerator"])
                else f", {formats.fraction(row['previous_numerator'], row['previous_denominator'])}"
            )
            before = formats.value(row["previous"], row["measure_unit"], against=[row["value"]])
            return f", {period_change(row)} so với cùng kỳ năm trước ({before}{counts})"
        case "same":
            return ", bằng cùng kỳ năm trước"
        case "not_comparable":
            return f"; không so với cùng kỳ năm trước vì {break_words(row)}"
        case _ if row["none_before"] is True:
            return "; cùng kỳ năm trước không phát sinh"
        case _:
            return "; cùng kỳ năm trước chưa có số liệu để so"


def _year_target(row: Row) -> str:
    if missing(row["target"]):
        return f"Cả năm {words.YEAR_RULES[row['kind']]}." if row["kind"] in words.YEAR_RULES else ""
    when = "Cả năm" if missing(row["due_year"]) else f"Đến hết năm {int(row['due_year'])}"
    text = f"{when} {required_value(row)}"
    if not missing(row["exceptions"]) and row["exceptions"]:
        text += f"; kỳ này còn {formats.count(row['exceptions'])} trường hợp trên {formats.count(row['denominator'])}"
    return f"{text}."


def _holes(row: Row) -> str:
    if missing(row["days_missing"]) or not row["days_missing"]:
        return ""
    return (
        f"Số liệu mới có từ {formats.day(row['period_start'])} đến {formats.day(row['period_end'])}, còn thiếu "
        f"{int(row['days_missing'])} ngày của kỳ."
    )


def _doubt(row: Row) -> str:
    if row["flag"] in ("provisional", "estimated", "low_reliability"):
        return f"Số {words.FLAGS[str(row['flag'])]}."
    return ""
