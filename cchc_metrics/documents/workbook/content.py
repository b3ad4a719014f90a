"""What stands on each page of the workbook to fill in, taken from the plan and from what is known."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Index, Target, Task
from cchc_metrics.intake.workbook import NUMBERS, SUM, Series, period_label, report_id
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words

# What the header of one sheet says instead.
HEADERS_OF_INDICES = {"name": "Chỉ số, thành phần"}
HEADERS_OF_GROUPS = {"name": "Nhóm"}
HEADERS_OF_TASKS = {"name": "Nhiệm vụ", "as_of": "Ngày báo cáo"}
RISING, NOTHING_ASKED = "cao hơn năm {before}", "không đặt mức"
ILLUSTRATIVE_CELL = "(minh họa)"
PEOPLE_ASKED = "{count} phiếu"
NUMERATOR_IS, DENOMINATOR_IS = "Tử số: {words}", "Mẫu số: {words}"


def definition(target: Target) -> str:
    """Numerator and denominator in words, a line each; or what the one number is that is written."""
    if not target.counted:
        return f"Ghi một số ở cột «{words.HEADERS['value']}»: {formats.scale(target.measure_unit).name}"
    return f"{NUMERATOR_IS.format(words=target.numerator)}\n{DENOMINATOR_IS.format(words=target.denominator)}"


def target_words(target: Target, catalog: Catalog, year: int) -> str:
    """What a target asks for in a year, with its due year where it has one."""
    if year not in catalog.years:
        return NOTHING_ASKED
    if target.kind in ("rising", "falling"):
        said = RISING if target.kind == "rising" else "thấp hơn năm {before}"
        return said.format(before=year - 1)
    value = target.asked(target.in_force(year), year, catalog.plan.first_year)
    said = words.OPERATORS[target.operator] + formats.target_value(value, target.measure_unit)
    due = target.due_in(year)
    return f"{said} (hết năm {due})" if due else said


def known_words(row: Mapping[str, Any] | None, indicator: Index | Target) -> str:
    """The figure of the year before with its counts; that nothing is known is said too."""
    if row is None:
        return formats.MISSING
    counted = not formats.missing(row["numerator"]) and not formats.missing(row["denominator"])
    if counted and row["denominator"] == 0:
        said = "không phát sinh (0/0)" if row["numerator"] == 0 else formats.fraction(row["numerator"], 0)
    elif counted:
        said = (
            f"{formats.fraction(row['numerator'], row['denominator'])} = "
            f"{formats.value(row['value'], indicator.measure_unit)}"
        )
    else:
        said = formats.value(row["value"], indicator.measure_unit)
    if not formats.missing(row["sample_size"]):
        said += f", {PEOPLE_ASKED.format(count=formats.count(row['sample_size']))}"
    return said if formats.missing(row["mark"]) else f"{said} {ILLUSTRATIVE_CELL}"


BEFORE = ("row_id", "name", "definition", "unit", "target", "last_year", "period")
AFTER = ("source_id", "as_of", "flag", "note")
COUNTED = ("numerator", "denominator", "ratio")
TASK_KEYS = ("row_id", "name", "owner", "due", "last_state", "state", "as_of", "note")
# What comes between, on pages of indices that may have counts, scores and published ranks.
SCORED = ("value", "reported_rank", "reported_of", "method")
OF_SURVEYS = frozenset({"sample_size", "method"})
SURVEYED = (*COUNTED, "value", "sample_size", "reported_rank", "reported_of", "method")


@dataclass(frozen=True)
class Line:
    """One row: its id, its locked cells in words, what stands in its input cells, and what those may hold.

    A row without an id is a heading; one whose id is SUM adds up the `adds` rows below it. Input cells of the columns
    `closed` are locked, because the row has no use for them.
    """

    row_id: str
    told: Mapping[str, str]
    given: Mapping[str, Any] = field(default_factory=dict)
    measure_unit: str = "percent"
    whole_counts: bool = False
    largest: float | None = None
    adds: int = 0
    indent: int = 0
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Page:
    """One sheet: its title, the keys of its columns, headings that differ, and its rows."""

    title: str
    keys: Sequence[str]
    lines: Sequence[Line]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """For whom and when the workbook is made; `filled` puts the unit's own figures of the year into the input cells."""

    unit: str
    year: int
    owner: str | None
    filled: bool


