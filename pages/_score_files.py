"""Answers the links to the files of a scored set: the report and the table, made from the address alone."""

import datetime as dt

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cchc_metrics.documents.reports import MEDIA
from cchc_metrics.documents.scored import scored_table
from cchc_metrics.documents.self_assessment import self_assessment
from cchc_metrics.faults import FaultsFound
from cchc_metrics.rights import Refused
from cchc_metrics.text import words
from cchc_metrics.text.handing_in import counted
from pages._parts import workspace
from pages._rights import may_view

FILES = {"bao-cao.docx": self_assessment, "bang-diem.xlsx": scored_table}


def answer(request: Request) -> Response:
    """The file, or 404 for an address that names no file, unit, year or set; 403 for who may not look."""
    if not may_view(request):
        return PlainTextResponse(str(Refused("xem", None)), status_code=403)
    name, said = request.path_params["name"], request.query_params
    try:
        here = workspace()
        unit, criteria, year = said["don-vi"], said["bo-tieu-chi"], int(said["nam"])
        day = dt.date.fromisoformat(said["tai-ngay"]) if said.get("tai-ngay") else None
        approved = said.get("da-duyet") == "1"
        file = FILES[name](here.view(day, approved), here.catalog, unit=unit, criteria=criteria, year=year,
                           counts=counted(day, approved_only=approved))
    except (KeyError, ValueError):
        return PlainTextResponse(words.NO_SUCH_FILE, status_code=404)
    except FaultsFound as found:
        # The office's own template is at fault.
        return PlainTextResponse(str(found), status_code=409)
    stem, kind = name.split(".")
    return Response(file, media_type=MEDIA[kind], headers={
        "Content-Disposition": f'attachment; filename="{stem}-{criteria}-{unit}-{year}.{kind}"'})


SCORE_ROUTES = [Route("/cham-diem-tep/{name}", answer)]
