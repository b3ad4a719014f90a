"""The words of handing in, approving and undoing, and of what is due."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pandas import DataFrame

from cchc_metrics.days import local_day
from cchc_metrics.text import formats, words
from cchc_metrics.text.sentence import counts
from cchc_metrics.text.words import Status

Row = Mapping[Any, Any]
LOG_IN = "Đăng nhập"
LOG_OUT = "Đăng xuất ({email})"
COUNTS = "Xem như tại ngày…"
AS_KNOWN = "Xem số liệu như đã biết đến hết ngày"
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
    "score-publish": "{name}, kỳ {period}, đã công bố ở bút toán {entry} nên không sửa được nữa",
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
    "illustrates": "{count} số liệu minh họa được dùng lại",
}
ACTIONS = {"submit": "nộp", "withdraw": "rút", "approve": "duyệt", "lock": "khóa kỳ", "unlock": "mở khóa kỳ"}
STATES_OF_ENTRIES = {"waiting": "tạm thời, chờ duyệt", "approved": "đã duyệt", "withdrawn": "đã rút"}
LOG_COLUMNS = {
    "number": "Bút toán", "at": "Lúc", "by": "Người làm", "action": "Việc", "files": "Tệp", "target": "Về bút toán",
    "period": "Kỳ", "why": "Lý do", "state": "Tình trạng",
}
COVERED = {
    "whole": Status("●", "đủ năm", "good"),
    "partly": Status("◐", "một phần năm", "doubtful"),
    "no_activity": Status("∅", "không phát sinh", "quiet"),
    "missing": Status("○", "chưa có", "absent"),
    "owed": Status("◇", "còn nợ", "bad"),
}
COVERAGE_HEAD = "Số liệu đã có và còn thiếu"
AGE = "Số mới nhất"
DAYS_AGO = "{days} ngày trước"
OWED_HEAD = "Ai còn nợ số liệu gì, từ ngày nào"
OWED_NONE = "Không có số liệu nào quá hạn."
OWED_COLUMNS = {"owner": "Phụ trách", "name": "Chỉ số, chỉ tiêu", "year": "Năm", "covered": "Tình trạng",
                "periods": "Kỳ đã có", "due": "Hạn gửi", "days": "Quá hạn (ngày)"}
DUE_RULE = "Hạn gửi lấy theo các kỳ báo cáo trong tệp periods.toml của kế hoạch; số liệu năm tính theo kỳ năm."
PARTS = {"nop": "Nộp số liệu", "so": "Sổ nộp và duyệt", "co": "Đã có và còn thiếu", "nguon": "Nguồn"}
PART = "Phần"
FILES = "Các tệp số liệu (.csv, .xlsx, .xls, .ods, .parquet); chọn được nhiều tệp"
FAULTS_FOUND = "{count} lỗi; chưa có gì được lưu. Sửa từng chỗ rồi chọn lại tệp."
MARKED = "Tải {name} có đánh dấu lỗi ở từng ô"
TEMPLATE = "Tải sổ mẫu năm {year}"
TEMPLATE_OWNER = "Sổ mẫu của"
ALL_OWNERS = "mọi chức danh"
FILLED = "Điền sẵn số liệu đã nộp"
PREVIEW_HEAD = "Nộp {files} thì"
FLIPS_HEAD = "Kết luận sẽ thay đổi ({count})"
GIVES_WAY = "Ngoài ra {count} kết luận là của số minh họa, thay đổi theo vì số minh họa không dùng cùng số thật."
CHANGES_HEAD = "Số liệu thêm, thay đổi, thôi dùng ({count})"
CAUTIONS_HEAD = "Cần xem lại, không chặn việc nộp ({count})"
FLIP_COLUMNS = ("Chỉ số, chỉ tiêu", "Năm", "Kết luận nào", "Đang là", "Sẽ là")
CHANGE_COLUMNS = ("Việc", "Chỉ số, chỉ tiêu", "Kỳ", "Đang là", "Sẽ là", "Tệp và ô")
COMMIT = "Nộp vào sổ"
MARKED_CAUTIONS = "Tải {name} có đánh dấu chỗ cần xem lại"
COMMITTED = "Đã nộp: bút toán {number}, tạm thời cho đến khi duyệt."
MAY_NOT = "Chỉ xem được: cần quyền «{act}» để làm việc này."
ENTRY = "Bút toán"
REASON = "Lý do"
NEEDS_REASON = "Cần ghi lý do."
UNDO, APPROVE = "Rút", "Duyệt"
LOCK, UNLOCK = "Khóa kỳ", "Mở khóa kỳ"
PERIOD = "Kỳ: một năm (2025), một kỳ báo cáo (quy-1-2025), hoặc hai ngày (2025-01-01..2025-03-31)"
DONE = "Đã ghi bút toán {number}: {action}."
NO_ENTRIES = "Sổ chưa có bút toán nào."
SOURCE_COLUMNS = ("Mã", "Nguồn", "Nơi công bố", "Ngày", "Địa chỉ")
SAVED_AS = "Tệp gốc được giữ nguyên từng byte; rút là một dòng mới trong sổ, không xóa gì."


def counted(as_known: dt.date | None, *, approved_only: bool) -> str:
    """How much of the ledger counts, for every screen and export; empty when all of it does.

    >>> counted(dt.date(2025, 6, 1), approved_only=True)
    'XEM NHƯ TẠI NGÀY 01/06/2025 · CHỈ SỐ LIỆU ĐÃ DUYỆT'
    """
    said = [] if as_known is None else [COUNTED_DAY.format(day=formats.day(as_known))]
    return " · ".join([*said, COUNTED_APPROVED] if approved_only else said)


def summary(changes: DataFrame) -> list[str]:
    """How many figures are added, changed and taken away, a line each; illustrative ones told apart."""
    counts = {kind: int((changes["kind"].eq(kind) & ~changes["illustrative"] & ~changes["illustrates"]).sum())
              for kind in KINDS}
    # A real figure in place of an illustrative one is a new figure, and the other way round one taken away.
    counts["added"] += int((changes["illustrative"] & changes["kind"].eq("changed")).sum())
    counts["gone"] += int((changes["illustrates"] & changes["kind"].eq("changed")).sum())
    counts |= {"illustrative": int(changes["illustrative"].sum()), "illustrates": int(changes["illustrates"].sum())}
    return [said.format(count=formats.count(counts[kind])) for kind, said in COUNTED.items() if counts[kind]]


def flip(row: Row) -> str:
    """One verdict that changes: «early 2024: Đạt → Chưa đạt»."""
    kind = "" if row["verdict"] == "level" else f", {VERDICTS[row['verdict']]}"
    before, after = _said(row)
    return f"{row['indicator_id']} {row['year']}{kind}: {before} → {after}"


def flip_cells(row: Row) -> tuple[str, ...]:
    """One verdict that changes, under FLIP_COLUMNS."""
    return (row["short"], str(row["year"]), VERDICTS[row["verdict"]], *_said(row))


def change_cells(row: Row, names: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """One figure that changes, under CHANGE_COLUMNS; `names` are those of parts and groups by what they belong to."""
    within = ((row["indicator_id"], row["part_id"]), (row["breakdown_id"], row["group_id"]))
    named = " · ".join([row["name"], *(names.get(key, key[1]) for key in within if key[1])])
    before, after = (formats.value(row[end], row["measure_unit"]) for end in ("before", "after"))
    return (KINDS[row["kind"]], named, period(row["period_start"], row["period_end"]), before, after + counts(row),
            str(row["place"]))


def named_entry(row: Row) -> str:
    """An entry in a list to choose from."""
    said = [str(row["number"]), ACTIONS.get(row["action"], row["action"]), row["files"], str(row["by"]),
            formats.day(local_day(row["at"]))]
    return " · ".join(part for part in said if part)


def period(first: Any, last: Any) -> str:
    """A period in words: a calendar year as the year alone, anything else as its two days."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return YEAR.format(year=first.year)
    return f"{formats.day(first)}–{formats.day(last)}"


def _said(row: Row) -> tuple[str, str]:
    named = {"level": {key: status.word for key, status in words.LEVELS.items()},
             "direction": {key: status.word for key, status in words.DIRECTIONS.items()},
             "pace": words.PACES}[row["verdict"]]
    before, after = (formats.MISSING if formats.missing(row[end]) else named[row[end]] for end in ("before", "after"))
    return before, after
