"""Views of a meeting: tasks, decisions, what citizens wait for; and its sequence, one message a screen.

The screens follow the order in which a chairman asks.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from pandas import DataFrame

from cchc_metrics import charts, metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.days import today
from cchc_metrics.store import Store
from cchc_metrics.text import feedback_words, formats, ledger_words, statements, words
from cchc_metrics.text.ledger_words import decision_count
from cchc_metrics.text.rows import (
    AreaRow,
    DecisionDayRow,
    DecisionRow,
    FeedbackRow,
    FeedbackShareRow,
    OpenFeedbackRow,
    TaskRow,
    VerdictRow,
    records,
)
from cchc_metrics.text.sentence import change_words, figure, money, task_due, task_remark
from cchc_metrics.text.sentence import counts as counts_words
from cchc_metrics.text.statements import areas_line, chain_sentence, finding, money_line, statistical_line
from cchc_metrics.views.view import View, ViewRequest, in_order

# The columns of tasks for which a screen has room.
TASK_COLUMNS = (
    "task",
    "area",
    "post",
    "helpers",
    "product",
    "budget",
    "last_day_said",
    "state",
    "reported",
    "shown_by",
    "remark",
)
# The columns by which the table of tasks sorts, each with the name of that order.
TASK_ORDERS = {
    "task": "ten",
    "area": "linh-vuc",
    "post": "phu-trach",
    "last_day_said": "han",
    "state": "tinh-trang",
    "reported": "bao-cao",
}
FEEDBACK_COUNTS = ("received", "previous_received", "answered", "in_time", "late", "open", "overdue", "declined")
OPINIONS = ("asked", "satisfied")
FEEDBACK_COLUMNS = (
    "group",
    "received_count",
    "previous_received_count",
    "in_time_share",
    "open_count",
    "overdue_count",
)


def tasks(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """The tasks of the plan, of one area, owner or state where asked, with what was last reported; late ones first."""
    rows = _task_rows(store, catalog, request)
    if request.owner is not None:
        rows = rows[rows["owner_id"] == request.owner]
    if request.state is not None:
        rows = rows[rows["state"] == request.state]
    by_state = _sort_tasks(rows, catalog, request, "tinh-trang")
    rows = _sort_tasks(by_state, catalog, request, request.order) if request.order else by_state
    counts = rows["state"].value_counts()
    text = " · ".join(
        f"{counts[state]} {status.word}" for state, status in ledger_words.TASK_STATUS.items() if state in counts
    )
    if len(rows) and request.state is None:
        complete = int(counts.get("done", 0))
        text = f"đã xong {complete}/{len(rows)} ({formats.number(100 * complete / len(rows), 0)} %). {text}"
    return View(
        words.TASKS_HEAD,
        rows,
        f"{len(rows)} nhiệm vụ, {statements.tasks_day(records(rows, TaskRow))}: {text}."
        if text
        else "Không có nhiệm vụ nào như vậy.",
        notes=tuple(filter(None, (money_line(records(rows, TaskRow)),))),
        narrow=TASK_COLUMNS,
        sorts=TASK_ORDERS,
    )


def _sort_tasks(rows: DataFrame, catalog: Catalog, request: ViewRequest, order: str) -> DataFrame:
    """The tasks in an order of TASK_ORDERS; by state late ones come first."""
    states, areas = list(ledger_words.TASK_STATUS), list(catalog.areas)
    day = request.as_known or today()
    keys: dict[str, Callable[[dict[str, Any]], Any]] = {
        "ten": lambda row: row["task"].casefold(),
        "linh-vuc": lambda row: areas.index(row["area_id"]),
        "phu-trach": lambda row: None if formats.is_missing(row["owner"]) else catalog.posts_shown(row["owner"], day),
        "han": itemgetter("due"),
        "tinh-trang": lambda row: states.index(row["state"]),
        "bao-cao": itemgetter("reported"),
    }
    lines = records(rows.assign(at=range(len(rows))), dict[str, Any])
    return rows.iloc[[row["at"] for row in in_order(lines, keys, order)]]


def _task_rows(store: Store, catalog: Catalog, request: ViewRequest) -> DataFrame:
    """The tasks of the plan under the names of columns that a table shows."""
    rows = metrics.tasks(store, unit=request.unit, area=request.area, year=request.year, on=request.on)
    tasks = records(rows.astype(object), TaskRow)
    budget: list[Any] = [money(row) or None for row in tasks]
    remark: list[Any] = [task_remark(row) or None for row in tasks]
    return rows.assign(
        task=rows["name"],
        area=[catalog.areas[area].short for area in rows["area_id"]],
        post=rows["owner"].fillna(words.NO_NAME),
        helpers=rows["partners"],
        state=rows["state"].fillna("no_report"),
        last_day_said=[task_due(row) if formats.is_missing(row["due"]) else row["due"] for row in tasks],
        product=rows["product"].replace("", None),
        budget=budget,
        remark=remark,
        shown_by=rows["evidence"],
        reported=rows["as_of"],
    ).drop(columns=["name", "as_of", "evidence", "partners", "reported_state", "period_start"])


def decision_rows(store: Store, request: ViewRequest) -> DataFrame:
    """The decisions of an area, owner or state where asked: those still open unless a state is asked for.

    Columns: those of `metrics.decisions`, and days_left int until the due date. Each has one state, the overdue "late".
    """
    rows = _of_area_and_owner(store, request)
    if request.state is None:
        return rows[rows["open"]]
    return rows.loc[[ledger_words.standing(row) == request.state for row in records(rows, DecisionRow)]]


def _of_area_and_owner(store: Store, request: ViewRequest) -> DataFrame:
    on = _day(request)
    rows = metrics.decisions(store, unit=request.unit, on=on)
    rows = rows.assign(days_left=[(day.date() - on).days for day in rows["due"]])
    if request.area is not None:
        rows = rows[rows["area_id"] == request.area]
    return rows if request.owner is None else rows[rows["owner_id"] == request.owner]


def decisions(store: Store, catalog: Catalog, request: ViewRequest) -> View:  # noqa: ARG001 - as every view
    """What meetings decided, overdue first, then by due date."""
    rows = decision_rows(store, request)
    frame = rows.assign(
        decision=rows["entry"],
        post=rows["owner"].fillna(words.NO_NAME),
        last_day_said=rows["due"],
        about=rows["indicator"].fillna(rows["area"]),
        state=rows["state"].fillna("no_report"),
        remark=rows["note"],
    ).drop(columns=["entry", "area"])
    all_states = _of_area_and_owner(store, request) if request.state is None else rows
    has_filter = any((request.area, request.owner, request.state))
    text = (
        "Không có việc nào như vậy."
        if all_states.empty and has_filter
        else ledger_words.decision_count(records(all_states, DecisionRow))
    )
    return View(ledger_words.DECISIONS_HEAD, frame, text)


# A line of a slide holds at least so many letters, a slide so many lines; more slides than these nobody reads.
LETTERS, LINES, SLIDES = 90, 15, 4


def slides(rows: DataFrame) -> list[tuple[int, ...]]:
    """The entries of the decisions that fit on a slide together, for as many slides as a meeting will read."""
    pages: list[list[int]] = []
    room = 0.0
    for entry, lines in _lines(rows):
        if lines > room:
            pages.append([])
            room = LINES
        pages[-1].append(entry)
        room -= lines
    return [tuple(entries) for entries in pages[:SLIDES]]


def _lines(rows: DataFrame) -> Iterator[tuple[int, float]]:
    """Each decision with the lines that it takes: its words, who and by when, and a gap."""
    for row in records(rows, DecisionDayRow):
        texts = (f"{ledger_words.deadline_status(row).word}    {row['what']}", ledger_words.details(row))
        yield row["entry"], sum(-(-len(text) // LETTERS) for text in texts) + 0.5


def _answerers(rows: DataFrame, catalog: Catalog, day: dt.date) -> DataFrame:
    """The feedback by owner, one row a name: of a post that had ended by a day its last day, or who came in its place.

    What came while a post was there stays with it.
    """
    posts = catalog.post_names(day)
    names = [
        words.NO_NAME
        if post is None
        else catalog.post_on(post.id, post.valid_to + dt.timedelta(days=1), words.NOT_KNOWN)
        if row["name"] == "" and post.valid_to is not None
        else posts.get(post.id, post.name)
        if row["name"] == post.name
        else row["name"]
        for row in records(rows, dict[str, Any])
        for post in [catalog.owners.get(row["group_id"])]
    ]
    rows = rows.assign(name=names)
    if rows["name"].is_unique:
        return rows
    # One office may have come in the place of several posts.
    counts = rows.groupby("name", sort=False)[[*FEEDBACK_COUNTS, *OPINIONS]].sum(min_count=1)
    due = (counts["in_time"] + counts["late"] + counts["overdue"]).where(lambda sum_: sum_ > 0)
    answers = counts["asked"].where(counts["asked"] > 0)
    shares = {"in_time_share": 100 * counts["in_time"] / due, "satisfied_share": 100 * counts["satisfied"] / answers}
    together = rows.drop_duplicates("name").set_index("name").drop(columns=["previous_in_time_share"])
    return together.assign(**counts, **shares).reset_index()


def feedback_groups(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """The feedback of a year by `request.breakdown` (field, channel, place or owner), the most first."""
    by = request.breakdown if request.breakdown in feedback_words.BY else "field"
    rows = metrics.feedback(store, unit=request.unit, on=_day(request), year=request.year, by=by)
    rows = _answerers(rows, catalog, request.as_known or today()) if by == "owner" else rows
    rows = rows.assign(group=rows["name"].where(rows["name"].ne(""), "Không ghi thôn, tổ"))
    title = f"{feedback_words.TITLE} năm {request.year} theo {feedback_words.BY[by].lower()}"
    frame = rows.rename(columns={name: f"{name}_count" for name in (*FEEDBACK_COUNTS, *OPINIONS)}).drop(columns="name")
    if rows.empty:
        return View(title, frame, feedback_words.NONE.format(year=request.year))
    text = "; ".join(
        f"{group}: {formats.count(row['received'])}, đúng hạn {formats.count(row['in_time'])}, "
        f"quá hạn {formats.count(row['overdue'])}"
        for group, row in zip(rows["group"], records(rows, FeedbackRow), strict=True)
    )
    narrow = (*FEEDBACK_COLUMNS, *(("satisfied_share",) if rows["asked"].any() else ()))
    source = f"{words.SOURCE}: sổ phản ánh, kiến nghị, đến ngày {formats.day(_day(request))}"
    return View(title, frame, text, lambda size: charts.feedback_bars(rows, size), source=source, narrow=narrow)


def open_feedback(store: Store, catalog: Catalog, request: ViewRequest) -> View:  # noqa: ARG001 - as every view
    """What waits for an answer, of whatever year, the longest overdue first."""
    rows = metrics.open_feedback(store, unit=request.unit, on=_day(request))
    frame = DataFrame(
        {
            "feedback_code": rows["code"],
            "received_on": rows["received"],
            "feedback_subject": rows["subject"],
            "feedback_field": rows["field"],
            "feedback_channel": rows["channel"],
            "hamlet": rows["place"],
            "answers": rows["owner"].fillna(words.NO_NAME),
            "answer_due": rows["due"],
            "overdue_days": rows["days_over"],
            "mark": rows["mark"],
        }
    )
    text = "" if len(frame) else "Không còn ý kiến nào chờ trả lời."
    return View("Bảng những ý kiến chờ trả lời", frame, text)


def published_counts(store: Store, *, unit: str) -> list[tuple[int, float, float]]:
    """Year, numerator and denominator of each target of a unit, which a site tells beside the shares of feedback."""
    rows = metrics.targets(store, unit=unit).dropna(subset=["numerator", "denominator"])
    return [(int(row["year"]), float(row["numerator"]), float(row["denominator"])) for row in records(rows, VerdictRow)]


def _day(request: ViewRequest) -> dt.date:
    if request.on is None:
        raise ValueError("decisions and feedback stand as they do on a day")
    return request.on


@dataclass(frozen=True)
class Screen:
    """One message: its sentence, the picture that shows it (a name in VIEWS), and the lines beneath it.

    A screen without a picture is one of INDICES, AREAS, ATTENTION, DECISIONS: a list that the shower lays out;
    `entries` are the decisions on it.
    """

    id: str
    title: str
    request: ViewRequest
    view: str | None = None
    notes: tuple[str, ...] = ()
    entries: tuple[int, ...] = ()


INDICES, AREAS, ATTENTION = "tong-quan", "bay-linh-vuc", "can-chu-y"
INDEX, AREA, DECISIONS = "chi-so-", "linh-vuc-", "viec-da-giao"
FEEDBACK, YEARS, TARGET = "y-kien", "qua-cac-nam", "chi-tieu-"
TO_DECIDE = "Việc giao hôm nay ghi ở trang Nhiệm vụ; cuộc họp sau mở đầu bằng những việc ấy."
NONE_OF_AREA = "Lĩnh vực này chưa có việc nào do cuộc họp giao."
# So many targets of an area have a screen of their own.
WORST = 3


def sequence(
    store: Store,
    catalog: Catalog,
    *,
    unit: str,
    year: int,
    on: dt.date,
    area: str | None = None,
    last_year: int | None = None,
) -> list[Screen]:
    """The open decisions as of a day, the overview, each index, the areas, each area, feedback, what is to be decided.

    With an area: only what belongs to it; its targets, the same over the years, each of the worst of them.
    A unit that the plan does not bind has no areas, no targets and no decisions, so none of their screens. Of years
    after `last_year` nothing is told.
    """
    request = ViewRequest(unit, year, area=area, on=on, to_year=last_year)
    if not catalog.binds(unit):
        return [
            *_all_indices(store, catalog, request),
            *_feedback(store, request),
            _attention(store, request, is_bound=False),
        ]
    decisions = _decisions(store, request)
    body = (
        [*_all_indices(store, catalog, request), *_areas(store, catalog, request), *_feedback(store, request)]
        if area is None
        else _area(store, catalog, request)
    )
    # A meeting begins with what the last one decided and ends with what it should decide itself.
    return [*decisions, *body, _attention(store, request, is_bound=True)]


def _all_indices(store: Store, catalog: Catalog, request: ViewRequest) -> list[Screen]:
    rows = metrics.coverage(store, unit=request.unit)
    own = [index for index in catalog.indices if index in set(rows["indicator_id"])]
    return [_indices(store, request), *(_index(store, catalog, request, index) for index in own)] if own else []


def _areas(store: Store, catalog: Catalog, request: ViewRequest) -> list[Screen]:
    """How many areas lag behind, then the targets of each area that has any."""
    counts = records(metrics.area_counts(store, unit=request.unit, year=request.year), AreaRow)
    if request.year not in catalog.years:
        # A screen for each area would only say again that the plan does not judge the year.
        return [
            Screen(
                AREAS, f"Năm {request.year}: kế hoạch chỉ xét các năm {catalog.years[0]}–{catalog.years[-1]}.", request
            )
        ]
    return [
        Screen(AREAS, statements.areas_behind(counts, request.year), request),
        *(_targets(catalog, replace(request, area=row["area_id"], on=None), row) for row in counts if row["total"]),
    ]


def _targets(catalog: Catalog, request: ViewRequest, counts: AreaRow) -> Screen:
    """The targets of an area in the year, the worst first."""
    title = f"{counts['name']} {request.year}: {areas_line(counts)}."
    return Screen(AREA + catalog.areas[str(request.area)].slug, title, replace(request, order="ket-luan"), "chi-tieu")


def _area(store: Store, catalog: Catalog, request: ViewRequest) -> list[Screen]:
    """The targets of one area in the year, over the years, and the course of each of the worst."""
    counts = records(metrics.area_counts(store, unit=request.unit, year=request.year), AreaRow)
    row = next(row for row in counts if row["area_id"] == request.area)
    screens = [_targets(catalog, replace(request, on=None), row)]
    if not row["total"]:
        return screens
    rows = records(metrics.targets(store, unit=request.unit, area=request.area), VerdictRow)
    years = [year for year in catalog.years if year <= request.year]
    levels = {year: [target["level"] for target in rows if target["year"] == year] for year in years}
    course = statements.years_met(levels) or "Chưa xét được chỉ tiêu nào trong các năm."
    title = f"{row['name']}: {course[0].lower()}{course[1:]}"
    screens.append(Screen(YEARS, title, replace(request, on=None), "qua-cac-nam"))
    worst = metrics.attention(store, unit=request.unit, year=request.year, area=request.area)
    screens += [
        Screen(
            TARGET + str(target["indicator_id"]),
            _target_title(target),
            ViewRequest(request.unit, request.year, indicator=target["indicator_id"]),
            "dien-bien-chi-tieu",
        )
        for target in records(worst.head(WORST), VerdictRow)
    ]
    return screens


def _target_title(row: VerdictRow) -> str:
    value = figure(row, against=("target", "previous")) + counts_words(row)
    return f"{row['short']} {int(row['year'])}: {value}, {finding(row)}."


def _attention(store: Store, request: ViewRequest, *, is_bound: bool) -> Screen:
    """The last screen: what was missed, worst first, and for what nobody has been told to do anything yet."""
    rows = records(metrics.attention(store, unit=request.unit, year=request.year, area=request.area), VerdictRow)
    decided = _of_area_and_owner(store, request)
    # Without open decisions no screen of theirs has said how matters stand.
    count = NONE_OF_AREA if request.area and decided.empty else decision_count(records(decided, DecisionRow))
    about_decisions = (f"{count} {TO_DECIDE}",) if is_bound and not decided["open"].any() else ()
    if not rows:
        text = no_misses(store, unit=request.unit, year=request.year, area=request.area)
        return Screen(ATTENTION, text, request, notes=about_decisions)
    if not is_bound:
        text = f"Năm {request.year}: {len(rows)} chỉ số chưa tăng; xa nhất trước."
        return Screen(ATTENTION, text, request)
    indices = sum(row["is_index"] for row in rows)
    # The screen has the first of them only.
    what = "mục" if 0 < indices < len(rows) else "chỉ số" if indices else "chỉ tiêu"
    worst = f"; dưới đây là {WORST} {what} xa mức cần đạt nhất" if len(rows) > WORST else ""
    text = f"Cần quyết định: {kinds_count(indices, len(rows) - indices)} chưa đạt năm {request.year}{worst}."
    about = set(decided.loc[decided["open"], "indicator_id"])
    rest = [row["short"] for row in rows if row["indicator_id"] not in about]
    more = f" và {len(rest) - WORST} mục khác" if len(rest) > WORST else ""
    notes = (f"Chưa giao việc nào về: {'; '.join(rest[:WORST])}{more}.",) if rest else ()
    return Screen(ATTENTION, text, request, notes=(*notes, *about_decisions))


def kinds_count(indices: int, targets: int) -> str:
    """How many indices and how many targets, a kind of which there is none left out.

    >>> kinds_count(1, 2), kinds_count(0, 2)
    ('1 chỉ số, 2 chỉ tiêu', '2 chỉ tiêu')
    """
    return ", ".join(f"{number} {name}" for number, name in ((indices, "chỉ số"), (targets, "chỉ tiêu")) if number)


def _feedback(store: Store, request: ViewRequest) -> list[Screen]:
    """The screen of citizens' feedback, where anything came in the year or waits for an answer."""
    on = request.on or dt.date.max
    totals = records(metrics.feedback(store, unit=request.unit, on=on, year=request.year, by="total"), FeedbackRow)
    backlog = records(metrics.open_feedback(store, unit=request.unit, on=on), OpenFeedbackRow)
    if not totals and not backlog:
        return []
    title = feedback_words.of_year(next(iter(totals), None), request.year)
    shares = metrics.feedback_shares(store, unit=request.unit, year=request.year)
    line = feedback_words.shares(records(shares, FeedbackShareRow))
    notes = (feedback_words.backlog(backlog), *([line] if line else []))
    return [Screen(FEEDBACK, title, replace(request, breakdown="field"), "y-kien", notes)]


