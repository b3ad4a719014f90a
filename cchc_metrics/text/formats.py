"""Numbers and dates as Vietnamese readers write them, and rows as other programs read them (CSV, JSON).

Rounding for people never moves a figure across a target; what programs read is never rounded.
"""

import csv
import datetime as dt
import io
import json
import math
import operator
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from babel.numbers import format_decimal

from cchc_metrics.days import VIETNAM

if TYPE_CHECKING:
    from pandas import DataFrame

MISSING = "chưa có số liệu"
MISSING_SHORT = "chưa có"
NO_ACTIVITY = "0/0"
# In a cell, before the value asked: "≥ 90 %", "100 %".
OPERATORS = {">=": "≥ ", "<=": "≤ ", "=": "", "<": "< ", ">": "> "}
# In a sentence: "cần 90 % trở lên".
LIMITS = {">=": "{} trở lên", "<=": "không quá {}", "=": "{}", "<": "dưới {}", ">": "trên {}"}
COMPARISONS = {">=": operator.ge, "<=": operator.le, "=": operator.eq, "<": operator.lt, ">": operator.gt}
LOCALE = "vi"
MINUS = "−"
SPACE = "\N{NO-BREAK SPACE}"
# The unit of a tally, which is a number of cases and no measure.
COUNT = "count"
MOST_DIGITS = 6
# The least difference that is printed as a number.
SMALLEST = Decimal(1).scaleb(-MOST_DIGITS)
# Numbers of these kinds are told with the decimals that they have, up to LEAST_DIGITS.
WHOLE, LEAST_DIGITS = ("count", "days", "money", "yes-no"), 2
# The decimals with which a plan writes a target, and with which a figure that equals it is printed at most.
WRITTEN_DIGITS = 4
# Floats differ by binary remainders below this.
NOISE = Decimal("1e-9")
PRECISION = 60


@dataclass(frozen=True)
class Scale:
    """How the values of a unit are written.

    `after` and `after_change` stand behind a value and behind a difference, `digits` is the least number of decimals,
    `name` is what the column of the unit says, `answers` are the words for 1 and 0 of a yes or no.
    """

    kind: str
    after: str
    after_change: str
    digits: int
    name: str
    answers: tuple[str, str] | None = None


SCALES = {
    "percent": Scale("percent", f"{SPACE}%", f"{SPACE}điểm{SPACE}%", 2, "%"),
    "points": Scale("points", f"{SPACE}điểm", f"{SPACE}điểm", 2, "điểm"),
    "ratio": Scale("ratio", "", "", 4, "hệ số"),
    "count": Scale("count", "", "", 0, "số đếm"),
    "days": Scale("days", f"{SPACE}ngày", f"{SPACE}ngày", 1, "ngày"),
    "money": Scale("money", f"{SPACE}đồng", f"{SPACE}đồng", 0, "đồng"),
    "yes-no": Scale("yes-no", "", "", 0, "có/không", ("có", "không")),
}


@cache
def scale(unit: str) -> Scale:
    """How values of a unit are written: its kind, and the plan's own word and decimals where it has them.

    >>> scale("count: buổi").after.strip(), scale("money: tỷ đồng: 3").digits
    ('buổi', 3)
    """
    kind, word, digits = (*unit.split(": "), "", "")[:3]
    own_scale = SCALES[kind]
    if kind == "yes-no" and word:
        yes, _, no = word.partition("/")
        own_scale = replace(own_scale, answers=(yes, no or "không"), name=word)
    elif word:
        own_scale = replace(own_scale, after=f"{SPACE}{word}", after_change=f"{SPACE}{word}", name=word)
    return replace(own_scale, digits=int(digits)) if digits else own_scale


def is_missing(value: Any) -> bool:
    """True for None, NaN, NaT and pandas' NA, none of which is zero."""
    try:
        # NaN and NaT are known by not equalling themselves; pandas' NA refuses to say.
        return value is None or not bool(value == value)
    except TypeError:
        return True


