"""Views of citizens' feedback: a year by field, channel, hamlet or post, and what waits for an answer."""

import datetime as dt

from pandas import DataFrame

from cchc_metrics import charts, metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.text import feedback_words, formats, words
from cchc_metrics.views.view import View, ViewRequest

COUNTS = ("received", "previous_received", "answered", "in_time", "late", "open", "overdue", "declined")
OPINIONS = ("asked", "satisfied")
NARROW = ("group", "received_count", "previous_received_count", "in_time_share", "open_count", "overdue_count")


def groups(store: Store, catalog: Catalog, request: ViewRequest) -> View:  # noqa: ARG001 - as every view
    """The feedback of a year by `request.breakdown` (field, channel, place or owner), the most first."""
    by = request.breakdown if request.breakdown in feedback_words.BY else "field"
    rows = metrics.feedback(store, unit=request.unit, on=_day(request), year=request.year, by=by)
    rows = rows.assign(group=rows["name"].where(rows["name"].ne(""), feedback_words.NO_PLACE))
    title = f"{feedback_words.TITLE} năm {request.year} theo {feedback_words.BY[by].lower()}"
    counted = rows.rename(columns={name: f"{name}_count" for name in (*COUNTS, *OPINIONS)}).drop(columns="name")
    if rows.empty:
        return View(title, counted, feedback_words.NONE.format(year=request.year))
    text = "; ".join(
        f"{row['group']}: {formats.count(row['received'])}, đúng hạn {formats.count(row['in_time'])}, "
        f"quá hạn {formats.count(row['overdue'])}"
        for row in rows.to_dict("records")
    )
    narrow = (*NARROW, *(("satisfied_share",) if rows["asked"].any() else ()))
    return View(title, counted, text, lambda size: charts.feedback_bars(rows, size), narrow=narrow)


def waiting(store: Store, catalog: Catalog, request: ViewRequest) -> View:  # noqa: ARG001 - as every view
    """What waits for an answer, of whatever year, the longest overdue first."""
    rows = metrics.open_feedback(store, unit=request.unit, on=_day(request))
    shown = DataFrame(
        {
            "feedback_code": rows["code"],
            "received_on": rows["received"],
            "feedback_subject": rows["subject"],
            "feedback_field": rows["field"],
            "feedback_channel": rows["channel"],
            "hamlet": rows["place"],
            "answers": rows["owner"].fillna(words.NOT_NAMED),
            "answer_due": rows["due"],
            "overdue_days": rows["days_over"],
            "mark": rows["mark"],
        }
    )
    text = "" if len(shown) else "Không còn ý kiến nào chờ trả lời."
    return View("Bảng những ý kiến chờ trả lời", shown, text)


def sentence(store: Store, request: ViewRequest) -> str:
    """What a leader asks first of the feedback of a year."""
    on = _day(request)
    totals = metrics.feedback(store, unit=request.unit, on=on, year=request.year, by="total").to_dict("records")
    still = metrics.open_feedback(store, unit=request.unit, on=on).to_dict("records")
    return feedback_words.sentence(next(iter(totals), None), request.year, still)


def known(store: Store, unit: str) -> bool:
    """True when anything is known of the feedback of a unit."""
    return not metrics.feedback(store, unit=unit, on=dt.date.max, by="total").empty


def _day(request: ViewRequest) -> dt.date:
    if request.on is None:
        raise ValueError("feedback stands as it does on a day")
    return request.on
