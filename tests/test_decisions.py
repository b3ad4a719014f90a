"""Decisions of a meeting: they are read strictly and kept in the ledger, and the next meeting begins with them."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.days import today
from cchc_metrics.decisions import decision, follow
from cchc_metrics.faults import FaultError
from cchc_metrics.text import formats, words
from cchc_metrics.text.sentence import money
from cchc_metrics.text.statements import money_line
from cchc_metrics.views import VIEWS, ViewRequest, meeting
from cchc_metrics.views.view import table
from cchc_metrics.workspace import Workspace

DAY = dt.date(2025, 3, 3)


def decide(workspace: Workspace, what: str = "Rà soát hồ sơ trễ", due: str = "2025-03-31", **more: Any) -> int:
    details = {"what": what, "owner_id": "van-phong", "decided": DAY, "due": due, **more}
    return workspace.decide(details, unit_id="xa-thu", by="An").number


def decisions(workspace: Workspace, on: dt.date, unit: str = "xa-thu") -> list[dict[str, Any]]:
    return metrics.decisions(workspace.store, unit=unit, on=on).to_dict("records")


def test_a_decision_is_overdue_from_the_day_after_its_due_day(workspace: Workspace) -> None:
    decide(workspace)

    for on, days in (
        (dt.date(2025, 3, 30), None),
        (dt.date(2025, 3, 31), None),
        (dt.date(2025, 4, 1), 1),
        (dt.date(2025, 5, 1), 31),
    ):
        row = decisions(workspace, on)[0]
        assert row["overdue"] is (days is not None)
        assert (None if formats.is_missing(row["days_over"]) else row["days_over"]) == days


def test_a_new_decision_has_no_state_which_is_not_the_state_not_started(workspace: Workspace) -> None:
    decide(workspace)

    assert decisions(workspace, DAY)[0]["state"] is None


def test_what_was_said_last_counts_and_all_of_it_stays(workspace: Workspace) -> None:
    number = decide(workspace)
    workspace.follow(number, {"state": "in_progress", "note": "5 trên 14"}, by="Bình")
    # A store that was already built takes in a later decision.
    assert decisions(workspace, dt.date(2025, 5, 1))[0]["state"] == "in_progress"
    workspace.follow(number, {"state": "done", "evidence": "Báo cáo 12/BC"}, by="Chi")

    row = decisions(workspace, dt.date(2025, 5, 1))[0]
    assert (row["state"], row["open"], row["overdue"], row["shown_by"]) == ("done", False, False, "Báo cáo 12/BC")
    rows = metrics.decision_reports(workspace.store, decision=number)
    assert rows[["reported_by", "state", "note"]].values.tolist() == [
        ["Bình", "in_progress", "5 trên 14"],
        ["Chi", "done", ""],
    ]
    assert rows["reported"].dt.date.tolist() == [today(), today()]


def test_overdue_ones_come_first_then_open_ones_by_due_day_then_done_ones(workspace: Workspace) -> None:
    for what, due in (("mở sau", "2025-09-01"), ("xong", "2025-03-10"), ("mở", "2025-06-01"), ("trễ", "2025-03-31")):
        decide(workspace, what, due)
    workspace.follow(2, {"state": "done", "evidence": "x"}, by="An")

    assert [row["what"] for row in decisions(workspace, dt.date(2025, 4, 1))] == ["trễ", "mở", "mở sau", "xong"]


@pytest.mark.slow
def test_a_withdrawn_report_gives_way_to_the_one_before_and_a_withdrawn_decision_is_gone(workspace: Workspace) -> None:
    number = decide(workspace)
    workspace.follow(number, {"state": "in_progress"}, by="An")
    entry = workspace.follow(number, {"state": "done", "evidence": "x"}, by="An")

    workspace.undo(entry.number, by="An", why="chưa xong")
    assert decisions(workspace, DAY)[0]["state"] == "in_progress"

    workspace.undo(number, by="An", why="ghi nhầm")
    assert decisions(workspace, DAY) == []
    assert len(workspace.ledger.entries()) == 5
    with pytest.raises(FaultError, match="không có việc nào được giao ở đó còn hiệu lực"):
        workspace.follow(number, {"state": "in_progress"}, by="An")


def test_a_target_brings_its_area(workspace: Workspace) -> None:
    decide(workspace, indicator_id="on-time")
    row = decisions(workspace, DAY)[0]

    assert (row["indicator"], row["area"]) == ("Đúng hạn", "Cải cách thủ tục hành chính")


def test_decisions_belong_to_their_unit(workspace: Workspace) -> None:
    decide(workspace)

    assert decisions(workspace, DAY, unit="xa-cu") == []


def test_a_faulty_decision_leaves_the_ledger_byte_for_byte(workspace: Workspace) -> None:
    decide(workspace)
    before = workspace.ledger.path.read_bytes()

    with pytest.raises(FaultError):
        decide(workspace, due="2025-01-01")
    with pytest.raises(FaultError):
        workspace.follow(1, {"state": "done"}, by="An")
    with pytest.raises(FaultError):
        workspace.follow(7, {"state": "in_progress"}, by="An")

    assert workspace.ledger.path.read_bytes() == before
    assert [entry.action for entry in workspace.ledger.entries()] == ["decide"]


def test_an_entry_that_cannot_be_read_is_named(workspace: Workspace) -> None:
    workspace.ledger.append("decide", by="An", unit_id="xa-thu", details={"what": "x"})

    with pytest.raises(FaultError, match="bút toán 1, Phụ trách"):
        workspace.build()


def test_somebody_whom_the_plan_does_not_have_may_do_it_alone_or_beside_a_post(workspace: Workspace) -> None:
    alone = decide(workspace, "Họp thôn", owner_id=None, others="Trưởng thôn Nhật Lệ")
    beside = decide(workspace, "Kiểm tra", others="Chủ tịch UBND xã")
    assert (alone, beside) == (1, 2)

    rows = metrics.decisions(workspace.store, unit="xa-thu", on=DAY).set_index("entry")

    assert rows.loc[1, "owner"] == "Trưởng thôn Nhật Lệ"
    post = workspace.catalog.owners["van-phong"].name
    assert rows.loc[2, "owner"] == f"{post}; Chủ tịch UBND xã"
    with pytest.raises(FaultError, match="Phụ trách: chưa ghi"):
        decide(workspace, "Không ai làm", owner_id=None)


@pytest.mark.slow
def test_what_a_task_has_cost_and_what_shows_it_are_told_and_a_later_report_without_money_keeps_them(
    workspace: Workspace,
) -> None:
    task = next(iter(workspace.catalog.tasks))
    for number, line in enumerate(
        ("in_progress,2025-01-31,12.5,QĐ 3/QĐ-UBND,", "done,2025-02-28,,BC 9/BC-UBND,xong"), 1
    ):
        text = f"task_id,unit_id,state,as_of,spent,evidence,note\n{task},xa-thu,{line}\n"
        workspace.submit([(f"nhiem-vu-{number}.csv", text.encode())], unit_id="xa-thu", by="An")

    row = next(
        row for row in metrics.tasks(workspace.store, unit="xa-thu").to_dict("records") if row["task_id"] == task
    )

    assert (row["state"], row["spent"], row["evidence"]) == ("done", 12.5, "BC 9/BC-UBND")
    assert money(row) == "đã chi 12,5 triệu đồng"
    assert money({**row, "money": 30}) == "đã chi 12,5 trên 30 triệu đồng"
    assert money_line([{**row, "money": 30}]) == "Kinh phí đã chi: 12,5 trên 30 triệu đồng (1 nhiệm vụ)."


def answers(workspace: Workspace, subject: str) -> str | None:
    rows = [*metrics.targets(workspace.store, unit="xa-thu", year=2025).to_dict("records")]
    rows += metrics.tasks(workspace.store, unit="xa-thu").rename(columns={"task_id": "indicator_id"}).to_dict("records")
    rows += metrics.coverage(workspace.store, unit="xa-thu").to_dict("records")
    (owner,) = {row["owner"] for row in rows if row["indicator_id"] == subject}
    return owner


NOBODY, SOMEBODY = "Chưa phân công", "Văn phòng"


@pytest.mark.slow
@pytest.mark.parametrize("subject", ["on-time", "viec-1"])
def test_who_answers_is_set_where_the_plan_names_nobody_and_stands_wherever_the_owner_does(
    workspace: Workspace, subject: str
) -> None:
    before = workspace.store
    assert answers(workspace, subject) == NOBODY
    details = {"subject": subject, "owner_id": "van-phong", "decided": DAY, "evidence": "Thông báo 5"}
    entry = workspace.appoint(details, unit_id="xa-thu", by="An")

    assert answers(workspace, subject) == SOMEBODY
    assert workspace.store.path != before.path
    workspace.undo(entry.number, by="An", why="nhầm")
    assert answers(workspace, subject) == NOBODY


@pytest.mark.parametrize(
    ("details", "place", "problem"),
    [
        ({"subject": "recurrent"}, "Chỉ số, chỉ tiêu hoặc nhiệm vụ", "kế hoạch đã nêu người phụ trách"),
        ({"subject": "on-tme"}, "Chỉ số, chỉ tiêu hoặc nhiệm vụ", "không có mục nào mã «on-tme»"),
        ({"owner_id": "unassigned"}, "Phụ trách", "không có mục nào mã «unassigned»"),
        ({"subject": None}, "Chỉ số, chỉ tiêu hoặc nhiệm vụ", "chưa ghi"),
        ({"decided": dt.date(2999, 1, 1)}, "Ngày họp", "ngày 01/01/2999 chưa đến"),
    ],
)
def test_a_wrong_appointment_is_refused_whole(
    workspace: Workspace, details: dict[str, Any], place: str, problem: str
) -> None:
    values = {"subject": "on-time", "owner_id": "van-phong", "decided": DAY} | details
    with pytest.raises(FaultError) as refusal:
        workspace.appoint(values, unit_id="xa-thu", by="An")

    (fault,) = refusal.value.faults
    assert fault.place == place
    assert fault.problem.startswith(problem)
    assert workspace.ledger.entries() == []


FAULTS = tomllib.loads((Path(__file__).with_name("decision_faults.toml")).read_text(encoding="utf-8"))["case"]
DECISION = {"what": "Rà soát hồ sơ trễ", "owner_id": "van-phong", "decided": "2026-11-20", "due": "2026-12-15"}
MEETING = dt.date(2026, 11, 25)


@pytest.mark.parametrize("case", FAULTS, ids=[case["name"] for case in FAULTS])
def test_each_fault_is_named_at_its_place(case: dict[str, Any], mini: Catalog) -> None:
    change = dict(case["change"])
    if "times" in case:
        change["what"] *= case["times"]

    with pytest.raises(FaultError) as refusal:
        decision(DECISION | change, mini, unit_id="xa-thu", on=MEETING)

    faults = {fault.place: fault.expected for fault in refusal.value.faults}
    assert set(faults) == set(case["faults"])
    assert all(words in faults[place] for place, words in case["faults"].items()), faults


@pytest.mark.parametrize(("unit", "text"), [("xa-la", "không có đơn vị nào"), ("tinh-a", "không giao việc cho Tỉnh A")])
def test_only_a_unit_of_the_plan_decides(mini: Catalog, unit: str, text: str) -> None:
    with pytest.raises(FaultError, match=text):
        decision(DECISION, mini, unit_id=unit, on=MEETING)


def test_a_sound_decision_is_what_was_given(mini: Catalog) -> None:
    read = decision(
        {**DECISION, "what": "  Rà soát hồ sơ trễ ", "indicator_id": "on-time"}, mini, unit_id="xa-thu", on=MEETING
    )

    assert (read.what, read.due, read.indicator_id, read.area_id) == (
        "Rà soát hồ sơ trễ",
        dt.date(2026, 12, 15),
        "on-time",
        None,
    )


def test_a_decision_that_is_done_names_what_shows_it() -> None:
    with pytest.raises(FaultError, match="chưa nêu căn cứ"):
        follow({"state": "done"})

    assert follow({"state": "done", "evidence": "Báo cáo 12/BC"}).evidence == "Báo cáo 12/BC"


@pytest.mark.parametrize("state", ["late", "xong", None, 1])
def test_other_states_are_refused(state: object) -> None:
    with pytest.raises(FaultError, match="Tình trạng"):
        follow({"state": state})


ON = dt.date(2025, 4, 1)
REQUEST = ViewRequest("xa-thu", 2025, on=ON)


def decide_many(workspace: Workspace, count: int, what: str = "Việc {}", **more: Any) -> None:
    for number in range(1, count + 1):
        details = {
            "what": what.format(number),
            "owner_id": "van-phong",
            "decided": "2025-03-03",
            "due": dt.date(2025, 3, 28) + dt.timedelta(number),
            **more,
        }
        workspace.decide(details, unit_id="xa-thu", by="An")


def sequence(workspace: Workspace, unit: str = "xa-thu", area: str | None = None) -> list[meeting.Screen]:
    return meeting.sequence(workspace.store, workspace.catalog, unit=unit, year=2025, on=ON, area=area)


def last_screens(workspace: Workspace) -> list[meeting.Screen]:
    return [screen for screen in sequence(workspace) if screen.id.startswith(meeting.DECISIONS)]


def rows_of(workspace: Workspace, name: str, filters: ViewRequest) -> list[dict[str, Any]]:
    view = VIEWS[name](workspace.store, workspace.catalog, filters)
    return table(workspace.catalog, view).astype(object).to_dict("records")


def test_a_task_nobody_reported_on_is_not_said_to_be_not_started(workspace: Workspace) -> None:
    rows = rows_of(workspace, "nhiem-vu", REQUEST)

    assert [row["Tình trạng"] for row in rows] == ["chưa có báo cáo"] * 2
    assert rows[0]["Hạn"] == words.NO_DUE
    assert f"{rows[1]['Hạn']:%d/%m/%Y}" == "31/12/2025"
    assert [row["Phụ trách"] for row in rows] == ["Chưa phân công", "Văn phòng"]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"owner": "van-phong"}, ["Chấm điểm hằng năm"]),
        ({"area": "procedures"}, ["Công khai tiến độ"]),
        ({"state": "not_started"}, []),
        ({"state": "no_report", "owner": "van-phong"}, ["Chấm điểm hằng năm"]),
    ],
)
def test_tasks_by_owner_state_and_area(workspace: Workspace, filters: dict[str, str], names: list[str]) -> None:
    request = ViewRequest("xa-thu", 2025, on=ON, **filters)
    assert [row["Nhiệm vụ"] for row in rows_of(workspace, "nhiem-vu", request)] == names


def test_open_decisions_unless_a_state_is_asked_for(workspace: Workspace) -> None:
    # Hạn 29/3, 30/3, 31/3, 1/4 và 2/4; hôm nay 1/4.
    decide_many(workspace, 5)
    workspace.follow(1, {"state": "done", "evidence": "x"}, by="An")
    workspace.follow(2, {"state": "in_progress"}, by="An")
    workspace.follow(5, {"state": "in_progress"}, by="An")

    # Mỗi việc thuộc một tình trạng: quá hạn thì không kể là đang thực hiện hay chưa có báo cáo nữa.
    for state, numbers in (
        (None, [2, 3, 4, 5]),
        ("done", [1]),
        ("late", [2, 3]),
        ("in_progress", [5]),
        ("no_report", [4]),
        ("not_started", []),
    ):
        request = ViewRequest("xa-thu", 2025, on=ON, state=state)
        assert [row["Số"] for row in rows_of(workspace, "viec-da-giao", request)] == numbers, state
    text = VIEWS["viec-da-giao"](workspace.store, workspace.catalog, REQUEST).text
    assert text == "Còn mở 4 việc, 2 việc quá hạn; 1 việc đã xong."


@pytest.mark.slow
def test_the_last_screen_says_so_when_nothing_is_open(workspace: Workspace) -> None:
    def last_note() -> str:
        assert last_screens(workspace) == []
        return sequence(workspace)[-1].notes[-1]

    assert last_note() == f"Chưa ghi việc nào do cuộc họp giao. {meeting.TO_DECIDE}"
    decide_many(workspace, 1)
    assert meeting.TO_DECIDE not in "".join(sequence(workspace)[-1].notes)
    workspace.follow(1, {"state": "done", "evidence": "x"}, by="An")
    assert last_note() == f"Không còn việc nào mở; 1 việc đã xong. {meeting.TO_DECIDE}"


def test_the_last_screen_of_an_area_without_open_decisions_says_where_to_write_them(workspace: Workspace) -> None:
    decide_many(workspace, 1, area_id="procedures")

    def last_notes(area: str) -> str:
        return "".join(sequence(workspace, area=area)[-1].notes)

    other = next(area for area in workspace.catalog.areas if area != "procedures")
    assert meeting.TO_DECIDE not in last_notes("procedures")
    assert f"Lĩnh vực này chưa có việc nào do cuộc họp giao. {meeting.TO_DECIDE}" in last_notes(other)


def test_few_decisions_are_one_screen(workspace: Workspace) -> None:
    decide_many(workspace, 3)

    [screen] = last_screens(workspace)
    assert (screen.title, screen.entries) == ("Còn mở 3 việc, 3 việc quá hạn.", (1, 2, 3))


def test_many_decisions_are_several_screens_and_then_a_count(workspace: Workspace) -> None:
    decide_many(workspace, 40)
    last = last_screens(workspace)

    entries = [entry for screen in last for entry in screen.entries]
    assert 1 < len(last) <= 4
    assert entries == list(range(1, len(entries) + 1))
    assert last[-1].notes == (f"… và {40 - len(entries)} việc nữa ở trang Nhiệm vụ.",)
    assert all(screen.notes == () for screen in last[:-1])
    assert last[0].title == f"Còn mở 40 việc, 3 việc quá hạn (1/{len(last)})"


def test_a_meeting_begins_with_what_the_last_one_decided_and_ends_with_what_is_to_be_decided(
    workspace: Workspace,
) -> None:
    def ids() -> list[str]:
        return [screen.id for screen in sequence(workspace)]

    assert (ids()[0], ids()[-1]) == (meeting.INDICES, meeting.ATTENTION)
    decide_many(workspace, 1)
    assert (ids()[0], ids()[-1]) == (meeting.DECISIONS, meeting.ATTENTION)


def test_an_area_has_its_own_targets_and_decisions_and_nothing_else(workspace: Workspace) -> None:
    decide_many(workspace, 1)
    decide_many(workspace, 1, "Việc của lĩnh vực", area_id="procedures")
    deck = sequence(workspace, area="procedures")

    targets = {key for key, row in workspace.catalog.targets.items() if row.area == "procedures"}
    assert (deck[0].entries, deck[0].title) == ((2,), "Còn mở 1 việc, 1 việc quá hạn.")
    assert deck[1].view == "chi-tieu"
    assert deck[1].request.area == "procedures"
    assert not any(screen.request.indicator in workspace.catalog.indices for screen in deck)
    assert {screen.request.indicator for screen in deck if screen.request.indicator} <= targets
    assert all(screen.request.indicator or screen.request.area == "procedures" for screen in deck)


def test_screens_of_a_unit_without_figures_count_nothing_as_met_or_behind(workspace: Workspace) -> None:
    def titles(area: str | None) -> dict[str, str]:
        return {screen.id: screen.title for screen in sequence(workspace, area=area)}

    assert titles(None)[meeting.AREAS] == "Năm 2025: chưa xét được chỉ tiêu của lĩnh vực nào."
    assert titles("procedures")[meeting.YEARS].endswith(": chưa xét được chỉ tiêu nào trong các năm.")


def test_a_unit_that_the_plan_does_not_bind_has_no_such_screen(workspace: Workspace) -> None:
    assert not any(screen.id.startswith(meeting.DECISIONS) for screen in sequence(workspace, "tinh-a"))


@pytest.mark.slow
def test_whoever_answers_for_an_indicator_answers_for_its_criterion(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    about = {"unit": "nhat-quang", "criteria": "par-xa-minh-hoa", "year": 2025}

    def owners() -> dict[str, str]:
        rows = metrics.score_tree(workspace.store, **about)  # type: ignore[arg-type]
        return dict(zip(rows["number"], rows["owner"], strict=True))

    # 3.1.1 is the share on time, 3.1.2 that before its time; neither plan nor set names anybody for them.
    assert (owners()["3.1.1"], owners()["3.1.2"]) == (NOBODY, NOBODY)
    details = {"subject": "on-time", "owner_id": "van-phong-thong-ke", "decided": DAY}
    entry = workspace.appoint(details, unit_id="nhat-quang", by="An")

    assert (owners()["3.1.1"], owners()["3.1.2"]) == ("Công chức Văn phòng – Thống kê", NOBODY)
    losses = metrics.point_losses(workspace.store, **about)  # type: ignore[arg-type]
    assert losses.loc[losses["number"] == "3.1.1", "owner"].tolist() == ["Công chức Văn phòng – Thống kê"]
    workspace.undo(entry.number, by="An", why="nhầm")
    assert owners()["3.1.1"] == NOBODY
