"""The assessments of a working folder: its criteria sets, and each step of an assessment as a ledger entry."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria import steps
from cchc_metrics.criteria.loader import read_set
from cchc_metrics.criteria.models import CriteriaSet
from cchc_metrics.criteria.peers import peers_of
from cchc_metrics.criteria.results import lines
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.ledger import Entry, Ledger
from cchc_metrics.store import Store
from cchc_metrics.text import scoring as words
from cchc_metrics.workspace.scoring import ADOPT, check_step, in_force, sets_of

STANDING = """
select node.points, node.applicable, node.owing, node.value, criteria_set.method, criteria_set.index_id
from node_score as node
join criteria_set using (version_id)
where node.unit_id = $unit and node.set_id = $criteria and node.year = $year and node.criterion_id = ''
"""

PARTS = """
select criterion.part_id, node.points
from node_score as node
join criterion using (version_id, criterion_id)
where node.unit_id = $unit and node.set_id = $criteria and node.year = $year and criterion.depth = 1
    and criterion.part_id is not null and node.points is not null
order by criterion.sequence
"""

OWING = """
select criterion.number, criterion.name
from criterion_score as score
join criterion using (version_id, criterion_id)
where score.unit_id = $unit and score.set_id = $criteria and score.year = $year and score.owes
    and (len($chosen) = 0 or list_contains($chosen, score.criterion_id))
