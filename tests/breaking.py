"""Breaks rules of the method on purpose, one at a time, and puts old faults back: a test must notice each. Run by name.

pytest tests/breaking.py -n 0                  all of tests/mutations.toml, some minutes
pytest tests/breaking.py -n 0 -k embargo       those with a word in their name; -k fault the old faults only
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MUTATIONS = tomllib.loads((ROOT / "tests" / "mutations.toml").read_text(encoding="utf-8"))["mutation"]
# One process, the first failure ends it, nothing is kept.
COMMAND = (sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product and its tests, which may be broken."""
    copy = tmp_path_factory.mktemp("house")
    for name in ("cchc_metrics", "pages", "data", "tests", ".streamlit"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, copy / name)
    return copy


def failures(house: Path, *tests: str) -> str:
    """What the tests say of the copy, slow ones only when a rule names them; empty when all pass."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    quick = () if all("::" in test for test in tests) else ("-m", "not slow")
    done = subprocess.run([*COMMAND, *quick, *tests], cwd=house, env=environment, capture_output=True, text=True)
    # 1 is a test that failed; whatever else is not 0 says that no test was run as it should be.
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout if done.returncode else ""


def test_the_copy_passes_as_long_as_nothing_is_broken(house: Path) -> None:
    tests = {mutation["test"] for mutation in MUTATIONS}
    named = {test for test in tests if "::" in test}
    assert failures(house, *sorted(tests - named)) + failures(house, *sorted(named)) == ""


def name(mutation: dict[str, str]) -> str:
    return next(f"{kind}: {mutation[kind]}" for kind in ("rule", "fault") if kind in mutation)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=name)
def test_a_test_notices(house: Path, mutation: dict[str, str]) -> None:
    path = house / mutation["file"]
    whole = path.read_text(encoding="utf-8")
    assert whole.count(mutation["text"]) == 1
    path.write_text(whole.replace(mutation["text"], mutation["replacement"]), encoding="utf-8")
    try:
        assert "FAILED" in failures(house, mutation["test"])
    finally:
        path.write_text(whole, encoding="utf-8")
