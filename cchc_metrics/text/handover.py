"""The words of a hand-over package and of its reading."""

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
README = """GÓI BÀN GIAO SỐ LIỆU CẢI CÁCH HÀNH CHÍNH
{unit} · {plan}
{mark}Phiên bản số liệu: {fingerprint}
{as_of}

Đọc lại ở nơi khác, vào một thư mục làm việc trống:
    cchc --workspace THU-MUC-TRONG handover-in TEP-NAY.zip
Mọi câu hỏi của «cchc show» khi đó cho đúng kết quả như ở nơi bàn giao.

Trong gói có:
    bang/            các bảng để đọc, mỗi bảng một tệp CSV (UTF-8); bang/tat-ca.xlsx có đủ các bảng
{tables}
    tep-da-nop/      các tệp đã nộp của đơn vị còn hiệu lực, đúng từng byte; nộp lại được bằng «cchc submit»
    so-cai/          sổ và mọi tệp đã nộp của thư mục làm việc, để đọc lại
    ke-hoach/        kế hoạch, số liệu đi kèm và bộ tiêu chí mà kết luận được tính từ đó
    ban-ke.json      mọi tệp của gói với mã băm SHA-256
"""
PACKED = "Đã đóng gói {files} tệp vào {out}. Mã gói: {code}."
READ = "Đã đọc gói của {unit}: {entries} bút toán, {files} tệp. Mã gói: {code}."
PLAN_KEPT = "Kế hoạch hoặc số liệu đi kèm trong gói khác với bản cài này, nên được giữ trong thư mục làm việc."
SAME = "Kết luận tính lại giống hệt trong gói."
DIFFERENT = "Chú ý: bản chương trình này tính khác gói ở {tables}."
UNCHANGED = "tệp đúng như khi đóng gói"
AGAIN = "lấy lại gói từ nơi bàn giao"
NO_ZIP = "không mở được như một tệp zip"
NO_LIST = "không có bản kê ban-ke.json đọc được"
UNKNOWN_FORMAT = "gói dạng {format}, chương trình này đọc dạng {known}"
FORMAT_NEEDED = "gói cùng dạng"
FORMAT_REMEDY = "dùng bản chương trình mới hơn"
BAD_PATH = "đường dẫn không được dùng trong gói"
BAD_PATH_NEEDED = "đường dẫn trong các thư mục của gói"
MISSING, CHANGED, EXTRA = "thiếu tệp này", "nội dung khác với bản kê", "tệp không có trong bản kê"
BROKEN = "tệp hỏng, không giải nén được"
TOO_LARGE = "gói giải nén ra quá {limit} MB"
LARGE_NEEDED = "gói nhỏ hơn"
ANOTHER_HEAD = "sổ trong gói không kết thúc ở bút toán mà bản kê ghi"
NOT_EMPTY = "thư mục làm việc đã có sổ hoặc số liệu"
NOT_EMPTY_NEEDED = "thư mục làm việc trống"
NOT_EMPTY_REMEDY = "chọn thư mục khác (--workspace), hoặc nộp từng tệp trong tep-da-nop/ bằng «cchc submit»"
