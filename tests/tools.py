"""Linters and type checker, run beside the tests with their caches instead of inside them."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).parents[1]
TOOLS = {
    "style": ("-m", "ruff", "check", "."),
    "format": ("-m", "ruff", "format", "--check", "."),
    "arrows": ("-c", "from importlinter.cli import lint_imports_command as run; run()"),
    "types": ("-m", "mypy"),
}
# In seconds: mypy without its cache takes half a minute of a quick machine that does nothing else.
PATIENCE = 600


def start(folder: Path, names: Sequence[str]) -> None:
    """Run the tools of these names one after the other, while the tests go on."""
    Thread(target=_run, args=(folder, names), daemon=True).start()


def outcome(folder: Path, name: str) -> str:
    """What a tool has to say when it has ended: empty when all is well."""
    path = folder / f"tool-{name}"
    deadline = time.monotonic() + PATIENCE
    while not path.exists():
        if time.monotonic() > deadline:
            return f"{name} did not end within {PATIENCE} seconds"
        time.sleep(0.1)
    return path.read_text(encoding="utf-8")


def _run(folder: Path, names: Sequence[str]) -> None:
    for name in names:
        done = subprocess.run([sys.executable, *TOOLS[name]], cwd=ROOT, capture_output=True, text=True)
        fault = f"exit code {done.returncode}\n{done.stdout}{done.stderr}" if done.returncode else ""
        path = folder / f"tool-{name}"
        path.with_suffix(".part").write_text(fault, encoding="utf-8")
        path.with_suffix(".part").replace(path)
