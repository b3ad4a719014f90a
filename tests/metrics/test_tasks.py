"""The state of a task on a day: worked cases in tasks.toml, the same everywhere; and who has the work of a post."""

import datetime as dt
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cchc_metrics import metrics
from cchc_metrics.documents.workbook import template
from cchc_metrics.faults import FaultError
from cchc_metrics.text.formats import is_missing
from cchc_metrics.text.rows import TaskRow, records
from cchc_metrics.text.statements import tasks_line
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures
from tests.criteria.conftest import criterion, set_text

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "tasks.toml").read_text(encoding="utf-8"))["case"]
TASK = """
[[task]]
id = "viec-ca-{number}"
area = "procedures"
name = "Việc {number}"
order = {order}
{more}cite = {{ document = "kh-01", place = "II" }}
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The plan mini with a task for each case, and what was reported about them."""
    data = tmp_path_factory.mktemp("tasks") / "data"
    plan = data / "plans" / "mini"
    shutil.copytree(DATA / "plans" / "mini", plan)
    tasks, reports = "", "task_id,unit_id,state,as_of,note\n"
    for number, case in enumerate(CASES):
        more = f'every = "{case["every"]}"\n' if "every" in case else ""
        more += f"due = {case['due']}\n" if "due" in case else ""
        tasks += TASK.format(number=number, order=number + 10, more=more)
        for day, state in case["reports"]:
            reports += f"viec-ca-{number},{case.get('unit', 'xa-thu')},{state},{day},\n"
    text = (plan / "plan.toml").read_text(encoding="utf-8")
    (plan / "plan.toml").write_text(text + tasks, encoding="utf-8")
    (data / "demo").mkdir()
    (data / "demo" / "nhiem-vu.csv").write_text(reports, encoding="utf-8")
    return Workspace(data.parent / "w", "mini", data)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["name"] for case in CASES])
def test_a_task_stands_as_worked_by_hand(workspace: Workspace, number: int) -> None:
    case = CASES[number]
    unit = case.get("unit", "xa-thu")

    rows = metrics.tasks(workspace.store, unit=unit, year=case["year"], on=case["on"], last_day=case.get("last_day"))

    [state] = rows.loc[rows["task_id"] == f"viec-ca-{number}", "state"]
    assert ("no_report" if is_missing(state) else state) == case["state"]


def test_the_screen_says_since_when_nobody_reported(workspace: Workspace) -> None:
    request = ViewRequest("xa-thu", 2024, on=dt.date(2024, 9, 1))
    rows = VIEWS["nhiem-vu"](workspace.store, workspace.catalog, request).rows.set_index("task_id")
    cases = {case["name"]: f"viec-ca-{number}" for number, case in enumerate(CASES)}

    def remark(name: str) -> str:
        return str(rows.loc[cases[name], "remark"])

    assert remark("Quá hạn mà không ai báo gì: chậm.") == "quá hạn, chưa có báo cáo"
    assert (
        remark("Quá hạn mà lần báo gần nhất còn đang làm: chậm.") == "báo cáo gần nhất, ngày 10/05/2024: đang thực hiện"
    )


def test_what_recurs_is_told_with_the_period_of_its_state(workspace: Workspace) -> None:
    cases = {case["name"]: f"viec-ca-{number}" for number, case in enumerate(CASES)}

    def remark(name: str, on: dt.date) -> str:
        view = VIEWS["nhiem-vu"](workspace.store, workspace.catalog, ViewRequest("xa-thu", 2024, on=on))
        return str(view.rows.set_index("task_id").loc[cases[name], "remark"])

    quarterly = "Việc hằng quý báo xong quý I, nay là tháng 5: chưa có báo cáo của quý II."
    assert (
        remark(quarterly, dt.date(2024, 5, 2))
        == "chưa có báo cáo của quý II/2024; báo cáo gần nhất, ngày 20/03/2024: đã xong"
    )
    assert remark(quarterly, dt.date(2024, 3, 25)) == "tính cho quý I/2024"
    # A report of 4 November counts for November on the page, which says so.
    monthly = "Báo cáo tháng 10 ký ngày 05/11: tháng 10 không ai báo xong nên chậm, dù tháng 9 và tháng 11 có."
    assert remark(monthly, dt.date(2024, 11, 5)) == "tính cho tháng 11/2024"


