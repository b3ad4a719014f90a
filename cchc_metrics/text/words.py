"""The words of the screen, each in one place."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pandas import DataFrame

from cchc_metrics.days import local_day
from cchc_metrics.text import formats
from cchc_metrics.text.sentence import counts, owner

ILLUSTRATIVE = "SỐ LIỆU MINH HỌA"
ILLUSTRATIVE_LONG = (
    "SỐ LIỆU MINH HỌA — không phải số thật của xã. Số thật được nộp vào sẽ thay toàn bộ số minh họa của đơn vị."
)
METHOD_CHANGED = "Đổi cách tính"
NOT_NAMED = "chưa nêu"


@dataclass(frozen=True)
class Status:
    """How a verdict looks: a shape and a word say it, the tone only repeats it."""

    shape: str
    word: str
    tone: str


# Within the margin is a diamond: filled when the target is met, hollow when it is missed.
LEVELS = {
    "met": Status("▲", "Đạt", "good"),
    "met_within_error": Status("◆", "Đạt, trong sai số", "doubtful"),
    "missed_within_error": Status("◊", "Chưa đạt, trong sai số", "doubtful"),
    "missed": Status("▼", "Chưa đạt", "bad"),
    "not_due": Status("▷", "Chưa đến hạn", "quiet"),
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
# Under a shape in a narrow place.
DIRECTIONS_SHORT = {"up": "tăng", "down": "giảm", "same": "bằng", "no_data": "chưa có", "not_comparable": "không xét"}
STATISTICAL = {
    "up": "tăng rõ",
    "down": "giảm rõ",
    "same": "bằng",
    "no_data": "chưa có số liệu",
    "not_comparable": "không xét",
    "inconclusive": "chưa kết luận",
    "unknown": "chưa rõ sai số",
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
EFFECTS_SHORT = {"rate": "tỷ lệ", "mix": "cơ cấu"}
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
USES = {"in_use": "còn hiệu lực", "replaced": "đã có số mới thay", "withdrawn": "đã rút", "set_aside": "không dùng"}
CODES = {
    "level": {key: status.word for key, status in LEVELS.items()},
    "direction": {key: status.word for key, status in DIRECTIONS.items()},
    "direction_statistical": STATISTICAL,
    "pace": PACES,
    "flag": FLAGS,
    "measure_unit": {"percent": "%", "points": "điểm", "ratio": "hệ số"},
    "effect": EFFECTS,
    "use": USES,
}
STATE_UNKNOWN = "chưa có báo cáo"
# Before the value asked: "cần ≥ 90 %", "cần 100 %".
OPERATORS = {">=": "≥ ", "<=": "≤ ", "=": "", "<": "< ", ">": "> "}
LEVELS_OF_UNITS = {
    "commune": "xã",
    "department": "sở, ngành",
    "district": "huyện",
    "province": "tỉnh, thành phố",
    "region": "vùng",
    "national": "cả nước",
    "benchmark": "mức so sánh",
}
PAGES = {
    "overview": "Tổng quan",
    "indices": "Chỉ số",
    "areas": "Lĩnh vực",
    "compare": "So sánh",
    "tasks": "Nhiệm vụ",
    "scoring": "Chấm điểm",
    "figures": "Số liệu",
    "reports": "Báo cáo",
    "why": "Vì sao?",
}
FILTERS = {"unit": "Đơn vị", "year": "Năm", "area": "Lĩnh vực", "index": "Chỉ số"}
TABLE = "Bảng số liệu"
FAULT_COLUMNS = ("Ở đâu", "Sai gì", "Cần gì", "Cách sửa")
YEAR_RULES = {"rising": "phải cao hơn năm trước", "falling": "phải thấp hơn năm trước"}
# The table of levels of the method, a sentence each.
LEVEL_RULES = {
    "met": "giá trị chưa làm tròn đạt mức cần",
    "met_within_error": "giá trị đạt mức cần, nhưng chênh lệch nhỏ hơn sai số 95 % của khảo sát",
    "missed_within_error": "giá trị chưa đạt mức cần, nhưng chênh lệch nhỏ hơn sai số 95 % của khảo sát",
    "missed": "giá trị chưa làm tròn chưa đạt mức cần",
    "not_due": "mức này tính đến hết năm {due}; trước đó chỉ xét nhịp",
    "no_data": "đã đến hạn mà chưa có số liệu; không lấy số của năm khác thay vào",
    "no_activity": "mẫu số bằng 0 thì không phát sinh, không phải đạt cũng không phải chưa đạt",
    "not_comparable": "không có năm trước cùng cách tính để so, hoặc không thuộc diện xét",
}
STEPS = {
    "value": "Giá trị",
    "gap": "Chênh với mức cần",
    "margin": "Sai số 95 %",
    "change": "So với năm trước",
    "second_test": "Phép thử thứ hai",
    "required": "Nhịp còn cần mỗi năm",
    "achieved": "Nhịp đã có mỗi năm",
}
WHY = "Vì sao?"
HOW = "Cách so"
HOW_TO = {"goc-100": "Gốc 100", "gia-tri": "Giá trị"}
CELL_HEAD = "Ô trong tệp: {place}"
AREAS_HEAD = "Bảy lĩnh vực"
ATTENTION_HEAD = "Ba việc cần chú ý"
NOTHING_MISSED = "Không có chỉ số, chỉ tiêu nào chưa đạt trong số đã có số liệu."
COVERAGE = "Có số liệu {have}/{all} chỉ số, chỉ tiêu của năm {year}; {as_of}."
UPDATED = "số mới nhất ngày {day}"
UPDATED_UNKNOWN = "nguồn không ghi ngày số liệu"
OWNER = "Phụ trách"
DUE = "Hạn"
GO_PROVINCE = "Số liệu thật của {unit} →"
NOT_BOUND = "Kế hoạch này đặt chỉ tiêu cho cấp {level}; {unit} không thuộc cấp đó nên không xét."
SOURCE = "Nguồn"
FROM_YEAR = "Từ năm"
TO_YEAR = "Đến năm"
NO_PARTS = "Chưa có số liệu thành phần."
NO_TWO_YEARS = "Cần số liệu của cả hai năm."
NUMERATOR = "Tử số"
DENOMINATOR = "Mẫu số"
CITED = "Căn cứ"
TASKS_HEAD = "Nhiệm vụ"
TASK_COLUMNS = {"name": "Nhiệm vụ", "owner": "Phụ trách", "state": "Tình trạng", "due": "Hạn", "cite": "Căn cứ"}
SMALL_DENOMINATOR = 100
NO_DUE = "trong giai đoạn"
BREAKDOWN = "Chia theo"
SOURCE_UNKNOWN = "Nguồn: xem bảng số liệu"
NO_SUCH_FILE = "Không có hình hoặc bảng nào ở địa chỉ này."
YES, NO = "có", "không"
NO_TARGETS = "Kế hoạch không đặt chỉ tiêu định lượng cho lĩnh vực này."
COLUMNS = {
    "name": "Tên",
    "part_id": "Mã",
    "year": "Năm",
    "from_year": "Từ năm",
    "first_day": "Từ ngày",
    "last_day": "Đến ngày",
    "numerator": "Tử số",
    "denominator": "Mẫu số",
    "value": "Giá trị",
    "measure_unit": "Đơn vị đo",
    "indexed": "Gốc 100",
    "maximum": "Tối đa",
    "share": "Tỷ trọng, %",
    "target": "Cần đạt",
    "in_force": "Đang áp dụng",
    "previous": "Năm trước",
    "from_value": "Đầu kỳ",
    "to_value": "Cuối kỳ",
    "change": "Thay đổi",
    "effect": "Do",
    "rank": "Hạng",
    "reported_rank": "Hạng công bố",
    "reported_of": "Trên số đơn vị",
    "level": "Kết luận",
    "direction": "So năm trước",
    "direction_statistical": "Theo thống kê",
    "pace": "Nhịp",
    "sample_size": "Số phiếu",
    "flag": "Tình trạng số liệu",
    "method": "Cách tính",
    "source_id": "Nguồn",
    "as_of": "Ngày số liệu",
    "who": "Phụ trách",
    "covered": "Có số liệu",
    "periods_in": "Kỳ đã có",
    "report_due": "Hạn gửi",
    "use": "Hiệu lực",
    "entry": "Lần nộp",
    "place": "Tệp và ô",
    "cite": "Căn cứ",
    "mark": "Ghi chú",
}


Row = Mapping[Any, Any]
COUNTED_DAY = "XEM NHƯ TẠI NGÀY {day}"
COUNTED_APPROVED = "CHỈ SỐ LIỆU ĐÃ DUYỆT"
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
FIGURE_CHANGES = {"added": "thêm mới", "changed": "thay đổi", "gone": "không còn dùng"}
NOTHING_NEW = "Các tệp này đã nộp rồi, hoặc không có số liệu nào khác với số đã có; không có gì thay đổi."
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
    "number": "Bút toán",
    "at": "Lúc",
    "by": "Người làm",
    "action": "Việc",
    "files": "Tệp",
    "target": "Về bút toán",
    "period": "Kỳ",
    "why": "Lý do",
    "state": "Tình trạng",
}
COVERED = {
    "whole": Status("●", "đủ năm", "good"),
    "partly": Status("◐", "một phần năm", "doubtful"),
    "no_activity": Status("∅", "không phát sinh", "quiet"),
    "missing": Status("○", "chưa có", "absent"),
    "owed": Status("◇", "còn nợ", "bad"),
}
COVERAGE_HEAD = "Số liệu đã có và còn thiếu"
OWED_COLUMNS = {
    "owner": "Phụ trách",
    "name": "Chỉ số, chỉ tiêu",
    "year": "Năm",
    "covered": "Tình trạng",
    "periods": "Kỳ đã có",
    "due": "Hạn gửi",
    "days": "Quá hạn (ngày)",
}
PARTS = {"nop": "Nộp số liệu", "so": "Sổ nộp và duyệt", "co": "Đã có và còn thiếu", "nguon": "Nguồn"}
FLIP_COLUMNS = ("Chỉ số, chỉ tiêu", "Năm", "Kết luận nào", "Đang là", "Sẽ là")
CHANGE_COLUMNS = ("Việc", "Chỉ số, chỉ tiêu", "Kỳ", "Đang là", "Sẽ là", "Tệp và ô")
MAY_NOT = "Chỉ xem được: cần quyền «{act}» để làm việc này."
REASON = "Lý do"
NEEDS_REASON = "Cần ghi lý do."
SOURCE_COLUMNS = ("Mã", "Nguồn", "Nơi công bố", "Ngày", "Địa chỉ")
SAVED_AS = "Tệp gốc được giữ nguyên từng byte; rút là một dòng mới trong sổ, không xóa gì."


def store_in_view(as_known: dt.date | None, *, approved_only: bool) -> str:
    """How much of the ledger counts, for every screen and export; empty when all of it does.

    >>> counted(dt.date(2025, 6, 1), approved_only=True)
    'XEM NHƯ TẠI NGÀY 01/06/2025 · CHỈ SỐ LIỆU ĐÃ DUYỆT'
    """
    said = [] if as_known is None else [COUNTED_DAY.format(day=formats.day(as_known))]
    return " · ".join([*said, COUNTED_APPROVED] if approved_only else said)


def summary(changes: DataFrame) -> list[str]:
    """How many figures are added, changed and taken away, a line each; illustrative ones told apart."""
    counts = {
        kind: int((changes["kind"].eq(kind) & ~changes["illustrative"] & ~changes["illustrates"]).sum())
        for kind in FIGURE_CHANGES
    }
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
    return (
        FIGURE_CHANGES[row["kind"]],
        named,
        period(row["period_start"], row["period_end"]),
        before,
        after + counts(row),
        str(row["place"]),
    )


def named_entry(row: Row) -> str:
    """An entry in a list to choose from."""
    said = [
        str(row["number"]),
        ACTIONS.get(row["action"], row["action"]),
        row["files"],
        str(row["by"]),
        formats.day(local_day(row["at"])),
    ]
    return " · ".join(part for part in said if part)


def period(first: Any, last: Any) -> str:
    """A period in words: a calendar year as the year alone, anything else as its two days."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return YEAR.format(year=first.year)
    return f"{formats.day(first)}–{formats.day(last)}"


