"""What the README tells a newcomer to type works as it stands there."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from cchc_metrics.cli import main

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return [text for said, text in fenced if said == language]


def commands() -> list[list[str]]:
    lines = [shlex.split(line, comments=True) for block in blocks("sh") for line in block.splitlines()]
    return [words[3:] for words in lines if words[:3] == ["uv", "run", "cchc"]]


def test_the_two_commands_are_there() -> None:
    assert "pip install uv && uv run streamlit run app.py\n" in blocks("sh")
    assert "pip install uv && uv run pytest\n" in blocks("sh")


def test_its_figures_are_taken_in_by_its_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "figures.csv").write_text(blocks("csv")[0], encoding="utf-8")

    for command in commands():
        done = CliRunner().invoke(main, [*command, "--workspace", str(tmp_path / "workspace")])
        assert done.exit_code == 0, (command, done.output, done.stderr)


def test_its_pictures_and_rooms_exist() -> None:
    root = Path(__file__).parents[1]

    assert [path for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README) if not (root / path).exists()] == []
    tree = next(block for block in blocks("") if "app.py" in block)
    rooms = [path.name for path in (root / "cchc_metrics").iterdir() if path.name[0] != "_"]
    assert [room for room in rooms if f"\n  {room}" not in tree] == []
