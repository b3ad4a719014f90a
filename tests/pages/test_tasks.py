"""Nhiệm vụ through app.py: decisions recorded, reported on and withdrawn, and nothing of it for who may only look."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.responses import Response
from streamlit.testing.v1 import AppTest

from cchc_metrics import metrics
from cchc_metrics.days import today
from cchc_metrics.workspace import Workspace
from pages.parts import data, server
from tests.pages.conftest import labelled, sound, words_of

EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def app(opened: Callable[[str], AppTest]) -> AppTest:
    return sound(opened("tasks").run())


def decide(app: AppTest, what: str, due: dt.date) -> None:
    labelled(app, "text_area", "Việc cần làm").set_value(what)
    next(box for box in app.selectbox if box.key and box.key.startswith("owner")).set_value("tu-phap-ho-tich")
    labelled(app, "date_input", "Hạn").set_value(due)
    labelled(app, "button", "Ghi việc").click()
    app.run()


def report(app: AppTest, button: str, state: str | None = None, note: str = "", evidence: str = "") -> None:
    if state:
        next(row for row in app.get("button_group") if row.label == "Tình trạng").set_value(state)
    labelled(app, "text_input", "Nói thêm").set_value(note)
    next(box for box in app.text_input if box.key.startswith("shown")).set_value(evidence)
    labelled(app, "button", button).click()
    app.run()


def standing(folder: Path) -> list[tuple[str, str | None]]:
    rows = metrics.decisions(Workspace.open(folder).store, unit="nhat-quang", on=today())
    return [(row.what, row.state) for row in rows.itertuples()]


@pytest.mark.slow
def test_a_decision_is_recorded_reported_on_and_withdrawn(app: AppTest, folder: Path) -> None:
    assert "Chưa ghi việc nào do cuộc họp giao." in words_of(app)

    decide(app, f"Rà soát {EVIL}", today())
    sound(app)
    assert "Đã ghi việc số 1." in app.success[0].value
    assert "Còn mở 1 việc, không việc nào quá hạn." in words_of(app)
    assert EVIL not in words_of(app)

    report(app, "Ghi báo cáo", "done")
    assert "chưa nêu căn cứ" in app.error[0].value
    report(app, "Ghi báo cáo", "in_progress", note="được một nửa")
    sound(app)
    assert "đang thực hiện – được một nửa" in words_of(app)

    report(app, "Rút việc này")
    assert "chưa ghi lý do rút" in app.error[0].value
    assert standing(folder) == [(f"Rà soát {EVIL}", "in_progress")]
    report(app, "Rút việc này", note="ghi nhầm")
    sound(app)
    assert standing(folder) == []
    assert [entry.action for entry in Workspace.open(folder).ledger.entries()] == ["decide", "follow", "withdraw"]


@pytest.mark.slow
def test_who_answers_is_set_where_the_plan_names_nobody(app: AppTest, folder: Path) -> None:
    app.query_params["giao"] = "on-time"
    sound(app.run())
    of_form = {box.key.split()[0]: box for box in app.selectbox if box.key and " " in box.key}
    assert of_form["subject"].value == "on-time"
    of_form["answers"].set_value("tu-phap-ho-tich")
    labelled(app, "button", "Giao").click()
    app.run()

    sound(app)
    assert "Đã giao (bút toán 1)" in app.success[0].value
    rows = metrics.targets(Workspace.open(folder).store, unit="nhat-quang", year=2025).set_index("indicator_id")
    assert rows.loc["on-time", "owner_id"] == "tu-phap-ho-tich"


def test_every_fault_is_told_beneath_the_form_and_nothing_is_stored(app: AppTest, folder: Path) -> None:
    labelled(app, "button", "Ghi việc").click()
    app.run()

    assert not app.exception
    assert [line.split(":")[0] for line in app.error[0].value.splitlines()] == ["Việc cần làm", "Phụ trách", "Hạn"]
    assert not (folder / "ledger.jsonl").exists()


def test_who_may_only_look_sees_no_form_and_cannot_send_one(
    app: AppTest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The form was on the screen before the right was taken away.
    labelled(app, "text_area", "Việc cần làm").set_value("x")
    monkeypatch.setattr("pages.parts.rights._is_local", lambda: False)
    labelled(app, "button", "Ghi việc").click()
    app.run()

    assert not app.exception
    assert not app.text_area
    assert "Nhiệm vụ" in words_of(app)
    assert not (folder / "ledger.jsonl").exists()


def test_owner_state_and_one_task_stand_in_the_address(app: AppTest) -> None:
    for words, wanted in (
        ({"phu-trach": "tai-chinh-ke-toan"}, "3 nhiệm vụ"),
        ({"tinh-trang": "no_report"}, "5 nhiệm vụ: 5 chưa có báo cáo"),
        ({"viec": "tthc-01", "linh-vuc": "tthc"}, "7 nhiệm vụ"),
    ):
        app.query_params.clear()
        app.query_params.update(words)
        sound(app.run())
        assert wanted in words_of(app), words
        assert all(app.query_params[key] in (value, [value]) for key, value in words.items())
    assert "Người đứng đầu chịu trách nhiệm về giải quyết thủ tục hành chính</h2>" in words_of(app)


def ask(**said: str) -> Response:
    query = urlencode({name.replace("_", "-"): value for name, value in said.items()})
    return server.answer_search(Request({"type": "http", "query_string": query.encode(), "headers": []}))


@pytest.mark.slow
def test_finding_answers_with_links_that_keep_the_filters(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_WORKSPACE", str(folder))
    monkeypatch.setattr("pages.parts.server.view_refusal", lambda _request: None)
    data.workspace_of.clear()
    Workspace.open(folder).decide(
        {"what": EVIL, "owner_id": "tu-phap-ho-tich", "due": today()}, unit_id="nhat-quang", by="An"
    )

    first = text_of(ask(q="ho so dung han", don_vi="nhat-quang", nam="2023", linh_vuc="tat-ca")).split("</li>")[0]
    assert 'href="linh-vuc?don-vi=nhat-quang&nam=2023&linh-vuc=tthc&chi-tieu=on-time"' in first.replace("&amp;", "&")
    assert "&lt;img" in text_of(ask(q="onerror"))
    assert "Không thấy «&lt;b&gt;zzz»." in text_of(ask(q="<b>zzz"))
    assert ask(q="papi", don_vi="khong-co").status_code == 200
    assert "chi-tieu" not in text_of(ask(q="ho so dung han", don_vi="hung-yen"))


def text_of(answer: Response) -> str:
    return bytes(answer.body).decode()


def test_who_may_not_look_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.parts.server.view_refusal", lambda _request: "không có quyền «xem»")

    assert ask(q="papi").status_code == 403


def test_what_is_typed_for_one_unit_is_not_recorded_for_another(app: AppTest) -> None:
    # A browser keeps what was typed and not sent under the id of its field.
    def fields() -> set[str]:
        return {box.proto.id for box in (*app.text_area, *app.text_input, *app.date_input) if box.proto.form_id}

    before = fields()
    app.selectbox(key="don-vi").set_value("dinh-cao").run()

    assert before
    assert before.isdisjoint(fields())
