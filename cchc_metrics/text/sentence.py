"""The one generator of the Vietnamese sentence that says what a figure means."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any

from cchc_metrics.days import today
from cchc_metrics.text import formats, score_sentence, words
from cchc_metrics.text.formats import is_missing
from cchc_metrics.text.rows import GroupRow, TaskRow, VerdictRow

# The table of levels of the method, a sentence each.
LEVEL_RULES = {
    "met": "giá trị chưa làm tròn đạt mức cần",
    "met_within_error": "giá trị đạt mức cần, nhưng chênh lệch nhỏ hơn sai số 95 % của khảo sát",
    "missed_within_error": "giá trị chưa đạt mức cần, nhưng chênh lệch nhỏ hơn sai số 95 % của khảo sát",
    "missed": "giá trị chưa làm tròn chưa đạt mức cần",
    "not_due": "mức này tính đến hết năm {due}; trước đó chỉ xét nhịp",
    "no_data": "đã đến hạn mà chưa có số liệu; không lấy số của năm khác thay vào",
    "no_previous": "mức cần so với năm trước, mà năm trước chưa có giá trị",
    "no_activity": "mẫu số bằng 0 thì không phát sinh, không phải đạt cũng không phải chưa đạt",
    "not_comparable": "không có năm trước cùng cách tính để so, hoặc không thuộc diện xét",
}
STEPS = {
    "value": "Giá trị",
    "gap": "Chênh với mức cần",
    "margin": "Sai số 95 %",
    "change": "So với năm trước",
    "second_test": "Mức tăng so với năm trước",
    "required": "Nhịp còn cần mỗi năm",
    "achieved": "Nhịp đã có mỗi năm",
}

Row = VerdictRow
# A printed percentage has one decimal as a rule, so half of that is still the same figure.
PRINT_DIFFERENCE = 0.05
PERCENT = formats.scale("percent").after
NO_CASES = "không phát sinh (0/0)"
NOT_KNOWN_BEFORE, NONE_BEFORE = "năm trước chưa có số liệu", "năm trước không phát sinh"


def sentence(row: Row) -> str:
    """What a row of `indices` or `targets` says: value, change, target, verdict, certainty. It gives no causes."""
    parts = [_value(row), _verdict(row), _second_test(row), _pace(row), _statistics(row), _main_part(row), _doubts(row)]
    return " ".join(part for part in parts if part)


def weight_of_one_case(denominator: float, unit: str) -> str:
    """How far one case moves a percentage whose denominator is small; nothing for a large one, or for another unit."""
    is_percent = formats.scale(unit).kind == "percent"
    if not is_percent or is_missing(denominator) or not 0 < denominator < words.SMALL_DENOMINATOR:
        return ""
    return formats.amount(100 / denominator, "percent", digits=1)


def _year(row: Row) -> int:
    return int(row["year"])


def change_words(row: Row) -> str:
    """The change on the year before in a few words, or why there is none."""
    word = words.DIRECTIONS[row["direction"]].word
    if row["direction"] == "same":
        return f"{word} năm trước"
    if row["direction"] == "not_comparable":
        return f"{word}: {break_title(row)}"
    if row["direction"] == "no_data":
        return ""
    if row["direction"] == "no_previous":
        return NONE_BEFORE if row.get("none_before") is True else NOT_KNOWN_BEFORE
    if formats.scale(row["measure_unit"]).answers:
        return f"đổi từ “{formats.value(row['previous'], row['measure_unit'])}”"
    return f"{word} {formats.amount(row['change'], row['measure_unit'], against=[row.get('increment_required')])}"


def gap_number(row: Mapping[str, Any]) -> str:
    """The gap of a row for a column of numbers; a yes or no is not wanting by any number.

    >>> gap_number({"gap": -1.875, "value": 78.125, "target": 80.0, "operator": ">=", "measure_unit": "percent"})
    '−1,87'
    """
    unit = row["measure_unit"]
    if is_missing(row["gap"]) or formats.scale(unit).answers:
        return ""
    sign = formats.MINUS if row["gap"] < 0 else ""
    return sign + _gap_size(row).removesuffix(formats.scale(unit).after_change)


def gap(row: Mapping[str, Any]) -> Any:
    """How far the figure of a row, as it is written, lies from what is asked."""
    if row.get("kind") in words.YEAR_RULES or row["gap"] == 0:
        return abs(row["gap"])
    limits = _limits(row, _neighbours(row))
    return formats.gap(_value_of_counts(row), row["target"], row["measure_unit"], against=limits)


def _gap_size(row: Mapping[str, Any]) -> str:
    size = gap(row)
    return formats.amount(size, row["measure_unit"], against=[size])


def _limits(row: Mapping[str, Any], columns: Sequence[str]) -> list[Any]:
    """The numbers from which a value must be told apart: those of the columns, and the least that it had to rise to."""
    limits = [row.get(column) for column in columns]
    rise = row.get("increment_required")
    if "previous" in columns and not is_missing(row.get("previous")) and not is_missing(rise):
        limits.append(row["previous"] + rise)
    return limits


def _value(row: Row) -> str:
    head = f"{row['name']} năm {_year(row)}"
    if row.get("level") == "no_activity" or row.get("no_activity") is True:
        return f"{head}: {NO_CASES}."
    if is_missing(row["value"]) and not_begun(row):
        return f"{head}: {words.NOT_DUE}."
    if is_missing(row["value"]):
        rank = row.get("reported_rank")
        announcement = "" if is_missing(rank) else f"; chỉ công bố hạng {formats.fraction(rank, row['reported_of'])}"
        return f"{head}: chưa có số liệu{announcement}."
    text = figure(row, against=_neighbours(row)) + counts(row)
    match row["direction"]:
        case "up" | "down":
            return f"{head}: {text}, {change_words(row)} so với năm trước."
        case "same":
            return f"{head}: {text}, bằng năm trước."
        case "not_comparable":
            return f"{head}: {text}; không so với năm trước vì {break_words(row)}."
        case _:
            return f"{head}: {text}; {change_words(row)}{'' if row.get('none_before') is True else ' để so'}."


def not_begun(row: Row) -> bool:
    """Whether the year of a row has not begun, so that nobody owes its figure yet."""
    return _year(row) > today().year


def direction_short(row: Row) -> str:
    """How a year compares with the year before, under its shape in a narrow place."""
    if is_missing(row["value"]) and not_begun(row):
        return words.NOT_BEGUN
    return words.DIRECTIONS_SHORT[row["direction"]]


def _neighbours(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns from whose values the value must be told apart: a value equal to the year before is not."""
    if row.get("direction") == "same":
        return () if row.get("kind") in words.YEAR_RULES else ("target",)
    return ("target", "previous")


