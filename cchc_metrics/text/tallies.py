"""The words of tallies: numbers of cases by group, followed and not judged."""

HEAD = "{area}: số hồ sơ theo {by} năm {year}"
NONE = "Chưa có số hồ sơ nào của năm {year}."
WHOLE = "Tổng số"
COVERS = "Số của {period}; không có mức cần đạt nên không kết luận đạt hay chưa đạt."
GAP = "Giữa các kỳ còn thiếu, nên số cộng của năm chưa đủ."
NOT_FINAL = "Chưa chính thức: {names}."
COLUMNS = {"group": "Nhóm", "cases": "Số hồ sơ"}