order by criterion.sequence
"""


class Assessments:
    """What may be done with the criteria sets of a working folder; nothing is stored when anything is at fault."""

    def __init__(self, folder: Path, ledger: Ledger, catalog: Callable[[], Catalog],
                 store: Callable[[], Store]) -> None:
        self._folder, self._ledger = folder, ledger
        self._catalog, self._store = catalog, store

    @property
    def sets(self) -> tuple[CriteriaSet, ...]:
        """The versions of all criteria sets: shipped and adopted."""
        return sets_of(self._folder, self._ledger, self._ledger.entries(), self._catalog())

    def set_of(self, criteria: str, year: int) -> CriteriaSet:
        """The version of a set in force in a year.

        Raises: FaultsFound when there is none.
        """
        return in_force(self.sets, criteria, year)

    def adopt(self, file: Path, *, by: str) -> Entry:
        """The ledger entry that takes in a criteria set from a file; from then on it scores the years it names."""
        data = file.read_bytes()
        given = read_set(file.name, data, self._catalog())
        if given.version in {known.version for known in self.sets}:
            raise FaultsFound([Fault(file.name, f"bộ «{given.head.id}» từ năm {given.head.from_year} đã có",
                                     "một phiên bản mới có năm đầu khác", "đổi «Từ năm», hoặc rút bộ cũ trước")])
        return self._ledger.append(ADOPT, by=by, files=[(file.name, data)],
                                   details={"set_id": given.head.id, "from_year": given.head.from_year})

    def take(self, step: steps.Step, *, unit_id: str, by: str, files: Sequence[tuple[str, bytes]] = (),
             places: Sequence[str] = ()) -> Entry:
        """The ledger entry of a step; `files` are evidence, kept under their hashes.

        Raises: FaultsFound with everything that keeps the step from being taken.
        """
        check_step(step, self.sets, self._catalog(), places)
        if isinstance(step, steps.Enter):
            named = {one.file for result in step.results for one in result.evidence if one.file}
            missing = sorted(named - {name for name, _ in files})
            if missing:
                raise steps.fault(missing[0], "tệp minh chứng không được nộp kèm", "mỗi tệp đã nêu có trong lần nộp",
                                  "nộp kèm tệp, hoặc ghi số và ngày văn bản")
        if isinstance(step, steps.Approve):
            self._refuse_owing(step, unit_id)
        name = next(name for name, model in steps.STEPS.items() if type(step) is model)
        details = steps.details_of(step)
        # A line that could not be read back would stop every later build.
        steps.read_step(steps.PREFIX + name, details, name)
        return self._ledger.append(steps.PREFIX + name, by=by, unit_id=unit_id, files=files, details=details)

    def take_together(self, taken: Sequence[steps.Step], *, unit_id: str, by: str,
                      files: Sequence[tuple[str, bytes]] = ()) -> list[Entry]:
        """The ledger entries of several steps, none of which is taken when one cannot be.

        Raises: FaultsFound with everything that keeps any of them from being taken.
        """
        sets, catalog, faults = self.sets, self._catalog(), list[Fault]()
        for step in taken:
            try:
                check_step(step, sets, catalog)
            except FaultsFound as wrong:
                faults += wrong.faults
        if faults:
            raise FaultsFound(faults)
        return [self.take(step, unit_id=unit_id, by=by, files=files if isinstance(step, steps.Enter) else ())
                for step in taken]

    def submit(self, file: Path, *, criteria: str, unit_id: str, year: int, by: str) -> list[Entry]:
        """The ledger entries of a table of results and scores: one for the unit's own, one for what others gave.

        Raises: FaultsFound with every fault of the table; then nothing is stored.
        """
        data = file.read_bytes()
        found = lines(file.name, data)
        about = {"set_id": criteria, "unit_id": unit_id, "year": str(year)}
        faults = [Fault(f"{line.place}, cột «{key}»", f"«{said}» khác với «{about[key]}» đã chọn", "cùng một giá trị",
                        "chọn đúng, hoặc bỏ dòng này")
                  for line in found for key, said in line.about.items() if said != about[key]]
        if faults:
            raise FaultsFound(faults)
        given: list[tuple[steps.Step, list[str]]] = []
        own = [line for line in found if isinstance(line.said, steps.Result)]
        others = [line for line in found if isinstance(line.said, steps.Score)]
        if own:
            results: Any = tuple(line.said for line in own)
            given.append((steps.Enter(set_id=criteria, year=year, results=results), [line.place for line in own]))
        if others:
            scores: Any = tuple(line.said for line in others)
            given.append((steps.Appraise(set_id=criteria, year=year, scores=scores), [line.place for line in others]))
        sets, catalog = self.sets, self._catalog()
        for step, places in given:
            try:
                check_step(step, sets, catalog, places)
            except FaultsFound as wrong:
                faults += wrong.faults
        if faults:
            raise FaultsFound(faults)
        return [self.take(step, unit_id=unit_id, by=by, files=[(file.name, data)], places=places)
                for step, places in given]

    def peers(self, file: Path, *, criteria: str, unit_id: str, year: int, by: str) -> Entry:
        """The ledger entry of the superior body's table."""
        data = file.read_bytes()
        rows = peers_of(file.name, data, self._catalog())
        return self.take(steps.Peers(set_id=criteria, year=year, rows=rows), unit_id=unit_id, by=by,
                         files=[(file.name, data)])

    def total(self, *, criteria: str, unit_id: str, year: int, by: str) -> Entry:
        """The ledger entry of the sum as it stands now (tổng hợp)."""
        row = self._standing(criteria, unit_id, year)
        return self.take(steps.Total(set_id=criteria, year=year, points=_exact(row["points"]),
                                     maximum=_exact(row["applicable"])), unit_id=unit_id, by=by)

    def publish(self, *, criteria: str, unit_id: str, year: int, document: str, date: dt.date, by: str) -> Entry:
        """The ledger entry of the published result; it becomes a figure of the index that the set feeds (công bố).

        Raises: FaultsFound while any criterion has no points.
        """
        row = self._standing(criteria, unit_id, year)
        asked = {"unit": unit_id, "criteria": criteria, "year": year}
        parts = tuple(
            steps.Part(part=part["part_id"], value=_exact(100 * part["points"] / row["applicable"]))
            for part in self._store().frame(PARTS, **asked).to_dict("records"))
        index = row["index_id"] if isinstance(row["index_id"], str) else None
        return self.take(steps.Publish(
            set_id=criteria, year=year, document=document, date=date, points=_exact(row["points"]),
            maximum=_exact(row["applicable"]), index=index, method=row["method"], value=_exact(row["value"]),
            parts=parts), unit_id=unit_id, by=by)

    def _standing(self, criteria: str, unit_id: str, year: int) -> Any:
        rows = self._store().frame(STANDING, unit=unit_id, criteria=criteria, year=year)
        row = None if rows.empty else rows.iloc[0]
        if row is None or row["value"] != row["value"]:
            raise steps.fault(f"{criteria}, {unit_id}, năm {year}", "còn tiêu chí chưa có điểm nên chưa có chỉ số",
                              "mọi tiêu chí có điểm hoặc không áp dụng", "nhập, thẩm định các tiêu chí còn lại")
        return row

    def _refuse_owing(self, step: steps.Approve, unit_id: str) -> None:
        rows = self._store().frame(OWING, unit=unit_id, criteria=step.set_id, year=step.year,
                                   chosen=list(step.criteria))
        if len(rows):
            raise FaultsFound([Fault(f"mục {row['number']} ({row['name']})", words.OWES,
                                     "tệp, hoặc số và ngày văn bản, hoặc giải trình", "bổ sung rồi duyệt")
                               for row in rows.to_dict("records")])


def _exact(number: Any) -> Decimal:
    return Decimal(str(round(float(number), 6)))
