"""Sheets in marked-up text: web pages, single-file pages (MHTML), and XML Spreadsheet 2003."""

import datetime as dt
import email
import email.policy
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from cchc_metrics.intake.unpacking import (
    ARCHIVE_LINES,
    ROUND_THOUSANDS,
    SUPERSCRIPTS,
    WIDEST_HIDDEN,
    WIDEST_SPAN,
    Details,
    Grid,
    area,
    enough,
    has_percent,
    has_thousandths,
    too_large,
    xml,
)
from cchc_metrics.text import formats
from cchc_metrics.text.letters import text_of

# What browsers allow.
LONGEST_SPAN = 65_534
UNSEEN = {"script", "style", "head", "title", "noscript", "template", "comment"}
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "center", "caption", "table", "tr", "br", "hr", "body"}
# LibreOffice parts the sheets of a page in this way.
SHEET_MARK = re.compile(r"table\d+")
WORKSHEET = re.compile(r"<x:ExcelWorksheet>(.*?)</x:ExcelWorksheet>", re.DOTALL)
SHEET_NAME = re.compile(r"<x:Name>([^<]*)</x:Name>")
SHEET_SOURCE = re.compile(r"""<x:WorksheetSource\s+HRef=["']([^"']*)["']""")
SHEET_STATE = re.compile(r"<x:Visible>\s*Sheet(?:Very)?Hidden\s*</x:Visible>")
PLAIN_NAME = "Trang web"
# What draws a line through words: elements, and the style of an element or, in a style sheet, of a tag or a class.
STRIKES = {"s", "strike", "del"}
LINE_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;}]*line-through", re.IGNORECASE)
SUPERSCRIPT = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
STYLE_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
SELECTOR = re.compile(r"(?P<tag>[\w-]*)(?:\.(?P<class>[\w-]+))?")


def grids_of_page(name: str, data: bytes) -> list[Grid]:
    """The sheets of a web page: its tables and the words around them, one below the other, as Excel shows them.

    Raises: FaultError when it is too large, or its letters cannot be read.
    """
    text = _text_of(name, data)
    titles = SHEET_NAME.findall(text)
    return _grids(name, text, titles[0] if len(titles) == 1 else PLAIN_NAME, is_hidden=False)


def grids_of_archive(name: str, data: bytes) -> list[Grid]:
    """The sheets of a single-file web page, each a part of it.

    Raises: FaultError when it is too large, or its letters cannot be read.
    """
    ends = data.count(b"\n")
    if ends > ARCHIVE_LINES:
        raise too_large(name, f"{formats.count(ends)} dòng", f"{formats.count(ARCHIVE_LINES)} dòng")
    pages: dict[str, str] = {}
    style_sheets = ""
    for part in email.message_from_bytes(data, policy=email.policy.compat32).walk():
        if part.get_content_type() not in ("text/html", "text/css"):
            continue
        payload = part.get_payload(decode=True)
        text = _text_of(name, payload if isinstance(payload, bytes) else b"")
        if part.get_content_type() == "text/css":
            style_sheets += text
            continue
        location = posixpath.basename(str(part.get("Content-Location", len(pages))).replace("\\", "/"))
        pages[location] = text
    sheets: dict[str, tuple[str, bool]] = {}
    lone = PLAIN_NAME
    for text in pages.values():
        for element in WORKSHEET.findall(text):
            title, source = SHEET_NAME.search(element), SHEET_SOURCE.search(element)
            lone = title[1] if title else lone
            if source:
                sheet_name = title[1] if title else source[1]
                sheets[posixpath.basename(source[1])] = sheet_name, SHEET_STATE.search(element) is not None
    parts = [(pages[location], *sheet) for location, sheet in sheets.items() if location in pages]
    if not sheets:
        parts = [(text, lone, False) for text in pages.values() if "<table" in text.lower()]
    return [
        grid
        for text, title, is_hidden in parts
        for grid in _grids(name, text, title, is_hidden=is_hidden, style_sheets=style_sheets)
    ]


