"""Files as offices have them, told in office_files.toml: each gives what a careful person reads, or says why not."""

import csv
import html
import io
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import FileContent, read
from cchc_metrics.intake.content import Open

FILES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("office_files.toml").read_text())["file"]


def cells_of(text: str) -> list[list[Any]]:
    """The cells of a sheet: a whole number is one, everything else is text."""
    lines = text.strip("\n").split("\n")
    rows = [[cell.strip() for cell in line.split("|")] if line.strip() else [] for line in lines]
    return [[int(cell) if re.fullmatch(r"0|[1-9]\d*", cell) else cell for cell in row] for row in rows]


def merges_of(rows: list[list[Any]]) -> list[tuple[int, int, int, int]]:
    """The ranges that «<» and «^» make, as first row and column, last row and column."""
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell not in ("<", "^"):
                continue
            top, left = at, column
            while rows[top][left] == "^":
                top -= 1
            while rows[top][left] == "<":
                left -= 1
            last = ends.get((top, left), (top, left))
            ends[top, left] = max(last[0], at), max(last[1], column)
    return [(*first, *last) for first, last in ends.items()]


def workbook_of(sheets: dict[str, str]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, text in sheets.items():
        sheet, rows = book.create_sheet(name), cells_of(text)
        for row in rows:
            sheet.append([None if cell in ("", "<", "^") else cell for cell in row])
        for top, left, bottom, right in merges_of(rows):
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def page_of(text: str) -> bytes:
    """A web page as systems write it: one table, merged cells as spans."""
    rows = cells_of(text)
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merges_of(rows)}
    lines = []
    for at, row in enumerate(rows):
        cells = []
        for column, cell in enumerate(row):
            down, across = spans.get((at, column), (1, 1))
            if cell not in ("<", "^"):
                cells.append(f'<td rowspan="{down}" colspan="{across}">{html.escape(str(cell))}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<html><meta charset="utf-8"><body><table>{"".join(lines)}</table></body></html>'.encode()


def bytes_of(file: dict[str, Any]) -> bytes:
    suffix = Path(file["name"]).suffix
    if suffix == ".xlsx":
        return workbook_of(file["sheet"])
    (text,) = file["sheet"].values()
    if suffix == ".xls":
        return page_of(text)
    into = io.StringIO(newline="")
    rows = [["" if cell in ("<", "^") else cell for cell in row] for row in cells_of(text)]
    csv.writer(into, delimiter=file.get("separator", ";")).writerows(rows)
    return into.getvalue().encode(file.get("encoding", "utf-8-sig"))


def sums(content: FileContent) -> tuple[dict[str, list[float]], dict[str, float]]:
    """What is stored, groups of the first breakdown added up: numerator and denominator, and cases."""
    figures: dict[str, list[float]] = {}
    for _, row in content.observations:
        if row.breakdown_id != "channel":
            pair = figures.setdefault(row.indicator_id, [0, 0])
            pair[0] += row.numerator if row.numerator is not None else row.value or 0
            pair[1] += row.denominator or 0
    tallies: Counter[str] = Counter()
    for _, tally in content.tallies:
        if tally.breakdown_id != "channel":
            tallies[tally.tally_id] += tally.cases
    return figures, dict(tallies)


def days_of(row: Any) -> str:
    return f"{row.first_day}..{row.last_day}"


@pytest.mark.parametrize("file", FILES, ids=[file["name"] for file in FILES])
def test_a_file_gives_what_a_careful_person_reads(file: dict[str, Any], plan: Catalog) -> None:
    if "refused" in file or "asked" in file:
        with pytest.raises(FaultError) as refusal:
            read(file["name"], bytes_of(file), plan, unit_id=file.get("unit", "nhat-quang"))
        text = " ".join(f"{each.place} {each.problem} {each.remedy}" for each in refusal.value.faults)
        assert [words for words in file.get("refused", file.get("asked")) if words not in text] == [], text
        assert isinstance(refusal.value, Open) == ("asked" in file), text
        return
    content = read(file["name"], bytes_of(file), plan, unit_id=file.get("unit", "nhat-quang"))

    figures, tallies = sums(content)
    assert (figures, tallies) == (file.get("figures", {}), file.get("tallies", {}))
    if "period" in file:
        assert {days_of(row) for _, row in content.observations} == {file["period"]}
    if "groups" in file:
        assert {
            row.group_id: [row.numerator, row.denominator]
            for _, row in content.observations
            if row.indicator_id == "on-time" and row.breakdown_id != "channel"
        } == file["groups"]
    for days, expected in file.get("periods", {}).items():
        rows = [(place, row) for place, row in content.observations if days_of(row) == days]
        assert sums(FileContent(observations=tuple(rows)))[0] == expected
    told = " ".join(caution.problem for caution in content.cautions)
    assert [words for words in file.get("told", []) if words not in told] == [], told