def number(value: Any, digits: int) -> str:
    """A number with exactly `digits` decimals.

    >>> number(4811.5, 1)
    '4.811,5'
    """
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    result = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return _by_pattern(str(result), pattern).replace("-", MINUS)


@lru_cache(maxsize=20_000)
def _by_pattern(decimal: str, pattern: str) -> str:
    """A number as Vietnamese readers write it. A page writes the same few hundred at every click."""
    return format_decimal(Decimal(decimal), format=pattern, locale=LOCALE)


def value(figure: Any, unit: str, *, against: Iterable[Any] = (), digits: int | None = None, unlike: Any = None) -> str:
    """A figure in its unit; it gains decimals until it stands on the same side of each number in `against`.

    It gains them, too, until it does not read like `unlike`, another figure beside it. A float is read to nine
    decimals: what binary fractions leave behind them is no difference. A Decimal is exact.

    >>> value(99.96, "percent", digits=1).replace("\\N{NO-BREAK SPACE}", " ")
    '99,96 %'
    >>> value(89.996, "percent", against=[90]).replace("\\N{NO-BREAK SPACE}", " ")
    '89,996 %'
    >>> value(80.004, "percent", unlike=79.996).replace("\\N{NO-BREAK SPACE}", " ")
    '80,004 %'
    """
    if is_missing(figure):
        return MISSING
    own_scale = scale(unit)
    if own_scale.answers and figure in (0, 1):
        return own_scale.answers[0 if figure == 1 else 1]
    limits = _limits(unit, against)
    text = _scaled_text(_exact(figure), limits, own_scale, digits)
    if not is_missing(unlike) and text == _scaled_text(_exact(unlike), limits, own_scale, digits):
        least = distinct_digits([figure, unlike], unit)
        text = _scaled_text(_exact(figure), limits, own_scale, digits, least=least)
    return text + own_scale.after


def _limits(unit: str, against: Iterable[Any]) -> list[Decimal]:
    limits = [_exact(limit) for limit in against if not is_missing(limit)]
    # 99,96 % printed as 100 % would say that there are no exceptions.
    return [*limits, Decimal(0), Decimal(100)] if scale(unit).kind == "percent" else limits


def distinct_digits(figures: Iterable[Any], unit: str) -> int:
    """The decimals with which no two different figures of a unit read alike, nor one as 0 or 100 %.

    >>> distinct_digits([99.96, 41.0], "percent"), distinct_digits([44.2263, 44.2301], "points")
    (2, 3)
    >>> distinct_digits([2.0], "days"), distinct_digits([2.0, 5.4], "days")
    (0, 1)
    """
    own_scale = scale(unit)
    exact = {_exact(figure) for figure in figures if not is_missing(figure)}
    # As in sentences: «2 ngày» is no «2,0» in a table.
    least = max((_digits(own_scale, figure) for figure in exact), default=own_scale.digits)
    exact |= {Decimal(0), Decimal(100)} if own_scale.kind == "percent" else set()
    return next(
        (
            digits
            for digits in range(least, MOST_DIGITS)
            if len(exact) == len({figure.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) for figure in exact})
        ),
        MOST_DIGITS,
    )


def target_value(target: Any, unit: str) -> str:
    """A target as the plan writes it, without idle zeros.

    >>> target_value(25.92, "percent").replace("\\N{NO-BREAK SPACE}", " ")
    '25,92 %'
    """
    if is_missing(target):
        return MISSING
    own_scale = scale(unit)
    if own_scale.answers and target in (0, 1):
        return own_scale.answers[0 if target == 1 else 1]
    return format_decimal(Decimal(str(target)), format="#,##0.####", locale=LOCALE) + own_scale.after


def requirement(side: str, target: Any, unit: str) -> str:
    """What a target asks for, as a cell writes it: its side and its value, or the one answer that fulfils it.

    >>> requirement(">=", 90, "percent").replace("\\N{NO-BREAK SPACE}", " ")
    '≥ 90 %'
    >>> requirement(">=", 1, "yes-no: đã có/chưa có")
    'đã có'
    """
    return _limit(side, target, unit, OPERATORS[side] + "{}")


