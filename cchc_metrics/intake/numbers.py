"""Numbers as officers write them, read in one way for every container: .xlsx, forms, CSV, workbooks, criteria.

What is a count is a count: «1.234» and «1,234» are 1234 where a whole number is wanted. Elsewhere such a text reads in
two ways, and is refused unless the other numbers of the file prove its decimal sign. Nothing is guessed.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cchc_metrics.faults import Fault
from cchc_metrics.intake.unpacking import COUNT, ERRORS
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold

BLANK = {"", "-", "–", "—", "−", "--", "---"}
NONE = {"khong", "khong co", "khong phat sinh", "khong co ho so", "khong co phat sinh"}
# What is counted, as people write it behind a count.
UNITS = {
    *("ho so", "hs", "h/s", "bo", "bo ho so", "vu", "viec", "vu viec", "luot", "phieu", "nguoi", "thu tuc", "tthc"),
    *("van ban", "vb", "cuoc", "lan", "don", "truong hop", "ket qua", "giao dich", "nhiem vu", "chi tieu", "don vi"),
    *("y kien", "cau hoi", "to chuc", "ca nhan", "can bo", "cong chuc", "tinh", "ngay", "phan anh", "kien nghi"),
}
POINTS = {"%", "diem", "diem %", "phan tram"}
LONGEST = 40
# What a formula that adds up parts of numbers is off by.
NOISE = 1e-6
# A number of so few figures is below every limit.
SHORT = 10
# Zero-width signs, soft hyphens and marks of direction say nothing; figures of full width are figures.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0E: ".", 0xFF0C: ",", 0xFF05: "%"}
APOSTROPHES = "'’‘`´"
SIGN_NAMES = {",": "dấu phẩy", ".": "dấu chấm"}

WHOLE = re.compile(r"[0-9]+|[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?:,[0-9]{3})+|(?: [0-9]{3})+)")
NOTHING_BEHIND = re.compile(r"(?P<whole>[0-9]+)[.,]0{1,2}|(?P<parted>[0-9]{1,3}(?:\.[0-9]{3})+),0+")
EXPONENT = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})")
# «26 (92,86%)»: the share that a count makes.
SHARE_BEHIND = re.compile(r"(?<=[0-9])\s*\([0-9]{1,3}(?:[.,][0-9]+)?\s*%\)$")
# «395*», «12(1)», «12¹»: the sign of a footnote behind a number.
MARK_BEHIND = re.compile(r"([0-9][0-9., ]*%?)\s*(?:\*{1,3}|\(\*{1,3}\)|[⁰¹²³⁴-⁹]{1,2}|\([1-9]\)|\[[1-9]\])")
MARK_ENDS = ("*", ")", "]", *"⁰¹²³⁴⁵⁶⁷⁸⁹")
WITH_WORDS = re.compile(r"([0-9][0-9., ]*)\s*([^\W\d_][^\d]*|%)\.?")
THREES = re.compile(r"-?[1-9][0-9]{0,2}(?P<sign>[.,])[0-9]{3}")
DECIMAL = re.compile(r"-?[0-9]+(?P<sign>[.,])[0-9]+")
GROUPS = re.compile(
    r"-?[0-9]{1,3}(?:(?P<dots>(?:\.[0-9]{3})+),[0-9]+|(?P<commas>(?:,[0-9]{3})+)\.[0-9]+"
    r"|(?P<many_dots>(?:\.[0-9]{3}){2,})|(?P<many_commas>(?:,[0-9]{3}){2,}))"
)
SPACE_GROUPS = re.compile(r"-?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")


# «740/1000 điểm», «82,5/100»: points of so many that could be had.
OUT_OF = re.compile(r"(?P<points>[0-9]+(?:[.,][0-9]+)?) ?/ ?(?P<most>[0-9]{1,4}|1[.,]000)(?: ?điểm)?\.?", re.IGNORECASE)
# A share of so many is printed as points; «20/63» is a rank.
USUAL_MOST = (10, 100, 1000)

# What a ratio is made of: a share is neither, whatever its indicator.
PARTS = ("numerator", "denominator")


class Thousandth(float):
    """A number that its cell shows with three decimals, so that 2 looks like 2.000."""


class Share(float):
    """A number that its cell shows in percent, so that 0.962 looks like 96.2 %."""


class Unreadable(Exception):
    """A cell that holds no number of the kind that was looked for: what is wrong, and what was expected.

    `kind` is that of the fault: two-readings, not-a-count, or not-a-number.
    """

    def __init__(self, problem: str, expected: str, kind: str = "not-a-number") -> None:
        self.problem, self.expected, self.kind = problem, expected, kind
        super().__init__(problem)


COUNT_FORM = "số nguyên từ 0, phân nghìn bằng dấu chấm hoặc không phân"


def plain(text: str) -> str:
    """The text of a cell without what nobody sees: zero-width signs, kept apostrophes, spaces of other widths."""
    signs = text.translate(UNSEEN).translate(FULL_WIDTH).replace("−", "-")
    return " ".join(signs.split()).lstrip(APOSTROPHES).strip()


def without_sign(text: str) -> str:
    """The text of a cell without the sign of a footnote, where nothing but a number stands before it.

    >>> without_sign("12(1)"), without_sign("395 *"), without_sign("Khoản 3*")
    ('12', '395', 'Khoản 3*')
    """
    match = MARK_BEHIND.fullmatch(text) if text.endswith(MARK_ENDS) else None
    return match[1].strip() if match else text


def marked_numbers(rows: Sequence[Sequence[Any]], place_of: Callable[[int, int], str]) -> Iterator[Fault]:
    """A caution where numbers have the sign of a footnote: what it says may change what they count."""
    cells = ((at, column, cell) for at, row in enumerate(rows) for column, cell in enumerate(row))
    texts = ((at, column, plain(cell)) for at, column, cell in cells if isinstance(cell, str) and cell[:1].isdecimal())
    marks = [(at, column, text) for at, column, text in texts if without_sign(text) != text]
    for at, column, text in marks[:1]:
        rest = f", và {len(marks) - 1} ô khác như thế" if len(marks) > 1 else ""
        problem = f"«{text}» là số có dấu chú thích, đọc là {without_sign(text)}{rest}"
        remedy = "không cần sửa, nếu chú thích không làm số ấy đếm khác đi"
        yield Fault("unread-part", place_of(at, column), problem, "số không kèm dấu", remedy)


def count(cell: Any) -> float | None:
    """The count in a cell, wherever a whole number is wanted; None when it is blank or a dash.

    Thousands may be parted by a dot, a comma or a space, the unit may stand behind («912 hồ sơ»), and «Không» is 0.
    Raises: Unreadable when it is no whole number from 0 on, or reads in two ways.
    """
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        raise Unreadable(f"«{cell}» không phải số đếm", "số nguyên từ 0", "not-a-count")
    if isinstance(cell, str):
        text = without_sign(plain(cell))
        if text in BLANK:
            return None
        return _count(text)
    if cell != cell or cell < 0 or cell > COUNT:
        raise Unreadable(f"«{cell:g}» không thể là số đếm", f"số từ 0 đến {formats.count(COUNT)}", "not-a-count")
    if abs(cell - round(cell)) < NOISE:
        cell = type(cell)(round(cell))
    else:
        raise Unreadable(
            f"«{cell:g}» không phải số nguyên; dấu chấm phân nghìn có thể đã bị đọc thành dấu thập phân",
            "số nguyên từ 0",
            "not-a-count",
        )
    if isinstance(cell, Thousandth) and 0 < cell < 1000:
        raise Unreadable(
            f"ô hiện «{int(cell)}.000» nhưng số lưu trong ô là {int(cell)}: đọc được hai cách",
            "số nguyên từ 0, ô định dạng không có chữ số thập phân",
            "two-readings",
        )
    if isinstance(cell, Share) and cell:
        raise Unreadable(f"«{_in_percent(cell)}» là tỷ lệ, không phải số đếm", "số nguyên từ 0", "not-a-count")
    return float(cell)


def is_share(cell: Any) -> bool:
    """True for a cell that shows a number in percent."""
    return isinstance(cell, Share) if not isinstance(cell, str) else plain(cell).endswith("%")


def factor_of(cells: Iterable[Any]) -> int:
    """100 where the percentages of a column are shares of 1: no number without a sign % is above it; else 1."""
    for cell in cells:
        with suppress(Unreadable):
            if not is_share(cell) and (percent(cell) or 0) > 1:
                return 1
    return 100


def two_ways(place: str, value: float) -> Fault:
    """The fault of a number that may be a share of 1, or a percentage: «0,921»."""
    problem = f"«{formats.number(value, 4)}» đọc được hai cách: phần của 1, hoặc phần trăm"
    return Fault("two-readings", place, problem, "tỷ lệ từ 0 đến 100, có dấu %", "sửa ô này")


def _in_percent(cell: Any) -> str:
    return f"{100 * cell:g} %" if isinstance(cell, Share) else str(cell)


def _count(text: str) -> float:
    if text in ERRORS:
        raise Unreadable(f"công thức trong ô báo lỗi «{text}»", "số nguyên từ 0", "not-a-count")
    if len(text) > LONGEST:
        raise Unreadable(f"«{text[:LONGEST]}» không phải số đếm", COUNT_FORM, "not-a-count")
    if fold(text).rstrip(".") in NONE:
        return 0.0
    number = text = SHARE_BEHIND.sub("", text)
    match = WITH_WORDS.fullmatch(text)
    if match and fold(match[2]).rstrip(" .") in UNITS:
        number = match[1].strip()
    exponent = EXPONENT.fullmatch(number)
    if exponent:
        return _exact(text, exponent)
    whole = NOTHING_BEHIND.fullmatch(number)
    if whole:
        number = whole["whole"] or whole["parted"]
    if not WHOLE.fullmatch(number):
        raise Unreadable(f"«{text}» không phải số đếm", COUNT_FORM, "not-a-count")
    return count(int(re.sub(r"[., ]", "", number))) or 0.0


def is_counted(text: str) -> bool:
    """True for text that begins as a number once what nobody sees is left out, or that has a unit behind one."""
    words = SHARE_BEHIND.sub("", without_sign(plain(text)))
    if not words[:1].isdigit() or len(words) > LONGEST:
        return False
    match = WITH_WORDS.fullmatch(words)
    return WHOLE.fullmatch(words) is not None or (match is not None and fold(match[2]).rstrip(" .") in UNITS)


def _exact(text: str, exponent: re.Match[str]) -> float:
    """The count that a number with an exponent stands for, where it shows all its figures."""
    decimals, power = exponent[2] or "", int(exponent[3])
    if len(decimals) < power or decimals[power:].strip("0"):
        raise Unreadable(
            f"«{text}» đã bị rút gọn, không còn đủ chữ số", "số viết đủ chữ số, ví dụ 1204", "two-readings"
        )
    return float(int(exponent[1] + decimals[:power]))


def percent(cell: Any) -> float | None:
    """The percentage printed in a cell, as it is written; None when there is none.

    A number that its cell shows in percent is given as it is shown: 0.962 is 96.2.
    Raises: Unreadable when it is no number.
    """
    expected = "số như 96,2 hoặc 96,2 %"
    if isinstance(cell, str):
        text = without_sign(plain(cell))
        # A share of nothing is none; the counts beside it tell that there was nothing.
        if text in BLANK or text == "#DIV/0!":
            return None
        match = re.fullmatch(r"([0-9]+)(?:[.,]([0-9]+))? ?%?", text)
        if match is None or len(text) > LONGEST:
            raise Unreadable(f"«{text[:LONGEST]}» không phải tỷ lệ phần trăm", expected)
        return float(f"{match[1]}.{match[2] or 0}")
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        raise Unreadable(f"«{cell}» không phải tỷ lệ phần trăm", expected)
    return _of_share(cell)


def _of_share(cell: float) -> float:
    """A number as its cell shows it: in percent where the cell does, without what binary fractions add."""
    return float(100 * Decimal(repr(float(cell)))) if isinstance(cell, Share) else float(cell)


@dataclass(frozen=True)
class Signs:
    """The decimal sign that the numbers of a file prove: «41,25» or «1.234.567» a comma, «41.25» a dot, else None."""

    decimal: str | None = None

    @property
    def expected(self) -> str:
        """What a number must look like (Vietnamese)."""
        return f"số có dấu thập phân là {SIGN_NAMES[self.decimal or ',']}, không có dấu phân nghìn"


def signs_of(cells: Iterable[Any]) -> Signs:
    """The decimal sign that the numbers written as text prove; a comma where they prove both."""
    signs = set()
    for cell in cells:
        if not isinstance(cell, str) or not cell or cell.isdecimal():
            continue
        text = without_sign(plain(cell)).rstrip(" %")
        groups, decimal = GROUPS.fullmatch(text), DECIMAL.fullmatch(text)
        if groups:
            signs.add("," if groups["dots"] or groups["many_dots"] else ".")
        elif decimal and not THREES.fullmatch(text):
            signs.add(decimal["sign"])
    return Signs("," if "," in signs else "." if signs else None)


def measure(cell: Any, signs: Signs) -> float | None:
    """The number in a cell where decimals may stand: money, points, values; None when it is blank or a dash.

    A number that its cell shows in percent is given as it is shown: 0.962 is 96.2.
    Raises: Unreadable when it is no number, or when the file does not prove whether its sign parts thousands.
    """
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        raise Unreadable(f"«{cell}» không phải số", "một số")
    if not isinstance(cell, str):
        if cell != cell or abs(cell) == float("inf"):
            raise Unreadable(f"«{cell}» không phải số", "một số")
        return _of_share(cell)
    text = without_sign(plain(cell))
    if text in BLANK:
        return None
    if text in ERRORS:
        raise Unreadable(f"công thức trong ô báo lỗi «{text}»", "một số")
    match = WITH_WORDS.fullmatch(text)
    number = match[1].strip() if match and fold(match[2]).rstrip(".") in POINTS else text
    if len(text) > LONGEST:
        raise Unreadable(f"«{text[:LONGEST]}» không phải số", "một số")
    return _measure(text, number, signs)


def out_of(cell: Any, unit: str, most: float | None) -> float | None:
    """The value of an index in a cell with its points and the most that could be had; None for any other cell.

    A percentage is the share of the most, a ratio the part of it; points are points where `most` is that of the plan.

    >>> out_of("740/1000 điểm", "ratio", None), out_of("82,5/100", "percent", None), out_of("43,5 / 80", "points", 80)
    (0.74, 82.5, 43.5)

    Raises: Unreadable where the plan measures the index in another way.
    """
    match = OUT_OF.fullmatch(plain(cell)) if isinstance(cell, str) else None
    if match is None:
        return None
    points, of = float(match["points"].replace(",", ".")), float(re.sub(r"\D", "", match["most"]))
    if points <= of and of in USUAL_MOST and unit in ("ratio", "percent"):
        return round((100 if unit == "percent" else 1) * points / of, 9)
    if points <= of and of == most and unit == "points":
        return points
    forms = {"ratio": "điểm từ 0 đến 1", "percent": "tỷ lệ từ 0 đến 100 %"}
    expected = forms.get(unit, f"điểm trên {most:g}" if most else "điểm, không kèm điểm tối đa")
    raise Unreadable(f"«{plain(cell)}» là điểm trên {of:g}; kế hoạch ghi chỉ số này là {expected}", expected)


def quantity(cell: Any, signs: Signs) -> float | None:
    """A count where the cell holds one, otherwise what `measure` reads: «1.234» is 1234, «12,5» is 12.5.

    Raises: Unreadable as `measure` does.
    """
    try:
        return count(cell)
    except Unreadable as wrong:
        if wrong.kind == "two-readings":
            raise
        return measure(cell, signs)


def _measure(text: str, number: str, signs: Signs) -> float:
    groups = GROUPS.fullmatch(number)
    decimal = DECIMAL.fullmatch(number)
    sign = groups and ("," if groups["dots"] or groups["many_dots"] else ".")
    if not groups and THREES.fullmatch(number):
        if signs.decimal is None:
            raise Unreadable(f"«{text}» đọc được hai cách", signs.expected, "two-readings")
        sign = signs.decimal
    elif decimal:
        sign = decimal["sign"]
    if signs.decimal and sign and sign != signs.decimal:
        problem = f"«{text}» có dấu thập phân là {SIGN_NAMES[sign]}, các số khác của tệp thì không"
        raise Unreadable(problem, signs.expected, "two-readings")
    if sign or re.fullmatch(r"-?[0-9]+", number):
        return float(number.replace("." if sign == "," else ",", "").replace(",", "."))
    if SPACE_GROUPS.fullmatch(number):
        return float(number.replace(" ", "").replace(",", "."))
    if re.fullmatch(r"-?[0-9](?:[.,][0-9]+)?[eE][+-]?[0-9]{1,3}", number):
        value = float(number.replace(",", "."))
        if abs(value) != float("inf"):
            return value
    raise Unreadable(f"«{text}» không phải số", "một số")


def numbers_of_row(
    place: str, cells: Mapping[str, Any], counts: Collection[str], signs: Signs, faults: list[Fault]
) -> dict[str, float | None]:
    """The numbers of one row of a list by column, None for a blank one; a fault for each cell that holds none.

    `counts` are the columns where whole numbers are wanted.
    """
    result: dict[str, float | None] = {}
    for column, cell in cells.items():
        if isinstance(cell, str) and len(cell) < SHORT and cell.isascii() and cell.isdecimal():
            # Most cells of a list are figures and nothing else, which read in one way.
            result[column] = float(cell)
            continue
        try:
            if column in PARTS and is_share(cell):
                raise Unreadable(f"«{_in_percent(cell)}» là tỷ lệ, không phải số đếm", COUNT_FORM, "not-a-count")
            result[column] = (quantity if column in counts else measure)(cell, signs)
        except Unreadable as wrong:
            remedy = "viết đủ các chữ số, không có dấu phân nghìn"
            faults.append(Fault(wrong.kind, f"{place}, cột «{column}»", wrong.problem, wrong.expected, remedy))
    return result
