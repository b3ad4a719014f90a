"""The words of the screen, each in one place."""

from dataclasses import dataclass

ILLUSTRATIVE = "SỐ LIỆU MINH HỌA"
ILLUSTRATIVE_LONG = (
    "SỐ LIỆU MINH HỌA — không phải số thật của xã. Số thật được nộp vào sẽ thay toàn bộ số minh họa của đơn vị."
)
METHOD_CHANGED = "Đổi cách tính"
NOT_NAMED = "chưa nêu"
TITLE = "Theo dõi cải cách hành chính"


@dataclass(frozen=True)
class Status:
    """How a verdict looks: a shape and a word say it, the tone only repeats it."""

    shape: str
    word: str
    tone: str


LEVELS = {
    "met": Status("▲", "Đạt", "good"),
    "met_within_error": Status("◆", "Đạt, trong sai số", "doubtful"),
    "missed_within_error": Status("◆", "Chưa đạt, trong sai số", "doubtful"),
    "missed": Status("▼", "Chưa đạt", "bad"),
    "not_due": Status("◷", "Chưa đến hạn", "quiet"),
    "no_data": Status("○", "Chưa có số liệu", "absent"),
    "no_activity": Status("∅", "Không phát sinh", "quiet"),
    "not_comparable": Status("▢", "Không xét", "quiet"),
}
# "Chưa đạt" against "each year higher than the year before" reads better as what happened.
DIRECTIONS = {
    "up": Status("↑", "tăng", "good"),
    "down": Status("↓", "giảm", "bad"),
    "same": Status("=", "bằng", "bad"),
    "no_data": Status("○", "chưa có số liệu", "absent"),
    "not_comparable": Status("▢", "không xét", "quiet"),
}
STATISTICAL = {
    "up": "tăng rõ",
    "down": "giảm rõ",
    "same": "bằng",
    "no_data": "chưa có số liệu",
    "not_comparable": "không xét",
    "inconclusive": "chưa kết luận",
    "unknown": "chưa rõ cỡ mẫu",
}
PACES = {
    "reached": "đã đạt trước hạn",
    "on_track": "kịp",
    "slow": "chậm",
    "very_slow": "rất chậm",
    "moving_away": "đi lùi",
    "not_assessed": "không xét nhịp",
}
SECOND_TESTS = {
    "met": "đạt",
    "missed": "không đạt",
    "no_data": "chưa có số liệu",
    "not_comparable": "không xét",
    "not_assessed": "không xét",
}
FLAGS = {
    "final": "chính thức",
    "provisional": "tạm thời",
    "estimated": "ước tính",
    "break": "điểm gãy",
    "low_reliability": "độ tin cậy thấp",
}
KINDS = {
    "annual": "hằng năm",
    "by-year": "đến năm",
    "ladder": "bậc thang",
    "rising": "năm sau cao hơn năm trước",
    "falling": "năm sau thấp hơn năm trước",
    "milestone": "mốc hoàn thành",
    "none": "theo dõi",
}
EFFECTS = {
    "part": "thành phần",
    "rate": "tỷ lệ trong nhóm",
    "mix": "cơ cấu giữa các nhóm",
    "remainder": "phần chưa giải thích được",
}
STATES = {
    "not_started": "chưa thực hiện",
    "in_progress": "đang thực hiện",
    "done": "đã xong",
    "late": "chậm",
}
STATE_UNKNOWN = "chưa có báo cáo"
OPERATORS = {">=": "≥", "<=": "≤", "=": "=", "<": "<", ">": ">"}
LEVELS_OF_UNITS = {
    "commune": "xã",
    "department": "sở, ngành",
    "district": "huyện",
    "province": "tỉnh, thành phố",
    "region": "vùng",
    "national": "cả nước",
    "benchmark": "mức so sánh",
}
