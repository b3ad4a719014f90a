"""A process dies, the disk is full, two hand in at once: nothing is lost, and nothing is half there."""

import datetime as dt
import errno
import multiprocessing
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any, Self
from unittest.mock import patch

import pytest

from cchc_metrics import files, metrics
from cchc_metrics.documents import handover, site
from cchc_metrics.faults import FaultError
from cchc_metrics.ledger import Ledger
from cchc_metrics.workspace import Workspace, scratch
from cchc_metrics.workspace.folder import back_up, sweep
from cchc_metrics.workspace.saved import SavedViews
from tests.conftest import DATA, write_figures

# These tests start processes and kill them.
pytestmark = pytest.mark.slow

UNIT, FIRST = "xa-thu", 2000
# A named run kills more often: CCHC_KILLS=200 pytest tests/test_robust.py -k random.
KILLS = int(os.environ.get("CCHC_KILLS", "5"))
# Children of a server that has loaded the libraries and opened no file: they start in milliseconds and can be killed.
CHILDREN = multiprocessing.get_context("forkserver")
CHILDREN.set_forkserver_preload(["tests.test_robust"])


def file_of(folder: Path, number: int, year: int = FIRST, day: dt.date | None = None) -> Path:
    """A file of one figure, of a year or of a day; no two numbers give the same bytes."""
    figure = {"indicator_id": "early", "numerator": number, "denominator": 1000, "year": day.year if day else year}
    days = {"period_start": day, "period_end": day} if day else {}
    return write_figures(folder / f"{number}.csv", [figure | days])


def submit(folder: Path, file: Path) -> None:
    Workspace(folder, "mini", DATA).submit([file], unit_id=UNIT, by="An")


def submit_with_room_for(size: int, folder: Path, file: Path, pipe: Connection) -> None:
    """Hand in where no file may grow beyond `size` bytes, as on a full disk; gives the outcome."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        submit(folder, file)
        pipe.send("taken in")
    except FaultError as error:
        pipe.send(str(error))


def run(target: Callable[..., None], *arguments: Any, kill_after: float | None = None) -> int | None:
    """The exit code of a child that may be killed."""
    child = CHILDREN.Process(target=target, args=arguments)
    # A page that ran in this process is still its main module, and every child would load that first.
    with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
        child.start()
    if kill_after is not None:
        child.join(kill_after)
        child.kill()
    child.join()
    return child.exitcode


class Deaths:
    """Copies of a folder before each change of a file: what a process leaves that dies at that moment.

    A killed process leaves all that it has passed to the system, and a copy at that moment holds the same.
    """

    watching: "Deaths | None" = None

    def __init__(self, folder: Path, copies: Path, *, with_dot_names: bool = True) -> None:
        """Watch a folder; changes beneath names that begin with a dot count only `with_dot_names`."""
        self.folder, self.copies, self.all = folder, copies, list[Path]()
        self.with_dot_names = with_dot_names
        self.outside: list[str] = []

    def __enter__(self) -> Self:
        Deaths.watching = self
        return self

    def __exit__(self, *_: object) -> None:
        Deaths.watching = None

    def before(self, path: Path) -> None:
        """Copy the folder before the file `path` changes."""
        if not path.is_relative_to(self.folder):
            self.outside.append(str(path))
        elif path.suffix != ".lock" and (self.with_dot_names or not self._is_hidden(path)):
            copy = self.copies / str(len(self.all))
            Deaths.watching = None
            shutil.copytree(self.folder, copy, copy_function=copy_of)
            Deaths.watching = self
            self.all.append(copy)

    def _is_hidden(self, path: Path) -> bool:
        steps = path.relative_to(self.folder).parts[:-1]
        return any(step.startswith(".") or step == "trial" for step in steps)


def copy_of(source: str, target: str) -> str:
    """Copy a file. A built store is linked: it takes megabytes and is never written to again."""
    path = Path(source)
    if path.parent.name == "store" and path.suffix == ".duckdb" and not path.name.startswith("."):
        os.link(source, target)
        return target
    return str(shutil.copy2(source, target))


def changes(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether an audit event of Python announces a change of a file."""
    if event == "open":
        return bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink")