def break_words(row: Row) -> str:
    """Why a row is not compared with the one before it: the title of the break and its reason."""
    title, reason = row.get("break_title"), row.get("break_reason")
    if is_missing(title):
        return "đổi cách tính"
    if title in (words.METHOD_CHANGE, words.SOURCE_BREAK):
        label = str(title)[0].lower() + str(title)[1:]
    else:
        label = f"có thay đổi: {title}"
    return label if is_missing(reason) else f"{label} ({reason})"


def break_title(row: Row) -> str:
    """The name of what broke the series, as a sentence names it."""
    title = row.get("break_title")
    return "cách tính khác nhau" if is_missing(title) else str(title)


def _verdict(row: Row) -> str:
    level = row.get("level")
    if is_missing(level) or level in ("no_data", "no_activity") or (is_missing(row["value"]) and not_begun(row)):
        return ""
    word = words.LEVELS[str(level)].word
    has_target = not is_missing(row["target"])
    if row.get("kind") in words.YEAR_RULES:
        has_comparison = level not in ("no_previous", "not_comparable")
        return f"{word}: {words.YEAR_RULES[row['kind']]}." if has_comparison else f"{word}."
    if level == "not_due":
        return f"{word}: {required_value(row)} vào năm {int(row['due_year'])}." if has_target else f"{word}."
    return f"{word}." if level == "not_comparable" or not has_target else f"{word}: {requirement(row)}."


