"""The words of the documents that go up to the superior body and into the meeting."""

BLANK = "[cần bổ sung: {what}]"
CAUSE = "nguyên nhân «{name}» chưa đạt"
CAUSE_OF_NO_FIGURE = "nguyên nhân chưa có số liệu «{name}»"
CAUSE_OF_PERIOD = "nguyên nhân của hạn chế ở «{name}»"
KINDS = {"tong-ket": "Tổng kết giai đoạn", "mot-trang": "Một trang cho lãnh đạo", "phu-luc": "Phụ lục thống kê",
         "trinh-chieu": "Tệp trình chiếu cho cuộc họp"}
REPORT = "Báo cáo {period}"
# Names of communes begin with what kind they are; a place name in a document does not.
COMMUNES = ("Xã", "Phường", "Thị trấn", "Đặc khu")
COMMITTEE, COMMITTEE_SHORT = "ỦY BAN NHÂN DÂN", "UBND"
DATE_LINE = "{place}, ngày {day} tháng {month} năm {year}"
NUMBER_LINE = "Số:          /BC-UBND"
SENT_ALONG = "(Kèm theo Báo cáo số          /BC-UBND {day} của {issuer})"
ON_DAY = "ngày {day} tháng {month} năm {year}"
FILED = "Lưu: VT."
TITLE = "Kết quả công tác cải cách hành chính {period}"
TITLE_OF_ANOTHER = "Kết quả công tác cải cách hành chính {period} của {unit}"
TITLE_FINAL = "Tổng kết cải cách hành chính của {unit} giai đoạn {first}–{last}"
PLAN = "{number} ngày {day} của {issuer} về {title}"
OPENING = (
    "Thực hiện {plan}, {issuer} báo cáo kết quả công tác cải cách hành chính {period} "
    "(số liệu từ ngày {first} đến ngày {last}) như sau:"
)
OPENING_YEAR = (
    "Thực hiện {plan}, {issuer} báo cáo kết quả công tác cải cách hành chính {period} (kỳ báo cáo từ ngày "
    "{first} đến ngày {last}; số liệu là số ghi cho năm {year}, kỳ của từng số nêu ở phụ lục) như sau:"
)
OPENING_FINAL = (
    "Thực hiện {plan}, {issuer} báo cáo tổng kết giai đoạn {first}–{last} như sau:"
)
CLOSING = "Trên đây là báo cáo {title}"
OF_ANOTHER = "{unit} tồn tại đến ngày {last}, nay thuộc {issuer}; báo cáo này nói về số liệu của đơn vị đó."
COVERED = "Có số liệu {have}/{all} chỉ tiêu của kỳ."
SAME_DAYS = "Số liệu của các chỉ số, chỉ tiêu là số từ ngày {first} đến ngày {last}, trừ nơi ghi khác."
SAME_DAYS_OF = "Số liệu năm {year} là số từ ngày {first} đến ngày {last}, trừ nơi ghi khác."
NO_FIGURES_OF = "Chưa có số liệu của kỳ: {names}. Phụ trách: {owner}."
NO_TARGETS = "Kế hoạch không đặt chỉ tiêu định lượng cho lĩnh vực này."
TASK = "Nhiệm vụ «{name}»: {state}{day}."
TASK_NOTE = " Ghi chú của báo cáo nhiệm vụ: “{note}”"
REPORTED_ON = ", báo cáo ngày {day}"
NOTED = "Ghi chú nộp kèm số liệu «{name}» ({source}, ngày {day}): “{note}”"
DECIDED = "Cuộc họp ngày {day} giao: “{text}” Phụ trách: {owner}. Hạn: {due} ({by} ghi)."
SO_FAR = " Tình trạng: {state}."
INDEX_OF_YEAR = "{sentence} Chỉ số này công bố theo năm; đây là số của năm {year}."
RECEIVERS_WANTED = BLANK.format(what="nơi nhận ở cấp trên, theo văn bản của tỉnh")
BLANKS = {
    "direction": "số văn bản chỉ đạo đã ban hành, số cuộc họp, kiểm tra, tuyên truyền của kỳ",
    "results": "kết quả nổi bật ngoài các số trên",
    "next": "nhiệm vụ trọng tâm kỳ sau do lãnh đạo giao",
    "proposals": "kiến nghị, đề xuất với cấp trên",
}
MET_COUNT = "Đạt {met}/{judged} chỉ tiêu có số liệu và đến hạn: {names}."
NONE_MET = "Không đạt chỉ tiêu nào trong {judged} chỉ tiêu có số liệu và đến hạn."
NONE_DUE = "Chưa có chỉ tiêu nào vừa có số liệu vừa đến hạn."
MISSED_COUNT = "Chưa đạt {missed}/{judged} chỉ tiêu có số liệu và đến hạn, nêu từng chỉ tiêu dưới đây."
SHORT_OF = "{name}: {value}, {asked}. Phụ trách: {owner}."
CASES_LEFT = "{name}: kỳ này còn {count} trường hợp trên {all} so với mức cần {target}. Phụ trách: {owner}."
FELL = "{name}: {change} so với cùng kỳ năm trước. Phụ trách: {owner}."
NOTHING_SHORT = "Không có chỉ tiêu nào chưa đạt trong số đã có số liệu; chưa có số liệu {missing} chỉ tiêu."
NOTHING_SHORT_PERIOD = "Số liệu của kỳ không cho thấy trường hợp nào thiếu so với mức 100 % hay thấp hơn cùng kỳ."
NEXT_TARGET = "Đưa «{name}» từ {value} tới mức {asked}. Phụ trách: {owner}."
DUE_LATER, DUE_PAST = " vào năm {year}", " mà kế hoạch đặt cho năm {year}"
NEXT_TASK = "Tiếp tục nhiệm vụ «{name}» ({state}). Phụ trách: {owner}.{due}"
DUE_ON = " Hạn: {due}."
GIVE_FIGURES = "Bổ sung số liệu của {count} chỉ tiêu chưa có số liệu của kỳ, đã nêu ở từng lĩnh vực."
REMAINS = "«{name}»: {value}; kế hoạch của năm {year}: {asked}."
REMAINS_UNKNOWN = "«{name}»: chưa có số liệu năm {year}; kế hoạch của năm đó: {asked}."
HANDED_TO = "Các mức của năm {year} mà {unit} chưa đạt hoặc chưa có số liệu, để {successor} tiếp tục theo dõi:"
NO_SUCCESSOR = "Các mức của năm {year} chưa đạt hoặc chưa có số liệu:"
NOTHING_REMAINS = "Không còn chỉ tiêu nào của năm {year} chưa đạt hoặc chưa có số liệu."
DATA_LINES = (
    "Bản số liệu: {fingerprint}",
    "Ngày số liệu: {as_of}",
    "Bộ lọc: {filters}",
    "Tình trạng số: {state}",
)
STATE_OF_FIGURES = "{final} chính thức, {other} tạm thời hoặc ước tính, {missing} chưa có"
AS_OF_UNKNOWN = "nguồn không ghi"
UNITS = {"percent": "%", "points": "điểm", "ratio": "hệ số"}
ANNEX_HEAD = "THỐNG KÊ KẾT QUẢ CẢI CÁCH HÀNH CHÍNH {period}"
NO_VERDICT = "xét theo năm"
INDICES_HEAD = "Chỉ số"
DAYS_MISSING = "thiếu {days} ngày"
SHEET, SHEET_ABOUT = "Phụ lục", "Bản số liệu"
ATTENTION = "Ba việc cần chú ý"
DECISIONS = "Việc đã kết luận, đến hạn"
NO_DECISIONS = "Chưa có kết luận cuộc họp nào ghi trong hệ thống."
OVERDUE = ", quá hạn {days} ngày"
FOUR_INDICES = "Bốn chỉ số phải tăng mỗi năm"
INDEX_COLUMNS = ("Chỉ số", "Giá trị", "So năm trước", "Kết luận", "Chuỗi năm")
MORE = "và {count} việc nữa"
ONE_PAGE_HEAD = "CẢI CÁCH HÀNH CHÍNH {unit}, NĂM {year}"
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
TOTAL = "Số dòng có kết quả"
LINK, LINK_UNKNOWN = "{year}: {value} ({direction})", "{year}: {value}"
NO_LINK = "năm trước chưa có số liệu"
BLANKS_FINAL = (
    "đánh giá chung của lãnh đạo", "nguyên nhân của các chỉ tiêu chưa đạt", "bài học kinh nghiệm",
    "kiến nghị, đề xuất với cấp trên",
)
# Faults.
PLACE, PERIODIC = "{kind}, {period}", "Báo cáo định kỳ"
NOT_OF_THE_PLAN = "kế hoạch này đặt chỉ tiêu cho cấp {level}; {unit} không thuộc cấp đó"
YEAR_OUTSIDE = "kế hoạch không xét năm {year}"
NO_FIGURES = "{unit} không có số liệu nào của {period} (từ {first} đến {last})"
NO_FIGURES_BUT = "; có số của năm {year} ghi kỳ {periods}, không nằm trong các ngày đó"
GONE_BEFORE = "{unit} chỉ có đến {last}, trước kỳ báo cáo {period}"
BEGUN_AFTER = "{unit} chỉ có từ {first}, sau kỳ báo cáo {period}"
RETIRED = "tên «{name}» không còn dùng từ {day}, mà văn bản đề ngày {date}"
# The page.
KIND, DAY, MAKE = "Loại văn bản", "Ngày ghi trên văn bản", "Lập văn bản"
SPAN = "{name}: số liệu từ {first} đến {last}, hạn gửi {due}. Căn cứ: {cite}."
SPAN_YEAR = "{name}: số liệu của năm {year}."
ISSUED_BY = "Nơi ban hành ở ngày đó: {issuer}. Nơi nhận: {receivers}."
MISSING_BEFORE = "Còn thiếu {missing}/{all} chỉ tiêu của kỳ; chỗ thiếu được ghi rõ trong văn bản."
NOTHING_MISSING = "Đủ số liệu của {all}/{all} chỉ tiêu."
OWED_HEAD, OWES = "Ai nợ số liệu", "{owner} ({count} chỉ tiêu): {names}"
MAKING, MADE = "{name}: đang lập…", "{name}: đã lập xong"
DOWNLOAD = "Tải về {file}"
TEMPLATE_HEAD = "Mẫu Word và các trường được dùng"
TEMPLATE_SAID = "Tải mẫu, sửa trong Word rồi lưu đè vào data/templates/{file}; trường lạ sẽ bị nêu lỗi."
FIELD_COLUMNS = ("Trường", "Thành gì")
