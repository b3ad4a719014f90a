"""A working folder is saved in one file and comes back whole, or not at all."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cchc_metrics import metrics
from cchc_metrics.faults import FaultError
from cchc_metrics.ledger import Ledger
from cchc_metrics.workspace import Workspace
from cchc_metrics.workspace.folder import LISTING, back_up, restore
from tests.conftest import DATA, write_figures

WorkspaceMaker = Callable[..., Workspace]
EARLY = {"indicator_id": "early", "year": 2022, "numerator": 95, "denominator": 100}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("package")
    workspace = Workspace(folder / "workspace", "mini", DATA)
    workspace.submit([write_figures(folder / "own.csv", [EARLY])], unit_id="xa-thu", by="An")
    workspace.saved_views.save("họp tháng", "tong-quan", {"nam": "2022"})
    back_up(workspace.folder, folder / "copy.zip")
    return (folder / "copy.zip").read_bytes()


def changed(package: bytes, tmp_path: Path, change: Callable[[dict[str, bytes]], Any]) -> bytes:
    """The backup with its parts changed."""
    (tmp_path / "one.zip").write_bytes(package)
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return (tmp_path / "other.zip").read_bytes()


def test_what_was_saved_comes_back(package: bytes, workspace_of: WorkspaceMaker, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"

    backup = restore(package, "copy.zip", folder)

    workspace = Workspace(folder, "mini", workspace_of().plan_folder.parents[1])
    rows = metrics.targets(workspace.store, unit="xa-thu", year=2022).set_index("indicator_id")
    assert (backup.entries, rows.loc["early", "value"]) == (1, 95)
    assert [view.name for view in workspace.saved_views.all()] == ["họp tháng"]
    assert not list(folder.glob(".restore.*"))


def test_nothing_derived_is_saved(package: bytes, tmp_path: Path) -> None:
    names: list[str] = []
    changed(package, tmp_path, names.extend)

    assert {name.split("/")[0] for name in names} == {
        LISTING,
        "ledger.jsonl",
        "ledger.head",
        "files",
        "layouts.json",
        "views.json",
    }


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda parts: parts.update({"ledger.jsonl": parts["ledger.jsonl"] + b" "}), "nội dung khác với bản kê"),
        (lambda parts: parts.pop("ledger.jsonl"), "thiếu tệp này"),
        (lambda parts: parts.update({"more.txt": b"x"}), "tệp không có trong bản kê"),
        (lambda parts: parts.update({"../outside.txt": b"x"}), "đường dẫn không được dùng"),
        (lambda parts: parts.pop(LISTING), "không có bản kê"),
    ],
)
def test_a_damaged_backup_is_told_and_nothing_is_stored(
    package: bytes, tmp_path: Path, change: Callable[[dict[str, bytes]], Any], problem: str
) -> None:
    folder = tmp_path / "elsewhere"

    with pytest.raises(FaultError, match=problem):
        restore(changed(package, tmp_path, change), "copy.zip", folder)

    assert not folder.exists()
    assert not (tmp_path / "outside.txt").exists()


def test_half_a_backup_is_no_backup(package: bytes, tmp_path: Path) -> None:
    with pytest.raises(FaultError, match="không mở được"):
        restore(package[: len(package) // 2], "copy.zip", tmp_path / "elsewhere")


def test_a_folder_in_use_is_left_alone(package: bytes, workspace_of: WorkspaceMaker) -> None:
    workspace = workspace_of()
    workspace.lock("2022", unit_id="xa-thu", by="Chi", why="đã báo cáo")
    before = workspace.ledger.path.read_bytes()

    with pytest.raises(FaultError, match="đã có sổ hoặc số liệu"):
        restore(package, "copy.zip", workspace.folder)

    assert workspace.ledger.path.read_bytes() == before


def test_a_damaged_folder_is_not_saved(workspace_of: WorkspaceMaker, tmp_path: Path) -> None:
    workspace = workspace_of()
    workspace.submit([write_figures(tmp_path / "own.csv", [EARLY])], unit_id="xa-thu", by="An")
    next((workspace.folder / "files").iterdir()).write_bytes(b"x")

    with pytest.raises(FaultError, match="không còn nguyên"):
        back_up(workspace.folder, tmp_path / "copy.zip")

    assert not (tmp_path / "copy.zip").exists()


def test_the_ledger_of_another_plan_is_saved_only_when_it_is_sound(
    workspace_of: WorkspaceMaker, tmp_path: Path
) -> None:
    folder = workspace_of().folder
    other = Ledger(folder / "ke-hoach" / "tien-tien")
    other.submit([("a.csv", b"a")], unit_id="xa-thu", by="An")
    back_up(folder, tmp_path / "copy.zip")
    restore((tmp_path / "copy.zip").read_bytes(), "copy.zip", tmp_path / "elsewhere")
    assert len(Ledger(tmp_path / "elsewhere" / "ke-hoach" / "tien-tien").entries()) == 1

    other.path.write_bytes(other.path.read_bytes().replace(b"An", b"Em"))
    with pytest.raises(FaultError, match="dòng 1"):
        back_up(folder, tmp_path / "copy.zip")
