"""The house keeps its shape: arrows, style, types, sizes, and what may lie in it."""

import ast
import re
import subprocess
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.tools import TOOLS, outcome

ROOT = Path(__file__).parents[1]
LAID_OUT = {"app.py", "pages", "cchc_metrics", "data", "tests", "pyproject.toml", "README.md", "CHANGELOG.md"}
LONGEST_MODULE = 500
LONGEST_PAGE = 120


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a checkout: what is kept cannot be told from what is made")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).exists()]


@pytest.mark.parametrize("tool", TOOLS)
def test_tool(tool: str, tools: Path) -> None:
    """The tool was started beside the tests, when this test was collected: see tests/tools.py."""
    assert outcome(tools, tool) == ""


def test_modules_are_short() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in tracked()
        if path.suffix == ".py" and "tests" not in path.parts
        for lines in [len(path.read_text(encoding="utf-8").splitlines())]
        if lines > (LONGEST_PAGE if path.parent.name == "pages" and path.name[0] != "_" else LONGEST_MODULE)
    }

    assert long == {}


def test_no_module_gives_a_name_twice() -> None:
    """The later value would stand in every place of the earlier one, and no linter says so of a constant."""
    twice = {
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for path in tracked()
        if path.suffix == ".py" and "tests" not in path.relative_to(ROOT).parts
        for name, count in Counter(
            target.id
            for statement in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name)
        ).items()
        if count > 1
    }

    assert twice == set()


def test_the_top_level_is_as_laid_out() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}

    assert {name for name in top if not name.startswith(".")} <= LAID_OUT


def test_nothing_names_a_package_host_or_a_machine() -> None:
    traces = [b'registry = "http', b"index-url", f"{ROOT.parent}/".encode(), f"{Path.home()}/".encode()]
    kept = [path for path in tracked() if path != Path(__file__)]

    assert not {path.name for path in kept} & {"uv.lock", "pylock.toml", "poetry.lock"}
    assert [path.name for path in kept for text in [path.read_bytes()] if any(part in text for part in traces)] == []


def test_sql_is_never_put_together_from_strings() -> None:
    put_together = re.compile(r'f"{1,3}[^"]*\b(select|insert|delete|update)\b ', re.IGNORECASE)
    code = [path for path in tracked() if path.suffix == ".py" and "tests" not in path.parts]

    assert [path.name for path in code if put_together.search(path.read_text(encoding="utf-8"))] == []


def test_whatever_is_broken_on_purpose_stands_where_it_is_said_to_stand() -> None:
    mutations = tomllib.loads((ROOT / "tests" / "mutations.toml").read_text(encoding="utf-8"))["mutation"]

    wrong = []
    for mutation in mutations:
        file, _, name = mutation["test"].partition("::")
        known = (ROOT / file).is_file() and f"def {name}" in (ROOT / file).read_text(encoding="utf-8")
        if not known or (ROOT / mutation["file"]).read_text(encoding="utf-8").count(mutation["text"]) != 1:
            wrong.append(mutation.get("rule") or mutation["fault"])
    assert wrong == []


def test_every_rule_of_the_method_is_guarded_by_a_test_that_is_not_slow() -> None:
    mutations = tomllib.loads((ROOT / "tests" / "mutations.toml").read_text(encoding="utf-8"))["mutation"]
    guards = {mutation["test"] for mutation in mutations if "rule" in mutation and "::" in mutation["test"]}

    slow = [
        guard
        for guard in guards
        for file, _, name in [guard.partition("::")]
        for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name == name
        if any("slow" in ast.unparse(decorator) for decorator in node.decorator_list)
    ]

    assert slow == []
