"""Criteria sets and assessments of a working folder: what ships with it and what its ledger says."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pandas import DataFrame

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Method
from cchc_metrics.criteria import steps
from cchc_metrics.criteria.loader import files_of, load_sets, rows_of_sets
from cchc_metrics.criteria.models import CriteriaSet
from cchc_metrics.criteria.results import faults_of_results
from cchc_metrics.criteria.workbook import lines
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.ledger import Entry, Ledger, withdrawn
from cchc_metrics.store import Rows, Store
from cchc_metrics.text import formats, score_sentence, words
from cchc_metrics.workspace.entries import ADOPT
from cchc_metrics.workspace.preview import comparison

# The points of each criterion, then of the whole set.
NODES = """
select node.criterion_id, criterion.number, criterion.name,
    node.self_points as self, node.appraised_points as appraised, node.survey_points as survey,
    node.points, node.applicable, node.value, node.owing
from node_score as node
left join criterion using (version_id, criterion_id)
where node.unit_id = $unit and node.set_id = $criteria and node.year = $year
    and (node.criterion_id = '' or criterion.is_leaf)
order by criterion.sequence nulls first
"""
TO_APPROVE = """
select criterion.number, criterion.name, score.owes, score.origin is not null as has_result
from criterion_score as score
join criterion using (version_id, criterion_id)
where score.unit_id = $unit and score.set_id = $criteria and score.year = $year
    and (len($chosen) = 0 or list_contains($chosen, score.criterion_id))
order by criterion.sequence
"""
# What a preview of an assessment asks of a store, beside what one of figures asks.
SCORES = ("node_score", "criterion")


@dataclass(frozen=True)
class ScorePreview:
    """What steps of an assessment would change; nothing is stored.

    `criteria`, a row each kind of points of a criterion that would be otherwise: number, name, kind (self, appraised,
    survey), before, after; missing where there were or would be none. `before` and `after` say where the whole set
    stands: points, applicable, value (percent), owing (criteria that owe evidence); a number is missing where it is not
    known. `figures` and `flips` are the changes and flips of `preview.Preview`: what a publication does to the index.
    `steps` are the steps by name, those too that leave all points as they are. `cautions` are what is to be looked at
    in the table.
    """

    steps: Sequence[str]
    criteria: DataFrame
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    figures: DataFrame
    flips: DataFrame
    cautions: Sequence[Fault] = ()


def score_preview(
    before: Store, after: Store, course: Sequence[steps.Step], *, unit_id: str, criteria: str, year: int
) -> ScorePreview:
    """What differs between two stores of the assessment of a unit, and of its figures and verdicts, by some steps."""
    nodes = [store.frame(NODES, unit=unit_id, criteria=criteria, year=year) for store in (before, after)]
    whole = [frame[frame["criterion_id"] == ""].to_dict("records") for frame in nodes]
    both = nodes[0].merge(nodes[1], on=["criterion_id", "number", "name"], suffixes=("_before", "_after"))
    rows = [
        {"number": row["number"], "name": row["name"], "kind": kind, "before": old, "after": new}
        for row in both[both["criterion_id"] != ""].to_dict("records")
        for kind in ("self", "appraised", "survey")
        for old, new in [(row[f"{kind}_before"], row[f"{kind}_after"])]
        if old != new and not (formats.is_missing(old) and formats.is_missing(new))
    ]
    figures, _, flips, _ = comparison(before, after, units=[unit_id])
    return ScorePreview(
        steps=tuple(map(steps.name_of, course)),
        criteria=DataFrame(rows, columns=["number", "name", "kind", "before", "after"]),
        before=_row_of(whole[0]),
        after=_row_of(whole[1]),
        figures=figures,
        flips=flips,
    )


def _row_of(rows: Sequence[Mapping[Any, Any]]) -> Mapping[str, Any]:
    return {str(key): value for key, value in rows[0].items()} if rows else {}


def sets_of(folder: Path, ledger: Ledger, entries: Sequence[Entry], catalog: Catalog) -> tuple[CriteriaSet, ...]:
    """The criteria sets that ship with the program and those handed in as workbooks and not withdrawn.

    Raises: FaultError with every fault of every set.
    """
    files = [(path.name, path.read_bytes()) for path in files_of(folder)]
    withdrawals = withdrawn(entries)
    files += [
        (file.name, ledger.bytes_of(file))
        for entry in entries
        if entry.action == ADOPT and entry.number not in withdrawals
        for file in entry.files
    ]
    return load_sets(files, catalog)


def methods_of(sets: Sequence[CriteriaSet]) -> Mapping[str, Method]:
    """The methods of figures that publishing makes, for versions that name none of the plan's."""
    return {
        one.version: Method(id=one.version, label=f"{one.head.short}, từ năm {one.head.from_year}")
        for one in sets
        if one.head.method is None
    }