def _text_of(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return text_of(name, data)[0]


@dataclass
class _Page:
    """A sheet in the making: rows as far as they are laid out; `strikes` are tags and classes with a line through."""

    name: str
    strikes: frozenset[tuple[str, str]]
    rows: list[list[Any]] = field(default_factory=list)
    details: Details = field(default_factory=Details)
    words: list[str] = field(default_factory=list)

    def end_words(self) -> None:
        """Words outside tables have a row of their own."""
        text = " ".join("".join(self.words).split())
        self.words = []
        if text:
            self.rows.append([text])


def _grids(name: str, text: str, title: str, *, is_hidden: bool, style_sheets: str = "") -> list[Grid]:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode(errors="replace"), parser)
    if root is None:
        return []
    pages = [_Page(title, _strikes_of(style_sheets + "".join(style.text or "" for style in root.iter("style"))))]
    _walk(name, root, pages)
    pages[-1].end_words()
    result = []
    for page in pages:
        width = max(map(len, page.rows), default=0)
        enough(name, width * len(page.rows))
        if page.rows:
            rows = [[*row, *[""] * (width - len(row))] for row in page.rows]
            result.append(Grid(page.name, rows, page.details, is_hidden))
    return result


def _strikes_of(style_sheets: str) -> frozenset[tuple[str, str]]:
    """The tags and classes whose words have a line through them, "" for any tag and for no class."""
    rules = (rule for rule in STYLE_RULE.finditer(style_sheets) if LINE_THROUGH.search(rule[2]))
    selectors = (SELECTOR.fullmatch(selector.strip()) for rule in rules for selector in rule[1].split(","))
    return frozenset((one["tag"].lower(), one["class"] or "") for one in selectors if one is not None and one[0])


def _is_lined(element: etree._Element, page: _Page) -> bool:
    if element.tag in STRIKES or LINE_THROUGH.search(element.get("style", "")):
        return True
    names = [(tag, of_class) for tag in ("", element.tag) for of_class in ("", *element.get("class", "").split())]
    return not page.strikes.isdisjoint(names)


def _is_struck(cell: etree._Element, page: _Page) -> bool:
    """True for a cell with a line through its words, or some of them: its own, that of what holds it or of a part."""
    holders = (element for element in cell.iterancestors() if isinstance(element.tag, str))
    parts = (part for part in cell.iterdescendants() if isinstance(part.tag, str) and "".join(part.itertext()).strip())
    return any(_is_lined(element, page) for element in (cell, *holders, *parts))


def _walk(name: str, element: etree._Element, pages: list[_Page]) -> None:
    """Lay out an element below what is there already."""
    tag = element.tag
    if not isinstance(tag, str) or tag in UNSEEN:
        return
    if tag == "a" and SHEET_MARK.fullmatch(element.get("name", "")):
        pages[-1].end_words()
        text = " ".join("".join(element.itertext()).split()).partition(":")[2].strip()
        pages.append(_Page(text or f"{PLAIN_NAME} {len(pages)}", pages[-1].strikes))
        return
    if tag == "table" and element.find(".//table") is None:
        pages[-1].end_words()
        _table(name, element, pages[-1])
        return
    if tag in BLOCKS or tag in ("td", "th"):
        pages[-1].end_words()
    pages[-1].words.append(element.text or "")
    for child in element:
        _walk(name, child, pages)
        pages[-1].words.append(child.tail or "")
    if tag in BLOCKS or tag in ("td", "th"):
        pages[-1].end_words()


def _table(name: str, table: etree._Element, page: _Page) -> None:
    """Lay out a table; a cell that spans others holds its value in the first and leaves the others empty."""
    caption = table.find("caption")
    if caption is not None:
        page.words.append(_text(caption))
        page.end_words()
    top = len(page.rows)
    rows = list(table.iter("tr"))
    span_cells: set[tuple[int, int]] = set()
    visible: set[int] = set()
    hidden_cells: set[int] = set()
    size = 0
    for number, row in enumerate(rows):
        at, column = top + number, 0
        cells: list[Any] = []
        for cell in row.iterchildren("td", "th"):
            while (at, column) in span_cells:
                span_cells.discard((at, column))
                column += 1
            down = min(_span(cell, "rowspan", LONGEST_SPAN) or len(rows), len(rows) - number)
            across = _span(cell, "colspan", WIDEST_SPAN) or 1
            size = enough(name, size + down * across)
            if down > 1 or across > 1:
                page.details.merges.append((at, column, at + down - 1, column + across - 1))
            span_cells.update((at + below, column + beside) for below in range(1, down) for beside in range(across))
            (hidden_cells if _unseen(cell) else visible).update(range(column, column + across))
            cells += [""] * (column - len(cells))
            cells.append(_value(cell, (at, column), page.details))
            if _is_struck(cell, page):
                page.details.struck.add((at, column))
            cells += [""] * (across - 1)
            column += across
        if _unseen(row):
            page.details.hidden_rows.add(at)
        page.rows.append(cells)
    page.details.hidden_columns.update(hidden_cells - visible, _hidden_columns(table))


