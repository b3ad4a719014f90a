"""The layout of the code, the closed list of kinds of faults, and the truth of README and docstrings."""

import ast
import doctest
import re
import shlex
import shutil
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from cchc_metrics.catalog import load
from cchc_metrics.cli import main
from cchc_metrics.faults import Fault, fault_kinds
from tests.conftest import TOOLS, outcome

ROOT = Path(__file__).parents[1]
LAID_OUT = {"app.py", "pages", "cchc_metrics", "data", "tests", "pyproject.toml", "README.md", "CHANGELOG.md"}
LONGEST_MODULE = 500
LONGEST_PAGE = 120


def checkout_files() -> list[Path]:
    process = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if process.returncode:
        pytest.skip("not a checkout: what is kept cannot be told from what is made")
    return [ROOT / line for line in process.stdout.splitlines() if (ROOT / line).exists()]


@pytest.mark.parametrize("tool", TOOLS)
def test_tool(tool: str, tools: Path) -> None:
    """The tool was started beside the tests, when this test was collected: see tests/conftest.py."""
    assert outcome(tools, tool) == ""


def test_modules_are_short() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in checkout_files()
        if path.suffix == ".py" and "tests" not in path.parts
        for lines in [len(path.read_text(encoding="utf-8").splitlines())]
        if lines > (LONGEST_PAGE if path.parent.name == "pages" and path.name[0] != "_" else LONGEST_MODULE)
    }

    assert long == {}


