"""Số liệu through app.py: files, ledger, what is owed, what others on the network may do, and another day's view."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from pandas import DataFrame
from streamlit.testing.v1 import AppTest

from cchc_metrics.days import today
from cchc_metrics.text import formats, words
from cchc_metrics.workspace import Workspace
from cchc_metrics.workspace.preview import Preview
from pages.parts import hand_in
from tests.conftest import write_figures
from tests.intake.forms_as_they_are import form, workbook
from tests.pages.conftest import at, sound, turn_to, visit, ways, words_of

UNIT = "nhat-quang"
FIGURE = {
    "indicator_id": "early",
    "unit_id": UNIT,
    "year": 2024,
    "numerator": 70,
    "denominator": 100,
    "source_id": "papi",
    "as_of": "2025-01-10",
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with one hand-in; tests only read it."""
    folder = tmp_path_factory.mktemp("handed")
    workspace = Workspace.open(folder / "workspace")
    workspace.submit([write_figures(folder / "own.csv", [FIGURE])], unit_id=UNIT, by="An")
    return workspace.folder


@pytest.fixture
def own(template: Path) -> Workspace:
    """A copy of it to write to, in one place for all tests, as `folder` is."""
    place = template.with_name("own")
    shutil.rmtree(place, ignore_errors=True)
    return Workspace.open(shutil.copytree(template, place))