def _hidden_columns(table: etree._Element) -> Iterator[int]:
    """The columns that the page itself says are hidden."""
    at = 0
    for column in table.iter("col"):
        many = _span(column, "span", WIDEST_SPAN) or 1
        if _unseen(column):
            yield from range(at, at + many)
        at += many


def _span(cell: etree._Element, way: str, most: int) -> int:
    match = re.match(r"\s*(\d{1,9})", cell.get(way, "1"))
    return min(int(match[1]), most) if match else 1


def _unseen(element: etree._Element) -> bool:
    return "display:none" in element.get("style", "").replace(" ", "").lower() or "hidden" in element.attrib


def _value(cell: etree._Element, place: tuple[int, int], details: Details) -> Any:
    """The number that the program which wrote the page keeps beside what it shows, or else the words."""
    text = _text(cell)
    figure = next((cell.get(key) for key in ("x:num", "sdval") if cell.get(key)), None)
    if figure is None:
        return text
    try:
        number = float(figure)
    except ValueError:
        return text
    if text.endswith("%"):
        details.percents.add(place)
    elif ROUND_THOUSANDS.fullmatch(text) and abs(number) < 1000:
        details.thousandths.add(place)
    elif not re.fullmatch(r"[\s0-9.,+-]*", text):
        # A day is kept as a number as well; what is shown is what it is.
        return text
    return number


def _text(element: etree._Element) -> str:
    """The words of a cell; a line break stays one."""
    parts: list[str] = []

    def gather(of: etree._Element) -> None:
        if not isinstance(of.tag, str) or of.tag in UNSEEN:
            return
        if of.tag == "br" or (of.tag in BLOCKS and parts):
            parts.append("\n")
        start = len(parts)
        parts.append(re.sub(r"[ \t\r\n\f]+", " ", of.text or ""))
        for child in of:
            gather(child)
            parts.append(re.sub(r"[ \t\r\n\f]+", " ", child.tail or ""))
        if of.tag == "sup" or SUPERSCRIPT.search(of.get("style", "")):
            parts[start:] = [part.translate(SUPERSCRIPTS) for part in parts[start:]]

    gather(element)
    return "\n".join(line.strip() for line in "".join(parts).split("\n") if line.strip())


NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
EXCEL = "{urn:schemas-microsoft-com:office:excel}"


def grids_of_xml(name: str, data: bytes) -> Iterator[Grid]:
    """The worksheets in their order.

    Raises: FaultError when they are too large; etree.XMLSyntaxError; ValueError for a cell that is not what it says.
    """
    book = xml(data)
    looks = _looks(book)
    cells = 0
    for sheet in book.iter(f"{NAMESPACE}Worksheet"):
        sheet_cells = list(_cells(name, sheet))
        places = [(last_row + 1, last_column + 1) for _, (_, _, last_row, last_column) in sheet_cells]
        cells = enough(name, cells + area(name, places))
        visibility = sheet.findtext(f"{EXCEL}WorksheetOptions/{EXCEL}Visible", "")
        yield _grid(
            sheet, sheet_cells, places, looks, is_hidden=visibility.strip() in ("SheetHidden", "SheetVeryHidden")
        )


@dataclass(frozen=True)
class _Look:
    """How a style shows its cells: the code of its number format, and whether it has a line through the text."""

    code: str = ""
    is_struck: bool = False


def _looks(book: etree._Element) -> dict[str, _Look]:
    """The looks of the styles by their names; what a style does not say it has from its parent, which stands before."""
    looks: dict[str, _Look] = {}
    for style in book.iter(f"{NAMESPACE}Style"):
        look = looks.get(_attribute(style, "Parent"), _Look())
        number_format, font = (style.find(f"{NAMESPACE}{part}") for part in ("NumberFormat", "Font"))
        code = look.code if number_format is None else _attribute(number_format, "Format")
        line = "" if font is None else _attribute(font, "StrikeThrough")
        looks[_attribute(style, "ID")] = _Look(code, line == "1" if line else look.is_struck)
    return looks


