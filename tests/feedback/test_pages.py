"""Ý kiến người dân and the area without targets through app.py: what is typed in, refused and counted."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cchc_metrics import metrics
from cchc_metrics.days import today
from cchc_metrics.workspace import Workspace
from tests.feedback.test_registers import APPLICATION, BOOK, PORTAL, twenty_forms, workbook
from tests.pages.conftest import at, built, folder, labelled, opened, sound, words_of

# Hundreds of pieces go in on the page.
pytestmark = pytest.mark.slow

__all__ = ["built", "folder", "opened"]
# The list of an application: its header, and a row behind its code.
HEAD, ANSWERED = APPLICATION.splitlines()[0], APPLICATION.splitlines()[1].partition(";")[2]


@pytest.fixture
def app(opened: Callable[[str], AppTest]) -> AppTest:
    return sound(opened("feedback").run())


def test_feedback_is_recorded_on_the_page_and_a_name_is_refused(app: AppTest, folder: Path) -> None:
    assert "Không còn ý kiến nào chờ trả lời." in words_of(app)

    labelled(app, "text_input", "Nội dung, vài chữ").set_value("Rác thải của bà Nguyễn Thị Hoa")
    labelled(app, "button", "Ghi vào sổ").click()
    app.run()
    assert "có họ tên người" in app.error[0].value
    assert "Hoa" not in app.error[0].value

    labelled(app, "text_input", "Nội dung, vài chữ").set_value("Rác thải chưa thu gom")
    labelled(app, "button", "Ghi vào sổ").click()
    sound(app.run())

    rows = metrics.open_feedback(Workspace.open(folder).store, unit="nhat-quang", on=today())
    assert rows["subject"].tolist() == ["Rác thải chưa thu gom"]
    assert "Rác thải chưa thu gom" in words_of(app)


def test_the_area_without_targets_shows_what_it_follows_and_takes_it_in(
    opened: Callable[[str], AppTest], folder: Path
) -> None:
    app = sound(at(opened("areas"), linh_vuc="chi-dao", nam="2025"))
    assert "Lượt phát thanh về cải cách hành chính" in words_of(app)
    # A column in which no row has anything is left out.
    assert '<th scope="col">Căn cứ</th>' not in followed(app)

    labelled(app, "number_input", "Lượt phát thanh").set_value(52)
    labelled(app, "text_input", "Căn cứ: văn bản, đường dẫn tới tin, biên bản").set_value("Sổ phát thanh năm 2025")
    labelled(app, "button", "Ghi số").click()
    sound(app.run())

    rows = metrics.tallies(Workspace.open(folder).store, unit="nhat-quang", area="direction", year=2025)
    assert rows[["tally_id", "cases"]].values.tolist() == [["broadcasts", 52.0]]
    assert "Sổ phát thanh năm 2025" in words_of(app)
    assert '<th scope="col">Căn cứ</th>' in followed(app)


def followed(app: AppTest) -> str:
    """The table of numbers without a target."""
    return words_of(app).partition(">Số việc được theo dõi<")[2].partition("</section>")[0]


def test_three_hundred_pieces_in_three_layouts_go_in_on_the_page_within_two_minutes(
    opened: Callable[[str], AppTest], folder: Path
) -> None:
    app = at(opened("figures"), phan="nop", don_vi="nhat-quang", nam="2024")
    began = time.monotonic()
    for name, data in (
        ("cong.xlsx", workbook([*PORTAL[:4], *([n, f"PAKN.{n:04}", *PORTAL[4][2:]] for n in range(1, 101))])),
        ("so.xlsx", workbook([*BOOK[:4], *([n, *BOOK[4][1:]] for n in range(1, 101)), *BOOK[6:]])),
        ("ung-dung.csv", "\n".join([HEAD, *(f"PA-{n:03};{ANSWERED}" for n in range(1, 101))]).encode()),
    ):
        app.file_uploader[0].upload(name, data, "application/octet-stream")
        app.run()
        assert "thêm 100 phản ánh, kiến nghị" in words_of(sound(app))
        labelled(app, "button", "Nộp vào sổ").click()
        sound(app.run())

    rows = metrics.feedback(Workspace.open(folder).store, unit="nhat-quang", on=today(), year=2024, by="total")
    assert rows["received"].tolist() == [300]
    # Reading, the preview and the hand-in of all three; what an officer clicks is three uploads and three buttons.
    assert time.monotonic() - began < 120


def test_the_satisfaction_of_forms_stands_beside_that_of_the_register(opened: Callable[[str], AppTest]) -> None:
    # Of twenty pieces four were unwelcome and three late: 13 of 20. Of 18 people who were asked 13 are satisfied.
    answers = [*[("20/03/2024", "Hài lòng")] * 10, *[("20/03/2024", "Không hài lòng")] * 4]
    answers += [*[("29/03/2024", "")] * 3, *[("20/03/2024", "")] * 3]
    pieces = [
        [n, f"PAKN.{n:04}", *PORTAL[4][2:7], day, "Đã trả lời", opinion] for n, (day, opinion) in enumerate(answers, 1)
    ]
    app = at(opened("figures"), phan="nop", don_vi="nhat-quang", nam="2024")
    for name, data in (("cong.xlsx", workbook([*PORTAL[:4], *pieces])), ("phieu.xlsx", twenty_forms(2024))):
        app.file_uploader[0].upload(name, data, "application/octet-stream")
        sound(app.run())
        labelled(app, "button", "Nộp vào sổ").click()
        sound(app.run())
    app.switch_page("pages/indices.py")

    words = words_of(at(app, chi_so="satisfaction", nam="2024", xem="thanh-phan")).replace("\N{NO-BREAK SPACE}", " ")

    assert "không bị đánh giá không hài lòng: năm 2024 65 % (13/20)" in words
    assert "72,22 %" in words
    assert "18 phiếu, khoảng tin cậy 95 %: 49,1–87,5 %" in words
    assert "Tiếp cận 2024: 15 phiếu, khoảng tin cậy 95 %: 41,7–84,8 %." in words