@pytest.fixture
def app(own: Workspace, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    app = visit(own.folder, monkeypatch)
    turn_to(app, "pages/figures.py")
    return app


@pytest.fixture
def on_a_network(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The server listens to every address; the dictionary holds the claims of the login, if there is one."""
    import streamlit as st

    from pages.parts import acts

    user: dict[str, Any] = {}
    option = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: "0.0.0.0" if name == "server.address" else option(name))  # noqa: S104
    monkeypatch.setattr(acts, "get_secrets_auth_section", lambda: user)
    monkeypatch.setattr(acts, "_email", lambda: acts._verified_email(user))
    return user


def press(app: AppTest, label: str) -> AppTest:
    return sound(next(one for one in app.button if one.label == label).click().run())


def roles(own: Workspace, email: str, role: str, more: str = "") -> None:
    text = f'[[person]]\nemail = "{email}"\nrole = "{role}"\n{more}\n'
    (own.folder / "rights.toml").write_text(text, encoding="utf-8")


def labels(app: AppTest) -> set[str]:
    return {one.label for one in app.button}


@pytest.mark.slow
def test_every_part_of_the_page_opens(app: AppTest) -> None:
    for part in ("nop", "so", "co", "nguon"):
        for unit in (UNIT, "hung-yen"):
            at(app, don_vi=unit, phan=part)
    # The list of sources has the title that was printed beside the one in Vietnamese.
    assert "Hung Yen has increased by 10 ranks" in words_of(app)


@pytest.mark.slow
def test_an_entry_is_approved_and_its_figure_is_closed(app: AppTest, own: Workspace) -> None:
    at(app, phan="so")
    assert "tạm thời, chờ duyệt" in words_of(app)

    press(app, "Duyệt")

    assert own.log()["action"].tolist() == ["submit", "approve"]
    app.session_state["fold entry"] = True
    app.session_state["but-toan"] = 1
    assert "đã duyệt ở bút toán 2" in words_of(app.run())
    app.text_input(key="ly-do").set_value("nhầm").run()
    next(one for one in app.button if one.label == "Rút").click().run()
    assert len(own.log()) == 2


@pytest.mark.slow
def test_withdrawing_asks_for_a_reason(app: AppTest, own: Workspace) -> None:
    at(app, phan="so")
    next(one for one in app.button if one.label == "Rút").click().run()
    assert "Cần ghi lý do." in [error.value for error in app.error]
    app.text_input(key="ly-do").set_value("nộp nhầm tệp").run()
    press(app, "Rút")

    assert own.log().iloc[-1][["action", "target", "why"]].tolist() == ["withdraw", 1, "nộp nhầm tệp"]
    assert "đã rút" in words_of(app)


def test_the_form_for_acts_is_open_while_an_entry_waits(
    app: AppTest, own: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(app, phan="so")
    assert [field.key for field in app.text_input] == ["ly-do"]

    own.approve(1, by="Bình")
    later = visit(own.folder, monkeypatch)
    turn_to(later, "pages/figures.py")
    assert not at(later, phan="so").text_input


def test_approved_entries_that_contradict_each_other_are_withdrawn_on_the_page(app: AppTest, own: Workspace) -> None:
    head = "indicator_id,unit_id,year,period_start,period_end,numerator,denominator,flag,source_id\n"
    spans = ("2023-01-01,2023-06-30", "2023-04-01,2023-09-30")
    rows = [f"{head}on-time,{UNIT},2023,{span},9,10,final,mot-cua\n".encode() for span in spans]
    first, second = (own.ledger.submit([("a.csv", row)], unit_id=UNIT, by="An").number for row in rows)
    own.approve(first, by="Bình")
    own.approve(second, by="Bình")

    app.run()
    next(one for one in app.text_input if one.key == "ly-do").input("trùng kỳ")
    next(one for one in app.button if one.label == "Rút").click().run()
    assert "mở khóa kỳ" in " ".join(error.value for error in app.error)
    next(one for one in app.text_input if one.key == "ky").input("2023")
    next(one for one in app.text_input if one.key == "ly-do-khoa").input("trùng kỳ")
    next(one for one in app.button if one.label == "Mở khóa kỳ").click().run()
    next(one for one in app.button if one.label == "Rút").click().run()

    assert not app.error
    assert own.ledger.entries()[-1].target == second
    assert own.ledger.entries()[-1].why == "trùng kỳ"
    assert not own.contradictions()


def test_what_is_owed_names_the_post_and_the_day(app: AppTest) -> None:
    page_text = words_of(at(app, phan="co"))

    assert "◇" in page_text
    assert "còn nợ" in page_text
    # A decree gives it the work of the post of justice, which ended on 30/6/2025.
    assert "Văn phòng HĐND và UBND" in page_text
    assert "20/12/2023" in page_text
    assert page_text.count(f"<h2>{words.COVERAGE_HEAD}</h2>") == 1


@pytest.mark.slow
def test_a_form_is_as_old_as_the_last_day_it_counts(app: AppTest, own: Workspace) -> None:
    """Form II.06a has no day of its own, so its last day counts."""
    own.submit([("06a.xlsx", workbook(form()))], unit_id=UNIT, by="An")
    days = (today() - dt.date(2023, 12, 14)).days

    assert f"{formats.count(days)} ngày trước" in words_of(at(app, phan="co"))


@pytest.mark.slow
def test_another_day_and_approved_figures_stand_in_the_address_and_on_the_screen(app: AppTest) -> None:
    app.switch_page("pages/overview.py")
    page_text = words_of(at(app, nam="2024", tai_ngay="2020-01-01", da_duyet="1"))

    assert "XEM NHƯ TẠI NGÀY 01/01/2020 · CHỈ SỐ LIỆU ĐÃ DUYỆT" in page_text
    # Số minh họa cũng chưa có vào ngày ấy: mỗi lớp số liệu đều tính theo ngày đã biết.
    assert "SỐ LIỆU MINH HỌA" not in page_text
    assert "Chưa có số liệu nào của Xã Nhật Quang" in page_text
    assert all("tai-ngay=2020-01-01&da-duyet=1" in way for way in ways(app).values())
    assert "tai-ngay=2020-01-01&amp;da-duyet=1" in page_text
    assert "XEM NHƯ" not in words_of(at(app, nam="2024"))


@pytest.mark.parametrize("text", ["hôm qua", "2999-01-01", "1066-10-14"])
def test_a_day_that_means_nothing_is_told(app: AppTest, text: str) -> None:
    page_text = words_of(at(app, tai_ngay=text))

    assert f"Liên kết nêu ngày “{text}”" in page_text
    assert "XEM NHƯ" not in page_text
    assert f"Liên kết nêu ngày “{text}”" in words_of(at(app, tai_ngay=text, trinh_chieu="1"))


def test_the_presentation_says_that_a_file_is_not_read_any_more(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Workspace.open(folder).ledger.submit([("cu.csv", b"khong,phai,bang\n1,2,3\n")], unit_id="nhat-quang", by="An")
    app = visit(folder, monkeypatch)

    warnings = [warning.value for warning in at(app).warning]
    assert warnings == ["1 tệp đã nộp nay không đọc được nữa — số liệu trong đó không có ở đây."]
    assert "1 tệp đã nộp nay không đọc được nữa" in words_of(at(app, trinh_chieu="1"))


def test_on_a_network_without_a_login_everything_is_read_only(on_a_network: dict[str, Any], app: AppTest) -> None:
    at(app, phan="so")

    assert on_a_network == {}
    assert not {"Rút", "Duyệt", "Khóa kỳ"} & labels(app)
    assert "Chỉ xem được" in app.info[0].value
    assert not at(app, phan="nop").get("file_uploader")


def test_with_a_login_nobody_looks_without_it(on_a_network: dict[str, Any], app: AppTest) -> None:
    on_a_network["is_logged_in"] = False
    app.run()

    assert "không có quyền «xem»" in app.error[0].value
    assert "Đăng nhập" in labels(app)
    assert "early" not in words_of(app)


@pytest.mark.slow
def test_blanks_of_a_document_are_filled_in_by_whoever_acts_for_its_unit(
    on_a_network: dict[str, Any], app: AppTest, own: Workspace
) -> None:
    on_a_network.update(is_logged_in=True, email="an@xa.example")
    roles(own, "an@xa.example", "nhập")
    turn_to(app, "pages/reports.py")
    offers = []
    for units in ('units = ["hai-duong"]', f'units = ["{UNIT}"]'):
        roles(own, "an@xa.example", "nhập", units)
        at(app, nam="2024", loai="nam")
        app.session_state["blanks"] = True
        offers.append("Giữ những gì đã điền" in labels(sound(app.run())))

    assert offers == [False, True]


@pytest.mark.slow
def test_a_role_says_what_may_be_done_and_the_ledger_names_the_login(
    on_a_network: dict[str, Any], app: AppTest, own: Workspace
) -> None:
    roles(own, "an@xa.example", "nhập")
    on_a_network.update(is_logged_in=True, email="an@xa.example")
    at(app, phan="so")
    app.session_state["fold entry"] = True
    app.run()
    assert {"Rút"} == labels(app) & {"Rút", "Duyệt", "Khóa kỳ"}

    on_a_network["email"] = "binh@xa.example"
    roles(own, "binh@xa.example", "duyệt")
    at(app, phan="so")
    # Vai bị rút trong lúc nút đã hiện: máy chủ vẫn từ chối.
    roles(own, "binh@xa.example", "xem")
    next(one for one in app.button if one.label == "Duyệt").click().run()
    assert own.log()["action"].tolist() == ["submit"]

    roles(own, "binh@xa.example", "duyệt")
    at(app, phan="so")
    press(app, "Duyệt")
    assert own.log()["by"].tolist() == ["An", "binh@xa.example"]


def test_an_address_that_the_provider_did_not_check_is_nobody(
    on_a_network: dict[str, Any], app: AppTest, own: Workspace
) -> None:
    roles(own, "an@xa.example", "quản trị")
    on_a_network.update(is_logged_in=True, email="an@xa.example", email_verified=False)
    app.run()

    assert "không có quyền «xem»" in app.error[0].value


@pytest.mark.slow
def test_a_file_with_cautions_may_be_taken_away_marked_and_its_groups_are_named(app: AppTest) -> None:
    # Twenty dossiers are few (under 30), which keeps nothing out; «certification» is «Chứng thực» to people.
    rows = (
        "indicator_id,unit_id,year,breakdown_id,group_id,numerator,denominator,flag,source_id\n"
        "on-time,nhat-quang,2024,field,certification,19,20,final,mot-cua\n"
    )
    at(app, phan="nop")
    app.file_uploader[0].upload("it.csv", rows.encode(), "text/csv").run()

    text = words_of(sound(app))
    assert "Chứng thực" in text
    assert "certification" not in text
    assert "Tải it.csv có đánh dấu chỗ cần xem lại" in [one.label for one in app.get("download_button")]

    # Cautions are told even if the same figures come again and nothing changes.
    press(app, "Nộp vào sổ")
    app.file_uploader[0].upload("it-2.csv", f"{rows}\n".encode(), "text/csv").run()
    text = words_of(sound(app))
    assert "Không có gì thay đổi" in text
    assert "có mẫu số dưới 30" in text


def test_cautions_are_shown_and_marked_beside_faults(app: AppTest) -> None:
    rows = (
        "indicator_id,unit_id,year,numerator,denominator,flag,source_id\n"
        "on-time,nhat-quang,2024,19,20,final,mot-cua\nearly,nhat-quang,2024,5,4,final,mot-cua\n"
    )
    at(app, phan="nop")
    app.file_uploader[0].upload("it.csv", rows.encode(), "text/csv").run()

    text = words_of(app)
    assert not app.exception
    assert "tử số 5 lớn hơn mẫu số 4" in text
    assert "có mẫu số dưới 30: 20" in text
    assert "Tải it.csv có đánh dấu lỗi ở từng ô" in [one.label for one in app.get("download_button")]


def test_the_workbook_is_made_only_when_it_is_asked_for(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Any] = []
    monkeypatch.setattr("cchc_metrics.documents.workbook", lambda *_, **request: answers.append(request))
    at(app, phan="nop", nam="2024")

    assert "Tải sổ mẫu năm 2024" in [one.label for one in sound(app).get("download_button")]
    assert not answers


@pytest.mark.slow
def test_what_needs_attention_says_that_its_figure_is_not_approved_yet(
    own: Workspace, app: AppTest, tmp_path: Path
) -> None:
    late = {**FIGURE, "indicator_id": "on-time", "numerator": 90, "source_id": "mot-cua"}
    own.submit([write_figures(tmp_path / "late.csv", [late])], unit_id=UNIT, by="An")
    turn_to(app, "pages/overview.py")
    at(app, nam="2024")
    assert "(90/100)</strong> (số tạm thời)" in words_of(app)

    own.approve(2, by="Bình")

    assert "(90/100)</strong><" in words_of(at(app, nam="2024"))


def test_the_name_of_a_known_file_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces: list[str] = []
    monkeypatch.setattr("streamlit.html", pieces.append)
    texts = ["kind", "illustrative", "illustrates", "indicator_id", "year", "part_id", "period_start", "period_end"]
    changes, feedback = DataFrame(columns=texts), DataFrame(columns=["kind", "illustrative", "illustrates"])
    tasks = DataFrame({"kind": ["added"], "task_id": ["lich"], "illustrative": [False], "illustrates": [False]})

    hand_in.show_preview(Preview((), (("a <i>b.csv", 7, dt.date(2025, 3, 1)),), changes, tasks, DataFrame(), feedback))

    assert "tệp a &lt;i&gt;b.csv đã nộp rồi ở bút toán 7, ngày 01/03/2025" in pieces[0]


def page() -> None:
    """A page with one question that has a guess and one that has none."""
    import streamlit as st

    from cchc_metrics.workspace import Question
    from pages.parts import hand_in

    columns = (("settled", "đã giải quyết"), ("-", "không dùng"))
    requests = [
        Question("column", "D", "bang.xlsx", "Đã xử lý", columns, "settled", ("12", "<30>")),
        Question("period", "", "bang.xlsx", "", (("2025-01-01..2025-03-31", "Quý I"),)),
    ]
    answers = hand_in.answers_of(1)
    st.text(f"{dict(answers.columns)} {answers.period}")
    if not answers.columns:
        hand_in.question_form(1, requests)


def test_a_guess_is_chosen_and_a_period_must_be() -> None:
    app = AppTest.from_function(page, default_timeout=60).run()
    assert [box.value for box in app.selectbox] == ["settled", None]
    assert "&lt;30&gt;" in "".join(text.proto.body for text in app.get("html"))

    app.button[0].click()
    app.run()
    assert app.error[0].value == "Chưa chọn: Số liệu của kỳ"

    app.selectbox[1].set_value("2025-01-01..2025-03-31")
    app.button[0].click()
    app.run()
    assert app.text[0].value == "{'D': 'settled'} ('2025-01-01', '2025-03-31')"
    assert not app.selectbox