def heard(event: str, arguments: tuple[Any, ...]) -> None:
    watching = Deaths.watching
    # A whole folder is removed by relative names; what is left of it after a death is swept like other leftovers.
    has_path = changes(event, arguments) and isinstance(arguments[0], str | Path)
    if watching and has_path and Path(arguments[0]).is_absolute():
        watching.before(Path(arguments[0]))


sys.addaudithook(heard)


def numbers_in(folder: Path) -> list[int]:
    """The numbers in the ledger, in order; asserts that every line and every file is sound."""
    ledger = Ledger(folder)
    files = [file for entry in ledger.entries() for file in entry.files]
    assert all(ledger.bytes_of(file) for file in files)
    return [int(file.name.removesuffix(".csv")) for file in files]


def facts_in(folder: Path) -> list[Any]:
    """All stored facts: entries with the bytes of their files, and saved views."""
    ledger = Ledger(folder)
    entries = ledger.entries()
    contents = [ledger.bytes_of(file) for entry in entries for file in entry.files]
    return [[(entry.number, entry.action, entry.target) for entry in entries], contents, SavedViews(folder).all()]


def years_on_pages(folder: Path) -> set[int]:
    """The years that the dashboard shows."""
    return set(metrics.history(Workspace(folder, "mini", DATA).store, unit=UNIT, indicator="early")["year"])


def number_on_pages(folder: Path) -> float | None:
    """The number of the file that the dashboard shows."""
    rows = metrics.targets(Workspace(folder, "mini", DATA).store, unit=UNIT, year=2022).set_index("indicator_id")
    value = rows.loc["early", "value"]
    return None if value != value else round(value * 10)


def publish(folder: Path) -> None:
    """Publish the site of the mini plan beside its working folder."""
    workspace = Workspace(folder, "mini", DATA)
    with workspace.publishable(on=dt.date(2026, 1, 1), illustrative=True) as publication:
        site.install(site.files(publication, workspace.catalog, site.Scope((UNIT,))), folder / "cong-khai")


def receive(folder: Path, package: Path) -> None:
    handover.unpack(package.read_bytes(), package.name, folder, DATA)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def act(kind: str, folder: Path, file: Path) -> None:
    """Do one thing to a working folder, in a process of its own that may be killed."""
    with scratch(folder):
        act_in(Workspace(folder, "mini", DATA), kind, file)


def act_in(workspace: Workspace, kind: str, file: Path) -> None:
    folder = workspace.folder
    if kind == "publish":
        publish(folder)
    elif kind == "hand over":
        receive(file.parent / file.stem, file.parent / "goi.zip")
    elif kind == "submit":
        submit(folder, file)
    elif kind == "undo":
        workspace.undo(len(workspace.ledger.entries()), by="Chi", why="nhầm")
    elif kind == "approve":
        workspace.approve(len(workspace.ledger.entries()), by="Chi")
    elif kind == "lock":
        workspace.lock("2019", unit_id=UNIT, by="Chi", why="đã báo cáo")
    else:
        workspace.decide(DECISION, unit_id=UNIT, by="Chi")


# The common run hands in only: the first time of each kind tells how long it takes, and kills nothing.
EVERY_KIND = ("submit", "publish", "lock", "undo", "approve", "hand over", "decide")
KINDS = EVERY_KIND if KILLS > 5 else ("submit",)


