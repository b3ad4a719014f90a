"""Views of what is to be done: the tasks of the plan, and what meetings decided."""

from collections.abc import Iterator

from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.text import formats, meeting, words
from cchc_metrics.views.view import Asked, View


def tasks(store: Store, catalog: Catalog, asked: Asked) -> View:
    """The tasks of the plan, of one area, owner or state where asked, with what was last reported."""
    rows = metrics.tasks(store, unit=asked.unit, area=asked.area)
    rows = rows.assign(
        task=rows["name"], area=[catalog.areas[area].short for area in rows["area_id"]],
        post=rows["owner"].fillna(words.NOT_NAMED), state=rows["state"].fillna("no_report"),
        last_day_said=[words.NO_DUE if formats.missing(day) else day for day in rows["due"].astype(object)],
        remark=rows["note"], reported=rows["as_of"],
    ).drop(columns=["name", "as_of"])
    if asked.owner is not None:
        rows = rows[rows["owner_id"] == asked.owner]
    if asked.state is not None:
        rows = rows[rows["state"] == asked.state]
    told = rows["state"].value_counts()
    said = " · ".join(f"{told[state]} {word}" for state, word in meeting.STATES.items() if state in told)
    return View(words.TASKS_HEAD, rows, meeting.TASKS.format(count=len(rows), said=said) if said else meeting.NO_TASKS)


def asked_for(store: Store, asked: Asked) -> DataFrame:
    """The decisions of an area, owner or state where asked: those still open unless done ones are asked for.

    Columns: those of `metrics.decisions`, and days_left int until the due date. State "late" asks for overdue ones.
    """
    if asked.on is None:
        raise ValueError("decisions stand as they do on a day")
    rows = metrics.decisions(store, unit=asked.unit, on=asked.on)
    rows = rows.assign(days_left=[(day.date() - asked.on).days for day in rows["due"]])
    if asked.area is not None:
        rows = rows[rows["area_id"] == asked.area]
    if asked.owner is not None:
        rows = rows[rows["owner_id"] == asked.owner]
    if asked.state is None:
        return rows[rows["open"]]
    if asked.state == "late":
        return rows[rows["overdue"]]
    return rows[rows["state"].fillna("no_report") == asked.state]


def decisions(store: Store, catalog: Catalog, asked: Asked) -> View:  # noqa: ARG001 - as every view
    """What meetings decided, overdue first, then by due date."""
    rows = asked_for(store, asked)
    every = metrics.decisions(store, unit=asked.unit, on=asked.on) if asked.on else rows
    shown = rows.assign(
        decision=rows["entry"], post=rows["owner"].fillna(words.NOT_NAMED), last_day_said=rows["due"],
        about=rows["indicator"].fillna(rows["area"]), state=rows["state"].fillna("no_report"), remark=rows["note"],
    ).drop(columns=["entry", "area"])
    nothing = meeting.NONE_SUCH if len(every) and any(
        (asked.area, asked.owner, asked.state)) else meeting.counted(every.to_dict("records"))
    return View(meeting.DECISIONS_HEAD, shown, nothing if rows.empty else meeting.counted(rows.to_dict("records")))


# A line of a slide holds about so many letters, a slide about so many lines; more slides than these nobody reads.
LETTERS, LINES, SLIDES = 88, 14, 4


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
    """Each decision with the lines that it takes: its words, who and by when, what was reported, and a gap."""
    for row in rows.to_dict("records"):
        texts = (row["what"], f"{row['owner']} {meeting.state(row)}")
        yield int(row["entry"]), sum(-(-(len(text) + 24) // LETTERS) for text in texts) + 0.5
