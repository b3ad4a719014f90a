"""Chấm điểm over the network: who may take which step, and what others are told."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cchc_metrics import metrics
from cchc_metrics.workspace import APP, Workspace
from tests.pages.conftest import at, sound, widget
from tests.pages.test_scoring import at_the_forms, of_key, page_text, save, take, why


@pytest.fixture
def app(open_page: Callable[[str], AppTest]) -> AppTest:
    return open_page("scoring")


def test_who_may_enter_may_total_and_no_more_and_the_server_asks_again(
    app: AppTest,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pages.parts import acts

    monkeypatch.setattr(acts, "_is_local", lambda: False)
    monkeypatch.setattr(acts, "_has_login", lambda: True)
    monkeypatch.setattr(acts, "_email", lambda: "an@xa.example")
    roles = folder / "rights.toml"
    roles.write_text('[[person]]\nemail = "an@xa.example"\nrole = "xem"\n', encoding="utf-8")
    at_the_forms(app)
    assert not [button for button in app.button if button.label == "Ghi vào sổ"]

    roles.write_text(roles.read_text().replace("xem", "nhập"), encoding="utf-8")
    at_the_forms(app)
    assert of_key(app, "score-step").options == ["Tổng hợp", "Bảng của cấp trên"]

    roles.write_text(roles.read_text().replace("nhập", "duyệt"), encoding="utf-8")
    at_the_forms(app)
    take(app, "open")
    # The right is taken away after the page was drawn and before the click.
    monkeypatch.setattr(acts, "may", lambda *_: True)
    roles.write_text(roles.read_text().replace("duyệt", "nhập"), encoding="utf-8")
    save(app)

    assert "không có quyền «mở đợt»" in page_text(app)
    assert Workspace.open(folder).ledger.entries() == []


@pytest.mark.slow
def test_who_administers_every_unit_takes_in_a_criteria_set_on_the_page(
    app: AppTest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pages.parts import acts

    monkeypatch.setattr(acts, "_is_local", lambda: False)
    monkeypatch.setattr(acts, "_has_login", lambda: True)
    monkeypatch.setattr(acts, "_email", lambda: "an@tinh.example")
    roles, person = folder / "rights.toml", '[[person]]\nemail = "an@tinh.example"\nrole = "{}"\n{}'
    set_file = (APP / "data" / "criteria" / "par-xa-minh-hoa-2021.toml").read_text(encoding="utf-8")
    app.session_state["score-set"] = True

    def offers() -> list[Any]:
        at(app, nam="2025")
        return [box for box in app.get("file_uploader") if box.label.startswith("Bộ tiêu chí")]

    for role, units in (("duyệt", ""), ("quản trị", 'units = ["hai-duong"]\n')):
        roles.write_text(person.format(role, units), encoding="utf-8")
        assert not offers()
    roles.write_text(person.format("quản trị", ""), encoding="utf-8")
    [box] = offers()
    box.upload("bo-moi.toml", set_file.replace('id = "par-xa-minh-hoa"', 'id = "bo-moi"').encode(), "text/plain")
    app.run()
    widget(app, "button", "Nhận bộ này").click()
    app.run()

    assert not app.exception
    [entry] = Workspace.open(folder).ledger.entries()
    assert (entry.action, entry.by, entry.details["set_id"]) == ("score-adopt", "an@tinh.example", "bo-moi")
    assert "bo-moi" in " ".join(one.value for one in app.success)


@pytest.mark.slow
def test_who_may_only_enter_changes_no_appraisal_by_a_file_that_leaves_all_points_as_they_are(
    app: AppTest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pages.parts import acts

    about: dict[str, Any] = {"criteria": "par-xa-minh-hoa", "unit_id": "nhat-quang", "year": 2025, "why": "thử"}
    names = "criterion,kind,points,reason\ngiao-ban,appraised,2,{why}\n"
    office = Workspace.open(folder)
    office.assessments.submit(("a.csv", names.format(why="thiếu biên bản").encode()), **about, by="Bình")
    monkeypatch.setattr(acts, "_is_local", lambda: False)
    monkeypatch.setattr(acts, "_has_login", lambda: True)
    monkeypatch.setattr(acts, "_email", lambda: "an@xa.example")
    (folder / "rights.toml").write_text('[[person]]\nemail = "an@xa.example"\nrole = "nhập"\n', encoding="utf-8")
    app.session_state["score-workbook"] = True
    at(app, nam="2025")
    next(box for box in app.get("file_uploader") if box.label.startswith("Sổ đã điền")).upload(
        "b.csv", names.format(why="đủ cả").encode(), "text/csv"
    )
    app.run()
    next(box for box in app.text_input if (box.key or "").startswith("score-why")).set_value("thử")
    sound(app.run())
    widget(app, "button", "Ghi vào sổ").click()
    app.run()

    assert "không có quyền «thẩm định»" in page_text(app)
    assert len(Workspace.open(folder).ledger.entries()) == 1


PEOPLE = """
[[person]]
email = "van-phong@xa.example"
role = "nhập"
[[person]]
email = "tham-dinh@xa.example"
role = "xem"
scoring = ["thẩm định"]
[[person]]
email = "chu-tich@xa.example"
role = "duyệt"
scoring = ["mở đợt", "duyệt kết quả", "tổng hợp", "công bố", "mở lại"]
[[person]]
email = "khach@xa.example"
role = "xem"
"""


@pytest.mark.slow
def test_three_people_take_an_assessment_to_its_publication_and_back_and_none_takes_what_is_not_theirs(
    app: AppTest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pages.parts import acts

    visitor = [""]
    may = acts.may
    monkeypatch.setattr(acts, "_is_local", lambda: False)
    monkeypatch.setattr(acts, "_has_login", lambda: True)
    monkeypatch.setattr(acts, "_email", lambda: f"{visitor[0]}@xa.example")
    (folder / "rights.toml").write_text(PEOPLE, encoding="utf-8")

    def log_in(name: str, *, past_the_page: bool = False) -> None:
        """Somebody else sits down; `past_the_page` offers every form, as a page does that was drawn before."""
        visitor[0] = name
        monkeypatch.setattr(acts, "may", (lambda *_: True) if past_the_page else may)
        at_the_forms(app)

    def enter(meetings: int) -> None:
        of_key(app, "score-criterion").set_value("giao-ban")
        sound(app.run())
        widget(app, "text_input", "Số kỳ họp").set_value(str(meetings))
        widget(app, "text_input", "Giải trình (khi không có tài liệu)").set_value("sổ họp")
        save(app, step=False)

    def appraise(points: str, reason: str = "") -> None:
        of_key(app, "score-criterion").set_value("giao-ban")
        sound(app.run())
        widget(app, "text_input", "Điểm thẩm định hoặc khảo sát").set_value(points)
        widget(app, "text_input", "Lý do thẩm định khác").set_value(reason)
        save(app, step=False)

    def step(name: str, **fields: Any) -> None:
        take(app, name)
        for label, value in fields.items():
            widget(app, "date_input" if isinstance(value, dt.date) else "text_input", label).set_value(value)
        save(app)

    def index() -> float:
        rows = metrics.indices(Workspace.open(folder).store, unit="nhat-quang", index="par-index", year=2025)
        return round(float(rows["value"].iloc[0]), 2)

    def refusal(*texts: str) -> None:
        text = page_text(app)
        assert all(part in text for part in texts), [error.value for error in app.error]
        assert len(Workspace.open(folder).ledger.entries()) == len(course)

    decision = {"Số quyết định công bố": "12/QĐ-UBND", "Ngày quyết định": dt.date(2026, 1, 20)}
    course: list[str] = []
    no_right = "không có quyền «{}» cho Xã Nhật Quang"
    assert index() == 88.65

    log_in("khach")
    assert not [button for button in app.button if button.label == "Ghi vào sổ"]
    log_in("khach", past_the_page=True)
    enter(12)
    refusal("khach@xa.example", no_right.format("nhập kết quả"))
    log_in("van-phong", past_the_page=True)
    step("open")
    refusal("van-phong@xa.example", no_right.format("mở đợt"))
    log_in("chu-tich")
    step("open")
    course.append("chu-tich")

    log_in("van-phong")
    assert not [box for box in app.text_input if box.label == "Điểm thẩm định hoặc khảo sát"]
    # 12 meetings are 4 points of 4, where 6 were 2: 84,44 points.
    enter(12)
    course.append("van-phong")
    log_in("van-phong", past_the_page=True)
    step("approve")
    refusal(no_right.format("duyệt kết quả"))
    appraise("4")
    refusal(no_right.format("thẩm định"))

    log_in("tham-dinh")
    appraise("3,5", "thiếu biên bản một quý")
    refusal("chưa duyệt kết quả tự chấm của mục 4.3")
    log_in("chu-tich")
    take(app, "approve")
    widget(app, "multiselect", "Các tiêu chí", last=True).set_value(["giao-ban"])
    save(app)
    course.append("chu-tich")
    log_in("tham-dinh")
    # 3,5 points in place of 4: 83,94 of 93, which is 90,26 %.
    appraise("3,5", "thiếu biên bản một quý")
    course.append("tham-dinh")
    # Who appraises neither enters nor publishes, and who publishes does not appraise.
    assert not [box for box in app.text_input if box.label == "Số kỳ họp"]
    log_in("tham-dinh", past_the_page=True)
    enter(12)
    refusal(no_right.format("nhập kết quả"))
    step("publish", **decision)
    refusal(no_right.format("công bố"))
    log_in("chu-tich", past_the_page=True)
    appraise("4", "đủ biên bản")
    refusal(no_right.format("thẩm định"))
    log_in("chu-tich")
    step("publish", **decision)
    refusal("chưa tổng hợp")

    log_in("van-phong", past_the_page=True)
    step("publish", **decision)
    refusal(no_right.format("công bố"))
    log_in("chu-tich")
    step("total")
    step("publish", **decision)
    course += ["chu-tich", "chu-tich"]
    assert "12/QĐ-UBND" in page_text(app)
    assert index() == 90.26

    log_in("van-phong")
    enter(3)
    refusal("kết quả đã công bố ở bút toán 6 nên đã khóa")
    log_in("tham-dinh")
    appraise("4")
    refusal("kết quả đã công bố ở bút toán 6 nên đã khóa")
    log_in("van-phong", past_the_page=True)
    step("reopen", **{"Lý do làm trước bước khác, hoặc mở lại": "chấm lại"})
    refusal(no_right.format("mở lại"))
    log_in("chu-tich")
    step("reopen")
    refusal("chưa nêu lý do mở lại")
    why(app, "quyết định ghi sai điểm")
    save(app)
    course.append("chu-tich")
    # The published figure stays that of the index until another decision replaces it.
    assert index() == 90.26

    names = ["open", "enter", "approve", "appraise", "total", "publish", "reopen"]
    entries = Workspace.open(folder).ledger.entries()
    assert [(entry.action, entry.by) for entry in entries] == [
        (f"score-{name}", f"{who}@xa.example") for name, who in zip(names, course, strict=True)
    ]