def requirement_words(side: str, target: Any, unit: str) -> str:
    """What a target asks for as a sentence says it.

    >>> requirement_words(">=", 90, "percent").replace("\\N{NO-BREAK SPACE}", " ")
    '90 % trở lên'
    >>> requirement_words("<", 70, "percent").replace("\\N{NO-BREAK SPACE}", " ")
    'dưới 70 %'
    """
    return _limit(side, target, unit, LIMITS[side])


def _limit(side: str, target: Any, unit: str, limit: str) -> str:
    if is_missing(target):
        return MISSING
    answers = scale(unit).answers or ()
    answers_on_target = [
        word for word, figure in zip(answers, (1, 0), strict=False) if COMPARISONS[side](figure, target)
    ]
    return answers_on_target[0] if len(answers_on_target) == 1 else limit.format(target_value(target, unit))


def change(difference: Any, unit: str, *, against: Iterable[Any] = ()) -> str:
    """A signed difference; percentages differ in điểm %, and a difference is never printed as zero.

    It gains decimals until its size stands on the same side of each number in `against`.

    >>> change(-1.3, "percent").replace("\\N{NO-BREAK SPACE}", " ")
    '−1,3 điểm %'
    """
    if is_missing(difference):
        return MISSING
    size = amount(difference, unit, against=against)
    return size if difference == 0 else (MINUS if difference < 0 else "+") + size


def amount(difference: Any, unit: str, *, against: Iterable[Any] = (), digits: int | None = None) -> str:
    """The size of a difference, without its sign.

    >>> amount(-5, "percent").replace("\\N{NO-BREAK SPACE}", " ")
    '5 điểm %'
    """
    if is_missing(difference):
        return MISSING
    size = abs(Decimal(str(difference)))
    if 0 < size < SMALLEST:
        return f"dưới {number(SMALLEST, MOST_DIGITS)}{scale(unit).after_change}"
    own_scale, exact = scale(unit), _exact(difference).copy_abs()
    limits = [Decimal(0), *(_exact(limit) for limit in against if not is_missing(limit))]
    return _scaled_text(exact, limits, own_scale, digits) + own_scale.after_change


def gap(figure: Any, target: Any, unit: str, *, against: Iterable[Any] = ()) -> Decimal:
    """The size of what lies between a figure as `value` writes it and its target, so that the three add up.

    >>> gap(78.125, 80, "percent"), gap(20, 25.925, "percent")
    (Decimal('1.87'), Decimal('5.925'))
    """
    exact, goal = _exact(figure), _exact(target)
    if abs(exact - goal) < SMALLEST:
        # No decimals that are written show it.
        return abs(exact - goal)
    rounded_figure = _without_crossing(exact, _limits(unit, [target, *against]), _digits(scale(unit), exact))
    return abs(rounded_figure - goal.quantize(Decimal(1).scaleb(-WRITTEN_DIGITS), ROUND_HALF_UP)).normalize()


def equation(first: Any, second: Any, unit: str) -> str:
    """The difference of two figures as an equation, with as many decimals as make it true.

    >>> equation(78.125, 80, "percent").replace("\\N{NO-BREAK SPACE}", " ")
    '78,125 % − 80 % = −1,875 điểm %'
    >>> equation(88.6476, 86.7100, "percent").replace("\\N{NO-BREAK SPACE}", " ")
    '88,65 % − 86,71 % = +1,94 điểm %'
    >>> equation(96, 90, "percent").replace("\\N{NO-BREAK SPACE}", " ")
    '96 % − 90 % = +6 điểm %'
    """
    one, two = _exact(first), _exact(second)
    # A figure close to the other, or to a whole hundred, needs more decimals already.
    pairs = ((one, two), (two, one))
    least = max(_decimals(_without_crossing(figure, _limits(unit, [other]), 0)) for figure, other in pairs)
    own_scale, digits = scale(unit), MOST_DIGITS
    for digits in range(max(least, *(_digits(own_scale, figure) for figure in (one, two))), MOST_DIGITS + 1):
        near = [figure.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) for figure in (one, two, one - two)]
        if near[0] - near[1] == near[2] and bool(near[2]) == bool(one - two):
            break
    texts = [_scaled_text(figure, [], own_scale, None, least=digits) for figure in (one, two, abs(one - two))]
    sign = "" if one == two else MINUS if one < two else "+"
    after = own_scale.after, own_scale.after, own_scale.after_change
    first_text, second_text, rest = (text + end for text, end in zip(texts, after, strict=True))
    return f"{first_text} {MINUS} {second_text} = {sign}{rest}"


