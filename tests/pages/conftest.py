"""A page of the dashboard on a working folder of one's own, and what one does there."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cchc_metrics.workspace import APP, Workspace
from pages.parts import data
from tests.pages.test_pages import AsServed, turn_to


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder that is built and has nothing of its own; not to be written to."""
    path = tmp_path_factory.mktemp("built") / "workspace"
    Workspace.open(path).build()
    return path


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """The same, to be written to."""
    return Path(shutil.copytree(built, tmp_path / "workspace"))


@pytest.fixture
def opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], AppTest]:
    """A visit that turned to a page, by the name of its file."""

    def visit(page: str) -> AppTest:
        monkeypatch.setenv("CCHC_WORKSPACE", str(folder))
        monkeypatch.chdir(APP)
        monkeypatch.setattr("streamlit.testing.v1.app_test.PagesManager", AsServed)
        data.workspace.clear()
        app = AppTest.from_file(str(APP / "app.py"), default_timeout=60)
        turn_to(app, f"pages/{page}.py")
        return app

    return visit


def labelled(app: AppTest, kind: str, label: str, *, last: bool = False) -> Any:
    """The first widget of a kind with a label, or the last."""
    found = [element for element in getattr(app, kind) if element.label == label]
    return found[-1 if last else 0]