def test_who_reports_early_in_a_period_is_told_for_which_it_counts(workspace: Workspace) -> None:
    """On 5 November an officer may report on October; a report of a year is about the year before."""
    ids = {case["every"]: f"viec-ca-{number}" for number, case in enumerate(CASES) if "every" in case}
    head = "task_id,unit_id,state,as_of\n"

    def remarks(every: str, state: str, day: str) -> list[str]:
        text = f"{head}{ids[every]},xa-thu,{state},{day}\n"
        preview = workspace.preview([("viec.csv", text.encode())], unit_id="xa-thu")
        return [f"{one.problem}; {one.expected}" for one in preview.cautions if one.kind == "two-readings"]

    for every, day, period, before in (
        ("month", "2024-11-05", "tháng 11/2024", "của tháng 10/2024 thì ghi ngày 31/10/2024"),
        ("quarter", "2024-10-10", "quý IV/2024", "của quý III/2024 thì ghi ngày 30/09/2024"),
        ("half-year", "2024-07-01", "6 tháng cuối năm 2024", "của 6 tháng đầu năm 2024 thì ghi ngày 30/06/2024"),
        ("year", "2024-01-04", "năm 2024", "của năm 2023 thì ghi ngày 31/12/2023"),
    ):
        [remark] = remarks(every, "done", day)
        assert f"được tính cho {period}, kỳ mới bắt đầu: «Việc " in remark
        assert remark.endswith(before)
    assert remarks("month", "done", "2024-11-11") == []
    assert remarks("month", "in_progress", "2024-11-05") == []


def test_every_count_of_tasks_says_of_which_day_it_is(workspace: Workspace) -> None:
    """A report and the page may have different counts, because their days differ."""
    store, catalog = workspace.store, workspace.catalog
    page = VIEWS["nhiem-vu"](store, catalog, ViewRequest("xa-thu", 2024, on=dt.date(2024, 12, 25)))
    # Of a past year the page says what was known at its end.
    later = VIEWS["nhiem-vu"](store, catalog, ViewRequest("xa-thu", 2024, on=dt.date(2025, 3, 1)))
    rows = records(metrics.tasks(store, unit="xa-thu", year=2024, on=dt.date(2024, 12, 20)), TaskRow)

    assert f"{len(rows)} nhiệm vụ, đến ngày 25/12/2024: đã xong" in page.text
    assert f"{len(rows)} nhiệm vụ, đến ngày 31/12/2024: đã xong" in later.text
    assert tasks_line(rows).startswith(f"Trong {len(rows)} nhiệm vụ của kế hoạch, đến ngày 20/12/2024: ")


@pytest.fixture
def succession(tmp_path: Path) -> Workspace:
    """A plan whose office ends with 2023; the centre has its work in 2024, from 2025 on a team that is no post."""
    plan = tmp_path / "data" / "plans" / "mini"
    shutil.copytree(DATA / "plans" / "mini", plan)
    text = (plan / "plan.toml").read_text(encoding="utf-8")
    for row, more in (
        ('id = "van-phong"\n', 'valid_to = 2023-12-31\ninstead = "Trung tâm"\n'),
        ('id = "viec-2"\n', 'joint = ["to-truong"]\npartners = ["van-phong"]\n'),
    ):
        assert text.count(row) == 1
        text = text.replace(row, row + more)
    text += (
        '\n[[owner]]\nid = "trung-tam"\nname = "Trung tâm"\nvalid_to = 2024-12-31\ninstead = "Tổ công tác"\n'
        'cite = { document = "kh-01" }\n[[owner]]\nid = "to-truong"\nname = "Tổ trưởng"\n'
        'cite = { document = "kh-01" }\n'
    )
    (plan / "plan.toml").write_text(text, encoding="utf-8")
    return Workspace(tmp_path / "w", "mini", tmp_path / "data")


DAY = dt.date(2025, 3, 3)
HOLDERS = {2023: "Văn phòng", 2024: "Trung tâm", 2025: "Tổ công tác"}