def requirement(row: Row) -> str:
    """What the plan asks of a figure that has been judged, how much is wanting, and in how many cases."""
    if row.get("kind") in words.YEAR_RULES:
        return f"{words.YEAR_RULES[row['kind']]} ({_target_words(row)}), {change_words(row)}"
    text = required_value(row)
    if gap_words := shortfall(row):
        text += f", {gap_words}"
    if not is_missing(row.get("exceptions")) and row["exceptions"]:
        text += f", còn {formats.count(row['exceptions'])} trường hợp trên {formats.count(row['denominator'])}"
    return text


def shortfall(row: Row) -> str:
    """By how much a figure misses what is asked, wanting or above; empty where it does not, and for a yes or no.

    >>> shortfall({"gap": 0.0, "operator": "<", "measure_unit": "days"})
    'mới bằng mức này'
    """
    if formats.scale(row["measure_unit"]).answers:
        return ""
    below = row["operator"] in ("<", "<=")
    if row["gap"] < 0:
        return f"{'vượt' if below else 'thiếu'} {_gap_size(row)}"
    return "mới bằng mức này" if row["gap"] == 0 and row["operator"] in ("<", ">") else ""


def figure(row: Row, *, against: Sequence[str] = ("target",), unknown: str = formats.MISSING) -> str:
    """The value of a row for a cell or a label: 0/0 where nothing was counted, `unknown` where nobody knows it.

    It gains decimals until it stands on the same side of the columns of `against`.
    """
    if row.get("no_activity"):
        return formats.NO_ACTIVITY
    if is_missing(row["value"]):
        return words.NOT_BEGUN if unknown == formats.MISSING and not_begun(row) else unknown
    limits = _limits(row, against)
    return formats.value(_value_of_counts(row), row["measure_unit"], against=limits)


def _value_of_counts(row: Mapping[str, Any]) -> Any:
    """The value as the counts give it exactly, or as it is stored where it has none."""
    value, unit, numerator, denominator = (
        row.get(key) for key in ("value", "measure_unit", "numerator", "denominator")
    )
    if is_missing(numerator) or is_missing(denominator) or not denominator:
        return value
    with localcontext(prec=formats.PRECISION):
        whole = 100 if formats.scale(unit).kind == "percent" else 1
        exact = Decimal(str(numerator)) / Decimal(str(denominator)) * whole
        # A row whose value was not made of its counts keeps the value.
        return exact if abs(exact - Decimal(str(value))) < formats.NOISE else value


def group_figure(row: GroupRow, unit: str) -> str:
    """The ratio of a group with its counts; a group without cases had no activity, which is not a missing figure."""
    if is_missing(row["value"]):
        return NO_CASES if row["denominator"] == 0 else formats.MISSING
    return f"{formats.value(row['value'], unit)}{counts(row)}"


def counts(row: Mapping[str, Any]) -> str:
    """The counts behind a ratio, to stand after it; nothing where there are none."""
    return "" if is_missing(row["numerator"]) else f" ({formats.fraction(row['numerator'], row['denominator'])})"


def owner(row: Mapping[str, Any]) -> str:
    """Who answers for a row."""
    return words.NO_NAME if is_missing(row["owner"]) else str(row["owner"])


def due(row: Row) -> str:
    """When what the plan asks is due: in a year, or every year."""
    return "hằng năm" if is_missing(row["due_year"]) else "hết năm {year}".format(year=int(row["due_year"]))


