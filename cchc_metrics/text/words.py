"""The words of the screen, each in one place."""

import datetime as dt
from dataclasses import dataclass

from cchc_metrics.text import formats

ILLUSTRATIVE = "SỐ LIỆU MINH HỌA"
ILLUSTRATIVE_LONG = (
    "SỐ LIỆU MINH HỌA — không phải số thật của đơn vị. Số thật được nộp vào sẽ thay toàn bộ số minh họa của đơn vị."
)
METHOD_CHANGE = "Đổi cách tính"
# The title of a break that only the flag of a figure tells.
SOURCE_BREAK = "Nguồn ghi có thay đổi"
NO_NAME = "chưa nêu"


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
    "no_previous": Status("◌", "Chưa so được (thiếu năm trước)", "quiet"),
    "no_activity": Status("∅", "Không phát sinh", "quiet"),
    "not_comparable": Status("▢", "Không xét", "quiet"),
}
NOT_DUE = LEVELS["not_due"].word.lower()
# "Chưa đạt" against "each year higher than the year before" reads better as what happened.
DIRECTIONS = {
    "up": Status("↑", "tăng", "good"),
    "down": Status("↓", "giảm", "bad"),
    "same": Status("=", "bằng", "bad"),
    "no_data": Status("○", "chưa có số liệu", "absent"),
    "no_previous": Status("◌", "chưa so được (thiếu năm trước)", "quiet"),
    "not_comparable": Status("▢", "không xét", "quiet"),
}
# Of a year that has not begun; nobody owes its figure yet.
NOT_BEGUN = "chưa đến"
# Under a shape in a narrow place.
DIRECTIONS_SHORT = {
    "up": "tăng",
    "down": "giảm",
    "same": "bằng",
    "no_data": "chưa có",
    "no_previous": "chưa so được",
    "not_comparable": "không xét",
}
STATISTICAL = {
    "up": "tăng rõ",
    "down": "giảm rõ",
    "same": "bằng",
    "no_data": "chưa có số liệu",
    "no_previous": "chưa so được (thiếu năm trước)",
    "not_comparable": "không xét",
    "inconclusive": "chưa kết luận",
    "unknown": "chưa rõ sai số",
}
# The same of some years, in a sentence; the others have no reading.
READINGS = {key: STATISTICAL[key] for key in ("up", "down", "same")} | {
    "inconclusive": "thay đổi còn trong sai số nên chưa kết luận được",
    "unknown": "chưa biết sai số nên chưa kết luận được",
}
PACES = {
    "reached": "đã đạt trước hạn",
    "on_track": "kịp",
    "slow": "chậm",
    "very_slow": "rất chậm",
    "moving_away": "đi lùi",
    "not_assessed": "không xét nhịp",
}
APPLICABLE_MAXIMUM = "Điểm tối đa áp dụng thay đổi"
SECOND_TESTS = {
    "met": "đạt",
    "missed": "không đạt",
    "no_data": "chưa có số liệu",
    "no_previous": "chưa so được (thiếu năm trước)",
    "not_comparable": "không xét",
    "not_assessed": "không xét",
}
FLAGS = {
    "final": "chính thức",
    "provisional": "tạm thời",
    "estimated": "ước tính",
    "break": "có thay đổi, không so với kỳ trước",
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
# What a target asks in a year before its first one.
NO_LIMIT = "chưa đặt mức"
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
    "effect": EFFECTS,
    "use": USES,
}
STATE_UNKNOWN = "chưa có báo cáo"
PAGES = {
    "overview": "Tổng quan",
    "indices": "Chỉ số",
    "areas": "Lĩnh vực",
    "compare": "So sánh",
    "tasks": "Nhiệm vụ",
    "feedback": "Ý kiến người dân",
    "scoring": "Chấm điểm",
    "communes": "Các đơn vị",
    "figures": "Số liệu",
    "reports": "Báo cáo",
    "why": "Vì sao?",
}
FILTERS = {"unit": "Đơn vị", "year": "Năm", "area": "Lĩnh vực", "index": "Chỉ số"}
TABLE = "Bảng số liệu"
FAULT_COLUMNS = ("Ở đâu", "Sai gì", "Cần gì", "Cách sửa")
WAY_OUT = (
    "Các bút toán mâu thuẫn nhau: rút một trong số đó, có ghi lý do, thì dựng lại được. "
    "Bút toán đã duyệt hoặc trong kỳ đã khóa thì người duyệt mở khóa kỳ ấy trước."
)
# A slide has its first words, as of every notice.
UNREAD_FILES = "{files} tệp đã nộp nay không đọc được nữa — số liệu trong đó không có ở đây."
BLANKS_DAMAGE = "Tệp {file} không đọc được — những chỗ đã điền vào văn bản không có ở đây."
YEAR_RULES = {"rising": "phải cao hơn năm trước", "falling": "phải thấp hơn năm trước"}
WHY = "Vì sao?"
AREAS_HEAD = "Các lĩnh vực"
ATTENTION_HEAD = "Việc cần chú ý nhất"
COVERAGE = "Có số liệu {have}/{all} chỉ số, chỉ tiêu của năm {year}; {as_of}."
SET_ASIDE = "Số liệu minh họa không còn dùng từ khi có số thật."
NEWEST_FIGURE = "số mới nhất ngày {day}"
NEWEST_UNKNOWN = "nguồn không ghi ngày số liệu"
OWNER = "Phụ trách"
DUE = "Hạn"
OUTSIDE_PLAN = "Kế hoạch này đặt chỉ tiêu cho cấp {level}; {unit} không thuộc cấp đó nên không xét."
ENDED_BEFORE_PLAN = (
    "{unit} chỉ có đến {day}, trước khi kế hoạch này bắt đầu (năm {year}), nên không xét; số liệu đã nộp vẫn xem được "
    "ở Chỉ số, So sánh và bên cạnh đơn vị kế thừa."
)
SOURCE = "Nguồn"
CITATION = "Căn cứ"
TASKS_HEAD = "Nhiệm vụ"
SMALL_DENOMINATOR = 100
NO_DUE = "trong giai đoạn"
RECURRENCES = {"month": "mỗi tháng", "quarter": "mỗi quý", "half-year": "sáu tháng một lần", "year": "mỗi năm"}
BREAKDOWN = "Chia theo"
SOURCE_UNKNOWN = "Nguồn: xem bảng số liệu"
YES, NO = "có", "không"
NO_TARGETS = "Đơn vị này không có chỉ tiêu định lượng ở lĩnh vực này."
COLUMNS = {
    "unit_name": "Đơn vị",
    "name": "Tên",
    "part_id": "Mã",
    "year": "Năm",
    "from_year": "Từ năm",
    "first_day": "Từ ngày",
    "last_day": "Đến ngày",
    "numerator": "Tử số",
    "denominator": "Mẫu số",
    "value": "Giá trị",
    "reported_value": "Số đã in trong báo cáo",
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
    "partners": "Phối hợp",
    "covered": "Có số liệu",
    "periods_in": "Kỳ đã có",
    "report_due": "Hạn gửi",
    "use": "Hiệu lực",
    "entry": "Lần nộp",
    "place": "Tệp và ô",
    "cite": "Căn cứ",
    "units_all": "Số đơn vị",
    "units_added": "Cộng từ số đơn vị",
    "units_met": "Đơn vị đạt",
    "units_missed": "Đơn vị chưa đạt",
    "units_unknown": "Đơn vị chưa có số liệu",
    "units_apart": "Đơn vị không xét",
    "mark": "Ghi chú",
}
# What a figure is that no entry of the ledger handed in.
SHIPPED = "đi kèm chương trình"
# What the systems that a plan names are for.
SYSTEM_ROLES = {"source": "lấy số liệu", "destination": "gửi số liệu tới", "both": "lấy và gửi số liệu"}
COVERAGE_STATES = {
    "whole": Status("●", "đủ năm", "good"),
    "partly": Status("◐", "một phần năm", "doubtful"),
    "no_activity": Status("∅", "không phát sinh", "quiet"),
    "missing": Status("○", "chưa có", "absent"),
    "owed": Status("◇", "còn nợ", "bad"),
}
COVERAGE_HEAD = "Số liệu đã có và còn thiếu"
PARTS = {"nop": "Nộp số liệu", "so": "Sổ nộp và duyệt", "co": "Đã có và còn thiếu", "nguon": "Nguồn"}
MAY_NOT = "Chỉ xem được: cần quyền “{act}” để làm việc này."
SAVED_AS = "Tệp gốc được giữ nguyên từng byte; rút là một dòng mới trong sổ, không xóa gì."


