"""Ten questions that leaders ask, each answered from the overview within three clicks."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COMMUNE, PROVINCE = "?don-vi=nhat-quang&nam=2025", "?don-vi=hung-yen&nam=2021"
BAR, TABS = ".ways a", ".tabs a"
# The question, where it is asked, what is clicked (what, with which words), and where the answer stands.
QUESTIONS = {
    "Vì sao PAR INDEX giảm năm 2023?": (
        COMMUNE,
        [(".tile:has-text('PAR INDEX') .years-line a", "2023")],
        (".block", "Điều gì làm PAR INDEX thay đổi, 2022 → 2023"),
    ),
    "Chức danh nào có nhiều chỉ tiêu chưa đạt nhất?": (
        COMMUNE,
        [(BAR, "Lĩnh vực")],
        (".block", "Chưa đạt theo người phụ trách: Chưa phân công"),
    ),
    "Bao nhiêu hồ sơ đất đai quá hạn?": (
        COMMUNE,
        [(".areas li a", "Cải cách thủ tục hành chính"), (TABS, "Số hồ sơ")],
        (".tallies", "Đất đai"),
    ),
    "Tỉnh ta đứng ở đâu so với các tỉnh khác?": (
        PROVINCE,
        [(".tile h3 a", "PAPI"), (TABS, "Vị trí")],
        (".block", "Hưng Yên: hạng"),
    ),
    "Chỉ tiêu nào xa mức cần đạt nhất, thiếu bao nhiêu?": (
        COMMUNE,
        [],
        (".attention", "thiếu 11,07"),
    ),
    "Ai phụ trách việc ấy?": (COMMUNE, [], (".attention", "Phụ trách")),
    "Nhiệm vụ nào chậm?": (COMMUNE, [(BAR, "Nhiệm vụ")], (".block", "đã xong")),
    "Con số này lấy ở đâu ra?": (
        PROVINCE,
        [(".tile h3 a", "PAPI"), (".says a", "Vì sao?"), (".block td a", "papi.csv")],
        ("#cell", "45.3659"),
    ),
    "Còn thiếu số liệu gì, ai nợ?": (
        COMMUNE,
        [(BAR, "Số liệu"), ("[data-testid=stButtonGroup] button", "Đã có và còn thiếu")],
        (".covered", "Hạn gửi"),
    ),
    "Làm thêm gì thì lên mức xếp loại?": (COMMUNE, [(BAR, "Chấm điểm")], (".side", "Đạt thêm thì được gì")),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_within_three_clicks(shared: Visit, question: str) -> None:
    start, clicks, answer = QUESTIONS[question]
    visit = shared.open(start)
    for what, words in clicks:
        visit.page.locator(what).filter(has_text=words).first.click()
        visit.settled()

    assert len(clicks) <= 3
    place, words = answer
    expect(visit.page.locator(place).filter(has_text=words).first).to_be_visible()
    visit.sound()
