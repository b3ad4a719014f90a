"""The workbook that an officer fills in: one for a unit, a year and a post, made from the plan."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog, load
from cchc_metrics.catalog.models import Index, Source, Target, Task
from cchc_metrics.documents import sheets
from cchc_metrics.documents.sheets import put
from cchc_metrics.documents.workbook_sheet import Line, Page, draw, guide
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.intake.workbook import (
    LOCKED_COLUMNS,
    NUMBERS,
    ORIGINALS,
    ROW_ID,
    STAMP_SHEET,
    SUM,
    Series,
    Stamp,
    catalog_version,
    period_label,
    report_id,
)
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.text.rows import TaskRow, records
from cchc_metrics.text.sentence import task_due
from cchc_metrics.workspace import Workspace

RISE, NO_TARGET = "cao hơn năm {before}", "không đặt mức"
ILLUSTRATIVE_CELL = "(minh họa)"
NUMERATOR_IS, DENOMINATOR_IS = "Tử số: {words}", "Mẫu số: {words}"


def definition(target: Target) -> str:
    """Numerator and denominator in words, a line each; or what the one number is that is written."""
    if not target.has_counts:
        scale = formats.scale(target.measure_unit)
        verb = "Chọn" if scale.answers else "Ghi một số"
        return f"{verb} ở cột «{words.HEADERS['value']}»: {scale.name}"
    return f"{NUMERATOR_IS.format(words=target.numerator)}\n{DENOMINATOR_IS.format(words=target.denominator)}"


def target_words(target: Target, catalog: Catalog, year: int) -> str:
    """What a target asks for in a year, with its due year where it has one."""
    if year not in catalog.years:
        return NO_TARGET
    if target.kind in ("rising", "falling"):
        text = RISE if target.kind == "rising" else "thấp hơn năm {before}"
        return text.format(before=year - 1)
    value = target.requirement(target.in_force(year), year, catalog.plan.first_year)
    text = formats.requirement(target.operator, value, target.measure_unit)
    due = target.due_in(year)
    return f"{text} (hết năm {due})" if due else text


def known_words(row: Mapping[str, Any] | None, indicator: Index | Target) -> str:
    """The figure of the year before with its counts; that nothing is known is said too."""
    if row is None:
        return formats.MISSING
    ratio = not formats.is_missing(row["numerator"]) and not formats.is_missing(row["denominator"])
    if ratio and row["denominator"] == 0:
        text = "không phát sinh (0/0)" if row["numerator"] == 0 else formats.fraction(row["numerator"], 0)
    elif ratio:
        text = (
            f"{formats.fraction(row['numerator'], row['denominator'])} = "
            f"{formats.value(row['value'], indicator.measure_unit)}"
        )
    else:
        text = formats.value(row["value"], indicator.measure_unit)
    if not formats.is_missing(row["sample_size"]):
        text += f", {formats.count(row['sample_size'])} phiếu"
    return text if formats.is_missing(row["mark"]) else f"{text} {ILLUSTRATIVE_CELL}"


BEFORE = ("row_id", "name", "definition", "unit", "target", "last_year", "period")
AFTER = ("source_id", "as_of", "flag", "note")
COUNTS = ("numerator", "denominator", "ratio")
TASK_KEYS = ("row_id", "name", "owner", "due", "last_state", "state", "as_of", "spent", "evidence", "note")
# What comes between, on pages of indices that may have counts, scores and published ranks.
SCORE_KEYS = ("value", "reported_rank", "reported_of", "method")
OF_SURVEYS = frozenset({"sample_size", "method"})
SURVEY_KEYS = (*COUNTS, "value", "sample_size", "reported_rank", "reported_of", "method")


@dataclass(frozen=True)
class Request:
    """For whom and when the workbook is made; `filled` puts the unit's own figures of the year into the input cells."""

    unit: str
    year: int
    owner: str | None
    with_figures: bool


