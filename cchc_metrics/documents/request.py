"""Which document is wanted, the figures it tells of, what keeps it from being made, its blanks and what fills them."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pandas import DataFrame, Timestamp

from cchc_metrics import files, metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.days import today
from cchc_metrics.faults import Fault, FaultError, lock_in_words
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.text.rows import VerdictRow, records
from cchc_metrics.text.statements import period_name

# The workbook about all units that a plan binds, whatever unit is looked at.
ALL_UNITS = "cac-don-vi"
# Names of communes begin with what kind they are; a place name in a document does not.
COMMUNES = ("Xã", "Phường", "Thị trấn", "Đặc khu")
SELF_ASSESSMENT = "tu-danh-gia"
# What is read and not signed.
WITHOUT_SIGNATURE = ("phu-luc", "trinh-chieu", "mot-trang", ALL_UNITS)


@dataclass(frozen=True)
class Request:
    """A document: of which unit, of which kind, for which year, and the day that it bears.

    `approval` is what the ledger says of the figures' approval, in words; `as_known` and `approved_only` say how much
    of the ledger counts. `criteria` is the criteria set of a self-assessment.
    """

    unit: str
    kind: str
    year: int
    day: dt.date
    approval: str = ""
    as_known: dt.date | None = None
    approved_only: bool = False
    criteria: str = ""

    def dates(self, catalog: Catalog) -> tuple[dt.date, dt.date]:
        """The first and the last day that the document tells of."""
        period = catalog.periods.get(self.kind)
        if period is None:
            return dt.date(self.year, 1, 1), dt.date(self.year, 12, 31)
        return period.dates(self.year)[:2]

    def by_days(self, catalog: Catalog) -> bool:
        """True when the figures are those within the days of a period, false when they are those of the year."""
        return self.kind in catalog.periods and catalog.periods[self.kind].covers == "days"

    def period(self, catalog: Catalog) -> str:
        """The period in words, as it stands within a sentence."""
        entry = catalog.periods.get(self.kind)
        return period_name(entry.name if entry else "Năm", self.year)


def day_of(store: Store, catalog: Catalog, request: Request) -> dt.date:
    """The day that a document bears unless another is given: when it is due, or when its newest figure was known.

    A document does not tell of figures that nobody knew on its day. What nobody signs bears no day to come.
    """
    period = catalog.periods.get(request.kind)
    due = period.dates(request.year).due if period else dt.date(request.year, 12, 31)
    newest = max(figures(store, catalog, request)["as_of"].dropna(), default=None)
    day = due if newest is None else max(due, newest.date())
    return min(day, today()) if request.kind in WITHOUT_SIGNATURE else day


def figures(store: Store, catalog: Catalog, request: Request) -> DataFrame:
    """The targets that a document tells of: those of the days of its period, or those of its year.

    Columns: those of `period_figures` or of `targets`.
    """
    if request.by_days(catalog):
        return metrics.period_figures(store, unit=request.unit, period=request.kind, year=request.year)
    return metrics.targets(store, unit=request.unit, year=request.year)


def tally_numbers(catalog: Catalog, tallies: DataFrame) -> dict[str, float]:
    """The number of each tally that was reported, its periods joined as the plan says.

    tallies: rows of `tally_history` that are in use, within the period of the document.
    """
    breakdowns: dict[str, dict[str, dict[Any, float]]] = {}
    sums = tallies.groupby(["tally_id", "breakdown_id", "period_start"], sort=False)["cases"].sum(min_count=1)
    for row in records(sums.dropna().reset_index(), dict[str, Any]):
        of_tally = breakdowns.setdefault(row["tally_id"], {})
        of_tally.setdefault(row["breakdown_id"], {})[row["period_start"]] = float(row["cases"])
    numbers = {}
    for tally, totals in breakdowns.items():
        # Groups of one breakdown add up to the whole; a whole that was reported stands for itself.
        by_period = totals.get("") or next(iter(totals.values()))
        cases = [by_period[start] for start in sorted(by_period)]
        over_time = catalog.tallies[tally].over_time
        numbers[tally] = sum(cases) if over_time == "sum" else cases[0 if over_time == "first" else -1]
    return numbers


def has_figure(row: VerdictRow) -> bool:
    """Whether a row has a figure; 0 of 0 is one."""
    return not formats.is_missing(row["value"]) or row["no_activity"] is True


def with_figures(rows: DataFrame) -> DataFrame:
    """The rows that have a figure; 0 of 0 is one."""
    return rows[rows["value"].notna() | rows["no_activity"].fillna(value=False).astype(bool)]


def same_days(rows: DataFrame) -> tuple[dt.date, dt.date] | None:
    """The days that most figures are of, when those are not the whole year: said once rather than in each sentence."""
    there = with_figures(rows).dropna(subset=["period_end"])
    spans = list(zip(there["period_start"], there["period_end"], strict=True))
    if not spans:
        return None
    start, end = max(dict.fromkeys(spans), key=spans.count)
    whole = (end.month, end.day) == (12, 31)
    return None if whole or 2 * spans.count((start, end)) <= len(spans) else (start.date(), end.date())


def days_of_figures(days: tuple[dt.date, dt.date] | None, year: int) -> str:
    """Of which days the figures of a year are, in words; `days` are those of `same_days`."""
    if days is None:
        return f"số liệu của năm {year}"
    return "số liệu từ ngày {} đến ngày {}, trừ nơi ghi khác".format(*map(formats.day, days))


def without_figures(rows: DataFrame) -> DataFrame:
    """The rows of `figures` that have none, with who owes them, in the order of the plan."""
    return rows[~rows.index.isin(with_figures(rows).index)]


def early_figures(catalog: Catalog, request: Request, rows: DataFrame) -> DataFrame:
    """The rows of `figures` whose days end before those of a periodic report do, or before the unit itself ended."""
    last_day, end = request.dates(catalog)[1], catalog.units[request.unit].valid_to
    figures_of_period = with_figures(rows)
    return figures_of_period[figures_of_period["period_end"] < Timestamp(min(last_day, end or last_day))]


def has_a_figure(store: Store, catalog: Catalog, request: Request) -> None:
    """Nothing, when the unit has a figure of the year.

    Raises: FaultError with the years of which it has one.
    """
    rows = metrics.coverage(store, unit=request.unit)
    years = sorted({int(row) for row in rows.loc[rows["has_value"], "year"]})
    if request.year not in years:
        others = f", chọn một năm đã có: {', '.join(map(str, years))}" if years else ""
        reason = f"{_unit(catalog, request)} chưa có số liệu nào của năm {request.year}{others}"
        raise FaultError([_why_not("no-figures", catalog, request, reason)])


def check_request(store: Store, catalog: Catalog, request: Request, rows: DataFrame | None = None) -> None:
    """Nothing, when there is something to tell; `rows` are those of `figures` where the caller has them.

    Raises: FaultError, with the reason in one sentence, for a unit that the plan does not bind or that did not exist,
    a year outside the plan, or a period or an assessment without a single figure.
    """
    if request.kind == "trinh-chieu":
        # The presentation shows the indices of units that the plan does not bind, too.
        has_a_figure(store, catalog, request)
        return
    if request.kind == ALL_UNITS:
        # A matrix without figures says who owes them.
        return
    if request.kind == SELF_ASSESSMENT:
        # What is judged by a criteria set is asked of the set, not of the plan.
        if not request.criteria:
            reason = (
                f"chưa có bộ tiêu chí nào chấm điểm {_unit(catalog, request)} năm {request.year}, cần nhập bộ tiêu chí "
                "của cấp trên"
            )
            raise FaultError([_why_not("no-figures", catalog, request, reason)])
        tree = metrics.score_tree(store, unit=request.unit, criteria=request.criteria, year=request.year)
        if tree.loc[tree["is_leaf"], "points"].isna().all():
            reason = (
                f"{_unit(catalog, request)} chưa có kết quả của tiêu chí nào, cần nộp ở trang {words.PAGES['scoring']}"
            )
            raise FaultError([_why_not("no-figures", catalog, request, reason)])
        return
    fault = _outside_plan(catalog, request) or _outside_lifetime(catalog, request)
    if fault is None and with_figures(figures(store, catalog, request) if rows is None else rows).empty:
        fault = _no_figures(store, catalog, request)
    if fault is not None:
        raise FaultError([fault])


def _why_not(kind: str, catalog: Catalog, request: Request, reason: str) -> Fault:
    """The fault of a document that cannot be made: the document and one sentence, with what is needed in it."""
    if request.kind in catalog.periods:
        document = f"Báo cáo {request.period(catalog)}"
    elif request.kind == "tong-ket":
        document = f"{words.REPORT_KINDS[request.kind]} {catalog.years[0]}–{catalog.years[-1]}"
    else:
        document = f"{words.REPORT_KINDS[request.kind]} năm {request.year}"
    return Fault(kind, document, reason, "", "")


def _unit(catalog: Catalog, request: Request) -> str:
    return _name_in_sentence(catalog.units[request.unit].name)


def _name_in_sentence(name: str) -> str:
    """The name of a unit within a sentence: what kind of commune it is begins small, a place name does not."""
    return name[0].lower() + name[1:] if name.startswith(COMMUNES) else name


def _outside_plan(catalog: Catalog, request: Request) -> Fault | None:
    """The fault of a unit or a year for which the plan asks nothing."""
    if not catalog.binds(request.unit):
        reason = (
            f"kế hoạch chỉ đặt chỉ tiêu cho cấp {catalog.bound_levels}, {_unit(catalog, request)} không thuộc cấp đó"
        )
        return _why_not("unbound-unit", catalog, request, reason)
    if request.year not in catalog.years:
        reason = f"kế hoạch chỉ xét các năm {catalog.years[0]}–{catalog.years[-1]}"
        return _why_not("year-outside-plan", catalog, request, reason)
    return None


def _outside_lifetime(catalog: Catalog, request: Request) -> Fault | None:
    """The fault of a unit that had ended before the period, or began after it."""
    unit = catalog.units[request.unit]
    first, last = request.dates(catalog)
    if unit.valid_to is not None and unit.valid_to < first:
        after = f", cần lập cho {_name_in_sentence(catalog.units[unit.successor].name)}" if unit.successor else ""
        reason = f"{_unit(catalog, request)} chỉ có đến ngày {formats.day(unit.valid_to)}{after}"
        return _why_not("lifetime", catalog, request, reason)
    if unit.valid_from is not None and unit.valid_from > last:
        parts = [_name_in_sentence(one.name) for one in catalog.units.values() if one.successor == unit.id]
        last_part = f"{', '.join(parts[:-1])} hoặc {parts[-1]}" if parts[1:] else "".join(parts)
        before = f", cần lập cho {last_part}" if parts else ""
        reason = f"{_unit(catalog, request)} chỉ có từ ngày {formats.day(unit.valid_from)}{before}"
        return _why_not("lifetime", catalog, request, reason)
    return None


def _no_figures(store: Store, catalog: Catalog, request: Request) -> Fault:
    """The fault of a period without a single figure, with the days that the figures of the year are of."""
    first, last = map(formats.day, request.dates(catalog))
    unit, days = _unit(catalog, request), f"từ {first} đến {last}"
    if not request.by_days(catalog):
        return _why_not("no-figures", catalog, request, f"{unit} chưa có số liệu nào của năm {request.year}")
    rows = metrics.targets(store, unit=request.unit, year=request.year).dropna(subset=["period_start"])
    spans = dict.fromkeys(
        f"từ {formats.day(row['period_start'])} đến {formats.day(row['period_end'])}"
        for row in records(rows, VerdictRow)
    )
    reason = (
        f"{unit} mới có số liệu gộp {', '.join(list(spans)[:3])}, cần nộp số riêng {days}"
        if spans
        else f"{unit} chưa có số liệu nào {days}"
    )
    return _why_not("no-figures", catalog, request, reason)


FILE = "blanks.json"
LONGEST = 1500
NUMBER = "số của văn bản"
# The place of the number in «Số:          /BC-UBND».
NUMBER_BLANK = re.compile(r"([Ss]ố:?) {10}(?=/)")
BLANK = re.compile(re.escape(words.BLANK).replace(re.escape("{what}"), r"([^\]]*)"))
BLANK_AND_STOP = re.compile(rf"{BLANK.pattern}(\.?)")

Answers = Mapping[str, str]


def blanks(values: Any) -> list[str]:
    """What the blanks of a document ask for, each once, in the order of the document: the number, then the rest."""
    questions: dict[str, None] = {}

    def note(text: str) -> str:
        questions.update(dict.fromkeys([NUMBER] if NUMBER_BLANK.search(text) else []))
        questions.update(dict.fromkeys(BLANK.findall(text)))
        return text

    _each_text(values, note)
    return list(questions)


def fill_blanks(values: Any, answers: Answers) -> Any:
    """The values of a document with these blanks filled; the others stay blanks."""

    def replacement(blank: re.Match[str]) -> str:
        answer = answers.get(blank[1])
        # Whoever fills in a sentence may end it, as the text around the blank does.
        return blank[0] if not answer else answer.rstrip(". ") + "." if blank[2] else answer

    def fill(text: str) -> str:
        text = BLANK_AND_STOP.sub(replacement, text)
        number = answers.get(NUMBER, "")
        return NUMBER_BLANK.sub(lambda place: f"{place[1]} {number}", text) if number else text

    return _each_text(values, fill)


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(inner, change) for inner in value]
    return value


class FilledBlanks:
    """What was filled into the documents of one working folder, in one file of it, by unit, kind and year."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._lock = folder / "blanks.lock"

    def of(self, request: Request) -> dict[str, str]:
        """What was filled into this document; what stays true, from any other document of the unit, newest first.

        Raises: FaultError when the file is not as it was written.
        """
        entries = self._all()
        own = entries.get(_key(request), {})
        # These stay true from one document to the next; a cause or a result is of its period alone.
        topics = ("họ tên người ký", "nơi nhận", "nơi phụ trách")
        permanent = {
            blank: text
            for blank, text in self._of_unit(request.unit, entries)
            if blank.startswith(topics) and blank not in own
        }
        return {**permanent, **own}

    def plan(self, catalog: Catalog, unit: str) -> Catalog:
        """The plan with who has the work of posts that ended, where the office of a unit filled it into a document.

        Screens, tables and files name posts by it, so that they say what documents say. A file that is not as it was
        written says nothing here; `damage` tells of it.
        """
        with suppress(FaultError):
            texts = {blank: text for blank, text in self._of_unit(unit, self._all()) if text}
            blanks_of_posts = {post.id: words.SUCCESSOR.format(post=post.name) for post in catalog.owners.values()}
            names = {post: texts[blank].rstrip(". ") for post, blank in blanks_of_posts.items() if blank in texts}
            return catalog.with_successors(names)
        return catalog

    def damage(self) -> list[Fault]:
        """The fault of a file that is not as it was written: what was filled in is then in no document and screen."""
        try:
            self._all()
        except FaultError as faults:
            return list(faults.faults)
        return []

    def _of_unit(self, unit: str, entries: Mapping[str, Answers]) -> Iterator[tuple[str, str]]:
        """Each blank of the documents of a unit with what was filled into it, those of the newest document last."""
        for key, answers in entries.items():
            if key.split("/")[0] == unit:
                yield from answers.items()

    def keep(self, request: Request, answers: Answers) -> None:
        """Keep what was filled into a document; an empty text makes it a blank again.

        Raises: FaultError with every text that is too long, or when the folder may not be written to.
        """
        clean = {blank: " ".join(text.split()) for blank, text in answers.items()}
        faults = [
            Fault("out-of-range", blank, f"dài {len(text)} ký tự", f"không quá {LONGEST} ký tự", "viết ngắn lại")
            for blank, text in clean.items()
            if len(text) > LONGEST
        ]
        if faults:
            raise FaultError(faults)
        with lock_in_words(self._lock, FILE):
            entries = self._all()
            # The newest document stands last: what stays true is taken from it.
            answers_of_document = {**entries.pop(_key(request), {}), **clean}
            entries[_key(request)] = answers_of_document
            files.write(self.path, json.dumps(entries, ensure_ascii=False, indent=1).encode())

    def _all(self) -> dict[str, dict[str, str]]:
        if not self.path.exists():
            return {}
        try:
            entries = json.loads(self.path.read_text(encoding="utf-8"))
            if not all(isinstance(text, str) for texts in entries.values() for text in texts.values()):
                raise ValueError
        except (OSError, ValueError, AttributeError) as error:
            raise FaultError(
                [
                    Fault(
                        "file-damage",
                        FILE,
                        "tệp không còn nguyên như khi ghi",
                        "những chỗ trống đã điền của từng văn bản",
                        "khôi phục tệp từ bản sao lưu; không có thì đổi tên tệp để giữ những gì còn đọc được, rồi điền "
                        "lại",
                    )
                ]
            ) from error
        return dict(entries)


def _key(request: Request) -> str:
    return f"{request.unit}/{request.kind}/{request.year}"
