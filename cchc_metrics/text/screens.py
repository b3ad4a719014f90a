"""Words of the working screens: what may be chosen on them, and what is said beside their pictures."""

from cchc_metrics.text.words import STATISTICAL, Status

INDICES_HEAD = "Các chỉ số"
# The two readings of a chain of years, one under the other; where a survey's margin is known they may differ.
FORMAL, STATISTICALLY = "Theo giá trị", "Theo thống kê"
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
REFERENCE, NO_REFERENCE = "Đường so sánh", "Không vẽ"
NOT_ALIKE = "{unit}: không có số nào cùng cách tính để vẽ bên cạnh."
BESIDE = "Đường mảnh: {unit}, cùng cách tính."
HOLLOW_ALONE = "Chấm rỗng: số chưa chính thức."
HOLLOW = "Chấm rỗng, nét đứt: số chưa chính thức."
WHISKERS = "Vạch đứng qua chấm: khoảng tin cậy 95 % của khảo sát."
IF_KEPT = "nếu giữ nhịp: {value}"
AHEAD = "Nét chấm thưa: đến {due} nếu giữ nhịp từ {first} đến {year}."
HATCHED = "thanh sọc: số chưa chính thức"
PUBLISHED_PLACES = "Chỉ công bố thứ hạng: {places}."
PLACE_IN_YEAR = "năm {year} hạng {place}"
PLACE_SHORT = "hạng công bố {place}"
AREA_SHOWN = {
    "chi-tieu": "Chỉ tiêu trong năm", "qua-cac-nam": "Qua các năm", "theo-nhom": "Theo nhóm và kênh",
    "so-ho-so": "Số hồ sơ",
    "nhiem-vu": "Nhiệm vụ",
}
INDEX_SHOWN = {"thay-doi": "Vì sao thay đổi", "thanh-phan": "Thành phần", "vi-tri": "Vị trí"}
CHOSEN_TARGET = "Chỉ tiêu đang xem"
TARGET_COLUMNS = ("Chỉ tiêu", "Trước · nay · cần", "Kết luận", "Giá trị", "Cần")
NO_FIGURES_OF = "Chưa có số liệu {name} của {unit}."
NOT_DRAWN = "Không vẽ được: {series}."
NOT_DRAWN_WHY = {"missing": "chưa có số liệu", "apart": "không cùng cách tính với năm gốc"}
NO_GROUPS = "Chưa có số đếm theo nhóm hay theo kênh của chỉ tiêu này."
SHARE = "{share} số hồ sơ"
SMALL = "Mẫu số dưới {below}, nên 1 trường hợp làm đổi: {named}."
RATE_AND_MIX = "Do tỷ lệ trong từng nhóm: {rate}; do cơ cấu giữa các nhóm: {mix}. Hai phần cộng lại đúng bằng thay đổi."
GROUPS_LEGEND = "Thanh đậm: năm {year} · thanh nhạt: năm trước"
LADDER = {
    "points": "Mức sàn đọc theo điểm %: mỗi năm thêm {step} điểm % cho đến {until} %; "
              "phép thử thứ hai: hơn năm trước ít nhất {step} điểm %.",
    "relative": "Mức sàn đọc theo tỷ lệ tăng: mỗi năm bằng năm trước cộng {step} % của chính nó, cho đến {until} %.",
}
NOTHING_CHOSEN = "chưa chọn"
# Columns of a table that stand in a file taken out, so that each row can be told from where it came.
TAKEN = {"title": "Bảng", "filters": "Bộ lọc", "source": "Nguồn của bảng", "day": "Ngày lấy ra"}
