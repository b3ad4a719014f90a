"""Any container of cells → its sheets, known by its bytes and never by its name."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from enum import Enum, auto
from xml.parsers import expat

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from cchc_metrics.intake import unpacking
from cchc_metrics.intake.grids import Contents, Details, Grid
from cchc_metrics.intake.opendocument import details_of_ods, packed_of_flat
from cchc_metrics.intake.packed import details_of_xlsb, details_of_xlsx
from cchc_metrics.intake.records import contents_of_xls
from cchc_metrics.intake.spreadsheet_xml import grids_of_xml
from cchc_metrics.intake.unpacking import OLE, ZIP, broken, locked
from cchc_metrics.intake.web import grids_of_archive, grids_of_page
from cchc_metrics.intake.word import BODY, grid_of_word

# How a page begins that a browser shows, one saved with its parts, XML Spreadsheet 2003, and flat OpenDocument.
WEB_PAGE = re.compile(
    rb"(?:<(?:\?xml|!--)[^>]*>\s*)*<(?:!doctype html|html|head|meta|body|table|div|center|style)\b", re.IGNORECASE
)
ARCHIVE = re.compile(
    rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,12}?(?:MIME-Version:|Content-Type:\s*multipart/)", re.IGNORECASE
)
SPREADSHEET = re.compile(rb"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet")
FLAT = re.compile(rb"<office:document\b[^>]*urn:oasis:names:tc:opendocument")


class Container(Enum):
    """How a file holds its cells."""

    WORKBOOK = auto()
    PAGE = auto()
    ARCHIVE = auto()
    XML = auto()
    FLAT = auto()
    TEXT = auto()


# What damaged files make their readers say.
DAMAGED = (
    CalamineError,
    OSError,
    ValueError,
    IndexError,
    KeyError,
    EOFError,
    OverflowError,
    RuntimeError,
    NotImplementedError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    expat.ExpatError,
    etree.LxmlError,
)


def container_of(data: bytes) -> Container:
    """What kind of container the bytes are; their name may say anything."""
    if data.startswith((ZIP, OLE)):
        return Container.WORKBOOK
    head = data[:4000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if ARCHIVE.match(head):
        return Container.ARCHIVE
    if SPREADSHEET.search(head):
        return Container.XML
    if FLAT.search(head):
        return Container.FLAT
    return Container.PAGE if WEB_PAGE.match(head) else Container.TEXT


def grids_of(name: str, data: bytes) -> tuple[bool, Sequence[Grid]]:
    """Whether a workbook or a web page carries macros, and its sheets in their order.

    Raises: FaultsFound when the bytes are none, or one too large to read.
    """
    if len(data) > unpacking.BYTES:
        raise unpacking.too_large(
            name, f"{len(data) // unpacking.MEGABYTE} MB", f"{unpacking.BYTES // unpacking.MEGABYTE} MB"
        )
    try:
        macros, grids = _opened(name, data)
    except PasswordError:
        raise locked(name) from None
    except DAMAGED:
        raise broken(name) from None
    except BaseException as error:
        # What the reader's own code cannot go on from comes as no ordinary exception.
        if type(error).__name__ != "PanicException":
            raise
        raise broken(name) from None
    if len(grids) > unpacking.SHEETS:
        raise unpacking.too_large(name, f"{len(grids)} trang", f"{unpacking.SHEETS} trang")
    return macros, grids


def _opened(name: str, data: bytes) -> tuple[bool, Sequence[Grid]]:
    """Whether a file carries macros, and its sheets."""
    kind = container_of(data)
    if kind is Container.WORKBOOK:
        return _workbook(name, data)
    if len(data) > unpacking.MARKUP:
        raise unpacking.too_large(
            name, f"{len(data) // unpacking.MEGABYTE} MB", f"{unpacking.MARKUP // unpacking.MEGABYTE} MB"
        )
    if kind is Container.PAGE:
        return False, grids_of_page(name, data)
    if kind is Container.ARCHIVE:
        return False, grids_of_archive(name, data)
    if kind is Container.XML:
        return False, list(grids_of_xml(name, data))
    if kind is Container.FLAT:
        return _workbook(name, packed_of_flat(data))
    raise broken(name)


def _workbook(name: str, data: bytes) -> tuple[bool, Sequence[Grid]]:
    contents = contents_of_packed(name, data) if data.startswith(ZIP) else contents_of_xls(name, data)
    if data.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if BODY in packed.namelist():
                return contents.macros, [grid_of_word(name, packed)]
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        if len(book.sheet_names) > unpacking.SHEETS:
            raise unpacking.too_large(name, f"{len(book.sheet_names)} trang", f"{unpacking.SHEETS} trang")
        shown = {each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible}
        grids = []
        for number, title in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_name(title)
            details = contents.sheets[number] if number < len(contents.sheets) else Details()
            details.merged += [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
            grids.append(Grid(title, sheet.to_python(skip_empty_area=False), details, title not in shown))
    return contents.macros, grids


def contents_of_packed(name: str, data: bytes) -> Contents:
    """What is in a packed workbook besides its values, once it is known to be of a size that can be read.

    Raises: FaultsFound when it is too large or locked.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = [member.filename for member in packed.infolist()]
        if len(names) > unpacking.PACKED_FILES:
            raise unpacking.too_large(name, f"{len(names)} tệp con", f"{unpacking.PACKED_FILES} tệp con")
        if any(member.flag_bits & 1 for member in packed.infolist()):
            raise locked(name)
        # Each form that the members may have is held to its limits; a file with several is the first of them.
        read = (details_of_xlsx, details_of_xlsb, details_of_ods)
        details = next(filter(None, [form(name, packed) for form in read]), [])
    macros = any(member.casefold().endswith("vbaproject.bin") or member.startswith("Basic/") for member in names)
    return Contents(macros, tuple(details))
