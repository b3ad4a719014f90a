"""What the server answers beside the pages: its gate, Streamlit's one page rewritten, search, files, the warm-up."""

import datetime as dt
import gc
import json
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from functools import lru_cache, wraps
from html import escape
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import altair as alt
import streamlit
import streamlit as st
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from cchc_metrics.catalog import Catalog
from cchc_metrics.charts import look
from cchc_metrics.days import today
from cchc_metrics.faults import FaultError
from cchc_metrics.rights import is_own_machine
from cchc_metrics.text.words import store_in_view
from cchc_metrics.views import OF_ALL_UNITS, VIEWS, ViewRequest
from cchc_metrics.views.search import RESULT_KINDS, SearchItem, find, search_items
from cchc_metrics.workspace import Workspace
from pages.parts import address, html
from pages.parts.acts import hostname, is_at_the_machine, is_own_page, is_passed_on, login_of, netloc, view_refusal
from pages.parts.address import PAGE_FILES
from pages.parts.data import ALL, workspace_of
from pages.parts.view import NAMES

Message = MutableMapping[str, Any]
Answer = Callable[[Request], Response]
Asgi = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

NAME = "Bảng theo dõi chỉ trả lời dưới tên của chính máy này và các tên ghi ở server.allowedHosts trong "
NAME += ".streamlit/config.toml. Ở máy này, mở http://localhost:{port}."
PAGE = "Yêu cầu đến từ trang web khác nên bị từ chối."

# No other page may show an answer in a frame, where it could guide a click.
FRAMES = ((b"x-frame-options", b"SAMEORIGIN"), (b"content-security-policy", b"frame-ancestors 'self'"))
HEADERS = (*FRAMES, (b"x-content-type-options", b"nosniff"))


