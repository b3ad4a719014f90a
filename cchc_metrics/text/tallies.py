"""The words of tallies: numbers of cases by group, followed and not judged."""

HEAD = "{area}: số hồ sơ theo {by} năm {year}"
NONE = "Chưa có số hồ sơ nào của năm {year}."
WHOLE = "Tổng số"
COVERS = "Số của {period}; không có mức cần đạt nên không kết luận đạt hay chưa đạt."
NOT_FINAL = "Chưa chính thức: {names}."
COLUMNS = {"group": "Nhóm", "cases": "Số hồ sơ"}
