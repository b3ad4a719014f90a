"""Views of what is to be done: the tasks of the plan, and what meetings decided."""

from collections.abc import Iterator
from typing import Any

from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.text import formats, ledger_words, words
from cchc_metrics.text.sentence import task_due
from cchc_metrics.views.view import View, ViewRequest


def tasks(store: Store, catalog: Catalog, request: ViewRequest) -> View:
    """The tasks of the plan, of one area, owner or state where asked, with what was last reported; late ones first."""
    rows = metrics.tasks(store, unit=request.unit, area=request.area, on=request.on)
    budget: list[Any] = [
        None if formats.missing(row["money"]) else f"{formats.count(row['money'])} {row['money_word']}"
        for row in rows.to_dict("records")
    ]
    rows = rows.assign(
        task=rows["name"],
        area=[catalog.areas[area].short for area in rows["area_id"]],
        post=rows["owner"].fillna(words.NOT_NAMED),
        state=rows["state"].fillna("no_report"),
        last_day_said=[
            task_due(row) if formats.missing(row["due"]) else row["due"]
            for row in rows.astype(object).to_dict("records")
        ],
        product=rows["product"].replace("", None),
        budget=budget,
        remark=rows["note"],
        reported=rows["as_of"],
    ).drop(columns=["name", "as_of"])
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
        done = int(counts.get("done", 0))
        text = f"đã xong {done}/{len(rows)} ({formats.number(100 * done / len(rows), 0)} %). {text}"
    return View(
        words.TASKS_HEAD,
        rows,
        f"{len(rows)} nhiệm vụ: {text}." if text else "Không có nhiệm vụ nào như vậy.",
        narrow=(
            "task",
            "area",
            "post",
            "partners",
            "product",
            "budget",
            "last_day_said",
            "state",
            "reported",
            "remark",
        ),
    )


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
    if request.on is None:
        raise ValueError("decisions stand as they do on a day")
    rows = metrics.decisions(store, unit=request.unit, on=request.on)
    rows = rows.assign(days_left=[(day.date() - request.on).days for day in rows["due"]])
    if request.area is not None:
        rows = rows[rows["area_id"] == request.area]
    return rows if request.owner is None else rows[rows["owner_id"] == request.owner]


def decisions(store: Store, catalog: Catalog, request: ViewRequest) -> View:  # noqa: ARG001 - as every view
    """What meetings decided, overdue first, then by due date."""
    rows = decision_rows(store, request)
    shown = rows.assign(
        decision=rows["entry"],
        post=rows["owner"].fillna(words.NOT_NAMED),
        last_day_said=rows["due"],
        about=rows["indicator"].fillna(rows["area"]),
        state=rows["state"].fillna("no_report"),
        remark=rows["note"],
    ).drop(columns=["entry", "area"])
    all_states = _of_area_and_owner(store, request) if request.state is None else rows
    narrowed = any((request.area, request.owner, request.state))
    text = (
        "Không có việc nào như vậy."
        if all_states.empty and narrowed
        else ledger_words.decision_count(all_states.to_dict("records"))
    )
    return View(ledger_words.DECISIONS_HEAD, shown, text)


# A line of a slide holds at least so many letters, a slide so many lines; more slides than these nobody reads.
LETTERS, LINES, SLIDES = 90, 15, 4


def slides(rows: DataFrame) -> list[tuple[int, ...]]:
    """The entries of the decisions that fit on a slide together, for as many slides as a meeting will read."""
    filled: list[list[int]] = []
    room = 0.0
    for entry, lines in _lines(rows):
        if lines > room:
            filled.append([])
            room = LINES
        filled[-1].append(entry)
        room -= lines
    return [tuple(entries) for entries in filled[:SLIDES]]


def _lines(rows: DataFrame) -> Iterator[tuple[int, float]]:
    """Each decision with the lines that it takes: its words, who and by when, and a gap."""
    for row in rows.to_dict("records"):
        texts = (f"{ledger_words.deadline_status(row).word}    {row['what']}", ledger_words.details(row))
        yield int(row["entry"]), sum(-(-len(text) // LETTERS) for text in texts) + 0.5
