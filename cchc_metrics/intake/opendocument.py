"""The extent and the details of the sheets of an OpenDocument workbook, packed (.ods) or flat (.fods)."""

import io
import re
import zipfile
from xml.parsers import expat

from lxml import etree

from cchc_metrics.intake.grids import Details
from cchc_metrics.intake.unpacking import LETTERS, area, enough, members, too_many_letters, xml

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
# What the cells of a sheet need of the flat form.
PARTS = ("font-face-decls", "automatic-styles", "body")
ROUND_THOUSANDS = re.compile(r"-?[0-9]{1,3}[.,]000")
THOUSAND = 1_000


def details_of_ods(name: str, packed: zipfile.ZipFile) -> list[Details]:
    """The details of the sheets of an .ods in their order, once it is known to be of a size that can be read.

    Raises: FaultsFound when it is too large.
    """
    found: list[Details] = []
    for member, text in members(name, packed):
        if member == "content.xml":
            found = _Document(name).details(text)
    return found


def packed_of_flat(data: bytes) -> bytes:
    """The bytes of an .ods with the cells of a flat OpenDocument workbook. Raises: etree.XMLSyntaxError."""
    # Its reader takes the line breaks between cells, which the flat form has for people, for an error.
    document = xml(data, blanks=False)
    document.tag = f"{{{OFFICE}}}document-content"
    for part in list(document):
        if not isinstance(part.tag, str) or part.tag not in {f"{{{OFFICE}}}{name}" for name in PARTS}:
            document.remove(part)
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as packed:
        packed.writestr("mimetype", MEDIA_TYPE)
        packed.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MEDIA_TYPE}"/></manifest:manifest>',
        )
        packed.writestr("content.xml", etree.tostring(document, encoding="utf-8", xml_declaration=True))
    return into.getvalue()


class _Document:
    """The sheets of content.xml, which writes repeated cells and rows once.

    Empty cells count only where a filled one stands behind them, as they do for its readers.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._total = self._letters = self._row = self._column = self._rows = self._columns = 0
        self._repeated_row = self._repeated_cell = 1
        self._filled = False
        self._sheets: list[Details] = []
        self._hidden: list[range] = []
        # What the open cell says of itself, and its text.
        self._given: dict[str, str] | None = None
        self._text: list[str] = []
        self._depth = 0
        self._failed: list[tuple[range, range, str]] = []

    def details(self, text: bytes) -> list[Details]:
        """The details of the sheets in their order."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.Parse(text, True)  # noqa: FBT003 - expat takes no keyword
        return self._sheets

    def _start(self, tag: str, given: dict[str, str]) -> None:
        match tag:
            case "table:table":
                self._depth += 1
                if self._depth == 1:
                    self._sheets.append(Details())
                    self._hidden, self._failed = [], []
                    self._row = self._rows = self._columns = 0
            case "table:table-row":
                self._repeated_row = int(given.get("table:number-rows-repeated", "1"))
                self._column, self._filled = 0, False
                if given.get("table:visibility") in ("collapse", "filter"):
                    self._hidden.append(range(self._row, self._row + self._repeated_row))
            case "table:table-cell" | "table:covered-table-cell":
                self._repeated_cell = int(given.get("table:number-columns-repeated", "1"))
                self._column += self._repeated_cell
                self._given, self._text = given, []
                if "office:value-type" in given or "table:formula" in given:
                    self._mark()
                self._merge(given)
            case "text:p":
                self._mark()

    def _mark(self) -> None:
        self._columns, self._filled = max(self._columns, self._column), True

    def _merge(self, given: dict[str, str]) -> None:
        down, across = (int(given.get(f"table:number-{way}-spanned", "1")) for way in ("rows", "columns"))
        if self._sheets and (down > 1 or across > 1):
            at = self._column - self._repeated_cell
            self._sheets[-1].merged.append((self._row, at, self._row + down - 1, at + across - 1))

    def _words(self, text: str) -> None:
        # Between the cells stand the line breaks of a document that is laid out for people.
        if self._given is None:
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
            self._rows = self._row if self._filled else self._rows
        elif tag == "table:table":
            self._depth -= 1
            if self._depth == 0:
                self._total += area(self._name, [(self._rows, self._columns)])
                enough(self._name, self._total)
                self._spread()

    def _cell(self) -> None:
        given, text = self._given, "".join(self._text).strip()
        self._given = None
        if given is None or not self._sheets:
            return
        kind = given.get("office:value-type")
        if kind is not None and given.get("calcext:value-type") == "error":
            rows = range(self._row, self._row + self._repeated_row)
            self._failed.append((rows, range(self._column - self._repeated_cell, self._column), text))
        place = self._row, self._column - 1
        if kind is None and "table:formula" in given:
            self._sheets[-1].uncalculated.add(place)
        elif kind == "percentage":
            self._sheets[-1].percents.add(place)
        elif kind == "float" and ROUND_THOUSANDS.fullmatch(text) and abs(float(given["office:value"])) < THOUSAND:
            self._sheets[-1].thousandths.add(place)

    def _spread(self) -> None:
        """What stands once for repeated rows and cells is said of each, now that they are known not to be too many."""
        details = self._sheets[-1]
        for rows in self._hidden:
            details.hidden_rows.update(row for row in rows if row < self._rows)
        for rows, columns, text in self._failed:
            details.failed.update(((row, column), text) for row in rows for column in columns)
