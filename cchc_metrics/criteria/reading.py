"""A row of a set as far as it can be read, so that the rest of the set can still be held against it."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import ValidationError

from cchc_metrics.catalog.loader import follows
from cchc_metrics.catalog.models import Row
from cchc_metrics.criteria.models import Band, Criterion, Head, Rule
from cchc_metrics.faults import nearest
from cchc_metrics.text.folding import fold

Read = TypeVar("Read", bound=Row)
UNREAD = "chưa đọc được"
# What stands for keys of the head that could not be read; no check asks for it.
STANDING = Head(id="chua-doc-duoc", name=UNREAD, short=UNREAD, from_year=2000, levels=("commune",),
                maximum=Decimal(0), not_applicable="exclude")


def read_row(model: type[Read], said: Mapping[str, Any],
             tell: Callable[[Any], None]) -> tuple[Read | None, frozenset[str]]:
    """The row and the keys of it that could not be read; None for a row that says nothing without them.

    `tell` is given each pydantic error, but not that of a key that is missing only because its name is misspelt.
    """
    try:
        return model.model_validate(said), frozenset()
    except ValidationError as error:
        details = [detail for detail in error.errors() if not follows(detail, error.errors())]
    unread = {str(detail["loc"][0]) for detail in details if detail["loc"]}
    misspelt = unread - {*model.model_fields}
    for detail in details:
        if detail["type"] != "missing" or not meant(str(detail["loc"][0]), misspelt):
            tell(detail)
    if misspelt:
        # Any key that is not there may be the one that was meant.
        unread |= {*model.model_fields} - {*said}
    rest = {key: value for key, value in said.items() if key not in unread}
    try:
        row = model.model_validate({**_standing(model, said, unread), **rest})
    except ValidationError:
        return None, frozenset(unread)
    if isinstance(row, Criterion) and row.number == str(said.get("number")):
        # Of another type than it should have, but plain to read.
        unread.discard("number")
    return row, frozenset(unread)


def meant(wanted: str, names: Iterable[str]) -> bool:
    """True when one of the names that are not known looks like the one that is not there."""
    return any(name and (fold(wanted).startswith(fold(name)) or nearest(fold(name), [fold(wanted)])) for name in names)


def _standing(model: type[Read], said: Mapping[str, Any], unread: set[str]) -> Mapping[str, Any]:
    if model is Head:
        return STANDING.model_dump(exclude_unset=True)
    if model is Band:
        return {"name": UNREAD}
    rule = {"rule": Rule(kind="unknown")} if "rule" in unread & {*said} else {}
    return {"number": _legible(str(said.get("number", ""))), "name": UNREAD, **rule}


def _legible(said: str) -> str:
    """What can be made out of a number: as many parts as it has, 0 for those that are none; "0" for nothing."""
    parts = [part for part in re.split(r"\W+", said) if part]
    return ".".join(re.sub("[^0-9].*", "", part) or "0" for part in parts) if 0 < len(parts) < 4 else "0"
