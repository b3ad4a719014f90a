"""What every column of the open data and of a hand-over package means: type, unit of measure, meaning."""

from collections.abc import Mapping
from typing import Any

TEXT, NUMBER, WHOLE, DAY, TRUTH = "chữ", "số", "số nguyên", "ngày (yyyy-mm-dd)", "đúng/sai"
OWN_UNIT = "theo measure_unit"
CHANGE_UNIT = "theo measure_unit; với percent là điểm %"
COUNTED = "đơn vị đếm của chỉ tiêu"

# Column: type, unit of measure, meaning. A column means the same in every table.
COLUMNS: Mapping[str, tuple[str, str, str]] = {
    "unit_id": (TEXT, "", "mã đơn vị: tên không dấu"),
    "unit": (TEXT, "", "tên đơn vị"),
    "indicator_id": (TEXT, "", "mã chỉ số hoặc chỉ tiêu"),
    "index_id": (TEXT, "", "mã chỉ số"),
    "tally_id": (TEXT, "", "mã số đếm: số hồ sơ được theo dõi, không có mức cần đạt"),
    "cases": (NUMBER, "hồ sơ", "có bao nhiêu; nhiều kỳ trong năm thì gộp như kế hoạch ghi; trống khi chưa có"),
    "part_id": (TEXT, "", "mã thành phần của chỉ số; trống là cả chỉ số"),
    "breakdown_id": (TEXT, "", "mã cách chia nhóm; trống là toàn bộ"),
    "group_id": (TEXT, "", "mã nhóm; trống là toàn bộ"),
    "name": (TEXT, "", "tên đầy đủ"),
    "short": (TEXT, "", "tên ngắn"),
    "area_id": (TEXT, "", "mã lĩnh vực; chỉ số không thuộc riêng lĩnh vực nào"),
    "year": (WHOLE, "năm", "năm báo cáo: năm mà kỳ số liệu kết thúc"),
    "period_start": (DAY, "", "ngày đầu của kỳ số liệu"),
    "period_end": (DAY, "", "ngày cuối của kỳ số liệu"),
    "numerator": (NUMBER, COUNTED, "tử số; trống khi chưa có"),
    "denominator": (NUMBER, COUNTED, "mẫu số; trống khi chưa có"),
    "value": (NUMBER, OWN_UNIT, "giá trị chưa làm tròn; trống khi chưa có số liệu được nêu ở đây, không bao giờ là 0"),
    "measure_unit": (TEXT, "", "đơn vị đo: percent (0–100), points (điểm), ratio (hệ số)"),
    "maximum": (NUMBER, OWN_UNIT, "điểm tối đa, nơi biết"),
    "target": (NUMBER, OWN_UNIT, "mức cần đạt của năm; với «cao hơn năm trước» là giá trị năm trước"),
    "operator": (TEXT, "", "giá trị so với mức cần đạt: >=, <=, =, <, >"),
    "previous": (NUMBER, OWN_UNIT, "giá trị năm trước; trống khi chưa có hoặc không so được"),
    "change": (NUMBER, CHANGE_UNIT, "giá trị trừ giá trị năm trước"),
    "level": (
        TEXT,
        "",
        "kết luận: met đạt, met_within_error đạt trong sai số, missed_within_error chưa đạt trong sai "
        "số, missed chưa đạt, not_due chưa đến hạn, no_data chưa có số liệu, no_previous chưa so được "
        "(thiếu năm trước), no_activity không phát sinh (0/0), "
        "not_comparable không xét",
    ),
    "direction": (
        TEXT,
        "",
        "so với năm trước theo giá trị: up tăng, down giảm, same bằng, no_data, no_previous, not_comparable",
    ),
    "direction_statistical": (TEXT, "", "như direction, đọc theo sai số; inconclusive chưa kết luận, unknown chưa rõ"),
    "pace": (
        TEXT,
        "",
        "nhịp đến hạn: reached đã đạt, on_track kịp, slow chậm, very_slow rất chậm, moving_away đi lùi, "
        "not_assessed không xét",
    ),
    "gap": (NUMBER, CHANGE_UNIT, "chênh với mức cần đạt; âm là còn thiếu"),
    "exceptions": (NUMBER, COUNTED, "với chỉ tiêu 100 %: số trường hợp chưa đạt"),
    "sample_size": (WHOLE, "phiếu", "số người được hỏi; trống khi không biết hoặc không phải khảo sát"),
    "interval_low": (NUMBER, OWN_UNIT, "đầu dưới của khoảng tin cậy 95 %"),
    "interval_high": (NUMBER, OWN_UNIT, "đầu trên của khoảng tin cậy 95 %"),
    "reported_value": (NUMBER, OWN_UNIT, "giá trị như báo cáo đã in; không dùng thay cho số đếm"),
    "reported_rank": (WHOLE, "hạng", "hạng như đã công bố"),
    "reported_of": (WHOLE, "đơn vị", "số đơn vị được xếp hạng, như đã công bố"),
    "flag": (
        TEXT,
        "",
        "tình trạng số liệu: final chính thức, provisional tạm thời, estimated ước tính, "
        "break điểm gãy, low_reliability độ tin cậy thấp",
    ),
    "method": (TEXT, "", "mã cách tính; hai cách tính khác nhau thì không so với nhau"),
    "source_id": (TEXT, "", "mã nguồn; nhiều nguồn cách nhau bởi dấu +"),
    "as_of": (DAY, "", "ngày mà số liệu được biết"),
    "break_title": (TEXT, "", "điểm gãy ngay trước số của năm này"),
    "break_reason": (TEXT, "", "vì sao không so qua điểm gãy"),
    "owner_id": (TEXT, "", "mã chức danh phụ trách"),
    "owner": (TEXT, "", "chức danh phụ trách"),
    "kind": (TEXT, "", "loại chỉ tiêu: annual hằng năm, by-year đến năm, ladder bậc thang, rising, falling, milestone"),
    "due_year": (WHOLE, "năm", "năm đến hạn; trống khi năm nào cũng xét"),
    "sentence": (TEXT, "", "câu nói điều mà số liệu cho biết"),
    "mark": (TEXT, "", "«SỐ LIỆU MINH HỌA» khi không phải số thật; trống khi là số thật"),
    "title": (TEXT, "", "tên nguồn"),
    "url": (TEXT, "", "địa chỉ của nguồn trên mạng, nơi có"),
    "from_year": (WHOLE, "năm", "năm đầu mà mức cần đạt này được đặt"),
    "in_force": (TRUTH, "", "mức này đang áp dụng cho năm đó"),
    "cite": (TEXT, "", "văn bản và mục đặt ra"),
    "task_id": (TEXT, "", "mã nhiệm vụ"),
    "state": (TEXT, "", "tình trạng được báo cáo: not_started, in_progress, done, late; trống khi chưa có báo cáo"),
    "due": (DAY, "", "hạn; trống khi kế hoạch không nêu ngày"),
    "note": (TEXT, "", "điều khác mà nguồn ghi"),
    "what": (TEXT, "", "việc cuộc họp đã giao"),
    "decided": (DAY, "", "ngày họp"),
    "evidence": (TEXT, "", "văn bản, số liệu làm căn cứ"),
    "recorded_by": (TEXT, "", "người ghi việc vào sổ"),
    "reported": (DAY, "", "ngày báo cáo mới nhất"),
    "entry": (WHOLE, "", "số bút toán trong sổ; 0 là số đi kèm chương trình"),
    "withdrawn": (TRUTH, "", "bút toán đã rút"),
    "place": (TEXT, "", "tệp và dòng hoặc ô"),
    "use": (TEXT, "", "in_use còn hiệu lực, replaced đã có số mới thay, withdrawn đã rút, set_aside không dùng"),
    "number": (WHOLE, "", "số bút toán"),
    "at": (TEXT, "", "lúc ghi, giờ UTC"),
    "by": (TEXT, "", "người ghi"),
    "action": (TEXT, "", "việc: submit nộp, withdraw rút, và các việc khác của sổ"),
    "files": (TEXT, "", "tên các tệp đã nộp"),
    "why": (TEXT, "", "lý do"),
    "hash": (TEXT, "", "mã băm của dòng sổ"),
    "set_back": (WHOLE, "", "bút toán đứng trước mà có ngày giờ sau, khi đồng hồ máy đã lùi"),
    "previous_hash": (TEXT, "", "mã băm của dòng trước"),
    "table": (TEXT, "", "tên bảng"),
    "column": (TEXT, "", "tên cột"),
    "type": (TEXT, "", "kiểu"),
    "measured_in": (TEXT, "", "đơn vị đo"),
    "meaning": (TEXT, "", "ý nghĩa"),
}


