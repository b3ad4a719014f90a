"""The words of handing in, approving and undoing, and of what is due."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pandas import DataFrame

from cchc_metrics.text import formats, words

LOG_IN = "Đăng nhập"
LOG_OUT = "Đăng xuất ({email})"
COUNTS = "Tính sổ nào"
AS_KNOWN = "Xem như tại ngày"
APPROVED_ONLY = "Chỉ số liệu đã duyệt"
COUNTS_HELP = "Số liệu công bố đi kèm chương trình luôn được tính."
COUNTED_DAY = "XEM NHƯ TẠI NGÀY {day}"
COUNTED_APPROVED = "CHỈ SỐ LIỆU ĐÃ DUYỆT"
JUMP = "{name} năm {year} thay đổi {change} so với năm trước ({before} → {after}), nhiều hơn mức thường thấy"
JUMP_EXPECTED = "một ghi chú nói vì sao, hoặc số đúng nếu gõ nhầm"
JUMP_REMEDY = "kiểm tra lại; nếu đúng thì ghi lý do vào cột «note» (ghi chú)"
CLOSED = {
    "approve": "{name}, kỳ {period}, đã duyệt ở bút toán {entry} nên không sửa được nữa",
    "lock": "{name}, kỳ {period}, nằm trong kỳ đã khóa ở bút toán {entry}",
}
CLOSED_EXPECTED = "kỳ đang mở, hoặc số giống hệt số đã có"
CLOSED_REMEDY = (
    "người duyệt mở khóa kỳ này, có ghi lý do («cchc unlock --unit {unit} --period {period} --why …»), rồi làm lại"
)
YEAR = "năm {year}"
VERDICTS = {"level": "kết luận", "direction": "so năm trước", "pace": "nhịp"}
KINDS = {"added": "thêm mới", "changed": "thay đổi", "gone": "không còn dùng"}
NOTHING_NEW = "Các tệp này đã nộp rồi, hoặc không có số liệu nào khác với số đã có; không có gì thay đổi."
WOULD_BE = "sẽ thành một bút toán · {by} · {unit} · {files}; chưa lưu gì"
KNOWN = "{name}: đã nộp rồi, không nộp lại"
CAUTION = "Lưu ý: {said}"
NO_FLIPS = "không kết luận nào thay đổi"
COUNTED = {
    "added": "thêm mới {count} số liệu",
    "changed": "thay đổi {count} số liệu",
    "gone": "{count} số liệu không còn dùng",
    "illustrative": "{count} số liệu minh họa không còn dùng",
}


def counted(as_known: dt.date | None, *, approved_only: bool) -> str:
    """How much of the ledger counts, for every screen and export; empty when all of it does.

    >>> counted(dt.date(2025, 6, 1), approved_only=True)
    'XEM NHƯ TẠI NGÀY 01/06/2025 · CHỈ SỐ LIỆU ĐÃ DUYỆT'
    """
    said = [] if as_known is None else [COUNTED_DAY.format(day=formats.day(as_known))]
    return " · ".join([*said, COUNTED_APPROVED] if approved_only else said)


def summary(changes: DataFrame) -> list[str]:
    """How many figures are added, changed and taken away, a line each; illustrative ones told apart."""
    real, shown = changes[~changes["illustrative"]], changes[changes["illustrative"]]
    counts = {kind: int((real["kind"] == kind).sum()) for kind in KINDS}
    # A real figure in place of an illustrative one is a new figure.
    counts["added"] += int((shown["kind"] == "changed").sum())
    counts["illustrative"] = len(shown)
    return [said.format(count=formats.count(counts[kind])) for kind, said in COUNTED.items() if counts[kind]]


def flip(row: Mapping[Any, Any]) -> str:
    """One verdict that changes: «early 2024: Đạt → Chưa đạt»."""
    named = {"level": {key: status.word for key, status in words.LEVELS.items()},
             "direction": {key: status.word for key, status in words.DIRECTIONS.items()},
             "pace": words.PACES}[row["verdict"]]
    before, after = (formats.MISSING if formats.missing(row[end]) else named[row[end]] for end in ("before", "after"))
    kind = "" if row["verdict"] == "level" else f", {VERDICTS[row['verdict']]}"
    return f"{row['indicator_id']} {row['year']}{kind}: {before} → {after}"
