"""Who reaches the server, who may do what by the file of roles, and what the browser gets first."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from starlette.requests import HTTPConnection, Request
from streamlit import get_option

from cchc_metrics.faults import FaultError
from cchc_metrics.rights import ACTS, NAMELESS, SCORING, Refusal, Rights, is_own_machine, load_rights, user_of_machine
from cchc_metrics.workspace import Workspace
from pages.parts import acts, data, server
from pages.parts.address import PAGE_FILES
from pages.parts.server import ELEMENTS, SCRIPTS, FirstPage, Gate

HERE = "127.0.0.1:8501"
Configure = Callable[..., None]


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Set the address that the server listens to, and the names that the configuration allows."""

    def options(address: str = "127.0.0.1", hosts: tuple[str, ...] = ()) -> None:
        values = {"server.address": address, "server.allowedHosts": list(hosts), "server.port": 8501}
        monkeypatch.setattr(st, "get_option", values.get)

    return options


def answer(
    path: str = "/", kind: str = "http", client: str = "127.0.0.1", version: str = "1.1", **headers: str
) -> list[Any]:
    """The messages that answer a request: those of the gate, or of the application behind it, which says 200."""
    messages: list[Any] = []

    async def application(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        messages.append(message)

    raw = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "path": path, "headers": raw, "client": (client, 50000), "http_version": version}
    scope["query_string"] = b""
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, Gate(application)(scope, receive, send)).result()
    return messages


def status(path: str = "/", kind: str = "http", client: str = "127.0.0.1", version: str = "1.1", **headers: str) -> int:
    """The status that a request gets: 200 from the application behind the gate, else that of the refusal."""
    first = answer(path, kind, client, version, **headers)[0]
    return 403 if first["type"] == "websocket.close" else int(first["status"])