def _attribute(element: etree._Element, attribute: str, otherwise: str = "") -> str:
    return str(element.get(f"{NAMESPACE}{attribute}", otherwise))


CellRange = tuple[etree._Element, tuple[int, int, int, int]]


def _rows(sheet: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    at = 0
    for row in sheet.iterfind(f"{NAMESPACE}Table/{NAMESPACE}Row"):
        at = int(_attribute(row, "Index", str(at + 1)))
        yield row, at - 1
        at += int(_attribute(row, "Span", "0"))


def _columns(sheet: etree._Element) -> Iterator[tuple[etree._Element, range]]:
    """What the sheet says of its columns, each with the columns that it says it of."""
    at = 0
    for column in sheet.iterfind(f"{NAMESPACE}Table/{NAMESPACE}Column"):
        first = int(_attribute(column, "Index", str(at + 1)))
        at = first + int(_attribute(column, "Span", "0"))
        yield column, range(first - 1, min(at, WIDEST_HIDDEN))


def _cells(name: str, sheet: etree._Element) -> Iterator[CellRange]:
    """The cells that say something, each with the range that it covers."""
    for row, at in _rows(sheet):
        column = 0
        for cell in row.iterfind(f"{NAMESPACE}Cell"):
            column = int(_attribute(cell, "Index", str(column + 1)))
            down, across = int(_attribute(cell, "MergeDown", "0")), int(_attribute(cell, "MergeAcross", "0"))
            area(name, [(at + down + 1, column + across)])
            yield cell, (at, column - 1, at + down, column - 1 + across)
            column += across


def _grid(
    sheet: etree._Element,
    sheet_cells: list[CellRange],
    places: list[tuple[int, int]],
    looks: dict[str, _Look],
    *,
    is_hidden: bool,
) -> Grid:
    height, width = (max((place[way] for place in places), default=0) for way in (0, 1))
    rows: list[list[Any]] = [[""] * width for _ in range(height)]
    hidden_rows = {at for row, at in _rows(sheet) if _attribute(row, "Hidden") == "1"}
    hidden_columns = {at for column, span in _columns(sheet) if _attribute(column, "Hidden") == "1" for at in span}
    column_styles = {at: _attribute(column, "StyleID") for column, span in _columns(sheet) for at in span}
    details = Details(hidden_rows=hidden_rows, hidden_columns=hidden_columns)
    for cell, (row, column, last_row, last_column) in sheet_cells:
        if (row, column) != (last_row, last_column):
            details.merges.append((row, column, last_row, last_column))
        data = cell.find(f"{NAMESPACE}Data")
        for superscript in data.iterfind(".//{*}Sup") if data is not None else ():
            superscript.text = (superscript.text or "").translate(SUPERSCRIPTS)
        text = "".join(data.itertext()) if data is not None else ""
        kind = _attribute(data, "Type") if data is not None else ""
        if _attribute(cell, "Formula") and not text and kind != "String":
            details.without_value.add((row, column))
        if kind == "Error":
            details.errors[row, column] = text
        rows[row][column] = _value_of_kind(kind, text)
        styles = (_attribute(cell, "StyleID"), _attribute(cell.getparent(), "StyleID"), column_styles.get(column, ""))
        look = looks.get(next(filter(None, styles), ""), _Look())
        if look.is_struck or (data is not None and data.find(".//{*}S") is not None):
            details.struck.add((row, column))
        if kind == "Number" and has_percent(look.code):
            details.percents.add((row, column))
        elif kind == "Number" and has_thousandths(look.code):
            details.thousandths.add((row, column))
    return Grid(_attribute(sheet, "Name"), rows, details, is_hidden)


def _value_of_kind(kind: str, text: str) -> Any:
    if kind == "Number" and text.strip():
        return float(text)
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "DateTime" and text.strip():
        moment = dt.datetime.fromisoformat(text.strip())
        return moment.date() if moment.time() == dt.time() else moment
    return text
