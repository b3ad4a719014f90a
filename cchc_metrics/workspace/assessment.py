"""The assessments of a working folder: its criteria sets, and each step of an assessment as a ledger entry."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria import steps
from cchc_metrics.criteria.loader import peers_of, read_set
from cchc_metrics.criteria.models import CriteriaSet
from cchc_metrics.criteria.results import faults_of_sums, points_of
from cchc_metrics.criteria.workbook import Baseline, sound_lines
from cchc_metrics.days import today
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.ledger import Entry, Ledger
from cchc_metrics.store import Store
from cchc_metrics.text import formats, ledger_words, words
from cchc_metrics.workspace.entries import ADOPT, closing
from cchc_metrics.workspace.inputs import Upload, upload_of
from cchc_metrics.workspace.scoring import (
    ScorePreview,
    approval_obstacles,
    check_step,
    in_force,
    missing_evidence,
    missing_reasons,
    placed_lines,
    score_preview,
    sets_of,
)

STATE = """
select node.points, node.applicable, node.owing, node.value, criteria_set.method, criteria_set.index_id,
    criteria_set.illustrative
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

POINTS = """
select criterion_id, kind, points
from current_result
where unit_id = $unit_id and set_id = $set_id and year = $year and points is not null
"""

# What a unit gave itself, as it counts.
OWN_POINTS = """
select criterion_id, self_points::double
from node_score
where unit_id = $unit_id and set_id = $set_id and year = $year and self_points is not null
"""

# What a table of the set shows of each criterion.
SCORE_ROWS = """
select criterion_id, self_points, appraised_points, survey_points
from node_score
where unit_id = $unit and set_id = $criteria and year = $year
"""

# Figures of the index that would stand in a published result's way: of other days of the same year.
OTHER_PERIODS = """
select place, period_start, period_end
from current_observation
where unit_id = $unit and indicator_id = $index and year = $year and (layer = 'demo') = $illustrative
    and (period_start <> $first or period_end <> $last)
order by place
"""

PUBLISH, REOPEN = f"{steps.PREFIX}publish", f"{steps.PREFIX}reopen"
REOPENED_WITHOUT_REASON = Fault(
    "missing-reason", words.ASSESSMENT_STEPS["reopen"], "chưa nêu lý do mở lại", "lý do", "ghi lý do"
)