def rounding_line(first: Any, steps: Iterable[Any], last: Any, unit: str) -> str:
    """By how much steps that are each rounded for themselves visibly miss the last figure; empty where they meet it.

    >>> rounding_line(86.714, [1.004, 0.932], 88.65, "percent").replace("\\N{NO-BREAK SPACE}", " ")
    'Mỗi số được làm tròn riêng, nên cộng các số đã viết thì lệch 0,01 điểm %.'
    >>> rounding_line(86.71, [1, 0.94, 0.00004], 88.65, "percent")
    ''
    """
    own_scale = scale(unit)

    def rounded_figure(figure: Any) -> Decimal:
        exact = _exact(figure)
        near = _without_crossing(abs(exact), [Decimal(0)], _digits(own_scale, exact))
        return near.copy_sign(exact)

    rest = abs(rounded_figure(first) + sum(map(rounded_figure, steps), Decimal(0)) - rounded_figure(last))
    # A step smaller than the last decimal of the others is written with more of them, and nobody adds it up.
    is_visible = rest >= Decimal(1).scaleb(-own_scale.digits)
    return f"Mỗi số được làm tròn riêng, nên cộng các số đã viết thì lệch {amount(rest, unit)}." if is_visible else ""


def count(n: Any) -> str:
    """A count, or an amount of money in its unit.

    >>> count(4811)
    '4.811'
    """
    return MISSING if is_missing(n) else _by_pattern(str(n), "#,##0.##")


def fraction(numerator: Any, denominator: Any) -> str:
    """The counts behind a ratio.

    >>> fraction(911, 912)
    '911/912'
    """
    return f"{count(numerator)}/{count(denominator)}"


def day(date: Any) -> str:
    """A day as dd/mm/yyyy.

    >>> day(dt.date(2025, 7, 1))
    '01/07/2025'
    """
    if is_missing(date):
        return MISSING
    when = dt.date.fromisoformat(date[:10]) if isinstance(date, str) else date
    return f"{when:%d/%m/%Y}"


def moment(at: dt.datetime) -> str:
    """An hour and a day in Vietnam.

    >>> moment(dt.datetime(2026, 1, 5, 17, 30, tzinfo=dt.UTC))
    '00:30 06/01/2026'
    """
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def period_of(recurrence: str, first_day: dt.date) -> str:
    """A month, quarter, half or whole year within a sentence, by its first day.

    >>> period_of("month", dt.date(2026, 11, 1)), period_of("quarter", dt.date(2026, 10, 1))
    ('tháng 11/2026', 'quý IV/2026')
    >>> period_of("half-year", dt.date(2026, 7, 1)), period_of("year", dt.date(2026, 1, 1))
    ('6 tháng cuối năm 2026', 'năm 2026')
    """
    year, month = first_day.year, first_day.month
    match recurrence:
        case "month":
            return f"tháng {month}/{year}"
        case "quarter":
            return f"quý {('I', 'II', 'III', 'IV')[month // 3]}/{year}"
        case "half-year":
            return f"6 tháng {'đầu' if month < 7 else 'cuối'} năm {year}"
        case _:
            return f"năm {year}"


