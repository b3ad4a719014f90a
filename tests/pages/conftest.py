"""A visit to the dashboard of a working folder, without a browser, and what one does and reads there."""

import json
import re
import shutil
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest

from cchc_metrics.workspace import APP, Workspace
from pages.parts import data

# AppTest would look through all installed packages at each visit; they do not change while the tests run.
SCAN = cache(manifest_scanner.scan_component_manifests)
# The compiled pages. A server keeps them too; AppTest alone would compile them in each run.
SCRIPTS = ScriptCache()


class ServerPages(PagesManager):
    """Pages as the server has them: it loads app.py before any visit, and so does not list the folder pages/."""

    def __init__(self, *values: Any, **options: Any) -> None:
        super().__init__(*values, **options)
        PagesManager.uses_pages_directory = False


def visit(folder: Path, monkeypatch: pytest.MonkeyPatch, plan: str | None = None) -> AppTest:
    """A visit to the dashboard of a working folder, as the server shows it; its first run is still to come."""
    monkeypatch.setenv("CCHC_WORKSPACE", str(folder))
    if plan is not None:
        monkeypatch.setenv("CCHC_PLAN", plan)
    monkeypatch.chdir(APP)
    monkeypatch.setattr("streamlit.testing.v1.app_test.PagesManager", ServerPages)
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", SCAN)
    for module in ("app_test", "local_script_runner"):
        monkeypatch.setattr(f"streamlit.testing.v1.{module}.ScriptCache", lambda: SCRIPTS)
    data.workspace_of.clear()
    return AppTest.from_file(str(APP / "app.py"), default_timeout=300)


@pytest.fixture(scope="session")
def built_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built working folder without figures of its own; tests only read it."""
    path = tmp_path_factory.mktemp("built") / "workspace"
    Workspace.open(path).build()
    return path


@pytest.fixture
def app(built_folder: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A visit to the figures that ship with the program; its first run is still to come."""
    return visit(built_folder, monkeypatch)


@pytest.fixture
def folder(built_folder: Path) -> Path:
    """A copy of the built folder to write to, in one place for all tests, so that pages find their kept answers."""
    place = built_folder.with_name("folder")
    shutil.rmtree(place, ignore_errors=True)
    return Path(shutil.copytree(built_folder, place))


@pytest.fixture
def open_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], AppTest]:
    """A visit to that folder that turned to a page, by the name of its file."""

    def visit_to(page: str) -> AppTest:
        app = visit(folder, monkeypatch)
        turn_to(app, f"pages/{page}.py")
        return app

    return visit_to


def turn_to(app: AppTest, page: str) -> None:
    """Begin a visit and go to a page."""
    sound(app.run())
    app.switch_page(page)


def at(app: AppTest, **query: str) -> AppTest:
    """Open an address; names are written with _ for -."""
    app.query_params.clear()
    app.query_params.update({name.replace("_", "-"): value for name, value in query.items()})
    return sound(app.run())


def sound(app: AppTest) -> AppTest:
    """The same visit; a test fails here when it shows an error."""
    assert not app.exception, app.exception
    assert not app.error, app.error
    return app


def ways(app: AppTest) -> dict[str, str]:
    """The addresses to which the bar above the page leads, by their words."""
    bar = next(json.loads(one.proto.json) for one in app.get("bidi_component") if '"ways"' in one.proto.json)
    return {name: unescape(way) for way, name in re.findall(r'<a[^>]* href="([^"]*)"[^>]*>([^<]+)</a>', bar["ways"])}


def words_of(app: AppTest) -> str:
    """Everything that can be read on the page, as HTML."""
    texts = [element.value for kind in ("markdown", "subheader", "info") for element in getattr(app, kind)]
    blocks = [json.loads(block.proto.json)["html"] for block in app.get("bidi_component")]
    return " ".join([*map(str, texts), *(text.proto.body for text in app.get("html")), *blocks])


def widget(app: AppTest, kind: str, label: str, *, last: bool = False) -> Any:
    """The first widget of a kind with a label, or the last."""
    answers = [element for element in getattr(app, kind) if element.label == label]
    return answers[-1 if last else 0]
