"""A published result as a figure of its index, and what was entered beside what was handed in: they agree or tell."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cchc_metrics import metrics
from cchc_metrics.documents import annex, exports, reports
from cchc_metrics.faults import FaultError
from cchc_metrics.text import score_sentence, sentence
from cchc_metrics.workspace import Workspace
from tests.conftest import write_figures
from tests.criteria.conftest import WHY, assessment, criterion, set_text

FIGURE = {"indicator_id": "papi", "year": 2022, "value": 9}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """6 of 10 points in 2022, by a set that feeds the index PAPI; not to be written to."""
    folder = tmp_path_factory.mktemp("scored")
    text = set_text(criterion("1.1", '{ kind = "proportion" }', 10), more='index = "papi"')
    assessment(folder, {"bo.toml": text}, [{"criterion": "1-1", "numerator": 6, "denominator": 10}]).build()
    return folder


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Workspace:
    """The same folder, to be written to; nothing is published yet."""
    folder = shutil.copytree(template, tmp_path / "scored", symlinks=True)
    return Workspace(folder / "workspace", "mini", folder / "data")


def publish(workspace: Workspace) -> int:
    return workspace.assessments.publish(
        criteria="bo-thu",
        unit_id="xa-thu",
        year=2022,
        document="1/QĐ-UBND",
        date=dt.date(2023, 2, 1),
        by="Chi",
        why=WHY,
    ).number


def papi(workspace: Workspace) -> pd.Series:
    return metrics.indices(workspace.store, unit="xa-thu", index="papi", year=2022).iloc[0]


def hand_in(workspace: Workspace, **said: object) -> int:
    file = write_figures(workspace.folder / "so.csv", [{**FIGURE, **said}])
    entry = workspace.submit([file], unit_id="xa-thu", by="An")
    assert entry is not None
    return entry.number


@pytest.mark.slow
def test_it_is_final_and_changed_only_once_it_is_opened(office: Workspace) -> None:
    # Six of ten points: the index counts in points, as the set does.
    publish(office)
    assert papi(office)[["value", "flag"]].tolist() == [6, "final"]

    with pytest.raises(FaultError, match="đã công bố ở bút toán 2"):
        hand_in(office)
    office.lock("2022", unit_id="xa-thu", by="Chi", why="đính chính", unlock=True)
    hand_in(office)

    assert papi(office)[["value", "flag"]].tolist() == [9, "provisional"]


@pytest.mark.slow
def test_whoever_published_by_mistake_takes_it_back(office: Workspace) -> None:
    office.undo(publish(office), by="Chi", why="nhầm")

    assert papi(office)["level"] == "no_data"


@pytest.mark.slow
def test_it_is_refused_beside_a_figure_of_another_period_of_its_year(office: Workspace) -> None:
    hand_in(office, period_start="2022-01-01", period_end="2022-06-30")

    with pytest.raises(FaultError, match=r"so\.csv, dòng 2.*01/01/2022–30/06/2022"):
        publish(office)
    office.undo(2, by="An", why="để công bố")
    publish(office)

    assert papi(office)["value"] == 6


@pytest.mark.slow
def test_the_site_knows_its_method_by_name(office: Workspace) -> None:
    publish(office)

    with office.publishable(on=dt.date(2026, 1, 1)) as publication:
        assert metrics.methods(publication.store)["bo-thu-2021"] == "Bộ thử, từ năm 2021"


@pytest.mark.slow
def test_the_decision_is_named_as_its_source(office: Workspace) -> None:
    publish(office)
    wanted = reports.request(office, kind="phu-luc", unit="xa-thu", year=2022, day=dt.date(2023, 3, 1))

    line = next(
        line
        for line in annex.lines(
            office.catalog,
            metrics.indices(office.store, unit=wanted.unit, year=wanted.year).to_dict("records"),
            [],
        )
        if line.name == "PAPI"
    )
    listed = exports.tables(office.store, office.catalog, ["xa-thu"])["nguon"]

    assert line.note == "Quyết định 1/QĐ-UBND; 01/01/2022–31/12/2022"
    assert "Quyết định 1/QĐ-UBND" in listed["title"].tolist()


def test_a_rank_that_no_unit_can_have_is_left_out_and_stops_no_later_build(office: Workspace, tmp_path: Path) -> None:
    book = pd.DataFrame({"Đơn vị": ["Xã A"], "Chỉ số": [92.5], "Xếp hạng": [10**12]})
    book.to_excel(tmp_path / "bang.xlsx", index=False)

    office.assessments.peers(tmp_path / "bang.xlsx", criteria="bo-thu", unit_id="xa-thu", year=2022, by="An")

    rows = metrics.score_peers(office.store, unit="xa-thu", criteria="bo-thu", year=2022)
    assert rows["reported_rank"].isna().all()


SET = {"thu.toml": set_text(criterion("1.1", '{ kind = "proportion" }', 10, 'indicator = "early"'))}
ENTERED = {
    "criterion": "1-1",
    "kind": "self",
    "numerator": 19,
    "denominator": 20,
    "document": "Danh sách",
    "document_date": "2022-12-01",
}


def readings(workspace: Workspace) -> tuple[dict[Any, Any], str, str]:
    """The row of the target, its sentence, and that of the criterion."""
    targets = metrics.targets(workspace.store, unit="xa-thu", year=2022).set_index("indicator_id", drop=False)
    tree = metrics.score_tree(workspace.store, unit="xa-thu", criteria="bo-thu", year=2022)
    row = targets.loc["early"].to_dict()
    return row, sentence.sentence(row), score_sentence.explain(tree[tree["is_leaf"]].iloc[0].to_dict())


@pytest.mark.slow
def test_a_result_that_no_figure_has_is_told_at_both(scoring: Callable[..., Workspace]) -> None:
    row, target, score_line = readings(scoring(SET, [ENTERED]))

    assert row["level"] == "no_data"
    assert "Bảng chấm điểm, mục 1.1, ghi 95\N{NO-BREAK SPACE}% (19/20) mà chưa nộp thành số liệu." in target
    assert "chưa nộp thành số liệu" in score_line


@pytest.mark.parametrize(("numerator", "differs"), [(18, True), (19, False)])
def test_another_figure_is_told_at_both_and_the_same_at_neither(
    scoring: Callable[..., Workspace], numerator: int, *, differs: bool
) -> None:
    figure = {"indicator_id": "early", "year": 2022, "numerator": numerator, "denominator": 20}

    _, target, score_line = readings(scoring(SET, [ENTERED], [figure]))

    assert ("ghi 95\N{NO-BREAK SPACE}% (19/20), khác số này." in target) is differs
    assert ("khác số liệu đã nộp" in score_line) is differs
    # The points are those of the figure that was handed in.
    assert f"Đạt {5 * numerator}\N{NO-BREAK SPACE}%" in score_line