def store_in_view(as_known: dt.date | None, *, approved_only: bool) -> str:
    """How much of the ledger counts, for every screen and export; empty when all of it does.

    >>> store_in_view(dt.date(2025, 6, 1), approved_only=True)
    'XEM NHƯ TẠI NGÀY 01/06/2025 · CHỈ SỐ LIỆU ĐÃ DUYỆT'
    """
    text = [] if as_known is None else [f"XEM NHƯ TẠI NGÀY {formats.day(as_known)}"]
    return " · ".join([*text, "CHỈ SỐ LIỆU ĐÃ DUYỆT"] if approved_only else text)


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


SITE_PAGES = {
    "index.html": "Tổng quan",
    "dinh-nghia.html": "Định nghĩa",
    "du-lieu/index.html": "Dữ liệu mở",
    "the/index.html": "Thẻ nhúng",
}
FEEDBACK_RECEIVED = "Phản ánh, kiến nghị đã tiếp nhận"
WAYS = "Các trang"
INDICES, AREAS = "Chỉ số", "Lĩnh vực"
SOURCES = "Nguồn số liệu"
ORIGINAL = "Tên gốc"
BY_YEAR = "Từng năm"
HEADS = ("Năm", "Giá trị", "Cần đạt", "So năm trước", "Kết luận")
DEFINITION = "Định nghĩa"
TARGETS = "Chỉ tiêu"
REQUIREMENT = "Mức cần đạt"
MEASUREMENT = {"count": "đếm đủ", "survey": "khảo sát mẫu", "score": "chấm điểm"}
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
CARDS_NOTE = (
    "Mỗi thẻ là một trang nhỏ để nhúng vào trang khác bằng thẻ iframe; nó luôn có số mới nhất đã công bố. "
    "Chép dòng mã vào nơi cần; thay {address} bằng địa chỉ của trang này nếu chưa đúng."
)
ADDRESS = "https://DIA-CHI-TRANG-NAY"
CARD_OF = "Thẻ: {name}, {unit}"
CODE = "Mã nhúng"


