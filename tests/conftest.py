"""A workspace on a plan small enough to work by hand, figures as a person would write them, and the linters."""

import csv
import gc
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from cchc_metrics.catalog import Catalog, load
from cchc_metrics.charts.look import vl_convert
from cchc_metrics.intake.content import Observation
from cchc_metrics.ledger import Entry
from cchc_metrics.workspace import Workspace
from cchc_metrics.workspace.folder import forget_old_stores
from cchc_metrics.workspace.inputs import NO_EXCLUSIONS, Exclusions
from cchc_metrics.workspace.workspace import Folder

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data"
# Run beside the tests with their caches, not inside them.
TOOLS = {
    "style": ("-m", "ruff", "check", "."),
    "format": ("-m", "ruff", "format", "--check", "."),
    "arrows": ("-c", "from importlinter.cli import lint_imports_command as run; run()"),
    "types": ("-m", "mypy"),
}
# In seconds: mypy without its cache takes half a minute on a quick, quiet machine.
PATIENCE = 600
# As with Chromium: a laptop without LibreOffice runs the other tests, the continuous integration may not.
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
# The only profile: without a deadline, because a busy machine is slow and not wrong; a failure comes again every run.
settings.register_profile("tests", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("tests")
DEFAULTS = {"unit_id": "xa-thu", "flag": "final", "source_id": "so-thu"}


BUILD = Folder._build
DRAW = {name: getattr(vl_convert, name) for name in ("vegalite_to_svg", "vega_to_svg")}
PNG = vl_convert.svg_to_png
BROWSER = "tests/browser/"
# LibreOffice and Java take seconds to start.
SLOW_FIXTURES = frozenset(("office", "pdfs_of", "spark"))
# What takes longest begins first, so that no worker is left alone with it at the end.
LONGEST = (
    *(BROWSER, "tests/rollup/", "tests/pages/", "tests/truth/", "tests/test_robust.py", "tests/test_workspace.py"),
    *("tests/test_handing_in.py", "tests/test_store.py", "tests/plans/", "tests/criteria/", "tests/documents/"),
    *("tests/intake/test_fuzz.py", "tests/feedback/test_counts.py", "tests/metrics/test_properties.py"),
)


def examples(count: int) -> settings:
    """Settings of a test whose examples are slow: so many of them, or as many as CCHC_EXAMPLES says."""
    return settings(max_examples=int(os.environ.get("CCHC_EXAMPLES", count)))


def write_figures(path: Path, figures: Iterable[Mapping[str, Any]]) -> Path:
    """Write a file of figures. Cells that a row leaves out are empty, or have the default unit, flag and source."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(Observation.model_fields))
        writer.writeheader()
        writer.writerows({**DEFAULTS, **figure} for figure in figures)
    return path


def pytest_configure(config: pytest.Config) -> None:
    """Give each worker a working folder of its own, so that no test reads or writes that of the checkout."""
    # Hardly any memory is freed until all tests are collected, so garbage collection would only take time.
    gc.disable()
    config.add_cleanup(gc.unfreeze)
    folder = tempfile.TemporaryDirectory(prefix="cchc-")
    os.environ["CCHC_WORKSPACE"] = f"{folder.name}/workspace"
    config.add_cleanup(folder.cleanup)
    # Where no byte code may lie beside the sources, workers and servers would each compile pandas anew.
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(config.rootpath / ".pytest_cache" / "bytecode"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the tests in a browser together with the slow ones: all are slow, and their import takes a second."""
    is_browser = collection_path == Path(__file__).with_name("browser")
    return True if is_browser and config.option.markexpr == "not slow" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow by its nature, and order the tests for `Groups`: the longest first.

    The tests that wait for the tools come last, because those run beside the others.
    """
    for item in items:
        if item.get_closest_marker("browser") or not SLOW_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
    places = {start: place for place, start in enumerate(LONGEST)}

    def order(item: pytest.Item) -> tuple[bool, int]:
        place = next((place for start, place in places.items() if item.nodeid.startswith(start)), len(places))
        return item.name.startswith("test_tool["), place

    items.sort(key=order)


class Groups(LoadScopeScheduling):
    """Gives a worker a file at a time, so that what a file makes for its tests is made once.

    All tests in a browser are one group: two browsers on a small machine would wait for each other. Each mutation of
    breaking.py is a group of its own.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/breaking.py"):
            return nodeid
        return BROWSER if nodeid.startswith(BROWSER) else nodeid.split("::")[0]


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> Generator[None, int, int]:
    """With the slow tests two workers more than there are processors: they wait for browsers, LibreOffice and disks."""
    return (yield) + 2 * (config.option.markexpr != "not slow")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Groups:
    """Share the tests out among the workers in the order in which they were collected."""
    config.option.loadscopereorder = False
    return Groups(config, log)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the linters and the type checker when they are asked for; with several workers the first one does.

    Everything that is loaded by now stays, so, as in the product, garbage collection leaves it out.
    """
    gc.freeze()
    gc.enable()
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0" and not session.config.option.collectonly:
        names = [item.callspec.params["tool"] for item in session.items if item.name.startswith("test_tool[")]
        start(common_folder(session.config), names)


def common_folder(config: pytest.Config) -> Path:
    """The folder that all workers of a run have in common."""
    base = config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def tools(request: pytest.FixtureRequest) -> Path:
    return common_folder(request.config)


@pytest.fixture(scope="session", autouse=True)
def stores(request: pytest.FixtureRequest) -> Iterator[None]:
    """Build the store of a plan and its shipped figures once a run: a store is named by all that it is built from."""
    folder = common_folder(request.config) / "stores"
    folder.mkdir(exist_ok=True)

    def store_path(self: Folder, entries: Sequence[Entry], without: Exclusions = NO_EXCLUSIONS) -> Path:
        path = self._inputs.store_path(entries, without)
        # An entry carries the moment at which it was made, so no two stores with entries are alike.
        if entries or path.exists():
            return BUILD(self, entries, without)
        original = folder / path.name
        with FileLock(original.with_suffix(".lock")):
            if not original.exists():
                copy(BUILD(self, entries, without), original)
                return path
        path.parent.mkdir(exist_ok=True)
        copy(original, path)
        forget_old_stores(path, self.folder)
        return path

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Folder, "_build", store_path)
        yield


@pytest.fixture(scope="session", autouse=True)
def catalogs() -> Iterator[None]:
    """Read a plan once for all workspaces of a worker: the result depends on the bytes of its files alone."""
    plans: dict[object, Catalog] = {}

    def catalog(plan_folder: Path, figure_folders: Iterable[Path] = (), **options: Any) -> Catalog:
        folders = [plan_folder, *figure_folders]
        files = tuple((file.name, file.read_bytes()) for folder in folders for file in sorted(folder.glob("*.toml")))
        key = files, tuple(sorted(options.items()))
        if key not in plans:
            plans[key] = load(plan_folder, folders[1:], **options)
        return plans[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cchc_metrics.workspace.workspace.load", catalog)
        yield


def copy(source: Path, target: Path) -> None:
    """Copy a file so that whoever looks sees all of it or none."""
    part = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(source, part)
    part.replace(target)


@pytest.fixture(scope="session", autouse=True)
def pictures(request: pytest.FixtureRequest) -> Iterator[None]:
    """Draw a picture once a run: the result depends on the chart alone."""
    folder = common_folder(request.config) / "pictures"
    folder.mkdir(exist_ok=True)

    def svg(way: str, chart: Mapping[str, Any], **options: Any) -> str:
        path = folder / f"{_digest(chart, options)}.svg"
        if not path.exists():
            _write(path, DRAW[way](chart, **options).encode())
        return path.read_bytes().decode()

    def png(svg: str, **options: Any) -> bytes:
        path = folder / f"{_digest(svg, options)}.png"
        if not path.exists():
            _write(path, PNG(svg, **options))
        return path.read_bytes()

    with pytest.MonkeyPatch.context() as patch:
        for way in DRAW:
            patch.setattr(vl_convert, way, partial(svg, way))
        patch.setattr(vl_convert, "svg_to_png", png)
        yield


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _write(path: Path, data: bytes) -> None:
    """Write a file so that whoever looks sees all of it or none."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_bytes(data)
    part.replace(path)


@pytest.fixture
def real_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test draws its own pictures."""
    for way, draw in DRAW.items():
        monkeypatch.setattr(vl_convert, way, draw)
    monkeypatch.setattr(vl_convert, "svg_to_png", PNG)


@pytest.fixture
def real_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test builds its own stores."""
    monkeypatch.setattr(Folder, "_build", BUILD)


@pytest.fixture(scope="session")
def mini() -> Catalog:
    return load(DATA / "plans" / "mini")


@pytest.fixture(scope="session")
def plan() -> Catalog:
    """The plan that the files of intake are read for."""
    return load(ROOT / "data" / "plans" / "nhat-quang-2021-2025")


@pytest.fixture(scope="session")
def default_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The plan and the figures that ship with the program, in a working folder that is not to be written to."""
    return Workspace.open(tmp_path_factory.mktemp("default"))


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Workspace], Workspace]:
    """Makes a copy of a workspace, its entries and its stores, to write to."""

    def workspace_like(source: Workspace) -> Workspace:
        folder = shutil.copytree(source.folder, tmp_path / "workspace")
        return Workspace(folder, source.plan_folder.name, source.plan_folder.parents[1])

    return workspace_like


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace", "mini", DATA)


@pytest.fixture
def workspace_of(tmp_path: Path) -> Callable[..., Workspace]:
    """Makes a workspace whose shipped figures are these rows, by layer."""

    def workspace_with(
        published: Iterable[Mapping[str, Any]] = (), demo: Iterable[Mapping[str, Any]] = ()
    ) -> Workspace:
        data = tmp_path / "data"
        (data / "plans").mkdir(parents=True, exist_ok=True)
        if not (data / "plans" / "mini").exists():
            (data / "plans" / "mini").symlink_to(DATA / "plans" / "mini")
        for layer, figures in (("published", published), ("demo", demo)):
            (data / layer).mkdir(exist_ok=True)
            write_figures(data / layer / "figures.csv", figures)
        return Workspace(tmp_path / "workspace", "mini", data)

    return workspace_with


@pytest.fixture(scope="session")
def converter(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[Path], str], list[Path]]:
    """Converts files to another kind with LibreOffice, all in one start of it."""
    if SOFFICE is None:
        if os.environ.get("CCHC_OFFICE") == "required":
            pytest.fail("LibreOffice is required and not installed")
        pytest.skip("no LibreOffice on this machine")
    profile = tmp_path_factory.mktemp("office")

    def convert(paths: Sequence[Path], kind: str) -> list[Path]:
        out = tmp_path_factory.mktemp("converted")
        options = [
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(out),
        ]
        subprocess.run([SOFFICE, *options, *map(str, paths)], check=True, capture_output=True, timeout=300)
        return [out / path.with_suffix(f".{kind}").name for path in paths]

    return convert


@pytest.fixture(scope="session")
def office(converter: Callable[[Sequence[Path], str], list[Path]]) -> Callable[..., Path]:
    """Saves a workbook as an officer's LibreOffice does, and gives the new file; its kind may be said."""

    def save(path: Path, kind: str = "xlsx") -> Path:
        return converter([path], kind)[0]

    return save


def start(folder: Path, names: Sequence[str]) -> None:
    """Run the tools of these names one after the other, while the tests go on."""
    Thread(target=_run, args=(folder, names), daemon=True).start()


def outcome(folder: Path, name: str) -> str:
    """The faults that a tool reports, once it has ended; empty when there are none."""
    path = folder / f"tool-{name}"
    deadline = time.monotonic() + PATIENCE
    while not path.exists():
        if time.monotonic() > deadline:
            return f"{name} did not end within {PATIENCE} seconds"
        time.sleep(0.1)
    return path.read_text(encoding="utf-8")


def _run(folder: Path, names: Sequence[str]) -> None:
    for name in names:
        process = subprocess.run([sys.executable, *TOOLS[name]], cwd=ROOT, capture_output=True, text=True)
        fault = f"exit code {process.returncode}\n{process.stdout}{process.stderr}" if process.returncode else ""
        path = folder / f"tool-{name}"
        path.with_suffix(".part").write_text(fault, encoding="utf-8")
        path.with_suffix(".part").replace(path)
