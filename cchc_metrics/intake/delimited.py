"""A text file as cells: whatever its letters are written in, and whichever of comma, semicolon or tab parts them."""

import csv
import io
from collections import Counter

from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake import limits
from cchc_metrics.intake.letters import text_of
from cchc_metrics.intake.sheets import Lines, old_font
from cchc_metrics.text import formats

SEPARATORS = ",;\t"
ENOUGH_LINES = 200


def lines(name: str, data: bytes) -> Lines:
    """The rows of a text file with the numbers of their lines; blank rows are left out.

    Raises: FaultsFound when it is too large, or its letters or its quotes cannot be read.
    """
    if len(data) > limits.BYTES:
        raise limits.too_large(name, f"{len(data) // limits.MEGABYTE} MB", f"{limits.BYTES // limits.MEGABYTE} MB")
    text, written_in = text_of(name, data)
    sign = separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    rows, numbers, cells = [], [], 0
    try:
        for row in reader:
            cells += len(row)
            if cells > limits.CELLS:
                raise limits.too_large(name, f"hơn {formats.count(limits.CELLS)} ô", f"{formats.count(limits.CELLS)} ô")
            if any(row):
                rows.append(row)
                numbers.append(reader.line_num)
    except csv.Error:
        raise FaultsFound([Fault(f"{name}, dòng {reader.line_num}", "không tách được dòng này thành các ô",
                                 "các ô ngăn bằng một dấu, dấu ngoặc kép đủ cặp", "xem lại dấu ngoặc kép")]) from None
    return Lines(name, "", rows, [old_font(name, written_in)] if written_in else (), numbers, sign)


def separator(text: str) -> str:
    """The sign that parts the cells: the one that gives the most lines the same number of cells, more than one."""
    start = io.StringIO(text[:200_000], newline="")

    def regular(sign: str) -> tuple[int, int]:
        start.seek(0)
        counts: Counter[int] = Counter()
        try:
            for _, row in zip(range(ENOUGH_LINES), csv.reader(start, delimiter=sign), strict=False):
                counts[len(row)] += len(row) > 1
        except csv.Error:
            pass  # the cut at the end may fall inside quotes
        width, times = max(counts.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return times, width

    return max(SEPARATORS, key=regular)
