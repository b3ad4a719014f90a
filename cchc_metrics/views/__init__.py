"""Named views, each made from the same filters, for pages, slides, documents and files."""

from collections.abc import Callable, Mapping

from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.views import areas, comparing, coverage, indices, meeting, tallies, why
from cchc_metrics.views.view import Asked, View

__all__ = ["VIEWS", "Asked", "View"]

# By the name that a link to a file carries.
VIEWS: Mapping[str, Callable[[Store, Catalog, Asked], View]] = {
    "dien-bien": indices.course,
    "thay-doi": indices.change,
    "vi-tri": indices.place,
    "thanh-phan": indices.parts,
    "chi-tieu": areas.targets,
    "qua-cac-nam": areas.years,
    "dien-bien-chi-tieu": areas.course,
    "theo-nhom": areas.groups,
    "so-ho-so": tallies.tallies,
    "lich-su": why.history,
    "so-sanh": comparing.side_by_side,
    "nhiem-vu": meeting.tasks,
    "viec-da-giao": meeting.decisions,
    "do-phu": coverage.coverage,
}