def task_due(row: TaskRow) -> str:
    """When a task is due: its day, how often it recurs, or within the span of the plan."""
    if not is_missing(row["due"]):
        return formats.day(row["due"])
    return words.NO_DUE if is_missing(row.get("recurrence")) else words.RECURRENCES[row["recurrence"]]


def task_remark(row: TaskRow) -> str:
    """What the last report said of a task beyond its state, and which report that was where the task stands otherwise.

    A task that nobody reported on is late too, which is told apart. What recurs is told with the period of its state.
    """
    note = "" if is_missing(row["note"]) else str(row["note"])
    if is_missing(row["reported_state"]):
        if is_missing(row["state"]):
            return ""
        return "quá hạn, chưa có báo cáo" if is_missing(row["recurrence"]) else "kỳ đã qua chưa có báo cáo"
    period = "" if is_missing(row["period_start"]) else formats.period_of(row["recurrence"], row["period_start"])
    if row["state"] == row["reported_state"]:
        return "; ".join(filter(None, (f"tính cho {period}" if period else "", note)))
    day = "" if is_missing(row["as_of"]) else f", ngày {formats.day(row['as_of'])}"
    last = f"báo cáo gần nhất{day}: {words.STATES[row['reported_state']]}{f' – {note}' if note else ''}"
    return f"chưa có báo cáo của {period}; {last}" if is_missing(row["state"]) else last


def money(row: TaskRow) -> str:
    """What a task has cost so far and what the plan gives for it; empty where neither is known."""
    amounts = {key: None if is_missing(row.get(key)) else formats.count(row[key]) for key in ("spent", "money")}
    if amounts["spent"] is None:
        return "" if amounts["money"] is None else f"{amounts['money']} {row['money_word']}"
    of = "" if amounts["money"] is None else f" trên {amounts['money']}"
    return f"đã chi {amounts['spent']}{of} {row['money_word']}"


def required_value(row: Row) -> str:
    """The value that the plan asks for, with its side."""
    return "cần " + formats.requirement_words(row["operator"], row["target"], row["measure_unit"])


def _target_words(row: Row) -> str:
    """The value asked for: as the plan writes it, or the value of the year before for a rule on years."""
    if row.get("kind") in words.YEAR_RULES:
        return formats.value(row["target"], row["measure_unit"], against=_different(row["value"], row["target"]))
    return formats.target_value(row["target"], row["measure_unit"])


def _different(other: Any, value: Any) -> list[Any]:
    return [] if is_missing(other) or abs(other - value) < float(formats.NOISE) else [other]


def _second_test(row: Row) -> str:
    if row.get("second_test") not in ("met", "missed"):
        return ""
    required = formats.amount(row["increment_required"], row["measure_unit"])
    change = formats.change(row["change"], row["measure_unit"], against=[row["increment_required"]])
    answer = words.SECOND_TESTS[str(row["second_test"])]
    return f"Phải tăng ít nhất {required} so với năm trước: {answer}, {change}."


def _pace(row: Row) -> str:
    pace = row.get("pace")
    if is_missing(pace) or pace == "not_assessed":
        return ""
    if pace == "reached":
        if row.get("pace_within_error") is True:
            return "Đã tới mức cần trước hạn, trong sai số."
        return "Đã đạt trước hạn."
    unit = row["measure_unit"]
    text = f"Nhịp{_since(row)}: {words.PACES[str(pace)]}"
    if not is_missing(row.get("achieved_pace")):
        text += f" ({formats.change(row['achieved_pace'], unit)} mỗi năm)"
    text += f"; cần {formats.change(row['required_pace'], unit)} mỗi năm còn lại"
    if not is_missing(row.get("projected")):
        text += f"; nếu giữ nhịp thì đến {int(row['due_year'])} là "
        text += formats.value(row["projected"], unit, against=[row["target"]])
    return f"{text}."


def _since(row: Row) -> str:
    return "" if is_missing(row.get("baseline_year")) else f" bình quân từ năm {int(row['baseline_year'])}"


