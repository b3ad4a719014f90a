"""Office files and zip files whose bytes follow from what is in them, not from the hour at which they were made."""

import io
import re
import zipfile
from collections.abc import Mapping

# The earliest day that a zip file can name.
DAY = (1980, 1, 1, 0, 0, 0)
STAMP = b"1980-01-01T00:00:00Z"
STAMPED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
PROPERTIES = "docProps/core.xml"


def steady(office_file: bytes) -> bytes:
    """The same .docx, .xlsx or .pptx with one fixed hour in place of those of its making."""
    with zipfile.ZipFile(io.BytesIO(office_file)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    if PROPERTIES in parts:
        parts[PROPERTIES] = STAMPED.sub(rb"\g<1>" + STAMP + rb"\g<3>", parts[PROPERTIES])
    return zipped(parts)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip file of parts by their paths, in the order given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            told = zipfile.ZipInfo(name, DAY)
            told.compress_type = zipfile.ZIP_DEFLATED
            told.external_attr = 0o644 << 16
            # What the file says of the system it was made on would differ between systems.
            told.create_system = 3
            package.writestr(told, data)
    return out.getvalue()
