"""Who reaches the server at all, whatever is asked for: its own names, its own pages, a proxy that is named."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse

from cchc_metrics.rights import is_own_machine
from pages.parts.rights import PROXY_HEADERS, is_at_the_machine, login_of

Message = MutableMapping[str, Any]
Asgi = Callable[[Message, Any, Callable[[Message], Awaitable[None]]], Awaitable[None]]

METRICS = "_stcore/metrics"
NAME = "Bảng theo dõi chỉ trả lời dưới tên của chính máy này. Mở http://localhost:{port}, hoặc ghi tên vào "
NAME += "server.allowedHosts trong .streamlit/config.toml."
PAGE = "Yêu cầu đến từ trang web khác nên bị từ chối."
PROXY = "Yêu cầu đi qua một máy trung gian (proxy) chưa được khai báo: ghi tên của nó vào server.allowedHosts."
LOGIN = "Cần đăng nhập để xem số đo của máy chủ."


class Gate:
    """ASGI middleware that refuses a request, or a websocket, before anything else sees it; 403 with the reason.

    A web page elsewhere can point a name of its own at this machine (DNS rebinding), or send requests to localhost:
    the Host and the Origin that a browser sends tell both apart from the dashboard's own pages.
    """

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """Answer one request, or pass it on."""
        reason = refusal(HTTPConnection(scope)) if scope["type"] in ("http", "websocket") else None
        if reason is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse(reason, status_code=403)(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008})


def refusal(request: HTTPConnection) -> str | None:
    """Why a request is refused, in Vietnamese; None when it is not."""
    host = request.headers.get("host", "")
    named = {name.casefold() for name in st.get_option("server.allowedHosts") or ()}
    if is_own_machine(st.get_option("server.address")):
        if hostname(host) not in named and not is_own_machine(hostname(host)):
            return NAME.format(port=st.get_option("server.port"))
        if not named and any(name in request.headers for name in PROXY_HEADERS):
            return PROXY
    origin = request.headers.get("origin")
    if origin is not None and netloc(origin) != host.casefold() and hostname(netloc(origin)) not in named:
        return PAGE
    path = "/".join(step for step in request.scope["path"].split("/") if step)
    if path.endswith(METRICS) and not is_at_the_machine(request) and login_of(request) is None:
        return LOGIN
    return None


def netloc(origin: str) -> str:
    """The host and port of an origin; "" for one that names none.

    >>> netloc("http://LocalHost:8501"), netloc("null"), netloc("http://[")
    ('localhost:8501', '', '')
    """
    try:
        return urlsplit(origin).netloc.casefold()
    except ValueError:
        return ""


def hostname(host: str) -> str:
    """The name of a Host header without its port; "" for one that names none.

    >>> hostname("LocalHost:8501"), hostname("[::1]:8501"), hostname("")
    ('localhost', '::1', '')
    """
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
