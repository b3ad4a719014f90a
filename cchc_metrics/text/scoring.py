"""The words of the scoring room: the page Chấm điểm, its files and its tables."""

from cchc_metrics.text import words

TITLE = "Chấm điểm"
SHEET_HEAD, SHEET_CRITERIA, SHEET_BANDS = "Bộ tiêu chí", "Tiêu chí", "Xếp loại"
HEAD_ROWS = {
    "id": "Mã", "name": "Tên", "short": "Tên ngắn", "from_year": "Từ năm", "to_year": "Đến năm",
    "levels": "Cấp áp dụng", "maximum": "Tổng điểm", "not_applicable": "Tiêu chí không áp dụng",
    "illustrative": "Minh họa", "decision": "Văn bản", "decided": "Ngày văn bản", "source": "Nguồn",
    "index": "Chỉ số", "method": "Cách tính",
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
