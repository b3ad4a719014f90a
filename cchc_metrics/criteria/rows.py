"""Criteria sets as rows of the store's tables."""

from collections.abc import Sequence
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria.models import BESIDE, CriteriaSet, Criterion, Rule
from cchc_metrics.store import Rows


def rows_of_sets(sets: Sequence[CriteriaSet], catalog: Catalog) -> Rows:
    """The rows of the tables criteria_set, criterion and band, by table."""
    return {
        "criteria_set": [_head(given) for given in sets],
        "criterion": [row for given in sets for row in _criteria(given, catalog)],
        "band": [{"version_id": given.version, "name": band.name, "at_least": band.at_least}
                 for given in sets for band in given.head.band],
    }


def _head(given: CriteriaSet) -> dict[str, Any]:
    head = given.head
    return {
        "version_id": given.version, "set_id": head.id, "name": head.name, "short": head.short,
        "from_year": head.from_year, "to_year": head.to_year, "levels": head.levels, "maximum": head.maximum,
        "not_applicable": head.not_applicable, "illustrative": head.illustrative, "decision": head.decision,
        "index_id": head.index, "method": given.method, "cautions": head.cautions,
    }


def _criteria(given: CriteriaSet, catalog: Catalog) -> list[dict[str, Any]]:
    by_number = {row.number: row for row in given.criteria}
    above = {row.above for row in given.criteria}
    ordered = sorted(given.criteria, key=lambda row: [int(part) for part in row.number.split(".")])
    made: list[dict[str, Any]] = []
    sharing: set[str] = set()
    for sequence, row in enumerate(ordered):
        line = _line(row, by_number)
        area = next((node.area for node in line if node.area), None)
        owner = next((node.owner for node in line if node.owner), None)
        owner = owner or (catalog.owner_of_area(area) if area else None)
        rule = row.rule or Rule(kind="tracked")
        shares = row.maximum is None and rule.kind not in ("tracked", *BESIDE)
        number, room = given.shared(row) if shares else ("", None)
        made.append({
            "version_id": given.version, "criterion_id": row.key, "number": row.number,
            "code": row.code or row.number, "name": row.name, "sequence": sequence, "depth": len(line),
            "ancestors": ["", *(node.key for node in reversed(line))], "is_leaf": row.number not in above,
            "area_id": area, "part_id": line[-1].part, "top_id": line[-1].key, "maximum": row.maximum,
            "shared_by": (by_number[number].key if number else "") if shares else None,
            "shared_points": 0 if shares and number in sharing else room,
            "kind": rule.kind, "late": rule.late, "threshold": rule.threshold, "below": rule.below or "share",
            "floor": rule.floor, "full_at": rule.full, "each": rule.each, "counted": rule.counted,
            "steps": [{"at_least": rung.at_least, "points": rung.points} for rung in rule.step],
            "evidence": row.evidence or None, "owner_id": owner, "due": row.due, "due_next_year": row.due_next_year,
            "indicator_id": row.indicator, "levels": row.levels, "cautions": row.cautions,
        })
        if shares:
            sharing.add(number)
    return made


def _line(row: Criterion, by_number: dict[str, Criterion]) -> list[Criterion]:
    """A node and the nodes above it, lowest first."""
    line = [row]
    while line[-1].above is not None:
        line.append(by_number[line[-1].above])
    return line
