"""Tables in containers of other programs: OpenDocument (.ods, .fods) and Word."""

import io
import re
import zipfile
from itertools import product
from typing import Any
from xml.parsers import expat

from lxml import etree

from cchc_metrics.intake.unpacking import (
    LETTERS,
    MARKUP,
    MEGABYTE,
    ROUND_THOUSANDS,
    SUPERSCRIPTS,
    WIDEST_SPAN,
    Details,
    Grid,
    area,
    enough,
    members,
    too_large,
    too_many_letters,
    xml,
)

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
# What the cells of a sheet need of the flat form.
PARTS = ("font-face-decls", "styles", "automatic-styles", "body")
THOUSAND = 1_000
CELL, CELL_STYLE = "table-cell", "table:default-cell-style-name"


def details_of_ods(name: str, archive: zipfile.ZipFile) -> list[Details]:
    """The details of the sheets of an .ods in their order, once it is known to be of a size that can be read.

    Raises: FaultError when it is too large.
    """
    texts, document = dict(members(name, archive)), _Document(name)
    document.details(texts.get("styles.xml", b"<none/>"))
    return document.details(texts["content.xml"]) if "content.xml" in texts else []


def packed_of_flat(data: bytes) -> bytes:
    """The bytes of an .ods with the cells of a flat OpenDocument workbook. Raises: etree.XMLSyntaxError."""
    # Its reader takes the line breaks between cells, which the flat form has for people, for an error.
    document = xml(data, blanks=False)
    document.tag = f"{{{OFFICE}}}document-content"
    for part in list(document):
        if not isinstance(part.tag, str) or part.tag not in {f"{{{OFFICE}}}{name}" for name in PARTS}:
            document.remove(part)
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("mimetype", MEDIA_TYPE)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MEDIA_TYPE}"/></manifest:manifest>',
        )
        archive.writestr("content.xml", etree.tostring(document, encoding="utf-8", xml_declaration=True))
    return into.getvalue()


class _Document:
    """The sheets of content.xml, which writes repeated cells and rows once.

    Empty cells count only where a filled one stands behind them, as they do for its readers.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._total = self._letters = self._row = self._column = self._rows = self._columns = self._column_count = 0
        self._repeated_row = self._repeated_cell = 1
        self._has_cells = False
        self._sheets: list[Details] = []
        self._hidden: list[range] = []
        # What the open cell says of itself, and its text.
        self._attributes: dict[str, str] | None = None
        self._text: list[str] = []
        self._depth = 0
        self._bad_cells: list[tuple[range, range, str]] = []
        # Styles with a line through the text, by family and name, and what has it.
        self._style, self._strikes = ("", ""), set[tuple[str, str]]()
        self._row_style, self._has_struck_part, self._struck_columns = "", False, set[int]()
        self._superscripts, self._has_superscript = set[tuple[str, str]](), False
        self._struck_cells: list[tuple[range, range]] = []

    def details(self, text: bytes) -> list[Details]:
        """The details of the sheets in their order."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.Parse(text, True)  # noqa: FBT003 - expat takes no keyword
        return self._sheets

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "table:table":
                self._depth += 1
                if self._depth == 1:
                    self._sheets.append(Details())
                    self._hidden, self._bad_cells, self._struck_cells, self._struck_columns = [], [], [], set()
                    self._row = self._rows = self._columns = self._column_count = 0
            case "table:table-column" if self._sheets:
                self._columns_of(attributes)
            case "table:table-row":
                self._repeated_row = int(attributes.get("table:number-rows-repeated", "1"))
                self._column, self._has_cells, self._row_style = 0, False, attributes.get(CELL_STYLE, "")
                if attributes.get("table:visibility") in ("collapse", "filter"):
                    self._hidden.append(range(self._row, self._row + self._repeated_row))
            case "table:table-cell" | "table:covered-table-cell":
                self._repeated_cell = int(attributes.get("table:number-columns-repeated", "1"))
                self._column += self._repeated_cell
                self._attributes, self._text = attributes, []
                self._has_struck_part = self._has_superscript = False
                if "office:value-type" in attributes or "table:formula" in attributes:
                    self._mark()
                self._merge(attributes)
            case "text:p":
                self._mark()
            case "text:span" | "style:style" | "style:text-properties":
                self._line(tag, attributes)

    def _columns_of(self, attributes: dict[str, str]) -> None:
        end = self._column_count + int(attributes.get("table:number-columns-repeated", "1"))
        columns = range(self._column_count, min(end, WIDEST_SPAN))
        if attributes.get("table:visibility") in ("collapse", "filter"):
            self._sheets[-1].hidden_columns.update(columns)
        if (CELL, attributes.get(CELL_STYLE, "")) in self._strikes:
            self._struck_columns.update(columns)
        self._column_count = end

    def _line(self, tag: str, attributes: dict[str, str]) -> None:
        """A style has a line through its text where it says so, or the style that it is made from does."""
        lines = {attributes.get(f"style:text-line-through-{key}", "") for key in ("style", "type")}
        if tag == "text:span":
            style = ("text", attributes.get("text:style-name", ""))
            self._has_struck_part |= style in self._strikes
            self._has_superscript |= style in self._superscripts
        elif tag == "style:style":
            family, name, base = (attributes.get(f"style:{key}", "") for key in ("family", "name", "parent-style-name"))
            self._style, lines = (family, name), {"solid" if (family, base) in self._strikes else ""}
        if attributes.get("style:text-position", "").startswith(("super", *"123456789")):
            self._superscripts.add(self._style)
        if "none" in lines:
            self._strikes.discard(self._style)
        elif any(lines):
            self._strikes.add(self._style)

    def _mark(self) -> None:
        self._columns, self._has_cells = max(self._columns, self._column), True

    def _merge(self, attributes: dict[str, str]) -> None:
        down, across = (int(attributes.get(f"table:number-{way}-spanned", "1")) for way in ("rows", "columns"))
        if self._sheets and (down > 1 or across > 1):
            at = self._column - self._repeated_cell
            self._sheets[-1].merges.append((self._row, at, self._row + down - 1, at + across - 1))

    def _words(self, text: str) -> None:
        # Between the cells stand the line breaks of a document that is laid out for people.
        if self._attributes is None:
            return
        self._text.append(text)
        self._letters += len(text) * self._repeated_cell * self._repeated_row
        if self._letters > LETTERS:
            raise too_many_letters(self._name)

    def _end(self, tag: str) -> None:
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell()
        elif tag == "table:table-row":
            self._row += self._repeated_row
            self._rows = self._row if self._has_cells else self._rows
        elif tag == "style:style":
            self._style = "", ""
        elif tag == "table:table":
            self._depth -= 1
            if self._depth == 0:
                self._total += area(self._name, [(self._rows, self._columns)])
                enough(self._name, self._total)
                self._spread()

    def _cell(self) -> None:
        attributes, text = self._attributes, "".join(self._text).strip()
        self._attributes = None
        if attributes is None or not self._sheets:
            return
        kind = attributes.get("office:value-type")
        rows = range(self._row, self._row + self._repeated_row)
        columns = range(self._column - self._repeated_cell, self._column)
        style = attributes.get("table:style-name", self._row_style)
        is_struck = (CELL, style) in self._strikes if style else columns.start in self._struck_columns
        if text and (is_struck or self._has_struck_part):
            self._struck_cells.append((rows, columns))
        if self._has_superscript:
            self._sheets[-1].superscripts.add((rows.start, columns.start))
        if kind is not None and attributes.get("calcext:value-type") == "error":
            self._bad_cells.append((rows, columns, text))
        place = self._row, self._column - 1
        if kind is None and "table:formula" in attributes:
            self._sheets[-1].without_value.add(place)
        elif kind == "percentage":
            self._sheets[-1].percents.add(place)
        elif kind == "float" and ROUND_THOUSANDS.fullmatch(text) and abs(float(attributes["office:value"])) < THOUSAND:
            self._sheets[-1].thousandths.add(place)

    def _spread(self) -> None:
        """What stands once for repeated rows and cells is said of each, now that they are known not to be too many."""
        details = self._sheets[-1]
        details.hidden_rows.update(row for rows in self._hidden for row in rows if row < self._rows)
        for rows, columns, text in self._bad_cells:
            details.errors.update(dict.fromkeys(product(rows, columns), text))
        details.struck.update(cell for rows, columns in self._struck_cells for cell in product(rows, columns))


