"""Answers the field in the bar: links to what was looked for, without a run of the page for each letter."""

import datetime as dt
from functools import lru_cache
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from cchc_metrics.days import today
from cchc_metrics.rights import Refused
from cchc_metrics.text import meeting
from cchc_metrics.views.finding import Thing, find, things
from pages import _address, _cards
from pages._parts import ALL, workspace
from pages._rights import may_view

MOST, LONGEST = 8, 200
# The filters that a way to a thing keeps, where the thing itself does not say otherwise.
KEPT = ("don-vi", "nam", "linh-vuc", *_address.PINNED)


def answer(request: Request) -> Response:
    """The ways to what was looked for, nearest first, as the lines of a list; 403 for who may not look."""
    if not may_view(request):
        return PlainTextResponse(str(Refused("xem", None)), status_code=403)
    said = dict(request.query_params)
    query, here = said.get("q", "")[:LONGEST], workspace()
    plan = here.catalog
    unit = said["don-vi"] if said.get("don-vi") in plan.units else plan.plan.unit
    as_known = _address.day(said.get(_address.PINNED[0]))
    near = find(query, _things(str(here.view(as_known).path), unit, as_known, today()))[:MOST]
    kept = {name: said[name] for name in KEPT if name in said}
    lines = "".join(f'<li><a href="{_way(thing, kept)}">{escape(thing.name)} <small>{_where(thing)}</small></a></li>'
                    for thing in near)
    return HTMLResponse(lines or f"<li><p>{escape(meeting.NOT_FOUND.format(said=query))}</p></li>")


@lru_cache(maxsize=100)
def _things(store: str, unit: str, as_known: dt.date | None, on: dt.date) -> list[Thing]:  # noqa: ARG001 - fingerprint
    here = workspace()
    return things(here.view(as_known), here.catalog, unit=unit, on=on)


def _where(thing: Thing) -> str:
    plan, kind = workspace().catalog, meeting.KINDS[thing.kind]
    if thing.kind == "criterion":
        return escape(f"{kind} · {thing.around}")
    if thing.kind == "part":
        return escape(f"{kind} · {plan.indices[str(thing.within)].short}")
    return escape(f"{kind} · {plan.areas[thing.within].short}" if thing.within and thing.kind != "area" else kind)


def _way(thing: Thing, kept: dict[str, str]) -> str:
    areas = workspace().catalog.areas
    area = {"linh-vuc": areas[thing.within].slug} if thing.within in areas else {}
    if thing.kind == "criterion":
        # The year that is looked at, where the set scores the criterion in it.
        criteria, _, last = thing.id.split()
        return _cards.exact_link("cham-diem", {"nam": last} | kept | {
            "bo-tieu-chi": criteria, "tim-tieu-chi": thing.name, "linh-vuc": ALL})
    page, own = {
        "index": ("chi-so", {"chi-so": thing.id}),
        "part": ("chi-so", {"chi-so": str(thing.within)}),
        "target": ("linh-vuc", area | {"chi-tieu": thing.id}),
        "area": ("linh-vuc", area),
        "task": ("nhiem-vu", area | {"viec": thing.id}),
        "decision": ("nhiem-vu", {"viec": thing.id}),
        "owner": ("nhiem-vu", {"phu-trach": thing.id}),
    }[thing.kind]
    return _cards.exact_link(page, kept | own)


ROUTES = [Route("/tim", answer)]
