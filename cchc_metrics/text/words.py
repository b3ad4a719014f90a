"""The words of the screen, each in one place."""

from dataclasses import dataclass

ILLUSTRATIVE = "SỐ LIỆU MINH HỌA"
ILLUSTRATIVE_LONG = (
    "SỐ LIỆU MINH HỌA — không phải số thật của xã. Số thật được nộp vào sẽ thay toàn bộ số minh họa của đơn vị."
)
METHOD_CHANGED = "Đổi cách tính"
BREAK_FLAGGED, BREAK_FLAGGED_WHY = "Nguồn ghi điểm gãy", "cách tính hoặc địa bàn vừa đổi"
NOT_NAMED = "chưa nêu"
TITLE = "Theo dõi cải cách hành chính"


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
    "overview": "Tổng quan", "indices": "Chỉ số", "areas": "Lĩnh vực", "compare": "So sánh", "tasks": "Nhiệm vụ",
    "scoring": "Chấm điểm", "figures": "Số liệu", "reports": "Báo cáo", "why": "Vì sao?",
}
FILTERS = {"unit": "Đơn vị", "year": "Năm", "area": "Lĩnh vực", "index": "Chỉ số"}
ALL_AREAS = "Tất cả lĩnh vực"
TABLE = "Bảng số liệu"
FAULTS = "Không dựng được số liệu: {count} lỗi cần sửa."
FAULT_COLUMNS = ("Ở đâu", "Sai gì", "Cần gì", "Cách sửa")
CHAIN = "Chuỗi năm"
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
NO_RULE = "kế hoạch không đặt yêu cầu cho mục này, chỉ theo dõi"
STEPS = {
    "value": "Giá trị", "gap": "Chênh với mức cần", "margin": "Sai số 95 %", "change": "So với năm trước",
    "second_test": "Phép thử thứ hai", "required": "Nhịp còn cần mỗi năm", "achieved": "Nhịp đã có mỗi năm",
}
MARGIN = "{below} về phía dưới, {above} về phía trên, tính từ {sample} phiếu"
WHY = "Vì sao?"
UNITS_BESIDE, INDICATORS_BESIDE, HOW = "Các đơn vị", "Các chỉ số, chỉ tiêu", "Cách so"
HOW_TO = {"goc-100": "Gốc 100", "gia-tri": "Giá trị"}
COMPARE_HEAD = "So sánh {first}–{last}"
BASE = "Năm gốc = 100: {year}, năm đầu tiên mọi chuỗi được vẽ đều có số liệu. Không tính qua điểm gãy."
NO_BASE = "Không có năm nào mọi chuỗi đều có số liệu nên không lấy được gốc 100; xem giá trị."
UNITS_DIFFER = "Các chuỗi khác đơn vị đo nên không vẽ chung một trục: chọn «Gốc 100»."
NOTHING_BESIDE = "Chưa có số liệu nào để so; chọn đơn vị và chỉ số khác."
MOST_LINES = "Vẽ {most} chuỗi đầu; bảng có đủ {all} chuỗi."
OF_WHAT = "Chỉ số hoặc chỉ tiêu"
NOT_JUDGED = "Kế hoạch không xét năm {year} cho mục này."
NO_ARITHMETIC = "Chưa có giá trị nên không có phép tính nào."
RULE, THRESHOLD, ARITHMETIC = "Quy tắc", "Mức cần", "Phép tính"
UNROUNDED = "Tính trên số chưa làm tròn; chỉ làm tròn khi viết ra."
METHOD, PERIOD = "Cách tính", "Kỳ số liệu"
HISTORY_HEAD = "Mọi lần nộp của số này, năm {years}"
NO_HISTORY = "Chưa có dòng số liệu nào của năm này hay năm trước."
WHOLE = "toàn bộ"
CELL_HEAD = "Ô trong tệp: {place}"
FILE_GONE = "Không mở được tệp này nữa."
AREAS_HEAD = "Bảy lĩnh vực"
ATTENTION_HEAD = "Ba việc cần chú ý"
NOTHING_MISSED = "Không có chỉ số, chỉ tiêu nào chưa đạt trong số đã có số liệu."
INDICES_MESSAGE = "{all} chỉ số năm {year} so với năm trước: {said}."
AREAS_MESSAGE = "Năm {year}: {behind} trên {all} lĩnh vực còn chỉ tiêu chưa đạt."
ATTENTION_MESSAGE = "Năm {year}: {count} chỉ số, chỉ tiêu chưa đạt; xa mức cần đạt nhất trước."
PRESENT = "Trình chiếu"
NEXT, BEFORE, FIRST, LEAVE = "Tiếp →", "← Trước", "Về đầu", "Thoát"
DARK, LIGHT = "Nền tối", "Nền sáng"
ALONE, BY_HAND = "Tự chuyển", "Dừng tự chuyển"
SCREEN_OF = "{number}/{all}"
COVERAGE = "Có số liệu {have}/{all} chỉ số, chỉ tiêu của năm {year}; {as_of}."
UPDATED = "số mới nhất ngày {day}"
UPDATED_UNKNOWN = "nguồn không ghi ngày số liệu"
NO_FIGURES = "Chưa có số liệu nào của {unit}."
OWNER = "Phụ trách"
DUE = "Hạn"
DUE_YEARLY = "hằng năm"
DUE_IN = "hết năm {year}"
GO_PROVINCE = "Số liệu thật của {unit} →"
NOT_BOUND = "Kế hoạch này đặt chỉ tiêu cho cấp {level}; {unit} không thuộc cấp đó nên không xét."
SOURCE = "Nguồn"
PARTS_HEAD = "Thành phần của {name}"
FROM_YEAR = "Từ năm"
TO_YEAR = "Đến năm"
NO_PARTS = "Chưa có số liệu thành phần."
NO_CHANGE = "Hai năm này không so được với nhau: {why}"
NO_TWO_YEARS = "Cần số liệu của cả hai năm."
NO_PEERS = "Không có đơn vị cùng cấp nào có số liệu năm {year}."
PLACE = "{unit}: hạng {rank} trên {ranked} đơn vị có số liệu năm {year}."
NO_PLACE = "{unit} chưa có giá trị năm {year} nên không xếp hạng ({ranked} đơn vị có số liệu)."
PUBLISHED_PLACE = "Hạng đã công bố: {rank}/{of}."
BREAKS = "Điểm gãy của chuỗi"
TARGETS_HEAD = "Chỉ tiêu năm {year}"
YEARS_HEAD = "Qua các năm"
NUMERATOR = "Tử số"
DENOMINATOR = "Mẫu số"
CITED = "Căn cứ"
KIND = "Loại"
TASKS_HEAD = "Nhiệm vụ"
TASK_COLUMNS = {"name": "Nhiệm vụ", "owner": "Phụ trách", "state": "Tình trạng", "due": "Hạn", "cite": "Căn cứ"}
DEFINITION = "Cách tính"
SMALL_DENOMINATOR = 100
ONE_CASE = "Mẫu số nhỏ: 1 trường hợp = {points}."
REVISED = "Mức cần đạt năm {year} đã được sửa: {versions}."
NO_DUE = "trong giai đoạn"
BREAKDOWN = "Chia theo"
CHANGE_HEAD = "Điều gì làm {name} thay đổi, {first} → {last}"
PLACE_HEAD = "Vị trí về {name} năm {year}"
GROUPS_HEAD = "{name} theo {by}, năm {year}"
AS_OF = "số liệu ngày"
SOURCE_UNKNOWN = "Nguồn: xem bảng số liệu"
TAKE_OUT = "Lấy ra"
NO_SUCH_FILE = "Không có hình hoặc bảng nào ở địa chỉ này."
YES, NO = "có", "không"
NO_TARGETS = "Kế hoạch không đặt chỉ tiêu định lượng cho lĩnh vực này."
OUTSIDE_PLAN = "Kế hoạch xét các năm {first}–{last}; năm {year} chỉ để so sánh, không có chỉ tiêu."
LEGEND = "Thanh đậm: năm {year} · thanh nhạt: năm trước · khung viền: mức cần đạt"
ENDS = "Cao nhất: {best}, {high}. Thấp nhất: {last}, {low}."
COLUMNS = {
    "name": "Tên", "part_id": "Mã", "year": "Năm", "from_year": "Từ năm", "first_day": "Từ ngày",
    "last_day": "Đến ngày", "numerator": "Tử số",
    "denominator": "Mẫu số", "value": "Giá trị", "measure_unit": "Đơn vị đo", "indexed": "Gốc 100",
    "maximum": "Tối đa", "share": "Tỷ trọng, %", "target": "Cần đạt", "in_force": "Đang áp dụng",
    "previous": "Năm trước", "from_value": "Đầu kỳ", "to_value": "Cuối kỳ", "change": "Thay đổi", "effect": "Do",
    "rank": "Hạng", "reported_rank": "Hạng công bố", "reported_of": "Trên số đơn vị", "level": "Kết luận",
    "direction": "So năm trước", "direction_statistical": "Theo thống kê", "pace": "Nhịp", "sample_size": "Số phiếu",
    "flag": "Tình trạng số liệu", "method": "Cách tính", "source_id": "Nguồn", "as_of": "Ngày số liệu",
    "who": "Phụ trách", "covered": "Có số liệu", "periods_in": "Kỳ đã có", "report_due": "Hạn gửi",
    "use": "Hiệu lực", "entry": "Lần nộp", "place": "Tệp và ô", "cite": "Căn cứ", "mark": "Ghi chú",
}
