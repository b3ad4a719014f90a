"""The words of the scoring room: the page Chấm điểm, its files and its tables."""

from collections.abc import Sequence
from typing import Any

from cchc_metrics.text import words

TITLE = "Chấm điểm"
SHEET_HEAD, SHEET_CRITERIA, SHEET_BANDS = "Bộ tiêu chí", "Tiêu chí", "Xếp loại"
HEAD_ROWS = {
    "id": "Mã", "name": "Tên", "short": "Tên ngắn", "from_year": "Từ năm", "to_year": "Đến năm",
    "levels": "Cấp áp dụng", "maximum": "Tổng điểm", "not_applicable": "Tiêu chí không áp dụng",
    "illustrative": "Minh họa", "decision": "Văn bản", "decided": "Ngày văn bản", "source": "Nguồn",
    "index": "Chỉ số", "method": "Cách tính", "cautions": "Lưu ý",
}
CRITERION_COLUMNS = {
    "number": "Số", "id": "Mã", "code": "Mã trong văn bản", "name": "Tên", "maximum": "Điểm tối đa",
    "rule": "Quy tắc chấm", "evidence": "Tài liệu kiểm chứng", "owner": "Phụ trách", "due": "Hạn (tháng-ngày)",
    "due_next_year": "Hạn ở năm sau", "indicator": "Chỉ tiêu", "area": "Lĩnh vực", "part": "Thành phần",
    "levels": "Cấp áp dụng", "cautions": "Lưu ý",
}
BAND_COLUMNS = {"name": "Mức", "at_least": "Từ (%)"}
CONVENTIONS = {"exclude": "bỏ khỏi mẫu số", "full": "hưởng điểm tối đa"}
CONVENTION_CODES = {said: code for code, said in CONVENTIONS.items()}
LEVEL_CODES = {said: code for code, said in words.LEVELS_OF_UNITS.items()}
ILLUSTRATIVE_SET = (
    "BỘ TIÊU CHÍ MINH HỌA — soạn để thử cách chấm, không phải bộ tiêu chí của tỉnh Hưng Yên hay của nơi nào khác."
)
UNKNOWN = "chưa xác định"
UNASSIGNED = "Chưa phân công"
SET, STANDING, SEARCH = "Bộ tiêu chí", "Tình trạng", "Tìm tiêu chí"
SEARCH_HELP = "Tìm tiêu chí, không cần dấu: so hoa"
# What the filter of standing offers, by the word that the address carries.
STANDINGS = {
    "tat-ca": "Tất cả", "mat-diem": "Mất điểm", "chua-cham": "Chưa có điểm", "no-minh-chung": "Nợ minh chứng",
    "lech": "Thẩm định khác tự chấm",
}
MARKS = {
    "full": "▲", "part": "◆", "none": "▼", "unscored": "○", "not_applicable": "▢", "no_activity": "∅",
    "unknown_rule": "○", "tracked": "·",
}
TREE_COLUMNS = ("", "Tiêu chí", "Tối đa", "Tự chấm", "Thẩm định", "Khảo sát", "Tính", "Mất", "Phụ trách, minh chứng")
STEPS = {
    "open": "Mở đợt đánh giá", "assign": "Phân công", "enter": "Nhập kết quả", "approve": "Duyệt",
    "appraise": "Thẩm định", "total": "Tổng hợp", "publish": "Công bố", "reopen": "Mở lại đợt đánh giá",
    "peers": "Bảng của cấp trên",
}
NOT_OPENED = "chưa mở đợt đánh giá của năm này"
NOT_APPROVED = "chưa duyệt kết quả tự chấm của mục {criteria}"
NOT_APPRAISED = "chưa ghi điểm thẩm định nào"
NOT_TOTALLED = "chưa tổng hợp, hoặc kết quả đã đổi sau lần tổng hợp"
COMES_FIRST = "bước «{first}» đứng trước bước «{then}»"
FIRST_OR_WHY = "làm bước ấy trước, hoặc ghi lý do làm trước (ô «Lý do» trên trang, «--why» ở lệnh)"
PUBLISHED = "kết quả đã công bố ở bút toán {entry} nên đã khóa"
# What is expected, and what to do; then a whole fault but for its place.
REOPEN_FIRST = ("đợt đánh giá chưa công bố, hoặc đã mở lại",
                "người duyệt mở lại đợt đánh giá, có ghi lý do («cchc score step reopen --why …»), rồi làm lại")
