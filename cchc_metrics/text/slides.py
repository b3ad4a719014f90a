"""The words of the slides."""

FILTERS = "{unit} · năm {year}"
FOOTER = "Phiên bản số liệu {fingerprint} · {as_of} · {approval}"
ILLUSTRATED = "số liệu minh họa, không qua duyệt"
PUBLISHED = "số đã công bố, có nguồn"
APPROVED = "mọi lần nộp của đơn vị đã được duyệt"
WAITING = "{waiting}/{all} lần nộp của đơn vị chưa duyệt"
MORE_SOURCES = "…; đủ nguồn ở phần ghi chú"
INDICES_HEAD = ("Chỉ số", "Giá trị", "So năm trước", "Kết luận")
YEARS_HEAD = ("Năm", "Giá trị", "So năm trước", "Kết luận")
AREAS_HEAD = ("Lĩnh vực", "Đạt", "Chưa đạt", "Chưa có số liệu", "Không phát sinh", "Chưa đến hạn", "Không xét")
ATTENTION_HEAD = ("Việc", "Số liệu", "Cần", "Phụ trách", "Hạn")
DECISIONS_HEAD = ("Việc", "Phụ trách", "Hạn", "Tình trạng", "Báo cáo gần nhất")
TARGETS_HEAD = ("Chỉ tiêu", "Giá trị", "Số đếm", "Cần đạt", "So năm trước", "Kết luận")
RANK = "hạng {place}"
TABLE_OF = "Bảng số liệu: {area} năm {year}"
TABLE_PART = "{title} ({part}/{parts})"
NOTHING = "{unit} không có số liệu nào của năm {year}"
NOTHING_NEEDED = "một năm có số liệu: {years}"
NOTHING_REMEDY = "chọn năm khác (--year), hoặc nộp số liệu"
NO_YEAR = "chưa năm nào"
