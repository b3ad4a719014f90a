"""What the server answers beside the pages: search results, and files to download. Each checks who asks."""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from cchc_metrics.days import today
from cchc_metrics.faults import FaultsFound
from cchc_metrics.text import search
from cchc_metrics.text.words import store_in_view
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.views.search import SearchItem, find, search_items
from pages.parts import address, html
from pages.parts.data import ALL, workspace
from pages.parts.rights import view_refusal
from pages.parts.view import NAMES

NO_SUCH_FILE = "Không có hình hoặc bảng nào ở địa chỉ này."
NOT_FOUND = "Không thấy «{said}»."

RESULTS, LONGEST_QUERY = 8, 200
# How a parameter that is not simply text is read from the address of a file.
PARSERS: dict[str, Callable[[str], object]] = {
    "nam": int,
    "tu-nam": int,
    "den-nam": int,
    "goc-100": bool,
    "da-duyet": bool,
    "tai-ngay": dt.date.fromisoformat,
    "den-ngay": dt.date.fromisoformat,
    "cac-don-vi": lambda ids: tuple(ids.split(",")),
    "cac-chi-so": lambda ids: tuple(ids.split(",")),
}


def answer_search(request: Request) -> Response:
    """Links to the best matches, nearest first, as the items of an HTML list; 403 for who may not look."""
    if refusal := view_refusal(request):
        return PlainTextResponse(refusal, status_code=403)
    filters = dict(request.query_params)
    query, office = filters.get("q", "")[:LONGEST_QUERY], workspace()
    plan = office.catalog
    unit = filters["don-vi"] if filters.get("don-vi") in plan.units else plan.plan.unit
    as_known = address.day(filters.get(address.LEDGER_KEYS[0]))
    matches = find(query, _things(str(office.view(as_known).path), unit, as_known, today()))[:RESULTS]
    # A link keeps these filters, where its own parameters do not replace them.
    kept = {key: filters[key] for key in ("don-vi", "nam", "linh-vuc", *address.LEDGER_KEYS) if key in filters}
    items = "".join(
        f'<li><a href="{_link(thing, kept)}">{escape(thing.name)} <small>{_subject(thing)}</small></a></li>'
        for thing in matches
    )
    return HTMLResponse(items or f"<li><p>{escape(NOT_FOUND.format(said=query))}</p></li>")


@lru_cache(maxsize=100)
def _things(store: str, unit: str, as_known: dt.date | None, on: dt.date) -> list[SearchItem]:  # noqa: ARG001 - cache key
    office = workspace()
    return search_items(office.view(as_known), office.catalog, unit=unit, on=on)


def _subject(thing: SearchItem) -> str:
    """The kind of a match and what it belongs to."""
    plan, kind = workspace().catalog, search.RESULT_KINDS[thing.kind]
    if thing.kind == "criterion":
        return escape(f"{kind} · {thing.around}")
    if thing.kind == "part":
        return escape(f"{kind} · {plan.indices[str(thing.within)].short}")
    return escape(f"{kind} · {plan.areas[thing.within].short}" if thing.within and thing.kind != "area" else kind)


def _link(thing: SearchItem, kept: dict[str, str]) -> str:
    """The address of the page that shows a match."""
    areas = workspace().catalog.areas
    area = {"linh-vuc": areas[thing.within].slug} if thing.within in areas else {}
    if thing.kind == "criterion":
        # The year of the filters, where the set scores the criterion in it; otherwise its last year.
        criteria, _, last = thing.id.split()
        return html.exact_link(
            "cham-diem", {"nam": last} | kept | {"bo-tieu-chi": criteria, "tim-tieu-chi": thing.name, "linh-vuc": ALL}
        )
    if thing.kind == "unit":
        # Another unit has other years, so the link takes its newest.
        return html.exact_link("./", {key: value for key, value in kept.items() if key != "nam"} | {"don-vi": thing.id})
    page, own = {
        "index": ("chi-so", {"chi-so": thing.id}),
        "part": ("chi-so", {"chi-so": str(thing.within)}),
        "target": ("linh-vuc", area | {"chi-tieu": thing.id}),
        "area": ("linh-vuc", area),
        "task": ("nhiem-vu", area | {"viec": thing.id}),
        "decision": ("nhiem-vu", {"viec": thing.id}),
        "owner": ("nhiem-vu", {"phu-trach": thing.id}),
    }[thing.kind]
    return html.exact_link(page, kept | own)


def answer_score_file(request: Request) -> Response:
    """A file of an assessment; 404 for an unknown file, unit, year or set, 403 for who may not look."""
    if refusal := view_refusal(request):
        return PlainTextResponse(refusal, status_code=403)
    # The writers of Word, Excel and PDF take as long to load as the rest of the dashboard, so warm_up loads them.
    from cchc_metrics.documents.criteria_sheets import score_table
    from cchc_metrics.documents.reports import MEDIA
    from cchc_metrics.documents.self_assessment import self_assessment

    name, query = request.path_params["name"], request.query_params
    try:
        office = workspace()
        unit, criteria, year = query["don-vi"], query["bo-tieu-chi"], int(query["nam"])
        day = dt.date.fromisoformat(query["tai-ngay"]) if query.get("tai-ngay") else None
        approved = query.get("da-duyet") == "1"
        content = {"bao-cao.docx": self_assessment, "bang-diem.xlsx": score_table}[name](
            office.view(day, approved),
            office.catalog,
            unit=unit,
            criteria=criteria,
            year=year,
            counts=store_in_view(day, approved_only=approved),
        )
    except (KeyError, ValueError):
        return PlainTextResponse(NO_SUCH_FILE, status_code=404)
    except FaultsFound as faults:
        # The office's own Word template is at fault.
        return PlainTextResponse(str(faults), status_code=409)
    stem, kind = name.split(".")
    return _download(content, f"{stem}-{criteria}-{unit}-{year}.{kind}", MEDIA[kind])


def answer_export(request: Request) -> Response:
    """A view as a file; 404 for an unknown view, unit, indicator or picture, 403 for who may not look."""
    if refusal := view_refusal(request):
        return PlainTextResponse(refusal, status_code=403)
    from cchc_metrics.documents import KINDS, export

    name, kind = request.path_params["name"], request.path_params["kind"]
    try:
        query = _request(dict(request.query_params))
        office = workspace()
        view = VIEWS[name](office.view(query.as_known, query.approved_only), office.catalog, query)
        content = export(kind, office.catalog, query, view)
    except (KeyError, ValueError, TypeError):
        return PlainTextResponse(NO_SUCH_FILE, status_code=404)
    stem = "-".join([name, query.unit, str(query.year), *filter(None, (query.area, query.indicator))])
    return _download(content, f"{stem}.{kind}", KINDS[kind][0])


def _request(query: dict[str, str]) -> ViewRequest:
    fields = {NAMES[key]: PARSERS.get(key, str)(value) for key, value in query.items()}
    return ViewRequest(**fields)  # type: ignore[arg-type]


def _download(content: bytes | str, name: str, media: str) -> Response:
    return Response(content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


ROUTES = [
    Route("/tim", answer_search),
    Route("/cham-diem-tep/{name}", answer_score_file),
    Route("/lay-ra/{name}.{kind}", answer_export),
]
