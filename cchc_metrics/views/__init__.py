"""What a block says, by name: VIEWS has a function for each, which makes a View from a store, the plan and the filters.

Pages, slides, documents and files show the same View, so that they cannot say different things.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps

from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.days import today
from cchc_metrics.store import Store
from cchc_metrics.views import indices, many_units, meeting, targets
from cchc_metrics.views.view import View, ViewRequest, with_posts_of_day

Maker = Callable[[Store, Catalog, ViewRequest], View]

__all__ = ["OF_ALL_UNITS", "VIEWS", "View", "ViewRequest"]


def _with_names(make: Maker) -> Maker:
    """The same view with its methods by the names that the plan or a criteria set gives them, and the posts of the day.

    Whoever reads it on a day after a post has ended is told who has its work.
    """

    @wraps(make)
    def named_maker(store: Store, catalog: Catalog, request: ViewRequest) -> View:
        view = make(store, catalog, request)
        day = request.as_known or today()
        rows, others = (
            frame if frame is None else with_posts_of_day(_with_methods(store, frame), catalog, day)
            for frame in (view.rows, view.others)
        )
        return replace(view, rows=view.rows if rows is None else rows, others=others)

    return named_maker


def _with_methods(store: Store, rows: DataFrame) -> DataFrame:
    if "method" not in rows:
        return rows
    names = metrics.methods(store)
    return rows.assign(method=[names.get(cell, cell) for cell in rows["method"]])


MAKERS: Mapping[str, Maker] = {
    "dien-bien": indices.series,
    "thay-doi": indices.change,
    "vi-tri": indices.rank,
    "thanh-phan": indices.parts,
    "chi-tieu": targets.targets,
    "qua-cac-nam": targets.years,
    "dien-bien-chi-tieu": targets.series,
    "theo-nhom": targets.groups,
    "so-ho-so": targets.tallies,
    "lich-su": targets.history,
    "so-sanh": indices.side_by_side,
    "nhiem-vu": meeting.tasks,
    "viec-da-giao": meeting.decisions,
    "y-kien": meeting.feedback_groups,
    "y-kien-mo": meeting.open_feedback,
    "do-phu": targets.coverage,
    "cac-don-vi": many_units.targets,
    "cac-don-vi-chi-so": many_units.indices,
    "xep-hang": many_units.ranking,
    "toan-bo": many_units.totals,
    "con-no": many_units.debts,
}
# They are about the units of the plan together.
OF_ALL_UNITS = ("cac-don-vi", "cac-don-vi-chi-so", "xep-hang", "toan-bo", "con-no")
# By the name that a link to a file carries.
VIEWS: Mapping[str, Maker] = {name: _with_names(make) for name, make in MAKERS.items()}