class Gate:
    """ASGI middleware that refuses a request, or a websocket, before anything else sees it; 403 with the reason.

    A web page elsewhere can point a name of its own at this machine (DNS rebinding), or send requests to localhost:
    the Host and the Origin that a browser sends tell both apart from the dashboard's own pages.
    """

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """Answer one request, or pass it on."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *HEADERS]}
            await send(message)

        reason = refusal(HTTPConnection(scope)) if scope["type"] in ("http", "websocket") else None
        if reason is None:
            await self.app(scope, receive, send_with_headers)
        elif scope["type"] == "http":
            await PlainTextResponse(reason, status_code=403)(scope, receive, send_with_headers)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008})


def refusal(request: HTTPConnection) -> str | None:
    """Why a request is refused, in Vietnamese; None when it is not."""
    host = request.headers.get("host", "")
    hosts = {name.casefold() for name in st.get_option("server.allowedHosts") or ()}
    is_local = is_own_machine(st.get_option("server.address"))
    if (is_local or hosts) and hostname(host) not in hosts and not is_own_machine(hostname(host)):
        return NAME.format(port=st.get_option("server.port"))
    # No browser speaks HTTP/1.0, which is what nginx does unless it is told otherwise.
    if is_local and not hosts and (is_passed_on(request.headers) or request.scope.get("http_version") == "1.0"):
        return "Yêu cầu đi qua một máy trung gian (proxy) chưa khai báo: ghi tên của nó vào server.allowedHosts."
    origin = request.headers.get("origin")
    if origin is not None and not is_own_page(netloc(origin), host.casefold(), hosts):
        return PAGE
    # What another page loads without an Origin, as a picture or a frame; a link from elsewhere opens a whole document.
    fetch = {key: request.headers.get(f"sec-fetch-{key}") for key in ("site", "mode", "dest")}
    if fetch["site"] in ("cross-site", "same-site") and (fetch["mode"], fetch["dest"]) != ("navigate", "document"):
        return PAGE
    path = "/".join(step for step in request.scope["path"].split("/") if step)
    if path.endswith("_stcore/metrics") and not is_at_the_machine(request) and login_of(request) is None:
        return "Cần đăng nhập để xem số đo của máy chủ."
    return None


# The English words that Streamlit itself puts around a page, each with what stands there instead.
WHOLE = {
    "Choose an option": "Chọn một mục",
    "Choose options": "Chọn",
    "Choose date": "Chọn ngày",
    "Choose date range": "Chọn khoảng ngày",
    "Clear date": "Xóa ngày",
    "Previous month": "Tháng trước",
    "Next month": "Tháng sau",
    "dd": "nn",
    "mm": "tt",
    "yyyy": "nnnn",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.": (
        "Dùng các phím mũi tên để đi giữa các ngày, Enter để chọn, Escape để đóng."
    ),
    "Empty": "chưa điền",
    "Clear all": "Bỏ hết",
    "Clear value": "Bỏ chọn",
    "Clear entry": "Xóa ô",
    "Select all": "Chọn hết",
    "Selected values": "Các mục đã chọn",
    "No results": "Không có mục nào khớp",
    "No options to select": "Không có mục nào để chọn",
    "Open": "Mở",
    "Close": "Đóng",
    "Cancel": "Bỏ qua",
    "Dismiss": "Đóng",
    "Copy": "Chép",
    "Show password text": "Hiện mật khẩu",
    "Hide password text": "Ẩn mật khẩu",
    "Press Enter to apply": "Nhấn Enter để áp dụng",
    "Press Enter to submit form": "Nhấn Enter để gửi",
    "Upload": "Chọn tệp",
    "Browse files": "Chọn tệp",
    "Drag and drop file here": "Kéo tệp vào đây",
    "Drag and drop files here": "Kéo các tệp vào đây",
    "Fullscreen": "Toàn màn hình",
    "Close fullscreen": "Thôi toàn màn hình",
    "Download as CSV": "Tải CSV",
    "Search": "Tìm",
    "Show/hide columns": "Hiện, ẩn cột",
    "Running...": "Đang tính…",
    "Stop": "Dừng",
    "Rerun": "Chạy lại",
    "Try again": "Thử lại",
    "Notifications": "Thông báo",
    "Skip to main content": "Đến nội dung chính",
    "App pages": "Các trang",
    "Main menu": "Nền sáng, tối; in",
    "Theme": "Nền",
    "System": "Theo máy",
    "Light": "Sáng",
    "Dark": "Tối",
    "Print": "In",
    "Record screen": "Quay màn hình",
    "Sidebar": "Thanh bên",
    "Page not found": "Không có trang này",
    "Connection error": "Mất kết nối",
    "Connecting": "Đang kết nối",
    "CONNECTING": "ĐANG KẾT NỐI",
    "Script execution error": "Lỗi khi tính",
    "Connection lost. Please wait for the app to reconnect, then try again.": (
        "Mất kết nối. Chờ kết nối lại rồi thử lại."
    ),
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": (
        "Máy chủ có còn chạy không? Nếu đã dừng thì chạy lại:"
    ),
    "The app is attempting to reconnect. Please wait.": "Đang kết nối lại, xin chờ.",
}
# What stands before a name that is the user's own.
BEGINNINGS = {
    # A name that Streamlit does not find in a list is looked for by the page, without diacritics.
    "Add: ": "Tìm: ",
    "Remove ": "Bỏ ",
    "Limit ": "Tối đa ",
    "Choose date, ": "Chọn ngày, ",
    "day, ": "ngày, ",
    "month, ": "tháng, ",
    "year, ": "năm, ",
}
# What a field of a date says to those who hear it: regular expressions, each with what stands there instead.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
PATTERNS = (
    *((f"^\\d+ – {name}$", f"tháng {month}") for month, name in enumerate(MONTHS, 1)),
    *(
        (f"^Selected Date: {name} (\\d+), (\\d+)$", f"Đã chọn ngày $1/{month:02}/$2")
        for month, name in enumerate(MONTHS, 1)
    ),
    ("^Selected (?!Date: )", "Đã chọn "),
    ("^Today, ", "Hôm nay, "),
    (", (\\d{4}) selected$", ", $1, đang chọn"),
)

CHROME, LOOK = (
    (Path(__file__).parents[1] / "assets" / name).read_text(encoding="utf-8").strip()
    for name in ("chrome.js", "look.css")
)
SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"
# What every page draws. Streamlit fetches the script of each only when it comes to draw it, so that figures stood for a
# moment without the filters. Named in the page, they come together with Streamlit itself.
ELEMENTS = ("Html", "Selectbox", "ButtonGroup", "BidiComponent")


def _preloads() -> str:
    scripts = [path for name in ELEMENTS for path in SCRIPTS.glob(f"{name}.*.js")]
    modules = [name for path in scripts for name in re.findall(r'"\./([\w.-]+\.js)"', path.read_text(encoding="utf-8"))]
    names = dict.fromkeys([path.name for path in scripts] + modules)
    return "".join(f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in names)


# Streamlit's page is in English, formats months and numbers in the language of the browser, and looks for its server
# below the address of the page that was opened, which fails twice in the log for each opened link.
ENGLISH = b'<html lang="en">'
REPLACEMENTS = (
    (ENGLISH, b'<html lang="vi">'),
    (b"</head>", f"{_preloads()}</head>".encode()),
    # The style is there before the first figure. It stands behind Streamlit's own, whose rules it replaces.
    (b"</body>", f"<style>{LOOK}</style></body>".encode()),
    (
        b"<head>",
        (
            "<head><script>window.__streamlit = {BACKEND_BASE_URL: location.origin + '/'};\n"
            "Object.defineProperties(navigator, {language: {value: 'vi-VN'}, languages: {value: ['vi-VN']}});\n"
            f"{CHROME}"
            f"({json.dumps(WHOLE)}, {json.dumps(BEGINNINGS)}, {json.dumps(PATTERNS)})\n</script>"
        ).encode(),
    ),
)
UNKNOWN_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Không có trang này</title></head>
<body style="font: 20px/1.5 sans-serif; color: #1A202C; margin: 3rem"><main>
<h1>Không có trang này</h1>
<p>Địa chỉ vừa mở không phải của một trang nào. <a href="/" style="color: #084A82">Về Tổng quan</a></p>
</main></body></html>
""".encode()


