"""The words of meetings: tasks, decisions, finding, saved views."""

from collections.abc import Iterable, Mapping
from typing import Any

from cchc_metrics.text import formats, words
from cchc_metrics.text.sentence import owner
from cchc_metrics.text.words import Status

FIELDS = {
    "unit_id": "Đơn vị", "what": "Việc cần làm", "owner_id": "Phụ trách", "decided": "Ngày họp", "due": "Hạn",
    "indicator_id": "Về chỉ số, chỉ tiêu", "area_id": "Về lĩnh vực", "evidence": "Căn cứ", "state": "Tình trạng",
    "note": "Nói thêm",
}
# What was expected, by pydantic's name of the fault.
EXPECTED = {
    "missing": "phải có", "string_too_short": "phải có", "string_type": "chữ",
    "string_too_long": "không quá {max_length} ký tự; nói thêm thì để ở căn cứ",
    "date_parsing": "ngày dạng 2026-11-25", "date_from_datetime_parsing": "ngày dạng 2026-11-25",
    "date_type": "ngày dạng 2026-11-25", "literal_error": "một trong: {expected}",
    "extra_forbidden": "không có mục này",
}
STATES = words.STATES | {"no_report": words.STATE_UNKNOWN}
COLUMNS = {
    "decision": "Số", "what": "Việc", "task": "Nhiệm vụ", "area": "Lĩnh vực", "about": "Về", "post": "Phụ trách",
    "decided": "Ngày họp", "last_day_said": "Hạn", "days_over": "Số ngày quá hạn", "state": "Tình trạng",
    "reported": "Ngày báo cáo", "remark": "Nói thêm", "shown_by": "Cho thấy bởi", "evidence": "Theo văn bản",
}
EVERYONE, EVERY_STATE = "Mọi người", "Mọi tình trạng"
TASKS = "{count} nhiệm vụ: {said}."
NO_TASKS = "Không có nhiệm vụ nào như vậy."
DECISIONS_HEAD = "Việc các cuộc họp đã giao"
RECORDED_ON = "Việc cuộc họp giao ghi ở trang Nhiệm vụ; cuộc họp sau mở đầu bằng những việc chưa xong."
NONE_DECIDED = "Chưa ghi việc nào do cuộc họp giao."
NONE_SUCH = "Không có việc nào như vậy."
ALL_DONE = "Không còn việc nào mở; {done} việc đã xong."
OPEN = "Còn mở {open} việc"
OVERDUE, NOT_OVERDUE = "{overdue} việc quá hạn", "không việc nào quá hạn"
DONE = "{done} việc đã xong"
MORE = "… và {count} việc nữa ở trang Nhiệm vụ."
PART_OF = "{said} ({number}/{all})"
DECIDED_ON = "họp ngày {day}"
REPORTED = "{day}: {state}"
BY = "{by} ghi"
NEW, FOLLOW = "Ghi việc cuộc họp giao", "Báo cáo về một việc"
WHICH, NOTHING_NAMED = "Việc", "không nêu"
RECORD, REPORT, WITHDRAW = "Ghi việc", "Ghi báo cáo", "Rút việc này"
RECORDED, REPORTED_NOW, WITHDRAWN = "Đã ghi việc số {number}.", "Đã ghi báo cáo.", "Đã rút; việc vẫn còn trong sổ."
WHY_WITHDRAWN = "Rút thì ghi lý do ở «Nói thêm»."
NO_REASON = "chưa ghi lý do rút"
REPORTS_HEAD = "Các lần báo cáo"
# What a search finds, by kind, in the order of the bar.
KINDS = {
    "index": "Chỉ số", "target": "Chỉ tiêu", "area": "Lĩnh vực", "part": "Thành phần", "task": "Nhiệm vụ",
    "decision": "Việc đã giao", "owner": "Phụ trách", "criterion": "Tiêu chí",
}
FIND, FIND_HINT = "Tìm (phím /)", "Tìm, ví dụ: ho so dung han"
NOT_FOUND = "Không thấy «{said}»."
SAVED, SAVED_NAME, SAVE = "Đã lưu", "Tên cho cách xem này", "Lưu"
NOTHING_SAVED = "Chưa lưu cách xem nào."
RENAME, DELETE = "Đổi tên", "Xóa"
RENAME_ONE, DELETE_ONE = "Đổi tên «{name}»", "Xóa «{name}»"


def standing(row: Mapping[Any, Any]) -> Status:
    """How a decision stands on the day it was asked about: shape, word and tone."""
    if not row["open"]:
        return Status("▲", "Đã xong", "good")
    if row["overdue"]:
        return Status("▼", f"Quá hạn {int(row['days_over'])} ngày", "bad")
    left = int(row["days_left"])
    return Status("◷", f"Còn {left} ngày" if left else "Hạn hôm nay", "quiet")


def counted(rows: Iterable[Mapping[Any, Any]]) -> str:
    """How many decisions are open, overdue and done, in a sentence."""
    listed = list(rows)
    still = sum(bool(row["open"]) for row in listed)
    over, done = sum(bool(row["overdue"]) for row in listed), len(listed) - still
    if not listed:
        return NONE_DECIDED
    if not still:
        return ALL_DONE.format(done=done)
    said = [OPEN.format(open=still), OVERDUE.format(overdue=over) if over else NOT_OVERDUE]
    return ", ".join(said) + (f"; {DONE.format(done=done)}." if done else ".")


def answers(row: Mapping[Any, Any]) -> str:
    """Who does a decision by when, about what, and what was last reported."""
    about = next((row[name] for name in ("indicator", "area") if not formats.missing(row[name])), None)
    said = (f"{words.OWNER}: {owner(row)}", f"{words.DUE}: {formats.day(row['due'])}",
            DECIDED_ON.format(day=formats.day(row["decided"])), about, last_said(row))
    return " · ".join(part for part in said if part)


def last_said(row: Mapping[Any, Any]) -> str:
    """What was last reported, with its day; a decision nobody reported on says so."""
    if formats.missing(row["state"]):
        return words.STATE_UNKNOWN
    said = REPORTED.format(day=formats.day(row["reported"]), state=STATES[row["state"]])
    return said if formats.missing(row["note"]) else f"{said} – {row['note']}"
