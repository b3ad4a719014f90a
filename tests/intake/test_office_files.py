"""Files as offices have them, described in .toml files: each gives what a careful person reads, or says why not."""

import csv
import html
import io
import re
import tomllib
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import FileContent, read
from cchc_metrics.intake.content import Answers, Open

FILES: list[dict[str, Any]] = [
    file
    for name in ("office_files.toml", "office_lists.toml")
    for file in tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))["file"]
]


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


def document_of(text: str) -> bytes:
    """A document of Word: a line of one cell is a paragraph, lines of several are a table."""
    document, rows = Document(), cells_of(text)
    merges = merges_of(rows)
    for is_table, lines in groupby(range(len(rows)), key=lambda at: len(rows[at]) > 1):
        first, *rest = lines
        if not is_table:
            for at in (first, *rest):
                document.add_paragraph(str(rows[at][0]) if rows[at] else "")
            continue
        last = (first, *rest)[-1]
        table = document.add_table(last - first + 1, max(map(len, rows[first : last + 1])))
        for at, row in enumerate(rows[first : last + 1]):
            for column, cell in enumerate(row):
                table.cell(at, column).text = "" if cell in ("<", "^") else str(cell)
        for top, left, bottom, right in merges:
            if first <= top <= last:
                table.cell(top - first, left).merge(table.cell(bottom - first, right))
    into = io.BytesIO()
    document.save(into)
    return into.getvalue()


def hide_parts(data: bytes, file: dict[str, Any]) -> bytes:
    """The workbook with some rows and columns of its first sheet hidden."""
    book, into = load_workbook(io.BytesIO(data)), io.BytesIO()
    for row in file.get("hidden_rows", ()):
        book.worksheets[0].row_dimensions[row].hidden = True
    for column in file.get("hidden_columns", ()):
        book.worksheets[0].column_dimensions[column].hidden = True
    book.save(into)
    return into.getvalue()


def bytes_of(file: dict[str, Any]) -> bytes:
    suffix = Path(file["name"]).suffix
    if suffix == ".xlsx":
        data = workbook_of(file["sheet"])
        return hide_parts(data, file) if {"hidden_rows", "hidden_columns"} & file.keys() else data
    (text,) = file["sheet"].values()
    if suffix == ".docx":
        return document_of(text)
    if suffix == ".xls":
        return page_of(text)
    into = io.StringIO(newline="")
    rows = [["" if cell in ("<", "^") else cell for cell in row] for row in cells_of(text)]
    csv.writer(into, delimiter=file.get("separator", ";")).writerows(rows)
    return into.getvalue().encode(file.get("encoding", "utf-8-sig"))


def sums(content: FileContent) -> tuple[dict[str, list[float]], dict[str, float]]:
    """The figures and tallies of a file, the groups of the first breakdown added up."""
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


def results(content: FileContent) -> dict[str, Any]:
    """The figures without a group, by indicator or part, unit and year."""
    return {
        f"{row.indicator_id}{f'/{row.part_id}' if row.part_id else ''} {row.unit_id} {row.year}": row
        for _, row in content.observations
        if row.breakdown_id is None
    }


def check_results(file: dict[str, Any], content: FileContent) -> None:
    rows = results(content)
    values = {key: round(rows[key].value, 6) if key in rows else "none" for key in file["values"]}
    assert values == file["values"]
    ranks = {key: f"{rows[key].reported_rank}/{rows[key].reported_of}" for key in file.get("ranks", {})}
    assert ranks == file.get("ranks", {})
    assert len(content.observations) == file.get("count", len(content.observations))
    assert "note" not in file or {row.note for row in rows.values()} == {file["note"]}


def check_lists(file: dict[str, Any], content: FileContent) -> None:
    if "feedback" in file:
        rows = [row for _, row in content.feedback]
        days = [[day.isoformat() if day else "" for day in (row.due, row.answered)] for row in rows]
        assert [[row.code, row.role, *both] for row, both in zip(rows, days, strict=True)] == file["feedback"]
    if "reports" in file:
        assert [
            [row.task_id, row.state, row.as_of.isoformat() if row.as_of else "", row.evidence or ""]
            for _, row in content.task_reports
        ] == file["reports"]


@pytest.mark.parametrize("file", FILES, ids=[file["name"] for file in FILES])
def test_a_file_gives_what_a_careful_person_reads(file: dict[str, Any], plan: Catalog) -> None:
    answers = Answers(**file.get("answers", {}))
    if "refused" in file or "asked" in file:
        with pytest.raises(FaultError) as refusal:
            read(file["name"], bytes_of(file), plan, unit_id=file.get("unit", "nhat-quang"), answers=answers)
        text = " ".join(f"{each.place} {each.problem} {each.remedy}" for each in refusal.value.faults)
        assert [words for words in file.get("refused", file.get("asked")) if words not in text] == [], text
        assert isinstance(refusal.value, Open) == ("asked" in file), text
        assert len(refusal.value.faults) == 1 or not file.get("alone"), text
        return
    content = read(file["name"], bytes_of(file), plan, unit_id=file.get("unit", "nhat-quang"), answers=answers)

    check_lists(file, content)
    if "values" in file:
        check_results(file, content)
    else:
        assert sums(content) == (file.get("figures", {}), file.get("tallies", {}))
    samples = {key: results(content)[key].sample_size or "none" for key in file.get("samples", {})}
    assert samples == file.get("samples", {})
    if "flag" in file:
        assert {row.flag for _, row in content.observations} == {file["flag"]}
    if "period" in file:
        assert {days_of(row) for _, row in content.observations} == {file["period"]}
    if "groups" in file:
        assert {
            row.group_id: [row.numerator, row.denominator]
            for _, row in content.observations
            if row.indicator_id == "on-time" and row.breakdown_id not in (None, "channel")
        } == file["groups"]
    for days, figures in file.get("periods", {}).items():
        rows = [(place, row) for place, row in content.observations if days_of(row) == days]
        assert sums(FileContent(observations=tuple(rows)))[0] == figures
    cautions = " ".join(caution.problem for caution in content.cautions)
    assert [words for words in file.get("told", []) if words not in cautions] == [], cautions
