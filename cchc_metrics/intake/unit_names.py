"""Which unit a name in a table means: without diacritics, words of its level, hyphens; by the days it existed."""

import re
from collections.abc import Mapping, Sequence

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Unit
from cchc_metrics.text.folding import fold

# What stands before a name and says only of which level the unit is, or behind it in English.
LEVELS = re.compile(
    r"^(?:(?:ubnd|uy ban nhan dan|tinh|thanh pho|tp|t\.p|tx|xa|phuong|p|thi tran|tt|huyen|quan|thi xa|dac khu)"
    r"(?:\.\s*|\s+))+(?=\S)"
)
BEHIND = re.compile(r"\s+(?:city|province)$")
BRACKETS = re.compile(r"\s*\([^()]*\)?")


def bare(name: str) -> str:
    """A name of a unit without what people write in different ways.

    >>> bare("TP. Hồ Chí Minh"), bare("Bà Rịa – Vũng Tàu"), bare("Thừa Thiên - Huế")
    ('hochiminh', 'bariavungtau', 'thuathienhue')
    """
    words = BEHIND.sub("", LEVELS.sub("", BRACKETS.sub("", fold(name)).strip(" .:*")))
    return re.sub(r"[^a-z0-9]", "", words)


class UnitNames:
    """The units of a plan by every name that it knows for them."""

    def __init__(self, catalog: Catalog) -> None:
        found: dict[str, list[Unit]] = {}
        for unit in catalog.units.values():
            # «Cả nước (trung bình các tỉnh)» is more than a name: three units of the plan begin so.
            if unit.level in ("national", "benchmark"):
                continue
            for name in {bare(name) for name in (unit.name, *unit.also)}:
                found.setdefault(name, []).append(unit)
        self._units: Mapping[str, Sequence[Unit]] = found

    def of(self, name: str, year: int | None = None) -> Sequence[Unit]:
        """The units that a name may mean, those first that existed in a year; none when nobody knows the name.

        Where a unit of that name existed at the end of the year, the others of the name are not meant.
        """
        units = self._units.get(bare(name), ())
        if year is None or len(units) < 2:
            return units
        there = [unit for unit in units if unit.days_of(year)[1].month == 12 and unit.days_of(year)[0].year == year]
        there = [unit for unit in there if unit.days_of(year)[0] <= unit.days_of(year)[1]]
        return there or units

    def any_of(self, names: Sequence[str]) -> int:
        """How many of some names are known."""
        return sum(bool(self._units.get(bare(name))) for name in names)