def test_no_module_gives_a_name_twice() -> None:
    """The later value would replace the earlier one everywhere, and no linter notices that for a constant."""
    twice = {
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for path in checkout_files()
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
    top = {path.relative_to(ROOT).parts[0] for path in checkout_files()}

    assert {name for name in top if not name.startswith(".")} <= LAID_OUT


def test_nothing_names_a_package_host_or_a_machine() -> None:
    traces = [b'registry = "http', b"index-url", f"{ROOT.parent}/".encode(), f"{Path.home()}/".encode()]
    others = [path for path in checkout_files() if path != Path(__file__)]

    assert not {path.name for path in others} & {"uv.lock", "pylock.toml", "poetry.lock"}
    assert [path.name for path in others for text in [path.read_bytes()] if any(part in text for part in traces)] == []


def test_sql_is_never_put_together_from_strings() -> None:
    put_together = re.compile(r'f"{1,3}[^"]*\b(select|insert|delete|update)\b ', re.IGNORECASE)
    code = [path for path in checkout_files() if path.suffix == ".py" and "tests" not in path.parts]

    assert [path.name for path in code if put_together.search(path.read_text(encoding="utf-8"))] == []


# Modules whose words are for the author of a plan, a criteria set or the list of rights, or for who runs the server.
OF_AUTHORS = {"catalog", "cli", "loader.py", "rights.py", "publishing.py", "server.py"}


def words_for_people(others: set[str]) -> list[tuple[Path, str]]:
    """Words of pages, documents and faults: those of templates, and constants in Vietnamese that are no docstring.

    `others` are the folders and modules whose words are for somebody else.
    """
    texts = [
        (path, re.sub(r"\{[%#{].*?[%#}]\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
        for path in checkout_files()
        if path.suffix == ".html" or path.name == "fault_kinds.toml"
    ]
    for path in checkout_files():
        parts = set(path.relative_to(ROOT).parts)
        if path.suffix == ".py" and parts & {"pages", "cchc_metrics"} and not parts & {*others, "tests"}:
            nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
            docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
            texts += [
                (path, node.value)
                for node in nodes
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
                if any(letter.isalpha() and letter > "À" for letter in node.value)
            ]
    return texts


def test_no_sentence_for_officers_names_a_file_or_a_key_of_the_plan() -> None:
    of_ours = re.compile(r"\w*\.toml\b|\[\[\w*|\bdata/\w+")

    assert [
        (path.name, *words) for path, text in words_for_people(OF_AUTHORS) if (words := of_ours.findall(text))
    ] == []


# Modules that are used by commands only: seals, Spark, hand-over packages and the site; and one for the administrator
# of a ledger that lost entries.
BY_COMMAND = {"ledger.py", "losses.py", "spark.py", "handover.py", "site.py"}


def test_no_sentence_on_a_page_names_a_command() -> None:
    """A fault keeps the command to type in a text of its own, which only commands print; or it is for an admin."""
    command = re.compile(r"\bcchc [a-z]|(?<![\w-])--[a-z]{3,}(?![a-z:])")
    names = [
        (path.name, text)
        for path, text in words_for_people({*OF_AUTHORS, *BY_COMMAND})
        if command.search(text) and not text.startswith(("cchc ", "thêm --")) and "người quản trị" not in text
    ]

    assert names == []


def test_whatever_is_broken_on_purpose_stands_where_it_is_said_to_stand() -> None:
    mutations = tomllib.loads((ROOT / "tests" / "mutations.toml").read_text(encoding="utf-8"))["mutation"]

    wrong = []
    for mutation in mutations:
        file, _, name = mutation["test"].partition("::")
        has_test = (ROOT / file).is_file() and f"def {name}" in (ROOT / file).read_text(encoding="utf-8")
        if not has_test or (ROOT / mutation["file"]).read_text(encoding="utf-8").count(mutation["text"]) != 1:
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


README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return [text for words, text in fences if words == language]


def commands() -> list[list[list[str]]]:
    """The commands of each block that has any."""
    lines = [[shlex.split(line, comments=True) for line in block.splitlines()] for block in blocks("sh")]
    return [
        answers for block in lines if (answers := [words[3:] for words in block if words[:3] == ["uv", "run", "cchc"]])
    ]


def test_the_two_commands_are_there() -> None:
    assert "pip install uv && uv run streamlit run app.py\n" in blocks("sh")
    assert "pip install uv && uv run pytest\n" in blocks("sh")


@pytest.mark.slow
@pytest.mark.parametrize("block", commands(), ids=lambda block: block[0][0])
def test_its_commands_do_what_it_says(block: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "figures.csv").write_text(next(text for text in blocks("csv") if "numerator" in text), encoding="utf-8")

    for command in block:
        place = [] if "--workspace" in command else ["--workspace", str(tmp_path / "workspace")]
        result = CliRunner().invoke(main, [*command, *place])
        assert result.exit_code == 0, (command, result.output, result.stderr)


def test_its_pictures_and_rooms_exist() -> None:
    assert [path for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README) if not (ROOT / path).exists()] == []
    tree = next(block for block in blocks("") if "app.py" in block)
    rooms = [path.name for path in (ROOT / "cchc_metrics").iterdir() if path.name[0] != "_"]
    assert [room for room in rooms if f"\n  {room}" not in tree] == []


def test_files_that_it_names_exist() -> None:
    places = (ROOT, ROOT / "cchc_metrics", ROOT / "data")
    # These are made by who runs the dashboard, or are found in a hand-over package.
    own_files = {".streamlit/secrets.toml", "bang/so-lieu.csv"}

    # A name with a slash at its beginning is an address of the server, or a path on somebody's machine.
    names = {name for name in re.findall(r"`([\w./-]+/[\w.-]*)`", README) if name[0] != "/"} - own_files
    assert len(names) > 20
    assert sorted(name for name in names if not any((place / name).exists() for place in places)) == []
    modules = set(re.findall(r"`([\w.]+\.(?:py|js|css))`", README))
    assert sorted(modules - {path.name for path in checkout_files()}) == []


def test_what_it_adds_to_a_plan_is_taken(tmp_path: Path) -> None:
    """Its index, target and form beside the commune's plan, and the columns that its figures name."""
    plan = shutil.copytree(ROOT / "data" / "plans" / "nhat-quang-2021-2025", tmp_path / "plan")
    additions = [text for text in blocks("toml") if re.match(r"\[\[(index|target|form)\]\]", text)]
    (plan / "additions.toml").write_text("\n".join(additions), encoding="utf-8")

    catalog = load(plan)

    assert len(additions) == 3
    assert [part.id for part in catalog.indices["transparency"].part] == ["transparency-budget", "transparency-land"]
    assert catalog.targets["complaints-answered"].kind == "annual"
    assert catalog.forms["answers"].feed[0].indicator == "complaints-answered"


EXAMPLES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): number
    for room in ("cchc_metrics", "pages/parts")
    for path in sorted((ROOT / room).rglob("*.py"))
    if (number := path.read_text(encoding="utf-8").count("    >>> "))
}