class Assessments:
    """What may be done with the criteria sets of a working folder; nothing is stored when anything is at fault."""

    def __init__(
        self,
        folder: Path,
        ledger: Ledger,
        catalog: Callable[[], Catalog],
        store: Callable[[], Store],
        after: Callable[[Sequence[Entry], str], Store],
    ) -> None:
        self._folder, self._ledger = folder, ledger
        self._catalog, self._store, self._after = catalog, store, after

    @property
    def sets(self) -> tuple[CriteriaSet, ...]:
        """The versions of all criteria sets: shipped and adopted."""
        return sets_of(self._folder, self._ledger, self._ledger.entries(), self._catalog())

    def set_of(self, criteria: str, year: int) -> CriteriaSet:
        """The version of a set in force in a year.

        Raises: FaultError when there is none.
        """
        return in_force(self.sets, criteria, year)

    def adopt(self, file: tuple[str, bytes], *, by: str) -> Entry:
        """The ledger entry that takes in a criteria set from a file; from then on it scores the years it names.

        Raises: FaultError with every fault of the set.
        """
        name, data = file
        criteria_set = read_set(name, data, self._catalog())
        # Two that adopt the same version at once would leave it there twice, and that stops every later build.
        with self._ledger.hold():
            if criteria_set.version in {one.version for one in self.sets}:
                raise FaultError(
                    [
                        Fault(
                            "duplicate-id",
                            name,
                            f"bộ «{criteria_set.head.id}» từ năm {criteria_set.head.from_year} đã có",
                            "một phiên bản mới có năm đầu khác",
                            "đổi «Từ năm», hoặc rút bộ cũ trước",
                        )
                    ]
                )
            return self._ledger.append(
                ADOPT,
                by=by,
                files=[(name, data)],
                details={"set_id": criteria_set.head.id, "from_year": criteria_set.head.from_year},
            )

    def take(
        self, step: steps.Step, *, unit_id: str, by: str, files: Sequence[tuple[str, bytes]] = (), why: str = ""
    ) -> Entry:
        """The ledger entry of a step; `files` are evidence, kept under their hashes.

        Raises: FaultError with everything that keeps the step from being taken.
        """
        return self.take_together([step], unit_id=unit_id, by=by, files=files, why=why)[0]

    def take_together(
        self,
        course: Sequence[steps.Step],
        *,
        unit_id: str,
        by: str,
        files: Sequence[tuple[str, bytes]] = (),
        places: Sequence[Sequence[str]] = (),
        why: str = "",
    ) -> list[Entry]:
        """The ledger entries of several steps of one assessment, none of which is taken when one cannot be.

        `places` says where each line of each step stands. `why` is the reason for a step before its turn.
        Raises: FaultError with everything that keeps any of them from being taken.
        """
        # Whoever takes a step at the same time waits, so that what was checked is what the line is added to.
        with self._ledger.together():
            faults = self._faults(course, unit_id, [name for name, _ in files], places, why)
            if faults:
                raise FaultError(faults)
            entries = []
            for step in course:
                action, details = steps.PREFIX + steps.name_of(step), steps.details_of(step)
                # A line that could not be read back would stop every later build.
                steps.read_step(action, details, action)
                entries.append(
                    self._ledger.append(action, by=by, unit_id=unit_id, files=files, why=why, details=details)
                )
            return entries

    def _faults(
        self,
        course: Sequence[steps.Step],
        unit_id: str,
        files: Sequence[str],
        places: Sequence[Sequence[str]],
        why: str,
    ) -> list[Fault]:
        """Everything that keeps steps from being taken, each as if those before it were taken already."""
        sets, catalog, entries = self.sets, self._catalog(), self._ledger.entries()
        about = {"set_id": course[0].set_id, "unit_id": unit_id, "year": course[0].year}
        criteria_set = in_force(sets, course[0].set_id, course[0].year)
        before = steps.history(entries, **about)  # type: ignore[arg-type]
        faults: list[Fault] = []
        points = _Points(lambda: self._points(about))
        for at, step in enumerate(course):
            stands = list(steps.obstacles(step, before))
            if stands:
                return stands
            if isinstance(step, steps.Reopen):
                faults += self._locks("reopen", unit_id, step.year)
                faults += [] if why else [REOPENED_WITHOUT_REASON]
            try:
                check_step(step, criteria_set, catalog, places[at] if places else ())
            except FaultError as wrong:
                faults += wrong.faults
            if isinstance(step, steps.Enter | steps.Appraise):
                pairs = placed_lines(step, places[at] if places else ())
                faults += faults_of_sums(criteria_set, pairs, points.so_far)
                points.later |= points_of(pairs)
            if isinstance(step, steps.Enter):
                faults += missing_evidence(step, files)
            if isinstance(step, steps.Appraise) and not all(score.reason for score in step.scores):
                # What is at fault gives nobody points.
                with self._store_after(() if faults else course[:at], unit_id) as store:
                    own = store.frame(OWN_POINTS, **about)
                faults += missing_reasons(criteria_set, pairs, dict(own.to_numpy().tolist()))
            if isinstance(step, steps.Approve):
                faults += approval_obstacles(self._store(), step, unit_id)
            if not why:
                numbers = {row.key: row.number for row in criteria_set.criteria}
                faults += steps.missing_steps(step, [one for _, one in before], numbers)
            before.append((0, step))
        return faults

    def _points(self, about: Mapping[str, Any]) -> dict[tuple[str, str], Decimal]:
        rows = self._store().frame(POINTS, **about).to_dict("records")
        return {(row["criterion_id"], row["kind"]): _exact(row["points"]) for row in rows}

    def _baseline(self, criteria_set: CriteriaSet, unit_id: str, year: int) -> Baseline:
        """The criteria that are scored themselves, by number, and the points of each as they stand."""
        about = {"unit": unit_id, "criteria": criteria_set.head.id, "year": year}
        rows = self._store().frame(SCORE_ROWS, **about).to_dict("records")
        return Baseline(
            {row.number: row.key for row in criteria_set.criteria if row.rule is not None},
            {
                (row["criterion_id"], kind): _exact(row[f"{kind}_points"])
                for row in rows
                for kind in ("self", "appraised", "survey")
                if not formats.is_missing(row[f"{kind}_points"])
            },
            (self._catalog().units[unit_id].name, str(year)),
            frozenset({one.head.name for one in self.sets} - {criteria_set.head.name}),
            {row.number: row.name for row in criteria_set.criteria},
        )

    def submit(
        self, file: Path | Upload, *, criteria: str, unit_id: str, year: int, by: str, why: str = ""
    ) -> list[Entry]:
        """The ledger entries of a table of results and scores, or of the workbook of a set.

        One is for the unit's own results, one for what others gave.
        Raises: FaultError with every fault of the table; then nothing is stored.
        """
        name, data = upload_of(file)
        course, places, _ = self._read(name, data, criteria, unit_id, year, why)
        return self.take_together(course, unit_id=unit_id, by=by, files=[(name, data)], why=why, places=places)

    def preview(self, file: Path | Upload, *, criteria: str, unit_id: str, year: int, why: str = "") -> ScorePreview:
        """What taking in a table of results and scores, or the workbook of a set, would change; nothing is stored.

        Raises: FaultError with every fault of it.
        """
        name, data = upload_of(file)
        course, places, cautions = self._read(name, data, criteria, unit_id, year, why)
        if faults := self._faults(course, unit_id, [name], places, why):
            raise FaultError(faults)
        return replace(self._with(course, unit_id), cautions=tuple(cautions))

    def preview_publication(self, *, criteria: str, unit_id: str, year: int) -> ScorePreview:
        """What publishing the result as it stands would change: the figure of the index, its verdicts, what is closed.

        Raises: FaultError where it could not be published, as `publish` does, but for steps that come before it.
        """
        return self._with([self._publication(criteria, unit_id, year, "…", today())], unit_id)

    def _with(self, course: Sequence[steps.Step], unit_id: str) -> ScorePreview:
        about = {"criteria": course[0].set_id, "year": course[0].year}
        with self._store_after(course, unit_id) as after:
            return score_preview(self._store(), after, course, unit_id=unit_id, **about)  # type: ignore[arg-type]

    @contextlib.contextmanager
    def _store_after(self, course: Sequence[steps.Step], unit_id: str) -> Iterator[Store]:
        """The store as it would be with some steps; as it is where there are none."""
        if not course:
            yield self._store()
            return
        entries = self._ledger.entries()
        at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        additions = [
            Entry(number, at, "", action, unit_id, (), None, "", "", "", steps.details_of(step))
            for number, step in enumerate(course, len(entries) + 1)
            for action in [steps.PREFIX + steps.name_of(step)]
        ]
        with contextlib.closing(self._after([*entries, *additions], unit_id)) as after:
            yield after

    def cautions(self, file: Path | Upload, *, criteria: str, unit_id: str, year: int) -> Sequence[Fault]:
        """What is to be looked at again in a table that can be taken in: rows that are hidden."""
        return self._read(*upload_of(file), criteria, unit_id, year, "")[2]

    def check(self, file: Path | Upload, *, criteria: str, unit_id: str, year: int) -> None:
        """Nothing, when the table could be taken in.

        Raises: FaultError with every fault of it.
        """
        name, data = upload_of(file)
        course, places, _ = self._read(name, data, criteria, unit_id, year, "")
        if faults := self._faults(course, unit_id, [name], places, ""):
            raise FaultError(faults)

    def _read(
        self, name: str, data: bytes, criteria: str, unit_id: str, year: int, why: str
    ) -> tuple[list[steps.Step], list[list[str]], list[Fault]]:
        """The steps that a table says, where each line of each stands, and cautions.

        Raises: FaultError with every fault of its cells, and beside them what is wrong with the lines that can be read.
        """
        criteria_set = in_force(self.sets, criteria, year)
        table_lines, faults, cautions = sound_lines(name, data, lambda: self._baseline(criteria_set, unit_id, year))
        about = {"set_id": criteria, "unit_id": unit_id, "year": str(year)}
        faults += [
            Fault(
                "contradiction",
                f"{line.place}, cột «{key}»",
                f"«{value}» khác với «{about[key]}» đã chọn",
                "cùng một giá trị",
                "chọn đúng, hoặc bỏ dòng này",
            )
            for line in table_lines
            for key, value in line.about.items()
            if value != about[key]
        ]
        own = [line for line in table_lines if isinstance(line.content, steps.Result)]
        others = [line for line in table_lines if isinstance(line.content, steps.Score)]
        course: list[steps.Step] = []
        if own:
            results: Any = tuple(line.content for line in own)
            course.append(steps.Enter(set_id=criteria, year=year, results=results))
        if others:
            scores: Any = tuple(line.content for line in others)
            course.append(steps.Appraise(set_id=criteria, year=year, scores=scores))
        places = [[line.place for line in group] for group in (own, others) if group]
        if faults:
            raise FaultError([*faults, *(self._faults(course, unit_id, [name], places, why) if course else ())])
        return course, places, cautions

    def peers(self, file: Path | Upload, *, criteria: str, unit_id: str, year: int, by: str) -> Entry:
        """The ledger entry of the superior body's table."""
        name, data = upload_of(file)
        rows = peers_of(name, data, self._catalog())
        return self.take(
            steps.Peers(set_id=criteria, year=year, rows=rows), unit_id=unit_id, by=by, files=[(name, data)]
        )

    def total(self, *, criteria: str, unit_id: str, year: int, by: str, why: str = "") -> Entry:
        """The ledger entry of the sum as it stands now (tổng hợp)."""
        # Whoever enters a result at the same time waits, so that the sum is that of what stands before it.
        with self._ledger.hold():
            row = self._state(criteria, unit_id, year)
            return self.take(
                steps.Total(
                    set_id=criteria, year=year, points=_exact(row["points"]), maximum=_exact(row["applicable"])
                ),
                unit_id=unit_id,
                by=by,
                why=why,
            )

    def publish(
        self, *, criteria: str, unit_id: str, year: int, document: str, date: dt.date, by: str, why: str = ""
    ) -> Entry:
        """The ledger entry of the published result; it becomes a figure of the index that the set feeds (công bố).

        Raises: FaultError while any criterion has no points, when the year is locked, and beside figures of the index
        for other days of the year.
        """
        with self._ledger.hold():
            step = self._publication(criteria, unit_id, year, document, date)
            return self.take(step, unit_id=unit_id, by=by, why=why)

    def _publication(self, criteria: str, unit_id: str, year: int, document: str, date: dt.date) -> steps.Publish:
        """The result as it stands now, as the step that publishes it."""
        row = self._state(criteria, unit_id, year)
        index = row["index_id"] if isinstance(row["index_id"], str) else None
        # An index in points is published in points of the whole, one from 0 to 1 as a share.
        scale = self._catalog().indices[index].unit if index else "percent"
        whole = {"percent": 100, "ratio": 1}.get(scale, row["applicable"])
        if obstacles := self._locks("publish", unit_id, year):
            raise FaultError(obstacles)
        self._refuse_other_periods(index, unit_id, year, illustrative=bool(row["illustrative"]))
        parts = tuple(
            steps.Part(part=part["part_id"], value=_exact(whole * part["points"] / row["applicable"]))
            for part in self._store().frame(PARTS, unit=unit_id, criteria=criteria, year=year).to_dict("records")
        )
        return steps.Publish(
            set_id=criteria,
            year=year,
            document=document,
            date=date,
            points=_exact(row["points"]),
            maximum=_exact(row["applicable"]),
            index=index,
            method=row["method"],
            value=_exact(row["value"] if scale == "percent" else whole * row["points"] / row["applicable"]),
            parts=parts,
        )

    def _locks(self, name: str, unit_id: str, year: int) -> list[Fault]:
        """A published result is a figure of its year, which a lock closes as it does every other."""
        last = self._catalog().units[unit_id].days_of(year)[1]
        by = closing(self._ledger.entries(), unit_id=unit_id, day=last, approval=None)
        if by is None:
            return []
        return [
            Fault(
                "closed-figures",
                words.ASSESSMENT_STEPS[name],
                f"năm {year} đã khóa ở bút toán {by}",
                ledger_words.LOCK_EXPECTED,
                ledger_words.LOCK_REMEDY,
                ledger_words.LOCK_COMMAND.format(unit=unit_id, period=year),
            )
        ]

    def _refuse_other_periods(self, index: str | None, unit_id: str, year: int, *, illustrative: bool) -> None:
        """Periods that overlap would stop every later build, and with it even the way back."""
        first, last = self._catalog().units[unit_id].days_of(year)
        rows = self._store().frame(
            OTHER_PERIODS, unit=unit_id, index=index, year=year, first=first, last=last, illustrative=illustrative
        )
        if len(rows):
            raise FaultError(
                [
                    Fault(
                        "period-overlap",
                        row["place"],
                        "chỉ số này năm {year} đã có số của kỳ {period}, chồng lên kỳ của kết quả sẽ công bố".format(
                            year=year, period=ledger_words.period(row["period_start"], row["period_end"])
                        ),
                        "trong năm chỉ có số của kỳ ấy",
                        "rút lần nộp số đó, rồi công bố lại",
                    )
                    for row in rows.to_dict("records")
                ]
            )

    def _state(self, criteria: str, unit_id: str, year: int) -> Any:
        rows = self._store().frame(STATE, unit=unit_id, criteria=criteria, year=year)
        row = None if rows.empty else rows.iloc[0]
        if row is None or row["value"] != row["value"]:
            raise steps.fault(
                "step-order",
                f"{criteria}, {unit_id}, năm {year}",
                "còn tiêu chí chưa có điểm nên chưa có chỉ số",
                "mọi tiêu chí có điểm hoặc không áp dụng",
                "nhập, thẩm định các tiêu chí còn lại",
            )
        return row


@dataclass
class _Points:
    """Points by criterion and kind: those that stand, and those that earlier steps of the same batch say."""

    before: Callable[[], Mapping[tuple[str, str], Decimal]]
    later: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    def so_far(self) -> Mapping[tuple[str, str], Decimal]:
        """All of them, the later said in place of the earlier."""
        return {**self.before(), **self.later}


def _exact(number: Any) -> Decimal:
    return Decimal(str(round(float(number), 6)))
