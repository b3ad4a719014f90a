"""Who is asking, and what they may do; asked again on the server before every act, whatever the screen offered."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from starlette.requests import Request
from streamlit.auth_util import get_origin_from_redirect_uri, get_secrets_auth_section
from streamlit.web.server.starlette import starlette_websocket
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from cchc_metrics.rights import Act, Refused, is_own_machine, load_rights, user_of_machine
from pages.parts import data

# Set by whatever stands between this server and a reader on another machine.
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")


def may(act: Act) -> bool:
    """True when whoever asks may do it; for deciding what to offer, never in place of `require`."""
    return _here() or _allowed(act, _email())


def require(act: Act) -> str:
    """Who does it, as the ledger names them: the e-mail of the login, or the user of this machine.

    Raises: Refused when they may not; FaultsFound when the file of roles is at fault.
    """
    if _here():
        return user_of_machine()
    email = _email()
    if not _allowed(act, email):
        raise Refused(act, email)
    # Only looking is ever allowed to somebody without a name.
    return email or ""


def may_view(request: Request) -> bool:
    """True when whoever asks for a file by its address may look at figures."""
    if _is_here(request.client.host if request.client else None, request.headers.get):
        return True
    return _allowed("xem", _email_of(_of_cookie(request)))


def ways_in() -> None:
    """On a network with a login: the way in, or who is in and the way out."""
    if _here() or not _has_login():
        return
    email = _email()
    if email is None:
        st.button("Đăng nhập", on_click=st.login)
    else:
        st.button(f"Đăng xuất ({email})", on_click=st.logout)


def _here() -> bool:
    return _is_here(st.context.ip_address, st.context.headers.get)


def _is_here(client: object, header: Callable[[str], str | None]) -> bool:
    """True on one's own machine: the server listens to it alone, and nobody passes on the requests of others."""
    return (
        is_own_machine(st.get_option("server.address"))
        and not (isinstance(client, str) and not is_own_machine(client))
        and not any(header(name) for name in PASSED_ON)
    )


def _allowed(act: Act, email: str | None) -> bool:
    return load_rights(data.workspace().folder).allow(act, email, login=_has_login())


def _has_login() -> bool:
    return bool(get_secrets_auth_section())


def _email() -> str | None:
    return _email_of(st.user.to_dict())


def _email_of(said: Any) -> str | None:
    # A provider that did not check the address itself says so.
    if not said.get("is_logged_in") or said.get("email_verified") is False:
        return None
    return said.get("email")


def _of_cookie(request: Request) -> Any:
    """What the login told Streamlit; st.user knows it only where a page runs."""
    found = starlette_websocket._get_signed_cookie_with_chunks(request.cookies, USER_COOKIE_NAME)
    # Behind a proxy the request itself does not know the address that the reader sees.
    origin = get_origin_from_redirect_uri()
    return starlette_websocket._parse_decoded_user_cookie(found, origin) if found and origin else {}
