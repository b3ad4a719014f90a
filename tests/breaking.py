"""Breaks rules of the method on purpose, one at a time, and puts old faults back: a test must notice each. Run by name.

pytest tests/breaking.py                  all of tests/mutations.toml, on all processors
pytest tests/breaking.py -k embargo       those with a word in their name; -k fault the old faults only
"""

import multiprocessing
import os
import shutil
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MUTATIONS = tomllib.loads((ROOT / "tests" / "mutations.toml").read_text(encoding="utf-8"))["mutation"]
# The first failure ends a run, nothing is written to the cache, and a warning of libraries loaded before is no matter.
OPTIONS = ("-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
# How long the tests of one mutation may take, in seconds, on a busy machine.
PATIENCE = 300
# A process with these libraries is forked for each run, so that a run loads the product and its tests only.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["altair", "docxtpl", "duckdb", "openpyxl", "pandas", "pytest",
                                  "pydantic", "streamlit.testing.v1"])  # fmt: skip


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product and its tests, which may be broken."""
    copy = tmp_path_factory.mktemp("house")
    for name in ("cchc_metrics", "pages", "data", "tests", ".streamlit"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, copy / name)
    return copy


def run(house: Path, arguments: list[str], output: Path) -> None:
    """Run tests of a copy in this process, which ends with their exit code; their output goes to a file."""
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.chdir(house)
    # Byte code of the copy is kept beside it, so that one run compiles it for the next.
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(house / "bytecode")
    for name in [name for name in os.environ if name.startswith("PYTEST_")]:
        del os.environ[name]
    # This very module was loaded from the product, not from the copy.
    for name in [name for name in sys.modules if name.partition(".")[0] in ("cchc_metrics", "pages", "tests")]:
        del sys.modules[name]
    os._exit(pytest.main(arguments))


def failures(house: Path, *tests: str) -> str:
    """The output of the tests on the copy, empty when all pass; slow tests run only when a rule names them."""
    quick = () if all("::" in test for test in tests) else ("-m", "not slow")
    output = house / "output.txt"
    process = PROCESSES.Process(target=run, args=(house, [*OPTIONS, *quick, *tests], output))
    process.start()
    process.join(PATIENCE)
    if process.exitcode is None:
        process.kill()
        pytest.fail(f"not done within {PATIENCE} seconds: {tests}")
    text = output.read_text(encoding="utf-8")
    # 1 means that a test failed; any other code but 0 means that the tests did not run.
    assert process.exitcode in (0, 1), text
    return text if process.exitcode else ""


@pytest.mark.parametrize("by_name", [True, False], ids=["tests by name", "files"])
def test_the_copy_passes_as_long_as_nothing_is_broken(house: Path, *, by_name: bool) -> None:
    tests = {mutation["test"] for mutation in MUTATIONS}

    assert failures(house, *sorted(test for test in tests if ("::" in test) is by_name)) == ""


def name(mutation: Mapping[str, str]) -> str:
    return next(f"{kind}: {mutation[kind]}" for kind in ("rule", "fault") if kind in mutation)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=name)
def test_a_test_notices(house: Path, mutation: Mapping[str, str]) -> None:
    path = house / mutation["file"]
    whole = path.read_text(encoding="utf-8")
    assert whole.count(mutation["text"]) == 1, "the text of this mutation no longer stands once in its file"
    path.write_text(whole.replace(mutation["text"], mutation["replacement"]), encoding="utf-8")
    try:
        assert "FAILED" in failures(house, mutation["test"])
    finally:
        # It keeps the time of the original, so that Python does not use the byte code of the broken file.
        shutil.copy2(ROOT / mutation["file"], path)
