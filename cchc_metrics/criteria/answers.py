"""Results typed into a table on a screen, one cell an answer, as the table that `results` reads from a file."""

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cchc_metrics.criteria.results import TITLES
from cchc_metrics.faults import Fault
from cchc_metrics.intake.unpacking import letters_of
from cchc_metrics.text import formats

ANSWER, NUMBER = "Kết quả", "Số"
NAME = "nhap-cham-diem.csv"
# The columns of a file that one answer fills.
OF_ANSWERS = ("Có/không", "Ngày xong", "Số lượng", "Tử số", "Mẫu số", "Kết quả khảo sát")

Row = Mapping[str, Any]


def cells_of(kind: str, answer: str) -> dict[str, str]:
    """The cells of a file that an answer to a rule fills: «có, 15/3/2025», «12», «45/50», «92,5 %».

    >>> cells_of("yes-no", "có, 15/3/2025")
    {'Có/không': 'có', 'Ngày xong': '15/3/2025'}
    >>> cells_of("capped", "45/50")
    {'Tử số': '45', 'Mẫu số': '50'}
    """
    text = answer.strip()
    if not text:
        return {}
    match kind:
        case "yes-no":
            word, _, day = text.replace(",", " ").partition(" ")
            return {"Có/không": word.lower()} | ({"Ngày xong": day.strip()} if day.strip() else {})
        case "steps" | "bonus" | "deduction":
            return {"Số lượng": text}
        case "unknown":
            return {"Tự chấm": text}
    if "/" in text:
        numerator, _, denominator = text.partition("/")
        return {"Tử số": numerator.strip(), "Mẫu số": denominator.strip()}
    return {"Kết quả khảo sát": text.removesuffix("%").strip()}


def table(rows: Sequence[Row]) -> bytes:
    """Rows as a CSV under the titles of the workbook of a set.

    A row has `kind`, the number of its criterion, the answer, and what else a workbook holds, by title.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, list(TITLES))
    writer.writeheader()
    for row in rows:
        writer.writerow({NUMBER: row[NUMBER]} | _cells(row))
    return out.getvalue().encode()


def entries(rows: Sequence[Row]) -> list[Row]:
    """The rows in which somebody typed something."""
    return [row for row in rows if _cells(row)]


def at_rows(faults: Sequence[Fault], rows: Sequence[Row]) -> list[Fault]:
    """Faults of the table that `table` makes of `rows`, each at the criterion and the column of the screen."""
    titles = {letters_of(at): ANSWER if title in OF_ANSWERS else title for at, title in enumerate(TITLES)}

    def relocate(fault: Fault) -> Fault:
        match = re.search(rf"{re.escape(NAME)}, dòng (\d+)(?:, cột ([A-Z]+))?", fault.place)
        if match is None:
            return fault
        row = rows[int(match[1]) - 2]
        column = f", cột «{titles[match[2]]}»" if match[2] and titles[match[2]] != NUMBER else ""
        return replace(fault, place=f"mục {row[NUMBER]}{column}")

    return [relocate(fault) for fault in faults]


def _cells(row: Row) -> dict[str, str]:
    own = {title: text for title in TITLES if title != NUMBER and (text := _text(row.get(title)))}
    return cells_of(str(row["kind"]), _text(row.get(ANSWER))) | own


def _text(cell: Any) -> str:
    """A cell of a table on a screen as somebody would write it into a file; a line break would part a row."""
    if formats.is_missing(cell):
        return ""
    if isinstance(cell, dt.date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, int | float):
        return f"{cell:.15g}".replace(".", ",")
    return " ".join(str(cell).split())
