"""Web pages with tables, which most one-stop systems write when they export to Excel; single-file pages (MHTML) too."""

import email
import email.policy
import posixpath
import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from cchc_metrics.intake.grids import Details, Grid
from cchc_metrics.intake.letters import text_of
from cchc_metrics.intake.unpacking import ARCHIVE_LINES, enough, too_large
from cchc_metrics.text import formats

# What browsers allow.
WIDEST_SPAN, LONGEST_SPAN = 1_000, 65_534
UNSEEN = {"script", "style", "head", "title", "noscript", "template", "comment"}
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "center", "caption", "table", "tr", "br", "hr", "body"}
# LibreOffice parts the sheets of a page in this way.
SHEET_MARK = re.compile(r"table\d+")
WORKSHEET = re.compile(r"<x:ExcelWorksheet>(.*?)</x:ExcelWorksheet>", re.DOTALL)
SHEET_NAME = re.compile(r"<x:Name>([^<]*)</x:Name>")
SHEET_SOURCE = re.compile(r"""<x:WorksheetSource\s+HRef=["']([^"']*)["']""")
SHEET_STATE = re.compile(r"<x:Visible>\s*Sheet(?:Very)?Hidden\s*</x:Visible>")
ROUND_THOUSANDS = re.compile(r"-?[0-9]{1,3}[.,]000")
PLAIN_NAME = "Trang web"


def grids_of_page(name: str, data: bytes) -> list[Grid]:
    """The sheets of a web page: its tables and the words around them, one below the other, as Excel shows them.

    Raises: FaultsFound when it is too large, or its letters cannot be read.
    """
    text = _decoded(name, data)
    titles = SHEET_NAME.findall(text)
    return _grids(name, text, titles[0] if len(titles) == 1 else PLAIN_NAME, hidden=False)


def grids_of_archive(name: str, data: bytes) -> list[Grid]:
    """The sheets of a single-file web page, each a part of it.

    Raises: FaultsFound when it is too large, or its letters cannot be read.
    """
    ends = data.count(b"\n")
    if ends > ARCHIVE_LINES:
        raise too_large(name, f"{formats.count(ends)} dòng", f"{formats.count(ARCHIVE_LINES)} dòng")
    pages: dict[str, str] = {}
    for part in email.message_from_bytes(data, policy=email.policy.compat32).walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            location = posixpath.basename(str(part.get("Content-Location", len(pages))).replace("\\", "/"))
            pages[location] = _decoded(name, payload if isinstance(payload, bytes) else b"")
    sheets: dict[str, tuple[str, bool]] = {}
    lone = PLAIN_NAME
    for text in pages.values():
        for said in WORKSHEET.findall(text):
            title, source = SHEET_NAME.search(said), SHEET_SOURCE.search(said)
            lone = title[1] if title else lone
            if source:
                named = title[1] if title else source[1]
                sheets[posixpath.basename(source[1])] = named, SHEET_STATE.search(said) is not None
    if sheets:
        return [
            grid
            for location, (title, hidden) in sheets.items()
            if location in pages
            for grid in _grids(name, pages[location], title, hidden=hidden)
        ]
    return [
        grid for text in pages.values() if "<table" in text.lower() for grid in _grids(name, text, lone, hidden=False)
    ]


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return text_of(name, data)[0]


@dataclass
class _Page:
    """A sheet in the making: rows as far as they are laid out."""

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    details: Details = field(default_factory=Details)
    words: list[str] = field(default_factory=list)

    def end_words(self) -> None:
        """Words outside tables have a row of their own."""
        said = " ".join("".join(self.words).split())
        self.words = []
        if said:
            self.rows.append([said])


def _grids(name: str, text: str, title: str, *, hidden: bool) -> list[Grid]:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode(errors="replace"), parser)
    if root is None:
        return []
    pages = [_Page(title)]
    _walk(name, root, pages)
    pages[-1].end_words()
    found = []
    for page in pages:
        width = max(map(len, page.rows), default=0)
        enough(name, width * len(page.rows))
        if page.rows:
            rows = [[*row, *[""] * (width - len(row))] for row in page.rows]
            found.append(Grid(page.name, rows, page.details, hidden))
    return found


def _walk(name: str, element: etree._Element, pages: list[_Page]) -> None:
    """Lay out an element below what is there already."""
    tag = element.tag
    if not isinstance(tag, str) or tag in UNSEEN:
        return
    if tag == "a" and SHEET_MARK.fullmatch(element.get("name", "")):
        pages[-1].end_words()
        said = " ".join("".join(element.itertext()).split()).partition(":")[2].strip()
        pages.append(_Page(said or f"{PLAIN_NAME} {len(pages)}"))
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
    covered: set[tuple[int, int]] = set()
    laid = 0
    for number, row in enumerate(rows):
        at, column = top + number, 0
        cells: list[Any] = []
        for cell in row.iterchildren("td", "th"):
            while (at, column) in covered:
                covered.discard((at, column))
                column += 1
            down = min(_span(cell, "rowspan", LONGEST_SPAN) or len(rows), len(rows) - number)
            across = _span(cell, "colspan", WIDEST_SPAN) or 1
            laid = enough(name, laid + down * across)
            if down > 1 or across > 1:
                page.details.merged.append((at, column, at + down - 1, column + across - 1))
            covered.update((at + below, column + beside) for below in range(1, down) for beside in range(across))
            cells += [""] * (column - len(cells))
            cells.append(_value(cell, (at, column), page.details))
            cells += [""] * (across - 1)
            column += across
        if _unseen(row):
            page.details.hidden_rows.add(at)
        page.rows.append(cells)


def _span(cell: etree._Element, way: str, most: int) -> int:
    said = re.match(r"\s*(\d{1,9})", cell.get(way, "1"))
    return min(int(said[1]), most) if said else 1


def _unseen(element: etree._Element) -> bool:
    return "display:none" in element.get("style", "").replace(" ", "").lower() or "hidden" in element.attrib


def _value(cell: etree._Element, place: tuple[int, int], details: Details) -> Any:
    """The number that the program which wrote the page keeps beside what it shows, or else the words."""
    text = _text(cell)
    said = next((cell.get(key) for key in ("x:num", "sdval") if cell.get(key)), None)
    if said is None:
        return text
    try:
        number = float(said)
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
        parts.append(re.sub(r"[ \t\r\n\f]+", " ", of.text or ""))
        for child in of:
            gather(child)
            parts.append(re.sub(r"[ \t\r\n\f]+", " ", child.tail or ""))

    gather(element)
    return "\n".join(line.strip() for line in "".join(parts).split("\n") if line.strip())
