"""Predecessors: their figures come from their own plan, stand beside the successor's, and get no verdict."""

import datetime as dt
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from cchc_metrics import metrics
from cchc_metrics.charts import look
from cchc_metrics.charts.look import svg
from cchc_metrics.cli import main
from cchc_metrics.criteria import steps
from cchc_metrics.documents.exports import export
from cchc_metrics.documents.handover import pack
from cchc_metrics.documents.takeover import open_package, package_in, take_over
from cchc_metrics.faults import FaultError
from cchc_metrics.ledger import Ledger
from cchc_metrics.text.ledger_words import FigureChangeRow, change_cells
from cchc_metrics.text.rows import records
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.views.view import table
from cchc_metrics.workspace import APP, Workspace
from tests.pages.conftest import at, built_folder, folder, open_page, visit, words_of

__all__ = ["built_folder", "folder", "open_page"]

OLD, NEW = "nhat-quang-2021-2025", "tien-tien-2026-2030"
# Counts of the old commune; ICT INDEX is followed by its plan only.
FIGURES = """indicator_id,unit_id,year,period_start,period_end,numerator,denominator,value,flag,source_id
on-time,nhat-quang,2023,,,950,1000,,final,mot-cua
on-time,nhat-quang,2024,,,1190,1204,,final,mot-cua
on-time,nhat-quang,2025,2025-01-01,2025-06-30,590,600,,final,mot-cua
ict-index,nhat-quang,2024,,,,,0.42,final,mot-cua
"""
NEIGHBOUR = """indicator_id,unit_id,year,numerator,denominator,flag,source_id
on-time,dinh-cao,2024,900,1000,final,mot-cua
"""


DAYS = {"decided": dt.date(2025, 5, 5), "due": dt.date(2025, 6, 20)}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The hand-over of Nhật Quang: its successor's plan knows three of its figures, and takes its open decision."""
    workspace = Workspace.open(tmp_path_factory.mktemp("old") / "workspace", OLD)
    workspace.submit([("so.csv", FIGURES.encode())], unit_id="nhat-quang", by="An")
    details = {"what": "Họp thôn", "owner_id": None, "others": "Trưởng các thôn", **DAYS}
    workspace.decide(details, unit_id="nhat-quang", by="An")
    return pack(workspace, "nhat-quang")[0]