def _statistics(row: Row) -> str:
    if row.get("measure") == "count" or row["direction"] not in ("up", "down", "same"):
        return _sample(row)
    reading = row["direction_statistical"]
    if reading == "inconclusive":
        return "Chênh lệch nằm trong sai số khảo sát: chưa kết luận. " + _sample(row)
    if reading == "unknown":
        if row.get("measure") != "survey":
            return "Nguồn không nêu sai số nên chưa rõ ý nghĩa thống kê của thay đổi."
        if is_missing(row.get("interval_low")):
            return f"Chưa biết cỡ mẫu của năm {_year(row)} nên chưa rõ ý nghĩa thống kê của thay đổi."
        return "Chưa biết cỡ mẫu của năm trước nên chưa rõ ý nghĩa thống kê của thay đổi. " + _sample(row)
    return f"Theo thống kê: {words.STATISTICAL[str(reading)]}. " + _sample(row)


def _sample(row: Row) -> str:
    if row.get("measure") != "survey" or is_missing(row["value"]):
        return ""
    if is_missing(row.get("interval_low")):
        return f"Chưa biết cỡ mẫu của năm {_year(row)} nên không nêu được sai số."
    return f"Khảo sát {sample(row)}."


def sample(row: Row) -> str:
    """How many people a survey asked, and the interval that follows from it."""
    interval = f"{formats.number(row['interval_low'], 1)}–{formats.number(row['interval_high'], 1)}{PERCENT}"
    return f"{formats.count(row['sample_size'])} phiếu, khoảng tin cậy 95{PERCENT}: {interval}"


def _main_part(row: Row) -> str:
    name = row.get("main_part_name")
    if is_missing(name):
        return ""
    change = row["main_part_change"]
    head = "Giảm nhiều nhất ở" if change < 0 else "Tăng nhiều nhất ở"
    return f"{head}: {name} ({formats.change(change, row['measure_unit'])})."


def entered_elsewhere(row: Row) -> str:
    """The sentence that a criterion was scored on another figure than this, or on one nobody handed in; else empty."""
    if is_missing(row.get("entered_value")):
        return ""
    entry = formats.value(row["entered_value"], row["measure_unit"], against=_different(row["value"], row["value"]))
    if not is_missing(row["entered_denominator"]):
        entry += f" ({formats.fraction(row['entered_numerator'], row['entered_denominator'])})"
    head = f"Bảng chấm điểm, mục {row['entered_at']}, ghi {entry}"
    return f"{head} mà chưa nộp thành số liệu." if is_missing(row["value"]) else f"{head}, khác số này."


def _doubts(row: Row) -> str:
    """What the reader should know of the figure itself: not final, or printed or scored otherwise than it says."""
    parts = [entered_elsewhere(row)] if entered_elsewhere(row) else []
    end = row.get("period_end")
    days = row.get("days")
    if not is_missing(days) and (end - row["period_start"]).days + 1 > days:
        parts.append(f"Kỳ số liệu: {row['periods']}; giữa các kỳ còn thiếu.")
    elif not is_missing(end) and formats.day(end) != f"31/12/{_year(row)}":
        parts.append(f"Kỳ số liệu: {formats.day(row['period_start'])}–{formats.day(end)}.")
    if row.get("flag") in ("provisional", "estimated", "low_reliability"):
        parts.append(f"Số {words.FLAGS[str(row['flag'])]}{score_sentence.reopening(row)}.")
    in_print = row.get("reported_value")
    has_counts = not is_missing(row["value"]) and not is_missing(row["numerator"])
    if has_counts and not is_missing(in_print) and abs(in_print - row["value"]) >= PRINT_DIFFERENCE:
        parts.append(f"Báo cáo in {formats.value(in_print, row['measure_unit'])}, khác với số đếm.")
    return " ".join(parts)


