"""The page that the browser gets first: in Vietnamese, told where the server is, with an entry of history an act."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from cchc_metrics.text import chrome
from pages._ways import WAYS

Message = MutableMapping[str, Any]
Asgi = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

PUT, HISTORY = ((Path(__file__).parent / "assets" / name).read_text(encoding="utf-8").strip()
                for name in ("chrome.js", "history.js"))
WORDS = f"{PUT}({json.dumps(chrome.WHOLE)}, {json.dumps(chrome.BEGINNINGS)}, {json.dumps(chrome.PATTERNS)})"

# Streamlit's page is in English, names months and writes numbers in the language of the browser, and looks for its
# server beneath the address of every page it is opened at, which fails twice in the log of each opened link.
ENGLISH = b'<html lang="en">'
REWRITTEN = (
    (ENGLISH, b'<html lang="vi">'),
    (b"<head>", b"<head><script>window.__streamlit = {BACKEND_BASE_URL: location.origin + '/'};\n"
                b"Object.defineProperties(navigator, {language: {value: 'vi-VN'}, languages: {value: ['vi-VN']}});\n"
                + f"{HISTORY}\n{WORDS}</script>".encode()),
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
        scope["headers"] = [(key, value) for key, value in scope["headers"] if key != b"accept-encoding"] if _is_page(
            scope["path"]) else scope["headers"]
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
                    start, body = {**start, "status": 404}, chrome.NO_SUCH_PAGE.encode()
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