class Content:
    """The pages of one workbook."""

    def __init__(self, store: Store, catalog: Catalog, request: Request) -> None:
        self.catalog, self.request = catalog, request
        unit, year = request.unit, request.year
        self._before = {_series(row): row for row in _rows(metrics.figures(store, unit=unit, year=year - 1))}
        self._now: dict[Series, list[Mapping[str, Any]]] = defaultdict(list)
        for row in _rows(metrics.submissions(store, unit=unit, year=year)) if request.with_figures else ():
            # Illustrative figures are nobody's: handed in again they would pass for the unit's own.
            if formats.is_missing(row["mark"]):
                self._now[_series(row)].append(row)
        self._reports = {row["task_id"]: row for row in records(metrics.tasks(store, unit=unit, year=year), TaskRow)}
        self._appointments = metrics.appointments(store, unit=unit)
        # Tasks are those of the plan's own level.
        self._is_plan_level = catalog.units[unit].level == catalog.plan.level

    def pages(self) -> list[Page]:
        """The pages that have rows: areas as in the plan, indices, surveys, groups, tasks."""
        pages = [self._area(area.id, area.short) for area in self.catalog.areas.values()]
        pages += [self._indices("score"), self._indices("survey")]
        pages += [self._groups(breakdown) for breakdown in self.catalog.breakdowns]
        pages.append(self._tasks())
        return [page for page in pages if page.lines]

    def _targets(self) -> list[Target]:
        targets = self.catalog.targets_of(self.request.unit)
        return [target for target in targets if self._answers_for(target.id, *target.owners)]

    def _answers_for(self, subject: str, *owners: str) -> bool:
        """True for what the post of the workbook answers for: by the ledger where the plan names nobody."""
        post = self._appointments.get(subject)
        year = self.request.year
        own = [self.catalog.post_in(owner, year) for owner in ([post] if post else owners)]
        return self.request.owner in (None, *own)

    def _area(self, area_id: str, title: str) -> Page:
        targets = [target for target in self._targets() if target.area == area_id]
        has_survey = any(target.measure == "survey" for target in targets)
        lines = [line for target in targets for line in self._of_target(target)]
        more = ("sample_size", "method") if has_survey else ()
        ratios = all(target.has_counts for target in targets)
        numbers = (*COUNTS, "reported_value") if ratios else (*COUNTS, "value", "reported_value")
        return _page(title, (*BEFORE, *numbers, *more), lines)

    def _of_target(self, target: Target) -> Iterator[Line]:
        texts = {
            "name": target.name,
            "definition": definition(target),
            "target": target_words(target, self.catalog, self.request.year),
        }
        yield from self._lines(Series(target.id), target, texts)

    def _indices(self, measure: str) -> Page:
        survey = measure == "survey"
        lines: list[Line] = []
        for index in self.catalog.indices.values():
            if (index.measure == "survey") != survey or not self._has(index):
                continue
            target = RISE.format(before=self.request.year - 1)
            texts = {
                "name": index.name,
                "definition": index.about,
                "target": target if index.headline else NO_TARGET,
            }
            lines += self._lines(Series(index.id), index, texts)
            for part in index.part:
                maximum = index.largest if part.maximum is None else part.maximum
                lines += [
                    replace(line, least=min(index.least, 0), largest=maximum, indent=1)
                    for line in self._lines(Series(index.id, part.id), index, {"name": part.name})
                ]
        title, keys = ("Khảo sát", SURVEY_KEYS) if survey else ("Chỉ số", SCORE_KEYS)
        return _page(title, (*BEFORE, *keys), lines, {"name": "Chỉ số, thành phần"})

    def _has(self, index: Index) -> bool:
        """True for an index that binds the unit; also for one of a unit that the plan does not bind, as a province."""
        unit = self.request.unit
        is_own = self.catalog.binds_to(unit, index) or not (index.levels or self.catalog.binds(unit))
        return is_own and self._answers_for(index.id, *index.owners)

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
            texts = {
                "name": f"{target.name} ({words.SUM.lower()})",
                "definition": definition(target),
            }
            lines += [Line(SUM, texts, measure_unit=target.measure_unit, adds=len(groups)), *groups]
        keys = tuple(key for key in BEFORE if key != "target")
        title = f"Theo {breakdown.name[0].lower() + breakdown.name[1:]}"
        return _page(title, (*keys, *COUNTS), lines, {"name": "Nhóm"})

    def _lines(self, series: Series, indicator: Index | Target, texts: Mapping[str, str]) -> Iterator[Line]:
        """A row for each period that is known, or one to fill in."""
        before = self._before.get(series)
        unit = formats.scale(indicator.measure_unit).name
        texts = {**texts, "unit": unit, "last_year": known_words(before, indicator)}
        target = indicator if isinstance(indicator, Target) else None
        counts = target is not None and target.has_counts and not target.amounts
        locks = OF_SURVEYS if target is not None and target.measure != "survey" else frozenset()
        if target is not None:
            locks |= {"value"} if target.has_counts else {*COUNTS}
        line = Line(
            str(series),
            texts,
            measure_unit=indicator.measure_unit,
            whole_counts=counts,
            least=indicator.least,
            largest=indicator.largest,
            locks=locks,
        )
        now = self._now.get(series, [])
        if not now:
            yield replace(line, values=self._to_start_with(before))
        for row in now:
            values = {
                key: row[key]
                for key in (*NUMBERS, "method", "source_id", "as_of", "flag", "note")
                if not formats.is_missing(row[key])
            }
            period = period_label(row["period_start"].date(), row["period_end"].date())
            yield replace(line, values={**values, "period": period}, locks=line.locks - set(values))

    def _to_start_with(self, before: Mapping[str, Any] | None) -> Mapping[str, Any]:
        """What an empty row has already: the whole year, and the source and method of the year before."""
        unit = self.catalog.units[self.request.unit]
        start = {"period": period_label(*unit.days_of(self.request.year)), "flag": "final"}
        if before is not None and formats.is_missing(before["mark"]):
            lists = {"source_id": self.catalog.sources, "method": self.catalog.methods}
            start |= {key: before[key] for key, ids in lists.items() if before[key] in ids}
        return start

    def _tasks(self) -> Page:
        lines: list[Line] = []
        for area in self.catalog.areas.values():
            tasks = [
                task
                for task in self.catalog.tasks.values()
                if task.area == area.id
                and self._is_plan_level
                and self._answers_for(task.id, *self.catalog.owners_of_task(task))
            ]
            lines += [Line("", {"name": area.name})] if tasks else []
            lines += map(self._of_task, tasks)
        return Page(words.TASKS, TASK_KEYS, lines, {"name": "Nhiệm vụ", "as_of": "Ngày báo cáo"})

    def _of_task(self, task: Task) -> Line:
        # What was reported goes back to its post, and not what is late by now.
        report = self._reports[task.id]
        report = {**report, "state": report["reported_state"]}
        has_report = not formats.is_missing(report["state"])
        illustrative = not formats.is_missing(report["mark"])
        state = [words.STATES[report["state"]], formats.day(report["as_of"])] if has_report else [words.STATE_UNKNOWN]
        texts = {
            "name": task.name,
            "owner": "" if formats.is_missing(report["owner"]) else report["owner"],
            "due": task_due(report),
            "last_state": ", ".join(state) + (f" {ILLUSTRATIVE_CELL}" if has_report and illustrative else ""),
        }
        keys = () if not self.request.with_figures or illustrative else ("state", "as_of", "spent", "evidence", "note")
        values = {key: value for key, value in report.items() if key in keys and not formats.is_missing(value)}
        return Line(report_id(task.id), texts, values, indent=1)