NOTHING_TO_REOPEN = ("đợt đánh giá chưa công bố nên không khóa", "một đợt đã công bố", "cứ làm bước tiếp theo")
APPROVED = "kết quả đã duyệt ở bút toán {entry}"
UNDO_APPROVAL = ("kết quả chưa ai duyệt", "nhập kết quả mới, hoặc rút bút toán duyệt trước")
NO_WHY = ("chưa nêu lý do mở lại", "lý do", "ghi lý do")
LOCKED = "năm {year} đã khóa ở bút toán {entry}"
OTHER_PERIOD = "chỉ số này năm {year} đã có số của kỳ {period}, chồng lên kỳ của kết quả sẽ công bố"
ONE_PERIOD = ("trong năm chỉ có số của kỳ ấy", "rút lần nộp số đó, rồi công bố lại")
NOTHING_TO_APPROVE = "chưa có kết quả nào để duyệt"
TOGETHER = "mục {numbers} cùng có {room} điểm mà {kind} cộng lại được {sum}"
KINDS = {"self": "điểm tự chấm", "appraised": "điểm thẩm định", "survey": "điểm khảo sát", "points": "điểm được tính"}
UNITS = "{count} đơn vị"
NOT_STARTED = "Chưa có bước nào trong sổ."
WAY_HEAD, TAKE_STEP = "Các bước đánh giá năm {year}", "Ghi một bước của đợt đánh giá"
WHY = "Lý do làm trước bước khác, hoặc mở lại"
INDEX_VALUE = "{points}/{applicable} điểm áp dụng = {value}"
INDEX_OPEN = "Đã có {points} trên {applicable} điểm áp dụng; còn {open} điểm chưa chấm. Chỉ số nằm trong {low}–{high}."
INDEX_UNKNOWN = "Đã có {points} điểm; tổng điểm áp dụng {unknown} vì có tiêu chí chưa rõ điểm tối đa."
WITH_BONUS = "Trong đó có {points} thưởng, ngoài điểm tối đa."
NOTHING_HAPPENED = "chưa có điểm; nếu văn bản coi là không áp dụng thì ghi «Không áp dụng, vì»"
GIVEN_THOUGH_OUT = "Đã ghi là không áp dụng ({why}) nhưng được thẩm định hoặc khảo sát cho {points}."
BY_LEVEL = "ở cấp này"
NOTHING_SCORED = "Chưa có điểm nào; chưa có không phải là 0."
BAND = "xếp «{band}»"
NO_BANDS = "bộ này không có bảng xếp loại"
PROGRESS = "Đã có điểm {scored}/{criteria} tiêu chí · nợ minh chứng {owing}"
STANDS_ON_OWN = "điểm tự chấm, chưa thẩm định"
STANDS_ON_OTHERS = "điểm thẩm định ở {appraised} tiêu chí, còn lại là điểm tự chấm, khảo sát"
LOST_HEAD = "Mất điểm năm {year}"
LOST_AREA_HEAD, LOST_OWNER_HEAD = "Mất điểm theo lĩnh vực", "Mất điểm theo người phụ trách"
LOST_LINE, DEDUCTED_LINE = "{number} {name}: mất {lost} trên {maximum}", "{number} {name}: bị trừ {lost}"
AGAIN = "mất cả năm trước ({before})"
NOTHING_LOST = "Không tiêu chí nào mất điểm trong số đã có điểm."
GAIN = "{name} từ {now} lên {then} thêm {gain}"
GAIN_COUNT = "{name}: từ {now} lên {then} {what} thêm {gain}"
GAIN_LESS = "{name}: từ {now} xuống {then} {what} được lại {gain}"
GAIN_DONE = "{name}: hoàn thành đúng hạn thêm {gain}"
GAINS_HEAD = "Đạt thêm thì được gì"
BAND_HEAD = "Lên «{band}» (từ {at_least}) cần thêm {wanted}"
BAND_WAY = "ít nhất {count} tiêu chí đạt đủ điểm: {names}"
NEXT_BAND = "Mức xếp loại kế tiếp"
NO_GAINS = "Không tiêu chí nào tính được điểm thêm."
BAND_NONE = "Không tính được mức kế tiếp: chỉ số chưa đủ điểm, đã ở mức cao nhất, hoặc không có bảng xếp loại."
NO_SURVEY = "Không tính điểm khảo sát, vì không ai quyết định được."
PEERS_HEAD = "Vị trí theo bảng của cấp trên"
PEERS_LINE = "{name}: hạng {rank} trên {ranked} đơn vị, {value}"
PEERS_ABSENT = "Bảng của cấp trên không có đơn vị này."
NO_PEERS = "Chưa nộp bảng điểm của cấp trên."
CHANGE_HEAD = "So {first} với {last}, trên {count} tiêu chí chung: {change}"
REST = {
    "maximum_differs": "điểm tối đa khác nhau", "no_points": "chưa có điểm ở một trong hai năm",
    "earlier_only": "chỉ có ở năm {first}", "later_only": "chỉ có ở năm {last}",
}
NO_SETS = "Không có bộ tiêu chí nào cho cấp của đơn vị này."
NO_SET_IN_YEAR = "Bộ tiêu chí này chưa áp dụng cho năm {year}."
DOWNLOAD_REPORT, DOWNLOAD_TABLE = "Báo cáo tự đánh giá (.docx)", "Bảng điểm (.xlsx)"
CAUTIONS, ENTER_HEAD = "Lưu ý", "Nhập kết quả một tiêu chí"
OWES, FROM_FIGURES = "nợ minh chứng", "số liệu đã nộp"
DIFFERS = "thẩm định {change} so với tự chấm"
NO_REASON = "chưa nêu lý do"
NOTHING_FOUND = "Không có tiêu chí nào như vậy."
DOWNLOAD_SHEET = "Bảng điểm"
FILE_COLUMNS = ("Số", "Tiêu chí", "Điểm tối đa", "Tự chấm", "Thẩm định", "Khảo sát", "Điểm tính", "Điểm mất",
                "Phụ trách", "Tài liệu kiểm chứng", "Cách tính")
