"""The words of the published site."""

PAGES = {"index.html": "Tổng quan", "dinh-nghia.html": "Định nghĩa", "du-lieu/index.html": "Dữ liệu mở",
         "the/index.html": "Thẻ nhúng"}
SITE = "Cải cách hành chính"
SKIP = "Đến nội dung"
WAYS = "Các trang"
INDICES, AREAS = "Chỉ số", "Lĩnh vực"
ONLY_APPROVED = (
    "Trang này chỉ có số liệu đã duyệt và đã đến ngày công bố. «Chưa có số liệu» nghĩa là chưa có số liệu được "
    "công bố; không bao giờ là số 0."
)
WITH_ILLUSTRATIONS = "SỐ LIỆU MINH HỌA: trang này có số liệu dựng để minh họa, không phải số thật của xã."
APPROVED, ILLUSTRATED = "số liệu đã duyệt", "có số liệu minh họa chưa duyệt"
HELD_BACK = "Chưa đến ngày công bố: {what}, từ ngày {until}."
EVERYTHING = "mọi số liệu"
SOURCES = "Nguồn số liệu"
NO_SOURCES = "Chưa có số liệu nào được công bố nên chưa có nguồn."
BY_YEAR = "Từng năm"
HEADS = ("Năm", "Giá trị", "Cần đạt", "So năm trước", "Kết luận")
MORE = "Xem đủ"
DEFINED = "Định nghĩa"
TARGETS = "Chỉ tiêu"
ASKED = "Mức cần đạt"
METHODS, BREAKS = "Cách tính", "Điểm gãy của chuỗi"
VERDICTS = "Kết luận viết thế nào"
MEASURED = {"count": "đếm đủ", "survey": "khảo sát mẫu", "score": "chấm điểm"}
DOWNLOADS = "Tải về"
TABLES = {
    "chi-so": "Các chỉ số, mỗi đơn vị và năm một dòng",
    "chi-tieu": "Các chỉ tiêu của kế hoạch, mỗi đơn vị và năm một dòng",
    "thanh-phan": "Thành phần của các chỉ số",
    "nhom": "Số liệu theo nhóm (lĩnh vực thủ tục, kênh nộp)",
    "nguon": "Nguồn của số liệu",
    "tu-dien": "Từ điển dữ liệu: mỗi cột một dòng",
}
TABLES_SAID = (
    "CSV và JSON mã UTF-8, số chưa làm tròn, dấu thập phân là dấu chấm; ô trống (JSON: null) là chưa có. "
    "XLSX có mọi bảng, mỗi bảng một trang."
)
ALL_TABLES = "Mọi bảng trong một tệp XLSX"
DICTIONARY = "Từ điển dữ liệu"
DICTIONARY_HEADS = ("Bảng", "Cột", "Kiểu", "Đơn vị đo", "Ý nghĩa")
CARDS_SAID = (
    "Mỗi thẻ là một trang nhỏ để nhúng vào trang khác bằng thẻ iframe; nó luôn có số mới nhất đã công bố. "
    "Chép dòng mã vào nơi cần; thay {address} bằng địa chỉ của trang này nếu chưa đúng."
)
ADDRESS = "https://DIA-CHI-TRANG-NAY"
CARD_OF = "Thẻ: {name}, {unit}"
CODE = "Mã nhúng"
NOTHING = "không có số liệu nào được duyệt và đến ngày công bố cho {units}"
NOTHING_NEEDED = "ít nhất một số liệu được công bố"
NOTHING_REMEDY = "nộp và duyệt số liệu, chọn đơn vị khác (--unit), hoặc công bố có đánh dấu minh họa (--illustrative)"
NOT_A_SITE = "thư mục đã có thứ khác, không phải trang do lệnh này làm"
NOT_A_SITE_NEEDED = "thư mục chưa có, trống, hoặc trang đã công bố lần trước"
NOT_A_SITE_REMEDY = "chọn thư mục khác"
DONE = "Đã công bố {count} tệp ở {folder}, phiên bản số liệu {fingerprint}."