def no_misses(store: Store, *, unit: str, year: int, area: str | None = None) -> str:
    """What may be said of a unit's year in which nothing was missed: "nothing missed" only where figures are known."""
    targets = records(metrics.targets(store, unit=unit, area=area, year=year), VerdictRow)
    indices = [] if area else records(metrics.indices(store, unit=unit, year=year), VerdictRow)
    return statements.no_misses([*indices, *targets], year)


def _indices(store: Store, request: ViewRequest) -> Screen:
    rows = metrics.indices(store, unit=request.unit, year=request.year)
    directions = rows["direction"].value_counts()
    text = ", ".join(f"{count} {words.DIRECTIONS[str(direction)].word}" for direction, count in directions.items())
    return Screen(INDICES, f"{len(rows)} chỉ số năm {request.year} so với năm trước: {text}.", request)


def _decisions(store: Store, request: ViewRequest) -> list[Screen]:
    """As many screens as the open decisions need."""
    every = _of_area_and_owner(store, request)
    text, still = decision_count(records(every, DecisionRow)), decision_rows(store, request)
    groups = slides(still)
    rest = len(still) - sum(map(len, groups))
    notes = (f"… và {rest} việc nữa ở trang Nhiệm vụ.",) if rest else ()
    return [
        Screen(
            DECISIONS + (f"-{number}" if number > 1 else ""),
            text if len(groups) < 2 else f"{text.removesuffix('.')} ({number}/{len(groups)})",
            request,
            entries=entries,
            notes=notes if number == len(groups) else (),
        )
        for number, entries in enumerate(groups, 1)
    ]


def _index(store: Store, catalog: Catalog, request: ViewRequest, index: str) -> Screen:
    rows = metrics.indices(store, unit=request.unit, index=index)
    now = records(rows[rows["year"] == request.year], VerdictRow)
    plan = catalog.indices[index]
    value, change = formats.MISSING, ""
    if now:
        value = formats.value(now[0]["value"], now[0]["measure_unit"], against=[now[0]["previous"]])
        change = change_words(now[0])
    years = [year for year in catalog.years if request.to_year is None or year <= request.to_year]
    links = records(rows[rows["year"].isin(years)], VerdictRow)
    notes = (chain_sentence(links), statistical_line(links)) if plan.headline else (plan.about,)
    title = f"{plan.short} {request.year}: {value}" + (f", {change}" if change else "")
    course = ViewRequest(request.unit, request.year, indicator=index, to_year=request.to_year)
    return Screen(INDEX + index, f"{title}.", course, "dien-bien", notes)
