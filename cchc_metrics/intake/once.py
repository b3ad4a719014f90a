"""What is made of a plan once, and used for every file that is read by it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from cchc_metrics.catalog import Catalog

Made = TypeVar("Made")
# A program has one plan open, a test a few.
KEPT = 4


def once_per_plan(make: Callable[[Catalog], Made]) -> Callable[[Catalog], Made]:
    """The function, which makes its thing once for each catalog; plans are told apart by identity, at no cost."""
    kept: list[tuple[Catalog, Made]] = []

    @wraps(make)
    def made(catalog: Catalog) -> Made:
        found = next((thing for plan, thing in kept if plan is catalog), None)
        if found is None:
            found = make(catalog)
            kept[:] = [(catalog, found), *kept[: KEPT - 1]]
        return found

    return made