class FirstPage:
    """ASGI middleware that rewrites the HTML page and passes everything else through."""

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _is_page(scope["path"]):
            # A compressed page could not be rewritten.
            scope["headers"] = [(key, value) for key, value in scope["headers"] if key != b"accept-encoding"]
        start: Message = {}
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            if not _is_html(start):
                await send(message)
            elif message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await _send_page(start, body, scope["path"], send)

        await self.app(scope, receive, rewrite)


async def _send_page(start: Message, body: bytes, path: str, send: Any) -> None:
    status = start["status"]
    if ENGLISH in body and path.strip("/") not in PAGE_FILES:
        # Streamlit serves its page at every address, and then says in English that there is none.
        status, body = 404, UNKNOWN_PAGE
    else:
        for old, new in REPLACEMENTS:
            body = body.replace(old, new, 1)
    headers = [(key, value) for key, value in start["headers"] if key != b"content-length"]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({**start, "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _is_page(path: str) -> bool:
    return "." not in path.rsplit("/", 1)[-1] and "/_stcore" not in path


def _is_html(message: Message) -> bool:
    return any(key == b"content-type" and value.startswith(b"text/html") for key, value in message.get("headers", ()))


NO_SUCH_FILE = "Không có hình hoặc bảng nào ở địa chỉ này."

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


def _in_words(answer: Answer) -> Answer:
    """The same route for those who may look: 403 for others, 409 with the faults of a plan or ledger that has some."""

    @wraps(answer)
    def route(request: Request) -> Response:
        try:
            refusal = view_refusal(request)
            return PlainTextResponse(refusal, status_code=403) if refusal else answer(request)
        except FaultError as faults:
            return PlainTextResponse(str(faults), status_code=409)

    return route


@_in_words
def answer_search(request: Request) -> Response:
    """Links to the best matches, nearest first, as the items of an HTML list."""
    filters = dict(request.query_params)
    query = filters.get("q", "")[:LONGEST_QUERY]
    try:
        office = _office(filters)
    except KeyError:
        return PlainTextResponse(NO_SUCH_FILE, status_code=404)
    plan = office.catalog
    unit = filters["don-vi"] if filters.get("don-vi") in plan.units else plan.plan.unit
    as_known = address.day(filters.get(address.LEDGER_KEYS[0]))
    matches = find(
        query, _things(str(office.view(as_known).path), filters.get(address.PLAN, ""), unit, as_known, today())
    )[:RESULTS]
    # A link keeps these filters, where its own parameters do not replace them.
    base = {key: filters[key] for key in ("don-vi", "nam", "linh-vuc", *address.LEDGER_KEYS) if key in filters}
    items = "".join(
        f'<li><a href="{_link(item, base, plan)}">{escape(item.name)} <small>{_subject(item, plan)}</small></a></li>'
        for item in matches
    )
    return HTMLResponse(items or f"<li><p>{escape(f'Không thấy “{query}”.')}</p></li>")


@lru_cache(maxsize=100)
def _things(store: str, plan: str, unit: str, as_known: dt.date | None, on: dt.date) -> list[SearchItem]:  # noqa: ARG001 - cache key
    office = workspace_of(plan)
    return search_items(office.view(as_known), office.catalog, unit=unit, on=on)


def _subject(item: SearchItem, plan: Catalog) -> str:
    """The kind of a match and what it belongs to."""
    kind = RESULT_KINDS[item.kind]
    if item.kind == "criterion":
        return escape(f"{kind} · {item.around}")
    if item.kind == "part":
        return escape(f"{kind} · {plan.indices[str(item.within)].short}")
    return escape(f"{kind} · {plan.areas[item.within].short}" if item.within and item.kind != "area" else kind)


def _link(item: SearchItem, base: dict[str, str], plan: Catalog) -> str:
    """The address of the page that shows a match."""
    areas = plan.areas
    area = {"linh-vuc": areas[item.within].slug} if item.within and item.within in areas else {}
    if item.kind == "criterion":
        # The year of the filters, where the set scores the criterion in it; otherwise its last year.
        criteria, _, last = item.id.split()
        return html.exact_link(
            "cham-diem", {"nam": last} | base | {"bo-tieu-chi": criteria, "tim-tieu-chi": item.name, "linh-vuc": ALL}
        )
    if item.kind == "unit":
        # Another unit has other years, so the link takes its newest.
        return html.exact_link("./", {key: value for key, value in base.items() if key != "nam"} | {"don-vi": item.id})
    page, own = {
        "index": ("chi-so", {"chi-so": item.id}),
        "part": ("chi-so", {"chi-so": str(item.within)}),
        "target": ("linh-vuc", area | {"chi-tieu": item.id}),
        "area": ("linh-vuc", area),
        "task": ("nhiem-vu", area | {"viec": item.id}),
        "decision": ("nhiem-vu", {"viec": item.id}),
        "owner": ("nhiem-vu", {"phu-trach": item.id}),
    }[item.kind]
    return html.exact_link(page, base | own)


@_in_words
def answer_score_file(request: Request) -> Response:
    """A file of an assessment; 404 for an unknown file, unit, year or set, 409 where nothing was scored yet."""
    # The writers of Word, Excel and PDF take as long to load as the rest of the dashboard, so warm_up loads them.
    from cchc_metrics.documents import reports
    from cchc_metrics.documents.scores import score_table

    name, query = request.path_params["name"], request.query_params
    try:
        office = _office(query)
        unit, criteria, year = query["don-vi"], query["bo-tieu-chi"], int(query["nam"])
        day = dt.date.fromisoformat(query["tai-ngay"]) if query.get("tai-ngay") else None
        approved_only = query.get("da-duyet") == "1"
        about: dict[str, Any] = {"unit": unit, "criteria": criteria, "year": year}
        if name == "bao-cao.docx":
            about |= {"as_known": day, "approved_only": approved_only}
            content = reports.document(office, reports.request(office, kind="tu-danh-gia", **about), "docx")
        elif name == "bang-diem.xlsx":
            counts = store_in_view(day, approved_only=approved_only)
            content = score_table(office.view(day, approved_only), office.catalog, **about, counts=counts)
        else:
            raise KeyError(name)
    except (KeyError, ValueError):
        return PlainTextResponse(NO_SUCH_FILE, status_code=404)
    stem, kind = name.split(".")
    return _download(content, f"{stem}-{criteria}-{unit}-{year}.{kind}", reports.MEDIA[kind])


@_in_words
def answer_export(request: Request) -> Response:
    """A view as a file; 404 for an unknown view, unit, indicator or picture."""
    from cchc_metrics.documents.exports import KINDS, export
    from cchc_metrics.documents.request import FilledBlanks

    name, kind = request.path_params["name"], request.path_params["kind"]
    try:
        office = _office(request.query_params)
        query = _request({key: value for key, value in request.query_params.items() if key != address.PLAN})
        plan = office.catalog if name in OF_ALL_UNITS else FilledBlanks(office.folder).plan(office.catalog, query.unit)
        view = VIEWS[name](office.view(query.as_known, query.approved_only), plan, query)
        content = export(kind, office.catalog, query, view)
    except (KeyError, ValueError, TypeError):
        return PlainTextResponse(NO_SUCH_FILE, status_code=404)
    stem = "-".join([name, query.unit, str(query.year), *filter(None, (query.area, query.indicator))])
    return _download(content, f"{stem}.{kind}", KINDS[kind][0])


def _office(query: Mapping[str, str]) -> Workspace:
    """The working folder of the plan that an address names.

    Raises: KeyError for a plan that is not there.
    """
    return workspace_of(query.get(address.PLAN, ""))


def _request(query: dict[str, str]) -> ViewRequest:
    fields = {NAMES[key]: PARSERS.get(key, str)(value) for key, value in query.items()}
    return ViewRequest(**fields)  # type: ignore[arg-type]


def _download(content: bytes | str, name: str, media: str) -> Response:
    # Parts of the name come from the address; a header holds only some letters.
    name = re.sub(r"[^\w.-]", "", name, flags=re.ASCII)
    return Response(content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


ROUTES = [
    Route("/tim", answer_search),
    Route("/cham-diem-tep/{name}", answer_score_file),
    Route("/lay-ra/{name}.{kind}", answer_export),
]


def warm_up() -> None:
    """Do now what would make the first visitor wait."""
    # Faults are shown to whoever opens the dashboard; here nobody would read them.
    with suppress(FaultError):
        Workspace.open().build()
    look.svg(alt.Chart().mark_point())
    for package in map(import_module, ("pages.parts", "cchc_metrics.documents")):
        for module in iter_modules(package.__path__):
            import_module(f"{package.__name__}.{module.name}")
    # What is loaded by now stays for ever. Looking through it for garbage again and again would take longer than a run.
    gc.collect()
    gc.freeze()