FILE_WIDTHS = (8, 60, 10, 10, 10, 10, 10, 10, 32, 32, 60)
REPORT_ABOUT = "Tự đánh giá, chấm điểm năm {year} của {unit} theo {name}"
REPORT_OPENING = "{issuer} báo cáo kết quả tự đánh giá, chấm điểm năm {year} theo {set} như sau:"
REPORT_ANNEX = "Điểm và cách tính của từng tiêu chí ở phụ lục kèm theo."
REPORT_SCORES = "ĐIỂM TỪNG TIÊU CHÍ NĂM {year}"
NOTHING_OWED = "Không có."
REPORT_CAUSES, REPORT_WAYS = "nguyên nhân; số liệu không nói lên nguyên nhân", "giải pháp, người thực hiện, thời hạn"
CRITERION, EVIDENCE, NOT_ASKED = "Tiêu chí", "Tài liệu kiểm chứng", "không yêu cầu"
DONE, DONE_ON, COUNTED, POINTS = "Đã thực hiện?", "Ngày hoàn thành", "Số {what}", "Điểm theo văn bản"
SURVEYED, NUMERATOR, DENOMINATOR = "Kết quả khảo sát", "Tử số", "Mẫu số"
NOT_APPLICABLE, EXPLANATION = "Không áp dụng, vì", "Giải trình (khi không có tài liệu)"
DOCUMENT, DOCUMENT_DATE, FILE = "Số văn bản", "Ngày văn bản", "Hoặc tệp minh chứng"
APPRAISED, REASON, SAVE = "Điểm thẩm định hoặc khảo sát", "Lý do khác với tự chấm", "Ghi vào sổ"
DUE_ON = "hạn {day}"
STEP, DUE, CRITERIA, ALL_CRITERIA, OWNER = "Bước", "Hạn", "Các tiêu chí", "tất cả tiêu chí", "Người phụ trách"
PEERS_TABLE = "Bảng điểm các đơn vị"
PUBLISHED_BY, PUBLISHED_ON = "Số quyết định công bố", "Ngày quyết định"
STEP_HELP = {
    "open": "Ghi rằng năm này được chấm theo bộ tiêu chí đang chọn, và hạn của đợt.",
    "assign": "Ghi ai nộp kết quả của những tiêu chí nào, hạn khi nào.",
    "approve": "Ghi rằng lãnh đạo đã duyệt kết quả tự chấm; tiêu chí còn nợ minh chứng thì chưa duyệt được.",
    "total": "Ghi tổng điểm như đang tính; còn tiêu chí chưa có điểm thì chưa tổng hợp được.",
    "publish": "Ghi kết quả đã có quyết định công bố; chỉ số của năm lấy theo kết quả này, các bước khác đóng lại.",
    "peers": "Nộp bảng điểm các đơn vị của cấp trên (.xlsx) để biết vị trí của đơn vị mình.",
    "reopen": "Mở lại kết quả đã công bố để sửa, có lý do; việc mở lại ở lại trong sổ.",
}
FAULTS_FOUND = "{count} lỗi; chưa ghi gì vào sổ. Sửa từng chỗ rồi ghi lại."
# Problem, what is expected, and what to do.
NO_DECISION = ("thiếu số hoặc ngày quyết định", "số và ngày của quyết định công bố", "ghi đủ số và ngày")
NO_TABLE = ("chưa chọn tệp", "bảng điểm các đơn vị, có cột «Đơn vị» và «Chỉ số»", "chọn tệp rồi ghi")
NOBODY_NAMED = (
    "chưa chọn tiêu chí hoặc người phụ trách", "ít nhất một tiêu chí và một người phụ trách", "chọn đủ rồi ghi")
NOTHING_SAID, SOMETHING, SAY_SOMETHING = (
    "chưa ghi gì", "kết quả, minh chứng, giải trình hoặc điểm thẩm định", "điền ít nhất một ô rồi ghi")


def taken(entries: Sequence[Any]) -> str:
    """What went into the ledger."""
    said = (f"bút toán {entry.number}: {STEPS[entry.action.removeprefix('score-')]}" for entry in entries)
    return f"Đã ghi {'; '.join(said)}"
