"""Views of what is to be done: the tasks of the plan, what meetings decided, what citizens wait for."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from pandas import DataFrame

from cchc_metrics import charts, metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.text import feedback_words, formats, ledger_words, words
from cchc_metrics.text.rows import DecisionDayRow, DecisionRow, FeedbackRow, TaskRow, records
from cchc_metrics.text.sentence import money, money_line, task_due
from cchc_metrics.views.view import View, ViewRequest

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
    order = list(ledger_words.TASK_STATUS)
    rows = rows.sort_values("state", key=lambda states: states.map(order.index), kind="stable")
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
        f"{len(rows)} nhiệm vụ: {text}." if text else "Không có nhiệm vụ nào như vậy.",
        notes=tuple(filter(None, (money_line(records(rows, TaskRow)),))),
        narrow=TASK_COLUMNS,
    )


def _task_rows(store: Store, catalog: Catalog, request: ViewRequest) -> DataFrame:
    """The tasks of the plan under the names of columns that a table shows."""
    rows = metrics.tasks(store, unit=request.unit, area=request.area, year=request.year, on=request.on)
    tasks = records(rows.astype(object), TaskRow)
    budget: list[Any] = [money(row) or None for row in tasks]
    return rows.assign(
        task=rows["name"],
        area=[catalog.areas[area].short for area in rows["area_id"]],
        post=rows["owner"].fillna(words.NO_NAME),
        helpers=rows["partners"],
        state=rows["state"].fillna("no_report"),
        last_day_said=[task_due(row) if formats.is_missing(row["due"]) else row["due"] for row in tasks],
        product=rows["product"].replace("", None),
        budget=budget,
        remark=rows["note"],
        shown_by=rows["evidence"],
        reported=rows["as_of"],
    ).drop(columns=["name", "as_of", "evidence", "partners"])


def decision_rows(store: Store, request: ViewRequest) -> DataFrame:
    """The decisions of an area, owner or state where asked: those still open unless a state is asked for.

    Columns: those of `metrics.decisions`, and days_left int until the due date. State "late" asks for overdue ones.
    """
    rows = _of_area_and_owner(store, request)
    if request.state is None:
        return rows[rows["open"]]
    if request.state == "late":
        return rows[rows["overdue"]]
    return rows[rows["state"].fillna("no_report") == request.state]


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


def feedback_groups(store: Store, catalog: Catalog, request: ViewRequest) -> View:  # noqa: ARG001 - as every view
    """The feedback of a year by `request.breakdown` (field, channel, place or owner), the most first."""
    by = request.breakdown if request.breakdown in feedback_words.BY else "field"
    rows = metrics.feedback(store, unit=request.unit, on=_day(request), year=request.year, by=by)
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
    return View(title, frame, text, lambda size: charts.feedback_bars(rows, size), narrow=narrow)


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


def _day(request: ViewRequest) -> dt.date:
    if request.on is None:
        raise ValueError("decisions and feedback stand as they do on a day")
    return request.on