def add_scoring(
    rows: Rows, sets: Sequence[CriteriaSet], data_folder: Path, entries: Sequence[Entry], catalog: Catalog
) -> None:
    """Add the sets, the shipped illustrative results and every step of the ledger to the rows of the store."""
    rows.update(rows_of_sets(sets, catalog))
    rows["method"] += [{"method_id": row.id, "label": row.label} for row in methods_of(sets).values()]
    for path in sorted(data_folder.glob("*.csv")):
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
    withdrawals = withdrawn(entries)
    illustrative = {one.head.id for one in sets if one.head.illustrative}
    publications: dict[tuple[str, str | None, int], tuple[int, steps.Publish]] = {}
    for entry, place, step in _steps(entries):
        about = step.set_id, entry.unit_id, step.year
        if isinstance(step, steps.Publish) and entry.number not in withdrawals:
            publications[about] = entry.number, step
        # Whatever is scored with an illustrative set is an illustration.
        origin = {
            "layer": "demo" if step.set_id in illustrative else "own",
            "entry": entry.number,
            "withdrawn": entry.number in withdrawals,
            "recorded_at": entry.at,
            "author": entry.by,
            "place": place,
            "note": entry.why or None,
            "file": entry.files[0].name if entry.files else None,
        }
        _add(rows, step, origin, entry.unit_id, catalog, publications.get(about))


def unapproved_results(entries: Sequence[Entry]) -> list[tuple[int, str]]:
    """The results that nobody stands by yet, each by its entry and its criterion.

    Whoever approves a criterion, or all of them, stands by what was entered until then; so does whoever publishes.
    """
    withdrawals = withdrawn(entries)
    pending: dict[tuple[str, str | None, int], list[tuple[int, str]]] = defaultdict(list)
    for entry, _, step in _steps(entries):
        about = step.set_id, entry.unit_id, step.year
        if entry.number in withdrawals:
            continue
        if isinstance(step, steps.Enter):
            pending[about] += [(entry.number, result.criterion) for result in step.results]
        elif isinstance(step, steps.Publish) or (isinstance(step, steps.Approve) and not step.criteria):
            pending.pop(about, None)
        elif isinstance(step, steps.Approve):
            pending[about] = [(number, name) for number, name in pending[about] if name not in step.criteria]
    return sorted(one for rest in pending.values() for one in rest)


def _steps(entries: Sequence[Entry]) -> Iterator[tuple[Entry, str, steps.Step]]:
    for entry in entries:
        if entry.action.startswith(steps.PREFIX) and entry.action.removeprefix(steps.PREFIX) in steps.STEPS:
            place = f"bút toán {entry.number}"
            yield entry, place, steps.read_step(entry.action, entry.details, place)


# Each preview asks for the same few tables.
@lru_cache(maxsize=8)
def shipped_steps(name: str, data: bytes) -> tuple[tuple[steps.Step, str], ...]:
    """A table of results as the steps that would have entered them, one a set, unit, year and kind."""
    contents: dict[tuple[str, str, str, type], list[Any]] = defaultdict(list)
    for line in lines(name, data):
        about = line.about
        contents[about["set_id"], about["unit_id"], about["year"], type(line.content)].append(line.content)
    return tuple(
        (
            steps.Enter(set_id=set_id, year=int(year), results=tuple(content))
            if kind is steps.Result
            else steps.Appraise(set_id=set_id, year=int(year), scores=tuple(content)),
            unit_id,
        )
        for (set_id, unit_id, year, kind), content in contents.items()
    )


def _add(
    rows: Rows,
    step: steps.Step,
    origin: Mapping[str, Any],
    unit_id: str | None,
    catalog: Catalog,
    publication: tuple[int, steps.Publish] | None = None,
) -> None:
    for table, row in steps.rows_of_step(step, origin, unit_id, publication):
        if table == "observation":
            first, last = catalog.units[str(unit_id)].days_of(step.year)
            row |= {"period_start": first, "period_end": last}
        rows.setdefault(table, []).append(row)