BODY = "word/document.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Text that somebody struck out under revision is no longer there.
DELETIONS = {f"{W}del", f"{W}moveFrom"}


def grid_of_word(name: str, archive: zipfile.ZipFile) -> Grid:
    """The one sheet of a document: a row a paragraph, and the rows of its tables with their merged cells.

    Raises: FaultError when it is too large to read.
    """
    if archive.getinfo(BODY).file_size > MARKUP:
        raise too_large(name, "nội dung văn bản", f"{MARKUP // MEGABYTE} MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    body = etree.fromstring(archive.read(BODY), parser).find(f"{W}body")
    rows: list[list[Any]] = []
    details = Details()
    for block in body if body is not None else ():
        if block.tag == f"{W}p":
            rows.append([_word_text(block)])
        elif block.tag == f"{W}tbl":
            rows += _word_table(block, len(rows), details)
        enough(name, sum(map(len, rows[-1:])) + len(rows))
    return Grid("văn bản", rows, details)


def _word_table(table: Any, top: int, details: Details) -> list[list[Any]]:
    rows: list[list[Any]] = []
    merges = details.merges
    down: dict[int, tuple[int, int]] = {}
    for at, line in enumerate(table.findall(f"{W}tr"), top):
        row: list[Any] = []
        for cell in line.findall(f"{W}tc"):
            column, across = len(row), _word_span(cell)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            starts = merge is not None and merge.get(f"{W}val") == "restart"
            words = filter(None, map(_word_text, cell.iter(f"{W}p")))
            text = "" if merge is not None and not starts else "\n".join(words)
            row += [text, *[""] * (across - 1)]
            if any(_is_struck(run) for run in cell.iter(f"{W}r")):
                details.struck.add((at, column))
            if merge is not None and not starts and column in down:
                merges[:] = [one for one in merges if (one[0], one[1]) != (down[column][0], column)]
                merges.append((down[column][0], column, at, column + down[column][1] - 1))
                continue
            down.pop(column, None)
            if starts:
                down[column] = (at, across)
            if across > 1:
                merges.append((at, column, at, column + across - 1))
        rows.append(row)
    return rows


def _is_struck(run: Any) -> bool:
    lines = run.xpath("*[local-name()='rPr']/*[local-name()='strike' or local-name()='dstrike']")
    return any(line.get(f"{W}val") not in ("0", "false") for line in lines)


def _word_span(cell: Any) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    width = span.get(f"{W}val", "1") if span is not None else "1"
    return min(max(int(width), 1), WIDEST_SPAN) if re.fullmatch(r"\d{1,4}", width) else 1


def _word_text(paragraph: Any) -> str:
    parts = []
    for node in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br"):
        if any(parent.tag in DELETIONS for parent in node.iterancestors()):
            continue
        words = (node.text or "") if node.tag == f"{W}t" else " "
        superscript = node.getparent().find(f"{W}rPr/{W}vertAlign[@{W}val='superscript']")
        parts.append(words if superscript is None else words.translate(SUPERSCRIPTS))
    return "".join(parts).strip()
