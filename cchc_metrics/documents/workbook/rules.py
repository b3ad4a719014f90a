"""What the input cells of a page may hold, as the validation that Excel and LibreOffice do while one types."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cchc_metrics.documents.workbook.content import Line, Page
from cchc_metrics.intake.workbook import INPUTS, SUM, Stamp
from cchc_metrics.text import formats, workbook

LISTED = ("source_id", "flag", "method", "state", "period")
WHOLE = ("sample_size", "reported_rank", "reported_of")


def rules(page: Page, stamp: Stamp, first: int, ranges: Mapping[str, str]) -> Iterator[DataValidation]:
    """One rule for each kind of cell of each input column; the rows begin at `first`."""
    columns = {key: get_column_letter(number) for number, key in enumerate(page.keys, start=1)}
    for key in INPUTS:
        if key not in columns or key == "note":
            continue
        alike: dict[tuple[bool, float | None], list[int]] = defaultdict(list)
        for row, line in enumerate(page.lines, start=first):
            if line.row_id not in ("", SUM):
                alike[_kind(key, line)].append(row)
        for (whole, largest), rows in alike.items():
            rule = _rule(key, columns, rows[0], whole, largest, ranges)
            rule.prompt = workbook.HINTS[key].format(year=stamp.year, whole=workbook.WHOLE_YEAR)
            rule.promptTitle = workbook.HEADERS[key][:32]
            rule.showInputMessage = rule.showErrorMessage = True
            wrong = workbook.WRONG["list" if key in LISTED and key != "period" else key]
            rule.error = wrong.format(year=stamp.year, largest="…" if largest is None else formats.count(largest))
            rule.errorTitle = workbook.HEADERS[key][:32]
            for row in rows:
                rule.add(f"{columns[key]}{row}")
            yield rule


def _kind(key: str, line: Line) -> tuple[bool, float | None]:
    if key in ("numerator", "denominator"):
        # A ratio without a largest value may have a numerator above its denominator.
        return line.whole_counts, line.largest
    return False, line.largest if key in ("value", "reported_value") else None


def _rule(key: str, columns: Mapping[str, str], row: int, whole: bool, largest: float | None,  # noqa: FBT001 - a part of the kind
          ranges: Mapping[str, str]) -> DataValidation:
    if key in LISTED:
        # Another period may be typed; everything else comes from its list.
        return DataValidation("list", formula1=ranges[key], allow_blank=True,
                              errorStyle="warning" if key == "period" else "stop")
    if key in ("numerator", "denominator"):
        cell, numerator, denominator = (f"{columns[name]}{row}" for name in (key, "numerator", "denominator"))
        said = [f"ISNUMBER({cell})", f"{cell}>=0", *([f"INT({cell})={cell}"] if whole else []),
                *([f'OR({numerator}="",{denominator}="",{numerator}<={denominator})'] if largest is not None else [])]
        return DataValidation("custom", formula1=f"AND({','.join(said)})", allow_blank=True)
    if key == "as_of":
        # A day typed as text is read too, so this only warns.
        return DataValidation("date", operator="greaterThanOrEqual", formula1="DATE(1990,1,1)", allow_blank=True,
                              errorStyle="warning")
    if key in WHOLE:
        return DataValidation("whole", operator="greaterThanOrEqual", formula1="1", allow_blank=True)
    if largest is None:
        return DataValidation("decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    return DataValidation("decimal", operator="between", formula1="0", formula2=f"{largest:g}", allow_blank=True)