def rule(row: Row) -> str:
    """The rule behind the verdict of a row of `indices` or `targets`, in words.

    Source of the method: section 2, the table of levels.
    """
    if row["level"] in ("no_data", "not_due") and is_missing(row["value"]) and not_begun(row):
        return f"năm chưa bắt đầu nên {words.NOT_DUE}"
    if is_missing(row["level"]):
        return "kế hoạch không đặt yêu cầu cho mục này, chỉ theo dõi"
    return LEVEL_RULES[str(row["level"])].format(due="" if is_missing(row["due_year"]) else int(row["due_year"]))


def threshold(row: Row) -> str:
    """What the value is held against."""
    if row["kind"] in words.YEAR_RULES:
        year_rule = words.YEAR_RULES[row["kind"]]
        return (
            year_rule
            if is_missing(row["target"])
            else f"{year_rule}: {formats.value(row['target'], row['measure_unit'])}"
        )
    if is_missing(row["target"]):
        # A year before the first one of the target: the name of its kind alone, «đến năm», asks nothing.
        return words.NO_LIMIT if row["kind"] != "none" else words.KINDS[row["kind"]]
    return formats.requirement_words(row["operator"], row["target"], row["measure_unit"])


def arithmetic(row: Row) -> list[str]:
    """Each step from the figures handed in to the verdict, a line each; empty when there is no value."""
    if is_missing(row["value"]):
        return []
    return [f"{STEPS[name]}: {text}" for name, text in _steps(row)]


def _steps(row: Row) -> Iterator[tuple[str, str]]:
    unit = row["measure_unit"]
    value = figure(row, against=_neighbours(row))
    if is_missing(row["numerator"]):
        yield "value", value
    else:
        hundred = " × 100" if formats.scale(unit).kind == "percent" else ""
        yield "value", f"{formats.count(row['numerator'])} ÷ {formats.count(row['denominator'])}{hundred} = {value}"
    # A yes or no is taken from no other.
    is_number = formats.scale(unit).answers is None
    if is_number and not is_missing(row["target"]) and not is_missing(row["gap"]):
        figures = (row["value"], row["target"])
        yield "gap", formats.equation(*(figures[::-1] if row["operator"] in ("<", "<=") else figures), unit)
    if not is_missing(row["margin_below"]) and row["measure"] == "survey":
        yield (
            "margin",
            "{below} về phía dưới, {above} về phía trên, tính từ {sample} phiếu".format(
                below=formats.amount(row["margin_below"], unit),
                above=formats.amount(row["margin_above"], unit),
                sample=formats.count(row["sample_size"]),
            ),
        )
    if is_number and not is_missing(row["previous"]):
        yield "change", formats.equation(row["value"], row["previous"], unit)
    if row["second_test"] in ("met", "missed"):
        yield (
            "second_test",
            (
                f"{formats.change(row['change'], unit, against=[row['increment_required']])}, cần ít nhất "
                f"{formats.change(row['increment_required'], unit)}: "
                f"{words.SECOND_TESTS[str(row['second_test'])]}"
            ),
        )
    if not is_missing(row["required_pace"]) and row["pace"] != "not_assessed":
        yield from _pace_steps(row, value)


def _pace_steps(row: Row, value: str) -> Iterator[tuple[str, str]]:
    unit, year = row["measure_unit"], int(row["year"])
    target, baseline = formats.target_value(row["target"], unit), formats.value(row["baseline_value"], unit)
    yield (
        "required",
        (
            f"({target} {formats.MINUS} {value}) ÷ {int(row['due_year']) - year} = "
            f"{formats.change(row['required_pace'], unit)}"
        ),
    )
    if not is_missing(row["achieved_pace"]):
        yield (
            "achieved",
            (
                f"({value} {formats.MINUS} {baseline}) ÷ {year - int(row['baseline_year'])} = "
                f"{formats.change(row['achieved_pace'], unit)}: {words.PACES[str(row['pace'])]}"
            ),
        )