def in_force(sets: Sequence[CriteriaSet], set_id: str, year: int) -> CriteriaSet:
    """The version of a set that scores a year.

    Raises: FaultError when there is none.
    """
    matches = [
        one
        for one in sets
        if one.head.id == set_id and one.head.from_year <= year and year <= (one.head.to_year or year)
    ]
    if not matches:
        ids = {one.head.id for one in sets}
        raise steps.fault(
            "unknown-id",
            f"{set_id}, năm {year}",
            f"không có bộ tiêu chí nào{nearest(set_id, ids)}",
            "bộ tiêu chí có hiệu lực trong năm đó: " + ", ".join(sorted(ids)),
            "sửa mã, hoặc nạp bộ tiêu chí của năm đó",
        )
    return max(matches, key=lambda one: one.head.from_year)


def placed_lines(step: steps.Enter | steps.Appraise, places: Sequence[str] = ()) -> list[tuple[str, Any]]:
    """The results or scores of a step, each with where it stands: by its criterion when nobody says more."""
    contents: Sequence[steps.Result | steps.Score] = step.results if isinstance(step, steps.Enter) else step.scores
    return list(zip(places or [one.criterion for one in contents], contents, strict=True))


def check_step(step: steps.Step, criteria_set: CriteriaSet, catalog: Catalog, places: Sequence[str] = ()) -> None:
    """Nothing, when a step says nothing that its set does not know.

    Raises: FaultError with everything at fault in it.
    """
    if isinstance(step, steps.Enter | steps.Appraise):
        faults = faults_of_results(criteria_set, placed_lines(step, places))
        if faults:
            raise FaultError(faults)
    elif isinstance(step, steps.Assign | steps.Approve):
        keys = {row.key for row in criteria_set.criteria}
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


def missing_evidence(step: steps.Enter, files: Sequence[str]) -> list[Fault]:
    """A fault for each file that results name as evidence and that was not handed in with them."""
    names = {one.file for result in step.results for one in result.evidence if one.file}
    return [
        Fault(
            "missing-file",
            name,
            "tệp tài liệu kiểm chứng không được nộp kèm",
            "mỗi tệp đã nêu có trong lần nộp",
            "nộp kèm tệp, hoặc ghi số và ngày văn bản",
        )
        for name in sorted(names - set(files))
    ]


def missing_reasons(
    criteria_set: CriteriaSet, pairs: Sequence[tuple[str, steps.Score]], own: Mapping[str, float]
) -> list[Fault]:
    """A fault for each appraised score that differs from what the unit gave itself, `own`, and does not say why."""
    numbers = {row.key: row.number for row in criteria_set.criteria}
    gaps = [
        (place, score, score_sentence.gap(score.points, own.get(score.criterion)))
        for place, score in pairs
        if score.kind == "appraised" and not score.reason and score.criterion in numbers
    ]
    return [
        Fault(
            "missing-reason",
            f"mục {numbers[score.criterion]}" if place == score.criterion else place,
            f"{gap} mà {score_sentence.NO_REASON}",
            "lý do khi điểm thẩm định khác điểm tự chấm",
            "ghi vào “Lý do thẩm định khác”, hoặc sửa điểm thẩm định",
        )
        for place, score, gap in gaps
        if gap
    ]


def approval_obstacles(store: Store, step: steps.Approve, unit_id: str) -> list[Fault]:
    """What keeps results from being approved: there are none, or they owe evidence."""
    rows = store.frame(TO_APPROVE, unit=unit_id, criteria=step.set_id, year=step.year, chosen=list(step.criteria))
    if not rows["has_result"].any():
        return [
            Fault(
                "step-order",
                words.ASSESSMENT_STEPS["approve"],
                "chưa có kết quả nào để duyệt",
                words.COMES_FIRST.format(first=words.ASSESSMENT_STEPS["enter"], then=words.ASSESSMENT_STEPS["approve"]),
                "nhập kết quả trước",
            )
        ]
    return [
        Fault(
            "missing-evidence",
            f"mục {row['number']} ({row['name']})",
            words.OWES_EVIDENCE,
            "tệp, hoặc số và ngày văn bản, hoặc giải trình",
            "bổ sung rồi duyệt",
        )
        for row in rows[rows["owes"]].to_dict("records")
    ]
