"""What the workbooks of Excel say of their cells besides their values: .xlsx, .xlsb and .xls."""

import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import olefile
from lxml import etree

from cchc_metrics.intake.unpacking import (
    CODES,
    LETTERS,
    PERCENT_FORMATS,
    RELATIONS,
    SAFE,
    WIDEST_HIDDEN,
    Contents,
    Details,
    Looks,
    area,
    column_of,
    damage,
    enough,
    lock_fault,
    members,
    too_many_letters,
    xml,
)

PLACE = re.compile(rb"""\sr=["']([A-Z]{0,9})(\d{1,12})["']""")
SHARED_USE = re.compile(rb"""\st=["']s["']""")
# A sheet without any of these has no details.
HIDDEN_COLUMN = re.compile(rb"""<(?:\w+:)?col\s[^>]*?hidden=["'](?:1|true)["'][^>]*>""")
ENDS = (rb"\smin", rb"\smax")
MARK = re.compile(rb"""\st=["']e["']|\shidden=|<(?:\w+:)?f[\s>/]""")
PART_MARK = re.compile(rb"strike|superscript")
REFERENCE = re.compile(r"([A-Z]+)(\d+)")


def details_of_xlsx(name: str, archive: zipfile.ZipFile) -> list[Details]:
    """The details of the sheets of an .xlsx in their order, once it is known to be of a size that can be read.

    Raises: FaultError when it is too large.
    """
    longest, uses, cells, looks = 0, 0, 0, Looks()
    parts: dict[str, bytes] = {}
    for member, text in members(name, archive):
        if "sharedStrings" in member:
            longest = _longest(text)
            _look_at_texts(text, looks)
        elif b"<worksheet" in text or b":worksheet" in text:
            cells += area(name, _corners(text))
            uses += sum(1 for _ in SHARED_USE.finditer(text))
            parts[member] = text
        elif member.endswith(("workbook.xml", "workbook.xml.rels", "styles.xml")):
            parts[member] = text
    enough(name, cells)
    if longest * uses > LETTERS:
        raise too_many_letters(name)
    _look_at_styles(next((text for member, text in parts.items() if member.endswith("styles.xml")), b""), looks)
    book = next((member for member in parts if member.endswith("workbook.xml")), None)
    if book is None:
        return []
    return [_details(parts[member], looks) if member in parts else Details() for member in _sheets(book, parts)]


def _longest(text: bytes) -> int:
    """How long the longest shared text can be: the widest gap between two of them."""
    begins = [match.start() for match in re.finditer(rb"<(?:\w+:)?si[\s>]", text)] + [len(text)]
    return max((after - before for before, after in pairwise(begins)), default=0)


def _corners(text: bytes) -> Iterator[tuple[int, int]]:
    for match in PLACE.finditer(text):
        yield int(match[2]), column_of(match[1].decode()) + 1


