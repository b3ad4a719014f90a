"""What an .xlsx or .xlsb says of its cells besides their values: failed formulas, hidden rows, formats."""

import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from itertools import pairwise

from lxml import etree

from cchc_metrics.intake.grids import Details
from cchc_metrics.intake.unpacking import (
    CODES,
    LETTERS,
    SAFE,
    area,
    enough,
    members,
    too_many_letters,
    xml,
)

PLACE = re.compile(rb"""\sr=["']([A-Z]{0,9})(\d{1,12})["']""")
SHARED = re.compile(rb"""\st=["']s["']""")
# A sheet without any of these has no details.
MARKED = re.compile(rb"""\st=["']e["']|\shidden=|<(?:\w+:)?f[\s>/]""")
REFERENCE = re.compile(r"([A-Z]+)(\d+)")
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# Formats that Excel knows by number alone.
PERCENT_FORMATS = {9: "0%", 10: "0.00%"}
UNSEEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
THREE_DECIMALS = re.compile(r"0\.000(?![0#?])")


def details_of_xlsx(name: str, packed: zipfile.ZipFile) -> list[Details]:
    """The details of the sheets of an .xlsx in their order, once it is known to be of a size that can be read.

    Raises: FaultsFound when it is too large.
    """
    longest, uses, cells = 0, 0, 0
    kept: dict[str, bytes] = {}
    for member, text in members(name, packed):
        if "sharedStrings" in member:
            longest = _longest(text)
        elif b"<worksheet" in text or b":worksheet" in text:
            cells += area(name, _corners(text))
            uses += sum(1 for _ in SHARED.finditer(text))
            kept[member] = text
        elif member.endswith(("workbook.xml", "workbook.xml.rels", "styles.xml")):
            kept[member] = text
    enough(name, cells)
    if longest * uses > LETTERS:
        raise too_many_letters(name)
    thousandths, percents = _styles(next((text for member, text in kept.items() if member.endswith("styles.xml")), b""))
    book = next((member for member in kept if member.endswith("workbook.xml")), None)
    if book is None:
        return []
    return [
        _details(kept[member], thousandths, percents) if member in kept else Details() for member in _sheets(book, kept)
    ]


def _longest(text: bytes) -> int:
    """How long the longest shared text can be: the widest gap between two of them."""
    begins = [found.start() for found in re.finditer(rb"<(?:\w+:)?si[\s>]", text)] + [len(text)]
    return max((after - before for before, after in pairwise(begins)), default=0)