def test_killed_at_random_moments_every_act_is_wholly_done_or_not_at_all(workspace: Workspace, tmp_path: Path) -> None:
    chance = random.Random(20220128)
    # The first one waits for the server of children and builds the store before; neither is part of a submit.
    assert run(submit, workspace.folder, file_of(tmp_path, 100, 2022)) == 0
    workspace.approve(1, by="Chi")
    (tmp_path / "goi.zip").write_bytes(handover.pack(workspace, UNIT)[0])
    handed_over = facts_in(workspace.folder)
    there, acts, deaths = [100], 2, 0
    whole = dict.fromkeys(KINDS, 60.0)
    for number in range(101, 101 + KILLS):
        kind = KINDS[number % len(KINDS)]
        # An approval closes its days, so each approval has a day of its own.
        day = dt.date(2001, 1, 1) + dt.timedelta(number)
        file = file_of(tmp_path, number, 2021, day if kind in ("undo", "approve") else None)
        if kind in ("undo", "approve"):
            submit(workspace.folder, file)
            there, acts = [*there, number], acts + 1
        began, moment = time.monotonic(), chance.uniform(0, whole[kind])
        code = run(act, kind, workspace.folder, file, kill_after=moment)
        if code == -9:
            deaths += 1
        else:
            assert code == 0, kind
            # The act ended before it was to be killed: its time depends on what else the machine does.
            whole[kind] = time.monotonic() - began
        now = numbers_in(workspace.folder)
        assert now in (there, [*there, number])
        assert len(Ledger(workspace.folder).entries()) - acts in (0, 1)
        there, acts = now, len(Ledger(workspace.folder).entries())
        successor = tmp_path / str(number)
        assert not (successor / "ledger.jsonl").exists() or facts_in(successor) == handed_over
        if kind == "hand over" and not (successor / "ledger.jsonl").exists():
            receive(successor, tmp_path / "goi.zip")
            assert facts_in(successor) == handed_over
    assert deaths > KILLS // 5, "most were done before they were to be killed"
    assert years_on_pages(workspace.folder) >= ({2021, 2022} if len(there) > 1 else {2022})
    publish(workspace.folder)
    assert not list(workspace.folder.glob(".cong-khai.*"))
    site.check(tree_of_site := tree(workspace.folder / "cong-khai"))
    assert tree_of_site


ACTS: dict[str, Callable[[Workspace, Path], object]] = {
    "submit": lambda workspace, file: workspace.submit([file], unit_id=UNIT, by="An"),
    "undo": lambda workspace, _: workspace.undo(2, by="An", why="nhầm"),
    "approve": lambda workspace, _: workspace.approve(1, by="Chi"),
    "lock": lambda workspace, _: workspace.lock("2022", unit_id=UNIT, by="Chi", why="đã báo cáo"),
    "decide": lambda workspace, _: workspace.decide(DECISION, unit_id=UNIT, by="Chi"),
    "save a view": lambda workspace, _: workspace.saved_views.save("họp", "tong-quan", {"nam": "2022"}),
    "back up": lambda workspace, _: back_up(workspace.folder, workspace.folder / "copy.zip"),
}
DECISION = {"what": "Rà soát lại hồ sơ", "owner_id": "van-phong", "decided": "2022-12-01", "due": "2022-12-31"}


