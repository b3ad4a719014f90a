"""Examples in docstrings are true: each is run."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
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
    # An example is also passed over where doctest does not find the docstring; every one must have run.
    assert outcome.attempted == EXAMPLES[module]
