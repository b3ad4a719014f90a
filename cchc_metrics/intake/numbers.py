"""Numbers as officers write them: thousands with a dot, decimals with a comma; never guessed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cchc_metrics.intake import unpacking
from cchc_metrics.intake.unpacking import ERRORS
from cchc_metrics.text import formats

WHOLE = re.compile(r"\d+|\d{1,3}(\.\d{3})+|\d{1,3}( \d{3})+|\d{1,3}(,\d{3}){2,}")
TWO_WAYS = re.compile(r"\d{1,3},\d{3}")
PERCENT = re.compile(r"(\d+)(?:[.,](\d+))? ?%?")
BLANK = {"", "-", "–", "—"}


class Unreadable(Exception):
    """A cell that holds no number of the kind that was looked for: what is wrong, and what was expected."""

    def __init__(self, problem: str, expected: str) -> None:
        self.problem, self.expected = problem, expected
        super().__init__(problem)


def count(cell: Any) -> float | None:
    """The count in a cell of a form; None when it is blank.

    Raises: Unreadable when it is no whole number from 0 on, or reads in two ways.
    """
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        raise Unreadable(f"«{cell}» không phải số đếm", "số nguyên từ 0")
    if isinstance(cell, str):
        text = " ".join(cell.replace("\xa0", " ").split())
        if text in BLANK:
            return None
        if text in ERRORS:
            raise Unreadable(f"công thức trong ô báo lỗi «{text}»", "số nguyên từ 0")
        if TWO_WAYS.fullmatch(text):
            raise Unreadable(
                f"«{text}» đọc được hai cách: {text.replace(',', '')} hoặc {text}",
                "số nguyên, phân nghìn bằng dấu chấm hoặc không phân",
            )
        if len(text) > 40 or not WHOLE.fullmatch(text):
            raise Unreadable(f"«{text[:40]}» không phải số đếm", "số nguyên từ 0, phân nghìn bằng dấu chấm")
        cell = int(re.sub(r"[., ]", "", text))
    if cell != cell or cell < 0 or cell > unpacking.COUNT:
        raise Unreadable(f"«{cell:g}» không thể là số đếm", f"số từ 0 đến {formats.count(unpacking.COUNT)}")
    if cell != int(cell):
        raise Unreadable(
            f"«{cell:g}» không phải số nguyên; dấu chấm phân nghìn có thể đã bị đọc thành dấu thập phân",
            "số nguyên từ 0",
        )
    return float(cell)


def percent(cell: Any) -> float | None:
    """The percentage printed in a cell, as it is written; None when there is none.

    Raises: Unreadable when it is no number.
    """
    if isinstance(cell, str):
        text = " ".join(cell.replace("\xa0", " ").split())
        # A share of nothing is none; the counts beside it tell that there was nothing.
        if text in BLANK or text == "#DIV/0!":
            return None
        found = PERCENT.fullmatch(text)
        if found is None or len(text) > 40:
            raise Unreadable(f"«{text[:40]}» không phải tỷ lệ phần trăm", "số như 96,2 hoặc 96,2 %")
        return float(f"{found[1]}.{found[2] or 0}")
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        raise Unreadable(f"«{cell}» không phải tỷ lệ phần trăm", "số như 96,2 hoặc 96,2 %")
    return float(cell)


THREES = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+")
DOT_DECIMAL = re.compile(r"-?\d+\.\d+")
COMMA_DECIMAL = re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+),\d+")


@dataclass(frozen=True)
class Signs:
    """How a list writes its numbers.

    Between commas a dot is the decimal sign, and nothing parts thousands. Between semicolons or tabs, as Excel writes
    in Vietnamese, a comma is the decimal sign and a dot parts thousands, unless decimals are written with a dot
    somewhere in the file and with a comma nowhere. `proved` is true when a decimal shows which it is.
    """

    decimal: str
    proved: bool

    @property
    def expected(self) -> str:
        """What a number must look like (Vietnamese)."""
        return f"dấu thập phân là dấu {'phẩy' if self.decimal == ',' else 'chấm'}"

    def unclear(self, text: str, *, count: bool) -> bool:
        """True for a number such as 1.234 where the file does not tell whether it is a thousand or a little over 1.

        Also for one with a dot before decimals in a file that writes a comma there.
        """
        if not THREES.fullmatch(text):
            return self.decimal == "," and DOT_DECIMAL.fullmatch(text) is not None
        return not self.proved and count == (self.decimal == ".")

    def plain(self, text: str) -> str:
        """The number as the program reads numbers: no thousands sign, a dot before decimals."""
        if self.decimal == "," and (THREES.fullmatch(text) or COMMA_DECIMAL.fullmatch(text)):
            return text.replace(".", "").replace(",", ".")
        return text


def signs_of(separator: str | None, texts: Iterable[str]) -> Signs:
    """How a list parted by `separator` writes numbers; None stands for a workbook, whose cells are numbers already."""
    found = [text for text in texts if not text.isdigit()]
    dots = any(DOT_DECIMAL.fullmatch(text) and not THREES.fullmatch(text) for text in found)
    commas = any(COMMA_DECIMAL.fullmatch(text) for text in found)
    if separator in (";", "\t") and (commas or not dots):
        return Signs(",", proved=commas)
    return Signs(".", proved=dots or separator is None)