@pytest.fixture(scope="module")
def two_entries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with two entries and its store."""
    folder = tmp_path_factory.mktemp("two")
    for number, year in ((100, 2022), (101, 2021)):
        submit(folder / "workspace", file_of(folder, number, year))
    years_on_pages(folder / "workspace")
    return folder / "workspace"


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_killed_before_each_step_an_act_is_wholly_done_or_not_at_all(
    act: Callable[[Workspace, Path], object], two_entries: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(two_entries, tmp_path / "workspace")
    workspace, file = Workspace(folder, "mini", DATA), file_of(tmp_path, 900, 2022)
    before = facts_in(folder)
    with Deaths(folder, tmp_path / "copies") as deaths:
        act(workspace, file)
    after = facts_in(folder)

    answers = [facts_in(copy) for copy in deaths.all]
    assert len(answers) > 1
    assert not deaths.outside
    is_done = [facts == after and facts != before for facts in answers]
    assert all(facts in (before, after) for facts in answers)
    assert is_done == sorted(is_done), "what is done once stays done"
    if act is ACTS["submit"]:
        # An act that died half-way is repeated and then shows; one that died later shows at once.
        last = is_done.index(True)
        submit(deaths.all[last - 1], file)
        assert facts_in(deaths.all[last - 1]) == after
        assert [number_on_pages(deaths.all[place]) for place in (last - 1, last, -1)] == [900, 900, 900]


LIST = "Mã hồ sơ,Lĩnh vực,Trạng thái,Ngày tiếp nhận,Ngày hẹn trả,Ngày trả kết quả\n"


def test_a_command_killed_while_it_reads_a_list_of_dossiers_leaves_nothing_beside_its_folder(tmp_path: Path) -> None:
    folder, outside, dossiers = tmp_path / "workspace", tmp_path / "outside", tmp_path / "ho-so.csv"
    outside.mkdir()
    rows = (f"A{number},Hộ tịch,Đã trả kết quả,01/02/2025,10/02/2025,09/02/2025\n" for number in range(200_000))
    dossiers.write_text(LIST + "".join(rows), encoding="utf-8")
    program = [sys.executable, "-c", "from cchc_metrics.cli import main; main()", "--workspace", str(folder)]
    environment = {**os.environ, "TMPDIR": str(outside)}
    command = [*program, "submit", str(dossiers), "--unit", "nhat-quang", "--period", "nam-2025"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not list(folder.glob("trial/**/list.csv")):
            time.sleep(0.001)
        process.kill()

    assert process.returncode == -9
    assert list(folder.glob("trial/**/list.csv"))
    assert not list(outside.iterdir())
    subprocess.run([*program, "log"], env=environment, check=True, capture_output=True)
    assert not list(folder.glob("trial/*/*"))


def test_a_folder_of_temporary_files_that_is_in_use_stays(tmp_path: Path) -> None:
    with scratch(tmp_path):
        folder = Path(tempfile.mkdtemp())
        os.utime(folder.parent, (0, 0))
        with scratch(tmp_path):
            sweep(tmp_path)
            assert folder.exists()
    assert not folder.exists()


@pytest.mark.usefixtures("real_pictures")
@pytest.mark.parametrize("can_exchange", [sys.platform == "linux", False])
def test_killed_before_each_step_a_publication_leaves_the_old_site_or_the_new_one(
    can_exchange: bool,  # noqa: FBT001 - parametrize passes it by name
    two_entries: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not can_exchange:
        monkeypatch.setattr(files, "_exchange", lambda *_: False)
    folder = shutil.copytree(two_entries, tmp_path / "workspace")
    # As the server does; what the writer of workbooks leaves there is swept too.
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "trial"))
    Workspace(folder, "mini", DATA).approve(1, by="Chi")
    publish(folder)
    before = tree(folder / "cong-khai")
    Workspace(folder, "mini", DATA).approve(2, by="Chi")
    with Deaths(folder, tmp_path / "copies", with_dot_names=False) as deaths:
        publish(folder)
    after = tree(folder / "cong-khai")

    assert before != after
    assert not deaths.outside
    without_site = [copy for copy in deaths.all if not (copy / "cong-khai").exists()]
    assert len(without_site) == (0 if can_exchange else 1), "between two names, and then it is set aside"
    assert all(tree(copy / "cong-khai") in (before, after) for copy in deaths.all if copy not in without_site)
    for copy in without_site or deaths.all[-1:]:
        publish(copy)
        assert tree(copy / "cong-khai") == after
        assert not list(copy.glob(".cong-khai.*"))


def test_killed_before_each_step_a_hand_over_is_done_again(two_entries: Path, tmp_path: Path) -> None:
    package = tmp_path / "goi.zip"
    package.write_bytes(handover.pack(Workspace(two_entries, "mini", DATA), UNIT)[0])
    folder = tmp_path / "successor"
    folder.mkdir()
    with Deaths(folder, tmp_path / "copies", with_dot_names=False) as deaths:
        receive(folder, package)
    after = facts_in(folder)

    assert not deaths.outside
    placing = [copy for copy in deaths.all if (copy / "files").exists()]
    assert placing
    for copy in (deaths.all[0], *placing):
        if not (copy / "ledger.jsonl").exists():
            receive(copy, package)
        assert facts_in(copy) == after


def test_five_processes_handing_in_at_once_are_all_there(workspace: Workspace, tmp_path: Path) -> None:
    workspace.build()
    years = (2018, 2019, 2020, 2021, 2021)
    children = [
        CHILDREN.Process(target=submit, args=(workspace.folder, file_of(tmp_path, year - FIRST, year)))
        for year in years
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()

    assert [child.exitcode for child in children] == [0] * 5
    assert sorted(numbers_in(workspace.folder)) == [18, 19, 20, 21]
    assert years_on_pages(workspace.folder) == {2018, 2019, 2020, 2021}


@pytest.mark.parametrize("size", [0, 1_000_000])
def test_a_full_disk_says_so_and_nothing_is_lost(workspace: Workspace, tmp_path: Path, size: int) -> None:
    workspace.submit([file_of(tmp_path, 100, 2021)], unit_id=UNIT, by="An")
    before = workspace.ledger.path.read_bytes()
    here, there = CHILDREN.Pipe()

    run(submit_with_room_for, size, workspace.folder, file_of(tmp_path, 101, 2022), there)

    assert here.poll(), "the child said nothing"
    text = here.recv()
    assert "không ghi được: đĩa đầy" in text
    assert "dọn bớt đĩa" in text
    assert workspace.ledger.path.read_bytes() == before
    assert years_on_pages(workspace.folder) == {2021}


def test_a_disk_that_fills_while_the_ledger_is_written_leaves_the_old_ledger(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.submit([file_of(tmp_path, 100, 2021)], unit_id=UNIT, by="An")
    before = workspace.ledger.path.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as context:
        context.setattr(os, "fsync", full)
        with pytest.raises(FaultError, match="đĩa đầy"):
            workspace.submit([file_of(tmp_path, 101, 2022)], unit_id=UNIT, by="An")

    assert workspace.ledger.path.read_bytes() == before
    assert not list(workspace.folder.glob(".ledger*"))
    assert workspace.submit([file_of(tmp_path, 101, 2022)], unit_id=UNIT, by="An") is not None


def test_what_a_killed_process_left_is_swept_away_when_it_is_old(workspace: Workspace, tmp_path: Path) -> None:
    workspace.build()
    leftovers = [workspace.folder / "trial" / "abc.duckdb", workspace.folder / "files" / ".x.1.2"]
    for path in leftovers:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
        os.utime(path, (0, 0))
    young = workspace.folder / "trial" / "young.duckdb"
    young.write_bytes(b"at work")

    workspace.submit([file_of(tmp_path, 100, 2021)], unit_id=UNIT, by="An")

    assert not any(path.exists() for path in leftovers)
    assert young.exists()


def is_answered(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.slow
def test_whoever_ends_the_command_that_serves_ends_the_server(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [sys.executable, "-c", "from cchc_metrics.cli import main; main()", "--workspace", str(tmp_path)]
    with subprocess.Popen([*program, "serve", "--port", str(port)], stdout=subprocess.DEVNULL) as process:
        end = time.monotonic() + 120
        while not is_answered(port) and time.monotonic() < end:
            time.sleep(0.2)
        process.terminate()
        assert process.wait(timeout=60) is not None

    assert time.monotonic() < end, "it never answered"
    assert not is_answered(port)
