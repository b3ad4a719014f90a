"""A template filled in: a .docx whose bytes follow from what was put in, its blanks marked for the officer."""

import copy
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.text.run import Run
from docxtpl import DocxTemplate

from cchc_metrics.documents.cells import printable
from cchc_metrics.documents.steady import steady
from cchc_metrics.documents.template import environment

BLANK = re.compile(r"(\[cần bổ sung: [^\]]*\])")
# A sign and its number stay on one line.
BOUND = re.compile(r"(?<=[≥≤<>]) (?=\d)")


def filled(template: DocxTemplate, values: Mapping[str, Any], *, title: str, author: str, day: dt.date) -> bytes:
    """The .docx of a checked template with its fields filled in; the same values give the same bytes."""
    template.render(_printable(values), environment())
    document = template.docx
    for table in document.element.body.iter(qn("w:tbl")):
        _fit(table)
        _keep_signature(table)
    for paragraph in list(document.element.body.iter(qn("w:p"))):
        _mark_blanks(paragraph)
    when = dt.datetime.combine(day, dt.time())
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title[:255], author[:255], author[:255]
    properties.created = properties.modified = properties.last_printed = when
    properties.revision, properties.comments, properties.keywords = 1, "", ""
    out = io.BytesIO()
    document.save(out)
    return steady(out.getvalue())


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return BOUND.sub("\N{NO-BREAK SPACE}", printable(value))
    if isinstance(value, Mapping):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    return value


def _fit(table: Any) -> None:
    """The columns of a table as wide as the cells of its fullest row: a loop over cells changes their number."""
    fullest: list[Any] = max((row.tc_lst for row in table.tr_lst), key=len, default=[])
    columns = table.tblGrid.findall(qn("w:gridCol"))
    if len(fullest) < 2 or any(cell.width is None or cell.grid_span > 1 for cell in fullest):
        return
    for column in columns:
        table.tblGrid.remove(column)
    for cell in fullest:
        table.tblGrid.add_gridCol().w = cell.width


def _keep_signature(table: Any) -> None:
    """The last lines of text on the page of the table that a template keeps them with: no page only of a signature."""
    kept = _kept_before(table)
    text = kept[-1].getprevious() if kept else None
    if text is not None and text.tag == qn("w:p"):
        text.get_or_add_pPr().keepNext_val = True


def _kept_before(table: Any) -> list[Any]:
    """The paragraphs right before a table that are kept with it, the nearest first."""
    kept, before = [], table.getprevious()
    while before is not None and before.tag == qn("w:p") and before.pPr is not None and before.pPr.keepNext is not None:
        kept.append(before)
        before = before.getprevious()
    return kept


def _mark_blanks(paragraph: Any) -> None:
    """Each blank of a paragraph in a run of its own, in yellow, so that none is sent by mistake."""
    for run in list(paragraph.iter(qn("w:r"))):
        texts = list(run.iter(qn("w:t")))
        if len(texts) != 1 or not BLANK.search(texts[0].text or ""):
            continue
        for piece in _pieces(texts[0].text):
            made = copy.deepcopy(run)
            text = next(made.iter(qn("w:t")))
            text.text = piece
            text.set(qn("xml:space"), "preserve")
            if BLANK.fullmatch(piece):
                Run(made, None).font.highlight_color = WD_COLOR_INDEX.YELLOW  # type: ignore[arg-type]
            run.addprevious(made)
        run.getparent().remove(run)


def _pieces(text: str) -> Iterator[str]:
    return (piece for piece in BLANK.split(text) if piece)