@pytest.fixture(scope="module")
def successor(package: bytes, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The folder of Tiên Tiến, into which the package came by command, and a figure of Đình Cao."""
    folder = tmp_path_factory.mktemp("new")
    (folder / "goi.zip").write_bytes(package)
    result = CliRunner().invoke(
        main, ["--plan", NEW, "--workspace", str(folder / "w"), "handover-in", str(folder / "goi.zip"), "--by", "Bình"]
    )
    assert result.exit_code == 0, result.output
    assert "bút toán 1, 2: thêm mới 3 số liệu" in result.stdout
    assert "việc còn mở: Họp thôn" in result.stdout
    assert "chỉ số, chỉ tiêu «ict-index» (1 dòng) không có trong kế hoạch này" in result.stderr
    assert "là số minh họa" in result.stderr
    workspace = Workspace.open(folder / "w", NEW)
    workspace.submit([("dinh-cao.csv", NEIGHBOUR.encode())], unit_id="dinh-cao", by="Bình")
    return workspace


@pytest.mark.slow
def test_figures_of_predecessors_are_told_side_by_side_up_to_the_merger(successor: Workspace) -> None:
    rows = metrics.predecessors(successor.store, unit="tien-tien", indicator="on-time")

    assert [(row.name, row.year, round(row.value, 2)) for row in rows.itertuples()] == [
        ("Xã Nhật Quang", 2023, 95.0),
        ("Xã Nhật Quang", 2024, 98.84),
        ("Xã Nhật Quang", 2025, 98.33),
        ("Xã Đình Cao", 2024, 90.0),
    ]


def test_nobody_judges_a_predecessor_by_a_plan_that_began_after_it(successor: Workspace) -> None:
    assert not successor.catalog.binds("nhat-quang")
    assert metrics.targets(successor.store, unit="nhat-quang").empty
    assert metrics.indices(successor.store, unit="nhat-quang")["level"].isna().all()
    debts = metrics.owed(successor.store, on=successor.catalog.plan.decided, unit="nhat-quang")
    assert debts.empty


def test_a_picture_has_them_thin_and_is_cut_at_the_merger(successor: Workspace) -> None:
    request = ViewRequest("tien-tien", 2026, indicator="on-time")
    view = VIEWS["dien-bien-chi-tieu"](successor.store, successor.catalog, request)

    text = " ".join(view.notes).replace("\N{NO-BREAK SPACE}", " ")
    assert "đơn vị trước sáp nhập, không xét theo kế hoạch này. 1. Xã Nhật Quang, đến 30/06/2025: 98,33 %" in text
    assert "2. Xã Đình Cao, đến 30/06/2025: 90 % (năm 2024)" in text
    # The merger stands before the first figure of the unit itself, that of the year the plan is held against.
    assert view.rows.set_index("year")["break_title"].dropna().to_dict() == {2025: "Sáp nhập 01/7/2025"}
    assert view.draw is not None
    picture = view.draw(look.HALF).to_dict()
    assert picture["layer"][0]["encoding"]["x"]["scale"]["domain"][0] == 2023

    # The table beneath names them, without verdicts and without targets of the new plan.
    lines = table(successor.catalog, view)
    before = lines[lines["Đơn vị"] != "Xã Tiên Tiến"]
    assert [*zip(before["Đơn vị"], before["Năm"], before["Giá trị"].astype(float).round(2), strict=True)] == [
        ("Xã Nhật Quang", 2023, 95.0),
        ("Xã Nhật Quang", 2024, 98.84),
        ("Xã Nhật Quang", 2025, 98.33),
        ("Xã Đình Cao", 2024, 90.0),
    ]
    assert before[["Kết luận", "Cần đạt"]].isna().all(axis=None)
    assert "Xã Đình Cao" in export("csv", successor.catalog, request, view).decode("utf-8-sig")


@pytest.mark.slow
def test_an_indicator_without_a_figure_of_its_own_shows_those_of_its_predecessors(tmp_path: Path) -> None:
    """Nothing of Tiên Tiến is handed in and nothing illustrates it: its targets still have a past."""
    data = tmp_path / "data"
    shutil.copytree(APP / "data" / "plans" / NEW, data / "plans" / NEW, ignore=shutil.ignore_patterns("demo"))
    workspace = Workspace(tmp_path / "w", NEW, data)
    workspace.submit([("so.csv", NEIGHBOUR.encode())], unit_id="dinh-cao", by="An")
    request = ViewRequest("tien-tien", 2026, indicator="on-time")

    view = VIEWS["dien-bien-chi-tieu"](workspace.store, workspace.catalog, request)

    assert view.notes[0] == "Chưa có số liệu Trả đúng hạn của Xã Tiên Tiến."
    assert "Xã Đình Cao, đến 30/06/2025: 90 % (năm 2024)" in view.notes[1].replace("\N{NO-BREAK SPACE}", " ")
    assert table(workspace.catalog, view)["Đơn vị"].tolist() == ["Xã Đình Cao"]
    assert view.draw is not None
    assert re.search(r">(?:Xã Đình Cao:? )?90\b", svg(view.draw(look.HALF)))


def test_the_list_of_another_plan_without_anything_in_common_is_refused_in_words(
    package: bytes, tmp_path: Path
) -> None:
    content = open_package(package, "goi.zip")
    assert content.plan == OLD
    figures = content.figures[0][1]
    lines = figures.decode("utf-8-sig").splitlines()
    only = "\n".join([lines[0], *(line for line in lines if ",ict-index," in line and ",in_use," in line)])
    workspace = Workspace.open(tmp_path / "w", NEW)
    with pytest.raises(FaultError, match="không dòng nào dùng được với kế hoạch này"):
        workspace.preview([("so-lieu.csv", only.encode())], unit_id="nhat-quang")


def test_the_package_of_a_unit_that_the_plan_does_not_know_is_told_so(package: bytes, tmp_path: Path) -> None:
    """It ended the command with an error of the program."""
    workspace = Workspace.open(tmp_path / "w", NEW)
    content = open_package(package, "goi.zip")

    result = take_over(workspace, replace(content, unit="hoa-binh"), by="Bình")

    assert "1 việc còn mở không chuyển: kế hoạch này không giao việc cho «hoa-binh»" in result.cautions


def test_a_package_without_real_figures_hands_over_its_decisions(tmp_path: Path) -> None:
    """Its lists hold illustrative figures alone, and nothing of them is taken in; that refused the whole package."""
    old = Workspace.open(tmp_path / "old", NEW)
    old.decide({"what": "Họp thôn", "owner_id": None, "others": "Trưởng thôn", **DAYS}, unit_id="tien-tien", by="An")
    new = Workspace.open(tmp_path / "new", OLD)

    result = take_over(new, open_package(pack(old, "tien-tien")[0], "goi.zip"), by="Bình")

    assert [entry.details["what"] for entry in result.entries] == ["Họp thôn"]


@pytest.mark.slow
def test_the_list_goes_back_into_its_own_plan(package: bytes, tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "w", OLD)
    entry = workspace.submit(open_package(package, "goi.zip").figures, unit_id="nhat-quang", by="An")

    assert entry is not None
    rows = metrics.targets(workspace.store, unit="nhat-quang", year=2024)
    assert rows.loc[rows["indicator_id"] == "on-time", "numerator"].tolist() == [1190]


def test_another_plan_is_shown_by_its_name_in_the_address_with_a_ledger_of_its_own(
    open_page: Callable[[str], AppTest], folder: Path
) -> None:
    app = at(open_page("overview"))
    assert app.selectbox(key="don-vi").value == "nhat-quang"

    at(app, ke_hoach=NEW)

    assert app.query_params["ke-hoach"] == NEW
    assert "KẾ HOẠCH VÍ DỤ" in words_of(app)
    assert app.selectbox(key="don-vi").value == "tien-tien"
    assert (folder / "ke-hoach" / NEW / "store").is_dir()
    # A link to a page keeps the plan, and those to plans stand in the bar.
    at(app, ke_hoach="khong-co")
    assert "Liên kết nêu" in words_of(app)


@pytest.mark.slow
def test_the_page_takes_of_a_package_what_the_command_takes(
    open_page: Callable[[str], AppTest], folder: Path, package: bytes
) -> None:
    """The unit that the page shows does not matter: the package names its own."""
    app = at(open_page("figures"), ke_hoach=NEW, phan="nop", don_vi="tien-tien")

    app.file_uploader[0].upload("goi.zip", package, "application/zip")
    app.run()

    assert not app.exception
    assert "thêm mới 3 số liệu" in words_of(app)
    assert "việc còn mở: Họp thôn" in words_of(app)
    assert "«ict-index» (1 dòng) không có trong kế hoạch này" in words_of(app)
    ledger = Ledger(folder / "ke-hoach" / NEW)
    assert ledger.entries() == []
    assert not ledger.files.exists()

    next(button for button in app.button if button.label == "Nộp vào sổ").click()
    app.run()

    assert not app.exception
    assert [(entry.action, entry.unit_id) for entry in ledger.entries()] == [("submit", None), ("decide", "tien-tien")]
    assert "Đã nhận gói bàn giao: bút toán 1, 2." in app.success[0].value


def test_a_package_beside_another_file_is_asked_for_alone(package: bytes) -> None:
    with pytest.raises(FaultError, match=r"goi.zip: gói bàn giao được chọn cùng tệp khác"):
        package_in([("goi.zip", package), ("so.csv", FIGURES.encode())])


def test_a_package_is_taken_over_whole_or_not_at_all(
    package: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power fails when the figures are in and the decision is not."""
    workspace = Workspace.open(tmp_path / "w", NEW)
    before = metrics.targets(workspace.store, unit="nhat-quang")

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workspace, "decide", fail)
    with pytest.raises(KeyboardInterrupt):
        take_over(workspace, open_package(package, "goi.zip"), by="Bình")

    assert workspace.ledger.entries() == []
    assert not workspace.ledger.path.exists()
    assert metrics.targets(workspace.store, unit="nhat-quang").equals(before)


