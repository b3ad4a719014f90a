"""How a task stands on a day: worked cases in tasks.toml, and one statement on screens, slides and in reports."""

import datetime as dt
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cchc_metrics import metrics
from cchc_metrics.text.formats import is_missing
from cchc_metrics.text.rows import TaskRow, records
from cchc_metrics.text.statements import tasks_line
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA

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


def test_every_count_of_tasks_says_of_which_day_it_is(workspace: Workspace) -> None:
    """A report and the page may count otherwise, for their days differ."""
    store, catalog = workspace.store, workspace.catalog
    page = VIEWS["nhiem-vu"](store, catalog, ViewRequest("xa-thu", 2024, on=dt.date(2024, 12, 25)))
    # A year that is over is told as known at its end.
    later = VIEWS["nhiem-vu"](store, catalog, ViewRequest("xa-thu", 2024, on=dt.date(2025, 3, 1)))
    rows = records(metrics.tasks(store, unit="xa-thu", year=2024, on=dt.date(2024, 12, 20)), TaskRow)

    assert f"{len(rows)} nhiệm vụ, đến ngày 25/12/2024: đã xong" in page.text
    assert f"{len(rows)} nhiệm vụ, đến ngày 31/12/2024: đã xong" in later.text
    assert tasks_line(rows).startswith(f"Trong {len(rows)} nhiệm vụ của kế hoạch, đến ngày 20/12/2024: ")
