"""A file for each way to be wrong (file_faults.toml): it gives its fault, at its cell; the ledger stays as it was."""

import shutil
import tomllib
from pathlib import Path

import pytest

from cchc_metrics.faults import FaultError
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures

EXPECTED = tomllib.loads(Path(__file__).with_name("file_faults.toml").read_text(encoding="utf-8"))


def bad_file(folder: Path, name: str) -> Path:
    """The file of a fault, written into a folder."""
    fault, path = EXPECTED[name], folder / f"{name}.csv"
    if "rows" in fault:
        return write_figures(path, fault["rows"])
    path.write_text(fault["text"], encoding=fault.get("encoding", "utf-8"))
    return path


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder to which one good file was handed in; not to be written to."""
    folder = tmp_path_factory.mktemp("good")
    figure = {"indicator_id": "online", "year": 2021, "numerator": 1, "denominator": 2}
    workspace = Workspace(folder / "workspace", "mini", DATA)
    workspace.submit([write_figures(folder / "good.csv", [figure])], unit_id="xa-thu", by="thử")
    return workspace.folder


@pytest.mark.parametrize("name", EXPECTED)
def test_a_bad_file_gives_exactly_its_fault(name: str, handed_in: Path, tmp_path: Path) -> None:
    workspace = Workspace(shutil.copytree(handed_in, tmp_path / "workspace"), "mini", DATA)
    before = workspace.ledger.path.read_bytes()
    unit = "xa-cu" if name == "don-vi-het-hieu-luc" else "xa-thu"

    with pytest.raises(FaultError) as refusal:
        workspace.submit([bad_file(tmp_path, name)], unit_id=unit, by="thử")

    faults = [fault for fault in refusal.value.faults if "số liệu của" not in fault.problem]
    places = {fault.place for fault in faults}
    assert all(EXPECTED[name]["place"] in place for place in places), places
    assert any(EXPECTED[name]["said"] in str(fault) for fault in faults), [str(fault) for fault in faults]
    assert workspace.ledger.path.read_bytes() == before


def test_all_faults_of_all_files_come_at_once(workspace: Workspace, tmp_path: Path) -> None:
    files = [bad_file(tmp_path, name) for name in ("so-am", "co-la", "ky-nguoc")]

    with pytest.raises(FaultError) as refusal:
        workspace.submit(files, unit_id="xa-thu", by="thử")

    assert [fault.place.partition(",")[0] for fault in refusal.value.faults] == [
        "so-am.csv",
        "co-la.csv",
        "ky-nguoc.csv",
    ]


def test_figures_of_another_unit_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    other = write_figures(
        tmp_path / "other.csv",
        [{"indicator_id": "early", "unit_id": "xa-moi", "year": 2026, "numerator": 1, "denominator": 2}],
    )

    with pytest.raises(FaultError, match="số liệu của «xa-moi»"):
        workspace.submit([other], unit_id="xa-thu", by="thử")
