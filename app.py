"""The dashboard: its pages, and the filter bar that they share."""

from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware

from cchc_metrics.faults import FaultsFound
from cchc_metrics.rights import Refused
from cchc_metrics.text import words
from pages.parts import address, data, filters, presenting, rights
from pages.parts.block import WAYS
from pages.parts.ready import get_ready
from pages.parts.routes import EXPORT_ROUTES, SCORE_ROUTES, FirstPage
from pages.parts.routes import SEARCH_ROUTES as FINDING

PAGES = Path(__file__).parent / "pages"


def dashboard() -> None:
    """One run of the screen: the page that was asked for, under the filters."""
    data.begin()
    st.set_page_config(
        page_title="Theo dõi cải cách hành chính", page_icon=str(PAGES / "assets" / "icon.png"), layout="wide"
    )
    known = pages()
    page = st.navigation(known, position="hidden")
    st.html(PAGES / "assets" / "look.css")
    st.html(f'<h1 class="unseen">{page.title}</h1>')
    try:
        rights.require("xem")
        if presenting.asked_for():
            presenting.present(page.url_path)
            return
        filters.top_bar(known, page)
        page.run()
        rights.ways_in()
        address.write()
    except Refused as refused:
        st.error(str(refused))
        rights.ways_in()
    except FaultsFound as found:
        data.show_faults(found)


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
    server = st.App(__file__, middleware=[Middleware(FirstPage)], routes=[*EXPORT_ROUTES, *FINDING, *SCORE_ROUTES])
