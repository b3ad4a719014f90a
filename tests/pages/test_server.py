"""What the browser gets first, without a browser."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pages.parts.address import PAGE_FILES
from pages.parts.server import DRAWN, SCRIPTS, FirstPage

STREAMLIT = b'<!doctype html><html lang="en"><head></head><body>You have requested page</body></html>'


def got(path: str, body: bytes = STREAMLIT, kind: bytes = b"text/html") -> tuple[int, str]:
    """Status and body of an answer that Streamlit gave, once it has passed through."""
    sent: list[Any] = []

    async def streamlit(_scope: Any, _receive: Any, send: Any) -> None:
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body[:20], "more_body": True})
        await send({"type": "http.response.body", "body": body[20:]})

    async def send(message: Any) -> None:
        sent.append(message)

    passed = FirstPage(streamlit)({"type": "http", "path": path, "headers": []}, None, send)
    # A browser that other tests drive has a loop of its own in this thread.
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, passed).result()
    whole = b"".join(message.get("body", b"") for message in sent)
    assert dict(sent[0]["headers"])[b"content-length"] == str(len(whole)).encode()
    return sent[0]["status"], whole.decode()


@pytest.mark.parametrize("page", PAGE_FILES)
def test_every_page_is_in_vietnamese_whatever_the_browser_speaks(page: str) -> None:
    status, body = got(f"/{page}")

    assert status == 200
    assert '<html lang="vi">' in body
    assert "language: {value: 'vi-VN'}" in body


def test_the_scripts_of_what_every_page_draws_come_with_the_page() -> None:
    _, body = got("/chi-so")

    fetched = re.findall(r'modulepreload" crossorigin href="./static/js/([^"]+)"', body)
    assert {name.split(".")[0] for name in fetched} >= set(DRAWN)
    assert [name for name in fetched if not (SCRIPTS / name).exists()] == []


@pytest.mark.parametrize("path", ["/khong-co", "/chi-so/papi", "/pages/overview"])
def test_an_address_that_is_no_page_says_so_in_vietnamese(path: str) -> None:
    status, body = got(path)

    assert status == 404
    assert "<h1>Không có trang này</h1>" in body
    assert 'href="/"' in body
    assert "You have requested" not in body


@pytest.mark.parametrize(("path", "kind"), [("/tim", b"text/html"), ("/static/js/index.js", b"text/javascript")])
def test_what_is_no_page_passes_as_it_is(path: str, kind: bytes) -> None:
    assert got(path, b"<ul><li>one</li></ul> of a list", kind) == (200, "<ul><li>one</li></ul> of a list")
