"""One hand-in about many units: previewed by unit, approved, closed and undone as one."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cchc_metrics import metrics
from cchc_metrics.cli.command import main
from cchc_metrics.faults import FaultsFound
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures

EARLY = {"indicator_id": "early", "year": 2022, "numerator": 95, "denominator": 100}
BOTH = [{**EARLY, "unit_id": "Xã Thử"}, {**EARLY, "unit_id": "xa cu", "numerator": 45, "denominator": 50}]


def file_of(folder: Path, figures: Iterable[Mapping[str, Any]], name: str = "cac-xa.csv") -> Path:
    return write_figures(folder / name, figures)


def values(workspace: Workspace) -> list[float | None]:
    store = workspace.store
    rows = [metrics.targets(store, unit=unit, year=2022).set_index("indicator_id") for unit in ("xa-thu", "xa-cu")]
    return [row.loc["early", "value"] for row in rows]


@pytest.mark.slow
def test_one_file_of_many_units_is_one_entry_and_goes_as_one(workspace: Workspace, tmp_path: Path) -> None:
    """95 trên 100 là 95 %, 45 trên 50 là 90 %."""
    file = file_of(tmp_path, BOTH)
    preview = workspace.preview([file], unit_id=None)
    entry, done = workspace.hand_in([file], unit_id=None, by="An")

    assert entry is not None
    assert preview.units == done.units == entry.units == ("xa-thu", "xa-cu")
    assert preview.of("xa-cu").changes["after"].tolist() == [90]
    assert entry.unit_id is None
    assert values(workspace) == [95, 90]
    assert workspace.submit([file], unit_id=None, by="An") is None
    assert workspace.preview_undo(entry.number).units == ("xa-thu", "xa-cu")
    workspace.undo(entry.number, by="An", why="nhầm tệp")
    assert metrics.targets(workspace.store, unit="xa-cu", year=2022)["value"].isna().all()


def test_a_closed_period_of_one_unit_keeps_the_whole_file_out(workspace: Workspace, tmp_path: Path) -> None:
    workspace.lock("2022", unit_id="xa-cu", by="Bình", why="đã gửi tỉnh")

    with pytest.raises(FaultsFound) as found:
        workspace.submit([file_of(tmp_path, BOTH)], unit_id=None, by="An")

    assert [fault.kind for fault in found.value.faults] == ["closed-figures"]
    assert "cchc unlock --unit xa-cu" in found.value.faults[0].remedy
    assert len(workspace.ledger.entries()) == 1


@pytest.mark.slow
def test_an_approval_closes_the_figures_of_every_unit(workspace: Workspace, tmp_path: Path) -> None:
    entry = workspace.submit([file_of(tmp_path, BOTH)], unit_id=None, by="An")
    assert entry is not None
    workspace.approve(entry.number, by="Bình")

    for unit in ("xa-thu", "xa-cu"):
        with pytest.raises(FaultsFound) as found:
            workspace.submit(
                [file_of(tmp_path, [{**EARLY, "unit_id": unit, "numerator": 1}], "sua.csv")], unit_id=unit, by="An"
            )
        assert [fault.kind for fault in found.value.faults] == ["closed-figures"]


def test_the_command_tells_what_changes_by_unit(
    monkeypatch: pytest.MonkeyPatch, workspace: Workspace, tmp_path: Path
) -> None:
    monkeypatch.setattr("cchc_metrics.cli.command.opened", lambda *_: workspace)
    file = str(file_of(tmp_path, BOTH))

    done = CliRunner().invoke(main, ["submit", file, "--all-units", "--by", "An"])
    both = CliRunner().invoke(main, ["submit", file, "--all-units", "--unit", "xa-thu"])

    assert done.exit_code == 0, done.output
    assert "Xã Cũ: thêm 1, thay đổi 0, thôi dùng 0 số liệu; " in done.output
    assert both.exit_code == 2
    assert "--all-units" in both.output


def test_figures_of_many_units_are_refused_where_one_was_chosen(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace", "mini", DATA)

    with pytest.raises(FaultsFound) as found:
        workspace.preview([file_of(tmp_path, BOTH)], unit_id="xa-thu")

    assert [fault.kind for fault in found.value.faults] == ["other-unit"]
