"""What a block says, by name: VIEWS has a function for each, which makes a View from a store, the plan and the filters.

Pages, slides, documents and files show the same View, so that they cannot say different things.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.views import indices, many_units, meeting, targets
from cchc_metrics.views.view import View, ViewRequest

Maker = Callable[[Store, Catalog, ViewRequest], View]

__all__ = ["VIEWS", "View", "ViewRequest"]


def _with_method_names(make: Maker) -> Maker:
    """The same view, its methods by the names that the plan or a criteria set gives them."""

    @wraps(make)
    def named_maker(store: Store, catalog: Catalog, request: ViewRequest) -> View:
        view = make(store, catalog, request)
        if "method" not in view.rows:
            return view
        names = metrics.methods(store)
        rows, others = (
            frame if frame is None else frame.assign(method=[names.get(cell, cell) for cell in frame["method"]])
            for frame in (view.rows, view.others)
        )
        return replace(view, rows=view.rows if rows is None else rows, others=others)

    return named_maker


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
# By the name that a link to a file carries.
VIEWS: Mapping[str, Maker] = {name: _with_method_names(make) for name, make in MAKERS.items()}
