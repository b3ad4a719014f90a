"""Documents of Word: their paragraphs and tables as one sheet of cells, one below the other."""

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from cchc_metrics.intake.grids import Details, Grid, Range
from cchc_metrics.intake.unpacking import MARKUP, MEGABYTE, enough, too_large

BODY = "word/document.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WIDEST_SPAN = 1_000
# Text that somebody struck out under revision is no longer there.
GONE = {f"{W}del", f"{W}moveFrom"}


def grid_of_word(name: str, packed: zipfile.ZipFile) -> Grid:
    """The one sheet of a document: a row a paragraph, and the rows of its tables with their merged cells.

    Raises: FaultsFound when it is too large to read.
    """
    if packed.getinfo(BODY).file_size > MARKUP:
        raise too_large(name, "nội dung văn bản", f"{MARKUP // MEGABYTE} MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    body = etree.fromstring(packed.read(BODY), parser).find(f"{W}body")
    rows: list[list[Any]] = []
    details = Details()
    for block in body if body is not None else ():
        if block.tag == f"{W}p":
            rows.append([_text(block)])
        elif block.tag == f"{W}tbl":
            rows += _table(block, len(rows), details.merged)
        enough(name, sum(map(len, rows[-1:])) + len(rows))
    return Grid("văn bản", rows, details)


def _table(table: Any, top: int, merged: list[Range]) -> list[list[Any]]:
    rows: list[list[Any]] = []
    down: dict[int, tuple[int, int]] = {}
    for at, line in enumerate(table.findall(f"{W}tr"), top):
        row: list[Any] = []
        for cell in line.findall(f"{W}tc"):
            column, across = len(row), _span(cell)
            going = cell.find(f"{W}tcPr/{W}vMerge")
            starts = going is not None and going.get(f"{W}val") == "restart"
            text = "" if going is not None and not starts else "\n".join(filter(None, map(_text, _paragraphs(cell))))
            row += [text, *[""] * (across - 1)]
            if going is not None and not starts and column in down:
                down[column] = (down[column][0], down[column][1])
                merged[:] = [one for one in merged if (one[0], one[1]) != (down[column][0], column)]
                merged.append((down[column][0], column, at, column + down[column][1] - 1))
                continue
            down.pop(column, None)
            if starts:
                down[column] = (at, across)
            if across > 1:
                merged.append((at, column, at, column + across - 1))
        rows.append(row)
    return rows


def _paragraphs(cell: Any) -> Iterator[Any]:
    yield from cell.iter(f"{W}p")


def _span(cell: Any) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    told = span.get(f"{W}val", "1") if span is not None else "1"
    return min(max(int(told), 1), WIDEST_SPAN) if re.fullmatch(r"\d{1,4}", told) else 1


def _text(paragraph: Any) -> str:
    parts = []
    for node in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br"):
        if any(parent.tag in GONE for parent in node.iterancestors()):
            continue
        parts.append((node.text or "") if node.tag == f"{W}t" else " ")
    return "".join(parts).strip()
