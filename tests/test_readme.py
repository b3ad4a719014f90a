"""What the README tells a newcomer to type works as it stands there."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cchc_metrics.catalog import load
from cchc_metrics.cli import main

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return [text for words, text in fenced if words == language]


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
        done = CliRunner().invoke(main, [*command, *place])
        assert done.exit_code == 0, (command, done.output, done.stderr)


def test_its_pictures_and_rooms_exist() -> None:
    root = Path(__file__).parents[1]

    assert [path for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README) if not (root / path).exists()] == []
    tree = next(block for block in blocks("") if "app.py" in block)
    rooms = [path.name for path in (root / "cchc_metrics").iterdir() if path.name[0] != "_"]
    assert [room for room in rooms if f"\n  {room}" not in tree] == []


def test_files_that_it_names_exist() -> None:
    root = Path(__file__).parents[1]
    places = (root, root / "cchc_metrics", root / "data")
    # Those that whoever runs the dashboard makes, or finds in a hand-over package.
    own_files = {".streamlit/secrets.toml", "bang/so-lieu.csv"}

    # What begins with a slash is an address of the server, or a place on somebody's machine.
    named = {name for name in re.findall(r"`([\w./-]+/[\w.-]*)`", README) if name[0] != "/"} - own_files
    assert len(named) > 20
    assert sorted(name for name in named if not any((place / name).exists() for place in places)) == []


def test_what_it_adds_to_a_plan_is_taken(tmp_path: Path) -> None:
    """Its index, target and form beside the commune's plan, and the columns that its figures name."""
    plan = shutil.copytree(Path(__file__).parents[1] / "data" / "plans" / "nhat-quang-2021-2025", tmp_path / "plan")
    additions = [text for text in blocks("toml") if re.match(r"\[\[(index|target|form)\]\]", text)]
    (plan / "additions.toml").write_text("\n".join(additions), encoding="utf-8")

    catalog = load(plan)

    assert len(additions) == 3
    assert [part.id for part in catalog.indices["transparency"].part] == ["transparency-budget", "transparency-land"]
    assert catalog.targets["complaints-answered"].kind == "annual"
    assert catalog.forms["answers"].feed[0].indicator == "complaints-answered"
