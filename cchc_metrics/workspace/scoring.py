"""Criteria sets and assessments of a working folder: what ships with it and what its ledger says."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Method
from cchc_metrics.criteria import steps
from cchc_metrics.criteria.loader import files_of, load_sets, rows_of_sets
from cchc_metrics.criteria.models import CriteriaSet
from cchc_metrics.criteria.results import faults_of_results, lines
from cchc_metrics.faults import FaultsFound, nearest
from cchc_metrics.ledger import Entry, Ledger, withdrawn
from cchc_metrics.store import Rows

ADOPT = "score-adopt"


def sets_of(folder: Path, ledger: Ledger, entries: Sequence[Entry], catalog: Catalog) -> tuple[CriteriaSet, ...]:
    """The criteria sets that ship with the program and those handed in as workbooks and not withdrawn.

    Raises: FaultsFound with every fault of every set.
    """
    given = [(path.name, path.read_bytes()) for path in files_of(folder)]
    gone = withdrawn(entries)
    given += [
        (file.name, ledger.bytes_of(file))
        for entry in entries
        if entry.action == ADOPT and entry.number not in gone
        for file in entry.files
    ]
    return load_sets(given, catalog)


def methods_of(sets: Sequence[CriteriaSet]) -> Mapping[str, Method]:
    """The methods of figures that publishing makes, for versions that name none of the plan's."""
    return {
        given.version: Method(id=given.version, label=f"{given.head.short}, từ năm {given.head.from_year}")
        for given in sets
        if given.head.method is None
    }


def add_scoring(
    rows: Rows, sets: Sequence[CriteriaSet], shipped: Path, entries: Sequence[Entry], catalog: Catalog
) -> None:
    """Add the sets, the shipped illustrative results and every step of the ledger to the rows of the store."""
    rows.update(rows_of_sets(sets, catalog))
    rows["method"] += [{"method_id": row.id, "label": row.label} for row in methods_of(sets).values()]
    for path in sorted(shipped.glob("*.csv")):
        origin = {
            "layer": "demo",
            "entry": 0,
            "withdrawn": False,
            "recorded_at": None,
            "author": None,
            "place": path.name,
        }
        for step, unit_id in shipped_steps(path.name, path.read_bytes()):
            _add(rows, step, origin, unit_id, catalog)
    gone = withdrawn(entries)
    illustrative = {given.head.id for given in sets if given.head.illustrative}
    for entry, place, step in _steps(entries):
        # Whatever is scored with an illustrative set is an illustration.
        origin = {
            "layer": "demo" if step.set_id in illustrative else "own",
            "entry": entry.number,
            "withdrawn": entry.number in gone,
            "recorded_at": entry.at,
            "author": entry.by,
            "place": place,
            "note": entry.why or None,
            "file": entry.files[0].name if entry.files else None,
        }
        _add(rows, step, origin, entry.unit_id, catalog)


def unapproved_results(entries: Sequence[Entry]) -> list[tuple[int, str]]:
    """The results that nobody stands by yet, each by its entry and its criterion.

    Whoever approves a criterion, or all of them, stands by what was entered until then; so does whoever publishes.
    """
    gone = withdrawn(entries)
    waiting: dict[tuple[str, str | None, int], list[tuple[int, str]]] = defaultdict(list)
    for entry, _, step in _steps(entries):
        about = step.set_id, entry.unit_id, step.year
        if entry.number in gone:
            continue
        if isinstance(step, steps.Enter):
            waiting[about] += [(entry.number, result.criterion) for result in step.results]
        elif isinstance(step, steps.Publish) or (isinstance(step, steps.Approve) and not step.criteria):
            waiting.pop(about, None)
        elif isinstance(step, steps.Approve):
            waiting[about] = [(number, named) for number, named in waiting[about] if named not in step.criteria]
    return sorted(one for left in waiting.values() for one in left)


def _steps(entries: Sequence[Entry]) -> Iterator[tuple[Entry, str, steps.Step]]:
    for entry in entries:
        if entry.action.startswith(steps.PREFIX) and entry.action.removeprefix(steps.PREFIX) in steps.STEPS:
            place = f"bút toán {entry.number}"
            yield entry, place, steps.read_step(entry.action, entry.details, place)


def shipped_steps(name: str, data: bytes) -> list[tuple[steps.Step, str]]:
    """A table of results as the steps that would have entered them, one a set, unit, year and kind."""
    found: dict[tuple[str, str, str, type], list[Any]] = defaultdict(list)
    for line in lines(name, data):
        found[line.about["set_id"], line.about["unit_id"], line.about["year"], type(line.said)].append(line.said)
    return [
        (
            steps.Enter(set_id=set_id, year=int(year), results=tuple(said))
            if kind is steps.Result
            else steps.Appraise(set_id=set_id, year=int(year), scores=tuple(said)),
            unit_id,
        )
        for (set_id, unit_id, year, kind), said in found.items()
    ]


def _add(rows: Rows, step: steps.Step, origin: Mapping[str, Any], unit_id: str | None, catalog: Catalog) -> None:
    for table, row in steps.rows_of_step(step, origin, unit_id):
        if table == "observation":
            first, last = catalog.units[str(unit_id)].days_of(step.year)
            row |= {"period_start": first, "period_end": last}
        rows.setdefault(table, []).append(row)


def in_force(sets: Sequence[CriteriaSet], set_id: str, year: int) -> CriteriaSet:
    """The version of a set that scores a year.

    Raises: FaultsFound when there is none.
    """
    found = [
        given
        for given in sets
        if given.head.id == set_id and given.head.from_year <= year and year <= (given.head.to_year or year)
    ]
    if not found:
        known = {given.head.id for given in sets}
        raise steps.fault(
            "unknown-id",
            f"{set_id}, năm {year}",
            f"không có bộ tiêu chí nào{nearest(set_id, known)}",
            "bộ tiêu chí có hiệu lực trong năm đó: " + ", ".join(sorted(known)),
            "sửa mã, hoặc nạp bộ tiêu chí của năm đó",
        )
    return max(found, key=lambda given: given.head.from_year)


def placed_lines(step: steps.Enter | steps.Appraise, places: Sequence[str] = ()) -> list[tuple[str, Any]]:
    """The results or scores of a step, each with where it stands: by its criterion when nobody says more."""
    said: Sequence[steps.Result | steps.Score] = step.results if isinstance(step, steps.Enter) else step.scores
    return list(zip(places or [one.criterion for one in said], said, strict=True))


def check_step(step: steps.Step, given: CriteriaSet, catalog: Catalog, places: Sequence[str] = ()) -> None:
    """Nothing, when a step says nothing that its set does not know.

    Raises: FaultsFound with everything at fault in it.
    """
    if isinstance(step, steps.Enter | steps.Appraise):
        faults = faults_of_results(given, placed_lines(step, places))
        if faults:
            raise FaultsFound(faults)
    elif isinstance(step, steps.Assign | steps.Approve):
        keys = {row.key for row in given.criteria}
        wrong = [name for name in step.criteria if name not in keys]
        if wrong:
            raise steps.fault(
                "unknown-id",
                wrong[0],
                f"không có tiêu chí nào mã như vậy{nearest(wrong[0], keys)}",
                "mã của một tiêu chí trong bộ",
                "sửa mã",
            )
        if isinstance(step, steps.Assign) and step.owner not in catalog.owners:
            raise steps.fault(
                "unknown-id",
                step.owner,
                f"không có chức danh nào mã như vậy{nearest(step.owner, catalog.owners)}",
                "mã chức danh của kế hoạch",
                "sửa mã",
            )
