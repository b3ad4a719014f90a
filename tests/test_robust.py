"""A process dies, the disk is full, two hand in at once: nothing is lost, and nothing is half there."""

import errno
import multiprocessing
import os
import random
import resource
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest

from cchc_metrics import metrics
from cchc_metrics.faults import FaultsFound
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures

pytestmark = pytest.mark.slow
UNIT, FIRST, MOMENTS = "xa-thu", 2000, 50
# Children of a server that has loaded everything and opened nothing: a start costs milliseconds, a kill is a kill.
CHILDREN = multiprocessing.get_context("forkserver")
CHILDREN.set_forkserver_preload(["tests.test_robust"])


def file_of(folder: Path, year: int) -> Path:
    return write_figures(
        folder / f"{year}.csv", [{"indicator_id": "early", "numerator": 95, "denominator": 100, "year": year}]
    )


def submit(folder: Path, file: Path) -> None:
    Workspace(folder, "mini", DATA).submit([file], unit_id=UNIT, by="An")


def submit_and_die(folder: Path, file: Path, step: int) -> None:
    """Hand in, and die before the call of the file system that has this number."""
    left = step

    def mortal(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            nonlocal left
            # Reading changes nothing, and is most of what is opened.
            left -= real is not opened or "wb" in given
            if left < 0:
                os.kill(os.getpid(), 9)
            return real(*given, **named)

        return call

    opened, workspace = Path.open, Workspace(folder, "mini", DATA)
    os.fsync = mortal(os.fsync)
    for name in ("open", "replace", "unlink", "mkdir"):
        setattr(Path, name, mortal(getattr(Path, name)))
    workspace.submit([file], unit_id=UNIT, by="An")


def submit_with_room_for(size: int, folder: Path, file: Path, said: Connection) -> None:
    """Hand in where no file may grow beyond `size` bytes, as on a full disk, and say what comes of it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        submit(folder, file)
        said.send("taken in")
    except FaultsFound as found:
        said.send(str(found))


def run(target: Callable[..., None], *arguments: Any, kill_after: float | None = None) -> int | None:
    """The exit code of a child that may be killed."""
    child = CHILDREN.Process(target=target, args=arguments)
    # A page that was run in this process has left itself as its main module, which every child would load first.
    with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
        child.start()
    if kill_after is not None:
        child.join(kill_after)
        child.kill()
    child.join()
    return child.exitcode


def years_in(folder: Path) -> set[int]:
    """The years that the ledger holds; every line and every kept file is as it was written."""
    ledger = Workspace(folder, "mini", DATA).ledger
    files = [file for entry in ledger.entries() for file in entry.files]
    assert all(ledger.bytes_of(file) for file in files)
    return {int(file.name.removesuffix(".csv")) for file in files}


def years_shown(folder: Path) -> set[int]:
    """The years that the dashboard shows."""
    return set(metrics.history(Workspace(folder, "mini", DATA).store, unit=UNIT, indicator="early")["year"])


def test_killed_at_50_random_moments_every_entry_is_wholly_there_or_wholly_absent(
    workspace: Workspace, tmp_path: Path
) -> None:
    chance = random.Random(20220128)
    # The first one waits for the server of children and builds the store before; neither is part of a submit.
    assert run(submit, workspace.folder, file_of(tmp_path, FIRST)) == 0
    there, killed, whole = {FIRST}, 0, 60.0
    for year in range(FIRST + 1, FIRST + 1 + MOMENTS):
        began = time.monotonic()
        moment = chance.uniform(0, whole)
        if run(submit, workspace.folder, file_of(tmp_path, year), kill_after=moment) == -9:
            killed += 1
        else:
            # It was done before its moment came: how long a submit takes depends on what else the machine does.
            whole = time.monotonic() - began
        now = years_in(workspace.folder)
        assert there <= now <= there | {year}
        there = now
    assert killed > MOMENTS // 5, "most were done before they were to be killed"
    assert years_shown(workspace.folder) == there


def test_killed_before_each_step_of_a_submit_every_entry_is_wholly_there_or_wholly_absent(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.build()
    there: set[int] = set()
    for step in range(100):
        year = FIRST + step
        done = run(submit_and_die, workspace.folder, file_of(tmp_path, year), step)
        now = years_in(workspace.folder)
        assert there <= now <= there | {year}
        there = now
        if done == 0:
            break
    assert done == 0
    assert step > 5, "a submit has more steps than that"
    assert years_shown(workspace.folder) == there


def test_two_processes_handing_in_at_once_are_both_there(workspace: Workspace, tmp_path: Path) -> None:
    workspace.build()
    children = [
        CHILDREN.Process(target=submit, args=(workspace.folder, file_of(tmp_path, year))) for year in (2021, 2022, 2022)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()

    assert [child.exitcode for child in children] == [0, 0, 0]
    assert years_in(workspace.folder) == years_shown(workspace.folder) == {2021, 2022}
    assert len(workspace.ledger.entries()) == 2


@pytest.mark.parametrize("size", [0, 100, 50_000, 1_000_000])
def test_a_full_disk_says_so_and_nothing_is_lost(workspace: Workspace, tmp_path: Path, size: int) -> None:
    workspace.submit([file_of(tmp_path, 2021)], unit_id=UNIT, by="An")
    before = workspace.ledger.path.read_bytes()
    here, there = CHILDREN.Pipe()

    run(submit_with_room_for, size, workspace.folder, file_of(tmp_path, 2022), there)

    assert here.poll(), "the child said nothing"
    said = here.recv()
    assert "không ghi được: đĩa đầy" in said
    assert "dọn bớt đĩa" in said
    assert workspace.ledger.path.read_bytes() == before
    assert years_shown(workspace.folder) == {2021}


def test_a_disk_that_fills_while_the_ledger_is_written_leaves_the_old_ledger(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.submit([file_of(tmp_path, 2021)], unit_id=UNIT, by="An")
    before = workspace.ledger.path.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(FaultsFound, match="đĩa đầy"):
            workspace.submit([file_of(tmp_path, 2022)], unit_id=UNIT, by="An")

    assert workspace.ledger.path.read_bytes() == before
    assert not list(workspace.folder.glob(".ledger*"))
    assert workspace.submit([file_of(tmp_path, 2022)], unit_id=UNIT, by="An") is not None


def test_what_a_killed_process_left_is_swept_away_when_it_is_old(workspace: Workspace, tmp_path: Path) -> None:
    workspace.build()
    left = [workspace.folder / "trial" / "abc.duckdb", workspace.folder / "files" / ".x.1.2"]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
        os.utime(path, (0, 0))
    young = workspace.folder / "trial" / "young.duckdb"
    young.write_bytes(b"at work")

    workspace.submit([file_of(tmp_path, 2021)], unit_id=UNIT, by="An")

    assert not any(path.exists() for path in left)
    assert young.exists()