def _said(row: Row) -> tuple[str, str]:
    named = {
        "level": {key: status.word for key, status in LEVELS.items()},
        "direction": {key: status.word for key, status in DIRECTIONS.items()},
        "pace": PACES,
    }[row["verdict"]]
    before, after = (formats.MISSING if formats.missing(row[end]) else named[row[end]] for end in ("before", "after"))
    return before, after


TABLES = {
    "so-lieu": "mọi dòng số liệu từng nộp của đơn vị, còn hiệu lực hay không",
    "chi-so": "các chỉ số và kết luận, mỗi năm một dòng",
    "chi-tieu": "các chỉ tiêu và kết luận, mỗi năm một dòng",
    "thanh-phan": "thành phần của các chỉ số",
    "nhom": "số liệu theo nhóm",
    "so-dem": "số hồ sơ theo nhóm và kênh (đang giải quyết, quá hạn …), mỗi năm một dòng; không có mức cần đạt",
    "so-dem-da-nop": "mọi số hồ sơ từng nộp, còn hiệu lực hay không",
    "muc-can-dat": "mức cần đạt của từng chỉ tiêu, từng năm, từng lần sửa",
    "nhiem-vu": "nhiệm vụ của kế hoạch và tình trạng được báo cáo",
    "viec-da-giao": "việc các cuộc họp đã giao và lần báo cáo mới nhất",
    "nguon": "nguồn của số liệu",
    "so-cai": "sổ: ai nộp, rút, duyệt gì, lúc nào",
    "tu-dien": "từ điển dữ liệu: mỗi cột của mỗi bảng một dòng",
}
AGAIN = "lấy lại gói từ nơi bàn giao"


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
# What was expected, by pydantic's name of the fault.
EXPECTED = {
    "missing": "phải có",
    "string_too_short": "phải có",
    "string_type": "chữ",
    "string_too_long": "không quá {max_length} ký tự; nói thêm thì để ở căn cứ",
    "date_parsing": "ngày dạng 2026-11-25",
    "date_from_datetime_parsing": "ngày dạng 2026-11-25",
    "date_type": "ngày dạng 2026-11-25",
    "literal_error": "một trong: {expected}",
    "extra_forbidden": "không có mục này",
}
DECISION_STATES = STATES | {"no_report": STATE_UNKNOWN}
DECISION_COLUMNS = {
    "decision": "Số",
    "what": "Việc",
    "task": "Nhiệm vụ",
    "area": "Lĩnh vực",
    "about": "Về",
    "post": "Phụ trách",
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
RECORDED_ON = "Việc cuộc họp giao ghi ở trang Nhiệm vụ; cuộc họp sau mở đầu bằng những việc chưa xong."
NONE_DECIDED = "Chưa ghi việc nào do cuộc họp giao."
ALL_DONE = "Không còn việc nào mở; {done} việc đã xong."
OPEN = "Còn mở {open} việc"
OVERDUE, NOT_OVERDUE = "{overdue} việc quá hạn", "không việc nào quá hạn"
DONE = "{done} việc đã xong"
DECIDED_ON = "họp ngày {day}"
REPORTED = "{day}: {state}"
BY = "{by} ghi"
NOTHING_NAMED = "không nêu"
# What a search finds, by kind, in the order of the bar.
RESULT_KINDS = {
    "index": "Chỉ số",
    "target": "Chỉ tiêu",
    "area": "Lĩnh vực",
    "part": "Thành phần",
    "task": "Nhiệm vụ",
    "decision": "Việc đã giao",
    "owner": "Phụ trách",
    "criterion": "Tiêu chí",
}
FIND = "Tìm (phím /)"
NOT_FOUND = "Không thấy «{said}»."
SAVED_NAME = "Tên cho cách xem này"


def standing(row: Mapping[Any, Any]) -> Status:
    """How a decision stands on the day it was asked about: shape, word and tone."""
    if not row["open"]:
        return Status("▲", "Đã xong", "good")
    if row["overdue"]:
        return Status("▼", f"Quá hạn {int(row['days_over'])} ngày", "bad")
    left = int(row["days_left"])
    return Status("◷", f"Còn {left} ngày" if left else "Hạn hôm nay", "quiet")


def decision_count(rows: Iterable[Mapping[Any, Any]]) -> str:
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
    said = (
        f"{OWNER}: {owner(row)}",
        f"{DUE}: {formats.day(row['due'])}",
        DECIDED_ON.format(day=formats.day(row["decided"])),
        about,
        last_said(row),
    )
    return " · ".join(part for part in said if part)


def last_said(row: Mapping[Any, Any]) -> str:
    """What was last reported, with its day; a decision nobody reported on says so."""
    if formats.missing(row["state"]):
        return STATE_UNKNOWN
    said = REPORTED.format(day=formats.day(row["reported"]), state=DECISION_STATES[row["state"]])
    return said if formats.missing(row["note"]) else f"{said} – {row['note']}"


SITE_PAGES = {
    "index.html": "Tổng quan",
    "dinh-nghia.html": "Định nghĩa",
    "du-lieu/index.html": "Dữ liệu mở",
    "the/index.html": "Thẻ nhúng",
}
WAYS = "Các trang"
INDICES, AREAS = "Chỉ số", "Lĩnh vực"
SOURCES = "Nguồn số liệu"
BY_YEAR = "Từng năm"
HEADS = ("Năm", "Giá trị", "Cần đạt", "So năm trước", "Kết luận")
DEFINED = "Định nghĩa"
TARGETS = "Chỉ tiêu"
ASKED = "Mức cần đạt"
MEASURED = {"count": "đếm đủ", "survey": "khảo sát mẫu", "score": "chấm điểm"}
SITE_TABLES = {
    "chi-so": "Các chỉ số, mỗi đơn vị và năm một dòng",
    "chi-tieu": "Các chỉ tiêu của kế hoạch, mỗi đơn vị và năm một dòng",
    "thanh-phan": "Thành phần của các chỉ số",
    "nhom": "Số liệu theo nhóm (lĩnh vực thủ tục, kênh nộp)",
    "nguon": "Nguồn của số liệu",
    "tu-dien": "Từ điển dữ liệu: mỗi cột một dòng",
}
DICTIONARY = "Từ điển dữ liệu"
DICTIONARY_HEADS = ("Bảng", "Cột", "Kiểu", "Đơn vị đo", "Ý nghĩa")
CARDS_SAID = (
    "Mỗi thẻ là một trang nhỏ để nhúng vào trang khác bằng thẻ iframe; nó luôn có số mới nhất đã công bố. "
    "Chép dòng mã vào nơi cần; thay {address} bằng địa chỉ của trang này nếu chưa đúng."
)
ADDRESS = "https://DIA-CHI-TRANG-NAY"
CARD_OF = "Thẻ: {name}, {unit}"
CODE = "Mã nhúng"


BLANK = "[cần bổ sung: {what}]"
CAUSE = "nguyên nhân «{name}» chưa đạt"
REPORT_KINDS = {
    "tong-ket": "Tổng kết giai đoạn",
    "mot-trang": "Một trang cho lãnh đạo",
    "phu-luc": "Phụ lục thống kê",
    "trinh-chieu": "Tệp trình chiếu cho cuộc họp",
}
# Names of communes begin with what kind they are; a place name in a document does not.
COMMUNES = ("Xã", "Phường", "Thị trấn", "Đặc khu")
OF_ANOTHER = "{unit} tồn tại đến ngày {last}, nay thuộc {issuer}; báo cáo này nói về số liệu của đơn vị đó."
RECEIVERS_WANTED = BLANK.format(what="nơi nhận ở cấp trên, theo văn bản của tỉnh")
BLANKS = {
    "direction": "số văn bản chỉ đạo đã ban hành, số cuộc họp, kiểm tra, tuyên truyền của kỳ",
    "results": "kết quả nổi bật ngoài các số trên",
    "next": "nhiệm vụ trọng tâm kỳ sau do lãnh đạo giao",
    "proposals": "kiến nghị, đề xuất với cấp trên",
}
DATA_LINES = (
    "Bản số liệu: {fingerprint}",
    "Ngày số liệu: {as_of}",
    "Bộ lọc: {filters}",
    "Tình trạng số: {state}",
)
UNITS = {"percent": "%", "points": "điểm", "ratio": "hệ số"}
ANNEX_HEAD = "THỐNG KÊ KẾT QUẢ CẢI CÁCH HÀNH CHÍNH {period}"
INDEX_COLUMNS = ("Chỉ số", "Giá trị", "So năm trước", "Kết luận", "Chuỗi năm")
ANNEX = {
    "stt": "STT",
    "name": "Chỉ tiêu thống kê",
    "unit": "Đơn vị tính",
    "numerator": "Tử số",
    "denominator": "Mẫu số",
    "value": "Kết quả",
    "asked": "Cần đạt (lời)",
    "target": "Mức cần",
    "previous": "Năm trước",
    "change": "Thay đổi",
    "verdict": "Kết luận",
    "flag": "Tình trạng số liệu",
    "source": "Nguồn",
    "first": "Từ ngày",
    "last": "Đến ngày",
    "as_of": "Ngày số liệu",
}
SAME_PERIOD = "Cùng kỳ năm trước"
BLANKS_FINAL = (
    "đánh giá chung của lãnh đạo",
    "nguyên nhân của các chỉ tiêu chưa đạt",
    "bài học kinh nghiệm",
    "kiến nghị, đề xuất với cấp trên",
)
OWES = "{owner} ({count} chỉ tiêu): {names}"
DOWNLOAD = "Tải về {file}"
FIELD_COLUMNS = ("Trường", "Thành gì")


SHEET_HEAD, SHEET_CRITERIA, SHEET_BANDS = "Bộ tiêu chí", "Tiêu chí", "Xếp loại"
HEAD_ROWS = {
    "id": "Mã",
    "name": "Tên",
    "short": "Tên ngắn",
    "from_year": "Từ năm",
    "to_year": "Đến năm",
    "levels": "Cấp áp dụng",
    "maximum": "Tổng điểm",
    "not_applicable": "Tiêu chí không áp dụng",
    "illustrative": "Minh họa",
    "decision": "Văn bản",
    "decided": "Ngày văn bản",
    "source": "Nguồn",
    "index": "Chỉ số",
    "method": "Cách tính",
    "cautions": "Lưu ý",
}
CRITERION_COLUMNS = {
    "number": "Số",
    "id": "Mã",
    "code": "Mã trong văn bản",
    "name": "Tên",
    "maximum": "Điểm tối đa",
    "rule": "Quy tắc chấm",
    "evidence": "Tài liệu kiểm chứng",
    "owner": "Phụ trách",
    "due": "Hạn (tháng-ngày)",
    "due_next_year": "Hạn ở năm sau",
    "indicator": "Chỉ tiêu",
    "area": "Lĩnh vực",
    "part": "Thành phần",
    "levels": "Cấp áp dụng",
    "cautions": "Lưu ý",
}
BAND_COLUMNS = {"name": "Mức", "at_least": "Từ (%)"}
CONVENTIONS = {"exclude": "bỏ khỏi mẫu số", "full": "hưởng điểm tối đa"}
CONVENTION_CODES = {said: code for code, said in CONVENTIONS.items()}
LEVEL_CODES = {said: code for code, said in LEVELS_OF_UNITS.items()}
ILLUSTRATIVE_SET = (
    "BỘ TIÊU CHÍ MINH HỌA — soạn để thử cách chấm, không phải bộ tiêu chí của tỉnh Hưng Yên hay của nơi nào khác."
)
UNKNOWN = "chưa xác định"
UNASSIGNED = "Chưa phân công"
SET = "Bộ tiêu chí"
# What the filter of standing offers, by the word that the address carries.
STANDINGS = {
    "tat-ca": "Tất cả",
    "mat-diem": "Mất điểm",
    "chua-cham": "Chưa có điểm",
    "no-minh-chung": "Nợ minh chứng",
    "lech": "Thẩm định khác tự chấm",
}
MARKS = {
    "full": "▲",
    "part": "◆",
    "none": "▼",
    "unscored": "○",
    "not_applicable": "▢",
    "no_activity": "∅",
    "unknown_rule": "○",
    "tracked": "·",
}
TREE_COLUMNS = ("", "Tiêu chí", "Tối đa", "Tự chấm", "Thẩm định", "Khảo sát", "Tính", "Mất", "Phụ trách, minh chứng")
ASSESSMENT_STEPS = {
    "open": "Mở đợt đánh giá",
    "assign": "Phân công",
    "enter": "Nhập kết quả",
    "approve": "Duyệt",
    "appraise": "Thẩm định",
    "total": "Tổng hợp",
    "publish": "Công bố",
    "reopen": "Mở lại đợt đánh giá",
    "peers": "Bảng của cấp trên",
}
COMES_FIRST = "bước «{first}» đứng trước bước «{then}»"
PUBLISHED = "kết quả đã công bố ở bút toán {entry} nên đã khóa"
# What is expected, and what to do; then a whole fault but for its place.
REOPEN_FIRST = (
    "đợt đánh giá chưa công bố, hoặc đã mở lại",
    "người duyệt mở lại đợt đánh giá, có ghi lý do («cchc score step reopen --why …»), rồi làm lại",
)
NOTHING_TO_REOPEN = ("đợt đánh giá chưa công bố nên không khóa", "một đợt đã công bố", "cứ làm bước tiếp theo")
UNDO_APPROVAL = ("kết quả chưa ai duyệt", "nhập kết quả mới, hoặc rút bút toán duyệt trước")
NO_WHY = ("chưa nêu lý do mở lại", "lý do", "ghi lý do")
ONE_PERIOD = ("trong năm chỉ có số của kỳ ấy", "rút lần nộp số đó, rồi công bố lại")
POINT_KINDS = {
    "self": "điểm tự chấm",
    "appraised": "điểm thẩm định",
    "survey": "điểm khảo sát",
    "points": "điểm được tính",
}
STEP_REASON = "Lý do làm trước bước khác, hoặc mở lại"
NOTHING_SCORED = "Chưa có điểm nào; chưa có không phải là 0."
NOTHING_LOST = "Không tiêu chí nào mất điểm trong số đã có điểm."
PEERS_HEAD = "Vị trí theo bảng của cấp trên"
REST = {
    "maximum_differs": "điểm tối đa khác nhau",
    "no_points": "chưa có điểm ở một trong hai năm",
    "earlier_only": "chỉ có ở năm {first}",
    "later_only": "chỉ có ở năm {last}",
}
NO_SET_IN_YEAR = "Bộ tiêu chí này chưa áp dụng cho năm {year}."
OWES_EVIDENCE, FROM_FIGURES = "nợ minh chứng", "số liệu đã nộp"
FILE_COLUMNS = (
    "Số",
    "Tiêu chí",
    "Điểm tối đa",
    "Tự chấm",
    "Thẩm định",
    "Khảo sát",
    "Điểm tính",
    "Điểm mất",
    "Phụ trách",
    "Tài liệu kiểm chứng",
    "Cách tính",
)
FILE_WIDTHS = (8, 60, 10, 10, 10, 10, 10, 10, 32, 32, 60)
NOT_ASKED = "không yêu cầu"
SAVE = "Ghi vào sổ"
STEP_DUE, CRITERIA = "Hạn", "Các tiêu chí"
STEP_HELP = {
    "open": "Ghi rằng năm này được chấm theo bộ tiêu chí đang chọn, và hạn của đợt.",
    "assign": "Ghi ai nộp kết quả của những tiêu chí nào, hạn khi nào.",
    "approve": "Ghi rằng lãnh đạo đã duyệt kết quả tự chấm; tiêu chí còn nợ minh chứng thì chưa duyệt được.",
    "total": "Ghi tổng điểm như đang tính; còn tiêu chí chưa có điểm thì chưa tổng hợp được.",
    "publish": "Ghi kết quả đã có quyết định công bố; chỉ số của năm lấy theo kết quả này, các bước khác đóng lại.",
    "peers": "Nộp bảng điểm các đơn vị của cấp trên (.xlsx) để biết vị trí của đơn vị mình.",
    "reopen": "Mở lại kết quả đã công bố để sửa, có lý do; việc mở lại ở lại trong sổ.",
}
# Problem, what is expected, and what to do.
NO_DECISION = ("thiếu số hoặc ngày quyết định", "số và ngày của quyết định công bố", "ghi đủ số và ngày")
NO_TABLE = ("chưa chọn tệp", "bảng điểm các đơn vị, có cột «Đơn vị» và «Chỉ số»", "chọn tệp rồi ghi")
NOBODY_NAMED = (
    "chưa chọn tiêu chí hoặc người phụ trách",
    "ít nhất một tiêu chí và một người phụ trách",
    "chọn đủ rồi ghi",
)


def taken(entries: Sequence[Any]) -> str:
    """What went into the ledger."""
    said = (f"bút toán {entry.number}: {ASSESSMENT_STEPS[entry.action.removeprefix('score-')]}" for entry in entries)
    return f"Đã ghi {'; '.join(said)}"


READINGS = {
    "up": Status("↑", STATISTICAL["up"], "good"),
    "down": Status("↓", STATISTICAL["down"], "bad"),
    "same": Status("=", STATISTICAL["same"], "bad"),
    # A narrow cell breaks before the last two words, never between them.
    "inconclusive": Status("≈", STATISTICAL["inconclusive"].replace("kết luận", "kết\N{NO-BREAK SPACE}luận"), "quiet"),
    "unknown": Status("?", STATISTICAL["unknown"], "quiet"),
    "no_data": Status("○", "chưa có", "absent"),
    "not_comparable": Status("▢", STATISTICAL["not_comparable"], "quiet"),
}
SHOWN_BESIDE = "Xem thêm"
REFERENCE = "Đường so sánh"
AREA_SHOWN = {
    "chi-tieu": "Chỉ tiêu trong năm",
    "qua-cac-nam": "Qua các năm",
    "theo-nhom": "Theo nhóm và kênh",
    "so-ho-so": "Số hồ sơ",
    "nhiem-vu": "Nhiệm vụ",
}
INDEX_SHOWN = {"thay-doi": "Vì sao thay đổi", "thanh-phan": "Thành phần", "vi-tri": "Vị trí"}
TARGET_COLUMNS = ("Chỉ tiêu", "Trước · nay · cần", "Kết luận", "Giá trị", "Cần")
NO_FIGURES_OF = "Chưa có số liệu {name} của {unit}."
NOT_DRAWN_WHY = {"missing": "chưa có số liệu", "apart": "không cùng cách tính với năm gốc"}
LADDER = {
    "points": "Mức sàn đọc theo điểm %: mỗi năm thêm {step} điểm % cho đến {until} %; "
    "phép thử thứ hai: hơn năm trước ít nhất {step} điểm %.",
    "relative": "Mức sàn đọc theo tỷ lệ tăng: mỗi năm bằng năm trước cộng {step} % của chính nó, cho đến {until} %.",
}
# Columns of a table that stand in a file taken out, so that each row can be told from where it came.
TAKEN = {"title": "Bảng", "filters": "Bộ lọc", "source": "Nguồn của bảng", "day": "Ngày lấy ra"}


INDICES_HEAD = ("Chỉ số", "Giá trị", "So năm trước", "Kết luận")
YEARS_HEAD = ("Năm", "Giá trị", "So năm trước", "Kết luận")
AREA_COLUMNS = ("Lĩnh vực", "Đạt", "Chưa đạt", "Chưa có số liệu", "Không phát sinh", "Chưa đến hạn", "Không xét")
ATTENTION_COLUMNS = ("Việc", "Số liệu", "Cần", "Phụ trách", "Hạn")
DECISION_SLIDE_COLUMNS = ("Việc", "Phụ trách", "Hạn", "Tình trạng", "Báo cáo gần nhất")
TARGETS_HEAD = ("Chỉ tiêu", "Giá trị", "Số đếm", "Cần đạt", "So năm trước", "Kết luận")


WHOLE = "Tổng số"
TALLY_COLUMNS = {"group": "Nhóm", "cases": "Số hồ sơ"}


GUIDE, TASKS = "Hướng dẫn", "Nhiệm vụ"
FAULTS = "Lỗi cần sửa"
HEADERS = {
    "row_id": "Mã",
    "name": "Chỉ tiêu",
    "definition": "Cách tính",
    "unit": "Đơn vị",
    "target": "Mục tiêu năm {year}",
    "last_year": "Số năm {before}",
    "period": "Kỳ số liệu",
    "numerator": "Tử số",
    "denominator": "Mẫu số",
    "ratio": "Tỷ lệ (tự tính)",
    "value": "Giá trị",
    "reported_value": "Số đã in trong báo cáo",
    "sample_size": "Số phiếu khảo sát",
    "method": "Bộ tiêu chí, cách đo",
    "reported_rank": "Hạng đã công bố",
    "reported_of": "Trên số đơn vị",
    "source_id": "Nguồn số liệu",
    "as_of": "Ngày số liệu",
    "flag": "Tình trạng số liệu",
    "note": "Ghi chú",
    "owner": "Phụ trách",
    "due": "Hạn",
    "last_state": "Báo cáo gần nhất",
    "state": "Tình trạng",
}
# What the header of one sheet says instead.
HEADERS_OF_INDICES = {"name": "Chỉ số, thành phần"}
HEADERS_OF_GROUPS = {"name": "Nhóm"}
HEADERS_OF_TASKS = {"name": "Nhiệm vụ", "as_of": "Ngày báo cáo"}
# Shown by Excel beside the cell while it is being filled in.
HINTS = {
    "period": "Để «{whole}», chọn một kỳ báo cáo, hoặc gõ hai ngày: 01/01/{year} – 31/03/{year}.",
    "numerator": "Gõ số đếm, không gõ tỷ lệ phần trăm. Chưa có số liệu thì để trống, không gõ 0.",
    "denominator": "Gõ số đếm. Không phát sinh việc nào thì gõ 0 ở cả tử số và mẫu số.",
    "value": "Chỉ gõ khi không có tử số và mẫu số. Phần trăm gõ từ 0 đến 100.",
    "reported_value": "Tỷ lệ hay điểm đã in trong báo cáo, để đối chiếu; không thay cho tử số, mẫu số.",
    "sample_size": "Số người đã trả lời phiếu.",
    "method": "Chọn cách đo đã dùng. Hai năm khác cách đo thì không so với nhau.",
    "reported_rank": "Hạng mà cơ quan đánh giá đã công bố.",
    "reported_of": "Số đơn vị được xếp hạng.",
    "source_id": "Chọn nơi lấy số liệu.",
    "as_of": "Ngày lấy số liệu: ngày/tháng/năm.",
    "flag": "Chọn tình trạng của số liệu.",
    "state": "Chọn tình trạng của nhiệm vụ.",
    "note": "",
}
WRONG = {
    "numerator": "Tử số là số đếm không âm và không lớn hơn mẫu số.",
    "denominator": "Mẫu số là số đếm không âm và không nhỏ hơn tử số.",
    "value": "Giá trị từ 0 đến {largest}.",
    "reported_value": "Giá trị từ 0 đến {largest}.",
    "sample_size": "Số phiếu là số nguyên từ 1.",
    "reported_rank": "Hạng là số nguyên từ 1.",
    "reported_of": "Số đơn vị là số nguyên từ 1.",
    "as_of": "Gõ ngày dạng ngày/tháng/năm, ví dụ 15/12/{year}.",
    "list": "Chọn một giá trị có trong danh sách.",
    "period": "Kỳ này không có trong danh sách. Vẫn dùng nếu đã gõ đủ hai ngày.",
}
WHOLE_YEAR = "Cả năm"
SUM = "Cộng các nhóm"
RISING, NOTHING_ASKED = "cao hơn năm {before}", "không đặt mức"
ILLUSTRATIVE_CELL = "(minh họa)"
PEOPLE_ASKED = "{count} phiếu"
NUMERATOR_IS, DENOMINATOR_IS = "Tử số: {words}", "Mẫu số: {words}"
WORKBOOK_STEPS = (
    "Chỉ điền các ô nền vàng; các ô khác đã khóa để khi nộp máy đọc đúng. Không thêm, xóa, đổi chỗ dòng, cột và trang.",
    "Gõ số đếm vào tử số và mẫu số, không gõ tỷ lệ phần trăm: cột tỷ lệ tự tính.",
    "Chưa có số liệu thì để trống, không gõ 0. Thật sự không phát sinh thì gõ 0 ở cả tử số và mẫu số.",
    "Kỳ số liệu để nguyên nếu là số của cả năm. Số của một quý thì chọn quý đó; các quý được cộng lại theo số đếm.",
    "Mỗi số liệu ghi nguồn, ngày số liệu và tình trạng. Ghi chú nói điều người đọc cần biết.",
    "Khảo sát ghi thêm số phiếu: từ đó máy tính sai số.",
    "Số theo nhóm (lĩnh vực, kênh) cộng lại phải bằng số chung; chỉ điền một trong hai nơi cũng được.",
    "Lưu tệp dạng .xlsx rồi nộp ở trang Số liệu. Tệp có lỗi thì không có gì được lưu; tải tệp đã đánh dấu về để sửa.",
)
FLAGS_MEAN = {
    "final": "đã chốt, không đổi nữa",
    "provisional": "còn có thể đổi khi có số chính thức",
    "estimated": "ước tính vì chưa đếm đủ",
    "break": "cách tính hoặc địa bàn vừa đổi, không so với kỳ trước",
    "low_reliability": "nguồn hoặc cách thu thập chưa chắc chắn",
}
PAGE_COLUMNS = ("Trang", "Số dòng", "Đã điền")
TURNED = "Tệp gốc không phải .xlsx; bản đánh dấu này chỉ giữ giá trị các ô."
MARKED_COLUMNS = ("STT", "Mức", "Trang", "Ô", "Sai gì", "Cần gì", "Cách sửa")
FAULT = "Lỗi"
AUTHOR = "Kiểm tra số liệu"
