"""Every fault names a kind of the closed list, and every kind of the list is named somewhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cchc_metrics.faults import Fault, fault_kinds

HOUSE = Path(__file__).parent.parent
PRODUCT = [HOUSE / "app.py", *sorted((HOUSE / "pages").rglob("*.py")), *sorted((HOUSE / "cchc_metrics").rglob("*.py"))]
# A function that makes a fault of a kind that its caller names.
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
            yield f"{path.relative_to(HOUSE)}:{line}", kind
    for path in sorted((HOUSE / "cchc_metrics" / "sql" / "checks").glob("*.sql")):
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
