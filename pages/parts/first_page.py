"""Streamlit's one HTML page, rewritten: in Vietnamese, in the style of the pages, one history entry a click."""

import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import streamlit

from pages.parts.address import PAGE_FILES

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
    "Main menu": "Trình đơn",
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

Message = MutableMapping[str, Any]
Asgi = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

TRANSLATE, HISTORY, LOOK = (
    (Path(__file__).parents[1] / "assets" / name).read_text(encoding="utf-8").strip()
    for name in ("chrome.js", "history.js", "look.css")
)
SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"
# What every page draws. Streamlit fetches the script of each only when it comes to draw it, so that figures stood for a
# moment without the filters. Named in the page, they come together with Streamlit itself.
DRAWN = ("Html", "PageLink", "Selectbox", "ButtonGroup", "BidiComponent")


def _preloads() -> str:
    scripts = [path for name in DRAWN for path in SCRIPTS.glob(f"{name}.*.js")]
    imported = [
        name for path in scripts for name in re.findall(r'"\./([\w.-]+\.js)"', path.read_text(encoding="utf-8"))
    ]
    names = dict.fromkeys([path.name for path in scripts] + imported)
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
            f"{HISTORY}\n{TRANSLATE}"
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
