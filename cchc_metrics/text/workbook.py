"""The words of the workbook that officers fill in, and of the one that they get back marked."""

GUIDE, INDICES, SURVEYS, TASKS = "Hướng dẫn", "Chỉ số", "Khảo sát", "Nhiệm vụ"
BY = "Theo {breakdown}"
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
NO_ACTIVITY = "không phát sinh (0/0)"
RISING, FALLING, NOTHING_ASKED = "cao hơn năm {before}", "thấp hơn năm {before}", "không đặt mức"
DUE = "{target} (hết năm {year})"
ILLUSTRATIVE = "(minh họa)"
PEOPLE_ASKED = "{count} phiếu"
NUMERATOR_IS, DENOMINATOR_IS = "Tử số: {words}", "Mẫu số: {words}"
HEADING = "{page} · số liệu năm {year} · {unit}"
FILL_IN = "Chỉ điền các ô nền vàng. Chưa có số liệu thì để trống, không gõ 0."
FULL_NAME = "Sổ số liệu cải cách hành chính năm {year}"
OF_PLAN = "Kế hoạch số {number}: {title}"
OWNER_IS, ALL_OWNERS = "Người điền: {owner}", "Người điền: mọi chức danh"
STEPS_HEAD, PAGES_HEAD, FLAGS_HEAD = "Cách điền", "Các trang", "Tình trạng số liệu"
STEPS = (
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
NO_TARGETS = "Không có trang riêng cho {areas}: kế hoạch không đặt chỉ tiêu định lượng, xem trang {tasks}."
STAMPED = "Mẫu {version} · {plan} · {unit} · {year} · {owner} · bản {catalog}"
FOOTER = "{unit} · {year}"
FILE = "so-lieu-{unit}-{year}{owner}.xlsx"
# The marked workbook.
MARKED_HEAD = "{faults} lỗi và {cautions} lưu ý trong tệp {file}"
MARKED_NONE = "Không tìm thấy lỗi nào trong tệp {file}"
MARKED_HOW = (
    "Bấm vào ô ở cột «Ô» để đến chỗ cần sửa. Ô có lỗi nền đỏ, ô cần xem lại nền cam; lời giải thích ở ghi chú của ô. "
    "Sửa xong, lưu lại rồi nộp chính tệp này."
)
MACROS_DROPPED = "Tệp gốc có macro; bản đánh dấu này không giữ macro."
TURNED = "Tệp gốc không phải .xlsx; bản đánh dấu này chỉ giữ giá trị các ô."
MARKED_COLUMNS = ("STT", "Mức", "Trang", "Ô", "Sai gì", "Cần gì", "Cách sửa")
FAULT, CAUTION = "Lỗi", "Lưu ý"
COMMENT = "{kind}: {problem}\nCần: {expected}\nCách sửa: {remedy}"
AUTHOR = "Kiểm tra số liệu"
MARKED_FILE = "{name}-danh-dau.xlsx"