class Content:
    """The pages of one workbook."""

    def __init__(self, store: Store, catalog: Catalog, request: Request) -> None:
        self.catalog, self.request = catalog, request
        unit, year = request.unit, request.year
        self._before = {_series(row): row for row in _rows(metrics.figures(store, unit=unit, year=year - 1))}
        self._now: dict[Series, list[Mapping[str, Any]]] = defaultdict(list)
        for row in _rows(metrics.submissions(store, unit=unit, year=year)) if request.filled else ():
            # Illustrative figures are nobody's: handed in again they would pass for the unit's own.
            if formats.missing(row["mark"]):
                self._now[_series(row)].append(row)
        self._reports = {row["task_id"]: row for row in _rows(metrics.tasks(store, unit=unit))}
        # Tasks are those of the plan's own level.
        self._bound = catalog.units[unit].level == catalog.plan.level

    def pages(self) -> list[Page]:
        """The pages that have rows: areas as in the plan, indices, surveys, groups, tasks."""
        found = [self._area(area.id, area.short) for area in self.catalog.areas.values()]
        found += [self._indices("score"), self._indices("survey")]
        found += [self._groups(breakdown) for breakdown in self.catalog.breakdowns]
        found.append(self._tasks())
        return [page for page in found if page.lines]

    def _targets(self) -> list[Target]:
        return [target for target in self.catalog.targets_of(self.request.unit) if self._mine(*target.owners)]

    def _mine(self, *owners: str | None) -> bool:
        return self.request.owner is None or self.request.owner in owners

    def _area(self, area_id: str, title: str) -> Page:
        targets = [target for target in self._targets() if target.area == area_id]
        surveyed = any(target.measure == "survey" for target in targets)
        lines = [line for target in targets for line in self._of_target(target)]
        more = ("sample_size", "method") if surveyed else ()
        counted = all(target.counted for target in targets)
        numbers = (*COUNTED, "reported_value") if counted else (*COUNTED, "value", "reported_value")
        return _page(title, (*BEFORE, *numbers, *more), lines)

    def _of_target(self, target: Target) -> Iterator[Line]:
        told = {
            "name": target.name,
            "definition": definition(target),
            "target": target_words(target, self.catalog, self.request.year),
        }
        yield from self._lines(Series(target.id), target, told)

    def _indices(self, measure: str) -> Page:
        survey = measure == "survey"
        lines: list[Line] = []
        for index in self.catalog.indices.values():
            followed = not index.levels or self.catalog.binds_to(self.request.unit, index)
            if (index.measure == "survey") != survey or not followed or not self._mine(*index.owners):
                continue
            rising = RISING.format(before=self.request.year - 1)
            told = {
                "name": index.name,
                "definition": index.about,
                "target": rising if index.headline else NOTHING_ASKED,
            }
            lines += self._lines(Series(index.id), index, told)
            for part in index.part:
                maximum = index.largest if part.maximum is None else part.maximum
                lines += [
                    replace(line, largest=maximum, indent=1)
                    for line in self._lines(Series(index.id, part.id), index, {"name": part.name})
                ]
        title, keys = ("Khảo sát", SURVEYED) if survey else ("Chỉ số", SCORED)
        return _page(title, (*BEFORE, *keys), lines, HEADERS_OF_INDICES)

    def _groups(self, breakdown_id: str) -> Page:
        breakdown = self.catalog.breakdowns[breakdown_id]
        lines: list[Line] = []
        for target in self._targets():
            if breakdown_id not in target.breakdown:
                continue
            groups = [
                replace(line, indent=1)
                for group in breakdown.group
                for line in self._lines(Series(target.id, None, breakdown_id, group.id), target, {"name": group.name})
            ]
            told = {
                "name": f"{target.name} ({words.SUM.lower()})",
                "definition": definition(target),
            }
            lines += [Line(SUM, told, measure_unit=target.measure_unit, adds=len(groups)), *groups]
        keys = tuple(key for key in BEFORE if key != "target")
        title = f"Theo {breakdown.name[0].lower() + breakdown.name[1:]}"
        return _page(title, (*keys, *COUNTED), lines, HEADERS_OF_GROUPS)

    def _lines(self, series: Series, indicator: Index | Target, told: Mapping[str, str]) -> Iterator[Line]:
        """A row for each period that is known, or one to fill in."""
        before = self._before.get(series)
        unit = formats.scale(indicator.measure_unit).name
        told = {**told, "unit": unit, "last_year": known_words(before, indicator)}
        target = indicator if isinstance(indicator, Target) else None
        counts = target is not None and target.counted and not target.amounts
        closed = OF_SURVEYS if target is not None and target.measure != "survey" else frozenset()
        if target is not None:
            closed |= {"value"} if target.counted else {*COUNTED}
        line = Line(
            str(series),
            told,
            measure_unit=indicator.measure_unit,
            whole_counts=counts,
            largest=indicator.largest,
            closed=closed,
        )
        now = self._now.get(series, [])
        if not now:
            yield replace(line, given=self._to_start_with(before))
        for row in now:
            kept = {
                key: row[key]
                for key in (*NUMBERS, "method", "source_id", "as_of", "flag", "note")
                if not formats.missing(row[key])
            }
            period = period_label(row["period_start"].date(), row["period_end"].date())
            yield replace(line, given={**kept, "period": period}, closed=line.closed - set(kept))

    def _to_start_with(self, before: Mapping[str, Any] | None) -> Mapping[str, Any]:
        """What an empty row has already: the whole year, and the source and method of the year before."""
        unit = self.catalog.units[self.request.unit]
        start = {"period": period_label(*unit.days_of(self.request.year)), "flag": "final"}
        if before is not None and formats.missing(before["mark"]):
            known = {"source_id": self.catalog.sources, "method": self.catalog.methods}
            start |= {key: before[key] for key, ids in known.items() if before[key] in ids}
        return start

    def _tasks(self) -> Page:
        lines: list[Line] = []
        for area in self.catalog.areas.values():
            tasks = [
                task
                for task in self.catalog.tasks.values()
                if task.area == area.id and self._bound and self._mine(self._owner(task), *task.joint)
            ]
            lines += [Line("", {"name": area.name})] if tasks else []
            lines += map(self._of_task, tasks)
        return Page(words.TASKS, TASK_KEYS, lines, HEADERS_OF_TASKS)

    def _of_task(self, task: Task) -> Line:
        report = self._reports[task.id]
        owner = self._owner(task)
        reported = not formats.missing(report["state"])
        illustrative = not formats.missing(report["mark"])
        said = [words.STATES[report["state"]], formats.day(report["as_of"])] if reported else [words.STATE_UNKNOWN]
        told = {
            "name": task.name,
            "owner": self.catalog.owners[owner].name if owner else "",
            "due": formats.day(task.due) if task.due else words.NO_DUE,
            "last_state": ", ".join(said) + (f" {ILLUSTRATIVE_CELL}" if reported and illustrative else ""),
        }
        given = (
            {}
            if not self.request.filled or illustrative
            else {key: report[key] for key in ("state", "as_of", "note") if not formats.missing(report[key])}
        )
        return Line(report_id(task.id), told, given, indent=1)

    def _owner(self, task: Task) -> str | None:
        return task.owner or self.catalog.owner_of_area(task.area)


def used(pages: Iterable[Page], key: str) -> set[str]:
    """The ids that input cells of the column `key` hold already."""
    return {str(line.given[key]) for page in pages for line in page.lines if line.given.get(key) is not None}


def _page(title: str, keys: Sequence[str], lines: Sequence[Line], headers: Mapping[str, str] | None = None) -> Page:
    """A page of figures; a column that its kind of page has not is there when a figure needs it."""
    needed = {key for line in lines for key in line.given if key in (*NUMBERS, "method")}
    extra = [key for key in (*NUMBERS, "method") if key in needed and key not in keys]
    return Page(title, (*keys, *extra, *AFTER), lines, headers or {})


def _series(row: Mapping[str, Any]) -> Series:
    return Series(row["indicator_id"], *(row[key] or None for key in ("part_id", "breakdown_id", "group_id")))


def _rows(frame: Any) -> Iterable[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = frame.to_dict("records")
    return rows


def to_write(value: Any) -> Any:
    """A value as a spreadsheet keeps it: whole numbers whole, days as days."""
    if isinstance(value, dt.datetime):
        return value.date()
    return int(value) if isinstance(value, float) and value.is_integer() else value