# Counts that both plans follow.
COUNTS = """tally_id,unit_id,year,cases,flag,source_id
received,nhat-quang,2024,1300,final,mot-cua
settled,nhat-quang,2024,1204,final,mot-cua
"""


@pytest.mark.slow
def test_counts_open_decisions_and_results_of_criteria_go_over_and_the_rest_is_named(tmp_path: Path) -> None:
    old = Workspace.open(tmp_path / "old", OLD)
    old.submit([("so.csv", FIGURES.encode()), ("dem.csv", COUNTS.encode())], unit_id="nhat-quang", by="An")
    about = {"unit_id": "nhat-quang", "by": "An"}
    post = old.catalog.owners["tu-phap-ho-tich"].name
    old.decide({"what": "Rà soát", "owner_id": "tu-phap-ho-tich", "indicator_id": "ict-index", **DAYS}, **about)
    old.decide({"what": "Họp thôn", "owner_id": None, "others": "Trưởng các thôn", **DAYS}, **about)
    decision = old.decide({"what": "Đã xong", "owner_id": None, "others": "Trưởng thôn", **DAYS}, **about)
    old.follow(decision.number, {"state": "done", "evidence": "BC 1/BC-UBND"}, by="An")
    results = (steps.Result(criterion="giao-ban", counted=12, explanation="sổ họp"),)
    old.assessments.take(steps.Enter(set_id="par-xa-minh-hoa", year=2024, results=results), why="thử", **about)
    package = open_package(pack(old, "nhat-quang")[0], "goi.zip")
    new = Workspace.open(tmp_path / "new", NEW)

    result = take_over(new, package, by="Bình")

    tallies = metrics.tallies(new.store, unit="nhat-quang")
    cases = tallies[(tallies["year"] == 2024) & (tallies["breakdown_id"] == "")]
    assert dict(zip(cases["tally_id"], cases["cases"], strict=True)) == {"received": 1300, "settled": 1204}
    decisions = metrics.decisions(new.store, unit="tien-tien", on=dt.date(2026, 1, 1)).to_dict("records")
    assert {(row["what"], row["owner"], row["indicator_id"]) for row in decisions} == {
        ("Rà soát", post, None),
        ("Họp thôn", "Trưởng các thôn", None),
    }
    text = " ".join(result.cautions)
    assert "1 việc đã xong ở lại trong gói" in text
    assert f"việc «Rà soát»: kế hoạch này không có chức danh «{post}», ghi bằng tên" in text
    assert "«ict-index» (1 dòng) không có trong kế hoạch này" in text
    assert "theo bộ «par-xa-minh-hoa» không chuyển: par-xa-minh-hoa, năm 2024: không có bộ tiêu chí nào" in text

    # With the set of its criteria taken in, as this plan can read it, the package gives its results; none comes twice.
    theirs = (APP / "data" / "criteria" / "par-xa-minh-hoa-2021.toml").read_text(encoding="utf-8")
    of_old_plan = re.compile(r"^(area|part|indicator|owner|index|method) = .*\n", re.MULTILINE)
    (tmp_path / "bo.toml").write_text(of_old_plan.sub("", theirs), encoding="utf-8")
    new.assessments.adopt(("bo.toml", (tmp_path / "bo.toml").read_bytes()), by="Bình")
    again = take_over(new, package, by="Bình")
    assert [entry.action for entry in again.entries] == ["score-enter"]
    assert "việc «Họp thôn» đã có trong sổ này" in " ".join(again.cautions)
    scores = metrics.score_tree(new.store, unit="nhat-quang", criteria="par-xa-minh-hoa", year=2024)
    assert scores.set_index("criterion_id").loc["giao-ban", ["counted", "points"]].tolist() == [12, 4]
    third = take_over(new, package, by="Bình")
    assert third.entries == ()
    assert "kết quả chấm điểm năm 2024 theo bộ «par-xa-minh-hoa» đã có trong sổ này" in third.cautions


