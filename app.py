"""The dashboard: its pages, and the filter bar that they share."""

from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware

from cchc_metrics.faults import FaultsFound
from cchc_metrics.rights import Refused
from cchc_metrics.text import words
from pages import _address, _parts, _presenting, _rights
from pages._finding import ROUTES as FINDING
from pages._ready import get_ready
from pages._score_files import SCORE_ROUTES
from pages._server import FirstPage
from pages._taking_out import ROUTES
from pages._ways import WAYS

PAGES = Path(__file__).parent / "pages"


def dashboard() -> None:
    """One run of the screen: the page that was asked for, under the filters."""
    _parts.begin()
    st.set_page_config(page_title=words.TITLE, page_icon=str(PAGES / "assets" / "icon.png"), layout="wide")
    known = pages()
    page = st.navigation(known, position="hidden")
    st.html(PAGES / "assets" / "look.css")
    st.html(f'<h1 class="unseen">{page.title}</h1>')
    try:
        _rights.require("xem")
        if _presenting.asked_for():
            _presenting.present(page.url_path)
            return
        _parts.top_bar(known, page)
        page.run()
        _rights.ways_in()
        _address.write()
    except Refused as refused:
        st.error(str(refused))
        _rights.ways_in()
    except FaultsFound as found:
        _parts.show_faults(found)


def pages() -> list[st.Page]:
    """All screens, in the order of the top bar."""
    return [
        st.Page(f"pages/{name}.py", title=words.PAGES[name], default=not address, url_path=address)
        for address, name in WAYS.items()
    ]


if st.runtime.exists():
    dashboard()
else:
    # Loaded once by the server, before any browser: naming the pages now keeps Streamlit from guessing them from the
    # folder pages/, which greets the first link opened after a start with "page not found".
    st.navigation(pages(), position="hidden")
    Thread(target=get_ready, daemon=True).start()
    server = st.App(__file__, middleware=[Middleware(FirstPage)], routes=[*ROUTES, *FINDING, *SCORE_ROUTES])
