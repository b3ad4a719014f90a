"""The fields that the office's Word templates may use, each with what it becomes; lists have fields of their own."""

from collections.abc import Mapping
from typing import Any

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
        "nhom": "đúng với dòng tên nhóm", "stt": "số thứ tự", "ten": "tên chỉ tiêu hoặc tên nhóm",
        "dvt": "đơn vị tính", "tu_so": "tử số", "mau_so": "mẫu số", "ket_qua": "kết quả", "can_dat": "mức cần đạt",
        "ky_truoc": "năm trước hoặc cùng kỳ năm trước", "ket_luan": "kết luận", "ghi_chu": "nguồn, kỳ, ghi chú",
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
        "nhom": "đúng với dòng tên nhóm", "stt": "số thứ tự", "ten": "tên chỉ tiêu hoặc tên nhóm",
        "dvt": "đơn vị tính", "ke_hoach": "mức của kế hoạch", "cac_nam": "danh sách kết quả từng năm",
        "ket_luan": "kết luận năm cuối",
        "nguon": "nguồn và căn cứ",
    },
}
ONE_PAGE: Mapping[str, Any] = {
    "dau_trang": LETTERHEAD["dau_trang"],
    "chan_trang": LETTERHEAD["chan_trang"],
    "tieu_de": "tên trang: đơn vị và năm",
    "chi_so": {"ten": "tên chỉ số", "gia_tri": "giá trị", "thay_doi": "thay đổi so với năm trước",
               "ket_luan": "hình và kết luận", "chuoi": "chuỗi năm"},
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
        "nhom": "đúng với lĩnh vực hoặc tiêu chí có mục con", "so": "số", "ten": "tên tiêu chí",
        **dict(zip(POINTS, ("điểm tối đa", "điểm tự chấm", "điểm thẩm định", "điểm khảo sát", "điểm tính"),
                   strict=True)),
        "cach_tinh": "cách tính, khác biệt với thẩm định", "minh_chung": "tài liệu kiểm chứng, giải trình",
    },
}