def ids_in(pages: Iterable[Page], key: str) -> set[str]:
    """The ids that input cells of the column `key` hold already."""
    return {str(line.values[key]) for page in pages for line in page.lines if line.values.get(key) is not None}


def _page(title: str, keys: Sequence[str], lines: Sequence[Line], headers: Mapping[str, str] | None = None) -> Page:
    """A page of figures; a column that its kind of page has not is there when a figure needs it."""
    columns = {key for line in lines for key in line.values if key in (*NUMBERS, "method")}
    extra = [key for key in (*NUMBERS, "method") if key in columns and key not in keys]
    return Page(title, (*keys, *extra, *AFTER), lines, headers or {})


def _series(row: Mapping[str, Any]) -> Series:
    return Series(row["indicator_id"], *(row[key] or None for key in ("part_id", "breakdown_id", "group_id")))


def _rows(frame: Any) -> Iterable[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = frame.to_dict("records")
    return rows


@dataclass(frozen=True)
class File:
    """A file to take away: its name and its bytes."""

    name: str
    data: bytes


def template(
    workspace: Workspace, *, unit: str, year: int, owner: str | None = None, with_figures: bool = False
) -> File:
    """The workbook of a unit and a year, of one post or of all; `filled` has the unit's own figures in its cells.

    Handing in a filled one unchanged changes no figure.
    Raises: FaultError for an unknown unit or post, a year in which the unit did not exist, a post with nothing to say.
    """
    catalog = workspace.catalog
    pages = _pages(workspace, Request(unit, year, owner, with_figures))
    # A commune takes its figures from the sources of the plan, not from those of published indices.
    sources = {
        **load(workspace.plan_folder).sources,
        **{name: catalog.sources[name] for name in ids_in(pages, "source_id") if name in catalog.sources},
    }
    lists = _lists(catalog, sources)
    stamp = Stamp(plan=catalog.plan.id, unit=unit, year=year, owner=owner or "", catalog=catalog_version(catalog))
    data = _book(catalog, stamp, pages, lists)
    return File(_file_name(unit, year, owner), data)


def name_of(workspace: Workspace, *, unit: str, year: int, owner: str | None = None) -> str:
    """The name of the workbook that `template` would make, without the work of making it.

    Raises: as for `template`.
    """
    _pages(workspace, Request(unit, year, owner, with_figures=False))
    return _file_name(unit, year, owner)


def _file_name(unit: str, year: int, owner: str | None) -> str:
    return "so-lieu-{unit}-{year}{owner}.xlsx".format(unit=unit, year=year, owner=f"-{owner}" if owner else "")


def _pages(workspace: Workspace, request: Request) -> list[Page]:
    _check_request(workspace.catalog, request.unit, request.year, request.owner)
    pages = Content(workspace.store, workspace.catalog, request).pages()
    if not pages:
        raise FaultError(
            [
                Fault(
                    "empty-list",
                    f"chức danh «{request.owner}»",
                    f"không có số liệu nào để điền cho «{request.unit}»",
                    "chức danh phụ trách ít nhất một chỉ số, chỉ tiêu hoặc nhiệm vụ",
                    "chọn chức danh khác",
                )
            ]
        )
    return pages


def _check_request(catalog: Catalog, unit: str, year: int, owner: str | None) -> None:
    if unit not in catalog.units:
        raise FaultError(
            [
                Fault(
                    "unknown-unit",
                    f"đơn vị «{unit}»",
                    f"không có đơn vị nào mã như vậy{nearest(unit, catalog.units)}",
                    "mã đơn vị có trong kế hoạch",
                    "sửa mã",
                )
            ]
        )
    first, last = catalog.units[unit].days_of(year)
    if first > last:
        raise FaultError(
            [
                Fault(
                    "lifetime",
                    f"năm {year}",
                    f"{catalog.units[unit].name} không tồn tại trong năm này",
                    "năm mà đơn vị tồn tại",
                    "chọn năm khác hoặc đơn vị khác",
                )
            ]
        )
    if owner is not None and owner not in catalog.owners:
        raise FaultError(
            [
                Fault(
                    "unknown-id",
                    f"chức danh «{owner}»",
                    f"không có chức danh nào mã như vậy{nearest(owner, catalog.owners)}",
                    "mã chức danh có trong kế hoạch",
                    "sửa mã",
                )
            ]
        )


def _lists(catalog: Catalog, sources: Mapping[str, Source]) -> Mapping[str, Mapping[str, str]]:
    """The labels of each list by their ids; two rows of the same name are told apart by their ids."""

    def distinct(names: Mapping[str, str]) -> Mapping[str, str]:
        labels = list(names.values())
        return {key: name if labels.count(name) == 1 else f"{name} ({key})" for key, name in names.items()}

    return {
        "source_id": distinct({name: source.title for name, source in sources.items()}),
        "method": distinct({name: method.label for name, method in catalog.methods.items()}),
        "flag": words.FLAGS,
        "state": words.STATES,
    }


def _periods(catalog: Catalog, stamp: Stamp) -> list[str]:
    """The whole year, then the periods of reports."""
    periods = [period_label(*catalog.units[stamp.unit].days_of(stamp.year))]
    for period in catalog.periods.values():
        if period.covers == "days":
            dates = period.dates(stamp.year)
            periods.append(period_label(dates.first_day, dates.last_day, period.name))
    return periods


def _book(catalog: Catalog, stamp: Stamp, pages: list[Page], lists: Mapping[str, Mapping[str, str]]) -> bytes:
    book = sheets.workbook()
    titles = list(zip(sheets.titles(page.title for page in pages), pages, strict=True))
    guide(book.create_sheet(words.GUIDE), catalog, stamp, titles)
    page = book.create_sheet(STAMP_SHEET)
    ranges = _hide(page, stamp, lists, _periods(catalog, stamp))
    for title, page in titles:
        draw(book.create_sheet(title, len(book.worksheets) - 1), page, catalog, stamp, lists, ranges)
    _repeat(book.create_sheet(ORIGINALS), pages)
    for name in (STAMP_SHEET, ORIGINALS):
        book[name].sheet_state = "hidden"
        book[name].protection.enable()
    book.security = WorkbookProtection(lockStructure=True)
    return sheets.data(book)


def _hide(sheet: Worksheet, stamp: Stamp, lists: Mapping[str, Mapping[str, str]], periods: list[str]) -> dict[str, str]:
    """Write the stamp and the lists to the hidden sheet; where each list stands, by its key."""
    for number, (key, value) in enumerate(stamp.cells(), start=1):
        put(sheet.cell(number, 1), key)
        put(sheet.cell(number, 2), value)
    ranges = {}
    column = 4
    for key, labels in {**lists, "period": dict.fromkeys(periods)}.items():
        values = list(labels) if key == "period" else list(labels.values())
        put(sheet.cell(1, column), key)
        for number, (name, label) in enumerate(zip(labels, values, strict=True), start=2):
            put(sheet.cell(number, column), label)
            put(sheet.cell(number, column + 1), name)
        letter = get_column_letter(column)
        ranges[key] = f"{STAMP_SHEET}!${letter}$2:${letter}${max(len(values), 1) + 1}"
        column += 3
    return ranges


def _repeat(sheet: Worksheet, pages: list[Page]) -> None:
    """Write every locked cell once more, by the id of its row."""
    for column, key in enumerate((ROW_ID, *LOCKED_COLUMNS), start=1):
        put(sheet.cell(1, column), key)
    rows = {line.row_id: line.texts for page in pages for line in page.lines if line.row_id not in ("", SUM)}
    for number, (row_id, texts) in enumerate(rows.items(), start=2):
        for column, text in enumerate((row_id, *(texts.get(key, "") for key in LOCKED_COLUMNS)), start=1):
            put(sheet.cell(number, column), text)
