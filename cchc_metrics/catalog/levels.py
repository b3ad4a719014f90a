"""The levels of units that every plan knows; a plan adds its own, or calls one otherwise, in `[[level]]`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cchc_metrics.catalog.models import Level


@cache
def standard_levels() -> Mapping[str, Level]:
    """The levels of units that ship with the program, by id, in their order."""
    rows = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["level"]
    return {level.id: level for level in sorted(map(Level.model_validate, rows), key=lambda level: level.order)}
