"""Answers the links to files: a view as a picture or a sheet, made from the address alone."""

import datetime as dt
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cchc_metrics.documents import KINDS, taken_out
from cchc_metrics.rights import Refused
from cchc_metrics.text import words
from cchc_metrics.views import VIEWS, Asked
from pages._parts import workspace
from pages._rights import may_view
from pages._views import NAMES

# How what is not simply text stands in the address of a file.
READ: dict[str, Callable[[str], object]] = {
    "nam": int, "tu-nam": int, "den-nam": int, "goc-100": bool, "da-duyet": bool, "tai-ngay": dt.date.fromisoformat,
    "den-ngay": dt.date.fromisoformat,
    "cac-don-vi": lambda said: tuple(said.split(",")), "cac-chi-so": lambda said: tuple(said.split(",")),
}


def answer(request: Request) -> Response:
    """The file, or 404 for an address that names no view, unit, indicator or picture; 403 for who may not look."""
    if not may_view(request):
        return PlainTextResponse(str(Refused("xem", None)), status_code=403)
    name, kind = request.path_params["name"], request.path_params["kind"]
    try:
        asked = _asked(dict(request.query_params))
        here = workspace()
        view = VIEWS[name](here.view(asked.as_known, asked.approved_only), here.catalog, asked)
        file = taken_out(kind, here.catalog, asked, view)
    except (KeyError, ValueError, TypeError):
        return PlainTextResponse(words.NO_SUCH_FILE, status_code=404)
    told = "-".join([name, asked.unit, str(asked.year), *filter(None, (asked.area, asked.indicator))])
    return Response(file, media_type=KINDS[kind][0],
                    headers={"Content-Disposition": f'attachment; filename="{told}.{kind}"'})


def _asked(said: dict[str, str]) -> Asked:
    given = {NAMES[name]: READ.get(name, str)(value) for name, value in said.items()}
    return Asked(**given)  # type: ignore[arg-type]


ROUTES = [Route("/lay-ra/{name}.{kind}", answer)]
