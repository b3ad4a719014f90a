"""Predecessors: their figures come from their own plan, stand beside those of the successor, and are never judged."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from cchc_metrics import metrics
from cchc_metrics.charts import look
from cchc_metrics.charts.picture import svg
from cchc_metrics.cli import main
from cchc_metrics.documents.exports import export
from cchc_metrics.documents.handover import pack
from cchc_metrics.faults import FaultsFound
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.views.view import table
from cchc_metrics.workspace import APP, Workspace
from tests.pages.conftest import at, built, folder, opened, words_of

__all__ = ["built", "folder", "opened"]

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


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The hand-over of Nhật Quang, three of whose figures its successor's plan knows."""
    workspace = Workspace.open(tmp_path_factory.mktemp("old") / "workspace", OLD)
    workspace.submit([("so.csv", FIGURES.encode())], unit_id="nhat-quang", by="An")
    return pack(workspace, "nhat-quang")[0]


@pytest.fixture(scope="module")
def successor(package: bytes, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The folder of Tiên Tiến, into which the package came by command, and a figure of Đình Cao."""
    folder = tmp_path_factory.mktemp("new")
    (folder / "goi.zip").write_bytes(package)
    said = CliRunner().invoke(
        main, ["--plan", NEW, "--workspace", str(folder / "w"), "handover-in", str(folder / "goi.zip"), "--by", "Bình"]
    )
    assert said.exit_code == 0, said.output
    assert "bút toán 1: thêm mới 3 số liệu" in said.stdout
    assert "chỉ số, chỉ tiêu «ict-index» (1 dòng) không có trong kế hoạch này" in said.stderr
    assert "là số minh họa" in said.stderr
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
    owed = metrics.owed(successor.store, on=successor.catalog.plan.decided, unit="nhat-quang")
    assert owed.empty


def test_a_picture_has_them_thin_and_is_cut_at_the_merger(successor: Workspace) -> None:
    request = ViewRequest("tien-tien", 2026, indicator="on-time")
    view = VIEWS["dien-bien-chi-tieu"](successor.store, successor.catalog, request)

    said = " ".join(view.notes).replace("\N{NO-BREAK SPACE}", " ")
    assert "đơn vị trước sáp nhập, không xét theo kế hoạch này. 1. Xã Nhật Quang, đến 30/06/2025: 98,33 %" in said
    assert "2. Xã Đình Cao, đến 30/06/2025: 90,00 % (năm 2024)" in said
    assert view.rows.loc[view.rows["year"] == 2026, "break_title"].tolist() == ["Sáp nhập 01/7/2025"]
    assert view.draw is not None
    drawn = view.draw(look.HALF).to_dict()
    assert drawn["layer"][0]["encoding"]["x"]["scale"]["domain"][0] == 2023

    # The table beneath has them by name, with no verdict and nothing that the new plan asks.
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


def test_an_indicator_without_a_figure_of_its_own_shows_those_of_its_predecessors(tmp_path: Path) -> None:
    """Nothing of Tiên Tiến is handed in and nothing illustrates it: its targets still have a past."""
    data = tmp_path / "data"
    shutil.copytree(APP / "data" / "plans" / NEW, data / "plans" / NEW, ignore=shutil.ignore_patterns("demo"))
    workspace = Workspace(tmp_path / "w", NEW, data)
    workspace.submit([("so.csv", NEIGHBOUR.encode())], unit_id="dinh-cao", by="An")
    request = ViewRequest("tien-tien", 2026, indicator="on-time")

    view = VIEWS["dien-bien-chi-tieu"](workspace.store, workspace.catalog, request)

    assert view.notes[0] == "Chưa có số liệu Trả đúng hạn của Xã Tiên Tiến."
    assert "Xã Đình Cao, đến 30/06/2025: 90,00 % (năm 2024)" in view.notes[1].replace("\N{NO-BREAK SPACE}", " ")
    assert table(workspace.catalog, view)["Đơn vị"].tolist() == ["Xã Đình Cao"]
    assert view.draw is not None
    assert "90,00" in svg(view.draw(look.HALF))


def test_the_list_of_another_plan_without_anything_in_common_is_refused_in_words(
    package: bytes, tmp_path: Path
) -> None:
    from cchc_metrics.documents.handover import figures_of

    plan, figures = figures_of(package, "goi.zip")
    assert plan == OLD
    lines = figures.decode("utf-8-sig").splitlines()
    only = "\n".join([lines[0], *(line for line in lines if ",ict-index," in line and ",in_use," in line)])
    workspace = Workspace.open(tmp_path / "w", NEW)
    with pytest.raises(FaultsFound, match="không dòng nào dùng được với kế hoạch này"):
        workspace.preview([("so-lieu.csv", only.encode())], unit_id="nhat-quang")


@pytest.mark.slow
def test_the_list_goes_back_into_its_own_plan(package: bytes, tmp_path: Path) -> None:
    from cchc_metrics.documents.handover import figures_of

    workspace = Workspace.open(tmp_path / "w", OLD)
    entry = workspace.submit([("so-lieu.csv", figures_of(package, "goi.zip")[1])], unit_id="nhat-quang", by="An")

    assert entry is not None
    rows = metrics.targets(workspace.store, unit="nhat-quang", year=2024)
    assert rows.loc[rows["indicator_id"] == "on-time", "numerator"].tolist() == [1190]


def test_another_plan_is_shown_by_its_name_in_the_address_with_a_ledger_of_its_own(
    opened: Callable[[str], AppTest], folder: Path
) -> None:
    app = at(opened("overview"))
    assert app.selectbox(key="don-vi").value == "nhat-quang"

    at(app, ke_hoach=NEW)

    assert app.query_params["ke-hoach"] == NEW
    assert "KẾ HOẠCH VÍ DỤ" in words_of(app)
    assert app.selectbox(key="don-vi").value == "tien-tien"
    assert (folder / "ke-hoach" / NEW / "store").is_dir()
    # A link to a page keeps the plan, and those to plans stand in the bar.
    at(app, ke_hoach="khong-co")
    assert "Liên kết nêu" in words_of(app)


def test_a_package_is_handed_in_on_the_page_for_the_unit_that_it_is_about(
    opened: Callable[[str], AppTest], package: bytes
) -> None:
    app = at(opened("figures"), ke_hoach=NEW, phan="nop", don_vi="nhat-quang")

    app.file_uploader[0].upload("goi.zip", package, "application/zip")
    app.run()

    assert not app.exception
    assert "thêm mới 3 số liệu" in words_of(app)
    assert "«ict-index» (1 dòng) không có trong kế hoạch này" in words_of(app)
