"""Every page and document works for every plan that ships, and for random valid plans."""

import datetime as dt
import io
import os
import re
import shutil
import tempfile
import zipfile
from contextlib import suppress
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl import load_workbook
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from cchc_metrics import metrics
from cchc_metrics.days import today
from cchc_metrics.documents import one_page, periodic, reports
from cchc_metrics.documents.handover import pack, unpack
from cchc_metrics.documents.request import Request
from cchc_metrics.documents.workbook import template
from cchc_metrics.faults import FaultError
from cchc_metrics.store import rows as rows_of_plan
from cchc_metrics.text.sentence import figure
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.workspace import APP, Workspace, folder
from cchc_metrics.workspace.folder import DEFAULT_PLAN
from pages.parts.address import PAGE_FILES, page_file
from tests.metrics.exact import Series, differs, verdict
from tests.pages.conftest import at, turn_to, visit, words_of
from tests.plans.generator import CITE, FIGURES, base, plans, rules, series, write

PLANS = sorted(path.name for path in (APP / "data" / "plans").iterdir())
EXAMPLE = "tien-tien-2026-2030"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A built working folder of each plan."""
    values = {}
    for plan in PLANS:
        values[plan] = tmp_path_factory.mktemp(plan) / "workspace"
        Workspace.open(values[plan], plan).build()
    return values


@pytest.fixture
def app(folders: dict[str, Path], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    plan = request.getfixturevalue("plan")
    return visit(folders[plan], monkeypatch, plan)


@pytest.mark.slow
@pytest.mark.parametrize("page", list(PAGE_FILES))
# The pages of the first plan are tried in tests/pages.
@pytest.mark.parametrize("plan", [plan for plan in PLANS if plan != DEFAULT_PLAN])
def test_every_page_shows_every_plan(app: AppTest, folders: dict[str, Path], plan: str, page: str) -> None:
    """The plan's unit in its newest and in its last year, and a unit of every other level that the plan binds."""
    catalog = Workspace.open(folders[plan], plan).catalog
    unit = catalog.plan.unit
    levels = {catalog.units[one].level: one for one in reversed(catalog.bound_units)}
    turn_to(app, page_file(page))

    for one, year in ((unit, None), (unit, catalog.plan.last_year), *((other, None) for other in levels.values())):
        at(app, don_vi=one, **({} if year is None else {"nam": str(year)}))
        if catalog.plan.notice:
            assert catalog.plan.notice in words_of(app)


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_every_document_tells_every_plan(folders: dict[str, Path], plan: str) -> None:
    workspace = Workspace.open(folders[plan], plan)
    unit = workspace.catalog.plan.unit
    year = metrics.span(workspace.store, unit=unit).last_year or 0

    for kind, (_, forms) in reports.kinds(workspace.catalog).items():
        by_days = kind in workspace.catalog.periods and workspace.catalog.periods[kind].covers == "days"
        # The shipped figures are of years; a plan that goes on has no final review yet,
        # and one without a set of criteria no self-assessment.
        no_scores = kind == "tu-danh-gia" and metrics.criteria_sets(workspace.store, unit=unit).empty
        if by_days or no_scores or (kind == "tong-ket" and year < workspace.catalog.plan.last_year):
            continue
        for form in forms:
            request = reports.request(workspace, kind=kind, unit=unit, year=year)
            assert len(reports.document(workspace, request, form)) > 1_000


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_every_plan_has_its_workbook_and_can_be_handed_over(
    folders: dict[str, Path], plan: str, tmp_path: Path
) -> None:
    workspace = Workspace.open(folders[plan], plan)
    year = workspace.catalog.plan.last_year
    units = [workspace.catalog.units[unit] for unit in workspace.catalog.bound_units]
    for unit in {unit.level: unit.id for unit in units if unit.valid_to is None or unit.valid_to.year >= year}.values():
        assert len(template(workspace, unit=unit, year=year).data) > 1_000
    package, _ = pack(workspace, workspace.catalog.plan.unit)

    summary = unpack(package, "goi.zip", tmp_path / "noi-nhan")

    assert (summary.plan, summary.different) == (plan, ())