LETTERHEAD: Mapping[str, Any] = {
    "co_quan": "tên loại cơ quan ban hành, chữ in hoa",
    "ten_don_vi": "tên xã ban hành, chữ in hoa",
    "so_ky_hieu": "số, ký hiệu; số để trống",
    "dia_danh_ngay": "địa danh và ngày tháng năm",
    "noi_nhan": "danh sách nơi nhận còn hiệu lực ở ngày của văn bản",
    "kem_theo": "dòng «Kèm theo Báo cáo…» của phụ lục",
    "ten_co_quan": "UBND xã, viết trong câu",
    "trich_yeu": "trích yếu nội dung",
    "dau_trang": "SỐ LIỆU MINH HỌA khi số liệu là minh họa, để trống khi là số thật",
    "chan_trang": "bản số liệu, ngày số liệu, bộ lọc, tình trạng số, viết một dòng",
    "thong_tin": "bốn điều đó, mỗi điều một dòng",
    "mo_dau": "danh sách đoạn mở đầu: căn cứ, kỳ báo cáo",
    "ket_thuc": "câu kết thúc, chưa có dấu «./.»",
    "linh_vuc": {"so": "số thứ tự", "ten": "tên lĩnh vực", "cau": "danh sách câu của lĩnh vực"},
    "tieu_de_phu_luc": "tiêu đề phụ lục, chữ in hoa",
}
PERIODIC: Mapping[str, Any] = {
    **LETTERHEAD,
    "chi_dao": "danh sách câu của mục I",
    "ket_qua": "danh sách câu: kết quả đạt được",
    "ton_tai": "danh sách câu: tồn tại, hạn chế",
    "nguyen_nhan": "danh sách câu: nguyên nhân do công chức ghi, hoặc chỗ trống",
    "phuong_huong": "danh sách câu của mục IV",
    "kien_nghi": "danh sách câu của mục V",
    "ten_ky_truoc": "tên cột so sánh của phụ lục: năm trước hoặc cùng kỳ năm trước",
    "phu_luc": {
        "nhom": "đúng với dòng tên nhóm",
        "stt": "số thứ tự",
        "ten": "tên chỉ tiêu hoặc tên nhóm",
        "dvt": "đơn vị tính",
        "tu_so": "tử số",
        "mau_so": "mẫu số",
        "ket_qua": "kết quả",
        "can_dat": "mức cần đạt",
        "ky_truoc": "năm trước hoặc cùng kỳ năm trước",
        "ket_luan": "kết luận",
        "ghi_chu": "nguồn, kỳ, ghi chú",
    },
}
FINAL: Mapping[str, Any] = {
    **LETTERHEAD,
    "chi_so": {"so": "số thứ tự", "ten": "tên chỉ số", "cau": "danh sách câu về chuỗi năm của chỉ số"},
    "con_lai_mo_dau": "danh sách câu dẫn vào việc còn lại",
    "con_lai": "danh sách chỉ tiêu còn lại cho đơn vị kế thừa",
    "danh_gia": "danh sách chỗ trống của đánh giá chung",
    "cac_nam": "danh sách năm của kế hoạch",
    "so_cot": "số cột của một dòng tên nhóm",
    "phu_luc": {
        "nhom": "đúng với dòng tên nhóm",
        "stt": "số thứ tự",
        "ten": "tên chỉ tiêu hoặc tên nhóm",
        "dvt": "đơn vị tính",
        "ke_hoach": "mức của kế hoạch",
        "cac_nam": "danh sách kết quả từng năm",
        "ket_luan": "kết luận năm cuối",
        "nguon": "nguồn và căn cứ",
    },
}
ONE_PAGE: Mapping[str, Any] = {
    "dau_trang": LETTERHEAD["dau_trang"],
    "chan_trang": LETTERHEAD["chan_trang"],
    "tieu_de": "tên trang: đơn vị và năm",
    "chi_so": {
        "ten": "tên chỉ số",
        "gia_tri": "giá trị",
        "thay_doi": "thay đổi so với năm trước",
        "ket_luan": "hình và kết luận",
        "chuoi": "chuỗi năm",
    },
    "linh_vuc": {"ten": "tên lĩnh vực", "cau": "đạt bao nhiêu chỉ tiêu có số liệu"},
    "chu_y": {"so": "số thứ tự", "ten": "chỉ số, chỉ tiêu", "can_cu": "giá trị và mức cần", "phu_trach": "ai, hạn nào"},
    "quyet_dinh": "danh sách việc đã kết luận, chưa xong",
}
# The points of a criterion in the order of the columns of a scored table.
POINTS = ("toi_da", "tu_cham", "tham_dinh", "khao_sat", "diem")
SELF_ASSESSMENT: Mapping[str, Any] = {
    **{name: said for name, said in LETTERHEAD.items() if name not in ("thong_tin", "linh_vuc")},
    "ket_qua": "danh sách câu: điểm và chỉ số của cả bộ tiêu chí",
    "mat_diem": "danh sách tiêu chí mất điểm, mất nhiều trước",
    "no_minh_chung": "danh sách tiêu chí còn nợ tài liệu kiểm chứng",
    "nguyen_nhan": "chỗ trống cho nguyên nhân",
    "giai_phap": "chỗ trống cho giải pháp",
    "phu_luc": {
        "nhom": "đúng với lĩnh vực hoặc tiêu chí có mục con",
        "so": "số",
        "ten": "tên tiêu chí",
        **dict(
            zip(POINTS, ("điểm tối đa", "điểm tự chấm", "điểm thẩm định", "điểm khảo sát", "điểm tính"), strict=True)
        ),
        "cach_tinh": "cách tính, khác biệt với thẩm định",
        "minh_chung": "tài liệu kiểm chứng, giải trình",
    },
}