def _corners(text: bytes) -> Iterator[tuple[int, int]]:
    for found in PLACE.finditer(text):
        yield int(found[2]), _column(found[1].decode())


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _sheets(book: str, kept: Mapping[str, bytes]) -> Iterator[str]:
    """The members that hold the sheets, in the order of the workbook."""
    folder, file = posixpath.split(book)
    relations = kept.get(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels", b"")
    targets = {}
    if relations:
        for relation in xml(relations).iter(RELATIONS):
            target = relation.get("Target", "")
            targets[relation.get("Id")] = target.lstrip("/") if target[:1] == "/" else posixpath.join(folder, target)
    for sheet in xml(kept[book]).iter("{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        yield posixpath.normpath(targets.get(relation, ""))


def _styles(text: bytes) -> tuple[set[str], set[str]]:
    """The styles, by their number as cells name them, that show three decimals, and those that show percent."""
    if not text:
        return set(), set()
    root = xml(text)
    codes = dict(PERCENT_FORMATS)
    for code in root.iter("{*}numFmt"):
        number = code.get("numFmtId", "")
        if number.isdigit():
            codes[int(number)] = code.get("formatCode", "")
    thousandths: set[str] = set()
    percents: set[str] = set()
    for styles in root.iter("{*}cellXfs"):
        for at, style in enumerate(styles.iter("{*}xf")):
            number = style.get("numFmtId", "")
            code = UNSEEN.sub("", codes.get(int(number), "")) if number.isdigit() else ""
            if "%" in code:
                percents.add(str(at))
            elif THREE_DECIMALS.search(code):
                thousandths.add(str(at))
    return thousandths, percents


def _details(text: bytes, thousandths: set[str], percents: set[str]) -> Details:
    details = Details()
    if not (MARKED.search(text) or thousandths or percents):
        return details
    row = -1
    for _, element in etree.iterparse(io.BytesIO(text), events=("end",), tag="{*}row", **SAFE):
        number = element.get("r", "")
        row = int(number) - 1 if number.isdigit() else row + 1
        if element.get("hidden") in ("1", "true"):
            details.hidden_rows.add(row)
        column = -1
        for cell in element.iterchildren("{*}c"):
            found = REFERENCE.fullmatch(cell.get("r", ""))
            column = _column(found[1]) - 1 if found else column + 1
            _cell(details, (row, column), cell, thousandths, percents)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return details


def _cell(
    details: Details, place: tuple[int, int], cell: etree._Element, thousandths: set[str], percents: set[str]
) -> None:
    value, formula = cell.find("{*}v"), cell.find("{*}f")
    shown = value.text if value is not None else None
    if cell.get("t") == "e":
        details.failed[place] = shown or "#N/A"
    elif formula is not None and not shown and cell.get("t") != "str":
        # A formula whose value is the empty text is saved as text.
        details.uncalculated.add(place)
    elif formula is not None and value is None:
        details.uncalculated.add(place)
    elif cell.get("s") in thousandths:
        details.thousandths.add(place)
    elif cell.get("s") in percents:
        details.percents.add(place)


# Records of the binary form: a row, the kinds of cells, those with shared text, those that failed, a merged range.
ROW, CELL_KINDS, SHARED_TEXT, FAILED_KINDS, MERGED, ITEM, BUNDLE = 0, range(1, 12), 7, (3, 11), 176, 19, 156
HIDDEN_ROW = 0x10


def details_of_xlsb(name: str, packed: zipfile.ZipFile) -> list[Details]:
    """The details of the sheets of an .xlsb in their order, once it is known to be of a size that can be read.

    Raises: FaultsFound when it is too large.
    """
    found: dict[str, Details] = {}
    longest, uses, cells = 0, 0, 0
    book, relations = b"", b""
    for member, text in members(name, packed, (".bin", ".rels")):
        if member.endswith("workbook.bin"):
            book = text
        elif member.endswith("workbook.bin.rels"):
            relations = text
        elif "worksheets/" in member and member.endswith(".bin"):
            details, places, shared = _of_records(text)
            found[member] = details
            cells += area(name, places)
            uses += shared
        elif member.endswith("sharedStrings.bin"):
            longest = max((len(record) for kind, record in _records(text) if kind == ITEM), default=0)
    enough(name, cells)
    if longest * uses > LETTERS:
        raise too_many_letters(name)
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("xl", relation.get("Target", "")))
        for relation in (xml(relations).iter(RELATIONS) if relations else ())
    }
    ids = [_text(record, 8) for kind, record in _records(book) if kind == BUNDLE]
    return [found.get(targets.get(identity, ""), Details()) for identity in ids]


def _text(record: bytes, at: int) -> str:
    (length,) = struct.unpack_from("<I", record, at)
    return "" if length == 0xFFFFFFFF else record[at + 4 : at + 4 + 2 * length].decode("utf-16-le")


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a binary member; a damaged one ends them."""
    at = 0
    while at < len(stream):
        kind, at = _varying(stream, at, 2)
        length, at = _varying(stream, at, 4)
        yield kind, stream[at : at + length]
        at += length


def _varying(stream: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends; the high bit of a byte says that another follows."""
    number = 0
    for shift in range(most):
        byte = stream[at] if at < len(stream) else 0
        # The kind of a record keeps the bit that says that it has a second byte in the published numbers only.
        number |= (byte & 0x7F) << (7 * shift)
        at += 1
        if not byte & 0x80:
            break
    return number, at


def _of_records(stream: bytes) -> tuple[Details, list[tuple[int, int]], int]:
    """The details of a sheet, its places from 1, and how many of its cells hold shared text."""
    details, row, shared = Details(), 0, 0
    rows = columns = 0
    for kind, record in _records(stream):
        if kind == ROW and len(record) >= 12:
            row = struct.unpack_from("<I", record)[0]
            rows = max(rows, row + 1)
            if record[11] & HIDDEN_ROW:
                details.hidden_rows.add(row)
        elif kind in CELL_KINDS and len(record) >= 8:
            column = struct.unpack_from("<I", record)[0]
            columns = max(columns, column + 1)
            shared += kind == SHARED_TEXT
            if kind in FAILED_KINDS and len(record) >= 9:
                details.failed[row, column] = CODES.get(record[8], "#N/A")
        elif kind == MERGED and len(record) >= 16:
            first, last, left, right = struct.unpack_from("<IIII", record)
            details.merged.append((first, left, last, right))
    return details, [(rows, columns)], shared