def test_the_example_counts_days_money_hamlets_and_several_due_years(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Worked by hand from data/plans/tien-tien-2026-2030/demo, on a day of 2026, when 2030 owes nothing yet."""
    for module in (rows_of_plan, folder):
        monkeypatch.setattr(module, "today", lambda: dt.date(2026, 11, 25))
    workspace = Workspace.open(tmp_path / "workspace", EXAMPLE)
    store = workspace.store
    rows = metrics.targets(store, unit="tien-tien", year=2026).set_index("indicator_id")
    hamlet = metrics.targets(store, unit="thon-tan-an", year=2026).set_index("indicator_id")

    # 3.456 ngày của 240 hồ sơ là 14,4 ngày; năm trước 2.385 của 150 là 15,9.
    assert rows.loc["ngay-giai-quyet", ["value", "target", "level"]].tolist() == [14.4, 15.9, "met"]
    # Ba thôn: 280 + 250 + 190 = 720 hộ trên 402 + 371 + 300 = 1.073.
    assert rows.loc["ho-tai-khoan", ["numerator", "denominator", "due_year"]].tolist() == [720, 1073, 2027]
    # 96,5 triệu đồng, tạm thời, cần 120.
    assert rows.loc["tiet-kiem", ["gap", "level"]].tolist() == [-23.5, "missed"]
    page = one_page.content(store, workspace.catalog, Request("tien-tien", "mot-trang", 2026, dt.date(2026, 12, 31)))
    assert page["chu_y"][1]["can_cu"] == "cần đạt 120 triệu đồng trở lên, thiếu 23,5 triệu đồng; số tạm thời"
    report = periodic.content(store, workspace.catalog, Request("tien-tien", "nam", 2026, dt.date(2026, 12, 20)))
    assert "kế hoạch yêu cầu đã duyệt vào năm 2027." in str(report)
    # Nothing is due in a year that has not ended, not even a target of every year.
    ahead = metrics.targets(store, unit="tien-tien", year=2030)
    assert set(ahead["level"]) == {"not_due"}
    # Mốc đầu: 80 % vào năm 2028.
    assert rows.loc["online-dossiers", ["target", "due_year", "level"]].tolist() == [80, 2028, "not_due"]
    # Thôn Tân An chưa có tổ công nghệ số; họp 4 buổi, cần 4.
    assert hamlet.loc[["to-cong-nghe", "hop-thon"], "level"].tolist() == ["missed", "met"]
    assert set(hamlet.index) == {"to-cong-nghe", "hop-thon", "ho-tai-khoan"}
    # Các chỉ số là của xã: ở thôn chỉ cần ba số liệu, và có cả ba.
    coverage = metrics.coverage(store, unit="thon-tan-an")
    assert coverage.loc[coverage["year"] == 2026, "has_value"].tolist() == [True] * 3
    # Ba chỉ tiêu ở thôn: xã chỉ có một (hộ có định danh, chưa đến hạn), thôn có cả ba và không có chỉ tiêu nào khác.
    totals = {
        unit: metrics.area_counts(store, unit=unit, year=2026).set_index("area_id")["total"].to_dict()
        for unit in ("tien-tien", "thon-tan-an")
    }
    assert totals["tien-tien"] == rows.groupby("area_id").size().to_dict()
    assert (totals["tien-tien"]["thon"], totals["thon-tan-an"]["thon"], sum(totals["thon-tan-an"].values())) == (
        1,
        3,
        3,
    )


def text_of(document: bytes) -> str:
    """Every word of a .docx or .xlsx."""
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        inner = [name for name in parts.namelist() if name == "word/document.xml" or name.startswith("xl/")]
        return unescape(re.sub(r"<[^>]+>", " ", " ".join(parts.read(name).decode() for name in inner)))


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_every_row_of_a_plan_has_its_place_on_a_screen_and_in_a_report(
    app: AppTest, folders: dict[str, Path], plan: str
) -> None:
    workspace = Workspace.open(folders[plan], plan)
    catalog, unit = workspace.catalog, workspace.catalog.plan.unit
    year = metrics.span(workspace.store, unit=unit).last_year or 0
    texts = {}
    for page in ("overview", "indices", "areas", "tasks"):
        turn_to(app, f"pages/{page}.py")
        texts[page] = unescape(words_of(at(app, don_vi=unit, nam=str(year))))
    leads = next(area for area in catalog.areas.values() if area.leads)
    for page, options in (("areas", {"linh_vuc": leads.slug, "xem": "so-viec"}), ("figures", {"phan": "nguon"})):
        turn_to(app, f"pages/{page}.py")
        texts[f"{page} {options}"] = unescape(words_of(at(app, don_vi=unit, nam=str(year), **options)))
    *_, leading, sources = texts.values()
    annex, report = (
        text_of(reports.document(workspace, reports.request(workspace, kind=kind, unit=unit, year=year), form))
        for kind, form in (("phu-luc", "xlsx"), ("nam", "docx"))
    )

    targets = catalog.targets_of(unit)
    # An index that is no headline stands among the indices only.
    headline = [index for index in catalog.indices.values() if index.headline]
    assert [index.id for index in headline if index.short not in texts["overview"]] == []
    assert [index.id for index in catalog.indices.values() if index.short not in texts["indices"]] == []
    areas = texts["overview"] + texts["areas"]
    assert [area.id for area in catalog.areas.values() if area.short not in areas and area.name not in areas] == []
    assert [target.id for target in targets if target.short not in texts["areas"]] == []
    assert [task.id for task in catalog.tasks.values() if task.name not in texts["tasks"]] == []
    assert [system.id for system in catalog.systems.values() if system.name not in sources] == []
    # What the leading area only follows stands there with a figure of the year: news items, broadcasts, inspections.
    followed = [tally for tally in catalog.tallies.values() if tally.area == leads.id]
    assert followed
    assert [tally.id for tally in followed if tally.name not in leading] == []
    counts = metrics.tallies(workspace.store, unit=unit, area=leads.id)
    assert set(counts.loc[counts["year"] == year, "tally_id"]) == {tally.id for tally in followed}
    assert [index.id for index in headline if index.short not in report and index.name not in report] == []
    assert [target.id for target in targets if target.name not in annex] == []
    # The heading of the area that has no targets is that of the standard form of the report.
    with_targets = {target.area for target in targets}
    assert [area.id for area in catalog.areas.values() if area.id in with_targets and area.name not in report] == []
    assert [owner.id for owner in catalog.owners.values() if owner.assigned and owner.name not in sources] == []
    # A post with a target or a task is named in a report; one without any has no place there.
    busy = {target.owner for target in targets} | {task.owner for task in catalog.tasks.values()}
    posts = [owner for owner in catalog.owners.values() if owner.id in busy and owner.assigned]
    # In place of a post that ended, a document names the one that has its work on the day of the document.
    in_report = [owner.id for owner in posts if owner.name in report + annex or (owner.instead or owner.name) in report]
    assert in_report == [owner.id for owner in posts]
    # Documents write «100%», as official papers do.
    assert [task.id for task in catalog.tasks.values() if task.name.replace(" %", "%") not in report] == []


@pytest.mark.slow
def test_an_index_that_is_one_number_is_handed_in_as_one(tmp_path: Path) -> None:
    """An index in days, money or a number of things has no numerator, however it was counted."""
    source = APP / "data" / "plans" / EXAMPLE
    folder = tmp_path / "data" / "plans" / EXAMPLE
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("demo"))
    file = folder / "indices.toml"
    index = file.read_text(encoding="utf-8").split("[[index]]")[1]
    names = {"id": '"so-ngay"', "unit": '"days"', "measure": '"count"', "combine": '"none"', "headline": "false"}
    for key, value in names.items():
        index = re.sub(rf"^{key} = .*", f"{key} = {value}", index, count=1, flags=re.MULTILINE)
    head = re.split(r"^(?:part|most|usual_change|unit_word) = ", index, maxsplit=1, flags=re.MULTILINE)[0]
    file.write_text(f"{file.read_text(encoding='utf-8')}\n[[index]]{head}", encoding="utf-8")
    workspace = Workspace(tmp_path / "w", EXAMPLE, tmp_path / "data")
    source_id = next(iter(workspace.catalog.sources))
    figures = f"indicator_id,unit_id,year,value,flag,source_id\nso-ngay,tien-tien,2026,4.5,final,{source_id}\n"

    workspace.submit([("so.csv", figures.encode())], unit_id="tien-tien", by="An")

    assert metrics.indices(workspace.store, unit="tien-tien", index="so-ngay")["value"].dropna().tolist() == [4.5]


@pytest.mark.slow
def test_decimals_of_a_percentage_change_how_it_is_written_and_nothing_else(tmp_path: Path) -> None:
    """A percentage with «decimals» of its own must not be stored as a fraction of 1 and compared with 70."""
    folder = tmp_path / "data" / "plans" / EXAMPLE
    shutil.copytree(APP / "data" / "plans" / EXAMPLE, folder)
    file = folder / "targets.toml"
    file.write_text(
        re.sub(
            r'^unit = "percent"$',
            'unit = "percent"\ndecimals = 1',
            file.read_text(encoding="utf-8"),
            flags=re.MULTILINE,
        ),
        encoding="utf-8",
    )
    workspace = Workspace(tmp_path / "w", EXAMPLE, tmp_path / "data")
    rows = metrics.targets(workspace.store, unit="tien-tien", year=2026).set_index("indicator_id")

    # Ba thôn: 720 hộ trên 1.073, 67,1 %.
    assert rows.loc["ho-tai-khoan", "value"] == pytest.approx(67.1015, abs=0.0001)
    assert figure(rows.loc["ho-tai-khoan"].to_dict()).startswith("67,1\N{NO-BREAK SPACE}%")
    request = reports.request(workspace, kind="phu-luc", unit="tien-tien", year=2026)
    sheet = load_workbook(io.BytesIO(reports.document(workspace, request, "xlsx")))["Phụ lục"]
    formulas = [row[5].value for row in sheet.iter_rows() if row[3].value == 720]
    assert [formula.startswith("=100*") for formula in formulas] == [True]


# CCHC_PLANS=200 asks for that many plans, with every page and document of each; the test command tries four, and of
# each the overview of figures, the areas and the annex. Every page and document it tries with one small plan.
MANY = int(os.environ.get("CCHC_PLANS", "0"))


@pytest.mark.slow
@settings(
    max_examples=MANY or 4, deadline=None, derandomize=not MANY, suppress_health_check=list(HealthCheck), database=None
)
@given(plan=plans())
def test_a_valid_plan_is_built_and_told(plan: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(plan, Path(folder) / "workspace" / "data")
        workspace = Workspace.open(Path(folder) / "workspace", "ke-hoach-thu")
        store, catalog = workspace.store, workspace.catalog
        year = metrics.span(store, unit="xa").last_year or 2026
        line, figures = rules(plan, today().year), series(plan)
        for row in store.frame("from indicator_year").to_dict("records"):
            name = row["unit_id"], row["indicator_id"]
            exact = verdict(line[name], figures.get(name, Series()), row["year"])
            assert {column: row[column] for column, one in exact.items() if differs(row[column], one)} == {}, row
        for unit in catalog.bound_units:
            assert len(metrics.targets(store, unit=unit, year=2026)) == len(catalog.targets_of(unit))
            assert len(template(workspace, unit=unit, year=year).data) > 1_000
            for area in catalog.areas:
                VIEWS["chi-tieu"](store, catalog, ViewRequest(unit, year, area=area))
        if MANY:
            every_page_and_document(Path(folder) / "workspace", workspace, year)


def every_page_and_document(folder: Path, workspace: Workspace, year: int) -> int:
    """Show every page and make every document of a plan; how many documents there were."""
    documents = 0
    for kind, (_, forms) in reports.kinds(workspace.catalog).items():
        for form in forms:
            request = reports.request(workspace, kind=kind, unit="xa", year=year)
            # A year without a figure has no report, which is told in words.
            with suppress(FaultError):
                documents += len(reports.document(workspace, request, form)) > 1_000
    with pytest.MonkeyPatch.context() as patch:
        app = visit(folder, patch, "ke-hoach-thu")
        for page in PAGE_FILES:
            turn_to(app, page_file(page))
            at(app, don_vi="xa", nam=str(year))
    return documents


def is_small(plan: dict[str, Any]) -> bool:
    """True for a plan of a few rows with a task and a target that its own unit has a figure of in the newest year."""
    has_figure = any(
        row["indicator_id"].startswith("chi-tieu") and (row["unit_id"], row["year"]) == ("xa", FIGURES[-1])
        for row in plan["figures"]
    )
    return has_figure and len(plan["index"]) <= 3 and 1 < len(plan["target"]) <= 4 and len(plan["task"]) > 0


@settings(
    max_examples=1,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(plan=plans().filter(is_small))
def test_every_page_and_document_of_a_small_plan_is_made(plan: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(plan, Path(folder) / "workspace" / "data")
        workspace = Workspace.open(Path(folder) / "workspace", "ke-hoach-thu")
        year = metrics.span(workspace.store, unit="xa").last_year

        assert year is not None
        assert every_page_and_document(Path(folder) / "workspace", workspace, year) > 3


@pytest.mark.slow
def test_a_plan_that_asks_nothing_of_its_own_unit_has_every_page_and_document(tmp_path: Path) -> None:
    """Its one target is that of its hamlets: the slides drew bars of no areas and fell over."""
    index = {"id": "chi-so", "name": "Chỉ số", "short": "CS", "order": 1, "headline": True, "unit": "points"}
    index |= {"measure": "score", "combine": "none", "about": "chỉ số", "owner": "van-phong", "cite": CITE}
    target = {
        "id": "ho-nop",
        "area": "lv",
        "name": "Hộ nộp trực tuyến",
        "short": "Hộ nộp",
        "order": 1,
        "kind": "annual",
    }
    target |= {"operator": ">=", "unit": "count", "measure": "count", "over_time": "sum", "levels": ["hamlet"]}
    target |= {"owner": "van-phong", "cite": CITE}
    target["version"] = [{"from_year": 2024, "decided": "2024-01-02", "cite": CITE, "value": 12}]
    figure = {"indicator_id": "chi-so", "unit_id": "xa", "year": 2025, "flag": "final", "source_id": "so", "value": 7.5}
    area = {"id": "lv", "name": "Thể chế", "short": "LV", "slug": "lv", "order": 1, "section": "1", "cite": CITE}
    plan = base() | {
        "area": [area],
        "owner": [{"id": "van-phong", "name": "Văn phòng", "cite": CITE}],
        "index": [index], "target": [target], "figures": [figure],
    }  # fmt: skip
    write(plan, tmp_path / "workspace" / "data")
    workspace = Workspace.open(tmp_path / "workspace", "ke-hoach-thu")

    every_page_and_document(tmp_path / "workspace", workspace, 2025)

    request = reports.request(workspace, kind="trinh-chieu", unit="xa", year=2025)
    slides = Presentation(io.BytesIO(reports.document(workspace, request, "pptx"))).slides
    texts = ["\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) for slide in slides]
    assert not [text for text in texts if "chưa xét được chỉ tiêu" in text]


def test_a_unit_that_ended_before_the_plan_is_told_so_and_not_that_it_is_of_another_level() -> None:
    catalog = Workspace.open(Path(tempfile.gettempdir()) / "nowhere", "tien-tien-2026-2030").catalog

    assert catalog.why_unbound("dinh-cao").startswith(
        "Xã Đình Cao chỉ có đến 30/06/2025, trước khi kế hoạch này bắt đầu (năm 2026), nên không xét"
    )
    assert catalog.why_unbound("hung-yen").endswith("Hưng Yên không thuộc cấp đó nên không xét.")
