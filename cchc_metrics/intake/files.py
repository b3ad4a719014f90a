"""Any file that an officer hands in → what it holds, or every fault of the file at once."""

import re
from pathlib import Path

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake import limits
from cchc_metrics.intake.delimited import lines
from cchc_metrics.intake.dossier_files import PARQUET, head_of, list_on, read_parquet, read_text
from cchc_metrics.intake.given import Read
from cchc_metrics.intake.layouts import layout_of
from cchc_metrics.intake.sheets import sheets
from cchc_metrics.intake.unpacking import OLE, ZIP

# How a web page begins, in letters of one byte or two; many dossier systems give one the name of a workbook.
WEB_PAGE = re.compile(rb"[\s\xef\xbb\xbf\xff\xfe]*(?:<(?:\?xml|!--)[^>]*>\s*)*"
                      rb"<(?:!doctype html|html|head|meta|body|table)\b", re.IGNORECASE)


def read(name: str, data: bytes, catalog: Catalog, *, unit_id: str | None = None) -> Read:
    """What a file holds, whichever of the known layouts it has.

    With `unit_id`, every figure must be about that unit.
    Raises: FaultsFound with every fault of the file.
    """
    try:
        return _read(name, data, catalog, unit_id)
    except FaultsFound as found:
        if len(found.faults) <= limits.FAULTS:
            raise
        raise FaultsFound([*found.faults[:limits.FAULTS], Fault(
            name, "còn lỗi khác, chưa kể hết", "tệp không có lỗi", "sửa các lỗi đã nêu trước, rồi kiểm tra lại"),
        ], found.cautions) from None


def _read(name: str, data: bytes, catalog: Catalog, unit_id: str | None) -> Read:
    # The bytes tell what a file is; its name may say anything.
    if data.startswith(PARQUET):
        return read_parquet(name, data, catalog, unit_id)
    if data.startswith((ZIP, OLE)):
        given = sheets(name, data)
    elif WEB_PAGE.match(data[:4000].replace(b"\0", b"")):
        raise FaultsFound([Fault(name, f"tệp {Path(name).suffix} này thật ra là trang HTML (web)", "một sổ tính",
                                 "mở bằng Excel rồi lưu lại thành .xlsx")])
    else:
        head = head_of(name, data)
        if list_on(head, catalog):
            return read_text(name, data, head, catalog, unit_id)
        given = [lines(name, data)]
    return layout_of(name, given, catalog).read(given, catalog, unit_id)
