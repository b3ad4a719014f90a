"""Tasks and decisions as a view shows them, and the decisions of the last screens."""

import datetime as dt
from typing import Any

import pytest

from cchc_metrics.text import words
from cchc_metrics.views import VIEWS, ViewRequest, screens
from cchc_metrics.views.view import table
from cchc_metrics.workspace import Workspace

ON = dt.date(2025, 4, 1)
ASKED = ViewRequest("xa-thu", 2025, on=ON)


def given(workspace: Workspace, count: int, what: str = "Việc {}", **more: Any) -> None:
    for number in range(1, count + 1):
        details = {
            "what": what.format(number),
            "owner_id": "van-phong",
            "decided": "2025-03-03",
            "due": dt.date(2025, 3, 28) + dt.timedelta(number),
            **more,
        }
        workspace.decide(details, unit_id="xa-thu", by="An")


def last_screens(workspace: Workspace) -> list[screens.Screen]:
    shown = screens.sequence(workspace.store, workspace.catalog, unit="xa-thu", year=2025, on=ON)
    return [screen for screen in shown if screen.id.startswith(screens.DECISIONS)]


def shown(workspace: Workspace, name: str, asked: ViewRequest) -> list[dict[str, Any]]:
    view = VIEWS[name](workspace.store, workspace.catalog, asked)
    return table(workspace.catalog, view).astype(object).to_dict("records")


def test_a_task_nobody_reported_on_is_not_said_to_be_not_started(workspace: Workspace) -> None:
    rows = shown(workspace, "nhiem-vu", ASKED)

    assert [row["Tình trạng"] for row in rows] == ["chưa có báo cáo"] * 2
    assert rows[0]["Hạn"] == words.NO_DUE
    assert f"{rows[1]['Hạn']:%d/%m/%Y}" == "31/12/2025"
    assert [row["Phụ trách"] for row in rows] == ["Chưa phân công", "Văn phòng"]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"owner": "van-phong"}, ["Chấm điểm hằng năm"]),
        ({"area": "procedures"}, ["Công khai tiến độ"]),
        ({"state": "not_started"}, []),
        ({"state": "no_report", "owner": "van-phong"}, ["Chấm điểm hằng năm"]),
    ],
)
def test_tasks_by_owner_state_and_area(workspace: Workspace, asked: dict[str, str], left: list[str]) -> None:
    assert [row["Nhiệm vụ"] for row in shown(workspace, "nhiem-vu", ViewRequest("xa-thu", 2025, **asked))] == left


def test_open_decisions_unless_a_state_is_asked_for(workspace: Workspace) -> None:
    # Hạn 29/3, 30/3, 31/3, 1/4 và 2/4; hôm nay 1/4.
    given(workspace, 5)
    workspace.follow(1, {"state": "done", "evidence": "x"}, by="An")
    workspace.follow(2, {"state": "in_progress"}, by="An")

    for state, left in (
        (None, [2, 3, 4, 5]),
        ("done", [1]),
        ("late", [2, 3]),
        ("in_progress", [2]),
        ("no_report", [3, 4, 5]),
        ("not_started", []),
    ):
        asked = ViewRequest("xa-thu", 2025, on=ON, state=state)
        assert [row["Số"] for row in shown(workspace, "viec-da-giao", asked)] == left, state
    assert VIEWS["viec-da-giao"](workspace.store, workspace.catalog, ASKED).text == (
        "Còn mở 4 việc, 2 việc quá hạn; 1 việc đã xong."
    )


def test_the_last_screen_is_honest_when_nothing_is_open(workspace: Workspace) -> None:
    def told() -> list[tuple[str, tuple[int, ...]]]:
        return [(screen.title, screen.entries) for screen in last_screens(workspace)]

    assert told() == [("Chưa ghi việc nào do cuộc họp giao.", ())]
    given(workspace, 1)
    workspace.follow(1, {"state": "done", "evidence": "x"}, by="An")
    assert told() == [("Không còn việc nào mở; 1 việc đã xong.", ())]


def test_few_decisions_are_one_screen(workspace: Workspace) -> None:
    given(workspace, 3)

    assert [(screen.title, screen.entries) for screen in last_screens(workspace)] == [
        ("Còn mở 3 việc, 3 việc quá hạn.", (1, 2, 3))
    ]


def test_many_decisions_are_several_screens_and_then_a_count(workspace: Workspace) -> None:
    given(workspace, 40)
    shown_ = last_screens(workspace)

    entries = [entry for screen in shown_ for entry in screen.entries]
    assert 1 < len(shown_) <= 4
    assert entries == list(range(1, len(entries) + 1))
    assert shown_[-1].notes == (f"… và {40 - len(entries)} việc nữa ở trang Nhiệm vụ.",)
    assert all(screen.notes == () for screen in shown_[:-1])
    assert shown_[0].title == f"Còn mở 40 việc, 3 việc quá hạn (1/{len(shown_)})"


def test_a_meeting_begins_with_what_the_last_one_decided_and_ends_with_what_is_to_be_decided(
    workspace: Workspace,
) -> None:
    def ids(**more: str) -> list[str]:
        shown = screens.sequence(workspace.store, workspace.catalog, unit="xa-thu", year=2025, on=ON, **more)
        return [screen.id for screen in shown]

    assert ids()[0] == screens.INDICES
    assert ids()[-2:] == [screens.DECISIONS, screens.ATTENTION]
    given(workspace, 1)
    assert ids()[0] == screens.DECISIONS
    assert ids()[-1] == screens.ATTENTION


def test_an_area_has_its_own_targets_and_decisions_and_nothing_else(workspace: Workspace) -> None:
    given(workspace, 1)
    given(workspace, 1, "Việc của lĩnh vực", area_id="procedures")
    shown_ = screens.sequence(workspace.store, workspace.catalog, unit="xa-thu", year=2025, on=ON, area="procedures")

    targets = {key for key, row in workspace.catalog.targets.items() if row.area == "procedures"}
    assert shown_[0].entries == (2,)
    assert shown_[1].view == "chi-tieu"
    assert shown_[1].request.area == "procedures"
    assert not any(screen.request.indicator in workspace.catalog.indices for screen in shown_)
    assert {screen.request.indicator for screen in shown_ if screen.request.indicator} <= targets
    assert all(screen.request.indicator or screen.request.area == "procedures" for screen in shown_)


def test_a_unit_that_the_plan_does_not_bind_has_no_such_screen(workspace: Workspace) -> None:
    shown_ = screens.sequence(workspace.store, workspace.catalog, unit="tinh-a", year=2025, on=ON)

    assert not any(screen.id.startswith(screens.DECISIONS) for screen in shown_)
