"""Acts that write into the ledger: who may do them, checked again on the server before each, and their forms.

A form has its number, what the last one recorded, and its faults beneath it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import HTTPConnection
from streamlit.auth_util import get_origin_from_redirect_uri, get_secrets_auth_section
from streamlit.web.server.starlette import starlette_websocket
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from cchc_metrics.faults import FaultError
from cchc_metrics.rights import Act, FileAtFault, Refusal, ScoringAct, is_own_machine, load_rights, user_of_machine
from pages.parts import address, data

# A proxy between this server and a reader on another machine sends a header that begins like one of these.
PROXY_HEADERS = (
    *("ali-", "cdn-", "cf-", "client-ip", "fastly-", "fly-", "forwarded", "front-end-https", "max-forwards", "ngrok-"),
    *("remote-", "ssl-", "surrogate-", "tailscale-", "true-client-", "via", "wl-proxy-", "x-amz"),
    *("x-appengine-", "x-arr-", "x-auth-request-", "x-azure-", "x-client-", "x-cloud-trace-context", "x-cluster-"),
    *("x-coming-from", "x-correlation-id", "x-envoy-", "x-forward", "x-host", "x-nginx-", "x-original-", "x-proxy"),
    *("x-real-ip", "x-remote-", "x-request-id", "x-rewrite-url", "x-scheme", "x-ssl-", "x-sucuri-", "x-true-client-"),
    *("x-varnish", "x-vercel-"),
)
MESSAGE, NUMBERS = "what the last form recorded", "numbers of the forms: a new number gives empty fields"
DAY = "DD/MM/YYYY"
NO_MENTION = "không nêu"


def is_passed_on(headers: Iterable[str]) -> bool:
    """True for the names of headers of which a browser sends not all: a proxy added some."""
    return any(name.casefold().replace("_", "-").startswith(PROXY_HEADERS) for name in headers)


def is_own_page(origin: str, host: str, hosts: Collection[str]) -> bool:
    """True for a page of the dashboard itself; `hosts` are the names that the configuration gives.

    A proxy may pass on another name than the page has, or the name without its port; of a name that came with its port
    every other port is another server.

    >>> is_own_page("cchc.xa:8443", "cchc.xa", ["cchc.xa"]), is_own_page("cchc.xa:9999", "cchc.xa:8501", ["cchc.xa"])
    (True, False)
    """
    name = hostname(origin)
    return origin == host or (name in hosts and (name != hostname(host) or host in (name, f"[{name}]")))


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
    """The name of a Host header without its port; "" for one that names none, or holds more than a name.

    >>> hostname("LocalHost:8501"), hostname("[::1]:8501"), hostname(""), hostname("evil@127.0.0.1")
    ('localhost', '::1', '', '')
    """
    if not set(host).isdisjoint("@/?#\\ \t"):
        return ""
    try:
        parts = urlsplit(f"//{host}")
        # What stands behind the name is a port, or the whole is no name.
        return "" if parts.port == 0 else parts.hostname or ""
    except ValueError:
        return ""


def may(act: Act | ScoringAct, *units: str) -> bool:
    """True when this visitor may do it for the units. It decides what a page offers; the act itself calls `require`."""
    try:
        return _is_local() or _is_allowed(act, _email(), units)
    except FileAtFault:
        return False


def require(act: Act | ScoringAct, *units: str) -> str:
    """The name for the ledger of who does it for the units: the e-mail of the login, or the user of this machine.

    Raises: Refusal when they may not, or when the file of roles is at fault.
    """
    if _is_local():
        return user_of_machine()
    email = _email()
    if not _is_allowed(act, email, units):
        names = data.catalog().units
        raise Refusal(act, email, [names[unit].name for unit in units if unit in names])
    # Only looking is allowed without a name.
    return email or ""


def view_refusal(request: HTTPConnection) -> str | None:
    """Why whoever sends this request for a file may not look at figures, in Vietnamese; None when they may."""
    if is_at_the_machine(request):
        return None
    try:
        return None if _is_allowed("xem", login_of(request)) else str(Refusal("xem", None))
    except FileAtFault as fault:
        return str(fault)


def is_at_the_machine(request: HTTPConnection) -> bool:
    """True when a request comes from the machine that the server runs on, past no proxy."""
    return _is_own_machine(request.client.host if request.client else None, request.headers)


def login_of(request: HTTPConnection) -> str | None:
    """The verified e-mail of the login that a request carries; None without one."""
    return _verified_email(_cookie_claims(request))


def login_button() -> None:
    """On a network with a login: the button to log in, or to log out."""
    if _is_local() or not _has_login():
        return
    email = _email()
    if email is None:
        st.button("Đăng nhập", on_click=st.login)
    else:
        st.button(f"Đăng xuất ({email})", on_click=st.logout)


def _is_local() -> bool:
    return _is_own_machine(st.context.ip_address, st.context.headers)


def _is_own_machine(client: object, headers: Iterable[str]) -> bool:
    """True when the server listens to its own machine only and no proxy passes on the request of another.

    Where the configuration names a proxy it is true of nobody: whatever the proxy passes on may look like this machine.
    """
    return (
        is_own_machine(st.get_option("server.address"))
        and not st.get_option("server.allowedHosts")
        and not (isinstance(client, str) and not is_own_machine(client))
        and not is_passed_on(headers)
    )


def _is_allowed(act: Act | ScoringAct, email: str | None, units: Sequence[str] = ()) -> bool:
    # The roles of a working folder are about the plan that it was opened with.
    own = data.workspace_of("")
    plan = own.catalog
    try:
        rights = load_rights(own.folder, plan.units)
        return rights.allow(act, email, login=_has_login(), lines=map(plan.line, units))
    except FaultError:
        raise FileAtFault(act) from None


def _has_login() -> bool:
    return bool(get_secrets_auth_section())


def _email() -> str | None:
    return _verified_email(st.user.to_dict())


def _verified_email(claims: Any) -> str | None:
    # A provider that has not verified the address says so, some of them as text.
    is_verified = claims.get("email_verified", True)
    if not claims.get("is_logged_in") or str(is_verified).casefold() != "true":
        return None
    email: str | None = claims.get("email")
    return email


def _cookie_claims(request: HTTPConnection) -> Any:
    """What the login told Streamlit, from its cookie: st.user exists only while a page runs."""
    cookie = starlette_websocket._get_signed_cookie_with_chunks(request.cookies, USER_COOKIE_NAME)
    # Behind a proxy the request does not carry the address that the reader sees.
    origin = get_origin_from_redirect_uri()
    return starlette_websocket._parse_decoded_user_cookie(cookie, origin) if cookie and origin else {}


def message() -> None:
    """Show what the run before recorded."""
    if text := st.session_state.pop(MESSAGE, None):
        st.success(text)


def number(form: str) -> str:
    """What tells the present form from all others and from those before it; its fields carry it in their keys.

    It names plan and unit: what was typed for one is never recorded for another.
    """
    return f"{address.plan()} {data.choice().unit} {form} {st.session_state.get(NUMBERS, {}).get(form, 0)}"


def fold(label: str, key: str, form: Callable[[], None], *, is_open: bool = False) -> None:
    """A form that is drawn only while it is open: its lists would make the page wait for the browser."""
    box = st.expander(label, expanded=is_open, key=f"fold {key}", on_change="rerun")
    if box.open:
        with box:
            form()


def choose(place: Any, label: str, options: Mapping[str, str], key: str, **look: Any) -> Any:
    """A list of ids with names in a column, and the id chosen from it."""
    return place.selectbox(label, options, format_func=options.get, key=key, **look)


def choose_or_none(place: Any, label: str, options: Mapping[str, str], key: str, placeholder: str = "") -> Any:
    """The same, in which nothing is chosen at first; None for nothing."""
    return choose(place, label, options, key, index=None, placeholder=placeholder)


def finish(text: str, form: str = "") -> None:
    """Draw the page again with what was recorded, and the form that recorded it empty; the others keep their text."""
    st.session_state[MESSAGE] = text
    numbers = st.session_state.get(NUMBERS, {})
    st.session_state[NUMBERS] = numbers | {form: numbers.get(form, 0) + 1}
    st.rerun()


def attempt(
    act: Act | ScoringAct,
    units: str | Sequence[str],
    form: str,
    record: Callable[[str], str],
    *,
    beside: Iterable[Act | ScoringAct] = (),
) -> None:
    """Record for whoever may for a unit or several, and draw the page again; or list every fault beneath the form.

    `beside` are other acts that they must be allowed too. The form keeps its text.
    `record` takes the name for the ledger, and gives what was recorded in words.
    """
    try:
        about = [units] if isinstance(units, str) else units
        for other in beside:
            require(other, *about)
        text = record(require(act, *about))
    except FaultError as faults:
        st.error("  \n".join(str(fault).replace("*", "\\*") for fault in faults.faults))
        return
    finish(text, form)