@pytest.mark.slow
def test_counts_and_open_decisions_go_over_where_no_figure_of_the_package_is_one_of_the_plan(tmp_path: Path) -> None:
    old = Workspace.open(tmp_path / "old", OLD)
    own = "indicator_id,unit_id,year,value,flag,source_id\nict-index,nhat-quang,2024,0.42,final,mot-cua\n"
    old.submit([("so.csv", own.encode()), ("dem.csv", COUNTS.encode())], unit_id="nhat-quang", by="An")
    details = {"what": "Họp thôn", "owner_id": None, "others": "Trưởng các thôn", **DAYS}
    old.decide(details, unit_id="nhat-quang", by="An")
    new = Workspace.open(tmp_path / "new", NEW)

    result = take_over(new, open_package(pack(old, "nhat-quang")[0], "goi.zip"), by="Bình")

    assert [entry.action for entry in result.entries] == ["submit", "decide"]
    tallies = metrics.tallies(new.store, unit="nhat-quang")
    cases = tallies[(tallies["year"] == 2024) & (tallies["breakdown_id"] == "")]
    assert dict(zip(cases["tally_id"], cases["cases"], strict=True)) == {"received": 1300, "settled": 1204}
    assert "goi, so-lieu.csv: không dòng nào dùng được với kế hoạch này" in " ".join(result.cautions)
    assert "«ict-index» (1 dòng)" in " ".join(result.cautions)


@pytest.mark.slow
def test_figures_of_a_predecessor_flip_nothing_and_its_year_is_not_called_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its years are shown. A year without other indices gets no verdict for that, and 0 of 0 is a figure."""
    workspace = Workspace.open(tmp_path / "w", NEW)
    lines = FIGURES.splitlines()
    zero = "on-time,nhat-quang,2022,,,0,0,,final,mot-cua"
    text = "\n".join([lines[0], *lines[1:4], zero]) + "\n"

    preview = workspace.preview([("so.csv", text.encode())], unit_id="nhat-quang")

    assert preview.flips.empty, preview.flips
    names = workspace.catalog.names_within
    cells = [change_cells(row, names) for row in records(preview.changes, FigureChangeRow)]
    assert [after for *_, period, _, after, _ in cells if period == "năm 2022"] == ["không phát sinh (0/0)"]

    workspace.submit([("so.csv", text.encode())], unit_id="nhat-quang", by="An")
    app = visit(tmp_path / "w", monkeypatch, plan=NEW)
    at(app, don_vi="nhat-quang", nam="2025")
    assert "chưa có số liệu nào của Xã Nhật Quang" not in words_of(app)