def _sheets(book: str, parts: Mapping[str, bytes]) -> Iterator[str]:
    """The members that hold the sheets, in the order of the workbook."""
    folder, file = posixpath.split(book)
    relations = parts.get(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels", b"")
    targets = {}
    if relations:
        for relation in xml(relations).iter(RELATIONS):
            target = relation.get("Target", "")
            targets[relation.get("Id")] = target.lstrip("/") if target[:1] == "/" else posixpath.join(folder, target)
    for sheet in xml(parts[book]).iter("{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        yield posixpath.normpath(targets.get(relation, ""))


def _look_at_styles(text: bytes, looks: Looks) -> None:
    if not text:
        return
    root = xml(text)
    codes = dict(PERCENT_FORMATS)
    for code in root.iter("{*}numFmt"):
        number = code.get("numFmtId", "")
        if number.isdigit():
            codes[int(number)] = code.get("formatCode", "")
    struck_fonts = {str(at) for at, font in enumerate(root.iterfind("{*}fonts/{*}font")) if _is_struck(font)}
    for styles in root.iter("{*}cellXfs"):
        for at, style in enumerate(styles.iter("{*}xf")):
            number = style.get("numFmtId", "")
            code = codes.get(int(number), "") if number.isdigit() else ""
            looks.add(str(at), code, is_struck=style.get("fontId") in struck_fonts)


def _is_struck(look: etree._Element) -> bool:
    strike = look.find("{*}strike")
    return strike is not None and strike.get("val") not in ("0", "false")


def _is_superscript(look: etree._Element) -> bool:
    position = look.find("{*}vertAlign")
    return position is not None and position.get("val") == "superscript"


def _has_part(text: etree._Element | None, look: Callable[[etree._Element], bool]) -> bool:
    return text is not None and any(map(look, text.iterfind("{*}r/{*}rPr")))


def _look_at_texts(text: bytes, looks: Looks) -> None:
    """Note the shared texts with a part that is struck out or raised, by their number as cells name them."""
    if not PART_MARK.search(text):
        return
    for at, (_, item) in enumerate(etree.iterparse(io.BytesIO(text), events=("end",), tag="{*}si", **SAFE)):
        if _has_part(item, _is_struck):
            looks.struck_texts.add(str(at))
        if _has_part(item, _is_superscript):
            looks.superscript_texts.add(str(at))


def _details(text: bytes, looks: Looks) -> Details:
    details = Details()
    for column in HIDDEN_COLUMN.findall(text):
        first, last = (int(end[1]) if (end := re.search(name + rb'="(\d{1,5})"', column)) else 0 for name in ENDS)
        details.hidden_columns.update(range(max(first, 1) - 1, min(last, WIDEST_HIDDEN)))
    if not (looks or MARK.search(text) or PART_MARK.search(text)):
        return details
    row = -1
    for _, element in etree.iterparse(io.BytesIO(text), events=("end",), tag="{*}row", **SAFE):
        number = element.get("r", "")
        row = int(number) - 1 if number.isdigit() else row + 1
        if element.get("hidden") in ("1", "true"):
            details.hidden_rows.add(row)
        column = -1
        for cell in element.iterchildren("{*}c"):
            match = REFERENCE.fullmatch(cell.get("r", ""))
            column = column_of(match[1]) if match else column + 1
            _cell(details, (row, column), cell, looks)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return details


def _cell(details: Details, place: tuple[int, int], cell: etree._Element, looks: Looks) -> None:
    value, formula = cell.find("{*}v"), cell.find("{*}f")
    words = value.text if value is not None else None
    if _has_part(cell.find("{*}is"), _is_struck):
        details.struck.add(place)
    if _has_part(cell.find("{*}is"), _is_superscript):
        details.superscripts.add(place)
    if cell.get("t") == "e":
        details.errors[place] = words or "#N/A"
    elif formula is not None and not words and cell.get("t") != "str":
        # A formula whose value is the empty text is saved as text.
        details.without_value.add(place)
    elif formula is not None and value is None:
        details.without_value.add(place)
    looks.mark(details, place, cell.get("s"), words if cell.get("t") == "s" else None)


# Records of the binary form: a row, the kinds of cells, those with shared text, those that failed, a merged range.
BINARY_ROW, CELL_KINDS, SHARED_TEXT, FAILED_KINDS, MERGE, ITEM, BUNDLE = 0, range(1, 12), 7, (3, 11), 176, 19, 156
BINARY_HIDDEN_ROW, BINARY_COLUMNS = 0x10, 60
# Those of the styles: a font, the code of a number format, the styles of cells and where they begin and end.
BINARY_FONT, BINARY_FORMAT, BINARY_STYLE, BINARY_STYLES, BINARY_STYLES_END = 43, 44, 47, 617, 618
# A font with a line through it has this bit; one above the line this number.
LINE_THROUGH, SUPERSCRIPT = 0x08, 1


def details_of_xlsb(name: str, archive: zipfile.ZipFile) -> list[Details]:
    """The details of the sheets of an .xlsb in their order, once it is known to be of a size that can be read.

    Raises: FaultError when it is too large.
    """
    result: dict[str, Details] = {}
    longest, uses, cells = 0, 0, 0
    book, relations = b"", b""
    first = {posixpath.basename(member): text for member, text in members(name, archive, ("styles.bin", "strings.bin"))}
    looks = _binary_looks(first.get("styles.bin", b""), first.get("sharedStrings.bin", b""))
    for member, text in members(name, archive, (".bin", ".rels")):
        if member.endswith("workbook.bin"):
            book = text
        elif member.endswith("workbook.bin.rels"):
            relations = text
        elif "worksheets/" in member and member.endswith(".bin"):
            details, places, text_cells = _of_records(text, looks)
            result[member] = details
            cells += area(name, places)
            uses += text_cells
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
    return [result.get(targets.get(identity, ""), Details()) for identity in ids]


def _text(record: bytes, at: int) -> str:
    (length,) = struct.unpack_from("<I", record, at)
    return "" if length == 0xFFFFFFFF else record[at + 4 : at + 4 + 2 * length].decode("utf-16-le")


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a binary member; a damaged one ends them."""
    at = 0
    while at < len(stream):
        kind, at = _variable_number(stream, at, 2)
        length, at = _variable_number(stream, at, 4)
        yield kind, stream[at : at + length]
        at += length


def _variable_number(stream: bytes, at: int, most: int) -> tuple[int, int]:
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


def _binary_looks(styles: bytes, texts: bytes) -> Looks:
    """The looks of the styles by their number, and the shared texts with a part that is struck out."""
    result, codes = Looks(), dict(PERCENT_FORMATS)
    fonts = _Fonts()
    number, is_style = 0, False
    for kind, record in _records(styles):
        if kind == BINARY_FONT and len(record) >= 8:
            fonts.add(record[2], record[6])
        elif kind == BINARY_FORMAT and len(record) >= 6:
            codes[struct.unpack_from("<H", record)[0]] = _text(record, 2)
        elif kind in (BINARY_STYLES, BINARY_STYLES_END):
            is_style = kind == BINARY_STYLES
        elif kind == BINARY_STYLE and is_style and len(record) >= 6:
            _, number_format, font = struct.unpack_from("<HHH", record)
            result.add(str(number), codes.get(number_format, ""), is_struck=font in fonts.struck)
            number += 1
    if fonts.struck or fonts.superscripts:
        items = (record for kind, record in _records(texts) if kind == ITEM)
        fonts.look_at_texts((_fonts_of_text(item) for item in items), result)
    return result


class _Fonts:
    """The fonts of a workbook that have a line through the text, and those that stand above the line."""

    def __init__(self, gap: int | None = None) -> None:
        """`gap` is a number that no font has."""
        self.struck, self.superscripts = set[int](), set[int]()
        self._count, self._gap = 0, gap

    def add(self, marks: int, position: int) -> None:
        """The next font, by its marks and its place on the line."""
        self._count += self._count == self._gap
        if marks & LINE_THROUGH:
            self.struck.add(self._count)
        if position == SUPERSCRIPT:
            self.superscripts.add(self._count)
        self._count += 1

    def look_at_texts(self, texts: Iterable[Sequence[int]], looks: Looks) -> None:
        """Note the shared texts with such a font in a part, by their number."""
        for at, fonts in enumerate(texts):
            if not self.struck.isdisjoint(fonts):
                looks.struck_texts.add(str(at))
            if not self.superscripts.isdisjoint(fonts):
                looks.superscript_texts.add(str(at))


def _fonts_of_text(item: bytes) -> list[int]:
    """The fonts of the parts of a shared text that is not of one font."""
    if not item[:1] or not item[0] & 1:
        return []
    at = 5 + 2 * struct.unpack_from("<I", item, 1)[0]
    runs = struct.unpack_from("<I", item, at)[0]
    return [struct.unpack_from("<H", item, at + 6 + 4 * run)[0] for run in range(runs)]


def _of_records(stream: bytes, looks: Looks) -> tuple[Details, list[tuple[int, int]], int]:
    """The details of a sheet, its places from 1, and how many of its cells hold shared text."""
    details, row, text_cells = Details(), 0, 0
    rows = columns = 0
    for kind, record in _records(stream):
        if kind == BINARY_ROW and len(record) >= 12:
            row = struct.unpack_from("<I", record)[0]
            rows = max(rows, row + 1)
            if record[11] & BINARY_HIDDEN_ROW:
                details.hidden_rows.add(row)
        elif kind in CELL_KINDS and len(record) >= 8:
            column = struct.unpack_from("<I", record)[0]
            columns = max(columns, column + 1)
            text_cells += kind == SHARED_TEXT
            if kind in FAILED_KINDS and len(record) >= 9:
                details.errors[row, column] = CODES.get(record[8], "#N/A")
            is_text = kind == SHARED_TEXT and len(record) >= 12
            text = str(struct.unpack_from("<I", record, 8)[0]) if is_text else None
            looks.mark(details, (row, column), str(int.from_bytes(record[4:7], "little")), text)
        elif kind == BINARY_COLUMNS and len(record) >= 17 and record[16] & 1:
            first, last = struct.unpack_from("<II", record)
            details.hidden_columns.update(range(first, min(last + 1, WIDEST_HIDDEN)))
        elif kind == MERGE and len(record) >= 16:
            first, last, left, right = struct.unpack_from("<IIII", record)
            details.merges.append((first, left, last, right))
    return details, [(rows, columns)], text_cells


BEGIN, SHEET, FORMULA, CONSTANT, ROW, STYLE, FORMAT, LOCK = 0x809, 0x85, 0x06, 0x205, 0x208, 0xE0, 0x41E, 0x2F
NUMBERS, FONT, TEXTS, MORE, SHARED_CELL = 0x00BD, 0x31, 0xFC, 0x3C, 0xFD
# A number, a text, and one that names a shared text.
ONE_CELL = (0x0203, 0x027E, 0x0204, 0x00D6, SHARED_CELL)
# Records that place one cell, or several in a row, each beginning with row and column.
CELL_RECORDS = {0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E}
HIDDEN_ROW, COLUMNS = 0x20, 0x7D


def contents_of_xls(name: str, data: bytes) -> Contents:
    """What is in an .xls besides its values, once it is known to be of a size that can be read.

    Raises: FaultError when it is too large, locked, or no workbook.
    """
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        if file.exists("EncryptedPackage"):
            raise lock_fault(name)
        stream = next((path for path in ("Workbook", "Book") if file.exists(path)), None)
        if stream is None:
            raise damage(name)
        macros = bool(file.exists("_VBA_PROJECT_CUR"))
        records = file.openstream(stream).read()
    return Contents(macros, tuple(_Stream(name, records).details()))


class _Stream:
    """The records of a workbook, read in their order."""

    def __init__(self, name: str, records: bytes) -> None:
        self._name, self._records = name, records
        self._formats: dict[int, str] = dict(PERCENT_FORMATS)
        self._style_count, self._looks = 0, Looks()
        # No font has the number 4.
        self._fonts = _Fonts(gap=4)
        self._begins: dict[int, int] = {}
        self._sheets: list[Details] = []

    def details(self) -> list[Details]:
        total, place = 0, (0, 0)
        sheet: Details | None = None
        for kind, at, length in self._walk():
            if kind == BEGIN:
                total, place = total + area(self._name, [place]), (0, 0)
                # A chart within a sheet begins as well; it stands behind the cells of the sheet.
                number = self._begins.get(at - 4)
                sheet = self._sheets[number] if number is not None else sheet
            elif kind == LOCK:
                raise lock_fault(self._name)
            elif kind in CELL_RECORDS and length >= 4:
                row, column = struct.unpack_from("<HH", self._records, at)
                place = max(place[0], row + 1), max(place[1], column + 1)
            self._read(kind, at, length, sheet)
        enough(self._name, total + area(self._name, [place]))
        return self._sheets

    def _walk(self) -> Iterator[tuple[int, int, int]]:
        at = 0
        while at + 4 <= len(self._records):
            kind, length = struct.unpack_from("<HH", self._records, at)
            yield kind, at + 4, length
            at += 4 + length

    def _read(self, kind: int, at: int, length: int, sheet: Details | None) -> None:
        records = self._records
        if kind == SHEET and length >= 4:
            self._begins[struct.unpack_from("<I", records, at)[0]] = len(self._sheets)
            self._sheets.append(Details())
        elif kind == FORMAT and length >= 5:
            number, letters, wide = struct.unpack_from("<HHB", records, at)
            text = records[at + 5 : at + 5 + letters * (1 + (wide & 1))]
            self._formats[number] = text.decode("utf-16-le" if wide & 1 else "cp1252", errors="replace")
        elif kind == STYLE and length >= 4:
            font, number_format = struct.unpack_from("<HH", records, at)
            code = self._formats.get(number_format, "")
            self._looks.add(str(self._style_count), code, is_struck=font in self._fonts.struck)
            self._style_count += 1
        elif kind == FONT and length >= 10:
            self._fonts.add(records[at + 2], records[at + 8])
        elif kind == TEXTS and (self._fonts.struck or self._fonts.superscripts):
            self._fonts.look_at_texts(_fonts_of_texts(self._with_more(at, length)), self._looks)
        elif kind == COLUMNS and length >= 10 and sheet is not None:
            first, last, _, _, flags = struct.unpack_from("<HHHHH", records, at)
            sheet.hidden_columns.update(range(first, min(last + 1, WIDEST_HIDDEN)) if flags & 1 else ())
        elif sheet is not None:
            self._cell(kind, at, length, sheet)

    def _with_more(self, at: int, length: int) -> list[bytes]:
        """The bytes of a record, and those of the records that carry it on."""
        parts = [self._records[at : at + length]]
        at += length
        while at + 4 <= len(self._records):
            kind, length = struct.unpack_from("<HH", self._records, at)
            if kind != MORE:
                break
            parts.append(self._records[at + 4 : at + 4 + length])
            at += 4 + length
        return parts

    def _cell(self, kind: int, at: int, length: int, sheet: Details) -> None:
        records = self._records
        if kind == ROW and length >= 16:
            if records[at + 12] & HIDDEN_ROW:
                sheet.hidden_rows.add(struct.unpack_from("<H", records, at)[0])
        elif kind == CONSTANT and length >= 8 and records[at + 7]:
            sheet.errors[struct.unpack_from("<HH", records, at)] = CODES.get(records[at + 6], "#N/A")
        elif kind == FORMULA and length >= 16 and records[at + 12 : at + 14] == b"\xff\xff":
            place = struct.unpack_from("<HH", records, at)
            if records[at + 6] == 2:
                sheet.errors[place] = CODES.get(records[at + 8], "#N/A")
            elif records[at + 6] == 3:
                sheet.without_value.add(place)
        if (kind in ONE_CELL or kind == FORMULA) and length >= 6:
            row, column, style = struct.unpack_from("<HHH", records, at)
            is_text = kind == SHARED_CELL and length >= 10
            text = str(struct.unpack_from("<I", records, at + 6)[0]) if is_text else None
            self._looks.mark(sheet, (row, column), str(style), text)
        elif kind == NUMBERS and length >= 6:
            row, first = struct.unpack_from("<HH", records, at)
            for number in range((length - 6) // 6):
                (style,) = struct.unpack_from("<H", records, at + 4 + 6 * number)
                self._looks.mark(sheet, (row, first + number), str(style), None)


def _fonts_of_texts(parts: list[bytes]) -> Iterator[list[int]]:
    """The fonts within each shared text, whose letters may go on in the next part behind a byte that says how wide."""
    part, at = 0, 8

    def take(size: int) -> bytes:
        nonlocal part, at
        result = b""
        while len(result) < size:
            if at >= len(parts[part]):
                part, at = part + 1, 0
            piece = parts[part][at : at + size - len(result)]
            result, at = result + piece, at + len(piece)
        return result

    for _ in range(struct.unpack_from("<I", parts[0], 4)[0]):
        letters, flags = struct.unpack("<HB", take(3))
        runs = struct.unpack("<H", take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", take(4))[0] if flags & 4 else 0
        width = 1 + (flags & 1)
        while letters:
            count = min(letters, (len(parts[part]) - at) // width)
            letters, at = letters - count, at + count * width
            if letters:
                part, at = part + 1, 1
                width = 1 + (parts[part][0] & 1)
        yield [struct.unpack_from("<HH", take(4))[1] for _ in range(runs)]
        take(extra)
