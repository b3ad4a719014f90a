"""Words of the decisions that meetings take: column heads, deadlines, counts and the last report of each."""

from collections.abc import Iterable, Mapping
from typing import Any

from cchc_metrics.text import formats, words
from cchc_metrics.text.sentence import owner

FIELDS = {
    "unit_id": "Đơn vị",
    "what": "Việc cần làm",
    "owner_id": "Phụ trách",
    "decided": "Ngày họp",
    "due": "Hạn",
    "indicator_id": "Về chỉ số, chỉ tiêu",
    "area_id": "Về lĩnh vực",
    "evidence": "Căn cứ",
    "state": "Tình trạng",
    "note": "Nói thêm",
}
DECISION_STATES = words.STATES | {"no_report": words.STATE_UNKNOWN}
# How the state of a task looks; what a meeting asks about comes first.
TASK_STATUS = {
    "late": words.Status("▼", words.STATES["late"], "bad"),
    "no_report": words.Status("○", words.STATE_UNKNOWN, "absent"),
    "not_started": words.Status("▢", words.STATES["not_started"], "quiet"),
    "in_progress": words.Status("◆", words.STATES["in_progress"], "doubtful"),
    "done": words.Status("▲", words.STATES["done"], "good"),
}
DECISION_COLUMNS = {
    "decision": "Số",
    "what": "Việc",
    "task": "Nhiệm vụ",
    "area": "Lĩnh vực",
    "about": "Về",
    "post": "Phụ trách",
    "partners": "Phối hợp",
    "product": "Sản phẩm",
    "budget": "Kinh phí",
    "decided": "Ngày họp",
    "last_day_said": "Hạn",
    "days_over": "Số ngày quá hạn",
    "state": "Tình trạng",
    "reported": "Ngày báo cáo",
    "remark": "Nói thêm",
    "shown_by": "Cho thấy bởi",
    "evidence": "Theo văn bản",
}
DECISIONS_HEAD = "Việc các cuộc họp đã giao"


def deadline_status(row: Mapping[Any, Any]) -> words.Status:
    """Shape, word and tone of a decision on the reference day: done, overdue by so many days, or so many days left."""
    if not row["open"]:
        return words.Status("▲", "Đã xong", "good")
    if row["overdue"]:
        return words.Status("▼", f"Quá hạn {int(row['days_over'])} ngày", "bad")
    left = int(row["days_left"])
    return words.Status("◷", f"Còn {left} ngày" if left else "Hạn hôm nay", "quiet")


def decision_count(rows: Iterable[Mapping[Any, Any]]) -> str:
    """How many decisions are open, overdue and done, in a sentence."""
    listed = list(rows)
    still = sum(bool(row["open"]) for row in listed)
    over, done = sum(bool(row["overdue"]) for row in listed), len(listed) - still
    if not listed:
        return "Chưa ghi việc nào do cuộc họp giao."
    if not still:
        return f"Không còn việc nào mở; {done} việc đã xong."
    late = f"{over} việc quá hạn" if over else "không việc nào quá hạn"
    return f"Còn mở {still} việc, {late}" + (f"; {done} việc đã xong." if done else ".")


def details(row: Mapping[Any, Any]) -> str:
    """One line on a decision: post, deadline, day of the meeting, subject, last report."""
    about = next((row[name] for name in ("indicator", "area") if not formats.missing(row[name])), None)
    parts = (
        f"{words.OWNER}: {owner(row)}",
        f"{words.DUE}: {formats.day(row['due'])}",
        f"họp ngày {formats.day(row['decided'])}",
        about,
        last_report(row),
    )
    return " · ".join(part for part in parts if part)


def last_report(row: Mapping[Any, Any]) -> str:
    """The last report with its day and note, or that there is none."""
    if formats.missing(row["state"]):
        return words.STATE_UNKNOWN
    report = f"{formats.day(row['reported'])}: {DECISION_STATES[row['state']]}"
    return report if formats.missing(row["note"]) else f"{report} – {row['note']}"