@pytest.mark.parametrize("host", [HERE, "localhost:8501", "[::1]:8501", "LOCALHOST:8501"])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_this_machine_is_answered_under_its_own_names(configure: Configure, host: str, kind: str) -> None:
    configure()

    assert status(kind=kind, Host=host, Origin=f"http://{host}") == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example:8501", "127.0.0.1.evil.example", "localhost.evil.example", "", "["),
        *("evil@127.0.0.1:8501", "127.0.0.1:8501@evil.example", "127.0.0.1#evil", "127.0.0.1:8501/evil", "127.1"),
        *("127.0.0.1:8501,evil.example", "127.0.0.1:evil", "127.0.0.1:0"),
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("path", ["/", "/tai-ve", "/_stcore/stream", "/_stcore/upload_file/a/b"])
def test_another_name_for_this_machine_is_refused(configure: Configure, host: str, kind: str, path: str) -> None:
    configure()

    assert status(path, kind, Host=host) == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example:8501", "http://localhost:9999", "http://127.0.0.1:8502", "null", "http://["]
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_the_page_of_another_server_is_refused(configure: Configure, origin: str, kind: str) -> None:
    configure()

    assert status(kind=kind, Host=HERE, Origin=origin) == 403


def test_a_request_without_an_origin_is_a_click(configure: Configure) -> None:
    configure()

    assert status(Host=HERE) == 200


@pytest.mark.parametrize(
    ("site", "mode", "dest", "code"),
    [
        ("none", "navigate", "document", 200),
        ("same-origin", "cors", "empty", 200),
        ("same-origin", "no-cors", "image", 200),
        ("cross-site", "navigate", "document", 200),  # a link in a mail
        ("cross-site", "navigate", "iframe", 403),
        ("same-site", "navigate", "iframe", 403),  # another server of this machine
        ("cross-site", "no-cors", "image", 403),
        ("same-site", "no-cors", "script", 403),
        ("cross-site", "navigate", "object", 403),
    ],
)
def test_another_page_may_only_link_to_the_dashboard(
    configure: Configure, site: str, mode: str, dest: str, code: int
) -> None:
    """A picture, a script or a frame of another page carries no Origin."""
    configure()

    headers = {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": mode, "Sec_Fetch_Dest": dest}
    assert status(Host=HERE, **headers) == code


@pytest.mark.parametrize("host", [HERE, "evil.example"])
def test_no_other_page_may_show_an_answer_in_a_frame(configure: Configure, host: str) -> None:
    """A page around the dashboard could guide a click, and tell Streamlit where to send the files of officers."""
    configure()
    headers = dict(answer(Host=host)[0]["headers"])

    assert headers[b"x-frame-options"] == b"SAMEORIGIN"
    assert headers[b"content-security-policy"] == b"frame-ancestors 'self'"
    assert headers[b"x-content-type-options"] == b"nosniff"


def test_streamlit_takes_messages_of_no_other_page() -> None:
    """Streamlit itself trusts every application of a public cloud, which could have files sent to itself."""
    assert get_option("client.allowedOrigins") == []


@pytest.mark.parametrize(
    "header",
    [
        *("Via", "X_Forwarded_Proto", "CF_Connecting_IP", "Forwarded", "X_Forwarded_For", "X_Forwarded_Server"),
        *("X_Client_IP", "X_Cluster_Client_IP", "Fastly_Client_IP", "X_Original_Forwarded_For", "X_Original_Host"),
        *(
            "Client_IP",
            "WL_Proxy_Client_IP",
            "X_Forward_For",
            "X_Coming_From",
            "X_Host",
            "Ali_CDN_Real_IP",
            "Remote_User",
        ),
        *("X_SSL_Client_Cert", "X_Request_ID", "Surrogate_Capability", "Max_Forwards", "Cdn_Src_Ip"),
        *("X_Forwarded_Ssl", "X_Forwarded_User", "Tailscale_User_Login", "X_ARR_SSL", "X_Amzn_Trace_Id", "Cf_Ray"),
    ],
)
def test_a_proxy_opens_nothing_unless_the_configuration_names_it(configure: Configure, header: str) -> None:
    configure()
    assert status(Host=HERE, **{header: "https"}) == 403

    configure(hosts=("cchc.example.vn",))
    assert status(Host="cchc.example.vn", **{header: "https"}) == 200
    assert status(Host="other.example.vn", **{header: "https"}) == 403
    # It is answered, but it is not the officer at the machine.
    assert not acts._is_own_machine("127.0.0.1", {header.replace("_", "-"): "https", "Host": "cchc.example.vn"})


@pytest.mark.parametrize("host", ["cchc.example.vn", HERE])
def test_behind_a_proxy_nobody_is_this_machine_whatever_the_proxy_says(configure: Configure, host: str) -> None:
    """A proxy may pass on the name of this machine and nothing of itself, as nginx does unless it is told otherwise."""
    configure()
    assert acts._is_own_machine("127.0.0.1", {"Host": host})

    configure(hosts=("cchc.example.vn",))
    assert not acts._is_own_machine("127.0.0.1", {"Host": host})


def test_a_header_of_a_proxy_is_known_however_its_name_is_written() -> None:
    assert acts.is_passed_on(["host", "X_Forwarded_For"])
    assert not acts.is_passed_on(
        [
            "host",
            "connection",
            "cookie",
            "accept-language",
            "sec-fetch-site",
            "upgrade",
            "x-xsrftoken",
            "dnt",
            "sec-gpc",
        ]
    )


def test_what_no_browser_speaks_comes_from_a_proxy(configure: Configure) -> None:
    configure()
    assert status(Host=HERE, version="1.1") == 200
    assert status(Host=HERE, version="1.0") == 403


def test_on_a_network_another_page_is_refused_and_the_own_one_is_not(configure: Configure) -> None:
    configure("0.0.0.0")  # noqa: S104 - the network is what is tried

    assert status(client="10.0.0.7", Host="cchc.xa:8501", Origin="http://cchc.xa:8501") == 200
    assert status(client="10.0.0.7", Host="cchc.xa:8501", Origin="http://evil.example") == 403


@pytest.mark.parametrize(
    ("host", "origin", "expected"),
    [
        ("cchc.xa:8501", "http://cchc.xa:9999", 403),
        ("cchc.xa:8501", "http://cchc.xa", 403),
        # A proxy may leave the port out, or send its own name for this machine.
        ("cchc.xa", "https://cchc.xa:8443", 200),
        (HERE, "https://cchc.xa", 200),
        (HERE, "http://127.0.0.1:9999", 403),
        # Of two names that the configuration gives, one may be what the proxy calls this machine.
        ("kho.xa:8501", "https://cchc.xa", 200),
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_on_a_network_the_page_of_another_server_on_the_same_machine_is_refused(
    configure: Configure, kind: str, host: str, origin: str, expected: int
) -> None:
    """Cookies know no ports: the login of a reader goes with whatever the other server's page sends."""
    configure("0.0.0.0", ("cchc.xa", "kho.xa"))  # noqa: S104 - the network is what is tried

    assert status("/_stcore/stream", kind, client="10.0.0.7", Host=host, Origin=origin) == expected


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/stream"])
def test_on_a_network_names_that_the_configuration_gives_are_the_only_ones(configure: Configure, path: str) -> None:
    """A foreign page that points its own name at the server gets no answer; who sits at the server gets one."""
    configure("0.0.0.0", ("cchc.xa",))  # noqa: S104 - the network is what is tried

    assert status(path, client="10.0.0.7", Host="cchc.xa:8501", Origin="http://cchc.xa:8501") == 200
    assert status(path, client="10.0.0.7", Host="evil.example:8501", Origin="http://evil.example:8501") == 403
    assert status(path, Host=HERE) == 200


def test_the_counters_of_the_server_are_for_who_is_logged_in(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure("0.0.0.0")  # noqa: S104 - the network is what is tried
    monkeypatch.setattr(server, "login_of", lambda _: None)
    assert status("/_stcore/metrics", client="10.0.0.7", Host="cchc.xa:8501") == 403
    assert status("//_stcore//metrics", client="10.0.0.7", Host="cchc.xa:8501") == 403

    monkeypatch.setattr(server, "login_of", lambda _: "an@xa.example")
    assert status("/_stcore/metrics", client="10.0.0.7", Host="cchc.xa:8501") == 200

    configure()
    assert status("/_stcore/metrics", Host=HERE) == 200


def test_whoever_watches_the_service_needs_no_login(configure: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    configure("0.0.0.0")  # noqa: S104 - the network is what is tried
    monkeypatch.setattr(server, "login_of", lambda _: None)

    assert status("/_stcore/health", client="10.0.0.7", Host="cchc.xa:8501") == 200


@pytest.mark.parametrize("claim", [False, "false", "False", "0", 0, None, "", "no"])
def test_an_address_that_is_not_verified_is_nobody(claim: object) -> None:
    claims = {"is_logged_in": True, "email": "an@xa.example", "email_verified": claim}

    assert acts._verified_email(claims) is None


@pytest.mark.parametrize("claims", [{}, {"email_verified": True}, {"email_verified": "true"}])
def test_an_address_that_is_verified_or_of_which_nothing_is_said_counts(claims: dict[str, object]) -> None:
    assert acts._verified_email({"is_logged_in": True, "email": "an@xa.example", **claims}) == "an@xa.example"


def test_a_file_of_roles_at_fault_lets_nobody_in_and_says_so(
    configure: Configure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    configure("0.0.0.0")  # noqa: S104 - the network is what is tried
    workspace = Workspace.open(tmp_path)
    (tmp_path / "rights.toml").write_text("[[person]]\nemail = 'an@xa.example'\nrole = 'vua'\n", encoding="utf-8")
    monkeypatch.setattr(data, "workspace_of", lambda _: workspace)
    scope = {"type": "http", "path": "/tim", "headers": [], "client": ("10.0.0.7", 50000), "query_string": b""}

    reason = acts.view_refusal(HTTPConnection(scope))

    assert reason is not None
    assert "rights.toml: tệp quyền có lỗi" in reason
    # The words of the file are for whoever sits at the machine.
    assert "vua" not in reason
    monkeypatch.setattr(acts, "_email", lambda: "an@xa.example")
    monkeypatch.setattr(acts, "_is_local", lambda: False)
    assert not acts.may("xem")
    with pytest.raises(Refusal, match="tệp quyền có lỗi"):
        acts.require("nhập")
    with pytest.raises(FaultError, match="vua"):
        workspace.check()


ROUTES = [
    (server.answer_search, {}, "q=an"),
    (server.answer_export, {"name": "chi-tieu", "kind": "csv"}, "don-vi=nhat-quang&nam=2025"),
    (server.answer_score_file, {"name": "bang-diem.xlsx"}, "don-vi=nhat-quang&nam=2025&bo-tieu-chi=mot"),
]


def file_request(path: dict[str, str], query: str) -> Request:
    scope = {"type": "http", "path": "/", "headers": [], "client": ("127.0.0.1", 50000), "path_params": path}
    return Request({**scope, "query_string": query.encode()})


@pytest.fixture
def at_the_machine(configure: Configure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The working folder of the dashboard that answers on this machine."""
    configure()
    workspace = Workspace.open(tmp_path)
    monkeypatch.setattr(server, "workspace_of", lambda _: workspace)
    return tmp_path


@pytest.mark.parametrize(("route", "path", "query"), ROUTES, ids=["search", "export", "scores"])
def test_a_damaged_ledger_is_told_by_every_route(at_the_machine: Path, route: Any, path: Any, query: str) -> None:
    (at_the_machine / "ledger.jsonl").write_text("không phải một dòng của sổ\n", encoding="utf-8")

    response = route(file_request(path, query))

    assert response.status_code == 409
    assert "ledger.jsonl, dòng 1: dòng sổ không còn nguyên như khi ghi" in response.body.decode()


@pytest.mark.slow
@pytest.mark.usefixtures("at_the_machine")
@pytest.mark.parametrize("indicator", ["%00", "%0D%0ASet-Cookie:a", "đúng hạn", '"'])
def test_no_address_writes_into_the_headers_of_a_file(indicator: str) -> None:
    query = f"don-vi=nhat-quang&nam=2025&chi-tieu={indicator}"

    response = server.answer_export(file_request({"name": "con-no", "kind": "csv"}, query))

    assert response.status_code == 200
    assert re.fullmatch(
        r'attachment; filename="con-no-nhat-quang-2025-[\w-]*\.csv"', response.headers["content-disposition"]
    )


STREAMLIT = b'<!doctype html><html lang="en"><head></head><body>You have requested page</body></html>'


def first_answer(path: str, body: bytes = STREAMLIT, kind: bytes = b"text/html") -> tuple[int, str]:
    """Status and body of an answer of Streamlit behind FirstPage."""
    messages: list[Any] = []

    async def streamlit(_scope: Any, _receive: Any, send: Any) -> None:
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body[:20], "more_body": True})
        await send({"type": "http.response.body", "body": body[20:]})

    async def send(message: Any) -> None:
        messages.append(message)

    run = FirstPage(streamlit)({"type": "http", "path": path, "headers": []}, None, send)
    # A browser that other tests drive has a loop of its own in this thread.
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, run).result()
    whole = b"".join(message.get("body", b"") for message in messages)
    assert dict(messages[0]["headers"])[b"content-length"] == str(len(whole)).encode()
    return messages[0]["status"], whole.decode()


@pytest.mark.parametrize("page", PAGE_FILES)
def test_every_page_is_in_vietnamese_whatever_the_browser_speaks(page: str) -> None:
    status, body = first_answer(f"/{page}")

    assert status == 200
    assert '<html lang="vi">' in body
    assert "language: {value: 'vi-VN'}" in body


def test_the_scripts_of_what_every_page_draws_come_with_the_page() -> None:
    _, body = first_answer("/chi-so")

    names = re.findall(r'modulepreload" crossorigin href="./static/js/([^"]+)"', body)
    assert {name.split(".")[0] for name in names} >= set(ELEMENTS)
    assert [name for name in names if not (SCRIPTS / name).exists()] == []


@pytest.mark.parametrize("path", ["/khong-co", "/chi-so/papi", "/pages/overview"])
def test_an_address_that_is_no_page_says_so_in_vietnamese(path: str) -> None:
    status, body = first_answer(path)

    assert status == 404
    assert "<h1>Không có trang này</h1>" in body
    assert 'href="/"' in body
    assert "You have requested" not in body


@pytest.mark.parametrize(("path", "kind"), [("/tim", b"text/html"), ("/static/js/index.js", b"text/javascript")])
def test_what_is_no_page_passes_as_it_is(path: str, kind: bytes) -> None:
    assert first_answer(path, b"<ul><li>one</li></ul> of a list", kind) == (200, "<ul><li>one</li></ul> of a list")


FILE = """
[[person]]
email = "An@xa.example"
role = "nhập"

[[person]]
email = "binh@xa.example"
role = "duyệt"
"""


def test_who_has_no_name_on_the_machine_has_a_word_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    # A user id without an entry, as a container is started with.
    monkeypatch.setattr("os.getuid", lambda: 2**31 - 7)

    assert user_of_machine() == NAMELESS


def rights_of(folder: Path, text: str) -> Rights:
    (folder / "rights.toml").write_text(text, encoding="utf-8")
    return load_rights(folder)


@pytest.mark.parametrize(
    ("email", "may"),
    [
        ("an@xa.example", ["xem", "nhập"]),
        ("BINH@xa.example", ["xem", "nhập", "duyệt"]),
        ("la@xa.example", []),
        (None, []),
    ],
)
def test_a_role_includes_those_before_it(tmp_path: Path, email: str | None, may: list[str]) -> None:
    rights = rights_of(tmp_path, FILE)

    assert [act for act in ACTS if rights.allow(act, email, login=True)] == may


SCORERS = """
[[person]]
email = "tham-dinh@so.example"
role = "xem"
scoring = ["thẩm định"]
[[person]]
email = "chu-tich@xa.example"
role = "duyệt"
scoring = ["duyệt kết quả", "công bố", "mở lại"]
[[person]]
email = "pho@xa.example"
role = "duyệt"
[[person]]
email = "van-phong@xa.example"
role = "nhập"
"""
BY_ROLE = ["nhập kết quả", "tổng hợp", "bảng cấp trên"]


@pytest.mark.parametrize(
    ("email", "may", "steps"),
    [
        ("tham-dinh@so.example", ["xem"], ["thẩm định"]),
        ("chu-tich@xa.example", ["xem", "nhập", "duyệt"], ["duyệt kết quả", "công bố", "mở lại"]),
        # The same role appraises and publishes, unless the file tells them apart.
        ("pho@xa.example", ["xem", "nhập", "duyệt"], [*SCORING.values()]),
        ("van-phong@xa.example", ["xem", "nhập"], BY_ROLE),
    ],
)
def test_steps_of_scoring_are_those_of_the_role_or_those_that_the_file_names(
    tmp_path: Path, email: str, may: list[str], steps: list[str]
) -> None:
    rights = rights_of(tmp_path, SCORERS)

    assert [act for act in ACTS if rights.allow(act, email, login=True)] == may
    assert {act for act in SCORING.values() if rights.allow(act, email, login=True)} == {*steps}
    assert not any(rights.allow(act, email, login=False) for act in SCORING.values())


def test_without_a_login_a_network_server_is_read_only(tmp_path: Path) -> None:
    rights = rights_of(tmp_path, FILE)

    assert [act for act in ACTS if rights.allow(act, "binh@xa.example", login=False)] == ["xem"]
    assert [act for act in ACTS if load_rights(tmp_path / "none").allow(act, None, login=False)] == ["xem"]


@pytest.mark.parametrize(
    ("words", "login", "may_look"),
    [
        ("true", True, True),
        ("true", False, True),
        ("false", True, False),
        ("false", False, False),
    ],
)
def test_whether_a_login_is_needed_to_look_is_what_the_file_says(
    tmp_path: Path, words: str, *, login: bool, may_look: bool
) -> None:
    assert rights_of(tmp_path, f"view_without_login = {words}\n").allow("xem", None, login=login) is may_look


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('[[person]]\nemail = "an@x.vn"\nrole = "nhâp"\n', "role", "có phải là «nhập»?"),
        (
            '[[person]]\nemail = "an@x.vn"\nrole = "xem"\nscoring = ["thẩm đinh"]\n',
            "scoring",
            "có phải là «thẩm định»?",
        ),
        ('[[person]]\nemail = "an"\nrole = "nhập"\n', "email", "không phải là địa chỉ thư điện tử"),
        ('[[person]]\nemial = "an@x.vn"\nrole = "nhập"\n', "emial", "có phải là «email»?"),
        ("view_without_login = 1\n", "view_without_login", "true hoặc false"),
        ("[[person]\n", "rights.toml", "TOML"),
        (FILE + '[[person]]\nemail = "an@xa.example"\nrole = "xem"\n', "thứ 3", "đã có ở trên"),
    ],
)
def test_a_fault_of_the_file_is_told_where_it_stands(tmp_path: Path, text: str, place: str, words: str) -> None:
    with pytest.raises(FaultError) as refusal:
        rights_of(tmp_path, text)

    assert any(place in fault.place and words in str(fault) for fault in refusal.value.faults), str(refusal.value)


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    (tmp_path / "rights.toml").write_bytes(b"\xef\xbb\xbf" + FILE.encode())

    assert load_rights(tmp_path) == rights_of(tmp_path, FILE)


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("192.168.1.4", False),
        (None, False),
        ("", False),
        ("unix:///run/x", False),
    ],
)
def test_only_a_loopback_address_is_this_machine_alone(address: str | None, *, own: bool) -> None:
    assert is_own_machine(address) is own


UNITS = """
[[person]]
email = "xa@tinh.example"
role = "duyệt"
units = ["xa-a"]

[[person]]
email = "tinh@tinh.example"
role = "duyệt"
units = ["tinh-a"]

[[person]]
email = "nghi@tinh.example"
role = "duyệt"
units = []
"""
# Each unit with those that it belongs to.
A, B, ELSEWHERE = ("xa-a", "tinh-a"), ("xa-b", "tinh-a"), ("xa-c", "tinh-b")


@pytest.mark.parametrize(
    ("email", "lines", "may"),
    [
        ("xa@tinh.example", [A], True),
        ("xa@tinh.example", [B], False),
        # Một tệp của hai xã: xã chỉ nộp cho mình, tỉnh nộp và duyệt cho mọi xã của tỉnh.
        ("xa@tinh.example", [A, B], False),
        ("tinh@tinh.example", [A, B], True),
        ("tinh@tinh.example", [A, ELSEWHERE], False),
        # Danh sách trống là không đơn vị nào, không phải mọi đơn vị.
        ("nghi@tinh.example", [A], False),
    ],
)
def test_a_person_acts_for_units_and_those_beneath_them(
    tmp_path: Path, *, email: str, lines: list[tuple[str, ...]], may: bool
) -> None:
    rights = rights_of(tmp_path, UNITS)

    assert rights.allow("nhập", email, login=True, lines=lines) is may
    assert rights.allow("duyệt", email, login=True, lines=lines) is may
    assert rights.allow("xem", email, login=True, lines=lines)


def test_a_unit_that_the_plan_does_not_know_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "rights.toml").write_text(UNITS, encoding="utf-8")

    with pytest.raises(FaultError) as refusal:
        load_rights(tmp_path, ["xa-a", "xa-b"])

    assert [fault.place for fault in refusal.value.faults] == ["rights.toml · [[person]] thứ 2 · units"]