BLANK = "[cần bổ sung: {what}]"
# The same on a screen, where nothing can be filled in; an overview has no room for what begins with « ai thay ».
IN_PLACE_OF = " ai thay "
NOT_KNOWN = f"chưa rõ{IN_PLACE_OF}{{post}}"
SUCCESSOR = "nơi phụ trách thay {post}"
REPORT_KINDS = {
    "tong-ket": "Tổng kết giai đoạn",
    "tu-danh-gia": "Tự đánh giá, chấm điểm",
    "mot-trang": "Một trang cho lãnh đạo",
    "phu-luc": "Phụ lục thống kê",
    "trinh-chieu": "Tệp trình chiếu cho cuộc họp",
    "cac-don-vi": "Bảng của mọi đơn vị trong kế hoạch",
}
DATA_LINES = (
    "Bản số liệu: {fingerprint}",
    "Ngày số liệu: {as_of}",
    "Bộ lọc: {filters}",
    "Tình trạng số: {state}",
)
ANNEX_HEAD = "THỐNG KÊ KẾT QUẢ CẢI CÁCH HÀNH CHÍNH {period}"
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
ILLUSTRATIVE_SET = (
    "BỘ TIÊU CHÍ MINH HỌA — soạn để thử cách chấm, không phải bộ tiêu chí của tỉnh Hưng Yên hay của nơi nào khác."
)
UNASSIGNED = "Chưa phân công"
SET = "Bộ tiêu chí"
# What the filter of standing offers, by the word that the address carries.
STANDINGS = {
    "tat-ca": "Tất cả",
    "mat-diem": "Mất điểm",
    "chua-cham": "Chưa có điểm",
    "no-minh-chung": "Nợ tài liệu kiểm chứng",
    "lech": "Thẩm định khác tự chấm",
}
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
PUBLICATION_LOCK = "kết quả đã công bố ở bút toán {entry} nên đã khóa"
# What is expected, what to do, and the command that does it.
REOPEN_FIRST = (
    "đợt đánh giá chưa công bố, hoặc đã mở lại",
    "người duyệt mở lại đợt đánh giá ở mục «Ghi bước đánh giá» của trang Chấm điểm, có ghi lý do, rồi làm lại",
    "cchc score step reopen --why …",
)
NO_SCORES = "Chưa có điểm nào; chưa có không phải là 0."
OWES_EVIDENCE, FROM_FIGURES = "nợ tài liệu kiểm chứng", "số liệu đã nộp"
SHOWN_BESIDE = "Xem thêm"
REFERENCE = "Đường so sánh"


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
    "spent": "Đã chi đến nay",
    "evidence": "Tài liệu kiểm chứng",
}
WHOLE_YEAR = "Cả năm"
SUM = "Cộng các nhóm"
