"""The page that the browser gets first: in Vietnamese, told where the server is, with an entry of history an act."""

import datetime as dt
import json
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from cchc_metrics.days import today
from cchc_metrics.documents import KINDS, taken_out
from cchc_metrics.documents.criteria_sheets import scored_table
from cchc_metrics.documents.reports import MEDIA
from cchc_metrics.documents.self_assessment import self_assessment
from cchc_metrics.faults import FaultsFound
from cchc_metrics.rights import Refused
from cchc_metrics.text import chrome, words
from cchc_metrics.text.words import store_in_view
from cchc_metrics.views import VIEWS, Asked
from cchc_metrics.views.search import Thing, find, things
from pages.parts import address, html
from pages.parts.block import WAYS
from pages.parts.data import ALL, workspace
from pages.parts.rights import may_view
from pages.parts.view import NAMES

Message = MutableMapping[str, Any]
Asgi = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

PUT, HISTORY = (
    (Path(__file__).parents[1] / "assets" / name).read_text(encoding="utf-8").strip()
    for name in ("chrome.js", "history.js")
)
WORDS = f"{PUT}({json.dumps(chrome.WHOLE)}, {json.dumps(chrome.BEGINNINGS)}, {json.dumps(chrome.PATTERNS)})"

# Streamlit's page is in English, names months and writes numbers in the language of the browser, and looks for its
# server beneath the address of every page it is opened at, which fails twice in the log of each opened link.
ENGLISH = b'<html lang="en">'
REWRITTEN = (
    (ENGLISH, b'<html lang="vi">'),
    (
        b"<head>",
        b"<head><script>window.__streamlit = {BACKEND_BASE_URL: location.origin + '/'};\n"
        b"Object.defineProperties(navigator, {language: {value: 'vi-VN'}, languages: {value: ['vi-VN']}});\n"
        + f"{HISTORY}\n{WORDS}</script>".encode(),
    ),
)


class FirstPage:
    """Passes everything through, but for the one HTML page."""

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # A compressed page could not be rewritten.
        scope["headers"] = (
            [(key, value) for key, value in scope["headers"] if key != b"accept-encoding"]
            if _is_page(scope["path"])
            else scope["headers"]
        )
        start: Message = {}
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                if not _is_html(message):
                    await send(message)
                return
            if not _is_html(start):
                await send(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                if ENGLISH in body and scope["path"].strip("/") not in WAYS:
                    # Streamlit gives its page at every address, and says in English that there is none.
                    start, body = (
                        {**start, "status": 404},
                        """<!doctype html>
<html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Không có trang này</title>
<body style="font: 20px/1.5 sans-serif; color: #1A202C; margin: 3rem">
<h1>Không có trang này</h1>
<p>Địa chỉ vừa mở không phải của một trang nào. <a href="/" style="color: #084A82">Về Tổng quan</a></p>
</html>
""".encode(),
                    )
                for old, new in REWRITTEN:
                    body = body.replace(old, new, 1)
                headers = [(key, value) for key, value in start["headers"] if key != b"content-length"]
                await send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
                await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, rewrite)


def _is_page(path: str) -> bool:
    return "." not in path.rsplit("/", 1)[-1] and "/_stcore" not in path


def _is_html(message: Message) -> bool:
    return any(key == b"content-type" and value.startswith(b"text/html") for key, value in message.get("headers", ()))


MOST, LONGEST = 8, 200
# The filters that a way to a thing keeps, where the thing itself does not say otherwise.
KEPT = ("don-vi", "nam", "linh-vuc", *address.PINNED)


def answer_search(request: Request) -> Response:
    """The ways to what was looked for, nearest first, as the lines of a list; 403 for who may not look."""
    if not may_view(request):
        return PlainTextResponse(str(Refused("xem", None)), status_code=403)
    said = dict(request.query_params)
    query, here = said.get("q", "")[:LONGEST], workspace()
    plan = here.catalog
    unit = said["don-vi"] if said.get("don-vi") in plan.units else plan.plan.unit
    as_known = address.day(said.get(address.PINNED[0]))
    near = find(query, _things(str(here.view(as_known).path), unit, as_known, today()))[:MOST]
    kept = {name: said[name] for name in KEPT if name in said}
    lines = "".join(
        f'<li><a href="{_way(thing, kept)}">{escape(thing.name)} <small>{_where(thing)}</small></a></li>'
        for thing in near
    )
    return HTMLResponse(lines or f"<li><p>{escape(words.NOT_FOUND.format(said=query))}</p></li>")


@lru_cache(maxsize=100)
def _things(store: str, unit: str, as_known: dt.date | None, on: dt.date) -> list[Thing]:  # noqa: ARG001 - fingerprint
    here = workspace()
    return things(here.view(as_known), here.catalog, unit=unit, on=on)


def _where(thing: Thing) -> str:
    plan, kind = workspace().catalog, words.RESULT_KINDS[thing.kind]
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
        return html.exact_link(
            "cham-diem", {"nam": last} | kept | {"bo-tieu-chi": criteria, "tim-tieu-chi": thing.name, "linh-vuc": ALL}
        )
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


SEARCH_ROUTES = [Route("/tim", answer_search)]


FILES = {"bao-cao.docx": self_assessment, "bang-diem.xlsx": scored_table}


def answer_score_file(request: Request) -> Response:
    """The file, or 404 for an address that names no file, unit, year or set; 403 for who may not look."""
    if not may_view(request):
        return PlainTextResponse(str(Refused("xem", None)), status_code=403)
    name, said = request.path_params["name"], request.query_params
    try:
        here = workspace()
        unit, criteria, year = said["don-vi"], said["bo-tieu-chi"], int(said["nam"])
        day = dt.date.fromisoformat(said["tai-ngay"]) if said.get("tai-ngay") else None
        approved = said.get("da-duyet") == "1"
        file = FILES[name](
            here.view(day, approved),
            here.catalog,
            unit=unit,
            criteria=criteria,
            year=year,
            counts=store_in_view(day, approved_only=approved),
        )
    except (KeyError, ValueError):
        return PlainTextResponse(words.NO_SUCH_FILE, status_code=404)
    except FaultsFound as found:
        # The office's own template is at fault.
        return PlainTextResponse(str(found), status_code=409)
    stem, kind = name.split(".")
    return Response(
        file,
        media_type=MEDIA[kind],
        headers={"Content-Disposition": f'attachment; filename="{stem}-{criteria}-{unit}-{year}.{kind}"'},
    )


SCORE_ROUTES = [Route("/cham-diem-tep/{name}", answer_score_file)]


# How what is not simply text stands in the address of a file.
READ: dict[str, Callable[[str], object]] = {
    "nam": int,
    "tu-nam": int,
    "den-nam": int,
    "goc-100": bool,
    "da-duyet": bool,
    "tai-ngay": dt.date.fromisoformat,
    "den-ngay": dt.date.fromisoformat,
    "cac-don-vi": lambda said: tuple(said.split(",")),
    "cac-chi-so": lambda said: tuple(said.split(",")),
}


def answer_export(request: Request) -> Response:
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
    return Response(
        file, media_type=KINDS[kind][0], headers={"Content-Disposition": f'attachment; filename="{told}.{kind}"'}
    )


def _asked(said: dict[str, str]) -> Asked:
    given = {NAMES[name]: READ.get(name, str)(value) for name, value in said.items()}
    return Asked(**given)  # type: ignore[arg-type]


EXPORT_ROUTES = [Route("/lay-ra/{name}.{kind}", answer_export)]
