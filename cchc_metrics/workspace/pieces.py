"""Which units a store must be made anew for, when a store of other entries is there already.

No verdict of a unit depends on the figures of another, so a store that differs by a few entries differs in the units of
these entries only.
"""

from collections.abc import Collection, Mapping, Sequence

from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria import steps
from cchc_metrics.decisions import APPOINT, DECIDE, FOLLOW
from cchc_metrics.ledger import ACCEPT, Entry
from cchc_metrics.workspace.entries import APPROVE, LOCK, UNLOCK
from cchc_metrics.workspace.location import LeftOut
from cchc_metrics.workspace.scoring import ADOPT

# They change nothing that a store holds.
NOT_STORED = (LOCK, UNLOCK, ACCEPT)
# A store is made from nothing when more of its units than this share would be made anew.
MOST = 0.5


def differing(
    here: tuple[Sequence[Entry], LeftOut],
    there: tuple[Sequence[Entry], LeftOut],
    known: Mapping[int, Entry],
    catalog: Catalog,
) -> frozenset[str] | None:
    """The units in which the stores of two lists of entries can differ; None when that is not known.

    `known` are all entries by number, since an entry may be about one that does not count.
    """
    (entries, without), (other_entries, other_without) = here, there
    if without.last_day != other_without.last_day:
        return None
    numbers = {entry.number for entry in entries} ^ {entry.number for entry in other_entries}
    results = set(without.results) ^ set(other_without.results)
    numbers |= {number for number, _ in results}
    units: set[str] = set(without.units) ^ set(other_without.units)
    for number in numbers:
        about = _units_of(known[number], known, catalog)
        if about is None:
            return None
        units.update(about)
    return frozenset(units)


def _units_of(entry: Entry, known: Mapping[int, Entry], catalog: Catalog) -> Collection[str] | None:
    """The units about which an entry says something; None when it may be any."""
    if entry.action in NOT_STORED:
        return ()
    if entry.action in ("withdraw", APPROVE):
        target = known.get(entry.target) if entry.target else None
        return _units_of(target, known, catalog) if target else None
    if entry.action in ("submit", DECIDE, FOLLOW, APPOINT):
        return entry.units or None
    # A set is of all units; a year outside the plan brings a year to the sets of all units.
    years = range(catalog.plan.first_year, catalog.plan.last_year + 1)
    scoring = entry.action.startswith(steps.PREFIX) and entry.action != ADOPT
    return entry.units or None if scoring and entry.details.get("year") in years else None


def with_family(units: Collection[str], catalog: Catalog) -> tuple[frozenset[str], frozenset[str]]:
    """The units whose part of a store changes with that of `units`, and those whose figures this part is made of.

    Both are the units themselves, unless the plan adds up figures of units to those of the unit that they are part of.
    """
    own = frozenset(units)
    if not any(row.adds_up for row in (*catalog.indices.values(), *catalog.targets.values())):
        return own, own
    parents = {unit: catalog.units[unit].parent for unit in catalog.units}
    changing = own | {parent for unit in own if (parent := parents.get(unit))}
    return changing, changing | {unit for unit, parent in parents.items() if parent in changing}
