"""The command starts at once: help loads no library for figures, and unchanged inputs are neither read nor built."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cchc_metrics.workspace import Workspace

HEAVY = ("altair", "duckdb", "numpy", "openpyxl", "pandas", "pydantic")
# Prints which of the heavy libraries are loaded after the command has run.
SCRIPT = """
import sys
from cchc_metrics.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*sorted(name for name in %r if name in sys.modules), file=sys.stderr)
"""


def loaded(workspace: Path, *words: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT % (HEAVY,), *words],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "CCHC_WORKSPACE": str(workspace)},
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("words", [("--help",), ("show", "--help"), ("score", "--help"), ("submit", "--help")])
def test_help_loads_no_library_for_figures(words: tuple[str, ...], tmp_path: Path) -> None:
    assert loaded(tmp_path, *words) == set()


def test_unchanged_inputs_are_checked_without_reading_or_building_anything(tmp_path: Path) -> None:
    Workspace.open(tmp_path).build()

    assert loaded(tmp_path, "check") == set()


@pytest.mark.slow
def test_a_built_store_is_asked_without_loading_the_plan(tmp_path: Path) -> None:
    Workspace.open(tmp_path).build()

    assert loaded(tmp_path, "show", "indices", "--unit", "nhat-quang") == {"duckdb", "numpy", "pandas"}