def _exact(figure: Any) -> Decimal:
    """The figure as a decimal number; a float is read to nine decimals, below which it is only binary remainder."""
    if isinstance(figure, Decimal):
        return figure
    with localcontext(prec=PRECISION):
        return Decimal(str(figure)).quantize(NOISE, ROUND_HALF_UP)


def _without_crossing(figure: Decimal, limits: Iterable[Decimal], digits: int) -> Decimal:
    """The figure with as few decimals, from `digits` on, as put it on the same side of every limit."""
    # No number of decimals shows that a repeating fraction equals itself.
    bounds = [limit for limit in limits if not (abs(figure - limit) < NOISE and _decimals(limit) > WRITTEN_DIGITS)]
    for more in range(digits, MOST_DIGITS + 1):
        near = figure.quantize(Decimal(1).scaleb(-more), ROUND_HALF_UP)
        if all(_side(near, limit) == _side(figure, limit) for limit in bounds):
            return near
    # Closer than a millionth: cut towards the side on which it really is.
    below = any(_side(figure, limit) < 0 for limit in bounds if abs(limit - figure) < 1)
    return figure.quantize(SMALLEST, ROUND_FLOOR if below else ROUND_CEILING)


def _scaled_text(
    figure: Decimal, limits: Iterable[Decimal], own_scale: Scale, digits: int | None, *, least: int = 0
) -> str:
    """The figure with the decimals of its unit and `least` of them, or with `digits`.

    A rate has no idle zeros, as in official papers.
    """
    near = _without_crossing(figure, limits, max(_digits(own_scale, figure), least) if digits is None else digits)
    text = number(near, -int(near.as_tuple().exponent))
    is_short = digits is None and own_scale.kind == "percent" and "," in text
    return text.rstrip("0").rstrip(",") if is_short else text


def _digits(own_scale: Scale, figure: Decimal) -> int:
    """The least number of decimals: a number of cases or of days has no idle zeros."""
    own = _decimals(figure)
    return own if own_scale.kind in WHOLE and own_scale.digits <= 1 and own <= LEAST_DIGITS else own_scale.digits


def _decimals(figure: Decimal) -> int:
    return max(-int(figure.normalize().as_tuple().exponent), 0)


def _side(figure: Decimal, limit: Decimal) -> int:
    return (figure > limit) - (figure < limit)


# A cell that begins with one of these is a formula to a spreadsheet program.
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_json(frame: "DataFrame") -> str:
    """An array of flat objects, null for what is missing."""
    rows = [{key: plain(value) for key, value in row.items()} for row in frame.to_dict("records")]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def as_csv(frame: "DataFrame") -> str:
    """A line a row under the names of the columns, an empty cell for what is missing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([harmless(plain(value)) for value in row.values()] for row in frame.to_dict("records"))
    return out.getvalue()


def harmless(value: Any) -> Any:
    """A value of a CSV file, which cannot say what is text: what would run gets an apostrophe before it.

    >>> harmless("=cmd|' /C calc'!A0"), harmless("Trả đúng hạn"), harmless(-5), harmless("=")
    ("'=cmd|' /C calc'!A0", 'Trả đúng hạn', -5, '=')
    """
    # A sign alone, as the operator of a target, runs nothing.
    if not isinstance(value, str) or len(value) < 2:
        return value
    # A lone carriage return is not put in quotes, so that what follows it would begin a row of its own.
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.startswith(RUNS) else text


def plain(value: Hashable) -> Any:
    """The value as JSON knows it: None for missing, whole numbers without a fraction, days as text."""
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, (pd.Timestamp, dt.datetime, dt.date)):
        return value.isoformat()[:10]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value


def person(by: str) -> str:
    """Who made an entry, as people read it.

    >>> person("root"), person("Nguyễn Văn A")
    ('quản trị máy (root)', 'Nguyễn Văn A')
    """
    # The account of a machine's administrator is no name of a person.
    return "quản trị máy (root)" if by == "root" else by