def test_tasks_and_whoever_helps_follow_the_ends_of_posts_too(succession: Workspace) -> None:
    for year, name in HOLDERS.items():
        rows = metrics.tasks(succession.store, unit="xa-thu", year=year).set_index("task_id")
        assert (rows.loc["viec-2", "owner"], rows.loc["viec-2", "partners"]) == (f"{name}; Tổ trưởng", name)
        assert rows.loc["viec-1", "owner"] == "Chưa phân công"


def test_a_document_names_who_has_the_work_on_its_day_however_often_it_went_on(succession: Workspace) -> None:
    for year, name in HOLDERS.items():
        day = dt.date(year, 6, 1)
        assert succession.catalog.post_on("van-phong", day) == name
        assert succession.catalog.posts_on("van-phong", "Văn phòng; Tổ trưởng", day) == f"{name}; Tổ trưởng"


def test_who_was_appointed_is_followed_by_whoever_has_the_work_of_that_post(succession: Workspace) -> None:
    details = {"subject": "viec-1", "owner_id": "van-phong", "decided": DAY, "evidence": "Thông báo 5"}
    succession.appoint(details, unit_id="xa-thu", by="An")

    for year, name in HOLDERS.items():
        rows = metrics.tasks(succession.store, unit="xa-thu", year=year).set_index("task_id")
        assert rows.loc["viec-1", "owner"] == name
    assert metrics.appointments(succession.store, unit="xa-thu") == {"viec-1": "van-phong"}


@pytest.mark.usefixtures("succession")
def test_notes_and_criteria_name_who_has_the_work_in_the_year(tmp_path: Path) -> None:
    rows = [
        {"indicator_id": "on-time", "unit_id": "xa-thu", "year": year, "numerator": 1, "denominator": 2, "note": "ghi"}
        for year in HOLDERS
    ]
    data = tmp_path / "data"
    for name in ("published", "criteria"):
        (data / name).mkdir()
    write_figures(data / "published" / "figures.csv", rows)
    share = '{ kind = "proportion" }\nindicator = "on-time"\nowner = "van-phong"'
    (data / "criteria" / "bo.toml").write_text(set_text(criterion("1.1", share, 10)), encoding="utf-8")
    workspace = Workspace(tmp_path / "w", "mini", data)
    workspace.appoint(
        {"subject": "on-time", "owner_id": "van-phong", "decided": DAY, "evidence": "Thông báo 5"},
        unit_id="xa-thu",
        by="An",
    )

    for year, name in HOLDERS.items():
        about = {"unit": "xa-thu", "criteria": "bo-thu", "year": year}
        assert metrics.notes(workspace.store, unit="xa-thu", year=year)["owner"].tolist() == [name]
        tree = metrics.score_tree(workspace.store, **about).set_index("number")
        assert tree.loc["1.1", "owner"] == name
        assert metrics.point_losses(workspace.store, **about)["owner"].tolist() == [name]


def test_the_work_of_a_post_that_has_ended_is_that_of_the_post_named_in_its_place(succession: Workspace) -> None:
    """So it is for an indicator, in the workbook too."""
    workspace = succession
    store = workspace.store

    for frame in (
        metrics.targets(store, unit="xa-thu"),
        metrics.coverage(store, unit="xa-thu"),
        metrics.owed(store, unit="xa-thu", on=dt.date(2026, 1, 1)),
        *(metrics.period_figures(store, unit="xa-thu", period="quy-1", year=year) for year in (2023, 2024)),
    ):
        rows = frame[frame["indicator_id"] == "recurrent"].to_dict("records")
        owners = {row["year"]: (row["owner_id"], row["owner"]) for row in rows}
        in_force = {2023: ("van-phong", "Văn phòng"), 2024: ("trung-tam", "Trung tâm")}
        assert owners.keys() & in_force.keys()
        assert owners | in_force == in_force | owners
    assert template(workspace, unit="xa-thu", year=2024, owner="trung-tam").data
    with pytest.raises(FaultError, match="không có số liệu nào để điền"):
        template(workspace, unit="xa-thu", year=2023, owner="trung-tam")
