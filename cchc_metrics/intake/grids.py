"""The cells of one sheet of a container as they were read, and what the container says of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

# First row, first column, last row and last column, each from 0.
Range = tuple[int, int, int, int]
Cell = tuple[int, int]


@dataclass
class Details:
    """What a workbook says of the cells of one sheet besides their values; rows and columns count from 0.

    `failed` are the cells whose formula failed, with what stands there; `uncalculated` those whose formula was saved
    without a value. `thousandths` are the numbers that are shown with three decimals, `percents` those shown in
    percent.
    """

    failed: dict[Cell, str] = field(default_factory=dict)
    uncalculated: set[Cell] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    thousandths: set[Cell] = field(default_factory=set)
    percents: set[Cell] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)


@dataclass(frozen=True)
class Contents:
    """Whether a workbook carries macros, and the details of its sheets in their order."""

    macros: bool
    sheets: tuple[Details, ...]


@dataclass(frozen=True)
class Grid:
    """One sheet of a container: its name, its cells row by row from A1 ("" where there is none), and their details."""

    name: str
    rows: Sequence[Sequence[Any]]
    details: Details = field(default_factory=Details)
    hidden: bool = False