@pytest.mark.parametrize("module", EXAMPLES)
def test_examples(module: str) -> None:
    outcome = doctest.testmod(import_module(module))

    assert outcome.failed == 0
    # Doctest passes silently over a docstring that it does not find, so every example must have run.
    assert outcome.attempted == EXAMPLES[module]


PRODUCT = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py")), *sorted((ROOT / "cchc_metrics").rglob("*.py"))]
# The argument of a function whose caller names the kind of the fault.
PASSED_ON = re.compile(r"(\w+\.)?kind")


def strings(node: ast.expr) -> Iterator[str | None]:
    """The kinds that an argument names; None for an argument that names none."""
    if isinstance(node, ast.IfExp):
        yield from strings(node.body)
        yield from strings(node.orelse)
    elif isinstance(node, ast.Constant):
        yield node.value
    elif not PASSED_ON.fullmatch(ast.unparse(node)) and ast.unparse(node) != "*row":
        yield None


def kinds_of(source: str) -> Iterator[tuple[int, str | None]]:
    """The kind of each fault that a module makes, with its line."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in ("Fault", "fault", "_why_not") and node.args:
            yield from ((node.lineno, kind) for kind in strings(node.args[0]))


def all_kinds() -> Iterator[tuple[str, str | None]]:
    for path in PRODUCT:
        for line, kind in kinds_of(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(ROOT)}:{line}", kind
    for path in sorted((ROOT / "cchc_metrics" / "sql" / "checks").glob("*.sql")):
        result = re.search(r"'([^']*)' as kind,", path.read_text(encoding="utf-8"))
        yield path.name, result and result[1]


def test_every_fault_names_a_kind_of_the_list() -> None:
    assert [(place, kind) for place, kind in all_kinds() if kind not in fault_kinds()] == []


def test_every_kind_of_the_list_is_used() -> None:
    assert set(fault_kinds()) - {kind for _, kind in all_kinds()} == set()


@pytest.mark.parametrize("source", ['Fault("a-tower", "x", "y", "z", "w")', "Fault(place, problem, expected, remedy)"])
def test_a_kind_that_is_not_on_the_list_is_noticed(source: str) -> None:
    assert [kind in fault_kinds() for _, kind in kinds_of(source)] == [False]


def test_a_kind_has_a_title_and_a_description_in_vietnamese() -> None:
    for kind, text in fault_kinds().items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind)
        assert text.title
        assert text.title[0].isupper()
        assert not text.title.endswith(".")
        assert text.description.endswith(".")


def test_faults_that_read_the_same_are_equal() -> None:
    one, other = (Fault(kind, "ô B2", "không phải số", "một số", "sửa") for kind in ("not-a-number", "not-a-count"))

    assert one == other
    assert len({one, other}) == 1


def test_every_private_name_of_streamlit_stands_in_the_readme() -> None:
    """A name that is imported from within Streamlit, by a page or a test, is promised by nobody; `testing` is."""
    names = {
        alias.name
        for path in checkout_files()
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("streamlit.")
        if node.module != "streamlit.testing.v1"
        for alias in node.names
    }
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [name for name in sorted(names) if f"`{name}`" not in readme] == []
    assert "get_script_run_ctx" in names
